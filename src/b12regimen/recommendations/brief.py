"""Says a recommendation to people in brief, and names what only the whole says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from b12regimen.recommendations.report import blocked, cited, measured, missing, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from b12regimen.alerts.alerts import Alert
    from b12regimen.values.sources import Citation

_GRAVE: Final = ("contraindication", "warning")
_LEFT_OUT: Final = (
    "the source's schedule, restated",
    "sources of the cut-offs",
    "not known, and might spoil a result",
)


def brief_sections(
    answer: dict[str, Any], alerts: Sequence[Alert], not_checked: Sequence[tuple[Alert, str]]
) -> Iterator[tuple[str, list[str]]]:
    """Give what stands, what the source gives or what is asked, what could not be checked, and what is left out.

    Args:
        answer: The plain values of a recommendation.
        alerts: Its alerts that stand.
        not_checked: Those that could not be checked, each with what is missing.
    """
    for severity in dict.fromkeys(alert.severity for alert in alerts):
        yield severity, [line for alert in alerts if alert.severity == severity for line in _lines(alert)]
    yield from blocked(answer)
    for part in (said, missing, measured):
        yield from (section for section in part(answer) if section[0] not in _LEFT_OUT)
    grave = [(alert, unknown) for alert, unknown in not_checked if alert.severity in _GRAVE]
    if grave:
        lines = [f"{unknown}: {alert.text} ({alert.severity})" for alert, unknown in grave]
        yield "not known, so these could not be checked", lines
    yield "sources", cited(answer["citations"]) or ["none"]
    yield "decision support", [answer["decision_support"]]
    yield "only the full answer says", list(_rest(answer, len(not_checked) - len(grave)))


def _lines(alert: Alert) -> Iterator[str]:
    yield alert.text
    if alert.advice:
        yield f"  what the source says to do: {alert.advice}"
    if alert.citations:
        yield f"  by {_named(alert.citations)}"


def _named(citations: Iterable[Citation]) -> str:
    return "; ".join(f"{citation.source.title} [{citation.source.evidence}]" for citation in citations)


def _rest(answer: dict[str, Any], not_checked: int) -> Iterator[str]:
    if not_checked:
        yield f"{not_checked} more alerts, less grave, that could not be checked"
    yield "the source's schedule for comparing, and what is cited beside the answer, with addresses"
    yield f"{len(answer['needs_a_clinician'])} changes of a treatment under way that need a clinician"
    yield f"{len(answer['checklist'])} things that a clinician confirms before treatment"
    yield f"the {len(answer['facts'])} facts looked at, and what of them would change the answer"
