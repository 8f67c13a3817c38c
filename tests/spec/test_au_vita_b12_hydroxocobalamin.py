"""The Australian product information of Vita-B12 (hydroxocobalamin), as the copy that was read prints it."""

from __future__ import annotations

from typing import Any

import pytest
from cases import NERVES, NO_NERVES, Case, answer, each_of, own_alerts

from b12regimen import Patient, Phase, load_guideline, select_regimen
from b12regimen.regimens.dose_days import dose_count

ID = "au-vita-b12-hydroxocobalamin"
# Adults and children have one schedule, so that no age is asked for.
KNOWN: dict[str, Any] = {"cause": "pernicious-anaemia", "optic_disease": "none"}
TREATED: dict[str, Any] = KNOWN | {"purpose": "treatment"}
# 250-1000 micrograms on alternate days for 1-2 weeks, then 250 micrograms weekly until the blood count is normal
LOADING = "250-1000 mcg IM on alternate days for 1-2 weeks, then 250 mcg IM weekly until blood count normal"

CASES = {
    # the loading above, then 1000 micrograms every 2-3 months
    "without neurological involvement": Case(
        TREATED | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        LOADING,
        "1 mg IM every 2-3 months",
    ),
    # 1000 micrograms on alternate days for 1-2 weeks (bounded), then 1000 micrograms every 2 months
    "with neurological involvement": Case(
        TREATED | NERVES,
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days for 1-2 weeks",
        "1 mg IM every 2 months",
    ),
    "an optic neuropathy of the deficiency is neurological involvement": Case(
        TREATED | {"optic_disease": "deficiency-optic-neuropathy"},
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days for 1-2 weeks",
        "1 mg IM every 2 months",
    ),
    # prophylaxis (gastrectomy, some malabsorption, nutritional): every 2-3 months
    "prophylaxis": Case(
        {"cause": "total-gastrectomy", "optic_disease": "none", "purpose": "prophylaxis"},
        "not-stated",
        ["prophylaxis"],
    ),
    # 1000 micrograms daily for 2 weeks, then twice weekly for 4 weeks, then monthly
    "tobacco amblyopia": Case(
        TREATED | NO_NERVES | {"optic_disease": "tobacco-amblyopia"},
        "inject",
        ["optic-disease"],
        "1 mg IM daily for 2 weeks, then 1 mg IM twice a week for 4 weeks",
        "1 mg IM monthly",
    ),
    "Leber's disease with neurological signs": Case(
        TREATED | NERVES | {"optic_disease": "leber"},
        "inject",
        ["optic-disease"],
        "1 mg IM daily for 2 weeks, then 1 mg IM twice a week for 4 weeks",
        "1 mg IM monthly",
    ),
    "a child has the adults' schedule": Case(
        TREATED | NO_NERVES | {"age": "13 months"},
        "inject",
        ["without-neurological-involvement"],
        LOADING,
        "1 mg IM every 2-3 months",
    ),
    "transcobalamin deficiency": Case(
        TREATED | NERVES | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]
    ),
    "whether nerves are involved is asked": Case(
        TREATED, "ask", ["with-neurological-involvement", "without-neurological-involvement"]
    ),
    "prophylaxis with nerves involved is a contradiction": Case(
        KNOWN | NERVES | {"purpose": "prophylaxis"}, "out-of-scope", []
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_precedence_is_said_to_be_ours() -> None:
    found = answer(ID, CASES["Leber's disease with neurological signs"])
    note = "as printed, this patient also comes under with-neurological-involvement"
    assert any(note in said.text and "not the source's" in said.text for said in found.notes)


def test_the_published_counts() -> None:
    """Alternate days for 1-2 weeks are 4-7 doses, daily for 2 weeks 14, twice a week for 4 weeks 8."""
    rules = load_guideline(ID).rules
    (without_nerves,) = rules["without-neurological-involvement"].regimens
    first, second = without_nerves.repletion.steps
    assert str(dose_count(Phase((first,)))) == "4-7"
    assert dose_count(Phase((second,))).high is None, "until the blood count is normal"
    (nerves,) = rules["with-neurological-involvement"].regimens
    assert str(nerves.dose_count("repletion")) == "4-7"
    (optic,) = rules["optic-disease"].regimens
    assert [str(dose_count(Phase((step,)))) for step in optic.repletion.steps] == ["14", "8"]
    assert str(optic.dose_count("repletion")) == "22"


@pytest.mark.parametrize("allergy", ["hydroxocobalamin", "cobalt"])
def test_allergy_to_the_drug_and_to_cobalt_is_a_contraindication(allergy: str) -> None:
    known = CASES["with neurological involvement"].known
    found = select_regimen(Patient.from_dict(known | {"allergies": [allergy]}), guideline=ID)
    assert found.blocked
    assert found.regimens


def test_leaflets_of_other_products_do_not_block_a_deficiency_that_is_demonstrated() -> None:
    known = TREATED | {"pregnancy": "pregnant", "severity": {"neurological": False, "anaemia": "present"}}
    confirmed = select_regimen(Patient.from_dict(known | {"deficiency": "confirmed"}), guideline=ID)
    assert own_alerts(confirmed) == ["anaemia-of-pregnancy-leaflets"]
    assert not confirmed.blocked
    assert select_regimen(Patient.from_dict(known | {"deficiency": "indeterminate"}), guideline=ID).blocked
    unknown = select_regimen(Patient.from_dict(known), guideline=ID)
    assert "anaemia-of-pregnancy" in [alert.id for alert in unknown.alerts_not_checked]
    not_anaemic = known | {"severity": {"neurological": False, "anaemia": "none"}}
    assert own_alerts(select_regimen(Patient.from_dict(not_anaemic), guideline=ID)) == []
