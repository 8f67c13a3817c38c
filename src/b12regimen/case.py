"""A case: all that bears on a guideline's answer. Patients who share it share the answer, worked out once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.alerts import ALERT_SEVERITIES
from b12regimen.copying import Copier, copier
from b12regimen.decision_table import Value, show
from b12regimen.errors import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.alerts import Alert
    from b12regimen.fact_reading import FactReader
    from b12regimen.guideline import Guideline
    from b12regimen.patient import CauseKind, Patient
    from b12regimen.regimen import Regimen
    from b12regimen.verdict import Verdict

DECISION_SUPPORT: Final = (
    "This restates a published source to support a clinician's decision; a clinician decides, for this patient."
)


@attrs.frozen
class FactUsed:
    """A fact that the guideline looks at.

    Attributes:
        fact: The fact.
        known: What is known of it; ``None`` if nothing.
        read_as: The guideline's words that it may fall under.
        origin: Where it comes from.
    """

    fact: str
    known: str | None
    read_as: tuple[Value, ...]
    origin: str


@attrs.frozen
class ChecklistItem:
    """Something that a clinician confirms before treatment starts or changes.

    Attributes:
        confirm: What to confirm.
        known: What is known of it; ``None`` if nothing.
    """

    confirm: str
    known: str | None


class Case:
    """What a guideline says for everyone of whom the same is known."""

    def __init__(self, guideline: Guideline, patient: Patient, verdict: Verdict) -> None:
        """Keep one patient of the case; nothing is read of it but what the case is made of."""
        self.guideline = guideline
        self._patient = patient
        self.verdict = verdict

    @cached_property
    def facts(self) -> tuple[FactUsed, ...]:
        """The facts that the guideline looks at."""
        return tuple(_fact_used(reader, self._patient) for reader in self.guideline.readers)

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """The alerts that stand, contraindications first."""
        standing = [alert for alert in self.guideline.alerts if alert.status(self._patient) == "standing"]
        return tuple(sorted(standing, key=lambda alert: ALERT_SEVERITIES.index(alert.severity)))

    @cached_property
    def alerts_not_checked(self) -> tuple[Alert, ...]:
        """The alerts that could not be checked because a fact is not known."""
        return tuple(alert for alert in self.guideline.alerts if alert.status(self._patient) == "not-checked")

    @property
    def blocked(self) -> bool:
        """A contraindication stands."""
        return any(alert.severity == "contraindication" for alert in self.alerts)

    @cached_property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        """What a clinician confirms."""
        return tuple(_checklist(self._patient, self.guideline, self.verdict.regimens))

    @cached_property
    def to_dict(self) -> Copier:
        """Gives everything as plain values, a fresh copy each time."""
        own = {
            "blocked": self.blocked,
            "alerts": [alert.to_dict() for alert in self.alerts],
            "alerts_not_checked": [
                alert.to_dict() | {"missing": list(alert.missing(self._patient))} for alert in self.alerts_not_checked
            ],
            "facts": {
                used.fact: {
                    "known": used.known,
                    "read_as": " or ".join(map(show, used.read_as)) or None,
                    "origin": used.origin,
                }
                for used in self.facts
            },
            "checklist": {item.confirm: item.known for item in self.checklist},
            "decision_support": DECISION_SUPPORT,
        }
        return copier(self.verdict.plain | own)


def _fact_used(reader: FactReader, patient: Patient) -> FactUsed:
    name = reader.fact.name
    seen = reader.seen(patient)
    if seen is None:
        return FactUsed(name, None, (), _why_not_known(reader, patient))
    if name == "age":
        return FactUsed(name, str(patient.age), seen, "the patient")
    own = reader.fact.look(patient)
    if own is not None:
        return FactUsed(name, ", ".join(map(show, own)), seen, "the patient")
    kinds: list[CauseKind] = [cause.kind for cause in patient.causes]
    sections = dict.fromkeys(
        f"{citation.source.key}, {citation.section}" if citation.section else citation.source.key
        for kind in kinds
        for citation in reader.stated_in.get(kind, ())
    )
    origin = f"what the source states for {listed(kinds, 'and')} ({'; '.join(sections)})"
    return FactUsed(name, ", ".join(map(show, seen)), seen, origin)


def _why_not_known(reader: FactReader, patient: Patient) -> str:
    disputed = [
        cause.kind
        for cause in patient.causes
        if cause.reversible is not None and reader.stated.get(cause.kind, cause.reversible) is not cause.reversible
    ]
    if disputed:
        return f"not known: the patient's record and the source disagree on {listed(disputed, 'and')}"
    return "not known"


def _checklist(patient: Patient, guideline: Guideline, regimens: tuple[Regimen, ...]) -> Iterable[ChecklistItem]:
    yield ChecklistItem("the cause of the deficiency", ", ".join(cause.kind for cause in patient.causes) or None)
    severity = [f"{name.replace('_', ' ')}: {show(value)}" for name, value in patient.severity.to_dict().items()]
    yield ChecklistItem("how severe it is (nerves, anaemia, critical illness)", "; ".join(severity) or None)
    yield ChecklistItem("the latest laboratory results", None)
    allergies = None if patient.allergies is None else ", ".join(patient.allergies) or "none known"
    yield ChecklistItem("allergies, to cobalt and cobalamins above all", allergies)
    for regimen in regimens[:1]:
        steps = (*regimen.repletion.steps, *regimen.maintenance.steps)
        routes = dict.fromkeys(route for step in steps for option in step.options for route in option.routes)
        yield ChecklistItem("the drug", guideline.drug)
        yield ChecklistItem("the route", listed(routes))
        yield ChecklistItem("the concentration on the vial or ampoule that is used", None)
        yield ChecklistItem("how long repletion lasts", str(regimen.repletion))
        yield ChecklistItem("the interval of maintenance", str(regimen.maintenance))
