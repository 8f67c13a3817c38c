"""Months are calendar months: they span days, and never become a number of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Duration, Range, RegimenError
from b12regimen.values.calendar_days import later, whole_units
from b12regimen.values.durations import TimeUnit, days_in

DATES = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@given(DATES, st.integers(1, 1300))
def test_every_calendar_span_lies_within_the_bounds(start: date, months: int) -> None:
    fewest, most = days_in(months, "month")
    assert fewest <= (start + relativedelta(months=months) - start).days <= most


@pytest.mark.parametrize(
    ("count", "unit", "span"),
    [
        (10, "day", (10, 10)),
        (2, "week", (14, 14)),
        (1, "month", (28, 31)),
        (2, "month", (59, 62)),
        (3, "month", (89, 92)),
        (6, "month", (181, 184)),
        (1, "year", (365, 366)),
        (4, "year", (1460, 1461)),
        (400, "year", (146097, 146097)),
    ],
)
def test_the_bounds_are_reached(count: int, unit: str, span: tuple[int, int]) -> None:
    assert days_in(count, unit) == span  # type: ignore[arg-type]


UNITS: tuple[TimeUnit, ...] = ("day", "week", "month", "year")


@given(DATES, st.integers(0, 600), st.sampled_from(UNITS))
def test_a_length_of_time_leads_where_others_calendars_lead(start: date, count: int, unit: TimeUnit) -> None:
    assert later(start, count, unit) == start + relativedelta(**{f"{unit}s": count})  # type: ignore[arg-type]


@given(DATES, st.integers(0, 4000), st.sampled_from(UNITS))
def test_as_many_whole_units_are_counted_as_fit(start: date, days: int, unit: TimeUnit) -> None:
    end = start + timedelta(days=days)
    whole = whole_units(start, end, unit)
    assert later(start, whole, unit) <= end < later(start, whole + 1, unit)
    assert isinstance(whole, int)
    assert whole_units(start, later(start, days, unit), unit) == days


def test_the_calendar_ends_with_the_year_9999() -> None:
    assert later(date(9998, 12, 5), 1, "year") == date(9999, 12, 5)
    assert later(date(9999, 6, 1), 7, "month") == later(date(9999, 6, 1), 1, "year") == date.max
    assert later(date(9999, 12, 1), 31, "day") == date.max


def test_a_missing_bound_stays_missing() -> None:
    assert Duration(Range(6, None), "month").days == Range(181, None)
    assert Duration(Range(None, 3), "week").days == Range(None, 21)
    assert Duration(Range(1, 2), "week").days == Range(7, 14)


def test_singular_and_plural() -> None:
    shown = [str(Duration(count, "week")) for count in (Range(1, 1), Range(None, 1), Range(1, 2), Range(2, None))]
    assert shown == ["1 week", "up to 1 week", "1-2 weeks", "at least 2 weeks"]


def test_a_duration_has_a_unit_of_time_and_is_not_zero() -> None:
    with pytest.raises(ValueError, match="unit"):
        Duration(Range(1, 1), "fortnight")  # type: ignore[arg-type]
    with pytest.raises(RegimenError, match="a duration must be from 1 to"):
        Duration(Range(0, 1), "week")
