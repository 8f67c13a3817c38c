"""How many doses, and on which days: against schedules laid out by hand and against real calendars."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from b12regimen import Range, Regimen, RegimenError, Repeat
from b12regimen.regimens.dose_days import dose_count
from b12regimen.regimens.notation import parse_phase
from b12regimen.testing import regimens
from b12regimen.values.durations import TimeUnit

FDA = Regimen.parse(
    "cyanocobalamin; repletion: 100 mcg IM or deep SC daily for 6-7 days, then if clinical improvement and "
    "reticulocyte response, 100 mcg IM or deep SC on alternate days for 7 doses, then 100 mcg IM or deep SC every 3-4 "
    "days for 2-3 weeks; maintenance: 100 mcg IM or deep SC monthly for life"
)


def regimen(repletion: str, maintenance: str = "none") -> Regimen:
    return Regimen.parse(f"hydroxocobalamin; repletion: {repletion}; maintenance: {maintenance}")


def days(text: str, until: int = 400) -> list[str]:
    return [str(dose.day) for dose in regimen(text).dose_days(until)]


def test_the_us_label_counts_17_to_21_doses_before_the_monthly_phase() -> None:
    assert FDA.dose_count("repletion") == Range(17, 21)
    assert FDA.dose_count("maintenance") == Range(1, None)
    listed = [dose for dose in FDA.dose_days(365) if dose.phase == "repletion"]
    assert len(listed) == 21
    assert [dose.step for dose in listed] == [1] * 7 + [2] * 7 + [3] * 7
    assert [dose.is_certain for dose in listed[:7]] == [True] * 6 + [False]
    assert not any(dose.is_certain for dose in listed[7:]), "a gate stands before them"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 mg IM on alternate days for 1 week", ["0", "2", "4", "6"]),
        ("1 mg IM on alternate days for 2 weeks", ["0", "2", "4", "6", "8", "10", "12"]),
        ("1 mg IM 3 times a week for 2 weeks", ["0", "1-5", "2-6", "7-11", "8-12", "9-13"]),
        ("1 mg IM twice a day for 2 days", ["0", "0", "1", "1"]),
        ("1 mg IM 10 times a week for 1 week", ["0", "0-1", "1-2", "2", "2-3", "3-4", "4", "4-5", "5-6", "6"]),
        ("1 mg IM weekly for 1 month", ["0", "7", "14", "21", "28"]),
        ("1 mg IM monthly for 6 months", ["0", "28-31", "59-62", "89-92", "120-123", "150-153"]),
        ("1 mg IM every 3-4 days for 2-3 weeks", ["0", "3-4", "6-8", "9-12", "12-16", "15-20", "18-20"]),
        ("1 mg IM on Monday, Wednesday and Friday for 1 week", ["0", "2-3", "4-5"]),
        ("1 mg IM on days 1, 3 and 7", ["0", "2", "6"]),
        ("1 mg IM once", ["0"]),
        ("1 mg IM at least 3 days apart for 3 doses", ["0", "at least 3", "at least 6"]),
        ("1 mg IM up to 3 times a week for 1 week", ["0", "1-6", "2-6"]),
        ("1 mg IM every up to 3 weeks for 2 doses", ["0", "1-21"]),
        ("1 mg IM weekly or as required for 3 doses", ["0", "at least 7", "at least 14"]),
        ("1 mg IM for 3 doses over 2 weeks", ["0", "1-13", "2-13"]),
        ("1 mg IM for 2 doses over at least 2 weeks", ["0", "at least 1"]),
        ("1 mg IM daily for 2 doses, then 1 mg IM weekly for 2 doses", ["0", "1", "8", "15"]),
        ("1 mg IM daily for 2 doses, then 1 mg IM 3 times a week for 2 doses", ["0", "1", "3-4", "4-9"]),
        ("1 mg IM daily for 2 doses, then 1 mg IM up to twice a week for 1 dose", ["0", "1", "at least 4"]),
        ("1 mg IM daily for 2 doses, then 1 mg IM on Monday for 1 dose", ["0", "1", "2-8"]),
        ("1 mg IM daily for 2 doses, then 1 mg IM once", ["0", "1", "at least 2"]),
        ("1 mg IM daily typically for 2 doses, then 1 mg IM weekly for 1 dose", ["0", "1", "at least 8"]),
        (
            "1 mg IM daily for 1 week, or 1 mg IM on alternate days for 1 week",
            ["0", "1-2", "2-4", "3-6", "4", "5", "6"],
        ),
    ],
)
def test_days(text: str, expected: list[str]) -> None:
    text = text.replace("up to twice a week", "up to 2 times a week")
    assert days(text) == expected


def test_an_open_step_is_listed_up_to_the_day_asked_for() -> None:
    listed = regimen("1 mg IM on alternate days until no further improvement", "1 mg IM every 2 months").dose_days(70)
    repletion = [dose for dose in listed if dose.phase == "repletion"]
    assert [dose.day.low for dose in repletion] == list(range(0, 70, 2))
    assert [dose.is_certain for dose in repletion] == [True] + [False] * 34
    assert [str(dose.day) for dose in listed if dose.phase == "maintenance"] == ["at least 59"]


def test_day_0_is_the_first_dose_that_the_source_states() -> None:
    stated = Regimen.parse("hydroxocobalamin; repletion: not stated; maintenance: 1 mg IM twice a year for life")
    assert [str(dose.day) for dose in stated.dose_days(200)] == ["0", "1-365", "365-730"][:2]


def test_nothing_is_listed_where_injections_stop() -> None:
    oral = regimen("1 mg IM once", "1 mg orally daily")
    assert [dose.phase for dose in oral.dose_days(100)] == ["repletion"]
    assert oral.dose_count("maintenance") == Range(0, 0)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1 mg IM 3 times a week for 1 year", "156-157"),
        ("1 mg IM daily for 1 month", "28-31"),
        ("1 mg IM weekly for 1 month", "4-5"),
        ("1 mg IM weekly for 4 weeks", "4"),
        ("1 mg IM every 2 weeks for 6 months", "13-14"),
        ("1 mg IM monthly for 1 year", "12"),
        ("1 mg IM every 2-3 months for 1 year", "4-6"),
        ("1 mg IM twice a month for 1 year", "24"),
        ("1 mg IM on Monday and Friday for 2 weeks", "4"),
        ("1 mg IM daily for up to 5 doses", "1-5"),
        ("1 mg IM daily for up to 1 week", "1-7"),
        ("1 mg IM daily for at least 1 week", "at least 7"),
        ("1 mg IM at least 3 days apart for 2 weeks", "1-5"),
        ("1 mg IM every up to 3 weeks for 6 weeks", "2-42"),
        ("1 mg IM until clear effect or for up to 3 weeks".replace("IM until", "IM weekly until"), "1-3"),
        ("1 mg IM weekly until clear effect or for at least 3 weeks", "at least 1"),
        ("1 mg IM daily or 3 times a week to a total of 10 mg", "10"),
        ("3 mg IM daily to a total of 10 mg", "4"),
        ("30-50 mcg IM daily to a total of 1-5 mg over at least 2 weeks", "20-167"),
        ("1 mg IM daily to a total of 1-5 mg over at least 2 weeks", "14"),
        ("100 mcg IM to a total of 1-5 mg over at least 2 weeks", "10-50"),
        ("up to 1 mg IM daily to a total of 10 mg", "at least 10"),
        ("at least 1 mg IM daily to a total of 10 mg", "1-10"),
        ("1 mg IM daily to a total of at least 10 mg", "at least 10"),
        ("1 mg IM daily to a total of up to 10 mg", "1-10"),
        ("1 mcg/kg IM daily to a total of 10 mg", "at least 1"),
        ("1 mg IM up to 3 times a week for 2 weeks", "up to 6"),
        ("1 mg IM up to 3 times a week for 2 weeks, then 1 mg IM weekly for 2 doses", "up to 8"),
        ("1 mg IM up to 3 times a week", "at least 0"),
        ("1 mg IM weekly, or 1 mg IM daily for 1 week", "at least 1"),
        ("none", "0"),
    ],
)
def test_counts(text: str, count: str) -> None:
    assert str(dose_count(parse_phase(text))) == count


@given(
    st.integers(1, 12),
    st.integers(0, 3),
    st.sampled_from(["day", "week", "month", "year"]),
    st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    st.data(),
)
def test_every_real_schedule_lies_within_the_days(
    shortest: int, wider: int, unit: TimeUnit, start: date, data: st.DataObject
) -> None:
    """Lay an interval out on a calendar, anywhere in its range, and hold every date against the list."""
    period = Range(shortest, shortest + wider)
    listed = regimen(f"1 mg IM {Repeat(Range(1, 1), period, unit)}").dose_days(1500)
    chosen = data.draw(st.integers(shortest, shortest + wider))
    for dose in listed:
        interval: dict[str, int] = {f"{unit}s": chosen * (dose.number - 1)}
        if chosen * (dose.number - 1) > 1500:
            break
        assert (start + relativedelta(**interval) - start).days in dose.day  # type: ignore[arg-type]


@settings(max_examples=60)
@given(regimens(), st.integers(1, 300))
def test_laws_of_every_listing(drawn: Regimen, until: int) -> None:
    listed = drawn.dose_days(until)
    for dose in listed:
        assert dose.day.low is not None
        assert 0 <= dose.day.low < until
    for before, after in pairwise(listed):
        if (before.phase, before.step) == (after.phase, after.step):
            assert after.number == before.number + 1
            assert (after.day.low or 0) >= (before.day.low or 0)
            assert before.is_certain or not after.is_certain
    assert drawn.dose_days(until // 2) == [dose for dose in listed if (dose.day.low or 0) < until // 2]
    for name in ("repletion", "maintenance"):
        most = drawn.dose_count(name).high
        assert most is None or sum(dose.phase == name for dose in listed) <= most


def test_only_phases_and_whole_days_are_asked_for() -> None:
    regimen = Regimen.parse("hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly")
    with pytest.raises(RegimenError, match="the phases repletion and maintenance; 'loading' is neither"):
        regimen.dose_count("loading")  # type: ignore[arg-type]
    for until in (1.5, True, "30"):
        with pytest.raises(RegimenError, match="days is a whole number"):
            regimen.dose_days(until)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("repletion", "reason"),
    [
        ("1 mg IM daily for 14 doses over 1 week", "14 doses do not fit into 1 week, which has room for 7"),
        ("1 mg IM monthly for 12 doses over 1 week", "has room for 1"),
        ("1 mg IM weekly, or 1 mg IM daily for 15-20 doses over 2 weeks", "15 doses do not fit into 2 weeks"),
        (
            "30-50 mcg IM daily to a total of 1-5 mg over 2 weeks",
            "14 doses of 50 mcg over 2 weeks do not add up to 1 mg",
        ),
    ],
)
def test_what_cannot_be_given_in_the_time_is_refused(repletion: str, reason: str) -> None:
    with pytest.raises(RegimenError, match=reason):
        Regimen.parse(f"hydroxocobalamin; repletion: {repletion}; maintenance: 1 mg IM monthly")


@pytest.mark.parametrize(
    ("repletion", "count"),
    [
        ("1 mg IM daily for 7 doses, or 1 mg IM weekly for 3 doses", "3-7"),
        ("30-50 mcg/kg IM daily to a total of 1-5 mg over 2 weeks", "at least 1"),
        ("100-500 mcg IM daily to a total of 1-5 mg over 2 weeks", "14"),
        ("1 mg IM weekly or as required for 6 weeks", "1-6"),
    ],
)
def test_counts_agree_with_the_days(repletion: str, count: str) -> None:
    regimen = Regimen.parse(f"hydroxocobalamin; repletion: {repletion}; maintenance: none")
    assert str(regimen.dose_count("repletion")) == count
    certain = [day for day in regimen.dose_days(400) if day.is_certain]
    assert len(certain) == regimen.dose_count("repletion").low


def test_an_oral_alternative_leaves_no_injection_certain() -> None:
    regimen = Regimen.parse(
        "hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly for 3 doses, or 1 mg orally daily"
    )
    assert str(regimen.dose_count("maintenance")) == "0-3"
    assert not any(day.is_certain for day in regimen.dose_days(200))


def test_days_beyond_any_lifetime_are_not_listed() -> None:
    regimen = Regimen.parse("hydroxocobalamin; repletion: none; maintenance: 1 mg IM daily for life")
    with pytest.raises(RegimenError, match="at most 47580"):
        regimen.dose_days(10**9)
