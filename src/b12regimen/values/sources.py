"""Sources and citations: who says so, where, and how it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

Evidence = Literal["primary", "secondary"]


@attrs.frozen(kw_only=True)
class Source:
    """A document that was read.

    Attributes:
        key: Its name in its guideline file.
        title: Its title.
        url: Its address; ``None`` where none is known.
        evidence: "primary": read in the publisher's own text. "secondary": in another's that restates it.
        note: What to know about it; ``None`` for nothing.
    """

    key: str
    title: str
    url: str | None
    evidence: Evidence
    note: str | None = None


@attrs.frozen
class Citation:
    """A place in a source.

    Attributes:
        source: The document.
        section: Where in it; ``None`` where no section is named.
    """

    source: Source
    section: str | None = None

    def to_dict(self) -> dict[str, str | None]:
        """Give it as plain values."""
        return {
            "source": self.source.key,
            "title": self.source.title,
            "section": self.section,
            "url": self.source.url,
            "evidence": self.source.evidence,
            "note": self.source.note,
        }

    def __str__(self) -> str:
        """Write it for a reader."""
        return written(self.to_dict())


def written(citation: Mapping[str, Any]) -> str:
    """Write a citation for a reader, from its plain values."""
    section = f", {citation['section']}" if citation["section"] else ""
    return f"{citation['title']}{section} [{citation['evidence']}]: {citation['url'] or 'no address known'}"
