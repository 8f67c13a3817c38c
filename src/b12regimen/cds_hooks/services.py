"""The services that are offered, and what each asks the EHR to send along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.cds_hooks.deployment import EXTENSION
from b12regimen.cds_hooks.types import HookName
from b12regimen.fhir import codes_searched

if TYPE_CHECKING:
    from b12regimen.cds_hooks.deployment import Deployment
    from b12regimen.cds_hooks.types import Discovery, Service

_OF_PATIENT: Final = "patient={{context.patientId}}"
# Vitamin B12 that was given, has ended or is on hold is a reason to draft nothing, so it is asked for, too.
_NOT_NOW: Final = "on-hold,stopped,completed"
_SEARCHES: Final = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": f"Condition?{_OF_PATIENT}&clinical-status=active",
    "results": f"Observation?{_OF_PATIENT}&_sort=-date&code=",
    "procedures": f"Procedure?{_OF_PATIENT}&status=completed",
    "medicines": f"MedicationStatement?{_OF_PATIENT}&status=active,intended,{_NOT_NOW}",
    "orders": f"MedicationRequest?{_OF_PATIENT}&status=active,{_NOT_NOW}",
    "given": f"MedicationAdministration?{_OF_PATIENT}&status=in-progress,{_NOT_NOW}",
    "allergies": f"AllergyIntolerance?{_OF_PATIENT}",
}
KEYS: Final = tuple(_SEARCHES)
NEEDED: Final = ("patient", "conditions", "results")


@attrs.frozen
class Offered:
    """A service.

    Attributes:
        hook: When it is called.
        title: What it is called.
        description: What it says, without the guideline.
    """

    hook: HookName
    title: str
    description: str


SERVICES: Final[dict[str, Offered]] = {
    "b12-patient-view": Offered(
        "patient-view",
        "Vitamin B12: what a guideline gives",
        "Says what a published guideline gives for a patient whose record speaks of vitamin B12 deficiency.",
    ),
    "b12-order-select": Offered(
        "order-select",
        "Vitamin B12: an order beside a guideline, when it is chosen",
        "Says where chosen orders of vitamin B12 injections differ from what a published guideline gives.",
    ),
    "b12-order-sign": Offered(
        "order-sign",
        "Vitamin B12: an order beside a guideline, before it is signed",
        "Says where orders of vitamin B12 injections differ from what a published guideline gives.",
    ),
}


def discovery(deployment: Deployment) -> Discovery:
    """List the services, for ``GET {base}/cds-services``."""
    by = f"By {deployment.guideline.label}."
    prefetch = prefetch_templates(deployment)
    return {"services": [_service(name, offered, by, prefetch) for name, offered in SERVICES.items()]}


def prefetch_templates(deployment: Deployment) -> dict[str, str]:
    """Give what the EHR is asked to send along: of the results, those alone whose codes are read."""
    own = [key for key, meaning in (deployment.codes or {}).items() if meaning.startswith("analyte:")]
    return _SEARCHES | {"results": _SEARCHES["results"] + ",".join([*codes_searched("loinc"), *own])}


def _service(name: str, offered: Offered, by: str, prefetch: dict[str, str]) -> Service:
    return {
        "hook": offered.hook,
        "id": name,
        "title": offered.title,
        "description": f"{offered.description} {by} It supports a clinician's decision and never takes it.",
        "prefetch": dict(prefetch),
        "usageRequirements": (
            "The service reads what is prefetched and asks no server: it needs the patient, the conditions and the "
            f"results. What FHIR has no code for may be sent in the extension {EXTENSION}."
        ),
    }
