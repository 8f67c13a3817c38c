"""What shows itself: as text and as HTML, from one list of sections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.display.sections import Section


class Plain(Protocol):
    """What can be given as plain values."""

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        ...


class Sectioned(Protocol):
    """What can say its sections, in reading order; a line with spaces in front of it belongs to the one before."""

    def _sections(self) -> Iterable[Section]: ...


class Shown:
    """Writes itself for a person, as text and as HTML, from the same sections, and for a program as JSON."""

    __slots__ = ()

    def __str__(self: Sectioned) -> str:
        """Write it for a person."""
        from b12regimen.display.text import as_text  # only a reader should pay for it

        return as_text(self._sections())

    def to_json(self: Plain) -> str:
        """Give ``to_dict`` as JSON text."""
        return as_json(self.to_dict())

    def to_html(self: Sectioned) -> str:
        """Write it as one HTML article: with its style, without scripts, everything escaped; a notebook shows it."""
        from b12regimen.display.html import as_html  # 5 ms that only a reader should pay

        return as_html(name_of(type(self).__name__), self._sections())

    _repr_html_ = to_html


class ShownText(str):
    """Text that a notebook shows as HTML, from the same sections."""

    __slots__ = ("_of",)
    _of: tuple[str, list[Section]]

    def __new__(cls, name: str, sections: Iterable[Section]) -> Self:
        """Write sections.

        Args:
            name: What they show, for those who hear the page.
            sections: What is written.
        """
        from b12regimen.display.text import as_text  # only a reader should pay for it

        said = list(sections)
        made = super().__new__(cls, as_text(said))
        made._of = (name, said)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it pass between processes as what it is."""
        return ShownText, self._of

    def _repr_html_(self) -> str:
        from b12regimen.display.html import as_html  # 5 ms that only a notebook should pay

        return as_html(*self._of)


def as_json(plain: object) -> str:
    """Write plain values as JSON text."""
    import json  # 8 ms that only a reader of JSON should pay

    return json.dumps(plain, ensure_ascii=False, indent=2)


def name_of(class_name: str) -> str:
    """Write the name of a class in words: ``order review``."""
    return re.sub(r"\B([A-Z])", r" \1", class_name).lower()
