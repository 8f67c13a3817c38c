"""Where a course stands: what was given and decided, played through in the order of its days.

Doses and totals count what was given; lengths of time run on the calendar, whatever was missed. A dose that is early or
late moves those after it, which are counted from its day, and nothing is given twice to make up.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from b12regimen.calendar_days import later
from b12regimen.course_events import Decision, GivenDose, in_order
from b12regimen.dose_days import PhaseName
from b12regimen.dosing import Once, OnDays
from b12regimen.durations import Duration
from b12regimen.ends import AfterDoses, AfterDuration, AfterTotal, UntilConditions
from b12regimen.errors import CourseError, SettleError
from b12regimen.step_windows import Anchor, Spacing, Window, first_of_next, missed_between, moved, timings_of, window
from b12regimen.steps import Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from b12regimen.regimen import Regimen

Punctuality: TypeAlias = Literal["on time", "early", "late", "outside the plan"]


@attrs.frozen
class PlacedStep:
    """A step of a regimen and its place.

    Attributes:
        phase: The phase.
        number: The step of that phase, from 1.
        step: The step.
    """

    phase: PhaseName
    number: int
    step: Step

    @property
    def key(self) -> str:
        """Its name for choices and spacings, such as ``maintenance.1``."""
        return f"{self.phase}.{self.number}"


def steps_of(regimen: Regimen, begins_with: PhaseName) -> list[PlacedStep]:
    """List the steps of a regimen from a phase on; an oral step, and what follows it, is no injection."""
    phases: list[tuple[PhaseName, tuple[Step, ...]]] = [("maintenance", regimen.maintenance.steps)]
    if begins_with == "repletion":
        phases.insert(0, ("repletion", regimen.repletion.steps))
    found = [PlacedStep(name, number, step) for name, steps in phases for number, step in enumerate(steps, 1)]
    oral = next((place for place, one in enumerate(found) if not timings_of(one.step)), len(found))
    return found[:oral]


@attrs.frozen
class PlacedDose:
    """A dose that was given, and how it stands to the plan of its day.

    Attributes:
        given: The dose.
        step: The step that it belongs to; ``None`` where the plan had none that day.
        number: The dose of that step, from 1; ``None`` where the plan had none.
        window: The days on which it was planned; ``None`` where the plan had none.
        missed: How many doses were due before it and were not given.
    """

    given: GivenDose
    step: PlacedStep | None
    number: int | None
    window: Window | None
    missed: int

    @property
    def days_early(self) -> int:
        """How long before its first day it was given [days]."""
        return 0 if self.window is None else max(0, (self.window[0] - self.given.day).days)

    @property
    def days_late(self) -> int:
        """How long after its last day it was given [days]; 0 where the source sets no last day."""
        if self.window is None or self.window[1] is None:
            return 0
        return max(0, (self.given.day - self.window[1]).days)

    @property
    def punctuality(self) -> Punctuality:
        """Tell whether it was given on one of its days."""
        if self.window is None:
            return "outside the plan"
        return "early" if self.days_early else "late" if self.days_late else "on time"


class Replay:
    """A course at the end of a day.

    Attributes:
        regimen: The regimen, as settled by then.
        steps: Its steps.
        at: The number of the current step; that of the steps where all are over.
        begin: The days on which the current step's first dose was planned.
        first: The day of its first dose; ``None`` before.
        anchor: The last dose that was given in it; ``None`` before.
        count: How many were given in it.
        amount: How much was given in it [g]; ``None`` if a dose was recorded without its amount.
        has_passed: The gate of the current step was passed.
        failed: The day on which its gate was failed; ``None`` if it was not.
        paused: The day on which a pause began; ``None`` if there is none.
        after_pause: The days to which a pause has moved the next dose; ``None`` if none has.
        placed: The doses that were given.
        missed_at_ends: How many doses of steps that are over by their time were due and not given.
    """

    def __init__(
        self, regimen: Regimen, start: date, begins_with: PhaseName, spacings: Mapping[str, Spacing] | None = None
    ) -> None:
        """Begin with nothing given."""
        self._spacings = spacings or {}
        self._printed = regimen
        self._begins_with: PhaseName = begins_with
        self._answers: dict[str, str] = {}
        self.regimen = regimen
        self.steps = steps_of(regimen, begins_with)
        self.at = 0
        self.begin: Window = (start, start)
        self.placed: list[PlacedDose] = []
        self.missed_at_ends = 0
        self.paused: date | None = None
        self._last: date | None = None
        self._enter()

    def _enter(self) -> None:
        self.first: date | None = None
        self.anchor: Anchor | None = None
        self.count = 0
        self.amount: Fraction | None = Fraction(0)
        self.has_passed = False
        self.failed: date | None = None
        self.after_pause: Window | None = None

    @property
    def current(self) -> PlacedStep | None:
        """The current step; ``None`` where all are over."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    @property
    def _spacing(self) -> Spacing | None:
        return self._spacings.get(self.steps[self.at].key)

    @property
    def is_at_gate(self) -> bool:
        """A clinician's finding is needed before the current step may begin."""
        return self.current is not None and self.current.step.gate is not None and not self.has_passed

    def play(self, events: list[GivenDose | Decision], until: date) -> Replay:
        """Play what happened up to the end of a day.

        Raises:
            CourseError: A decision does not fit where the course stood.
        """
        for event in in_order(events):
            if event.day > until:
                break
            self.leave_what_is_over(event.day)
            if isinstance(event, GivenDose):
                self._give(event)
            else:
                self._decide(event)
        self.leave_what_is_over(until)
        return self

    def leave_what_is_over(self, day: date) -> None:
        """Go on to the step that a day belongs to."""
        while self.current is not None and self._is_over(self.current.step, day):
            ended = _end_by_time(self.current.step, self.first)
            if ended is not None and self.anchor is not None:
                self.missed_at_ends += _left_out(self.current.step, self.anchor, ended, self._spacing)
            self._leave(ended)

    def _leave(self, ended: date | None = None) -> None:
        self.at += 1
        if self.current is not None and self._last is not None:
            first, last = first_of_next(self.current.step, (self._last, self._last))
            if ended is not None:  # doses were missed at its end, and a length of time runs on the calendar
                first, last = max(first, ended), None if last is None else max(last, ended)
            self.begin = first, last
        self._enter()

    def _is_over(self, step: Step, day: date) -> bool:
        if self.first is None:
            return False
        if any(isinstance(timing, Once) for timing in timings_of(step)):
            return True
        match timings_of(step), step.end:
            case [OnDays(days=days)], _:
                return self.count >= len(days)
            case _, AfterDoses(count=count, typically=False) if count.high is not None:
                return self.count >= count.high
            case _, AfterDuration(typically=False) | UntilConditions():
                ended = _end_by_time(step, self.first)
                return ended is not None and day >= ended
            case _, AfterTotal(total=total, over=over, typically=False) if total.high is not None:
                is_reached = self.amount is not None and self.amount >= total.high.exact
                lasts = over is not None and over.count.low is not None
                is_long_enough = (
                    not lasts
                    or over is None
                    or over.count.low is None
                    or day >= later(self.first, over.count.low, over.unit)
                )
                return is_reached and is_long_enough
            case _:
                return False

    def _give(self, given: GivenDose) -> None:
        here = self.current
        if here is None or self.is_at_gate or self.failed is not None:
            self.placed.append(PlacedDose(given, None, None, None, 0))
            return
        missed = 0
        if self.anchor is None:
            due = self.begin
        elif self.after_pause is not None:
            due = self.after_pause
        else:
            missed = missed_between(here.step, self.anchor, given.day, self._spacing)
            due = window(here.step, self.anchor, missed + 1, self._spacing)
        self.count += 1
        self.placed.append(PlacedDose(given, here, self.count, due, missed))
        self.anchor = (
            Anchor.at(given.day) if self.anchor is None else moved(here.step, self.anchor, given.day, self._spacing)
        )
        self.first = self.first or given.day
        self._last = given.day
        self.after_pause = None
        self.amount = None if self.amount is None or given.dose is None else self.amount + given.dose.exact

    def _decide(self, decision: Decision) -> None:
        match decision.kind:
            case "pass-gate" | "fail-gate":
                if not self.is_at_gate:
                    raise _misplaced(decision, "no gate is open then")
                self.has_passed = decision.kind == "pass-gate"
                self.failed = None if self.has_passed else decision.day
            case "close-step":
                if self.current is None:
                    raise _misplaced(decision, "no step is open then")
                self._leave()
            case "settle":
                self._settle(decision, dict(decision.answers or {}))
            case "pause":
                if self.paused is not None:
                    raise _misplaced(decision, f"the course is paused since {self.paused}")
                self.paused = decision.day
            case "resume":
                if self.paused is None:
                    raise _misplaced(decision, "the course is not paused then")
                self._resume(self.paused, decision.day)

    def _settle(self, decision: Decision, answers: dict[str, str]) -> None:
        try:
            self.regimen = self._printed.settle(self._answers | answers)
        except SettleError as error:
            raise _misplaced(decision, str(error)) from None
        self._answers |= answers
        self.steps = steps_of(self.regimen, self._begins_with)

    def _resume(self, since: date, day: date) -> None:
        """Move what was due in the pause to its end; what was overdue before stays so."""
        self.paused = None
        here = self.current
        if here is None or day == since:
            return
        if self.anchor is not None:
            first, last = self.after_pause or window(here.step, self.anchor, 1, self._spacing)
        else:
            first, last = self.begin
        moved_to: Window
        if last is not None and since <= last < day:
            moved_to = (day if first >= since else first, day)
        elif since <= first < day:
            moved_to = (day, last)
        else:
            return
        if self.anchor is None:
            self.begin = moved_to
        else:
            self.after_pause = moved_to


def _end_by_time(step: Step, first: date | None) -> date | None:
    """Give the first day on which a step is over because its time is; ``None`` where no time ends it."""
    match step.end:
        case AfterDuration(duration=length) | UntilConditions(or_for=Duration() as length):
            high = length.count.high
            return None if first is None or high is None else later(first, high, length.unit)
        case _:
            return None


def _left_out(step: Step, anchor: Anchor, ended: date, spacing: Spacing | None) -> int:
    """Count the doses that were due before a step's time was over, after the last one that was given."""
    missed = 0
    while (last := window(step, anchor, missed + 1, spacing)[1]) is not None and last < ended:
        missed += 1
    return missed


def _misplaced(decision: Decision, why: str) -> CourseError:
    return CourseError.of(f"decision {decision.kind} of {decision.day}", why)
