"""Courses: what is recorded and decided, what is due, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest

from b12regimen import (
    Course,
    CourseError,
    Decision,
    GivenDose,
    Patient,
    Quantity,
    load_given,
    parse_guideline,
    select_regimen,
)
from b12regimen.courses.course import to_course
from b12regimen.courses.status import LATE
from b12regimen.courses.step_run import StepRun
from b12regimen.recommendations.recommendation import A_CLINICIAN_DECIDES
from b12regimen.regimens.dosing import DRUGS

FIXTURES = sorted((Path(__file__).parent / "courses").glob("*.json"))
WEEKLY = "hydroxocobalamin; repletion: 1 mg IM weekly for 4 weeks; maintenance: 1 mg IM every 2-3 months"
DAILY = "hydroxocobalamin; repletion: 1 mg IM daily for 2 weeks; maintenance: 1 mg IM monthly"
TOTAL = "hydroxocobalamin; repletion: 100 mcg IM daily to a total of 1 mg; maintenance: 30 mcg IM every 4 weeks"
OPEN = (
    "hydroxocobalamin; repletion: 1 mg IM on alternate days until no further improvement; maintenance: 1 mg IM monthly"
)
TYPICAL = "hydroxocobalamin; repletion: 1 mg IM typically for 2 doses over 2 weeks; maintenance: 1 mg IM every 12 weeks"

ONCE = "hydroxocobalamin; repletion: 1 mg IM once; maintenance: none"
YEARLY = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 1-2 years"
BNF = "hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM every 3 months"


def days_of(course: Course, until: str = "2027-01-01") -> list[str]:
    return [str(dose.given_on or dose.recommended) for dose in course.doses(until=until)]


def given(course: Course, *days: str, **details: Any) -> Course:
    for day in days:
        course = course.record(day, **({"dose": "1 mg"} | details))
    return course


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_a_course_written_by_an_earlier_version_reads_and_says_the_same(file: Path) -> None:
    frozen = json.loads(file.read_text("utf-8"))
    course = Course.from_dict(frozen["course"])
    assert course.to_dict() == frozen["course"]
    assert course.status(frozen["today"]).line == frozen["line"]
    assert [str(dose) for dose in course.doses(until=frozen["until"])] == frozen["doses"]


def test_a_late_dose_moves_those_after_it_and_lengths_of_time_run_on() -> None:
    course = given(Course(regimen=WEEKLY, start="2026-03-02"), "2026-03-02", "2026-03-11")
    assert days_of(course)[:3] == ["2026-03-02", "2026-03-11", "2026-03-18"]
    assert str(course.doses(until="2026-04-01")[1]) == "2026-03-11: given (repletion.1, dose 2, late by 2 days)"
    status = course.status("2026-03-30")
    assert (status.step, status.state) == ("repletion.1", "waiting")
    assert given(course, "2026-03-30").status("2026-03-30").step == "repletion.1"  # as much as a loading dose
    assert given(course, "2026-05-11").status("2026-05-11").step == "maintenance.1"


def test_what_is_missed_at_the_end_of_a_step_is_counted_and_not_made_up() -> None:
    course = given(Course(regimen=DAILY, start="2026-03-02"), "2026-03-02", "2026-03-03")
    left = course.status("2026-03-20")
    assert (left.step, left.missed, left.state, left.next) == ("repletion.1", 12, "waiting", None)
    assert left.line.endswith(" (12 missed); a clinician decides: 12 doses of repletion.1 were not given")
    closed = course.close_step("2026-03-20", step="repletion.1")
    assert course.pause("2026-03-20").resume("2026-03-25").status("2026-03-25").state == "waiting"
    assert len(course.pause("2026-03-20").resume("2026-03-25").doses(until="2027-01-01")) == 2
    status = closed.status("2026-03-20")
    assert (status.step, status.missed, status.state) == ("maintenance.1", 12, "on time")
    assert status.next is not None
    assert str(status.next.earliest) == "2026-04-03"


def test_the_next_step_does_not_begin_before_the_time_of_the_one_before_is_over() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM daily for 2 weeks, then 1 mg IM weekly for 2 doses; maintenance: none"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    assert course.status("2026-03-17").waiting_for == "a clinician decides: 13 doses of repletion.1 were not given"
    late = given(course, "2026-03-17").doses(until="2026-03-18")[-1]
    assert (late.step, str(late.earliest), late.days_off) == ("repletion.2", "2026-03-16", 1)


@pytest.mark.parametrize("maintenance", ["none", "if clear effect, 1 mg IM monthly"])
def test_a_late_dose_ends_no_broken_loading_where_no_dose_may_follow(maintenance: str) -> None:
    text = f"hydroxocobalamin; repletion: 1 mg IM weekly for 2 weeks; maintenance: {maintenance}"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02", "2026-03-20")
    status = course.status("2026-03-20")
    assert (status.outside_the_plan, status.state) == (1, "waiting")
    assert status.waiting_for == "a clinician decides: 1 dose of repletion.1 was not given"
    if maintenance != "none":
        assert course.pass_gate("2026-03-20").status("2026-03-20").step == "maintenance.1"
    else:
        assert course.close_step("2026-03-20").status("2026-03-20").state == "over"


def test_an_early_dose_and_a_missed_one() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly"
    course = given(Course(regimen=text, start="2026-01-05"), "2026-01-05", "2026-02-03", "2026-04-03")
    status = course.status("2026-04-10")
    assert (status.early, status.missed, status.late) == (1, 1, 0)
    assert status.line == (
        "1 mg IM monthly: 3 doses given, the last on 2026-04-03 (1 missed, 1 early); next 2026-05-03"
    )


def test_a_grace_is_the_callers_and_printed_as_such() -> None:
    course = given(Course(regimen=WEEKLY, start="2026-03-02"), "2026-03-02")
    strict, allowed = course.next_due("2026-03-11"), course.next_due("2026-03-11", grace=3)
    assert strict is not None
    assert allowed is not None
    assert (strict.days_overdue, allowed.days_overdue, str(allowed.overdue_from)) == (2, 0, "2026-03-13")
    assert "the caller's choice, not the source's: a grace of 3 days" in allowed.why
    assert str(strict).startswith("dose 2 of repletion.1: 2026-03-09, overdue by 2 days (")
    assert allowed.to_dict()["overdue_from"] == "2026-03-13"


def test_both_ends_of_a_range_are_shown_until_somebody_chooses() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    course = given(Course(regimen=text, start="2026-01-31"), "2026-01-31")
    due = course.next_due("2026-02-01")
    assert due is not None
    assert (due.days, due.recommended) == ("2026-03-31 to 2026-04-30", None)
    for policy, day in (("shortest", "2026-03-31"), ("longest", "2026-04-30")):
        chosen = Course.from_dict(course.to_dict() | {"policy": policy}).next_due("2026-02-01")
        assert chosen is not None
        assert (str(chosen.recommended), chosen.days) == (day, f"2026-03-31 to 2026-04-30, best {day}")
        assert f"the {policy} interval that the source allows" in chosen.why


def test_an_interval_settled_from_a_day_on() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    course = given(Course(regimen=text, start="2026-01-31"), "2026-01-31", "2026-03-31")
    settled = course.settle({"maintenance.1.timing": "every 3 months"}, "2026-04-02", by="Dr A")
    assert str(getattr(settled.next_due("2026-04-02"), "recommended", None)) == "2026-06-30"
    assert str(getattr(settled.next_due("2026-04-01"), "latest", None)) == "2026-06-30"
    again = settled.settle({"maintenance.1.timing": "every 2 months"}, "2026-05-01")
    assert str(getattr(again.next_due("2026-05-01"), "recommended", None)) == "2026-05-31"


def test_settling_weeks_in_days_counts_anew() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 1-2 weeks"
    course = given(Course(regimen=text, start="2026-01-05"), "2026-01-05", "2026-01-12", "2026-01-26")
    settled = course.settle({"maintenance.1.timing": "every 7 days"}, "2026-01-27")
    assert days_of(settled, "2026-02-10")[3:] == ["2026-02-02", "2026-02-09"]


def test_a_step_that_a_clinician_closes() -> None:
    course = given(Course(regimen=OPEN, start="2026-03-02"), "2026-03-02", "2026-03-04")
    closed = course.close_step("2026-04-20", step="repletion.1", by="Dr A", note="plateau")
    status = closed.status("2026-04-20")
    assert (status.step, status.state) == ("maintenance.1", "due")
    unstarted = (
        Course(regimen=OPEN, start="2026-03-02").close_step("2026-03-05", step="repletion.1").status("2026-03-05")
    )
    assert (unstarted.step, unstarted.state) == ("maintenance.1", "due")
    over = closed.close_step("2026-05-01", step="maintenance.1").status("2026-05-02")
    assert (over.state, over.waiting_for, over.step) == ("over", "injections are over", None)
    assert over.line == "the course is over: 2 doses given, the last on 2026-03-04; injections are over"


def test_a_typical_end_waits_for_a_clinician() -> None:
    course = given(Course(regimen=TYPICAL, start="2026-03-02"), "2026-03-02", "2026-03-09")
    status = course.status("2026-05-01")
    assert (status.state, status.next) == ("waiting", None)
    assert str(status.waiting_for).startswith("a clinician closes repletion.1")
    assert course.close_step("2026-05-01").status("2026-05-01").step == "maintenance.1"


def test_a_total_counts_what_was_given() -> None:
    course = Course(regimen=TOTAL, start="2026-03-02")
    for number in range(5):
        course = course.record(date(2026, 3, 2) + timedelta(days=number), dose="200 mcg")
    assert course.status("2026-03-06").step == "maintenance.1"
    untold = Course(regimen=TOTAL, start="2026-03-02").record("2026-03-02")
    status = untold.status("2026-03-03")
    assert (status.state, status.next) == ("waiting", None)
    assert status.waiting_for == (
        "a dose of repletion.1 was recorded without its amount, so whether 1 mg was reached cannot be told"
    )
    assert [str(one.given_on) for one in untold.doses(until="2026-04-01")] == ["2026-03-02"]


@pytest.mark.parametrize(
    ("maintenance", "said"),
    [
        ("oral", "injections are over: oral replacement follows"),
        ("1-2 mg orally daily", "injections are over: oral replacement follows"),
        ("none", "injections are over: the source gives no maintenance"),
        ("not stated", "injections are over: the source states no maintenance"),
    ],
)
def test_when_all_is_over_the_source_has_the_word(maintenance: str, said: str) -> None:
    text = f"hydroxocobalamin; repletion: 1 mg IM once; maintenance: {maintenance}"
    status = given(Course(regimen=text, start="2026-03-02"), "2026-03-02").status("2026-03-02")
    assert (status.state, status.waiting_for) == ("over", said)


def test_a_pause_moves_what_was_due_in_it_and_counts_nothing_missed() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly"
    course = given(Course(regimen=text, start="2026-01-05"), "2026-01-05")
    paused = course.pause("2026-01-20")
    assert (paused.status("2026-03-01").state, paused.next_due("2026-03-01")) == ("paused", None)
    assert paused.status("2026-03-01").waiting_for == "paused since 2026-01-20"
    assert len(paused.doses(until="2027-01-01")) == 1
    within = given(paused, "2026-02-05")
    assert str(within.doses(until="2027-01-01")[1]) == "2026-02-05: given (maintenance.1, dose 2, on time, in a pause)"
    assert "(1 in a pause); paused since 2026-01-20" in within.status("2026-03-01").line
    resumed = paused.resume("2026-06-01")
    status = resumed.status("2026-06-01")
    assert (status.state, status.missed) == ("due", 0)
    assert "moved by a pause" in str(status.next)
    assert given(resumed, "2026-06-01").status("2026-06-02").missed == 0


def test_what_was_overdue_before_a_pause_stays_so() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly"
    course = given(Course(regimen=text, start="2026-01-05"), "2026-01-05").pause("2026-02-20").resume("2026-04-20")
    status = course.status("2026-04-20")
    assert (status.state, str(status.next and status.next.earliest)) == ("overdue", "2026-02-05")
    after = given(course, "2026-04-20").status("2026-04-20")
    assert (after.missed, after.late) == (1, 0)
    unbegun = Course(regimen=text, start="2026-01-05").pause("2026-02-20").resume("2026-04-20")
    assert str(unbegun.doses(until="2026-05-01")[0].earliest) == "2026-01-05"


def test_a_window_that_a_pause_cuts() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    course = given(Course(regimen=text, start="2026-01-05"), "2026-01-05")
    cut = {
        ("2026-02-01", "2026-03-20"): ("2026-03-20", "2026-04-05"),
        ("2026-03-10", "2026-05-01"): ("2026-03-05", "2026-05-01"),
        ("2026-02-01", "2026-02-10"): ("2026-03-05", "2026-04-05"),
        ("2026-02-01", "2026-05-10"): ("2026-05-10", "2026-05-10"),
    }
    for (since, day), window in cut.items():
        dose = course.pause(since).resume(day).doses(until="2027-01-01")[1]
        assert (str(dose.earliest), str(dose.latest)) == window


def test_a_pause_on_and_off_on_one_day_changes_nothing() -> None:
    course = given(Course(regimen=DAILY, start="2026-03-02"), "2026-03-02")
    assert course.pause("2026-03-05").resume("2026-03-05").doses(until="2026-06-01") == course.doses(until="2026-06-01")
    again = course.pause("2026-03-03").resume("2026-03-05").pause("2026-03-05").resume("2026-03-08")
    assert days_of(again)[1] == "2026-03-08"


def test_doses_before_a_day_leave_out_the_one_of_that_day() -> None:
    course = given(Course(regimen=DAILY, start="2026-03-02"), "2026-03-02", "2026-03-03")
    assert days_of(course, "2026-03-03") == ["2026-03-02"]
    assert course.doses(until="2026-03-03", since="2026-03-03") == []


def test_one_late_first_dose_is_listed() -> None:
    assert days_of(given(Course(regimen=DAILY, start="2026-03-02"), "2026-03-09"))[0] == "2026-03-09"


def test_who_decided_and_why_is_kept_of_every_decision() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02").pause("2026-03-02", by="Dr A").resume("2026-03-03", by="Dr B")
    course = course.settle({"maintenance.1.timing": "every 3 months"}, "2026-03-04", by="Dr C", note="as agreed")
    assert [one.by for one in course.decisions] == ["Dr A", "Dr B", "Dr C"]
    assert course.decisions[-1].note == "as agreed"


def test_clinic_days_move_a_date_inside_its_window_only() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    course = given(Course(regimen=text, start="2026-01-05", policy="shortest"), "2026-01-05")
    fridays = {"is_open": lambda day: day.weekday() == 4}
    assert str(getattr(course.next_due("2026-01-06", **fridays), "recommended", None)) == "2026-03-06"
    assert str(course.doses(until="2026-04-01", **fridays)[1].recommended) == "2026-03-06"
    never = course.next_due("2026-01-06", is_open=lambda _: False)
    assert str(getattr(never, "recommended", None)) == "2026-03-05"
    exact = given(Course(regimen=WEEKLY, start="2026-03-02"), "2026-03-02").next_due("2026-03-03", **fridays)
    assert str(getattr(exact, "recommended", None)) == "2026-03-09"
    apart = "hydroxocobalamin; repletion: 1 mg IM at least 3 days apart for 10 doses; maintenance: none"
    free = given(Course(regimen=apart, start="2026-03-02", policy="shortest"), "2026-03-02")
    assert str(getattr(free.next_due("2026-03-03", **fridays), "recommended", None)) == "2026-03-06"


@pytest.mark.parametrize(
    ("policy", "is_open", "day"),
    [
        ("longest", date(2026, 3, 27), "2026-03-27"),  # the nearest day before
        ("longest", date(2026, 3, 5), "2026-03-05"),  # the first of the window
        ("shortest", date(2026, 4, 5), "2026-04-05"),  # the last of the window
        ("shortest", date(2026, 4, 6), "2026-03-05"),
        ("longest", date(2026, 3, 4), "2026-04-05"),
    ],
)
def test_the_one_open_day_is_taken_wherever_it_lies_in_the_window(policy: Any, is_open: date, day: str) -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    course = given(Course(regimen=text, start="2026-01-05", policy=policy), "2026-01-05")
    due = course.next_due("2026-01-06", is_open=lambda one: one == is_open)
    assert str(due and due.recommended) == day


def test_an_open_day_stays_and_where_nobody_has_chosen_a_day_none_is_asked_about() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    chosen = given(Course(regimen=text, start="2026-01-05", policy="shortest"), "2026-01-05")
    assert str(getattr(chosen.next_due("2026-01-06", is_open=lambda _: True), "recommended", None)) == "2026-03-05"
    asked: list[date] = []
    left_open = given(Course(regimen=text, start="2026-01-05"), "2026-01-05")
    due = left_open.next_due("2026-01-06", is_open=lambda day: bool(asked.append(day)))  # type: ignore[func-returns-value]
    assert (due and due.recommended, asked) == (None, [])


@pytest.mark.parametrize(("away", "is_moved"), [(365, True), (366, True), (367, False)])
@pytest.mark.parametrize("timing", ["every 1-3 years", "at least 1 year apart"])
def test_an_open_day_is_looked_for_within_a_year(timing: str, away: int, is_moved: bool) -> None:  # noqa: FBT001
    text = f"hydroxocobalamin; repletion: none; maintenance: 1 mg IM {timing}"
    course = given(Course(regimen=text, start="2026-01-05", policy="shortest"), "2026-01-05")
    first = date(2027, 1, 5)
    day = first + timedelta(days=away)
    due = course.next_due("2026-01-06", is_open=lambda one: one == day)
    assert (due and due.recommended) == (day if is_moved else first)


def test_a_gate_is_passed_on_the_day_on_which_the_step_before_is_closed() -> None:
    text = (
        "cyanocobalamin; repletion: 1 mg IM daily for 6-7 days, then if reticulocyte response, 1 mg IM "
        "weekly for 2 doses; maintenance: none"
    )
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02", "2026-03-03")
    assert course.status("2026-03-03").state == "on time"
    closed = course.close_step("2026-03-04").pass_gate("2026-03-04")
    assert closed.status("2026-03-04").step == "repletion.2"
    waiting = given(course, *(f"2026-03-0{day}" for day in range(4, 9))).status("2026-03-08")
    assert waiting.waiting_for == "a clinician finds whether there is reticulocyte response"
    outside = given(course.close_step("2026-03-04"), "2026-03-06")
    assert outside.status("2026-03-06").outside_the_plan == 1
    assert str(outside.doses(until="2026-03-07")[-1]).startswith("2026-03-06: given (outside the plan")
    paused = given(course.close_step("2026-03-04").pause("2026-03-05"), "2026-03-06")
    assert str(paused.doses(until="2026-03-07")[-1]) == "2026-03-06: given (outside the plan, in a pause)"
    assert paused.status("2026-03-07").in_pauses == 1


def test_doses_recorded_for_later_days_are_named_and_not_counted() -> None:
    course = given(
        Course(regimen="hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 3 months", start="2026-03-02"),
        "2026-03-02",
        "2062-06-02",
    )
    status = course.status("2026-06-20")
    assert (status.state, status.given, status.recorded_later) == ("overdue", 1, (date(2062, 6, 2),))
    assert "(recorded for a later day, and not counted: 2062-06-02); next" in status.line
    assert "2062-06-02 and 1 more)" in given(course, "2063-01-01").status("2026-06-20").line
    assert course.status("2062-06-02").recorded_later == ()


def test_a_recommendation_becomes_a_course() -> None:
    known = {"age": 46, "purpose": "treatment", "cause": "pernicious-anaemia", "optic_disease": "none"}
    patient = Patient.from_dict(known | {"severity": {"neurological": False}})
    answer = select_regimen(patient, guideline="uk-bnf-hydroxocobalamin")
    course = Course.of(answer, start="2026-03-02", policy="longest")
    assert "British National Formulary" in str(course.source)
    assert (course.regimen, course.policy) == (answer.regimens[0], "longest")
    assert repr(course).startswith("<Course hydroxocobalamin; ")
    for number, reason in (
        (2, "there is no regimen 2; the answer is inject, with 1$"),
        (True, "True is no number of a regimen; the first is 1$"),
    ):
        with pytest.raises(CourseError, match=f"^course: recommendation: {reason}"):
            Course.of(answer, start="2026-03-02", regimen=number)
    with pytest.raises(
        CourseError, match=r"^course: recommendation: 3 is no Recommendation, which select_regimen gives$"
    ):
        Course.of(3, start="2026-03-02")  # type: ignore[arg-type]


def test_any_regimen_of_a_recommendation_can_be_planned() -> None:
    guideline = parse_guideline((Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8"))
    known = {"age": 46, "purpose": "treatment", "severity": {"neurological": False}}
    answer = select_regimen(Patient.from_dict(known), guideline=guideline)
    assert len(answer.regimens) == 2
    for number, regimen in enumerate(answer.regimens, 1):
        assert Course.of(answer, start="2026-03-02", regimen=number).regimen == regimen


def test_what_is_no_course_is_said_with_what_makes_one() -> None:
    with pytest.raises(CourseError) as refused:
        to_course(3, "course")
    assert str(refused.value) == (
        "course: course: 3 is no Course; make one with Course(...), Course.of(...) or load_course(...)"
    )


def test_of_a_blocked_recommendation_each_contraindication_is_named_and_no_other_alert() -> None:
    patient = Patient.from_dict(
        {"age": 46, "purpose": "treatment", "cause": "pernicious-anaemia", "allergies": ["cobalt", "cyanocobalamin"]}
        | {"optic_disease": "none", "severity": {"neurological": False}}
    )
    answer = select_regimen(patient, guideline="us-fda-cyanocobalamin")
    texts = [alert.text for alert in answer.alerts]
    assert [alert.severity for alert in answer.alerts] == ["contraindication", "contraindication", "information"]
    with pytest.raises(CourseError) as refused:
        Course.of(answer, start="2026-03-02")
    assert str(refused.value) == f"course: recommendation: a contraindication stands: {texts[0]}; {texts[1]}"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"regimen": 3}, ["regimen: 3 is no regimen"]),
        ({"regimen": "1 mg"}, ["regimen: "]),
        (
            {"regimen": "drug not stated; repletion: none; maintenance: 1 mg IM monthly"},
            [
                "course: regimen: its drug is not stated; settle it first, for nothing is planned without a drug",
            ],
        ),
        (
            {"regimen": "hydroxocobalamin; repletion: 1 mg IM 3 times a day; maintenance: none"},
            ["course: regimen: repletion.1 may give more than one dose a day, and a course plans by days"],
        ),
        (
            {"begins_with": "maintenance", "regimen": DAILY.replace("1 mg IM monthly", "none")},
            ["course: regimen: it has no injection to plan: hydroxocobalamin; repletion: 1 mg IM daily"],
        ),
        (
            {"spacing": {"x": [1]}},
            ["course: spacing.x: there is no such step; one of: repletion.1, maintenance.1"],
        ),
        ({"start": None, "policy": 1, "source": "\n"}, ["start: None is no day", "policy: 1", "source: "]),
        ({"start": datetime(2026, 3, 2)}, ["is no day"]),  # noqa: DTZ001
        ({"start": "tomorrow", "begins_with": "oral"}, ["'tomorrow' is no day", "begins_with: 'oral'"]),
        ({"given": 3, "decisions": "x"}, ["given: 3 is no list", "decisions: 'x' is no list"]),
        (
            {"given": [{"day": "x", "dose": "1"}, 3, {"day": "2026-03-02", "route": "IV", "drug": "b12"}]},
            ["given[0].day", "given[0].dose", "given[1]: 3", "given[2].route", "given[2].drug"],
        ),
        (
            {"given": [{"day": "2026-03-02", "drug": "cyanocobalamin"}]},
            ["given[0].drug: cyanocobalamin"],
        ),
        (
            {"given": [{"day": "2026-03-02", "dose": "1 mg", "batch": "A1"}, {"day": "2026-03-02"}]},
            ["given[1]: two doses on 2026-03-02, (", "1 mg, A1)", "(nothing more recorded)", "given[0]"],
        ),
        ({"given": [{"day": "2026-03-02", "dose": "5 mL"}, {}]}, ["is no dose", "day is missing"]),
        ({"decisions": [{"day": "2026-03-02", "kind": "stop"}]}, ["decisions[0].kind"]),
        ({"decisions": [{"day": "2026-03-02", "kind": None}]}, ["decisions[0].kind: None is no decision"]),
        ({"decisions": [{"day": "2026-03-02", "kind": "settle"}]}, ["decisions[0].answers"]),
        ({"decisions": [{"day": "2026-03-02", "kind": "settle", "answers": {}}]}, ["are no answers"]),
        ({"decisions": [{"day": "2026-03-02", "kind": "pause", "note": "\n"}]}, ["is no text of one line"]),
        ({"spacing": 3}, ["spacing: 3 is no table"]),
        ({"spacing": {"repletion.1": "Monday"}}, ["spacing.repletion.1: 'Monday' is no list"]),
        ({"spacing": {"repletion.1": ["Monday"], "x": [1]}}, ["only such a step", "there is no such step"]),
    ],
)
def test_all_that_is_wrong_is_said_with_its_place(values: dict[str, Any], said: list[str]) -> None:
    with pytest.raises(CourseError) as raised:
        Course(**({"regimen": DAILY, "start": "2026-03-02"} | values))
    assert all(one in str(raised.value) for one in said), str(raised.value)


@pytest.mark.parametrize(
    "spacing", [["Monday", "Monday", "Friday"], ["Moonday", "Friday", "Sunday"], [2, 2], [2, 2, 4]]
)
def test_a_spacing_makes_up_a_week(spacing: list[Any]) -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: none"
    with pytest.raises(CourseError, match=r"spacing\.repletion\.1"):
        Course(regimen=text, start="2026-03-02", spacing={"repletion.1": spacing})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (3, "^course: 3 is no table of values$"),
        ({}, "version: None is no version"),
        ({"version": True, "regimen": DAILY, "start": "2026-03-02"}, "True is no version"),
        ({"version": 2}, "it reads 1"),
        (
            {"version": 1, "strat": "x", "policy": "x"},
            (
                "^course: 4 problems\n  strat: there is no such key; one of: version, regimen, start, begins_with, "
                "source, spacing, policy, given, decisions\n  regimen: this key is missing\n"
                "  start: this key is missing\n"
            ),
        ),
    ],
)
def test_a_json_of_a_wrong_shape(data: Any, said: str) -> None:
    with pytest.raises(CourseError, match=said) as raised:
        Course.from_dict(data)
    if isinstance(data, dict) and "strat" in data:
        assert [one.path for one in raised.value.findings] == ["strat", "regimen", "start", "policy"]
    else:
        assert [one.path for one in raised.value.findings] == ["version" if isinstance(data, dict) else ""]


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (lambda course: course.pass_gate("2026-03-03"), "decision pass-gate of 2026-03-03: no gate is open then$"),
        (lambda course: course.resume("2026-03-03"), "decision resume of 2026-03-03: the course is not paused then$"),
        (lambda course: course.pause("2026-03-03").pause("2026-03-04"), "paused since 2026-03-03"),
        (lambda course: course.close_step("2026-03-03", step="maintenance.1"), "the step is repletion.1 then"),
        (
            lambda course: (
                course.close_step("2026-03-03", step="repletion.1")
                .close_step("2026-03-04", step="maintenance.1")
                .close_step("2026-03-05")
            ),
            "decision close-step of 2026-03-05: no step is open then$",
        ),
        (
            lambda course: (
                course.close_step("2026-03-03", step="repletion.1")
                .close_step("2026-03-04", step="maintenance.1")
                .close_step("2026-03-05", step="maintenance.1")
            ),
            "decision close-step of 2026-03-05: the step is none: all are over then$",
        ),
        (lambda course: course.close_step("2026-03-03"), "nothing was given in repletion.1 yet"),
        (lambda course: given(course, "2026-03-02").close_step("2026-03-03").close_step("2026-03-03"), "already"),
        (
            lambda course: given(course, "2026-03-02").close_step("2026-03-03").close_step("2026-03-04"),
            'maintenance.1 has no end; to end it for good, name it: step="maintenance.1"',
        ),
        (lambda course: course.settle({"x": "daily"}, "2026-03-03"), "not open in this regimen"),
        (lambda course: course.settle(3, "2026-03-03"), "3 are no answers"),
        (lambda course: course.decide("stop", "2026-03-03"), "kind"),
        (lambda course: attrs.evolve(course, given=[{"day": "2026-03-03", "colour": "red"}]), "no such key"),
        (lambda course: course.record("2026-03-03", dose=Quantity(Fraction(1, 3), "mg")), "has no end as a decimal"),
        (lambda course: course.status("2026-03-03", grace=-1), "^course: grace: -1 is no number of days"),
        (lambda course: course.status("2026-03-03", grace=367), "367 is no number of days up to 366"),
        (lambda course: course.status("20260303"), "^course: today: '20260303' is no day"),
        (lambda course: course.missed("20260303"), "^course: today: '20260303' is no day"),
        (lambda course: course.regimen_on("20260303"), "^course: day: '20260303' is no day"),
        (lambda course: course.doses(since="20260303", until=DAY), "^course: since: '20260303' is no day"),
        (lambda course: course.doses(until=DAY, is_open=3), "^course: is_open: 3 is no function of a day"),
        (lambda course: course.status("2026-W10-2"), "'2026-W10-2' is no day"),
        (lambda course: course.status("2026-03-03", grace=True), "True is no number of days"),
        (lambda course: course.doses(until=3), "^course: until: 3 is no day"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(decide: Callable[[Course], object], said: str) -> None:
    with pytest.raises(CourseError, match=said):
        decide(Course(regimen=DAILY, start="2026-03-02"))


GATED = (
    "cyanocobalamin; repletion: 1 mg IM daily for 1 dose, then if reticulocyte response, 1 mg IM daily for 1 dose, "
    "then if clear effect, 1 mg IM weekly for 1 dose; maintenance: 1 mg IM every 2-3 months"
)
DAY = "2026-03-03"


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        ([("pass-gate", {}), ("fail-gate", {})], "a gate is passed or failed, and 2026-03-03 has both"),
        (
            [("fail-gate", {"step": "repletion.2"}), ("pass-gate", {})],
            "a gate is passed or failed, and 2026-03-03 has both",
        ),
        (
            [("fail-gate", {"step": "repletion.2"}), ("pass-gate", {"step": "repletion.2"})],
            "a gate is passed or failed, and 2026-03-03 has both",
        ),
        ([("close-step", {}), ("close-step", {"step": "repletion.1"})], "two steps are closed on 2026-03-03; name"),
        ([("pass-gate", {}), ("pass-gate", {"by": "Dr A"})], "pass-gate of 2026-03-03 is recorded already"),
        (
            [
                ("settle", {"answers": {"maintenance.1.timing": "every 3 months"}}),
                ("settle", {"answers": {"maintenance.1.timing": "every 2 months"}}),
            ],
            'maintenance.1.timing is settled in two ways on 2026-03-03, "every [23] months" and "every [23] months"',
        ),
    ],
)
def test_decisions_of_one_day_that_contradict_each_other_are_refused(
    decide: list[tuple[str, dict[str, Any]]], said: str
) -> None:
    for both in (decide, decide[::-1]):
        decisions = [{"day": DAY, "kind": kind, **more} for kind, more in both]
        with pytest.raises(CourseError, match=said) as refused:
            Course(regimen=GATED, start="2026-03-02", decisions=decisions)
        assert [finding.path for finding in refused.value.findings] == ["decisions[1]"]


def test_steps_closed_and_gates_judged_on_one_day_follow_one_another() -> None:
    course = given(Course(regimen=GATED, start="2026-03-02"), "2026-03-02").pass_gate(DAY, step="repletion.2")
    course = course.record(DAY, dose="1 mg").fail_gate(DAY, step="repletion.3")
    assert "was not found on 2026-03-03" in str(course.status(DAY).waiting_for)
    closed = Course(regimen=DAILY, start="2026-03-02").close_step(DAY, step="repletion.1")
    closed = closed.close_step(DAY, step="maintenance.1")
    assert closed.status(DAY).state == "over"


def test_a_gate_that_waits_is_not_closed() -> None:
    text = "cyanocobalamin; repletion: none; maintenance: if clear effect, 1 mg IM monthly"
    with pytest.raises(CourseError, match="waits at its gate"):
        Course(regimen=text, start="2026-03-02").close_step("2026-03-02")


def test_a_given_dose_whose_point_may_group_thousands_is_refused() -> None:
    for text in ("1.500 mcg", "1.000 mg"):
        with pytest.raises(CourseError, match="or group thousands"):
            GivenDose("2026-03-02", dose=text)
    with pytest.raises(CourseError, match="write mg or micrograms"):
        GivenDose("2026-03-02", dose="1 g")


ANSWERS_EXAMPLE = '; give keys with texts, for instance {"maintenance.1.timing": "every 3 months"}'
WRONG = [
    (GivenDose, "day", "x", "'x' is no day; give a date, or its text such as 2026-03-02"),
    (GivenDose, "dose", "1 g", '"1 g" is not read: a dose is not given in g or kg; write mg or micrograms'),
    (GivenDose, "dose", "5 mL", '"5 mL" is no dose; write a mass with its unit, for instance "1 mg"'),
    (
        GivenDose,
        "dose",
        Quantity(Fraction(1, 3), "mg"),
        '"0.333333 mg (rounded)" has no end as a decimal, so it cannot be written down; give one that has',
    ),
    (GivenDose, "route", "IV", "'IV' is no route of an injection; one of: IM, SC, deep SC"),
    (GivenDose, "drug", 3, f"3 is not one of its values; one of: {', '.join(DRUGS)}; leave it out if it is not known"),
    (
        GivenDose,
        "drug",
        ["mecobalamin"],
        f"['mecobalamin'] is not one of its values; one of: {', '.join(DRUGS)}; leave it out if it is not known",
    ),
    (GivenDose, "batch", "", "'' is no text of one line"),
    (GivenDose, "batch", " ", "' ' is no text of one line"),
    (GivenDose, "batch", "A\nB", "'A\\nB' is no text of one line"),
    (
        Decision,
        "kind",
        None,
        "None is no decision; one of: pass-gate, fail-gate, close-step, settle, pause, resume",
    ),
    (Decision, "answers", 3, f"3 are no answers{ANSWERS_EXAMPLE}"),
    (Decision, "answers", {"x": 3}, f"{{'x': 3}} are no answers{ANSWERS_EXAMPLE}"),
]


@pytest.mark.parametrize(
    ("kind", "name", "value", "said"), WRONG, ids=[f"{name} {value!r}" for _, name, value, _ in WRONG]
)
def test_what_cannot_be_read_of_an_event_is_said_whole(kind: Any, name: str, value: Any, said: str) -> None:
    values = {"day": "2026-03-02", **({"kind": "settle"} if kind is Decision else {}), name: value}
    for make, place in ((lambda: kind(**values), "course"), (lambda: kind.from_dict(values), f"{kind.what}: {name}")):
        with pytest.raises(CourseError) as refused:
            make()
        assert str(refused.value) == f"{place}: {said}"


def test_a_decision_and_its_answers_go_together() -> None:
    for values in ({"kind": "settle"}, {"kind": "pause", "answers": {"maintenance.1.timing": "every 3 months"}}):
        with pytest.raises(CourseError) as refused:
            Decision.from_dict({"day": "2026-03-02", **values})
        assert str(refused.value) == 'decision: answers: a decision of kind "settle" has answers, and no other has'


def test_a_gate_opens_before_the_dose_of_its_day_is_given() -> None:
    course = given(Course(regimen=GATED, start="2026-03-02"), "2026-03-02", DAY).pass_gate(DAY)
    assert course.doses(until="2026-03-04")[-1].step == "repletion.2"


def test_every_decision_that_contradicts_one_of_its_day_is_named() -> None:
    decisions = [{"day": day, "kind": "pause", "by": by} for day in (DAY, "2026-03-04") for by in ("Dr A", "Dr B")]
    with pytest.raises(CourseError) as refused:
        Course(regimen=GATED, start="2026-03-02", decisions=decisions)
    assert [finding.path for finding in refused.value.findings] == ["decisions[1]", "decisions[3]"]


def test_a_course_is_the_same_in_whichever_order_a_day_was_recorded() -> None:
    text = GATED.replace("1 mg IM every", "1 mg IM or SC every")
    timing, route = ({"maintenance.1.timing": "every 3 months"}, {"maintenance.1.route": "IM"})
    course = Course(regimen=text, start="2026-03-02")
    assert course.settle(timing, DAY).settle(route, DAY) == course.settle(route, DAY).settle(timing, DAY)
    said = set()
    for batches in (("A1", "B2"), ("B2", "A1")):
        with pytest.raises(CourseError) as refused:
            Course(regimen=text, start="2026-03-02", given=[{"day": DAY, "batch": batch} for batch in batches])
        said.add(str(refused.value))
    assert len(said) == 1


def test_events_are_read_and_shown() -> None:
    dose = GivenDose("2026-03-02", dose=Quantity(1, "mg"), route="deep sc", drug="hydroxocobalamin", batch="A1")
    assert GivenDose.from_dict(dose.to_dict()) == dose
    assert dose.route == "deep SC"
    assert Decision("2026-03-02", "pause", by="Dr A").to_dict()["by"] == "Dr A"
    with pytest.raises(CourseError, match="hydroxo"):
        GivenDose("2026-03-02", drug="hydroxo")  # type: ignore[arg-type]


def test_a_status_shows_itself() -> None:
    status = given(Course(regimen=WEEKLY, start="2026-03-02"), "2026-03-02").status("2026-03-20")
    assert "<h4>overdue</h4>" in status.to_html()
    assert "No source that was read says what to do about a dose that is late or missed" in str(status)
    fresh = Course(regimen=OPEN, start="2026-03-02").status("2026-03-01")
    assert (fresh.state, fresh.of) == ("not started", "a number that is not printed")
    assert fresh.line.endswith("0 doses given; next 2026-03-02")


def test_a_course_tells_all_that_was_recorded_and_whose_choice_it_was() -> None:
    spacing = {"repletion.1": ["Monday", "Wednesday", "Friday"]}
    course = Course(regimen=BNF, start="2026-03-02", spacing=spacing, policy="shortest")
    course = course.record("2026-03-02", dose="500 mcg", batch="A1").close_step("2026-03-09", by="Dr A", note="enough")
    assert [" ".join(part.split()) for part in str(course).split("\n\n")] == [
        (
            f"COURSE {BNF} from 2026-03-02, beginning with repletion ranges are planned at their shortest end, the "
            "caller's choice repletion.1: Monday, Wednesday, Friday, the caller's choice"
        ),
        "DOSES GIVEN 2026-03-02: dose 500 mcg; batch A1; the amount is unlike the plan",
        "DECISIONS 2026-03-09: decision close-step; by Dr A; note enough",
        "SOURCE not given",
        f"DECISION SUPPORT {A_CLINICIAN_DECIDES}",
    ]
    assert [" ".join(part.split()) for part in str(Course(regimen=ONCE, start="2026-03-02")).split("\n\n")][:2] == [
        f"COURSE {ONCE} from 2026-03-02, beginning with repletion",
        "DOSES GIVEN none was recorded",
    ]


def test_a_status_tells_all_that_it_knows() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02", source="a protocol").record("2026-03-02", dose="500 mcg")
    text = str(course.record("2026-03-11", dose="1 mg").status("2026-03-19", grace=1))
    assert [" ".join(part.split()) for part in text.split("\n\n")] == [
        (
            "DUE 1 mg IM weekly for 4 weeks: 2 doses given, the last on 2026-03-11 (1 late; 500 mcg on 2026-03-02 is "
            "unlike the plan); next 2026-03-18, which has come repletion.1: 2 of 4 given why: 1 mg IM weekly for 4 "
            "weeks: counted from the dose of 2026-03-11; the caller's choice, not the source's: a grace of 1 day"
        ),
        "AMOUNTS UNLIKE THE PLAN 2026-03-02: given (repletion.1, dose 1, on time, 500 mcg is unlike the plan)",
        f"LATE OR MISSED {LATE}",
        "SOURCE a protocol",
        f"DECISION SUPPORT {A_CLINICIAN_DECIDES}",
    ]
    over = given(Course(regimen=ONCE, start="2026-03-02"), "2026-03-02").status("2026-03-03")
    assert [" ".join(part.split()) for part in str(over).split("\n\n")] == [
        (
            "OVER the course is over: 1 dose given, the last on 2026-03-02; injections are over: the source gives no "
            "maintenance all steps are over"
        ),
        "SOURCE not given",
        f"DECISION SUPPORT {A_CLINICIAN_DECIDES}",
    ]


@pytest.mark.parametrize(
    ("days", "today", "is_said"), [(["2026-03-02", "2026-03-23"], "2026-03-23", True), (["2026-03-02"], DAY, False)]
)
def test_a_missed_dose_is_enough_to_say_what_no_source_says(days: list[str], today: str, is_said: bool) -> None:  # noqa: FBT001
    status = given(Course(regimen=WEEKLY, start="2026-03-02"), *days).status(today)
    assert (status.missed > 0, "LATE OR MISSED" in str(status)) == (is_said, is_said)


def test_a_status_is_plain_values_too() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02", source="a protocol").record("2026-03-02", dose="500 mcg")
    status = course.status("2026-03-09", grace=1)
    assert status.to_dict() == {
        "day": "2026-03-09",
        "state": "due",
        "step": "repletion.1",
        "what": "1 mg IM weekly for 4 weeks",
        "given_in_step": 1,
        "of": "4",
        "waiting_for": None,
        "next": {
            "step": "repletion.1",
            "what": "1 mg IM weekly for 4 weeks",
            "number": 2,
            "earliest": "2026-03-09",
            "recommended": "2026-03-09",
            "latest": "2026-03-09",
            "overdue_from": "2026-03-11",
            "grace": 1,
            "days_overdue": 0,
            "is_due": True,
            "is_certain": True,
            "why": "1 mg IM weekly for 4 weeks: counted from the dose of 2026-03-02; the caller's choice, not the "
            "source's: a grace of 1 day",
        },
        "given": 1,
        "last_given": "2026-03-02",
        "missed": 0,
        "early": 0,
        "late": 0,
        "outside_the_plan": 0,
        "unlike": [one.to_dict() for one in course.doses(until="2026-03-03")],
        "in_pauses": 0,
        "recorded_later": [],
        "source": "a protocol",
        "line": status.line,
        "on_late_doses": LATE,
        "decision_support": A_CLINICIAN_DECIDES,
    }
    over = given(Course(regimen=ONCE, start="2026-03-02"), "2026-03-02").status("2026-03-03")
    nothing = dict.fromkeys(("step", "what", "of", "next", "source"))
    assert over.to_dict().items() >= (nothing | {"given_in_step": 0}).items()


@pytest.mark.parametrize(
    ("course", "grace", "why"),
    [
        (Course(regimen=WEEKLY, start="2026-03-02"), None, "1 mg IM weekly for 4 weeks: the first dose of its step"),
        (
            Course(regimen=WEEKLY, start="2026-03-02", policy="shortest").record("2026-03-02"),
            0,
            "1 mg IM weekly for 4 weeks: counted from the dose of 2026-03-02",
        ),
        (
            Course(regimen=YEARLY, start="2026-03-02", policy="shortest").record("2026-03-02"),
            366,
            (
                "1 mg IM every 1-2 years: counted from the dose of 2026-03-02; the caller's choice, not the source's: "
                "a grace of 366 days and the shortest interval that the source allows"
            ),
        ),
        (
            Course(regimen=BNF, start="2026-03-02", spacing={"repletion.1": [2, 2, 3]})
            .record("2026-03-02")
            .pause("2026-03-03")
            .resume("2026-03-20"),
            1,
            (
                "1 mg IM 3 times a week for 2 weeks: counted from the dose of 2026-03-02, and moved by a pause; the "
                "caller's choice, not the source's: a grace of 1 day and the spacing 2, 2, 3"
            ),
        ),
    ],
)
def test_how_the_days_of_a_dose_were_found_is_said_with_whose_choice_it_was(
    course: Course, grace: int | None, why: str
) -> None:
    due = course.next_due("2026-03-20", grace=grace)
    assert due is not None
    assert due.why == why


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("given.csv", "day,dose,batch\n2026-03-02,1 mg,A1\n\n2026-03-04,,\n"),
        ("given.json", '[{"day": "2026-03-02", "dose": "1 mg", "batch": "A1"}, {"day": "2026-03-04"}]'),
        ("given.toml", 'given = [{day = 2026-03-02, dose = "1 mg", batch = "A1"}, {day = 2026-03-04}]'),
    ],
)
def test_doses_given_are_read_from_files(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    first, second = load_given(tmp_path / name)
    assert (str(first.day), str(first.dose), first.batch) == ("2026-03-02", "1 mg", "A1")
    assert (str(second.day), second.dose) == ("2026-03-04", None)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "given.csv",
            "day,dose\nx,1\n2026-03-02,1 mg\n2026-03-04,0 mg\n",
            ["line 2, day", "line 2, dose", "line 4, d"],
        ),
        ("given.csv", "dose,colour\n1 mg,red\n", ["line 1, colour", "names each column once"]),
        ("given.csv", "day,day\n1,2\n", ["names each column once"]),
        (
            "given.csv",
            "day,dose\n02/03/2026,1 mg\n2026-03-04,1 mg,x\n2026-03-05,0 mg\n",
            ["line 2, day", "line 3: this row has 3 cells", "line 4, dose"],
        ),
        ("given.csv", "Datum;Dosis\n2026-03-02;1 mg\n", ["line 1: ';' stands between the columns"]),
        ("given.csv", 'day\n"x', ["this is no CSV"]),
        ("given.csv", "", ["names each column once"]),
        ("given.json", "{", ["this is not JSON"]),
        ("given.json", '{"doses": []}', ['a list under "given"']),
        (
            "given.toml",
            '[[given]]\nday = "x"\n\n[[given]]\ndose = "1 mg"\n',
            ["line 2, given[0].day", "line 4"],
        ),
        (
            "given.csv",
            "day,dose\n2026-03-02,1 mg\n2026-03-04,1 mg\n2026-03-02,2 mg\n",
            ["line 4: two doses on 2026-03-02, (1 mg) and (2 mg)", "the other is line 2"],
        ),
        (
            "given.toml",
            "[[given]]\nday = 2026-03-02\n\n[[given]]\nday = 2026-03-02\n",
            ["line 4, given[1]", "the other is given[0], line 1"],
        ),
        (
            "given.json",
            '[{"day": "2026-03-02"}, {"day": "2026-03-02"}]',
            ["given[1]: two doses on 2026-03-02", "the other is given[0]"],
        ),
    ],
)
def test_bad_rows_are_reported_with_their_places(tmp_path: Path, name: str, text: str, said: list[str]) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(CourseError) as raised:
        load_given(tmp_path / name)
    assert all(one in str(raised.value) for one in said), str(raised.value)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "given.csv").write_bytes(b"\xff")
    with pytest.raises(CourseError, match="not UTF-8"):
        load_given(tmp_path / "given.csv")


def test_the_calendar_has_an_end() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM yearly for 900 years; maintenance: 1 mg IM every 50 weeks"
    course = Course(regimen=text, start="9990-03-02")
    assert len(course.doses(until="9999-12-31")) == 10
    assert course.status("9999-12-31").state == "overdue"


def test_a_choice_settled_when_all_is_over_is_refused() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM or SC once; maintenance: none"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    with pytest.raises(
        CourseError, match=r"repletion\.1 is over then, so to settle repletion\.1\.route changes nothing"
    ):
        course.settle({"repletion.1.route": "IM"}, "2026-03-03")


def test_choices_settled_too_late_are_all_named() -> None:
    text = "hydroxocobalamin; repletion: 0.5-1 mg IM or SC once; maintenance: none"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    said = r"to settle repletion\.1\.dose and repletion\.1\.route changes nothing; settle it on a day before, or not"
    with pytest.raises(CourseError, match=said):
        course.settle({"repletion.1.dose": "1 mg", "repletion.1.route": "IM"}, "2026-03-03")


def test_what_was_settled_first_still_stands_after_all_that_was_settled_later() -> None:
    text = "hydroxocobalamin; repletion: 0.5-1 mg IM or SC once; maintenance: 1 mg IM every 2-3 months"
    course = Course(regimen=text, start="2026-03-02")
    course = course.settle({"maintenance.1.timing": "every 3 months"}, "2026-02-01")
    course = course.settle({"repletion.1.route": "SC"}, "2026-02-02").settle({"repletion.1.dose": "1 mg"}, "2026-02-03")
    settled = "hydroxocobalamin; repletion: 1 mg SC once; maintenance: 1 mg IM every 3 months"
    assert str(course.regimen_on("2026-02-03")) == settled


def test_what_is_settled_of_an_oral_step_moves_no_injection() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM once; maintenance: 1-2 mg orally daily"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    settled = course.settle({"maintenance.1.dose": "1 mg"}, "2026-03-03")
    assert settled.status("2026-03-03") == course.status("2026-03-03")


def test_two_decisions_of_one_day_may_settle_the_same() -> None:
    course = Course(regimen=GATED.replace("1 mg IM every", "1 mg IM or SC every"), start="2026-03-02")
    timing = {"maintenance.1.timing": "every 3 months"}
    both = course.settle(timing, DAY).settle(timing | {"maintenance.1.route": "IM"}, DAY)
    assert len(both.decisions) == 2


def test_an_end_settled_when_its_step_is_over_is_refused() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM daily for 1-2 weeks; maintenance: 1 mg IM every 2-3 months"
    course = given(Course(regimen=text, start="2026-03-02"), *(f"2026-03-{day:02}" for day in range(2, 9)))
    in_time = course.settle({"repletion.1.end": "for 2 weeks"}, "2026-03-15").status("2026-03-16")
    assert (in_time.step, in_time.state, in_time.missed) == ("repletion.1", "waiting", 7)
    with pytest.raises(CourseError, match=r"repletion\.1 is over then"):
        course.settle({"repletion.1.end": "for 2 weeks", "maintenance.1.timing": "every 3 months"}, "2026-03-16")
    settled = course.settle({"maintenance.1.timing": "every 3 months"}, "2026-03-16")
    assert due_days(settled, "2026-03-16") == "2026-06-08"


def test_an_interval_settled_after_a_pause_holds_for_the_next_dose() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    course = given(Course(regimen=text, start="2026-01-05"), "2026-01-05").pause("2026-02-01").resume("2026-03-20")
    assert due_days(course, "2026-03-21") == "2026-03-20 to 2026-04-05"
    assert due_days(course.settle({"maintenance.1.timing": "every 3 months"}, DAY), "2026-03-21") == "2026-04-05"
    assert (
        due_days(course.settle({"maintenance.1.timing": "every 2 months"}, "2026-03-21"), "2026-03-21") == "2026-03-20"
    )


def test_a_step_that_is_spent_before_its_gate_says_who_is_waited_for() -> None:
    steps = "1 mg IM daily for at least 1 week, then if clear effect, 1 mg IM weekly for 2 doses"
    text = f"hydroxocobalamin; repletion: {steps}; maintenance: none"
    open_end = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    assert open_end.status("2026-03-20").state == "overdue"
    assert (
        open_end.close_step("2026-03-20").status("2026-03-20").waiting_for
        == "a clinician finds whether there is clear effect"
    )


def windows(phase: str) -> list[tuple[str, str | None, bool]]:
    """Give the days of each dose of a phase that begins on 2 March, and whether the source requires it."""
    text = f"hydroxocobalamin; repletion: {phase}; maintenance: none"
    return [
        (f"{one.earliest:%d %b}", f"{one.latest:%d %b}" if one.latest else None, one.is_certain)
        for one in Course(regimen=text, start="2026-03-02").doses(until="2027-01-01")
    ]


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        (
            "1 mg IM every 3-5 days for 2 weeks",
            [
                ("02 Mar", "02 Mar", True),
                ("05 Mar", "07 Mar", True),
                ("08 Mar", "12 Mar", True),
                ("11 Mar", "15 Mar", False),
                ("14 Mar", "15 Mar", False),
            ],
        ),
        (
            "1 mg IM every 3-5 days for 1-2 weeks",
            [
                ("02 Mar", "02 Mar", True),
                ("05 Mar", "07 Mar", True),
                ("08 Mar", "12 Mar", False),
                ("11 Mar", "15 Mar", False),
                ("14 Mar", "15 Mar", False),
            ],
        ),
        (
            "1 mg IM for 3 doses over 2 weeks",
            [("02 Mar", "02 Mar", True), ("03 Mar", "15 Mar", True), ("04 Mar", "15 Mar", True)],
        ),
        (
            "1 mg IM every 2-3 days for 2 doses, then 1 mg IM 3 times a week for 1 week",
            [
                ("02 Mar", "02 Mar", True),
                ("04 Mar", "05 Mar", True),
                ("06 Mar", "08 Mar", True),
                ("07 Mar", "13 Mar", True),
                ("08 Mar", "14 Mar", True),
            ],
        ),
        (
            "1 mg IM daily for 2 days, then 1 mg IM for 2 doses over 2 weeks",
            [("02 Mar", "02 Mar", True), ("03 Mar", "03 Mar", True), ("04 Mar", None, True), ("05 Mar", None, True)],
        ),
        (
            "1 mg IM on Monday and Tuesday for 5 doses",
            [(day, day, True) for day in ("02 Mar", "03 Mar", "09 Mar", "10 Mar", "16 Mar")],
        ),
        (
            "100 mcg IM daily typically to a total of 200 mcg",
            [("02 Mar", "02 Mar", True), ("03 Mar", "03 Mar", False)],
        ),
        (
            "1 mg IM weekly typically for 2 doses",
            [("02 Mar", "02 Mar", True), ("09 Mar", "09 Mar", False)],
        ),
        (
            "1 mg IM at least 3 days apart for 2 doses, then 1 mg IM weekly for 2 doses",
            [("02 Mar", "02 Mar", True), ("05 Mar", None, True), ("12 Mar", None, True), ("19 Mar", None, True)],
        ),
    ],
)
def test_no_dose_is_planned_beyond_the_time_of_its_step(phase: str, expected: list[tuple[str, str, bool]]) -> None:
    assert windows(phase) == expected


def test_a_typical_length_of_time_ends_nothing_by_itself() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM daily typically for 1 week; maintenance: 1 mg IM monthly"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    assert (course.status("2026-03-20").step, course.status("2026-03-20").state) == ("repletion.1", "overdue")
    course = given(course, *(f"2026-03-{day:02}" for day in range(3, 9)))
    assert (course.status("2026-03-20").step, course.status("2026-03-20").state) == ("repletion.1", "waiting")


def test_alternatives_that_end_differently_are_for_a_clinician_to_close() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM daily for 2 doses, or 250 mcg IM weekly for 4 doses; maintenance: none"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02", "2026-03-03")
    status = course.status("2026-03-04")
    assert (status.step, status.of, status.state) == ("repletion.1", "2-4", "due")


@pytest.mark.parametrize(
    ("start", "second", "due"),
    [
        ("2026-01-31", "2026-03-31", "2026-05-31 to 2026-06-30"),
        ("2026-01-31", "2026-02-28", "2026-04-28 to 2026-05-28"),  # too early: counted anew from its own day
        (
            "2025-12-31",
            "2026-06-30",
            "2026-08-31 to 2026-09-30",
        ),  # one was missed, and the last of June stands for the 31st
    ],
)
def test_months_keep_the_day_on_which_they_began_if_a_dose_stands_on_it(start: str, second: str, due: str) -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    assert due_days(given(Course(regimen=text, start=start), start, second), second) == due


def test_settling_an_interval_keeps_the_day_of_the_month() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 1-2 months"
    course = given(Course(regimen=text, start="2026-01-31"), "2026-01-31")
    settled = course.settle({"maintenance.1.timing": "monthly"}, "2026-02-01")
    assert due_days(given(settled, "2026-02-28"), "2026-03-01") == "2026-03-31"
    later = given(course, "2026-02-28").settle({"maintenance.1.timing": "monthly"}, "2026-03-01")
    assert due_days(later, "2026-03-01") == "2026-03-31"


def test_an_interval_that_is_settled_before_the_first_dose_holds_from_it() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 1-2 weeks"
    course = Course(regimen=text, start="2026-01-05", policy="shortest")
    settled = course.settle({"maintenance.1.timing": "every 14 days"}, "2026-01-04")
    assert days_of(settled, "2026-02-10") == ["2026-01-05", "2026-01-19", "2026-02-02"]


def test_what_is_settled_keeps_every_pause_before_it() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 1-2 months"
    course = Course(regimen=text, start="2026-01-05").pause("2026-01-03").resume("2026-01-10")
    course = course.pause("2026-01-10").resume("2026-01-20")
    assert due_days(course, "2026-01-20") == "2026-01-20"
    settled = course.settle({"maintenance.1.timing": "monthly"}, "2026-01-20")
    assert due_days(settled, "2026-01-20") == "2026-01-20"


NUMBERED = "hydroxocobalamin; repletion: 1 mg IM on days 1, 3, 7 and 10; maintenance: none"


@pytest.mark.parametrize(
    ("given_after", "to_come"),
    [
        ([], ["2026-03-20", "2026-03-24", "2026-03-27"]),
        (["2026-03-20"], ["2026-03-24", "2026-03-27"]),
        (["2026-03-24"], ["2026-03-27"]),  # the second was missed, and day 10 still is three days after day 7
    ],
)
def test_numbered_days_keep_their_distances_after_a_pause(given_after: list[str], to_come: list[str]) -> None:
    course = given(Course(regimen=NUMBERED, start="2026-03-02"), "2026-03-02")
    course = given(course.pause("2026-03-03").resume("2026-03-20"), *given_after)
    assert days_of(course) == ["2026-03-02", *given_after, *to_come]


def test_a_pause_moves_nothing_of_a_step_whose_first_dose_is_overdue() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly"
    course = Course(regimen=text, start="2026-01-05")
    paused = course.pause("2026-02-20").resume("2026-04-20")
    assert paused.doses(until="2027-01-01") == course.doses(until="2027-01-01")


@pytest.mark.parametrize(
    ("since", "days"),
    [("2026-03-03", ["2026-03-20", "2026-03-23"]), ("2026-03-10", ["2026-03-05", "2026-03-08"])],
)
def test_a_pause_sets_no_last_day_where_the_source_sets_none(since: str, days: list[str]) -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM at least 3 days apart for 3 doses; maintenance: none"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02").pause(since).resume("2026-03-20")
    assert [(str(one.earliest), one.latest) for one in course.doses(until="2027-01-01")[1:]] == [
        (day, None) for day in days
    ]


def test_what_an_earlier_pause_moved_stays_where_it_was_moved() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly"
    course = given(Course(regimen=text, start="2026-01-05"), "2026-01-05").pause("2026-02-01").resume("2026-03-01")
    assert days_of(course, "2026-05-02")[1:] == ["2026-03-01", "2026-04-01", "2026-05-01"]
    again = course.pause("2026-03-20").resume("2026-05-01")
    assert days_of(again, "2026-06-02")[1:] == ["2026-03-01", "2026-05-01", "2026-06-01"]


def test_a_pause_lengthens_the_time_over_which_doses_are_given() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM for 3 doses over 2 weeks; maintenance: none"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02").pause("2026-03-05").resume("2026-03-20")
    assert [(str(one.earliest), str(one.latest)) for one in course.doses(until="2026-06-01")[1:]] == [
        ("2026-03-03", "2026-03-20"),
        ("2026-03-04", "2026-03-20"),
    ]


def test_each_pause_moves_the_end_of_a_step() -> None:
    course = given(Course(regimen=WEEKLY, start="2026-03-02"), "2026-03-02").pause("2026-03-05").resume("2026-03-20")
    course = given(course, "2026-03-20").pause("2026-03-22").resume("2026-04-20")
    to_come = [one for one in course.doses(until="2026-06-01") if one.given_on is None]
    assert [(one.step, one.number, str(one.recommended)) for one in to_come] == [
        ("repletion.1", 3, "2026-04-20"),
        ("repletion.1", 4, "2026-04-27"),
    ]
    left = given(course, "2026-04-20")
    assert [left.status(day).state for day in ("2026-04-27", "2026-05-03", "2026-05-04")] == [
        "due",
        "overdue",
        "waiting",
    ]
    assert left.status("2026-05-04").missed == 1


@pytest.mark.parametrize(
    ("since", "day", "due"),
    [
        ("2026-01-10", "2026-01-20", "2026-02-05"),
        ("2026-02-05", "2026-02-06", "2026-02-06"),
        ("2026-02-01", "2026-02-05", "2026-02-05"),
    ],
)
def test_a_dose_is_called_moved_only_if_a_pause_moved_it(since: str, day: str, due: str) -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM monthly for 2 doses; maintenance: none"
    course = given(Course(regimen=text, start="2026-01-05"), "2026-01-05").pause(since).resume(day)
    assert due_days(course, day) == due
    assert ("moved by a pause" in str(course.next_due(day))) is (due != "2026-02-05")


def test_a_dose_without_a_last_day_that_was_due_before_a_pause_is_not_called_moved() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM at least 3 days apart for 3 doses; maintenance: none"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02").pause("2026-03-10").resume("2026-03-20")
    assert "moved by a pause" not in str(course.next_due("2026-03-20"))


THREE_A_WEEK = "hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM every 2-3 months"


def due_after(course: Course, *days: str) -> list[str]:
    """Give the days of the next three doses, after what was given."""
    found = [one for one in given(course, *days).doses(until="2026-04-01") if one.given_on is None]
    return [str(one.earliest) if one.earliest == one.latest else f"{one.earliest} to {one.latest}" for one in found[:3]]


@pytest.mark.parametrize(
    ("days", "to_come"),
    [
        (["2026-03-02", "2026-03-04"], ["2026-03-06", "2026-03-09", "2026-03-11"]),
        (["2026-03-02", "2026-03-06"], ["2026-03-09", "2026-03-11", "2026-03-13"]),  # one was missed
        (["2026-03-02", "2026-03-04", "2026-03-07"], ["2026-03-09", "2026-03-11", "2026-03-14"]),  # a day late
    ],
)
def test_gaps_go_on_after_a_planned_day_and_begin_anew_after_another(days: list[str], to_come: list[str]) -> None:
    course = Course(regimen=THREE_A_WEEK, start="2026-03-02", spacing={"repletion.1": [2, 2, 3]})
    assert due_after(course, *days) == to_come


@pytest.mark.parametrize("second", ["2026-03-03", "2026-03-07"])  # the first and the last day of its window
def test_a_dose_in_its_window_moves_no_week(second: str) -> None:
    course = Course(regimen=THREE_A_WEEK, start="2026-03-02")
    third = "2026-03-04 to 2026-03-08" if second == "2026-03-03" else "2026-03-08"
    to_come = [third, "2026-03-09 to 2026-03-13", "2026-03-10 to 2026-03-14"]
    assert due_after(course, "2026-03-02", second) == to_come
    settled = given(course, "2026-03-02", second).settle({"maintenance.1.timing": "every 3 months"}, second)
    assert due_after(settled) == to_come


def test_a_course_on_weekdays_begins_on_one_of_them() -> None:
    weekdays = {"repletion.1": ["Monday", "Wednesday", "Friday"]}
    course = Course(regimen=THREE_A_WEEK, start="2026-03-03", spacing=weekdays)  # a Tuesday
    assert due_after(course) == ["2026-03-04", "2026-03-06", "2026-03-09"]
    text = "hydroxocobalamin; repletion: 1 mg IM every 2-3 days for 3 doses, then 1 mg IM on Monday for 2 doses; {}"
    named = Course(regimen=text.format("maintenance: none"), start="2026-03-02")
    assert [(str(one.earliest), str(one.latest)) for one in named.doses(until="2026-04-01")][2:] == [
        ("2026-03-06", "2026-03-08"),
        ("2026-03-09", "2026-03-09"),
        ("2026-03-16", "2026-03-16"),
    ]


def test_a_dose_as_required_has_no_last_day() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2 months or as required"
    course = given(Course(regimen=text, start="2026-01-05"), "2026-01-05")
    assert due_days(course, "2026-06-01") == "from 2026-03-05; no last day is printed"
    assert course.status("2026-06-01").state == "due"


def test_a_dose_for_each_day_of_the_week_is_the_most_that_a_course_plans() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM {} times a week for 2 weeks; maintenance: none"
    assert len(Course(regimen=text.format(7), start="2026-03-02").doses(until="2026-04-01")) == 14
    with pytest.raises(CourseError, match=r"repletion\.1 may give more than one dose a day"):
        Course(regimen=text.format(8), start="2026-03-02")


LINES = [
    (
        "none; maintenance: 1 mg IM every 2-3 weeks",
        None,
        "2026-03-16 to 2026-03-23: maintenance.1, dose 2 (its step is open)",
    ),
    (
        "none; maintenance: 1 mg IM every 2-3 weeks",
        "longest",
        "2026-03-23 (from 2026-03-16 to 2026-03-23): maintenance.1, dose 2 (its step is open)",
    ),
    (
        "1 mg IM at least 3 days apart for 2 doses; maintenance: none",
        None,
        "2026-03-05, no last day is printed: repletion.1, dose 2",
    ),
    (
        "1 mg IM at least 3 days apart for 2 doses; maintenance: none",
        "shortest",
        "2026-03-05 (from 2026-03-05, no last day is printed): repletion.1, dose 2",
    ),
    (
        "1 mg IM daily for 1-2 doses, then if reticulocyte response, 1 mg IM weekly for 2 doses; maintenance: none",
        None,
        "2026-03-03: repletion.1, dose 2 (may not be needed)",
    ),
    (
        "1 mg IM once, then if reticulocyte response, 1 mg IM weekly for 2 doses; maintenance: none",
        None,
        "2026-03-09: repletion.2, dose 1 (if reticulocyte response; may not be needed)",
    ),
]


@pytest.mark.parametrize(("phases", "policy", "line"), LINES, ids=[line for *_, line in LINES])
def test_a_dose_to_come_is_told_with_all_that_is_left_open(phases: str, policy: Any, line: str) -> None:
    course = Course(regimen=f"cyanocobalamin; repletion: {phases}", start="2026-03-02", policy=policy)
    second = given(course, "2026-03-02").doses(until="2026-04-01")[1]
    assert str(second) == line


def test_doses_are_plain_values_too() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM once; maintenance: if clear effect, 1 mg IM every 2-3 weeks"
    first, second = given(Course(regimen=text, start="2026-03-02"), "2026-03-02").doses(until="2026-03-20")
    assert first.to_dict() == {
        "step": "repletion.1",
        "number": 1,
        "given_on": "2026-03-02",
        "earliest": "2026-03-02",
        "recommended": None,
        "latest": "2026-03-02",
        "punctuality": "on time",
        "days_off": 0,
        "dose": "1 mg",
        "likeness": "like the plan",
        "in_pause": False,
        "is_certain": True,
        "is_open": False,
        "gate": None,
        "is_unlike_the_plan": False,
    }
    assert second.to_dict() == {
        "step": "maintenance.1",
        "number": 1,
        "given_on": None,
        "earliest": "2026-03-16",
        "recommended": None,
        "latest": "2026-03-23",
        "punctuality": None,
        "days_off": 0,
        "dose": None,
        "likeness": None,
        "in_pause": False,
        "is_certain": False,
        "is_open": True,
        "gate": "clear effect",
        "is_unlike_the_plan": None,
    }


def test_at_an_open_gate_the_doses_behind_it_are_listed_and_after_a_failed_one_or_in_a_pause_none() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM once; maintenance: if clear effect, 1 mg IM monthly"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    assert len(course.doses(until="2026-05-03")) == 3
    assert len(course.fail_gate("2026-03-03").doses(until="2026-05-03")) == 1
    assert len(course.pause("2026-03-03").doses(until="2026-05-03")) == 1


def test_a_gate_that_is_passed_sets_no_last_day_where_the_source_sets_none() -> None:
    text = (
        "cyanocobalamin; repletion: 1 mg IM once, then if reticulocyte response, 1 mg IM at least 3 days apart for "
        "2 doses; maintenance: none"
    )
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02").pass_gate("2026-03-20")
    assert due_days(course, "2026-03-20") == "from 2026-03-20; no last day is printed"


def test_no_dose_is_required_on_the_day_after_a_length_of_time() -> None:
    text = OPEN.replace("on alternate days until", "weekly until").replace("ment;", "ment or for up to 3 weeks;")
    status = given(Course(regimen=text, start="2026-03-02"), "2026-03-02").status("2026-03-23")
    assert (status.state, status.missed) == ("waiting", 2)


def test_a_total_of_doses_by_body_weight_is_for_a_clinician_to_close() -> None:
    text = "hydroxocobalamin; repletion: 1 mcg/kg IM daily to a total of 1 mg; maintenance: none"
    doses = Course(regimen=text, start="2026-03-02").doses(until="2026-03-05")
    assert [one.is_certain for one in doses] == [True, False, False]


def test_a_step_of_which_an_amount_is_not_known_has_no_last_dose() -> None:
    total = Course(regimen=TOTAL, start="2026-03-02").regimen.repletion.steps[0]
    day = date(2026, 3, 2)
    told, untold = (StepRun.beginning(total, None, (day, day)) for _ in range(2))
    told.give(day, Fraction(100), 0)
    untold.give(day, None, 0)
    assert (told.last(), told.is_fixed) == ((date(2026, 3, 11), date(2026, 3, 11)), True)
    assert (untold.last(), untold.is_fixed) == (None, False)


def test_a_floor_of_time_stands_beside_a_total() -> None:
    text = "cyanocobalamin; repletion: 50 mcg IM daily to a total of 500 mcg over at least 2 weeks; maintenance: none"
    doses = Course(regimen=text, start="2026-03-02").doses(until="2026-06-01")
    assert (len(doses), sum(dose.is_certain for dose in doses)) == (14, 14)


def test_a_dose_without_a_last_day_is_still_to_come_in_a_later_year() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM at least 3 days apart for 10 doses; maintenance: none"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    assert [dose.number for dose in course.doses(since="2026-03-20", until="2026-03-24")] == [2, 7, 8]
    found = [(dose.number, str(dose.earliest)) for dose in course.doses(since="2026-03-06", until="2026-03-09")]
    assert found == [(2, "2026-03-05"), (3, "2026-03-08")]


def test_without_weekdays_a_dose_has_its_window_in_its_week() -> None:
    course = Course(
        regimen="hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM every 2 months",
        start="2026-03-02",
    ).record("2026-03-02")
    assert due_days(course, "2026-03-03") == "2026-03-03 to 2026-03-07"
    in_time = course.record("2026-03-05")
    assert due_days(in_time, "2026-03-05") == "2026-03-06 to 2026-03-08"
    missed = course.record("2026-03-08")  # the second of the week was due by the day before
    assert missed.status("2026-03-08").missed == 1
    assert due_days(missed, "2026-03-08") == "2026-03-09 to 2026-03-13"
    early = in_time.record("2026-03-06").record("2026-03-07")  # the fourth, in the first week
    assert early.status("2026-03-07").early == 1
    assert due_days(early, "2026-03-07") == "2026-03-08 to 2026-03-12"


def test_after_the_last_dose_of_a_step_the_next_is_counted_from_it() -> None:
    course = Course(
        regimen="hydroxocobalamin; repletion: 1 mg IM daily for 3 days; maintenance: 1 mg IM every 2 months",
        start="2026-03-02",
    )
    for day in range(2, 5):
        course = course.record(f"2026-03-{day:02}")
    assert [(dose.step, str(dose.recommended)) for dose in course.doses(since="2026-03-05", until="2026-06-01")] == [
        ("maintenance.1", "2026-05-04")
    ]


def test_a_dose_before_the_start_is_no_dose_of_the_plan() -> None:
    course = given(Course(regimen=WEEKLY, start="2026-06-01"), "2025-09-20", "2026-05-31")
    status = course.status("2026-06-01")
    assert (status.step, status.given_in_step, status.outside_the_plan, status.missed) == ("repletion.1", 0, 2, 0)
    assert due_days(course, "2026-06-01") == "2026-06-01"
    first = course.doses(until="2026-06-02")[0]
    assert (str(first), first.days_off) == ("2025-09-20: given (outside the plan)", 0)
    begun = given(course, "2026-06-01").status("2026-06-01")
    assert (begun.given_in_step, begun.given) == (1, 3)


def test_an_amount_that_the_plan_does_not_print_is_shown() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02").record("2026-03-02", dose="500 mcg").record("2026-03-09")
    status = course.status("2026-03-09")
    assert [one.given_on for one in status.unlike] == [date(2026, 3, 2)]
    assert "(500 mcg on 2026-03-02 is unlike the plan)" in status.line
    first, second, third = course.doses(until="2026-03-17")
    assert (first.is_unlike_the_plan, second.is_unlike_the_plan, third.is_unlike_the_plan) == (True, None, None)
    assert str(first) == "2026-03-02: given (repletion.1, dose 1, on time, 500 mcg is unlike the plan)"
    by_weight = Course(regimen=WEEKLY.replace("1 mg IM weekly", "1 mcg/kg IM weekly"), start="2026-03-02")
    assert given(by_weight, "2026-03-02").doses(until="2026-03-03")[0].is_unlike_the_plan is None


@pytest.mark.parametrize("dose", ["1000 mg", "1 mcg"])
def test_a_thousandfold_slip_is_named_with_its_amount_and_day(dose: str) -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02").record("2026-03-02", dose="1 mg")
    course = course.record("2026-03-09", dose="500 mcg").record("2026-03-20", dose=dose)
    far = "far off the plan, a thousandfold or more"
    status = course.status("2026-03-20")
    named = f"{dose} on 2026-03-20 is {far}", "500 mcg on 2026-03-09 is unlike the plan"
    assert tuple(status.unlike_in_words) == named
    assert f"(1 late; {'; '.join(named)})" in status.line
    slip = f"2026-03-20: given (repletion.1, dose 3, late by 4 days, {dose} is {far})"
    assert str(course.doses(until="2026-03-21")[-1]) == slip
    assert slip in " ".join(str(status).split())
    shown = str(course).splitlines()
    row = next(place for place, line in enumerate(shown) if "2026-03-20" in line)
    assert far in " ".join(shown[row : row + 4])
    assert "500 mcg" in str(course)
    plain = status.to_dict()["unlike"]
    assert [(one["dose"], one["likeness"], one["is_unlike_the_plan"]) for one in plain] == [
        (dose, "far off", True),
        ("500 mcg", "unlike the plan", True),
    ]
    assert Course(regimen=WEEKLY, start="2026-03-02").doses(until="2026-03-03")[0].to_dict()["dose"] is None


def test_a_thousandfold_slip_outside_the_plan_is_named_too() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02").record("2026-02-20", dose="1000 mg")
    course = course.record("2026-02-21", dose="500 mcg").record("2026-02-22")
    first, second, third = course.doses(until="2026-03-01")
    far = "far off the plan, a thousandfold or more"
    assert str(first) == f"2026-02-20: given (outside the plan, 1000 mg is {far})"
    assert (second.likeness, third.likeness) == (None, None)
    assert f"(3 outside the plan; 1000 mg on 2026-02-20 is {far})" in course.status("2026-03-01").line


def test_of_many_amounts_unlike_the_plan_a_line_names_the_first_and_those_far_off() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02")
    for day in ("02", "09", "16", "23"):
        course = course.record(f"2026-03-{day}", dose="500 mcg")
    status = course.record("2026-03-30", dose="1000 mg").status("2026-03-30")
    assert status.unlike_in_words[0] == "1000 mg on 2026-03-30 is far off the plan, a thousandfold or more"
    assert status.unlike_in_words[-1] == "2 more unlike the plan"
    one_more = course.status("2026-03-23")
    assert one_more.unlike_in_words[3:] == ["1 more unlike the plan"]
    assert len(course.status("2026-03-16").unlike_in_words) == 3
    assert " ".join(str(status).split()).count("500 mcg is unlike the plan)") == 4


@pytest.mark.parametrize("dose", ["100 mg", "0.1 mcg"])
def test_a_thousandfold_slip_enters_no_total(dose: str) -> None:
    course = given(Course(regimen=TOTAL, start="2026-03-02"), "2026-03-02", dose="100 mcg").record(
        "2026-03-03", dose=dose
    )
    status = course.record("2026-03-04", dose="100 mcg").status("2026-03-04")
    assert (status.step, status.state, len(status.unlike)) == ("repletion.1", "waiting", 1)
    assert str(status.waiting_for).startswith(
        f"the amount of the dose of 2026-03-03, {dose}, is unlike the plan and has to be settled: 100 mcg IM daily"
    )


@pytest.mark.parametrize(
    ("phase", "doses", "needed"),
    [
        ("1 mg IM daily for up to 5 doses", 1, False),
        ("1 mg IM daily for 2-5 doses", 1, True),
        ("1 mg IM daily for 2-5 doses", 2, False),
        ("1 mg IM daily to a total of 3-10 mg", 2, True),
        ("1 mg IM daily to a total of 3-10 mg", 3, False),
        ("1 mg IM daily for 1-2 weeks", 6, True),
        ("1 mg IM daily for 1-2 weeks", 7, False),
        ("1 mg IM daily until no further improvement", 3, True),
        ("1 mg IM daily until no further improvement or for up to 2 weeks", 3, True),
    ],
)
def test_a_dose_that_the_source_does_not_require_is_never_overdue(phase: str, doses: int, needed: bool) -> None:  # noqa: FBT001
    text = f"hydroxocobalamin; repletion: {phase}; maintenance: 1 mg IM every 2 months"
    course = given(Course(regimen=text, start="2026-03-02"), *(f"2026-03-{day:02}" for day in range(2, 2 + doses)))
    status = course.status(date(2026, 3, 4 + doses))
    assert status.next is not None
    assert (status.next.is_certain, status.state) == (needed, "overdue" if needed else "due")
    said = ", may not be needed; a clinician closes the step or goes on"
    assert status.line.endswith(said) is not needed
    assert (said in str(status.next)) is not needed


def test_a_chosen_short_end_that_has_come_leads_to_the_next_step() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM daily for 2-5 doses; maintenance: 1 mg IM every 2 months"
    course = given(Course(regimen=text, start="2026-03-02", policy="shortest"), "2026-03-02", "2026-03-03")
    (dose,) = [one for one in course.doses(until="2026-05-20") if one.step == "maintenance.1"]
    assert dose.recommended == dose.earliest


MON_WED_FRI = {"repletion.2": ["Monday", "Wednesday", "Friday"]}
CHOSEN = [
    # which of two steps or intervals is the shorter does not go by the order in which a source prints them
    ("none; maintenance: 1 mg IM every 2 months, or 300 mcg IM monthly", {}, "04-02 05-02", "05-02 07-02"),
    ("none; maintenance: 300 mcg IM monthly, or 1 mg IM every 2 months", {}, "04-02 05-02", "05-02 07-02"),
    ("1 mg IM weekly for 3 doses, or 500 mcg IM daily for 2 doses; maintenance: none", {}, "03-03 -", "03-09 03-16"),
    ("1 mg IM daily for 3 doses, or 500 mcg IM daily for 2 doses; maintenance: none", {}, "03-03 -", "03-03 03-04"),
    ("none; maintenance: 1 mg IM monthly or every 4 weeks", {}, "03-30 04-27", "04-02 05-02"),
    ("none; maintenance: 1 mg IM every 2-3 weeks or every 3 months", {}, "03-16 03-30", "06-02 09-02"),
    ("none; maintenance: 1 mg IM twice a week or every 5-6 days", {}, "03-03 03-09", "03-08 03-14"),
    ("none; maintenance: 1 mg IM every 6 days or on Mondays and Thursdays", {}, "03-05 03-09", "03-08 03-14"),
    ("none; maintenance: 1 mg IM every 2 days or on Mondays and Thursdays", {}, "03-04 03-06", "03-05 03-09"),
    ("none; maintenance: 1 mg IM every 4 days or on Mondays and Thursdays", {}, "03-05 03-09", "03-06 03-10"),
    ("1 mg IM daily to a total of 2-4 mg; maintenance: none", {}, "03-03 - -", "03-03 03-04 03-05"),
    ("none; maintenance: 1 mg IM 2-3 times a week", {}, "03-03 03-04 03-09", "03-08 03-14 03-15"),
    ("none; maintenance: 1 mg IM up to 3 times a week", {}, "03-03 03-04 03-09", "- - -"),
    ("none; maintenance: 1 mg IM every 2-3 months or as required", {}, "05-02 07-02", "06-02 09-02"),
    ("1 mg IM weekly for 2-3 doses; maintenance: 1 mg IM every 2 weeks", {}, "03-09 - 03-23", "03-09 03-16 03-30"),
    (
        "1 mg IM weekly for 2 doses; maintenance: 1 mg IM every 2-3 months or as required",
        {},
        "03-09 05-09 07-09",
        "03-09 06-09 09-09",
    ),
    (
        "1 mg IM 2-3 times a week for 2 weeks; maintenance: none",
        {},
        "03-03 03-04 03-09 03-10 03-11",
        "03-08 03-14 03-15 - -",
    ),
    # as many doses as fit the chosen interval, and what follows is counted from the last of them
    (
        "1 mg IM every 3-5 days for 2 weeks; maintenance: 1 mg IM every 2-3 weeks",
        {},
        "03-05 03-08 03-11 03-14 03-28 04-11",
        "03-07 03-12 - - 04-02 04-23",
    ),
    (
        "1 mg IM every 2-3 days for 2 doses, then 1 mg IM every 3-5 days for 2 doses; maintenance: none",
        {},
        "03-04 03-07 03-10",
        "03-05 03-10 03-15",
    ),
    (
        "1 mg IM every 2-3 days for 2 doses, then 1 mg IM 3 times a week for 3 doses; maintenance: none",
        {},
        "03-04 03-06 03-07 03-08",
        "03-05 03-08 03-13 03-14",
    ),
    (
        "1 mg IM every 2-3 days for 2 doses, then 1 mg IM 3 times a week for 3 doses; maintenance: none",
        MON_WED_FRI,
        "03-04 03-06 03-09 03-11",
        "03-05 03-06 03-09 03-11",
    ),
    (
        "1 mg IM every 2-3 days for 2 doses, then 1 mg IM 3 times a week for 3 doses; maintenance: none",
        {"repletion.2": [1, 3, 3]},
        "03-04 03-06 03-07 03-10",
        "03-05 03-08 03-09 03-12",
    ),
]


@pytest.mark.parametrize(("phases", "spacing", "shortest", "longest"), CHOSEN, ids=[one[0] for one in CHOSEN])
def test_a_policy_plans_each_dose_at_its_end_of_what_the_source_allows(
    phases: str, spacing: dict[str, Any], shortest: str, longest: str
) -> None:
    for policy, expected in (("shortest", shortest), ("longest", longest)):
        course = Course(
            regimen=f"hydroxocobalamin; repletion: {phases}", start="2026-03-02", policy=policy, spacing=spacing
        )
        days = [one.recommended for one in given(course, "2026-03-02").doses(until="2027-01-01")[1:]]
        count = len(expected.split())
        assert " ".join(f"{day:%m-%d}" if day else "-" for day in days[:count]) == expected


def test_the_weekdays_of_a_later_step_are_its_only_days() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM weekly for 2 doses, then 1 mg IM 3 times a week for 3 doses; {}"
    course = Course(regimen=text.format("maintenance: none"), start="2026-03-02", spacing=MON_WED_FRI)
    to_come = [one for one in course.doses(until="2026-04-01") if one.step == "repletion.2"]
    days = ["2026-03-11", "2026-03-13", "2026-03-16"]
    assert [(str(one.earliest), str(one.latest)) for one in to_come] == [(day, day) for day in days]


def due_days(course: Course, today: str) -> str:
    due = course.next_due(today)
    assert due is not None
    return due.days


@pytest.mark.parametrize(
    ("days", "today", "missed"),
    [
        (["2026-03-02", "2026-03-23"], "2026-03-24", ["2026-03-09", "2026-03-16"]),
        (["2026-03-02", "2026-03-09"], "2026-03-10", []),
        (["2026-03-02"], "2026-04-20", ["2026-03-09", "2026-03-16", "2026-03-23"]),
        ([], "2026-04-20", []),
    ],
)
def test_what_was_missed_has_its_days(days: list[str], today: str, missed: list[str]) -> None:
    regimen = "hydroxocobalamin; repletion: 1 mg IM weekly for 4 weeks; maintenance: 1 mg IM every 2 months"
    course = given(Course(regimen=regimen, start="2026-03-02"), *days)
    found = course.missed(today)
    assert [one.to_dict() for one in found] == [
        {"step": "repletion.1", "earliest": day, "latest": day} for day in missed
    ]
    assert [str(one) for one in found] == [f"{day}: missed (repletion.1)" for day in missed]
    assert course.status(today).missed == len(missed)


def test_a_missed_dose_of_a_range_keeps_it() -> None:
    course = Course(
        regimen="hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months", start="2026-01-05"
    )
    (missed,) = given(course, "2026-01-05", "2026-06-01").missed("2026-06-02")
    assert str(missed) == "2026-03-05 to 2026-04-05: missed (maintenance.1)"


@pytest.mark.parametrize("day", ["2026-03-06", "2026-03-15", "2026-03-20", "2026-03-31"])
def test_a_dose_in_a_pause_ends_no_loading_that_was_broken_off(day: str) -> None:
    course = given(Course(regimen=BNF, start="2026-03-02"), "2026-03-02", "2026-03-04")
    course = course.pause("2026-03-05").resume("2026-04-01").record(day, dose="1 mg")
    status = course.status("2026-04-02")
    state = "due" if day == "2026-03-31" else "overdue"  # the next of three a week is not due the day after
    assert (status.step, status.state, status.missed, status.in_pauses) == ("repletion.1", state, 0, 1)
    assert str(status.next and status.next.earliest) == "2026-04-01"
    repletion = [one for one in course.doses(until="2027-01-01") if one.step == "repletion.1"]
    assert [one.number for one in repletion] == [1, 2, 3, 4, 5, 6]


def test_a_loading_until_a_finding_or_a_cap_is_not_over_when_the_cap_has_come() -> None:
    text = OPEN.replace("improvement;", "improvement or for up to 3 weeks;")
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02", "2026-03-04")
    assert course.status("2026-03-22").state == "overdue"
    status = course.status("2026-03-23")
    assert (status.step, status.state, status.missed) == ("repletion.1", "waiting", 9)
    assert status.waiting_for == "a clinician decides: 9 doses of repletion.1 were not given"
    closed = course.close_step("2026-03-23", note="plateau").status("2026-03-23")
    assert (closed.step, closed.state) == ("maintenance.1", "on time")
    whole = given(Course(regimen=text, start="2026-03-02"), *(f"2026-03-{day:02}" for day in range(2, 23, 2)))
    assert (whole.status("2026-03-23").step, whole.status("2026-03-23").missed) == ("maintenance.1", 0)


@pytest.mark.parametrize(
    ("maintenance", "day", "dose", "step"),
    [
        ("250 mcg IM monthly", "2026-03-16", "1 mg", None),
        ("250 mcg IM monthly", "2026-06-16", "1 mg", None),
        ("250 mcg IM monthly", "2026-03-16", "100 mcg", None),
        ("250 mcg IM monthly", "2026-03-16", None, None),
        ("250 mcg IM monthly", "2026-04-04", None, "maintenance.1"),
        ("250 mcg IM monthly", "2026-03-16", "250 mcg", "maintenance.1"),
        ("1 mg IM monthly", "2026-04-03", "1 mg", None),
        ("1 mg IM monthly", "2026-04-04", "1 mg", "maintenance.1"),
        ("1 mg IM monthly", "2026-04-04", "1000 mg", None),
        ("1 mcg IM monthly", "2026-03-16", "1 mcg", "maintenance.1"),
        ("1 mcg/kg IM monthly", "2026-04-03", "1 mg", None),
        ("1 mcg/kg IM monthly", "2026-04-04", "1 mg", "maintenance.1"),
    ],
)
def test_only_a_dose_of_the_next_step_ends_a_broken_loading(
    maintenance: str, day: str, dose: str | None, step: str | None
) -> None:
    text = f"hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: {maintenance}"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02", "2026-03-04").record(day, dose=dose)
    assert course.doses(until="2026-07-01")[2].step == step
    status = course.status(day)
    assert (status.step, status.state) == (("repletion.1", "waiting") if step is None else (step, "on time"))


def test_a_dose_of_the_step_after_a_broken_one_is_told_wherever_the_step_stands() -> None:
    text = (
        "hydroxocobalamin; repletion: 1 mg IM once, then 500 mcg IM weekly for 3 weeks; maintenance: 250 mcg IM monthly"
    )
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    course = given(course, "2026-03-09", dose="500 mcg")
    assert course.status("2026-03-30").waiting_for == "a clinician decides: 2 doses of repletion.2 were not given"
    for dose, step in (("250 mcg", "maintenance.1"), ("1 mg", None)):
        assert given(course, "2026-03-31", dose=dose).doses(until="2026-04-01")[-1].step == step


def test_a_maintenance_step_that_is_over_by_its_time_leaves_out_what_was_not_given() -> None:
    text = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 4 weeks for 5 weeks, then 1 mg IM weekly"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    assert course.missed("2026-04-05") == []
    assert [str(one) for one in course.missed("2026-04-06")] == ["2026-03-30: missed (maintenance.1)"]
    status = course.status("2026-04-06")
    assert (status.step, status.state, status.missed) == ("maintenance.2", "due", 1)
    assert due_days(course, "2026-04-06") == "2026-04-06"  # no earlier than the time of the step before is over


def test_a_step_closed_before_its_first_dose_leaves_its_days_to_the_next() -> None:
    closed = Course(regimen=WEEKLY, start="2026-03-02").close_step("2026-03-01", step="repletion.1")
    assert due_days(closed, "2026-03-01") == "2026-03-02"


def test_a_dose_without_a_last_day_is_never_late() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM at least 3 days apart for 3 doses; maintenance: none"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02", "2026-06-01")
    assert str(course.doses(until="2026-06-02")[-1]) == "2026-06-01: given (repletion.1, dose 2, on time)"
    assert course.status("2026-06-01").late == 0


def test_a_pause_begins_no_loading_anew_that_was_broken_off() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM every 5-8 days for 2 weeks; maintenance: 1 mg IM monthly"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02")
    waiting = "a clinician decides: 1 dose of repletion.1 was not given"
    assert course.status("2026-03-17").waiting_for == waiting
    assert course.pause("2026-03-17").resume("2026-03-25").status("2026-03-25").waiting_for == waiting


def test_a_dose_on_the_last_day_makes_no_loading_whole() -> None:
    course = given(Course(regimen=BNF, start="2026-03-02"), "2026-03-02", "2026-03-04")
    assert course.status("2026-03-16").waiting_for == "a clinician decides: 4 doses of repletion.1 were not given"
    last = given(course, "2026-03-15")
    status = last.status("2026-03-16")
    assert (status.step, status.state, status.missed) == ("repletion.1", "waiting", 3)
    assert status.waiting_for == "a clinician decides: 3 doses of repletion.1 were not given"
    assert last.close_step("2026-03-16").status("2026-03-16").missed == 3
    to_come = given(course, "2026-03-12").doses(until="2026-12-01")
    assert not any(one.is_certain for one in to_come if one.step == "maintenance.1")


def test_what_was_overdue_before_a_pause_is_missed_by_a_dose_in_it() -> None:
    course = given(Course(regimen=DAILY, start="2026-03-02"), "2026-03-02", "2026-03-03").pause("2026-03-06")
    paused = given(course, "2026-03-20")
    assert (paused.status("2026-03-25").missed, paused.status("2026-03-25").state) == (2, "paused")
    resumed = paused.resume("2026-04-01")
    assert days_of(resumed, "2026-04-20")[2:] == ["2026-03-20", *(f"2026-04-{day:02}" for day in range(1, 10))]


def test_a_step_ends_in_a_pause_only_by_its_doses() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM weekly for 2 doses; maintenance: 1 mg IM monthly"
    course = given(Course(regimen=text, start="2026-03-02"), "2026-03-02").pause("2026-03-03")
    course = given(course, "2026-04-09", "2026-05-20").resume("2026-06-01")
    assert [one.step for one in course.doses(until="2026-06-01")] == ["repletion.1", "repletion.1", "maintenance.1"]
    assert due_days(course, "2026-06-01") == "2026-06-20"
    late = given(Course(regimen=DAILY, start="2026-03-02"), *(f"2026-03-{day:02}" for day in range(2, 15)))
    late = given(late.pause("2026-03-15").resume("2026-04-10"), "2026-04-02")
    assert [one.step for one in late.doses(until="2026-04-11")][-1] == "repletion.1"
