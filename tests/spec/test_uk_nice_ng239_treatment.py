"""NICE NG239, management by cause: which treatment, and that no dose of an injection is printed."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, answer, own_alerts

from b12regimen import Patient, load_guideline, select_regimen

ID = "uk-nice-ng239-treatment"
ADULT: dict[str, Any] = {"age": 46, "purpose": "treatment"}

CASES = {
    # irreversible cause: injections for life; no dose, count or interval
    "pernicious anaemia": Case(ADULT | {"cause": "pernicious-anaemia"}, "not-stated", ["lasting-malabsorption"]),
    "autoimmune gastritis": Case(ADULT | {"cause": "autoimmune-gastritis"}, "not-stated", ["lasting-malabsorption"]),
    "total gastrectomy": Case(ADULT | {"cause": "total-gastrectomy"}, "not-stated", ["lasting-malabsorption"]),
    "complete resection of the terminal ileum": Case(
        ADULT | {"cause": "complete-terminal-ileal-resection"}, "not-stated", ["lasting-malabsorption"]
    ),
    # known or suspected malabsorption: if oral, at least 1 mg a day
    "coeliac disease, oral replacement would do": Case(
        ADULT | {"cause": "coeliac-disease", "oral_suitable": True}, "either", ["other-malabsorption"]
    ),
    "bariatric surgery, oral replacement would do": Case(
        ADULT | {"cause": "bariatric-surgery", "oral_suitable": True}, "either", ["other-malabsorption"]
    ),
    "coeliac disease, oral replacement would not do": Case(
        ADULT | {"cause": "coeliac-disease", "oral_suitable": False},
        "not-stated",
        ["other-malabsorption-oral-unsuitable"],
    ),
    "coeliac disease, oral replacement not judged": Case(
        ADULT | {"cause": "coeliac-disease"}, "ask", ["other-malabsorption", "other-malabsorption-oral-unsuitable"]
    ),
    # only the draft was read
    "a vegan": Case(ADULT | {"cause": "dietary-vegan"}, "not-stated", ["read-in-draft"]),
    "nitrous oxide": Case(ADULT | {"cause": "nitrous-oxide"}, "not-stated", ["read-in-draft"]),
    # nothing was read
    "metformin": Case(ADULT | {"cause": "metformin"}, "not-stated", ["other-causes"]),
    "a cause not found": Case(ADULT | {"cause": "unexplained"}, "not-stated", ["other-causes"]),
    # over 16s
    "15 years": Case({"age": 15}, "out-of-scope", ["under-16"]),
    "16 years": Case(ADULT | {"age": 16, "cause": "pernicious-anaemia"}, "not-stated", ["lasting-malabsorption"]),
    "prophylaxis": Case({"age": 46, "purpose": "prophylaxis"}, "out-of-scope", ["prophylaxis"]),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    found = answer(ID, CASES[name])
    assert not found.regimens


def test_no_rule_has_a_regimen() -> None:
    guideline = load_guideline(ID)
    assert guideline.drug is None
    assert guideline.thresholds_id == "uk-nice-ng239"
    assert not any(rule.regimens for rule in guideline.rules.values())


def test_that_no_dose_is_printed_was_not_verified() -> None:
    for case in CASES.values():
        found = answer(ID, case)
        assert found.because == ("not-read" if found.action == "not-stated" else None)
        assert found.see is None


@pytest.mark.parametrize("name", ["pernicious anaemia", "coeliac disease, oral replacement would not do"])
def test_follow_up_reaches_answers_without_a_regimen(name: str) -> None:
    cited = {note.text: [citation.source.key for citation in note.citations] for note in answer(ID, CASES[name]).notes}
    (review,) = (text for text in cited if "first review 3 months after starting" in text)
    (more_often,) = (text for text in cited if "more often if needed" in text)
    assert "nasgp" in cited[review]
    assert "sps-ng239" in cited[more_often]


def test_the_oral_dose_of_malabsorption() -> None:
    found = answer(ID, CASES["coeliac disease, oral replacement would do"])
    assert "at least 1 mg a day" in str(found.advice)
    assert any("first review 3 months after starting" in note.text for note in found.notes)


def test_alerts() -> None:
    known = ADULT | {
        "cause": "pernicious-anaemia",
        "severity": {"neurological": True},
        "pregnancy": "breastfeeding",
        "deficiency": "indeterminate",
    }
    found = select_regimen(Patient.from_dict(known), guideline=ID)
    assert own_alerts(found) == ["neurological", "review-in-pregnancy", "deficiency-indeterminate"]
    unlikely = select_regimen(Patient.from_dict(ADULT | {"deficiency": "unlikely"}), guideline=ID)
    assert own_alerts(unlikely) == ["deficiency-unlikely"]


def test_an_allergy_to_a_cobalamin_blocks() -> None:
    assert select_regimen(Patient(age=46, allergies=["hydroxocobalamin"]), guideline=ID).blocked
