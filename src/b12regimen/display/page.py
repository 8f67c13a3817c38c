"""Writes sections as a page of its own: to be read on a screen, light or dark, and to be printed on paper."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from b12regimen.display.html import as_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.display.sections import Section

_LEVEL: Final = 2  # of the sections, below the title

# The colours are the browser's own, light or dark as the reader has set it; paper is always light.
_STYLE: Final = """\
:root{background:Canvas;color:CanvasText;color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem 1.2rem 3rem}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem}
h1::first-letter{text-transform:uppercase}
footer{border-top:1px solid currentColor;font-size:.9rem;margin-top:1.5rem;padding-top:.5rem}
@media print{
:root{color-scheme:light}
@page{margin:16mm 14mm}
body{font-size:10pt;max-width:none;padding:0}
a{color:inherit}
h1,h2{break-after:avoid}
li,tr,.stands-out{break-inside:avoid}
main .b12regimen .wide{overflow:visible}
main .b12regimen .stacked td{min-width:0}
}"""


def as_page(title: str, sections: Iterable[Section], *, by: str) -> str:
    """Write sections as an HTML document without scripts, which loads nothing.

    Args:
        title: What it is, in words.
        sections: What is written.
        by: What has written it.
    """
    said = escape(title)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>{said}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{said}</h1>\n"
        f"{as_html(title, sections, level=_LEVEL)}\n</main>\n<footer>{escape(by)}</footer>\n</body>\n</html>\n"
    )
