"""Finds the line of each key of a TOML text, so that an error can point at it; ``tomllib`` does not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE: Final = re.compile(
    r'(?P<string>"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\')'
    r"|(?P<comment>\#[^\n]*)|(?P<newline>\n)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<other>[^\"'#\n\[\]{}]+)",
    re.DOTALL,
)
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
