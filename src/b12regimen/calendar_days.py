"""Days of the calendar: lengths of time added to a day. Months are calendar months and end with the month."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from b12regimen.errors import CourseError

if TYPE_CHECKING:
    from b12regimen.durations import TimeUnit

_DAYS: Final[dict[TimeUnit, int]] = {"day": 1, "week": 7}
_MONTHS: Final[dict[TimeUnit, int]] = {"month": 1, "year": 12}


def to_day(given: object, what: str) -> date:
    """Take a day; a text is read as ISO 8601 writes it.

    Raises:
        CourseError: It is no day; a time of day has no place here.
    """
    if isinstance(given, str):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    raise CourseError.of(what, f"{given!r} is no day; give a date, or its text such as 2026-03-02")


def later(day: date, count: int, unit: TimeUnit) -> date:
    """Give the day that is so many units later.

    Raises:
        CourseError: The calendar ends before.
    """
    from dateutil.relativedelta import relativedelta  # 11 ms that only a calendar should cost

    try:
        return day + relativedelta(months=count * _MONTHS.get(unit, 0), days=count * _DAYS.get(unit, 0))
    except (OverflowError, ValueError):
        raise CourseError.of("", f"the calendar ends before {count} {unit}s from {day}") from None


def whole_units(start: date, end: date, unit: TimeUnit) -> int:
    """Count the units that fit between two days, the first not after the second."""
    if unit in _DAYS:
        return (end - start).days // _DAYS[unit]
    months = (end.year - start.year) * 12 + end.month - start.month
    units = months // _MONTHS[unit]
    return units if later(start, units, unit) <= end else units - 1
