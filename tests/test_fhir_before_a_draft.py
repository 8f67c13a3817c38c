"""What a record says before anything is drafted: that nothing is to be, and that an answer contradicts it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from b12regimen import PatientError
from b12regimen.fhir import PatientImport, patient_from_fhir

P1 = {"reference": "Patient/p1"}
PERSON = {"resourceType": "Patient", "id": "p1", "birthDate": "1980-02-11"}
SNOMED = "http://snomed.info/sct"


def read(*resources: dict[str, Any], person: dict[str, Any] | None = None) -> PatientImport:
    return patient_from_fhir([PERSON | (person or {}), *resources], today=date(2026, 3, 2))


def condition(code: str, verified: str = "confirmed") -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "c",
        "subject": P1,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": verified}]},
        "code": {"coding": [{"system": SNOMED, "code": code}]},
    }


def b12(kind: str, route: str = "IM", **fields: Any) -> dict[str, Any]:
    dosage = {"route": {"text": route}}
    given = {"dosageInstruction": [dosage]} if kind == "MedicationRequest" else {"dosage": [dosage]}
    if kind == "MedicationAdministration":
        given = {"dosage": dosage, "effectiveDateTime": "2026-02-01"}
    head = {"resourceType": kind, "id": "m", "subject": P1, "status": "active", "intent": "order"}
    return {**head, "medicationCodeableConcept": {"text": "Hydroxocobalamin"}, **given, **fields}


@pytest.mark.parametrize(
    ("person", "resources", "reasons"),
    [
        ({}, [], []),
        ({"deceasedBoolean": True}, [], ["the record says that the patient has died"]),
        ({"deceasedDateTime": "2026-01-01"}, [], ["the record says that the patient has died"]),
        ({"deceasedBoolean": False, "active": True}, [], []),
        ({"active": False}, [], ["the record of the patient is not in use"]),
        (
            {"link": [{"other": {"reference": "Patient/p2"}, "type": "replaced-by"}]},
            [],
            ["the record of the patient is replaced by another"],
        ),
        ({"link": {"type": "replaced-by"}}, [], ["the record of the patient is replaced by another"]),
        ({"link": [{"type": "seealso"}, "x"]}, [], []),
        ({}, [b12("MedicationStatement")], ["it is injected already"]),
        ({}, [b12("MedicationStatement", "oral")], []),
        ({}, [b12("MedicationRequest")], ["it is ordered already (MedicationRequest/m)"]),
        (
            {},
            [b12("MedicationStatement", status="on-hold")],
            ["it has ended, is on hold or is to come (MedicationStatement/m: its status is on-hold, not active)"],
        ),
        (
            {},
            [b12("MedicationAdministration", status="completed")],
            ["it was given already (MedicationAdministration/m)"],
        ),
        ({}, [b12("MedicationAdministration", "oral", status="completed")], []),
    ],
)
def test_nothing_is_to_be_drafted_where_the_record_speaks_against_it(
    person: dict[str, Any], resources: list[dict[str, Any]], reasons: list[str]
) -> None:
    found = read(*resources, person=person)
    assert [one for one in found.no_draft if one in reasons] == reasons
    assert bool(found.no_draft) is bool(reasons)
    assert found.to_dict()["no_draft"] == list(found.no_draft)
    assert all(f"no draft: {one}" in str(found) for one in reasons)


PERNICIOUS, CORD = "84027009", "60576007"
PENICILLIN = {
    "resourceType": "AllergyIntolerance",
    "id": "a",
    "patient": P1,
    "clinicalStatus": {"coding": [{"code": "active"}]},
    "verificationStatus": {"coding": [{"code": "confirmed"}]},
    "code": {"text": "Penicillin"},
}


def test_an_answer_fills_what_the_record_leaves_open() -> None:
    found = read(condition(PERNICIOUS), PENICILLIN)
    answered = found.with_answers(
        {
            "severity.neurological": False,
            "cause.reversible": False,
            "allergies": ["penicillin", "others that are not known", "latex"],
            "age": "46 years (552 months, 16821 days)",
        }
    )
    assert answered.severity.neurological is False
    assert answered.allergies == ("penicillin", "others that are not known", "latex")
    assert [cause.reversible for cause in answered.causes] == [False]


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"age": 45}, "age: the record says 46 years"),
        ({"cause": "coeliac-disease"}, "cause: the record says pernicious-anaemia"),
        ({"allergies": ["latex"]}, "allergies: the record says penicillin"),
        ({"sex": "male", "age": 3}, "sex: the record says female"),
    ],
)
def test_an_answer_does_not_overrule_the_record(answers: dict[str, Any], said: str) -> None:
    found = read(condition(PERNICIOUS), PENICILLIN, person={"gender": "female"})
    with pytest.raises(PatientError) as raised:
        found.with_answers(answers)
    assert said in str(raised.value)
    assert "mend the record, or leave the answer out" in str(raised.value)


def test_nerves_that_are_on_record_are_not_answered_away() -> None:
    recorded = read(condition(CORD))
    with pytest.raises(PatientError, match=r"severity\.neurological: the record says yes"):
        recorded.with_answers({"severity.neurological": False})
    assert recorded.with_answers({"severity.neurological": True}).severity.neurological


def test_whether_a_cause_can_resolve_is_not_answered_away() -> None:
    found = read()
    known = found.patient.with_answers({"cause": {"kind": "coeliac-disease", "reversible": True}})
    imported = PatientImport(patient=known, given_doses=(), possible_causes=(), resources=(), remarks=())
    with pytest.raises(PatientError, match=r"cause\.reversible: the record says yes"):
        imported.with_answers({"cause.reversible": False})


def test_a_clinician_says_which_of_several_causes_decides() -> None:
    several = read().patient.with_answers({"cause": ["coeliac-disease", "pernicious-anaemia"]})
    imported = PatientImport(patient=several, given_doses=(), possible_causes=(), resources=(), remarks=())
    assert imported.with_answers({"cause": "coeliac-disease"}).causes[0].kind == "coeliac-disease"
