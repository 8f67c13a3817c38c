"""What drafts rest on: the sources of a guideline, and the resources that were read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.errors import FhirError
from b12regimen.fhir.references import references_to
from b12regimen.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from b12regimen.fhir.types import Provenance, ProvenanceEntity, Reference
    from b12regimen.recommendations.recommendation import Recommendation
    from b12regimen.values.sources import Citation

LIBRARY: Final = f"b12regimen {__version__}"
_OPERATIONS: Final = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
_PARTICIPANTS: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


def provenance(
    recommendation: Recommendation,
    *,
    targets: Sequence[str],
    recorded: datetime,
    derived_from: Sequence[str] = (),
) -> Provenance:
    """Write what drafts rest on: the guideline's sources, and the resources that were read.

    Args:
        recommendation: What a guideline says.
        targets: References of the drafts.
        recorded: When they were made, with its time zone.
        derived_from: References of the resources that were read.

    Raises:
        FhirError: There is no target, a reference is none, or ``recorded`` has no time zone.
    """
    return provenance_of(recommendation.citations, targets=targets, recorded=recorded, derived_from=derived_from)


def provenance_of(
    citations: Iterable[Citation], *, targets: Sequence[str], recorded: datetime, derived_from: Sequence[str]
) -> Provenance:
    """Write what drafts rest on; see :func:`provenance`."""
    drafts = references_to(targets, "targets")
    if not drafts:
        raise FhirError.of("targets", "name at least one draft, for instance MedicationRequest/draft")
    if not isinstance(recorded, datetime) or recorded.utcoffset() is None:
        raise FhirError.of("recorded", f"{recorded!r} is no time with a time zone")
    sources: list[ProvenanceEntity] = [
        {"role": "source", "what": _source(str(citation), citation.source.url)} for citation in citations
    ]
    read: list[ProvenanceEntity] = [
        {"role": "derivation", "what": one} for one in references_to(derived_from, "derived_from")
    ]
    found: Provenance = {
        "resourceType": "Provenance",
        "target": drafts,
        "recorded": recorded.isoformat(timespec="seconds"),
        "activity": {
            "coding": [{"system": _OPERATIONS, "code": "CREATE", "display": "create"}],
            "text": DECISION_SUPPORT,
        },
        "agent": [
            {
                "type": {"coding": [{"system": _PARTICIPANTS, "code": "assembler", "display": "Assembler"}]},
                "who": {"display": LIBRARY},
            }
        ],
    }
    if entities := [*sources, *read]:
        found["entity"] = entities
    return found


def _source(title: str, url: str | None) -> Reference:
    if url is None:
        return {"display": title}
    return {"display": title, "identifier": {"system": "urn:ietf:rfc:3986", "value": url}}
