"""Calendars: what an independent reader finds in the text."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
import vobject

from b12regimen import Course, CourseError, Patient, monitoring_plan, select_regimen, to_calendar

STAMP = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONTHLY = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly"


def events(text: str) -> dict[str, Any]:
    return {event.uid.value: event for event in vobject.readOne(text).vevent_list}


def written(course: Course, **details: Any) -> dict[str, Any]:
    return events(to_calendar(course, **({"name": "a", "until": "2026-07-01", "stamp": STAMP} | details)))


def test_each_dose_is_an_all_day_event_also_from_the_31st() -> None:
    found = list(written(Course(regimen=MONTHLY, start="2026-01-31")).values())
    days = [event.dtstart.value for event in found]
    assert days == [date(2026, month, day) for month, day in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 30))]
    assert [(event.dtend.value - event.dtstart.value).days for event in found] == [1] * 6
    assert all(event.dtstamp.value == STAMP for event in found)
    assert found[0].summary.value == "hydroxocobalamin 1 mg IM, planned (maintenance.1, dose 1)"
    assert not any(hasattr(event, "rrule") for event in found)


def test_an_event_keeps_its_identity_when_its_day_moves() -> None:
    course = Course(regimen=MONTHLY, start="2026-01-31").record("2026-01-31", dose="1 mg")
    before, after = written(course), written(course.record("2026-03-03", dose="1 mg"), revision=1)
    assert list(before)[:5] == list(after)
    assert [event.dtstart.value.day for event in after.values()] == [31, 3, 3, 3, 3]
    assert {event.sequence.value for event in after.values()} == {"1"}
    assert not set(before) & set(written(course, name="b"))
    assert to_calendar(course, name="a", until="2026-07-01", stamp=STAMP) == to_calendar(
        course, name="a", until="2026-07-01", stamp=STAMP
    )


def test_what_no_longer_stands_is_cancelled() -> None:
    course = Course(regimen=MONTHLY, start="2026-01-31").record("2026-01-31", dose="1 mg")
    found = written(course.close_step("2026-03-01", step="maintenance.1"), before=course)
    assert [event.status.value for event in found.values()] == ["CONFIRMED", *["CANCELLED"] * 5]


def test_a_dose_that_is_not_settled_shows_both_ends() -> None:
    course = Course(regimen=MONTHLY.replace("monthly", "every 2-3 months"), start="2026-01-05")
    second = list(written(course).values())[1]
    assert (second.dtstart.value, second.dtend.value) == (date(2026, 3, 5), date(2026, 4, 6))
    assert second.status.value == "TENTATIVE"


def test_doses_outside_the_plan_are_told_apart() -> None:
    course = Course(regimen=MONTHLY.replace("1 mg IM monthly", "if clear effect, 1 mg IM monthly"), start="2026-01-05")
    course = course.record("2026-01-06", dose="1 mg").record("2026-01-07", dose="1 mg")
    found = written(course, until="2026-01-08")
    assert [event.summary.value[-18:] for event in list(found.values())[:2]] == ["(outside the plan)"] * 2


def test_an_event_says_what_was_settled_by_whom_and_what_the_caller_chose() -> None:
    printed = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    course = Course(regimen=printed, start="2026-01-05", policy="longest").record("2026-01-05", dose="500 mcg")
    answers = {"maintenance.1.timing": "every 3 months"}
    course = course.settle(answers, "2026-01-06", by="a haematologist", note="well").record("2026-04-06")
    given_before, given_after, planned, *_ = written(course.settle(answers, "2026-04-06"), until="2026-12-01").values()
    assert given_before.summary.value == "hydroxocobalamin 500 mcg, given (maintenance.1, dose 1)"
    lines = given_before.description.value.splitlines()
    assert lines[1:3] == [printed, "Ranges are planned at their longest end, the caller's choice"]
    assert given_after.summary.value == (
        "hydroxocobalamin injection, its amount not recorded, given (maintenance.1, dose 2)"
    )
    settled = printed.replace("2-3", "3")
    by = "Settled on 2026-01-06 by a haematologist: maintenance.1.timing: every 3 months (well)"
    assert given_after.description.value.splitlines()[1:4] == [settled, by, f"As the course began with it: {printed}"]
    again = "Settled on 2026-04-06 by whom was not recorded: maintenance.1.timing: every 3 months"
    assert planned.description.value.splitlines()[1:4] == [settled, by, again]


def test_titles_name_every_dose_and_route_that_is_open_and_the_gate() -> None:
    steps = "1 mg IM or SC daily for 1 dose, then if clear effect, 1 mg IM weekly for 2 doses"
    gated = Course(regimen=f"cyanocobalamin; repletion: {steps}; maintenance: none", start="2026-01-05")
    first, second, *_ = written(gated).values()
    assert first.summary.value == "cyanocobalamin 1 mg IM or SC, planned (repletion.1, dose 1)"
    assert second.summary.value == "cyanocobalamin 1 mg IM, planned (repletion.2, dose 1; only if clear effect)"
    either = "cyanocobalamin; repletion: none; maintenance: 1 mg IM monthly, or 500 mcg SC weekly"
    first, *_ = written(Course(regimen=either, start="2026-01-05")).values()
    assert first.summary.value == "cyanocobalamin 1 mg IM or 500 mcg SC, planned (maintenance.1, dose 1)"
    weekdays = Course(
        regimen="cyanocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: none",
        start="2026-01-05",
        spacing={"repletion.1": ["Monday", "Wednesday", "Friday"]},
    )
    first, *_ = written(weekdays).values()
    assert "repletion.1 on Monday, Wednesday, Friday, the caller's choice" in first.description.value


def test_blood_tests_and_reviews_are_events_of_their_own() -> None:
    known = {"age": 46, "purpose": "treatment", "cause": "pernicious-anaemia", "optic_disease": "none"}
    patient = Patient.from_dict(known | {"pregnancy": "not-pregnant", "severity": {"neurological": True}})
    answer = select_regimen(patient, guideline="uk-bnf-hydroxocobalamin")
    plan = monitoring_plan(answer, start=date(2026, 3, 2))
    course = Course.of(answer, start="2026-03-02")
    without = written(course)
    beside = {uid: event for uid, event in written(course, plan=plan).items() if uid not in without}
    dated = [item for item in plan.items if (item.earliest or item.latest) and item.entry.kind != "do-not-measure"]
    titles = [event.summary.value for event in beside.values()]
    assert [title.split(" (")[0] for title in titles] == [
        item.what if item.entry.kind == "review" else f"measure: {item.what}" for item in dated
    ]
    assert {"measure: potassium", "measure: potassium (from US)", "review: response"} < set(titles)
    (disputed,) = plan.disagreements
    (event,) = (event for event in beside.values() if "sources disagree" in event.summary.value)
    assert event.summary.value == "measure: vitamin-b12 (from SE, sources disagree)"
    assert all(str(item) in event.description.value for item in (*disputed.measured, *disputed.not_measured))
    assert sum("Sources disagree" in event.description.value for event in beside.values()) == 1
    assert all("a clinician decides" in event.description.value for event in beside.values())


def test_without_icalendar_it_says_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(ModuleNotFoundError, match='calendars need icalendar, which the extra "calendars" brings'):
        written(Course(regimen=MONTHLY, start="2026-01-31"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "calendar: name: ' ' is no name"),
        ({"stamp": datetime(2026, 3, 1)}, "is no moment"),  # noqa: DTZ001
        ({"stamp": "now"}, "is no moment"),
        ({"revision": -1}, "-1 is no number of a revision"),
        ({"until": None}, "until: None is no day"),
    ],
)
def test_wrong_arguments(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(CourseError, match=said):
        written(Course(regimen=MONTHLY, start="2026-01-31"), **wrong)
