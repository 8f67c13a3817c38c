"""Holds the amounts and the times of a regimen against those in its source's words, as far as words can be read."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from b12regimen.errors import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


def not_as_printed(regimen: Regimen, printed: str) -> Iterator[str]:
    """Say which numbers of a regimen are not among those that are printed, where numbers of their kind are printed.

    Words that stand for a number, such as "fortnightly" or "alternate days", are not read: what a text does not say in
    figures is for a person to compare.
    """
    if not any(letter.isalnum() for letter in printed):
        yield f'printed restates nothing: "{printed}"'
        return
    ours, theirs = (set(_numbers(str(text).lower())) for text in (regimen, printed))
    for kind in (("mcg",), ("day", "week", "month", "year")):
        mine, others = ({one for one in found if one[1] in kind} for found in (ours, theirs))
        if others and mine - others:
            missing = listed(_shown(mine - others), "and")
            yield f"printed has {listed(_shown(others), 'and')}, and the regimen has {missing}; compare the two"


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
