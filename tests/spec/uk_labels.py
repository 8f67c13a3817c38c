"""What the labels of hydroxocobalamin in the United Kingdom share: one table of cases, asked of each of them."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import pytest
from cases import NERVES, NO_NERVES, Case, answer, own_alerts, severities

from b12regimen import Patient, Phase, load_guideline, select_regimen
from b12regimen.regimens.dose_days import dose_count

PATIENT: dict[str, Any] = {"age": 46, "cause": "pernicious-anaemia", "optic_disease": "none"}
TREATED: dict[str, Any] = PATIENT | {"purpose": "treatment"}
PREVENTED: dict[str, Any] = PATIENT | {"purpose": "prophylaxis"}
LABELS = {"smpc-9746", "smpc-31182", "smpc-24703", "medthority-2024"}

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
    "prophylaxis for a cause that the label does not name": Case(
        PREVENTED | {"cause": "metformin"}, "not-stated", ["prophylaxis-other-cause"]
    ),
    # doses in transcobalamin deficiency and methylmalonic acidaemia are restated as unlicensed uses
    "transcobalamin deficiency": Case(
        TREATED | NERVES | {"cause": "transcobalamin-deficiency"}, "out-of-scope", ["metabolic-cause"]
    ),
    "unknown nerves ask": Case(TREATED, "ask", ["with-neurological-involvement", "without-neurological-involvement"]),
    "prophylaxis with nerves involved is a contradiction": Case(PREVENTED | NERVES, "out-of-scope", []),
}


def optic_cases(repletion: str, maintenance: str) -> dict[str, Case]:
    """Give the cases of the row of optic disease, in which the labels differ."""
    patients = {
        "tobacco amblyopia": TREATED | NO_NERVES | {"optic_disease": "tobacco-amblyopia"},
        "Leber's disease, whatever else is known": PATIENT | {"optic_disease": "leber"},
        "Leber's disease with neurological signs": TREATED | NERVES | {"optic_disease": "leber"},
    }
    return {name: Case(known, "inject", ["optic-disease"], repletion, maintenance) for name, known in patients.items()}


class UkLabel:
    """What holds for each label; its documents are those in which its schedules were read."""

    label: ClassVar[str]
    documents: ClassVar[frozenset[str]]

    def counts(self, rule: str) -> list[str]:
        """Count the doses of each step of a rule's repletion."""
        (regimen,) = load_guideline(self.label).rules[rule].regimens
        return [str(dose_count(Phase((step,)))) for step in regimen.repletion.steps]

    @pytest.mark.parametrize("name", CASES)
    def test_case(self, name: str) -> None:
        found = answer(self.label, CASES[name])
        assert all(regimen.drug == "hydroxocobalamin" for regimen in found.regimens)

    def test_the_published_counts(self) -> None:
        assert self.counts("without-neurological-involvement") == ["4-7", "at least 1"]
        assert self.counts("with-neurological-involvement") == ["at least 1"], "the label prints no maximum"
        assert self.counts("optic-disease") == ["14", "at least 1"]
        assert self.counts("prophylaxis-named-cause") == []

    def test_precedence_is_said_to_be_ours(self) -> None:
        leber = Patient.from_dict(TREATED | NERVES | {"optic_disease": "leber"})
        found = select_regimen(leber, guideline=self.label)
        note = "as printed, this patient also comes under with-neurological-involvement"
        assert any(note in said.text and "not the source's" in said.text for said in found.notes)

    def test_schedules_were_read_in_the_label(self) -> None:
        dosing = [rule for rule in load_guideline(self.label).rules.values() if rule.regimens]
        assert len(dosing) == 5
        for rule in dosing:
            assert {citation.source.evidence for citation in rule.citations} == {"primary"}

    def test_hypersensitivity_blocks_and_cobalt_asks_for_vigilance(self) -> None:
        case = CASES["with neurological involvement"]
        allergic = answer(self.label, attrs.evolve(case, known=case.known | {"allergies": ["hydroxocobalamin"]}))
        assert allergic.blocked
        cobalt = answer(self.label, attrs.evolve(case, known=case.known | {"allergies": ["cobalt"]}))
        assert severities(cobalt)["cobalt-allergy"] == "caution"
        assert not cobalt.blocked

    @pytest.mark.parametrize("deficiency", ["indeterminate", "unlikely"])
    def test_the_diagnosis_is_confirmed_first(self, deficiency: str) -> None:
        known = CASES["with neurological involvement"].known | {"deficiency": deficiency}
        found = select_regimen(Patient.from_dict(known), guideline=self.label)
        assert own_alerts(found) == ["deficiency-not-confirmed"]
        assert severities(found)["deficiency-not-confirmed"] == "warning"

    def test_folate_deficiency_can_be_masked(self) -> None:
        known = CASES["with neurological involvement"].known | {"conditions": {"folate_deficiency": True}}
        found = select_regimen(Patient.from_dict(known), guideline=self.label)
        assert severities(found)["folate-deficiency"] == "warning"

    def test_the_answer_claims_to_come_from_no_other_guideline(self) -> None:
        found = answer(self.label, CASES["with neurological involvement"])
        assert found.to_dict()["guideline"]["extends"] is None
        assert {citation.source.key for citation in found.citations} == self.documents
        assert LABELS & set(load_guideline(self.label).sources) == self.documents
