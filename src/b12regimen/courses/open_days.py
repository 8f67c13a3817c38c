"""Clinic days: a recommended day moves to the nearest on which injections are given, inside its window only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import CourseError
from b12regimen.values.calendar_days import days_after

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from b12regimen.courses.plan import PlannedDose

_FARTHEST: Final = 366  # days that are asked whether injections are given, so that asking ends


def check_open(is_open: object) -> None:
    """Refuse what is no function of a day.

    Raises:
        CourseError: It is none; ``None`` will do.
    """
    if is_open is not None and not callable(is_open):
        reason = f"{is_open!r} is no function of a day that tells whether injections are given on it"
        raise CourseError.of("is_open", reason)


def on_open_day(dose: PlannedDose, is_open: Callable[[date], bool] | None) -> PlannedDose:
    """Move the recommended day to the nearest one on which injections are given, inside its window."""
    if is_open is None or dose.recommended is None or is_open(dose.recommended):
        return dose
    last = dose.latest or days_after(dose.recommended, _FARTHEST)
    for away in range(1, _FARTHEST + 1):
        for day in (dose.recommended - timedelta(days=away), days_after(dose.recommended, away)):
            if dose.earliest <= day <= last and is_open(day):
                return attrs.evolve(dose, recommended=day)
    return dose
