"""The doses of a course one by one: those that were given, those to come, and those that were missed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.courses.replay import Likeness, Punctuality
from b12regimen.display.sections import in_words
from b12regimen.regimens.dosing import write_dose_text
from b12regimen.values.quantities import Quantity

if TYPE_CHECKING:
    from b12regimen.courses.plan import PlannedDose
    from b12regimen.courses.replay import PlacedDose

FAR_OFF: Final = "far off the plan, a thousandfold or more"


def iso(day: date | None) -> str | None:
    """Write a day for a file; ``None`` stays."""
    return None if day is None else day.isoformat()


def days_in_words(count: int) -> str:
    """Write a number of days."""
    return f"{count} day{'' if count == 1 else 's'}"


@attrs.frozen(kw_only=True)
class CourseDose:
    """One dose of a course, given or to come.

    Attributes:
        step: Its step, such as ``maintenance.1``; ``None`` for a dose outside the plan.
        number: The dose of that step, from 1; ``None`` for a dose outside the plan.
        day: The day on which it was given; ``None`` if it is to come.
        earliest: The first day on which it may, or might, fall; ``None`` outside the plan.
        recommended: The one day to plan; ``None`` where the source leaves it open.
        latest: The last day; ``None`` where the source sets none.
        punctuality: How a given dose stands to its days; ``None`` for one to come.
        days_off: How many days a given dose was early or late [days].
        dose: How much was given; ``None`` if it was not recorded, or is to come.
        likeness: How that amount stands to those that its step prints: like the plan, unlike it, or far off, a thousand
            times as much or as little; outside the plan, far off those of every step. ``None`` where it cannot be told.
        in_pause: It was given while the course was paused.
        is_certain: No shorter course, gate or clinician's decision comes before it.
        is_open: Its step goes on until a clinician closes it, or for good.
        gate: What a clinician must find before it; ``None`` for nothing.
    """

    step: str | None
    number: int | None
    day: date | None
    earliest: date | None
    recommended: date | None
    latest: date | None
    punctuality: Punctuality | None
    days_off: int
    dose: Quantity | None
    likeness: Likeness | None
    in_pause: bool
    is_certain: bool
    is_open: bool
    gate: str | None

    @property
    def is_unlike_the_plan(self) -> bool | None:
        """Its amount is none that its step prints; ``None`` where that cannot be told."""
        return None if self.likeness is None else self.likeness != "like-the-plan"

    @property
    def unlike(self) -> str:
        """Tells in words that its amount is unlike the plan, or far off it; empty for others."""
        if not self.is_unlike_the_plan:
            return ""
        return FAR_OFF if self.likeness == "far-off" else "unlike the plan"

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        plain = attrs.asdict(self, recurse=False) | {"is_unlike_the_plan": self.is_unlike_the_plan}
        plain["dose"] = None if self.dose is None else write_dose_text(self.dose)
        return {name: iso(value) if isinstance(value, date) else value for name, value in plain.items()}

    def __str__(self) -> str:
        """Write it in a line."""
        return self._in_a_line(["its step is open"] if self.is_open else [])

    @property
    def line(self) -> str:
        """It in a line among others of its step, of which it is said once that the step is open."""
        return self._in_a_line([])

    def _in_a_line(self, of_its_step: list[str]) -> str:
        place = f"{self.step}, dose {self.number}" if self.step else "outside the plan"
        if self.day is not None:
            by = f" by {days_in_words(self.days_off)}" if self.days_off else ""
            marks = [place, *([f"{in_words(self.punctuality)}{by}"] if self.step and self.punctuality else [])]
            marks += [f"{self.dose} is {self.unlike}"] if self.unlike else []
            marks += ["in a pause"] if self.in_pause else []
            return f"{self.day}: given ({', '.join(marks)})"
        last = (
            "" if self.latest == self.earliest else f" to {self.latest}" if self.latest else ", no last day is printed"
        )
        first = self.recommended or self.earliest
        window = f" (from {self.earliest}{last})" if self.recommended and last else last
        marks = [*([f"if {self.gate}"] if self.gate else []), *of_its_step]
        marks += [] if self.is_open or self.is_certain else ["may not be needed"]
        said = f" ({'; '.join(marks)})" if marks else ""
        return f"{first}{window}: {place}{said}"


def given_dose(dose: PlacedDose) -> CourseDose:
    """Show a dose that was given."""
    earliest, latest = dose.window or (None, None)
    return CourseDose(
        step=None if dose.step is None else dose.step.key,
        number=dose.number,
        day=dose.given.day,
        earliest=earliest,
        recommended=None,
        latest=latest,
        punctuality=dose.punctuality,
        days_off=dose.days_early or dose.days_late,
        dose=dose.given.dose,
        likeness=dose.likeness,
        in_pause=dose.in_pause,
        is_certain=True,
        is_open=False,
        gate=None,
    )


def dose_to_come(dose: PlannedDose) -> CourseDose:
    """Show a dose to come."""
    return CourseDose(
        step=dose.step.key,
        number=dose.number,
        day=None,
        earliest=dose.earliest,
        recommended=dose.recommended,
        latest=dose.latest,
        punctuality=None,
        days_off=0,
        dose=None,
        likeness=None,
        in_pause=False,
        is_certain=dose.is_certain,
        is_open=dose.is_open,
        gate=dose.gate,
    )


@attrs.frozen(kw_only=True)
class MissedDose:
    """A dose that was due and not given.

    Attributes:
        step: Its step, such as ``maintenance.1``.
        earliest: The first day on which it was planned.
        latest: The last one; ``None`` where the source sets none.
    """

    step: str
    earliest: date
    latest: date | None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"step": self.step, "earliest": iso(self.earliest), "latest": iso(self.latest)}

    def __str__(self) -> str:
        """Write it in a line."""
        last = (
            "" if self.latest == self.earliest else f" to {self.latest}" if self.latest else ", no last day is printed"
        )
        return f"{self.earliest}{last}: missed ({self.step})"
