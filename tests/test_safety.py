"""The file of alerts that hold whichever guideline is asked: one broken text for each error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import GuidelineError, Patient, guideline_ids, select_regimen
from b12regimen.alerts import Alert
from b12regimen.case import Case
from b12regimen.safety import RECORD_REMARKS, parse_safety, safety
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
