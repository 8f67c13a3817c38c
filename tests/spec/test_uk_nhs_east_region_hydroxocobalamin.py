"""The East Region Formulary (Scotland, 2023)."""

from __future__ import annotations

from typing import Any

from cases import NERVES, NO_NERVES, Case, answer, each_of

from b12regimen import Patient, load_guideline, select_regimen

ID = "uk-nhs-east-region-hydroxocobalamin"
ADULT: dict[str, Any] = {
    "age": 46,
    "optic_disease": "none",
    "purpose": "treatment",
    "cause": "pernicious-anaemia",
}

CASES = {
    # no neurological involvement: 1 mg 3 times a week for 2 weeks, then every 3 months
    "without neurological involvement": Case(
        ADULT | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        "1 mg IM 3 times a week for 2 weeks",
        "1 mg IM every 3 months",
    ),
    # 1 mg on alternate days until no further improvement, then every 2 months
    "with neurological involvement": Case(
        ADULT | NERVES,
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    # 1 mg daily for 2 weeks, then twice weekly until no further improvement, then every 1-3 months
    "tobacco amblyopia": Case(
        ADULT | NO_NERVES | {"optic_disease": "tobacco-amblyopia"},
        "inject",
        ["optic-disease"],
        "1 mg IM daily for 2 weeks, then 1 mg IM twice a week until no further improvement",
        "1 mg IM every 1-3 months",
    ),
    # every 3 months; the dose is not recorded
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "an inborn error": Case(ADULT | NERVES | {"cause": "mma-or-homocystinuria"}, "not-stated", ["metabolic-cause"]),
    "17 years": Case(ADULT | NERVES | {"age": 17}, "not-stated", ["child"]),
    "18 years": Case(
        ADULT | NO_NERVES | {"age": 18},
        "inject",
        ["without-neurological-involvement"],
        "1 mg IM 3 times a week for 2 weeks",
        "1 mg IM every 3 months",
    ),
    "unknown nerves ask": Case(ADULT, "ask", ["with-neurological-involvement", "without-neurological-involvement"]),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_published_counts() -> None:
    rules = load_guideline(ID).rules
    (loading,) = rules["without-neurological-involvement"].regimens
    assert str(loading.dose_count("repletion")) == "6"
    (optic,) = rules["optic-disease"].regimens
    assert (optic.dose_count("repletion").low, optic.dose_count("repletion").high) == (15, None)


def test_the_older_interval_is_said_to_be_older() -> None:
    found = answer(ID, CASES["without neurological involvement"])
    assert any("older interval" in note.text for note in found.notes)


def test_who_is_given_prophylaxis_is_said_without_a_regimen() -> None:
    said = [note.text for note in answer(ID, CASES["prophylaxis"]).notes]
    assert "after total gastrectomy and total ileal resection vitamin B12 is given as prophylaxis" in said


def test_folate_is_never_given_alone() -> None:
    found = select_regimen(Patient.from_dict({"conditions": {"folate_deficiency": True}}), guideline=ID)
    assert "never folic acid alone" in next(str(alert) for alert in found.alerts if alert.id == "folate-deficiency")


def test_an_allergy_to_a_cobalamin_blocks() -> None:
    assert select_regimen(Patient(age=46, allergies=["hydroxocobalamin"]), guideline=ID).blocked
