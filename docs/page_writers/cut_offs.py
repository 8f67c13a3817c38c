"""Writes the page on the cut-offs of every source for laboratory results.

python docs/page_writers/cut_offs.py > docs/cut-offs.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen import load_thresholds, threshold_ids

if TYPE_CHECKING:
    from b12regimen import Citation, Marker, Thresholds

HEAD = """# Every cut-off

What each source calls confirmed, indeterminate or unlikely, in the units that it prints. They disagree, so there is no
default: a guideline's file names the cut-offs that it goes by, or you pass them. What lies between two bands of a
source is not interpretable, and is never placed in the nearest one. [Laboratory results](labs.md) says how they are
read.

% docs/page_writers/cut_offs.py writes this page; change that.
"""


def text(said: str) -> str:
    """Keep Markdown from reading what is no markup."""
    return said.replace("<", "\\<").replace("|", "\\|")


def shown(citation: Citation) -> str:
    """Write a citation with its address as a link."""
    section = f", {text(citation.section)}" if citation.section else ""
    address = f"<{citation.source.url}>" if citation.source.url else "no address known"
    return f"{text(citation.source.title)}{section} [{citation.source.evidence}]: {address}"


def rows(marker: Marker) -> list[str]:
    """Write the bands of one analyte, or what the laboratory's own verdict means."""
    bands = [(text(" or ".join(map(str, band.within))), band.finding, text(band.says)) for band in marker.bands]
    bands += [(f"{verdict} by the laboratory", finding, "") for verdict, finding in marker.laboratory.items()]
    bands += [("any", "not read", text(marker.not_read))] if marker.not_read else []
    return [f"| {marker.analyte} | {' | '.join(cells)} |" for cells in bands]


def described(thresholds: Thresholds) -> list[str]:
    """Write one source."""
    lines = [f"({thresholds.id})=", "", f"## {thresholds.publisher} ({thresholds.jurisdiction})", ""]
    lines += [f"`{thresholds.id}`: {text(thresholds.title)}; {thresholds.version}.", ""]
    if thresholds.superseded_by:
        lines += [f"Superseded by {text(thresholds.superseded_by)}.", ""]
    if thresholds.youngest:
        lines += [f"For people from {thresholds.youngest} on.", ""]
    lines += ["| analyte | result | finding | the source's word |", "| --- " * 4 + "|"]
    markers = thresholds.markers.values()
    lines += [line for marker in markers for line in rows(marker)]
    notes = [f"* {marker.analyte}: {text(marker.note)}" for marker in markers if marker.note]
    lines += ["", *notes, *([""] if notes else []), "Sources:", ""]
    lines += [f"* {marker.analyte}: {shown(citation)}" for marker in markers for citation in marker.citations]
    return [*lines, ""]


def page() -> str:
    """Give the whole page."""
    return "\n".join([HEAD, *(line for name in threshold_ids() for line in described(load_thresholds(name)))]).rstrip()


if __name__ == "__main__":
    print(page())
