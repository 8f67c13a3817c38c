"""Courses as iCalendar text, for the calendars of a practice or a patient (extra ``calendars``).

Each dose is an all-day event of its own: a monthly rule would skip the doses from the 31st. An event keeps its identity
when its day changes, so a calendar that reads the text again moves it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID, uuid5

from b12regimen.courses.course import to_course
from b12regimen.courses.events import in_order
from b12regimen.courses.replay import steps_of
from b12regimen.display.decision_support import A_CLINICIAN_DECIDES, DECISION_SUPPORT
from b12regimen.errors import CourseError, Finding, extra_needed, listed
from b12regimen.monitoring.plan import MonitoringPlan
from b12regimen.values.calendar_days import days_after
from b12regimen.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Event

    from b12regimen.courses.course import Course
    from b12regimen.courses.course_doses import CourseDose
    from b12regimen.monitoring.plan import MonitoringDisagreement, MonitoringItem
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.values.calendar_days import DayLike

_NAMESPACE: Final = UUID("6f0b8f0e-3d0c-5f55-9a56-0f3c6a3f5b12")

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


def to_calendar(
    course: Course,
    *,
    name: str,
    until: DayLike,
    stamp: datetime,
    plan: MonitoringPlan | None = None,
    before: Course | None = None,
    revision: int = 0,
) -> str:
    """Write a course as iCalendar text.

    Args:
        course: The course.
        name: What tells this course from every other one, such as a number of the practice; events are known by it, and
            it is not written. The same name gives the same events.
        until: The first day that is not written.
        stamp: The moment of writing, with its time zone; there is no clock in here.
        plan: What to measure or review; what it gives a day gets an event.
        before: The course as it was written the last time. What stood in it and no longer does is cancelled.
        revision: The number of this writing; a calendar takes the highest.

    Raises:
        CourseError: An argument is none of these.
        ModuleNotFoundError: The extra ``calendars`` is not installed.
    """
    try:
        from icalendar import Calendar  # the name has to load without the extra
    except ModuleNotFoundError as missing:
        raise extra_needed("calendars need", missing, "calendars") from None

    if not isinstance(name, str) or not name.strip():
        raise _refused("name", f"{name!r} is no name; give what tells this course from every other one")
    if not isinstance(stamp, datetime) or stamp.tzinfo is None:
        raise _refused("stamp", f"{stamp!r} is no moment; give a datetime with its time zone")
    if isinstance(revision, bool) or not isinstance(revision, int) or revision < 0:
        raise _refused("revision", f"{revision!r} is no number of a revision; the first is 0")
    if plan is not None and not isinstance(plan, MonitoringPlan):
        raise _refused("plan", f"{plan!r} is no MonitoringPlan, which monitoring_plan gives")
    course, before = to_course(course, "course"), None if before is None else to_course(before, "before")
    calendar = Calendar()
    calendar.add("prodid", f"-//b12regimen//b12regimen {__version__}//EN")
    calendar.add("version", "2.0")
    doses, regimens = _by_key(course, until), _Settled(course)
    events = [_dose_event(regimens, name, key, dose) for key, dose in doses.items()]
    if before is not None:
        regimens = _Settled(before)
        gone = {key: one for key, one in _by_key(before, until).items() if key not in doses}
        events += [_dose_event(regimens, name, key, dose, "CANCELLED") for key, dose in gone.items()]
    if plan is not None:
        events += [_item_event(name, item, plan.disagreements) for item in plan.items if _is_dated(item)]
    for event in events:
        event.add("dtstamp", stamp.astimezone(UTC))
        event.add("sequence", revision)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def _by_key(course: Course, until: DayLike) -> dict[str, CourseDose]:
    """Name each dose: by its step and number, or by its day where the plan had none."""
    found: dict[str, CourseDose] = {}
    for dose in course.doses(until=until):
        key = f"{dose.step}/{dose.number}" if dose.step else f"outside the plan/{dose.day}"
        found[key] = dose
    return found


def _event(name: str, key: str, first: date, last: date, status: Status) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{uuid5(_NAMESPACE, f'{name}/{key}')}")
    event.add("dtstart", first)
    event.add("dtend", days_after(last, 1))
    event.add("status", status)
    return event


class _Settled:
    """What of a course is the same for many doses: the regimen as it was settled by their days, and who settled it."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._settlings = [one for one in in_order(course.decisions) if one.kind == "settle"]
        days = dict.fromkeys(one.day for one in self._settlings)
        self._regimens = [(date.min, course.regimen), *((day, course.regimen_on(day)) for day in days)]

    def regimen_of(self, dose: CourseDose) -> Regimen:
        """Give the regimen that holds for a dose; what is settled on the day of one holds from the next."""
        held = [one for day, one in self._regimens if dose.day is None or day < dose.day]
        return held[-1]

    def amount_of(self, dose: CourseDose) -> str:
        """Write how much was given, or is to be given and how."""
        if dose.day is not None:
            return f"{dose.dose}" if dose.dose else "injection, its amount not recorded"
        steps = {one.key: one.step for one in steps_of(self.regimen_of(dose), self.course.begins_with)}
        step = steps[dose.step or ""]
        options = (f"{one.dose} {listed(one.routes)}".rstrip() for one in (step, *step.instead))
        return listed(dict.fromkeys(options))

    def said_of(self, dose: CourseDose) -> Iterable[str]:
        """Say by which regimen a dose is planned, who settled what of it, and what the caller chose."""
        regimen, printed = self.regimen_of(dose), self.course.regimen
        yield str(regimen)
        for one in self._settlings:
            if dose.day is None or one.day < dose.day:
                answers = "; ".join(f"{key}: {answer}" for key, answer in (one.answers or {}).items())
                note = f" ({one.note})" if one.note else ""
                yield f"Settled on {one.day} by {one.by or 'whom was not recorded'}: {answers}{note}"
        if regimen != printed:
            yield f"As the course began with it: {printed}"
        if self.course.policy:
            yield f"Ranges are planned at their {self.course.policy} end, the caller's choice"
        spacing = self.course.spacing.get(dose.step or "")
        if spacing:
            yield f"{dose.step} on {', '.join(map(str, spacing))}, the caller's choice"


def _dose_event(regimens: _Settled, name: str, key: str, dose: CourseDose, status: Status | None = None) -> Event:
    planned = dose.recommended or dose.earliest
    first = dose.day or planned or date.min
    last = first if dose.day or dose.recommended else dose.latest or first
    event = _event(name, key, first, last, status or ("CONFIRMED" if dose.is_certain else "TENTATIVE"))
    what = f"{regimens.course.regimen.drug} {regimens.amount_of(dose)}, {'given' if dose.day else 'planned'}"
    place = f"{dose.step}, dose {dose.number}" if dose.step else "outside the plan"
    event.add("summary", f"{what} ({place}{f'; only if {dose.gate}' if dose.gate else ''})")
    source = f"Source: {regimens.course.source or 'not given'}"
    event.add("description", "\n".join([str(dose), *regimens.said_of(dose), source, A_CLINICIAN_DECIDES]))
    return event


def _is_dated(item: MonitoringItem) -> bool:
    return item.entry.kind != "do-not-measure" and (item.earliest is not None or item.latest is not None)


def _item_event(name: str, item: MonitoringItem, disagreements: Iterable[MonitoringDisagreement]) -> Event:
    first = item.earliest or item.latest or date.min
    event = _event(name, f"monitoring/{item.entry.id}", first, item.latest or first, "TENTATIVE")
    disputed = [one for one in disagreements if item in one.measured]
    marks = [item.where] if item.entry.jurisdictions and not item.is_here else []
    marks += ["sources disagree"] if disputed else []
    what = item.what if item.entry.kind == "review" else f"measure: {item.what}"
    event.add("summary", f"{what} ({', '.join(marks)})" if marks else what)
    sides = [line for one in disputed for line in _both_sides(one)]
    event.add("description", "\n".join([str(item), *sides, DECISION_SUPPORT]))
    return event


def _both_sides(disagreement: MonitoringDisagreement) -> Iterable[str]:
    yield f"Sources disagree on {disagreement.topic}; which is right is not this library's to say"
    yield from (f"* {item}" for item in (*disagreement.measured, *disagreement.not_measured))


def _refused(argument: str, reason: str) -> CourseError:
    return CourseError("calendar", [Finding(argument, reason)])
