"""A regimen: a drug and its phases in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.display.decision_support import OF_A_REGIMEN
from b12regimen.display.sections import Table
from b12regimen.display.shown import Shown
from b12regimen.errors import RegimenError, SettleError, did_you_mean
from b12regimen.regimens.dosing import DRUGS, Drug
from b12regimen.regimens.named import drug_named
from b12regimen.regimens.notation import parse_regimen
from b12regimen.regimens.step_readings import why_it_does_not_fit
from b12regimen.regimens.steps import Phase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from b12regimen.display.sections import Section
    from b12regimen.regimens.choices import Choice
    from b12regimen.regimens.dose_days import DoseDay, PhaseName
    from b12regimen.values.quantities import Quantity
    from b12regimen.values.ranges import Range


_MOST_DAYS: Final = 130 * 366


def _to_drug(given: Drug | None) -> Drug | None:
    return drug_named(given) or given


@attrs.frozen
class Regimen(Shown):
    """A drug, its repletion and its maintenance, as a source prints them.

    Attributes:
        drug: The drug; ``None`` where the source names none, which leaves it to be chosen.
        repletion: The first phase.
        maintenance: The phase that follows it.

    Raises:
        RegimenError: It is no drug or no phase, nothing is injected, or repletion is oral.
    """

    drug: Drug | None = attrs.field(converter=_to_drug)
    repletion: Phase
    maintenance: Phase

    def __attrs_post_init__(self) -> None:
        if self.drug is not None and self.drug not in DRUGS:
            msg = f"drug: {self.drug!r} is no drug of this library{did_you_mean(str(self.drug), DRUGS)}; or None"
            raise RegimenError(msg)
        for name in ("repletion", "maintenance"):
            if not isinstance(phase := getattr(self, name), Phase):
                msg = f"{name}: {phase!r} is no Phase; make one of text with parse_phase, or all with Regimen.parse"
                raise RegimenError(msg)
        if self.repletion.kind == "oral" or any(o.is_oral for s in self.repletion.steps for o in s.options):
            msg = "repletion here is by injection; oral replacement is advice, not a regimen"
            raise RegimenError(msg)
        if not (self.repletion.has_injections or self.maintenance.has_injections):
            msg = "a regimen gives at least one injection; this one gives none"
            raise RegimenError(msg)
        for step in (*self.repletion.steps, *self.maintenance.steps):
            if why := why_it_does_not_fit(step):
                raise RegimenError(why)

    @classmethod
    def parse(cls, text: str) -> Regimen:
        """Read the notation: ``drug; repletion: ...; maintenance: ...``.

        Raises:
            NotationError: The text cannot be read; it says where reading stopped, why, and what would do.
            RegimenError: The text can be read, and is no regimen of injections.
        """
        return cls(*parse_regimen(text))

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values: the phases in the notation, and what is left open."""
        return {
            "text": str(self),
            "drug": self.drug,
            "repletion": str(self.repletion),
            "maintenance": str(self.maintenance),
            "choices": [choice.to_dict() for choice in self.choices],
        }

    def __str__(self) -> str:
        """Write the notation; ``Regimen.parse`` reads it back."""
        return f"{self._drug}; repletion: {self.repletion}; maintenance: {self.maintenance}"

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Regimen {self}>"

    @property
    def _drug(self) -> str:
        return self.drug or "drug not stated"

    def _sections(self) -> Iterator[Section]:
        """Say what the notation says, and beside it what is left open: the notation has no place for that."""
        phases = [
            ([name], [str(phase)]) for name, phase in (("repletion", self.repletion), ("maintenance", self.maintenance))
        ]
        yield self._drug, Table(("phase", "what is given"), phases)
        if self.choices:
            yield "left open by the source", list(map(str, self.choices))
        yield "decision support", [OF_A_REGIMEN]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the source leaves open, drug first, then step by step; empty once all is settled."""
        from b12regimen.regimens.choices import choices_of  # 4 ms that only an answer with a regimen should cost

        phases = {"repletion": self.repletion, "maintenance": self.maintenance}
        return tuple(choices_of(self.drug, phases))

    def settle(self, answers: Mapping[str, str]) -> Regimen:
        """Settle choices with a clinician's answers.

        Args:
            answers: The key of each choice, and one value that it offers, in the notation:
                ``{"maintenance.1.timing": "every 3 months"}``. What is not answered stays open.

        Raises:
            SettleError: Keys are not open, or answers are not among what the source offers: all of them.
        """
        from b12regimen.regimens.settling import Settling  # 2 ms that only settling should cost

        settling = Settling(answers)
        drug = settling.drug(self.drug)
        repletion = settling.phase("repletion", self.repletion)
        maintenance = settling.phase("maintenance", self.maintenance)
        settling.finish([choice.key for choice in self.choices])
        try:
            return Regimen(drug, repletion, maintenance)
        except RegimenError as error:
            raise SettleError(str(error)) from None

    @property
    def phases_not_stated(self) -> tuple[PhaseName, ...]:
        """The phases of which the source says nothing: unknown, and not none."""
        phases: tuple[tuple[PhaseName, Phase], ...] = (
            ("repletion", self.repletion),
            ("maintenance", self.maintenance),
        )
        return tuple(name for name, phase in phases if phase.kind == "not-stated")

    def dose_count(self, phase: PhaseName) -> Range[int]:
        """Count the injections of a phase: fewest and most; no upper bound where nothing printed limits them.

        A phase that is not stated has at least 0.

        Raises:
            RegimenError: It is no phase.
        """
        if phase not in ("repletion", "maintenance"):
            msg = f"a regimen has the phases repletion and maintenance; {phase!r} is neither"
            raise RegimenError(msg)
        from b12regimen.regimens.dose_days import dose_count  # counting is loaded when something is counted

        return dose_count(self.repletion if phase == "repletion" else self.maintenance)

    def doses_before(self, days: int) -> Range[int]:
        """Count the injections of the first days, over both phases: the fewest and the most that the text allows.

        A phase that is not stated may give any number: it adds none to the fewest, and there is no upper bound once it
        may have begun. ``phases_not_stated`` names it.

        Args:
            days: How many are looked at, of which the first is the day of the first dose that is stated [days].

        Raises:
            RegimenError: It is no whole number of days, or lies beyond any lifetime.
        """
        from b12regimen.regimens.dose_totals import doses_before

        return doses_before(self.repletion, self.maintenance, _whole(days))

    def amount_before(self, days: int) -> Range[Quantity] | None:
        """Sum the doses of the first days, over both phases: the least and the most that the text allows.

        A phase that is not stated is counted as in ``doses_before``.

        Args:
            days: How many are looked at, of which the first is the day of the first dose that is stated [days].

        Returns:
            ``None`` where a dose goes by body weight.

        Raises:
            RegimenError: It is no whole number of days, or lies beyond any lifetime.
        """
        from b12regimen.regimens.dose_totals import amount_before

        return amount_before(self.repletion, self.maintenance, _whole(days))

    def dose_days(self, days: int) -> list[DoseDay]:
        """List the injections that may fall in the first days, with the days between which each falls.

        Day 0 is the first dose that the source states; where repletion is "not stated", that is the first maintenance
        dose. Listing stops where injections stop.

        Args:
            days: How many are looked at, of which the first is the day of the first dose [days].

        Raises:
            RegimenError: It is no whole number of days, or lies beyond any lifetime.
        """
        from b12regimen.regimens.dose_days import dose_days

        phases: list[tuple[PhaseName, Phase]] = [("repletion", self.repletion), ("maintenance", self.maintenance)]
        return list(dose_days(phases, _whole(days)))


def _whole(days: int) -> int:
    if isinstance(days, bool) or not isinstance(days, int) or days > _MOST_DAYS:
        msg = f"days is a whole number, at most {_MOST_DAYS}; {days!r} is none"
        raise RegimenError(msg)
    return days
