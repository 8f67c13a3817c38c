"""The Spanish label of Optovite B12 1000 micrograms/2 mL."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, answer, each_of, own_alerts, severities

from b12regimen import load_guideline

ID = "es-optovite-cyanocobalamin"
ADULT: dict[str, Any] = {"age": 61}
TREATED: dict[str, Any] = ADULT | {"purpose": "treatment"}
PREVENTED: dict[str, Any] = ADULT | {"purpose": "prophylaxis"}

CASES = {
    # 1000 mcg daily 1 week; 1000 mcg weekly 4-8 weeks; 1000 mcg monthly; IM
    "pernicious anaemia": Case(
        TREATED | {"cause": "pernicious-anaemia"},
        "inject",
        ["treatment"],
        "1 mg IM daily for 1 week, then 1 mg IM weekly for 4-8 weeks",
        "1 mg IM monthly",
    ),
    # of the causes only pernicious anaemia was read by name
    "a dietary deficiency": Case(TREATED | {"cause": "dietary-vegan"}, "not-stated", ["treatment-other-cause"]),
    # deep SC in gastrectomised patients
    "after total gastrectomy": Case(
        TREATED | {"cause": "total-gastrectomy"},
        "inject",
        ["treatment-after-gastrectomy"],
        "1 mg deep SC daily for 1 week, then 1 mg deep SC weekly for 4-8 weeks",
        "1 mg deep SC monthly",
    ),
    "after partial gastrectomy": Case(
        TREATED | {"cause": "partial-gastrectomy"},
        "inject",
        ["treatment-after-gastrectomy"],
        "1 mg deep SC daily for 1 week, then 1 mg deep SC weekly for 4-8 weeks",
        "1 mg deep SC monthly",
    ),
    # prophylaxis after gastrectomy or in malabsorption: 1000 mcg monthly
    "prophylaxis after gastrectomy": Case(
        PREVENTED | {"cause": "total-gastrectomy"},
        "inject",
        ["prophylaxis-after-gastrectomy"],
        "none",
        "1 mg deep SC monthly",
    ),
    "prophylaxis in malabsorption": Case(
        PREVENTED | {"cause": "ileal-disease"},
        "inject",
        ["prophylaxis-in-malabsorption"],
        "none",
        "1 mg IM monthly",
    ),
    "prophylaxis for another cause": Case(
        PREVENTED | {"cause": "dietary-vegan"}, "not-stated", ["prophylaxis-other-cause"]
    ),
    "methylmalonic acidaemia": Case(TREATED | {"cause": "mma-or-homocystinuria"}, "not-stated", ["metabolic-cause"]),
    "gastrectomy or not asks": Case(
        TREATED | {"cause": ["total-gastrectomy", "dietary-vegan"]},
        "ask",
        ["treatment-after-gastrectomy", "treatment-other-cause"],
    ),
    "17 years": Case(TREATED | {"age": 17, "cause": "pernicious-anaemia"}, "not-stated", ["child"]),
    "18 years": Case(
        TREATED | {"age": 18, "cause": "pernicious-anaemia"},
        "inject",
        ["treatment"],
        "1 mg IM daily for 1 week, then 1 mg IM weekly for 4-8 weeks",
        "1 mg IM monthly",
    ),
}


test_case = each_of(ID, CASES, "cyanocobalamin")


@pytest.mark.parametrize("rule", ["treatment", "treatment-after-gastrectomy"])
def test_7_and_4_to_8_doses_come_before_the_monthly_phase(rule: str) -> None:
    (regimen,) = load_guideline(ID).rules[rule].regimens
    assert str(regimen.dose_count("repletion")) == "11-15"


def test_tobacco_amblyopia_is_warned_of() -> None:
    case = CASES["pernicious anaemia"]
    known = case.known | {"optic_disease": "tobacco-amblyopia"}
    found = answer(ID, Case(known, case.action, case.rules, case.repletion, case.maintenance))
    assert own_alerts(found) == ["tobacco-amblyopia"]
    assert severities(found)["tobacco-amblyopia"] == "warning"
    assert not found.blocked
