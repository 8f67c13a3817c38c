"""CDS Hooks, orders whose fields say nothing: the text is read, or the card says that it was not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen.cds_hooks import EXTENSION, Card, respond
from b12regimen.errors import NotationError, OrderError
from b12regimen.fhir import regimen_from_fhir
from b12regimen.orders.text import read_order
from cds_calls import LOADING, MAINTENANCE, SAID, TODAY, UCUM, concept, deployment, order, prefetch, signing

SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
STATED = {**SAID, "allergies": [], "medicines": []}
AGREES = "1 mg IM 3 times a week for 2 weeks then 1 mg IM every 3 months"
NOT_READ = "its fields say no dose, route or timing, and its text is not read"
BNF = deployment()
BY_MOUTH = {
    "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
    "route": concept(SNOMED, "26643006"),
    "doseAndRate": [{"doseQuantity": {"value": 1000, "unit": "ug", "system": UCUM, "code": "ug"}}],
}


def sign(*dosages: dict[str, Any], said: Any = STATED, by: Any = BNF, **fields: Any) -> list[Card]:
    request = signing(order(*dosages, **fields), said=said, prefetch=prefetch())
    return respond("b12-order-sign", request, deployment=by, today=TODAY)["cards"]


def found(card: Card) -> list[str]:
    findings: list[str] = card["extension"][EXTENSION]["findings"]
    return findings


def plain(card: Card) -> str:
    return card["detail"].replace("\\", "")


def test_a_text_alone_that_agrees_gets_no_card() -> None:
    assert sign({"text": AGREES}) == []
    assert sign({"text": f"hydroxocobalamin {AGREES}", "sequence": 1, "asNeededBoolean": False}) == []


def test_a_text_alone_is_reviewed_and_the_card_says_that_it_was_the_text() -> None:
    (card,) = sign({"text": "1000 mg IM every 3 months"})
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("Vitamin B12 order, 3 findings: thousandfold-dose")
    assert 'its fields say no dose, route or timing, so its text was read: "1000 mg IM every 3 months"' in plain(card)


def test_a_note_beside_a_text_alone_is_named() -> None:
    (card,) = sign({"text": AGREES}, note=[{"text": "DO NOT GIVE"}])
    assert (found(card)[-1], "note: DO NOT GIVE" in card["detail"]) == ("words-not-compared", True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1 mL", f"{NOT_READ} (uk-bnf-hydroxocobalamin)"),
        ("as directed", f"{NOT_READ} (uk-bnf-hydroxocobalamin)"),
        ("1 mg IM daily for 9 doses over 2 days", f"{NOT_READ} (uk-bnf-hydroxocobalamin)"),
        (
            "cyanocobalamin 1 mg IM monthly",
            "its text is for cyanocobalamin, and its medicine is hydroxocobalamin (uk-*",
        ),
        ("1 mg orally daily", "its text is for a medicine by mouth, and injections are compared (uk-bnf-hydroxoc*"),
    ],
)
def test_a_text_that_is_not_read_is_said_in_the_summary_with_why(text: str, why: str) -> None:
    (card,) = sign({"text": text})
    assert card["summary"].startswith(f"Vitamin B12 order, not compared: {why.rstrip('*')}")
    assert (found(card)[0], card["indicator"]) == ("not-compared", "info")
    assert f'"{text}"' in plain(card)


@pytest.mark.parametrize(
    ("dosages", "why"),
    [
        ([{}], "no dose, route or timing that is read in its fields"),
        ([{"text": AGREES, "route": {"text": "SC"}}], "no dose or timing that is read in its fields"),
        ([{"text": AGREES, "patientInstruction": "1 mg"}], "no dose, route or timing that is read in its fields"),
        ([{"text": AGREES, "asNeededBoolean": True}], "as needed is not supported"),
        ([{"text": "1 mg IM weekly", "sequence": number} for number in (1, 2)], "no dose, route or timing that is"),
        ([{**MAINTENANCE, "text": "1 mg SC every 3 months"}], 'the route of the text "1 mg SC every 3 months" is not'),
        ([{**BY_MOUTH, "text": "Take 1 tablet by mouth daily"}], "a regimen gives at least one injection; this one"),
        ([{**BY_MOUTH, "text": "Take 2 tablets by mouth daily"}], 'the text "Take 2 tablets by mouth daily" says "2"'),
        ([{**LOADING, "text": "1 tablet"}, MAINTENANCE], 'the text "1 tablet" says "1"'),
    ],
)
def test_a_text_beside_a_field_is_never_read_in_its_place(dosages: list[dict[str, Any]], why: str) -> None:
    (card,) = sign(*dosages)
    assert card["summary"].startswith(f"Vitamin B12 order, not compared: {why}")
    assert found(card)[0] == "not-compared"


def test_what_refuses_the_order_refuses_its_text() -> None:
    (card,) = sign({"text": AGREES}, doNotPerform=True)
    assert "it says not to give the medicine" in plain(card)
    (card,) = sign({"text": AGREES}, name="Hydroxocobalamin 1 mg + thiamine 100 mg")
    assert "it is not of vitamin B12 alone" in plain(card)
    assert regimen_from_fhir(order({"text": AGREES}, doNotPerform=True)).in_words is None


def test_the_import_gives_the_text_and_the_masses() -> None:
    read = regimen_from_fhir(order({"text": "1,000 mcg IM monthly"}))
    assert (read.regimen, read.in_words, len(read.refusals)) == (None, "1,000 mcg IM monthly", 3)
    assert read.to_dict()["in_words"] == "1,000 mcg IM monthly"
    assert list(map(str, read.masses)) == ["1000 mcg"]
    ranged = {"doseAndRate": [{"doseRange": {"low": {"value": 1, "unit": "mg"}, "high": {"value": 2, "unit": "mL"}}}]}
    assert list(map(str, regimen_from_fhir(order(ranged | {"text": "1.000 mg"})).masses)) == ["1 mg"]


# A slip of a thousandfold


SLIPS: list[dict[str, Any]] = [
    {"text": "1000 mg IM as directed"},
    {"text": "1000 mg IM monthly", "patientInstruction": "come back"},
    {**MAINTENANCE, "text": "as directed", "patientInstruction": "1 mcg"},
    {**MAINTENANCE, "additionalInstruction": [{"text": "1000 mg"}]},
    {**MAINTENANCE, "asNeededBoolean": True, "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mcg"}}]},
]


@pytest.mark.parametrize("dosage", SLIPS)
def test_a_thousandfold_of_the_dose_is_a_warning_where_nothing_is_compared(dosage: dict[str, Any]) -> None:
    (card,) = sign(dosage)
    assert (card["indicator"], found(card)[:2]) == ("warning", ["not-compared", "thousandfold-dose"])
    assert "the source's dose, 1 mg (uk-bnf-hydroxocobalamin)" in card["summary"]
    assert "**a dose that may be a slip**" in card["detail"]
    assert card["source"]["label"].startswith("NHS Greater Glasgow and Clyde")


@pytest.mark.parametrize("text", ["1 mg", "30 mg in all", "0 mg", "1 mg/mL", "1000 mcg", "1.000 mg", "300 units"])
def test_what_is_no_slip_of_a_thousandfold_is_none(text: str) -> None:
    (card,) = sign({"text": f"{text} as directed"})
    assert (card["indicator"], found(card)[0]) == ("info", "not-compared")
    assert "thousandfold-dose" not in found(card)


@pytest.mark.parametrize("dosages", [(LOADING, SLIPS[0]), ({"text": "1000 mg IM monthly"},)])
def test_a_thousandfold_is_a_warning_while_the_answer_asks(dosages: tuple[dict[str, Any], ...]) -> None:
    (card,) = sign(*dosages, said={"allergies": []})
    assert (card["indicator"], "thousandfold-dose" in found(card)) == ("warning", True)
    assert "1000 mg is 1000 times the source's dose, 1 mg" in card["summary"]


def test_a_contraindication_and_a_thousandfold_are_both_in_the_summary() -> None:
    (card,) = sign({"text": "1000 mg as directed"}, said={**STATED, "allergies": ["hydroxocobalamin"]})
    assert card["indicator"] == "critical"
    assert "1000 mg is 1000 times the source's dose, 1 mg; a contraindication stands" in card["summary"]


# Laws

WORDS = (
    "hydroxocobalamin",
    "1 mg",
    "1000 mg",
    "IM",
    "SC",
    "weekly",
    "every 3 months",
    "for 2 weeks",
    "then",
    "stop",
    "1",
)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join) | st.text(min_size=1, max_size=40))
def test_whatever_a_text_alone_says_is_reviewed_or_named(text: str) -> None:
    cards = sign({"text": text})
    read = regimen_from_fhir(order({"text": text})).in_words
    try:
        is_read = read is not None and bool(read_order(read))
    except (NotationError, OrderError):
        is_read = False
    assert is_read or found(cards[0])[0] == "not-compared"
    assert not is_read or not cards or "not-compared" in found(cards[0]) or "so its text was read" in plain(cards[0])


@pytest.mark.parametrize("field", ["timing", "route", "doseAndRate"])
def test_a_field_less_never_hides_a_thousandfold(field: str) -> None:
    slip = {**MAINTENANCE, "text": "1000 mg IM every 3 months", "doseAndRate": [{"doseQuantity": {"value": 1000}}]}
    (card,) = sign({name: value for name, value in slip.items() if name != field})
    assert card["indicator"] == "warning"


# The drug of a product's code


def test_a_product_that_is_ordered_by_its_code_alone_names_its_drug() -> None:
    us = deployment(guideline="us-fda-cyanocobalamin")
    dose = {"text": "100 mcg IM every 3 months"}
    for code, has_drug in (("309594", True), ("11248", False)):
        (card, *_) = sign(dose, by=us, medicationCodeableConcept=concept(RXNORM, code))
        assert ("no-drug" not in found(card)) == has_drug
    (card, *_) = sign(dose, by=us, medicationCodeableConcept={**concept(RXNORM, "309594"), "text": "hydroxocobalamin"})
    assert "which are different drugs" in card["summary"]


def test_an_alert_that_was_not_checked_is_listed_once_or_with_its_drug() -> None:
    us = deployment(guideline="us-fda-cyanocobalamin")
    (card, *_) = sign(MAINTENANCE, by=us, name="vitamin B12")
    (line,) = [line for line in plain(card).splitlines() if line.startswith("* conditions.anticoagulated: ")]
    alerts = line.partition(": ")[2].split("), ")
    assert len(alerts) == len(set(alerts)) > 1
    assert "anticoagulated, if the drug is hydroxocobalamin (caution" in line
