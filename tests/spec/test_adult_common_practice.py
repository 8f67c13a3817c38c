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
    "the caller and the article disagree": Case(
        ADULT | {"cause": {"kind": "dietary-vegan", "reversible": False}, "severity": MODERATE},
        "ask",
        ["weekly-lasting-cause", "weekly-temporary-cause"],
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
    stated = {fact.fact: fact for fact in answer(ID, CASES["dietary, no nerves"]).facts}["reversible"]
    assert (stated.known, stated.origin) == (
        "yes",
        "what the source states for dietary-other (article, temporary causes)",
    )
    disputed = {fact.fact: fact for fact in answer(ID, CASES["the caller and the article disagree"]).facts}[
        "reversible"
    ]
    assert (disputed.known, disputed.origin) == (
        None,
        "not known: the patient's record and the source disagree on dietary-vegan",
    )
    silent = {fact.fact: fact for fact in answer(ID, CASES["a cause of which nobody says"]).facts}["reversible"]
    assert (silent.known, silent.origin) == (None, "not known")


def test_the_article_is_one_clinicians_account() -> None:
    found = answer(ID, CASES["nerves"])
    assert "not a guideline body" in found.guideline.publisher
    assert {citation.source.url for citation in found.citations} == {None}
    assert "(no address known)" in str(found)
