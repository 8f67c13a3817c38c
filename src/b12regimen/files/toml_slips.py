"""Says why a text is no TOML, and what would do where the slip is a known one."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from b12regimen.files.texts import NO_PLAIN_TEXT, ZIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG_NUMBER: Final = "a number in it has thousands of digits, which nobody means"
_AT_LINE: Final = re.compile(r"at line (\d+)")
_AT_THE_END: Final = "at end of document"
_TYPOGRAPHIC: Final = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb"
_UNQUOTED: Final = re.compile(r"\s*([\w.-]+)\s*=\s*((?:[^\W\d_]|\d+(?:\.\d+)?\s*[^\W\d_])[^\"'#]*?)\s*(?:#.*)?")
_STRING: Final = re.compile(r"\"(?:[^\\\"]|\\.)*\"|'[^']*'")
_CAPITAL: Final = re.compile(r"[=\[,]\s*(?!true\b|false\b)((?i:true|false))\b")
_SLASHED: Final = re.compile(r"=\s*(\d{1,2}[/.]\d{1,2}[/.]\d{2,4})\b")
_DASHED: Final = re.compile(r"=\s*((\d{4})-(\d{1,2})-(\d{1,2}))\b")
_TABLE: Final = re.compile(r"\s*\[+\s*([\w.-]+)\s*\]+")
_KEY: Final = re.compile(r"\s*([\w.-]+)\s*=")
_NO_SUCH_DAY: Final = "{} is no day of the calendar; write the year, the month and the day, for instance 2024-03-06"
_STAND_ONCE: Final = ("facts", "groups")


def is_of_a_long_number(error: Exception) -> bool:
    """Tell whether Python itself refused to read a number, for its thousands of digits."""
    return "int_max_str_digits" in str(error)


def no_toml(error: Exception, text: str) -> str:
    """Say why a text is no TOML, with what would do where that is known."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if text.lstrip().startswith("{"):
        return "it begins like JSON, which a patient file may be written in, and this one not"
    if text.startswith(ZIPPED):
        return NO_PLAIN_TEXT
    if is_of_a_long_number(error):
        return LONG_NUMBER
    said, lines = str(error), ["", *text.split("\n")]
    place = _AT_LINE.search(said)
    if place is None and _AT_THE_END not in said:
        return said
    number = len(["", *text.rstrip().split("\n")]) - 1 if place is None else int(place[1])
    hint = next(_what_would_do(said, lines[number], lines[number - 1], number), None)
    return said if hint is None else f"{said}; {hint}"


def _what_would_do(said: str, line: str, before: str, number: int) -> Iterator[str]:
    """Say what would do in a line that is no TOML, the surest first."""
    if quotes := dict.fromkeys(letter for letter in line if letter in _TYPOGRAPHIC):
        yield f'line {number} has a typographic quote ({" ".join(quotes)}): write " instead'
    bare = _STRING.sub("", line).partition("#")[0]
    if '"' in bare:
        yield f"a quote is not closed in line {number}"
    yield from _misspelt(bare)
    if before.partition("#")[0].rstrip().endswith("{") or bare.rstrip().endswith("{"):
        yield "what stands in braces { } stands on one line"
    if "Unclosed inline table" in said:
        yield f"a comma between two entries, or the closing }}, is missing in line {number}"
    if "Unclosed array" in said:
        yield f"a comma between two entries, or the closing ], is missing before or in line {number}"
    yield from _twice(said, line)
    if (unquoted := _UNQUOTED.fullmatch(line)) is not None:
        key, value = unquoted.groups()
        yield f'put text in quotes: {key} = "{value}"'
    if "Expected '=' after a key" in said:
        yield f"line {number} is no key, = and its value; a remark for readers begins with #"


def _misspelt(bare: str) -> Iterator[str]:
    if (word := _CAPITAL.search(bare)) is not None:
        yield f"write it small: {word[1].lower()}"
    if (day := _SLASHED.search(bare)) is not None:
        yield f"{day[1]} may be two days: write the year, the month and the day, for instance 2024-03-06"
    if (day := _DASHED.search(bare)) is not None:
        try:
            meant = date(*map(int, day.groups()[1:]))
        except ValueError:
            yield _NO_SUCH_DAY.format(day[1])
        else:
            if meant.isoformat() != day[1]:
                yield f"write {meant}"


def _twice(said: str, line: str) -> Iterator[str]:
    """Say what stands twice: a key, or a table that may stand once, or that needs two brackets to stand often."""
    if "Cannot declare" not in said and "Cannot overwrite" not in said:
        return
    table, key = _TABLE.match(line), _KEY.match(line)
    if table is not None:
        is_single = table[1].partition(".")[0] in _STAND_ONCE
        once = f"[{table[1]}] stands twice: put all of it under one"
        yield once if is_single else f"write [[{table[1]}]], with two brackets, before each of several"
    if key is not None:
        yield f"{key[1]} stands twice: keep one"
