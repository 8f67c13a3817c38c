"""A surgery's leaflet for patients who give themselves their injections."""

from __future__ import annotations

from typing import Any

from cases import Case, answer, each_of

from b12regimen import Patient, load_guideline, select_regimen

ID = "uk-southmead-surgery-hydroxocobalamin"
ADULT: dict[str, Any] = {"age": 46, "b12_treatment": "injections"}

CASES = {
    # usually 6 over 2 weeks in the surgery, then every 12 weeks at home
    "established": Case(
        ADULT,
        "inject",
        ["established"],
        "1 mg IM typically for 6 doses over 2 weeks",
        "1 mg IM every 12 weeks",
    ),
    "not established": Case(ADULT | {"b12_treatment": "oral"}, "out-of-scope", ["not-established"]),
    "17 years": Case(ADULT | {"age": 17}, "out-of-scope", ["child"]),
    "18 years": Case(
        ADULT | {"age": 18},
        "inject",
        ["established"],
        "1 mg IM typically for 6 doses over 2 weeks",
        "1 mg IM every 12 weeks",
    ),
    "what is given now is asked": Case({"age": 46}, "ask", ["not-established", "established"]),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_published_count() -> None:
    (regimen,) = load_guideline(ID).rules["established"].regimens
    assert str(regimen.dose_count("repletion")) == "6"


def test_the_initial_injections_lie_behind_an_established_patient() -> None:
    assert any("have been given already" in note.text for note in answer(ID, CASES["established"]).notes)


def test_an_allergy_to_a_cobalamin_blocks() -> None:
    assert select_regimen(Patient(age=46, allergies=["hydroxocobalamin"]), guideline=ID).blocked
