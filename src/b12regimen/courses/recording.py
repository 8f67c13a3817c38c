"""What happens in a course and is written down: a dose that was given, what a clinician decided."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

from b12regimen.courses.events import Decision, GivenDose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12regimen.courses.events import DecisionKind
    from b12regimen.regimens.dosing import Drug, Route
    from b12regimen.values.calendar_days import DayLike
    from b12regimen.values.quantities import QuantityLike


class Recording(ABC):
    """What a course takes down; each event makes a new course."""

    given: tuple[GivenDose, ...]
    decisions: tuple[Decision, ...]

    @abstractmethod
    def _with(self, *, given: tuple[GivenDose, ...], decisions: tuple[Decision, ...]) -> Self:
        """Give the course that has these events."""

    def record(
        self,
        day: DayLike,
        *,
        dose: QuantityLike | None = None,
        route: Route | str | None = None,
        drug: Drug | str | None = None,
        product: str | None = None,
        batch: str | None = None,
    ) -> Self:
        """Record a dose that was given, as a :class:`~b12regimen.GivenDose`; ``None`` is for what was not recorded.

        Args:
            day: The day on which it was given.
            dose: How much.
            route: By which route.
            drug: The drug.
            product: The product.
            batch: The batch.

        Raises:
            CourseError: A value cannot be read, the course has a dose on that day, or it is another drug's course.
        """
        details = {"dose": dose, "route": route, "drug": drug, "product": product, "batch": batch}
        return self._with(given=(*self.given, GivenDose.from_dict({"day": day, **details})), decisions=self.decisions)

    def decide(
        self,
        kind: DecisionKind | str,
        day: DayLike,
        *,
        answers: Mapping[str, str] | None = None,
        step: str | None = None,
        by: str | None = None,
        note: str | None = None,
    ) -> Self:
        """Record what a clinician decided, as a :class:`~b12regimen.Decision`; each kind has a method of its own.

        Args:
            kind: What was decided.
            day: The day from which it holds.
            answers: What choices were settled with, by their keys; ``None`` for other kinds.
            step: The step that is meant, such as ``repletion.1``, for a check; ``None`` for the current one.
            by: Who decided; ``None`` if it was not recorded.
            note: Why; ``None`` for nothing.

        Raises:
            CourseError: A value cannot be read, that day holds such a decision or one against it, or the decision does
                not fit where the course stands then.
        """
        details = {"kind": kind, "answers": answers, "step": step, "by": by, "note": note}
        return self._with(given=self.given, decisions=(*self.decisions, Decision.from_dict({"day": day, **details})))

    def pass_gate(
        self, day: DayLike, *, step: str | None = None, by: str | None = None, note: str | None = None
    ) -> Self:
        """Record that a clinician found what the next step needs.

        Raises:
            CourseError: No gate is open then, or ``decide`` refuses the rest.
        """
        return self.decide("pass-gate", day, step=step, by=by, note=note)

    def fail_gate(
        self, day: DayLike, *, step: str | None = None, by: str | None = None, note: str | None = None
    ) -> Self:
        """Record that a clinician did not find what the next step needs: nothing is planned any more.

        Raises:
            CourseError: No gate is open then, or ``decide`` refuses the rest.
        """
        return self.decide("fail-gate", day, step=step, by=by, note=note)

    def close_step(
        self, day: DayLike, *, step: str | None = None, by: str | None = None, note: str | None = None
    ) -> Self:
        """Record that a clinician closed the current step.

        Raises:
            CourseError: No step is open then, the step waits at its gate, ``step`` does not name one that has no end
                or in which nothing was given, or ``decide`` refuses the rest.
        """
        return self.decide("close-step", day, step=step, by=by, note=note)

    def settle(
        self,
        answers: Mapping[str, str],
        day: DayLike,
        *,
        step: str | None = None,
        by: str | None = None,
        note: str | None = None,
    ) -> Self:
        """Record what a clinician chose where the source leaves a choice; see ``Regimen.settle``.

        Raises:
            CourseError: ``Regimen.settle`` refuses the answers, their step is over then, or ``decide`` refuses the
                rest.
        """
        return self.decide("settle", day, answers=answers, step=step, by=by, note=note)

    def pause(self, day: DayLike, *, step: str | None = None, by: str | None = None, note: str | None = None) -> Self:
        """Record that a clinician paused the course.

        Raises:
            CourseError: It is paused then, or ``decide`` refuses the rest.
        """
        return self.decide("pause", day, step=step, by=by, note=note)

    def resume(self, day: DayLike, *, step: str | None = None, by: str | None = None, note: str | None = None) -> Self:
        """Record that a clinician resumed the course; what was due in the pause is due on that day.

        Raises:
            CourseError: It is not paused then, or ``decide`` refuses the rest.
        """
        return self.decide("resume", day, step=step, by=by, note=note)
