"""A course: a regimen on the calendar of one patient, with what was really given and decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import attrs

from b12regimen.courses.course_doses import CourseDose, MissedDose, dose_to_come, given_dose
from b12regimen.courses.events import Decision, GivenDose
from b12regimen.courses.open_days import check_open, on_open_day
from b12regimen.courses.plan import Policy, planned
from b12regimen.courses.reading import READERS, VERSION, known_values, misfits
from b12regimen.courses.recording import Recording
from b12regimen.courses.replay import Missed, Replay
from b12regimen.courses.status import CourseStatus, DueDose, check_grace, due_dose, where_it_stands
from b12regimen.courses.step_windows import Spacing
from b12regimen.courses.waiting import may_plan, waiting_for
from b12regimen.display.decision_support import A_CLINICIAN_DECIDES
from b12regimen.display.sections import table
from b12regimen.display.shown import Shown
from b12regimen.errors import CourseError, Finding, RegimenError
from b12regimen.recommendations.recommendation import Recommendation
from b12regimen.regimens.dose_days import PhaseName
from b12regimen.regimens.regimen import Regimen
from b12regimen.values.calendar_days import to_day

if TYPE_CHECKING:
    from b12regimen.display.sections import Section
    from b12regimen.values.calendar_days import DayLike


@attrs.frozen(kw_only=True, init=False, repr=False)
class Course(Recording, Shown):
    """A regimen on the calendar of one patient; it does not change, and each event makes a new one.

    Attributes:
        regimen: The regimen, as printed or settled; it names its drug.
        start: The day for which the first dose is planned; a dose given before it is outside the plan.
        begins_with: The phase it begins with; maintenance for a patient whose repletion is over.
        source: Where the regimen comes from, for whoever reads the course; ``None`` if it was not given.
        spacing: Weekdays, or the days from each dose to the next, that the caller chooses for a step of "n times a
            week", by its key such as ``repletion.1``.
        policy: How ranges are planned: each at its short or its long end, and of several intervals the shortest or the
            longest; ``None`` leaves them open.
        given: The doses that were given, by day.
        decisions: What a clinician decided, by day.

    Raises:
        CourseError: Something cannot be read, or does not fit the regimen: all that is wrong, each with its place.
    """

    regimen: Regimen
    start: date
    begins_with: PhaseName
    source: str | None
    spacing: Mapping[str, Spacing] = attrs.field(hash=False)
    policy: Policy | None
    given: tuple[GivenDose, ...]
    decisions: tuple[Decision, ...]

    def __init__(
        self,
        *,
        regimen: Regimen | str,
        start: DayLike,
        begins_with: PhaseName = "repletion",
        source: str | None = None,
        spacing: Mapping[str, Sequence[str] | Sequence[int]] | None = None,
        policy: Policy | None = None,
        given: Sequence[GivenDose | Mapping[str, Any]] = (),
        decisions: Sequence[Decision | Mapping[str, Any]] = (),
    ) -> None:
        """Read and check everything; see the attributes."""
        values = (regimen, start, begins_with, source, {} if spacing is None else spacing, policy, given, decisions)
        read: dict[str, Any] = {}
        findings: list[Finding] = []
        for (name, reader), value in zip(READERS.items(), values, strict=True):
            try:
                read[name] = reader(value)
            except CourseError as error:
                findings += error.findings
        if not findings:
            for name, value in read.items():
                object.__setattr__(self, name, value)
            findings += misfits(self.regimen, self.begins_with, self.spacing, self.given, self.decisions)
        if findings:
            raise CourseError("course", findings)
        if self.decisions:
            self._at(self._last_day)  # one that does not fit is said at once

    @property
    def _last_day(self) -> date:
        return max([self.start, *(one.day for one in (*self.given[-1:], *self.decisions[-1:]))])

    @classmethod
    def of(
        cls,
        recommendation: Recommendation,
        *,
        start: DayLike,
        which: int | None = None,
        begins_with: PhaseName = "repletion",
        spacing: Mapping[str, Sequence[str] | Sequence[int]] | None = None,
        policy: Policy | None = None,
        given: Sequence[GivenDose | Mapping[str, Any]] = (),
        decisions: Sequence[Decision | Mapping[str, Any]] = (),
    ) -> Self:
        """Put a regimen of a recommendation on the calendar; its source comes with it.

        Args:
            recommendation: What a guideline says.
            start: The day for which the first dose is planned.
            which: Which of its regimens, as for ``Recommendation.regimen``: several are not chosen between in silence.
            begins_with: See the attributes; so too ``spacing``, ``policy``, ``given`` and ``decisions``.
            spacing: The caller's weekdays or gaps, by step.
            policy: Which end of ranges is planned.
            given: The doses that were given.
            decisions: What a clinician decided.

        Raises:
            CourseError: It is none, has no such regimen or it is not said which, or a contraindication blocks it.
        """
        if not isinstance(recommendation, Recommendation):
            reason = f"{recommendation!r} is no Recommendation, which select_regimen gives"
            raise CourseError.of("recommendation", reason)
        if recommendation.blocked:
            alerts = [alert.text for alert in recommendation.contraindications]
            raise CourseError.of("recommendation", f"a contraindication stands: {'; '.join(alerts)}")
        try:
            regimen = recommendation.regimen(which)
        except RegimenError as error:
            raise CourseError.of("recommendation", str(error)) from None
        return cls(
            regimen=regimen,
            start=start,
            begins_with=begins_with,
            source="; ".join(
                [recommendation.guideline.label, *(f"{one.severity}: {one.text}" for one in recommendation.remarks)]
            ),
            spacing=spacing,
            policy=policy,
            given=given,
            decisions=decisions,
        )

    def _at(self, day: date) -> Replay:
        replay = Replay(self.regimen, self.start, self.begins_with, self.spacing)
        return replay.play([*self.given, *self.decisions], day)

    def regimen_on(self, day: DayLike) -> Regimen:
        """Give the regimen as it was settled by a day.

        Raises:
            CourseError: It is no day.
        """
        return self._at(to_day(day, "day", CourseError)).regimen

    def _with(self, *, given: tuple[GivenDose, ...], decisions: tuple[Decision, ...]) -> Self:
        return attrs.evolve(self, given=given, decisions=decisions)

    def doses(
        self, *, until: DayLike, since: DayLike | None = None, is_open: Callable[[date], bool] | None = None
    ) -> list[CourseDose]:
        """List the doses that were given, and those to come, by day.

        Args:
            until: The first day that is not looked at. A step that nothing ends goes on until then, and is marked.
            since: The first day that is looked at; ``None`` begins with the first dose. Any year of a course for life
                can be asked for without walking through those before it.
            is_open: Tells whether injections are given on a day; it moves a recommended day inside its window only.

        Raises:
            CourseError: A day cannot be read, or ``is_open`` cannot be asked.
        """
        check_open(is_open)
        end = to_day(until, "until", CourseError)
        days = [self.start, *(one.day for one in (*self.given[:1], *self.decisions[:1]))]
        begin = min(days) if since is None else to_day(since, "since", CourseError)
        replay = self._at(self._last_day)
        found = [given_dose(one) for one in replay.placed if begin <= one.given.day < end]
        if may_plan(replay):
            to_come = planned(replay, end, begin, self.policy)
            found += [dose_to_come(on_open_day(dose, is_open)) for dose in to_come]
        return found

    def missed(self, today: DayLike) -> list[MissedDose]:
        """List the doses that were due and not given, each with its days; ``status`` counts them.

        Args:
            today: The day on which it is asked; what was recorded for later days is not looked at.

        Raises:
            CourseError: It is no day.
        """
        replay = self._at(to_day(today, "today", CourseError))
        every = [*replay.missed, *([Missed(replay.current, replay.run, replay.left_out)] if replay.current else [])]
        return [
            MissedDose(step=one.step.key, earliest=earliest, latest=latest)
            for one in every
            for earliest, latest in one.windows
        ]

    def next_due(
        self, today: DayLike, *, grace: int | None = None, is_open: Callable[[date], bool] | None = None
    ) -> DueDose | None:
        """Say when the next dose is due, and since when it is overdue.

        Args:
            today: The day on which it is asked; what was recorded for later days is not looked at.
            grace: Days after the last day that the caller does not yet call overdue [days], at most 366; no source
                prints any.
            is_open: Tells whether injections are given on a day.

        Returns:
            ``None`` where no dose is due: the course is over, paused, or waits for a clinician; ``status`` says which.

        Raises:
            CourseError: ``today``, ``grace`` or ``is_open`` cannot be read.
        """
        return self.status(today, grace=grace, is_open=is_open).next

    def status(
        self, today: DayLike, *, grace: int | None = None, is_open: Callable[[date], bool] | None = None
    ) -> CourseStatus:
        """Say where the course stands on a day; doses recorded for later days are named, and not counted.

        See ``next_due`` for the arguments, and for what is refused.
        """
        check_open(is_open)
        day = to_day(today, "today", CourseError)
        check_grace(grace)
        replay = self._at(day)
        due: DueDose | None = None
        if waiting_for(replay) is None:
            following = next(planned(replay, date.max, date.min, self.policy), None)
            if following is not None and following.gate is None:
                due = due_dose(on_open_day(following, is_open), day, grace, replay, self.policy)
        later = tuple(one.day for one in self.given if one.day > day)
        return where_it_stands(replay, self.source, day, due, later)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values; ``from_dict`` reads them back."""
        return {
            "version": VERSION,
            "regimen": str(self.regimen),
            "start": self.start.isoformat(),
            "begins_with": self.begins_with,
            "source": self.source,
            "spacing": {key: list(spacing) for key, spacing in self.spacing.items()},
            "policy": self.policy,
            "given": [one.to_dict() for one in self.given],
            "decisions": [one.to_dict() for one in self.decisions],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read plain values.

        Raises:
            CourseError: Something cannot be read: all that is wrong, each with its place.
        """
        return cls(**known_values(data))

    def _sections(self) -> Iterator[Section]:
        plan = [str(self.regimen), f"from {self.start}, beginning with {self.begins_with}"]
        plan += [f"ranges are planned at their {self.policy} end, the caller's choice"] if self.policy else []
        plan += [f"{key}: {', '.join(map(str, days))}, the caller's choice" for key, days in self.spacing.items()]
        yield "course", plan
        placed = self._at(self._last_day).placed
        given = [one.given.to_dict() | {"amount": given_dose(one).unlike or None} for one in placed]
        columns = {name: name for name in GivenDose.names()} | {"amount": "the amount is"}
        yield "doses given", table(given, columns) if given else ["none was recorded"]
        if self.decisions:
            names = {name: name for name in Decision.names()} | {"kind": "decision"}
            yield "decisions", table((one.to_dict() for one in self.decisions), names)
        yield "source", [self.source or "not given"]
        yield "decision support", [A_CLINICIAN_DECIDES]

    @property
    def given_in_words(self) -> str:
        """How many doses were given, in words."""
        return f"{len(self.given)} dose{'' if len(self.given) == 1 else 's'} given"

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Course {self.regimen}, from {self.start}, {self.given_in_words}>"


def to_course(given: object, what: str) -> Course:
    """Take a course.

    Raises:
        CourseError: It is none.
    """
    if isinstance(given, Course):
        return given
    raise CourseError.of(what, f"{given!r} is no Course; make one with Course(...), Course.of(...) or load_course(...)")
