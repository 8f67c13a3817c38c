"""Writes out what prescribers shorten in a text: 12/52 is 12 weeks, q3mo every 3 months, 3x/week 3 times a week."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from b12regimen.regimens.spellings import NUMBER_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER: Final = rf"(?:\d+|{'|'.join(NUMBER_WORDS)})"
UNIT: Final = "(?:day|week|month|year)"
_OF_A_YEAR: Final = {"7": "day", "52": "week", "12": "month"}
_SHORT: Final = {"d": "day", "w": "week", "wk": "week", "mo": "month", "y": "year"} | {
    word: unit for unit in ("day", "week", "month", "year") for word in (unit, f"{unit}s", f"{unit}ly")
}
_SHORT_UNIT: Final = "|".join(sorted([*_SHORT, "daily"], key=len, reverse=True))
_CROSS: Final = "x\N{MULTIPLICATION SIGN}"


def _unit(word: str) -> str:
    return _SHORT.get(word.lower(), "day")


# In this order, for each is read in what the one before has written.
_RULES: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), written)
    for pattern, written in (
        (rf" ?\({NUMBER}\)", ""),
        (r"\bcalendar (?=months?\b)", ""),
        (r"(?<![\d/])(\d{1,2})/(7|52|12)(?![\d/])", lambda match: f"{match[1]} {_OF_A_YEAR[match[2]]}s"),
        (r"\bq\.?o\.?d\b", "on alternate days"),
        (rf"\bq\.? ?(\d+) ?({_SHORT_UNIT})\b", lambda match: f"every {match[1]} {_unit(match[2])}s"),
        (rf"\bq\.? ?({_SHORT_UNIT})\b", lambda match: f"every {_unit(match[1])}"),
        (rf"(?<!\w)[{_CROSS}] ?(?=\d+ ?(?:doses?|injections?|{UNIT}s?)\b)", "for "),
        (r"\bthrice\b", "3 times"),
        (
            rf"\b({NUMBER}) ?(?:[{_CROSS}]|times|doses|injections)? ?/ ?({_SHORT_UNIT})\b",
            lambda match: f"{match[1]} times a {_unit(match[2])}",
        ),
        (
            rf"\b({NUMBER}) ?(?:[{_CROSS}]|times|doses|injections) ?(?:a |an |per |every |each )?({_SHORT_UNIT})\b",
            lambda match: f"{match[1]} times a {_unit(match[2])}",
        ),
        (rf"\b(once|twice) (?:an|per|every|each) (?={UNIT}\b)", lambda match: f"{match[1]} a "),
        (rf"\beach (?={UNIT}\b)", "every "),
        (r"\bevery (?:other|second) (week|month|year)\b", lambda match: f"every 2 {match[1]}s"),
        (r"\bannually\b", "yearly"),
        (rf", ?(?={NUMBER} {UNIT}s?\b)", " for "),
        (rf"\bfor an? (?={UNIT}\b)", "for 1 "),
        (rf"(?:\bfor )?\b({NUMBER}) (?:doses|injections)\b", lambda match: f"for {match[1]} doses"),
    )
)


def written_out(line: str) -> str:
    """Write out what is shortened."""
    for pattern, written in _RULES:
        line = pattern.sub(written, line)
    return line
