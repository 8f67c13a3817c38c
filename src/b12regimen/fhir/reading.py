"""Looks into JSON of which nothing is promised: what is not there, or is of another kind, is absent, never an error."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any, Final

_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*)?", re.DOTALL)
_LONGEST: Final = 200
# No name and no instruction is as long; what is longer is not read, so that nobody waits for it.
LONGEST_TEXT: Final = 2_000
_MOST: Final = 10_000
_LONGEST_NUMBER: Final = 10**30


def table(value: object) -> dict[str, Any]:
    """Take an object; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Take a list; anything else is an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str | None:
    """Take a text that can be shown in a line; anything else is absent, and so is what is longer than any is."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return None
    line = " ".join(value.split())
    return line if line and line.isprintable() else None


def shown(value: object) -> str:
    """Show any JSON value in a line, shortened; what may be deep or long without limit is only named."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) > _LONGEST_NUMBER:
        return "a number that is too long"
    line = text(value) or repr(value)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."


def codings(concept: object) -> list[tuple[str | None, str]]:
    """List the codes of a concept, each with its system."""
    found = [(coding.get("system"), coding.get("code")) for coding in map(table, items(table(concept).get("coding")))]
    return [(text(system), code) for system, code in found if isinstance(code, str)]


def words(concept: object) -> str | None:
    """Give a concept's text, or else the first name of its codes."""
    displays = (text(table(coding).get("display")) for coding in items(table(concept).get("coding")))
    return text(table(concept).get("text")) or next((display for display in displays if display), None)


def lines_of(instruction: object) -> list[str]:
    """List the texts of an instruction, which is a text or a list of concepts."""
    line = text(instruction)
    return [line] if line else [one for concept in items(instruction) for one in every_word(concept)]


def every_word(concept: object) -> list[str]:
    """List a concept's text and the names of its codes."""
    displays = [text(table(coding).get("display")) for coding in items(table(concept).get("coding"))]
    return [line for line in (text(table(concept).get("text")), *displays) if line]


def day_of(value: object) -> date | None:
    """Take the day of a date or a time; a month, a year and what is no date are none."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def whole(value: object) -> int | None:
    """Take a whole number that a schedule can hold; anything else is absent."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number: Any = value
    is_finite = number.is_finite() if isinstance(number, Decimal) else isinstance(number, int) or isfinite(number)
    if not is_finite or not -_MOST <= number <= _MOST:
        return None
    return int(number) if number == int(number) else None


def is_unreadable(value: object) -> bool:
    """Tell whether something stands where a text belongs, and cannot be shown as one in a line."""
    return text(value) is None and not (value is None or (isinstance(value, str) and not value.split()))


def is_spoilt(concept: object) -> bool:
    """Tell whether a part of a concept cannot be read, so that what it says is not known."""
    each = table(concept).get("coding")
    shapes = [(concept, dict), (each, list), *((coding, dict) for coding in items(each))]
    parts = [table(concept).get("text")]
    parts += [table(coding).get(key) for coding in items(each) for key in ("system", "code", "display")]
    return any(given is not None and not isinstance(given, kind) for given, kind in shapes) or any(
        map(is_unreadable, parts)
    )


def is_same(one: object, other: object) -> bool:
    """Tell whether two values are one."""
    try:
        return one == other
    except RecursionError:  # too deep to compare, so nothing says that they agree
        return False


def holds(value: object, key: str) -> bool:
    """Tell whether anything in a value has something under a key, however deep it stands."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            if one.get(key):
                return True
            left += one.values()
        elif isinstance(one, list):
            left += one
    return False
