"""The main job: laws that hold for every patient and every guideline, and what a recommendation shows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import b12regimen
from b12regimen import (
    Cause,
    Patient,
    PatientError,
    PossibleAnswer,
    Recommendation,
    RegimenError,
    UnknownGuidelineError,
    guideline_ids,
    load_guideline,
    parse_guideline,
    select_regimen,
)
from b12regimen.patients.patient import CAUSE_KINDS
from b12regimen.recommendations import selection as selection_module
from b12regimen.regimens.dosing import DRUGS
from b12regimen.testing import patients

GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
IN_DAYS = GOOD.replace('at = "18 years"', 'at = "220 days"')  # which an age of 7 months does not tell
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
    assert found.citations or "facts contradict each other" in str(found)
    if found.action == "inject":
        assert found.regimens
    if found.action in ("not-stated", "out-of-scope"):
        assert found.why
    assert not found.why or found.action in ("not-stated", "out-of-scope", "no-treatment"), (
        "a question has no reason yet"
    )


@given(ANY_PATIENT, ANY_GUIDELINE)
def test_answers_are_those_of_a_fresh_guideline(patient: Patient, guideline: Any) -> None:
    again = attrs.evolve(guideline)
    assert select_regimen(patient, guideline=again).to_dict() == select_regimen(patient, guideline=guideline).to_dict()


def filled_in(some: Any, more: Any, *names: str) -> Any:
    """Fill what is unknown of one with what is known of another."""
    return attrs.evolve(some, **{name: getattr(more, name) for name in names if getattr(some, name) is None})


@given(patients(labs=None), ANY_PATIENT, ANY_GUIDELINE)  # results may contradict a fact more, which is then unknown
def test_a_fact_more_never_turns_an_answer_into_a_question(some: Patient, more: Patient, guideline: Any) -> None:
    filled = attrs.evolve(
        filled_in(some, more, "age", "purpose", "optic_disease", "deficiency", "oral_suitable", "b12_treatment"),
        severity=filled_in(some.severity, more.severity, "neurological", "anaemia", "critically_ill"),
        suspicion=filled_in(some.suspicion, more.suspicion, "symptoms", "risk_factor", "tested"),
        follow_up=filled_in(some.follow_up, more.follow_up, "response", "cause_addressed"),
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
            answered = patient.with_answers({question.path: meant(possible)})
            after = select_regimen(answered, guideline=guideline)
            assert set(possible.rules) <= set(found.rules)
            assert set(after.rules) <= set(possible.rules)


SEVERAL_CAUSES = st.lists(
    st.builds(Cause, st.sampled_from(CAUSE_KINDS), st.none() | st.booleans()),
    min_size=2,
    max_size=3,
    unique_by=lambda cause: cause.kind,
)


@pytest.mark.parametrize("guideline", GUIDELINES, ids=lambda guideline: guideline.id)
@given(known=patients(age=46, labs=None, cause=SEVERAL_CAUSES), neurological=st.booleans())
@settings(max_examples=40)
def test_whichever_cause_decides_leads_where_it_says_and_no_cause_is_forgotten(
    known: Patient, neurological: Any, guideline: Any
) -> None:
    patient = attrs.evolve(
        known,
        purpose="treatment",
        optic_disease="none",
        severity={"neurological": neurological, "anaemia": "none", "critically_ill": False},
    )
    found = select_regimen(patient, guideline=guideline)
    for question in found.questions:
        if question.path != "cause":
            continue
        assert {kind for possible in question.answers for kind in possible.means} == {c.kind for c in patient.causes}
        for possible in question.answers:
            for kind in possible.means:
                answered = patient.with_answers({"cause": kind})
                after = select_regimen(answered, guideline=guideline)
                assert after.rules == possible.rules
                assert [c.kind for c in answered.causes] == [c.kind for c in patient.causes]
                assert {alert.id for alert in after.alerts_not_checked} <= {a.id for a in found.alerts_not_checked}


def test_of_two_causes_the_one_that_decides_leaves_the_need_of_the_other() -> None:
    causes = [{"kind": "coeliac-disease", "reversible": True}, {"kind": "other", "reversible": False}]
    patient = Patient(age=46, purpose="treatment", severity={"neurological": False}, cause=causes)
    (which,) = select_regimen(patient, guideline="be-sterop-cyanocobalamin").questions
    assert [possible.means for possible in which.answers] == [("coeliac-disease",), ("other",)]
    after = select_regimen(patient.with_answers({"cause": "coeliac-disease"}), guideline="be-sterop-cyanocobalamin")
    assert [rule.id for rule in after.rules] == ["no-complication-lasting-malabsorption"]
    assert after.to_dict()["facts"]["cause"]["origin"] == "the patient, and coeliac-disease decides"


def meant(possible: PossibleAnswer) -> Any:
    """Write an answer as a form would."""
    value = possible.means[0]
    if not isinstance(value, str) or not value.startswith(("from ", "below ")):
        return value
    return "0 days" if value.startswith("below") else value.split(" and ")[0].removeprefix("from ")


@given(ANY_PATIENT, ANY_GUIDELINE, st.data())
def test_each_question_can_be_answered_by_its_path_and_is_not_asked_again(
    patient: Patient, guideline: Any, data: st.DataObject
) -> None:
    answered: set[str] = set()
    while (found := select_regimen(patient, guideline=guideline)).questions:
        assert len({question.path for question in found.questions}) == len(found.questions)
        assert not answered & {question.path for question in found.questions}
        assert all(question.answers for question in found.questions)
        question = data.draw(st.sampled_from(found.questions))
        patient = patient.with_answers({question.path: meant(data.draw(st.sampled_from(question.answers)))})
        answered.add(question.path)


def test_whether_it_can_resolve_is_asked_of_each_cause_by_name() -> None:
    causes = ["pernicious-anaemia", "ileal-disease", {"kind": "metformin", "reversible": True}, "dietary-other"]
    known = Patient(
        age=46, purpose="treatment", severity={"neurological": False, "anaemia": "none", "critically_ill": False}
    )
    guideline = "adult-common-practice"
    (first,) = select_regimen(known, guideline=guideline).questions
    assert (first.path, first.fact) == ("cause", "reversible")
    assert [answer.means[:2] for answer in first.answers] == [
        ("dietary-vegan", "dietary-other"),
        ("pernicious-anaemia",),
        ("autoimmune-gastritis", "total-gastrectomy"),
    ]
    assert select_regimen(known.with_answers({"cause": causes}), guideline=guideline).action == "inject"  # one lasts
    (of_one,) = select_regimen(known.with_answers({"cause": causes[1:]}), guideline=guideline).questions
    assert (of_one.path, of_one.text) == ("cause[0].reversible", "Can the cause ileal-disease resolve?")
    two = known.with_answers({"cause": ["ileal-disease", "dietary-other", "coeliac-disease"]})
    of_two = select_regimen(two, guideline=guideline).questions
    assert [question.path for question in of_two] == ["cause[0].reversible", "cause[2].reversible"]
    yes, no = of_two[0].answers
    assert (len(yes.rules), len(no.rules)) == (2, 1)
    assert select_regimen(two.with_answers({of_two[1].path: False}), guideline=guideline).rules == no.rules
    both = two.with_answers(dict.fromkeys((question.path for question in of_two), True))
    assert [rule.id for rule in select_regimen(both, guideline=guideline).rules] == ["weekly-temporary-cause"]


def test_a_cause_is_asked_for_once_and_before_whether_it_can_resolve() -> None:
    found = select_regimen(Patient(age=46), guideline="uk-nhs-highland-hydroxocobalamin")
    assert [question.path for question in found.questions if "cause" in question.path] == ["cause"]
    review = Patient(age=46, b12_treatment="injections", follow_up={"response": "improved"})
    asked = select_regimen(review, guideline="uk-nice-ng239-follow-up").questions
    (which,) = (question for question in asked if question.path == "cause")
    assert [(answer.value, len(answer.means)) for answer in which.answers] == [("any cause", len(CAUSE_KINDS))]


@given(ANY_PATIENT, ANY_GUIDELINE)
def test_alternatives_change_the_answer(patient: Patient, guideline: Any) -> None:
    found = select_regimen(patient, guideline=guideline)
    now = set(map(str, found.rules))
    for alternative in found.alternatives:
        assert set(alternative.answer.outcomes) != now


@given(ANY_PATIENT, ANY_GUIDELINE)
def test_json_says_the_same(patient: Patient, guideline: Any) -> None:
    found = select_regimen(patient, guideline=guideline)
    assert json.loads(found.to_json()) == found.to_dict()


def test_html_is_escaped() -> None:
    allergic = Patient(age=46, allergies=["<script>alert(1)</script>"])
    html = select_regimen(allergic, guideline="uk-bnf-hydroxocobalamin").to_html()
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


def test_only_a_patient_is_asked_for() -> None:
    said = r"^patient: {'age': 46} is no Patient; make one with Patient\(\.\.\.\) or Patient\.from_dict\(\.\.\.\)$"
    with pytest.raises(PatientError, match=said):
        select_regimen({"age": 46}, guideline="uk-bnf-hydroxocobalamin")  # type: ignore[arg-type]


def test_what_was_asked_is_on_the_record() -> None:
    shown = good({"age": 30}).to_dict()
    assert set(shown) == {
        *("library", "guideline", "action", "blocked", "regimens", "advice", "because", "why", "see", "printed"),
        *("notes", "note_citations", "rules", "outcomes", "questions", "alternatives", "citations", "alerts"),
        *("alerts_not_checked", "needs_a_clinician", "facts", "checklist", "labs", "decision_support"),
    }
    assert shown["library"] == f"b12regimen {b12regimen.__version__}"
    assert shown["guideline"]["fingerprint"] == f"sha256:{hashlib.sha256(GOOD.encode()).hexdigest()}"
    assert {key: value for key, value in shown["guideline"].items() if key != "fingerprint"} == {
        "id": "test-guideline",
        "title": "A test",
        "publisher": "The tests",
        "jurisdiction": "GB",
        "version": "1",
        "scope": "the tests",
        "about": "treatment",
        "drug": "hydroxocobalamin",
        "valid_from": None,
        "valid_to": None,
        "superseded_by": None,
        "extends": None,
        "lineage": [],
    }
    assert [(one["fact"], one["path"]) for one in shown["questions"]] == [
        ("purpose", "purpose"),
        ("neurological", "severity.neurological"),
    ]
    shipped = select_regimen(Patient(), guideline="uk-bnf-hydroxocobalamin").to_dict()
    assert shipped["guideline"]["fingerprint"] is None, "the library's version names it"


def test_parts_of_an_answer_are_attributes_too() -> None:
    not_read = good({"age": 30, "purpose": "prophylaxis"})
    assert (not_read.because, not_read.printed) == ("not-read", ())
    injected = good({"age": 30, "purpose": "treatment", "severity": {"neurological": True}})
    assert (injected.because, injected.printed) == (None, ("daily, then monthly",))
    asked = good({})
    assert (asked.because, asked.printed) == (None, ())


def test_a_fact_that_is_known_in_part_is_asked_for_more_closely() -> None:
    causes = Patient.from_dict(
        {
            "age": 46,
            "purpose": "treatment",
            "severity": {"neurological": True},
            "optic_disease": "none",
            "cause": ["transcobalamin-deficiency", "coeliac-disease"],
        }
    )
    (which,) = select_regimen(causes, guideline="uk-bnf-hydroxocobalamin").questions
    assert which.text == "Which of the causes decides? The source does not say which goes first."
    in_days = parse_guideline(IN_DAYS)
    (how_old,) = select_regimen(Patient(age="7 months", purpose="prophylaxis"), guideline=in_days).questions
    assert how_old.text == "How old is the patient? What is known is not exact enough."
    assert [answer.value for answer in how_old.answers] == ["child", "adult"]


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
    assert [str(note) for note in found.notes] == ["a note of the rule (there)", "a note of the guideline (here)"]
    assert [[citation.source.key for citation in note.citations] for note in found.notes] == [["there"], ["here"]]
    assert found.to_dict()["notes"] == [str(note) for note in found.notes]
    assert "SOURCES OF THE NOTES\n  here: A page [primary] https://example.org/page" in text
    assert [cited["source"] for cited in found.to_dict()["note_citations"]] == ["here"]


def test_a_regimen_is_never_chosen_in_silence() -> None:
    injected = select_regimen(
        Patient(age=46, purpose="treatment", cause="pernicious-anaemia", severity={"neurological": False}),
        guideline="us-fda-cyanocobalamin",
    )
    assert injected.regimen() is injected.regimen(1) is injected.regimens[0]
    for wrong in (0, 2, True, "1", 1.0):
        with pytest.raises(RegimenError, match=r"^the answer is inject; .* is no regimen of it; it holds: 1: cyano"):
            injected.regimen(wrong)  # type: ignore[arg-type]
    vegan = Patient(
        age=46, purpose="treatment", cause="dietary-vegan", severity={"neurological": False}, optic_disease="none"
    )
    either = select_regimen(vegan, guideline="uk-nice-cks")
    assert (either.action, len(either.regimens)) == ("either", 1)
    with pytest.raises(RegimenError, match=r"^the answer is either; say which regimen a clinician chose: 1: hydroxo"):
        either.regimen()
    assert either.regimen(1) == either.regimens[0]
    with pytest.raises(RegimenError, match=r"^the answer is ask, and holds no regimen$"):
        select_regimen(Patient(), guideline="uk-nice-cks").regimen(1)


@given(ANY_PATIENT, ANY_GUIDELINE)
def test_what_blocks_is_what_is_said_to_block(patient: Patient, guideline: Any) -> None:
    found = select_regimen(patient, guideline=guideline)
    assert found.blocked is bool(found.contraindications)
    assert found.contraindications == found.alerts[: len(found.contraindications)]
    assert not any(alert.blocks for alert in found.alerts[len(found.contraindications) :])


def test_what_is_not_stated_says_which_of_the_two_and_refers_on() -> None:
    found = good({"age": 30, "purpose": "prophylaxis"})
    assert (found.action, found.see, found.why) == ("not-stated", "another guideline", ("that page was cut",))
    assert "that part was not read" in str(found)
    assert "THE SOURCE REFERS TO\n  another guideline" in str(found)


def reversible(*causes: Cause | str, guideline: str = GOOD) -> tuple[str | None, str]:
    """Give what is known of whether the causes can be reversed, and where it comes from."""
    patient = Patient(age=30, purpose="prophylaxis", cause=list(causes))
    facts = {used.fact: used for used in select_regimen(patient, guideline=parse_guideline(guideline)).facts}
    return facts["reversible"].known, facts["reversible"].origin


def test_of_each_cause_it_is_said_who_says_whether_it_can_be_reversed() -> None:
    coeliac, record = Cause("coeliac-disease", reversible=True), "the patient's record of coeliac-disease"
    assert reversible(coeliac, "dietary-vegan") == ("yes", f"{record}; what the source states for dietary-vegan (here)")
    opposite = "the patient's record of dietary-vegan, where the source states the opposite (here)"
    assert reversible(Cause("dietary-vegan", reversible=False), coeliac) == ("no", f"{opposite}; {record}")
    assert reversible("coeliac-disease", "dietary-vegan") == (None, "not known")
    twice = GOOD.replace(
        'reversible = true\nsource = "here"', 'reversible = true\nsource = ["here", "there"]\nsection = "4"'
    )
    stated = "what the source states for dietary-vegan (here, 4 and there, 4)"
    assert reversible("dietary-vegan", guideline=twice) == ("yes", stated)


def test_a_value_that_other_facts_rule_out_is_named_with_every_reason() -> None:
    two = GOOD.replace("neurological = true }", 'neurological = true, cause = "passing" }', 1)
    two += '\n[[impossible]]\nwhen = { purpose = "prophylaxis", cause = "lasting" }\nwhy = "nor these"\n'
    patient = Patient.from_dict({"age": 30, "severity": {"neurological": True}})
    plain = select_regimen(patient, guideline=parse_guideline(two)).to_dict()
    left = "not known, and of what is possible only treatment is left: these exclude each other; nor these"
    assert plain["facts"]["purpose"] == {"path": "purpose", "known": None, "read_as": "treatment", "origin": left}
    infant = select_regimen(Patient(age="7 months"), guideline=parse_guideline(IN_DAYS)).to_dict()["facts"]["age"]
    assert infant == {"path": "age", "known": "7 months", "read_as": "child or adult", "origin": "the patient"}
    nothing = good({}).to_dict()["facts"]["cause"]
    assert nothing == {"path": "cause", "known": None, "read_as": None, "origin": "not known"}


def test_what_is_known_in_part_keeps_its_words_where_other_facts_rule_some_of_it_out() -> None:
    rule = '\n[[impossible]]\nwhen = { purpose = "prophylaxis", age = "child" }\nwhy = "no child"\n'
    patient = Patient(age="7 months", purpose="prophylaxis")
    (age,) = [f for f in select_regimen(patient, guideline=parse_guideline(IN_DAYS + rule)).facts if f.fact == "age"]
    assert (age.path, age.known, age.read_as) == ("age", "7 months", ("adult",))


def test_alerts_that_cannot_be_checked_name_all_that_is_missing() -> None:
    lines = good({}).to_dict()["alerts_not_checked"]
    assert "severity.anaemia: hypokalaemia-in-severe-anaemia (warning), thrombocytosis (caution)" in lines
    assert "pregnancy, severity.anaemia and deficiency: anaemia-of-pregnancy (contraindication)" in lines


def test_several_causes_go_in_the_files_order() -> None:
    known = {"age": 30, "purpose": "treatment", "cause": ["dietary-vegan", "coeliac-disease"]}
    cause = {fact.fact: fact for fact in good(known).facts}["cause"]
    assert (cause.known, cause.read_as) == ("dietary-vegan, coeliac-disease", ("lasting",))
    decided = Patient.from_dict(known).with_answers({"cause": "dietary-vegan"})  # where the source does not say
    assert {fact.fact: fact for fact in good(decided.to_dict()).facts}["cause"].read_as == ("lasting",)


AGAIN = """
[[rule]]
id = "again"
when = { age = "adult", purpose = "treatment", cause = "passing" }
action = "inject"
repletion = "1 mg IM weekly for 4 doses"
maintenance = "1 mg IM monthly"
printed = "weekly, then monthly"
source = "there"
"""


def test_preferred_rules_say_whom_they_overrule() -> None:
    found = good({"age": 30, "purpose": "treatment", "severity": {"neurological": True}})
    assert [rule.id for rule in found.rules] == ["nerves"]
    order = "which goes first is this library's order, not the source's"
    assert f"as printed, this patient also comes under treatment; {order}" in [note.text for note in found.notes]
    two = GOOD.replace('prefer = ["nerves", "treatment"]', 'prefer = ["nerves", "again", "treatment"]') + AGAIN
    vegan = attrs.evolve(found.case.patient, cause="dietary-vegan")
    found = select_regimen(vegan, guideline=parse_guideline(two))
    assert f"as printed, this patient also comes under treatment and again; {order}" in [n.text for n in found.notes]


@pytest.mark.parametrize(
    ("guideline", "known", "rule", "overruled"),
    [
        (
            "uk-neo-cytamen-hydroxocobalamin",
            {"cause": "pernicious-anaemia", "optic_disease": "leber"},
            "optic-disease",
            "with-neurological-involvement",
        ),
        (
            "uk-nice-cks",
            {"cause": "dietary-vegan", "optic_disease": "none"},
            "with-neurological-involvement",
            "dietary-vegan",
        ),
    ],
)
def test_rows_that_overlap_as_printed_say_so_though_the_file_keeps_them_apart(
    guideline: str, known: dict[str, Any], rule: str, overruled: str
) -> None:
    patient = Patient.from_dict({"age": 46, "purpose": "treatment", "severity": {"neurological": True}} | known)
    found = select_regimen(patient, guideline=guideline)
    assert [one.id for one in found.rules] == [rule]
    order = "which goes first is this library's order, not the source's"
    assert f"as printed, this patient also comes under {overruled}; {order}" in [note.text for note in found.notes]


def test_a_superseded_text_says_so() -> None:
    old = parse_guideline(GOOD.replace('scope = "the tests"', 'scope = "the tests"\nsuperseded_by = "a newer one"'))
    found = select_regimen(Patient(age=30, purpose="treatment", severity={"neurological": True}), guideline=old)
    assert "this text is superseded by a newer one" in map(str, found.notes)


def own_alerts(found: Recommendation) -> list[str]:
    return [alert.id for alert in found.alerts if alert in found.guideline.alerts]


@pytest.mark.parametrize(
    "name",
    [
        "Vitamin B-12",
        "vitamin_b12",
        "vitamin B\u2081\u2082",
        "Hydroxocobalamin",
        "hydroxo cobalamin",
        "cyano-cobalamin",
        "cyanocobalamin-tannin",
        "hydroxycobalamine",
        "kobalamin",
        "cyanocobalmin",
        "cobalam\u00edn",
        "Neo-Cytamen",
        "Vibeden",
        "Vitarubin Depot",
    ],
)
def test_an_allergy_to_a_cobalamin_stands_however_it_is_spelt(name: str) -> None:
    found = good({"age": 30, "purpose": "treatment", "allergies": ["penicillin", name]})
    assert own_alerts(found) == ["allergy"]
    assert found.blocked


@pytest.mark.parametrize("name", ["Vibral", "penicillin", "cobalt chloride"])
def test_an_allergy_that_the_library_does_not_know_is_not_taken_for_no_allergy(name: str) -> None:
    found = good({"age": 30, "purpose": "treatment", "allergies": [name]})
    assert own_alerts(found) == []
    assert not found.blocked or "cobalt" in name
    assert "allergy" in [alert.id for alert in found.alerts_not_checked]


GIVEN = [name for name in guideline_ids() if load_guideline(name).about != "testing"]


@pytest.mark.parametrize("guideline", GIVEN)
def test_an_allergy_to_a_cobalamin_blocks_what_gives_it_and_one_to_cobalt_is_never_silent(guideline: str) -> None:
    for drug in (*DRUGS, "vitamin B12"):
        assert select_regimen(Patient(age=46, allergies=[drug]), guideline=guideline).blocked
    assert select_regimen(Patient(age=46, allergies=["cobalt chloride"]), guideline=guideline).alerts


def test_neither_a_recommendation_nor_a_guideline_can_be_changed() -> None:
    found = good({"age": 30})
    with pytest.raises(AttributeError, match="alerts cannot be set"):
        found.alerts = ()  # type: ignore[misc]
    with pytest.raises(AttributeError, match="guideline cannot be deleted"):
        del found.guideline
    guideline = load_guideline("us-fda-cyanocobalamin")
    for kept in (guideline.rules, guideline.sources, guideline.alerts[0].when[0], guideline.readers[0].groups):
        with pytest.raises(AttributeError):
            kept.update({})  # type: ignore[attr-defined]


@pytest.mark.parametrize("allergies", [[], ["None "], ["other"], ["penicillin", "other"]])
def test_an_allergy_to_none_of_them_is_silent(allergies: list[str]) -> None:
    found = good({"age": 30, "purpose": "treatment", "allergies": allergies})
    assert found.alerts == ()
    assert "allergies" not in [path for alert in found.alerts_not_checked for path in found.missing(alert)]


def test_an_alert_names_every_fact_that_it_misses() -> None:
    unknown = good({})
    assert unknown.missing(unknown.alerts_not_checked[0]) == ("allergies", "purpose")
    named = good({"purpose": "treatment", "allergies": ["penicillin"]})
    assert named.missing(named.alerts_not_checked[0]) == (
        'allergies, for penicillin may be one; add "other" if none is',
    )


def test_a_blocked_answer_shows_the_alert_first_and_the_regimen_still() -> None:
    found = good({"age": 30, "purpose": "treatment", "severity": {"neurological": True}, "allergies": "b12"})
    assert found.blocked
    text = str(found)
    assert text.startswith("CONTRAINDICATION\n  allergy")
    assert text.index("BLOCKED") < text.index("REGIMEN")


def test_the_checklist_is_filled_in_with_what_is_known() -> None:
    items = {
        item.item: item.known
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
    assert items == {
        "cause": "metformin",
        "severity": "neurological: yes",
        "deficiency": None,
        "labs": None,
        "b12_treatment": None,
        "allergies": "none known",
        "drug": "hydroxocobalamin",
        "route": "IM",
        "concentration": None,
        "repletion": "1 mg IM daily for 7 doses",
        "maintenance": "1 mg IM monthly",
    }
    patient = {
        "age": 30,
        "purpose": "treatment",
        "cause": ["metformin", "dietary-vegan"],
        "severity": {"neurological": False, "critically_ill": True},
        "allergies": ["cobalt", "latex"],
        "b12_treatment": "injections",
        "labs": {
            "treated_since": "2026-01-05",
            "results": [{"analyte": "total-b12", "flag": "low"}, {"analyte": "mma", "flag": "high"}],
        },
    }
    two = good(patient)
    assert len(two.regimens) == 2
    assert {item.item: item.known for item in two.checklist} == {
        "cause": "metformin, dietary-vegan",
        "severity": "neurological: no; critically ill: yes",
        "deficiency": None,
        "labs": "2 results given",
        "b12_treatment": "injections since 2026-01-05",
        "allergies": "cobalt, latex",
        "drug": "hydroxocobalamin",
        "route": "IM",
        "concentration": None,
        "repletion": "1 mg IM weekly for 8 doses",
        "maintenance": "not stated",
    }
    assert [item.item for item in two.checklist].count("drug") == 1
    known = good({"deficiency": "confirmed"}).checklist
    assert {item.item: item.known for item in known}["deficiency"] == "confirmed"
    assert "route" not in {item.item for item in good({}).checklist}
    assert good({}).checklist[0].confirm == "the cause of the deficiency"


def test_a_recommendation_prints_in_a_line() -> None:
    assert repr(good({"age": 3})) == "<Recommendation out-of-scope by test-guideline: child>"
    adult = good({"age": 30, "purpose": "treatment"})
    assert repr(adult) == "<Recommendation ask by test-guideline: nerves, treatment>"


def test_an_answer_that_is_shared_does_not_carry_the_weight_of_whoever_asked_first() -> None:
    guideline = parse_guideline(GOOD)
    first = select_regimen(Patient(age=46, weight="70 kg"), guideline=guideline)
    second = select_regimen(Patient(age=46, weight="50 kg"), guideline=guideline)
    assert first is second
    assert first.case.patient == Patient(age=46)


def test_remembered_cases_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection_module, "_MOST_ANSWERS", 3)
    fresh = attrs.evolve(GUIDELINES[-1])
    for age in range(20, 30):
        assert select_regimen(Patient(age=age), guideline=fresh).action == "ask"
    assert len(fresh._answers) <= 3
    assert select_regimen(Patient(age=29), guideline=fresh).action == "ask"
    assert len(fresh._answers) <= 3


def test_an_answer_that_results_speak_against_is_not_offered() -> None:
    suspected = Patient(
        age=46,
        suspicion={"symptoms": True, "risk_factor": True, "tested": True},
        labs=[{"analyte": "active-b12", "value": "<148 pmol/L"}],
    )
    (question,) = select_regimen(suspected, guideline="uk-nice-ng239-testing").questions
    assert question.path == "deficiency"
    assert [answer.means for answer in question.answers] == [("confirmed",), ("indeterminate",)]
    (again,) = select_regimen(
        suspected.with_answers({"deficiency": "unlikely"}), guideline="uk-nice-ng239-testing"
    ).questions
    assert again.answers == question.answers
