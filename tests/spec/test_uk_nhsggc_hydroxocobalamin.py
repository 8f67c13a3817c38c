"""NHS Greater Glasgow and Clyde, as its announcement of 2021 prints it."""

from __future__ import annotations

from typing import Any

from cases import NERVES, NO_NERVES, Case, answer, each_of

from b12regimen import Patient, load_guideline, select_regimen

ID = "uk-nhsggc-hydroxocobalamin"
ADULT: dict[str, Any] = {
    "age": 46,
    "optic_disease": "none",
    "purpose": "treatment",
    "cause": "pernicious-anaemia",
}

CASES = {
    # 1 mg 3 times a week for 2 weeks (6 doses), then every 2-3 months
    "without neurological involvement": Case(
        ADULT | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        "1 mg IM 3 times a week for 2 weeks",
        "1 mg IM every 2-3 months",
    ),
    # a low level from a medicine needs no treatment without anaemia and without neurological symptoms
    "metformin, neither anaemia nor nerves": Case(
        ADULT | {"cause": "metformin", "severity": {"neurological": False, "anaemia": "none"}},
        "no-treatment",
        ["medicine-without-anaemia"],
    ),
    "metformin with anaemia": Case(
        ADULT | {"cause": "metformin", "severity": {"neurological": False, "anaemia": "present"}},
        "inject",
        ["without-neurological-involvement"],
        "1 mg IM 3 times a week for 2 weeks",
        "1 mg IM every 2-3 months",
    ),
    "metformin, anaemia not known": Case(
        ADULT | NO_NERVES | {"cause": "metformin"},
        "ask",
        ["medicine-without-anaemia", "without-neurological-involvement"],
    ),
    "metformin with nerves involved": Case(
        ADULT | {"cause": "metformin", "severity": {"neurological": True, "anaemia": "none"}},
        "not-stated",
        ["with-neurological-involvement"],
    ),
    "nerves involved": Case(ADULT | NERVES, "not-stated", ["with-neurological-involvement"]),
    "Leber's disease": Case(ADULT | NO_NERVES | {"optic_disease": "leber"}, "not-stated", ["other-diseases"]),
    "an inborn error": Case(
        ADULT | NO_NERVES | {"cause": "transcobalamin-deficiency"}, "not-stated", ["other-diseases"]
    ),
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    # the line is for macrocytic anaemias, and nothing else was read
    "a vegan without anaemia": Case(
        ADULT | {"cause": "dietary-vegan", "severity": {"neurological": False, "anaemia": "none"}},
        "inject",
        ["without-neurological-involvement"],
        "1 mg IM 3 times a week for 2 weeks",
        "1 mg IM every 2-3 months",
    ),
    # nothing on children was read
    "17 years": Case(ADULT | NO_NERVES | {"age": 17}, "not-stated", ["child"]),
    "18 years": Case(
        ADULT | NO_NERVES | {"age": 18},
        "inject",
        ["without-neurological-involvement"],
        "1 mg IM 3 times a week for 2 weeks",
        "1 mg IM every 2-3 months",
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_published_count() -> None:
    (regimen,) = load_guideline(ID).rules["without-neurological-involvement"].regimens
    assert str(regimen.dose_count("repletion")) == "6"


def test_what_is_read_into_the_line_is_said() -> None:
    found = answer(ID, CASES["a vegan without anaemia"])
    assert any("without anaemia" in note.text and "read here as under it" in note.text for note in found.notes)


def test_that_others_treat_a_deficiency_from_a_medicine_is_said() -> None:
    (note,) = answer(ID, CASES["metformin, neither anaemia nor nerves"]).notes
    assert "own position" in note.text
    assert "mhra-metformin" in [citation.source.key for citation in note.citations]


def test_an_allergy_to_a_cobalamin_blocks() -> None:
    assert select_regimen(Patient(age=46, allergies=["hydroxocobalamin"]), guideline=ID).blocked
