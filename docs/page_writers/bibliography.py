"""Writes the bibliography of everything that the library ships with a source.

python docs/page_writers/bibliography.py > docs/bibliography.md
"""

from __future__ import annotations

import tomllib

from b12regimen import Source, guideline_ids, load_guideline, load_product, load_thresholds, product_ids, threshold_ids
from b12regimen.published import PUBLISHED

HEAD = """# Bibliography

Every document that a shipped guideline, a file of cut-offs, a [product](products.md) or one of the files on what can
go wrong (`alerts`), what spoils a result (`interferences`), [monitoring](monitoring.md) and the
[response](response.md) to treatment cites, how it was read, and who cites it. *Primary* is the publisher's own text
or a full copy of it; *secondary* is another's text that restates it.

% docs/page_writers/bibliography.py writes this page; change that.
"""


def cited() -> dict[str, list[tuple[str, Source]]]:
    """Give the sources of all files by address, or by title where there is none."""
    uses = [(name, source) for name in guideline_ids() for source in load_guideline(name).sources.values()]
    uses += [(name, source) for name in threshold_ids() for source in load_thresholds(name).sources.values()]
    uses += [(name, source) for name in product_ids() for source in load_product(name).sources.values()]
    for file in sorted(PUBLISHED.glob("*.toml")):
        written = tomllib.loads(file.read_text("utf-8")).get("source", [])
        uses += [(file.stem, Source(**{"url": None, **one})) for one in written]
    found: dict[str, list[tuple[str, Source]]] = {}
    for name, source in uses:
        found.setdefault(source.url or source.title, []).append((name, source))
    return found


def named(name: str) -> str:
    """Name a file, with its page if it is a guideline or cut-offs."""
    if name in guideline_ids():
        return f"[`{name}`](guidelines/{name}.md)"
    return f"[`{name}`](cut-offs.md#{name})" if name in threshold_ids() else f"`{name}`"


def page() -> str:
    """Give the whole page."""
    lines = []
    for uses in cited().values():
        source = uses[0][1]
        address = f" <{source.url}>" if source.url else " No address is known."
        users = ", ".join(map(named, dict.fromkeys(name for name, _ in uses)))
        lines.append(f"* {source.title} [{source.evidence}].{address} Cited by {users}.")
    return "\n".join([HEAD, *sorted(lines, key=str.casefold)])


if __name__ == "__main__":
    print(page())
