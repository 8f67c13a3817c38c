"""All ages, cut at edges in months and in days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen.values.age import Age, age_on
from b12regimen.values.age_cells import age_cells


def cut(*edges: str) -> list[str]:
    """Write the cells of some edges."""
    return [str(cell) for cell in age_cells(map(Age.parse, edges))]


@pytest.mark.parametrize(
    ("edges", "cells"),
    [
        ((), ["any"]),
        (("0 days",), ["from 0 days"]),
        (("1 month",), ["below 1 month", "from 1 month"]),
        (("18 years", "1 month"), ["below 1 month", "from 1 month and below 18 years", "from 18 years"]),
        (("1 year", "12 months"), ["below 1 year", "from 1 year"]),
        (("1 week", "7 days"), ["below 1 week", "from 1 week"]),
        (("10 days", "16 years"), ["below 10 days", "from 10 days and below 16 years", "from 16 years"]),
        (
            ("30 days", "1 month"),
            [
                "below 1 month and below 30 days",
                "from 1 month and below 30 days",
                "from 30 days and below 1 month",
                "from 1 month and from 30 days",
            ],
        ),
        (("28 days", "1 month"), ["below 28 days", "from 28 days and below 1 month", "from 1 month"]),
        (("31 days", "1 month"), ["below 1 month", "from 1 month and below 31 days", "from 31 days"]),
    ],
)
def test_edges_in_months_and_in_days_cross(edges: tuple[str, ...], cells: list[str]) -> None:
    assert cut(*edges) == cells


EDGES = st.lists(
    st.builds(Age, st.integers(1, 40), st.sampled_from(["day", "week", "month"]))
    | st.builds(Age, st.integers(1, 20), st.just("year")),
    max_size=4,
)


@given(
    edges=EDGES, birth=st.dates(date(1999, 1, 1), date(2004, 12, 31)), days=st.integers(0, 1500) | st.integers(0, 9000)
)
def test_an_age_on_a_day_lies_in_one_cell(edges: list[Age], birth: date, days: int) -> None:
    age = age_on(birth, birth + timedelta(days))
    cells = age_cells(edges)
    holding = [cell for cell in cells if all(cell.has_reached(edge) is (not age.is_below(edge)) for edge in edges)]
    assert len(holding) == 1
    assert len(set(map(str, cells))) == len(cells)


@given(edges=EDGES)
def test_the_first_cell_is_before_every_edge_and_the_last_after(edges: list[Age]) -> None:
    cells = age_cells(edges)
    first, last = cells[0], cells[-1]
    assert not any(first.has_reached(edge) for edge in edges)
    assert all(last.has_reached(edge) for edge in edges)
