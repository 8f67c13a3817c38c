"""Reads the text of a dosage beside its structured fields: it may say what they cannot, and not the opposite.

R4 has no field for a phase, nor for an end that is a finding, a cause or never. These stand in the text, in the
notation: the one place for what R4 cannot say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from b12regimen.display.sections import in_words
from b12regimen.errors import NotationError
from b12regimen.fhir.free_text import beyond_the_fields, contradiction, unknown_words, words_not_compared
from b12regimen.fhir.reading import shown
from b12regimen.fhir.step_agreement import ONLY_IN_TEXT, end_differs, plain
from b12regimen.regimens.notation import parse_step
from b12regimen.regimens.steps import PHASE_KINDS, Step

if TYPE_CHECKING:
    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.dosing import Drug
    from b12regimen.regimens.steps import PhaseKind

_LABEL: Final = re.compile(r"\s*(repletion|loading|maintenance)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_LONGEST: Final = 100
_KINDS: Final[dict[str, PhaseKind]] = {in_words(kind): kind for kind in PHASE_KINDS if kind != "steps"}
_LABELS: Final[dict[str, PhaseName]] = {"repletion": "repletion", "loading": "repletion", "maintenance": "maintenance"}


class TextRead(NamedTuple):
    """What a text adds to the structured fields.

    Attributes:
        step: The step, with what the text adds.
        phase: The phase that it names; ``None`` for none.
        others: What it says of phases that have no steps.
        problem: What contradicts the structured fields; ``None`` for nothing.
        remark: What was not read of it; ``None`` for nothing.
        left: Its words that were not held against the fields, and may say anything; empty for none.
    """

    step: Step
    phase: PhaseName | None = None
    others: tuple[tuple[PhaseName, PhaseKind], ...] = ()
    problem: str | None = None
    remark: str | None = None
    left: str = ""


def read_beside(step: Step, line: str | None, drug: Drug | None) -> TextRead:
    """Read a dosage's text beside the step that its structured fields give."""
    if line is None:
        return TextRead(step)
    phase: PhaseName | None = None
    others: list[tuple[PhaseName, PhaseKind]] = []
    rest = ""
    for part in line.split(";"):
        label = _LABEL.fullmatch(part)
        kind = _KINDS.get(label[2].strip().lower()) if label else None
        if label and kind:
            others.append((_LABELS[label[1].lower()], kind))
        elif label and phase is None and not rest:
            phase, rest = _LABELS[label[1].lower()], label[2].strip()
        else:
            rest = f"{rest};{part}" if rest else part.strip()
    try:
        told = parse_step(rest)
    except NotationError:
        problem = contradiction(step, rest, drug) or beyond_the_fields(step, rest)
        remark = None if problem else _compared(rest)
        return TextRead(step, phase, tuple(others), problem, remark, unknown_words(rest))
    problem = _differs(step, told)
    if isinstance(told.end, ONLY_IN_TEXT) and not problem:
        step = attrs.evolve(step, end=told.end)
    return TextRead(step, phase, tuple(others), problem)


def _compared(line: str) -> str:
    left = words_not_compared(line)
    words = f'the words "{left}"' if len(left) <= _LONGEST else "most of its words"
    beside = f"; not compared were {words}" if left else ""
    return f'only masses, routes, intervals and lengths were compared in the text "{shown(line)}"{beside}'


def _differs(step: Step, told: Step) -> str | None:
    """Say where a text in the notation contradicts the structured fields."""
    if told.gate or told.instead or told.as_required or len(told.timings) > 1:
        return f'the text says "{told}", and the fields cannot say all of that'
    for name, one, other in (
        ("dose", step.dose, told.dose),
        ("route", step.routes, told.routes),
        ("interval", plain(step.timings), plain(told.timings)),
    ):
        if one != other:
            return f'the {name} of the text "{told}" is not that of the fields, "{step}"'
    return end_differs(step, told)
