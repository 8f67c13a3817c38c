"""Vibeden (hydroxocobalamin 1 mg), as an Icelandic pharmacy's text of the product prints it."""

from __future__ import annotations

from typing import Any

from cases import Case, each_of

from b12regimen import load_guideline

ID = "is-vibeden-hydroxocobalamin"
TREATED: dict[str, Any] = {"age": 46, "cause": "pernicious-anaemia", "purpose": "treatment"}

CASES = {
    # 1 mg IM on alternate days, often 5 injections, then every 2-3 months
    "deficiency": Case(
        TREATED,
        "inject",
        ["treatment"],
        "1 mg IM on alternate days typically for 5 doses",
        "1 mg IM every 2-3 months",
    ),
    "nerves change nothing in what was read": Case(
        TREATED | {"severity": {"neurological": True}},
        "inject",
        ["treatment"],
        "1 mg IM on alternate days typically for 5 doses",
        "1 mg IM every 2-3 months",
    ),
    "prophylaxis": Case(TREATED | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "homocystinuria": Case(TREATED | {"cause": "mma-or-homocystinuria"}, "not-stated", ["metabolic-cause"]),
    "17 years": Case(TREATED | {"age": 17}, "not-stated", ["child"]),
    "18 years": Case(
        TREATED | {"age": 18},
        "inject",
        ["treatment"],
        "1 mg IM on alternate days typically for 5 doses",
        "1 mg IM every 2-3 months",
    ),
    "an unknown age asks": Case(
        {key: value for key, value in TREATED.items() if key != "age"}, "ask", ["child", "treatment"]
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_5_doses_are_usual_and_no_limit() -> None:
    rule = load_guideline(ID).rules["treatment"]
    (regimen,) = rule.regimens
    assert str(regimen.dose_count("repletion")) == "5"
    assert any("no limit" in note for note in rule.notes)


def test_all_that_is_not_stated_was_not_read() -> None:
    rules = load_guideline(ID).rules.values()
    assert {rule.because for rule in rules if rule.action == "not-stated"} == {"not-read"}
