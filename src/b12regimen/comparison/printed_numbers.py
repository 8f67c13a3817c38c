"""Holds the amounts and the times of a regimen against those in its source's words, as far as words can be read."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from b12regimen.errors import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from b12regimen.regimens.regimen import Regimen

# A number with its unit: an amount in mcg, or a time in its own unit, for 3 months are not 12 weeks.
_Number: TypeAlias = tuple[Fraction, str]

_MASSES: Final = {"mg": 1000, "milligram": 1000, "mcg": 1, "microgram": 1, "ug": 1, "\u00b5g": 1, "\u03bcg": 1}
_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DIGITS: Final = {word: str(number) for number, word in enumerate(_WORDS, 1)}
_ONE: Final = r"(?<![\w.,])([0-9]+(?:\.[0-9]+)?)"
_NUMBERED: Final = re.compile(
    rf"{_ONE}(?:\s*(?:-|\u2013|to|or)\s*([0-9]+(?:\.[0-9]+)?)|\s+or\s+more)?[\s-]*({'|'.join(_MASSES)}|day|week|month|year)s?\b"
)


_KINDS: Final = (("mcg",), ("day", "week", "month", "year"))
# What stands beside a schedule, and is no part of it: totals and conditions, other ways to give it, and ages.
_ASIDE: Final = re.compile(r"\([^()]*\)")
_CLAUSE: Final = re.compile(r"[;,]\s")
_OF_ANOTHER: Final = re.compile(r"\b(oral|orally|mouth|if|unless)\b")
_AGES: Final = re.compile(
    r"\b\d+ (day|week|month|year)s? to \d+ years?\b|\b(aged?|of|over|under|above|below|from) \d+ years?\b"
)
_COUNT: Final = re.compile(r"\bfor (?:up to |at least )?(?:\d+-)?\d+ doses\b")


def not_as_printed(regimens: Sequence[Regimen], printed: str) -> Iterator[str]:
    """Say which numbers of a rule's regimens are not printed, and which printed numbers are in none of them.

    Words that stand for a number, such as "fortnightly", are not read: what a text does not say in figures is for a
    person to compare. A number that is printed may also stand beside the schedule, so of those less is said.
    """
    if not any(letter.isalnum() for letter in printed):
        yield f'printed restates nothing: "{printed}"'
        return
    theirs, schedule = (set(_numbers(text)) for text in (printed.lower(), _schedule_in(printed.lower())))
    for kind in _KINDS:
        others = _of(kind, theirs)
        differs = False
        for regimen in regimens:
            mine = _of(kind, set(_numbers(str(regimen).lower())))
            if others and mine - others:
                differs = True
                missing = listed(_shown(mine - others), "and")
                yield f"printed has {listed(_shown(others), 'and')}, and the regimen has {missing}; compare the two"
        lost = _of(kind, schedule) - _said_by(regimens)
        if not differs and len(lost) > (0 if kind == ("mcg",) else _counts(regimens)):
            which = "regimen has" if len(regimens) == 1 else "regimens have"
            yield f"printed has {listed(_shown(lost), 'and')}, which the {which} not; compare the two"


def _of(kind: tuple[str, ...], numbers: set[_Number]) -> set[_Number]:
    return {one for one in numbers if one[1] in kind}


def _schedule_in(printed: str) -> str:
    clauses = _CLAUSE.split(_AGES.sub("", _ASIDE.sub("", printed)))
    return "; ".join(clause for clause in clauses if not _OF_ANOTHER.search(clause))


def _said_by(regimens: Sequence[Regimen]) -> set[_Number]:
    """Give the numbers of regimens, and those that their words stand for."""
    text = "; ".join(map(str, regimens)).lower()
    alternate = {(Fraction(2), "day")} if "alternate days" in text else set()
    return {*_numbers(text), *alternate, *((Fraction(1), unit) for unit in _KINDS[1])}


def _counts(regimens: Sequence[Regimen]) -> int:
    """Tell how many times may be printed that the regimens say as counts of doses."""
    return sum(len(_COUNT.findall(str(regimen))) for regimen in regimens)


def _numbers(text: str) -> Iterator[_Number]:
    for word, number in _DIGITS.items():
        text = re.sub(rf"\b{word}\b", number, text)
    for low, high, unit in _NUMBERED.findall(text):
        for number in filter(None, (low, high)):
            factor = _MASSES.get(unit)
            yield (Fraction(number), unit) if factor is None else (Fraction(number) * factor, "mcg")


def _shown(numbers: Iterable[_Number]) -> list[str]:
    return [_with_unit(number, unit) for number, unit in sorted(numbers, key=lambda one: (one[1], one[0]))]


def _with_unit(number: Fraction, unit: str) -> str:
    if unit == "mcg":
        is_whole = number >= _MASSES["mg"]
        return f"{float(number / 1000) if is_whole else float(number):g} {'mg' if is_whole else 'mcg'}"
    return f"{number} {unit}{'' if number == 1 else 's'}"
