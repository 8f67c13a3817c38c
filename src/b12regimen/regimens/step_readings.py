"""The ways to read a step: how many doses, on which days after its first, and how long before the next step.

Conventions of the library, where sources print none:

* A step of length L has its doses inside [0, L), counted from its own first dose.
* "n times a week" puts n doses somewhere in each week of the step; the step's first dose is on its first day.
* The next step's first dose falls one of its own intervals after the last dose before it.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import TypeAlias

import attrs

from b12regimen.regimens.dosing import WEEKDAYS, Dose, Once, OnDays, OnWeekdays, Repeat, Timing
from b12regimen.regimens.ends import AfterDoses, AfterDuration, AfterTotal, UntilConditions
from b12regimen.regimens.steps import Step
from b12regimen.values.durations import MONTHS_IN, Duration, TimeUnit, days_in
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range

# The least, and the most or None where nothing limits it.
Bounds: TypeAlias = "tuple[int, int | None]"


def add(a: Bounds, b: Bounds) -> Bounds:
    """Add two lengths, each with its least and its most."""
    return a[0] + b[0], None if a[1] is None or b[1] is None else a[1] + b[1]


def may_be_oral(step: Step) -> bool:
    """Tell whether the source allows the step by mouth instead."""
    return any(option.is_oral for option in step.options)


def why_it_does_not_fit(step: Step) -> str | None:
    """Say why so many doses, or so large a total, cannot be given over so short a time; ``None`` if they can."""
    for reading in readings(step):
        over = _over(reading.step)
        if over is None or over.count.high is None or reading.timing is None:
            continue
        most = reading.doses_in(over.count.high, over.unit)[1]
        match reading.step:
            case Step(end=AfterDoses(count=Range(low=int(fewest)))) if fewest > most:
                return f'"{reading.step}": {fewest} doses do not fit into {over}, which has room for {most}'
            case Step(
                dose=Dose(amount=Range(high=Quantity() as dose), per_kg=False),
                end=AfterTotal(total=Range(low=Quantity() as total)),
            ) if total.exact > most * dose.exact:
                return f'"{reading.step}": {most} doses of {dose} over {over} do not add up to {total}'
    return None


def readings(step: Step) -> list[StepReading]:
    """Give every way to read a step as injections: each option at each of its timings."""
    return [
        StepReading(option, timing)
        for option in step.options
        if not option.is_oral
        for timing in option.timings or (None,)
    ]


@attrs.frozen
class StepReading:
    """One way to read a step: one of its options at one of its timings.

    All days count from the first dose of the step.
    """

    step: Step
    timing: Timing | None

    def window(self, dose: int) -> Bounds:
        """Give the days on which a dose, numbered from 0, may fall."""
        if dose == 0:
            return 0, 0
        earliest, latest = self._printed_window(dose)
        if self.step.as_required:
            latest = None
        if self._last_day is None:
            return earliest, latest
        return min(earliest, self._last_day), self._last_day if latest is None else min(latest, self._last_day)

    def reaches(self, dose: int) -> bool:
        """Tell whether the step can have a dose, numbered from 0."""
        most = self.count[1]
        if most is not None and (dose >= most or isinstance(self.step.end, AfterDoses)):
            return dose < most
        return self._last_day is None or self._printed_window(dose)[0] <= self._last_day

    @cached_property
    def _last_day(self) -> int | None:
        end = self.step.end
        length = end.duration if isinstance(end, AfterDuration) else _over(self.step)
        return None if length is None or length.days.high is None else length.days.high - 1

    def _printed_window(self, dose: int) -> Bounds:
        match self.timing:
            case Repeat(frequency=Range(low=1, high=1)) as timing:
                low, high = timing.period.low, timing.period.high
                earliest = dose if low is None else days_in(dose * low, timing.unit)[0]
                return earliest, None if high is None else days_in(dose * high, timing.unit)[1]
            case Repeat(frequency=frequency, unit=unit):
                return _earliest_of(dose, frequency, unit), _latest_of(dose, frequency, unit)
            case OnWeekdays(days=days):
                spans = _weekday_spans(days, dose)
                return min(spans), max(spans)
            case OnDays(days=days):
                return days[dose] - 1, days[dose] - 1
            case _:
                return dose, None

    @cached_property
    def gap(self) -> Bounds:
        """The days from the last dose of the step before to the first of this one."""
        match self.timing:
            case Repeat(frequency=frequency, period=period, unit=unit):
                shortest = days_in(period.low or 1, unit)[0] if period.low else 1
                longest = days_in(period.high, unit)[1] if period.high else None
                if frequency.low is None or longest is None:
                    return max(1, shortest // (frequency.high or 1)), None
                return max(1, shortest // (frequency.high or 1)), ceil(Fraction(longest, frequency.low))
            case OnWeekdays():
                return 1, len(WEEKDAYS)
            case _:
                return 1, None

    @cached_property
    def count(self) -> Bounds:
        """The fewest and the most doses."""
        fewest, most = self._printed_count
        return (1 if self.step.as_required else fewest), most

    @cached_property
    def _printed_count(self) -> Bounds:
        match self.timing:
            case Once():
                return 1, 1
            case OnDays(days=days):
                return len(days), len(days)
        match self.step.end:
            case AfterDoses(count=count):
                return count.low or 1, count.high
            case AfterDuration(duration=duration):
                return self._count_in(duration)
            case AfterTotal():
                return self._count_to_total(self.step.end)
            case UntilConditions(or_for=Duration(count=Range(low=None)) as cap):
                return 1, self._count_in(cap)[1]
            case _:
                return 1, None

    def _count_in(self, duration: Duration) -> Bounds:
        low, high = duration.count.low, duration.count.high
        fewest = 1 if low is None else max(1, self.doses_in(low, duration.unit)[0])
        return fewest, None if high is None else self.doses_in(high, duration.unit)[1]

    def doses_in(self, count: int, unit: TimeUnit) -> tuple[int, int]:
        """Give the fewest and the most doses that a length of time holds at this timing."""
        match self.timing:
            case Repeat(frequency=Range(low=1, high=1), period=period, unit=each):
                length = _in_units_of(count, unit, each)
                fewest = 1 if period.high is None else ceil(length[0] / period.high)
                return fewest, ceil(length[1] / (period.low or 1)) if period.low else days_in(count, unit)[1]
            case Repeat(frequency=frequency, unit=each):
                length = _in_units_of(count, unit, each)
                least = length[0] * (frequency.low or 0)
                return (ceil if frequency.low == 1 else floor)(least), ceil(length[1] * (frequency.high or 0))
            case timing:
                length = _in_units_of(count, unit, "week")
                per_week = len(timing.days) if isinstance(timing, OnWeekdays) else len(WEEKDAYS)
                return floor(length[0] * per_week), ceil(length[1] * per_week)

    def _count_to_total(self, end: AfterTotal) -> Bounds:
        dose = self.step.dose
        if dose.per_kg:
            return 1, None
        low, high = dose.amount.low, dose.amount.high
        least, greatest = end.total.low, end.total.high
        fewest = 1 if high is None or least is None else ceil(least.exact / high.exact)
        most = None if low is None or greatest is None else ceil(greatest.exact / low.exact)
        if end.over is not None and end.over.count.low is not None and self.timing is not None:
            to_fill = self.doses_in(end.over.count.low, end.over.unit)[0]
            fewest, most = max(fewest, to_fill), None if most is None else max(most, to_fill)
            if most is not None and end.over.count.high is not None:
                most = min(most, max(fewest, self.doses_in(end.over.count.high, end.over.unit)[1]))
        return fewest, most

    @cached_property
    def last(self) -> Bounds:
        """The days on which the last dose may fall."""
        fewest, most = self.count
        end = self.step.end
        earliest = self.window(fewest - 1)[0]
        if most is None or getattr(end, "typically", False):
            return earliest, None
        latest = self.window(most - 1)[1]
        longest_gap = self.gap[1]
        if isinstance(end, AfterDuration) and end.duration.days.low is not None and longest_gap is not None:
            earliest = max(earliest, end.duration.days.low - longest_gap)
        return earliest, latest


def _over(step: Step) -> Duration | None:
    return step.end.over if isinstance(step.end, AfterDoses | AfterTotal) else None


def _in_units_of(count: int, unit: TimeUnit, each: TimeUnit) -> tuple[Fraction, Fraction]:
    """Express a length in units of another kind; exact unless weeks meet months."""
    if unit in MONTHS_IN and each in MONTHS_IN:
        exact = Fraction(count * MONTHS_IN[unit], MONTHS_IN[each])
        return exact, exact
    length, one = days_in(count, unit), days_in(1, each)
    return Fraction(length[0], one[1]), Fraction(length[1], one[0])


def _earliest_of(dose: int, frequency: Range[int], unit: TimeUnit) -> int:
    times = frequency.high or 1
    period, place = divmod(dose, times)
    return days_in(period, unit)[0] + _days_for(place, times, days_in(1, unit)[0])


def _latest_of(dose: int, frequency: Range[int], unit: TimeUnit) -> int | None:
    times = frequency.low
    if times is None:
        return None
    period, place = divmod(dose, times)
    start, end = days_in(period, unit)[1], days_in(period + 1, unit)[1]
    return end - 1 - _days_for(times - 1 - place, times, end - start)


def _days_for(doses: int, times: int, length: int) -> int:
    """Give the days that some of a period's doses take: one each, or fewer where there are more doses than days."""
    return doses if times <= length else doses * length // times


def _weekday_spans(days: tuple[str, ...], dose: int) -> list[int]:
    weeks, place = divmod(dose, len(days))
    numbers = [day for day, name in enumerate(WEEKDAYS) if name in days]
    return [
        weeks * len(WEEKDAYS) + (numbers[(first + place) % len(numbers)] - numbers[first]) % len(WEEKDAYS)
        for first in range(len(numbers))
    ]
