"""The label of Neo-Cytamen, hydroxocobalamin 1000 micrograms/ml (United Kingdom)."""

from __future__ import annotations

from typing import Any

from cases import Case, answer, each_of, own_alerts, severities
from uk_labels import CASES as SHARED
from uk_labels import PREVENTED, TREATED, UkLabel, optic_cases

from b12regimen import Patient, select_regimen

ID = "uk-neo-cytamen-hydroxocobalamin"

CASES = {
    # another label of the drug names it; this one does not
    "prophylaxis after ileal resection": Case(
        PREVENTED | {"cause": "other-ileal-resection"}, "not-stated", ["prophylaxis-other-cause"]
    ),
    # at least 1000 mcg daily for 2 weeks, then twice weekly while improving; monthly
    **optic_cases(
        "at least 1 mg IM daily for 2 weeks, then at least 1 mg IM twice a week until no further improvement",
        "1 mg IM monthly",
    ),
}


class TestEveryUkLabel(UkLabel):
    label = ID
    documents = frozenset({"smpc-9746"})


test_case = each_of(ID, CASES, "hydroxocobalamin")


PREGNANT: dict[str, Any] = TREATED | {
    "pregnancy": "pregnant",
    "severity": {"neurological": False, "anaemia": "present"},
    "allergies": [],
}


def test_not_for_anaemia_of_pregnancy_unless_the_deficiency_is_demonstrated() -> None:
    found = select_regimen(Patient.from_dict(PREGNANT | {"deficiency": "unlikely"}), guideline=ID)
    assert found.blocked
    assert own_alerts(found) == ["anaemia-of-pregnancy", "deficiency-not-confirmed"]
    assert found.regimens, "what the label prints is still shown"
    demonstrated = select_regimen(Patient.from_dict(PREGNANT | {"deficiency": "confirmed"}), guideline=ID)
    assert not demonstrated.blocked


def test_potassium_and_platelets_are_watched() -> None:
    found = answer(ID, SHARED["with neurological involvement"])
    assert any("potassium" in note.text and "platelets" in note.text for note in found.notes)
    known = SHARED["with neurological involvement"].known | {"conditions": {"hypokalaemia": True}}
    low = select_regimen(Patient.from_dict(known), guideline=ID)
    assert severities(low)["hypokalaemia"] == "caution"


def test_milk() -> None:
    known = SHARED["with neurological involvement"].known | {"pregnancy": "breastfeeding"}
    found = select_regimen(Patient.from_dict(known), guideline=ID)
    assert severities(found)["breastfeeding"] == "information"
