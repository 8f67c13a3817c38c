"""The German label of Vitamin B12 forte Hevert injekt, 3000 micrograms/2 mL."""

from __future__ import annotations

import pytest
from cases import ADULT, Case, answer, each_of

from b12regimen import load_guideline

ID = "de-hevert-cyanocobalamin"

CASES = {
    # 1500 mcg twice weekly in the first weeks; then 100 mcg monthly if malabsorption is proven; IM usual
    "malabsorption": Case(
        ADULT | {"cause": "pernicious-anaemia"},
        "inject",
        ["malabsorption"],
        "1.5 mg IM twice a week",
        "100 mcg IM monthly",
    ),
    "after gastrectomy": Case(
        ADULT | {"cause": "total-gastrectomy"},
        "inject",
        ["malabsorption"],
        "1.5 mg IM twice a week",
        "100 mcg IM monthly",
    ),
    "no malabsorption": Case(
        ADULT | {"cause": "dietary-vegan"}, "inject", ["other-cause"], "1.5 mg IM twice a week", "not stated"
    ),
    "a cause that was looked for and not found proves no malabsorption": Case(
        ADULT | {"cause": "unexplained"}, "inject", ["other-cause"], "1.5 mg IM twice a week", "not stated"
    ),
    "an unknown cause asks": Case(ADULT, "ask", ["metabolic-cause", "malabsorption", "other-cause"]),
    "transcobalamin deficiency": Case(
        ADULT | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "17 years": Case(ADULT | {"age": 17, "cause": "pernicious-anaemia"}, "not-stated", ["child"]),
    "18 years": Case(
        ADULT | {"age": 18, "cause": "pernicious-anaemia"},
        "inject",
        ["malabsorption"],
        "1.5 mg IM twice a week",
        "100 mcg IM monthly",
    ),
}


test_case = each_of(ID, CASES, "cyanocobalamin")


@pytest.mark.parametrize("rule", ["malabsorption", "other-cause"])
def test_the_first_weeks_have_no_number(rule: str) -> None:
    (regimen,) = load_guideline(ID).rules[rule].regimens
    assert regimen.dose_count("repletion").high is None


def test_other_routes_are_named() -> None:
    found = answer(ID, CASES["malabsorption"])
    assert any("IM is usual; SC and slow intravenous injection are possible" in note.text for note in found.notes)
