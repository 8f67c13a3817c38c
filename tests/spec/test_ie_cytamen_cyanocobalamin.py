"""The Irish label of Cytamen, cyanocobalamin 1000 micrograms/ml, printed in March 2011."""

from __future__ import annotations

from typing import Any

import pytest
from cases import NERVES, NO_NERVES, Case, each_of, own_alerts, severities

from b12regimen import Patient, Phase, load_guideline, select_regimen
from b12regimen.regimens.dose_days import dose_count

ID = "ie-cytamen-cyanocobalamin"
PATIENT: dict[str, Any] = {"age": 46, "cause": "pernicious-anaemia", "optic_disease": "none"}
TREATED: dict[str, Any] = PATIENT | {"purpose": "treatment"}
PREVENTED: dict[str, Any] = PATIENT | {"purpose": "prophylaxis"}

CASES = {
    # 250-1000 mcg IM on alternate days for 1-2 weeks, then 250 mcg weekly until count normal; 1000 mcg monthly
    "without neurological involvement": Case(
        TREATED | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        "250-1000 mcg IM on alternate days for 1-2 weeks, then 250 mcg IM weekly until blood count normal",
        "1 mg IM monthly",
    ),
    # adults and children
    "an infant without neurological involvement": Case(
        TREATED | NO_NERVES | {"age": "13 months"},
        "inject",
        ["without-neurological-involvement"],
        "250-1000 mcg IM on alternate days for 1-2 weeks, then 250 mcg IM weekly until blood count normal",
        "1 mg IM monthly",
    ),
    # 1000 mcg on alternate days while improving; 1000 mcg monthly
    "with neurological involvement": Case(
        TREATED | NERVES,
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM monthly",
    ),
    "an optic neuropathy of the deficiency is neurological involvement": Case(
        TREATED | {"optic_disease": "deficiency-optic-neuropathy"},
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM monthly",
    ),
    # prophylaxis 250-1000 mcg monthly
    "prophylaxis after gastrectomy": Case(
        PREVENTED | {"cause": "partial-gastrectomy"},
        "inject",
        ["prophylaxis-named-cause"],
        "none",
        "250-1000 mcg IM monthly",
    ),
    "prophylaxis after ileal resection": Case(
        PREVENTED | {"cause": "complete-terminal-ileal-resection"}, "not-stated", ["prophylaxis-other-cause"]
    ),
    "prophylaxis in malabsorption": Case(
        PREVENTED | {"cause": "coeliac-disease"},
        "inject",
        ["prophylaxis-malabsorption"],
        "none",
        "250-1000 mcg IM monthly",
    ),
    "prophylaxis for a cause that the label does not name": Case(
        PREVENTED | {"cause": "acid-suppression"}, "not-stated", ["prophylaxis-other-cause"]
    ),
    "methylmalonic acidaemia": Case(
        TREATED | NERVES | {"cause": "mma-or-homocystinuria"}, "not-stated", ["metabolic-cause"]
    ),
    "unknown nerves ask": Case(TREATED, "ask", ["with-neurological-involvement", "without-neurological-involvement"]),
    "prophylaxis with nerves involved is a contradiction": Case(PREVENTED | NERVES, "out-of-scope", []),
}


def counts(rule: str) -> list[str]:
    """Count the doses of each step of a rule's repletion."""
    (regimen,) = load_guideline(ID).rules[rule].regimens
    return [str(dose_count(Phase((step,)))) for step in regimen.repletion.steps]


test_case = each_of(ID, CASES, "cyanocobalamin")


def test_the_published_counts() -> None:
    assert counts("without-neurological-involvement") == ["4-7", "at least 1"]
    assert counts("with-neurological-involvement") == ["at least 1"], "the label prints no maximum"
    assert counts("prophylaxis-named-cause") == []


@pytest.mark.parametrize("disease", ["tobacco-amblyopia", "leber"])
def test_not_in_toxic_amblyopia_nor_in_leber_disease(disease: str) -> None:
    known = TREATED | NERVES | {"optic_disease": disease, "allergies": []}
    found = select_regimen(Patient.from_dict(known), guideline=ID)
    assert found.blocked
    assert severities(found)[disease] == "contraindication"
    assert own_alerts(found) == [], "the contra-indications of the Irish label were not read"
    assert found.regimens, "what the label prints for the deficiency is still shown"
    spared = select_regimen(Patient.from_dict(known | {"optic_disease": "none"}), guideline=ID)
    assert not spared.blocked


def test_schedules_were_read_in_the_label() -> None:
    dosing = [rule for rule in load_guideline(ID).rules.values() if rule.regimens]
    assert len(dosing) == 4
    for rule in dosing:
        assert {citation.source.evidence for citation in rule.citations} == {"primary"}
