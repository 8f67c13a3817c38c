"""Where a course stands: what was given and decided, played through in the order of its days.

A dose that is early or late moves those after it, which are counted from its day. Nothing is given twice to make up.
"""

from __future__ import annotations

from copy import copy
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

from b12regimen.courses.events import Decision, GivenDose, in_order
from b12regimen.courses.step_run import PlacedStep, StepRun
from b12regimen.courses.step_windows import Rhythm, Spacing, Window
from b12regimen.errors import CourseError, SettleError, listed
from b12regimen.regimens.ends import ForLife, WhileCausePersists
from b12regimen.regimens.step_readings import readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.regimens.steps import Step
    from b12regimen.values.quantities import Quantity

Punctuality: TypeAlias = Literal["on-time", "early", "late", "outside-the-plan"]
# On which days the first dose of a step may fall, by how its doses follow one another.
Begins: TypeAlias = "Callable[[Rhythm], Window]"

Likeness: TypeAlias = Literal["like-the-plan", "unlike-the-plan", "far-off"]

_SLIP: Final = 1000  # a milligram written for a microgram, or the other way round


def likeness_to(step: Step, dose: Quantity) -> Likeness | None:
    """Tell how a dose stands to those that a step prints; ``None`` where they go by body weight."""
    options = [option for option in step.options if not option.is_oral]
    if any(option.dose.per_kg for option in options):
        return None
    ranges = [option.dose.amount for option in options]
    if any(dose in each for each in ranges):
        return "like-the-plan"
    is_far = all(
        (each.high is not None and dose.exact >= _SLIP * each.high.exact)
        or (each.low is not None and dose.exact * _SLIP <= each.low.exact)
        for each in ranges
    )
    return "far-off" if is_far else "unlike-the-plan"


def steps_of(regimen: Regimen, begins_with: PhaseName) -> list[PlacedStep]:
    """List the steps of a regimen from a phase on; an oral step, and what follows it, is no injection."""
    phases: list[tuple[PhaseName, tuple[Step, ...]]] = [("maintenance", regimen.maintenance.steps)]
    if begins_with == "repletion":
        phases.insert(0, ("repletion", regimen.repletion.steps))
    found = [PlacedStep(name, number, step) for name, steps in phases for number, step in enumerate(steps, 1)]
    oral = next((place for place, one in enumerate(found) if not readings(one.step)), len(found))
    return found[:oral]


@attrs.frozen
class PlacedDose:
    """A dose that was given, and how it stands to the plan of its day.

    Attributes:
        given: The dose.
        step: The step that it belongs to; ``None`` where the plan had none that day.
        number: The dose of that step, from 1; ``None`` where the plan had none.
        window: The days on which it was planned; ``None`` where the plan had none.
        likeness: How its amount stands to the dose of its step, or far off that of every step; ``None`` where that
            cannot be told.
        in_pause: It was given while the course was paused.
    """

    given: GivenDose
    step: PlacedStep | None = None
    number: int | None = None
    window: Window | None = None
    likeness: Likeness | None = None
    in_pause: bool = False

    @property
    def is_unlike_the_plan(self) -> bool | None:
        """Tell whether its amount is none that its step prints; ``None`` where that cannot be told."""
        return None if self.likeness is None else self.likeness != "like-the-plan"

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
            return "outside-the-plan"
        return "early" if self.days_early else "late" if self.days_late else "on-time"


@attrs.frozen
class Missed:
    """Doses in a row that were due and not given.

    Attributes:
        step: Their step.
        run: The step on the calendar, as it stood before them.
        count: How many.
    """

    step: PlacedStep
    run: StepRun
    count: int

    @property
    def windows(self) -> list[Window]:
        """The days on which each was planned."""
        return [self.run.days(ahead) for ahead in range(1, self.count + 1)]


class Replay:
    """A course at the end of a day.

    Attributes:
        regimen: The regimen, as settled by then.
        steps: Its steps.
        at: The number of the current step; that of the steps where all are over.
        run: The current step on the calendar; the last one where all are over.
        has_passed: The gate of the current step was passed.
        failed: The day on which its gate was failed; ``None`` if it was not.
        paused: The day on which a pause began; ``None`` if there is none.
        stands_since: The day at which the clock stands in a pause: its first, or that of the last dose given in it.
        placed: The doses that were given.
        missed: The doses that were due and not given: before given ones, and of steps that are over by their time.
        left_out: How many doses of the current step of the repletion were not given at its end, when its time was over.
        lacking: These, and those that were missed before its end; a clinician decides what follows.
    """

    def __init__(
        self, regimen: Regimen, start: date, begins_with: PhaseName, spacings: Mapping[str, Spacing] | None = None
    ) -> None:
        """Begin with nothing given."""
        self.spacings = spacings or {}
        self._printed = regimen
        self._start = start
        self._begins_with: PhaseName = begins_with
        self._answers: dict[str, str] = {}
        self.regimen = regimen
        self.steps = steps_of(regimen, begins_with)
        self.at = 0
        self.placed: list[PlacedDose] = []
        self.missed: list[Missed] = []
        self.left_out = 0
        self.lacking = 0
        self.paused: date | None = None
        self.stands_since: date | None = None
        self._last: date | None = None
        self.has_passed = False
        self.failed: date | None = None
        first = self.steps[0]
        self._begins: Begins = lambda rhythm: rhythm.first_from(start)
        self.run = self._beginning(first, self._begins)

    @property
    def current(self) -> PlacedStep | None:
        """The current step; ``None`` where all are over."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    @property
    def is_at_gate(self) -> bool:
        """A clinician's finding is needed before the current step may begin."""
        return self.current is not None and self.current.step.gate is not None and not self.has_passed

    def play(self, events: Iterable[GivenDose | Decision], until: date) -> Replay:
        """Play what happened up to the end of a day.

        Raises:
            CourseError: A decision does not fit where the course stood.
        """
        for day, group in groupby(in_order(one for one in events if one.day <= until), key=lambda one: one.day):
            self._leave_what_is_over(day)
            put_off: list[Decision] = []
            for event in group:
                if isinstance(event, GivenDose):
                    self._give(event)
                elif ("gate" in event.kind and not self.is_at_gate) or (event.kind == "resume" and not self.paused):
                    put_off.append(event)  # what it answers may come later on its day: a step closed, a pause
                else:
                    self._decide(event)
                self._leave_what_is_over(day)
            for decision in put_off:
                self._decide(decision)
        self._leave_what_is_over(until)
        return self

    def _leave_what_is_over(self, day: date) -> None:
        """Go on to the step that a day belongs to; while a course is paused, time stands still."""
        day = day if self.paused is None else min(day, self.paused)
        self.left_out = self.lacking = 0
        while self.current is not None and self.run.is_over(day):
            left_out = self.run.left_out()
            if self.current.phase == "repletion" and (lacking := left_out + self.run.missed):
                self.left_out, self.lacking = left_out, lacking
                return
            self._miss(left_out)
            self._leave_at_its_end()

    def _leave_at_its_end(self) -> None:
        # doses were missed at its end, and a length of time runs on the calendar
        self._leave(self._end)

    @property
    def _end(self) -> date | None:
        return self.run.ends_on if self.run.may_be(1) else None

    def _leave(self, not_before: date | None) -> None:
        self._miss(self.left_out)
        self.left_out = self.lacking = 0
        self.at += 1
        self.has_passed, self.failed = False, None
        if self.current is not None:
            self._begins = self._begins_next
            self.run = self._beginning(self.current, self._begins, not_before)

    @property
    def _begins_next(self) -> Begins:
        """Tell when the next step begins."""
        if self._last is None:
            days = self.run.days(1)
            return lambda _: days
        last = self._last, self._last
        return lambda rhythm: rhythm.first_after(last)

    def _rhythm(self, placed: PlacedStep) -> Rhythm:
        return Rhythm.of(placed.step, self.spacings.get(placed.key))

    def _beginning(self, placed: PlacedStep, begins: Begins, not_before: date | None = None) -> StepRun:
        run = StepRun.beginning(placed.step, self.spacings.get(placed.key), begins(self._rhythm(placed)))
        if not_before is not None:
            run.wait_until(not_before)
        return run

    @property
    def _following(self) -> PlacedStep | None:
        return self.steps[self.at + 1] if self.at + 1 < len(self.steps) else None

    def _give(self, given: GivenDose) -> None:
        if self.lacking and self._is_of_the_next_step(given):
            self._leave_at_its_end()
        here = self.current
        if self.lacking or here is None or self.is_at_gate or given.day < self._start:
            likeness = self._likeness_outside(given.dose)
            self.placed.append(PlacedDose(given, likeness=likeness, in_pause=self.paused is not None))
            return
        self._stand_still_until(given.day)
        likeness = None if given.dose is None else likeness_to(here.step, given.dose)
        counts = given.dose is not None and likeness != "far-off"
        missed = self.run.missed_before(given.day)
        self._miss(missed)
        window = self.run.give(given.day, given.dose.exact if given.dose is not None and counts else None, missed)
        in_pause = self.paused is not None
        self.placed.append(PlacedDose(given, here, self.run.count, window, likeness, in_pause))
        self._last = given.day

    def _likeness_outside(self, dose: Quantity | None) -> Likeness | None:
        """Tell of a dose outside the plan whether it is far off every step; no less can be told of it."""
        is_far = dose is not None and all(likeness_to(one.step, dose) == "far-off" for one in self.steps)
        return "far-off" if is_far else None

    def _miss(self, count: int) -> None:
        if count and self.current is not None:
            self.missed.append(Missed(self.current, copy(self.run), count))

    def _is_of_the_next_step(self, given: GivenDose) -> bool:
        """Tell a dose of the next step by its amount, or by its day where the amount does not tell the two apart."""
        here, following = self.current, self._following
        if here is None or following is None or following.step.gate is not None:
            return False
        dose = given.dose
        this, next_one = (None if dose is None else likeness_to(one.step, dose) for one in (here, following))
        if next_one in ("unlike-the-plan", "far-off"):
            return False
        is_told = next_one == "like-the-plan" and this in ("unlike-the-plan", "far-off")
        return is_told or given.day >= self._beginning(following, self._begins_next).open_days(1)[0]

    def _decide(self, decision: Decision) -> None:
        following = self._following
        if "gate" in decision.kind and self.lacking and following is not None and following.step.gate is not None:
            self._leave_at_its_end()
        here = self.current
        if decision.step is not None and (here is None or decision.step != here.key):
            raise _misplaced(decision, f"the step is {here.key if here else 'none: all are over'} then")
        match decision.kind:
            case "pass-gate" | "fail-gate":
                self._judge_gate(decision)
            case "close-step":
                self._close(decision)
            case "settle":
                self._settle(decision, dict(decision.answers or {}))
            case "pause":
                if self.paused is not None:
                    raise _misplaced(decision, f"the course is paused since {self.paused}")
                self.paused = self.stands_since = decision.day
            case _:
                self._resume(decision)

    def _judge_gate(self, decision: Decision) -> None:
        if not self.is_at_gate:
            raise _misplaced(decision, "no gate is open then")
        self.has_passed = decision.kind == "pass-gate"
        self.failed = None if self.has_passed else decision.day
        self.run.wait_until(decision.day)

    def _close(self, decision: Decision) -> None:
        if self.current is None:
            raise _misplaced(decision, "no step is open then")
        if self.is_at_gate:
            raise _misplaced(decision, f"{self.current.key} waits at its gate; pass or fail that")
        key = self.current.key
        if decision.step is None and self.run.limits.is_open and _is_for_life(self.current.step):
            raise _misplaced(decision, f'{key} has no end; to end it for good, name it: step="{key}"')
        if decision.step is None and self.run.count == 0:
            raise _misplaced(decision, f'nothing was given in {key} yet; if it is meant, name it: step="{key}"')
        self._leave(decision.day)

    def _resume(self, decision: Decision) -> None:
        if self.paused is None:
            raise _misplaced(decision, "the course is not paused then")
        if self.current is not None and not self.lacking:
            self._stand_still_until(decision.day)
        self.paused = self.stands_since = None

    def _stand_still_until(self, day: date) -> None:
        """Move what was due while the clock stood: up to the end of a pause, or to a dose that was given in it."""
        if self.stands_since is not None and day > self.stands_since:
            self.run.pause(self.stands_since, day)
            self.stands_since = day

    def _settle(self, decision: Decision, answers: dict[str, str]) -> None:
        try:
            regimen = self._printed.settle(self._answers | answers)
        except SettleError as error:
            raise _misplaced(decision, str(error)) from None
        for placed in self.steps[: self.at]:
            if late := [key for key in answers if f"{key}.".startswith(f"{placed.key}.")]:
                what = listed(late, "and")
                why = (
                    f"{placed.key} is over then, so to settle {what} changes nothing; settle it on a day before, or not"
                )
                raise _misplaced(decision, why)
        self.regimen = regimen
        self._answers |= answers
        self.steps = steps_of(self.regimen, self._begins_with)
        if (here := self.current) is not None:
            begin = None if self.run.anchor is not None else self._begins(self._rhythm(here))
            self.run = self.run.settled(here.step, self.spacings.get(here.key), begin)


def _is_for_life(step: Step) -> bool:
    """Tell whether the source prints no end, or none before the cause has gone."""
    return any(option.end is None or isinstance(option.end, ForLife | WhileCausePersists) for option in step.options)


def _misplaced(decision: Decision, why: str) -> CourseError:
    return CourseError.of(f"decision {decision.kind} of {decision.day}", why)
