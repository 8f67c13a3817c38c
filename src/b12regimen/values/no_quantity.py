"""Says why a text is no quantity, and what would do."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from b12regimen.values.thousands import MAY_GROUP_THOUSANDS, with_one_reading

LONGEST: Final = 200
NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
EXPONENT: Final = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9])(?![0-9/])\s*(.*\S)?\s*")

_COMMA: Final = re.compile(r"\s*(\d+),(\d+)(?![\d.,])")
_SHOWN: Final = 20
_EXAMPLE: Final = "write a number with its unit, for instance 1 mg or 205 pg/mL"
_COMPARATORS: Final = tuple("<>=\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}~")


def why_no_quantity(text: object) -> str:
    """Say why what was given is no quantity."""
    if not isinstance(text, str):
        return f"{text!r} is no text; {_EXAMPLE}"
    shown = text.strip()
    if not shown:
        return f"the quantity is empty; {_EXAMPLE}"
    if len(shown) >= LONGEST:
        return f'"{shown[:_SHOWN]}..." is longer than any quantity; {_EXAMPLE}'
    if shown.startswith(("-", "\N{MINUS SIGN}")):
        return f'"{shown}" is negative; a quantity is not'
    return f'"{shown}" {_of_its_comma(shown) or _of_its_number(shown)}'


def _of_its_comma(shown: str) -> str | None:
    if "," not in shown:
        return None
    comma = _COMMA.match(shown)
    if comma is None:
        return "is not read: its comma and point may each be the decimal point; write for instance 1000.5"
    decimal = f"{comma[1]}.{comma[2]}"
    if not MAY_GROUP_THOUSANDS.fullmatch(decimal):
        return f"is not read, for its comma; write {decimal}"
    one = with_one_reading(decimal.rstrip("0").rstrip("."))
    return (
        f"is not read: the comma may group thousands ({comma[1]}{comma[2]}) or be a decimal point ({one}); write "
        "whichever is meant"
    )


def _of_its_number(shown: str) -> str:
    if exponent := EXPONENT.fullmatch(shown):
        written = f"{Decimal(exponent[1]):f} {exponent[2] or ''}".strip()
        return f"is not read, for its exponent; write {written}"
    if shown.startswith(_COMPARATORS):
        return "has a comparator, which belongs to a laboratory result; a quantity is a number with its unit"
    if re.match(r"0[0-9]", shown):
        return "starts with a zero that nothing needs, and may have lost its point; write what is meant"
    if NUMBER.fullmatch(shown):
        return f"has no unit; write the unit that is meant, for instance {shown} mcg or {shown} pg/mL"
    return f"is no quantity; {_EXAMPLE}"
