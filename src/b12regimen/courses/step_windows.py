"""When the doses of a step may fall on the calendar, counted from one that was given or is planned.

What no source prints is the library's convention, and named here:

* An interval is counted from the dose before it. Months keep the day of the month on which they began, and end with the
  month: from 31 January they lead to 28 February and to 31 March.
* "n times a week" leaves each dose a window in its week, unless the caller names weekdays or gaps.
* No dose is on the day of the one before it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import attrs

from b12regimen.regimens.dosing import WEEKDAYS, OnDays, OnWeekdays, Repeat, Timing
from b12regimen.regimens.step_readings import readings
from b12regimen.values.calendar_days import days_after, later, whole_units
from b12regimen.values.durations import days_in
from b12regimen.values.ranges import Range, hull

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12regimen.regimens.steps import Step

# The first and the last day on which a dose may fall; None where the source sets no last day.
Window: TypeAlias = "tuple[date, date | None]"
# How the caller spaces "n times a week": the names of weekdays, or the days from each dose to the next.
Spacing: TypeAlias = "tuple[str, ...] | tuple[int, ...]"

_ONE: Final = Range(1, 1)


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


def has_several_a_day(step: Step) -> bool:
    """Tell whether a step may give more than one dose a day, which a calendar of days cannot hold."""
    timings = [reading.timing for reading in readings(step)]
    return any(
        isinstance(timing, Repeat) and (timing.frequency.high or 0) > days_in(1, timing.unit)[0] for timing in timings
    )


@attrs.frozen
class Rhythm:
    """How the doses of a step follow one another.

    Attributes:
        timings: Every timing at which the step may be injected; ``None`` where only the time that it takes is printed.
        as_required: The source sets no last day to any dose.
        gaps: The days from the last dose of the step before to the first of this one, for each timing.
        spacing: The caller's choice of weekdays or gaps; ``None`` for none.
    """

    timings: tuple[Timing | None, ...]
    as_required: bool
    gaps: tuple[tuple[int, int | None], ...]
    spacing: Spacing | None

    @classmethod
    def of(cls, step: Step, spacing: Spacing | None = None) -> Self:
        """Take it from a step."""
        found = readings(step)
        return cls(
            timings=tuple(reading.timing for reading in found),
            as_required=any(option.as_required for option in step.options),
            gaps=tuple(reading.gap for reading in found),
            spacing=spacing,
        )

    @property
    def counts_units(self) -> str | None:
        """The unit of the one interval that is counted from dose to dose; ``None`` for any other rhythm."""
        match self.timings:
            case (Repeat(frequency=frequency, unit=unit),) if frequency == _ONE:
                return unit
            case _:
                return None

    def window(self, anchor: Anchor, doses: int) -> Window:
        """Give the days on which the dose may fall that is so many after the anchor."""
        if self.spacing is not None:
            day = spaced(self.spacing, anchor, doses)
            return day, day
        earliest, latest = hull([_window(timing, anchor, doses) for timing in self.timings])
        earliest = max(earliest, days_after(anchor.dose, doses))
        return earliest, None if latest is None or self.as_required else max(earliest, latest)

    def anchor_at(self, day: date, dose: int) -> Anchor:
        """Count anew from a dose of the step, numbered from 0."""
        match self.timings:
            case (OnDays(days=days),) if dose < len(days):
                return Anchor(day, days_after(day, 1 - days[dose]), dose)
            case _:
                return Anchor.at(day)

    def moved(self, anchor: Anchor, given: date, missed: int) -> Anchor:
        """Count on from a dose that was given: on the same grid if it stands on it, else anew from its day."""
        if self.spacing is not None:
            is_planned = given == spaced(self.spacing, anchor, missed + 1)
            return Anchor(given, anchor.grid, anchor.passed + missed + 1) if is_planned else Anchor.at(given)
        match self.timings:
            case (Repeat(frequency=frequency, period=period, unit=unit),) if frequency == _ONE:
                passed = whole_units(anchor.grid, given, unit)
                is_on_grid = later(anchor.grid, passed, unit) == given
                fits = _fits(passed - anchor.passed, period, missed + 1)
                return Anchor(given, anchor.grid, passed) if is_on_grid and fits else Anchor.at(given)
            case (Repeat() as timing,):
                first, last = _window(timing, anchor, missed + 1)
                is_in_time = last is not None and first <= given <= last
                return Anchor(given, anchor.grid, anchor.passed + missed + 1) if is_in_time else Anchor.at(given)
            case (OnDays(),):
                return Anchor(given, anchor.grid, anchor.passed + missed + 1)
            case _:
                return Anchor.at(given)

    def taken_over(self, anchor: Anchor, before: Rhythm) -> Anchor:
        """Go on counting where the rhythm was another: on the same grid if both count the same unit."""
        if before == self or (self.counts_units is not None and self.counts_units == before.counts_units):
            return anchor
        return Anchor.at(anchor.dose)

    def first_from(self, start: date) -> Window:
        """Give the days on which a course may begin with the step: the start, or the first named weekday from then."""
        day = days_after(start, -1)
        days = [_on_weekday(names, day, 1) if names else start for names in self._weekdays]
        return min(days), max(days)

    @property
    def _weekdays(self) -> list[tuple[str, ...]]:
        """The named days of the week of each timing; empty where there are none."""
        chosen = tuple(name for name in self.spacing or () if isinstance(name, str))
        return [chosen or (timing.days if isinstance(timing, OnWeekdays) else ()) for timing in self.timings]

    def first_after(self, last: Window) -> Window:
        """Give the days on which the step may begin, one of its own intervals after the last dose before it."""
        windows: list[Window] = []
        for timing, names, (shortest, longest) in zip(self.timings, self._weekdays, self.gaps, strict=True):
            if names:
                early = _on_weekday(names, last[0], 1)
                late = None if last[1] is None else _on_weekday(names, last[1], 1)
            elif isinstance(timing, Repeat) and timing.frequency == _ONE:
                early = _window(timing, Anchor.at(last[0]), 1)[0]
                late = None if last[1] is None else _window(timing, Anchor.at(last[1]), 1)[1]
            else:
                early = days_after(last[0], shortest)
                late = None if last[1] is None or longest is None else days_after(last[1], longest)
            windows.append((early, late))
        return hull(windows)


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
            day = _on_weekday(days, anchor.dose, doses)
            return day, day
        case OnDays(days=days) if place < len(days):
            day = days_after(anchor.grid, days[place] - 1)
            return day, day
        case _:
            return days_after(anchor.dose, doses), None


def _on_weekday(days: Sequence[str], after: date, doses: int) -> date:
    """Give the day of the dose that is so many after a day, where doses fall on named days of the week."""
    ahead = [away for away in range(1, 8) if WEEKDAYS[(after.weekday() + away) % 7] in days]
    weeks, place = divmod(doses - 1, len(ahead))
    return days_after(after, 7 * weeks + ahead[place])


def spaced(spacing: Spacing, anchor: Anchor, doses: int) -> date:
    """Give the day to which the caller's weekdays or gaps lead."""
    gaps = [gap for gap in spacing if isinstance(gap, int)]
    if not gaps:
        return _on_weekday([str(day) for day in spacing], anchor.dose, doses)
    rounds, rest = divmod(doses, len(gaps))
    days = rounds * sum(gaps) + sum(gaps[(anchor.passed + one) % len(gaps)] for one in range(rest))
    return days_after(anchor.dose, days)


def _fits(units: int, period: Range[int], intervals: int) -> bool:
    """Tell whether so many units are so many intervals."""
    return (period.low or 1) * intervals <= units <= (period.high or units) * intervals
