"""NICE NG239, follow-up, as the Specialist Pharmacy Service restates it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from cases import Case, answer, each_of, own_alerts

from b12regimen import Patient, load_guideline, select_regimen

ID = "uk-nice-ng239-follow-up"


def review(
    treatment: str, response: str | None = None, *, addressed: bool | None = None, reversible: bool | None = None
) -> dict[str, Any]:
    return {
        "age": 46,
        "b12_treatment": treatment,
        "follow_up": {"response": response, "cause_addressed": addressed},
        "cause": {"kind": "other", "reversible": reversible},
    }


CASES = {
    # oral, improved: cause addressed, may stop; not addressed or not known, continue with further review
    "oral, improved, cause addressed": Case(
        review("oral", "improved", addressed=True, reversible=True), "follow-up", ["oral-improved-cause-addressed"]
    ),
    "oral, improved, cause not addressed": Case(
        review("oral", "improved", addressed=False, reversible=True), "follow-up", ["oral-improved"]
    ),
    "oral, improved, cause not addressed, whether it can resolve is not known": Case(
        review("oral", "improved", addressed=False), "follow-up", ["oral-improved"]
    ),
    "oral, improved, irreversible cause": Case(
        review("oral", "improved", reversible=False), "follow-up", ["oral-improved"]
    ),
    "oral, improved, cause addressed, whether it can resolve is not known": Case(
        review("oral", "improved", addressed=True), "ask", ["oral-improved", "oral-improved-cause-addressed"]
    ),
    # oral, not improved enough: raise or switch; new or worse: also other diagnoses
    "oral, not improved": Case(review("oral", "not-improved"), "follow-up", ["oral-not-improved"]),
    "oral, worse": Case(review("oral", "worse"), "follow-up", ["oral-worse"]),
    # injections, improved: continue; cause resolved: think about stopping or less often
    "injections, improved, irreversible cause": Case(
        review("injections", "improved", reversible=False), "follow-up", ["injections-improved"]
    ),
    "injections, improved, cause not addressed": Case(
        review("injections", "improved", addressed=False, reversible=True), "follow-up", ["injections-improved"]
    ),
    "injections, improved, cause not addressed, whether it can resolve is not known": Case(
        review("injections", "improved", addressed=False), "follow-up", ["injections-improved"]
    ),
    "injections, improved, cause resolved": Case(
        review("injections", "improved", addressed=True, reversible=True),
        "follow-up",
        ["injections-improved-cause-resolved"],
    ),
    "injections, improved, cause addressed, whether it can resolve is not known": Case(
        review("injections", "improved", addressed=True),
        "ask",
        ["injections-improved", "injections-improved-cause-resolved"],
    ),
    # injections, not improved, new or worse: more often if needed
    "injections, not improved": Case(review("injections", "not-improved"), "follow-up", ["injections-not-improved"]),
    "injections, worse": Case(review("injections", "worse"), "follow-up", ["injections-not-improved"]),
    # nothing is under way; over 16s
    "no treatment": Case(review("none"), "out-of-scope", ["no-treatment-under-way"]),
    "15 years": Case({"age": 15}, "out-of-scope", ["under-16"]),
    "16 years": Case(review("oral", "worse") | {"age": 16}, "follow-up", ["oral-worse"]),
}


test_case = each_of(ID, CASES)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("oral, improved, cause addressed", "may be stopped"),
        ("oral, improved, cause not addressed", "continue oral replacement, with a further review"),
        ("oral, not improved", "raise the oral dose, or switch to injections"),
        ("oral, worse", "also consider other diagnoses"),
        ("injections, improved, irreversible cause", "continue the injections, for life"),
        ("injections, improved, cause resolved", "think about stopping the injections, or giving them less often"),
        ("injections, worse", "more often if needed, in line with the manufacturer's product information"),
    ],
)
def test_what_to_do_next(name: str, said: str) -> None:
    found = answer(ID, CASES[name])
    assert said in str(found.advice)
    assert "sps-ng239" in [citation.source.key for citation in found.citations]
    assert any("3 months after starting" in note.text for note in found.notes)


def test_only_worse_symptoms_lead_to_other_diagnoses() -> None:
    assert "diagnoses" not in str(answer(ID, CASES["oral, not improved"]).advice)


def test_an_irreversible_cause_goes_before_one_that_was_addressed_and_the_order_is_said() -> None:
    known = review("oral", "improved", addressed=True, reversible=False)
    found = answer(ID, Case(known, "follow-up", ["oral-improved"]))
    assert any("also comes under oral-improved-cause-addressed" in note.text for note in found.notes)


def test_every_treatment_under_way_has_an_answer_and_none_has_a_regimen() -> None:
    for treatment, response, addressed, reversible in product(
        ("oral", "injections"), ("improved", "not-improved", "worse"), (True, False), (True, False)
    ):
        known = review(treatment, response, addressed=addressed, reversible=reversible)
        found = select_regimen(Patient.from_dict(known), guideline=ID)
        assert (found.action, found.regimens) == ("follow-up", ())


def test_no_text_of_a_rule_prints_a_number() -> None:
    for rule in load_guideline(ID).rules.values():
        if rule.action == "follow-up":
            assert not any(letter.isdigit() for letter in str(rule))


def test_an_allergy_to_a_cobalamin_blocks() -> None:
    assert select_regimen(Patient.from_dict({"age": 46, "allergies": ["cyanocobalamin"]}), guideline=ID).blocked


@pytest.mark.parametrize("treatment", ["oral", "injections"])
@pytest.mark.parametrize("pregnancy", ["pregnant", "breastfeeding"])
def test_the_first_review_is_earlier_in_pregnancy_and_breastfeeding(treatment: str, pregnancy: str) -> None:
    found = select_regimen(Patient.from_dict(review(treatment) | {"pregnancy": pregnancy}), guideline=ID)
    assert own_alerts(found) == ["review-in-pregnancy"]
    assert "the first review is 1 month after starting, not 3" in [alert.text for alert in found.alerts]
