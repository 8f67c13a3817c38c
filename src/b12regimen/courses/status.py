"""What a course says to those who ask: the next dose, and where it stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import attrs

from b12regimen.courses.course_doses import CourseDose, days_in_words, iso
from b12regimen.courses.waiting import nothing_due, waiting_for
from b12regimen.display.shown import Shown
from b12regimen.errors import CourseError, listed
from b12regimen.recommendations.recommendation import A_CLINICIAN_DECIDES
from b12regimen.regimens.step_readings import hull, readings
from b12regimen.values.calendar_days import days_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.courses.plan import PlannedDose
    from b12regimen.courses.replay import Replay
    from b12regimen.courses.step_run import PlacedStep

CourseState = Literal["not started", "on time", "due", "overdue", "waiting", "paused", "over"]

_MOST_GRACE: Final = 366  # a longer one would hide a missed year
_NAMED: Final = 3  # in a line; the whole status lists all

LATE: Final = (
    "No source that was read says what to do about a dose that is late or missed: none is given twice to make up, and "
    "the next is counted from the day on which it is given."
)


def check_grace(grace: object) -> None:
    """Check the days after the last day that a caller does not yet call overdue; ``None`` for none.

    Raises:
        CourseError: They are no number of days up to 366.
    """
    if grace is not None and (isinstance(grace, bool) or not isinstance(grace, int) or not 0 <= grace <= _MOST_GRACE):
        reason = f"{grace!r} is no number of days up to {_MOST_GRACE}; give for instance 3, or leave it out"
        raise CourseError.of("grace", reason)


@attrs.frozen(kw_only=True)
class DueDose:
    """The next dose, and since when it is overdue.

    Attributes:
        step: Its step, such as ``maintenance.1``.
        what: What is given, and how often, in the notation.
        number: The dose of that step, from 1.
        earliest: The first day on which it may be given.
        recommended: The one day to plan; ``None`` where the source leaves it open and nobody has chosen.
        latest: The last day on which it is not overdue by the source; ``None`` where the source sets none.
        overdue_from: The first day on which it is overdue, the caller's grace included; ``None`` where there is none
            or the source does not require the dose.
        grace: The caller's grace [days]; ``None`` for none.
        days_overdue: Since how long it is overdue [days]; 0 if it is not.
        is_due: Its first day has come.
        is_certain: The source requires it, unless a clinician ends its step; otherwise it is never overdue.
        why: How its days were found.
    """

    step: str
    what: str
    number: int
    earliest: date
    recommended: date | None
    latest: date | None
    overdue_from: date | None
    grace: int | None
    days_overdue: int
    is_due: bool
    is_certain: bool
    why: str

    @classmethod
    def of(cls, dose: PlannedDose, today: date, grace: int | None, replay: Replay, policy: str | None) -> Self:
        """Look at a planned dose on a day."""
        is_certain = not dose.may_be_left_out
        overdue_from = days_after(dose.latest, 1 + (grace or 0)) if dose.latest is not None and is_certain else None
        anchor = replay.run.anchor
        counted = "the first dose of its step" if anchor is None else f"counted from the dose of {anchor.dose}"
        if anchor is not None and replay.run.moves:
            counted += ", and moved by a pause"
        chosen = [f"a grace of {days_in_words(grace)}"] if grace else []
        if dose.step.key in replay.spacings:
            chosen.append(f"the spacing {', '.join(map(str, replay.spacings[dose.step.key]))}")
        if policy is not None and dose.earliest != dose.latest and dose.recommended is not None:
            chosen.append(f"the {policy} interval that the source allows")
        allowed = f"; the caller's choice, not the source's: {listed(chosen, 'and')}" if chosen else ""
        return cls(
            step=dose.step.key,
            what=str(dose.step.step),
            number=dose.number,
            earliest=dose.earliest,
            recommended=dose.recommended,
            latest=dose.latest,
            overdue_from=overdue_from,
            grace=grace,
            days_overdue=0 if overdue_from is None else max(0, (today - overdue_from).days + 1),
            is_due=dose.earliest <= today,
            is_certain=is_certain,
            why=f"{dose.step.step}: {counted}{allowed}",
        )

    @property
    def late(self) -> str:
        """Since how long it is overdue, in words; empty if it is not."""
        return f", overdue by {days_in_words(self.days_overdue)}" if self.days_overdue else ""

    @property
    def need(self) -> str:
        """What is to be said of one that the source does not require; empty for others."""
        return "" if self.is_certain else ", may not be needed; a clinician closes the step or goes on"

    @property
    def days(self) -> str:
        """Its days in words."""
        if self.latest is None:
            return f"from {self.earliest}; no last day is printed"
        if self.latest == self.earliest:
            return str(self.earliest)
        best = f", best {self.recommended}" if self.recommended else ""
        return f"{self.earliest} to {self.latest}{best}"

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        plain = attrs.asdict(self)
        return {name: iso(value) if isinstance(value, date) else value for name, value in plain.items()}

    def __str__(self) -> str:
        """Write it in a line."""
        return f"dose {self.number} of {self.step}: {self.days}{self.late}{self.need} ({self.why})"


@attrs.frozen(kw_only=True)
class CourseStatus(Shown):
    """Where a course stands on a day.

    Attributes:
        day: The day.
        state: Not started, on time, due, overdue, waiting for a clinician, paused, or over.
        step: The current step, such as ``maintenance.1``; ``None`` where all are over.
        what: What that step gives; ``None`` where all are over.
        given_in_step: How many doses were given in it.
        of: How many it has, in words.
        waiting_for: What a clinician has to decide before anything is due; ``None`` for nothing.
        next: The next dose; ``None`` where none is due.
        given: How many doses were given in all.
        last_given: The day of the last one; ``None`` before the first.
        missed: How many were due and not given: between given ones, or before the time of their step was over.
        early: How many were given before their first day.
        late: How many were given after their last day.
        outside_the_plan: How many were given while the plan had none.
        unlike: Those that were recorded with an amount that their step does not print; what is far off it goes first.
        in_pauses: How many were given while the course was paused.
        recorded_later: The days after this one for which doses are recorded, a slip perhaps; they are not counted.
        source: Where the regimen comes from; ``None`` if it was not given.
    """

    day: date
    state: CourseState
    step: str | None
    what: str | None
    given_in_step: int
    of: str | None
    waiting_for: str | None
    next: DueDose | None
    given: int
    last_given: date | None
    missed: int
    early: int
    late: int
    outside_the_plan: int
    unlike: tuple[CourseDose, ...]
    in_pauses: int
    recorded_later: tuple[date, ...]
    source: str | None

    @classmethod
    def of_replay(
        cls, replay: Replay, source: str | None, day: date, due: DueDose | None, recorded_later: tuple[date, ...]
    ) -> Self:
        """Sum up where a course stands."""
        here, placed = replay.current, replay.placed
        waiting = waiting_for(replay) or (None if due else nothing_due(replay))
        unlike = [CourseDose.of_given(one) for one in placed if one.is_unlike_the_plan]
        return cls(
            day=day,
            state=_state(replay, due),
            step=None if here is None else here.key,
            what=None if here is None else str(here.step),
            given_in_step=0 if here is None else replay.run.count,
            of=None if here is None else _of(here),
            waiting_for=waiting,
            next=due,
            given=len(placed),
            last_given=placed[-1].given.day if placed else None,
            missed=replay.left_out + sum(one.count for one in replay.missed),
            early=sum(one.punctuality == "early" for one in placed),
            late=sum(one.punctuality == "late" for one in placed),
            outside_the_plan=sum(one.punctuality == "outside the plan" for one in placed),
            unlike=tuple(sorted(unlike, key=lambda one: one.likeness != "far off")),
            in_pauses=sum(one.in_pause for one in placed),
            recorded_later=recorded_later,
            source=source,
        )

    @property
    def unlike_in_words(self) -> list[str]:
        """Each amount that is unlike the plan, with its day; of many the first, and how many more."""
        named = [f"{one.dose} on {one.given_on} is {one.unlike}" for one in self.unlike[:_NAMED]]
        more = len(self.unlike) - _NAMED
        return [*named, *([f"{more} more unlike the plan"] if more > 0 else [])]

    @property
    def _later_in_words(self) -> list[str]:
        if not self.recorded_later:
            return []
        first, *others = map(str, self.recorded_later)
        days = f"{first} and {len(others)} more" if others else first
        return [f"recorded for a later day, and not counted: {days}"]

    @property
    def line(self) -> str:
        """Everything in a line for whoever gives the next dose."""
        what = self.what or "the course is over"
        given = f"{self.given} dose{'' if self.given == 1 else 's'} given"
        last = f", the last on {self.last_given}" if self.last_given else ""
        odd = [
            f"{count} {word}"
            for count, word in (
                (self.missed, "missed"),
                (self.early, "early"),
                (self.late, "late"),
                (self.outside_the_plan, "outside the plan"),
                (self.in_pauses, "in a pause"),
            )
            if count
        ]
        said = [*([", ".join(odd)] if odd else []), *self.unlike_in_words, *self._later_in_words]
        remarks = f" ({'; '.join(said)})" if said else ""
        return f"{what}: {given}{last}{remarks}; {self._now}"

    @property
    def _now(self) -> str:
        if self.next is None:
            return str(self.waiting_for)
        today = ", which has come" if self.state == "due" else ""
        return f"next {self.next.days}{self.next.late or today}{self.next.need}"

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        plain = attrs.asdict(self, recurse=False)
        plain |= {"day": self.day.isoformat(), "last_given": iso(self.last_given), "line": self.line}
        plain["recorded_later"] = list(map(str, self.recorded_later))
        plain["unlike"] = [one.to_dict() for one in self.unlike]
        plain["next"] = None if self.next is None else self.next.to_dict()
        return plain | {"on_late_doses": LATE, "decision_support": A_CLINICIAN_DECIDES}

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        step = f"{self.step}: {self.given_in_step} of {self.of} given" if self.step else "all steps are over"
        yield self.state, [self.line, step, *([f"why: {self.next.why}"] if self.next else [])]
        if self.unlike:
            yield "amounts unlike the plan", [str(one) for one in self.unlike]
        if self.state == "overdue" or self.missed or self.late:
            yield "late or missed", [LATE]
        yield "source", [self.source or "not given"]
        yield "decision support", [A_CLINICIAN_DECIDES]


def _of(here: PlacedStep) -> str:
    fewest, most = hull(reading.count for reading in readings(here.step))
    if most is None:
        return "a number that is not printed"
    return str(most) if fewest == most else f"{fewest}-{most}"


def _state(replay: Replay, due: DueDose | None) -> CourseState:
    if replay.paused is not None:
        return "paused"
    if replay.current is None:
        return "over"
    if due is None:
        return "waiting"
    if due.days_overdue:
        return "overdue"
    if due.is_due:
        return "due"
    return "on time" if replay.placed else "not started"
