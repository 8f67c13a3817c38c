"""Writes the page of every monitoring item that the library ships.

python docs/page_writers/monitoring_items.py > docs/monitoring-items.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen.monitoring.loader import monitoring_entries
from b12regimen.tables.parts import show

if TYPE_CHECKING:
    from b12regimen import MonitoringEntry

HEAD = """# What sources say to monitor

Every item of the library's file, with who says so and how that was read. [Monitoring](monitoring.md) says how the items
become a plan for one patient.

% docs/page_writers/monitoring_items.py writes this page; change that."""
TITLES = {
    "before-first-dose": "Before the first dose",
    "start": "Counted from the first dose",
    "end-of-repletion": "Counted from the end of repletion",
    "none": "At no time that can be dated",
}
KINDS = {"test": "measure", "review": "review", "do-not-measure": "do not measure"}
COLUMNS = ("item", "what", "when", "how long after", "for whom", "why", "source")


def row(entry: MonitoringEntry) -> list[str]:
    """Give the cells of one item."""
    some = [[f"{name} {' or '.join(map(show, values))}" for name, values in facts.items()] for facts in entry.facts]
    whom = [
        *([", ".join(entry.jurisdictions)] if entry.jurisdictions else []),
        *([" or ".join(entry.drugs)] if entry.drugs else []),
        *([", or ".join(" and ".join(facts) for facts in some)] if any(some) else []),
        *([f"from {entry.youngest}"] if entry.youngest else []),
        *(f"`{name}`" for name in entry.guidelines),
        *(f"rule `{name}`" for name in entry.rules),
    ]
    return [
        f"`{entry.id}`",
        f"{KINDS[entry.kind]} {', '.join(entry.measures)}",
        entry.time,
        str(entry.after or ""),
        "; ".join(whom) or "all",
        entry.why or "not read",
        "; ".join(map(str, entry.citations)),
    ]


def table(entries: list[MonitoringEntry]) -> list[str]:
    """Give a table of items."""
    rows = [COLUMNS, ["---"] * len(COLUMNS), *map(row, entries)]
    return [f"| {' | '.join(cells)} |" for cells in rows]


def page() -> str:
    """Give the whole page."""
    lines = [HEAD]
    entries = monitoring_entries()
    for anchor, title in TITLES.items():
        found = [entry for entry in entries if entry.anchor == anchor]
        lines += ["", f"## {title}", "", *(table(found) if found else ["No source that was read."])]
    for topic in dict.fromkeys(entry.topic for entry in entries if entry.topic):
        on_it = [entry for entry in entries if entry.topic == topic]
        lines += ["", f"## Sources disagree on {topic}", ""]
        lines += [f"* {KINDS[entry.kind]}: `{entry.id}`" for entry in sorted(on_it, key=lambda one: one.kind)]
    return "\n".join(lines)


if __name__ == "__main__":
    print(page())
