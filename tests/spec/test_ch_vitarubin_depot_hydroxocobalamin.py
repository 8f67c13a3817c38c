"""The Swiss label of Vitarubin Depot (hydroxocobalamin), as the chapter that was read prints it."""

from __future__ import annotations

from typing import Any

from cases import Case, each_of

from b12regimen import load_guideline

ID = "ch-vitarubin-depot-hydroxocobalamin"
ADULT: dict[str, Any] = {"age": 70, "purpose": "treatment"}

CASES = {
    # acute: 1000 micrograms 2-3 times a week; long-term pernicious anaemia: 1000 micrograms every 2-3 months, unlimited
    "pernicious anaemia": Case(
        ADULT | {"cause": "pernicious-anaemia"},
        "inject",
        ["pernicious-anaemia"],
        "not stated",
        "1 mg IM every 2-3 months for life",
    ),
    "autoimmune gastritis is read as pernicious anaemia": Case(
        ADULT | {"cause": "autoimmune-gastritis"},
        "inject",
        ["pernicious-anaemia"],
        "not stated",
        "1 mg IM every 2-3 months for life",
    ),
    # "acute" is not explained, and the long-term line is for pernicious anaemia only
    "another cause": Case(ADULT | {"cause": "dietary-vegan"}, "not-stated", ["other-cause"]),
    "17 years": Case(ADULT | {"age": 17, "cause": "pernicious-anaemia"}, "out-of-scope", ["child"]),
    "18 years": Case(
        ADULT | {"age": 18, "cause": "pernicious-anaemia"},
        "inject",
        ["pernicious-anaemia"],
        "not stated",
        "1 mg IM every 2-3 months for life",
    ),
    "a cause that is not known asks": Case(ADULT, "ask", ["metabolic-cause", "pernicious-anaemia", "other-cause"]),
    "prophylaxis": Case({"age": 70, "purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "transcobalamin deficiency": Case(
        ADULT | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_acute_line_is_shown_and_is_no_repletion() -> None:
    rule = load_guideline(ID).rules["pernicious-anaemia"]
    assert "2 to 3 times a week" in (rule.printed or "")
    assert any("a clinician decides whether they come before it" in note for note in rule.notes)
