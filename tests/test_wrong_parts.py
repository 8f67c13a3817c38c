"""The parts that a regimen and a result are made of, given what they are not: an error that says what would do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from b12regimen import (
    ClinicalConditions,
    Dose,
    Duration,
    Interval,
    Phase,
    Quantity,
    QuantityError,
    Range,
    RegimenError,
    Repeat,
)

ONE = Range(1, 1)
UNIT = "^'x' is no unit of time; one of: day, week, month, year$"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Duration(1, "day"), "^a duration is a Range, for instance Range.exactly.*; 1 is none$"),
        (lambda: Duration(ONE, "x"), UNIT),
        (lambda: Duration(ONE, ["day"]), r"^\['day'\] is no unit of time"),
        (lambda: Repeat(ONE, ONE, "x"), UNIT),
        (lambda: Repeat(2, ONE, "day"), "^a frequency is a Range"),
        (lambda: Repeat(ONE, None, "day"), "^a period is a Range.*; None is none$"),
        (lambda: Range("a", 1), "^'a' and 1 cannot be the bounds of one range; give two of a kind$"),
        (lambda: Range(Quantity(1, "mg"), Quantity(1, "mL")), "cannot be the bounds of one range"),
        (lambda: Dose(1), "^a dose is a Range of masses, for instance Range.exactly.*; 1 is none$"),
        (lambda: Dose(Range(1, 2)), r'^a dose is a mass, for instance Quantity\(1, "mg"\); 1 is none$'),
        (lambda: Dose(Range.exactly(Quantity(1, "mg")), 2), "^per_kg is true or false; 2 is neither$"),
        (lambda: ClinicalConditions(["better"]), "^'better' is no finding of a clinician; one of: "),
        (lambda: Phase(kind="neither"), "^'neither' is no kind of phase; one of: "),
    ],
)
def test_what_is_no_part_of_a_regimen_says_what_would_do(make: Callable[[], Any], said: str) -> None:
    with pytest.raises(RegimenError, match=said):
        make()


@pytest.mark.parametrize(("low", "high", "shown"), [(1, 2, "1"), (None, "5 mg", "'5 mg'"), (Quantity(1, "mg"), 2, "2")])
def test_an_end_of_an_interval_is_a_quantity(low: Any, high: Any, shown: str) -> None:
    with pytest.raises(QuantityError, match=rf"^the end of an interval is a quantity, .*; {shown} is none$"):
        Interval(low, high)
