"""What looks odd in how much is given: several doses a day, many doses of repletion, doses for each kilogram."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Self

import attrs

from b12regimen.guidelines.loader import guideline_ids, load_guideline
from b12regimen.regimens.dosing import FORM_OF, Drug, Repeat
from b12regimen.regimens.ends import AfterDoses
from b12regimen.values.durations import days_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.regimens.steps import Phase, Step
    from b12regimen.values.durations import TimeUnit


@attrs.frozen
class _Printed:
    """What the shipped guidelines print at most.

    Attributes:
        drug: Of which drug; ``None`` for any.
        a_day: The most doses a day.
        in_repletion: The most doses of a repletion that has a most.
        per_kg: There is a dose for each kilogram.
    """

    drug: Drug | None
    a_day: Fraction
    in_repletion: int
    per_kg: bool

    @classmethod
    def of(cls, drug: Drug | None, regimens: Sequence[Regimen]) -> Self:
        """Look through regimens."""
        steps = [step for regimen in regimens for _, step in _injected(regimen)]
        return cls(
            drug,
            max(map(_most_a_day, steps)),
            max(map(_in_repletion, regimens)),
            any(step.dose.per_kg for step in steps),
        )


def how_much_remarks(regimen: Regimen) -> Iterator[tuple[PhaseName, str]]:
    """Remark on a regimen of a file of one's own, each remark with its phase."""
    printed = _printed(None if regimen.drug is None else FORM_OF.get(regimen.drug, regimen.drug))
    beside = f"of {printed.drug or 'any drug'}"
    for phase, step in _injected(regimen):
        often = _most_a_day(step)
        if often > printed.a_day:
            most = f"shipped guidelines print at most {_shown(printed.a_day)} {beside}"
            yield phase, f"up to {_shown(often)} doses a day: {step}; {most}"
        if step.dose.per_kg and not printed.per_kg:
            yield phase, f"{step.dose} is for each kilogram; no shipped guideline prints such a dose {beside}"
    doses = _in_repletion(regimen)
    if doses > printed.in_repletion:
        yield "repletion", f"up to {doses} doses; shipped guidelines print at most {printed.in_repletion} {beside}"


@lru_cache
def _printed(drug: Drug | None) -> _Printed:
    """Look what the shipped guidelines print of a drug, or of any where none is on it."""
    rules = (rule for name in guideline_ids() for rule in load_guideline(name).rules.values())
    regimens = [regimen for rule in rules for regimen in rule.regimens if drug in (None, regimen.drug)]
    return _Printed.of(drug, regimens) if regimens else _printed(None)


def _injected(regimen: Regimen) -> Iterator[tuple[PhaseName, Step]]:
    phases: tuple[tuple[PhaseName, Phase], ...] = (
        ("repletion", regimen.repletion),
        ("maintenance", regimen.maintenance),
    )
    for name, phase in phases:
        yield from ((name, option) for step in phase.steps for option in step.options if not option.is_oral)


def _most_a_day(step: Step) -> Fraction:
    """Give the most doses a day that a step may come to; 0 where its text does not tell."""
    often = [
        _a_day(timing.frequency.high, timing.period.low or timing.period.high, timing.unit)
        for timing in step.timings
        if isinstance(timing, Repeat)
    ]
    if isinstance(step.end, AfterDoses) and step.end.over is not None:
        over = step.end.over
        often.append(_a_day(step.end.count.high, over.count.low or over.count.high, over.unit))
    return max(often, default=Fraction(0))


def _a_day(doses: int | None, length: int | None, unit: TimeUnit) -> Fraction:
    return Fraction(0) if doses is None or length is None else Fraction(doses, days_in(length, unit)[0])


def _in_repletion(regimen: Regimen) -> int:
    """Give the most doses of repletion; 0 where it has no most."""
    return regimen.dose_count("repletion").high or 0


def _shown(often: Fraction) -> str:
    return str(often) if often.denominator == 1 else f"{float(often):.1f}"
