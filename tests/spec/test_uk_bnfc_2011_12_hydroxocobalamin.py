"""BNF for Children 2011-2012: the dose lines for hydroxocobalamin that were read."""

from __future__ import annotations

from typing import Any

from cases import NERVES, NO_NERVES, Case, answer, each_of, own_alerts

from b12regimen import Patient, load_guideline, select_regimen

ID = "uk-bnfc-2011-12-hydroxocobalamin"
CHILD: dict[str, Any] = {"age": 9, "cause": "coeliac-disease", "optic_disease": "none", "purpose": "treatment"}
LEBER = "1 mg IM daily for 2 weeks, then 1 mg IM twice a week until no further improvement"

CASES = {
    # with neurological involvement: 1 mg on alternate days until no further improvement, then every 2 months
    "with neurological involvement": Case(
        CHILD | NERVES,
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    # that line is on a page that is cut off
    "without neurological involvement": Case(CHILD | NO_NERVES, "not-stated", ["without-neurological-involvement"]),
    # prophylaxis: 1 mg every 2-3 months
    "prophylaxis": Case(
        CHILD | {"purpose": "prophylaxis"}, "inject", ["prophylaxis"], "none", "1 mg IM every 2-3 months"
    ),
    # Leber's: 1 mg daily for 2 weeks, then twice weekly until no further improvement, then every 1-3 months
    "Leber's disease": Case(CHILD | {"optic_disease": "leber"}, "inject", ["leber"], LEBER, "1 mg IM every 1-3 months"),
    "Leber's disease with neurological signs": Case(
        CHILD | NERVES | {"optic_disease": "leber"}, "inject", ["leber"], LEBER, "1 mg IM every 1-3 months"
    ),
    "tobacco amblyopia": Case(CHILD | {"optic_disease": "tobacco-amblyopia"}, "not-stated", ["tobacco-amblyopia"]),
    # transcobalamin II deficiency, neonate and child: 1 mg 3 times a week; after 1 year 1 mg weekly or as appropriate
    "transcobalamin deficiency, child": Case(
        {"age": "13 months", "cause": "transcobalamin-deficiency"},
        "inject",
        ["transcobalamin-deficiency"],
        "1 mg IM 3 times a week for 1 year",
        "1 mg IM weekly or as required",
    ),
    "transcobalamin deficiency, neonate": Case(
        {"age": "10 days", "cause": "transcobalamin-deficiency"},
        "inject",
        ["transcobalamin-deficiency"],
        "1 mg IM 3 times a week for 1 year",
        "1 mg IM weekly or as required",
    ),
    # methylmalonic acidaemia and homocystinuria: 1 mg daily for 5-7 days, then up to 1 mg once or twice weekly
    "methylmalonic acidaemia, child": Case(
        {"age": "1 month", "cause": "mma-or-homocystinuria"},
        "inject",
        ["mma-or-homocystinuria"],
        "1 mg IM daily for 5-7 days",
        "up to 1 mg IM 1-2 times a week",
    ),
    "methylmalonic acidaemia, neonate": Case(
        {"age": "10 days", "cause": "mma-or-homocystinuria"}, "not-stated", ["neonate"]
    ),
    "a neonate": Case({"age": "10 days", "cause": "coeliac-disease"}, "not-stated", ["neonate"]),
    # child 1 month to 18 years
    "17 years": Case(
        CHILD | NERVES | {"age": 17},
        "inject",
        ["with-neurological-involvement"],
        "1 mg IM on alternate days until no further improvement",
        "1 mg IM every 2 months",
    ),
    "18 years": Case(CHILD | NERVES | {"age": 18}, "out-of-scope", ["adult"]),
    "unknown nerves ask": Case(CHILD, "ask", ["with-neurological-involvement", "without-neurological-involvement"]),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_published_counts() -> None:
    rules = load_guideline(ID).rules
    (transcobalamin,) = rules["transcobalamin-deficiency"].regimens
    assert str(transcobalamin.dose_count("repletion")) == "156-157"
    (acidaemia,) = rules["mma-or-homocystinuria"].regimens
    assert str(acidaemia.dose_count("repletion")) == "5-7"
    (leber,) = rules["leber"].regimens
    assert (leber.dose_count("repletion").low, leber.dose_count("repletion").high) == (15, None)
    (nerves,) = rules["with-neurological-involvement"].regimens
    assert nerves.dose_count("repletion").high is None, "the source prints no maximum"


def test_an_old_edition_says_so() -> None:
    guideline = load_guideline(ID)
    assert "old edition" in guideline.version
    assert guideline.superseded_by is not None
    assert any("superseded" in note.text for note in answer(ID, CASES["prophylaxis"]).notes)


def test_what_to_find_out_first_is_not_for_inborn_errors() -> None:
    for cause, raised in (
        ("coeliac-disease", ["deficiency-unlikely"]),
        ("transcobalamin-deficiency", []),
        ("mma-or-homocystinuria", []),
    ):
        found = select_regimen(Patient.from_dict(CHILD | {"cause": cause, "deficiency": "unlikely"}), guideline=ID)
        assert own_alerts(found) == raised


def test_the_bound_of_methylmalonic_acidaemia_is_to_be_checked() -> None:
    found = answer(ID, CASES["methylmalonic acidaemia, child"])
    assert any("to be checked on the page" in note.text for note in found.notes)


def test_precedence_is_said_to_be_ours() -> None:
    said = [note.text for note in answer(ID, CASES["Leber's disease with neurological signs"]).notes]
    assert any("also comes under with-neurological-involvement" in text for text in said)


def test_an_allergy_to_a_cobalamin_blocks() -> None:
    assert select_regimen(Patient(age=9, allergies=["hydroxocobalamin"]), guideline=ID).blocked
