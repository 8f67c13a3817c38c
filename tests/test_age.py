"""Ages in completed units; too coarse an age is neither below an edge nor beyond it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Age, Patient, PatientError, age_on
from b12regimen.values.age import completed_months, to_age

BIRTHS = st.dates(date(1905, 1, 1), date(2025, 1, 1))
EDGES = [Age.parse(text) for text in ("1 month", "18 years", "10 days", "6 weeks", "30 months", "16 years")]


def has_reached(birth: date, today: date, edge: Age) -> bool:
    steps = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
    return birth + relativedelta(**{steps[edge.unit]: edge.value}) <= today  # type: ignore[arg-type]


@given(BIRTHS, st.integers(0, 40_000), st.sampled_from(EDGES))
def test_a_date_of_birth_decides_every_edge_in_months_and_years(birth: date, days: int, edge: Age) -> None:
    today = date.fromordinal(birth.toordinal() + days)
    is_below = age_on(birth, today).is_below(edge)
    assert is_below is None or is_below is not has_reached(birth, today, edge)
    if edge.unit in ("day", "week"):
        assert is_below is not None


@given(BIRTHS, st.integers(0, 40_000), st.sampled_from(EDGES), st.sampled_from(["day", "week", "month", "year"]))
def test_a_coarse_age_never_contradicts_the_date_of_birth(birth: date, days: int, edge: Age, unit: str) -> None:
    today = date.fromordinal(birth.toordinal() + days)
    since = relativedelta(today, birth)
    completed = {
        "day": days,
        "week": days // 7,
        "month": since.years * 12 + since.months,
        "year": since.years,
    }[unit]
    is_below = Age(completed, unit).is_below(edge)  # type: ignore[arg-type]
    assert is_below is None or is_below is not has_reached(birth, today, edge)


@pytest.mark.parametrize(
    ("age", "edge", "is_below"),
    [
        ("17 years", "18 years", True),
        ("18 years", "18 years", False),
        ("13 months", "18 years", True),
        ("0 years", "1 month", None),
        ("27 days", "1 month", True),
        ("30 days", "1 month", None),
        ("31 days", "1 month", False),
        ("1 month", "30 days", None),
        ("1 year", "18 months", None),
        ("6 weeks", "1 month", False),
        ("43 days", "6 weeks", False),
        ("41 days", "6 weeks", True),
        ("216 months", "18 years", False),
    ],
)
def test_edges(age: str, edge: str, is_below: bool | None) -> None:  # noqa: FBT001
    assert Age.parse(age).is_below(Age.parse(edge)) is is_below


def test_a_birthday_on_29_february() -> None:
    assert age_on(date(2004, 2, 29), date(2022, 2, 28)).is_below(Age(18)) is False
    assert age_on(date(2004, 2, 29), date(2022, 2, 27)).is_below(Age(18)) is True


def test_ages_print_in_the_unit_that_suits_them() -> None:
    today = date(2026, 3, 1)
    births = (date(2026, 2, 19), date(2025, 2, 1), date(1980, 1, 1))
    assert [str(age_on(birth, today)) for birth in births] == ["10 days", "13 months", "46 years"]
    assert [str(age_on(birth, today)) for birth in (date(2024, 3, 1), date(2024, 3, 2))] == ["2 years", "23 months"]


@pytest.mark.parametrize(
    ("days", "months"),
    [
        (27, (0, 0)),
        (28, (0, 1)),  # February
        (30, (0, 1)),
        (31, (1, 1)),
        (58, (1, 1)),
        (59, (1, 2)),  # with January or March
        (61, (1, 2)),
        (62, (2, 2)),  # July and August
        (91, (2, 3)),
        (92, (3, 3)),
        (365, (11, 12)),  # from 1 March to 29 February
        (366, (12, 12)),
    ],
)
def test_days_hold_the_months_of_the_calendar(days: int, months: tuple[int, int]) -> None:
    assert completed_months(days) == months


def test_what_a_person_would_type() -> None:
    assert to_age(46) == to_age("46 years") == to_age(" 46 Years ") == Age(46)
    assert str(to_age("1 year")) == "1 year"
    assert to_age(None) is None
    oldest = ["130 years", "1560 months", "6890 weeks", "47580 days"]
    assert [str(to_age(text)) for text in oldest] == oldest


@pytest.mark.parametrize("given", ["forty", "46", "46.5 years", "-1 years", "200 years", 4.5, True, -1, 131])
def test_refused(given: object) -> None:
    with pytest.raises(PatientError, match=r"age: .*is no age"):
        to_age(given)


def test_no_unit_and_no_birth_after_today() -> None:
    with pytest.raises(PatientError, match=r'"fortnight" is no unit of age; one of: day, week, month, year$'):
        Age(3, "fortnight")  # type: ignore[arg-type]
    with pytest.raises(PatientError, match="True years is no age; give completed units from 0 to 130"):
        Age(value=True)
    with pytest.raises(PatientError, match=r'for instance "46 years", "13 months" or "10 days"$'):
        Age.parse("46")
    with pytest.raises(PatientError, match="lies after"):
        age_on(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("exact", "reason"),
    [
        ({"exact_months": 12}, "12 months are not 46 years; that is 552 to 563 months"),
        ({"exact_days": 3}, "3 days are not 46 years"),
        ({"exact_months": "x"}, "'x' months are not 46 years"),
        ({"exact_months": True}, "True months are not 46 years"),
    ],
)
def test_what_is_known_more_exactly_agrees_with_the_rest(exact: dict[str, Any], reason: str) -> None:
    with pytest.raises(PatientError, match=reason):
        Age(46, "year", **exact)


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.dates(date(2026, 1, 2), date(2029, 1, 1)))
def test_an_age_in_full_is_read_back(birth: date, today: date) -> None:
    age = age_on(birth, today)
    assert Age.parse(age.in_full) == age
    patient = Patient(age=age)
    assert Patient.from_dict(patient.to_dict()) == patient
    assert Age.parse(str(age)).in_full == str(age)


def test_only_what_is_known_in_months_and_in_days_is_written_in_full() -> None:
    assert Age(17, "year", exact_months=215).in_full == "17 years"
    assert Age(17, "year", exact_days=6544).in_full == "17 years"


def test_digits_are_ascii_and_few() -> None:
    for text in ("9" * 5000 + " years", "\u096a\u096c years"):
        with pytest.raises(PatientError, match="is no age; write completed units"):
            Age.parse(text)


@pytest.mark.parametrize("wrong", [datetime(2008, 1, 1, tzinfo=UTC), "1/1/2008", 2008, None, ["2008-01-01"]])
def test_dates_are_dates(wrong: Any) -> None:
    for birth, today, name in ((wrong, date(2026, 1, 1), "birth_date"), (date(2008, 1, 1), wrong, "today")):
        with pytest.raises(PatientError, match=f"^{name}: .* no day; give a date, or its text such as 2026-03-02"):
            age_on(birth, today)


@pytest.mark.parametrize("wrong", [["year"], {}, 3, None, object()])
def test_what_is_no_text_is_no_unit_and_no_age(wrong: Any) -> None:
    with pytest.raises(PatientError, match="is no unit of age; one of: "):
        Age(3, wrong)
    with pytest.raises(PatientError, match="is no age; write completed units"):
        Age.parse(wrong)
