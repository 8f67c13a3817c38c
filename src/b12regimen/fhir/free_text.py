"""Finds what a free text contradicts beside the structured fields of a dosage, as far as that can be told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import B12RegimenError, NotationError, QuantityError, RegimenError
from b12regimen.fhir.drugs import drugs_in
from b12regimen.fhir.reading import shown
from b12regimen.fhir.shorthand import NUMBER, UNIT, written_out
from b12regimen.fhir.step_agreement import end_differs, plain
from b12regimen.regimens.dose_days import dose_count
from b12regimen.regimens.dosing import WEEKDAYS, OnWeekdays, Repeat
from b12regimen.regimens.notation import parse_end, parse_timing
from b12regimen.regimens.steps import Phase
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.regimens.dosing import Drug, Timing
    from b12regimen.regimens.steps import Step

_LONGEST: Final = 10_000
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
_EVERY: Final = "(?:daily|weekly|monthly|yearly)"
_TIMINGS: Final = re.compile(
    rf"(?<![\w-])(?:(?:bi|tri|{NUMBER})[ -]?{_EVERY}|(?:once|twice|{NUMBER} times) {_EVERY}|{_EVERY}|fortnightly"
    rf"|every fortnight|(?:on )?alternate days|every (?:other|second) day|every {UNIT}\b"
    rf"|every {NUMBER}(?: ?(?:-|to) ?{NUMBER})? {UNIT}s?|(?:once|twice|{NUMBER} times) a {UNIT})\b",
    re.IGNORECASE,
)
_DAYS: Final = {word: day for day in WEEKDAYS for word in (day.lower(), day.lower()[:3], f"{day.lower()}s")} | {
    "tues": "Tuesday",
    "weds": "Wednesday",
    "thur": "Thursday",
    "thurs": "Thursday",
}
_WEEKDAY: Final = re.compile(rf"\b({'|'.join(_DAYS)})\b", re.IGNORECASE)
_ENDS: Final = re.compile(rf"\bfor {NUMBER}(?: ?(?:-|to) ?{NUMBER})? (?:doses?|{UNIT}s?)\b", re.IGNORECASE)
_FOREVER: Final = re.compile(r"\b(?:life-?long|for life|indefinitely)\b", re.IGNORECASE)
_SINGLE: Final = re.compile(r"\b(?:stat|once only|(?:a )?single dose|one dose only)\b", re.IGNORECASE)
_AS_NEEDED: Final = re.compile(r"\b(?:prn|(?:as|if|when) (?:needed|required|necessary))\b", re.IGNORECASE)

# Words of a schedule that are not compared here: beside the fields they would pass unseen.
_UNREAD: Final = re.compile(
    r"\b(?:every(?: \w+)?|hourly|quarterly|nightly|half|[btq]\.?[id]\.?[dw]|od|bd|tds|qds)\b", re.IGNORECASE
)


def contradiction(step: Step, line: str, drug: Drug | None) -> str | None:
    """Say what a free text contradicts, as far as its doses, routes, intervals and lengths can be told."""
    if len(line) > _LONGEST:
        return f'the text "{shown(line)}" is too long to be compared'
    line = written_out(line)
    for number, unit in _MASS.findall(line):
        if not any(mass in step.dose.amount for mass in _masses(number, unit)):
            return f'the text "{shown(line)}" says {number} {unit}, and the dose is {step.dose}'
    routes = [route for pattern, found in _ROUTE_WORDS if pattern.search(line) for route in found]
    if routes and step.routes[0] not in routes:
        return f'the text "{shown(line)}" names another route than {step.routes[0]}'
    if drug is not None and drugs_in(line) - {drug}:
        return f'the text "{shown(line)}" names another drug than {drug}'
    return _interval_contradicts(step, line) or _length_contradicts(step, line)


def beyond_the_fields(line: str) -> str | None:
    """Say which words of a text on how often cannot be held against the fields; ``None`` if there are none."""
    if needed := _AS_NEEDED.search(line):
        return f'the text "{shown(line)}" says "{needed[0]}", and the fields do not'
    if unread := _UNREAD.search(_TIMINGS.sub(" ", written_out(line))):
        return f'the text "{shown(line)}" says "{unread[0]}", which cannot be compared with the fields'
    return None


def _interval_contradicts(step: Step, line: str) -> str | None:
    for match in _TIMINGS.findall(line):
        timing = _read_timing(match)
        if timing is None:
            return f'the text "{shown(line)}" says "{match}", which has no one meaning here'
        if plain((timing,)) != plain(step.timings) and timing not in _weekly(step.timings):
            return f'the text "{shown(line)}" says "{match}", and the fields {step}'
    days = {_DAYS[day.lower()] for day in _WEEKDAY.findall(line)}
    for timing in step.timings:
        if days and isinstance(timing, OnWeekdays) and days != set(timing.days):
            return f'the text "{shown(line)}" names other days than {timing}'
    return None


def _weekly(timings: tuple[Timing, ...]) -> list[Timing]:
    """Give how often a week named days of the week come to."""
    days = [len(timing.days) for timing in timings if isinstance(timing, OnWeekdays)]
    return [Repeat(Range.exactly(number), Range(1, 1), "week") for number in days]


def _length_contradicts(step: Step, line: str) -> str | None:
    if _FOREVER.search(line) and step.has_end:
        return f'the text "{shown(line)}" has no end, and the fields end "{step.end or step}"'
    if _SINGLE.search(line) and dose_count(Phase((step,))) != Range(1, 1):
        return f'the text "{shown(line)}" says one dose, and the fields {step}'
    for match in _ENDS.findall(line):
        try:
            told = attrs.evolve(step, end=parse_end(match))
        except B12RegimenError:  # the step ends by itself
            continue
        if problem := end_differs(step, told):
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
        return parse_timing(words.lower())
    except (NotationError, RegimenError):
        return None
