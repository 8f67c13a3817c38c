"""The Highland Formulary on pernicious anaemia and other irreversible causes."""

from __future__ import annotations

from typing import Any

from cases import NERVES, NO_NERVES, Case, answer, each_of

from b12regimen import Patient, load_guideline, select_regimen

ID = "uk-nhs-highland-hydroxocobalamin"
ADULT: dict[str, Any] = {"age": 46, "purpose": "treatment", "cause": "pernicious-anaemia"}

CASES = {
    # pernicious anaemia or irreversible: 1 mg up to 3 times a week for 2 weeks, then every 2-3 months for life
    "pernicious anaemia": Case(
        ADULT | NO_NERVES,
        "inject",
        ["irreversible-cause"],
        "1 mg IM up to 3 times a week for 2 weeks",
        "1 mg IM every 2-3 months for life",
    ),
    "another irreversible cause": Case(
        ADULT | NO_NERVES | {"cause": {"kind": "total-gastrectomy", "reversible": False}},
        "inject",
        ["irreversible-cause"],
        "1 mg IM up to 3 times a week for 2 weeks",
        "1 mg IM every 2-3 months for life",
    ),
    "a cause that can resolve": Case(
        ADULT | NO_NERVES | {"cause": {"kind": "metformin", "reversible": True}}, "not-stated", ["reversible-cause"]
    ),
    "whether it can resolve is asked": Case(
        ADULT | NO_NERVES | {"cause": "metformin"}, "ask", ["irreversible-cause", "reversible-cause"]
    ),
    # the line names pernicious anaemia and no inborn error, for which other sources print other schedules
    "an inborn error": Case(
        ADULT | NO_NERVES | {"cause": {"kind": "transcobalamin-deficiency", "reversible": False}},
        "not-stated",
        ["metabolic-cause"],
    ),
    "nerves involved": Case(ADULT | NERVES, "not-stated", ["with-neurological-involvement"]),
    "prophylaxis": Case(ADULT | {"purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "17 years": Case(ADULT | NO_NERVES | {"age": 17}, "not-stated", ["child"]),
    "18 years": Case(
        ADULT | NO_NERVES | {"age": 18},
        "inject",
        ["irreversible-cause"],
        "1 mg IM up to 3 times a week for 2 weeks",
        "1 mg IM every 2-3 months for life",
    ),
}


test_case = each_of(ID, CASES, "hydroxocobalamin")


def test_the_published_count_has_no_known_floor() -> None:
    (regimen,) = load_guideline(ID).rules["irreversible-cause"].regimens
    count = regimen.dose_count("repletion")
    assert count.high == 6
    assert count.low is None


def test_that_an_inborn_error_goes_first_is_said_to_be_ours() -> None:
    said = [note.text for note in answer(ID, CASES["an inborn error"]).notes]
    assert any("also comes under irreversible-cause" in text and "not the source's" in text for text in said)


def test_folate_is_never_given_alone() -> None:
    found = select_regimen(Patient.from_dict({"conditions": {"folate_deficiency": True}}), guideline=ID)
    assert "never folic acid alone" in next(str(alert) for alert in found.alerts if alert.id == "folate-deficiency")


def test_an_allergy_to_a_cobalamin_blocks() -> None:
    assert select_regimen(Patient(age=46, allergies=["hydroxocobalamin"]), guideline=ID).blocked
