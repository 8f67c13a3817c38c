"""An order beside the course of a patient: what was given so far, and what the order would change."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import (
    Course,
    CourseError,
    OrderError,
    OrderReview,
    Patient,
    Severity,
    load_course,
    review_order,
    select_regimen,
)
from b12regimen.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

BNF = "uk-bnf-hydroxocobalamin"
PATIENT = Patient(
    age=46,
    purpose="treatment",
    cause="pernicious-anaemia",
    optic_disease="none",
    severity=Severity(neurological=False),
    allergies=[],
    pregnancy="not-pregnant",
)
LOADING = ["2026-03-02", "2026-03-04", "2026-03-06", "2026-03-09", "2026-03-11", "2026-03-13"]
ORDER = "hydroxocobalamin 1 mg IM every 3 months"


def course_with(doses: int, **more: Any) -> Course:
    course = Course.of(select_regimen(PATIENT, guideline=BNF), start="2026-03-02", **more)
    for day in LOADING[:doses]:
        course = course.record(day, dose="1 mg")
    return course


def review(
    order: str, course: Course, patient: Patient = PATIENT, today: str = "2026-03-14", **more: Any
) -> OrderReview:
    return review_order(order, patient, guideline=BNF, course=course, today=today, **more)


def standing(found: OrderReview) -> set[str]:
    return {finding.id for finding in found.findings if finding.severity != "information"}


def test_the_same_order_is_maintenance_too_soon_or_in_time() -> None:
    early = review(ORDER, course_with(3))
    assert standing(early) == {"repletion-not-over", "needs-a-clinician"}
    assert "3 doses given, the last on 2026-03-06" in early.findings[0].text
    late = review(ORDER, course_with(6))
    assert (late.outcome, standing(late)) == ("agrees", set())
    assert "beside the course: maintenance.1, the dose: 1 mg" in late.agrees


def test_without_the_course_whether_repletion_was_given_is_not_known() -> None:
    alone = review_order(ORDER, PATIENT, guideline=BNF)
    assert "whether injections are under way is not known" in str(alone)
    assert alone.course is None
    assert alone.to_dict()["course"] is None
    assert "THE COURSE" not in str(alone)
    told = review(ORDER, course_with(6))
    assert "not known" not in str(told)
    assert told.to_dict()["course"]["last_given"] == "2026-03-13"
    assert "THE COURSE ON 2026-03-14" in str(told)


def test_repletion_again_is_seen_by_any_guideline() -> None:
    order = "hydroxocobalamin repletion 1 mg IM 3 times a week for 2 weeks; maintenance 1 mg IM every 3 months"
    assert standing(review(order, course_with(6))) == {"repletion-under-way", "needs-a-clinician"}
    asked = review_order(order, Patient(age=46), guideline=BNF, course=course_with(6), today="2026-03-14")
    assert asked.outcome == "not-compared"
    again = next(finding for finding in asked.findings if finding.id == "repletion-under-way")
    assert "6 doses given" in again.text


def test_going_on_with_repletion_is_compared_with_the_course() -> None:
    order = "hydroxocobalamin repletion 500 mcg IM 3 times a week for 2 weeks; maintenance 1 mg IM every 3 months"
    found = review(order, course_with(3))
    assert {"dose-below", "course-dose-below", "repletion-under-way"} <= standing(found)
    lower = next(finding for finding in found.findings if finding.id == "course-dose-below")
    assert lower.text == "the order gives 500 mcg, the course 1 mg"
    assert lower.citations, "a change of a treatment is cited"


def test_an_order_that_the_guideline_prints_may_change_the_course() -> None:
    settled = course_with(6).settle({"maintenance.1.timing": "every 3 months"}, "2026-03-13")
    found = review("hydroxocobalamin 1 mg IM every 2 months", settled, today="2026-04-01")
    assert standing(found) == {"course-shorter-interval", "needs-a-clinician"}
    assert review(ORDER, settled, today="2026-04-01").outcome == "agrees"
    before = review("hydroxocobalamin 1 mg IM every 2 months", settled, today="2026-03-12")
    assert "course-shorter-interval" not in standing(before), "the course was not settled yet on that day"


def test_another_drug_than_that_of_the_course() -> None:
    found = review("cyanocobalamin 1 mg IM every 3 months", course_with(6))
    assert {"other-drug", "course-other-drug", "needs-a-clinician"} <= standing(found)


def test_a_slip_beside_the_course_keeps_its_weight() -> None:
    found = review("hydroxocobalamin 1 mcg IM every 3 months", course_with(6))
    slip = next(finding for finding in found.findings if finding.id == "course-thousandfold-dose")
    assert slip.severity == "warning"
    assert slip.text.startswith("the dose is a thousandth of the course's")


@pytest.mark.parametrize("said", ["none", "oral"])
def test_a_record_that_says_otherwise_is_a_finding_and_decides_nothing(said: Any) -> None:
    found = review(ORDER, course_with(6), attrs.evolve(PATIENT, b12_treatment=said))
    differ = next(finding for finding in found.findings if finding.id == "course-and-patient-differ")
    assert f"b12_treatment is {said}" in differ.text
    assert "whether injections are under way is not known" in str(found)
    assert "repletion-missing" in standing(found)


def test_a_record_that_says_the_same_is_no_finding() -> None:
    known = attrs.evolve(PATIENT, b12_treatment="injections")
    assert review(ORDER, course_with(6), known).findings == review(ORDER, course_with(6)).findings


def test_a_course_that_nobody_began_tells_nothing_of_a_treatment() -> None:
    found = review(ORDER, course_with(0))
    assert "course-not-begun" in {finding.id for finding in found.findings}
    assert standing(found) == {"repletion-missing"}
    on_others = review("hydroxocobalamin 1 mg IM monthly", course_with(0), attrs.evolve(PATIENT, b12_treatment="oral"))
    assert "treatment is under way (oral)" in str(on_others)


def test_doses_after_the_day_of_the_review_are_not_looked_at() -> None:
    later, alone = (review(ORDER, course_with(number), today="2026-03-07").findings for number in (6, 3))
    assert [finding.id for finding in later] == [finding.id for finding in alone]
    named = " (recorded for a later day, and not counted: 2026-03-09 and 2 more)"
    assert [finding.text.replace(named, "") for finding in later] == [finding.text for finding in alone]


def test_a_course_that_is_over() -> None:
    regimen = "hydroxocobalamin; repletion: 1 mg IM daily for 3 doses; maintenance: none"
    course = Course(regimen=regimen, start="2026-03-02")
    for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
        course = course.record(day)
    found = review(ORDER, course)
    over = next(finding for finding in found.findings if finding.id == "course-over")
    assert "injections are over: the source gives no maintenance" in over.text
    assert not any(agreed.startswith("beside the course") for agreed in found.agrees)


def test_what_the_course_says_of_the_cause_and_the_end() -> None:
    found = review("hydroxocobalamin maintenance: 1 mg IM every 3 months for 1 year", course_with(6))
    assert "course-maintenance-stopped" in standing(found)


@pytest.mark.parametrize(
    ("more", "missing"), [({"today": "2026-03-14"}, "course"), ({"course": True}, "today, the day")]
)
def test_a_course_and_its_day_go_together(more: dict[str, Any], missing: str) -> None:
    given = {name: course_with(1) if name == "course" else value for name, value in more.items()}
    with pytest.raises(OrderError, match=f"{missing}.* is missing; give both, or neither"):
        review_order(ORDER, PATIENT, guideline=BNF, **given)


def test_a_day_that_cannot_be_read() -> None:
    with pytest.raises(CourseError, match="31 February"):
        review(ORDER, course_with(1), today="31 February")


@given(doses=st.integers(0, 6), after=st.integers(0, 60), said=st.sampled_from([None, "none", "oral", "injections"]))
def test_a_course_never_takes_a_warning_away_but_that_repletion_is_missing(doses: int, after: int, said: Any) -> None:
    patient = attrs.evolve(PATIENT, b12_treatment=said)
    day = date(2026, 3, 2) + timedelta(days=after)
    for order in (ORDER, "cyanocobalamin 1 mcg SC monthly", "hydroxocobalamin 1 mg IM every 3 months for 1 year"):
        alone = standing(review_order(order, patient, guideline=BNF))
        beside = standing(review_order(order, patient, guideline=BNF, course=course_with(doses), today=day))
        assert alone - beside <= {"repletion-missing"}


# Files


def written(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "course.json"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_course_comes_back_from_its_file(tmp_path: Path) -> None:
    course = course_with(3)
    assert load_course(written(tmp_path, json.dumps(course.to_dict()))) == course
    assert load_course(str(written(tmp_path, json.dumps({"course": course.to_dict(), "doses": []})))) == course


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "course.json: line 1: this is not JSON"),
        (b"\xff", "this is not UTF-8 text"),
        ("[]", r"\[\] is no table of values"),
        ('{"version": 9}', "version: 9 is no version that this library reads"),
        ('{"version": 1, "start": "2026-03-02"}', "regimen: this key is missing"),
    ],
)
def test_a_file_that_is_no_course_says_why(tmp_path: Path, text: str | bytes, reason: str) -> None:
    with pytest.raises(CourseError, match=reason):
        load_course(written(tmp_path, text))


def test_the_command_line_takes_the_course_of_schedule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    patient = tmp_path / "patient.json"
    patient.write_text(json.dumps(PATIENT.to_dict()), "utf-8")
    doses = tmp_path / "given.csv"
    doses.write_text("\n".join(["day", *LOADING[:3]]), "utf-8")
    by = ["--guideline", BNF]
    assert main(["schedule", str(patient), *by, "--start", "2026-03-02", "--given", str(doses), "--json"]) == 0
    file = written(tmp_path, capsys.readouterr().out)
    assert main(["review", ORDER, str(patient), *by, "--course", str(file), "--today", "2026-03-07"]) == 1
    assert "REPLETION-NOT-OVER" in capsys.readouterr().out
    assert main(["review", ORDER, str(patient), *by, "--course", str(file)]) == 2
    assert "give both, or neither" in capsys.readouterr().err
