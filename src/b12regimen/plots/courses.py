"""A course on the calendar: what was given and missed, what is due, and what is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib import rcParams
from matplotlib.patches import Rectangle

from b12regimen.courses.course import Course
from b12regimen.courses.replay import steps_of
from b12regimen.courses.status import LATE
from b12regimen.display.decision_support import A_CLINICIAN_DECIDES
from b12regimen.display.sections import in_words
from b12regimen.errors import CourseError
from b12regimen.plots import styles
from b12regimen.plots.dates import date_axis, day_line, number
from b12regimen.plots.tracks import Mark, Row, draw_rows
from b12regimen.values.calendar_days import later, to_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from matplotlib.axes import Axes

    from b12regimen.courses.course_doses import CourseDose
    from b12regimen.courses.status import CourseStatus
    from b12regimen.plots.sheet import KeyEntry
    from b12regimen.plots.styles import Style
    from b12regimen.values.calendar_days import DayLike

_GIVEN: Final[dict[str | None, Style]] = {
    "on-time": styles.GIVEN,
    "early": styles.EARLY,
    "late": styles.LATE,
    "outside-the-plan": styles.OUTSIDE,
}
_UNLIKE: Final[dict[str | None, Style]] = {"unlike-the-plan": styles.UNLIKE, "far-off": styles.FAR_OFF}
_OUTSIDE: Final = "outside the plan"
_PAUSE: Final = 0.15  # how opaque


def plot_course(
    course: Course,
    today: DayLike,
    *,
    until: DayLike | None = None,
    since: DayLike | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a course as it stands on a day.

    A dose whose amount is none that its step prints has a mark of its own, in place of that for its day. A missed dose
    is drawn over the days on which it was planned; one to come on its recommended day, or between its days where the
    source leaves that open.

    Args:
        course: The course.
        today: The day on which it is looked at; what was recorded for later days is drawn where it was recorded.
        until: The first day that is not drawn; ``None`` ends a year after today, or after the start if that is later.
        since: The first day that is drawn; ``None`` begins with the course.
        ax: The axes to draw on; ``None`` makes a figure.

    Returns:
        The axes.

    Raises:
        CourseError: It is no course, a day cannot be read, ``until`` is not after the first day, or a decision does not
            fit the course.
    """
    if not isinstance(course, Course):
        reason = f"{course!r} is no course; make one with Course.of(recommendation, start=...)"
        raise CourseError.of("course", reason)
    day = to_day(today, "today", CourseError)
    end = later(max(day, course.start), 1, "year") if until is None else to_day(until, "until", CourseError)
    first = min([course.start, *(one.day for one in (*course.given, *course.decisions))])
    begin = first if since is None else to_day(since, "since", CourseError)
    if end <= begin:
        raise CourseError.of("until", f"{end} is not after {begin}, where the axis begins")
    status = course.status(day)
    rows = list(_rows(course, status, begin, end))
    pauses = _pauses(course, end)
    key: list[KeyEntry] = [([day_line()], f"today, {day}")]
    if pauses:
        key.append(([_shade((0, 0), 16, 8)], "paused"))
    footer = [status.waiting_for] if status.waiting_for else []
    footer += status.unlike_in_words
    footer += [LATE] if status.state == "overdue" or status.missed or status.late else []
    footer += [f"source: {course.source or 'not given'}", A_CLINICIAN_DECIDES]
    title = f"{course.regimen.drug}: {in_words(status.state)} on {day}"
    if status.unlike:
        title += f"; an amount is {status.unlike[0].unlike}"
    span = number(begin), number(end)
    drawn = draw_rows(ax, rows, span=span, title=title, footer=footer, key=key, line=(number(day), "today"))
    for paused, resumed in pauses:
        lowest, highest = drawn.get_ylim()
        shade = _shade((number(paused), highest), number(resumed) - number(paused), lowest - highest)
        shade.set_gid("paused")
        drawn.add_patch(shade)
    date_axis(drawn, sorted(number(one.day) for one in course.given))
    return drawn


def _rows(course: Course, status: CourseStatus, begin: date, end: date) -> Iterator[Row]:
    marks: dict[str, list[Mark]] = {}
    is_open: dict[str, bool] = {}
    for dose in course.doses(until=end, since=begin):
        key = dose.step or _OUTSIDE
        marks.setdefault(key, []).append(_marked(dose, status))
        is_open[key] = dose.is_open
    for missed in course.missed(status.day):
        last = None if missed.latest is None else number(missed.latest)
        marks.setdefault(missed.step, []).append(Mark(styles.MISSED, number(missed.earliest), last))
    for key, step in {one.key: one.step for one in steps_of(course.regimen, course.begins_with)}.items():
        if key in marks:
            yield Row(f"{key}: {step}", marks.pop(key), is_open=is_open.get(key, False))
    if outside := marks.pop(_OUTSIDE, []):
        yield Row(_OUTSIDE, outside)
    if course.decisions:
        said = ", ".join(f"{one.day} {one.kind}" for one in course.decisions)
        days = [Mark.on(styles.DECIDED, number(one.day)) for one in course.decisions if begin <= one.day < end]
        yield Row(f"decisions: {said}", days)


def _marked(dose: CourseDose, status: CourseStatus) -> Mark:
    if dose.day is not None:
        style = _UNLIKE.get(dose.likeness) or _GIVEN[dose.punctuality]
        return Mark.on(style, number(dose.day))
    earliest = number(dose.earliest or status.day)
    style = _of_one_to_come(dose, status)
    if dose.recommended is not None:
        return Mark.on(style, number(dose.recommended))
    return Mark(style, earliest, None if dose.latest is None else number(dose.latest))


def _of_one_to_come(dose: CourseDose, status: CourseStatus) -> Style:
    due = status.next
    if due is not None and (due.step, due.number) == (dose.step, dose.number) and due.is_due:
        return styles.OVERDUE if due.days_overdue else styles.DUE
    return styles.TO_COME if dose.is_certain or dose.is_open else styles.IF_NEEDED


def _pauses(course: Course, end: date) -> list[tuple[date, date]]:
    """Give the days from each pause to its end, or to the end of the axis."""
    found: list[tuple[date, date]] = []
    since: date | None = None
    for one in course.decisions:
        if one.kind == "pause":
            since = one.day
        elif one.kind == "resume" and since is not None:
            found.append((since, one.day))
            since = None
    return [*found, *([(since, max(since, end))] if since else [])]


def _shade(corner: tuple[float, float], width: float, height: float) -> Rectangle:
    return Rectangle(corner, width, height, color=rcParams["text.color"], alpha=_PAUSE, linewidth=0, zorder=0)
