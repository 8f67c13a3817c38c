"""A course: a regimen on the calendar of one patient, with what was really given and decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import attrs

from b12regimen.courses.course_doses import CourseDose, MissedDose
from b12regimen.courses.events import Decision, GivenDose, contradictory, same_day
from b12regimen.courses.open_days import check_open, on_open_day
from b12regimen.courses.plan import Policy, planned
from b12regimen.courses.reading import READERS, VERSION, known_values, why_spacing_does_not_fit
from b12regimen.courses.replay import Missed, Replay, steps_of
from b12regimen.courses.status import CourseStatus, DueDose, check_grace
from b12regimen.courses.step_windows import Spacing, has_several_a_day
from b12regimen.courses.waiting import may_plan, waiting_for
from b12regimen.display.sections import table
from b12regimen.display.shown import Shown
from b12regimen.errors import CourseError, Finding
from b12regimen.recommendations.recommendation import A_CLINICIAN_DECIDES, Recommendation
from b12regimen.regimens.dose_days import PhaseName
from b12regimen.regimens.regimen import Regimen
from b12regimen.values.calendar_days import to_day

if TYPE_CHECKING:
    from b12regimen.courses.events import DecisionKind
    from b12regimen.display.sections import Section
    from b12regimen.regimens.dosing import Drug, Route
    from b12regimen.values.quantities import Quantity


@attrs.frozen(kw_only=True, init=False, repr=False)
class Course(Shown):
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
        start: date | str,
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
            findings += self._misfits()
        if findings:
            raise CourseError("course", findings)
        if self.decisions:
            self._at(self._last_day)  # one that does not fit is said at once

    @property
    def _last_day(self) -> date:
        return max([self.start, *(one.day for one in (*self.given[-1:], *self.decisions[-1:]))])

    def _misfits(self) -> Iterable[Finding]:
        if self.regimen.drug is None:
            yield Finding("regimen", "its drug is not stated; settle it first, for nothing is planned without a drug")
        steps = {one.key: one.step for one in steps_of(self.regimen, self.begins_with)}
        if not steps:
            yield Finding("regimen", f"it has no injection to plan: {self.regimen}")
        for key, step in steps.items():
            if has_several_a_day(step):
                reason = f'{key} may give more than one dose a day, and a course plans by days: "{step}"'
                yield Finding("regimen", reason)
        for key, spacing in self.spacing.items():
            if key not in steps:
                yield Finding(f"spacing.{key}", f"there is no such step; one of: {', '.join(steps)}")
            elif why := why_spacing_does_not_fit(steps[key], spacing):
                yield Finding(f"spacing.{key}", why)
        yield from self._repeated()
        for number, dose in enumerate(self.given):
            if dose.drug is not None and dose.drug != self.regimen.drug:
                reason = (
                    f"{dose.drug} is not the drug of the course, {self.regimen.drug}: schedules are not to be swapped"
                )
                yield Finding(f"given[{number}].drug", reason)

    def _repeated(self) -> Iterable[Finding]:
        for number, before, why in same_day(self.given):
            yield Finding(f"given[{number}]", f"{why}; the other is given[{before}]")
        for number, before, why in contradictory(self.decisions):
            yield Finding(f"decisions[{number}]", f"{why}; the other is decisions[{before}]")

    @classmethod
    def of(
        cls,
        recommendation: Recommendation,
        *,
        start: date | str,
        regimen: int = 1,
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
            regimen: Which of its regimens, from 1, by the source's preference.
            begins_with: See the attributes; so too ``spacing``, ``policy``, ``given`` and ``decisions``.
            spacing: The caller's weekdays or gaps, by step.
            policy: Which end of ranges is planned.
            given: The doses that were given.
            decisions: What a clinician decided.

        Raises:
            CourseError: It is none, has no such regimen, or a contraindication blocks it.
        """
        if not isinstance(recommendation, Recommendation):
            reason = f"{recommendation!r} is no Recommendation, which select_regimen gives"
            raise CourseError.of("recommendation", reason)
        if recommendation.blocked:
            alerts = [alert.text for alert in recommendation.alerts if alert.severity == "contraindication"]
            raise CourseError.of("recommendation", f"a contraindication stands: {'; '.join(alerts)}")
        if isinstance(regimen, bool) or not isinstance(regimen, int):
            raise CourseError.of("recommendation", f"{regimen!r} is no number of a regimen; the first is 1")
        if not 1 <= regimen <= len(recommendation.regimens):
            count = len(recommendation.regimens)
            reason = f"there is no regimen {regimen}; the answer is {recommendation.action}, with {count}"
            raise CourseError.of("recommendation", reason)
        guideline = recommendation.guideline
        source = f"{guideline.publisher}: {guideline.title} ({guideline.id}, {guideline.version})"
        return cls(
            regimen=recommendation.regimens[regimen - 1],
            start=start,
            begins_with=begins_with,
            source="; ".join([source, *(f"{one.severity}: {one.text}" for one in recommendation.remarks)]),
            spacing=spacing,
            policy=policy,
            given=given,
            decisions=decisions,
        )

    def _at(self, day: date) -> Replay:
        replay = Replay(self.regimen, self.start, self.begins_with, self.spacing)
        return replay.play([*self.given, *self.decisions], day)

    def regimen_on(self, day: date | str) -> Regimen:
        """Give the regimen as it was settled by a day."""
        return self._at(to_day(day, "day")).regimen

    def record(
        self,
        day: date | str,
        *,
        dose: Quantity | str | None = None,
        route: Route | str | None = None,
        drug: Drug | str | None = None,
        product: str | None = None,
        batch: str | None = None,
    ) -> Self:
        """Record a dose that was given; see :class:`~b12regimen.courses.events.GivenDose` for what each means."""
        details = {"dose": dose, "route": route, "drug": drug, "product": product, "batch": batch}
        return attrs.evolve(self, given=(*self.given, GivenDose.from_dict({"day": day, **details})))

    def decide(
        self,
        kind: DecisionKind | str,
        on: date | str,
        *,
        answers: Mapping[str, str] | None = None,
        step: str | None = None,
        by: str | None = None,
        note: str | None = None,
    ) -> Self:
        """Record a decision; see :class:`~b12regimen.courses.events.Decision` for its kinds and what each means."""
        details = {"kind": kind, "answers": answers, "step": step, "by": by, "note": note}
        return attrs.evolve(self, decisions=(*self.decisions, Decision.from_dict({"day": on, **details})))

    def pass_gate(
        self, on: date | str, *, step: str | None = None, by: str | None = None, note: str | None = None
    ) -> Self:
        """Record that a clinician found what the next step needs."""
        return self.decide("pass-gate", on, step=step, by=by, note=note)

    def fail_gate(
        self, on: date | str, *, step: str | None = None, by: str | None = None, note: str | None = None
    ) -> Self:
        """Record that a clinician did not find what the next step needs: nothing is planned any more."""
        return self.decide("fail-gate", on, step=step, by=by, note=note)

    def close_step(
        self, on: date | str, *, step: str | None = None, by: str | None = None, note: str | None = None
    ) -> Self:
        """Record that a clinician closed the current step.

        Raises:
            CourseError: The step has no end, or nothing was given in it, and ``step`` does not name it.
        """
        return self.decide("close-step", on, step=step, by=by, note=note)

    def settle(
        self,
        answers: Mapping[str, str],
        on: date | str,
        *,
        step: str | None = None,
        by: str | None = None,
        note: str | None = None,
    ) -> Self:
        """Record what a clinician chose where the source leaves a choice; see ``Regimen.settle``."""
        return self.decide("settle", on, answers=answers, step=step, by=by, note=note)

    def pause(self, on: date | str, *, step: str | None = None, by: str | None = None, note: str | None = None) -> Self:
        """Record that a clinician paused the course."""
        return self.decide("pause", on, step=step, by=by, note=note)

    def resume(
        self, on: date | str, *, step: str | None = None, by: str | None = None, note: str | None = None
    ) -> Self:
        """Record that a clinician resumed the course; what was due in the pause is due on that day."""
        return self.decide("resume", on, step=step, by=by, note=note)

    def doses(
        self, *, until: date | str, since: date | str | None = None, is_open: Callable[[date], bool] | None = None
    ) -> list[CourseDose]:
        """List the doses that were given, and those to come, by day.

        Args:
            until: The first day that is not looked at. A step that nothing ends goes on until then, and is marked.
            since: The first day that is looked at; ``None`` begins with the first dose. Any year of a course for life
                can be asked for without walking through those before it.
            is_open: Tells whether injections are given on a day; it moves a recommended day inside its window only.
        """
        check_open(is_open)
        end = to_day(until, "until")
        days = [self.start, *(one.day for one in (*self.given[:1], *self.decisions[:1]))]
        begin = min(days) if since is None else to_day(since, "since")
        replay = self._at(self._last_day)
        found = [CourseDose.of_given(one) for one in replay.placed if begin <= one.given.day < end]
        if may_plan(replay):
            to_come = planned(replay, end, begin, self.policy)
            found += [CourseDose.of_planned(on_open_day(dose, is_open)) for dose in to_come]
        return found

    def missed(self, today: date | str) -> list[MissedDose]:
        """List the doses that were due and not given, each with its days; ``status`` counts them.

        Args:
            today: The day on which it is asked; what was recorded for later days is not looked at.
        """
        replay = self._at(to_day(today, "today"))
        every = [*replay.missed, *([Missed(replay.current, replay.run, replay.left_out)] if replay.current else [])]
        return [
            MissedDose(step=one.step.key, earliest=earliest, latest=latest)
            for one in every
            for earliest, latest in one.windows
        ]

    def next_due(
        self, today: date | str, *, grace: int | None = None, is_open: Callable[[date], bool] | None = None
    ) -> DueDose | None:
        """Say when the next dose is due, and since when it is overdue.

        Args:
            today: The day on which it is asked; what was recorded for later days is not looked at.
            grace: Days after the last day that the caller does not yet call overdue [days], at most 366; no source
                prints any.
            is_open: Tells whether injections are given on a day.

        Returns:
            ``None`` where no dose is due: the course is over, paused, or waits for a clinician; ``status`` says which.
        """
        return self.status(today, grace=grace, is_open=is_open).next

    def status(
        self, today: date | str, *, grace: int | None = None, is_open: Callable[[date], bool] | None = None
    ) -> CourseStatus:
        """Say where the course stands on a day; doses recorded for later days are named, and not counted.

        See ``next_due`` for the arguments.
        """
        check_open(is_open)
        day = to_day(today, "today")
        check_grace(grace)
        replay = self._at(day)
        due: DueDose | None = None
        if waiting_for(replay) is None:
            following = next(planned(replay, date.max, date.min, self.policy), None)
            if following is not None and following.gate is None:
                due = DueDose.of(on_open_day(following, is_open), day, grace, replay, self.policy)
        later = tuple(one.day for one in self.given if one.day > day)
        return CourseStatus.of_replay(replay, self.source, day, due, later)

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
        given = [one.given.to_dict() | {"amount": CourseDose.of_given(one).unlike or None} for one in placed]
        columns = {name: name for name in GivenDose.names()} | {"amount": "the amount is"}
        yield "doses given", table(given, columns) if given else ["none was recorded"]
        if self.decisions:
            names = {name: name for name in Decision.names()} | {"kind": "decision"}
            yield "decisions", table((one.to_dict() for one in self.decisions), names)
        yield "source", [self.source or "not given"]
        yield "decision support", [A_CLINICIAN_DECIDES]

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Course {self.regimen}, from {self.start}, {len(self.given)} doses given>"


def to_course(given: object, what: str) -> Course:
    """Take a course.

    Raises:
        CourseError: It is none.
    """
    if isinstance(given, Course):
        return given
    raise CourseError.of(what, f"{given!r} is no Course; make one with Course(...), Course.of(...) or load_course(...)")
