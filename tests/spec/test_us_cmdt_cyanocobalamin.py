"""CMDT 2023 on subacute combined degeneration: the line on pernicious anaemia."""

from __future__ import annotations

from cases import ADULT, Case, answer, each_of

from b12regimen import load_guideline

ID = "us-cmdt-cyanocobalamin"
# pernicious anaemia: 1000 mcg IM daily for 1 week, weekly for 1 month, monthly for life
LOADING = "1 mg IM daily for 1 week, then 1 mg IM weekly for 1 month"
FOR_LIFE = "1 mg IM monthly for life"

CASES = {
    "pernicious anaemia with neurological signs": Case(
        ADULT | {"cause": "pernicious-anaemia", "severity": {"neurological": True}},
        "inject",
        ["pernicious-anaemia"],
        LOADING,
        FOR_LIFE,
    ),
    "pernicious anaemia without neurological signs": Case(
        ADULT | {"cause": "pernicious-anaemia", "severity": {"neurological": False}},
        "inject",
        ["pernicious-anaemia"],
        LOADING,
        FOR_LIFE,
    ),
    "autoimmune gastritis is read as pernicious anaemia": Case(
        ADULT | {"cause": "autoimmune-gastritis"}, "inject", ["pernicious-anaemia"], LOADING, FOR_LIFE
    ),
    "another cause": Case(ADULT | {"cause": "nitrous-oxide"}, "not-stated", ["other-cause"]),
    "an unknown cause asks": Case(ADULT, "ask", ["pernicious-anaemia", "other-cause"]),
    "prophylaxis": Case(
        {"age": 61, "purpose": "prophylaxis", "cause": "pernicious-anaemia"}, "not-stated", ["prophylaxis"]
    ),
    "17 years": Case(ADULT | {"age": 17, "cause": "pernicious-anaemia"}, "not-stated", ["child"]),
    "18 years": Case(
        ADULT | {"age": 18, "cause": "pernicious-anaemia"}, "inject", ["pernicious-anaemia"], LOADING, FOR_LIFE
    ),
}


test_case = each_of(ID, CASES, "cyanocobalamin")


def test_7_daily_doses_and_a_month_of_4_or_5_weekly_ones() -> None:
    (regimen,) = load_guideline(ID).rules["pernicious-anaemia"].regimens
    assert str(regimen.dose_count("repletion")) == "11-12"


def test_oral_replacement_is_advised_against_where_nerves_are_involved() -> None:
    found = answer(ID, CASES["pernicious anaemia with neurological signs"])
    assert any("oral replacement is not advised" in note.text for note in found.notes)
