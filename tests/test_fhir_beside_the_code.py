"""FHIR, what stands beside a code: what contradicts, denies or spoils it makes the resource unread, and is named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from b12regimen import Course
from b12regimen.fhir import PatientImport, patient_from_fhir, record_given_doses, regimen_from_fhir
from b12regimen.fhir.codes import shipped_codes
from b12regimen.fhir.doubt import doubted, of_another
from b12regimen.fhir.reading import LONGEST_TEXT
from b12regimen.patients.analytes import analytes_named
from b12regimen.patients.medicine_names import EVERY, medicines_in
from cds_calls import MAINTENANCE, P1, PATIENT, TODAY, allergy, concept, condition, medicine, order, result

SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
GIVEN = {
    "resourceType": "MedicationAdministration",
    "id": "a",
    "status": "completed",
    "subject": P1,
    "medicationCodeableConcept": {"text": "Hydroxocobalamin"},
    "effectiveDateTime": "2026-02-01",
}


def read(*resources: dict[str, Any], **fields: Any) -> PatientImport:
    return patient_from_fhir([PATIENT, *resources], today=TODAY, **fields)


def said(*resources: dict[str, Any], **fields: Any) -> tuple[str, str]:
    last = read(*resources, **fields).resources[-1]
    return last.outcome, last.remark


def worded(resource: dict[str, Any], words: str) -> dict[str, Any]:
    return resource | {"code": resource["code"] | {"text": words}}


# Results


@pytest.mark.parametrize(
    "value",
    [
        {"valueString": "haemolysed, not reported"},
        {"valueString": "45 ng/L"},
        {"valueBoolean": False},
        {"valueInteger": 45},
    ],
)
def test_no_flag_stands_for_a_value_that_is_not_read(value: dict[str, Any]) -> None:
    flagged = result(interpretation=[concept(FLAGS, "N")]) | value
    del flagged["valueQuantity"]
    found = read(flagged)
    assert found.patient.labs is None
    assert (found.resources[1].outcome, found.resources[1].is_read) == ("unreadable", False)
    assert f"its value is not read: {next(iter(value.values()))}" in found.resources[1].remark


def test_a_result_that_is_not_read_does_not_vanish_behind_its_components() -> None:
    mcv = {"code": concept(LOINC, "787-2"), "valueQuantity": {"value": 90, "unit": "fL"}}
    (_, found) = read(result(60, "pmol/L") | {"component": [mcv]}).resources
    assert (found.outcome, found.is_read) == ("used", False)
    assert "60 pmol/L is in a unit that its code does not allow" in found.remark
    assert "component mcv 90 fL" in found.remark
    (_, panel) = read(result(code=concept(LOINC, "96805-7"), component=[mcv], valueQuantity=None)).resources
    assert (panel.outcome, panel.is_read, panel.remark) == ("used", True, "component mcv 90 fL of 2026-02-20")


@pytest.mark.parametrize(
    ("loinc", "unit", "words"),
    [
        ("14685-2", "pmol/L", "Active B12 (holotranscobalamin)"),
        ("14685-2", "pmol/L", "HoloTC"),
        ("718-7", "g/L", "HbA1c"),
        ("718-7", "g/L", "Haemoglobin A1c"),
        ("13965-9", "umol/L", "Methylmalonic acid"),
        ("2284-8", "ng/mL", "Ferritin"),
    ],
)
def test_words_that_name_another_analyte_than_the_code_make_a_result_unread(loinc: str, unit: str, words: str) -> None:
    outcome, remark = said(worded(result(60, unit, loinc), words))
    assert (outcome, "name another analyte" in remark) == ("unreadable", True)


def test_words_that_name_the_analyte_of_the_code_agree_and_others_are_named() -> None:
    assert said(worded(result(), "Vitamin B12")) == ("used", "total-b12 120 ng/L of 2026-02-20")
    outcome, remark = said(worded(result(), "Bestimmung im Serum"))
    assert (outcome, remark.endswith('not compared were the words "Bestimmung im Serum"')) == ("used", True)


def test_no_shipped_name_of_an_analyte_contradicts_its_code() -> None:
    for code in shipped_codes().known.values():
        for meaning in code.means:
            if meaning.kind == "analyte":
                assert all(meaning.value in meant for meant in analytes_named(code.name)), code


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (
            {"text": "Positive", "coding": [{"display": "Negative"}]},
            "it is no verdict that is read: Positive and Negative",
        ),
        ({"coding": [{"system": SNOMED, "code": "260385009"}]}, "it is no verdict that is read: a code"),
        ({"text": "1:320"}, "it is no verdict that is read: 1:320"),
    ],
)
def test_a_verdict_in_words_is_one_or_none(value: dict[str, Any], reason: str) -> None:
    given = result(loinc="9537-2", valueCodeableConcept=value, interpretation=[concept(FLAGS, "POS")])
    del given["valueQuantity"]
    outcome, remark = said(given)
    assert (outcome, remark) == (
        "unreadable",
        f"intrinsic-factor-antibodies: {reason.replace('it is', 'its value is')}",
    )


def test_a_verdict_may_stand_in_the_words_of_its_code() -> None:
    value = {"text": "Positive", "coding": [{"display": "Positive (qualifier value)"}]}
    given = result(loinc="9537-2", valueCodeableConcept=value)
    del given["valueQuantity"]
    assert said(given)[0] == "used"


@pytest.mark.parametrize(
    "when",
    [{"effectiveDateTime": "2027-01"}, {"effectiveDateTime": "2027"}, {"effectiveInstant": "2026-03-03T00:00:00Z"}],
)
def test_a_result_of_a_month_to_come_is_not_read(when: dict[str, str]) -> None:
    outcome, remark = said(result(effectiveDateTime=None) | when)
    assert (outcome, "after 2026-03-02" in remark) == ("unreadable", True)


# Conditions


@pytest.mark.parametrize(
    "words",
    [
        *(
            "Keine perniziöse Anämie",
            "Ausschluss perniziöse Anämie",
            "V. a. perniziöse Anämie",
            "Z. n. perniziöser Anämie",
        ),
        *("pas d'anémie pernicieuse", "sin anemia perniciosa", "senza anemia perniciosa", "geen pernicieuze anemie"),
        *("Perniziöse Anämie der Mutter", "anémie pernicieuse (père)", "ikke perniciøs anæmi", "Mögliche Anämie"),
        *("Mo\u0308gliche Ana\u0308mie", "No pernicious anaemia"),
    ],
)
def test_doubt_is_read_in_the_languages_of_the_guidelines(words: str) -> None:
    assert read(worded(condition(), words)).patient.cause is None


@pytest.mark.parametrize(
    "words",
    [
        "Perniziöse Anämie",
        "anémie pernicieuse",
        "Vitamin-B12-Mangelanämie, nicht näher bezeichnet",
        "Anemia, no especificada",
    ],
)
def test_words_beside_a_code_that_was_read_are_named(words: str) -> None:
    outcome, remark = said(worded(condition(), words))
    assert (outcome, remark) == (
        "used",
        f'cause pernicious-anaemia; it was read by its code, and not compared were the words "{words}"',
    )
    assert said(worded(condition(), "Pernicious anaemia")) == ("used", "cause pernicious-anaemia")


def test_a_known_code_that_says_history_turns_the_code_beside_it() -> None:
    both = {"coding": [{"system": SNOMED, "code": code} for code in ("84027009", "161457000")]}
    assert said(condition() | {"code": both})[0] == "ignored"


@pytest.mark.parametrize("where", ["coding", "code"])
def test_an_extension_of_a_code_leaves_it_unread_and_its_facts_open(where: str) -> None:
    """Such as the certainty of a German diagnosis: excluded, suspected, past."""
    extended = {"extension": [{"url": "https://example.org/certainty", "valueCoding": {"code": "A"}}]}
    coding = {"system": SNOMED, "code": "84027009", **(extended if where == "coding" else {})}
    found = read(condition() | {"code": {"coding": [coding], **(extended if where == "code" else {})}})
    assert found.patient.cause is None
    assert found.undecided == ("cause",)
    assert found.resources[1].remark == ("its code has an extension, which may turn it: https://example.org/certainty")


@pytest.mark.parametrize(
    "coding",
    [
        {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/coding-sctdescid", "valueId": "1"}]},
        {"_display": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation"}]}},
    ],
)
def test_an_extension_of_the_name_of_a_code_is_named(coding: dict[str, Any]) -> None:
    assert said(condition() | {"code": {"coding": [{"system": SNOMED, "code": "84027009", **coding}]}}) == (
        "used",
        "cause pernicious-anaemia; it has an extension, which was not read",
    )


def test_a_condition_that_is_found_and_refuted_is_said() -> None:
    refuted = condition(id="no", verificationStatus={"coding": [{"code": "refuted"}]})
    assert read(condition(), refuted).remarks == ("Condition/pa is said to be there, and Condition/no refutes it",)
    assert (
        read(condition(), condition("60576007", id="no", verificationStatus=refuted["verificationStatus"])).remarks
        == ()
    )


def test_a_condition_that_is_refuted_of_another_patient_takes_nothing_away() -> None:
    refuted = {"coding": [{"code": "refuted"}]}
    other = condition(id="no", verificationStatus=refuted, subject={"reference": "Patient/p2"})
    assert read(condition(), other).remarks == ()


def test_no_shipped_name_of_a_fact_is_taken_for_a_doubt() -> None:
    for code in shipped_codes().known.values():
        assert not (code.means and (doubted(code.name) or of_another(code.name))), code


@pytest.mark.parametrize("key", ["clinicalStatus", "verificationStatus"])
def test_a_status_that_is_not_told_is_unread_where_the_code_is_known(key: str) -> None:
    assert read(condition(**{key: None})).resources[-1].is_read is False
    assert read(condition("1", **{key: None})).resources[-1].is_read is True
    assert read(result(status="unknown")).resources[-1].is_read is False
    assert read(result(status="preliminary")).resources[-1].keeps_open == ("labs.total-b12",)
    assert read(result(status="registered")).resources[-1].is_read is True


@pytest.mark.parametrize(
    "code",
    [
        None,
        {},
        {"coding": [{"code": "84027009"}]},
        {"coding": [{"system": SNOMED}]},
        {"text": "x\0"},
        {"text": "x" * 3000},
    ],
)
def test_what_does_not_say_what_it_is_of_may_be_of_anything(code: Any) -> None:
    assert read(condition() | {"code": code}).resources[-1].is_read is False


# Doses that were given, allergies


@pytest.mark.parametrize(
    ("dosage", "reason"),
    [
        (
            {"text": "NOT GIVEN - patient refused"},
            'it is recorded as given, and its text, "NOT GIVEN - patient refused", says "NOT"',
        ),
        ({"text": "nicht verabreicht"}, 'it is recorded as given, and its text, "nicht verabreicht", says "nicht"'),
        ({"text": "x" * 3000}, "the text of its dosage is no text in a line"),
        ({"dose": {"value": 0, "unit": "mg"}}, "its dose is 0, and it is recorded as given"),
        (
            {"modifierExtension": [{"url": "x"}]},
            "it has a modifier extension, which may turn its meaning and is not read",
        ),
    ],
)
def test_what_may_not_have_been_given_is_no_dose_of_a_course(dosage: dict[str, Any], reason: str) -> None:
    found = read(GIVEN | {"dosage": {"route": concept(SNOMED, "78421000")} | dosage})
    assert (found.given_doses, found.resources[-1].remark, found.resources[-1].is_read) == ((), reason, False)


def test_a_text_beside_a_dose_is_named() -> None:
    dosage = {"text": "left deltoid", "route": concept(SNOMED, "78421000"), "dose": {"value": 1, "unit": "mg"}}
    found = read(GIVEN | {"dosage": dosage})
    assert found.resources[-1].remark.endswith('its text was not compared: "left deltoid"')
    course = Course(regimen="hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly", start="2026-02-01")
    assert len(record_given_doses(course, found.given_doses).recorded) == 1


def test_an_allergy_keeps_the_names_that_were_read_beside_those_that_were_not() -> None:
    spoilt = allergy("", code={"text": "hydroxocobalamin", "coding": [{"display": "x\0"}]})
    found = read(spoilt, whole=["allergies"])
    assert found.patient.allergies == ("hydroxocobalamin", "others that are not known")
    assert found.resources[-1].outcome == "unreadable"


def test_a_modifier_extension_turns_a_resource_however_deep_it_stands() -> None:
    part = {"code": concept(LOINC, "787-2"), "valueQuantity": {"value": 90, "unit": "fL"}}
    assert said(result(component=[part | {"modifierExtension": [{"url": "x"}]}]))[0] == "ignored"
    inside = order(
        {**MAINTENANCE, "doseAndRate": [{"modifierExtension": [{"url": "x"}], **MAINTENANCE["doseAndRate"][0]}]}
    )
    assert "modifier extension" in str(regimen_from_fhir(inside).refusals[0])


# Texts and numbers without end


def test_a_text_that_is_longer_than_any_is_refused_wherever_it_stands() -> None:
    line = "vitamin b12 " + "1." * LONGEST_TEXT
    assert said(medicine(line)) == ("unreadable", "a medicine that it names or refers to cannot be read")
    assert said(allergy(line))[0] == "unreadable"
    assert said(worded(condition(), line)) == ("unreadable", "what stands under code cannot be read")
    for name, given in (("text", line), ("patientInstruction", line), ("additionalInstruction", [{"text": line}])):
        (refusal,) = regimen_from_fhir(order({**MAINTENANCE, name: given})).refusals
        assert refusal.path == f"dosageInstruction[0].{name}"
        assert "no text in a line of a usual length" in refusal.reason


@pytest.mark.parametrize("name", ["omeprazoles", "esomeprazole", "metformins", "chloramphenicolesomeprazoles"])
def test_a_name_that_repeats_others_is_read_in_one_way(name: str) -> None:
    """With more ways to read it, each repetition would double the work, and this would not end."""
    named, may_be = medicines_in(name * 60)
    assert (bool(named), may_be) == (True, frozenset())
    assert medicines_in(f"{name * 60}xyz")[1] == EVERY


@pytest.mark.parametrize("value", ["1e1000000", "-1e1000000", "1e-1000000", "10001", "sNaN"])
@pytest.mark.parametrize("key", ["frequency", "period", "periodMax", "count", "countMax"])
def test_a_number_that_no_schedule_has_is_a_refusal_at_its_place(key: str, value: str) -> None:
    repeat = {"frequency": 1, "period": 3, "periodMax": 4, "periodUnit": "mo", "count": 3, "countMax": 4}
    given = order({**MAINTENANCE, "timing": {"repeat": repeat | {key: Decimal(value)}}})
    (refusal,) = regimen_from_fhir(given).refusals
    assert refusal.path == "dosageInstruction[0].timing"
