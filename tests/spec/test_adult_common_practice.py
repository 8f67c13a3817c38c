"""One clinician's account of common practice in adults: it names no drug and no counts, and both stay open."""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, answer

ID = "adult-common-practice"
MODERATE: dict[str, Any] = {"neurological": False, "anaemia": "present", "critically_ill": False}
ADULT: dict[str, Any] = {"age": 70, "purpose": "treatment"}
WEEKLY = "1 mg IM or SC weekly"
FREQUENT = "1 mg IM or SC daily or on alternate days"
FOR_LIFE = "1 mg IM or SC monthly for life"
WHILE_IT_LASTS = "1 mg IM or SC monthly while the cause persists"


def case(cause: str, severity: dict[str, Any], rule: str, repletion: str, maintenance: str) -> Case:
    return Case(ADULT | {"cause": cause, "severity": severity}, "inject", [rule], repletion, maintenance)


CASES = {
    # weekly when the deficiency is moderate and nerves are not prominent; a temporary cause: shorter maintenance
    "dietary, no nerves": case("dietary-other", MODERATE, "weekly-temporary-cause", WEEKLY, WHILE_IT_LASTS),
    # a permanent cause: lifelong maintenance
    "pernicious anaemia, no nerves": case("pernicious-anaemia", MODERATE, "weekly-lasting-cause", WEEKLY, FOR_LIFE),
    # daily or near daily when symptoms are more concerning or there is neurological involvement
    "nerves": case("pernicious-anaemia", {"neurological": True}, "frequent-lasting-cause", FREQUENT, FOR_LIFE),
    "severe anaemia": case(
        "dietary-vegan", {"anaemia": "severe"}, "frequent-temporary-cause", FREQUENT, WHILE_IT_LASTS
    ),
    "critically ill": case(
        "dietary-vegan", MODERATE | {"critically_ill": True}, "frequent-temporary-cause", FREQUENT, WHILE_IT_LASTS
    ),
    "a cause of which the article says nothing, and the caller does": Case(
        ADULT | {"cause": {"kind": "coeliac-disease", "reversible": True}, "severity": MODERATE},
        "inject",
        ["weekly-temporary-cause"],
        WEEKLY,
        WHILE_IT_LASTS,
    ),
    "a cause of which nobody says": Case(
        ADULT | {"cause": "coeliac-disease", "severity": MODERATE},
        "ask",
        ["weekly-lasting-cause", "weekly-temporary-cause"],
    ),
    "the caller and the article disagree, and the caller knows the patient": Case(
        ADULT | {"cause": {"kind": "dietary-vegan", "reversible": False}, "severity": MODERATE},
        "inject",
        ["weekly-lasting-cause"],
        WEEKLY,
        FOR_LIFE,
    ),
    "one lasting cause makes the need last": Case(
        ADULT | {"cause": ["dietary-vegan", "pernicious-anaemia"], "severity": MODERATE},
        "inject",
        ["weekly-lasting-cause"],
        WEEKLY,
        FOR_LIFE,
    ),
    "severity not known": Case(
        ADULT | {"cause": "dietary-other", "severity": {"neurological": False}},
        "ask",
        ["weekly-temporary-cause", "frequent-temporary-cause"],
    ),
    "a child": Case({"age": "13 months"}, "out-of-scope", ["child"]),
    "18 years": Case({"age": 18, "purpose": "prophylaxis"}, "out-of-scope", ["prophylaxis"]),
    "prophylaxis": Case({"age": 70, "purpose": "prophylaxis"}, "out-of-scope", ["prophylaxis"]),
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    found = answer(ID, CASES[name])
    for regimen in found.regimens:
        assert regimen.drug is None, "the article names no drug"
        assert regimen.dose_count("repletion").high is None, "the article gives no counts"
        assert regimen.choices[0].key == "drug"


def test_where_reversibility_comes_from() -> None:
    def used(case: Case) -> tuple[str | None, str]:
        fact = next(fact for fact in answer(ID, case).facts if fact.fact == "reversible")
        return fact.known, fact.origin

    assert used(CASES["dietary, no nerves"]) == (
        "yes",
        "what the source states for dietary-other (article, temporary causes)",
    )
    assert used(CASES["the caller and the article disagree, and the caller knows the patient"]) == (
        "no",
        "the patient's record of dietary-vegan, where the source states the opposite (article, temporary causes)",
    )
    assert used(CASES["a cause of which the article says nothing, and the caller does"]) == (
        "yes",
        "the patient's record of coeliac-disease",
    )
    assert used(CASES["a cause of which nobody says"]) == (None, "not known")
    mixed = Case(
        ADULT | {"cause": ["coeliac-disease", "pernicious-anaemia"], "severity": MODERATE},
        "inject",
        ["weekly-lasting-cause"],
        WEEKLY,
        FOR_LIFE,
    )
    assert used(mixed) == ("no", "what the source states for pernicious-anaemia (article, permanent causes)")


def test_the_article_is_one_clinicians_account() -> None:
    found = answer(ID, CASES["nerves"])
    assert "not a guideline body" in found.guideline.publisher
    assert {citation.source.url for citation in found.citations} == {None}
    assert "no address known" in str(found)
