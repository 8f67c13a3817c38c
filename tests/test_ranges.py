"""Ranges are never midpoints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Range, RegimenError
from b12regimen.testing import ranges
from b12regimen.values.ranges import positive


@given(ranges(st.integers(1, 50)), st.integers(1, 60))
def test_a_value_is_inside_exactly_when_no_printed_bound_forbids_it(bounds: Range[int], value: int) -> None:
    below = bounds.low is not None and value < bounds.low
    above = bounds.high is not None and value > bounds.high
    assert (value in bounds) is not (below or above)


def test_it_prints_as_the_notation_does() -> None:
    assert [str(r) for r in (Range(3, 3), Range(2, 3), Range(None, 3), Range(3, None))] == [
        "3",
        "2-3",
        "up to 3",
        "at least 3",
    ]


@pytest.mark.parametrize("bounds", [Range(2, 3), Range(None, 3), Range(3, None)])
def test_an_open_range_has_no_single_value(bounds: Range[int]) -> None:
    assert not bounds.is_exact
    with pytest.raises(RegimenError, match="settle it first"):
        _ = bounds.exact


def test_an_exact_range_gives_its_value() -> None:
    assert Range.exactly(4).exact == 4


def test_a_range_runs_forwards_and_has_a_bound() -> None:
    with pytest.raises(RegimenError, match="runs backwards; write 2-3"):
        Range(3, 2)
    with pytest.raises(RegimenError, match=r"^a range needs a lower or an upper bound$"):
        Range(None, None)


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        ((0, 2), "from 1 to 10000"),
        ((1, 10_001), "from 1 to 10000"),
        ((None, 0), "from 1 to 10000"),
        ((0, None), "from 1 to 10000"),
        ((True, 2), "whole number"),
        ((1.5, 2), "whole"),
    ],
)
def test_counts_are_whole_and_at_least_one(bounds: tuple[int, int], reason: str) -> None:
    with pytest.raises(RegimenError, match=reason):
        positive(Range(*bounds), "a count")
    positive(Range(1, 10_000), "a count")
