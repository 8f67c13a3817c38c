"""Days of the calendar: lengths of time added to a day. Months are calendar months and end with the month.

The calendar ends with the year 9999; what would lie beyond it lies on its last day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from b12regimen.values.durations import DAYS_IN, MONTHS_IN

if TYPE_CHECKING:
    from b12regimen.errors import FindingsError
    from b12regimen.values.durations import TimeUnit

DayLike: TypeAlias = date | str


def to_day(given: object, what: str, error: type[FindingsError]) -> date:
    """Take a day: a date, or its text of the form YYYY-MM-DD. A moment is no day, for that depends on the time zone.

    Args:
        given: The day.
        what: What it is the day of, as the caller calls it.
        error: What is raised where it is none.
    """
    if isinstance(given, str):
        try:
            day = date.fromisoformat(given)
        except ValueError:
            pass
        else:
            if day.isoformat() == given:  # ISO 8601 has others, such as 20260302 and 2026-W10-1
                return day
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    moment = "a moment and " if isinstance(given, datetime) else ""
    raise error.of(what, f"{given!r} is {moment}no day; give a date, or its text such as 2026-03-02")


def days_after(day: date, days: int) -> date:
    """Give the day that is so many days later."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def later(day: date, count: int, unit: TimeUnit) -> date:
    """Give the day that is so many units later."""
    if unit in DAYS_IN:
        return days_after(day, count * DAYS_IN[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + count * MONTHS_IN[unit], 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_units(start: date, end: date, unit: TimeUnit) -> int:
    """Count the units that fit between two days, the first not after the second."""
    if unit in DAYS_IN:
        return (end - start).days // DAYS_IN[unit]
    months = (end.year - start.year) * 12 + end.month - start.month
    units = months // MONTHS_IN[unit]
    return units if later(start, units, unit) <= end else units - 1
