"""The Norwegian product text of Vitamin B12 Depot (hydroxocobalamin 1 mg/mL)."""

from __future__ import annotations

from typing import Any

from cases import NERVES, NO_NERVES, Case, answer, each_of

from b12regimen import load_guideline

ID = "no-vitamin-b12-depot-hydroxocobalamin"
ADULT: dict[str, Any] = {"age": 46, "cause": "pernicious-anaemia"}
RESECTED: dict[str, Any] = {"age": 46, "cause": "partial-gastrectomy"}
TREATED: dict[str, Any] = ADULT | {"purpose": "treatment"}
OPENING = "1 mg IM daily or on alternate days for up to 5 doses"

CASES = {
    # 1 mL (1 mg) daily or on alternate days up to 5 injections (5 mg); maintenance 1 mL every 2-3 months
    "deficiency": Case(
        TREATED | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        OPENING,
        "1 mg IM every 2-3 months",
    ),
    # nervous system: after that 1 mL every 2 weeks until clear effect or at least 6 months; the same maintenance
    "nervous system": Case(
        TREATED | NERVES,
        "inject",
        ["with-neurological-involvement"],
        f"{OPENING}, then 1 mg IM every 2 weeks until clear effect or for at least 6 months",
        "1 mg IM every 2-3 months",
    ),
    # prophylaxis after gastric resection: 1 mL 3-4 times a year (which is not every 3-4 months)
    "prophylaxis after gastric resection": Case(
        RESECTED | {"purpose": "prophylaxis"},
        "inject",
        ["prophylaxis-after-gastric-resection"],
        "none",
        "1 mg IM 3-4 times a year",
    ),
    "a deficiency after total gastrectomy is treated as any other": Case(
        {"age": 46, "cause": "total-gastrectomy", "purpose": "treatment"} | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        OPENING,
        "1 mg IM every 2-3 months",
    ),
    "a bariatric operation is not read as gastric resection": Case(
        {"age": 46, "cause": "bariatric-surgery", "purpose": "prophylaxis"},
        "not-stated",
        ["prophylaxis-of-another-cause"],
    ),
    "prophylaxis of another cause": Case(
        ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis-of-another-cause"]
    ),
    "transcobalamin deficiency": Case(
        TREATED | NERVES | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
    "17 years": Case(TREATED | NO_NERVES | {"age": 17}, "not-stated", ["child"]),
    "18 years": Case(
        TREATED | NO_NERVES | {"age": 18},
        "inject",
        ["without-neurological-involvement"],
        OPENING,
        "1 mg IM every 2-3 months",
    ),
    "nerves not looked at": Case(TREATED, "ask", ["without-neurological-involvement", "with-neurological-involvement"]),
    "prophylaxis with nerves involved is a contradiction": Case(
        RESECTED | NERVES | {"purpose": "prophylaxis"}, "out-of-scope", []
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_up_to_5_injections_are_1_to_5() -> None:
    (regimen,) = load_guideline(ID).rules["without-neurological-involvement"].regimens
    assert str(regimen.dose_count("repletion")) == "1-5"


def test_6_months_are_a_floor_and_no_cap() -> None:
    (regimen,) = load_guideline(ID).rules["with-neurological-involvement"].regimens
    assert regimen.dose_count("repletion").high is None, "the source prints no maximum"
    assert "for at least 6 months" in str(regimen.repletion)


def test_the_two_norwegian_depot_products_are_not_exchanged() -> None:
    found = answer(ID, CASES["deficiency"])
    assert any("are not exchanged" in note.text for note in found.notes)


def test_what_was_not_printed_and_what_was_not_read_are_told_apart() -> None:
    rules = load_guideline(ID).rules
    assert rules["prophylaxis-of-another-cause"].because == "not-printed"
    assert {rules[name].because for name in ("child", "metabolic-cause")} == {"not-read"}
