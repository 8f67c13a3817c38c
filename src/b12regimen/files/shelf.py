"""Files of one kind that the library ships, and files of one's own beside them: found by id or path, and read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import attrs

from b12regimen.errors import B12RegimenError, Finding, FindingsError, no_utf_8
from b12regimen.files.nearby import nearby


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
        what: What one is called in messages, for instance "a product".
        listed_by: What lists their ids.
        parse: Reads the text of one, by the name of its file.
        error: What is raised where one cannot be read.
        unknown: What is raised where there is none.
    """

    folder: Path
    what: str
    listed_by: str
    parse: Callable[[str, str], T]
    error: type[FindingsError]
    unknown: type[B12RegimenError]
    _read: dict[str, T] = attrs.field(init=False, factory=dict)

    def ids(self) -> list[str]:
        """List the ids of those that the library ships."""
        return sorted(path.stem for path in self.folder.glob("*.toml"))

    def load(self, wanted: str | Path) -> T:
        """Load one by its id, or from the path of a file of one's own."""
        ids = self.ids()
        if isinstance(wanted, str) and wanted in ids:
            if wanted not in self._read:
                name = f"{wanted}.toml"
                self._read[wanted] = self.parse((self.folder / name).read_text("utf-8"), name)
            return self._read[wanted]
        path = Path(wanted) if isinstance(wanted, str | Path) else Path()
        try:
            text = path.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.error(path.name, [Finding("", no_utf_8(error))]) from None
        except (OSError, ValueError):  # it is not there, or no file can have that name
            hint = nearby(wanted, ids, self.listed_by)
            raise self.unknown(f"{wanted!r} is neither the id of {self.what} nor a file{hint}") from None
        found = self.parse(text, path.name)
        if found.id in ids and path.resolve().parent != self.folder.resolve():
            reason = f'"{found.id}" is the id of {self.what} that the library ships; give your own file another'
            raise self.error(path.name, [Finding("id", reason)])
        return found
