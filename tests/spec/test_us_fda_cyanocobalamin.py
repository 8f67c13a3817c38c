"""The US label of cyanocobalamin injection, as the copy that was read prints it."""

from __future__ import annotations

from cases import ADULT, Case, answer, each_of

from b12regimen import Patient, load_guideline, select_regimen

ID = "us-fda-cyanocobalamin"
# 100 mcg daily for 6 or 7 days; clinical improvement AND reticulocyte response; the same dose on alternate days, 7
# doses; every 3-4 days for another 2-3 weeks
LOADING = (
    "100 mcg IM or deep SC daily for 6-7 days, then if clinical improvement and reticulocyte response, 100 mcg IM or "
    "deep SC on alternate days for 7 doses, then 100 mcg IM or deep SC every 3-4 days for 2-3 weeks"
)

CASES = {
    "pernicious anaemia": Case(
        ADULT | {"cause": "pernicious-anaemia"},
        "inject",
        ["pernicious-anaemia"],
        LOADING,
        "100 mcg IM or deep SC monthly for life",
    ),
    "autoimmune gastritis is read as pernicious anaemia": Case(
        ADULT | {"cause": "autoimmune-gastritis"},
        "inject",
        ["pernicious-anaemia"],
        LOADING,
        "100 mcg IM or deep SC monthly for life",
    ),
    # if the oral route is judged inadequate, start as for pernicious anaemia; chronic treatment should be oral
    "normal absorption, oral route inadequate": Case(
        ADULT | {"cause": "dietary-vegan", "oral_suitable": False},
        "inject",
        ["normal-absorption-oral-inadequate"],
        LOADING,
        "oral",
    ),
    "normal absorption, oral route adequate": Case(
        ADULT | {"cause": "dietary-other", "oral_suitable": True}, "oral", ["normal-absorption"]
    ),
    "normal absorption, oral route not judged": Case(
        ADULT | {"cause": "dietary-other"}, "ask", ["normal-absorption-oral-inadequate", "normal-absorption"]
    ),
    "another cause": Case(ADULT | {"cause": "total-gastrectomy"}, "not-stated", ["other-cause"]),
    "prophylaxis": Case({"age": 61, "purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
    "a child": Case({"age": "13 months"}, "not-stated", ["child"]),
    "18 years": Case({"age": 18, "purpose": "prophylaxis"}, "not-stated", ["prophylaxis"]),
}


test_case = each_of(ID, CASES, "cyanocobalamin")


def test_17_to_21_doses_come_before_the_monthly_phase() -> None:
    (regimen,) = load_guideline(ID).rules["pernicious-anaemia"].regimens
    assert str(regimen.dose_count("repletion")) == "17-21"


def test_oral_advice_says_that_the_source_gives_no_number() -> None:
    found = answer(ID, CASES["normal absorption, oral route adequate"])
    assert "the source gives no number for the oral dose" in (found.advice or "")


def test_the_intravenous_route_is_named_and_advised_against() -> None:
    found = answer(ID, CASES["pernicious anaemia"])
    assert any("avoid the intravenous route" in note.text for note in found.notes)


def test_allergy_blocks_and_the_regimen_is_still_shown() -> None:
    known = CASES["pernicious anaemia"].known
    allergic = select_regimen(Patient.from_dict(known | {"allergies": ["cobalt"]}), guideline=ID)
    assert allergic.blocked
    assert allergic.alerts[0].severity == "contraindication"
    assert allergic.regimens
    assert not select_regimen(Patient.from_dict(known | {"allergies": []}), guideline=ID).blocked
    unknown = select_regimen(Patient.from_dict(known), guideline=ID)
    assert not unknown.blocked
    assert [alert.id for alert in unknown.alerts_not_checked if alert in unknown.guideline.alerts] == [
        "deficiency-unlikely",
    ]


def test_contraindications_come_before_warnings() -> None:
    """Also where the warning is the label's and the contraindication is said of the drug by others."""
    known = CASES["pernicious anaemia"].known | {"deficiency": "unlikely", "optic_disease": "tobacco-amblyopia"}
    both = select_regimen(Patient.from_dict(known), guideline=ID)
    assert [alert.id for alert in both.alerts][:2] == ["tobacco-amblyopia", "deficiency-unlikely"]
    assert [alert.severity for alert in both.alerts][:2] == ["contraindication", "warning"]
    assert str(both).startswith("CONTRAINDICATION\n")
