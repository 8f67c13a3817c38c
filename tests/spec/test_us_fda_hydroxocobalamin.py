"""The US label of hydroxocobalamin injection, as its copies and the texts that restate it print it."""

from __future__ import annotations

from typing import Any

import pytest
from cases import ADULT, Case, answer, own_alerts, severities

from b12regimen import Patient, load_guideline, select_regimen

ID = "us-fda-hydroxocobalamin"
CHILD: dict[str, Any] = {"age": "6 years", "purpose": "treatment"}
LOADING = "30 mcg IM daily for 5-10 days"
FOR_LIFE = "100-200 mcg IM monthly for life"
WHILE_IT_LASTS = "100-200 mcg IM monthly while the cause persists"
CHILD_LOADING = "100 mcg IM to a total of 1-5 mg over at least 2 weeks"
CHILD_MAINTENANCE = "30-50 mcg IM every 4 weeks"

CASES = {
    # 30 mcg daily for 5-10 days, then 100-200 mcg monthly; pernicious anaemia: for the rest of life
    "pernicious anaemia": Case(
        ADULT | {"cause": "pernicious-anaemia"}, "inject", ["pernicious-anaemia"], LOADING, FOR_LIFE
    ),
    "autoimmune gastritis is read as pernicious anaemia": Case(
        ADULT | {"cause": "autoimmune-gastritis"}, "inject", ["pernicious-anaemia"], LOADING, FOR_LIFE
    ),
    # the same doses; for other causes the duration depends on the cause and on its reversibility
    "another cause": Case(ADULT | {"cause": "total-gastrectomy"}, "inject", ["other-cause"], LOADING, WHILE_IT_LASTS),
    "a cause that was looked for and not found": Case(
        ADULT | {"cause": "unexplained"}, "inject", ["other-cause"], LOADING, WHILE_IT_LASTS
    ),
    # no other schedule where nerves are involved
    "nerves involved": Case(
        ADULT | {"cause": "dietary-vegan", "severity": {"neurological": True}},
        "inject",
        ["other-cause"],
        LOADING,
        WHILE_IT_LASTS,
    ),
    # children: a total of 1-5 mg over 2 or more weeks in doses of 100 mcg, then 30-50 mcg every 4 weeks
    "a child": Case(CHILD | {"cause": "ileal-disease"}, "inject", ["child"], CHILD_LOADING, CHILD_MAINTENANCE),
    "a child with pernicious anaemia": Case(
        CHILD | {"cause": "pernicious-anaemia"}, "inject", ["child"], CHILD_LOADING, CHILD_MAINTENANCE
    ),
    "a newborn": Case(CHILD | {"age": "3 days", "cause": "dietary-vegan"}, "not-stated", ["newborn"]),
    "1 month": Case(
        CHILD | {"age": "1 month", "cause": "dietary-vegan"}, "inject", ["child"], CHILD_LOADING, CHILD_MAINTENANCE
    ),
    "17 years": Case(
        ADULT | {"age": 17, "cause": "dietary-vegan"}, "inject", ["child"], CHILD_LOADING, CHILD_MAINTENANCE
    ),
    "18 years": Case(ADULT | {"age": 18, "cause": "dietary-vegan"}, "inject", ["other-cause"], LOADING, WHILE_IT_LASTS),
    "an unknown age asks": Case(
        {"purpose": "treatment", "cause": "dietary-vegan"}, "ask", ["other-cause", "newborn", "child"]
    ),
    "an unknown cause asks, for how long maintenance lasts": Case(
        ADULT, "ask", ["pernicious-anaemia", "other-cause", "metabolic-cause"]
    ),
    "pernicious anaemia and another cause ask": Case(
        ADULT | {"cause": ["pernicious-anaemia", "metformin"]}, "ask", ["pernicious-anaemia", "other-cause"]
    ),
    "transcobalamin deficiency of an infant": Case(
        CHILD | {"age": "3 months", "cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
    "methylmalonic acidaemia of an adult": Case(
        ADULT | {"cause": "mma-or-homocystinuria"}, "not-stated", ["metabolic-cause"]
    ),
    "prophylaxis": Case({"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    found = answer(ID, CASES[name])
    for regimen in found.regimens:
        assert regimen.drug == "hydroxocobalamin"
        assert "SC" not in str(regimen), "intramuscular only"


def test_the_published_counts() -> None:
    rules = load_guideline(ID).rules
    for name in ("pernicious-anaemia", "other-cause"):
        (regimen,) = rules[name].regimens
        assert str(regimen.dose_count("repletion")) == "5-10"
    (child,) = rules["child"].regimens
    assert str(child.dose_count("repletion")) == "10-50"


def test_the_schedule_of_children_was_read_where_others_restate_it() -> None:
    rules = load_guideline(ID).rules
    assert {citation.source.evidence for citation in rules["child"].citations} == {"secondary"}
    assert {citation.source.evidence for citation in rules["pernicious-anaemia"].citations} == {"primary"}


def test_that_its_contraindications_were_not_read_is_said() -> None:
    known = CASES["pernicious anaemia"].known | {"allergies": ["hydroxocobalamin", "cobalt"]}
    allergic = select_regimen(Patient.from_dict(known), guideline=ID)
    assert own_alerts(allergic) == []
    assert allergic.blocked, "what others say of the drug holds here too"
    assert allergic.regimens
    assert any("contra-indications were not among what was read" in note.text for note in allergic.notes)


def test_nothing_was_read_on_lebers_disease() -> None:
    known = CASES["pernicious anaemia"].known | {"optic_disease": "leber"}
    assert "leber" not in severities(select_regimen(Patient.from_dict(known), guideline=ID))


def test_the_very_ill_are_not_kept_waiting_for_the_cause() -> None:
    known = CASES["another cause"].known | {"severity": {"critically_ill": True}}
    found = select_regimen(Patient.from_dict(known), guideline=ID)
    assert severities(found)["critically-ill"] == "information"
    assert any("folic acid together" in (alert.advice or "") for alert in found.alerts)


@pytest.mark.parametrize(
    ("condition", "alert", "severity"),
    [
        ("folate_deficiency", "folate-deficiency", "warning"),
        ("iron_deficiency", "iron-deficiency", "caution"),
        ("polycythaemia_vera", "polycythaemia-vera", "caution"),
    ],
)
def test_precautions(condition: str, alert: str, severity: str) -> None:
    known = CASES["another cause"].known | {"conditions": {condition: True}}
    found = select_regimen(Patient.from_dict(known), guideline=ID)
    assert severities(found)[alert] == severity
    assert not found.blocked
