"""Writes the page that lists every alert which holds whichever guideline is asked.

python docs/page_writers/alerts.py > docs/alerts.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen import guideline_ids, load_guideline
from b12regimen.alerts.safety import safety

if TYPE_CHECKING:
    from b12regimen import Alert

HEAD = """# Every alert

These hold whichever guideline is asked, for the drugs, routes and countries that they name. A guideline's own alert of
the same name stands in place of one here if it is raised in each of its cases and, in a file of your own, is no milder;
and an alert for a country in place of the one for all. Those marked "also for testing" hold where no injection is
considered yet. [Safety](safety.md) says how they are read.

% docs/page_writers/alerts.py writes this page; change that.
"""
OWN_HEAD = """
## Alerts of single guidelines
"""
CHANGES_HEAD = """
## Changes that need a clinician
"""


def described(alert: Alert, place: str) -> list[str]:
    """Give the lines of one alert."""
    lines = [f"## {alert.id}{place}", "", f"*{alert.severity}*, raised by {alert.raised_by}", "", f"{alert.text}."]
    lines += ["", f"What the source says to do: {alert.advice}."] if alert.advice else []
    return [*lines, "", *(f"* {shown(str(citation))}" for citation in alert.citations), ""]


def shown(citation: str) -> str:
    """Make the address of a citation a link."""
    said, _, address = citation.rpartition(": ")
    return f"{said}: <{address}>" if address.startswith("http") else citation


def page() -> str:
    """Give the whole page."""
    lines = [HEAD]
    for alert, entry in safety().alerts:
        places = [*entry.drug, *entry.route, *entry.jurisdiction, *([] if entry.injection else ["also for testing"])]
        lines += described(alert, f" ({', '.join(places)})" if places else "")
    lines.append(OWN_HEAD)
    for name in guideline_ids():
        for alert in load_guideline(name).alerts:
            lines.append(f"* `{name}`: {alert.id} ({alert.severity}), raised by {alert.raised_by}: {alert.text}")
    lines.append(CHANGES_HEAD)
    for change, entry in safety().changes:
        place = f" ({', '.join(entry.jurisdiction)})" if entry.jurisdiction else ""
        lines.append(f"* {change}{place}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(page())
