"""Tells whether two readings of a dosage agree on how often and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from b12regimen.regimens.dose_days import dose_count
from b12regimen.regimens.dosing import Repeat
from b12regimen.regimens.ends import ForLife, UntilConditions, WhileCausePersists
from b12regimen.regimens.steps import Phase
from b12regimen.values.durations import DAYS_IN
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from b12regimen.regimens.dosing import Timing
    from b12regimen.regimens.steps import Step

ONLY_IN_TEXT: Final = (UntilConditions, WhileCausePersists, ForLife)


def end_differs(step: Step, told: Step) -> str | None:
    """Say where the end that a text tells is not that of the fields; ``None`` where they may be one."""
    if told.end is None or step.end == told.end:
        return None
    if isinstance(told.end, ONLY_IN_TEXT):
        return None if step.end is None else f'the text ends "{told.end}", and the fields "{step.end}"'
    if step.end is None:
        return f'the text ends "{told.end}", and the fields do not end'
    own, other = dose_count(Phase((step,))), dose_count(Phase((told,)))
    apart = _is_below(own.high, other.low) or _is_below(other.high, own.low)
    return f'the text says "{told.end}", {other} doses, and the fields {own}' if apart else None


def _is_below(high: int | None, low: int | None) -> bool:
    return high is not None and low is not None and high < low


def plain(timings: tuple[Timing, ...]) -> list[object]:
    """Give intervals in a form in which those that are one are equal."""
    return [_in_days(timing) for timing in timings]


def _in_days(timing: Timing) -> object:
    """Give an interval in days, so that every 7 days and weekly are one."""
    if not isinstance(timing, Repeat) or timing.unit not in DAYS_IN or timing.frequency != Range(1, 1):
        return timing
    days = DAYS_IN[timing.unit]
    return [None if bound is None else bound * days for bound in (timing.period.low, timing.period.high)]
