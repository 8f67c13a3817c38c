"""The Dutch Kinderformularium on hydroxocobalamin: 1 month to 18 years, a proven deficiency only, off-label."""

from __future__ import annotations

from typing import Any

from cases import Case, answer, each_of

from b12regimen import load_guideline

ID = "nl-kinderformularium-hydroxocobalamin"
PROVEN: dict[str, Any] = {
    "age": 7,
    "cause": "dietary-vegan",
    "purpose": "treatment",
    "deficiency": "confirmed",
}
# 1 mg once a week for 5 weeks, then 1 mg every 2 months, IM or deep SC
LOADING = "1 mg IM or deep SC weekly for 5 weeks"
MAINTENANCE = "1 mg IM or deep SC every 2 months"

CASES = {
    "a proven deficiency": Case(PROVEN, "inject", ["proven-deficiency"], LOADING, MAINTENANCE),
    "1 month": Case(PROVEN | {"age": "1 month"}, "inject", ["proven-deficiency"], LOADING, MAINTENANCE),
    "20 days": Case(PROVEN | {"age": "20 days"}, "out-of-scope", ["under-1-month"]),
    "17 years": Case(PROVEN | {"age": 17}, "inject", ["proven-deficiency"], LOADING, MAINTENANCE),
    "18 years": Case(PROVEN | {"age": 18}, "out-of-scope", ["adult"]),
    "a deficiency that is not proven": Case(
        PROVEN | {"deficiency": "indeterminate"}, "out-of-scope", ["deficiency-not-proven"]
    ),
    "an unlikely deficiency": Case(PROVEN | {"deficiency": "unlikely"}, "out-of-scope", ["deficiency-not-proven"]),
    "whether it is proven is asked": Case(
        {key: value for key, value in PROVEN.items() if key != "deficiency"},
        "ask",
        ["deficiency-not-proven", "proven-deficiency"],
    ),
    "prophylaxis": Case(PROVEN | {"purpose": "prophylaxis"}, "out-of-scope", ["prophylaxis"]),
    "methylmalonic acidaemia": Case(PROVEN | {"cause": "mma-or-homocystinuria"}, "not-stated", ["metabolic-cause"]),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_5_doses_off_label() -> None:
    rule = load_guideline(ID).rules["proven-deficiency"]
    (regimen,) = rule.regimens
    assert str(regimen.dose_count("repletion")) == "5"
    assert "off-label use" in rule.notes


def test_the_ages_are_the_sources_own() -> None:
    text = answer(ID, CASES["a proven deficiency"]).to_json()
    assert "kinderformularium" in text
    assert "bnfc" not in text
