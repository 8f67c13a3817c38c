"""A file that extends another: it replaces or adds named rules, and takes over the rest."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_OWN: Final = (
    "id",
    "title",
    "publisher",
    "version",
    "superseded_by",
    "valid_from",
    "valid_to",
    "earlier",
    "extends",
    "drop",
)
_NAMED: Final = {"source": "key", "rule": "id", "alert": "id"}
_DROPPED: Final = ("rule", "alert")
_WHOLE: Final = ("age_edge",)
_ADDED: Final = ("reversibility", "impossible", "note")


class ExtensionError(ValueError):
    """What a file extends cannot be read."""


def extended(
    data: dict[str, Any], folder: Path, find: Callable[[str, Path], Path], seen: tuple[Path, ...] = ()
) -> dict[str, Any]:
    """Take over what a file extends; its own entries stay first, so that their places and lines stay theirs.

    What is left under ``drop`` names nothing that there is to drop.

    Args:
        data: The file, as TOML gives it.
        folder: Where it lies.
        find: Finds the file of an id or a name, looked for in a folder.
        seen: The files that led here.

    Raises:
        ExtensionError: The other file is not there, is no TOML, or leads back here.
    """
    name = data.get("extends")
    if not isinstance(name, str):
        return data
    path = find(name, folder).resolve()
    if path in seen:
        raise ExtensionError(f'"{name}" leads back to this file')
    try:
        base = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except (OSError, ValueError, ArithmeticError, RecursionError) as error:
        raise ExtensionError(f'"{name}" cannot be read: {error}') from None
    return _merged(extended(base, path.parent, find, (*seen, path)), data)


def _merged(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = {key: value for key, value in base.items() if key not in _OWN} | own
    if "facts" in own:
        kept = {name: groups for name, groups in _table(base, "groups").items() if name in _table(own, "facts")}
        merged["groups"] = kept | _table(own, "groups")
    else:
        merged["groups"] = _table(base, "groups") | _table(own, "groups")
    dropped = _list(own, "drop")
    for kind, key in _NAMED.items():
        replaced = [*_names(_list(own, kind), key), *(dropped if kind in _DROPPED else [])]
        rest = [entry for entry in _list(base, kind) if not isinstance(entry, dict) or entry.get(key) not in replaced]
        merged[kind] = [*_list(own, kind), *rest]
    known = [name for kind in _DROPPED for name in _names(_list(base, kind), _NAMED[kind])]
    merged["drop"] = [name for name in dropped if name not in known]  # which are reported
    for kind in _WHOLE:
        merged[kind] = _list(own, kind) or _list(base, kind)
    for kind in _ADDED:
        merged[kind] = [*_list(own, kind), *_list(base, kind)]
    misfits = {
        key: own[key] for key in ("groups", "drop", *_NAMED, *_WHOLE, *_ADDED) if key in own and _does_not_fit(own, key)
    }
    return merged | misfits  # which are reported where they stand


def _names(entries: list[Any], key: str) -> list[Any]:
    return [entry.get(key) for entry in entries if isinstance(entry, dict)]


def _does_not_fit(data: dict[str, Any], key: str) -> bool:
    return not isinstance(data[key], dict if key == "groups" else list)


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key, {})
    return found if isinstance(found, dict) else {}


def _list(data: dict[str, Any], key: str) -> list[Any]:
    found = data.get(key, [])
    return found if isinstance(found, list) else []
