"""The Swiss label of Vitarubin (cyanocobalamin), as the chapter that was read prints it."""

from __future__ import annotations

from typing import Any

import pytest
from cases import NERVES, NO_NERVES, Case, answer, each_of, own_alerts, severities

from b12regimen import Patient, load_guideline, select_regimen

ID = "ch-vitarubin-cyanocobalamin"
ADULT: dict[str, Any] = {"age": 58, "purpose": "treatment"}
ABSORBED_BADLY: dict[str, Any] = ADULT | {"cause": "total-gastrectomy"}
ABSORBED: dict[str, Any] = ADULT | {"cause": "dietary-vegan"}

CASES = {
    # 1000 micrograms once weekly until the blood count is normal; for life 1000 micrograms monthly if malabsorption
    "without nerves, malabsorption": Case(
        ABSORBED_BADLY | NO_NERVES,
        "inject",
        ["without-neurological-involvement-malabsorption"],
        "1 mg IM weekly until blood count normal",
        "1 mg IM monthly for life",
    ),
    # the same opening; no maintenance is printed but for malabsorption
    "without nerves, another cause": Case(
        ABSORBED | NO_NERVES,
        "inject",
        ["without-neurological-involvement-other-cause"],
        "1 mg IM weekly until blood count normal",
        "not stated",
    ),
    # 1000 micrograms every 2 days until the blood picture improves; same maintenance
    "with nerves, malabsorption": Case(
        ABSORBED_BADLY | NERVES,
        "inject",
        ["with-neurological-involvement-malabsorption"],
        "1 mg IM on alternate days until blood count improved",
        "1 mg IM monthly for life",
    ),
    "with nerves, another cause": Case(
        ABSORBED | NERVES,
        "inject",
        ["with-neurological-involvement-other-cause"],
        "1 mg IM on alternate days until blood count improved",
        "not stated",
    ),
    # under 18 years untested
    "17 years": Case(ABSORBED_BADLY | NERVES | {"age": 17}, "out-of-scope", ["child"]),
    "18 years": Case(
        ABSORBED_BADLY | NERVES | {"age": 18},
        "inject",
        ["with-neurological-involvement-malabsorption"],
        "1 mg IM on alternate days until blood count improved",
        "1 mg IM monthly for life",
    ),
    "a cause that is not known asks": Case(
        ADULT | NO_NERVES,
        "ask",
        [
            "metabolic-cause",
            "without-neurological-involvement-malabsorption",
            "without-neurological-involvement-other-cause",
        ],
    ),
    "prophylaxis": Case(
        {"age": 58, "purpose": "prophylaxis", "cause": "total-gastrectomy"}, "not-stated", ["prophylaxis"]
    ),
    "homocystinuria": Case(ADULT | NERVES | {"cause": "mma-or-homocystinuria"}, "not-stated", ["metabolic-cause"]),
}


test_case = each_of(ID, CASES, "cyanocobalamin")


@pytest.mark.parametrize("cause", ["metformin", "acid-suppression", "fish-tapeworm", "unexplained"])
def test_a_cause_that_need_not_last_is_not_read_as_malabsorption_for_life(cause: str) -> None:
    known = ADULT | NO_NERVES | {"cause": cause}
    (regimen,) = select_regimen(Patient.from_dict(known), guideline=ID).regimens
    assert str(regimen.maintenance) == "not stated"


def test_the_openings_have_no_printed_count() -> None:
    for rule in load_guideline(ID).rules.values():
        for regimen in rule.regimens:
            assert regimen.dose_count("repletion").high is None


def test_improved_is_not_normal() -> None:
    """The label ends the weekly injections at a normal blood count, and those for nerves at an improved one."""
    ends = {
        rule.id: str(regimen.repletion).partition(" until ")[2]
        for rule in load_guideline(ID).rules.values()
        for regimen in rule.regimens
    }
    assert ends == {
        "without-neurological-involvement-malabsorption": "blood count normal",
        "without-neurological-involvement-other-cause": "blood count normal",
        "with-neurological-involvement-malabsorption": "blood count improved",
        "with-neurological-involvement-other-cause": "blood count improved",
    }


def test_a_neurological_schedule_with_an_end_in_the_blood_is_pointed_out() -> None:
    found = answer(ID, CASES["with nerves, malabsorption"])
    assert own_alerts(found) == ["nerves-ended-by-the-blood"]
    assert not found.blocked
    assert own_alerts(answer(ID, CASES["without nerves, malabsorption"])) == []


def test_deep_sc_is_named_for_an_anticoagulated_patient() -> None:
    known = CASES["without nerves, malabsorption"].known | {"conditions": {"anticoagulated": True}}
    found = select_regimen(Patient.from_dict(known), guideline=ID)
    assert own_alerts(found) == ["anticoagulated-deep-sc"]
    assert severities(found)["anticoagulated-deep-sc"] == "information"
    assert severities(found)["anticoagulated"] == "caution", "what holds for all is said too"
    assert load_guideline(ID).routes == ("IM", "deep SC")
