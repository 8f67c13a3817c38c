"""CDS Hooks, orders known to be of vitamin B12: alerts are raised whether or not the order can be compared."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from b12regimen.cds_hooks import EXTENSION, Card, CdsHooksError, respond
from b12regimen.cds_hooks.bodies import parse
from b12regimen.patients.medicine_names import medicines_in
from cds_calls import (
    LOADING,
    MAINTENANCE,
    P1,
    SAID,
    TODAY,
    UCUM,
    allergy,
    bundle,
    call,
    changed,
    concept,
    condition,
    deployment,
    medicine,
    order,
    places,
    prefetch,
    result,
    signing,
)

SNOMED = "http://snomed.info/sct"
DEPLOYED = deployment()
STATED = {**SAID, "allergies": []}
ALLERGIC = prefetch(allergies=bundle(allergy("hydroxocobalamin")))
INJECTION = {
    "resourceType": "ServiceRequest",
    "id": "s",
    "status": "draft",
    "intent": "order",
    "subject": P1,
    "code": concept(SNOMED, "308752009"),
}


def cards(*orders: Any, said: Any = STATED, **fields: Any) -> list[Card]:
    return respond("b12-order-sign", signing(*orders, said=said, **fields), deployment=DEPLOYED, today=TODAY)["cards"]


def viewed(said: Any = SAID, **given: Any) -> list[Card]:
    request = call(said=said, prefetch=prefetch(**given))
    return respond("b12-patient-view", request, deployment=DEPLOYED, today=TODAY)["cards"]


def found(card: Card) -> list[str]:
    findings: list[str] = card["extension"][EXTENSION]["findings"]
    return findings


@pytest.mark.parametrize(
    "given",
    [
        order({**MAINTENANCE, "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "ampoule"}}]}),
        order({"text": "1 mg IM now and then"}),
        order({**MAINTENANCE, "asNeededBoolean": True}),
        order(name="Hydroxocobalamin 1 mg + thiamine 100 mg"),
        order(subject={"display": "somebody"}),
        order(name="Hydroxocobalamin: not given"),
        INJECTION,
    ],
    ids=["ampoule", "text alone", "as needed", "combined", "no reference", "name", "another kind"],
)
def test_a_contraindication_stands_beside_an_order_that_cannot_be_compared(given: dict[str, Any]) -> None:
    (first,) = cards(given, prefetch=ALLERGIC)
    assert (first["indicator"], first["summary"]) == (
        "critical",
        "Vitamin B12 order, not compared, and a contraindication stands (uk-bnf-hydroxocobalamin)",
    )
    assert {"not-compared", "cobalamin-allergy"} <= set(found(first))
    assert "**not compared**" in first["detail"]


def test_a_contraindication_of_the_drug_that_is_ordered_stands_beside_an_order_that_cannot_be_compared() -> None:
    leber = {**STATED, "optic_disease": "leber"}
    (card,) = cards(order({"text": "weekly"}, name="cyanocobalamin"), said=leber)
    assert card["indicator"] == "critical"
    (card,) = cards(order({"text": "weekly"}), said=leber)
    assert (found(card)[0], card["indicator"]) == ("not-compared", "info")


def test_a_warning_stands_beside_an_order_that_cannot_be_compared() -> None:
    severe = {**STATED, "severity": {"neurological": False, "anaemia": "severe"}}
    (card,) = cards(order({"text": "weekly"}), said=severe)
    assert (card["indicator"], "and a warning stands" in card["summary"]) == ("warning", True)


def test_where_nothing_stands_an_order_that_cannot_be_compared_gets_one_card() -> None:
    (card,) = cards(order({"text": "weekly"}))
    assert (found(card)[0], card["indicator"]) == ("not-compared", "info")
    assert card["source"]["label"].startswith("b12regimen"), "what merely stands is in the detail, with who says so"
    other = cards(order(subject={"reference": "Patient/p2"}), prefetch={})
    assert [found(card) for card in other] == [["another-patient"]], (
        "what is known of this patient does not bear on another"
    )


INJECTED: list[dict[str, Any]] = [
    INJECTION,
    INJECTION | {"code": {"text": "Vitamin B12 injection"}},
    INJECTION
    | {"resourceType": "MedicationDispense", "code": None, "medicationCodeableConcept": {"text": "Hydroxocobalamin"}},
]


@pytest.mark.parametrize("given", INJECTED, ids=["code", "words", "dispense"])
def test_vitamin_b12_that_is_ordered_as_something_else_is_said(given: dict[str, Any]) -> None:
    (card,) = cards(given)
    assert f"vitamin B12 is ordered as a {given['resourceType']}, which is not compared" in card["detail"]
    assert "which is not compared" in card["summary"]
    assert "2 orders to be signed" in cards(given, order())[1]["summary"]


@pytest.mark.parametrize("code", [{"text": "Vitamin B12"}, concept(SNOMED, "410165001"), {"text": "Folate, inject"}])
def test_a_request_of_a_test_or_of_teaching_is_no_order_of_vitamin_b12(code: dict[str, Any]) -> None:
    assert cards(INJECTION | {"code": code}, prefetch={}) == []


def test_an_order_that_stands_within_another_resource_is_said() -> None:
    group = {"resourceType": "RequestGroup", "id": "g", "contained": [order()]}
    (card,) = cards(group, prefetch={})
    assert "RequestGroup/g: it holds an order, which is not opened" in card["detail"]


@pytest.mark.parametrize("text", ["tous les jours", "subkutan", "par voie orale", "alle drei Tage"])
def test_words_of_an_order_that_nobody_compared_make_a_card_that_names_them(text: str) -> None:
    (card,) = cards(order(LOADING, {**MAINTENANCE, "text": text}))
    assert (card["indicator"], found(card)[-1]) == ("info", "words-not-compared")
    assert "agrees with the source, but for words that were not compared" in card["summary"]
    assert f"dosageInstruction\\[1\\].text: {text}" in card["detail"]


def test_words_in_a_note_or_an_instruction_make_a_card_that_names_them() -> None:
    (card,) = cards(order(note=[{"text": "DO NOT GIVE"}]))
    assert "note: DO NOT GIVE" in card["detail"]
    told = {**MAINTENANCE, "additionalInstruction": [{"text": "subkutan"}], "patientInstruction": "tous les jours"}
    (card,) = cards(order(LOADING, told))
    assert "additionalInstruction: subkutan" in card["detail"]
    assert "patientInstruction: tous les jours" in card["detail"]


@pytest.mark.parametrize("text", ["NICHT VERABREICHEN", "ne pas administrer", "non somministrare", "niet geven"])
def test_a_negation_in_a_text_refuses_the_order_in_any_language_of_the_guidelines(text: str) -> None:
    (card,) = cards(order(LOADING, {**MAINTENANCE, "text": text}))
    assert found(card)[0] == "not-compared"


@pytest.mark.parametrize(
    "text", ["1 mg IM every 3 months", "Give 1 mg into the muscle every 3 months", "1 mg IM 3-monthly"]
)
def test_an_order_whose_words_were_all_compared_gets_no_card(text: str) -> None:
    given = cards(order(LOADING, {**MAINTENANCE, "text": text}))
    assert [found(card) for card in given if "words-not-compared" in found(card)] == []


@pytest.mark.parametrize("code", ["11248", "309594", "317106", "2598453"])
def test_an_allergy_is_known_by_any_code_that_is_of_vitamin_b12(code: str) -> None:
    coded = bundle(allergy("", code=concept("http://www.nlm.nih.gov/research/umls/rxnorm", code)))
    (seen,) = viewed(allergies=coded)
    assert (seen["indicator"], "suggestions" in seen) == ("critical", False)
    assert cards(order(), prefetch=prefetch(allergies=coded))[0]["indicator"] == "critical"


def test_an_allergy_without_a_name_is_said_beside_an_order() -> None:
    unnamed = prefetch(allergies=bundle(allergy("", code=concept("urn:x", "1"))))
    ordered, card = cards(order(), said=SAID, prefetch=unnamed)
    assert "not-checked" in found(ordered)
    assert (found(card), card["indicator"]) == (["not-read"], "warning")


@pytest.mark.parametrize("kind", ["Flag", "AdverseEvent", "DetectedIssue"])
def test_whatever_was_sent_as_an_allergy_and_is_not_read_leaves_the_list_open(kind: str) -> None:
    recorded = bundle({"resourceType": kind, "id": "f", "subject": P1, "code": {"text": "Allergy: hydroxocobalamin"}})
    (seen,) = viewed(STATED, allergies=recorded)
    assert "allergies: what was said with the call is not taken for all" in seen["detail"]
    assert "cobalamin-allergy (contraindication)" in seen["detail"]
    assert found(cards(order(), prefetch=prefetch(allergies=recorded))[-1]) == ["not-read"]


def test_why_nothing_is_drafted_for_a_patient_under_treatment_is_in_the_summary() -> None:
    injected = medicine("hydroxocobalamin", dosage=[{"route": {"text": "IM"}}])
    not_said = {key: value for key, value in SAID.items() if key != "b12_treatment"}
    (card,) = viewed(not_said, medicines=bundle(injected))
    assert card["summary"] == "Vitamin B12, uk-bnf-hydroxocobalamin; it is injected already: injections"
    (card,) = viewed(not_said)
    assert "is vitamin B12 given already, by mouth or by injection? (b12\\_treatment)" in card["detail"]
    given = INJECTION | {"resourceType": "Procedure", "status": "completed", "performedDateTime": "2026-02-25"}
    (card,) = viewed(procedures=bundle(given))
    assert "it was given already (Procedure/s)" in card["summary"]


def test_what_is_ordered_through_a_medication_beside_the_order_is_an_active_order() -> None:
    medication = {"resourceType": "Medication", "id": "m1", "code": {"text": "Hydroxocobalamin"}}
    for reference in ("Medication/m1", "Medication/m1/_history/3", "https://ehr.example/fhir/Medication/m1"):
        active = order(status="active", id="old", medicationReference={"reference": reference})
        del active["medicationCodeableConcept"]
        (card,) = viewed(orders=bundle(active, medication))
        assert "it is ordered already (MedicationRequest/old)" in card["summary"]
        (card,) = viewed(orders=bundle(active))
        assert "a medicine without a name, which may be any" in card["detail"]
        assert "suggestions" not in card


def test_no_name_that_was_read_for_an_answer_is_kept() -> None:
    viewed(medicines=bundle(medicine("Metformin for somebody by name")))
    assert medicines_in.cache_info().currsize == 0


@pytest.mark.parametrize("value", [1e308, 10**30, 1e-300, 123456789012345678901234567890123])
def test_a_number_that_nobody_measures_is_said_and_raises_nothing(value: float) -> None:
    (card,) = viewed(results=bundle(result(value)))
    assert "its number has more than 30 digits, which nobody measures" in card["detail"]
    weight = {"value": value, "unit": "mg", "system": UCUM, "code": "mg"}
    (card,) = cards(order({**MAINTENANCE, "doseAndRate": [{"doseQuantity": weight}]}))
    assert "which nobody measures" in card["detail"]


NUMBERS = ["1e1000000", "-1e-1000000", "9" * 4000, "1e308"]


@pytest.mark.parametrize("number", NUMBERS, ids=["huge", "tiny", "long", "large"])
def test_any_number_in_any_place_of_a_call_is_answered_or_refused(number: str) -> None:
    (extreme,) = parse(f"[{number}]".encode())
    given = {
        "conditions": bundle(condition(), total=1),
        "results": bundle(result(comparator="<", referenceRange=[{"low": {"value": 200, "unit": "ng/L"}}])),
        "medicines": bundle(medicine("hydroxocobalamin", dosage=[{"route": {"text": "IM"}}])),
        "procedures": bundle(
            {
                "resourceType": "MedicationAdministration",
                "id": "d",
                "status": "completed",
                "subject": P1,
                "medicationCodeableConcept": {"text": "hydroxocobalamin"},
                "dosage": {"dose": {"value": 1, "unit": "mg"}},
            }
        ),
    }
    for hook, of in (("patient-view", call(said=SAID)), ("order-sign", signing(order(), said=SAID))):
        whole = of | {"prefetch": prefetch(**given)}
        for path, key in places(whole):
            request = changed(whole, path, key, extreme)
            with suppress(CdsHooksError):
                respond(f"b12-{hook}", request, deployment=DEPLOYED, today=TODAY)
