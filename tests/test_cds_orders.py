"""CDS Hooks, ``order-select`` and ``order-sign``: draft orders of vitamin B12 beside the guideline, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen.cds_hooks import EXTENSION, Card, CardsResponse, CdsHooksError, respond
from b12regimen.cds_hooks.shapes import problems
from cds_calls import (
    AMOXICILLIN,
    SAID,
    TODAY,
    UCUM,
    allergy,
    bundle,
    call,
    concept,
    condition,
    deployment,
    dosage,
    order,
    prefetch,
    selecting,
    signing,
)

SIGN, SELECT = "b12-order-sign", "b12-order-select"
STATED = {**SAID, "allergies": [], "b12_treatment": "none"}


def cards(request: dict[str, Any], service: str = SIGN, **fields: Any) -> list[Card]:
    answer = respond(service, request, deployment=deployment(**fields), today=TODAY)
    assert problems(answer, CardsResponse) == []
    for card in answer["cards"]:
        assert len(card["summary"]) < 140
        assert "suggestions" not in card, "a second draft would stand beside the first"
    return answer["cards"]


def only(request: dict[str, Any], service: str = SIGN, **fields: Any) -> Card:
    (card,) = cards(request, service, **fields)
    return card


def found(card: Card) -> list[str]:
    findings: list[str] = card["extension"][EXTENSION]["findings"]
    return findings


def test_an_order_that_agrees_gets_no_card() -> None:
    assert cards(signing(order(), said=STATED)) == []


def test_a_dose_that_is_a_thousandth_of_the_sources_is_a_warning() -> None:
    slip = dosage(unit="ug", frequency=1, period=3, periodUnit="mo")
    card = only(signing(order(slip), said=STATED))
    assert card["indicator"] == "warning"
    assert "thousandfold-dose" in found(card)
    assert "the dose is a thousandth of the source" in card["detail"]
    assert card["extension"][EXTENSION]["rules"] == ["without-neurological-involvement"]
    assert card["source"]["url"].startswith("https://")


def test_a_contraindication_is_critical() -> None:
    said = {**SAID, "b12_treatment": "none"}
    card = only(signing(order(), said=said, prefetch=prefetch(allergies=bundle(allergy("hydroxocobalamin")))))
    assert (card["indicator"], card["summary"]) == (
        "critical",
        "Vitamin B12 order, a contraindication stands (uk-bnf-hydroxocobalamin)",
    )


def test_an_order_that_agrees_while_a_warning_stands_gets_a_card() -> None:
    said = {**STATED, "severity": {"neurological": False, "anaemia": "severe"}}
    card = only(signing(order(), said=said))
    assert card["summary"] == "Vitamin B12 order, agrees with the source; an alert stands (uk-bnf-hydroxocobalamin)"
    assert card["indicator"] == "warning"


def test_an_order_that_cannot_be_compared_says_why() -> None:
    card = only(signing(order(), said={"allergies": []}))
    assert card["summary"].startswith("Vitamin B12 order, not compared: facts are missing that change the answer")
    assert "not-compared" in found(card)


def test_orders_of_other_medicines_and_other_orders_are_no_business_of_the_service() -> None:
    others = [AMOXICILLIN, {"resourceType": "NutritionOrder", "id": "n"}, {"resourceType": "ServiceRequest"}]
    assert cards(signing(*others, prefetch={})) == []
    assert cards(signing()) == []
    assert cards(call("order-sign", context={"draftOrders": {"resourceType": "Bundle"}})) == []


def test_each_order_of_vitamin_b12_gets_a_card_of_its_own() -> None:
    slip = dosage(unit="ug", frequency=1, period=3, periodUnit="mo")
    both = cards(signing(order(slip), AMOXICILLIN, order(slip, id="rx2"), said=STATED))
    assert len({card["uuid"] for card in both}) == 3
    assert "MedicationRequest/rx2" in both[1]["detail"]


def test_only_what_is_selected_is_reviewed() -> None:
    slip = dosage(unit="ug", frequency=1, period=3, periodUnit="mo")
    orders = [order(slip), order(slip, id="rx2")]
    assert "MedicationRequest/rx2" in only(selecting(["MedicationRequest/rx2"], *orders, said=STATED), SELECT)["detail"]
    assert len(cards(signing(*orders, said=STATED))) == 3


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (order(dosage("as directed")), "dosageInstruction\\[0\\].timing: "),
        (order({"text": "1 mg IM soon"}), "its fields say no dose, route or timing, and its text is not read"),
        (order({"route": {"text": "IM"}, "text": "1 mg IM monthly"}), "dosageInstruction\\[0\\].doseAndRate"),
        (order(subject={"reference": "Patient/p2"}), "it is for another patient than the chart"),
        (order(subject={"display": "somebody"}), "it names no patient by a reference that is read"),
        (order(medicationCodeableConcept={"text": "hydroxocobalamin or cyanocobalamin"}), "which are different drugs"),
        (order(medicationCodeableConcept=None), "its medicine is not named"),
        (order(resourceType="MedicationOrder"), "it is of an earlier release of FHIR, and only R4 is read"),
        ({"id": "x"}, "there is no resource that says of which type it is"),
        (3, "there is no resource that says of which type it is"),
        (
            order(
                dosage(
                    frequency=1,
                    period=3,
                    periodUnit="mo",
                    boundsDuration={"value": 1, "code": "d", "system": UCUM},
                    count=9,
                )
            ),
            "9 doses do ",
        ),
    ],
)
def test_an_order_that_cannot_be_read_is_said_in_a_card(given: Any, reason: str) -> None:
    card = cards(signing(given, said=STATED))[-1]
    assert reason in card["detail"]


def test_an_entry_without_a_resource_is_said_in_a_card() -> None:
    request = call("order-sign", context={"draftOrders": {"resourceType": "Bundle", "entry": [7, {}]}})
    card = only(request)
    assert card["summary"] == "Vitamin B12: not all was read; 2 draft orders may be of it"
    assert card["detail"].count("no type/no id: there is no resource") == 2


def test_what_may_not_be_vitamin_b12_needs_no_record() -> None:
    unnamed = order(medicationCodeableConcept=None, medicationReference={"reference": "Medication/1"})
    assert "its medicine is not named" in only(signing(unnamed, prefetch={}))["detail"]
    with pytest.raises(CdsHooksError) as error:
        respond(SIGN, signing(order(), prefetch={}), deployment=deployment(), today=TODAY)
    assert error.value.status == 412


RXNORM, ATC = "http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc"


def test_a_medicine_of_a_code_alone_that_is_not_read_is_said_once_in_a_call() -> None:
    coded = [order(medicationCodeableConcept=concept(RXNORM, code), id=code) for code in ("860975", "308191")]
    card = only(signing(*coded, AMOXICILLIN, prefetch={}))
    assert card["indicator"] == "info"
    assert card["summary"] == "Vitamin B12: not all was read; 2 draft orders may be of it"
    assert f"it has the code 860975 of {RXNORM} alone" in card["detail"].replace("\\", "")
    named = {"text": "Metformin 500 mg tablets", **concept(RXNORM, "860975")}
    assert cards(signing(order(medicationCodeableConcept=named), prefetch={})) == []


@pytest.mark.parametrize(
    ("code", "number"),
    [
        *(("A10BA02", 0), ("J01CA04", 0), ("N02BE01", 0), ("A10B", 1), ("A11DB", 1)),
        *(("A11JA01", 1), ("B03BB01", 1), ("V03AB33", 1), ("M01AB55", 1), ("a10ba02", 1)),
    ],
)
def test_an_atc_code_of_one_other_substance_is_another_medicine(code: str, number: int) -> None:
    assert len(cards(signing(order(medicationCodeableConcept=concept(ATC, code)), prefetch={}))) == number
    beside = {"coding": [*concept(ATC, code)["coding"], {"system": "urn:of-our-own", "code": "1"}]}
    assert len(cards(signing(order(medicationCodeableConcept=beside), prefetch={}))) == number
    of_b12 = {"coding": [*concept(ATC, code)["coding"], *concept(ATC, "B03BA03")["coding"]]}
    assert cards(signing(order(medicationCodeableConcept=of_b12), said={"allergies": []}))


def test_a_medicine_that_stands_beside_the_order_is_found() -> None:
    medication = {"resourceType": "Medication", "id": "hx", "code": {"text": "Hydroxocobalamin 1 mg/mL"}}
    by_reference = {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/hx"}}
    referring = {key: value for key, value in (order() | by_reference).items() if value is not None}
    assert cards(signing(referring, medication, said=STATED)) == []
    slip = dosage(unit="ug", frequency=1, period=3, periodUnit="mo")
    wrong = referring | {"dosageInstruction": [slip]}
    assert "thousandfold-dose" in found(cards(signing(wrong, 3, medication, said=STATED))[0])
    named = referring | {"medicationReference": {"reference": "Medication/other", "display": "Amoxicillin 500 mg"}}
    assert cards(signing(named, medication, prefetch={})) == []


def test_what_is_selected_and_not_among_the_orders_is_said() -> None:
    card = only(selecting(["MedicationRequest/gone"], AMOXICILLIN, prefetch={}), SELECT)
    assert "MedicationRequest/gone: it is selected, and is not among the orders" in card["detail"]
    assert cards(selecting(["MedicationRequest/amox"], AMOXICILLIN, prefetch={}), SELECT) == []


def test_a_part_of_the_record_that_was_not_sent_is_said_beside_an_order() -> None:
    given = prefetch()
    del given["allergies"]
    ordered, card = cards(signing(order(), said=SAID, prefetch=given))
    assert "not-checked" in found(ordered), "a contraindication may stand"
    assert card["summary"] == "Vitamin B12: not all was read; not sent: allergies"
    assert found(card) == ["not-sent"]
    assert cards(call(prefetch=given | {"conditions": None}), "b12-patient-view") == []


def test_a_record_that_could_not_be_read_in_part_is_said_beside_an_order() -> None:
    foreign = condition(subject={"reference": "Patient/p2"}, id="other")
    given = prefetch(conditions=bundle(condition(), foreign))
    card = only(signing(order(), said=STATED, prefetch=given))
    assert "it is of another patient" in card["detail"]


@pytest.mark.parametrize(
    ("context", "reason"),
    [
        ({"selections": [], "draftOrders": bundle()}, "context.selections: it is empty, and at least one is needed"),
        ({"selections": ["x"], "draftOrders": bundle()}, "context.selections[0]: it is not of the form"),
        ({"selections": "x", "draftOrders": []}, "context.selections: expected a list"),
        ({}, "context.selections: it is required"),
        ({"selections": ["A/b"], "draftOrders": {"resourceType": "List"}}, "context.draftOrders.resourceType: "),
        ({"selections": ["A/b"], "draftOrders": bundle(entry={})}, "context.draftOrders.entry: expected a list"),
    ],
)
def test_a_context_that_is_none_is_refused(context: dict[str, Any], reason: str) -> None:
    with pytest.raises(CdsHooksError) as error:
        respond(SELECT, call("order-select", context=context), deployment=deployment(), today=TODAY)
    assert error.value.status == 400
    assert any(str(finding).startswith(reason) for finding in error.value.findings)
