"""Writes sections as HTML for a notebook: no script, no colour of its own, everything escaped.

Text and lines take the colour of the page, so that a light and a dark page have the contrast that they were made with.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from b12regimen.display.sections import Table, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from b12regimen.display.sections import Section

# An address stands for itself: what is shown is where it leads. What ends a sentence after it is not of it.
_ADDRESS: Final = re.compile(
    r"(https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][A-Za-z0-9_/?#\[\]@!$&'()*+,;:=%.~-]*)?(?<![.,;:)!?']))"
)

# No line ends within a range, or between a number and its unit: "1-" at the end of a line reads as one.
_NUMBER: Final = r"\d+(?:\.\d+)?"
_UNIT: Final = r"(?: (?:m?c?g|mL|[np]g/m?L|[nup]mol/L|micrograms?|days?|weeks?|months?|years?|doses?)\b)"
_FIGURE: Final = re.compile(
    rf"(?<![\w.-]){_NUMBER}(?:{_UNIT}?(?:-{_NUMBER}){{1,2}}{_UNIT}?|{_UNIT})(?![\w-])", re.ASCII
)

# What must not be overlooked stands out by a bar, which needs no colour.
_STANDS_OUT: Final = ("contraindication", "blocked", "warning")

_STYLE: Final = """\
.b12regimen{max-width:60rem;line-height:1.45;overflow-wrap:anywhere}
.b12regimen section{margin:0 0 1.1em}
.b12regimen section.stands-out{border-left:.3em solid currentColor;padding-left:.7em}
.b12regimen :is(h2,h4){margin:0 0 .25em;font-size:1.15em;line-height:1.3;font-weight:600;text-align:left}
.b12regimen :is(h2,h4)::first-letter{text-transform:uppercase}
.b12regimen ul{margin:0;padding-left:1.3em}
.b12regimen li.more{list-style:none;margin-left:1.3em}
.b12regimen .whole{white-space:nowrap}
.b12regimen .wide{overflow-x:auto}
.b12regimen table{border-collapse:collapse;margin:0;color:inherit;font-size:inherit}
.b12regimen caption{color:inherit;text-align:left;caption-side:top;padding:0}
.b12regimen th,.b12regimen td{border:1px solid currentColor;padding:.25em .6em;text-align:left;vertical-align:top;\
white-space:normal;overflow-wrap:break-word;color:inherit}
.b12regimen td a{overflow-wrap:anywhere}
.b12regimen th{font-weight:600}
.b12regimen .stacked td{min-width:13em}
.b12regimen td p{margin:0;padding-left:1em;text-indent:-1em}
@media screen and (max-width:34rem){
.b12regimen .many :is(tbody,tr,th,td){display:block}
.b12regimen .many{display:block;width:100%}
.b12regimen .many caption{display:block}
.b12regimen .many thead{clip-path:inset(50%);height:1px;overflow:hidden;position:absolute;width:1px}
.b12regimen .many tr{border:1px solid currentColor;margin:0 0 .7em}
.b12regimen .many tbody :is(th,td){border:0;min-width:0}
.b12regimen .many td:empty{display:none}
.b12regimen .many td[data-column]::before{content:attr(data-column) ": ";font-weight:600}
.b12regimen .many td[data-column] p{display:inline;padding:0;text-indent:0}
}"""

_FEW: Final = 2  # columns that stand side by side on a telephone; of more, the cells stand one below another


def as_html(name: str, sections: Iterable[Section], *, level: int = 4) -> str:
    """Write sections as one article.

    Args:
        name: What it shows, for those who hear the page.
        sections: What is written.
        level: Of which level their headings are: in a notebook below those that its cells may have.
    """
    parts = "".join(_section(heading, said, f"h{level}") for heading, said in sections)
    return f'<article class="b12regimen" aria-label="{_text(name)}"><style>{_STYLE}</style>{parts}</article>'


def _section(heading: str, said: Sequence[str] | Table, tag: str) -> str:
    kind = ' class="stands-out"' if heading.partition(":")[0] in _STANDS_OUT else ""
    name = _text(heading)
    title = f"<{tag}>{name}</{tag}>"
    told = _table(name, title, said) if isinstance(said, Table) else f"{title}{_list(said)}"
    return f"<section{kind}>{told}</section>"


def _list(lines: Sequence[str]) -> str:
    kinds = (' class="more"' if line.startswith("  ") else "" for line in lines)
    items = "".join(f"<li{kind}>{_linked(line)}</li>" for kind, line in zip(kinds, lines, strict=True))
    return f"<ul>{items}</ul>"


def _table(name: str, title: str, table: Table) -> str:
    columns = "".join(f'<th scope="col" role="columnheader">{_text(column)}</th>' for column in table.columns)
    rows = "".join(_row(row, table) for row in table.rows)
    kinds = [*(["stacked"] if table.is_stacked else []), *(["many"] if len(table.columns) > _FEW else [])]
    kind = f' class="{" ".join(kinds)}"' if kinds else ""
    return (
        f'<div class="wide" tabindex="0" role="group" aria-label="{name}">'
        f'<table{kind} role="table"><caption>{title}</caption><thead role="rowgroup"><tr role="row">{columns}</tr>'
        f'</thead><tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _row(row: Sequence[Sequence[str]], table: Table) -> str:
    """Write a row; its roles are said, for a browser forgets them where cells stand one below another."""
    head, *cells = row
    named = [f' data-column="{_text(column)}"' if not table.is_stacked else "" for column in table.columns[1:]]
    said = "".join(
        f'<td role="cell"{name}>{"".join(f"<p>{_linked(line)}</p>" for line in cell)}</td>'
        for name, cell in zip(named, cells, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{_text(" ".join(head))}</th>{said}</tr>'


def _text(text: str) -> str:
    return escape(printable(text).strip())


def _linked(text: str) -> str:
    """Make a link of each address on the web, and of nothing else."""
    parts = map(escape, _ADDRESS.split(printable(text).strip()))
    return "".join(f'<a href="{part}">{part}</a>' if place % 2 else _whole(part) for place, part in enumerate(parts))


def _whole(said: str) -> str:
    return _FIGURE.sub(r'<span class="whole">\g<0></span>', said)
