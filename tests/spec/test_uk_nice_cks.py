"""NICE CKS on B12 deficiency, as documents that restate it print it."""

from __future__ import annotations

from typing import Any

from cases import NERVES, Case, answer, each_of, own_alerts, severities

from b12regimen import Patient, load_guideline, select_regimen

ID = "uk-nice-cks"
ADULT: dict[str, Any] = {"age": 46, "purpose": "treatment", "severity": {"neurological": False}}

CASES = {
    # non-dietary, after loading: 1 mg every 2-3 months for life
    "pernicious anaemia": Case(
        ADULT | {"cause": "pernicious-anaemia"},
        "inject",
        ["not-dietary"],
        "not stated",
        "1 mg IM every 2-3 months for life",
    ),
    # oral cyanocobalamin 50-150 micrograms a day between meals, or 1 mg twice a year; vegan: may be lifelong
    "a vegan": Case(
        ADULT | {"cause": "dietary-vegan"}, "either", ["dietary-vegan"], "not stated", "1 mg IM twice a year"
    ),
    # other dietary: may stop when levels are corrected and the diet has improved
    "another diet": Case(
        ADULT | {"cause": "dietary-other"},
        "either",
        ["dietary-other"],
        "not stated",
        "1 mg IM twice a year until B12 level normal and diet improved",
    ),
    # urgent specialist advice; the dose to start with was not read
    "nerves involved": Case(
        ADULT | NERVES | {"cause": "pernicious-anaemia"}, "not-stated", ["with-neurological-involvement"]
    ),
    "nerves involved in a vegan": Case(
        ADULT | NERVES | {"cause": "dietary-vegan"}, "not-stated", ["with-neurological-involvement"]
    ),
    "an inborn error": Case(ADULT | {"cause": "transcobalamin-deficiency"}, "not-stated", ["metabolic-cause"]),
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "17 years": Case(ADULT | {"age": 17, "cause": "dietary-vegan"}, "not-stated", ["child"]),
    "18 years": Case(
        ADULT | {"age": 18, "cause": "pernicious-anaemia"},
        "inject",
        ["not-dietary"],
        "not stated",
        "1 mg IM every 2-3 months for life",
    ),
    "two diets ask": Case(
        ADULT | {"cause": ["dietary-vegan", "dietary-other"]}, "ask", ["dietary-vegan", "dietary-other"]
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_oral_choice_of_a_dietary_deficiency() -> None:
    for name in ("a vegan", "another diet"):
        assert "50-150 micrograms a day between meals" in str(answer(ID, CASES[name]).advice)
    assert any("lifelong" in note.text for note in answer(ID, CASES["a vegan"]).notes)


def test_twice_a_year_is_open_ended() -> None:
    for rule in ("dietary-vegan", "dietary-other", "not-dietary"):
        (regimen,) = load_guideline(ID).rules[rule].regimens
        assert regimen.dose_count("maintenance").high is None


def test_a_haematologist_is_asked_urgently() -> None:
    nerves = answer(ID, CASES["nerves involved"])
    assert own_alerts(nerves) == ["neurological"]
    assert severities(nerves)["neurological"] == "warning"
    assert "if it is not immediately available, start treatment" in str(nerves.alerts[0])
    assert [citation.source.key for citation in nerves.alerts[0].citations] == ["pas-cks", "mid-essex"]
    pregnant = select_regimen(Patient.from_dict(ADULT | {"pregnancy": "pregnant"}), guideline=ID)
    assert own_alerts(pregnant) == ["deficiency-in-pregnancy"]


def test_that_nerves_go_first_is_said_to_be_ours() -> None:
    said = [note.text for note in answer(ID, CASES["nerves involved in a vegan"]).notes]
    assert any("also comes under dietary-vegan" in text and "not the source's" in text for text in said)


def test_an_allergy_to_a_cobalamin_blocks() -> None:
    assert select_regimen(Patient(age=46, allergies=["hydroxocobalamin"]), guideline=ID).blocked
