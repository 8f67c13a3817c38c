"""Finds what a free text contradicts beside the structured fields of a dosage, as far as that can be told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import B12RegimenError, NotationError, QuantityError, RegimenError
from b12regimen.fhir.doubt import NOT
from b12regimen.fhir.drugs import drugs_in, words_beside
from b12regimen.fhir.reading import shown
from b12regimen.fhir.routes import routes_in
from b12regimen.fhir.shorthand import NUMBER, UNIT, written_out
from b12regimen.fhir.step_agreement import end_differs, plain
from b12regimen.regimens.dose_days import dose_count
from b12regimen.regimens.dosing import WEEKDAYS, OnWeekdays, Repeat
from b12regimen.regimens.notation import parse_end, parse_timing
from b12regimen.regimens.spellings import NUMBER_WORDS
from b12regimen.regimens.steps import Phase
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from b12regimen.regimens.dosing import Drug, Timing
    from b12regimen.regimens.steps import Step

MASS_UNIT: Final = (
    r"(?:ng|nanograms?|mcg|micrograms?|[u\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}]g|mg|milligrams?|g|grams?)"
)
_MASS: Final = re.compile(rf"(?<![\w.,])([.,]?[0-9][0-9.,]*)\s*({MASS_UNIT})\b(?!\s*/)", re.IGNORECASE)
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
_SINGLE: Final = re.compile(r"\b(?:stat|once(?: only)?|(?:a )?single dose|one dose only)\b", re.IGNORECASE)
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_MAY_BE_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_GIVE: Final = "(?:give|given|inject|injected|administer|administered|use|used|take)"
_GIVE_IT: Final = re.compile(rf"\b(?:to be {_GIVE}|{_GIVE})\b", re.IGNORECASE)
_STOPPED: Final = re.compile(
    rf"\b(?:do not|don.?t|never|not to) (?:be )?{_GIVE}\b|\b(?:discontinued?|cancell?ed|on hold|withh[eo]ld)\b"
    r"|\b(?:no longer (?:given|needed|required)|has (?:been )?stopped)\b"
    r"|^\W*(?:stop|stopped|ceased?|hold|omit|suspended)\b",
    re.IGNORECASE,
)
# Beside the fields of what is to be given, such a word turns, ends or changes it.
_TURNED: Final = re.compile(
    rf"\b(?:not|never|nothing|nil|{NOT}|don.?t|no longer|no more|avoid|skip|unless|except|instead|until|till"
    r"|stop(?:ped|s)?|ceased?|suspend(?:ed)?|paused?|hold|held|omit(?:ted)?"
    r"|at (?:least|most)|(?:less|more) than|ended|finished|completed|d/c\w*|(?:per|a|each) kg"
    r"|eow|mwf|alt|nocte|mane|hrly|ivi"
    r"|increas\w+|decreas\w+|reduc\w+|double[ds]?|halve[ds]?|taper\w*|titrat\w+)\b"
    r"|[<>\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}~?]|\bo\.d\b|(?<![\w-])[-+](?=[0-9])",
    re.IGNORECASE,
)
# A number that is not compared, but for those of a volume, a concentration and of what holds the dose.
_LETTERS: Final = "[a-z\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}]{1,20}"
_HOLDERS: Final = re.compile(
    rf"\b{NUMBER} ?(?:ml|mls|millilit(?:er|re)s?|amps?|ampoules?|ampules?|vials?)\b"
    rf"|\b[0-9.,]{{1,20}} ?{_LETTERS} ?(?:/|per|in) ?[0-9.,]{{0,20}} ?ml\b|\bb[ -]?12\b",
    re.IGNORECASE,
)
_ONE_BY_MOUTH: Final = re.compile(r"\b(?:1|one) (?:tablet|capsule|lozenge)\b", re.IGNORECASE)
_NUMBER: Final = re.compile(
    rf"\b(?:{'|'.join(NUMBER_WORDS)}|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|hundred|thousand|million|dozen|couple|few|several|twice|triple|quarter)s?\b",
    re.IGNORECASE,
)
_AS_NEEDED: Final = re.compile(r"\b(?:prn|(?:as|if|when) (?:needed|required|necessary))\b", re.IGNORECASE)

# Words that say nothing of their own; "to", "or", "for" and "then" may, so they are not among them.
FUNCTION_WORDS: Final = frozenset(
    (
        *("a", "an", "the", "by", "of", "into", "in", "on", "at", "with", "and", "via", "using", "from"),
        *("is", "are", "be", "as", "it", "this", "that", "total", "contents", "please"),
    )
)

# Words of a schedule that are not compared here: beside the fields they would pass unseen.
_UNREAD: Final = re.compile(
    r"\b(?:every(?: \w+)?|hourly|quarterly|nightly|half|[btq]\.?[id]\.?[dw]|od|bd|tds|qds)\b", re.IGNORECASE
)


def masses_in(line: str) -> list[Quantity]:
    """List the masses that a text names and that have one reading."""
    readings = (readings_of_mass(number, unit) for number, unit in _MASS.findall(written_out(line)))
    return [each[0] for each in readings if len(each) == 1]


def contradiction(step: Step, line: str, drug: Drug | None) -> str | None:
    """Say what a free text contradicts, as far as its doses, routes, intervals and lengths can be told."""
    if stopped := _STOPPED.search(line):
        return f'the text "{shown(line)}" says "{stopped[0]}", and the fields what to give'
    line = written_out(line)
    for number, unit in _MASS.findall(line):
        readings = readings_of_mass(number, unit)
        if not readings or not all(mass in step.dose.amount for mass in readings):
            may_be = f"{number} {unit}" if len(readings) == 1 else f"{number} {unit}, which may be more than one dose"
            return f'the text "{shown(line)}" says {may_be}, and the dose is {step.dose}'
    routes, _ = routes_in(line)
    if any(route != step.routes[0] for route in routes):
        return f'the text "{shown(line)}" names another route than {step.routes[0]}'
    if drug is not None and drugs_in(line) - {drug}:
        return f'the text "{shown(line)}" names another drug than {drug}'
    return _interval_contradicts(step, line) or _length_contradicts(step, line)


def beyond_the_fields(step: Step, line: str) -> str | None:
    """Say which words of a text on how often or how much cannot be held against the fields; ``None`` for none."""
    if needed := _AS_NEEDED.search(line):
        return f'the text "{shown(line)}" says "{needed[0]}", and the fields do not'
    if turned := _TURNED.search(line):
        return f'the text "{shown(line)}" says "{turned[0]}", and the fields do not'
    rest = _not_compared(line)
    apart = _HOLDERS.sub(" ", _ONE_BY_MOUTH.sub(" ", rest) if step.is_oral else rest)
    unread = _UNREAD.search(rest) or _NUMBER.search(apart)
    said = unread[0] if unread else next((word for word in apart.split() if _has_number(word)), None)
    return None if said is None else f'the text "{shown(line)}" says "{said}", which cannot be compared with the fields'


def words_not_compared(line: str) -> str:
    """Give the words of a text that were not held against the fields."""
    return " ".join(word for word in _not_compared(line).split() if any(map(str.isalnum, word)))


def unknown_words(line: str) -> str:
    """Give the words of a text that were not held against the fields, and name no vitamin B12, form or amount."""
    left, _ = words_beside(_GIVE_IT.sub(" ", _HOLDERS.sub(" ", _not_compared(line))))
    return " ".join(word for word in left.split() if word.lower() not in FUNCTION_WORDS)


def _not_compared(line: str) -> str:
    line = written_out(line)
    for pattern in (_MASS, _TIMINGS, _ENDS, _WEEKDAY, _FOREVER, _SINGLE):
        line = pattern.sub(" ", line)
    return routes_in(line)[1]


def _has_number(word: str) -> bool:
    return any(letter.isnumeric() for letter in word)


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
    if _SINGLE.search(_TIMINGS.sub(" ", line)) and dose_count(Phase((step,))) != Range(1, 1):
        return f'the text "{shown(line)}" says one dose, and the fields {step}'
    for match in _ENDS.findall(line):
        try:
            told = attrs.evolve(step, end=parse_end(match))
        except B12RegimenError:  # the step ends by itself
            continue
        if problem := end_differs(step, told):
            return problem
    return None


def readings_of_mass(number: str, unit: str) -> list[Quantity]:
    """Give what a mass may be: a comma groups thousands or is a decimal point, and a point may group them too."""
    digits = number.rstrip(".,")
    digits = f"0{digits}" if digits[0] in ".," else digits
    readings = [digits.replace(",", "" if _GROUPED.fullmatch(digits) else ".")]
    readings += [digits.replace(".", "")] if _MAY_BE_GROUPED.fullmatch(digits) else []
    try:
        return [Quantity.parse(f"{reading} {unit.lower()}") for reading in readings]
    except QuantityError:  # no number
        return []


def _read_timing(words: str) -> Timing | None:
    try:
        return parse_timing(words.lower())
    except (NotationError, RegimenError):
        return None
