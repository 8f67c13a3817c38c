"""Writes the bibliography of the shipped guidelines and cut-offs, and of what to monitor.

python docs/examples/bibliography.py > docs/bibliography.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen import guideline_ids, load_guideline, load_thresholds, threshold_ids
from b12regimen.monitoring_loader import monitoring_entries

if TYPE_CHECKING:
    from b12regimen import Source

HEAD = """# Bibliography

Every document that a shipped guideline, a file of cut-offs or the file on [monitoring](monitoring.md) cites, how it was
read, and who cites it. *Primary* is the publisher's own text or a full copy of it; *secondary* is another's text that
restates it.

`docs/examples/bibliography.py` writes this page, and a test holds it to the files.
"""


def cited() -> dict[str, list[tuple[str, Source]]]:
    """Give the sources of all files by address, or by title where there is none."""
    found: dict[str, list[tuple[str, Source]]] = {}
    for name in guideline_ids():
        for source in load_guideline(name).sources.values():
            found.setdefault(source.url or source.title, []).append((name, source))
    for name in threshold_ids():
        for source in load_thresholds(name).sources.values():
            found.setdefault(source.url or source.title, []).append((name, source))
    for entry in monitoring_entries():
        for citation in entry.citations:
            found.setdefault(citation.source.url or citation.source.title, []).append(("monitoring", citation.source))
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
