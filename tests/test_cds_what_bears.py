"""CDS Hooks: what bears on an answer is read or said in a card, and what does not is no reason for one."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen.cds_hooks import Card, respond
from cds_calls import (
    P1,
    SAID,
    TODAY,
    allergy,
    bundle,
    call,
    concept,
    condition,
    deployment,
    medicine,
    order,
    prefetch,
    result,
    signing,
)

STATED = {**SAID, "allergies": [], "medicines": []}
ORAL = concept("http://snomed.info/sct", "26643006")


def view(**given: Any) -> list[Card]:
    request = call(said=STATED, prefetch=prefetch(**given))
    return respond("b12-patient-view", request, deployment=deployment(), today=TODAY)["cards"]


def sign(*orders: Any, **given: Any) -> list[Card]:
    request = signing(*(orders or (order(),)), said=STATED, prefetch=prefetch(**given))
    return respond("b12-order-sign", request, deployment=deployment(), today=TODAY)["cards"]


def drafts(cards: list[Card]) -> int:
    return sum(len(card.get("suggestions", [])) for card in cards)


def plain(cards: list[Card]) -> str:
    return "".join(card["detail"] for card in cards).replace("\\", "")


# Names of laboratories and hospitals


def low(words: str) -> dict[str, Any]:
    return result(60, code={**concept("http://loinc.org", "2132-9"), "text": words})


@pytest.mark.parametrize(
    "words",
    [
        *("Vitamin B12 (Barnsley)", "Vitamin B12 - Barnet Hospital", "Vitamin B12, Barnes-Jewish lab"),
        *("Vitamin B12 (Kindred)", "Vitamin B12 Partner Lab", "Vitamin B12, Children's Hospital"),
        *("Vitamin B12, Family Health Center", "Vitamin B12 (Mother and Child Hospital)"),
    ],
)
def test_the_name_of_a_place_takes_no_result_away(words: str) -> None:
    (card,) = view(conditions=bundle(), results=bundle(low(words)))
    assert "total-b12 60 ng/L" in plain([card])
    assert "not all was read" not in card["summary"]


@pytest.mark.parametrize("words", ["B12 (mother's)", "B12, cord blood", "Vitamin B12 (Adult/Child)", "B12 newborn"])
def test_a_result_that_may_be_of_another_person_is_said(words: str) -> None:
    (card,) = view(conditions=bundle(), results=bundle(low(words)))
    assert "not all was read" in card["summary"]
    assert "may be of another person" in card["detail"]


# What a server says beside the resources


def outcome(severity: str, code: str = "processing") -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}


REMARKS = [outcome("information"), outcome("warning"), outcome("information", "not-found")]
OF_NO_FACT = [{"resourceType": kind, "id": "x"} for kind in ("Practitioner", "Provenance", "Organization", "Encounter")]


@pytest.mark.parametrize("beside", [*REMARKS, *OF_NO_FACT])
def test_what_bears_on_no_fact_is_no_reason_for_a_card_and_blocks_nothing(beside: dict[str, Any]) -> None:
    for key in ("conditions", "results", "procedures", "medicines", "orders", "given", "allergies"):
        given = {key: bundle(*([condition()] if key == "conditions" else []), beside)}
        assert drafts(view(**given)) == drafts(view())
        assert sign(**given) == sign() == []
    assert sign(order(), beside) == []
    assert view(conditions=bundle(beside)) == []


@pytest.mark.parametrize(
    "beside",
    [
        *(outcome("error"), outcome("fatal"), outcome("?"), outcome("information", "suppressed")),
        *({"resourceType": "OperationOutcome"}, outcome("warning", "incomplete")),
        {"resourceType": "Encounter", "id": "x", "reasonCode": [{"text": "allergic to hydroxocobalamin"}]},
    ],
)
def test_what_may_have_left_something_out_is_said(beside: dict[str, Any]) -> None:
    assert drafts(view(allergies=bundle(beside))) == 0
    assert [card["indicator"] for card in sign(allergies=bundle(beside))] == ["warning"] or len(
        sign(allergies=bundle(beside))
    ) > 1


# Results that are no marker of the deficiency


def antibody(words: str) -> dict[str, Any]:
    given = {key: one for key, one in result(1, loinc="9537-2").items() if key != "valueQuantity"}
    return given | {"valueString": words}


@pytest.mark.parametrize(
    "beside",
    [
        {**result(4, "mmol/L", "2823-3"), "valueQuantity": None, "valueString": "Hemolyzed"},
        antibody("Not detected"),
        antibody("see the note"),
        result(98, "mmol/L", "718-7"),
    ],
)
def test_a_result_that_is_no_marker_and_is_not_legible_is_no_reason_for_a_card(beside: dict[str, Any]) -> None:
    assert view(conditions=bundle(), results=bundle(beside)) == []
    assert drafts(view(results=bundle(beside))) == drafts(view())


def test_what_was_not_legible_is_still_named_in_the_card() -> None:
    assert "no verdict that is read: see the note" in plain(view(results=bundle(antibody("see the note"))))


@pytest.mark.parametrize("loinc", ["2132-9", "72160-5", "13964-2", "13965-9"])
def test_a_marker_that_is_not_legible_is_said_and_blocks_a_draft(loinc: str) -> None:
    beside = {**result(loinc=loinc), "valueQuantity": None, "valueString": "haemolysed"}
    (card,) = view(conditions=bundle(), results=bundle(beside))
    assert "not all was read" in card["summary"]
    assert drafts(view(results=bundle(beside))) == 0


# Allergies


@pytest.mark.parametrize("words", ["NKDA", "No known drug allergies", "No Known Allergies", "NKA"])
def test_no_known_drug_allergies_and_none_said_leave_nothing_open(words: str) -> None:
    assert drafts(view(allergies=bundle(allergy(words)))) == 2
    assert sign(allergies=bundle(allergy(words))) == []


def test_no_known_drug_allergies_answer_for_no_allergy_that_was_not_read() -> None:
    given = bundle(allergy("NKDA"), allergy("", id="b"))
    assert drafts(view(allergies=given)) == 0
    assert "not-checked" in str(sign(allergies=given))


ALLERGIC = {"text": "Allergy: hydroxocobalamin"}
TOLD_ELSEWHERE = [
    condition(id="x") | {"code": ALLERGIC},
    {"resourceType": "Observation", "id": "x", "status": "final", "subject": P1, "code": ALLERGIC},
    {"resourceType": "Procedure", "id": "x", "status": "completed", "subject": P1, "code": ALLERGIC},
    condition(id="x") | {"code": {"text": "Hypersensitivity to vitamin B12"}},
]


@pytest.mark.parametrize("beside", TOLD_ELSEWHERE)
def test_an_allergy_that_is_told_in_another_way_keeps_the_list_open(beside: dict[str, Any]) -> None:
    for given in ({"allergies": bundle(beside)}, {"conditions": bundle(condition(), beside)}):
        assert drafts(view(**given)) == 0
        cards = sign(**given)
        assert "not-checked" in cards[0]["extension"]["io.readthedocs.b12regimen"]["findings"]
        assert cards[-1]["indicator"] == "warning"


def test_whatever_else_stands_among_the_allergies_keeps_the_list_open() -> None:
    asthma = condition(id="x") | {"code": {"text": "Asthma"}}
    given = {"conditions": bundle(condition()), "allergies": bundle(asthma)}
    assert drafts(view(**given)) == 0
    assert "among the allergies, and no AllergyIntolerance" in plain(sign(**given))
    assert drafts(view(conditions=bundle(condition(), asthma))) == 2


# Treatment that has ended, or is on hold


@pytest.mark.parametrize(
    "fields",
    [
        *({"status": "on-hold"}, {"status": "completed"}, {"status": "stopped"}, {"status": "intended"}),
        *({"effectivePeriod": {"end": "2026-03-01"}}, {"effectivePeriod": {"start": "2026-04-01"}}),
    ],
)
def test_injections_that_ended_or_are_on_hold_are_said_first_and_nothing_is_drafted(fields: dict[str, Any]) -> None:
    (card,) = view(medicines=bundle(medicine("hydroxocobalamin", **fields)))
    assert drafts([card]) == 0
    assert "it has ended, is on hold or is to come" in card["summary"]
    assert card["detail"].splitlines()[2].startswith("* it has ended, is on hold or is to come (MedicationStatement/m")


def test_what_was_taken_by_mouth_or_never_or_is_another_medicine_speaks_against_no_draft() -> None:
    for given in (
        medicine("cyanocobalamin", status="stopped", dosage=[{"route": ORAL}]),
        medicine("hydroxocobalamin", status="not-taken"),
        medicine("ramipril", status="stopped"),
    ):
        assert drafts(view(medicines=bundle(given))) == 2
    tablets = order({"route": ORAL}, id="old", status="completed", name="cyanocobalamin")
    assert drafts(view(orders=bundle(tablets))) == 2


def test_vitamin_b12_that_is_being_given_speaks_against_a_draft() -> None:
    given = {"resourceType": "MedicationAdministration", "id": "ad", "status": "in-progress", "subject": P1}
    (card,) = view(procedures=bundle(given | {"medicationCodeableConcept": {"text": "hydroxocobalamin"}}))
    assert drafts([card]) == 0
    assert "vitamin B12 is being given" in card["detail"]


# An order that agrees


def test_what_stands_is_written_once_and_every_alert_that_was_not_checked_is_named() -> None:
    first, *_ = sign(allergies=bundle(allergy("hydroxocobalamin")))
    assert plain([first]).count("**contraindication**") == 1
    unread = {"conditions": bundle(condition()), "allergies": bundle(allergy("", id="b"))}
    assert "cobalamin-allergy (contraindication)" in plain(sign(**unread))
