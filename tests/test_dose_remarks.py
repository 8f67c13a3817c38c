"""A dose of a file of one's own that lies outside of what every shipped guideline prints is said wherever used."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import (
    Course,
    Patient,
    check_guideline,
    compare_guidelines,
    diff_guidelines,
    guideline_ids,
    load_guideline,
    parse_guideline,
    review_order,
    select_regimen,
)
from b12regimen.fhir import detected_issues, medication_requests
from b12regimen.guidelines.dose_remarks import DOSE_REMARK, PrintedDoses, Span, doses_of

if TYPE_CHECKING:
    from b12regimen import Guideline, Recommendation

GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
REPLETION = "1 mg IM daily for 7 doses"
NERVES = Patient(age=46, purpose="treatment", severity={"neurological": True}, allergies=[])
ORDER = "hydroxocobalamin 1000 mg IM daily for 7 doses, then 1 mg IM monthly"
THOUSAND = (
    'rule "nerves", repletion: 1000 mg is 1000 times the largest dose that a shipped guideline prints of '
    "hydroxocobalamin, 1 mg; were micrograms meant? 1000 mcg is 1 mg; no source prints a limit, so this blocks nothing"
)


def with_dose(dose: str, text: str = GOOD) -> Guideline:
    return parse_guideline(text.replace(REPLETION, REPLETION.replace("1 mg", dose)))


def asked(dose: str, text: str = GOOD) -> Recommendation:
    return select_regimen(NERVES, guideline=with_dose(dose, text))


def remarks(dose: str, text: str = GOOD) -> list[tuple[str, str]]:
    """Give the severity and the text of each, without what is the same in all."""
    found = [alert for alert in asked(dose, text).alerts if alert.id == DOSE_REMARK]
    return [(alert.severity, alert.text.split(": ", 1)[1].rpartition("; no source")[0]) for alert in found]


@pytest.mark.parametrize(
    ("dose", "severity", "said"),
    [
        ("1000 mg", "warning", "1000 mg is 1000 times the largest dose"),
        ("100 mg", "warning", "100 mg is 100 times the largest dose"),
        ("10 mg", "warning", "10 mg is 10 times the largest dose"),
        ("15.5 mg", "warning", "15.5 mg is more than 15 times the largest dose"),
        ("5 mg", "caution", "5 mg is 5 times the largest dose"),
        ("1.5 mg", "caution", "1.5 mg is more than the largest dose"),
        ("20 mcg", "caution", "20 mcg is less than the smallest dose"),
        ("3 mcg", "warning", "3 mcg is a tenth of the smallest dose"),
        ("1 mcg", "warning", "1 mcg is less than a tenth of the smallest dose"),
        ("0.03 mcg", "warning", "0.03 mcg is a thousandth of the smallest dose"),
        ("1-1000 mg", "warning", "1000 mg is 1000 times the largest dose"),
        ("up to 10 mg", "warning", "10 mg is 10 times the largest dose"),
        ("900 mg/kg", "warning", "900 mg for each kilogram is 900 times the largest dose"),
    ],
)
def test_a_dose_outside_those_of_every_shipped_guideline_is_remarked_on(dose: str, severity: str, said: str) -> None:
    ((given, text),) = remarks(dose)
    assert given == severity
    assert text.startswith(f"{said} that a shipped guideline prints of hydroxocobalamin, ")


@pytest.mark.parametrize("dose", ["1 mg", "30 mcg", "250-1000 mcg", "at least 1 mg", "10 mcg/kg"])
def test_a_dose_inside_is_not(dose: str) -> None:
    assert remarks(dose) == []


@pytest.mark.parametrize(
    ("dose", "question"),
    [
        ("1000 mg", "; were micrograms meant? 1000 mcg is 1 mg"),
        ("100 mg", "; were micrograms meant?"),
        ("1 mcg", "; were milligrams meant?"),
        ("10 mg", ""),
        ("5000 mg", ""),
    ],
)
def test_the_other_unit_is_asked_for_where_it_makes_a_printed_dose(dose: str, question: str) -> None:
    ((_, text),) = remarks(dose)
    assert text.partition("; were")[0] + question == text


def test_each_drug_is_held_against_its_own_and_one_without_a_guideline_against_all() -> None:
    cyanocobalamin = GOOD.replace('drug = "hydroxocobalamin"', 'drug = "cyanocobalamin"')
    assert remarks("1.5 mg", cyanocobalamin) == []
    assert len(remarks("1.5 mg")) == 1
    for drug, spoken_of in (
        ("mecobalamin", "any drug"),
        ("not-stated", "any drug"),
        ("cyanocobalamin-tannin", "cyanocobalamin"),
    ):
        other = GOOD.replace('drug = "hydroxocobalamin"', f'drug = "{drug}"')
        assert remarks("1.5 mg", other) == []
        ((_, text),) = remarks("15 mg", other)
        assert text.startswith(
            f"15 mg is 10 times the largest dose that a shipped guideline prints of {spoken_of}, 1.5"
        )


def test_what_the_library_ships_is_not_remarked_on_and_pays_nothing() -> None:
    for name in guideline_ids():
        shipped = load_guideline(name)
        assert all(rule.remarks == () for rule in shipped.rules.values())
        assert shipped.alerts_for([]) is shipped.every_alert


@given(mcg=st.decimals(Decimal("0.1"), Decimal(10_000_000), places=1))
def test_a_remark_stands_exactly_outside_of_what_is_printed(mcg: Decimal) -> None:
    dose = Fraction(mcg)
    printed = PrintedDoses(guideline_ids(), load_guideline)
    of_all = [
        bound.exact
        for name in guideline_ids()
        for rule in load_guideline(name).rules.values()
        for regimen in rule.regimens
        if regimen.drug == "hydroxocobalamin"
        for _, found in doses_of(regimen)
        for bound in (found.amount.low, found.amount.high)
        if bound is not None
    ]
    span = min(of_all), max(of_all)
    expected = None if span[0] <= dose <= span[1] else Span("hydroxocobalamin", *span)
    assert printed.around("hydroxocobalamin", [dose]) == expected


def test_only_as_many_guidelines_are_loaded_as_show_that_a_dose_lies_inside() -> None:
    loaded: list[str] = []

    def load(name: str) -> Guideline:
        loaded.append(name)
        return load_guideline(name)

    assert PrintedDoses(guideline_ids(), load).around("hydroxocobalamin", [Fraction(1000)]) is None
    assert len(set(loaded)) < len(guideline_ids())
    assert PrintedDoses(guideline_ids(), load).around(None, []) is None


def test_it_stands_first_in_every_form_of_the_answer_and_blocks_nothing() -> None:
    found = asked("1000 mg")
    assert found.alerts[0].text == THOUSAND
    assert not found.blocked
    assert found.regimens
    assert [remark.text for remark in found.remarks] == [THOUSAND]
    for text in (str(found), found.brief()):
        assert THOUSAND in " ".join(text.split())
    assert THOUSAND in found.to_dict()["alerts"][0]["text"]
    assert json.loads(found.to_json())["alerts"][0]["id"] == DOSE_REMARK
    assert "1000 times the largest dose" in found._repr_html_()
    assert "warning: " + THOUSAND in " ".join(str(found.guideline).split())
    assert found.guideline.to_dict()["rules"][2]["remarks"][0]["text"] == THOUSAND


def test_it_stands_while_the_answer_is_a_question_of_which_one_is_the_dose() -> None:
    found = select_regimen(Patient(age=46, purpose="treatment"), guideline=with_dose("1000 mg"))
    assert found.action == "ask"
    assert [remark.text for remark in found.remarks] == [THOUSAND]
    assert found.remarks[0] in found.alerts


def test_another_rule_of_the_file_does_not_carry_it() -> None:
    treatment = Patient(age=46, purpose="treatment", severity={"neurological": False}, allergies=[])
    assert select_regimen(treatment, guideline=with_dose("1000 mg")).remarks == ()


def test_one_alert_speaks_of_all_doses_of_a_rule_and_is_as_severe_as_the_worst() -> None:
    text = GOOD.replace('maintenance = "1 mg IM monthly"', 'maintenance = "2 mg IM monthly"')
    (alert,) = asked("1000 mg", text).remarks
    assert alert.severity == "warning"
    assert "repletion: 1000 mg is 1000 times" in alert.text
    assert "; maintenance: 2 mg is 2 times" in alert.text
    both = GOOD.replace('maintenance = "1 mg IM monthly"', 'maintenance = "1000 mg IM monthly"')
    (alert,) = asked("1000 mg", both).remarks
    assert alert.text == THOUSAND.replace("repletion:", "repletion and maintenance:")


def test_an_order_that_agrees_with_it_does_not_simply_agree() -> None:
    reviewed = review_order(ORDER, NERVES, guideline=with_dose("1000 mg"))
    assert reviewed.outcome == "findings"
    (finding,) = [finding for finding in reviewed.findings if finding.id == DOSE_REMARK]
    assert (finding.severity, finding.text) == ("warning", THOUSAND)
    assert THOUSAND in " ".join(str(reviewed).split())
    plain = review_order(ORDER.replace("1000 mg", "1 mg"), NERVES, guideline=with_dose("1 mg"))
    assert DOSE_REMARK not in [finding.id for finding in plain.findings]


def test_a_course_a_comparison_and_a_change_say_it() -> None:
    found = asked("1000 mg")
    course = Course.of(found, start="2026-03-02")
    assert (course.source or "").endswith(f"; warning: {THOUSAND}")
    side_by_side = compare_guidelines(NERVES, [found.guideline, "uk-bnf-hydroxocobalamin"])
    assert [row["remarks"] for row in side_by_side.to_dict()["rows"]] == [[THOUSAND], []]
    assert THOUSAND in " ".join(str(side_by_side).split())
    (raised,) = [change for change in diff_guidelines(with_dose("1 mg"), found.guideline) if change.kind == "alert"]
    assert (raised.alert, raised.old) == (DOSE_REMARK, None)
    assert THOUSAND in str(raised)


def test_a_draft_carries_it() -> None:
    found = asked("1000 mg")
    (request,) = medication_requests(found, subject="Patient/1", phase="repletion")
    assert f"Alert: {found.remarks[0]}" in [note["text"] for note in request["note"]]
    assert THOUSAND in [issue["code"].get("text") for issue in detected_issues(found, subject="Patient/1")]


def test_what_is_taken_over_from_a_file_of_ones_own_carries_it(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(GOOD.replace(REPLETION, "1000 mg IM daily for 7 doses"), "utf-8")
    own = tmp_path / "own.toml"
    own.write_text('extends = "base.toml"\nid = "ours"\ntitle = "t"\npublisher = "p"\nversion = "1"\n', "utf-8")
    assert [remark.text for remark in select_regimen(NERVES, guideline=own).remarks] == [THOUSAND]
    said = [(finding.file, finding.path) for finding in check_guideline(own).remarks]
    assert ("base.toml", "rule[2].repletion") in said
