"""Writes sections as HTML for a notebook: no script, no colour of its own, everything escaped.

Text and lines take the colour of the page, so that a light and a dark page have the contrast that they were made with.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from b12regimen.display.sections import Table, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from b12regimen.display.sections import Section

# What must not be overlooked stands out by a bar, which needs no colour.
_STANDS_OUT: Final = ("contraindication", "blocked", "warning")

_STYLE: Final = """\
.b12regimen{max-width:60rem;line-height:1.45;overflow-wrap:anywhere}
.b12regimen section{margin:0 0 .8em}
.b12regimen section.stands-out{border-left:.3em solid currentColor;padding-left:.7em}
.b12regimen h4{margin:0 0 .2em;font-size:1em;font-weight:600;text-align:left}
.b12regimen h4::first-letter{text-transform:uppercase}
.b12regimen ul{margin:0;padding-left:1.3em}
.b12regimen li.more{list-style:none;margin-left:1.3em}
.b12regimen .wide{overflow-x:auto}
.b12regimen table{border-collapse:collapse;margin:0;color:inherit;font-size:inherit}
.b12regimen caption{color:inherit;text-align:left;caption-side:top;padding:0}
.b12regimen th,.b12regimen td{border:1px solid currentColor;padding:.25em .6em;text-align:left;vertical-align:top;\
white-space:normal;overflow-wrap:break-word;color:inherit}
.b12regimen th{font-weight:600}
.b12regimen .stacked td{min-width:13em}
.b12regimen td p{margin:0;padding-left:1em;text-indent:-1em}"""


def as_html(name: str, sections: Iterable[Section]) -> str:
    """Write sections as one article.

    Args:
        name: What it shows, for those who hear the page.
        sections: What is written.
    """
    parts = "".join(_section(heading, said) for heading, said in sections)
    return f'<article class="b12regimen" aria-label="{_text(name)}"><style>{_STYLE}</style>{parts}</article>'


def _section(heading: str, said: Sequence[str] | Table) -> str:
    kind = ' class="stands-out"' if heading.partition(":")[0] in _STANDS_OUT else ""
    title = f"<h4>{_text(heading)}</h4>"
    return f"<section{kind}>{_table(title, said) if isinstance(said, Table) else f'{title}{_list(said)}'}</section>"


def _list(lines: Sequence[str]) -> str:
    kinds = (' class="more"' if line.startswith("  ") else "" for line in lines)
    items = "".join(f"<li{kind}>{_text(line)}</li>" for kind, line in zip(kinds, lines, strict=True))
    return f"<ul>{items}</ul>"


def _table(title: str, table: Table) -> str:
    columns = "".join(f'<th scope="col">{_text(column)}</th>' for column in table.columns)
    rows = "".join(_row(row) for row in table.rows)
    kind = ' class="stacked"' if table.is_stacked else ""
    return (
        f'<div class="wide" tabindex="0"><table{kind}><caption>{title}</caption>'
        f"<thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: Sequence[Sequence[str]]) -> str:
    head, *cells = row
    said = "".join(f"<td>{''.join(f'<p>{_text(line)}</p>' for line in cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{_text(" ".join(head))}</th>{said}</tr>'


def _text(text: str) -> str:
    return escape(printable(text).strip())
