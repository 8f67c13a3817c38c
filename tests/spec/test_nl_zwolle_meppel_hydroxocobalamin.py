"""The Dutch regional formulary of Zwolle and Meppel: by mouth first, hydroxocobalamin as step 2."""

from __future__ import annotations

from typing import Any

from cases import Case, answer, each_of

from b12regimen import load_guideline

ID = "nl-zwolle-meppel-hydroxocobalamin"
TREATED: dict[str, Any] = {"age": 46, "cause": "pernicious-anaemia", "purpose": "treatment"}
# step 2: hydroxocobalamin 1 mg IM x10 at intervals of at least 3 days, then 1000 mcg every 2 months
LOADING = "1 mg IM at least 3 days apart for 10 doses"

CASES = {
    "step 2": Case(TREATED | {"oral_suitable": False}, "inject", ["step-2"], LOADING, "1 mg IM every 2 months"),
    # step 1: oral cyanocobalamin 1 mg a day
    "step 1": Case(TREATED | {"oral_suitable": True}, "oral", ["step-1"]),
    "which step is asked": Case(TREATED, "ask", ["step-2", "step-1"]),
    "prophylaxis": Case(TREATED | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "transcobalamin deficiency": Case(
        TREATED | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
    "17 years": Case(TREATED | {"age": 17, "oral_suitable": False}, "not-stated", ["child"]),
    "18 years": Case(
        TREATED | {"age": 18, "oral_suitable": False}, "inject", ["step-2"], LOADING, "1 mg IM every 2 months"
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_10_doses() -> None:
    (regimen,) = load_guideline(ID).rules["step-2"].regimens
    assert str(regimen.dose_count("repletion")) == "10"


def test_the_first_step_is_1_mg_a_day_by_mouth() -> None:
    found = answer(ID, CASES["step 1"])
    assert "cyanocobalamin by mouth, 1 mg a day" in (found.advice or "")
