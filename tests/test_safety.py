"""The file of alerts that hold whichever guideline is asked: one broken text for each error."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import (
    GuidelineError,
    Patient,
    check_guideline,
    diff_guidelines,
    guideline_ids,
    load_guideline,
    parse_guideline,
    select_regimen,
)
from b12regimen.alerts.alerts import Alert
from b12regimen.alerts.safety import RECORD_REMARKS, parse_safety, safety
from b12regimen.cases.case import Case
from b12regimen.files.entries import ALERT_SEVERITIES, AlertSeverity
from b12regimen.regimens.dosing import DRUGS
from b12regimen.testing import patients

GOOD = """
[[source]]
key = "here"
title = "A page"
url = "https://example.org/page"
evidence = "primary"

[[alert]]
id = "an-alert"
drug = ["cyanocobalamin"]
route = ["IM"]
jurisdiction = ["GB"]
severity = "caution"
when = [{ neurological = true }, { anaemia = "severe", hypokalaemia = true }]
age_from = "1 month"
age_below = "18 years"
text = "something can go wrong"
source = "here"

[[change]]
id = "a-change"
change = "another dose"
why = "because"
source = "here"
"""

BROKEN = [
    ('drug = ["cyanocobalamin"]', 'drug = ["vitamin B12"]', "alert[0].drug[0]", "will not do"),
    ('route = ["IM"]', 'route = ["nasal"]', "alert[0].route[0]", "will not do"),
    ('severity = "caution"', 'severity = "danger"', "alert[0].severity", "will not do"),
    ("neurological = true", "nerves = true", "alert[0].when[0].nerves", "there is no fact nerves"),
    ('anaemia = "severe"', 'anaemia = "bad"', "alert[0].when[1].anaemia", '"bad" is no value of anaemia'),
    ("{ neurological = true }", "{ neurological = [] }", "alert[0].when[0].neurological", "name at least one value"),
    ("{ neurological = true }", '{ age = "child" }', "alert[0].when[0].age", "write age_from or age_below"),
    ('"1 month"', '"young"', "alert[0].age_from", '"young" is no age'),
    ('"18 years"', '"old"', "alert[0].age_below", '"old" is no age'),
    ('text = "something can go wrong"\n', "", "alert[0].text", "this key is missing"),
    ('source = "here"\n\n[[change]]', 'source = "there"\n\n[[change]]', "alert[0].source", 'no source "there"'),
    ('why = "because"\n', "", "change[0].why", "this key is missing"),
    ("[[change]]", "[[chance]]", "chance", 'did you mean "change"'),
]


@pytest.mark.parametrize(("old", "new", "path", "reason"), BROKEN, ids=[one[2] for one in BROKEN])
def test_each_error_has_its_path_and_line(old: str, new: str, path: str, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(GuidelineError) as caught:
        parse_safety(GOOD.replace(old, new, 1))
    (finding,) = [finding for finding in caught.value.findings if finding.path == path]
    assert reason in finding.reason
    assert finding.line is not None


def test_an_alert_that_leaves_no_patient_out_is_a_note() -> None:
    always = GOOD.replace('age_from = "1 month"\nage_below = "18 years"\n', "")
    always = always.replace("{ neurological = true }", "{ neurological = [true, false] }")
    with pytest.raises(GuidelineError, match="it leaves no patient out"):
        parse_safety(always)


def test_what_is_given_twice_or_cited_by_nothing_is_reported() -> None:
    alert = GOOD[GOOD.index("[[alert]]") : GOOD.index("[[change]]")]
    change = GOOD[GOOD.index("[[change]]") :]
    unused = '[[source]]\nkey = "there"\ntitle = "Another"\nevidence = "primary"\n'
    with pytest.raises(GuidelineError) as caught:
        parse_safety(GOOD + alert + change + unused)
    assert [finding.reason for finding in caught.value.findings] == [
        'the alert "an-alert cyanocobalamin IM GB" is given twice',
        'the change "a-change" is given twice',
        'nothing cites "there"',
    ]


def test_an_alert_is_for_the_drug_the_route_and_the_country_that_it_names() -> None:
    found = parse_safety(GOOD)
    assert [alert.id for alert in found.alerts_for("cyanocobalamin", ["IM"], "GB")] == ["an-alert"]
    assert [alert.id for alert in found.alerts_for(None, ["IM", "SC"], "GB")] == ["an-alert"]
    assert found.alerts_for("hydroxocobalamin", ["IM"], "GB") == ()
    assert found.alerts_for("cyanocobalamin", ["SC"], "GB") == ()
    assert found.alerts_for("cyanocobalamin", ["IM"], "FR") == ()


def test_what_a_country_says_of_one_drug_leaves_what_is_said_of_all() -> None:
    """Where the drug is not stated, the country's own word on one of them does not speak for the others."""
    ids = [alert.id for alert in safety().alerts_for(None, ["IM"], "US")]
    assert ids.count("anticoagulated") == 2
    for drug in DRUGS:
        assert [alert.id for alert in safety().alerts_for(drug, ["IM"], "US")].count("anticoagulated") == 1
    own = (
        'extends = "adult-common-practice"\nid = "ours"\ntitle = "Ours"\npublisher = "Us"\nversion = "1"\n'
        'jurisdiction = "US"\n'
    )
    patient = Patient(age=46, conditions={"anticoagulated": True})
    said = [
        alert.text.partition(":")[0]
        for alert in select_regimen(patient, guideline=parse_guideline(own)).alerts
        if alert.id == "anticoagulated"
    ]
    assert said == ["intramuscular injection under anticoagulation", "if the drug is hydroxocobalamin"]
    unchecked = select_regimen(Patient(age=46), guideline=parse_guideline(own)).to_dict()["alerts_not_checked"]
    same = [alert for alert in unchecked if alert["id"] == "anticoagulated"]
    assert {(alert["severity"], *alert["missing"]) for alert in same} == {("caution", "conditions.anticoagulated")}
    said = str(select_regimen(Patient(age=46), guideline=parse_guideline(own)))
    assert said.count("anticoagulated (caution)") == 1, "both are missing the same"
    changed = [change.alert for change in diff_guidelines("adult-common-practice", parse_guideline(own))]
    assert changed.count("anticoagulated") == 1, "one came, and none was replaced"


def test_what_a_country_says_of_some_patients_leaves_what_is_said_of_the_others() -> None:
    here = """
    [[alert]]
    id = "an-alert"
    jurisdiction = ["GB"]
    severity = "information"
    when = { optic_disease = "leber", sex = "male" }
    text = "less"
    source = "here"
    """
    everywhere = GOOD.replace('jurisdiction = ["GB"]\n', "")
    assert everywhere != GOOD
    found = parse_safety(everywhere + here).alerts_for("cyanocobalamin", ["IM"], "GB")
    assert [alert.severity for alert in found] == ["caution", "information"]


def test_an_alert_that_is_not_about_injections_says_so() -> None:
    assert parse_safety(GOOD).alerts_without_injections("GB") == ()
    found = parse_safety(GOOD.replace('id = "an-alert"', 'id = "an-alert"\ninjection = false'))
    assert [alert.id for alert in found.alerts_without_injections("GB")] == ["an-alert"]
    assert found.alerts_without_injections("FR") == ()


def test_a_form_of_a_drug_has_its_alerts_and_nothing_was_read_on_mecobalamin() -> None:
    tannin = safety().alerts_for("cyanocobalamin-tannin", ["IM"], "NO")
    assert tannin == safety().alerts_for("cyanocobalamin", ["IM"], "NO")
    assert "leber" in {alert.id for alert in tannin}
    assert "leber" in {alert.id for alert in safety().alerts_for_advice("cyanocobalamin-tannin", "NO", is_first=True)}
    mecobalamin = safety().alerts_for("mecobalamin", ["IM"], "GB")
    assert "leber" not in {alert.id for alert in mecobalamin}
    (said,) = [alert for alert in mecobalamin if alert.id == "mecobalamin-not-read"]
    assert (said.severity, said.citations, said.status(Case(Patient()))) == ("information", (), "standing")
    assert safety().alerts_for_advice("mecobalamin", "GB", is_first=True) == (said,)


OWN = """
extends = "uk-bnf-hydroxocobalamin"
id = "our-protocol"
title = "Hydroxocobalamin, our protocol"
publisher = "Our hospital"
version = "2026"

[[source]]
key = "protocol"
title = "Our protocol"
evidence = "primary"

[[alert]]
id = "cobalamin-allergy"
severity = "information"
when = { WHEN }
AGES
text = "look out"
source = "protocol"
"""
ALLERGIC = Patient(allergies=["hydroxocobalamin"], severity={"neurological": True}, age=46)
LOWERED = 'it is of a lower severity than the contraindication "cobalamin-allergy" that holds for all, so both stand'
BOTH = 'it is not raised in each case of the contraindication "cobalamin-allergy" that holds for all, so both stand'


@pytest.mark.parametrize(
    ("when", "ages", "severities", "remark"),
    [
        ("cobalamin_allergy = true", "", ["contraindication", "information"], LOWERED),
        ("neurological = true", "", ["contraindication", "information"], BOTH),
        ("cobalamin_allergy = true, neurological = true", "", ["contraindication", "information"], BOTH),
        ("cobalamin_allergy = true", 'age_from = "16 years"', ["contraindication", "information"], BOTH),
        ("cobalamin_allergy = true", 'age_below = "65 years"', ["contraindication", "information"], BOTH),
    ],
)
def test_an_alert_of_ones_own_that_is_narrower_or_milder_stands_beside_what_holds_for_all(
    tmp_path: Path, when: str, ages: str, severities: list[str], remark: str
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN.replace("WHEN", when).replace("AGES", ages), "utf-8")
    found = select_regimen(ALLERGIC, guideline=file)
    assert [alert.severity for alert in found.alerts if alert.id == "cobalamin-allergy"] == severities
    assert [finding.reason for finding in check_guideline(file).remarks] == [remark]
    assert all(finding.line for finding in check_guideline(file).remarks)


@given(
    st.sampled_from(sorted(guideline_ids())),
    st.sampled_from([alert for alert, _ in safety().alerts]),
    st.sampled_from(ALERT_SEVERITIES),
    patients(),
)
def test_no_alert_of_ones_own_lowers_one_of_the_library(
    base: str, alert: Alert, severity: AlertSeverity, patient: Patient
) -> None:
    before = load_guideline(base)
    if alert.id in {own.id for own in before.alerts}:
        return
    mine = attrs.evolve(alert, severity=severity, text="ours")
    own = attrs.evolve(before, alerts=(*before.alerts, mine), fingerprint="sha256:ours")
    gravest = [_gravest(select_regimen(patient, guideline=one).alerts, alert.id) for one in (own, before)]
    assert gravest[0] <= gravest[1]


def _gravest(alerts: tuple[Alert, ...], name: str) -> int:
    return min(
        (ALERT_SEVERITIES.index(alert.severity) for alert in alerts if alert.id == name), default=len(ALERT_SEVERITIES)
    )


def test_nothing_is_remarked_where_an_alert_is_as_severe(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    text = OWN.replace("WHEN", "cobalamin_allergy = true").replace("AGES", "")
    file.write_text(text.replace("information", "contraindication"), "utf-8")
    assert check_guideline(file).remarks == ()
    (own,) = [alert for alert in load_guideline(file).every_alert if alert.id == "cobalamin-allergy"]
    assert own.text == "look out"


def test_an_alert_covers_another_by_its_ages_too() -> None:
    def aged(ages: str) -> Alert:
        bare = GOOD.replace('age_from = "1 month"\nage_below = "18 years"', ages)
        return parse_safety(bare).alerts[0][0]

    wide, narrow = (
        aged('age_from = "1 month"\nage_below = "18 years"'),
        aged('age_from = "1 year"\nage_below = "16 years"'),
    )
    assert wide.covers(wide)
    assert wide.covers(narrow)
    assert not narrow.covers(wide)


ADVISED = """
id = "ours"
title = "Ours"
publisher = "Us"
jurisdiction = "JURISDICTION"
version = "2026"
drug = "DRUG"
routes = ["IM"]
scope = "all"

[facts]
oral_suitable = [true, false]

[[source]]
key = "here"
title = "Ours"
evidence = "primary"

[[rule]]
id = "by-mouth"
when = { oral_suitable = true }
action = "oral"
advice = "cyanocobalamin by mouth"
advice_drug = "cyanocobalamin"
source = "here"

[[rule]]
id = "by-injection"
when = { oral_suitable = false }
action = "not-stated"
because = "not-printed"
why = "nothing is printed"
source = "here"
"""


@pytest.mark.parametrize(
    ("drug", "text"), [("hydroxocobalamin", "the advice names"), ("not-stated", "the advice names")]
)
def test_the_drug_that_advice_names_has_its_alerts_once(drug: str, text: str) -> None:
    guideline = parse_guideline(ADVISED.replace("DRUG", drug).replace("JURISDICTION", "GB"))
    known = Patient(optic_disease="leber", oral_suitable=True)
    (alert,) = [alert for alert in select_regimen(known, guideline=guideline).alerts if alert.id == "leber"]
    assert (alert.severity, alert.text.startswith(text)) == ("contraindication", True)
    unsure = select_regimen(Patient(optic_disease="leber"), guideline=guideline)
    (alert,) = [alert for alert in unsure.alerts if alert.id == "leber"]
    assert (unsure.action, alert.severity) == ("ask", "warning")
    own = ADVISED.replace("DRUG", drug).replace("JURISDICTION", "GB") + (
        '[[alert]]\nid = "leber"\nseverity = "caution"\nwhen = { optic_disease = "leber" }\n'
        'text = "ours"\nsource = "here"\n'
    )
    for severity, stand in (("caution", [text, "ours"]), ("contraindication", ["ours"])):
        guideline = parse_guideline(own.replace("caution", severity))
        alerts = [one.text for one in select_regimen(known, guideline=guideline).alerts if one.id == "leber"]
        assert [one[: len(start)] for one, start in zip(alerts, stand, strict=True)] == stand


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('advice_drug = "cyanocobalamin"', 'advice_drug = "mecobalamin"', "the advice does not name mecobalamin"),
        ('advice_drug = "cyanocobalamin"', 'advice_drug = "aspirin"', '"aspirin" will not do'),
        ('advice = "cyanocobalamin by mouth"\n', "", "the advice does not name cyanocobalamin"),
        ('advice_drug = "cyanocobalamin"\n', "", "the advice names cyanocobalamin, whose alerts are to hold too"),
        ('drug = "hydroxocobalamin"', 'drug = "cyanocobalamin"', "cyanocobalamin is the drug of the file"),
        ('drug = "hydroxocobalamin"', 'drug = "cyanocobalamin-tannin"', "cyanocobalamin is the drug of the file"),
    ],
)
def test_the_drug_of_advice_is_one_that_it_names(old: str, new: str, reason: str) -> None:
    text = ADVISED.replace("DRUG", "hydroxocobalamin").replace("JURISDICTION", "GB")
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(text.replace(old, new))
    assert reason in next(one.reason for one in caught.value.findings if one.path == "rule[0].advice_drug")


BOTH_NAMED = "the advice names cyanocobalamin and mecobalamin, whose alerts are to hold too:"
LEBER = Patient(optic_disease="leber", oral_suitable=True)


def advised(advice: str, *drugs: str, file: str = "hydroxocobalamin") -> str:
    """Give a file whose rule advises something by mouth."""
    text = ADVISED.replace("DRUG", file).replace("JURISDICTION", "NO").replace("cyanocobalamin by mouth", advice)
    given = f"advice_drug = [{', '.join(map(repr, drugs))}]\n" if drugs else ""
    return text.replace('advice_drug = "cyanocobalamin"\n', given)


def test_advice_that_names_several_drugs_has_the_alerts_of_each() -> None:
    several = "mecobalamin or cyanocobalamin by mouth"
    guideline = parse_guideline(advised(several, "mecobalamin", "cyanocobalamin"))
    found = select_regimen(LEBER, guideline=guideline)
    assert found.blocked
    assert {"leber", "mecobalamin-not-read"} <= {alert.id for alert in found.alerts}
    assert guideline.rules["by-mouth"].to_dict()["advice_drugs"] == ["mecobalamin", "cyanocobalamin"]
    for one in ("mecobalamin", "cyanocobalamin"):
        with pytest.raises(GuidelineError) as caught:
            parse_guideline(advised(several, one))
        assert [(finding.path, finding.reason) for finding in caught.value.findings] == [
            ("rule[0].advice_drug", f'{BOTH_NAMED} advice_drug = ["cyanocobalamin", "mecobalamin"]')
        ]
    with pytest.raises(GuidelineError, match=r'advice_drug\[1\]: "cyano" will not do'):
        parse_guideline(advised(several, "mecobalamin", "cyano"))


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        *((name, 'write "cyanocobalamin"') for name in ("cyano-cobalamin", "cyanocobalamine", "cyano cobalamin")),
        *((name, 'write "cyanocobalamin"') for name in ("Cyano\u2011cobalamin", "cyanokobalamin", "cianocobalamina")),
        *((name, 'write "cyanocobalamin"') for name in ("cyanocobolamin", "cyanocbalamin", "cyano\u2014cobalamin")),
        *((name, 'write "hydroxocobalamin"') for name in ("hydroxycobalamin", "hydroxocobalamine")),
        ("methylcobalamin", 'write "mecobalamin"'),
        *(
            (name, "name one of ")
            for name in ("adenosylcobalamin", "adenosylkobalamin", "Cytamen", "cyanocobalamin-containing tablets")
        ),
    ],
)
def test_a_drug_in_another_spelling_is_none_that_is_overlooked(name: str, remedy: str) -> None:
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(advised(f"{name}, by mouth"))
    (finding,) = caught.value.findings
    assert finding.path == "rule[0].advice"
    assert remedy in finding.reason
    assert "no alert on it would hold" in finding.reason


@pytest.mark.parametrize(
    "advice",
    [
        "measure cobalamin, holotranscobalamin and transcobalamins first",
        "measure Kobalamin or holo-transcobalamin first",
        "stop methyldopa and hydrocortisone",
        "by mouth",
        "Hydroxo\u00adcobalamin by mouth",
    ],
)
def test_what_is_measured_is_no_drug(advice: str) -> None:
    assert parse_guideline(advised(advice)).rules["by-mouth"].advice_drugs == ()


def test_what_is_measured_hides_no_drug_behind_it() -> None:
    with pytest.raises(GuidelineError, match=r'"methylcobalamin" is not known.*write "mecobalamin"'):
        parse_guideline(advised("measure cobalamin, then methylcobalamin by mouth"))


def test_advice_on_a_form_of_the_drug_of_the_file_names_no_other_drug() -> None:
    advice = "cyanocobalamin-tannin by mouth"
    assert parse_guideline(advised(advice, file="cyanocobalamin")).rules["by-mouth"].advice_drugs == ()
    with pytest.raises(GuidelineError, match=r'the advice names cyanocobalamin-tannin, whose .* = "cyanocobalamin-tan'):
        parse_guideline(advised(advice))


def test_advice_of_a_file_about_testing_has_every_alert_of_the_drug_that_it_names() -> None:
    text = advised("give hydroxocobalamin at once, and test").replace(
        'scope = "all"', 'scope = "all"\nabout = "testing"'
    )
    text = text.replace('action = "oral"', 'action = "test"')
    with pytest.raises(
        GuidelineError, match=r'the advice names hydroxocobalamin, whose .* advice_drug = "hydroxocobalamin"'
    ):
        parse_guideline(text)
    named = parse_guideline(text.replace("\nsource", '\nadvice_drug = "hydroxocobalamin"\nsource', 1))
    allergic = select_regimen(attrs.evolve(LEBER, allergies=["hydroxocobalamin"]), guideline=named)
    (alert,) = [alert for alert in allergic.alerts if alert.id == "cobalamin-allergy"]
    assert alert.text.startswith("the advice names hydroxocobalamin: ")
    assert len({alert.id for alert in named.alerts_for(named.rules.values())}) == len(
        named.alerts_for(named.rules.values())
    )


def test_a_guideline_about_testing_has_the_alerts_of_its_country_that_no_injection_raises() -> None:
    testing = load_guideline("uk-nice-ng239-testing")
    assert testing.general_alerts == safety().alerts_without_injections("GB")
    ids = {alert.id for alert in testing.general_alerts}
    assert "pregnancy-haematologist" in ids
    assert "hypokalaemia" not in ids


def test_rules_of_one_advice_have_the_same_alerts() -> None:
    """What changed is said by the text of an answer, so one text does not stand for two sets of alerts."""
    several = advised("mecobalamin or cyanocobalamin by mouth", "mecobalamin", "cyanocobalamin")
    later = several.replace("['mecobalamin', 'cyanocobalamin']", "['mecobalamin']")
    assert later != several
    with pytest.raises(GuidelineError, match="whose alerts are to hold too"):
        parse_guideline(later)
    fewer = parse_guideline(advised("mecobalamin by mouth", "mecobalamin"))
    changes = [str(change) for change in diff_guidelines(parse_guideline(several), fewer)]
    assert any(change.startswith("alert leber, ") and change.endswith("is not raised") for change in changes)


@pytest.mark.parametrize(("alert", "_"), safety().alerts, ids=lambda one: getattr(one, "id", ""))
def test_each_is_listed_for_a_patient_of_whom_nothing_is_known(alert: Alert, _: object) -> None:
    unknown = Case(Patient())
    assert alert.status(unknown) == "not-checked"
    assert alert.missing(unknown)


@given(patients(), st.sampled_from(guideline_ids()))
def test_each_alert_stands_is_silent_or_is_listed(patient: Patient, guideline: str) -> None:
    found = select_regimen(patient, guideline=guideline)
    listed = [alert.id for alert in (*found.alerts, *found.alerts_not_checked)]
    assert len(listed) == len(set(listed))
    every = {alert.id for alert in found.guideline.alerts_for(found.rules)}
    assert set(listed) <= every | {alert.id for alert in RECORD_REMARKS}
    for alert in found.alerts_not_checked:
        assert found.missing(alert)
    severities = [alert.severity for alert in found.alerts]
    assert severities == sorted(severities, key=["contraindication", "warning", "caution", "information"].index)
