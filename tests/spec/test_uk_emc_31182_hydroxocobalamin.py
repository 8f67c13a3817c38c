"""The label of Hydroxocobalamin 1 mg in 1 ml (United Kingdom, emc 31182)."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from cases import Case, answer

from b12regimen import Patient, Phase, load_guideline, select_regimen
from b12regimen.dose_days import dose_count

ID = "uk-emc-31182-hydroxocobalamin"
PATIENT: dict[str, Any] = {"age": 46, "cause": "pernicious-anaemia", "optic_disease": "none"}
TREATED: dict[str, Any] = PATIENT | {"purpose": "treatment"}
PREVENTED: dict[str, Any] = PATIENT | {"purpose": "prophylaxis"}
NERVES: dict[str, Any] = {"severity": {"neurological": True}}
NO_NERVES: dict[str, Any] = {"severity": {"neurological": False}}
OPTIC = "1 mg IM daily for 2 weeks, then 1 mg IM twice a week until no further improvement"

CASES = {
    # 250-1000 mcg on alternate days for 1-2 weeks, then 250 mcg weekly until count normal; 1000 mcg every 2-3 months
    "without neurological involvement": Case(
        TREATED | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        "250-1000 mcg IM on alternate days for 1-2 weeks, then 250 mcg IM weekly until blood count normal",
        "1 mg IM every 2-3 months",
    ),
    # adults and children share one schedule
    "an infant without neurological involvement": Case(
        TREATED | NO_NERVES | {"age": "13 months"},
        "inject",
        ["without-neurological-involvement"],
        "250-1000 mcg IM on alternate days for 1-2 weeks, then 250 mcg IM weekly until blood count normal",
        "1 mg IM every 2-3 months",
    ),
    # 1000 mcg on alternate days as long as improvement is occurring; 1000 mcg every 2 months
    "with neurological involvement": Case(
        TREATED | NERVES,
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    "at any age, for instance an unknown one": Case(
        {key: value for key, value in (TREATED | NERVES).items() if key != "age"},
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    "an optic neuropathy of the deficiency is neurological involvement": Case(
        TREATED | {"optic_disease": "deficiency-optic-neuropathy"},
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    # prophylaxis, 1000 mcg every 2-3 months: gastrectomy
    "prophylaxis after gastrectomy": Case(
        PREVENTED | {"cause": "total-gastrectomy"},
        "inject",
        ["prophylaxis-named-cause"],
        "none",
        "1 mg IM every 2-3 months",
    ),
    # strict vegetarianism
    "prophylaxis in a vegan": Case(
        PREVENTED | {"cause": "dietary-vegan"},
        "inject",
        ["prophylaxis-named-cause"],
        "none",
        "1 mg IM every 2-3 months",
    ),
    # some malabsorption
    "prophylaxis in malabsorption": Case(
        PREVENTED | {"cause": "coeliac-disease"},
        "inject",
        ["prophylaxis-malabsorption"],
        "none",
        "1 mg IM every 2-3 months",
    ),
    # another label of the drug names it; this one does not
    "prophylaxis after ileal resection": Case(
        PREVENTED | {"cause": "other-ileal-resection"}, "not-stated", ["prophylaxis-other-cause"]
    ),
    "prophylaxis for a cause that the label does not name": Case(
        PREVENTED | {"cause": "metformin"}, "not-stated", ["prophylaxis-other-cause"]
    ),
    # 1 mg daily for 2 weeks, then twice weekly until no further improvement; every 1-3 months
    "tobacco amblyopia": Case(
        TREATED | NO_NERVES | {"optic_disease": "tobacco-amblyopia"},
        "inject",
        ["optic-disease"],
        OPTIC,
        "1 mg IM every 1-3 months",
    ),
    "Leber's disease, whatever else is known": Case(
        PATIENT | {"optic_disease": "leber"}, "inject", ["optic-disease"], OPTIC, "1 mg IM every 1-3 months"
    ),
    "Leber's disease with neurological signs": Case(
        TREATED | NERVES | {"optic_disease": "leber"}, "inject", ["optic-disease"], OPTIC, "1 mg IM every 1-3 months"
    ),
    # doses in transcobalamin deficiency and methylmalonic acidaemia are restated as unlicensed uses
    "transcobalamin deficiency": Case(
        TREATED | NERVES | {"cause": "transcobalamin-deficiency"}, "out-of-scope", ["metabolic-cause"]
    ),
    "unknown nerves ask": Case(TREATED, "ask", ["with-neurological-involvement", "without-neurological-involvement"]),
    "prophylaxis with nerves involved is a contradiction": Case(PREVENTED | NERVES, "out-of-scope", []),
}


def counts(rule: str) -> list[str]:
    """Count the doses of each step of a rule's repletion."""
    (regimen,) = load_guideline(ID).rules[rule].regimens
    return [str(dose_count(Phase((step,)))) for step in regimen.repletion.steps]


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    found = answer(ID, CASES[name])
    assert all(regimen.drug == "hydroxocobalamin" for regimen in found.regimens)


def test_the_published_counts() -> None:
    assert counts("without-neurological-involvement") == ["4-7", "at least 1"]
    assert counts("with-neurological-involvement") == ["at least 1"], "the label prints no maximum"
    assert counts("optic-disease") == ["14", "at least 1"]
    assert counts("prophylaxis-named-cause") == []


def test_precedence_is_said_to_be_ours() -> None:
    found = answer(ID, CASES["Leber's disease with neurological signs"])
    note = "as printed, this patient also comes under with-neurological-involvement"
    assert any(note in said.text and "not the source's" in said.text for said in found.notes)


def test_schedules_were_read_in_the_label() -> None:
    dosing = [rule for rule in load_guideline(ID).rules.values() if rule.regimens]
    assert len(dosing) == 5
    for rule in dosing:
        assert {citation.source.evidence for citation in rule.citations} == {"primary"}


def test_hypersensitivity_blocks_and_cobalt_asks_for_vigilance() -> None:
    case = CASES["with neurological involvement"]
    allergic = answer(ID, attrs.evolve(case, known=case.known | {"allergies": ["hydroxocobalamin"]}))
    assert allergic.blocked
    cobalt = answer(ID, attrs.evolve(case, known=case.known | {"allergies": ["cobalt"]}))
    assert [(alert.id, alert.severity) for alert in cobalt.alerts] == [("cobalt-allergy", "caution")]
    assert not cobalt.blocked


@pytest.mark.parametrize("deficiency", ["indeterminate", "unlikely"])
def test_the_diagnosis_is_confirmed_first(deficiency: str) -> None:
    known = CASES["with neurological involvement"].known | {"deficiency": deficiency}
    found = select_regimen(Patient.from_dict(known), guideline=ID)
    assert [(alert.id, alert.severity) for alert in found.alerts] == [("deficiency-not-confirmed", "warning")]


def test_folate_deficiency_can_be_masked() -> None:
    known = CASES["with neurological involvement"].known | {"conditions": {"folate_deficiency": True}}
    found = select_regimen(Patient.from_dict(known), guideline=ID)
    assert [alert.id for alert in found.alerts] == ["folate-deficiency"]


def test_the_optic_row_says_that_another_version_differs() -> None:
    (rule,) = answer(ID, CASES["tobacco amblyopia"]).rules
    assert any("another version of this label" in note for note in rule.notes)
