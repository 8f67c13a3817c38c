"""Finds the line of each key of a TOML text, so that an error can point at it; ``tomllib`` does not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from b12regimen.files.texts import NO_PLAIN_TEXT, ZIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE: Final = re.compile(
    r'(?P<string>"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<other>[^\"'#\n\[\]{}]+)",
    re.DOTALL,
)
LONG_NUMBER: Final = "a number in it has thousands of digits, which nobody means"
_AT_LINE: Final = re.compile(r"at line (\d+)")
_TYPOGRAPHIC: Final = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb"
_UNQUOTED: Final = re.compile(r"\s*([\w.-]+)\s*=\s*((?:[^\W\d_]|\d+(?:\.\d+)?\s*[^\W\d_])[^\"'#]*?)\s*(?:#.*)?")
_STRING: Final = re.compile(r"\"(?:[^\\\"]|\\.)*\"|'[^']*'")
_CAPITAL: Final = re.compile(r"[=\[,]\s*(?!true\b|false\b)((?i:true|false))\b")
_DAY: Final = re.compile(r"=\s*(\d{1,2}[/.]\d{1,2}[/.]\d{2,4})\b")
_HEADER: Final = re.compile(r"(\[\[?)([^\[\]]+)\]\]?")
_KEY: Final = re.compile(r"([A-Za-z0-9_.\"' -]+)=")


def key_lines(text: str) -> dict[str, int]:
    """Map the path of each key and table (``rule[3].when``) to its line, from 1.

    Keys inside an inline table or array have no line of their own; :func:`line_of` finds the one they stand in.
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, statement in _statements(text):
        header = _HEADER.fullmatch(statement.strip())
        key = _KEY.match(statement.lstrip())
        if header:
            table = _bare(header[2].strip())
            lines.setdefault(table, number)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}[{counts[table]}]"
            else:
                parent, _, name = table.rpartition(".")
                table = f"{parent}[{counts[parent]}].{name}" if parent in counts else table
            lines[table] = number
        elif key:
            lines[f"{table}.{_bare(key[1].strip())}" if table else _bare(key[1].strip())] = number
    return lines


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
    place = _AT_LINE.search(str(error))
    if place is None:
        return str(error)
    lines, number = ["", *text.split("\n")], int(place[1])
    return f"{error}{_what_would_do(lines[number], lines[number - 1], number)}"


def _what_would_do(line: str, before: str, number: int) -> str:
    """Say what would do in a line that is no TOML, where the slip is a known one."""
    if quotes := dict.fromkeys(letter for letter in line if letter in _TYPOGRAPHIC):
        return f'; line {number} has a typographic quote ({" ".join(quotes)}): write " instead'
    bare = _STRING.sub("", line).partition("#")[0]
    if '"' in bare:
        return f"; a quote is not closed in line {number}"
    if (word := _CAPITAL.search(bare)) is not None:
        return f"; write it small: {word[1].lower()}"
    if (day := _DAY.search(bare)) is not None:
        return f"; {day[1]} may be two days: write the year, the month and the day, for instance 2024-03-06"
    if before.partition("#")[0].rstrip().endswith("{") or bare.rstrip().endswith("{"):
        return "; what stands in braces { } stands on one line"
    if (unquoted := _UNQUOTED.fullmatch(line)) is not None:
        key, value = unquoted.groups()
        return f'; put text in quotes: {key} = "{value}"'
    return ""


def line_of(path: str, lines: dict[str, int]) -> int | None:
    """Give the line of a path, or of the nearest table or key around it."""
    return next((lines[near] for near in around(path) if near in lines), None)


def around(path: str) -> Iterator[str]:
    """Give a path, and the tables and keys around it, the nearest first."""
    while path:
        yield path
        path = re.sub(r"(\.[^.\[\]]+|\[[^\]]*\]|^[^.\[\]]+)$", "", path)


def _bare(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _statements(text: str) -> list[tuple[int, str]]:
    """Join the lines of each header and each key with its value; strings are left out, for their content is no key."""
    found: list[tuple[int, str]] = []
    number, start, depth, statement = 1, 1, 0, ""
    for piece in _PIECE.finditer(text):
        newlines = piece[0].count("\n")
        if piece.lastgroup == "newline" and depth == 0:
            found.append((start, statement))
            statement, start = "", number + 1
        elif piece.lastgroup != "comment":
            depth += (piece.lastgroup == "open") - (piece.lastgroup == "close")
            is_key = piece.lastgroup != "string" or "=" not in statement
            statement += piece[0].replace("\n", " ") if is_key else ""
        number += newlines
    return [*found, (start, statement)]
