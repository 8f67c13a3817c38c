"""Lists that a caller calls whole: one that may lack something never says that there is nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from b12regimen import select_regimen
from b12regimen.fhir import PatientImport, patient_from_fhir

TODAY = date(2026, 3, 2)
P1 = {"reference": "Patient/p1"}
PERSON = {"resourceType": "Patient", "id": "p1", "birthDate": "1980-02-11"}
UNKNOWN = "others that are not known"


def status(code: str) -> dict[str, Any]:
    return {"coding": [{"code": code}]}


def allergy(**fields: Any) -> dict[str, Any]:
    head = {"resourceType": "AllergyIntolerance", "id": "a", "patient": P1, "code": {"text": "Hydroxocobalamin"}}
    return {**head, "verificationStatus": status("confirmed"), "clinicalStatus": status("active"), **fields}


def medicine(kind: str = "MedicationStatement", name: str = "Warfarin", **fields: Any) -> dict[str, Any]:
    head = {"resourceType": kind, "id": "m", "status": "active", "intent": "order", "subject": P1}
    return {**head, "medicationCodeableConcept": {"text": name}, **fields}


def read(*resources: object, whole: tuple[Any, ...] = ("allergies", "medicines")) -> PatientImport:
    return patient_from_fhir([PERSON, *resources], today=TODAY, whole=whole)


def without(resource: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in resource.items() if key != name}


UNREAD_ALLERGIES = {
    "versions that differ": [allergy(), allergy(criticality="high")],
    "a modifier extension": [allergy(modifierExtension=[{"url": "https://example.org/not"}])],
    "rules of its own": [allergy(implicitRules="https://example.org/rules")],
    "a patient that is only displayed": [allergy(patient={"display": "a 46-year-old"})],
    "no patient": [without(allergy(), "patient")],
    "a patient within the resource": [allergy(patient={"reference": "#p1"})],
    "a patient by an address that this one has not": [allergy(patient={"reference": "urn:uuid:1"})],
    "no patient's reference": [allergy(patient={"reference": "Group/g"})],
    "statuses that disagree": [allergy(verificationStatus={"coding": [{"code": "confirmed"}, {"code": "refuted"}]})],
    "no type": [without(allergy(), "resourceType")],
    "a type that is no text": [allergy(resourceType=["AllergyIntolerance"])],
    "a type of no release": [allergy(resourceType="allergyintolerance")],
    "no resource": [3],
    "an entry without a resource": [{"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:a"}]}],
    "entries that are no list": [{"resourceType": "Bundle", "entry": {"resource": allergy()}}],
    "a bundle within a bundle": [{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Bundle"}}]}],
    "a list": [{"resourceType": "List", "id": "l", "subject": P1}],
    "what a search left out": [{"resourceType": "OperationOutcome", "issue": [{"code": "suppressed"}]}],
    "a next page": [{"resourceType": "Bundle", "link": [{"relation": "next", "url": "https://example.org/2"}]}],
    "a next page, the links no list": [{"resourceType": "Bundle", "link": {"relation": "next"}}],
    "a page before": [{"resourceType": "Bundle", "link": [{"relation": "previous", "url": "https://example.org/1"}]}],
    "a bundle under rules of its own": [{"resourceType": "Bundle", "implicitRules": "https://example.org/rules"}],
    "more than is held": [{"resourceType": "Bundle", "type": "searchset", "total": 2, "entry": []}],
    "a total that is no number": [{"resourceType": "Bundle", "type": "searchset", "total": "all"}],
    "no name": [allergy(code={"coding": [{"system": "urn:x", "code": "1"}]})],
    "a second patient": [{"resourceType": "Patient", "id": "p2"}, allergy()],
}


@pytest.mark.parametrize("case", UNREAD_ALLERGIES)
def test_an_allergy_that_was_left_unread_leaves_the_list_not_whole(case: str) -> None:
    found = read(*UNREAD_ALLERGIES[case])
    assert found.patient.allergies is None
    listed = read(*UNREAD_ALLERGIES[case], allergy(id="b", code={"text": "Cobalt"}))
    assert listed.patient.allergies in (None, ("cobalt", UNKNOWN))


def test_the_remarks_say_which_were_not_read() -> None:
    found = read(allergy(), allergy(criticality="high"))
    assert "the allergies are not known to be whole, for these were not read: [1] and [2]" in found.remarks
    assert read(allergy(), allergy(criticality="high"), whole=()).remarks == ()


def test_the_alert_is_not_checked_where_an_allergy_was_dropped() -> None:
    found = read(allergy(), allergy(criticality="high"))
    answer = select_regimen(found.patient, guideline="uk-bnf-hydroxocobalamin")
    assert "cobalamin-allergy" in [alert.id for alert in answer.alerts_not_checked]


@pytest.mark.parametrize("verified", ["confirmed", "unconfirmed", "presumed", "provisional", "likely"])
def test_an_allergy_in_any_state_that_does_not_end_it_counts(verified: str) -> None:
    assert read(allergy(verificationStatus=status(verified))).patient.allergies == ("hydroxocobalamin",)


UNREAD_MEDICINES = {
    "a status that is unknown": [medicine(status="unknown")],
    "no status": [medicine(status=None)],
    "no intent": [medicine("MedicationRequest", intent=None)],
    "two drugs in one name": [medicine(name="hydroxocobalamin cyanocobalamin")],
    "versions that differ": [medicine(), medicine(note=[{"text": "changed"}])],
    "a dose that was given": [medicine("MedicationAdministration", status="completed")],
    "a dose of unknown state": [medicine("MedicationAdministration", status="unknown")],
    "what was dispensed": [medicine("MedicationDispense")],
    "an order of another release": [medicine("MedicationOrder")],
    "not to be given, in a text": [medicine("MedicationRequest", doNotPerform="false")],
    "a modifier extension": [medicine(modifierExtension=[{}])],
    "a medication that is not there": [
        medicine(medicationCodeableConcept=None, medicationReference={"reference": "x"})
    ],
}


@pytest.mark.parametrize("case", UNREAD_MEDICINES)
def test_a_medicine_that_was_left_unread_leaves_the_list_not_whole(case: str) -> None:
    assert read(*UNREAD_MEDICINES[case]).patient.medicines is None


READ: dict[str, list[dict[str, Any]]] = {
    "a refuted allergy": [allergy(verificationStatus=status("refuted"))],
    "one that is no more": [allergy(clinicalStatus=status("resolved"))],
    "of another patient": [allergy(patient={"reference": "Patient/p2"})],
    "of another patient, by address": [allergy(patient={"reference": "https://example.org/Patient/p2"})],
    "a medicine that was stopped": [medicine(status="stopped")],
    "an order that is proposed": [medicine("MedicationRequest", intent="proposal")],
    "not to be given": [medicine("MedicationRequest", doNotPerform=True)],
    "vitamin B12 that is ordered": [medicine("MedicationRequest", name="cyanocobalamin")],
    "what bears on neither": [{"resourceType": "Encounter", "id": "e", "subject": P1}],
    "a medication that nobody takes": [{"resourceType": "Medication", "id": "y", "code": {"text": "Warfarin"}}],
}


@pytest.mark.parametrize("case", READ)
def test_what_was_read_and_is_none_leaves_the_list_whole(case: str) -> None:
    found = read(*READ[case])
    assert (found.patient.allergies, found.patient.medicines) == ((), ())


def test_the_same_resource_twice_leaves_the_list_whole() -> None:
    assert read(allergy(), allergy()).patient.allergies == ("hydroxocobalamin",)


def test_all_pages_together_are_whole() -> None:
    def page(number: int, *relations: tuple[str, int]) -> dict[str, Any]:
        links = [{"relation": name, "url": f"https://example.org/{at}"} for name, at in (("self", number), *relations)]
        return {"resourceType": "Bundle", "type": "searchset", "total": 1, "link": links, "entry": []}

    first, second = page(1, ("next", 2)), page(2, ("previous", 1))
    assert read(first, second).remarks == ()
    assert read(first, second).patient.allergies == ()
    assert read(second).remarks == ("the bundle goes on at a previous page, which was not given",)
    holding = {"resourceType": "Bundle", "total": 1, "entry": [{"resource": allergy()}]}
    assert read(holding).patient.allergies == ("hydroxocobalamin",)


def test_a_bundle_says_what_it_found_and_does_not_hold() -> None:
    assert read({"resourceType": "Bundle", "total": 3}).remarks == ("the bundle says that it found 3, and holds 0",)


def test_a_record_may_name_another_as_the_same_person() -> None:
    other = {"reference": "Patient/p2"}
    linked = {**PERSON, "link": [{"other": other, "type": "seealso"}]}
    for reference in ("Patient/p2", "https://example.org/Patient/p2"):
        resources = [linked, allergy(patient={"reference": reference})]
        assert patient_from_fhir(resources, today=TODAY, whole=["allergies"]).patient.allergies is None


def test_whose_a_resource_is_by_a_urn() -> None:
    entries = [
        {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient"}},
        {"resource": allergy(patient={"reference": "urn:uuid:2"})},
    ]
    bundle = {"resourceType": "Bundle", "entry": entries}
    assert patient_from_fhir(bundle, today=TODAY, whole=["allergies"]).patient.allergies == ()
    entries[1] = {"resource": allergy(patient={"reference": "Patient/p2"})}
    assert patient_from_fhir(bundle, today=TODAY, whole=["allergies"]).patient.allergies is None


def test_an_allergy_has_every_name_that_is_given() -> None:
    named = allergy(
        code={"text": "Drug allergy", "coding": [{"display": "Hydroxocobalamin"}]},
        reaction=[{"substance": {"text": "Benzyl alcohol"}}, {"substance": {"text": "Drug allergy"}}],
    )
    assert read(named).patient.allergies == ("drug allergy", "hydroxocobalamin", "benzyl alcohol")
