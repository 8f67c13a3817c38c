"""Given doses of FHIR in a course: those that say enough are recorded, all others are listed with the reason."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Course
from b12regimen.fhir import CourseImport, RecordedDose, patient_from_fhir, record_given_doses
from b12regimen.regimens.dosing import DRUGS, ROUTES
from b12regimen.testing import masses
from b12regimen.values.quantities import Quantity

REGIMEN = "hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM every 3 months"
START = date(2026, 2, 2)
SNOMED = "http://snomed.info/sct"


def course(**fields: Any) -> Course:
    return Course(regimen=REGIMEN, start=START, **fields)


def dose(resource: str, day: str | None = "2026-02-02", **fields: Any) -> RecordedDose:
    told: dict[str, Any] = {
        "drug": "hydroxocobalamin",
        "dose": Quantity.parse("1 mg"),
        "route": "IM",
        "is_injection": True,
    }
    told["day"] = None if day is None else date.fromisoformat(day)
    return RecordedDose(resource=resource, **{**told, **fields})


def reasons(found: CourseImport) -> dict[str, str]:
    return {one.dose.resource: one.reason for one in found.left_out}


def test_doses_of_a_record_are_those_of_the_course() -> None:
    days = ("2026-02-02", "2026-02-04", "2026-02-06", "2026-02-09", "2026-02-11", "2026-02-13")
    found = record_given_doses(course(), [dose(f"MedicationAdministration/{day}", day) for day in reversed(days)])
    by_hand = course()
    for day in days:
        by_hand = by_hand.record(day, dose="1 mg", route="IM", drug="hydroxocobalamin")
    assert found.course == by_hand
    assert (len(found.recorded), found.left_out) == (6, ())
    assert found.remarks == ("doses that the resources do not hold are not in the course",)
    due = found.course.next_due("2026-03-02")
    assert due is not None
    assert str(due.days) == "2026-05-13"


@pytest.mark.parametrize(
    ("left_out", "reason"),
    [
        (dose("x", None), "its day is not told"),
        (dose("x", is_injection=None, route=None), "it is not said to be injected IM or SC"),
        (dose("x", is_injection=False, route="orally"), "it was given orally, and a course holds injections"),
        (
            dose("x", drug="cyanocobalamin"),
            "cyanocobalamin is not the drug of the course, hydroxocobalamin",
        ),
    ],
)
def test_what_does_not_fit_is_left_out_and_said(left_out: RecordedDose, reason: str) -> None:
    found = record_given_doses(course(), [left_out])
    assert (found.course, found.recorded) == (course(), ())
    assert reasons(found) == {"x": reason}
    assert f"x: left out: {reason}" in str(found)
    assert json.loads(json.dumps(found.to_dict()))["left_out"][0]["reason"] == reason
    assert repr(found) == "<CourseImport 0 recorded, 1 left out>"


def test_a_day_that_the_course_holds_is_not_recorded_again() -> None:
    held = course().record("2026-02-02", batch="A17")
    found = record_given_doses(held, [dose("a"), dose("b", "2026-02-04")])
    assert reasons(found) == {"a": "the course holds a dose of 2026-02-02 already"}
    assert [one.day.isoformat() for one in found.course.given] == ["2026-02-02", "2026-02-04"]
    assert found.course.given[0].batch == "A17"


def test_records_of_one_day_are_one_dose() -> None:
    procedure = dose("Procedure/p", drug=None, dose=None)
    found = record_given_doses(course(), [procedure, dose("MedicationAdministration/m")])
    assert [one.to_dict() for one in found.course.given] == [
        {"day": "2026-02-02", "dose": "1 mg", "route": "IM", "drug": "hydroxocobalamin"}
    ]
    names = "Procedure/p and MedicationAdministration/m"
    assert found.remarks[0] == f"2026-02-02: {names} are recorded as one dose"


def test_what_records_of_one_day_do_not_agree_on_is_not_recorded() -> None:
    found = record_given_doses(course(), [dose("a"), dose("b", route="SC")])
    assert [one.to_dict() for one in found.course.given] == [{"day": "2026-02-02", "drug": "hydroxocobalamin"}]
    assert found.remarks[0].endswith("its amount is not recorded, for more than one of them tells it")


def test_a_reader_is_told_of_doses_without_a_drug_and_before_the_start() -> None:
    found = record_given_doses(course(), [dose("a", "2025-11-01", drug=None)])
    assert found.remarks[:2] == (
        "2025-11-01: the drug that was given is not told (a)",
        "2025-11-01: given before the course starts, so it counts in no step (a)",
    )
    status = found.course.status("2026-02-02")
    assert (status.outside_the_plan, status.given_in_step) == (1, 0)


def test_doses_that_a_decision_of_the_course_contradicts_leave_it_as_it_was() -> None:
    regimen = (
        "hydroxocobalamin; repletion: 1 mg IM daily for 2 doses, then 1 mg IM weekly for 3 doses; "
        "maintenance: 1 mg IM every 3 months"
    )
    closed = Course(regimen=regimen, start=START).close_step("2026-02-09", step="repletion.1")
    found = record_given_doses(closed, [dose("a"), dose("b", "2026-02-03")])
    assert (found.course, found.recorded) == (closed, ())
    assert reasons(found) == dict.fromkeys("ab", "the course does not take it: the step is repletion.2 then")


def test_from_a_bundle_to_the_next_dose() -> None:
    def injection(number: int, day: str) -> dict[str, Any]:
        return {
            "resourceType": "MedicationAdministration",
            "id": str(number),
            "status": "completed",
            "subject": {"reference": "Patient/p1"},
            "medicationCodeableConcept": {"text": "Hydroxocobalamin 1 mg/mL solution for injection"},
            "effectiveDateTime": f"{day}T09:30:00Z",
            "dosage": {
                "route": {"coding": [{"system": SNOMED, "code": "78421000"}]},
                "dose": {"value": 1, "unit": "mg"},
            },
        }

    days = ("2025-09-01", "2025-12-01", "2026-03-02")
    read = patient_from_fhir([injection(n, day) for n, day in enumerate(days)], today=date(2026, 4, 1))
    since = Course(regimen="hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 3 months", start=days[0])
    found = record_given_doses(since, read.given_doses)
    due = found.course.next_due("2026-04-01")
    assert due is not None
    assert str(due.days) == "2026-06-02"
    assert not found.left_out


DAYS = st.none() | st.integers(-5, 9).map(lambda days: START + timedelta(days))
DOSES = st.builds(
    RecordedDose,
    resource=st.sampled_from("abcdefgh"),
    day=DAYS,
    drug=st.none() | st.sampled_from(DRUGS),
    dose=st.none() | masses(),
    route=st.none() | st.sampled_from(ROUTES),
    is_injection=st.none() | st.booleans(),
)


@given(st.lists(DOSES, max_size=8))
def test_every_dose_is_recorded_or_left_out_and_none_twice(doses: list[RecordedDose]) -> None:
    found = record_given_doses(course(), doses)
    assert sorted(map(str, (*found.recorded, *(one.dose for one in found.left_out)))) == sorted(map(str, doses))
    assert {one.day for one in found.course.given} == {one.day for one in found.recorded}
    again = record_given_doses(found.course, doses)
    assert (again.course, again.recorded) == (found.course, ())
