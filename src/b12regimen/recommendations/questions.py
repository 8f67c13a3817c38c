"""What is asked of one patient: each question by a path that can be filled, and whether a cause can resolve of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.cases.case import FROM_LABS
from b12regimen.patients.facts import FACTS
from b12regimen.patients.patient import CAUSE_KINDS
from b12regimen.recommendations.verdict import PossibleAnswer, Question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from b12regimen.cases.case import Case
    from b12regimen.guidelines.guideline import Guideline, Rule
    from b12regimen.patients.patient import Cause, CauseKind
    from b12regimen.recommendations.verdict import Verdict
    from b12regimen.tables.parts import Value

_REVERSIBLE: Final = "reversible"


def questions_of(
    verdict: Verdict, guideline: Guideline, partly: Collection[str], *, has_cause: bool
) -> tuple[Question, ...]:
    """Ask what is missing of a patient of whom at most one cause is known, most decisive first.

    Args:
        verdict: What the table says.
        guideline: The guideline that says it.
        partly: The facts of which something is known, and not enough.
        has_cause: A cause is known. If none is, it has to be asked for before whether it can resolve.
    """
    questions = [
        attrs.evolve(question, text=FACTS[question.fact].closer_question) if question.fact in partly else question
        for question in verdict.questions
    ]
    if has_cause:
        return tuple(questions)
    others = [question for question in questions if question.fact != _REVERSIBLE]
    if len(others) == len(questions) or any(question.fact == "cause" for question in others):
        return tuple(others)
    (can_it,) = (question for question in questions if question.fact == _REVERSIBLE)
    return *others, _which_cause(can_it, _stated(guideline), verdict.rules)


def of_each_cause(
    questions: Iterable[Question], guideline: Guideline, causes: Sequence[Cause], rules: tuple[Rule, ...]
) -> tuple[Question, ...]:
    """Ask which of several causes decides, and of each whether it can resolve where neither known nor stated.

    Args:
        questions: What is asked.
        guideline: The guideline that asks.
        causes: The causes that are known, in the patient's order.
        rules: All rules that are possible.
    """
    stated = _stated(guideline)
    open_ones = [
        (place, cause)
        for place, cause in enumerate(causes)
        if cause.reversible is None and stated.get(cause.kind) is None
    ]
    found: list[Question] = []
    last: list[Question] = []  # while others are open, that one can resolve settles nothing: least decisive
    for question in questions:
        if question.fact != _REVERSIBLE:
            found.append(_of_these(question, causes) if question.fact == "cause" else question)
            continue
        of_one = [_of_a_cause(question, place, cause) for place, cause in open_ones]
        if len(of_one) == 1:
            found += of_one
        else:
            last += [_settled_by_no_only(one, rules) for one in of_one]
    return *found, *last


def with_answers_that_settle(questions: Iterable[Question], case: Case) -> tuple[Question, ...]:
    """Leave out the answers that laboratory results speak, or may speak, against: after those a fact stays open.

    Args:
        questions: What is asked.
        case: Of whom.
    """
    return tuple(_settling(one, case) if one.fact in FROM_LABS and case.interpretation else one for one in questions)


def _settling(question: Question, case: Case) -> Question:
    def settles(word: Value) -> bool:
        told = attrs.evolve(case, patient=case.patient.with_answers({question.path: word}))
        return told.disagreement(question.fact) is None

    answers = (attrs.evolve(one, means=tuple(filter(settles, one.means))) for one in question.answers)
    return attrs.evolve(question, answers=tuple(one for one in answers if one.means))


def _stated(guideline: Guideline) -> Mapping[CauseKind, bool]:
    return next((reader.stated for reader in guideline.readers if reader.fact.name == _REVERSIBLE), {})


def _of_these(question: Question, causes: Sequence[Cause]) -> Question:
    """Ask which of a patient's own causes decides."""
    kinds = [cause.kind for cause in causes]
    answers = (attrs.evolve(one, means=tuple(k for k in one.means if k in kinds)) for one in question.answers)
    return attrs.evolve(question, answers=tuple(answers))


def _of_a_cause(question: Question, place: int, cause: Cause) -> Question:
    return attrs.evolve(question, path=f"cause[{place}].reversible", text=f"Can the cause {cause.kind} resolve?")


def _settled_by_no_only(question: Question, rules: tuple[Rule, ...]) -> Question:
    answers = (attrs.evolve(one, rules=rules) if one.value is True else one for one in question.answers)
    return attrs.evolve(question, answers=tuple(answers))


def _which_cause(question: Question, stated: Mapping[CauseKind, bool], rules: tuple[Rule, ...]) -> Question:
    """Ask for the cause: the source states of some whether they can resolve, and of others it is asked next."""
    settled = {answer.value: answer.rules for answer in question.answers}
    groups = (
        ("a cause that can resolve, as the source states", True, settled.get(True, ())),
        ("a cause that cannot resolve, as the source states", False, settled.get(False, ())),
        ("any other cause" if stated else "any cause", None, rules),
    )
    answers = (
        PossibleAnswer(said, tuple(kind for kind in CAUSE_KINDS if stated.get(kind) is can_resolve), left)
        for said, can_resolve, left in groups
    )
    return Question(
        _REVERSIBLE,
        "cause",
        "What is the cause of the deficiency? Whether it can resolve changes the answer.",
        tuple(answer for answer in answers if answer.means and answer.rules),
    )
