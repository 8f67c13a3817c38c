"""FHIR as a hostile reader writes it: statuses of two systems, names in other spellings, patients of other servers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from b12regimen.fhir import patient_from_fhir, regimen_from_fhir
from b12regimen.patients.facts import names_vitamin_b12

TODAY = date(2026, 3, 2)
HL7 = "http://terminology.hl7.org/CodeSystem"
LOCAL = {"system": "urn:local", "code": "C"}
P1 = {"reference": "Patient/p1"}
PERSON = {"resourceType": "Patient", "id": "p1", "birthDate": "1980-02-11"}


def of_hl7(key: str, code: str) -> dict[str, str]:
    return {"system": f"{HL7}/{key}", "code": code}


def condition(*clinical: dict[str, str], **fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "subject": P1,
        "clinicalStatus": {"coding": list(clinical)},
        "verificationStatus": {"coding": [of_hl7("condition-ver-status", "confirmed"), LOCAL]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "84027009"}]},
        **fields,
    }


def allergy(*verified: dict[str, str]) -> dict[str, Any]:
    head = {"resourceType": "AllergyIntolerance", "patient": P1, "code": {"text": "hydroxocobalamin"}}
    return {**head, "verificationStatus": {"coding": list(verified)}}


def read(*resources: object, **fields: Any) -> Any:
    return patient_from_fhir([PERSON, *resources], today=TODAY, **fields)


def test_a_status_counts_by_the_code_of_hl7_and_a_local_one_beside_it_takes_nothing_away() -> None:
    active = of_hl7("condition-clinical", "active")
    assert [cause.kind for cause in read(condition(LOCAL, active)).patient.causes] == ["pernicious-anaemia"]
    assert [cause.kind for cause in read(condition(active, active)).patient.causes] == ["pernicious-anaemia"]
    (_, only_local) = read(condition(LOCAL)).resources
    assert (only_local.outcome, "C, which is of a code system" in only_local.remark) == ("unreadable", True)


@pytest.mark.parametrize("code", ["confirmed", "presumed", "unconfirmed"])
@pytest.mark.parametrize("local", [LOCAL, {"system": "urn:local", "code": "refuted"}])
def test_an_allergy_is_turned_down_by_a_code_of_hl7_only(code: str, local: dict[str, str]) -> None:
    said = of_hl7("allergyintolerance-verification", code)
    assert read(allergy(local, said), whole=["allergies"]).patient.allergies == ("hydroxocobalamin",)
    assert read(allergy(local, {**said, "code": "refuted"}), whole=["allergies"]).patient.allergies == ()


B12_NAMES = [
    *("Vit B12", "VitB12", "vit. B-12", "B12 injection", "B 12 inj", "Vitamin B\u2081\u2082", "Vitamin B 12"),
    *("Hydroxycobalamin", "Hydroxocobalaminacetat", "Cyanocobalamine", "Cobalin", "Cobalin 1 mg/ml injection"),
]
OTHER_NAMES = [
    *("Warfarin tab 12 mg", "tab 120mg", "Amphotericin B 12 mg", "Hepatitis B 12 mcg", "Vitamin B 12.5 mg"),
    *("Vitamin B complex", "Amoxicillin"),
]


@pytest.mark.parametrize("name", B12_NAMES)
def test_vitamin_b12_is_known_by_whatever_tells_an_allergy_to_it(name: str) -> None:
    assert names_vitamin_b12(name)
    medicine = regimen_from_fhir({"medicationCodeableConcept": {"text": name}}).medicine
    assert (medicine.is_b12, medicine.drug, medicine.beside, medicine.is_combined) == (True, None, "", False)


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_a_twelve_beside_a_b_is_no_vitamin(name: str) -> None:
    assert not names_vitamin_b12(name)
    assert not regimen_from_fhir({"medicationCodeableConcept": {"text": name}}).medicine.is_b12


@pytest.mark.parametrize(
    "reference", ["NotPatient/p1", "https://a.example/Patient/p2/Patient/p1", "https://a.example/NotPatient/p1"]
)
def test_a_reference_that_only_ends_like_the_patient_s_is_of_nobody_known(reference: str) -> None:
    found = read(condition(of_hl7("condition-clinical", "active"), subject={"reference": reference}))
    assert not found.patient.causes
    assert found.resources[1].outcome == "ignored"


def test_one_id_on_two_servers_may_be_two_patients() -> None:
    active = of_hl7("condition-clinical", "active")
    here, there = (
        condition(active, subject={"reference": f"https://{name}.example/Patient/p1"}) for name in ("here", "there")
    )
    assert read(here).patient.causes
    assert not read(here, there).patient.causes
