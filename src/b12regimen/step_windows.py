"""When the doses of a step may fall on the calendar, counted from one that was given or is planned.

What no source prints is the library's convention, and named here:

* An interval is counted from the dose before it. Months keep the day of the month on which they began, and end with the
  month: from 31 January they lead to 28 February and to 31 March.
* "n times a week" leaves each dose a window in its week, unless the caller names weekdays or gaps.
* No dose is on the day of the one before it.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from b12regimen.calendar_days import later, whole_units
from b12regimen.dosing import WEEKDAYS, OnDays, OnWeekdays, Repeat
from b12regimen.ranges import Range
from b12regimen.step_readings import readings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from b12regimen.dosing import Timing
    from b12regimen.steps import Step

# The first and the last day on which a dose may fall; None where the source sets no last day.
Window: TypeAlias = "tuple[date, date | None]"
# How the caller spaces "n times a week": the names of weekdays, or the days from each dose to the next.
Spacing: TypeAlias = "tuple[str, ...] | tuple[int, ...]"

_ONE: Final = Range(1, 1)


def days_after(day: date, days: int) -> date:
    """Give the day that is so many days later."""
    return day + timedelta(days=days)


@attrs.frozen
class Anchor:
    """A dose from which the next ones are counted.

    Attributes:
        dose: Its day.
        grid: The day on which the intervals that it stands on began.
        passed: What has passed since then: units of the interval, or doses where several belong to one period.
    """

    dose: date
    grid: date
    passed: int = 0

    @classmethod
    def at(cls, day: date) -> Anchor:
        """Count anew from a day."""
        return cls(day, day)


def hull(windows: Sequence[Window]) -> Window:
    """Give the first of the first days and the last of the last."""
    latest = [last for _, last in windows if last is not None]
    return min(first for first, _ in windows), max(latest) if len(latest) == len(windows) else None


def timings_of(step: Step) -> list[Timing | None]:
    """Give every timing at which a step may be injected; ``None`` where only the time that it takes is printed."""
    return [reading.timing for reading in readings(step)]


def window(step: Step, anchor: Anchor, doses: int, spacing: Spacing | None = None) -> Window:
    """Give the days on which the dose may fall that is so many after the anchor."""
    if spacing is not None:
        day = spaced(spacing, anchor, doses)
        return day, day
    earliest, latest = hull([_window(timing, anchor, doses) for timing in timings_of(step)])
    as_required = any(option.as_required for option in step.options)
    return max(earliest, days_after(anchor.dose, doses)), None if as_required else latest


def _window(timing: Timing | None, anchor: Anchor, doses: int) -> Window:
    place = anchor.passed + doses
    match timing:
        case Repeat(frequency=frequency, period=period, unit=unit) if frequency == _ONE:
            low, high = period.low or 1, period.high
            earliest = later(anchor.grid, anchor.passed + doses * low, unit)
            return earliest, None if high is None else later(anchor.grid, anchor.passed + doses * high, unit)
        case Repeat(frequency=Range(low=fewest, high=int(most)), unit=unit):
            rounds, rest = divmod(place, most)
            earliest = days_after(later(anchor.grid, rounds, unit), rest)
            if fewest is None:
                return earliest, None
            rounds, rest = divmod(place, fewest)
            return earliest, days_after(later(anchor.grid, rounds + 1, unit), rest - fewest)
        case OnWeekdays(days=days):
            day = next(islice(_on_weekdays(days, anchor.dose), doses - 1, None))
            return day, day
        case OnDays(days=days) if place < len(days):
            day = days_after(anchor.grid, days[place] - 1)
            return day, day
        case _:
            return days_after(anchor.dose, doses), None


def _on_weekdays(days: Sequence[str], after: date) -> Iterator[date]:
    day = after
    while True:
        day = days_after(day, 1)
        if WEEKDAYS[day.weekday()] in days:
            yield day


def spaced(spacing: Spacing, anchor: Anchor, doses: int) -> date:
    """Give the day to which the caller's weekdays or gaps lead."""
    gaps = [gap for gap in spacing if isinstance(gap, int)]
    if not gaps:
        return next(islice(_on_weekdays([str(day) for day in spacing], anchor.dose), doses - 1, None))
    rounds, rest = divmod(doses, len(gaps))
    return days_after(
        anchor.dose, rounds * sum(gaps) + sum(gaps[(anchor.passed + one) % len(gaps)] for one in range(rest))
    )


def moved(step: Step, anchor: Anchor, given: date, spacing: Spacing | None = None) -> Anchor:
    """Count on from a dose that was given: on the same grid if it stands on it, else anew from its day."""
    if spacing is not None:
        return (
            Anchor(given, anchor.grid, anchor.passed + 1) if given == spaced(spacing, anchor, 1) else Anchor.at(given)
        )
    match timings_of(step):
        case [Repeat(frequency=frequency, period=period, unit=unit)] if frequency == _ONE:
            passed = whole_units(anchor.grid, given, unit)
            is_on_grid = later(anchor.grid, passed, unit) == given
            return (
                Anchor(given, anchor.grid, passed)
                if is_on_grid and _fits(passed - anchor.passed, period)
                else Anchor.at(given)
            )
        case [Repeat() as timing]:
            first, last = _window(timing, anchor, 1)
            is_in_time = first <= given and last is not None and given <= last
            return Anchor(given, anchor.grid, anchor.passed + 1) if is_in_time else Anchor.at(given)
        case [OnDays()]:
            return Anchor(given, anchor.grid, anchor.passed + 1)
        case _:
            return Anchor.at(given)


def _fits(units: int, period: Range[int]) -> bool:
    """Tell whether so many units are one interval, or several whole ones after doses that were missed."""
    if period.is_exact:
        return units > 0 and units % period.exact == 0
    return units > 0 and units in period


def missed_between(step: Step, anchor: Anchor, given: date, spacing: Spacing | None = None) -> int:
    """Count the doses that were due before one that was given, and were not: their last days had all passed."""
    missed = 0
    while True:
        _, last = window(step, anchor, missed + 1, spacing)
        following = window(step, anchor, missed + 2, spacing)
        if last is None or given <= last or given < following[0]:
            return missed
        missed += 1


def skip_to(step: Step, anchor: Anchor, day: date) -> int:
    """Give a number of doses, from 1, of which all before have had their last day before a day."""
    counts: list[int] = []
    for timing in timings_of(step):
        if not isinstance(timing, Repeat) or timing.period.high is None or timing.frequency.low is None:
            return 1
        units = whole_units(anchor.grid, day, timing.unit) if day > anchor.grid else 0
        if timing.frequency == _ONE:
            counts.append((units - anchor.passed) // timing.period.high)
        else:
            counts.append((units - 1) * timing.frequency.low - anchor.passed)
    return max(1, min(counts))


def first_of_next(step: Step, last: Window) -> Window:
    """Give the days on which a step may begin, one of its own intervals after the last dose of the step before."""
    windows: list[Window] = []
    for reading in readings(step):
        match reading.timing:
            case Repeat(frequency=frequency) as timing if frequency == _ONE:
                early = _window(timing, Anchor.at(last[0]), 1)[0]
                late = None if last[1] is None else _window(timing, Anchor.at(last[1]), 1)[1]
            case _:
                shortest, longest = reading.gap
                early = days_after(last[0], shortest)
                late = None if last[1] is None or longest is None else days_after(last[1], longest)
        windows.append((early, late))
    return hull(windows)
