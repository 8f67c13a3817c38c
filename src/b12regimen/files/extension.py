"""Files that stand on others: what they take over from a guideline, and what from a shared part."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.errors import Finding
from b12regimen.files.texts import no_utf_8
from b12regimen.files.toml_lines import around, key_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from b12regimen.tables.parts import Value

_OF_ONE_GUIDELINE: Final = ("id", "title", "publisher", "version", "superseded_by", "valid_from", "valid_to", "earlier")
_NAMES: Final = {"source": "key", "rule": "id", "alert": "id"}
COMPLETED: Final = ("rule", "alert")
_WHOLE: Final = ("age_edge",)
_ADDED: Final = ("reversibility", "impossible", "note")
_KINDS: Final = (*_NAMES, *_WHOLE, *_ADDED)


class ExtensionError(ValueError):
    """A file is no guideline, or what it extends cannot be read.

    Attributes:
        path: The key that says so.
        reason: What is wrong.
    """

    def __init__(self, path: str, reason: str) -> None:
        """Keep both."""
        super().__init__(reason)
        self.path = path
        self.reason = reason


@attrs.frozen(kw_only=True, eq=False)
class TomlFile:
    """One of the files that make a whole.

    Attributes:
        name: What ``extends`` calls it; ``None`` for the file that was asked for.
        id: The id of the guideline that it is; ``None`` for the file that was asked for, and for a shared part.
        folder: Where it lies; the files that it names lie there too.
        text: Its text.
        data: What it brings, as TOML gives it.
        guidelines: How many guidelines lie on the way to it, itself among them: 0 for the file that was asked for, and
            for its shared parts.
    """

    name: str | None = None
    id: str | None = None
    folder: Path = Path()
    text: str
    data: dict[str, Any]
    guidelines: int = 0

    @cached_property
    def lines(self) -> dict[str, int]:
        """The line of each path; they are looked for only when something is wrong."""
        return key_lines(self.text)

    def table(self, path: str) -> dict[str, Any]:
        """Give one of its entries as TOML gives it, such as that at ``rule[2]``; empty for what is no table."""
        kind, _, number = path.partition("[")
        found = _list(self, kind)[int(number.removesuffix("]"))] if number else None
        return found if isinstance(found, dict) else {}

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """The sources that stand in it, by key."""
        found = [entry for entry in _list(self, "source") if isinstance(entry, dict)]
        return {entry["key"]: entry for entry in found if isinstance(entry.get("key"), str)}


@attrs.frozen(eq=False)
class _Entry:
    """An entry, and where it stands: in one file, or in several of which the first goes before."""

    value: Any
    places: tuple[tuple[TomlFile, str], ...]

    @property
    def file(self) -> TomlFile:
        return self.places[0][0]

    def name(self, kind: str) -> str | None:
        name = self.value.get(_NAMES[kind]) if isinstance(self.value, dict) else None
        return name if isinstance(name, str) else None

    def completed(self, kind: str, own: _Entry) -> _Entry:
        """Put an entry of the same name in its place, and let a shared part complete it."""
        if kind in COMPLETED and own.file.guidelines == self.file.guidelines:
            return _Entry(self.value | own.value, own.places + self.places)
        return own


@attrs.frozen(eq=False)
class Drop:
    """A rule that a file does not take over.

    Attributes:
        file: The file that drops it.
        path: Where it says so.
        rule: The rule, as TOML gives it.
    """

    file: TomlFile
    path: str
    rule: dict[str, Any]

    def covers(self, example: Mapping[str, Value]) -> bool:
        """Tell whether the rule may have answered a combination of facts."""
        whens = self.rule.get("when", {})
        return any(
            all(
                name not in example or example[name] in (given if isinstance(given, list) else [given])
                for name, given in when.items()
            )
            for when in (whens if isinstance(whens, list) else [whens])
            if isinstance(when, dict)
        )


@attrs.frozen(eq=False)
class Whole:
    """A file, with all that it takes over.

    Attributes:
        files: The file itself, then what it extends, the nearest first.
        data: All of it, as if it stood in one file.
        places: Where the entries stand, by their paths in the whole; not that of a file that stands alone.
        drops: The rules that a file of them has left out.
    """

    files: tuple[TomlFile, ...]
    data: dict[str, Any]
    places: dict[str, tuple[tuple[TomlFile, str], ...]]
    drops: tuple[Drop, ...] = ()

    @classmethod
    def alone(cls, text: str, data: dict[str, Any]) -> Whole:
        """Make that of a file that takes over nothing."""
        return cls((TomlFile(text=text, data=data),), data, {})

    def is_own(self, path: str) -> bool:
        """Tell whether an entry stands in the file itself."""
        return path not in self.places or self.places[path][0][0] is self.files[0]

    @property
    def lineage(self) -> tuple[str, ...]:
        """The ids of the guidelines that it extends, the nearest first."""
        return tuple(file.id for file in self.files if file.id is not None)

    def taken_from(self, path: str) -> str | None:
        """Name the guideline that an entry is taken over from; ``None`` for the file's own and its shared parts'."""
        generation = self.generation(path)
        return self.lineage[generation - 1] if generation else None

    def generation(self, path: str) -> int:
        """Count the guidelines back to the one in which an entry stands; 0 for the file's own and its shared parts'."""
        return self.places[path][0][0].guidelines if path in self.places else 0

    def said_by(self, generation: int, key: str) -> Any:
        """Give what a guideline that it extends says under a key of its head, in its own file or in what it extends."""
        return next((file.data[key] for file in self.files if file.guidelines >= generation and key in file.data), None)

    def beside(self, key: str, name: str) -> Path:
        """Give the path of a file that a key of the head names: it lies beside the file in which the key stands."""
        return next(file.folder for file in self.files if key in file.data) / name

    def finding(self, path: str, reason: str) -> Finding:
        """Say what is wrong at a path of the whole, in the words and the lines of the file in which it stands."""
        root = path.partition(".")[0]
        key = root.partition("[")[0]
        holders = [file for file in self.files if key in file.data] or [self.files[0]]
        places = self.places.get(root) or [(file, root) for file in (holders if key == "groups" else holders[:1])]
        for near in around(path):
            for file, start in places:
                there = start + near.removeprefix(root) if near.startswith(root) else near
                if there in file.lines:
                    return _finding(file, start, path.removeprefix(root), reason, file.lines[there])
        return _finding(*places[0], path.removeprefix(root), reason, None)


def _finding(file: TomlFile, start: str, below: str, reason: str, line: int | None) -> Finding:
    """Say what is wrong below an entry, by the name that its file gives it."""
    kind = start.partition("[")[0]
    name = file.table(start).get(_NAMES[kind]) if kind in _NAMES else None
    named = f'{kind} "{name}"' if isinstance(name, str) and name.isprintable() else None
    return Finding(start + below, reason, line, file.name, named)


def is_shared_part(data: dict[str, Any]) -> bool:
    """Tell a shared part, which other files extend, from a guideline: it has no id."""
    return "id" not in data


def extended(text: str, data: dict[str, Any], folder: Path, find: Callable[[str, Path], Path]) -> Whole:
    """Take over what a file extends, and what that extends in its turn.

    Rules and alerts of a guideline are replaced by those of the same name; those of a shared part are completed, key
    by key. What is left under ``drop`` names nothing that there is to drop.

    Args:
        text: The text of the file.
        data: The same, as TOML gives it.
        folder: Where it lies.
        find: Finds the file of an id or a name, looked for in a folder.

    Raises:
        ExtensionError: The other file is not there, is no TOML, or leads back here.
    """
    files = [TomlFile(folder=folder, text=text, data=data)]
    seen: list[Path] = []
    guideline: str | None = None
    while isinstance(name := files[-1].data.get("extends"), str):
        path = _resolved(name, find(name, folder))
        if path in seen:
            raise ExtensionError("extends", f'"{name}" leads back to this file')
        seen.append(path)
        folder = path.parent
        files.append(_read(name, path, files[-1].guidelines))
        if guideline is None and files[-1].guidelines:
            guideline = name
    if len(files) == 1:
        return Whole((files[0],), data, {})
    whole = _joined(files)
    whole.data["extends"] = guideline
    return whole


def _resolved(name: str, path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a name that no file can have, or links in a circle
        raise ExtensionError("extends", f"{_quoted(name)} cannot be read: {error}") from None


def _quoted(name: str) -> str:
    return f'"{name}"' if name.isprintable() else repr(name)


def _read(name: str, path: Path, guidelines: int) -> TomlFile:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExtensionError("extends", f'"{name}" cannot be read: {no_utf_8(error)}') from None
    except OSError as error:
        raise ExtensionError("extends", f'"{name}" cannot be read: {error}') from None
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        from b12regimen.files.toml_slips import no_toml  # only what is no TOML should pay for it

        raise ExtensionError("extends", f'"{name}" cannot be read: {no_toml(error, text)}') from None
    if not isinstance(data.get("extends", ""), str):
        raise ExtensionError("extends", f'"{name}" extends something that is no text')
    if is_shared_part(data):
        return TomlFile(name=name, folder=path.parent, text=text, data=data, guidelines=guidelines)
    taken_over = {key: value for key, value in data.items() if key not in _OF_ONE_GUIDELINE}
    own_id = data["id"] if isinstance(data["id"], str) else name
    return TomlFile(name=name, id=own_id, folder=path.parent, text=text, data=taken_over, guidelines=guidelines + 1)


def _joined(files: list[TomlFile]) -> Whole:
    data: dict[str, Any] = {}
    groups: dict[str, tuple[TomlFile, Any]] = {}
    entries: dict[str, list[_Entry]] = {kind: [] for kind in (*_KINDS, "drop")}
    drops: list[Drop] = []
    for file in reversed(files):
        data |= file.data
        groups = _groups(groups, file)
        drops += _dropped(entries["rule"], file)
        _add(entries, file)
    data["groups"] = {name: found for name, (_, found) in groups.items()}
    data |= {kind: [entry.value for entry in found] for kind, found in entries.items()}
    places = {f"{kind}[{n}]": entry.places for kind, found in entries.items() for n, entry in enumerate(found)}
    for file in reversed(files):
        for key in ("groups", *entries):
            if key in file.data and not isinstance(file.data[key], dict if key == "groups" else list):
                data[key] = file.data[key]  # which is reported where it stands
                places[key] = ((file, key),)
    return Whole(tuple(files), data, places, tuple(drops))


def _dropped(rules: list[_Entry], file: TomlFile) -> Iterable[Drop]:
    for number, name in enumerate(_list(file, "drop")):
        yield from (
            Drop(file, f"drop[{number}]", rule.value) for rule in rules if rule.name("rule") == name is not None
        )


def _groups(known: dict[str, tuple[TomlFile, Any]], file: TomlFile) -> dict[str, tuple[TomlFile, Any]]:
    facts = file.data.get("facts")
    groups = dict(known) if not isinstance(facts, dict) else {name: known[name] for name in known if name in facts}
    own = file.data.get("groups")
    for name, found in own.items() if isinstance(own, dict) else ():
        below, others = groups.get(name, (file, {}))
        is_completed = below.guidelines == file.guidelines and isinstance(found, dict) and isinstance(others, dict)
        groups[name] = (file, others | found if is_completed else found)
    return groups


def _add(entries: dict[str, list[_Entry]], file: TomlFile) -> None:
    dropped = _list(file, "drop")
    known = [entry.name(kind) for kind in COMPLETED for entry in entries[kind]]
    entries["drop"] += [_Entry(name, ((file, f"drop[{n}]"),)) for n, name in enumerate(dropped) if name not in known]
    for kind in COMPLETED:
        entries[kind] = [entry for entry in entries[kind] if entry.name(kind) not in dropped]
    for kind in _KINDS:
        own = [_Entry(value, ((file, f"{kind}[{number}]"),)) for number, value in enumerate(_list(file, kind))]
        if kind in _NAMES:
            entries[kind] = list(_replaced(kind, entries[kind], own))
        elif kind in _ADDED:
            entries[kind] += own
        elif own:
            entries[kind] = own


def _replaced(kind: str, known: list[_Entry], own: list[_Entry]) -> Iterable[_Entry]:
    left = list(own)
    for entry in known:
        same = [other for other in left if other.name(kind) == entry.name(kind) is not None]
        yield entry.completed(kind, same[0]) if same else entry
        if same:
            left.remove(same[0])
    yield from left


def _list(file: TomlFile, key: str) -> list[Any]:
    found = file.data.get(key, [])
    return found if isinstance(found, list) else []
