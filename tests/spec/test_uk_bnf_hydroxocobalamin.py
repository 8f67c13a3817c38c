"""The British National Formulary's adult dose lines for hydroxocobalamin, as documents that restate them print them."""

from __future__ import annotations

from typing import Any

import attrs
from cases import NERVES, NO_NERVES, Case, answer, each_of, own_alerts, severities

from b12regimen import load_guideline

ID = "uk-bnf-hydroxocobalamin"
ADULT: dict[str, Any] = {"age": 46, "cause": "pernicious-anaemia", "optic_disease": "none"}
TREATED: dict[str, Any] = ADULT | {"purpose": "treatment"}

CASES = {
    # 1 mg 3 times a week for 2 weeks (6 doses), then 1 mg every 2-3 months
    "without neurological involvement": Case(
        TREATED | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        "1 mg IM 3 times a week for 2 weeks",
        "1 mg IM every 2-3 months",
    ),
    # 1 mg on alternate days until no further improvement, then 1 mg every 2 months
    "with neurological involvement": Case(
        TREATED | NERVES,
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    "an optic neuropathy of the deficiency is neurological involvement": Case(
        TREATED | {"optic_disease": "deficiency-optic-neuropathy"},
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    # 1 mg every 2-3 months
    "prophylaxis": Case(
        ADULT | {"purpose": "prophylaxis"},
        "inject",
        ["prophylaxis"],
        "none",
        "1 mg IM every 2-3 months",
    ),
    # 1 mg daily for 2 weeks, then 1 mg twice weekly until no further improvement, then 1 mg every 1-3 months
    "tobacco amblyopia": Case(
        TREATED | NO_NERVES | {"optic_disease": "tobacco-amblyopia"},
        "inject",
        ["optic-disease"],
        "1 mg IM daily for 2 weeks, then 1 mg IM twice a week until no further improvement",
        "1 mg IM every 1-3 months",
    ),
    "Leber's disease, whatever else is known": Case(
        ADULT | {"optic_disease": "leber"},
        "inject",
        ["optic-disease"],
        "1 mg IM daily for 2 weeks, then 1 mg IM twice a week until no further improvement",
        "1 mg IM every 1-3 months",
    ),
    "Leber's disease with neurological signs": Case(
        TREATED | NERVES | {"optic_disease": "leber"},
        "inject",
        ["optic-disease"],
        "1 mg IM daily for 2 weeks, then 1 mg IM twice a week until no further improvement",
        "1 mg IM every 1-3 months",
    ),
    "transcobalamin deficiency": Case(
        TREATED | NERVES | {"cause": "transcobalamin-deficiency"}, "out-of-scope", ["metabolic-cause"]
    ),
    "a child, of whom nothing else is known": Case({"age": "13 months"}, "out-of-scope", ["child"]),
    "17 years": Case(TREATED | NERVES | {"age": 17}, "out-of-scope", ["child"]),
    "18 years": Case(
        TREATED | NERVES | {"age": 18},
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    "an unknown age asks": Case(
        {key: value for key, value in (TREATED | NERVES).items() if key != "age"},
        "ask",
        ["child", "with-neurological-involvement"],
    ),
    "two causes of one group are one": Case(
        TREATED | NERVES | {"cause": ["coeliac-disease", "dietary-vegan"]},
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    "two causes of two groups ask": Case(
        TREATED | NERVES | {"cause": ["transcobalamin-deficiency", "dietary-vegan"]},
        "ask",
        ["metabolic-cause", "with-neurological-involvement"],
    ),
    "prophylaxis with nerves involved is a contradiction": Case(
        ADULT | NERVES | {"purpose": "prophylaxis"}, "out-of-scope", []
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_treatment_of_an_unlikely_deficiency_is_warned_of() -> None:
    case = CASES["with neurological involvement"]
    doubted = answer(ID, attrs.evolve(case, known=case.known | {"deficiency": "unlikely"}))
    assert own_alerts(doubted) == ["deficiency-unlikely"]
    assert severities(doubted)["deficiency-unlikely"] == "warning"
    assert not doubted.blocked
    unknown = answer(ID, case)
    assert "deficiency-unlikely" in [alert.id for alert in unknown.alerts_not_checked]


def test_a_contradiction_says_what_contradicts() -> None:
    found = answer(ID, CASES["prophylaxis with nerves involved is a contradiction"])
    assert len(found.why) == 1
    assert found.why[0].startswith("prophylaxis is for a deficiency that has not shown itself")
    assert "ANSWER\n  none: facts contradict each other" in str(found)


def test_what_other_facts_rule_out_is_said() -> None:
    """Nerves involved leave only treatment; the record does not say so, and the answer does."""
    known = ADULT | NERVES
    found = answer(
        ID,
        Case(
            known,
            "inject",
            ["with-neurological-involvement"],
            "1 mg IM on alternate days until no further improvement",
            "1 mg IM every 2 months",
        ),
    )
    purpose = next(fact for fact in found.facts if fact.fact == "purpose")
    assert (purpose.known, purpose.read_as) == (None, ("treatment",))
    assert purpose.origin.startswith("not known, and of what is possible only treatment is left: prophylaxis is for")


def test_precedence_is_said_to_be_ours() -> None:
    found = answer(ID, CASES["Leber's disease with neurological signs"])
    note = "as printed, this patient also comes under with-neurological-involvement"
    assert any(note in said.text and "not the source's" in said.text for said in found.notes)
    plain = answer(ID, CASES["with neurological involvement"])
    assert not any("also comes under" in said.text for said in plain.notes)
    nothing_else_known = answer(ID, CASES["Leber's disease, whatever else is known"])
    assert not any("also comes under" in said.text for said in nothing_else_known.notes)


def test_nothing_in_this_file_was_read_in_the_formulary_itself() -> None:
    dosing = {rule.id: rule for rule in load_guideline(ID).rules.values() if rule.regimens}
    assert len(dosing) == 4
    for rule in dosing.values():
        assert {citation.source.evidence for citation in rule.citations} == {"secondary"}


def test_the_published_counts() -> None:
    rules = load_guideline(ID).rules
    (loading,) = rules["without-neurological-involvement"].regimens
    assert str(loading.dose_count("repletion")) == "6"
    (open_ended,) = rules["with-neurological-involvement"].regimens
    assert open_ended.dose_count("repletion").high is None, "the source prints no maximum"
