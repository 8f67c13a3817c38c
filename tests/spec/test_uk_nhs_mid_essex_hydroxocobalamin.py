"""The Mid-Essex guideline of 2019: what to start with where nerves are involved."""

from __future__ import annotations

from typing import Any

from cases import NERVES, NO_NERVES, Case, answer, each_of, own_alerts, severities

from b12regimen import Patient, load_guideline, select_regimen

ID = "uk-nhs-mid-essex-hydroxocobalamin"
ADULT: dict[str, Any] = {"age": 46, "purpose": "treatment", "cause": "pernicious-anaemia"}

CASES = {
    # 1 mg on alternate days until no symptomatic improvement; if advised, every 2-3 months for life
    "with neurological symptoms": Case(
        ADULT | NERVES,
        "inject",
        ["with-neurological-symptoms"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2-3 months for life",
    ),
    "without neurological symptoms": Case(ADULT | NO_NERVES, "not-stated", ["without-neurological-symptoms"]),
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "17 years": Case(ADULT | NERVES | {"age": 17}, "out-of-scope", ["child"]),
    "18 years": Case(
        ADULT | NERVES | {"age": 18},
        "inject",
        ["with-neurological-symptoms"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2-3 months for life",
    ),
    "unknown nerves ask": Case(ADULT, "ask", ["with-neurological-symptoms", "without-neurological-symptoms"]),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_a_specialist_goes_first() -> None:
    found = answer(ID, CASES["with neurological symptoms"])
    assert own_alerts(found) == ["neurological"]
    assert severities(found)["neurological"] == "warning"
    assert "maintenance only if advised" in str(found.alerts[0])
    assert any("if advised" in note.text for note in found.notes)


def test_the_alternate_days_have_no_maximum() -> None:
    (regimen,) = load_guideline(ID).rules["with-neurological-symptoms"].regimens
    assert regimen.dose_count("repletion").high is None


def test_an_allergy_to_a_cobalamin_blocks() -> None:
    assert select_regimen(Patient(age=46, allergies=["hydroxocobalamin"]), guideline=ID).blocked
