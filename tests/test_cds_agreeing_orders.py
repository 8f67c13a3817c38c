"""CDS Hooks: an order that agrees gets no card, however its text says it; one word that turns it makes one."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen.cds_hooks import EXTENSION, Card, respond
from cds_calls import LOADING, MAINTENANCE, SAID, TODAY, deployment, order, prefetch, signing

STATED = {**SAID, "allergies": [], "medicines": []}


def sign(*orders: Any) -> list[Card]:
    request = signing(*orders, said=STATED, prefetch=prefetch())
    return respond("b12-order-sign", request, deployment=deployment(), today=TODAY)["cards"]


def with_text(text: str) -> list[Card]:
    return sign(order(LOADING, {**MAINTENANCE, "text": text}))


@pytest.mark.parametrize(
    "text",
    [
        "1 mg by intramuscular injection every 3 months",
        "ONE ampoule (1mg) to be given by intramuscular injection every THREE months",
        "To be given by intramuscular injection every 3 months",
        "1000 micrograms to be injected by intramuscular injection every 3 months",
        "The contents of one ampoule to be given by intramuscular injection every 3 months",
        "1mg IM every 3/12",
        "Give 1 mg IM every 3 months",
        "1 mg i.m. every 3 months",
        "Administer 1 mg intramuscularly every 3 months",
        "Please give 1 mg IM every 3 months",
        "Inject 1 mL (1,000 mcg total) into the muscle every 3 months.",
        "Inject 1,000 mcg into the muscle every 3 months",
        "Inject the contents of 1 vial (1 mg) into the muscle every 3 months",
        "Inject 1 ml intramuscularly every three months",
        "Use 1 mg via intramuscular injection every 3 months",
        "1 mg = 1 mL, IM, every 3 months",
        "1 mg (1 mL) intramuscular every 3 months",
        "Take 1 mg by IM injection every 3 months",
        "Inject one ampoule into a muscle every 3 months",
        "1 mg, IntraMUSCular, EVERY 3 MONTHS",
    ],
)
def test_an_ordinary_text_that_agrees_gets_no_card(text: str) -> None:
    assert with_text(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("Do not give 1 mg by intramuscular injection every 3 months", "Not to be given by intramuscular injection"),
        *("Not for intramuscular use", "1 mg IM every 3 months, then stop", "Stop", "stop after the next injection"),
        *("1 mg by intramuscular injection every 3 months if needed", "1 mg IM every 3 months or as directed"),
        *("Inject 1 mL into the muscle of the mother every 3 months", "Give 1 to 2 ampoules into the muscle"),
        *("1 mg by intramuscular injection every 3 months unless ill", "Hold the injection", "Give it to the carer"),
        *("1 mg and folic acid by intramuscular injection every 3 months", "Inject half of it into the muscle"),
        *("1 mg IM every 3 months for the eye", "with caution"),
    ],
)
def test_one_word_that_turns_it_makes_a_card(text: str) -> None:
    assert with_text(text), text


@pytest.mark.parametrize(
    "beside",
    [
        *({"site": {"text": "DO NOT GIVE"}}, {"site": {"text": "left eye"}}, {"method": {"text": "per os"}}),
        *({"method": {"text": "i.v."}}, {"method": {"coding": [{"code": "1", "display": "Swallow"}]}}),
    ],
)
def test_a_site_or_a_method_in_words_is_held_against_the_fields(beside: dict[str, Any]) -> None:
    assert sign(order(LOADING, {**MAINTENANCE, **beside}))
    assert sign(order(LOADING, {**MAINTENANCE, "method": {"text": "Inject"}})) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": "cancelled"}, "status: cancelled"),
        ({"status": "on-hold"}, "status: on-hold"),
        ({"status": None}, "status: not given"),
        ({"statusReason": {"text": "patient refused"}}, "statusReason: patient refused"),
    ],
)
def test_a_status_under_which_nothing_is_given_is_named(fields: dict[str, Any], said: str) -> None:
    (card,) = sign(order(**fields))
    assert said in card["detail"].replace("\\", "")
    assert sign(order(status="active")) == []


@pytest.mark.parametrize(
    ("name", "findings"),
    [
        ("Neo-Cytamen 1000micrograms/1ml solution for injection ampoules", []),
        ("Cobalin-H 1mg/1ml solution for injection ampoules", []),
        ("Neo Cytamen 1 mg", []),
        ("NeoCytamen", []),
        ("Neo\N{NON-BREAKING HYPHEN}Cytamen", []),
        ("COBALIN H 1mg/ml", []),
        ("Cytamen 1000", ["other-drug"]),
        ("Vitamin B12 Depot", ["no-drug"]),
        ("Hydroxocobalam\N{LATIN SMALL LETTER DOTLESS I}n", ["no-drug"]),
        ("Hydroxocobalamin (Cytamen)", ["not-compared"]),
    ],
)
def test_a_brand_names_the_drug_of_its_label(name: str, findings: list[str]) -> None:
    found = [one for card in sign(order(name=name)) for one in card["extension"][EXTENSION]["findings"]]
    assert found[: len(findings)] == findings
    assert bool(found) == bool(findings)
