"""The same patients for the same seed."""

from __future__ import annotations

from random import Random
from typing import Any

from b12regimen.patients.facts import FACTS
from b12regimen.patients.parts import Severity
from b12regimen.patients.patient import CAUSE_KINDS, Patient


def some_patients(count: int, *, seed: int) -> list[Patient]:
    """Give the same patients for the same seed, for examples that show figures.

    Each attribute is drawn evenly from what is known or not, so no figure is that of any population.

    Args:
        count: How many.
        seed: Which.
    """
    draw = Random(seed)  # noqa: S311  (nothing is kept secret by it)

    def value_of(name: str) -> Any:
        return draw.choice((*FACTS[name].values, None))

    return [
        Patient(
            age=draw.choice((*range(10, 100), None)),
            sex=value_of("sex"),
            pregnancy=draw.choice(("not-pregnant", "not-pregnant", None)),
            purpose=draw.choice(("treatment", "treatment", "prophylaxis")),
            cause=draw.choice((*CAUSE_KINDS, None)),
            severity=Severity(neurological=value_of("neurological"), anaemia=value_of("anaemia")),
            optic_disease=draw.choice(("none", "none", "leber", None)),
            allergies=draw.choice(([], ["other"], ["hydroxocobalamin"], None)),
        )
        for _ in range(count)
    ]
