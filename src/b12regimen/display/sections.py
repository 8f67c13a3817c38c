"""What is written for a person: sections, each a heading with lines or with a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Table(NamedTuple):
    """Rows with columns of equal meaning; the first cell of a row names it.

    Attributes:
        columns: The heading of each column.
        rows: Rows of cells; a cell is a sequence of lines, and is empty where nothing is known.
        is_stacked: Each line of a cell says by itself what it is, so the text puts it on a line of its own, without the
            heading of its column.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Sequence[str]]]
    is_stacked: bool = False


def table(entries: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> Table:
    """Make a table of entries with plain values.

    Args:
        entries: One for each row; a key that is missing or ``None`` is not known.
        columns: The heading for each key, that which names the row first; a column that no entry fills is left out.
    """
    rows = [[_lines(entry.get(key)) for key in columns] for entry in entries]
    used = [place for place in range(len(columns)) if place == 0 or any(row[place] for row in rows)]
    headings = list(columns.values())
    return Table([headings[place] for place in used], [[row[place] for place in used] for row in rows])


def _lines(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, dict):
        return [f"{key}: {each}" for key, each in value.items()]
    return [str(value)]


Section: TypeAlias = "tuple[str, Sequence[str] | Table]"


def in_words(word: str) -> str:
    """Write a word of a closed list for a person: "not-stated" is not stated."""
    return word.replace("-", " ")


def printable(text: str) -> str:
    """Put text on one line, with a mark for each character that is not printed and may hide or turn others."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else " " if character.isspace() else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )
