"""Reads the text of a dosage beside its structured fields: it may say what they cannot, and not the opposite.

R4 has no field for a phase, nor for an end that is a finding, a cause or never. These stand in the text, in the
notation: the one place for what R4 cannot say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import attrs

from b12regimen.errors import B12RegimenError, NotationError, QuantityError, RegimenError
from b12regimen.fhir.drugs import drugs_in
from b12regimen.regimens.dose_days import dose_count
from b12regimen.regimens.dosing import WEEKDAYS, OnWeekdays, Repeat
from b12regimen.regimens.ends import ForLife, UntilConditions, WhileCausePersists
from b12regimen.regimens.notation import parse_end, parse_step, parse_timing
from b12regimen.regimens.steps import PHASE_KINDS, Phase, Step
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.dosing import Drug, Timing
    from b12regimen.regimens.steps import PhaseKind

_LABEL: Final = re.compile(r"\s*(repletion|loading|maintenance)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_KINDS: Final[dict[str, PhaseKind]] = {kind: kind for kind in PHASE_KINDS if kind != "steps"}
_LABELS: Final[dict[str, PhaseName]] = {"repletion": "repletion", "loading": "repletion", "maintenance": "maintenance"}
_MASS: Final = re.compile(
    r"(?<![\w.,])([.,]?[0-9][0-9.,]*)\s*"
    r"(ng|nanograms?|mcg|micrograms?|[u\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}]g|mg|milligrams?|g|grams?)\b(?!\s*/)",
    re.IGNORECASE,
)
_ROUTE_WORDS: Final = (
    (re.compile(r"\b(?:IM|intramuscular(?:ly)?)\b", re.IGNORECASE), ("IM",)),
    (re.compile(r"\b(?:SC|subcut|subcutaneous(?:ly)?)\b", re.IGNORECASE), ("SC", "deep SC")),
    (re.compile(r"\b(?:oral(?:ly)?|by mouth|intravenous(?:ly)?|IV|nasal(?:ly)?)\b", re.IGNORECASE), ("orally",)),
)
_UNITS: Final = "(?:day|week|month|year)"
_NUMBER: Final = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
_EVERY: Final = "(?:daily|weekly|monthly|yearly)"
_TIMINGS: Final = re.compile(
    rf"(?<![\w-])(?:(?:bi|tri|{_NUMBER})[ -]?{_EVERY}|(?:once|twice|{_NUMBER} times) {_EVERY}|{_EVERY}|fortnightly"
    rf"|every fortnight|(?:on )?alternate days|every (?:other|second) {_UNITS}|every {_UNITS}\b"
    rf"|every {_NUMBER}(?: ?(?:-|to) ?{_NUMBER})? {_UNITS}s?|(?:once|twice|{_NUMBER} times) (?:a|an|per) {_UNITS})\b",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b", re.IGNORECASE)
_ENDS: Final = re.compile(rf"\bfor {_NUMBER}(?: ?(?:-|to) ?{_NUMBER})? (?:doses?|{_UNITS}s?)\b", re.IGNORECASE)
_IN_DAYS: Final = {"day": 1, "week": 7}

_ONLY_IN_TEXT: Final = (UntilConditions, WhileCausePersists, ForLife)


class TextRead(NamedTuple):
    """What a text adds to the structured fields.

    Attributes:
        step: The step, with what the text adds.
        phase: The phase that it names; ``None`` for none.
        others: What it says of phases that have no steps.
        problem: What contradicts the structured fields; ``None`` for nothing.
        remark: What was not read of it; ``None`` for nothing.
    """

    step: Step
    phase: PhaseName | None = None
    others: tuple[tuple[PhaseName, PhaseKind], ...] = ()
    problem: str | None = None
    remark: str | None = None


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
        problem = contradiction(step, rest, drug)
        remark = None if problem else f'only doses, routes, intervals and lengths were compared in the text "{rest}"'
        return TextRead(step, phase, tuple(others), problem, remark)
    problem = _differs(step, told)
    if isinstance(told.end, _ONLY_IN_TEXT) and not problem:
        step = attrs.evolve(step, end=told.end)
    return TextRead(step, phase, tuple(others), problem)


def _differs(step: Step, told: Step) -> str | None:
    """Say where a text in the notation contradicts the structured fields."""
    if told.gate or told.instead or told.as_required or len(told.timings) > 1:
        return f'the text says "{told}", and the fields cannot say all of that'
    for name, one, other in (
        ("dose", step.dose, told.dose),
        ("route", step.routes, told.routes),
        ("interval", _plain(step.timings), _plain(told.timings)),
    ):
        if one != other:
            return f'the {name} of the text "{told}" is not that of the fields, "{step}"'
    return _end_differs(step, told)


def _end_differs(step: Step, told: Step) -> str | None:
    if told.end is None or step.end == told.end:
        return None
    if isinstance(told.end, _ONLY_IN_TEXT):
        return None if step.end is None else f'the text ends "{told.end}", and the fields "{step.end}"'
    if step.end is None:
        return f'the text ends "{told.end}", and the fields do not end'
    own, other = dose_count(Phase((step,))), dose_count(Phase((told,)))
    apart = _is_below(own.high, other.low) or _is_below(other.high, own.low)
    return f'the text says "{told.end}", {other} doses, and the fields {own}' if apart else None


def _is_below(high: int | None, low: int | None) -> bool:
    return high is not None and low is not None and high < low


def _plain(timings: tuple[Timing, ...]) -> list[object]:
    return [_in_days(timing) for timing in timings]


def _in_days(timing: Timing) -> object:
    """Give an interval in days, so that every 7 days and weekly are one."""
    if not isinstance(timing, Repeat) or timing.unit not in _IN_DAYS or timing.frequency != Range(1, 1):
        return timing
    days = _IN_DAYS[timing.unit]
    return [None if bound is None else bound * days for bound in (timing.period.low, timing.period.high)]


def contradiction(step: Step, line: str, drug: Drug | None) -> str | None:
    """Say what a free text contradicts, as far as its doses, routes, intervals and lengths can be told."""
    for number, unit in _MASS.findall(line):
        if not any(mass in step.dose.amount for mass in _masses(number, unit)):
            return f'the text "{line}" says {number} {unit}, and the dose is {step.dose}'
    routes = [route for pattern, found in _ROUTE_WORDS if pattern.search(line) for route in found]
    if routes and step.routes[0] not in routes:
        return f'the text "{line}" names another route than {step.routes[0]}'
    if drug is not None and drugs_in(line) - {drug}:
        return f'the text "{line}" names another drug than {drug}'
    return _interval_contradicts(step, line) or _length_contradicts(step, line)


def _interval_contradicts(step: Step, line: str) -> str | None:
    for match in _TIMINGS.findall(line):
        timing = _read_timing(match)
        if timing is None or _plain((timing,)) != _plain(step.timings):
            return f'the text "{line}" says "{match}", and the fields {step}'
    days = {day.title() for day in _WEEKDAY.findall(line)}
    for timing in step.timings:
        if days and isinstance(timing, OnWeekdays) and days != set(timing.days):
            return f'the text "{line}" names other days than {timing}'
    return None


def _length_contradicts(step: Step, line: str) -> str | None:
    for match in _ENDS.findall(line):
        try:
            told = attrs.evolve(step, end=parse_end(match))
        except B12RegimenError:  # the step ends by itself
            continue
        if problem := _end_differs(step, told):
            return problem
    return None


def _masses(number: str, unit: str) -> Iterator[Quantity]:
    """Give what a mass may be: a comma may group thousands, or be a decimal point."""
    digits = number.rstrip(".,")
    digits = f"0{digits}" if digits[0] in ".," else digits
    for reading in {digits.replace(",", ""), digits.replace(",", ".")}:
        try:
            yield Quantity.parse(f"{reading} {unit.lower()}")
        except QuantityError:  # no number in this reading
            continue


def _read_timing(words: str) -> Timing | None:
    try:
        return parse_timing(re.sub(r"\b(?:an|per)\b", "a", words.lower()))
    except (NotationError, RegimenError):
        return None
