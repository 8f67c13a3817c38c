"""Records doses that were read from FHIR in a course: those that say enough; the others are listed with the reason."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.courses.course import Course
from b12regimen.courses.events import GivenDose
from b12regimen.errors import CourseError, listed
from b12regimen.fhir.imported import RecordedDose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

_MAY_BE_MORE: Final = "doses that the resources do not hold are not in the course"


@attrs.frozen
class DoseLeftOut:
    """A dose that was read, and is not in the course.

    Attributes:
        dose: The dose.
        reason: Why it is not.
    """

    dose: RecordedDose
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"dose": self.dose.to_dict(), "reason": self.reason}

    def __str__(self) -> str:
        """Write it in a line."""
        return f"{self.dose.resource}: left out: {self.reason}"


@attrs.frozen(kw_only=True, repr=False)
class CourseImport:
    """A course with the doses that were read from FHIR.

    Attributes:
        course: The course, with the doses that were recorded in it.
        recorded: The doses that are in it.
        left_out: The doses that are not, each with the reason.
        remarks: What a reader has to know of those that are.
    """

    course: Course
    recorded: tuple[RecordedDose, ...]
    left_out: tuple[DoseLeftOut, ...]
    remarks: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            "course": self.course.to_dict(),
            "recorded": [dose.to_dict() for dose in self.recorded],
            "left_out": [one.to_dict() for one in self.left_out],
            "remarks": list(self.remarks),
        }

    def __str__(self) -> str:
        """Write it for a person."""
        course = f"{self.course.regimen}, from {self.course.start}, {self.course.given_in_words}"
        return "\n".join([course, *map(str, self.left_out), *self.remarks])

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<CourseImport {len(self.recorded)} recorded, {len(self.left_out)} left out>"


def record_given_doses(course: Course, given_doses: Iterable[RecordedDose]) -> CourseImport:
    """Record doses that were read from FHIR in a course that the caller made.

    Which regimen is followed, and since when, no resource says: the course does. A dose is recorded if it has a day and
    is said to be an injection, and if nothing speaks against the drug of the course; all others are left out. Records
    of one day are one dose, as a course has one a day: a detail on which they differ, and an amount that more than one
    of them tells, is not recorded.

    Args:
        course: The course; it may hold doses already.
        given_doses: The doses, as in ``PatientImport.given_doses``.
    """
    held = {one.day for one in course.given}
    by_day: dict[date, list[RecordedDose]] = defaultdict(list)
    left_out: list[DoseLeftOut] = []
    for dose in given_doses:
        day, reason = dose.day, _why_not(course, dose, held)
        if day is None or reason:
            left_out.append(DoseLeftOut(dose, reason or "its day is not told"))
        else:
            by_day[day].append(dose)
    recorded = [dose for day in sorted(by_day) for dose in by_day[day]]
    try:
        new = [_given(day, same) for day, same in sorted(by_day.items())]
        course = attrs.evolve(course, given=(*course.given, *new))
    except CourseError as error:
        reason = f"the course does not take it: {listed((finding.reason for finding in error.findings), 'and')}"
        left_out += [DoseLeftOut(dose, reason) for dose in recorded]
        recorded, by_day = [], {}
    remarks = [remark for day, same in sorted(by_day.items()) for remark in _remarks(course, day, same)]
    return CourseImport(
        course=course, recorded=tuple(recorded), left_out=tuple(left_out), remarks=(*remarks, _MAY_BE_MORE)
    )


def _why_not(course: Course, dose: RecordedDose, held: Collection[date]) -> str | None:
    if dose.is_injection is None:
        return "it is not said to be injected IM or SC"
    if not dose.is_injection:
        return f"it was given {dose.route}, and a course holds injections"
    if dose.drug not in (None, course.regimen.drug):
        return f"{dose.drug} is not the drug of the course, {course.regimen.drug}"
    if dose.day in held:
        return f"the course holds a dose of {dose.day} already"
    return None


def _given(day: date, same: list[RecordedDose]) -> GivenDose:
    amounts = [one.dose for one in same if one.dose is not None]
    routes = {dose.route for dose in same if dose.route is not None}
    drugs = {dose.drug for dose in same if dose.drug is not None}
    return GivenDose(
        day,
        dose=amounts[0] if len(amounts) == 1 else None,
        route=routes.pop() if len(routes) == 1 else None,
        drug=drugs.pop() if drugs else None,
    )


def _remarks(course: Course, day: date, same: list[RecordedDose]) -> Iterator[str]:
    names = listed([dose.resource for dose in same], "and")
    if len(same) > 1:
        told = sum(one.dose is not None for one in same)
        amount = "; its amount is not recorded, for more than one of them tells it" if told > 1 else ""
        yield f"{day}: {names} are recorded as one dose{amount}"
    if all(dose.drug is None for dose in same):
        yield f"{day}: the drug that was given is not told ({names})"
    if day < course.start:
        yield f"{day}: given before the course starts, so it counts in no step ({names})"
