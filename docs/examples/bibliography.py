"""Writes the bibliography of everything that the library ships with a source.

python docs/examples/bibliography.py > docs/bibliography.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen import guideline_ids, load_guideline, load_thresholds, threshold_ids
from b12regimen.interferences import interferences
from b12regimen.monitoring_loader import monitoring_entries
from b12regimen.safety import safety

if TYPE_CHECKING:
    from b12regimen import Source

HEAD = """# Bibliography

Every document that a shipped guideline, a file of cut-offs, the alerts that hold whichever guideline is asked
(`alerts`), the list of what spoils a result (`interferences`) or the file on [monitoring](monitoring.md) cites, how it
was read, and who cites it. *Primary* is the publisher's own text or a full copy of it; *secondary* is another's text
that restates it.

`docs/examples/bibliography.py` writes this page, and a test holds it to the files.
"""


def cited() -> dict[str, list[tuple[str, Source]]]:
    """Give the sources of all files by address, or by title where there is none."""
    uses = [(name, source) for name in guideline_ids() for source in load_guideline(name).sources.values()]
    uses += [(name, source) for name in threshold_ids() for source in load_thresholds(name).sources.values()]
    uses += [("alerts", citation.source) for alert, _ in safety().alerts for citation in alert.citations]
    uses += [("alerts", citation.source) for change, _ in safety().changes for citation in change.citations]
    uses += [("interferences", citation.source) for one in interferences() for citation in one.citations]
    uses += [("monitoring", citation.source) for one in monitoring_entries() for citation in one.citations]
    found: dict[str, list[tuple[str, Source]]] = {}
    for name, source in uses:
        found.setdefault(source.url or source.title, []).append((name, source))
    return found


def page() -> str:
    """Give the whole page."""
    lines = []
    for uses in cited().values():
        source = uses[0][1]
        address = f" <{source.url}>" if source.url else " No address is known."
        users = ", ".join(f"`{name}`" for name in dict.fromkeys(name for name, _ in uses))
        lines.append(f"* {source.title} [{source.evidence}].{address} Cited by {users}.")
    return "\n".join([HEAD, *sorted(lines, key=str.casefold)])


if __name__ == "__main__":
    print(page())
