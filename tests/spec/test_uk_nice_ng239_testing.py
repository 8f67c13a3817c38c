"""NICE NG239, whom to test and which test; by the texts that restate it."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, answer, each_of

from b12regimen import LabResult, Patient, load_guideline, select_regimen

ID = "uk-nice-ng239-testing"
SUSPECTED = {"symptoms": True, "risk_factor": True, "tested": False}
TESTED = {"symptoms": True, "risk_factor": True, "tested": True}
ADULT: dict[str, Any] = {"age": 46, "pregnancy": "not-pregnant", "nitrous_oxide": False}
AFTER = {"nitrous_oxide": True}


def suspected(**known: Any) -> dict[str, Any]:
    return ADULT | {"suspicion": SUSPECTED | known}


def resulted(deficiency: str | None, **known: Any) -> dict[str, Any]:
    return ADULT | {"suspicion": TESTED | known, "deficiency": deficiency}


CASES = {
    # at least one common symptom or sign and at least one common risk factor
    "suspected": Case(suspected(), "test", ["first-test"]),
    "suspected while breastfeeding": Case(suspected() | {"pregnancy": "breastfeeding"}, "test", ["first-test"]),
    "suspected in pregnancy": Case(suspected() | {"pregnancy": "pregnant"}, "test", ["first-test-in-pregnancy"]),
    "suspected after nitrous oxide": Case(suspected() | AFTER, "test", ["first-test-after-nitrous-oxide"]),
    "suspected after nitrous oxide, breastfeeding": Case(
        suspected() | AFTER | {"pregnancy": "breastfeeding"}, "test", ["first-test-after-nitrous-oxide"]
    ),
    "suspected in pregnancy after nitrous oxide": Case(
        suspected() | AFTER | {"pregnancy": "pregnant"}, "test", ["first-test-in-pregnancy-after-nitrous-oxide"]
    ),
    # a symptom and no risk factor: clinical judgement
    "no risk factor": Case(suspected(risk_factor=False), "not-stated", ["no-risk-factor"]),
    "no risk factor, in pregnancy": Case(
        suspected(risk_factor=False) | {"pregnancy": "pregnant"}, "not-stated", ["no-risk-factor"]
    ),
    # not read
    "no symptom": Case(suspected(symptoms=False), "not-stated", ["no-symptom"]),
    "neither": Case(suspected(symptoms=False, risk_factor=False), "not-stated", ["no-symptom"]),
    # MMA: symptoms or signs and an indeterminate initial result
    "indeterminate": Case(resulted("indeterminate"), "test", ["indeterminate"]),
    "indeterminate, no risk factor": Case(resulted("indeterminate", risk_factor=False), "test", ["indeterminate"]),
    "indeterminate, no symptom": Case(
        resulted("indeterminate", symptoms=False), "not-stated", ["indeterminate-without-symptom"]
    ),
    "confirmed": Case(resulted("confirmed"), "not-stated", ["confirmed"]),
    "confirmed, no symptom": Case(resulted("confirmed", symptoms=False), "not-stated", ["confirmed"]),
    "unlikely": Case(resulted("unlikely"), "not-stated", ["unlikely"]),
    "unlikely, no symptom": Case(resulted("unlikely", symptoms=False), "not-stated", ["unlikely"]),
    # over 16s
    "15 years": Case({"age": 15}, "out-of-scope", ["under-16"]),
    "16 years": Case(suspected() | {"age": 16}, "test", ["first-test"]),
    "16 years, confirmed": Case(resulted("confirmed") | {"age": 16}, "not-stated", ["confirmed"]),
    # what is missing is asked for
    "a risk factor not looked for": Case(
        ADULT | {"suspicion": {"symptoms": True, "tested": False}}, "ask", ["first-test", "no-risk-factor"]
    ),
    "tested, the result not known": Case(resulted(None), "ask", ["indeterminate", "confirmed", "unlikely"]),
}


test_case = each_of(ID, CASES)


@pytest.mark.parametrize(
    ("name", "named", "not_named"),
    [
        ("suspected", ["total B12", "active B12"], ["MMA", "homocysteine"]),
        ("suspected in pregnancy", ["active B12"], ["total B12", "MMA"]),
        ("suspected after nitrous oxide", ["homocysteine", "MMA", "secondary care"], ["total B12", "active B12"]),
        (
            "suspected in pregnancy after nitrous oxide",
            ["active B12", "homocysteine", "MMA", "secondary care", "was not read"],
            ["total B12"],
        ),
        ("indeterminate", ["consider MMA"], ["total B12"]),
    ],
)
def test_which_test(name: str, named: list[str], not_named: list[str]) -> None:
    advice = str(answer(ID, CASES[name]).advice)
    assert all(word in advice for word in named)
    assert not any(word in advice for word in not_named)


def test_that_a_test_is_offered_was_read_in_the_official_summary_and_which_one_in_others() -> None:
    read = {citation.source.key: citation.source.evidence for citation in answer(ID, CASES["suspected"]).citations}
    assert read == {"bmj-q1019": "primary", "radar-brisdoc": "secondary"}


def test_what_is_not_printed_is_told_from_what_was_not_read() -> None:
    assert answer(ID, CASES["no risk factor"]).because == "not-printed"
    for name in ("no symptom", "indeterminate, no symptom", "unlikely", "confirmed"):
        assert answer(ID, CASES[name]).because == "not-read"


def test_a_confirmed_deficiency_leads_to_the_part_on_treatment() -> None:
    found = answer(ID, CASES["confirmed"])
    assert found.see is not None
    assert load_guideline(found.see).about == "treatment"


@pytest.mark.parametrize(
    "said",
    [
        "before the first dose",
        "normal haemoglobin or MCV",
        "Black ethnicity",
        "combined hormonal contraception",
        "over the counter",
        "metformin",
    ],
)
def test_what_belongs_to_every_test(said: str) -> None:
    for name in ("suspected", "indeterminate"):
        assert [note for note in answer(ID, CASES[name]).notes if said in note.text]


def test_a_result_is_a_test_that_was_done() -> None:
    known = {key: value for key, value in SUSPECTED.items() if key != "tested"}
    patient = Patient.from_dict(ADULT | {"suspicion": known, "labs": [LabResult("total-b12", "200 ng/L")]})
    found = select_regimen(patient, guideline=ID)
    assert [rule.id for rule in found.rules] == ["indeterminate"]
    assert {fact.fact: fact.origin for fact in found.facts}["tested"] == "the laboratory results"


@pytest.mark.parametrize("spoilt", [{"pregnancy": "pregnant"}, AFTER])
def test_total_b12_in_pregnancy_and_a_high_one_after_nitrous_oxide_are_no_test_that_was_done(
    spoilt: dict[str, Any],
) -> None:
    patient = Patient.from_dict(suspected() | spoilt | {"labs": [LabResult("total-b12", "900 ng/L")]})
    assert select_regimen(patient, guideline=ID).action == "test"
