"""The main job: laws that hold for every patient and every guideline, and what a recommendation shows."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import (
    Cause,
    Patient,
    Recommendation,
    UnknownGuidelineError,
    guideline_ids,
    load_guideline,
    parse_guideline,
    select_regimen,
)
from b12regimen import selection as selection_module
from b12regimen.testing import patients

GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
GUIDELINES = [*map(load_guideline, guideline_ids()), parse_guideline(GOOD)]
ANY_GUIDELINE = st.sampled_from(GUIDELINES)
ANY_PATIENT = patients()


@given(ANY_PATIENT, ANY_GUIDELINE)
def test_every_patient_gets_an_answer_that_says_who_says_so(patient: Patient, guideline: Any) -> None:
    found = select_regimen(patient, guideline=guideline)
    shown = found.to_dict()
    assert shown["guideline"]["id"] == guideline.id
    assert shown["decision_support"]
    assert bool(found.questions) is (found.action == "ask")
    assert bool(found.regimens) <= (found.action in ("inject", "oral", "either"))
    assert bool(found.citations) is bool(found.rules)
    assert found.citations or "contradict" in found.why[0]
    if found.action == "inject":
        assert found.regimens
    if found.action in ("not-stated", "out-of-scope"):
        assert found.why


@given(ANY_PATIENT, ANY_GUIDELINE)
def test_answers_are_those_of_a_fresh_guideline(patient: Patient, guideline: Any) -> None:
    again = attrs.evolve(guideline)
    assert select_regimen(patient, guideline=again).to_dict() == select_regimen(patient, guideline=guideline).to_dict()


@given(ANY_PATIENT, ANY_PATIENT, ANY_GUIDELINE)
def test_a_fact_more_never_turns_an_answer_into_a_question(some: Patient, more: Patient, guideline: Any) -> None:
    """Fill what is unknown of one patient with what is known of another."""
    filled = attrs.evolve(
        some,
        severity=attrs.evolve(
            some.severity,
            **{
                name: getattr(more.severity, name)
                for name in ("neurological", "anaemia", "critically_ill")
                if getattr(some.severity, name) is None
            },
        ),
        **{
            name: getattr(more, name)
            for name in ("age", "purpose", "optic_disease", "deficiency", "oral_suitable")
            if getattr(some, name) is None
        },
    )
    before = select_regimen(some, guideline=guideline)
    after = select_regimen(filled, guideline=guideline)
    assert {rule.id for rule in after.rules} <= {rule.id for rule in before.rules}
    if before.action != "ask":
        assert after.action in (before.action, "out-of-scope")
        assert after.action != "ask"


@given(ANY_PATIENT, ANY_GUIDELINE)
def test_every_answer_to_a_question_leads_where_it_says(patient: Patient, guideline: Any) -> None:
    found = select_regimen(patient, guideline=guideline)
    for question in found.questions:
        for possible in question.answers:
            answered = with_answer(patient, question.fact, possible.means[0])
            if answered is not None:
                rules = select_regimen(answered, guideline=guideline).rules
                assert set(rules) <= set(possible.rules)
                assert set(possible.rules) <= set(found.rules)


def with_answer(patient: Patient, fact: str, value: Any) -> Patient | None:
    if fact in ("neurological", "anaemia", "critically_ill"):
        return attrs.evolve(patient, severity=attrs.evolve(patient.severity, **{fact: value}))
    if fact in ("purpose", "optic_disease", "deficiency", "oral_suitable"):
        return attrs.evolve(patient, **{fact: value})
    if fact == "cause":
        return attrs.evolve(patient, cause=Cause(value))
    if fact == "age":
        return attrs.evolve(patient, age=17 if "below" in value else 18)
    assert fact == "reversible"
    return None


@given(ANY_PATIENT, ANY_GUIDELINE)
def test_alternatives_change_the_answer(patient: Patient, guideline: Any) -> None:
    found = select_regimen(patient, guideline=guideline)
    now = set(map(str, found.rules))
    for alternative in found.alternatives:
        assert set(alternative.answer.outcomes) != now


@given(ANY_PATIENT, ANY_GUIDELINE)
def test_text_html_and_json_say_the_same(patient: Patient, guideline: Any) -> None:
    found = select_regimen(patient, guideline=guideline)
    assert json.loads(found.to_json()) == found.to_dict()
    reader = TextOf()
    reader.feed(found._repr_html_())
    html = reader.words()
    text = str(found).split()
    assert sorted(word.lower() for word in html) == sorted(word.lower() for word in text)


class TextOf(HTMLParser):
    """Collects the text of HTML and refuses scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("article", "section", "h4", "ul", "li")
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def words(self) -> list[str]:
        return " ".join(self.parts).split()


def test_html_is_escaped() -> None:
    allergic = Patient(age=46, allergies=["<script>alert(1)</script>"])
    html = select_regimen(allergic, guideline="uk-bnf-hydroxocobalamin")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_result_is_the_callers_to_change() -> None:
    patient = Patient(age=46)
    first = select_regimen(patient, guideline="uk-bnf-hydroxocobalamin").to_dict()
    kept = json.dumps(first)
    first["questions"].clear()
    first["guideline"]["id"] = "changed"
    assert json.dumps(select_regimen(patient, guideline="uk-bnf-hydroxocobalamin").to_dict()) == kept


def test_a_guideline_has_no_default() -> None:
    with pytest.raises(TypeError):
        select_regimen(Patient())  # type: ignore[call-arg]
    with pytest.raises(UnknownGuidelineError):
        select_regimen(Patient(), guideline="none")


def test_guidelines_by_id_by_path_and_as_an_object(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, "utf-8")
    patient = Patient(age=17)
    answers = [select_regimen(patient, guideline=one).to_dict() for one in (file, str(file), load_guideline(file))]
    assert answers[0] == answers[1] == answers[2]


def good(known: dict[str, Any]) -> Recommendation:
    return select_regimen(Patient.from_dict(known), guideline=GUIDELINES[-1])


def test_several_regimens_are_shown_by_preference() -> None:
    found = good({"age": 30, "purpose": "treatment", "severity": {"neurological": False}})
    assert found.action == "either"
    assert found.advice == "as the patient prefers"
    assert [str(regimen.maintenance) for regimen in found.regimens] == ["not stated", "1 mg SC monthly"]
    text = str(found)
    assert text.index("REGIMEN 1, BY PREFERENCE") < text.index("REGIMEN 2, BY PREFERENCE")
    assert "WHAT THE SOURCE SAYS\n  as the patient prefers" in text
    assert "a note of the rule" in found.notes
    assert "a note of the guideline" in found.notes


def test_what_is_not_stated_says_which_of_the_two_and_refers_on() -> None:
    found = good({"age": 30, "purpose": "prophylaxis"})
    assert (found.action, found.see, found.why) == ("not-stated", "another guideline", ("that page was cut",))
    assert "that part was not read" in str(found)
    assert "THE SOURCE REFERS TO\n  another guideline" in str(found)


def test_several_causes_go_in_the_files_order() -> None:
    known = {"age": 30, "purpose": "treatment", "cause": ["dietary-vegan", "coeliac-disease"]}
    cause = {fact.fact: fact for fact in good(known).facts}["cause"]
    assert (cause.known, cause.read_as) == ("dietary-vegan, coeliac-disease", ("lasting",))


def test_preferred_rules_say_whom_they_overrule() -> None:
    found = good({"age": 30, "purpose": "treatment", "severity": {"neurological": True}})
    assert [rule.id for rule in found.rules] == ["nerves"]
    assert any("also comes under treatment" in note for note in found.notes)


def test_a_superseded_text_says_so() -> None:
    old = parse_guideline(GOOD.replace('scope = "the tests"', 'scope = "the tests"\nsuperseded_by = "a newer one"'))
    found = select_regimen(Patient(age=30, purpose="treatment", severity={"neurological": True}), guideline=old)
    assert "this text is superseded by a newer one" in found.notes


def test_an_allergy_that_cannot_be_placed_is_not_checked() -> None:
    known = {"age": 30, "purpose": "treatment", "allergies": ["hydroxycobalamine"]}
    assert [alert.id for alert in good(known).alerts_not_checked] == ["allergy"]
    assert good(known | {"allergies": ["penicillin"]}).alerts_not_checked == ()
    assert good(known | {"purpose": None}).alerts_not_checked[0].missing(Patient()) == ("cobalamin_allergy", "purpose")


def test_a_blocked_answer_shows_the_alert_first_and_the_regimen_still() -> None:
    found = good({"age": 30, "purpose": "treatment", "severity": {"neurological": True}, "allergies": "cobalt"})
    assert found.blocked
    text = str(found)
    assert text.startswith("CONTRAINDICATION\n  allergy")
    assert text.index("BLOCKED") < text.index("REGIMEN")


def test_the_checklist_is_filled_in_with_what_is_known() -> None:
    items = {
        item.confirm: item.known
        for item in good(
            {
                "age": 30,
                "purpose": "treatment",
                "cause": "metformin",
                "severity": {"neurological": True},
                "allergies": [],
            }
        ).checklist
    }
    assert items["the cause of the deficiency"] == "metformin"
    assert items["how severe it is (nerves, anaemia, critical illness)"] == "neurological: yes"
    assert items["the latest laboratory results"] is None
    assert items["allergies, to cobalt and cobalamins above all"] == "none known"
    assert items["the route"] == "IM"
    assert items["how long repletion lasts"] == "1 mg IM daily for 7 doses"
    assert items["the interval of maintenance"] == "1 mg IM monthly"
    assert "the route" not in {item.confirm for item in good({}).checklist}


def test_a_recommendation_prints_in_a_line() -> None:
    assert repr(good({"age": 3})) == "<Recommendation out-of-scope by test-guideline: child>"


def test_remembered_cases_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection_module, "_MOST_ANSWERS", 3)
    fresh = attrs.evolve(GUIDELINES[-1])
    for age in range(20, 30):
        assert select_regimen(Patient(age=age), guideline=fresh).action == "ask"
    assert len(fresh.answers) <= 3
    assert select_regimen(Patient(age=29), guideline=fresh).action == "ask"
    assert len(fresh.answers) <= 3
