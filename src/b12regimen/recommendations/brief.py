"""Says a recommendation to people in brief, and names what only the full answer says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from b12regimen.errors import listed
from b12regimen.recommendations.report import blocked, measured, missing, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from b12regimen.recommendations.recommendation import Recommendation
    from b12regimen.values.sources import Citation

_GRAVE: Final = ("contraindication", "warning")
_LEFT_OUT: Final = (
    "the source's schedule, restated",
    "sources of the cut-offs",
    "not known, and might spoil a result",
)


def brief_sections(found: Recommendation, answer: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Give what stands, what the source gives or what is asked, what could not be checked, and what is left out.

    Args:
        found: A recommendation.
        answer: Its plain values.
    """
    for severity in dict.fromkeys(alert.severity for alert in found.alerts):
        yield (
            severity,
            [
                line
                for alert in found.alerts
                if alert.severity == severity
                for line in (
                    alert.text,
                    *([f"  what the source says to do: {alert.advice}"] if alert.advice else []),
                    *([f"  by {_named(alert.citations)}"] if alert.citations else []),
                )
            ],
        )
    yield from blocked(answer)
    for part in (said, missing, measured):
        yield from (section for section in part(answer) if section[0] not in _LEFT_OUT)
    grave = [alert for alert in found.alerts_not_checked if alert.severity in _GRAVE]
    if grave:
        unknown = [f"{listed(found.missing(alert), 'and')}: {alert.text} ({alert.severity})" for alert in grave]
        yield "not known, so these could not be checked", unknown
    yield "sources", [str(citation) for citation in found.citations] or ["none"]
    yield "decision support", [answer["decision_support"]]
    yield "only the full answer says", list(_rest(found, len(found.alerts_not_checked) - len(grave)))


def _named(citations: Sequence[Citation]) -> str:
    return "; ".join(f"{citation.source.title} [{citation.source.evidence}]" for citation in citations)


def _rest(found: Recommendation, not_checked: int) -> Iterator[str]:
    if not_checked:
        yield f"{not_checked} more alerts, less grave, that could not be checked"
    yield "the source's schedule for comparing, and what is cited beside the answer, with addresses"
    yield f"{len(found.needs_a_clinician)} changes of a treatment under way that need a clinician"
    yield f"{len(found.checklist)} things that a clinician confirms before treatment"
    yield f"the {len(found.facts)} facts looked at, and what of them would change the answer"
