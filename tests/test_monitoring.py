"""What to monitor: which items apply, their days, what is not known, how a plan is written, and broken files."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import (
    LabResult,
    MonitoringEntry,
    MonitoringError,
    MonitoringItem,
    MonitoringPlan,
    Patient,
    Severity,
    ShippedFileError,
    guideline_ids,
    load_guideline,
    monitoring_plan,
    parse_guideline,
    select_regimen,
)
from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.monitoring import plan as monitoring
from b12regimen.monitoring.loader import monitoring_entries, parse_monitoring
from b12regimen.testing import lab_panels, patients

BNF = "uk-bnf-hydroxocobalamin"
START = date(2026, 3, 2)
PATIENT = Patient(
    age=46,
    purpose="treatment",
    cause="pernicious-anaemia",
    pregnancy="not-pregnant",
    optic_disease="none",
    severity=Severity(neurological=False, anaemia="severe"),
)

GOOD = """
[[source]]
key = "here"
title = "A page of <ours>"
evidence = "primary"

[[source]]
key = "there"
title = "A page of theirs"
url = "https://example.org/page"
evidence = "secondary"

[[item]]
id = "first"
measure = ["potassium"]
kind = "test"
when = "after 7-10 days"
anchor = "start"
after = "7-10 days"
facts = { anaemia = "severe" }
youngest = "16 years"
drug = ["hydroxocobalamin"]
jurisdiction = ["GB"]
guideline = ["uk-bnf-hydroxocobalamin"]
topic = "potassium"
source = ["here", "there"]

[[item]]
id = "second"
measure = ["potassium"]
kind = "do-not-measure"
when = "at the end"
anchor = "end-of-repletion"
after = "1 month"
topic = "potassium"
source = "here"
"""


def asked(patient: Patient = PATIENT, guideline: str = BNF, **more: Any) -> MonitoringPlan:
    return monitoring_plan(select_regimen(patient, guideline=guideline), **more)


def ids(items: tuple[MonitoringItem, ...]) -> list[str]:
    return [item.entry.id for item in items]


def only(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = parse_monitoring(text)
    monkeypatch.setattr(monitoring, "monitoring_entries", lambda: entries)


def days(plan: MonitoringPlan) -> dict[str, tuple[date | None, date | None]]:
    every = (*plan.items, *plan.not_decided, *plan.left_out)
    return {item.entry.id: (item.earliest, item.latest) for item in every}


def test_months_are_calendar_months_and_end_with_the_month() -> None:
    assert days(asked(start=date(2026, 11, 30)))["ng239-review"] == (date(2027, 2, 28), date(2027, 2, 28))
    assert days(asked(start=date(2027, 11, 30)))["ng239-review"] == (date(2028, 2, 29), date(2028, 2, 29))


def test_a_bound_that_is_not_printed_gives_no_day() -> None:
    found = days(asked(guideline="us-fda-cyanocobalamin", start=START))
    assert found["us-before"] == (None, START)
    assert found["us-until-normal"] == (date(2026, 3, 9), None)
    assert found["us-response"] == (date(2026, 3, 7), date(2026, 3, 9))
    assert found["us-cyanocobalamin-potassium"] == (START, date(2026, 3, 4))


def test_nothing_is_dated_without_a_first_dose_or_a_number() -> None:
    assert set(days(asked()).values()) == {(None, None)}
    numberless = [item for item in asked(start=START).items if item.entry.id == "uk-platelets"]
    assert [(item.days, item.when) for item in numberless] == [
        ("no date", "in the first weeks; the source gives no number")
    ]


def test_a_month_after_the_end_of_repletion(monkeypatch: pytest.MonkeyPatch) -> None:
    only(GOOD, monkeypatch)
    assert days(asked(end_of_repletion=date(2026, 1, 31)))["second"] == (date(2026, 2, 28), date(2026, 2, 28))
    assert days(asked(start=START))["second"] == (None, None)
    plan = asked(start=START, end_of_repletion=date(2026, 3, 3))
    assert ids(plan.items) == ["first", "second"]
    assert "first dose 2026-03-02; end of repletion 2026-03-03" in str(plan)
    assert plan.to_dict()["end_of_repletion"] == "2026-03-03"


@pytest.mark.parametrize("given", [datetime(2026, 3, 2, tzinfo=UTC), "2/3/2026", 20260302])
def test_a_day_is_a_date_without_a_time(given: Any) -> None:
    with pytest.raises(MonitoringError, match="no day; give a date, or its text such as") as caught:
        asked(start=given, end_of_repletion=given)
    assert [finding.path for finding in caught.value.findings] == ["start", "end_of_repletion"]


def test_a_plan_is_of_a_recommendation() -> None:
    with pytest.raises(MonitoringError, match="None is no Recommendation; give what select_regimen returns"):
        monitoring_plan(None)  # type: ignore[arg-type]


def test_a_form_of_a_drug_is_monitored_as_that_drug() -> None:
    guideline = attrs.evolve(load_guideline("us-fda-cyanocobalamin"), drug="cyanocobalamin-tannin")
    plan = monitoring_plan(select_regimen(PATIENT, guideline=guideline))
    assert "us-response" in ids(plan.items)


ALTERNATIVES = GOOD.replace(
    'facts = { anaemia = "severe" }', 'facts = [{ anaemia = "severe" }, { neurological = true }]'
)


@pytest.mark.parametrize(
    ("severity", "place", "remark"),
    [
        ({"anaemia": "none", "neurological": True}, "items", None),
        ({"anaemia": "severe"}, "items", None),
        ({"anaemia": "none"}, "not_decided", "not known: severity.neurological"),
        ({}, "not_decided", "not known: severity.anaemia and severity.neurological"),
        (
            {"anaemia": "none", "neurological": False},
            "left_out",
            "for severity.anaemia severe or for severity.neurological yes",
        ),
    ],
)
def test_one_of_several_combinations_is_enough(
    severity: dict[str, Any], place: str, remark: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(ALTERNATIVES, monkeypatch)
    plan = asked(attrs.evolve(PATIENT, severity=severity))
    (found,) = [item for item in getattr(plan, place) if item.entry.id == "first"]
    assert found.remark == remark


def test_repletion_does_not_end_before_it_starts() -> None:
    assert asked(start=START, end_of_repletion=START)
    with pytest.raises(
        MonitoringError, match="repletion cannot end on 2026-03-01, before its first dose on 2026-03-02"
    ):
        asked(start=START, end_of_repletion=date(2026, 3, 1))


def test_the_calendar_ends() -> None:
    plan = asked(start=date(9999, 10, 15))
    assert {item.latest for item in plan.items if item.entry.id == "ng239-review"} == {date.max}
    assert {item.latest for item in asked(start=date.max).items} == {None, date.max}


def test_what_differs_between_patients_is_not_shared() -> None:
    mother, other = attrs.evolve(PATIENT, pregnancy="pregnant"), attrs.evolve(PATIENT, pregnancy="not-pregnant")
    for patient, review in ((mother, "ng239-review-in-pregnancy"), (other, "ng239-review")):
        reviews = [item.entry.id for item in monitoring_plan(select_regimen(patient, guideline=BNF)).items]
        assert [one for one in reviews if one.startswith("ng239-review")] == [review]


def test_anaemia_may_be_known_from_the_laboratory() -> None:
    measured = Patient(age=46, cause="other", labs=[LabResult("haemoglobin", flag="low")])
    plan = monitoring_plan(select_regimen(measured, guideline="fr-gerda-cyanocobalamin"))
    assert "fr-potassium" in ids(plan.items)


@pytest.mark.parametrize(
    ("known", "guideline", "place", "remark"),
    [
        ({"age": 15}, BNF, "left_out", "from 16 years"),
        ({"age": None}, BNF, "not_decided", "not known: age"),
        ({"pregnancy": None}, BNF, "not_decided", "not known: pregnancy"),
        ({"pregnancy": None, "age": None}, BNF, "not_decided", "not known: pregnancy and age"),
        ({"pregnancy": "pregnant"}, BNF, "left_out", "for pregnancy not-pregnant"),
        ({}, "us-fda-cyanocobalamin", "items", None),
    ],
)
def test_who_gets_the_first_review(known: dict[str, Any], guideline: str, place: str, remark: str | None) -> None:
    plan = asked(attrs.evolve(PATIENT, **known), guideline)
    (item,) = (one for one in getattr(plan, place) if one.entry.id == "ng239-review")
    assert item.remark == remark
    assert item.where == ("here" if guideline == BNF else "from GB")


def test_what_is_for_one_drug_or_one_guideline_is_left_out_elsewhere() -> None:
    left = {item.entry.id: item.remark for item in asked().left_out}
    assert left["us-response"] == "for cyanocobalamin, and the guideline gives hydroxocobalamin"
    assert left["au-weekly-step"] == "for au-vita-b12-hydroxocobalamin only"
    open_drug = {item.entry.id: item.remark for item in asked(guideline="adult-common-practice").not_decided}
    assert open_drug["us-response"] == "not known: the drug"
    assert "uk-weekly-step" in ids(asked(guideline="uk-cobalin-h-hydroxocobalamin").items)


def test_a_protocol_that_extends_a_guideline_has_its_items() -> None:
    own = parse_guideline(
        'extends = "uk-cobalin-h-hydroxocobalamin"\nid = "ours"\ntitle = "t"\npublisher = "p"\nversion = "1"\n'
    )
    plan = monitoring_plan(select_regimen(PATIENT, guideline=own))
    assert "uk-weekly-step" in ids(plan.items)


REPLACED = """
[[source]]
key = "protocol"
title = "Our protocol"
evidence = "primary"

[[rule]]
id = "without-neurological-involvement"
when = { cause = ["named-for-prophylaxis", "malabsorption", "other-causes"], optic_disease = "none", purpose = "treatment", neurological = false }
action = "inject"
repletion = "1 mg IM 3 times a week for 2 weeks"
maintenance = "1 mg IM every 3 months"
printed = "1 mg 3 times a week for 2 weeks, then every 3 months"
source = "protocol"
"""  # noqa: E501  (a rule is for whom it is for)


def test_a_step_that_is_replaced_needs_nothing_any_more() -> None:
    head = 'extends = "uk-neo-cytamen-hydroxocobalamin"\nid = "ours"\ntitle = "t"\npublisher = "p"\nversion = "1"\n'
    plan = monitoring_plan(select_regimen(PATIENT, guideline=parse_guideline(head + REPLACED)))
    left = {item.entry.id: item.remark for item in plan.left_out}
    labels = "uk-cobalin-h-hydroxocobalamin, uk-emc-31182-hydroxocobalamin or uk-neo-cytamen-hydroxocobalamin"
    assert left["uk-weekly-step"] == f"for what {labels} prints under without-neurological-involvement"


def test_what_a_step_needs_is_open_while_the_rule_is() -> None:
    unsure = attrs.evolve(PATIENT, severity={"anaemia": "severe"})
    plan = asked(unsure, "uk-neo-cytamen-hydroxocobalamin")
    (item,) = [item for item in plan.not_decided if item.entry.id == "uk-weekly-step"]
    assert item.remark == "not known: severity.neurological"
    nothing = asked(Patient(), "uk-neo-cytamen-hydroxocobalamin")
    (item,) = [item for item in nothing.not_decided if item.entry.id == "uk-weekly-step"]
    assert set(item.remark.removeprefix("not known: ").replace(" and ", ", ").split(", ")) == {
        question.path for question in nothing.recommendation.questions
    }


def test_a_plan_says_that_the_answer_is_blocked() -> None:
    plan = asked(attrs.evolve(PATIENT, allergies=["hydroxocobalamin"]))
    assert plan.to_dict()["blocked"] is True
    assert str(plan).splitlines()[1].startswith("  blocked: hypersensitivity to a cobalamin")
    assert asked().to_dict()["blocked"] is False
    assert "blocked" not in str(asked())


def test_items_come_in_time_order_and_undated_ones_last() -> None:
    for start in (START, None):
        items = asked(guideline="us-fda-cyanocobalamin", start=start).items
        found = [item.earliest or item.latest for item in items]
        dated = [day for day in found if day is not None]
        assert found == [*sorted(dated), *[None] * (len(found) - len(dated))]
        order = ids(items)
        before = [order.index(name) for name in ("us-before", "us-response", "us-until-normal", "us-no-response")]
        assert before == sorted(before)


def test_sources_that_contradict_each_other_are_shown_together() -> None:
    (found,) = asked().disagreements
    assert found.to_dict() == {
        "topic": "repeating the level of vitamin B12 on treatment",
        "measured": ["uppsala-repeat", "nhs-uk-repeat", "be-repeat"],
        "not_measured": [
            "remedy-no-repeat",
            "nbt-no-repeat",
            "mid-essex-no-repeat",
            "nhg-no-repeat",
            "dsam-no-repeat",
            "parkhurst-no-repeat",
        ],
    }
    text = str(asked())
    heading = "SOURCES DISAGREE ON REPEATING THE LEVEL OF VITAMIN B12 ON TREATMENT"
    assert text.count("having your hydroxocobalamin injection") == 1
    assert text.index(heading) < text.index("having your hydroxocobalamin injection")


def test_one_side_alone_is_no_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    only(GOOD, monkeypatch)
    assert ids(asked().items) == ["first", "second"]
    assert asked().disagreements
    plan = asked(attrs.evolve(PATIENT, severity=Severity(anaemia="none")))
    assert ids(plan.items) == ["second"]
    assert plan.disagreements == ()
    assert "COULD NOT BE DECIDED" not in str(plan)


def test_every_line_names_its_source_and_how_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = asked(start=START)
    for item in (*plan.items, *plan.not_decided, *plan.left_out):
        assert all(one.source.title in str(item) for one in item.citations)
        assert f"[{item.evidence}]" in str(item)
    assert str(plan).replace("\n    ", " ").endswith(DECISION_SUPPORT)
    only(GOOD, monkeypatch)
    first, second = asked(start=START).items
    assert str(first) == (
        "2026-03-09 to 2026-03-12: potassium, after 7-10 days; why: the reason was not read | here | "
        "A page of <ours> [primary]: no address known; A page of theirs [secondary]: https://example.org/page"
    )
    assert (first.evidence, second.evidence) == ("secondary", "primary")
    assert (second.what, second.where) == ("do not measure: potassium", "no country is named")
    html = asked().to_html()
    assert "A page of &lt;ours&gt;" in html
    assert "<ours>" not in html
    assert DECISION_SUPPORT in html.replace("&#x27;", "'")


def test_json_holds_what_the_plan_holds() -> None:
    plan = asked(attrs.evolve(PATIENT, pregnancy=None), start=START)
    found = json.loads(plan.to_json())
    assert found == plan.to_dict()
    assert (found["guideline"], found["jurisdiction"], found["action"], found["start"]) == (
        BNF,
        "GB",
        "inject",
        "2026-03-02",
    )
    assert [item["id"] for item in found["items"]] == ids(plan.items)
    assert [item["remark"] for item in found["not_decided"]] == ["not known: pregnancy"] * 3
    assert found["decision_support"] == DECISION_SUPPORT
    (review,) = (item for item in found["not_decided"] if item["id"] == "ng239-review")
    assert (review["earliest"], review["latest"], review["after"]) == ("2026-06-02", "2026-06-02", "3 months")


@given(
    patient=st.builds(attrs.evolve, patients(), labs=st.none() | lab_panels()),
    guideline=st.sampled_from(guideline_ids()),
    start=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_every_item_has_one_place_for_every_patient(patient: Patient, guideline: str, start: date | None) -> None:
    recommendation = select_regimen(patient, guideline=guideline)
    before = recommendation.to_dict()
    plan = monitoring_plan(recommendation, start=start)
    placed = [*ids(plan.items), *ids(plan.not_decided), *ids(plan.left_out)]
    assert sorted(placed) == sorted(entry.id for entry in monitoring_entries())
    assert all(item.remark is None for item in plan.items)
    assert all((item.remark or "").startswith("not known: ") for item in plan.not_decided)
    for item in plan.left_out:
        assert item.remark
        _speaks_against(item.entry, patient, guideline, item.remark)
    assert str(plan)
    assert plan.to_html()
    assert recommendation.to_dict() == before


def _speaks_against(entry: MonitoringEntry, patient: Patient, guideline: str, remark: str) -> None:
    """Hold that something known of the patient or of the guideline stands behind what was left out."""
    known = patient.to_dict()
    known |= known.get("severity", {})
    looked_at = [name for facts in entry.facts for name in facts if f"for {name}" in remark or f".{name}" in remark]
    by_guideline = bool(entry.guidelines and guideline not in entry.guidelines)
    drug = load_guideline(guideline).drug
    by_drug = bool(entry.drugs and drug is not None and drug not in entry.drugs)
    by_age = "from " in remark and patient.age is not None
    by_fact = any(name in known or (name == "anaemia" and patient.labs is not None) for name in looked_at)
    answering = {rule.id for rule in select_regimen(patient, guideline=guideline).rules}
    by_rule = bool(entry.rules) and answering.isdisjoint(entry.rules)
    assert by_guideline or by_drug or by_age or by_fact or by_rule, (entry.id, remark)


@given(patients(), st.sampled_from(guideline_ids()))
def test_a_plan_does_not_depend_on_who_asked_before(patient: Patient, guideline: str) -> None:
    shared = monitoring_plan(select_regimen(patient, guideline=guideline)).to_dict()
    load_guideline(guideline)._answers.clear()
    assert monitoring_plan(select_regimen(patient, guideline=guideline)).to_dict() == shared


BROKEN = [
    ('key = "here"', "key = ", "", "this is not TOML"),
    ('when = "at the end"\n', "", "item[1].when", "this key is missing"),
    ("[[item]]", "[[items]]", "items", 'there is no such key; did you mean "item"?'),
    ('when = "at the end"', 'text = "at the end"', "item[1].text", "there is no such key"),
    ('id = "second"', 'id = "first"', "item[1].id", 'the item "first" is given twice'),
    ('["potassium"]', '["potasium"]', "item[0].measure[0]", 'did you mean "potassium"?'),
    ('["potassium"]', "[]", "item[0].measure", "name what is measured or reviewed"),
    ('kind = "test"', 'kind = "tests"', "item[0].kind", '"tests" will not do; did you mean "test"?'),
    ('anchor = "start"', 'anchor = "begin"', "item[0].anchor", '"begin" will not do'),
    ('anchor = "start"', 'anchor = "none"', "item[0].after", 'nothing is counted from "none"; leave it out'),
    (
        'anchor = "start"',
        'anchor = "before-first-dose"',
        "item[0].after",
        'nothing is counted from "before-first-dose"',
    ),
    ('"7-10 days"', '"a week"', "item[0].after", '"a week" is no length of time, such as "7-10 days"'),
    ('"7-10 days"', '"10-7 days"', "item[0].after", "runs backwards"),
    ('"7-10 days"', '"7-10 days after"', "item[0].after", "is no length of time"),
    ('{ anaemia = "severe" }', '[{ anemia = "severe" }]', "item[0].facts[0].anemia", "there is no fact anemia"),
    ("anaemia =", "anemia =", "item[0].facts.anemia", "there is no fact anemia"),
    ('"severe"', '"bad"', "item[0].facts.anaemia", '"bad" is no value of anaemia; one of: none, present, severe'),
    ('"severe"', "[]", "item[0].facts.anaemia", "name at least one value, or leave the fact out"),
    ('anaemia = "severe"', 'age = "adult"', "item[0].facts.age", "write the youngest age that the source covers"),
    ('"16 years"', '"sixteen"', "item[0].youngest", '"sixteen" is no age'),
    ('["hydroxocobalamin"]', '["b12"]', "item[0].drug[0]", '"b12" will not do'),
    ('["GB"]', '["Britain"]', "item[0].jurisdiction[0]", '"Britain" is no jurisdiction; write the two capital letters'),
    ('["GB"]', '["UK"]', "item[0].jurisdiction[0]", 'did you mean "GB"?'),
    ('["here", "there"]', '"here"', "source[1]", 'nothing cites "there"'),
    ('["uk-bnf-', '["bnf-', "item[0].guideline", 'there is no guideline "bnf-hydroxocobalamin"'),
    ('guideline = ["uk-bnf-hydroxocobalamin"]', 'rule = ["child"]', "item[0].rule", "name the guideline whose rules"),
    ('kind = "do-not-measure"', 'kind = "test"', "item[0].topic", 'nothing contradicts it on "potassium"'),
    ('source = "here"', 'source = "hear"', "item[1].source", 'there is no source "hear"; did you mean "here"?'),
    ('source = "here"', "source = []", "item[1].source", "name at least one source"),
    ('"primary"', '"unverified"', "source[0].evidence", '"unverified" will not do'),
]


def test_the_good_file_is_read() -> None:
    first, second = parse_monitoring(GOOD)
    assert (first.id, str(first.after), first.guidelines) == ("first", "7-10 days", (BNF,))
    assert (second.drugs, second.youngest, second.facts) == ((), None, ())


@pytest.mark.parametrize(("right", "wrong", "path", "reason"), BROKEN)
def test_each_mistake_is_found_with_its_place(right: str, wrong: str, path: str, reason: str) -> None:
    assert right in GOOD
    with pytest.raises(ShippedFileError) as caught:
        parse_monitoring(GOOD.replace(right, wrong, 1))
    found = {finding.path: finding for finding in caught.value.findings}
    assert path in found, str(caught.value)
    assert reason in found[path].reason
    assert found[path].line or not path


def test_all_mistakes_are_reported_at_once() -> None:
    text = GOOD.replace('"7-10 days"', '"a week"').replace('"16 years"', '"sixteen"').replace('["GB"]', '["UK."]')
    with pytest.raises(ShippedFileError, match="monitoring: 3 problems") as caught:
        parse_monitoring(text)
    lines = [finding.line or 0 for finding in caught.value.findings]
    assert lines == sorted(lines)
