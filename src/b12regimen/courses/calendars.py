"""Courses as iCalendar text, for the calendars of a practice or a patient (extra ``calendars``).

Each dose is an all-day event of its own: a monthly rule would skip the doses from the 31st. An event keeps its identity
when its day changes, so a calendar that reads the text again moves it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID, uuid5

from b12regimen.courses.course import to_course
from b12regimen.errors import CourseError, extra_needed
from b12regimen.monitoring.plan import MonitoringPlan
from b12regimen.recommendations.recommendation import A_CLINICIAN_DECIDES, DECISION_SUPPORT
from b12regimen.values.calendar_days import days_after
from b12regimen.version import __version__

if TYPE_CHECKING:
    from icalendar import Event

    from b12regimen.courses.course import Course
    from b12regimen.courses.course_doses import CourseDose
    from b12regimen.monitoring.plan import MonitoringItem

_NAMESPACE: Final = UUID("6f0b8f0e-3d0c-5f55-9a56-0f3c6a3f5b12")

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]


def to_calendar(
    course: Course,
    *,
    name: str,
    until: date | str,
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
        raise CourseError.of("name", f"{name!r} is no name; give what tells this course from every other one")
    if not isinstance(stamp, datetime) or stamp.tzinfo is None:
        raise CourseError.of("stamp", f"{stamp!r} is no moment; give a datetime with its time zone")
    if isinstance(revision, bool) or not isinstance(revision, int) or revision < 0:
        raise CourseError.of("revision", f"{revision!r} is no number of a revision; the first is 0")
    if plan is not None and not isinstance(plan, MonitoringPlan):
        raise CourseError.of("plan", f"{plan!r} is no MonitoringPlan, which monitoring_plan gives")
    course, before = to_course(course, "course"), None if before is None else to_course(before, "before")
    calendar = Calendar()
    calendar.add("prodid", f"-//b12regimen//b12regimen {__version__}//EN")
    calendar.add("version", "2.0")
    doses = _by_key(course, until)
    events = [_dose_event(course, name, key, dose) for key, dose in doses.items()]
    gone = {} if before is None else {key: one for key, one in _by_key(before, until).items() if key not in doses}
    events += [_dose_event(course, name, key, dose, "CANCELLED") for key, dose in gone.items()]
    if plan is not None:
        events += [_item_event(name, item) for item in plan.items if _is_dated(item)]
    for event in events:
        event.add("dtstamp", stamp.astimezone(UTC))
        event.add("sequence", revision)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def _by_key(course: Course, until: date | str) -> dict[str, CourseDose]:
    """Name each dose: by its step and number, or by its day where the plan had none."""
    found: dict[str, CourseDose] = {}
    for dose in course.doses(until=until):
        key = f"{dose.step}/{dose.number}" if dose.step else f"outside the plan/{dose.given_on}"
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


def _dose_event(course: Course, name: str, key: str, dose: CourseDose, status: Status | None = None) -> Event:
    planned = dose.recommended or dose.earliest
    first = dose.given_on or planned or date.min
    last = first if dose.given_on or dose.recommended else dose.latest or first
    event = _event(name, key, first, last, status or ("CONFIRMED" if dose.is_certain else "TENTATIVE"))
    place = f"{dose.step}, dose {dose.number}" if dose.step else "outside the plan"
    said = "given" if dose.given_on else "planned"
    event.add("summary", f"{course.regimen.drug} injection {said} ({place})")
    source = f"Source: {course.source or 'not given'}"
    event.add("description", "\n".join([str(dose), str(course.regimen), source, A_CLINICIAN_DECIDES]))
    return event


def _is_dated(item: MonitoringItem) -> bool:
    return item.entry.kind != "do-not-measure" and (item.earliest is not None or item.latest is not None)


def _item_event(name: str, item: MonitoringItem) -> Event:
    first = item.earliest or item.latest or date.min
    event = _event(name, f"monitoring/{item.entry.id}", first, item.latest or first, "TENTATIVE")
    event.add("summary", item.what)
    event.add("description", f"{item}\n{DECISION_SUPPORT}")
    return event
