"""What can go wrong, as the sources print it: each alert stands, is silent, and is listed where a fact is not known."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from cases import UNREMARKABLE
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Patient, Recommendation, guideline_ids, load_guideline, select_regimen
from b12regimen.alerts.safety import safety
from b12regimen.files.entries import ALERT_SEVERITIES
from b12regimen.patients.facts import FACTS
from b12regimen.patients.medicine_names import MEDICINES
from b12regimen.regimens.dosing import DRUGS

BNF, US_CYANO, US_HYDROXO = "uk-bnf-hydroxocobalamin", "us-fda-cyanocobalamin", "us-fda-hydroxocobalamin"
NORWAY, BELGIUM, SWISS_DEPOT = (
    "no-vitamin-b12-depot-hydroxocobalamin",
    "be-sterop-cyanocobalamin",
    "ch-vitarubin-depot-hydroxocobalamin",
)
TESTING = "uk-nice-ng239-testing"
FRENCH, OTHER_FRENCH, GERMAN = "fr-gerda-cyanocobalamin", "fr-delagrange-cyanocobalamin", "de-hevert-cyanocobalamin"

HARMLESS = UNREMARKABLE | {"nitrous_oxide": False, "medicines": []}


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
    # neuro involvement: urgent haematologist (CKS); NI formulary the same
    Published("same-day-referral", BNF, severity(neurological=True), "warning", "pas-cks", "peripheral neuropathy"),
    Published("same-day-referral", BNF, severity(neurological=True), "warning", "ni-formulary", "peripheral"),
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
    Published("iron-deficiency", BNF, condition("iron_deficiency"), "caution", "farmaco", "blunts the response"),
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
    # SPS: in pregnancy with neuro, seek urgent advice; CKS: urgent haematologist advice in pregnancy
    Published(
        "pregnancy-neurological",
        BNF,
        {"pregnancy": "pregnant"} | severity(neurological=True),
        "warning",
        "sps-in-pregnancy",
        "neurological signs",
    ),
    Published(
        "pregnancy-neurological",
        BNF,
        {"pregnancy": "pregnant"} | severity(neurological=True),
        "warning",
        "sps-pregnancy",
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
    assert found.missing(found.alerts_not_checked[0]) == ("age",)


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
    found = asked(HARMLESS | {"allergies": ["cobalt"]}, TESTING)
    assert not found.blocked
    assert "cobalt-allergy" not in {alert.id for alert in (*found.alerts, *found.alerts_not_checked)}


@pytest.mark.parametrize(
    ("known", "alert"),
    [
        (severity(neurological=True), "same-day-referral"),
        (severity(neurological=True), "cord-lesions"),
        ({"nitrous_oxide": True}, "nitrous-oxide"),
        ({"pregnancy": "pregnant"} | severity(neurological=True), "pregnancy-neurological"),
        (medicine("metformin"), "metformin"),
    ],
)
def test_what_holds_without_injections_holds_for_testing(known: dict[str, Any], alert: str) -> None:
    assert alert in {one.id for one in asked(HARMLESS | known, TESTING).alerts}


ADVICE: dict[str, Any] = {"age": 46, "purpose": "treatment", "severity": {"neurological": False, "anaemia": "none"}}
KOMPAS, ZWOLLE, CKS = (
    "nl-farmacotherapeutisch-kompas-hydroxocobalamin",
    "nl-zwolle-meppel-hydroxocobalamin",
    "uk-nice-cks",
)


@pytest.mark.parametrize("disease", ["leber", "tobacco-amblyopia"])
@pytest.mark.parametrize("guideline", [KOMPAS, ZWOLLE])
def test_cyanocobalamin_by_mouth_is_not_for_these_eyes(guideline: str, disease: str) -> None:
    known = ADVICE | {"cause": "dietary-other", "oral_suitable": True, "optic_disease": disease}
    found = asked(known, guideline)
    assert found.action == "oral"
    assert found.blocked
    (alert,) = [one for one in found.alerts if one.id == disease]
    assert alert.text.startswith("the advice names cyanocobalamin: ")
    injected = asked(known | {"oral_suitable": False}, guideline)
    assert injected.action == "inject"
    assert disease not in {one.id for one in injected.alerts}, "hydroxocobalamin is injected"


@pytest.mark.parametrize("cause", ["dietary-vegan", "dietary-other"])
def test_cyanocobalamin_beside_hydroxocobalamin_is_warned_of(cause: str) -> None:
    found = asked(ADVICE | {"cause": cause, "optic_disease": "leber"}, CKS)
    (alert,) = [one for one in found.alerts if one.id == "leber"]
    assert (found.action, alert.severity, found.blocked) == ("either", "warning", False)
    unknown = asked(ADVICE | {"cause": cause}, CKS)
    assert "leber" in {one.id for one in unknown.alerts_not_checked}


def test_every_advice_that_names_another_drug_says_so() -> None:
    for name in guideline_ids():
        guideline = load_guideline(name)
        for rule in guideline.rules.values():
            others = [drug for drug in DRUGS if drug in (rule.advice or "") and drug != guideline.drug]
            assert tuple(others) == rule.advice_drugs, (name, rule.id)


# The Spanish leaflet's own statement, which docs/safety.md names.
LOWER = {("es-optovite-cyanocobalamin", "tobacco-amblyopia")}


def test_no_alert_of_a_shipped_guideline_says_less_than_the_one_that_it_replaces() -> None:
    found = set()
    for name in guideline_ids():
        guideline = load_guideline(name)
        for other in guideline.general_alerts:
            own = guideline.own_for(other)
            if own is not None and ALERT_SEVERITIES.index(own.severity) > ALERT_SEVERITIES.index(other.severity):
                found.add((name, own.id))
        ids = [alert.id for alert in guideline.every_alert]
        assert len(ids) == len(set(ids)), name
    assert found == LOWER


@pytest.mark.parametrize("guideline", ["uk-neo-cytamen-hydroxocobalamin", "uk-emc-31182-hydroxocobalamin"])
def test_folic_acid_is_never_given_alone_and_the_label_is_heard_too(guideline: str) -> None:
    found = {alert.id: alert for alert in asked(HARMLESS | condition("folate_deficiency"), guideline).alerts}
    assert "never folic acid alone; vitamin B12 first" in str(found["folate-deficiency"])
    assert "10 micrograms a day" in found["folate-deficiency-masked"].text


def test_what_else_the_sources_say_to_do() -> None:
    nitrous = asked(HARMLESS | {"nitrous_oxide": True}, BNF)
    assert "treat as where nerves are involved" in next(str(one) for one in nitrous.alerts if one.id == "nitrous-oxide")
    metformin = asked(HARMLESS | medicine("metformin"), BNF)
    assert "consider periodic monitoring" in next(str(one) for one in metformin.alerts if one.id == "metformin")


LABS: list[tuple[dict[str, Any], str, str]] = [
    ({"analyte": "potassium", "value": "2.1 mmol/L", "reference": "3.5-5.1 mmol/L"}, "hypokalaemia", "hypokalaemia"),
    (
        {"analyte": "folate", "value": "1.0 ng/mL", "reference": "3-15 ng/mL"},
        "folate_deficiency",
        "folate-deficiency",
    ),
    (
        {"analyte": "platelets", "value": "20 10^9/L", "reference": "150-400 10^9/L"},
        "thrombocytopenia",
        "thrombocytopenia",
    ),
    (
        {"analyte": "egfr", "value": "12 mL/min/1.73 m2", "flag": "low"},
        "renal_impairment",
        "renal-impairment-aluminium",
    ),
    ({"analyte": "creatinine", "flag": "high"}, "renal_impairment", "renal-impairment-dose"),
    ({"analyte": "ferritin", "value": "3 ng/mL", "flag": "low"}, "iron_deficiency", "iron-deficiency"),
]
LAB_IDS = [one[0]["analyte"] for one in LABS]


@pytest.mark.parametrize(("result", "name", "alert"), LABS, ids=LAB_IDS)
def test_a_laboratory_result_raises_an_alert_that_the_record_does_not(
    result: dict[str, Any], name: str, alert: str
) -> None:
    recorded = asked(HARMLESS | {"labs": [result]}, BNF)
    assert alert in {one.id for one in recorded.alerts}
    (said,) = [one for one in recorded.to_dict()["labs"]["disagreements"] if name in one]
    assert "the record says no, the laboratory results say yes" in said
    assert said in " ".join(str(recorded).split())
    alone = asked({"labs": [result]}, BNF)
    assert alert in {one.id for one in alone.alerts}
    assert alone.to_dict()["labs"]["disagreements"] == []
    assert alone.to_dict()["labs"]["conditions"] == [name]


@pytest.mark.parametrize(("result", "name", "alert"), LABS, ids=LAB_IDS)
def test_a_normal_result_shows_no_absence(result: dict[str, Any], name: str, alert: str) -> None:
    normal = {"labs": [{"analyte": result["analyte"], "flag": "normal"}]}
    assert alert in {one.id for one in asked(normal, BNF).alerts_not_checked}
    recorded = asked(HARMLESS | normal, BNF)
    assert alert not in {one.id for one in (*recorded.alerts, *recorded.alerts_not_checked)}
    assert alert in {one.id for one in asked(HARMLESS | normal | condition(name), BNF).alerts}


def test_of_several_results_the_latest_counts_and_each_where_that_is_not_known() -> None:
    low: dict[str, Any] = {"analyte": "potassium", "flag": "low"}
    normal = low | {"flag": "normal"}
    for first, second, stands in [
        (low | {"taken": "2026-01-01"}, normal | {"taken": "2026-01-02"}, False),
        (normal | {"taken": "2026-01-01"}, low | {"taken": "2026-01-02"}, True),
        (low, normal, True),
    ]:
        found = asked(HARMLESS | {"labs": [first, second]}, BNF)
        assert ("hypokalaemia" in {one.id for one in found.alerts}) is stands


@pytest.mark.parametrize(
    ("name", "recognised", "stands"),
    [
        ("omeprazole, clarithromycin and amoxicillin", False, ["depleting-medicine"]),
        ("metformin/omeprazole", True, ["metformin", "depleting-medicine"]),
        ("metformin 500 mg/day", True, ["metformin"]),
        ("Metformin 1,000 mg twice a day + folic acid 5 mg", True, ["metformin", "folic-acid"]),
        ("antifolate", False, []),
        ("folic acid antagonist", False, []),
        ("stopped: metformin", False, []),
        ("stopped: metformin, omeprazole", False, []),
        ("no metformin", False, []),
        ("metformin stopped", False, []),
        ("500 mg", False, []),
        ("omeprazole clarithromycin", False, ["depleting-medicine"]),
        ("metformin Chloromycetin", False, ["metformin"]),
        ("metformin. amoxicillin", False, ["metformin"]),
        ("pantoprazol und doxycyclin", False, ["depleting-medicine"]),
        ("metforminXYZ", False, ["metformin"]),
        ("metformin (a biguanide)", False, ["metformin"]),
        ("folic acid inhibitor", False, []),
        ("metformin hydrochloride 500mg modified-release tablets", True, ["metformin"]),
        ("Esomeprazole magnesium 2x20 mg", True, ["depleting-medicine"]),
        ("proton-pump inhibitors", True, ["depleting-medicine"]),
        ("H₂ blockers", True, ["depleting-medicine"]),
        ("Pantoprazol 40 µg", True, ["depleting-medicine"]),
        ("para-aminosalicylic acid", True, ["depleting-medicine"]),
        ("Metformina", True, ["metformin"]),
        ("Folsäure", True, ["folic-acid"]),
    ],
)
def test_of_several_medicines_in_one_name_each_is_recognised(name: str, *, recognised: bool, stands: list[str]) -> None:
    found = asked(HARMLESS | medicine(name), BNF)
    of_medicines = ("metformin", "depleting-medicine", "folic-acid")
    assert [one for one in of_medicines if one in {alert.id for alert in found.alerts}] == [
        one for one in of_medicines if one in stands
    ]
    assert ("oral-contraceptive" not in {alert.id for alert in found.alerts_not_checked}) is recognised


@pytest.mark.parametrize("name", ["antibiotics", "an antibacterial", "Antibiotika", "metformin, antibiotics"])
def test_the_name_of_a_class_may_stand_for_a_member_of_it(name: str) -> None:
    found = asked(HARMLESS | medicine(name), BNF)
    assert "assay-disturbed" in {alert.id for alert in found.alerts}
    (alert,) = [one for one in found.alerts_not_checked if one.id == "chloramphenicol"]
    assert f"{name.lower()} may be one" in found.missing(alert)[0]


KNOWN_NAMES = ("metformin 500 mg", "Omeprazole", "folic acid", "chloramphenicol", "antibiotics", "colchicine tablets")
UNKNOWN_NAMES = ("Chloromycetin", "amoxicillin", "X12", "und", "MTX", "pille", "b12")


@given(
    st.lists(st.sampled_from(KNOWN_NAMES), max_size=3),
    st.sampled_from(UNKNOWN_NAMES),
    st.integers(0, 3),
    st.sampled_from([" ", ", ", ". ", "/", " and ", " - ", ": ", " (", "+"]),
)
def test_one_word_that_is_not_known_leaves_no_medicine_silent(
    known: list[str], unknown: str, place: int, between: str
) -> None:
    words = between.join([*known[:place], unknown, *known[place:]])
    for name in MEDICINES:
        assert FACTS[name].look(Patient(medicines=[words])) in ((True,), None), name


@given(st.lists(st.sampled_from((*KNOWN_NAMES, *UNKNOWN_NAMES)), min_size=1), st.data())
def test_a_name_more_silences_no_medicine(names: list[str], data: st.DataObject) -> None:
    fewer = [name for name in names if data.draw(st.booleans())]
    for name in MEDICINES:
        if FACTS[name].look(Patient(medicines=names)) == (False,):
            assert FACTS[name].look(Patient(medicines=fewer)) == (False,)


def test_an_allergy_to_cobalt_alone_is_none_to_a_cobalamin() -> None:
    found = asked(HARMLESS | {"allergies": ["cobalt"]}, NORWAY)
    assert "cobalamin-allergy" not in {alert.id for alert in (*found.alerts, *found.alerts_not_checked)}
    brand = asked(HARMLESS | {"allergies": ["cobalt", "Latex"]}, NORWAY)
    (alert,) = [alert for alert in brand.alerts_not_checked if alert.id == "cobalamin-allergy"]
    assert brand.missing(alert) == ('allergies, for cobalt or latex may be one; add "other" if none is',)


def test_male_and_pregnant_is_asked_about() -> None:
    found = asked(HARMLESS | {"sex": "male", "pregnancy": "pregnant"}, BNF)
    assert "sex-and-pregnancy" in {alert.id for alert in found.alerts}
    assert "is that meant?" in str(found)
    for known in ({"sex": "female", "pregnancy": "pregnant"}, {"sex": "male"}, {"pregnancy": "pregnant"}):
        said = asked(known, BNF)
        assert "sex-and-pregnancy" not in {alert.id for alert in (*said.alerts, *said.alerts_not_checked)}
