"""The Norwegian medicines handbook on cyanocobalamin by injection (24 May 2021)."""

from __future__ import annotations

from typing import Any

from cases import NERVES, NO_NERVES, Case, answer, each_of

from b12regimen import load_guideline

ID = "no-legemiddelhandboka-cyanocobalamin"
TREATED: dict[str, Any] = {"age": 46, "cause": "pernicious-anaemia", "purpose": "treatment"}
# cyanocobalamin 1 mg IM daily or on alternate days, total 5 mg
OPENING = "1 mg IM daily or on alternate days to a total of 5 mg"

CASES = {
    # IM where oral treatment is infeasible or has failed; oral maintenance, preferred in general, will not do then
    "oral treatment will not do": Case(
        TREATED | {"oral_suitable": False}, "inject", ["oral-not-suitable"], OPENING, "not stated"
    ),
    "oral treatment will not do, nerves involved": Case(
        TREATED | NERVES | {"oral_suitable": False}, "inject", ["oral-not-suitable"], OPENING, "not stated"
    ),
    # IM for severe neurological signs; how severe they are is not on the record. Oral treatment is preferred in general
    "nerves involved, oral treatment would do": Case(
        TREATED | NERVES | {"oral_suitable": True}, "either", ["neurological-involvement"], OPENING, "oral"
    ),
    # oral treatment generally preferred
    "nerves not involved, oral treatment would do": Case(
        TREATED | NO_NERVES | {"oral_suitable": True}, "oral", ["oral-suitable"]
    ),
    "whether oral treatment would do was not judged": Case(
        TREATED | NO_NERVES, "ask", ["oral-not-suitable", "oral-suitable"]
    ),
    "prophylaxis": Case(TREATED | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "transcobalamin deficiency": Case(
        TREATED | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
    "17 years": Case(TREATED | {"age": 17, "oral_suitable": False}, "not-stated", ["child"]),
    "18 years": Case(
        TREATED | {"age": 18, "oral_suitable": False}, "inject", ["oral-not-suitable"], OPENING, "not stated"
    ),
    "prophylaxis with nerves involved is a contradiction": Case(
        TREATED | NERVES | {"purpose": "prophylaxis"}, "out-of-scope", []
    ),
}


test_case = each_of(ID, CASES, "cyanocobalamin")


def test_5_mg_in_all_are_5_doses() -> None:
    dosing = [rule for rule in load_guideline(ID).rules.values() if rule.regimens]
    assert [str(rule.regimens[0].dose_count("repletion")) for rule in dosing] == ["5", "5"]


def test_no_dose_by_mouth_is_made_up() -> None:
    found = answer(ID, CASES["nerves not involved, oral treatment would do"])
    assert "no number for the dose by mouth was read" in (found.advice or "")
