"""CDS Hooks, the summary of a card: each reason has its subject, and what is cut keeps its answer."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen.cds_hooks import EXTENSION, Card, respond
from cds_calls import MAINTENANCE, SAID, TODAY, bundle, call, concept, deployment, medicine, order, prefetch, signing

STATED = {**SAID, "allergies": [], "medicines": []}
SNOMED = "http://snomed.info/sct"


def sign(*dosages: dict[str, Any], prefetched: Any = None, **fields: Any) -> list[Card]:
    given = prefetch() if prefetched is None else prefetched
    request = signing(order(*dosages, **fields), said=STATED, prefetch=given)
    return respond("b12-order-sign", request, deployment=deployment(), today=TODAY)["cards"]


def test_an_order_for_another_patient_says_so_in_its_summary_and_warns() -> None:
    (card,) = sign(subject={"reference": "Patient/p2"}, prefetched={})
    assert card["indicator"] == "warning"
    assert card["summary"] == "Vitamin B12: an order is for another patient than the chart that is open"
    assert "MedicationRequest/rx: it is for another patient than the chart" in card["detail"]


@pytest.mark.parametrize(
    ("route", "said"),
    [
        (concept(SNOMED, "47625008"), "Intravenous route"),
        ({"text": "IV"}, "IV"),
        ({"coding": [{"system": SNOMED, "code": "47625008", "display": "Intravenous"}]}, "Intravenous"),
        ({"text": "nasal"}, "nasal"),
        (concept(SNOMED, "46713006"), "46713006"),
    ],
)
def test_a_route_that_is_none_here_is_named_in_the_summary_and_warns(route: dict[str, Any], said: str) -> None:
    (card,) = sign({**MAINTENANCE, "route": route})
    assert card["indicator"] == "warning"
    assert card["summary"] == f"Vitamin B12 order, not compared: its route is {said} (uk-bnf-hydroxocobalamin)"
    findings: list[str] = card["extension"][EXTENSION]["findings"]
    assert findings[:2] == ["not-compared", "other-route"]


@pytest.mark.parametrize(
    "route", [{"text": "IV or IM"}, {"text": "not IM"}, {"text": "somewhere"}, {"coding": 3}, None]
)
def test_a_route_that_is_not_told_is_no_other_one(route: Any) -> None:
    (card,) = sign({**MAINTENANCE, "route": route})
    assert card["indicator"] == "info"


@pytest.mark.parametrize(
    ("dosages", "why"),
    [
        ([None], "it has no dosage"),
        ([{**MAINTENANCE, "maxDosePerPeriod": {"numerator": {"value": 1}}}], "maxDosePerPeriod is not supported"),
        ([{**MAINTENANCE, "timing": {"event": ["2026-03-02"]}}], "timing.event is not supported"),
        ([{**MAINTENANCE, "asNeededBoolean": True}], "as needed is not supported"),
        (
            [{**MAINTENANCE, "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mL"}}]}],
            "its dose is not read: a dose is a mass",
        ),
        ([{**MAINTENANCE, "doseAndRate": [{"doseQuantity": {"value": 0, "unit": "mg"}}]}], "its dose is not read: "),
        ([{**MAINTENANCE, "doseAndRate": [{"doseQuantity": {"value": -1, "unit": "mg"}}]}], "its dose is not read: "),
        ([{**MAINTENANCE, "timing": {"repeat": {"period": 3}}}], "its timing is not read: "),
        ([{**MAINTENANCE, "timing": {}, "doseAndRate": []}], "no dose or timing that is read in its fields"),
    ],
)
def test_a_summary_says_what_its_reason_is_about(dosages: list[Any], why: str) -> None:
    fields = {"dosageInstruction": []} if dosages == [None] else {}
    (card,) = sign(*(one for one in dosages if one), **fields)
    assert card["summary"].startswith(f"Vitamin B12 order, not compared: {why}")


def test_a_summary_that_is_too_long_keeps_its_answer_and_leaves_resources_to_the_detail() -> None:
    ended = medicine("hydroxocobalamin", status="on-hold", dosage=[{"route": {"text": "IM"}}], id="a" * 60)
    given = prefetch(medicines=bundle(ended), orders=bundle(order(status="active", id="b" * 60)))
    (card,) = respond("b12-patient-view", call(said=STATED, prefetch=given), deployment=deployment(), today=TODAY)[
        "cards"
    ]
    standing = "it is ordered already; it has ended, is on hold or is to come"
    assert card["summary"] == f"Vitamin B12, uk-bnf-hydroxocobalamin; {standing}: injections"
    assert "a" * 60 in card["detail"]
    assert "b" * 60 in card["detail"]


def test_what_is_cut_is_cut_in_its_middle() -> None:
    (card,) = sign({**MAINTENANCE, "route": {"text": f"by {'long ' * 50} way"}})
    assert len(card["summary"]) == 139
    assert "\N{HORIZONTAL ELLIPSIS}" in card["summary"]
    assert card["summary"].endswith("(uk-bnf-hydroxocobalamin)")
