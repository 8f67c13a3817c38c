"""Intervals: read, written, and compared with their ends in or out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Interval, Quantity, QuantityError
from b12regimen.values.intervals import covers


def nmol(number: int) -> Quantity:
    return Quantity(number, "nmol/L")


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted(draw(st.tuples(st.integers(0, 12), st.integers(0, 12))))
    open_low, open_high = draw(st.tuples(st.booleans(), st.booleans()).filter(lambda ends: ends != (True, True)))
    both_in = low == high
    return Interval(
        None if open_low else nmol(low),
        None if open_high else nmol(high),
        draw(st.booleans()) or both_in,
        draw(st.booleans()) or both_in,
    )


def holds(interval: Interval, amount: Decimal) -> bool:
    """Say by the definition whether an amount is in an interval."""
    low = interval.low is None or amount > interval.low.value or (interval.low_is_in and amount == interval.low.value)
    high = (
        interval.high is None or amount < interval.high.value or (interval.high_is_in and amount == interval.high.value)
    )
    return low and high


# Every end of the drawn intervals, and one amount between each two.
AMOUNTS = [Decimal(half) / 2 for half in range(30)]


@given(intervals())
def test_what_is_printed_is_read_back(interval: Interval) -> None:
    if interval.low is None or interval.high is None or str(interval).count(" and ") == 1:
        assert Interval.parse(str(interval)) == interval
    else:
        assert Interval.parse(str(interval)) == Interval(interval.low, interval.high)


@given(intervals(), intervals())
def test_relations_are_those_of_the_amounts(a: Interval, b: Interval) -> None:
    in_a = [amount for amount in AMOUNTS if holds(a, amount)]
    in_b = [amount for amount in AMOUNTS if holds(b, amount)]
    assert a.meets(b) is bool(set(in_a) & set(in_b))
    assert a.is_within(b) is (set(in_a) <= set(in_b))
    assert a.is_below(b) is (bool(in_a and in_b) and in_a[-1] < in_b[0])


@given(st.lists(intervals(), max_size=4), intervals())
def test_covering_is_that_of_the_amounts(drawn: list[Interval], possible: Interval) -> None:
    rising: list[Interval] = []
    for interval in drawn:
        if not rising or rising[-1].is_below(interval):
            rising.append(interval)
    met = [interval for interval in rising if interval.meets(possible)]
    wanted = {amount for amount in AMOUNTS if holds(possible, amount)}
    assert covers(met, possible) is (wanted <= {a for interval in met for a in AMOUNTS if holds(interval, a)})


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("<400 nmol/L", (None, nmol(400), True, False)),
        ("\N{LESS-THAN OR EQUAL TO} 400 nmol/L", (None, nmol(400), True, True)),
        (">=25 nmol/L", (nmol(25), None, True, True)),
        ("73-271 nmol/L", (nmol(73), nmol(271), True, True)),
        ("73 \N{EN DASH} 271 nmol/L", (nmol(73), nmol(271), True, True)),
        ("73 to 271 nmol/L", (nmol(73), nmol(271), True, True)),
        (">180 nmol/L and <=914 nmol/L", (nmol(180), nmol(914), False, True)),
    ],
)
def test_what_is_read(text: str, ends: tuple[Any, ...]) -> None:
    assert Interval.parse(text) == Interval(*ends)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("400", 'is no interval; write for instance "73-271 nmol/L"'),
        ("73-271", "has no unit; write it behind"),
        ("007-400 nmol/L", "starts with a zero"),
        ("<0 nmol/L", "nothing is below 0 nmol/L"),
        (">1 nmol/L and >2 nmol/L and <3 nmol/L", "is no unit|is no quantity"),
        ("<400", "has no unit"),
        ("271-73 nmol/L", "holds nothing; write the lower end first"),
        ("<=5 nmol/L and <9 nmol/L", "is no interval; write for instance"),
        (">5 nmol/L and >9 nmol/L", "is no interval; write for instance"),
        (">5 nmol/L and <5 nmol/L", "holds nothing"),
        (">=5 nmol/L and <5 nmol/L", "holds nothing"),
        (">5 nmol/L and <=5 nmol/L", "holds nothing"),
        (">5 nmol/L and <9 pmol/L", "are in two units"),
        (None, "None is no interval"),
    ],
)
def test_what_is_refused(text: Any, reason: str) -> None:
    with pytest.raises(QuantityError, match=reason):
        Interval.parse(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("<5 nmol/L", "<5 nmol/L"),
        ("<=5 nmol/L", "<=5 nmol/L"),
        (">5 nmol/L", ">5 nmol/L"),
        (">=5 nmol/L", ">=5 nmol/L"),
        (">=5 nmol/L and <=9 nmol/L", "5-9 nmol/L"),
        (">5 nmol/L and <=9 nmol/L", ">5 nmol/L and <=9 nmol/L"),
        (">=5 nmol/L and <9 nmol/L", ">=5 nmol/L and <9 nmol/L"),
        (">5 nmol/L and <9 nmol/L", ">5 nmol/L and <9 nmol/L"),
    ],
)
def test_each_end_is_printed_as_it_is(text: str, printed: str) -> None:
    assert str(Interval.parse(text)) == printed


def test_an_amount_is_an_interval_of_its_own_and_every_interval_has_a_unit() -> None:
    five = nmol(5)
    assert Interval.exactly(five) == Interval(five, five)
    for interval in (Interval.exactly(five), Interval.parse("<5 nmol/L"), Interval.parse(">5 nmol/L")):
        assert interval.unit == five.unit


def test_nothing_lies_below_zero() -> None:
    assert Interval.parse("0-5 nmol/L").is_within(Interval.parse("<=5 nmol/L"))


@pytest.mark.parametrize(
    ("rising", "is_covered"),
    [
        (["1-3 nmol/L", ">3 nmol/L and <=9 nmol/L"], True),
        ([">=1 nmol/L and <3 nmol/L", "3-9 nmol/L"], True),
        ([">=1 nmol/L and <3 nmol/L", ">3 nmol/L and <=9 nmol/L"], False),
        (["1-3 nmol/L", "4-9 nmol/L"], False),
        (["1-3 nmol/L", ">3 nmol/L and <=5 nmol/L", "6-9 nmol/L"], False),
        (["2-9 nmol/L"], False),
        (["1-8 nmol/L"], False),
        ([], False),
    ],
)
def test_intervals_that_leave_no_gap_cover_another(rising: list[str], is_covered: bool) -> None:  # noqa: FBT001
    assert covers([Interval.parse(text) for text in rising], Interval.parse("1-9 nmol/L")) is is_covered


def test_an_interval_has_an_end() -> None:
    with pytest.raises(QuantityError, match=r"^an interval needs at least one end$"):
        Interval(None, None)


def test_an_end_that_is_not_there_is_in_and_one_that_is_there_as_given() -> None:
    below = Interval(None, nmol(5), low_is_in=False, high_is_in=False)
    above = Interval(nmol(5), None, low_is_in=False, high_is_in=False)
    assert (below.low_is_in, below.high_is_in) == (True, False)
    assert (above.low_is_in, above.high_is_in) == (False, True)
    assert below == Interval.parse("<5 nmol/L")
    assert above == Interval.parse(">5 nmol/L")
