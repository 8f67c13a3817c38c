"""What can go wrong, as the sources print it: each alert stands, is silent, and is listed where a fact is not known."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from b12regimen import Patient, Recommendation, select_regimen
from b12regimen.safety import safety

BNF, US_CYANO, US_HYDROXO = "uk-bnf-hydroxocobalamin", "us-fda-cyanocobalamin", "us-fda-hydroxocobalamin"
NORWAY, BELGIUM, SWISS_DEPOT = (
    "no-vitamin-b12-depot-hydroxocobalamin",
    "be-sterop-cyanocobalamin",
    "ch-vitarubin-depot-hydroxocobalamin",
)
FRENCH, OTHER_FRENCH, GERMAN = "fr-gerda-cyanocobalamin", "fr-delagrange-cyanocobalamin", "de-hevert-cyanocobalamin"

CONDITIONS = (
    "anticoagulated",
    "thrombocytopenia",
    "renal_impairment",
    "liver_impairment",
    "polycythaemia_vera",
    "folate_deficiency",
    "iron_deficiency",
    "hypokalaemia",
)
HARMLESS: dict[str, Any] = {
    "age": 46,
    "purpose": "treatment",
    "cause": "total-gastrectomy",
    "deficiency": "confirmed",
    "optic_disease": "none",
    "pregnancy": "not-pregnant",
    "nitrous_oxide": False,
    "allergies": [],
    "medicines": [],
    "severity": {"neurological": False, "anaemia": "none", "critically_ill": False},
    "conditions": dict.fromkeys(CONDITIONS, False),
}


@attrs.frozen
class Published:
    """One statement of a source, and a patient to whom it speaks."""

    id: str
    guideline: str
    known: dict[str, Any]
    severity: str
    source: str
    words: str


def severity(**known: Any) -> dict[str, Any]:
    return {"severity": HARMLESS["severity"] | known}


def condition(name: str) -> dict[str, Any]:
    return {"conditions": HARMLESS["conditions"] | {name: True}}


def medicine(name: str) -> dict[str, Any]:
    return {"medicines": [name]}


EVERY = [
    # contraindication; anaphylaxis; intradermal test if suspected
    Published(
        "cobalamin-allergy",
        BNF,
        {"allergies": ["hydroxocobalamin"]},
        "contraindication",
        "skyscape",
        "anaphylactic shock",
    ),
    # AU CMI: do not use; US label: sensitivity to cobalt is a contraindication
    Published("cobalt-allergy", NORWAY, {"allergies": ["cobalt"]}, "contraindication", "au-cmi", "British advice"),
    # UK: vigilance; skin reaction, onset up to 72 h (MHRA 2023)
    Published("cobalt-allergy", BNF, {"allergies": ["cobalt"]}, "caution", "derbyshire", "up to 72 hours"),
    # FR: contra-indicated; US: severe warning
    Published("leber", GERMAN, {"optic_disease": "leber"}, "contraindication", "delagrange", "contra-indicated"),
    # toxic amblyopia: contra-indicated by the UK leaflet
    Published(
        "tobacco-amblyopia",
        GERMAN,
        {"optic_disease": "tobacco-amblyopia"},
        "contraindication",
        "cytamen-leaflet",
        "worsen",
    ),
    # suspected SACD, peripheral neuropathy, optic neuropathy: same-day emergency admission (Lothian)
    Published("same-day-referral", BNF, severity(neurological=True), "warning", "lothian", "subacute combined"),
    Published(
        "same-day-referral",
        BNF,
        {"optic_disease": "deficiency-optic-neuropathy"},
        "warning",
        "lothian",
        "optic neuropathy",
    ),
    # more than 3 months of progressing deficiency may leave permanent cord lesions
    Published("cord-lesions", BNF, severity(neurological=True), "warning", "globalrph", "more than 3 months"),
    # stop exposure; do not trust serum B12; Australian CPG adds oral methionine
    Published("nitrous-oxide", BNF, {"nitrous_oxide": True}, "warning", "rch-nitrous-oxide", "may be normal"),
    Published("nitrous-oxide", BNF, {"cause": "nitrous-oxide"}, "warning", "rcem", "may be normal"),
    # severe megaloblastic anaemia treated intensely: hypokalaemia, sudden death; close watch first 48 h
    Published("hypokalaemia-in-severe-anaemia", BNF, severity(anaemia="severe"), "warning", "skyscape", "sudden death"),
    Published("hypokalaemia", BNF, condition("hypokalaemia"), "caution", "neo-cytamen-precautions", "arrhythmia"),
    # platelets in first weeks (reactive thrombocytosis)
    Published("thrombocytosis", BNF, severity(anaemia="present"), "caution", "dobetin", "platelets"),
    # folic acid may give blood remission while nerves worsen; never folate alone
    Published("folate-deficiency", BNF, condition("folate_deficiency"), "warning", "highland", "nerves worsen"),
    Published("folic-acid", BNF, medicine("Folic acid 5 mg"), "warning", "globalrph", "0.1 mg a day"),
    # very ill: B12 and folic acid together while tests pending; do not hold B12 until cause known
    Published(
        "critically-ill", BNF, severity(critically_ill=True), "information", "us-hydroxocobalamin", "not to wait"
    ),
    # B12 deficiency can hide polycythaemia vera; treatment may unmask it
    Published("polycythaemia-vera", BNF, condition("polycythaemia_vera"), "caution", "drugviewer", "unmask"),
    Published("iron-deficiency", BNF, condition("iron_deficiency"), "information", "farmaco", "blunts the response"),
    # SPS: no evidence-based guideline; avoid IM if possible; not if INR above range
    Published(
        "anticoagulated", BNF, condition("anticoagulated"), "caution", "sps-anticoagulation", "no evidence-based"
    ),
    Published(
        "anticoagulated", US_HYDROXO, condition("anticoagulated"), "caution", "us-hydroxocobalamin", "no evidence-based"
    ),
    Published(
        "thrombocytopenia",
        BNF,
        condition("thrombocytopenia"),
        "information",
        "sps-anticoagulation",
        "does not speak of it",
    ),
    # three statements on kidneys: dose raised (BE), aluminium (IT), uraemia blunts the response and metabolites rise
    Published("renal-impairment-dose", BNF, condition("renal_impairment"), "information", "sterop", "may be raised"),
    Published("renal-impairment-aluminium", BNF, condition("renal_impairment"), "caution", "dobetin", "aluminium"),
    Published(
        "renal-impairment-response", BNF, condition("renal_impairment"), "information", "bmc-geriatr", "homocysteine"
    ),
    Published("liver-impairment", BNF, condition("liver_impairment"), "information", "sterop", "lengthened"),
    # gasping syndrome in premature infants; NO 15 mg/mL, NL product-specific
    Published("benzyl-alcohol", BNF, {"age": "10 days"}, "warning", "skyscape", "gasping syndrome"),
    # aluminium warning in prematures
    Published("aluminium-newborn", BNF, {"age": "10 days"}, "caution", "dobetin", "premature"),
    # Delagrange avoids by precaution, Gerda permits
    Published("pregnancy", GERMAN, {"pregnancy": "pregnant"}, "caution", "gerda", "another allows it"),
    # SPS: urgent haematologist advice when treating B12-deficiency anaemia in pregnancy
    Published(
        "pregnancy-haematologist",
        BNF,
        {"pregnancy": "pregnant"} | severity(anaemia="present"),
        "warning",
        "sps-in-pregnancy",
        "in pregnancy",
    ),
    # labels: not for megaloblastic anaemia of pregnancy unless deficiency demonstrated
    Published(
        "anaemia-of-pregnancy",
        NORWAY,
        {"pregnancy": "pregnant", "deficiency": "indeterminate"} | severity(anaemia="severe"),
        "contraindication",
        "neo-cytamen",
        "has not been demonstrated",
    ),
    # lactation: excreted, unlikely harmful
    Published(
        "breastfeeding", BNF, {"pregnancy": "breastfeeding"}, "information", "neo-cytamen-precautions", "unlikely"
    ),
    # suspected terminal ileal disease or malabsorption: gastroenterology
    Published("suspected-malabsorption", BNF, {"cause": "ileal-disease"}, "information", "lothian", "terminal ileum"),
    # PA carries about 3 times the stomach cancer incidence
    Published("gastric-cancer", BNF, {"cause": "pernicious-anaemia"}, "information", "globalrph", "about 3 times"),
    # MHRA 2022: common, up to 1 in 10; continue metformin
    Published("metformin", BNF, {"cause": "metformin"}, "information", "mhra-metformin", "1 in 10"),
    Published("metformin", BNF, medicine("metformin"), "information", "mhra-metformin", "1 in 10"),
    # risk-factor drugs named in summaries
    Published("depleting-medicine", BNF, medicine("omeprazole"), "information", "nasgp", "risk factors"),
    Published("depleting-medicine", BNF, medicine("colchicine"), "information", "medicinenet", "absorption"),
    # chloramphenicol and marrow suppressants blunt response
    Published("chloramphenicol", BNF, medicine("chloramphenicol"), "caution", "medicinenet", "blunt the response"),
    # most antibiotics, methotrexate, pyrimethamine disturb microbiological assays
    Published("assay-disturbed", BNF, medicine("methotrexate"), "information", "sharecare", "assays"),
    # oral contraceptives lower the level, unlikely clinically significant
    Published(
        "oral-contraceptive", BNF, medicine("oral contraceptive"), "information", "neo-cytamen-precautions", "unlikely"
    ),
]
IDS = [f"{one.id} {number}" for number, one in enumerate(EVERY)]


def asked(known: dict[str, Any], guideline: str) -> Recommendation:
    return select_regimen(Patient.from_dict(known), guideline=guideline)


def test_every_alert_is_here() -> None:
    here = {(one.id, one.source) for one in EVERY}
    for alert, _ in safety().alerts:
        assert here & {(alert.id, citation.source.key) for citation in alert.citations}, alert.id


@pytest.mark.parametrize("one", EVERY, ids=IDS)
def test_it_stands(one: Published) -> None:
    found = asked(HARMLESS | one.known, one.guideline)
    (alert,) = [alert for alert in found.alerts if alert.id == one.id]
    assert alert.severity == one.severity
    assert one.words in alert.text
    assert one.source in {citation.source.key for citation in alert.citations}
    assert found.blocked is any(alert.severity == "contraindication" for alert in found.alerts)
    assert alert.text in " ".join(str(found).split())


@pytest.mark.parametrize("one", EVERY, ids=IDS)
def test_it_is_silent(one: Published) -> None:
    found = asked(HARMLESS, one.guideline)
    assert one.id not in {alert.id for alert in (*found.alerts, *found.alerts_not_checked)}


@pytest.mark.parametrize("one", EVERY, ids=IDS)
def test_it_could_not_be_checked(one: Published) -> None:
    found = asked({name: value for name, value in HARMLESS.items() if name not in one.known}, one.guideline)
    (alert,) = [alert for alert in found.alerts_not_checked if alert.id == one.id]
    assert any(missing.split(".")[0] in one.known for missing in found.missing(alert))
    assert f"{one.id} ({one.severity})" in " ".join(str(found).split())


def test_what_a_country_says_goes_before_what_others_say() -> None:
    leber = {"optic_disease": "leber"}
    severities = {
        guideline: [alert.severity for alert in asked(HARMLESS | leber, guideline).alerts if alert.id == "leber"]
        for guideline in (US_CYANO, OTHER_FRENCH, FRENCH, "us-lexi-cyanocobalamin", BELGIUM, BNF)
    }
    assert severities == {
        US_CYANO: ["warning"],
        OTHER_FRENCH: ["contraindication"],
        FRENCH: ["contraindication"],
        "us-lexi-cyanocobalamin": ["warning"],
        BELGIUM: ["contraindication"],
        BNF: [],  # no statement on Leber's disease was read for hydroxocobalamin
    }


def test_what_blocks_one_drug_warns_where_no_drug_is_named() -> None:
    found = asked(HARMLESS | {"optic_disease": "leber"}, "adult-common-practice")
    (leber,) = [alert for alert in found.alerts if alert.id == "leber"]
    assert (leber.severity, found.blocked) == ("warning", False)
    assert leber.text.startswith("if the drug is cyanocobalamin: ")


def test_a_label_speaks_for_itself() -> None:
    """Of what is said on kidneys the Belgian label is the source, and says it in its own words."""
    (own,) = [a for a in asked(HARMLESS | condition("renal_impairment"), BELGIUM).alerts if "dose" in a.id]
    assert own in asked(HARMLESS, BELGIUM).guideline.alerts


def test_three_statements_on_kidneys_are_shown_side_by_side() -> None:
    found = asked(HARMLESS | condition("renal_impairment"), SWISS_DEPOT)
    assert [alert.id for alert in found.alerts] == [
        "renal-impairment-aluminium",
        "renal-impairment-dose",
        "renal-impairment-response",
    ]


@pytest.mark.parametrize(
    ("medicines", "recognised"), [([], True), (["metformin", "chloramphenicol"], True), (["metformin", "X12"], False)]
)
def test_a_medicine_that_is_not_recognised_may_be_a_brand(medicines: list[str], *, recognised: bool) -> None:
    found = asked(HARMLESS | {"medicines": medicines}, BNF)
    open_ones = [alert for alert in found.alerts_not_checked if alert.id == "oral-contraceptive"]
    assert bool(open_ones) is not recognised
    if open_ones:
        assert found.missing(open_ones[0]) == ("medicines, for metformin or x12 may be one",)


def test_an_age_too_coarse_for_the_newborn_is_not_checked() -> None:
    found = asked(HARMLESS | {"age": 0}, BNF)
    assert "benzyl-alcohol" in {alert.id for alert in found.alerts_not_checked}
    assert found.alerts_not_checked[0].missing(found.case) == ("age",)


def test_changes_that_need_a_clinician_are_on_every_answer() -> None:
    british, american = asked(HARMLESS, BNF), asked({}, US_CYANO)
    changes = [change.id for change in british.needs_a_clinician]
    assert changes == [
        "dose",
        "shorter-interval",
        "self-injection",
        "longer-interval-or-stopping",
        "other-drug",
        "other-route",
        "by-symptoms-or-a-level",
    ]
    assert [change.id for change in american.needs_a_clinician] == [one for one in changes if one != "self-injection"]
    for change in british.needs_a_clinician:
        assert change.why in " ".join(str(british).split())
        assert str(change) in british.to_dict()["needs_a_clinician"]
        assert change.citations[0].source.title in str(change)


def test_a_question_about_testing_is_not_about_injections() -> None:
    found = asked(HARMLESS | {"allergies": ["cobalt"]}, "uk-nice-ng239-testing")
    assert not found.blocked
