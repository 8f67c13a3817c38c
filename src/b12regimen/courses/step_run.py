"""One step on the calendar: what was given in it, and the days of the doses that may still come."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from b12regimen.courses.step_ends import Limits, lacks
from b12regimen.courses.step_windows import Anchor, Rhythm, Spacing, Window
from b12regimen.regimens.dose_days import PhaseName
from b12regimen.regimens.steps import Step
from b12regimen.values.calendar_days import days_after, later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from b12regimen.values.durations import Duration


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


def most(holds: Callable[[int], bool]) -> int:
    """Give the greatest number for which something holds that holds for all before; 0 if it holds for none."""
    if not holds(1):
        return 0
    high = 2
    while holds(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


@attrs.define
class StepRun:
    """A step from the days on which its first dose is planned.

    "Ahead" numbers the doses to come, from 1.

    Attributes:
        rhythm: How its doses follow one another.
        limits: What ends it.
        moves: From which dose ahead on doses are counted anew, and the days of that dose: a beginning, or what a pause
            moved.
        first: The day of its first dose; ``None`` before.
        anchor: The last dose that was given in it; ``None`` before.
        count: How many were given in it.
        amount: How much was given in it [mcg]; ``None`` if a dose was recorded without its amount.
        missed: How many that the source requires were passed over by a later one, and are not made up in its time.
        stood_still: How long pauses have moved its doses, and its end with them [days].
        stood_before: How long they had when the last dose was given [days].
        delays: What has moved the doses to come since then: each pause with its first and last day, and each decision
            that was waited for, without a first.
    """

    rhythm: Rhythm
    limits: Limits
    moves: tuple[tuple[int, Window], ...]
    first: date | None = None
    anchor: Anchor | None = None
    count: int = 0
    amount: Fraction | None = Fraction(0)
    missed: int = 0
    stood_still: int = 0
    stood_before: int = 0
    delays: tuple[tuple[date | None, date], ...] = ()

    @classmethod
    def beginning(cls, step: Step, spacing: Spacing | None, begin: Window) -> StepRun:
        """Begin a step."""
        return cls(Rhythm.of(step, spacing), Limits.of(step), ((1, begin),))

    def taken_over(self, step: Step, spacing: Spacing | None) -> StepRun:
        """Go on with the step settled otherwise."""
        rhythm = Rhythm.of(step, spacing)
        anchor = None if self.anchor is None else rhythm.taken_over(self.anchor, self.rhythm)
        return attrs.evolve(self, rhythm=rhythm, limits=Limits.of(step), anchor=anchor)

    def settled(self, step: Step, spacing: Spacing | None, begin: Window | None) -> StepRun:
        """Go on with the step settled otherwise, its doses to come counted anew, and delayed as they were.

        Args:
            step: The step as settled.
            spacing: The caller's choice of weekdays or gaps.
            begin: The days of its first dose; ``None`` where that was given.
        """
        run = self.taken_over(step, spacing)
        run.moves = () if begin is None else ((1, begin),)
        run.stood_still, run.delays = self.stood_before, ()
        for since, day in self.delays:
            if since is None:
                run.wait_until(day)
            else:
                run.pause(since, day)
        return run

    @property
    def is_closed_by_hand(self) -> bool:
        """A clinician ends it, or nothing does."""
        is_untold = self.limits.total is not None and self.amount is None
        return self.limits.is_open or is_untold

    def open_days(self, ahead: int) -> Window:
        """Give the days of a dose to come, whatever time its step has."""
        place, moved = 0, None
        for begins, days in self.moves:
            if begins <= ahead:
                place, moved = begins, days
        if moved is not None:
            early, late = self._window(self._anchor_at(moved[0], place), ahead - place)
            if moved[1] == moved[0]:
                return early, late
            return early, None if moved[1] is None else self._window(self._anchor_at(moved[1], place), ahead - place)[1]
        return self._window(self.anchor or Anchor.at(date.max), ahead)

    def _anchor_at(self, day: date, ahead: int) -> Anchor:
        return self.rhythm.anchor_at(day, self._place + ahead)

    @property
    def _place(self) -> int:
        """The place of the last dose among numbered days, from 0; of no use to other steps."""
        return -1 if self.anchor is None else self.anchor.passed

    def _window(self, anchor: Anchor, doses: int) -> Window:
        return (anchor.dose, anchor.dose) if doses == 0 else self.rhythm.window(anchor, doses)

    def days(self, ahead: int) -> Window:
        """Give the days of a dose to come; one that its step's time leaves no room for is due on its first day."""
        first, last = self.open_days(ahead)
        begun = self._begun
        limit = self.limits.time or self.limits.over
        end = None if begun[1] is None else self._after(begun[1], limit, longest=True)
        if end is None:
            return first, last
        room = max(first, days_after(end, -1))
        return first, room if last is None else min(last, room)

    @property
    def _begun(self) -> Window:
        return self.moves[0][1] if self.first is None else (self.first, self.first)

    def _after(self, day: date, length: Duration | None, *, longest: bool) -> date | None:
        """Give the first day after a length of time of the step; ``None`` where it has no such end."""
        if length is None:
            return None
        count = length.count.high if longest else length.count.low
        return None if count is None else days_after(later(day, count, length.unit), self.stood_still)

    @property
    def ends_on(self) -> date | None:
        """The first day after its time; ``None`` where no time ends it, or it has not begun."""
        if self.first is None or self.limits.is_closed_by_hand:
            return None
        return self._after(self.first, self.limits.time, longest=True)

    def may_be(self, ahead: int) -> bool:
        """Tell whether there may be so many doses to come."""
        limits, begun = self.limits, self._begun[0]
        if limits.on_days and limits.doses is not None:
            return self._place + ahead < (limits.doses.high or 0)
        if limits.doses is not None:
            return limits.doses.high is None or self.count + ahead <= limits.doses.high
        if limits.time is not None:
            end = self._after(begun, limits.time, longest=True)
            return end is None or self.open_days(ahead)[0] < end
        if limits.total is not None:
            least = None if limits.each is None else limits.each.low
            if lacks(limits.total.high, least, self.amount, ahead - 1) is not False:
                return True
            floor = self._after(begun, limits.over, longest=False)
            return floor is not None and self.open_days(ahead)[0] < floor
        return True

    def is_certain(self, ahead: int) -> bool:
        """Tell whether so many doses are to come under every reading of the source."""
        limits, last, begun = self.limits, self.open_days(ahead)[1], self._begun[1]
        if self.count + ahead == 1:
            return True
        if limits.is_closed_by_hand:
            return False
        if limits.on_days:
            return self.may_be(ahead)
        if limits.doses is not None:
            return self.count + ahead <= (limits.doses.low or 1)
        if last is None or begun is None:
            return False
        if limits.is_certain_in_time:
            end = self._after(begun, limits.time, longest=False)
            return end is not None and last < end
        if limits.total is not None:
            floor = self._after(begun, limits.over, longest=False)
            if floor is not None and last < floor:
                return True
            greatest = None if limits.each is None else limits.each.high
            return bool(lacks(limits.total.low, greatest, self.amount, ahead - 1))
        return False

    def is_required(self, ahead: int) -> bool:
        """Tell whether the source requires so many doses to come, as long as no finding has ended the step."""
        if not self.limits.is_until_found:
            return self.is_certain(ahead)
        last, ends_on = self.open_days(ahead)[1], self.ends_on
        return last is not None and ends_on is not None and last < ends_on

    def is_over(self, day: date) -> bool:
        """Tell whether it is over on a day: nothing may come any more, or its time has passed."""
        if self.first is None or self.limits.is_closed_by_hand:
            return False
        ends_on = self.ends_on
        return not self.may_be(1) or (ends_on is not None and day >= ends_on)

    def missed_before(self, given: date) -> int:
        """Count the doses that were due before one that was given, and were not: their last days had all passed.

        A step begins with its first dose, so one that begins late has missed none.
        """
        if self.anchor is None:
            return 0
        return most(lambda ahead: self._has_passed(ahead, given) and self._may_be_on(ahead + 1, given))

    def _may_be_on(self, ahead: int, day: date) -> bool:
        return self.may_be(ahead) and self.open_days(ahead)[0] <= day

    def _has_passed(self, ahead: int, day: date) -> bool:
        last = self.open_days(ahead)[1]
        return last is not None and last < day

    def left_out(self) -> int:
        """Count the doses that the source requires and that are still to come, for a step whose time is over."""
        return most(self.is_required)

    def give(self, given: date, amount: Fraction | None, missed: int) -> Window:
        """Record a dose, before which some were missed; give the days on which it was planned."""
        planned = self.days(missed + 1)
        if self.limits.time is not None or self.limits.on_days:
            self.missed += most(lambda ahead: ahead <= missed and self.is_required(ahead))
        if self.anchor is None or any(begins <= missed + 1 for begins, _ in self.moves):
            self.anchor = self.rhythm.anchor_at(given, self._place + missed + 1)
        else:
            self.anchor = self.rhythm.moved(self.anchor, given, missed)
        self.moves = self.delays = ()
        self.stood_before = self.stood_still
        self.first = self.first or given
        self.count += 1
        self.amount = None if self.amount is None or amount is None else self.amount + amount
        return planned

    def wait_until(self, day: date) -> None:
        """Begin no earlier than a day: what waits for a clinician was not due before the decision."""
        first, last = self.open_days(1)
        self.delays += ((None, day),)
        self.moves = ((1, (max(first, day), None if last is None else max(last, day))),)

    def pause(self, since: date, day: date) -> None:
        """Move what was due in a pause to its end, and the step's end as far; what was overdue before stays so."""
        self.delays += ((since, day),)
        before = most(lambda ahead: self._has_passed(ahead, since) and self.may_be(ahead)) if self.anchor else 0
        first, last = self.open_days(before + 1)
        closing = last or self.days(before + 1)[1]  # where the source sets no last day, the time of the step may
        if not self.may_be(before + 1) or (closing is not None and closing < since):
            return
        to = max(first, day) if first >= since else first, None if last is None else max(last, day)
        stood_still = max((to[0] - first).days, 0 if closing is None else (day - closing).days)
        if stood_still <= 0:
            return
        left = 0 if self.ends_on is None else most(self.may_be)
        self.moves = (*(one for one in self.moves if one[0] <= before), (before + 1, to))
        if self.first is None:
            return
        self.stood_still += stood_still
        end = self.ends_on
        if end is not None:  # months differ in length, and no dose is to be lost or gained by that
            room = days_after(self.open_days(left)[0], 1), self.open_days(left + 1)[0]
            self.stood_still += (min(max(end, room[0]), room[1]) - end).days

    def coming(self, until: date, since: date) -> Iterator[tuple[int, Window]]:
        """Number the doses to come before a day, each with its days; pass over those that lie before another day."""
        ahead = 1 + most(lambda one: self.may_be(one) and self._lies_before(one, since))
        if ahead > 1 and (days := self.days(1))[1] is None and days[0] < until:
            yield 1, days
        while self.may_be(ahead) and (days := self.days(ahead))[0] < until:
            yield ahead, days
            ahead += 1

    def _lies_before(self, ahead: int, day: date) -> bool:
        first, last = self.days(ahead)
        return (last or first) < day

    def last(self) -> Window | None:
        """Give the days of its last dose; ``None`` where a clinician decides, or nothing ends it."""
        if self.is_closed_by_hand:
            return None
        ahead = most(self.may_be)
        if ahead == 0:
            return None if self.anchor is None else (self.anchor.dose, self.anchor.dose)
        return self.days(max(1, most(self.is_certain)))[0], self.days(ahead)[1]

    @property
    def is_fixed(self) -> bool:
        """It has one number of doses to come."""
        return not self.is_closed_by_hand and most(self.may_be) == most(self.is_certain)
