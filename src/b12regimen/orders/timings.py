"""How often an order and a source give a dose: whether one fits the other, and how far apart the two are."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import inf
from typing import TYPE_CHECKING, Final

from b12regimen.regimens.dosing import OnWeekdays, Repeat
from b12regimen.regimens.ends import AfterDuration, ForLife, UntilConditions, WhileCausePersists
from b12regimen.values.durations import DAYS_IN, Duration, days_in
from b12regimen.values.ranges import Range, T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.regimens.dosing import Timing
    from b12regimen.regimens.ends import End
    from b12regimen.regimens.steps import Step
    from b12regimen.values.durations import TimeUnit

_TIMES_A_WEEK: Final = 3
# Four weeks for a month, as somebody may have counted.
_DAYS: Final[dict[TimeUnit, int]] = {**DAYS_IN, "month": 28}
_ONE: Final = Range(1, 1)
_ONCE: Final = (_ONE, _ONE)
_THREE_A_WEEK: Final = Repeat(Range(3, 3), _ONE, "week")
_ALTERNATE_DAYS: Final = Repeat(_ONE, Range(2, 2), "day")


def within(mine: Range[T], theirs: Range[T]) -> bool:
    """Tell whether all of one range lies in the other."""
    low_fits = theirs.low is None or (mine.low is not None and theirs.low <= mine.low)
    return low_fits and (theirs.high is None or (mine.high is not None and mine.high <= theirs.high))


def allows(theirs: Timing, mine: Timing) -> bool:
    """Tell whether a source's timing surely allows that of an order."""
    if theirs == mine:
        return True
    if not isinstance(theirs, Repeat) or not isinstance(mine, Repeat):
        return False
    if theirs.unit == mine.unit:
        return within(mine.frequency, theirs.frequency) and within(mine.period, theirs.period)
    if mine.frequency != _ONE or theirs.frequency != _ONE:
        return False
    (my_period, my_unit), (their_period, their_unit) = _period(mine), _period(theirs)
    if my_unit == their_unit:
        return within(my_period, their_period)
    # In every calendar, not only in some: no dose earlier than their latest start, none later than their earliest end.
    low, high = their_period.low, their_period.high
    starts = None if low is None else days_in(low, their_unit)[1]
    stops = None if high is None else days_in(high, their_unit)[0]
    my_low, my_high = my_period.low, my_period.high
    return (starts is None or (my_low is not None and starts <= days_in(my_low, my_unit)[0])) and (
        stops is None or (my_high is not None and days_in(my_high, my_unit)[1] <= stops)
    )


def may_be_of_each_round(end: End, timing: Timing) -> bool:
    """Tell whether an end that stands before a timing may say how much is given each time: "for 5 days every month"."""
    match end:
        case ForLife() | WhileCausePersists() | UntilConditions(or_for=None):
            return False
        case AfterDuration(duration=length, typically=False):
            return (length.days.low or 0) <= _round(timing)
        case _:
            return True


def _round(timing: Timing) -> float:
    """Give the most days until a timing comes round again."""
    match timing:
        case Repeat(period=Range(high=int(high)), unit=unit):
            return days_in(high, unit)[1]
        case OnWeekdays():
            return _DAYS["week"]
        case _:
            return inf


def _period(timing: Repeat) -> tuple[Range[int], TimeUnit]:
    """Give the period, a year as 12 months."""
    if timing.unit != "year":
        return timing.period, timing.unit
    low, high = timing.period.low, timing.period.high
    return Range(low and 12 * low, high and 12 * high), "month"


def _pairs(ordered: Step, printed: Step) -> Iterator[tuple[Timing, Timing]]:
    for mine, theirs in product(ordered.timings, printed.timings):
        yield mine, theirs
        yield theirs, mine


def mixed_up(ordered: Step, printed: Step) -> bool:
    """Tell whether one has 3 times a week where the other has alternate days."""
    return any(
        other == _ALTERNATE_DAYS
        and (one == _THREE_A_WEEK or (isinstance(one, OnWeekdays) and len(one.days) == _TIMES_A_WEEK))
        for one, other in _pairs(ordered, printed)
    )


def weeks_for_months(ordered: Step, printed: Step) -> str | None:
    """Say how long the two are, where somebody may have counted four weeks for a month, and nothing else differs."""
    found: list[str] = []
    for mine in ordered.timings:
        said = [text for theirs in printed.timings if (text := _counted(mine, theirs))]
        if not said and not any(allows(theirs, mine) for theirs in printed.timings):
            return None
        found += said
    return found[0] if found else None


def _counted(mine: Timing, theirs: Timing) -> str | None:
    if not isinstance(mine, Repeat) or not isinstance(theirs, Repeat) or (mine.frequency, theirs.frequency) != _ONCE:
        return None
    (my_period, my_unit), (their_period, their_unit) = _period(mine), _period(theirs)
    if (my_unit == "month") == (their_unit == "month"):
        return None
    my_days, their_days = _DAYS[my_unit], _DAYS[their_unit]
    ends = {end * their_days for end in (their_period.low, their_period.high) if end}
    for my_end, their_end in ((my_period.low, their_period.low), (my_period.high, their_period.high)):
        if my_end is None and their_end is not None:
            return None
        if my_end is not None and my_end * my_days not in ends:
            return None
    days = (my_period.low or my_period.high or 0) * my_days
    other = my_unit if their_unit == "month" else their_unit
    months = days // _DAYS["month"]
    low, high = days_in(months, "month")
    shown = Duration(Range.exactly(days // _DAYS[other]), other), Duration(Range.exactly(months), "month")
    return f"{shown[0]} and {shown[1]} ({low} to {high} days) are not the same"


def days_between(step: Step) -> tuple[Fraction, Fraction | None] | None:
    """Give the least and the most days between two doses; ``None`` where no interval is printed."""
    lows: list[Fraction] = []
    highs: list[Fraction | None] = [None] if step.as_required else []
    for timing in step.timings:
        match timing:
            case Repeat(frequency=frequency, period=period, unit=unit):
                shortest = days_in(period.low, unit)[0] if period.low else 1
                lows.append(Fraction(shortest, frequency.high or 1))
                longest = days_in(period.high, unit)[1] if period.high else None
                highs.append(Fraction(longest, frequency.low) if longest and frequency.low else None)
            case OnWeekdays(days=days):
                lows.append(Fraction(_DAYS["week"], len(days)))
                highs.append(lows[-1])
            case _:
                return None
    known = [high for high in highs if high is not None]
    return min(lows), max(known) if len(known) == len(highs) else None


def longest(step: Step) -> Fraction:
    """Give the days that the longest interval of a step has in every calendar; 0 where it prints no longest."""
    return max(
        (
            Fraction(days_in(timing.period.high, timing.unit)[0], timing.frequency.low)
            for timing in step.timings
            if isinstance(timing, Repeat) and timing.period.high and timing.frequency.low
        ),
        default=Fraction(0),
    )
