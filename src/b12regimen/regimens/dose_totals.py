"""How many injections, and how much, a regimen gives before a day: the fewest and the most that its text allows.

What a source does not state adds nothing to the fewest and leaves the most open.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias

from b12regimen.regimens.ends import ForLife
from b12regimen.regimens.step_readings import may_be_oral, readings
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range, hull
from b12regimen.values.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from b12regimen.regimens.step_readings import StepReading
    from b12regimen.regimens.steps import Phase, Step

_NOT_STATED: Final = "not-stated"
# What one dose counts at least and at most; None where the source sets no such bound.
Weight: TypeAlias = "Callable[[Step], tuple[Fraction | None, Fraction | None]]"


def doses_before(repletion: Phase, maintenance: Phase, days: int) -> Range[int]:
    """Count the injections before a day.

    Args:
        repletion: The first phase.
        maintenance: The phase that follows it.
        days: How many are looked at, of which the first is the day of the first dose that is stated [days].

    Returns:
        The fewest and the most. A gate that is not passed, an oral alternative and "as required" leave the fewest. A
        last step for which the source prints no end is taken to go on, unless what follows it is not stated.
    """
    one = (Fraction(1), Fraction(1))
    low, high = _bounds(repletion, maintenance, days, lambda _: one)
    return Range(int(low), None if high is None else int(high))


def amount_before(repletion: Phase, maintenance: Phase, days: int) -> Range[Quantity] | None:
    """Sum the doses before a day.

    Args:
        repletion: The first phase.
        maintenance: The phase that follows it.
        days: How many are looked at, of which the first is the day of the first dose that is stated [days].

    Returns:
        The least and the most; no upper bound where the source prints only "at least". ``None`` where a dose goes by
        body weight.
    """
    steps = (*repletion.steps, *maintenance.steps)
    if any(option.dose.per_kg for step in steps for option in step.options):
        return None
    low, high = _bounds(repletion, maintenance, days, _mass)
    return Range(_milligrams(low), None if high is None else _milligrams(high))


def _bounds(repletion: Phase, maintenance: Phase, days: int, weight: Weight) -> tuple[Fraction, Fraction | None]:
    steps, goes_on = (*repletion.steps, *maintenance.steps), maintenance.kind == _NOT_STATED
    low = _least(steps, days, weight, goes_on=goes_on)
    is_open = repletion.kind == _NOT_STATED
    return low, None if is_open else _most(steps, days, weight, goes_on=goes_on)


def _mass(step: Step) -> tuple[Fraction | None, Fraction | None]:
    low, high = step.dose.amount.low, step.dose.amount.high
    return None if low is None else low.exact, None if high is None else high.exact


def _milligrams(micrograms: Fraction) -> Quantity:
    return Quantity.of_exact(micrograms, UNITS["mg"])


def _most(steps: Sequence[Step], days: int, weight: Weight, *, goes_on: bool) -> Fraction | None:
    """Sum with every interval at its shortest; ``None`` where nothing bounds what may be given.

    Nothing bounds what follows the last step where it ``goes_on`` in a way that is not stated.
    """
    each = [readings(step) for step in steps]

    @cache
    def best_from(number: int, start: int) -> Fraction | None:
        if number == len(each) or start >= days:
            return Fraction(0)
        found = [best_of(reading, number, start) for reading in each[number]]
        return None if None in found else max((one for one in found if one is not None), default=Fraction(0))

    def best_of(reading: StepReading, number: int, start: int) -> Fraction | None:
        _, heavy = weight(reading.step)
        if heavy is None:
            return None
        best, dose = Fraction(0), 0
        while reading.reaches(dose):
            day = start + reading.window(dose)[0]
            if day >= days:
                break
            dose += 1
            best = max(best, dose * heavy)
            is_last = number + 1 == len(each)
            if is_last and goes_on and dose >= reading.count[0] and day + 1 < days:
                return None
            if dose >= reading.count[0] and not is_last and each[number + 1]:
                gap, _ = hull(following.gap for following in each[number + 1])
                rest = best_from(number + 1, day + gap)
                if rest is None:
                    return None
                best = max(best, dose * heavy + rest)
        return best

    return best_from(0, 0)


def _least(steps: Sequence[Step], days: int, weight: Weight, *, goes_on: bool) -> Fraction:
    """Sum with every interval at its longest, no gate passed, and what may be oral given by mouth."""
    each = [readings(step) for step in steps]

    @cache
    def fewest_from(number: int, start: int) -> Fraction:
        if number == len(each) or start >= days or not each[number]:
            return Fraction(0)
        if steps[number].gate is not None or may_be_oral(steps[number]):
            return Fraction(0)
        return min(fewest_of(reading, number, start) for reading in each[number])

    def fewest_of(reading: StepReading, number: int, start: int) -> Fraction:
        light = weight(reading.step)[0] or Fraction(0)
        fewest, most = reading.count
        is_last = number + 1 == len(each) and not goes_on
        is_open = most is None and not reading.step.as_required and isinstance(reading.step.end, ForLife | None)
        found: list[Fraction] = []
        dose, day = 0, start
        while most is None or dose < most:
            latest = reading.window(dose)[1] if reading.reaches(dose) else None
            if latest is None or start + latest >= days:
                return min([*found, dose * light]) if dose >= fewest or not found else min(found)
            dose, day = dose + 1, start + latest
            if dose >= fewest and not (is_last and is_open):
                found.append(dose * light + after(number, day))
        return min(found)

    def after(number: int, day: int) -> Fraction:
        if number + 1 == len(each) or not each[number + 1]:
            return Fraction(0)
        _, gap = hull(following.gap for following in each[number + 1])
        return Fraction(0) if gap is None else fewest_from(number + 1, day + gap)

    return fewest_from(0, 0)
