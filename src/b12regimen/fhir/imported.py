"""What was read from FHIR: the patient, the doses that were given, and what became of each resource."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from b12regimen.errors import Finding, PatientError, listed
from b12regimen.patients.patient import CauseKind, Patient
from b12regimen.recommendations.recommendation import DECISION_SUPPORT
from b12regimen.regimens.dosing import Drug, Route
from b12regimen.tables.parts import show
from b12regimen.values.quantities import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Outcome = Literal["used", "ignored", "unreadable"]
READ_FROM: Final = "read from FHIR R4; the source of each fact is the resource that is named beside it"


@attrs.frozen(kw_only=True)
class ReadResource:
    """What became of one resource.

    Attributes:
        place: Where it stood: ``entry[3]``.
        resource: Its type and id: ``Observation/b12``; as much of that as it has.
        outcome: Used, ignored, or unreadable.
        remark: What was read from it, or why nothing was.
        is_read: All that it says of the patient was understood; where it was not, it may say anything.
        keeps_open: Where it was not read, the facts of which it may speak: "severity.neurological", "labs.potassium";
            empty where it may speak of any.
    """

    place: str
    resource: str
    outcome: Outcome
    remark: str
    is_read: bool
    keeps_open: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return attrs.asdict(self) | {"keeps_open": list(self.keeps_open)}

    def __str__(self) -> str:
        """Write it in a line."""
        return f"{self.place} {self.resource}: {self.outcome}: {self.remark}"


@attrs.frozen(kw_only=True)
class RecordedDose:
    """A dose of vitamin B12 that was given.

    Attributes:
        resource: The resource that says so.
        given_on: The day; ``None`` if the record does not say one day.
        drug: The drug; ``None`` if it is not told: "vitamin B12" names none.
        amount: The mass; ``None`` if it is not told as a mass.
        route: The route; ``None`` if it is not told in a way that is read.
        is_injection: It was injected; ``None`` if neither its route nor the name of what was done tells.
    """

    resource: str
    given_on: date | None
    drug: Drug | None
    amount: Quantity | None
    route: Route | None
    is_injection: bool | None

    def to_dict(self) -> dict[str, str | bool | None]:
        """Give it as plain values."""
        return {
            "resource": self.resource,
            "given_on": None if self.given_on is None else self.given_on.isoformat(),
            "drug": self.drug,
            "amount": None if self.amount is None else str(self.amount),
            "route": self.route,
            "is_injection": self.is_injection,
        }


@attrs.frozen(kw_only=True)
class PossibleCause:
    """A cause that a clinician may find, and that no record calls the cause.

    Attributes:
        kind: The cause.
        resource: The resource that it was seen in.
        name: What was seen there.
    """

    kind: CauseKind
    resource: str
    name: str

    def to_dict(self) -> dict[str, str]:
        """Give it as plain values."""
        return {"kind": self.kind, "resource": self.resource, "name": self.name}


@attrs.frozen(kw_only=True)
class PatientImport:
    """What was read from FHIR of one patient.

    Attributes:
        patient: What is known; what no resource tells is unknown.
        given_doses: The doses of vitamin B12 that were given, in time order, undated ones last. There may be others
            that the resources do not hold.
        possible_causes: What may be a cause. It is not in ``patient``, for whether it is one is a clinician's finding.
        resources: What became of each resource, in the order given.
        remarks: What concerns the whole: pages that were not given, facts that contradict each other.
        undecided: The facts of which records speak without telling which, or in doubt: "b12_treatment", "pregnancy".
        b12_orders: The orders of vitamin B12 that are active: ``MedicationRequest/rx``.
        b12_otherwise: The records of vitamin B12 that has ended, is on hold, is planned or is being given, and is not
            said to be taken by mouth.
        lists_read: Of the lists that are said to be whole, those that were read wholly.
        not_in_use: Why the record is none to order by: the patient has died, or another record replaces it.
    """

    patient: Patient
    given_doses: tuple[RecordedDose, ...]
    possible_causes: tuple[PossibleCause, ...]
    resources: tuple[ReadResource, ...]
    remarks: tuple[str, ...]
    undecided: tuple[str, ...] = ()
    b12_orders: tuple[str, ...] = ()
    b12_otherwise: tuple[str, ...] = ()
    lists_read: tuple[str, ...] = ()
    not_in_use: tuple[str, ...] = ()

    @property
    def no_draft(self) -> tuple[str, ...]:
        """Why no order of vitamin B12 is to be drafted, whatever a guideline gives; empty where nothing speaks against.

        The patient has died, or the record is not in use; or it is ordered, injected or given already, or has ended, is
        on hold or is to come.
        """
        given = [dose.resource for dose in self.given_doses if dose.is_injection is not False]
        return (
            *self.not_in_use,
            *_each("it is ordered already", self.b12_orders),
            *_each("it has ended, is on hold or is to come", self.b12_otherwise),
            *(["it is injected already"] if self.patient.b12_treatment == "injections" else []),
            *_each("it was given already", given),
        )

    def with_answers(self, answers: Mapping[str, Any]) -> Patient:
        """Put answers in as :meth:`b12regimen.Patient.with_answers` does; none overrules what the record says.

        A fact that is ``undecided`` may be answered, for a clinician settles it.

        Raises:
            PatientError: Paths that lead nowhere, values that cannot be read, or answers that the record contradicts:
                all of them, each with its path.
        """
        patient = self.patient.with_answers(answers)
        findings = [
            Finding(path, f"the record says {was}; look which is right, and mend the record, or leave the answer out")
            for path, was in _overruled(self.patient, patient)
        ]
        if findings:
            raise PatientError("answers", findings)
        return patient

    def with_outcome(self, outcome: Outcome) -> tuple[ReadResource, ...]:
        """Give the resources that were used, ignored or unreadable."""
        return tuple(resource for resource in self.resources if resource.outcome == outcome)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            "patient": self.patient.to_dict(),
            "given_doses": [dose.to_dict() for dose in self.given_doses],
            "possible_causes": [cause.to_dict() for cause in self.possible_causes],
            "resources": [resource.to_dict() for resource in self.resources],
            "remarks": list(self.remarks),
            "undecided": list(self.undecided),
            "b12_orders": list(self.b12_orders),
            "b12_otherwise": list(self.b12_otherwise),
            "lists_read": list(self.lists_read),
            "not_in_use": list(self.not_in_use),
            "no_draft": list(self.no_draft),
            "source": READ_FROM,
            "decision_support": DECISION_SUPPORT,
        }

    def __str__(self) -> str:
        """Write what became of each resource, one a line."""
        causes = [f"possible cause {cause.kind}: {cause.name} ({cause.resource})" for cause in self.possible_causes]
        stops = [f"no draft: {reason}" for reason in self.no_draft]
        return "\n".join([*map(str, self.resources), *causes, *self.remarks, *stops, READ_FROM, DECISION_SUPPORT])

    def __repr__(self) -> str:
        """Show it in a line."""
        counts = ", ".join(f"{len(self.with_outcome(one))} {one}" for one in ("used", "ignored", "unreadable"))
        return f"<PatientImport {counts}>"


def _each(reason: str, resources: Sequence[str]) -> list[str]:
    return [f"{reason} ({listed(resources, 'and')})"] if resources else []


def _overruled(before: Patient, after: Patient) -> Iterator[tuple[str, str]]:
    """Give what was known and is no more, by its path. Of several causes a clinician may say which one decides."""
    now = dict(_flat(after.to_dict()))
    for path, was in _flat(before.to_dict()):
        if isinstance(was, list) and path != "cause":
            lost = [str(one) for one in was if one not in now.get(path, [])]
            yield from [(path, listed(lost, "and"))] if lost else []
        elif not path.startswith("cause") and was != now.get(path):
            yield path, show(was)
    causes = {cause.kind: cause for cause in after.causes}
    for cause in before.causes if len(before.causes) == 1 else ():
        if cause.kind not in causes:
            yield "cause", cause.kind
        elif cause.reversible not in (None, causes[cause.kind].reversible):
            yield "cause.reversible", show(cause.reversible)


def _flat(values: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
