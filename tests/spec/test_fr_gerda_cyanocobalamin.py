"""The French label of Cyanocobalamine Gerda 1 mg/4 mL, as a copy of it prints it."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, answer, each_of, own_alerts, severities

from b12regimen import load_guideline

ID = "fr-gerda-cyanocobalamin"
TREATED: dict[str, Any] = {"age": 61, "purpose": "treatment"}
# 1 mg daily or 3 times a week IM to a total of 10 mg (10 ampoules), then 1 mg monthly
LOADING = "1 mg IM daily or 3 times a week to a total of 10 mg"

CASES = {
    # the same schedule for adults, children and infants; of newborns nothing was read
    "pernicious anaemia": Case(
        TREATED | {"cause": "pernicious-anaemia"}, "inject", ["listed-cause"], LOADING, "1 mg IM monthly"
    ),
    "a newborn": Case(TREATED | {"age": "3 days", "cause": "pernicious-anaemia"}, "not-stated", ["newborn"]),
    "1 month": Case({"age": "1 month", "purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "an infant": Case(
        TREATED | {"age": "5 months", "cause": "imerslund-graesbeck"},
        "inject",
        ["listed-cause"],
        LOADING,
        "1 mg IM monthly",
    ),
    "17 years": Case(
        TREATED | {"age": 17, "cause": "total-gastrectomy"}, "inject", ["listed-cause"], LOADING, "1 mg IM monthly"
    ),
    "18 years": Case(
        TREATED | {"age": 18, "cause": "complete-terminal-ileal-resection"},
        "inject",
        ["listed-cause"],
        LOADING,
        "1 mg IM monthly",
    ),
    # IM also for dietary deficiency when the oral route is impossible
    "dietary deficiency, oral route impossible": Case(
        TREATED | {"cause": "dietary-vegan", "oral_suitable": False},
        "inject",
        ["dietary-oral-impossible"],
        LOADING,
        "1 mg IM monthly",
    ),
    "dietary deficiency, oral route possible": Case(
        TREATED | {"cause": "dietary-other", "oral_suitable": True}, "oral", ["dietary"]
    ),
    "dietary deficiency, oral route not judged": Case(
        TREATED | {"cause": "dietary-other"}, "ask", ["dietary-oral-impossible", "dietary"]
    ),
    "another cause": Case(TREATED | {"cause": "metformin"}, "out-of-scope", ["other-cause"]),
    "prophylaxis": Case({"age": 61, "purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
}


test_case = each_of(ID, CASES, "cyanocobalamin")


@pytest.mark.parametrize("rule", ["listed-cause", "dietary-oral-impossible"])
def test_10_doses_come_before_the_monthly_phase(rule: str) -> None:
    (regimen,) = load_guideline(ID).rules[rule].regimens
    assert str(regimen.dose_count("repletion")) == "10"


def test_pregnancy_is_permitted() -> None:
    known = CASES["pernicious anaemia"].known | {"pregnancy": "pregnant"}
    found = answer(ID, Case(known, "inject", ["listed-cause"], LOADING, "1 mg IM monthly"))
    assert own_alerts(found) == ["pregnancy"]
    assert severities(found)["pregnancy"] == "caution", "another French label avoids it"
    assert not found.blocked
