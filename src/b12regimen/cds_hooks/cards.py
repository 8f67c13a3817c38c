"""Makes a card: a summary of a line, a detail in markdown, who says so, and what a clinician may answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

import attrs

from b12regimen.cds_hooks.deployment import EXTENSION
from b12regimen.cds_hooks.markdown import cited, escaped, is_address, one_line, section
from b12regimen.cds_hooks.record import Record
from b12regimen.cds_hooks.types import HookRequest
from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.guidelines.guideline import Guideline
from b12regimen.interpretation.threshold_bands import Thresholds
from b12regimen.recommendations.selection import select_regimen
from b12regimen.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal

    from b12regimen.cds_hooks.types import Card, CardSource, Link, OverrideReason, Suggestion
    from b12regimen.recommendations.recommendation import Recommendation
    from b12regimen.values.sources import Citation

LONGEST_SUMMARY: Final = 139
_KEPT_AT_THE_END: Final = 40
_REASONS: Final = "https://b12regimen.readthedocs.io/override-reasons"  # a name, and no page
OVERRIDE_REASONS: Final = {
    "does-not-apply": "it does not apply to this patient",
    "record-not-whole": "the record does not show all that is known",
    "other-treatment": "another treatment was chosen",
    "known": "it is known, and was weighed",
}


@attrs.frozen
class Call:
    """What the cards of one call share.

    Attributes:
        request: The call.
        guideline: The guideline by which it is answered.
        thresholds: The cut-offs by which results are read; ``None`` takes those that the guideline names.
        record: What is known of the patient.
    """

    request: HookRequest
    guideline: Guideline
    thresholds: Thresholds | None
    record: Record

    @property
    def patient(self) -> str:
        """The reference of the patient."""
        return f"Patient/{self.request['context']['patientId']}"

    @property
    def recommendation(self) -> Recommendation:
        """What the guideline says for the patient."""
        return select_regimen(self.record.patient, guideline=self.guideline, thresholds=self.thresholds)


def indicator_of(severities: Iterable[str]) -> Literal["info", "warning", "critical"]:
    """Give the indicator of the worst of several severities: a contraindication is critical, a warning a warning."""
    worst = set(severities)
    if "contraindication" in worst:
        return "critical"
    return "warning" if "warning" in worst else "info"


def make_card(
    call: Call,
    name: str,
    *,
    summary: str,
    detail: Sequence[str],
    indicator: Literal["info", "warning", "critical"] = "info",
    recommendation: Recommendation | None = None,
    citations: Sequence[Citation] = (),
    findings: Sequence[str] = (),
    suggestions: Sequence[Suggestion] = (),
) -> Card:
    """Make a card.

    Args:
        call: The call that it answers.
        name: What tells it from the other cards of the call.
        summary: What it says, in a line; a longer one is cut in its middle.
        detail: The lines of the detail, in markdown; the sources and who decides are added.
        indicator: How urgent it is.
        recommendation: What the guideline says, where the card says it.
        citations: Who says so; empty where the library itself does.
        findings: The ids of what was found.
        suggestions: What a clinician may take.
    """
    rules = [] if recommendation is None else [rule.id for rule in recommendation.rules]
    lines = [*detail, *section("sources", dict.fromkeys(map(cited, citations))), escaped(DECISION_SUPPORT)]
    card: Card = {
        "uuid": identity(call, name),
        "summary": _cut(one_line(summary)),
        "detail": "\n".join(lines),
        "indicator": indicator,
        "source": _source(citations, recommendation),
        "overrideReasons": override_reasons(),
        "extension": {
            EXTENSION: {
                "library": __version__,
                "guideline": call.guideline.id,
                "version": call.guideline.version,
                "rules": rules,
                "findings": list(dict.fromkeys(findings)),
            }
        },
    }
    if suggestions:
        card["suggestions"] = list(suggestions)
        card["selectionBehavior"] = "at-most-one"
    links = _links(citations[1:] if "url" in card["source"] else citations)
    if links:
        card["links"] = links
    return card


def identity(call: Call, name: str) -> str:
    """Give the identity of a card or a suggestion: the same call asked twice gives the same."""
    return str(uuid5(UUID(call.request["hookInstance"]), f"{call.guideline.id}/{name}"))


def override_reasons() -> list[OverrideReason]:
    """List the reasons that a clinician may give for not following a card."""
    return [{"system": _REASONS, "code": code, "display": display} for code, display in OVERRIDE_REASONS.items()]


def _cut(line: str) -> str:
    """Cut what is too long in its middle: at its end stands the answer, or the guideline."""
    if len(line) <= LONGEST_SUMMARY:
        return line
    return f"{line[: LONGEST_SUMMARY - _KEPT_AT_THE_END - 1]}…{line[-_KEPT_AT_THE_END:]}"


def _source(citations: Sequence[Citation], recommendation: Recommendation | None) -> CardSource:
    """Say whose guidance a card is; while the answer asks, no rule is chosen, and it is that of the whole guideline."""
    if recommendation and recommendation.action == "ask" and set(citations) == set(recommendation.citations):
        guideline = recommendation.guideline
        return {"label": one_line(f"{guideline.publisher}: {guideline.title}")}
    if not citations:
        return {"label": f"b12regimen {__version__}"}
    source = citations[0].source
    if source.url is None or not is_address(source.url):
        return {"label": one_line(source.title)}
    return {"label": one_line(source.title), "url": source.url}


def _links(citations: Sequence[Citation]) -> list[Link]:
    urls = {citation.source.url: citation.source.title for citation in citations if citation.source.url}
    return [
        {"label": one_line(title), "url": url, "type": "absolute"} for url, title in urls.items() if is_address(url)
    ]
