"""What a clinician confirms before treatment starts or changes, with what is known filled in.

The points are those of the article of ``adult-common-practice``: the latest laboratory results, the route, the
concentration of the vial, the length of repletion and the interval of maintenance; and what an answer rests on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import listed
from b12regimen.tables.parts import show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.cases.case import Case
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.regimens.regimen import Regimen

CONFIRM: Final = {
    "cause": "the cause of the deficiency",
    "severity": "how severe it is (nerves, anaemia, critical illness)",
    "deficiency": "whether the deficiency is confirmed",
    "labs": "the latest laboratory results",
    "b12_treatment": "what vitamin B12 is given already",
    "allergies": "allergies, to cobalt and cobalamins above all",
    "drug": "the drug",
    "route": "the route",
    "concentration": "the concentration on the vial or ampoule that is used",
    "repletion": "how long repletion lasts",
    "maintenance": "the interval of maintenance",
}


@attrs.frozen
class ChecklistItem:
    """Something that a clinician confirms before treatment starts or changes.

    Attributes:
        item: Its name, for programs.
        known: What is known of it; ``None`` if nothing.
    """

    item: str
    known: str | None

    @property
    def confirm(self) -> str:
        """What to confirm."""
        return CONFIRM[self.item]


def checklist(case: Case, guideline: Guideline, regimens: tuple[Regimen, ...]) -> Iterable[ChecklistItem]:
    """Fill in what is known of a patient, and what the first regimen leaves to confirm."""
    patient = case.patient
    severity = [f"{name.replace('_', ' ')}: {show(value)}" for name, value in patient.severity.to_dict().items()]
    yield ChecklistItem("cause", ", ".join(cause.kind for cause in patient.causes) or None)
    yield ChecklistItem("severity", "; ".join(severity) or None)
    yield ChecklistItem("deficiency", case.who_says("deficiency"))
    yield ChecklistItem("labs", None if patient.labs is None else f"{len(patient.labs.results)} results given")
    since = None if patient.labs is None or patient.labs.treated_since is None else patient.labs.treated_since
    treatment = [*([patient.b12_treatment] if patient.b12_treatment else []), *([f"since {since}"] if since else [])]
    yield ChecklistItem("b12_treatment", " ".join(treatment) or None)
    allergies = None if patient.allergies is None else ", ".join(patient.allergies) or "none known"
    yield ChecklistItem("allergies", allergies)
    for regimen in regimens[:1]:
        steps = (*regimen.repletion.steps, *regimen.maintenance.steps)
        routes = dict.fromkeys(route for step in steps for option in step.options for route in option.routes)
        yield ChecklistItem("drug", guideline.drug)
        yield ChecklistItem("route", listed(routes))
        yield ChecklistItem("concentration", None)
        yield ChecklistItem("repletion", str(regimen.repletion))
        yield ChecklistItem("maintenance", str(regimen.maintenance))
