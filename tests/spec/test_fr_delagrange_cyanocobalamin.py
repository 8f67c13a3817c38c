"""The French label of Vitamine B12 Delagrange 1000 micrograms/2 mL, of 14 February 2023."""

from __future__ import annotations

from cases import ADULT, Case, answer, each_of, own_alerts, severities

from b12regimen import load_guideline

ID = "fr-delagrange-cyanocobalamin"
# 1 mg daily or 3 times a week IM to a total of 10 mg (10 ampoules), then 1 mg monthly
LOADING = "1 mg IM daily or 3 times a week to a total of 10 mg"

CASES = {
    # indications IM: Biermer, total gastrectomy, resection of the terminal ileum, Imerslund
    "pernicious anaemia": Case(
        ADULT | {"cause": "pernicious-anaemia"}, "inject", ["listed-cause"], LOADING, "1 mg IM monthly"
    ),
    "total gastrectomy": Case(
        ADULT | {"cause": "total-gastrectomy"}, "inject", ["listed-cause"], LOADING, "1 mg IM monthly"
    ),
    "resection of the terminal ileum": Case(
        ADULT | {"cause": "complete-terminal-ileal-resection"}, "inject", ["listed-cause"], LOADING, "1 mg IM monthly"
    ),
    "Imerslund's disease": Case(
        ADULT | {"cause": "imerslund-graesbeck"}, "inject", ["listed-cause"], LOADING, "1 mg IM monthly"
    ),
    # vegans are treated by mouth
    "a vegan": Case(ADULT | {"cause": "dietary-vegan"}, "oral", ["vegan"]),
    "another cause": Case(ADULT | {"cause": "coeliac-disease"}, "out-of-scope", ["other-cause"]),
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis", "cause": "metformin"}, "not-stated", ["prophylaxis"]),
    "an unknown cause asks": Case(ADULT, "ask", ["listed-cause", "partly-listed-cause", "vegan", "other-cause"]),
    "17 years": Case(ADULT | {"age": 17, "cause": "pernicious-anaemia"}, "not-stated", ["child"]),
    "18 years": Case(
        ADULT | {"age": 18, "cause": "pernicious-anaemia"}, "inject", ["listed-cause"], LOADING, "1 mg IM monthly"
    ),
}


test_case = each_of(ID, CASES, "cyanocobalamin")


def test_10_doses_come_before_the_monthly_phase() -> None:
    (regimen,) = load_guideline(ID).rules["listed-cause"].regimens
    assert str(regimen.dose_count("repletion")) == "10"


def test_leber_is_a_contraindication_and_pregnancy_is_warned_of() -> None:
    known = CASES["pernicious anaemia"].known | {"optic_disease": "leber", "pregnancy": "pregnant"}
    found = answer(ID, Case(known, "inject", ["listed-cause"], LOADING, "1 mg IM monthly"))
    assert found.blocked
    assert own_alerts(found) == ["pregnancy"]
    assert severities(found)["leber"] == "contraindication"
    assert severities(found)["pregnancy"] == "warning"


def test_no_oral_dose_is_made_up() -> None:
    assert "the oral dose was not read" in (answer(ID, CASES["a vegan"]).advice or "")
