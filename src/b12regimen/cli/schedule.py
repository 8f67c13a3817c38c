"""The command ``b12regimen schedule``: a regimen on the calendar of one patient (extra ``cli``)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from b12regimen.cli.input import guideline_of, patient_of
from b12regimen.cli.output import (
    ANSWERED,
    AS_OF_HELP,
    BAD_INPUT,
    FACTS_MISSING,
    GUIDELINE_HELP,
    NO_REGIMEN,
    PATIENT_HELP,
    THRESHOLDS_HELP,
    Day,
    Html,
    Json,
    Parameter,
    complain,
    show_sections,
)
from b12regimen.cli.page_head import page_head
from b12regimen.cli.writing import write_new
from b12regimen.courses.calendars import to_calendar
from b12regimen.courses.course import Course
from b12regimen.courses.given_file import load_given
from b12regimen.courses.status import LATE
from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.monitoring.plan import monitoring_plan
from b12regimen.recommendations.recommendation import Recommendation
from b12regimen.recommendations.selection import select_regimen
from b12regimen.values.calendar_days import later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.courses.course_doses import CourseDose
    from b12regimen.display.sections import Section

_GIVEN: Final = "A TOML, JSON or CSV file with the doses that were given."
_UNTIL: Final = (
    "The first day that is not listed; a year after today, or after the start, if left out, and of an open step only "
    "the first doses."
)
_OF_AN_OPEN_STEP: Final = 12  # doses that are listed where nobody asked until when; more are pages without news
_WHICH: Final = (
    "Which regimen of the answer a clinician chose, from 1, by the source's preference; needed where the source gives "
    "several, or leaves injections to the clinician."
)
_POLICY: Final = "Plan ranges at their short or their long end; both ends are shown if left out."


def schedule(
    patient: Annotated[str, Parameter(help=PATIENT_HELP, allow_leading_hyphen=True)],
    /,
    *,
    guideline: Annotated[str, Parameter(help=GUIDELINE_HELP)],
    start: Annotated[Day, Parameter(help="The day for which the first dose is planned.")],
    given: Annotated[str | None, Parameter(help=_GIVEN)] = None,
    today: Annotated[Day | None, Parameter(help="The day on which it is asked what is due.")] = None,
    until: Annotated[Day | None, Parameter(help=_UNTIL)] = None,
    policy: Annotated[Literal["shortest", "longest"] | None, Parameter(help=_POLICY)] = None,
    which: Annotated[int | None, Parameter(help=_WHICH)] = None,
    thresholds: Annotated[str | None, Parameter(help=THRESHOLDS_HELP)] = None,
    as_of: Annotated[Day | None, Parameter(help=AS_OF_HELP)] = None,
    begins_with: Annotated[Literal["repletion", "maintenance"], Parameter(help="The phase it begins with.")] = (
        "repletion"
    ),
    ics: Annotated[str | None, Parameter(help="Write a calendar to this new file, with what to measure.")] = None,
    as_json: Json = False,
    html: Html = None,
) -> int:
    """Say when each dose of a guideline's regimen falls, and which is due.

    Exit codes:

    * 0: said.
    * 2: the input cannot be read, or a calendar was asked for and its extra is not installed.
    * 3: facts are missing that change the answer.
    * 4: there is no regimen to plan, or a contraindication stands.
    * 5: the answer could not be written.
    """
    known = patient_of(patient)
    recommendation = select_regimen(known, guideline=guideline_of(guideline, as_of), thresholds=thresholds)
    if refused := _why_not(recommendation):
        complain(refused)
        return FACTS_MISSING if recommendation.action == "ask" else NO_REGIMEN
    course = Course.of(
        recommendation,
        start=start,
        which=which,
        begins_with=begins_with,
        policy=policy,
        given=[] if given is None else load_given(given),
    )
    end = until or later(max(start, today or start), 1, "year")
    if ics is not None:
        try:
            text = to_calendar(
                course,
                name=f"{Path(patient).stem}/{recommendation.guideline.id}/{start}",
                until=end,
                stamp=datetime.combine(today or start, time(), UTC),
                plan=monitoring_plan(recommendation, start=start),
            )
        except ModuleNotFoundError as missing:
            complain(str(missing))
            return BAD_INPUT
        write_new(ics, text.encode())
    sections = _sections(course, today, end, _OF_AN_OPEN_STEP if until is None else None)
    planned = f"planned from {start}, beginning with {begins_with}"
    more = [planned if policy is None else f"{planned}; ranges at their {policy} end"]
    about = page_head(patients={"patient": known}, texts=[recommendation.guideline], more=more)
    show_sections("schedule", sections, lambda: _plain(course, today, end), about, as_json=as_json, html=html)
    return ANSWERED


def _why_not(recommendation: Recommendation) -> str | None:
    if recommendation.blocked:
        stand = map(str, recommendation.contraindications)
        return "\n".join(["nothing is planned while a contraindication stands:", *stand])
    if recommendation.action == "ask" or not recommendation.regimens:
        return f'there is no regimen to plan: the answer is "{recommendation.action}"; b12regimen recommend says why'
    return None


def _plain(course: Course, today: date | None, end: date) -> dict[str, Any]:
    return {
        "course": course.to_dict(),
        "status": None if today is None else course.status(today).to_dict(),
        "doses": [dose.to_dict() for dose in course.doses(until=end)],
        "until": end.isoformat(),
        "on_late_doses": LATE,
        "decision_support": DECISION_SUPPORT,
    }


def _sections(course: Course, today: date | None, end: date, of_an_open_step: int | None) -> Iterator[Section]:
    yield "regimen", [str(course.regimen)]
    if today is not None:
        yield "status", [course.status(today).line]
    yield "doses", list(_listed(course.doses(until=end), end, of_an_open_step))
    yield "late or missed", [LATE]
    yield "source", [course.source or "not given"]
    yield "decision support", [DECISION_SUPPORT]


def _listed(doses: list[CourseDose], end: date, most: int | None) -> Iterator[str]:
    """List doses below what is so of all doses of a step that is open, of each such step at most the first few."""
    coming = Counter(dose.step for dose in doses if dose.is_open)
    for step, count in coming.items():
        said = f"{step} is open: it goes on until a clinician closes it, or for good"
        yield said if most is None or count <= most else f"{said}; its next {most} doses are listed"
    seen: Counter[str | None] = Counter()
    for dose in doses:
        seen[dose.step] += dose.is_open
        if most is None or not dose.is_open or seen[dose.step] <= most:
            yield dose.line
    for step, count in coming.items():
        if most is not None and count > most:
            yield f"{count - most} more of {step} before {end}, if still open: --until {end} lists them, --json too"
    yield f"listed before {end}"
