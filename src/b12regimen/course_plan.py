"""What is still to come in a course: every dose with the days on which it may fall."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from b12regimen.calendar_days import later
from b12regimen.course_replay import PlacedStep
from b12regimen.dosing import Once, OnDays, Repeat
from b12regimen.durations import Duration, days_in
from b12regimen.ends import AfterDoses, AfterDuration, AfterTotal, UntilConditions
from b12regimen.ranges import Range
from b12regimen.step_windows import (
    Anchor,
    Spacing,
    Window,
    days_after,
    first_of_next,
    skip_to,
    timings_of,
    window,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from b12regimen.course_replay import Replay
    from b12regimen.dosing import Timing
    from b12regimen.ends import End
    from b12regimen.quantities import Quantity
    from b12regimen.steps import Step

Policy: TypeAlias = Literal["shortest", "longest"]


@attrs.frozen(kw_only=True)
class PlannedDose:
    """A dose that is still to come.

    Attributes:
        step: The step that it belongs to.
        number: The dose of that step, from 1.
        earliest: The first day on which it may fall.
        recommended: The one day to plan; ``None`` where the source leaves it open and nobody has chosen.
        latest: The last day on which it may fall; ``None`` where the source sets none.
        is_certain: No shorter course, gate or clinician's decision comes before it.
        is_open: Its step goes on until a clinician closes it, or for good.
        gate: What a clinician must find before it; ``None`` for nothing.
    """

    step: PlacedStep
    number: int
    earliest: date
    recommended: date | None
    latest: date | None
    is_certain: bool
    is_open: bool
    gate: str | None = None

    @property
    def days(self) -> str:
        """Its days in words."""
        if self.latest is None:
            return f"from {self.earliest}, no last day is printed"
        return str(self.earliest) if self.earliest == self.latest else f"{self.earliest} to {self.latest}"


def planned(
    replay: Replay, until: date, since: date, spacings: Mapping[str, Spacing], policy: Policy | None
) -> Iterator[PlannedDose]:
    """List the doses to come before a day.

    Args:
        replay: Where the course stands.
        until: The first day that is not looked at.
        since: Doses whose last day lies before this day are passed over.
        spacings: What the caller names for "n times a week", by the key of the step.
        policy: How open intervals and ends are planned; ``None`` leaves them open.
    """
    chosen = {} if policy is None else _by_policy(replay, until, since, spacings, policy)
    for dose in _walk(replay, until, since, spacings, None):
        exact = dose.earliest if dose.earliest == dose.latest else None
        yield attrs.evolve(dose, recommended=chosen.get((dose.step.key, dose.number), exact))


def _by_policy(
    replay: Replay, until: date, since: date, spacings: Mapping[str, Spacing], policy: Policy
) -> dict[tuple[str, int], date]:
    """Give the day of each dose where every range is taken at its short or its long end."""
    days = (
        (dose, dose.earliest if policy == "shortest" else dose.latest)
        for dose in _walk(replay, until, since, spacings, policy)
    )
    return {(dose.step.key, dose.number): day for dose, day in days if day is not None}


def _walk(
    replay: Replay, until: date, since: date, spacings: Mapping[str, Spacing], policy: Policy | None
) -> Iterator[PlannedDose]:
    begin, gate, is_certain = replay.begin, None, True
    left = replay.steps[replay.at :]
    for place, placed in enumerate(left):
        stands_here = replay if place == 0 else None
        if placed.step.gate is not None and not (stands_here and replay.has_passed):
            gate, is_certain = str(placed.step.gate), False
        run = _Run(chosen_end(placed.step, policy), spacings.get(placed.key), begin, stands_here)
        for number, (earliest, latest), certain in run.doses(until, since):
            yield PlannedDose(
                step=placed,
                number=number,
                earliest=earliest,
                recommended=None,
                latest=latest,
                is_certain=is_certain and certain,
                is_open=run.is_open,
                gate=gate,
            )
        if place + 1 == len(left) or (last := run.last()) is None:
            return
        begin = first_of_next(chosen_end(left[place + 1].step, policy), last)
        is_certain = is_certain and run.is_fixed


class _Run:
    """One step from where it stands.

    Attributes:
        is_open: No number, time or total ends it: a clinician does, or nothing.
        is_fixed: It has one number of doses; known once its last dose has been asked for.
    """

    def __init__(self, step: Step, spacing: Spacing | None, begin: Window, replay: Replay | None) -> None:
        self._step = step
        self._timings = timings_of(step)
        self._spacing = spacing
        self._given = 0 if replay is None else replay.count
        self._amount = Fraction(0) if replay is None else replay.amount
        self._anchor = None if replay is None else replay.anchor
        self._next = begin if replay is None or replay.anchor is None else replay.after_pause
        first = None if replay is None else replay.first
        self._first: Window = begin if first is None else (first, first)
        self.is_open = self._is_open()
        self.is_fixed = True

    def _is_open(self) -> bool:
        match self._timings, self._step.end:
            case [Once() | OnDays()], _:
                return False
            case _, AfterDoses(count=count, typically=False):
                return count.high is None
            case _, AfterDuration(duration=length, typically=False) | UntilConditions(or_for=Duration() as length):
                return length.count.high is None
            case _, AfterTotal(total=total, typically=False):
                dose = self._step.dose
                return total.high is None or dose.per_kg or dose.amount.low is None or self._amount is None
            case _:
                return True

    def doses(self, until: date, since: date) -> Iterator[tuple[int, Window, bool]]:
        """Give the number, the days, and whether it is certain, of each dose to come."""
        ahead = skip_to(self._step, self._anchor, since) if self._next is None and self._anchor is not None else 1
        while (days := self._days(ahead))[0] < until and self._may_be(self._given + ahead, days):
            if days[1] is None or days[1] >= since:
                yield self._given + ahead, days, self._is_certain(self._given + ahead, days)
            ahead += 1

    def last(self) -> Window | None:
        """Give the days of its last dose; ``None`` where a clinician decides, or nothing ends it."""
        if self.is_open:
            return None
        ahead, soonest, latest = 1, None, None
        while self._may_be(self._given + ahead, days := self._days(ahead)):
            if soonest is None or self._is_certain(self._given + ahead, days):
                soonest = days
            latest = days
            ahead += 1
        if soonest is None or latest is None:  # all of it was given
            return None if self._anchor is None else (self._anchor.dose, self._anchor.dose)
        self.is_fixed = soonest == latest
        return soonest[0], latest[1]

    def _days(self, ahead: int) -> Window:
        """Give the days of the dose that is so many after the last one that was given."""
        if self._next is None:
            days = self._window(self._anchor, ahead)
        elif ahead == 1:
            days = self._next
        else:
            early, late = (None if day is None else self._window(Anchor.at(day), ahead - 1) for day in self._next)
            days = (early or self._next)[0], None if late is None else late[1]
        end = self._end(self._first[1], longest=True)
        if end is None:
            return days
        return days[0], days_after(end, -1) if days[1] is None else min(days[1], days_after(end, -1))

    def _window(self, anchor: Anchor | None, doses: int) -> Window:
        return window(self._step, anchor or Anchor.at(self._first[0]), doses, self._spacing)

    def _end(self, first: date | None, *, longest: bool) -> date | None:
        """Give the first day after the step's time, if it began on a day; ``None`` where no time ends it."""
        match self._step.end:
            case (
                AfterDuration(duration=length)
                | UntilConditions(or_for=Duration() as length)
                | AfterDoses(over=Duration() as length)
                | AfterTotal(over=Duration() as length)
            ):
                count = length.count.high if longest else length.count.low
                return None if count is None or first is None else later(first, count, length.unit)
            case _:
                return None

    def _may_be(self, number: int, days: Window) -> bool:
        match self._timings, self._step.end:
            case [Once()], _:
                return number <= 1
            case [OnDays(days=printed)], _:
                return number <= len(printed)
            case _, AfterDoses(count=count):
                return count.high is None or number <= count.high
            case _, AfterTotal(total=total):
                least = self._step.dose.amount.low
                return least is None or self._lacks(number, least, total.high) or self._is_before_floor(days[0])
            case _, AfterDuration() | UntilConditions():
                end = self._end(self._first[0], longest=True)
                return end is None or days[0] < end
            case _:
                return True

    def _is_certain(self, number: int, days: Window) -> bool:
        match self._timings, self._step.end:
            case [Once() | OnDays()], _:
                return True
            case _, AfterDoses(count=count, typically=False):
                return number <= (count.low or 1)
            case _, AfterTotal(total=total, typically=False):
                most = self._step.dose.amount.high
                is_lacking = most is not None and self._lacks(number, most, total.low)
                return number == 1 or is_lacking or (days[1] is not None and self._is_before_floor(days[1]))
            case _, AfterDuration(typically=False):
                end = self._end(self._first[1], longest=False)
                return number == 1 or (end is not None and days[1] is not None and days[1] < end)
            case _:
                return number == 1

    def _lacks(self, number: int, dose: Quantity, total: Quantity | None) -> bool:
        """Tell whether a total is not reached before a dose."""
        before = number - 1 - self._given
        return total is None or self._amount is None or self._amount + before * dose.exact < total.exact

    def _is_before_floor(self, day: date) -> bool:
        floor = self._end(self._first[0], longest=False) if isinstance(self._step.end, AfterTotal) else None
        return floor is not None and day < floor


def chosen_end(step: Step, policy: Policy | None) -> Step:
    """Take every range of a step at its short or its long end; ``None`` leaves them open."""
    if policy is None:
        return step
    option = step.options[0] if policy == "shortest" else step.options[-1]
    timings = sorted((_exact(timing, policy) for timing in option.timings), key=_rarity)
    timings = timings[:1] if policy == "shortest" else timings[-1:]
    return attrs.evolve(
        option, timings=tuple(timings), end=_exact_end(option.end, policy), as_required=False, gate=step.gate
    )


def _at(bounds: Range[Any], policy: Policy) -> Range[Any]:
    bound = bounds.low if policy == "shortest" else bounds.high
    return bounds if bound is None else Range(bound, bound)


def _exact(timing: Timing, policy: Policy) -> Timing:
    if not isinstance(timing, Repeat):
        return timing
    rarest: Policy = "longest" if policy == "shortest" else "shortest"
    return attrs.evolve(timing, period=_at(timing.period, policy), frequency=_at(timing.frequency, rarest))


def _rarity(timing: Timing) -> Fraction:
    """Give the days between doses, for ordering only."""
    if not isinstance(timing, Repeat):
        return Fraction(0)
    days = days_in(timing.period.low or timing.period.high or 1, timing.unit)[0]
    return Fraction(days, timing.frequency.high or 1)


def _exact_end(end: End | None, policy: Policy) -> End | None:
    match end:
        case AfterDoses(count=count):
            return attrs.evolve(end, count=_at(count, policy))
        case AfterDuration(duration=length):
            return attrs.evolve(end, duration=attrs.evolve(length, count=_at(length.count, policy)))
        case AfterTotal(total=total):
            return attrs.evolve(end, total=_at(total, policy))
        case _:
            return end
