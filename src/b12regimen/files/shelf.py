"""Files of one kind that the library ships, and files of one's own beside them: found by id or path, and read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import attrs

from b12regimen.errors import B12RegimenError, Finding, FindingsError
from b12regimen.files.nearby import nearby
from b12regimen.files.texts import read_text


class Named(Protocol):
    """What a file says, with its id; ``None`` for what is made in code."""

    @property
    def id(self) -> str | None:
        """Its id."""


T = TypeVar("T", bound=Named)


@attrs.frozen(kw_only=True, eq=False)
class Shelf(Generic[T]):
    """The files of one kind.

    Attributes:
        folder: Where the library has them.
        what: What one is called in messages, for instance "product".
        listed_by: What lists their ids.
        parse: Reads the text of one; its path says whether it is one's own.
        error: What is raised where one cannot be read.
        unknown: What is raised where there is none.
    """

    folder: Path
    what: str
    listed_by: str
    parse: Callable[[str, Path], T]
    error: type[FindingsError]
    unknown: type[B12RegimenError]
    _read: dict[str, T] = attrs.field(init=False, factory=dict)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of those that the library ships."""
        return frozenset(path.stem for path in self.folder.glob("*.toml"))

    def shipped(self, name: str) -> T:
        """Load one that the library ships; it is read once."""
        if name not in self._read:
            path = self.folder / f"{name}.toml"
            self._read[name] = self.parse(path.read_text("utf-8"), path)
        return self._read[name]

    def load(self, wanted: str | Path) -> T:
        """Load one by its id, or from the path of a file of one's own."""
        if not isinstance(wanted, str | Path):
            hint = nearby("", (), self.listed_by)
            raise self.unknown(f"{wanted!r} is not a {self.what}; give the path of a file or an id{hint}")
        if wanted in self.ids:
            return self.shipped(str(wanted))
        path = Path(wanted)
        if not is_file(path):
            raise self.unknown(f'there is no {self.what} and no file "{wanted}"{self.nearby(wanted)}')
        text, _ = read_text(path, self.error)
        found = self.parse(text, path)
        if found.id in self.ids and not self.holds(path):
            reason = f'"{found.id}" is the id of a {self.what} that the library ships; give your own file another'
            raise self.error(path.name, [Finding("id", reason)])
        return found

    def holds(self, path: Path) -> bool:
        """Tell whether a file lies among those that the library ships."""
        return path.resolve().parent == self.folder.resolve()

    def nearby(self, given: str | Path, folder: Path = Path()) -> str:
        """Say what was likely meant by a name that none has."""
        return nearby(given, sorted(self.ids), self.listed_by, folder)


def is_file(path: Path) -> bool:
    """Tell whether there is such a file; a name that no file can have has none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
