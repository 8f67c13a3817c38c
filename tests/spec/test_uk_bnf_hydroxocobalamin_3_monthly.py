"""An earlier edition of the British National Formulary, as copies that still print it have it."""

from __future__ import annotations

from typing import Any

from cases import NERVES, NO_NERVES, Case, answer, each_of

from b12regimen import diff_guidelines, load_guideline

ID = "uk-bnf-hydroxocobalamin-3-monthly"
TREATED: dict[str, Any] = {
    "age": 46,
    "cause": "pernicious-anaemia",
    "optic_disease": "none",
    "purpose": "treatment",
}

CASES = {
    # 1 mg 3 times a week for 2 weeks, then every 3 months
    "without neurological involvement": Case(
        TREATED | NO_NERVES,
        "inject",
        ["without-neurological-involvement"],
        "1 mg IM 3 times a week for 2 weeks",
        "1 mg IM every 3 months",
    ),
    # the copies print the same for nerves as the later edition
    "with neurological involvement": Case(
        TREATED | NERVES,
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    "a child": Case(TREATED | {"age": 12}, "out-of-scope", ["child"]),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_what_copies_print_is_cited_from_copies() -> None:
    nerves = answer(ID, CASES["with neurological involvement"])
    assert {citation.source.key for citation in nerves.citations} == {"ni-formulary-older", "east-region", "ne-devon"}


def test_it_is_history() -> None:
    old = load_guideline(ID)
    assert old.superseded_by == "uk-bnf-hydroxocobalamin"
    assert old.valid_from is None  # the sources do not show the year of the change


def test_the_change_is_the_interval_of_maintenance_without_nerves() -> None:
    (change,) = (one for one in diff_guidelines(ID, "uk-bnf-hydroxocobalamin") if one.kind == "answer")
    assert "maintenance: 1 mg IM every 3 months" in str(change)
    assert "maintenance: 1 mg IM every 2-3 months" in str(change)
