"""Between which days the text of a guideline is known to stand, and what is said of it on any other day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import attrs

from b12regimen.alerts.alerts import Alert
from b12regimen.errors import GuidelineError
from b12regimen.guidelines.report import shown_days
from b12regimen.values.calendar_days import to_day

if TYPE_CHECKING:
    from datetime import date

    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.values.calendar_days import DayLike

OUTSIDE_ITS_DAYS: Final = "outside-its-days"


def seen_on(guideline: Guideline, day: DayLike) -> Guideline:
    """Give a guideline with the warning that it is not known to stand on a day, or without it where it is.

    Raises:
        GuidelineError: It is no day.
    """
    day = to_day(day, "today", GuidelineError)
    remarks = () if key_outside(guideline, day) is None else (_remark(guideline, day),)
    return guideline if remarks == guideline.remarks else attrs.evolve(guideline, remarks=remarks)


def key_outside(guideline: Guideline, day: date) -> Literal["valid_from", "valid_to"] | None:
    """Name the key of a file by which its text is not known to stand on a day; ``None`` where it may."""
    if guideline.valid_from is not None and day < guideline.valid_from:
        return "valid_from"
    return "valid_to" if guideline.valid_to is not None and day > guideline.valid_to else None


def _remark(guideline: Guideline, day: date) -> Alert:
    days = shown_days(guideline.valid_from, guideline.valid_to)
    return Alert(
        id=OUTSIDE_ITS_DAYS,
        severity="warning",
        when=({},),
        text=f"this text is {days}, and not known to stand on {day}",
        advice=None,
        citations=(),
    )
