"""Days of the calendar: lengths of time added to a day. Months are calendar months and end with the month.

The calendar ends with the year 9999; what would lie beyond it lies on its last day.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from b12regimen.errors import CourseError

if TYPE_CHECKING:
    from b12regimen.values.durations import TimeUnit

_DAYS: Final[dict[TimeUnit, int]] = {"day": 1, "week": 7}
_MONTHS: Final[dict[TimeUnit, int]] = {"month": 1, "year": 12}


def to_day(given: object, what: str) -> date:
    """Take a day; a text has the form YYYY-MM-DD.

    Raises:
        CourseError: It is no day; a time of day has no place here.
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
    raise CourseError.of(what, f"{given!r} is no day; give a date, or its text such as 2026-03-02")


def days_after(day: date, days: int) -> date:
    """Give the day that is so many days later."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def later(day: date, count: int, unit: TimeUnit) -> date:
    """Give the day that is so many units later."""
    if unit in _DAYS:
        return days_after(day, count * _DAYS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + count * _MONTHS[unit], 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_units(start: date, end: date, unit: TimeUnit) -> int:
    """Count the units that fit between two days, the first not after the second."""
    if unit in _DAYS:
        return (end - start).days // _DAYS[unit]
    months = (end.year - start.year) * 12 + end.month - start.month
    units = months // _MONTHS[unit]
    return units if later(start, units, unit) <= end else units - 1
