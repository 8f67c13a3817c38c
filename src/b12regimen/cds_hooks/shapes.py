"""Typed dictionaries at run time: what is wrong with a JSON value, and the JSON Schema of the same type."""

from __future__ import annotations

import re
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Final,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

import attrs

from b12regimen.errors import Finding, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PLAIN: Final[dict[Any, tuple[str, str]]] = {
    str: ("string", "a text"),
    bool: ("boolean", "true or false"),
    int: ("integer", "a whole number"),
}
_MOST_FINDINGS: Final = 20


@attrs.frozen
class Matching:
    """The form that a text has.

    Attributes:
        pattern: A regular expression that Python and JSON Schema read alike.
    """

    pattern: str


@attrs.frozen
class AtLeastOne:
    """A list that is not empty."""


def problems(value: object, kind: Any, path: str = "") -> list[Finding]:
    """List what keeps a JSON value from being of a type, the first few; no finding repeats what was given.

    Args:
        value: Any value of JSON.
        kind: A typed dictionary, or what may stand in one.
        path: Where the value stands.
    """
    found = []
    for finding in _problems(value, kind, path):
        found.append(finding)
        if len(found) == _MOST_FINDINGS:
            break
    return found


def _problems(value: object, kind: Any, path: str) -> Iterator[Finding]:
    if kind is Any:
        return
    if is_typeddict(kind):
        yield from _of_table(value, kind, path)
        return
    match get_origin(kind):
        case origin if origin is Annotated:
            yield from _of_annotated(value, kind, path)
        case origin if origin is NotRequired:
            yield from _problems(value, get_args(kind)[0], path)
        case origin if origin is Literal:
            yield from [] if value in get_args(kind) else [Finding(path, _expected(map(repr, get_args(kind))))]
        case origin if origin in (Union, UnionType):
            yield from _of_any(value, get_args(kind), path)
        case origin if origin is list:
            yield from _of_list(value, get_args(kind)[0], path)
        case origin if origin is dict:
            yield from _of_dict(value, get_args(kind)[1], path)
        case _:
            is_one = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
            yield from [] if is_one else [Finding(path, _expected([_in_words(kind)]))]


def _expected(options: Iterable[str]) -> str:
    return f"expected {listed(options)}"


def _of_any(value: object, options: tuple[Any, ...], path: str) -> Iterator[Finding]:
    if all(next(_problems(value, option, path), None) for option in options):
        yield Finding(path, _expected(map(_in_words, options)))


def _of_dict(value: object, kind: Any, path: str) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield Finding(path, "expected an object")
        return
    for one in value.values():  # the keys are the sender's own, and are not repeated
        yield from _problems(one, kind, f"{path}.*")


def _of_table(value: object, kind: Any, path: str) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield Finding(path, "expected an object")
        return
    for name, part in _parts(kind).items():
        where = f"{path}.{name}" if path else name
        if name in value:
            yield from _problems(value[name], part, where)
        elif _is_required(part):
            yield Finding(where, "it is required")


def _of_annotated(value: object, kind: Any, path: str) -> Iterator[Finding]:
    inner, *extras = get_args(kind)
    before = list(_problems(value, inner, path))
    yield from before
    for extra in [] if before else extras:
        if isinstance(extra, Matching) and not re.search(_whole(extra.pattern), str(value)):
            yield Finding(path, f"it is not of the form {extra.pattern}")
        if isinstance(extra, AtLeastOne) and not value:
            yield Finding(path, "it is empty, and at least one is needed")


def _whole(pattern: str) -> str:
    """Let the end be the end: in Python alone, "$" also stands before a last line break."""
    return re.sub(r"\$$", r"\\Z", pattern)


def _of_list(value: object, kind: Any, path: str) -> Iterator[Finding]:
    if not isinstance(value, list):
        yield Finding(path, "expected a list")
        return
    for number, one in enumerate(value):
        yield from _problems(one, kind, f"{path}[{number}]")


def _in_words(kind: Any) -> str:
    if get_origin(kind) is list:
        return "a list"
    return _PLAIN[kind][1] if kind in _PLAIN else "an object"


def _parts(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def _is_required(part: Any) -> bool:
    return get_origin(part) is not NotRequired


def json_schema(kind: Any) -> dict[str, Any]:
    """Write a type as JSON Schema (2020-12); a value is of the type exactly if ``problems`` finds nothing."""
    origin, args = get_origin(kind), get_args(kind)
    if is_typeddict(kind):
        parts = _parts(kind)
        properties = {name: json_schema(part) for name, part in parts.items()}
        required = [name for name, part in parts.items() if _is_required(part)]
        return {"type": "object", "properties": properties, **({"required": required} if required else {})}
    if origin is Annotated:
        schema = json_schema(args[0])
        for extra in args[1:]:
            schema |= {"pattern": extra.pattern} if isinstance(extra, Matching) else {"minItems": 1}
        return schema
    if origin is NotRequired:
        return json_schema(args[0])
    if origin is Literal:
        return {"enum": list(args)}
    if origin in (Union, UnionType):
        return {"anyOf": [json_schema(option) for option in args]}
    if origin is list:
        return {"type": "array", "items": json_schema(args[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": json_schema(args[1])}
    return {} if kind is Any else {"type": _PLAIN[kind][0]}
