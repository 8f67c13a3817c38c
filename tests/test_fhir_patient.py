"""A patient from FHIR R4: what is used, what is ignored and why, and that nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Patient
from b12regimen.fhir import FhirError, PatientImport, RecordedDose, patient_from_fhir
from b12regimen.fhir.codes import shipped_codes

EXAMPLES = Path(__file__).parents[2] / "shared" / "data" / "fhir"
TODAY = date(2026, 3, 2)
SNOMED, LOINC, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org"
ICD, ICD_CM = "http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm"
OWN = "https://example.org/codes"
ATC = "http://www.whocc.no/atc"
FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
P1 = {"reference": "Patient/p1"}


def concept(system: str, code: str, text: str | None = None) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}


def condition(system: str, sct: str, **fields: Any) -> dict[str, Any]:
    active = {"coding": [{"code": "active"}]}
    confirmed = {"coding": [{"code": "confirmed"}]}
    given = {"clinicalStatus": active, "verificationStatus": confirmed, "code": concept(system, sct)}
    return {"resourceType": "Condition", "subject": P1, **given, **fields}


def observation(loinc: str, value: object = None, unit: str = "pg/mL", **fields: Any) -> dict[str, Any]:
    quantity = {"valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit}} if value else {}
    given = {"status": "final", "code": concept(LOINC, loinc), "effectiveDateTime": "2026-01-02T09:30:00Z", **quantity}
    return {"resourceType": "Observation", "subject": P1, **given, **fields}


def medicine(kind: str, name: str | None = None, **fields: Any) -> dict[str, Any]:
    named = {} if name is None else {"medicationCodeableConcept": {"text": name}}
    return {"resourceType": kind, "status": "active", "intent": "order", "subject": P1, **named, **fields}


def read(*resources: object, **arguments: Any) -> PatientImport:
    return patient_from_fhir(list(resources), today=TODAY, **arguments)


def said(*resources: object, **arguments: Any) -> list[tuple[str, str]]:
    return [(one.outcome, one.remark) for one in read(*resources, **arguments).resources]


def test_a_bundle_gives_a_patient_and_a_report_of_every_resource() -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "link": [{"relation": "next", "url": "https://example.org/next"}],
        "entry": [
            {
                "fullUrl": "https://example.org/Patient/p1",
                "resource": {"resourceType": "Patient", "id": "p1", "birthDate": "1980-02-29", "gender": "female"},
            },
            {"resource": condition(SNOMED, "84027009", id="pa")},
            {"resource": observation("2132-9", 120, id="b12")},
            {"resource": {"resourceType": "Encounter", "id": "e1"}},
            {"resource": 3},
        ],
    }
    found = patient_from_fhir(bundle, today=TODAY)
    assert found.patient == Patient(
        age="46 years (552 months, 16803 days)",
        sex="female",
        cause="pernicious-anaemia",
        labs=[{"analyte": "total-b12", "value": "120 pg/mL", "taken": "2026-01-02"}],
    )
    assert [(one.place, one.resource, one.outcome, one.remark) for one in found.resources] == [
        ("entry[0]", "Patient/p1", "used", "sex female, as the administrative gender of the record; age 46 years"),
        ("entry[1]", "Condition/pa", "used", "cause pernicious-anaemia"),
        ("entry[2]", "Observation/b12", "used", "total-b12 120 pg/mL of 2026-01-02"),
        ("entry[3]", "Encounter/e1", "ignored", "Encounter says nothing of the patient that is read"),
        ("entry[4]", "no type/no id", "unreadable", "there is no resource, but 3"),
    ]
    assert found.remarks == ("the bundle goes on at a next page, which was not given",)
    assert repr(found) == "<PatientImport 3 used, 1 ignored, 1 unreadable>"
    assert "a clinician decides" in str(found)
    assert json.loads(json.dumps(found.to_dict()))["patient"] == found.patient.to_dict()


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (condition(ICD, "D51.0"), {"cause": "pernicious-anaemia", "deficiency": "confirmed"}),
        (condition(ICD_CM, "D51.9"), {"deficiency": "confirmed"}),
        (condition(SNOMED, "191154007"), {"deficiency": "confirmed", "conditions": {"folate_deficiency": True}}),
        (condition(SNOMED, "60576007"), {"severity": {"neurological": True}}),
        (condition(SNOMED, "1153353002"), {"cause": "total-gastrectomy", "deficiency": "confirmed"}),
        (condition(SNOMED, "73891003"), {"nitrous_oxide": True}),
        (condition(ICD, "E53.8"), {}),
        (condition(ICD, "Z98.84"), {}),
        (condition(SNOMED, "1"), {}),
        (condition(SNOMED, "84027009", clinicalStatus={"coding": [{"code": "inactive"}]}), {}),
        (condition(SNOMED, "84027009", clinicalStatus=None), {}),
        (condition(SNOMED, "84027009", verificationStatus={"coding": [{"code": "provisional"}]}), {}),
        (condition(SNOMED, "84027009", modifierExtension=[{"url": "https://example.org"}]), {}),
        (condition(SNOMED, "84027009", implicitRules="https://example.org"), {}),
        (condition(SNOMED, "84027009", subject={}), {}),
    ],
)
def test_what_a_condition_says(resource: dict[str, Any], expected: dict[str, Any]) -> None:
    assert read(resource).patient == Patient(**expected)


def test_why_a_condition_says_nothing() -> None:
    refuted = {"coding": [{"code": "refuted"}]}
    two = {"coding": [{"system": SNOMED, "code": "84027009"}, {"system": ICD, "code": "D51.2"}]}
    assert said(
        condition(SNOMED, "84027009", verificationStatus=refuted),
        condition(SNOMED, "84027009", clinicalStatus={}),
        condition(ICD, "E53.8"),
        condition(SNOMED, "1"),
        condition(SNOMED, "1", code={"text": "tired\nall day"}),
        condition(SNOMED, "1", code=7),
        condition(SNOMED, "1", code=two),
    ) == [
        ("ignored", "a condition is refuted"),
        ("ignored", "a condition is not said to be active"),
        (
            "ignored",
            "Deficiency of other specified B group vitamins: the name does not say which of these vitamins",
        ),
        ("ignored", "1 (http://snomed.info/sct): none of its codes is one that is read"),
        ("ignored", "tired all day: none of its codes is one that is read"),
        ("unreadable", "what stands under code cannot be read"),
        ("unreadable", "its codes name different causes: pernicious-anaemia and transcobalamin-deficiency"),
    ]


def test_what_may_be_a_cause_is_listed_and_not_taken_for_one() -> None:
    surgery = {"resourceType": "Procedure", "status": "completed", "subject": P1, "code": concept(SNOMED, "430715008")}
    found = read(
        surgery | {"id": "s"},
        surgery | {"status": "preparation"},
        medicine("MedicationStatement", "Metformin 500 mg tablets", id="m"),
        condition(ICD, "K90.0", id="c"),
    )
    assert found.patient == Patient(medicines=["metformin 500 mg tablets", "others that are not known"])
    assert [(cause.kind, cause.resource) for cause in found.possible_causes] == [
        ("bariatric-surgery", "Procedure/s"),
        ("metformin", "MedicationStatement/m"),
        ("coeliac-disease", "Condition/c"),
    ]
    assert found.resources[1].remark == "its status is preparation, not completed"
    assert "possible cause coeliac-disease: Coeliac disease (Condition/c)" in str(found)
    assert found.to_dict()["possible_causes"][1]["name"] == "Metformin 500 mg tablets"
    assert not read(
        condition(ICD, "K90.0"), condition(SNOMED, "1"), codes={f"{SNOMED}|1": "cause:coeliac-disease"}
    ).possible_causes


REFERENCE = [{"low": {"value": 200, "unit": "pg/mL"}, "high": {"value": 900, "unit": "pg/mL"}}]


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (observation("2132-9", 120), "total-b12 120 pg/mL of 2026-01-02"),
        (observation("14685-2", Decimal("88.5"), "pmol/L"), "total-b12 88.5 pmol/L of 2026-01-02"),
        (observation("35201-3", 88, "pmol/L"), "total-b12 88 pmol/L of 2026-01-02"),
        (observation("13964-2", 0.41, "umol/L"), "mma 0.41 umol/L of 2026-01-02"),
        (
            observation("2132-9", valueQuantity={"value": 50, "comparator": "<", "unit": "ng/L"}),
            "total-b12 <50 ng/L of 2026-01-02",
        ),
        (
            observation("2132-9", 120, referenceRange=REFERENCE, interpretation=[concept(FLAGS, "L")]),
            "total-b12 120 pg/mL low (the laboratory's interval: 200-900 pg/mL) of 2026-01-02",
        ),
        (
            observation("2132-9", interpretation=[concept(FLAGS, "LL")], effectiveDateTime="2026-01"),
            "total-b12 low; the day is not known (effectiveDateTime is 2026-01)",
        ),
        (
            observation("9537-2", valueCodeableConcept={"text": "Positive"}),
            "intrinsic-factor-antibodies positive of 2026-01-02",
        ),
        (
            observation("8087-9", valueString="negative", interpretation=[concept(FLAGS, "NEG")]),
            "parietal-cell-antibodies negative of 2026-01-02",
        ),
        (
            observation("8087-9", interpretation=[concept(FLAGS, "IND")]),
            "parietal-cell-antibodies equivocal of 2026-01-02",
        ),
        (
            observation(
                "2132-9", 120, effectiveDateTime=None, effectivePeriod={"start": "2026-01-02", "end": "2026-01-02"}
            ),
            "total-b12 120 pg/mL of 2026-01-02",
        ),
        (
            observation("2132-9", 120, interpretation=[concept(FLAGS, "L"), concept(FLAGS, "N")]),
            "total-b12 120 pg/mL of 2026-01-02; its flags disagree: L and N",
        ),
        (
            observation("2132-9", 120, interpretation=[concept(FLAGS, "A", "abnormal")]),
            "total-b12 120 pg/mL of 2026-01-02; its flag was not read: abnormal and A",
        ),
        (
            observation("2132-9", 120, interpretation=[concept(FLAGS, "POS")]),
            'total-b12 120 pg/mL of 2026-01-02; left out: "POS" does not fit total-b12; one of: low, normal, high',
        ),
        (
            observation("2132-9", 120, referenceRange=REFERENCE * 2),
            "total-b12 120 pg/mL of 2026-01-02; its reference ranges are for some people or purposes, so none was read",
        ),
        (
            observation("2132-9", 120, referenceRange=[{"low": {"value": 200}}]),
            "total-b12 120 pg/mL of 2026-01-02; its reference range was not read: no unit is no unit that is read here",
        ),
        (
            observation(
                "2132-9", 120, referenceRange=[{"high": {"value": 9, "unit": "pg/mL"}, "type": concept("x", "normal")}]
            ),
            "total-b12 120 pg/mL (the laboratory's interval: <=9 pg/mL) of 2026-01-02",
        ),
        (
            observation(
                "96805-7",
                component=[{"code": concept(LOINC, "2132-9"), "valueQuantity": {"value": 1, "unit": "ng/L"}}, 4],
            ),
            "component total-b12 1 ng/L of 2026-01-02",
        ),
    ],
)
def test_what_an_observation_says(resource: dict[str, Any], expected: str) -> None:
    assert said(resource) == [("used", expected)]
    labs = read(resource).patient.labs
    assert labs is not None
    assert str(labs.results[0]) == expected.removeprefix("component ").partition(";")[0]


@pytest.mark.parametrize(
    ("resource", "outcome", "why"),
    [
        (observation("2132-9", 120, status="entered-in-error"), "ignored", "its status is entered-in-error, not final"),
        (observation("2132-9", 120, status="preliminary"), "ignored", "its status is preliminary, not final"),
        (observation("2132-9", 120, status=4), "ignored", "its status is not given, not final"),
        (
            observation("2132-9", dataAbsentReason={"text": "haemolysed"}),
            "ignored",
            "there is no value: haemolysed",
        ),
        (observation("2132-9", dataAbsentReason=5), "ignored", "there is no value: not said"),
        (
            observation("2132-9", 120, dataAbsentReason={"text": "haemolysed"}),
            "unreadable",
            "it has a value and a reason why there is none",
        ),
        (
            observation("2132-9", 120, "pmol/L"),
            "unreadable",
            "total-b12: 120 pmol/L is in a unit that its code does not allow; expected ng/L or pg/mL",
        ),
        (observation("2132-9", 120, "[iU]"), "unreadable", 'total-b12: "[iU]" is no unit that is read here'),
        (
            observation("2132-9", valueQuantity={"value": 120, "unit": "pmol/L", "system": UCUM, "code": "pg/mL"}),
            "unreadable",
            'total-b12: the code says "pg/mL" and the unit says "pmol/L"',
        ),
        (
            observation("2132-9", valueQuantity={"value": 120, "code": "pg/mL"}),
            "unreadable",
            'total-b12: the code "pg/mL" of no system is no unit that is read here',
        ),
        (
            observation("2132-9", valueQuantity={"value": 120, "unit": "units"}),
            "unreadable",
            'total-b12: "units" is no unit that is read here',
        ),
        (
            observation("2132-9", valueQuantity={"value": 120, "comparator": "about", "unit": "pg/mL"}),
            "unreadable",
            "total-b12: about is no comparator",
        ),
        (observation("2132-9", valueQuantity={"unit": "pg/mL"}), "unreadable", "total-b12: there is no number"),
        (
            observation("2132-9", valueQuantity={"value": True, "unit": "pg/mL"}),
            "unreadable",
            "total-b12: True is no number",
        ),
        (
            observation("2132-9", -1),
            "unreadable",
            "total-b12: a quantity cannot be negative; -1 is",
        ),
        (
            observation("9537-2", 1.2, "%"),
            "unreadable",
            (
                "intrinsic-factor-antibodies: a number says nothing of intrinsic-factor-antibodies; give the "
                "laboratory's verdict as flag: positive or negative"
            ),
        ),
        (
            observation("2132-9"),
            "unreadable",
            "total-b12: there is neither a value nor a flag; a result that was not obtained is left out",
        ),
        (
            observation("2132-9", 120, effectiveDateTime="2026-03-03"),
            "unreadable",
            "it is of 2026-03-03, after 2026-03-02",
        ),
        (
            observation("16695-9", 120),
            "ignored",
            "Cobalamin (Vitamin B12) [Mass/volume] in Blood: measured in blood, and total B12 here is that of serum",
        ),
        (
            observation("14685-3", 120),
            "ignored",
            "14685-3: none of its codes is a laboratory result that is read",
        ),
        (observation("1", 1, code=None), "ignored", "it has no code and no words, so it may be of anything"),
        (
            observation("1", 1, code={"coding": [{"system": LOINC, "code": c} for c in ("2132-9", "718-7")]}),
            "unreadable",
            "its codes disagree: total-b12 and haemoglobin",
        ),
        (observation("2132-9", 120, subject={"reference": "Patient/p2"}), "ignored", None),
    ],
)
def test_why_an_observation_says_nothing(resource: dict[str, Any], outcome: str, why: str | None) -> None:
    p1 = {"resourceType": "Patient", "id": "p1"}
    found = read(p1, resource)
    assert found.patient == Patient()
    assert (found.resources[1].outcome, found.resources[1].remark) == (
        outcome,
        why or "it is not of the patient, but of Patient/p2",
    )


def test_whose_a_resource_is() -> None:
    def person(url: str | None) -> dict[str, Any]:
        address = {} if url is None else {"fullUrl": url}
        return {**address, "resource": {"resourceType": "Patient", "id": "p1"}}

    def outcome(url: str | None, reference: str) -> str:
        entries = [person(url), {"resource": condition(SNOMED, "84027009", subject={"reference": reference})}]
        return patient_from_fhir({"resourceType": "Bundle", "entry": entries}, today=TODAY).resources[1].outcome

    assert outcome(None, "Patient/p1/_history/2") == "used"
    assert outcome(None, "https://example.org/Patient/p1") == "used"
    assert outcome("urn:uuid:1", "urn:uuid:1") == "used"
    assert outcome("https://example.org/Patient/p1", "https://example.com/Patient/p1") == "ignored"
    assert outcome(None, "Patient/p11") == "ignored"
    assert outcome(None, "#p1") == "ignored"

    for reference in ("Group/g", "#p1"):
        only = condition(SNOMED, "84027009", subject={"reference": reference})
        assert said(only) == [("ignored", f"it is not of the patient, but of {reference}")]
    assert read(condition(SNOMED, "84027009", subject={"reference": "urn:uuid:1"})).patient.causes

    of_two = read(condition(SNOMED, "84027009"), condition(SNOMED, "84027009", subject={"reference": "Patient/p2"}))
    assert {one.remark for one in of_two.resources} == {
        "the resources are of 2 patients, and which one is meant is not told"
    }
    two = read({"resourceType": "Patient", "id": "p1", "gender": "male"}, {"resourceType": "Patient", "id": "p2"})
    assert two.patient == Patient()


def test_what_was_given_twice_counts_once_and_versions_that_differ_not_at_all() -> None:
    one = observation("2132-9", 120, id="a")
    again = read(one, one)
    assert again.patient.labs is not None
    assert len(again.patient.labs.results) == 1
    assert again.resources[1].remark == "Observation/a was given before, at [0]"
    differ = read(one, observation("2132-9", 520, id="a"))
    assert differ.patient == Patient()
    assert len(differ.with_outcome("ignored")) == 2


@pytest.mark.parametrize(
    ("person", "age", "remark"),
    [
        ({"birthDate": "2025-12-02"}, "3 months (3 months, 90 days)", "age 3 months"),
        ({"birthDate": "1950"}, None, "the date of birth, 1950, is too coarse for an age in years"),
        ({"birthDate": "1980-02"}, "46 years", "age 46 years, from 1980-02"),
        ({"birthDate": "2026-04"}, None, "the date of birth was not read: 2026-04"),
        ({"birthDate": "2026-02"}, None, "the date of birth, 2026-02, is too coarse for an age in years"),
        ({"birthDate": "2026-02-30"}, None, "the date of birth was not read: 2026-02-30"),
        ({"birthDate": "20xx"}, None, "the date of birth was not read: 20xx"),
        ({"birthDate": "1026-03-02"}, None, "age: 1000 years"),
        ({}, None, "no date of birth"),
        ({"gender": "unknown"}, None, "no date of birth"),
        ({"gender": "weiblich"}, None, "the administrative gender was not read: weiblich; no date of birth"),
        ({"gender": 3}, None, "the administrative gender was not read: 3; no date of birth"),
        ({"deceasedBoolean": True}, None, "the record says that the patient has died; no date of birth"),
        ({"active": False, "birthDate": "1980"}, None, "the record is not in use"),
    ],
)
def test_what_a_patient_resource_says(person: dict[str, Any], age: str | None, remark: str) -> None:
    found = read({"resourceType": "Patient", "id": "p1", **person})
    assert found.patient == Patient(age=age)
    assert found.resources[0].remark.startswith(remark)


B12 = {"medicationCodeableConcept": concept(ATC, "B03BA03")}
INTRAMUSCULAR = concept(SNOMED, "78421000")


def test_given_doses_are_listed_with_what_is_told_of_each() -> None:
    dose = {"route": INTRAMUSCULAR, "dose": {"value": 1000, "unit": "mcg"}}
    found = read(
        medicine(
            "MedicationAdministration",
            "vitamin B12",
            id="b",
            status="completed",
            dosage={"dose": {"value": 1, "unit": "mL"}},
        ),
        medicine(
            "MedicationAdministration", id="a", status="completed", effectiveDateTime="2026-02-03", dosage=dose, **B12
        ),
        medicine(
            "MedicationAdministration",
            "Cyanocobalamin",
            id="c",
            status="completed",
            effectivePeriod={"start": "2026-02-01", "end": "2026-02-01"},
        ),
        {
            "resourceType": "Procedure",
            "id": "d",
            "status": "completed",
            "subject": P1,
            "code": concept(SNOMED, "308752009"),
            "performedPeriod": {"start": "2026-02-09T09:00:00Z", "end": "2026-02-09T09:05:00Z"},
        },
        {
            "resourceType": "Procedure",
            "id": "e",
            "status": "completed",
            "subject": P1,
            "code": concept(SNOMED, "709544008"),
        },
        medicine("MedicationAdministration", id="f", status="completed", effectiveDateTime="2027-02-03", **B12),
        medicine("MedicationAdministration", id="g", status="entered-in-error", **B12),
        medicine("MedicationAdministration", "ceftriaxone", id="h", status="completed"),
    )
    untold = {"drug": None, "dose": None, "route": None, "is_injection": None}
    assert [one.to_dict() for one in found.given_doses] == [
        {
            "resource": "MedicationAdministration/c",
            "day": "2026-02-01",
            "drug": "cyanocobalamin",
            "dose": None,
            "route": None,
            "is_injection": None,
        },
        {
            "resource": "MedicationAdministration/a",
            "day": "2026-02-03",
            "drug": "hydroxocobalamin",
            "dose": "1000 mcg",
            "route": "IM",
            "is_injection": True,
        },
        {"resource": "Procedure/d", "day": "2026-02-09", **untold, "route": "IM", "is_injection": True},
        {"resource": "MedicationAdministration/b", "day": None, **untold},
        {"resource": "Procedure/e", "day": None, **untold},
    ]
    assert isinstance(found.given_doses[0], RecordedDose)
    assert found.patient == Patient()
    remarks = [one.remark for one in found.resources]
    assert remarks[0].endswith(
        "vitamin B12, the drug not told, amount not told, route not told, day not told; 1 mL is no mass"
    )
    assert remarks[2].endswith("the amount was not read: there is no number")
    assert remarks[5:] == [
        "a dose that was given on 2027-02-03, after 2026-03-02",
        "its status is entered-in-error, not in-progress or completed",
        "ceftriaxone was given, and whether it is taken now is not told",
    ]


def statement(*routes: str) -> dict[str, Any]:
    return medicine("MedicationStatement", dosage=[{"route": concept(SNOMED, route)} for route in routes], **B12)


@pytest.mark.parametrize(
    ("resources", "treatment"),
    [
        ([statement("78421000")], "injections"),
        ([statement("26643006")], "oral"),
        ([statement("78421000", "26643006")], None),
        ([statement("78421000"), statement("26643006")], None),
        ([statement()], None),
        ([medicine("MedicationRequest", dosageInstruction=[{"route": INTRAMUSCULAR}], **B12)], None),
        ([medicine("MedicationAdministration", status="in-progress", **B12)], None),
    ],
)
def test_what_is_given_now_is_told_by_statements_only(resources: list[Any], treatment: str | None) -> None:
    assert read(*resources).patient == Patient(b12_treatment=treatment)


def test_medicines_are_what_is_taken() -> None:
    contained = {"contained": [{"resourceType": "Medication", "id": "x", "code": {"text": "Omeprazole"}}]}
    resources = [
        medicine("MedicationRequest", "Warfarin"),
        medicine("MedicationRequest", "Aspirin", doNotPerform=True),
        medicine("MedicationRequest", "Aspirin", intent="proposal"),
        medicine("MedicationRequest", "Aspirin", status="stopped"),
        medicine("MedicationRequest", medicationReference={"reference": "#x"}, **contained),
        medicine("MedicationRequest", medicationReference={"reference": "Medication/y"}),
        medicine("MedicationStatement", medicationReference={"display": "Lisinopril"}),
        {"resourceType": "Medication", "id": "y", "code": {"coding": [{"display": "Colchicine"}]}},
    ]
    found = read(*resources, whole=["medicines"])
    assert found.patient == Patient(medicines=["warfarin", "omeprazole", "colchicine", "lisinopril"])
    assert [cause.kind for cause in found.possible_causes] == ["acid-suppression"]
    assert read(*resources, medicine("MedicationStatement", "WARFARIN"), whole=["medicines"]).patient == found.patient
    unnamed = read(*resources, medicine("MedicationStatement"), whole=["medicines"])
    assert unnamed.patient.medicines is not None
    assert unnamed.patient.medicines[-1] == "others that are not known"
    assert read(whole=["medicines", "allergies"]).patient == Patient(medicines=[], allergies=[])
    two = medicine(
        "MedicationStatement", "hydroxocobalamin", medicationCodeableConcept=concept(ATC, "B03BA01", "hydroxocobalamin")
    )
    assert said(two) == [("unreadable", "it names cyanocobalamin and hydroxocobalamin, which are different drugs")]


def test_allergies_count_unless_they_are_refuted_or_gone() -> None:
    def allergy(name: str | None, **statuses: str) -> dict[str, Any]:
        coded = {key: {"coding": [{"code": code}]} for key, code in statuses.items()}
        return {"resourceType": "AllergyIntolerance", "patient": P1, "code": {"text": name}, **coded}

    found = read(
        allergy("Hydroxocobalamin", verificationStatus="confirmed", clinicalStatus="active"),
        allergy("Cobalt", verificationStatus="unconfirmed"),
        allergy("Penicillin", verificationStatus="refuted"),
        allergy("Latex", clinicalStatus="resolved"),
        whole=["allergies"],
    )
    assert found.patient == Patient(allergies=["hydroxocobalamin", "cobalt"])
    assert [one.remark for one in found.resources] == [
        "allergy to Hydroxocobalamin",
        "allergy to Cobalt, not said to be confirmed",
        "it is refuted",
        "it is resolved",
    ]
    for nothing in ("unknown", "None", "Other.", "-"):
        assert read(allergy(nothing), allergy("Latex"), whole=["allergies"]).patient.allergies == (
            "latex",
            "others that are not known",
        )
    assert read(allergy(None), whole=["allergies"]).patient.allergies is None
    assert read(allergy("Cobalt")).patient == Patient(allergies=["cobalt", "others that are not known"])


def test_a_caller_adds_codes_of_its_own() -> None:
    own = {f"{OWN}|pregnant": "pregnancy:pregnant", "urn:x|b12": "analyte:total-b12"}
    mine = observation("1", 88, "pmol/L", code=concept("urn:x", "b12"))
    found = read(condition(OWN, "pregnant"), mine, codes=own)
    assert found.patient.pregnancy == "pregnant"
    assert found.patient.labs is not None
    assert found.patient.labs.results[0].analyte == "total-b12"
    both = {**own, f"{OWN}|2": "pregnancy:breastfeeding"}
    unclear = read(condition(OWN, "pregnant"), condition(OWN, "2"), codes=both)
    assert unclear.patient == Patient()
    assert unclear.remarks == ("pregnancy is not known: records say pregnant and breastfeeding",)


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (["x"], "are no codes"),
        ({"pregnant": "pregnancy:pregnant"}, 'write the system and the code with "|" between them'),
        ({3: "pregnancy:pregnant"}, "between them"),
        ({f"{SNOMED}|84027009": "cause:other"}, 'the library knows it as "Pernicious anaemia"'),
        ({"urn:x|1": "pregnancy:maybe"}, '"maybe" is no pregnancy'),
        ({"urn:x|1": "pregnant"}, "'pregnant' is no meaning"),
        ({"urn:x|1": 3}, "3 is no meaning"),
    ],
)
def test_codes_that_cannot_be_read_are_refused(codes: Any, message: str) -> None:
    with pytest.raises(FhirError, match=message.replace("|", r"\|")):
        read(codes=codes)


@pytest.mark.parametrize("arguments", [{"today": datetime(2026, 3, 2)}, {"today": "2/3/2026"}])  # noqa: DTZ001
def test_today_is_a_day(arguments: dict[str, Any]) -> None:
    with pytest.raises(FhirError, match=r"^today: .* no day; give a date"):
        patient_from_fhir([], **arguments)


@pytest.mark.parametrize("whole", ["medicines", ["labs"]])
def test_whole_names_lists(whole: Any) -> None:
    with pytest.raises(FhirError, match="are no lists"):
        read(whole=whole)


def test_bundles_may_stand_in_a_list_and_not_in_each_other() -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": condition(SNOMED, "84027009")}]}
    found = read(bundle, {"resourceType": "Bundle", "entry": [{"resource": bundle}, {"resource": {"id": "x"}}]})
    assert [(one.place, one.outcome) for one in found.resources] == [
        ("[0].entry[0]", "used"),
        ("[1].entry[0]", "unreadable"),
        ("[1].entry[1]", "unreadable"),
    ]


def test_five_hundred_resources_that_bear_on_nothing() -> None:
    found = read(*({"resourceType": "Encounter", "id": str(n), "subject": P1} for n in range(500)))
    assert found.patient == Patient()
    assert len(found.with_outcome("ignored")) == 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def resources() -> Iterable[dict[str, Any]]:
    yield {"resourceType": "Patient", "id": "p1", "birthDate": "1980", "gender": "male", "active": True}
    yield observation("2132-9", 120, referenceRange=REFERENCE, interpretation=[concept(FLAGS, "L")])
    yield observation("9537-2", valueCodeableConcept={"text": "positive"}, dataAbsentReason={})
    yield condition(SNOMED, "84027009")
    yield medicine("MedicationStatement", "metformin", dosage=[{"route": INTRAMUSCULAR}])
    yield medicine("MedicationAdministration", status="completed", dosage={"dose": {}}, effectivePeriod={}, **B12)
    for name in ("x", "unknown", "none", "Other", "X "):
        yield {"resourceType": "AllergyIntolerance", "patient": P1, "code": {"text": name}, "clinicalStatus": {}}


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    resource = json.loads(json.dumps(draw(st.sampled_from(list(resources())))))
    inside = resource
    while isinstance(inside, dict | list) and inside:
        key = draw(st.sampled_from(list(inside) if isinstance(inside, dict) else list(range(len(inside)))))
        if draw(st.booleans()) or not isinstance(inside[key], dict | list):
            inside[key] = draw(JSON)
            break
        inside = inside[key]
    return resource


@given(st.lists(spoilt() | JSON, max_size=4) | JSON)
def test_no_json_value_raises(given: Any) -> None:
    found = patient_from_fhir(given, today=TODAY)
    assert all(one.remark for one in found.resources)
    assert Patient.from_dict(found.patient.to_dict()) == found.patient


def test_what_is_deep_or_long_without_limit_is_named() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    one = {"resourceType": "Patient", "id": "p1", "birthDate": deep}
    found = read(deep, 10**5000, one, {**one, "birthDate": [deep]})
    assert [resource.remark for resource in found.resources] == [
        "there is no resource, but a list",
        "there is no resource, but a number that is too long",
        *["Patient/p1 is given in versions that differ; give the current one"] * 2,
    ]
    assert said(one) == [("ignored", "the date of birth was not read: a list")]


def luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def verhoeff(digits: str) -> bool:
    step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    check = 0
    for place, digit in enumerate(reversed(digits)):
        moved = int(digit)
        for _ in range(place % 8):
            moved = step[moved]
        check = _dihedral(check, moved)
    return check == 0


def _dihedral(a: int, b: int) -> int:
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b - 5) % 5
    return 5 + (a - 5 - b) % 5 if b < 5 else (a - b) % 5


def test_check_digits_of_every_shipped_code_hold() -> None:
    loinc = [code for system, code in shipped_codes().known if system == LOINC]
    snomed = [code for system, code in shipped_codes().known if system == SNOMED]
    assert len(loinc) > 15
    assert len(snomed) > 35
    assert all(luhn(code.replace("-", "")) for code in loinc)
    assert all(verhoeff(code) for code in snomed)
    assert not luhn("146853")
    assert not verhoeff("84027008")


def test_every_shipped_code_means_something_or_says_why_not() -> None:
    for code in shipped_codes().known.values():
        assert bool(code.means or code.may_be) is (code.because is None), code.name


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the official examples of FHIR R4 are not there")
class TestOfficialExamples:
    def test_every_one_is_reported_and_none_raises(self) -> None:
        files = [path for path in sorted(EXAMPLES.glob("*.json")) if path.name != "fhir.schema.r4.json"]
        for path in files:
            found = patient_from_fhir(json.loads(path.read_text("utf-8")), today=TODAY)
            assert len(found.resources) == 1

    def test_a_haemoglobin_below_the_laboratory_s_interval(self) -> None:
        resource = json.loads((EXAMPLES / "Observation-f005.json").read_text("utf-8"))
        (remark,) = (one.remark for one in patient_from_fhir(resource, today=TODAY).resources)
        assert remark == "haemoglobin 7.2 g/dL low (the laboratory's interval: 7.5-10 g/dL) of 2013-04-05"

    @pytest.mark.parametrize(
        ("name", "outcome"),
        [("Condition-f201", "ignored"), ("Condition-f204", "ignored"), ("Condition-stroke", "ignored")],
    )
    def test_conditions_that_are_resolved_or_none_of_ours(self, name: str, outcome: str) -> None:
        resource = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
        assert patient_from_fhir(resource, today=TODAY).resources[0].outcome == outcome
