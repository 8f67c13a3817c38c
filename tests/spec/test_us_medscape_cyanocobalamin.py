"""Medscape on cyanocobalamin in pernicious anaemia: the 1000 mcg alternative, and the paediatric dose."""

from __future__ import annotations

from typing import Any

import pytest
from cases import ADULT, Case, answer

from b12regimen import load_guideline

ID = "us-medscape-cyanocobalamin"
CHILD: dict[str, Any] = {"age": "6 years", "purpose": "treatment"}
# alternative to the label's regimen: 1000 mcg IM/SC daily x7, weekly for 1 month, then monthly (no end printed)
LOADING = "1 mg IM or SC daily for 7 doses, then 1 mg IM or SC weekly for 1 month"
MONTHLY = "1 mg IM or SC monthly"
# paediatric pernicious anaemia: 30-50 mcg a day for at least 2 weeks (total 1000-5000 mcg), then 100 mcg monthly
CHILD_LOADING = "30-50 mcg IM or SC daily to a total of 1-5 mg over at least 2 weeks"
CHILD_MONTHLY = "100 mcg IM or SC monthly"

CASES = {
    "pernicious anaemia": Case(
        ADULT | {"cause": "pernicious-anaemia"}, "inject", ["pernicious-anaemia"], LOADING, MONTHLY
    ),
    "autoimmune gastritis is read as pernicious anaemia": Case(
        ADULT | {"cause": "autoimmune-gastritis"}, "inject", ["pernicious-anaemia"], LOADING, MONTHLY
    ),
    "a child with pernicious anaemia": Case(
        CHILD | {"cause": "pernicious-anaemia"},
        "inject",
        ["pernicious-anaemia-child"],
        CHILD_LOADING,
        CHILD_MONTHLY,
    ),
    "a newborn": Case(CHILD | {"age": "10 days", "cause": "pernicious-anaemia"}, "not-stated", ["newborn"]),
    "1 month": Case(
        CHILD | {"age": "1 month", "cause": "pernicious-anaemia"},
        "inject",
        ["pernicious-anaemia-child"],
        CHILD_LOADING,
        CHILD_MONTHLY,
    ),
    "17 years": Case(
        ADULT | {"age": 17, "cause": "pernicious-anaemia"},
        "inject",
        ["pernicious-anaemia-child"],
        CHILD_LOADING,
        CHILD_MONTHLY,
    ),
    "18 years": Case(
        ADULT | {"age": 18, "cause": "pernicious-anaemia"}, "inject", ["pernicious-anaemia"], LOADING, MONTHLY
    ),
    "an unknown age asks": Case(
        {"purpose": "treatment", "cause": "pernicious-anaemia"},
        "ask",
        ["pernicious-anaemia", "newborn", "pernicious-anaemia-child"],
    ),
    "another cause": Case(ADULT | {"cause": "dietary-vegan"}, "not-stated", ["other-cause"]),
    "another cause in a child": Case(CHILD | {"cause": "imerslund-graesbeck"}, "not-stated", ["other-cause"]),
    "prophylaxis": Case({"age": 61, "purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    found = answer(ID, CASES[name])
    for regimen in found.regimens:
        assert regimen.drug == "cyanocobalamin"
        assert "for life" not in str(regimen), "the text that was read does not say so"


def test_the_published_counts() -> None:
    rules = load_guideline(ID).rules
    (adult,) = rules["pernicious-anaemia"].regimens
    assert str(adult.dose_count("repletion")) == "11-12", "7 doses, then 4 or 5 weekly ones"
    (child,) = rules["pernicious-anaemia-child"].regimens
    assert str(child.dose_count("repletion")) == "20-167"


def test_it_is_said_to_be_the_alternative() -> None:
    found = answer(ID, CASES["pernicious anaemia"])
    assert any("alternative beside the label's regimen" in note.text for note in found.notes)
