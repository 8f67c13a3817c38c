"""CDS Hooks, the product that is ordered: its name is held against the fields, and never agrees in silence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen.cds_hooks import EXTENSION, Card, respond
from b12regimen.fhir import regimen_from_fhir
from cds_calls import LOADING, MAINTENANCE, SAID, TODAY, deployment, order, prefetch, signing

STATED = {**SAID, "allergies": [], "medicines": []}
BNF = deployment()
IN_WORDS = {"text": "1 mg IM 3 times a week for 2 weeks then 1 mg IM every 3 months"}


def sign(*dosages: dict[str, Any], **fields: Any) -> list[Card]:
    request = signing(order(*dosages, **fields), said=STATED, prefetch=prefetch())
    return respond("b12-order-sign", request, deployment=BNF, today=TODAY)["cards"]


def found(card: Card) -> list[str]:
    findings: list[str] = card["extension"][EXTENSION]["findings"]
    return findings


def plain(card: Card) -> str:
    return card["detail"].replace("\\", "")


FITTING = [
    *("hydroxocobalamin", "Hydroxocobalamin 1 mg/mL", "Hydroxocobalamin 1mg/1ml solution for injection ampoules"),
    *("Neo-Cytamen 1000", "hydroxocobalamin 1,000 mcg/mL injection solution", "hydroxocobalamin 1.000 mcg/ml"),
    *("hydroxocobalamin (as hydroxocobalamin acetate) 1 mg in 1 mL injection", "hydroxocobalamin 5 x 1 mL, 1 mg"),
    *("hydroxocobalamin 1 mg (1 mL) for intramuscular use", "hydroxocobalamin 500 mcg/ml", "hydroxocobalamin IM/SC"),
]


@pytest.mark.parametrize("name", FITTING)
@pytest.mark.parametrize("dosages", [(), (IN_WORDS,)], ids=["fields", "text"])
def test_a_product_whose_strength_and_route_fit_gets_no_card(name: str, dosages: tuple[dict[str, Any], ...]) -> None:
    assert sign(*dosages, name=name) == []


@pytest.mark.parametrize("dosages", [(), (IN_WORDS,)], ids=["fields", "text"])
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Hydroxocobalamin 5 g powder for infusion (Cyanokit)", "and the route is IM"),
        ("Hydroxocobalamin 5 g injection", "5 g is at least 1000 times the dose, 1 mg"),
        ("Hydroxocobalamin 1000 mg", "1000 mg is at least 1000 times the dose, 1 mg"),
        ("Hydroxocobalamin 1 mcg/mL", "1 mcg/mL is at most a thousandth of the dose, 1 mg"),
        ("Hydroxocobalamin 1 mg tablets", '"tablets" is no injection'),
        ("hydroxocobalamin 1 mg nasal spray", "and the route is IM"),
        ("Hydroxocobalamin oral 1 mg", "and the route is IM"),
        ("Hydroxocobalamin 1 mg/mL SC", "and the route is IM"),
    ],
)
def test_a_product_of_another_route_or_a_thousandfold_strength_is_a_warning(
    name: str, why: str, dosages: tuple[dict[str, Any], ...]
) -> None:
    (card,) = sign(*dosages, name=name)
    assert card["indicator"] == "warning"
    assert found(card)[:2] == ["not-compared", "other-route"]
    assert f"not compared{',' if 'thousandfold-dose' in found(card) else ':'} " in card["summary"]
    assert f'the name of the medicine says "{name}"' in plain(card)
    assert why in plain(card)


def test_a_thousandfold_in_the_name_is_said_beside_the_source() -> None:
    (card,) = sign(name="Hydroxocobalamin 5 g powder for infusion (Cyanokit)")
    assert "thousandfold-dose" in found(card)
    assert "5 g is more than 1000 times the source's dose, 1 mg" in plain(card)


@pytest.mark.parametrize("dosages", [(), (IN_WORDS,)], ids=["fields", "text"])
@pytest.mark.parametrize(
    ("name", "left"),
    [
        *(
            ("hydroxocobalamin nasal IM", "hydroxocobalamin nasal IM"),
            ("hydroxocobalamin IM/SC/i.v.", "hydroxocobalamin *"),
        ),
        *(("hydroxocobalamin 5 mg/2 mL", "5 mg/2 mL"), ("hydroxocobalamin 10 mg/10 mL", "10 mg/10 mL")),
        *(("hydroxocobalamin 0.1 % inj", "0.1 %"), ("hydroxocobalamin 5000", "5000")),
        *(("hydroxocobalamin 1 mg/mL for the cat", "cat"), ("hydroxocobalamin 1 mg weekly", "weekly")),
        ("hydroxocobalamin 1 mg (Example Pharma)", "Example Pharma"),
        *(
            ("hydroxocobalamin injection/infusion", "hydroxocobalamin injection/infusion"),
            ("hydroxocobalamin 2 mg/ampoule", "2 mg/am*"),
        ),
    ],
)
def test_another_strength_and_other_words_of_a_product_are_named(
    name: str, left: str, dosages: tuple[dict[str, Any], ...]
) -> None:
    (card,) = sign(*dosages, name=name)
    assert (card["indicator"], found(card)[-1]) == ("info", "words-not-compared")
    assert f"medication: {left.rstrip('*')}" in plain(card)


def test_the_form_and_the_strength_of_a_medication_are_held_against_the_fields() -> None:
    medication = {
        "resourceType": "Medication",
        "id": "hx",
        "code": {"text": "Hydroxocobalamin"},
        "form": {"text": "Powder for infusion"},
        "ingredient": [{"itemCodeableConcept": {"text": "Hydroxocobalamin"}, "strength": {"numerator": {"value": 1}}}],
    }
    pointing = {"medicationReference": {"reference": "#hx"}, "medicationCodeableConcept": None}

    def read(**fields: Any) -> tuple[Any, Any]:
        request = {key: value for key, value in order(**pointing).items() if value is not None}
        one = regimen_from_fhir(request | {"contained": [medication | fields]})
        return list(one.otherwise), list(one.not_compared)

    assert "Powder for infusion" in read()[0][0]
    strength = {"numerator": {"value": 5, "unit": "g"}, "denominator": {"value": 1, "code": "{vial}"}}
    holds = [{"itemCodeableConcept": {"text": "Hydroxocobalamin"}, "strength": strength}]
    assert "5 g is at least 1000 times the dose, 1 mg" in read(form={"text": "Injection"}, ingredient=holds)[0][0]
    fits = [{"strength": {"numerator": {"value": 1, "unit": "mg"}, "denominator": {"value": 1, "unit": "mL"}}}]
    assert read(form={"text": "Solution for injection"}, ingredient=fits) == ([], [])


def test_a_name_beside_a_dose_by_weight_or_of_several_steps() -> None:
    weekly = {**MAINTENANCE, "sequence": 3}
    assert sign(LOADING, {**MAINTENANCE, "doseAndRate": weekly["doseAndRate"]}, name="hydroxocobalamin 1 mg") == []
    by_weight = {"doseQuantity": {"value": 20, "unit": "ug/kg", "system": "http://unitsofmeasure.org", "code": "ug/kg"}}
    read = regimen_from_fhir(order({**MAINTENANCE, "doseAndRate": [by_weight]}, name="hydroxocobalamin 5 g"))
    assert read.not_compared == ("medication: 5 g",)


@pytest.mark.parametrize("name", ["Hydroxocobalamin 1 mg/mL", "Hydroxocobalamin 1 mg"])
def test_beside_the_strength_of_a_product_the_dose_is_the_one_to_doubt(name: str) -> None:
    (card,) = sign({**MAINTENANCE, "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mcg"}}]}, name=name)
    assert "the dose is a thousandth of the source's" in plain(card)
    assert "not-compared" not in found(card)


def test_how_much_is_dispensed_is_said_not_to_be_read_and_makes_no_card() -> None:
    dispensed = {"dispenseRequest": {"quantity": {"value": 1000, "unit": "ampoule"}}}
    assert "how much is to be dispensed was not read" in regimen_from_fhir(order(**dispensed)).remarks
    assert sign(**dispensed) == []


WORDS = (
    "1 mg",
    "5 g",
    "1 mg/mL",
    "5 mg/2 mL",
    "IM",
    "IV",
    "infusion",
    "injection",
    "tablet",
    "cat",
    "nasal",
    "7",
    "1000",
)


@given(st.lists(st.sampled_from(WORDS), max_size=5), st.sampled_from([(), (IN_WORDS,)]))
def test_a_word_more_in_the_name_of_a_product_never_brings_silence(words: list[str], dosages: Any) -> None:
    few = sign(*dosages, name=" ".join(["hydroxocobalamin", *words[:-1]]))
    many = sign(*dosages, name=" ".join(["hydroxocobalamin", *words]))
    assert bool(many) >= bool(few)


@given(st.text("qzxkj", min_size=2, max_size=12))
def test_whatever_is_no_word_that_is_known_is_named(word: str) -> None:
    read = regimen_from_fhir(order(name=f"hydroxocobalamin 1 mg {word} injection"))
    assert read.not_compared == (f"medication: {word}",)
