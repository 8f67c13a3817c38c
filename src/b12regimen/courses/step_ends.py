"""What ends a step on the calendar: a number of doses, a length of time, a total, or a clinician.

Doses and totals count what was given; a length of time runs on the calendar, whatever was missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from b12regimen.regimens.dosing import Once, OnDays
from b12regimen.regimens.ends import AfterDoses, AfterDuration, AfterTotal, UntilConditions
from b12regimen.regimens.step_readings import readings
from b12regimen.values.durations import Duration
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from fractions import Fraction

    from b12regimen.regimens.steps import Step


@attrs.frozen(kw_only=True)
class Limits:
    """The end of a step, its parts told apart.

    Attributes:
        doses: How many doses; ``None`` where no number ends it.
        time: How long; ``None`` where no length of time ends it.
        total: How much in all; ``None`` where no total ends it.
        each: How much each time; ``None`` where it goes by body weight, or is not needed.
        over: The time over which doses or a total are given; ``None`` where none is printed.
        on_days: The doses fall on numbered days, so one that is missed is not made up.
        is_certain_in_time: Only the length of time ends it, and no finding of a clinician before.
        is_until_found: A clinician's finding ends it, or the length of time where that comes first.
        is_closed_by_hand: The source calls its end typical, or alternatives are open that end differently.
    """

    doses: Range[int] | None = None
    time: Duration | None = None
    total: Range[Quantity] | None = None
    each: Range[Quantity] | None = None
    over: Duration | None = None
    on_days: bool = False
    is_certain_in_time: bool = False
    is_until_found: bool = False
    is_closed_by_hand: bool = False

    @classmethod
    def of(cls, step: Step) -> Limits:
        """Take them from a step."""
        limits, *others = {_limits(reading.step, reading.timing) for reading in readings(step)}
        return Limits(is_closed_by_hand=True) if others else limits

    @property
    def is_open(self) -> bool:
        """No number, length of time or total ends it: a clinician does, or nothing."""
        if self.is_closed_by_hand:
            return True
        if self.doses is not None:
            return self.doses.high is None
        if self.time is not None:
            return self.time.count.high is None
        return self.total is None or self.total.high is None or self.each is None or self.each.low is None


def lacks(total: Quantity | None, each: Quantity | None, amount: Fraction | None, doses: int) -> bool | None:
    """Tell whether a total is not reached after so many further doses; ``None`` where it cannot be told."""
    if total is None or each is None or amount is None:
        return None
    return amount + doses * each.exact < total.exact


def _limits(step: Step, timing: object) -> Limits:
    match timing, step.end:
        case Once(), _:
            return Limits(doses=Range(1, 1))
        case OnDays(days=days), _:
            return Limits(doses=Range(len(days), len(days)), on_days=True)
        case _, AfterDoses(count=count, over=over, typically=typically):
            return Limits(doses=count, over=over, is_closed_by_hand=typically)
        case _, AfterDuration(duration=length, typically=typically):
            return Limits(time=length, is_certain_in_time=True, is_closed_by_hand=typically)
        case _, AfterTotal(total=total, over=over, typically=typically):
            each = None if step.dose.per_kg else step.dose.amount
            return Limits(total=total, each=each, over=over, is_closed_by_hand=typically)
        case _, UntilConditions(or_for=length):
            return Limits(time=length, is_until_found=True)
        case _:
            return Limits()
