"""The Belgian label of Vitamin B12 Sterop 1 mg/mL."""

from __future__ import annotations

from typing import Any

import pytest
from cases import NERVES, NO_NERVES, Case, answer, each_of, own_alerts, severities

from b12regimen import load_guideline

ID = "be-sterop-cyanocobalamin"
ADULT: dict[str, Any] = {"age": 61}
TREATED: dict[str, Any] = ADULT | {"purpose": "treatment"}
LASTING: dict[str, Any] = {"cause": {"kind": "total-gastrectomy", "reversible": False}}
PASSING: dict[str, Any] = {"cause": {"kind": "coeliac-disease", "reversible": True}}

CASES = {
    # no complication: 1 mg daily or 3 times a week, repeated by blood results; then 1 mg monthly
    "no complication": Case(
        TREATED | NO_NERVES | PASSING,
        "inject",
        ["no-complication"],
        "1 mg IM daily or 3 times a week",
        "1 mg IM monthly",
    ),
    "no complication and no malabsorption": Case(
        TREATED | NO_NERVES | {"cause": "dietary-vegan"},
        "inject",
        ["no-complication"],
        "1 mg IM daily or 3 times a week",
        "1 mg IM monthly",
    ),
    # for life if malabsorption is irreversible
    "no complication, irreversible malabsorption": Case(
        TREATED | NO_NERVES | LASTING,
        "inject",
        ["no-complication-lasting-malabsorption"],
        "1 mg IM daily or 3 times a week",
        "1 mg IM monthly for life",
    ),
    # complications (neuropathy): 1 mg daily until clinical improvement; then monthly
    "neuropathy": Case(
        TREATED | NERVES | PASSING,
        "inject",
        ["neuropathy"],
        "1 mg IM daily until clinical improvement",
        "1 mg IM monthly",
    ),
    "neuropathy without malabsorption, whatever is known of its end": Case(
        TREATED | NERVES | {"cause": {"kind": "dietary-other", "reversible": False}},
        "inject",
        ["neuropathy"],
        "1 mg IM daily until clinical improvement",
        "1 mg IM monthly",
    ),
    "neuropathy, irreversible malabsorption": Case(
        TREATED | NERVES | LASTING,
        "inject",
        ["neuropathy-lasting-malabsorption"],
        "1 mg IM daily until clinical improvement",
        "1 mg IM monthly for life",
    ),
    # prevention (gastrectomy, malabsorption): 200-1000 mcg every 1-2 months
    "prevention after gastrectomy": Case(
        ADULT | {"purpose": "prophylaxis", "cause": "partial-gastrectomy"},
        "inject",
        ["prevention"],
        "none",
        "200-1000 mcg IM every 1-2 months",
    ),
    "prevention in malabsorption": Case(
        ADULT | {"purpose": "prophylaxis", "cause": "ileal-disease"},
        "inject",
        ["prevention"],
        "none",
        "200-1000 mcg IM every 1-2 months",
    ),
    "malabsorption beside another cause asks": Case(
        ADULT | {"purpose": "prophylaxis", "cause": ["dietary-vegan", "coeliac-disease"]},
        "ask",
        ["prevention", "prevention-other-cause"],
    ),
    "prevention for another cause": Case(
        ADULT | {"purpose": "prophylaxis", "cause": "dietary-vegan"}, "not-stated", ["prevention-other-cause"]
    ),
    "transcobalamin deficiency": Case(
        TREATED | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
    "whether malabsorption can resolve is asked": Case(
        TREATED | NERVES | {"cause": "pernicious-anaemia"},
        "ask",
        ["neuropathy-lasting-malabsorption", "neuropathy"],
    ),
    "17 years": Case(TREATED | NERVES | LASTING | {"age": 17}, "not-stated", ["child"]),
    "18 years": Case(
        TREATED | NERVES | LASTING | {"age": 18},
        "inject",
        ["neuropathy-lasting-malabsorption"],
        "1 mg IM daily until clinical improvement",
        "1 mg IM monthly for life",
    ),
    "prevention with nerves involved is a contradiction": Case(
        ADULT | NERVES | LASTING | {"purpose": "prophylaxis"}, "out-of-scope", []
    ),
}


test_case = each_of(ID, CASES, "cyanocobalamin")


@pytest.mark.parametrize("rule", ["no-complication", "neuropathy"])
def test_the_first_phase_has_no_printed_count(rule: str) -> None:
    (regimen,) = load_guideline(ID).rules[rule].regimens
    assert regimen.dose_count("repletion").high is None


def test_prevention_starts_with_no_repletion() -> None:
    (regimen,) = load_guideline(ID).rules["prevention"].regimens
    assert str(regimen.dose_count("repletion")) == "0"


def test_failing_kidneys_and_liver_adjust_and_do_not_block() -> None:
    known = CASES["neuropathy"].known | {"conditions": {"renal_impairment": True, "liver_impairment": True}}
    case = CASES["neuropathy"]
    found = answer(ID, Case(known, case.action, case.rules, case.repletion, case.maintenance))
    assert own_alerts(found) == ["renal-impairment-dose", "liver-impairment"]
    assert {severities(found)[alert] for alert in own_alerts(found)} == {"information"}
    assert not found.blocked
