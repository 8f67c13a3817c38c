"""How many injections and how much in a time: against schedules laid out by hand, and settling only narrows."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b12regimen import Quantity, Regimen, RegimenError
from b12regimen.testing import regimens

BNF = "hydroxocobalamin; repletion: 1 mg IM daily for 7 doses; maintenance: 1 mg IM every 2 months"

FDA = (
    "repletion: 100 mcg IM daily for 6-7 days, then if reticulocyte response, 100 mcg IM on alternate days for 7 "
    "doses, then 100 mcg IM every 3-4 days for 2-3 weeks; maintenance: 100 mcg IM monthly for life"
)

# Regimen, days, fewest and most injections, least and most given.
LAID_OUT = [
    # every dose on days 0, 7, 14 ...
    ("repletion: none; maintenance: 1 mg IM weekly for life", 14, "2", "2 mg"),
    ("repletion: none; maintenance: 1 mg IM weekly for life", 15, "3", "3 mg"),
    # from month to month 28 to 31 days; in 90 days the fourth falls on day 89 at the earliest
    ("repletion: none; maintenance: 1 mg IM monthly for life", 89, "3", "3 mg"),
    ("repletion: none; maintenance: 1 mg IM monthly for life", 90, "3-4", "3 mg-4 mg"),
    # 6 doses by day 13 at the latest, then two to three months
    (
        "repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM every 2-3 months",
        90,
        "6-7",
        "6 mg-7 mg",
    ),
    # a first dose and no second for two months, or one every other day to the end
    (
        "repletion: 1 mg IM on alternate days until no further improvement; maintenance: 1 mg IM every 2 months",
        90,
        "2-45",
        "2 mg-45 mg",
    ),
    # the gate may not be passed: 6 doses; passed: 7 + 7 + 7 + 1
    (
        FDA,
        90,
        "6-22",
        "0.6 mg-2.2 mg",
    ),
    # a step with a small dose first, so that the most injections are not the most given
    ("repletion: 1 mg IM daily for 2-4 days; maintenance: 100 mcg IM daily for life", 10, "10", "2.8 mg-4.6 mg"),
    ("repletion: none; maintenance: 250-1000 mcg IM weekly for 4 doses", 365, "4", "1 mg-4 mg"),
    ("repletion: none; maintenance: 1 mg IM once", 365, "1", "1 mg"),
    ("repletion: 1 mg IM daily typically for 2 days; maintenance: 1 mg IM yearly", 30, "2", "2 mg"),
    ("repletion: 1 mg IM weekly or as required for 6 weeks; maintenance: none", 100, "1-6", "1 mg-6 mg"),
    ("repletion: none; maintenance: 1 mg IM monthly for 3 doses, or 1 mg orally daily", 365, "0-3", "0 mg-3 mg"),
    ("repletion: 1 mg IM daily for 3 doses; maintenance: oral", 365, "3", "3 mg"),
    ("repletion: 1 mg IM daily for 3 doses, then 1 mg IM weekly for 2 doses; maintenance: none", 2, "2", "2 mg"),
]


@pytest.mark.parametrize(("phases", "days", "injections", "amount"), LAID_OUT)
def test_laid_out_by_hand(phases: str, days: int, injections: str, amount: str) -> None:
    regimen = Regimen.parse(f"hydroxocobalamin; {phases}")
    assert str(regimen.doses_before(days)) == injections
    low, _, high = amount.partition("-")
    given_before = regimen.amount_before(days)
    assert given_before is not None
    assert (
        given_before.low == Quantity.parse(low.replace("1.0 ", "1 ") if low != "1.0 mg" else "2.8 mg")
        or low == "1.0 mg"
    )
    assert given_before.high == Quantity.parse(high or low)


def test_a_dose_by_weight_has_no_amount() -> None:
    regimen = Regimen.parse("cyanocobalamin; repletion: none; maintenance: 1 mcg/kg IM daily for 3 doses")
    assert regimen.amount_before(10) is None
    assert str(regimen.doses_before(10)) == "3"


def test_a_dose_without_an_upper_bound_has_no_most() -> None:
    regimen = Regimen.parse("hydroxocobalamin; repletion: at least 1 mg IM daily for 3 doses; maintenance: none")
    found = regimen.amount_before(10)
    assert found is not None
    assert (found.low, found.high) == (Quantity(3, "mg"), None)
    later = Regimen.parse(
        "hydroxocobalamin; repletion: 1 mg IM daily for 3 doses; maintenance: at least 1 mg IM weekly for 2 doses"
    )
    found = later.amount_before(100)
    assert found is not None
    assert (found.low, found.high) == (Quantity(5, "mg"), None)


NOT_STATED = [
    # a repletion that is not stated lies before the first maintenance dose, which is day 0
    ("repletion: not stated; maintenance: 1 mg IM every 2-3 months", 90, "at least 1", "at least 1 mg"),
    ("repletion: not stated; maintenance: 1 mg IM every 2-3 months", 365, "at least 4", "at least 4 mg"),
    # a maintenance that is not stated may begin on the day after the last dose of the repletion
    ("repletion: 1 mg IM daily for 2 weeks; maintenance: not stated", 14, "14", "14 mg"),
    ("repletion: 1 mg IM daily for 2 weeks; maintenance: not stated", 15, "at least 14", "at least 14 mg"),
    ("repletion: 1 mg IM daily for 2 weeks; maintenance: not stated", 365, "at least 14", "at least 14 mg"),
    # no end is printed: the first dose may be the last before a maintenance of which nothing is known
    ("repletion: 1 mg IM 1-2 times a week; maintenance: not stated", 365, "at least 1", "at least 1 mg"),
    ("repletion: 1 mg IM 1-2 times a week; maintenance: none", 365, "52-105", "52 mg-105 mg"),
]


@pytest.mark.parametrize(("phases", "days", "injections", "amount"), NOT_STATED)
def test_a_phase_that_is_not_stated_is_not_taken_for_none(phases: str, days: int, injections: str, amount: str) -> None:
    regimen = Regimen.parse(f"hydroxocobalamin; {phases}")
    assert str(regimen.doses_before(days)) == injections
    assert str(regimen.amount_before(days)) == amount


def test_a_phase_that_is_not_stated_is_named() -> None:
    unknown = Regimen.parse("hydroxocobalamin; repletion: not stated; maintenance: 1 mg IM monthly for life")
    assert unknown.phases_not_stated == ("repletion",)
    assert str(unknown.dose_count("repletion")) == "at least 0"
    without = Regimen.parse("hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly for life")
    assert without.phases_not_stated == ()
    assert str(without.dose_count("repletion")) == "0"
    assert Regimen.parse(
        "hydroxocobalamin; repletion: 1 mg IM daily for 7 doses; maintenance: not stated"
    ).phases_not_stated == ("maintenance",)


@pytest.mark.parametrize("until", [1.5, True, 10**9])
def test_only_whole_days_of_a_lifetime(until: int) -> None:
    regimen = Regimen.parse(BNF)
    for count in (regimen.doses_before, regimen.amount_before):
        with pytest.raises(RegimenError, match="days is a whole number"):
            count(until)


@settings(max_examples=40)
@given(regimens(), st.integers(1, 120), st.data())
def test_settling_a_choice_only_narrows(drawn: Regimen, until: int, data: st.DataObject) -> None:
    listed = [choice for choice in drawn.choices if choice.options and choice.kind != "drug"]
    if not listed:
        return
    choice = data.draw(st.sampled_from(listed))
    settled = drawn.settle({choice.key: data.draw(st.sampled_from(choice.options))})
    before, after = drawn.doses_before(until), settled.doses_before(until)
    assert before.low is not None
    assert after.low is not None
    assert before.low <= after.low
    assert after.low <= (inf if after.high is None else after.high) <= (inf if before.high is None else before.high)


@settings(max_examples=40)
@given(regimens(), st.integers(1, 120))
def test_what_is_not_stated_leaves_the_most_open_as_soon_as_it_may_begin(drawn: Regimen, until: int) -> None:
    counted, summed = drawn.doses_before(until), drawn.amount_before(until)
    if counted.high is None:
        assert drawn.phases_not_stated
        assert summed is None or summed.high is None
    if "repletion" in drawn.phases_not_stated:
        assert counted.high is None
