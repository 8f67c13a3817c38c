"""Writes sections as plain text."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Final

from b12regimen.display.sections import Table, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from b12regimen.display.sections import Section

WIDTH: Final = 100  # characters of a line, unless another width is asked for


def as_text(sections: Iterable[Section], width: int = WIDTH) -> str:
    """Write sections, each with its heading in capitals and its lines wrapped below.

    Args:
        sections: What is written.
        width: The characters that a line has at most, unless one word is longer.
    """
    blocks = []
    for heading, said in sections:
        lines = _rows(said) if isinstance(said, Table) else said
        blocks.append("\n".join([printable(heading).upper(), *(wrapped(line, width=width) for line in lines)]))
    return "\n\n".join(blocks)


def _rows(table: Table) -> Iterator[str]:
    for head, *cells in table.rows:
        name = " ".join(head)
        if table.is_stacked:
            yield name
            yield from (f"  {line}" for cell in cells for line in cell)
        else:
            named = zip(table.columns[1:], map(", ".join, cells), strict=True)
            said = [f"{column} {cell}" if len(cells) > 1 else cell for column, cell in named if cell]
            yield f"{name}: {'; '.join(said)}" if said else name


def wrapped(line: str, indent: int = 2, width: int = WIDTH) -> str:
    """Write a line in several that are not too long, indented further than it is itself."""
    line = printable(line)
    before = " " * (indent + len(line) - len(line.lstrip()))
    return fill(
        line.lstrip(),
        width,
        initial_indent=before,
        subsequent_indent=f"{before}  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def fitted(text: str, width: int) -> str:
    """Write the lines of a text that are too long in several, indented further than they are; the others stay."""
    return "\n".join(line if len(line) <= width else wrapped(line, 0, width) for line in text.split("\n"))
