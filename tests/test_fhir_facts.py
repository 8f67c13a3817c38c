"""Facts of others, of the past and of a combined medicine: none of them becomes a fact of the patient of today."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen import Patient
from b12regimen.fhir import regimen_from_fhir
from test_fhir_dosage import WEEKLY, dosage, refusals, request
from test_fhir_patient import INTRAMUSCULAR, P1, SNOMED, concept, condition, medicine, observation, read

FOCUS_CODE = "http://hl7.org/fhir/StructureDefinition/observation-focusCode"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"focus": [{"reference": "RelatedPerson/baby"}]}, "it is about RelatedPerson/baby, and not about the patient"),
        ({"focus": [{"display": "the donor"}]}, "it is about what is not referred to"),
        ({"focus": [P1, {"reference": "Patient/p2"}]}, "it is about Patient/p2"),
        ({"focus": {"reference": "Patient/p2"}}, "it is about Patient/p2"),
        ({"focus": "baby"}, "it is about what is not referred to"),
        ({"extension": [{"url": FOCUS_CODE}]}, "it is about something else than the patient"),
    ],
)
def test_a_result_about_another_is_not_the_patient_s(fields: dict[str, Any], why: str) -> None:
    found = read(observation("2132-9", 120, **fields))
    assert found.patient == Patient()
    assert found.resources[0].outcome == "ignored"
    assert why in found.resources[0].remark


@pytest.mark.parametrize("words", ["Maternal vitamin B12", "B12 (donor)", "Baby's B12", "cord blood B12"])
def test_words_of_a_result_may_be_of_another(words: str) -> None:
    coded = concept("http://loinc.org", "2132-9", words)
    assert read(observation("2132-9", 120, code=coded)).patient == Patient()


def test_a_result_about_the_patient_is_read() -> None:
    found = read(observation("2132-9", 120, focus=[P1], extension=[{"url": "https://example.org/x"}]))
    assert found.patient.labs is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"abatementDateTime": "2020-01-01"},
        {"abatementDateTime": "2020"},
        {"abatementDateTime": "2020-06"},
        {"abatementAge": {"value": 30, "unit": "years"}},
        {"abatementPeriod": {"start": "2019-01-01", "end": "2020-01-01"}},
        {"abatementString": "last year"},
        {"abatementBoolean": True},
        {"onsetDateTime": "2027-01-01"},
        {"onsetDateTime": "2027"},
        {"onsetPeriod": {"start": "2027-02"}},
        {"recordedDate": "2027-01-01"},
        {"verificationStatus": {"coding": [{"code": "confirmed"}], "text": "refuted"}},
        {"category": [{"text": "family history"}]},
    ],
)
def test_a_condition_that_is_over_or_to_come_is_none(fields: dict[str, Any]) -> None:
    found = read(condition(SNOMED, "84027009", **fields))
    assert found.patient == Patient()
    assert found.resources[0].outcome == "ignored"


@pytest.mark.parametrize(
    "words",
    [
        *("No evidence of pernicious anaemia", "Family history of pernicious anaemia", "Mother has pernicious anaemia"),
        *("Pernicious anaemia excluded", "Suspected pernicious anaemia", "?PA", "h/o PA", "PA ruled out", "not PA"),
        *("Previous PA", "possible pernicious anaemia", "screening for PA", "PA in remission", "Daughter: PA"),
        *("unconfirmed PA", "historical PA", "PA until 2010", "PA vs folate deficiency", "twin has PA"),
    ],
)
def test_words_beside_a_code_that_say_otherwise(words: str) -> None:
    found = read(condition(SNOMED, "84027009", code=concept(SNOMED, "84027009", words)))
    assert found.patient == Patient()
    assert words in found.resources[0].remark
    procedure = {"resourceType": "Procedure", "status": "completed", "subject": P1}
    injected = {**procedure, "code": concept(SNOMED, "308752009", words), "performedDateTime": "2026-01-02"}
    assert read(injected).given_doses == ()


@pytest.mark.parametrize("words", ["Pernicious anaemia", "Anaemia, not elsewhere classified", "PA since 2011"])
@pytest.mark.parametrize("dates", [{}, {"abatementDateTime": "2027"}, {"onsetDateTime": "2011", "abatementAge": None}])
def test_a_condition_of_now_is_read(words: str, dates: dict[str, Any]) -> None:
    found = read(condition(SNOMED, "84027009", code=concept(SNOMED, "84027009", words), **dates))
    assert found.patient == Patient(cause="pernicious-anaemia")


def test_a_procedure_that_is_to_come_says_nothing() -> None:
    later = {"resourceType": "Procedure", "status": "completed", "subject": P1, "performedPeriod": {"start": "2027"}}
    assert read({**later, "code": concept(SNOMED, "26452005")}).possible_causes == ()


OVER = {"timing": {"repeat": {"boundsPeriod": {"start": "2010-01-01", "end": "2011"}}}}


@pytest.mark.parametrize(
    "fields",
    [
        {"effectivePeriod": {"start": "2010-01-01", "end": "2011-01-01"}},
        {"effectivePeriod": {"end": "2011"}},
        {"effectivePeriod": {"end": "2026-02"}},
        {"effectivePeriod": {"start": "2027"}},
        {"effectiveDateTime": "2027-01-01"},
        {"dosage": [{"route": INTRAMUSCULAR, **OVER}]},
    ],
)
def test_a_medicine_that_is_over_or_to_come_is_not_taken_now(fields: dict[str, Any]) -> None:
    given = {"dosage": [{"route": INTRAMUSCULAR}], **fields}
    found = read(medicine("MedicationStatement", "vitamin B12", **given), whole=["medicines"])
    assert found.patient == Patient(medicines=[])
    assert read(medicine("MedicationStatement", "warfarin", **given), whole=["medicines"]).patient.medicines == ()


def test_an_order_that_has_run_out_is_not_taken_now() -> None:
    order = medicine("MedicationRequest", "warfarin", dosageInstruction=[OVER])
    assert read(order, whole=["medicines"]).patient.medicines == ()
    goes_on = medicine("MedicationRequest", "warfarin", dosageInstruction=[OVER, {}])
    assert read(goes_on, whole=["medicines"]).patient.medicines == ("warfarin",)


@pytest.mark.parametrize(
    ("name", "route"),
    [
        ("folic acid / cyanocobalamin", {"text": "oral"}),
        ("Cyanocobalamin 1 mg + folic acid 5 mg", {"text": "oral"}),
        ("metformin and cyanocobalamin", {"text": "oral"}),
        ("Vitamin B12 with iron", {"text": "oral"}),
        ("Vitamin B12 / B6", {"text": "oral"}),
    ],
)
def test_what_is_combined_with_vitamin_b12_stays_in_the_list(name: str, route: dict[str, Any]) -> None:
    found = read(medicine("MedicationStatement", name, dosage=[{"route": route}]), whole=["medicines"])
    assert found.patient == Patient(medicines=[name.lower()], b12_treatment="oral")
    assert "may be another medicine" in found.resources[0].remark
    assert bool(found.possible_causes) is ("metformin" in name)
    ordered = read(medicine("MedicationRequest", name), whole=["medicines"])
    assert ordered.patient == Patient(medicines=[name.lower()])
    assert (
        "it is not of vitamin B12 alone"
        in refusals(request(dosage(WEEKLY), medicationCodeableConcept={"text": name}))[0]
    )
    given = medicine("MedicationAdministration", name, status="completed", dosage={"dose": {"value": 6, "unit": "mg"}})
    (dose,) = read(given).given_doses
    assert dose.dose is None


@pytest.mark.parametrize(
    "name",
    ["Hydroxocobalamin 1 mg / folic acid 5 mg", "hydroxocobalamin folic acid 1-5 mg", "Hydroxocobalamin, thiamine"],
)
def test_a_regimen_is_of_one_drug(name: str) -> None:
    (refusal,) = refusals(request(dosage(WEEKLY), medicationCodeableConcept={"text": name}))
    assert refusal.startswith("medication: it is not of vitamin B12 alone, but of ")


@pytest.mark.parametrize(
    "name",
    [
        "Hydroxocobalamin 1mg/1ml solution for injection ampoules",
        "hydroxocobalamin 1 MG/ML Injectable Solution",
        "Hydroxocobalamin acetate 1000 micrograms in 1 mL (1 mg)",
        "Vitamin B12 (hydroxocobalamin)",
    ],
)
def test_a_name_of_vitamin_b12_alone(name: str) -> None:
    found = regimen_from_fhir(request(dosage(WEEKLY), medicationCodeableConcept={"text": name}))
    assert found.regimen is not None
    assert len(found.remarks) == 1
    taken = read(medicine("MedicationStatement", name), whole=["medicines"])
    assert taken.patient.medicines == ()


def test_words_of_a_name_that_were_not_read_are_said() -> None:
    named = {"text": "Hydroxocobalamin 1 mg (Example Pharma)"}
    found = regimen_from_fhir(request(dosage(WEEKLY), medicationCodeableConcept=named))
    assert found.not_compared == ("medication: Example Pharma",)


@pytest.mark.parametrize(
    "name",
    [
        "vitamin B12 stopped",
        "Not taking hydroxocobalamin",
        "not hydroxocobalamin",
        "do not use: hydroxocobalamin",
        "no vitamin B12",
        "previous B-12, cobalamin",
    ],
)
def test_a_name_that_says_that_it_is_not_given(name: str) -> None:
    found = read(medicine("MedicationStatement", name, dosage=[{"route": INTRAMUSCULAR}]), whole=["medicines"])
    assert found.patient == Patient()
    assert found.resources[0].outcome == "unreadable"


def referring(*, display: str | None = None, **fields: Any) -> dict[str, Any]:
    medication = {"resourceType": "Medication", "id": "x", "code": {"text": "Hydroxocobalamin"}, **fields}
    pointer = {"reference": "#x", **({} if display is None else {"display": display})}
    order = request(dosage(WEEKLY), contained=[medication], medicationReference=pointer)
    return {key: value for key, value in order.items() if key != "medicationCodeableConcept"}


@pytest.mark.parametrize(
    ("order", "why"),
    [
        (referring(display="cyanocobalamin"), "which are different drugs"),
        (referring(display="folic acid"), "it is not of vitamin B12 alone"),
        (referring(ingredient=[{"itemCodeableConcept": {"text": "folic acid"}}]), "it is not of vitamin B12 alone"),
        (referring(ingredient=[{"itemReference": {"display": "cyanocobalamin"}}]), "which are different drugs"),
        (referring(modifierExtension=[{}]), "a medicine that it names or refers to cannot be read"),
        (referring(status="entered-in-error"), "a medicine that it names or refers to cannot be read"),
        ({**referring(), "medicationCodeableConcept": {"text": "cyanocobalamin"}}, "which are different drugs"),
    ],
)
def test_all_that_names_the_medicine_is_read(order: dict[str, Any], why: str) -> None:
    assert any(why in one for one in refusals(order))


def test_a_reference_that_agrees_is_read() -> None:
    agreeing = referring(display="Hydroxocobalamin 1 mg", ingredient=[{"itemCodeableConcept": {"text": "cobalamin"}}])
    assert regimen_from_fhir(agreeing).regimen is not None


@pytest.mark.parametrize("intent", ["option", "plan", "proposal", None])
def test_what_is_no_order_is_said(intent: str | None) -> None:
    remark = regimen_from_fhir(request(dosage(WEEKLY), intent=intent)).remarks[0]
    assert remark == f"its intent is {intent or 'not given'}, which is no order"


def test_codes_of_a_given_dose_that_are_not_known_are_named() -> None:
    coded = {"system": "urn:x", "code": "1"}
    route = {"coding": [*INTRAMUSCULAR["coding"], coded]}
    given = {"route": route, "dose": {"value": 1, "unit": "mg", **coded}}
    found = read(medicine("MedicationAdministration", "vitamin B12", status="completed", dosage=given))
    assert found.given_doses[0].route == "IM"
    assert found.resources[0].remark.count('the code "1" of urn:x') == 2
