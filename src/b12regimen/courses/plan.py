"""What is still to come in a course: every dose with the days on which it may fall."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import attrs

from b12regimen.courses.step_run import PlacedStep, StepRun
from b12regimen.courses.step_windows import Rhythm
from b12regimen.regimens.dosing import WEEKDAYS, OnWeekdays, Repeat
from b12regimen.regimens.ends import AfterDoses, AfterDuration, AfterTotal, UntilConditions
from b12regimen.regimens.step_readings import may_be_oral, readings
from b12regimen.values.durations import days_in
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.courses.replay import Replay
    from b12regimen.courses.step_windows import Window
    from b12regimen.regimens.dosing import Timing
    from b12regimen.regimens.ends import End
    from b12regimen.regimens.steps import Step

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
    def may_be_left_out(self) -> bool:
        """Tell whether the source does not require it; one that ends with a finding is required until that is found."""
        return not (self.is_certain or self.is_open or isinstance(self.step.step.end, UntilConditions))


def planned(replay: Replay, until: date, since: date, policy: Policy | None) -> Iterator[PlannedDose]:
    """List the doses to come before a day.

    Args:
        replay: Where the course stands.
        until: The first day that is not looked at.
        since: Doses whose last day lies before this day are passed over; where the source sets no last day, the first
            one counts.
        policy: How open intervals and ends are planned; ``None`` leaves them open.
    """
    gate, is_certain = None, True
    begin: Window | None = None
    chosen_begin: Window | None = None
    for place, placed in enumerate(replay.steps[replay.at :]):
        spacing = replay.spacings.get(placed.key)
        at_end = chosen_end(placed.step, policy)
        run = replay.run if begin is None else StepRun.beginning(placed.step, spacing, begin)
        chosen = (
            run.taken_over(at_end, spacing)
            if chosen_begin is None
            else StepRun.beginning(at_end, spacing, chosen_begin)
        )
        if placed.step.gate is not None and not (place == 0 and replay.has_passed):
            gate = str(placed.step.gate)
        is_certain = is_certain and gate is None and not may_be_oral(placed.step)
        for ahead, (earliest, latest) in run.coming(until, since):
            yield PlannedDose(
                step=placed,
                number=run.count + ahead,
                earliest=earliest,
                recommended=_recommended((earliest, latest), chosen, ahead, policy),
                latest=latest,
                is_certain=is_certain and run.is_certain(ahead),
                is_open=run.is_closed_by_hand,
                gate=gate,
            )
        last, chosen_last = run.last(), chosen.last()
        if last is None:
            return
        if following := replay.steps[replay.at + place + 1 :]:
            step, spacing = following[0].step, replay.spacings.get(following[0].key)
            begin = Rhythm.of(step, spacing).first_after(last)
            chosen_begin = Rhythm.of(chosen_end(step, policy), spacing).first_after(chosen_last or last)
        is_certain = is_certain and run.is_fixed and not (placed.phase == "repletion" and run.missed)


def _recommended(window: Window, chosen: StepRun, ahead: int, policy: Policy | None) -> date | None:
    earliest, latest = window
    if policy is not None and not chosen.may_be(ahead):
        return None  # the chosen course ends before
    if earliest == latest:
        return earliest
    if policy is None:
        return None
    day = chosen.days(ahead)[0 if policy == "shortest" else 1]
    if day is None:
        return None
    return max(earliest, day) if latest is None else min(max(earliest, day), latest)


def chosen_end(step: Step, policy: Policy | None) -> Step:
    """Take a step at its shortest or its longest interval, and every range at that end; ``None`` leaves them open.

    Of steps that the source allows in place of one another, one has that interval; of several, the one that ends at
    that end, and then the source's first.
    """
    if policy is None:
        return step
    pick = min if policy == "shortest" else max
    options = [_chosen_timing(option, policy) for option in step.options if not option.is_oral]
    return pick(options, key=_interval_and_length)


def _chosen_timing(option: Step, policy: Policy) -> Step:
    pick = min if policy == "shortest" else max
    timings = [_exact(timing, policy) for timing in option.timings]
    chosen = (pick(timings, key=_rarity),) if timings else ()
    return attrs.evolve(option, timings=chosen, end=_exact_end(option.end, policy), as_required=False)


def _interval_and_length(option: Step) -> tuple[Fraction, float]:
    """Give how rare and how many its doses are, for ordering only."""
    reading = readings(option)[0]
    return _rarity(reading.timing), inf if reading.count[1] is None else reading.count[1]


def _at(bounds: Range[Any], policy: Policy) -> Range[Any]:
    bound = bounds.low if policy == "shortest" else bounds.high
    return bounds if bound is None else Range(bound, bound)


def _exact(timing: Timing, policy: Policy) -> Timing:
    if not isinstance(timing, Repeat):
        return timing
    rarest: Policy = "longest" if policy == "shortest" else "shortest"
    return attrs.evolve(timing, period=_at(timing.period, policy), frequency=_at(timing.frequency, rarest))


def _rarity(timing: Timing | None) -> Fraction:
    """Give twice the days between doses, for ordering only: a month is longer than 4 weeks."""
    match timing:
        case Repeat(frequency=frequency, period=period, unit=unit):
            return Fraction(sum(days_in(period.low or 1, unit)), frequency.high or 1)
        case OnWeekdays(days=days):
            return Fraction(2 * len(WEEKDAYS), len(days))
        case _:
            return Fraction(0)


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
