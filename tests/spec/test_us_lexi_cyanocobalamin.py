"""The Lexi-Drugs monograph of cyanocobalamin: the alternative that it cites to Oh 2003."""

from __future__ import annotations

from typing import Any

import pytest
from cases import ADULT, Case, answer

from b12regimen import load_guideline

ID = "us-lexi-cyanocobalamin"
MILD: dict[str, Any] = {"severity": {"neurological": False, "anaemia": "present"}}
# deficiency, especially severe: 100-1000 mcg IM or deep SC daily or on alternate days for 1-2 weeks, then 100-1000 mcg
# every 1-3 months; no end printed
LOADING = "100-1000 mcg IM or deep SC daily or on alternate days for 1-2 weeks"
MAINTENANCE = "100-1000 mcg IM or deep SC every 1-3 months"

CASES = {
    "dietary deficiency": Case(ADULT | {"cause": "dietary-vegan"}, "inject", ["deficiency"], LOADING, MAINTENANCE),
    "an unexplained deficiency, mild": Case(
        ADULT | MILD | {"cause": "unexplained"}, "inject", ["deficiency"], LOADING, MAINTENANCE
    ),
    "malabsorption, nerves involved": Case(
        ADULT | {"cause": "coeliac-disease", "severity": {"neurological": True}},
        "inject",
        ["deficiency"],
        LOADING,
        MAINTENANCE,
    ),
    "malabsorption, severe anaemia": Case(
        ADULT | {"cause": "bariatric-surgery", "severity": {"anaemia": "severe"}},
        "inject",
        ["deficiency"],
        LOADING,
        MAINTENANCE,
    ),
    # the schedule cited to Stabler 2013 stands under mild deficiency: its population is not verified
    "malabsorption, mild": Case(ADULT | MILD | {"cause": "metformin"}, "not-stated", ["mild-malabsorption"]),
    "malabsorption, severity not known": Case(
        ADULT | {"cause": "acid-suppression"}, "ask", ["mild-malabsorption", "deficiency"]
    ),
    # the entry for pernicious anaemia was cut off
    "pernicious anaemia, nerves involved": Case(
        ADULT | {"cause": "pernicious-anaemia", "severity": {"neurological": True}},
        "not-stated",
        ["pernicious-anaemia"],
    ),
    "autoimmune gastritis": Case(
        ADULT | MILD | {"cause": "autoimmune-gastritis"}, "not-stated", ["pernicious-anaemia"]
    ),
    "transcobalamin deficiency": Case(
        ADULT | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
    "prophylaxis": Case({"age": 61, "purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "17 years": Case(ADULT | {"age": 17, "cause": "dietary-vegan"}, "not-stated", ["child"]),
    "18 years": Case(ADULT | {"age": 18, "cause": "dietary-vegan"}, "inject", ["deficiency"], LOADING, MAINTENANCE),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    found = answer(ID, CASES[name])
    for regimen in found.regimens:
        assert regimen.drug == "cyanocobalamin"
        assert "for life" not in str(regimen), "the text that was read does not say so"


def test_4_to_14_doses_come_before_maintenance() -> None:
    (regimen,) = load_guideline(ID).rules["deficiency"].regimens
    assert str(regimen.dose_count("repletion")) == "4-14"


def test_the_weaker_of_two_tags_is_taken() -> None:
    citations = load_guideline(ID).rules["deficiency"].citations
    assert {citation.source.evidence for citation in citations} == {"secondary"}


def test_that_the_row_as_printed_is_wider_is_said() -> None:
    found = answer(ID, CASES["malabsorption, mild"])
    assert any("as printed, this patient also comes under deficiency" in note.text for note in found.notes)
