"""The strategies for users' tests: they draw all that the classes accept, and a law by them notices a fault."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

from b12regimen import LabResult, Patient, PatientError, guideline_ids, load_guideline, parse_guideline, select_regimen
from b12regimen.files.entries import Action
from b12regimen.patients.parts import Conditions
from b12regimen.testing import ages, patients

OF_NAMES = """
id = "of-names"
title = "A protocol that looks at lists of names"
publisher = "The practice"
jurisdiction = "GB"
version = "1"
drug = "hydroxocobalamin"
routes = ["IM"]
scope = "everybody"

[[source]]
key = "own"
title = "Our protocol"
evidence = "primary"

[facts]
metformin = [true, false]
antibiotic = [true, false]

[[rule]]
id = "with-both"
when = { metformin = true, antibiotic = true }
action = "inject"
repletion = "none"
maintenance = "1 mg IM every 3 months"
printed = "3-monthly"
source = "own"

[[rule]]
id = "without-metformin"
when = { metformin = false }
action = "no-treatment"
why = "nothing asks for it"
source = "own"

[[rule]]
id = "without-antibiotic"
when = { metformin = true, antibiotic = false }
action = "not-stated"
because = "not-printed"
why = "nothing is said of it"
source = "own"
"""
GUIDELINES = [*map(load_guideline, guideline_ids()), parse_guideline(OF_NAMES)]
BNF = "uk-bnf-hydroxocobalamin"


def actions(guideline: Any) -> list[str]:
    rules = (guideline.rules[cell["row"]].action if cell["row"] else "out-of-scope" for cell in guideline.table.cells())
    return ["ask", *dict.fromkeys(rules)]


# What docs/guidelines.md says that each action fills, and may fill as well.
LOOK_AT: dict[str, tuple[set[str], set[str]]] = {
    action: (set(re.findall(r"`(\w+)`", always)), set(re.findall(r"`(\w+)`", sometimes)))
    for action, always, sometimes in re.findall(
        r"^\| `([\w-]+)` \| [^|]+ \| ([^|]+) \| ([^|]*) ?\|$",
        (Path(__file__).parent.parent / "docs" / "guidelines.md").read_text("utf-8"),
        re.MULTILINE,
    )
}
WAYS = [(guideline, action) for guideline in GUIDELINES for action in actions(guideline)]


def test_the_page_has_every_action() -> None:
    assert set(LOOK_AT) == {"ask", *get_args(Action)}


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=100)
@given(st.sampled_from(WAYS), st.data())
def test_patients_are_answered_as_asked(way: tuple[Any, Any], data: st.DataObject) -> None:
    guideline, action = way
    patient = data.draw(patients(answered_by=guideline, action=action))
    found = select_regimen(patient, guideline=guideline)
    assert found.action == action
    names = ("regimens", "advice", "because", "why", "see", "questions")
    filled = {name for name in names if getattr(found, name)}
    always, sometimes = LOOK_AT[action]
    assert always <= filled <= always | sometimes


@pytest.mark.parametrize(
    "wanted",
    [
        lambda patient: patient.labs is not None and len(patient.labs.results) > 1,
        *(lambda patient, name=name: getattr(patient.conditions, name) for name in Conditions.names()),
        lambda patient: patient.medicines and "chloramphenicol" in patient.medicines,
        lambda patient: patient.allergies == ("cobalt",),
        lambda patient: patient.age is not None and patient.age.unit == "week",
        lambda patient: len(patient.causes) > 1,
        lambda patient: patient.weight is not None and patient.weight.unit.symbol == "g",
    ],
)
def test_anything_that_the_classes_accept_may_be_known(wanted: Any) -> None:
    found = find(patients(), wanted, settings=settings(max_examples=3000, database=None, phases=[Phase.generate]))
    assert wanted(found)


@settings(max_examples=20)
@given(patients(answered_by=parse_guideline(OF_NAMES), action="inject"))
def test_lists_of_names_hold_what_the_rule_looks_for(patient: Patient) -> None:
    assert {"metformin", "antibiotic"} & set(patient.medicines or ())


HIGH = [LabResult("total-b12", "900 ng/L"), LabResult("mma", "0.1 µmol/L", reference="0.1-0.4 µmol/L")]


@settings(max_examples=20)
@given(patients(answered_by="uk-nice-ng239-testing", action="test", labs=HIGH))
def test_results_that_speak_against_the_answer_give_way(patient: Patient) -> None:
    assert select_regimen(patient, guideline="uk-nice-ng239-testing").action == "test"


@given(patients(labs=None, sex="female", age=ages()))
def test_attributes_can_be_the_callers(patient: Patient) -> None:
    assert (patient.labs, patient.sex) == (None, "female")
    assert patient.age is not None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"labz": None}, 'labz: there is no such attribute; did you mean "labs"?'),
        ({"action": "inject"}, "an action is that of a guideline; give answered_by, too"),
        ({"answered_by": BNF, "action": "oral"}, f'{BNF} never answers "oral"; it answers ask, out-of-scope or inject'),
    ],
)
def test_what_cannot_be_drawn_is_said(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(PatientError, match=re.escape(said)):
        patients(**wrong)


def shown(patient: Patient, guideline: str, *, looks_at_blocked: bool) -> str:
    answer = select_regimen(patient, guideline=guideline)
    if looks_at_blocked and answer.blocked:
        return "banner: " + answer.alerts[0].text
    return f"form: {answer.regimens[0]}" if answer.action == "inject" else f"banner: {answer.action}"


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("guideline", [BNF, "us-fda-cyanocobalamin"])
def test_the_documented_law_notices_a_plugin_that_ignores_what_blocks(guideline: str, number: int) -> None:
    def law(*, looks_at_blocked: bool) -> None:
        @seed(number)
        @settings(max_examples=50, database=None, phases=[Phase.generate])
        @given(patients(answered_by=guideline, action="inject"))
        def no_form_while_a_contraindication_stands(patient: Patient) -> None:
            answer = select_regimen(patient, guideline=guideline)
            form = shown(patient, guideline, looks_at_blocked=looks_at_blocked).startswith("form")
            assert not (answer.blocked and form)

        no_form_while_a_contraindication_stands()

    with pytest.raises(AssertionError):
        law(looks_at_blocked=False)
    if number == 0:
        law(looks_at_blocked=True)
