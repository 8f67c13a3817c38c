"""How many doses a regimen gives and on which days, as ranges, without a calendar date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from b12regimen.regimens.dosing import Repeat
from b12regimen.regimens.step_readings import add, may_be_oral, readings
from b12regimen.values.ranges import Range, hull

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from b12regimen.regimens.step_readings import Bounds
    from b12regimen.regimens.steps import Phase

PhaseName = Literal["repletion", "maintenance"]


@attrs.frozen
class DoseDay:
    """One injection of a regimen and the days on which it may fall.

    Attributes:
        phase: The phase that it belongs to.
        step: The step of that phase, from 1.
        number: The dose of that step, from 1.
        day: Earliest and latest day [days after the first dose of the regimen]; no upper bound where the source sets
            no latest day.
        is_certain: It is given under every reading of the source: no shorter course, gate or clinician's decision
            comes before it.
    """

    phase: PhaseName
    step: int
    number: int
    day: Range[int]
    is_certain: bool


def dose_count(phase: Phase) -> Range[int]:
    """Count the injections of a phase.

    Returns:
        The fewest and the most. No upper bound: a clinician, the cause or nothing ends it, or the phase is not stated.
        No lower bound: the source prints only "up to" so many in a period.
    """
    if phase.kind == "not-stated":
        return Range(0, None)
    low: int | None = 0
    high: int | None = 0
    for step in phase.steps:
        found = readings(step)
        if not found:
            break
        fewest, most = hull(reading.count for reading in found)
        fewest = 0 if may_be_oral(step) else fewest
        floor_is_printed = all(
            timing.frequency.low is not None
            for option in step.options
            for timing in option.timings
            if isinstance(timing, Repeat)
        )
        low = low + fewest if floor_is_printed and low is not None else None
        high = None if high is None or most is None else high + most
    if low is None and high is None:
        low = 0
    return Range(low, high)


def dose_days(phases: Iterable[tuple[PhaseName, Phase]], days: int) -> Iterator[DoseDay]:
    """List the injections that may fall before a day.

    Args:
        phases: The phases in order, each with its name.
        days: How many are looked at, of which the first is the day of the first dose [days].
    """
    last: Bounds | None = None
    is_certain = True
    for name, phase in phases:
        for number, step in enumerate(phase.steps, 1):
            found = readings(step)
            if not found:
                return
            start = (0, 0) if last is None else add(last, hull(reading.gap for reading in found))
            is_certain = is_certain and step.gate is None and not may_be_oral(step)
            fewest, _ = hull(reading.count for reading in found)
            dose = 0
            while reaching := [reading for reading in found if reading.reaches(dose)]:
                earliest, latest = add(start, hull(reading.window(dose) for reading in reaching))
                if earliest >= days:
                    break
                yield DoseDay(name, number, dose + 1, Range(earliest, latest), is_certain and dose < fewest)
                dose += 1
            last = add(start, hull(reading.last for reading in found))
            is_certain = is_certain and last[1] is not None
