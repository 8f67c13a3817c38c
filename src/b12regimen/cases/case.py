"""A patient as a guideline sees one: what is recorded and what the laboratory says, agreed where both speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self, get_args

import attrs

from b12regimen.errors import listed
from b12regimen.patients.facts import FACTS
from b12regimen.patients.patient import Deficiency, Patient
from b12regimen.tables.parts import show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from b12regimen.interpretation.lab_findings import Interpretation  # noqa: TC004  (it would load all that reads results)
    from b12regimen.interpretation.threshold_bands import Thresholds
    from b12regimen.patients.facts import Seen
    from b12regimen.tables.parts import Value

CONDITIONS: Final = ("hypokalaemia", "folate_deficiency", "thrombocytopenia", "renal_impairment", "iron_deficiency")
FROM_LABS: Final = ("deficiency", "anaemia", "tested", *CONDITIONS)


@attrs.frozen
class Case:
    """What is known of a patient, from the record and from the laboratory.

    Attributes:
        patient: The record.
        interpretation: What the laboratory results say; ``None`` if there are none.
    """

    patient: Patient
    interpretation: Interpretation | None = None

    @classmethod
    def of(cls, patient: Patient, thresholds: Thresholds | str | Path | None = None) -> Self:
        """Read a patient's laboratory results, by cut-offs or, for ``None``, by the laboratory's own verdicts alone."""
        if patient.labs is None:
            return cls(patient)
        from b12regimen.interpretation.interpretation import (
            interpret_labs,  # 15 ms that only laboratory results should cost
        )
        from b12regimen.interpretation.threshold_bands import NO_THRESHOLDS

        by = NO_THRESHOLDS if thresholds is None else thresholds
        return cls(patient, interpret_labs(patient.labs, thresholds=by, patient=patient))

    def seen(self, name: str) -> Seen:
        """Give the values that a fact may have; ``None`` if nothing is known, or if record and laboratory disagree."""
        own, measured = FACTS[name].look(self.patient), self._measured(name)
        if measured is None and self._is_doubted(name, own):
            return None
        if own is None or measured is None:
            return own or measured
        return tuple(value for value in own if value in measured) or None

    def is_among(self, name: str, values: Iterable[Value]) -> bool | None:
        """Tell whether a fact has one of some values; ``None`` if it is not known, or not well enough.

        Several causes or medicines hold together, so one of them is enough. What laboratory results leave open, such
        as how severe an anaemia is, is one of several, so all of them are needed. Where the record and the laboratory
        disagree, what either says is enough: a doubt silences nothing.
        """
        own, measured = FACTS[name].look(self.patient), self._measured(name)
        if measured is None and (own is None or self._is_doubted(name, own)):
            return None
        recorded, possible, wanted = set(own or ()), set(measured or ()), set(values)
        agreed = recorded & possible if possible else recorded
        if agreed:
            return bool(agreed & wanted)
        if recorded & wanted or possible <= wanted:
            return True
        return None if possible & wanted else False

    def who_says(self, name: str) -> str | None:
        """Say what the record says and what the laboratory says, apart; ``None`` if neither speaks."""
        own, measured = FACTS[name].look(self.patient), self._measured(name)
        by = "" if self.interpretation is None else f" by {self.interpretation.thresholds.id}"
        said = [listed(own)] if own and not measured else [f"the record: {listed(own)}"] if own else []
        said += [f"the laboratory results{by}: {listed(measured)}"] if measured else []
        return "; ".join(said) or None

    def origin(self, name: str) -> str:
        """Say where a fact is known from, or why it is not known."""
        own, measured = FACTS[name].look(self.patient), self._measured(name)
        if measured is None and self._is_doubted(name, own):
            return f"not known: the record says {listed(own or ())}, and laboratory results speak for it, or may"
        if measured is None:
            return "not known" if own is None else "the patient"
        if own is None:
            return "the laboratory results"
        if set(own) & set(measured):
            return "the patient, and the laboratory results agree"
        return f"not known: the record says {_shown(own)}, the laboratory results say {_shown(measured)}"

    @property
    def disagreements(self) -> tuple[str, ...]:
        """Where the record and the laboratory results disagree, so that the fact is not known."""
        return tuple(said for name in FROM_LABS if (said := self.disagreement(name)) is not None)

    def disagreement(self, name: str) -> str | None:
        """Say how the record and the laboratory results disagree on a fact; ``None`` if they do not."""
        origin = self.origin(name) if self.seen(name) is None else "not known"
        return None if origin == "not known" else f"{FACTS[name].path}: {origin}"

    def _is_doubted(self, name: str, own: Seen) -> bool:
        """Tell whether the record calls absent what results that settle nothing speak for."""
        if self.interpretation is None:
            return False
        if name == "anaemia":
            return own == ("none",) and self.interpretation.anaemia_is_doubtful
        return name == "deficiency" and own == ("unlikely",) and self.interpretation.speaks_for_it

    def _measured(self, name: str) -> Seen:
        if self.interpretation is None or name not in FROM_LABS:
            return None
        if name == "anaemia":
            return self.interpretation.anaemia
        if name in CONDITIONS:
            return (True,) if name in self.interpretation.conditions else None
        if name == "tested":
            return (True,) if self.interpretation.places_a_result else None
        return tuple(value for value in get_args(Deficiency) if value == self.interpretation.deficiency) or None

    def labs_to_dict(self) -> dict[str, Any] | None:
        """Give what the laboratory results say as plain values; ``None`` if there are none."""
        if self.interpretation is None:
            return None
        found = self.interpretation.to_dict() | {"disagreements": list(self.disagreements)}
        del found["decision_support"]  # what holds these values says it of the whole
        return found


def _shown(values: Iterable[Value]) -> str:
    return listed(map(show, values))
