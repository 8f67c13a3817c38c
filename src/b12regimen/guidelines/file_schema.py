"""A JSON Schema of guideline files, made from the classes that read them, so that editors complete keys and values."""

from __future__ import annotations

from datetime import date
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

import attrs

from b12regimen.errors import listed
from b12regimen.files.entries import ENTRY_KINDS, HeadEntry
from b12regimen.files.extension import COMPLETED
from b12regimen.patients.facts import FACTS
from b12regimen.regimens.dosing import DRUGS, INJECTION_ROUTES
from b12regimen.values.jurisdictions import COUNTRIES, INTERNATIONAL

if TYPE_CHECKING:
    from collections.abc import Iterator

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Final[dict[Any, str]] = {str: "string", bool: "boolean", int: "integer"}


def guideline_schema() -> dict[str, Any]:
    """Give the JSON Schema of guideline files and their shared parts, and of what extends either.

    Only a file that stands alone is held to be whole; whether the others are together is for the loader to say.
    """
    head = _object(HeadEntry)
    properties: dict[str, Any] = head["properties"]
    properties["drug"]["enum"] = [*DRUGS, "not-stated"]
    properties["jurisdiction"]["enum"] = [*COUNTRIES, INTERNATIONAL]
    properties["routes"]["items"]["enum"] = list(INJECTION_ROUTES)
    properties["facts"] |= {"properties": _facts(), "additionalProperties": False}
    entries = {kind: _object(shape) for kind, shape in ENTRY_KINDS.items()}
    whole = {kind: {"items": {"required": entries[kind]["required"]}} for kind in COMPLETED}
    for kind in COMPLETED:
        entries[kind] |= {"required": ["id"]}
    properties |= {kind: {"type": "array", "items": entry} for kind, entry in entries.items()}
    return {
        "$schema": _DRAFT,
        "title": "b12regimen guideline",
        **head,
        "required": [],
        "if": {"required": ["id"], "not": {"required": ["extends"]}},
        "then": {"required": [*head["required"], "rule"], "properties": whole},
    }


def _facts() -> dict[str, Any]:
    """Give the library's own values of each fact; a file may also write groups and bands of its own."""
    return {
        name: {
            "description": f"{fact.question} {listed(str(value).lower() for value in fact.values)}".strip(),
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {"type": "boolean"} if True in fact.values else {"type": "string"},
        }
        for name, fact in FACTS.items()
    }


def _object(shape: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(shape)
    said = dict(_said(shape))
    fields = list(attrs.fields(cast("Any", shape)))
    return {
        "type": "object",
        "properties": {field.name: {"description": said[field.name], **_of(hints[field.name])} for field in fields},
        "required": [field.name for field in fields if field.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _said(shape: type[Any]) -> Iterator[tuple[str, str]]:
    """Read what the docstrings of a class and its bases say of each attribute."""
    for each in reversed(shape.__mro__):
        _, _, attributes = (each.__doc__ or "").partition("Attributes:\n")
        name = ""
        text = ""
        for line in attributes.split("\n\n")[0].splitlines():
            head, colon, rest = line.strip().partition(": ")
            if colon and line.startswith("        ") and not line.startswith("         "):
                if name:
                    yield name, text
                name, text = head, rest
            else:
                text = f"{text} {line.strip()}"
        if name:
            yield name, text.strip()


def _of(hint: Any) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        options = [_of(argument) for argument in arguments if argument is not NoneType]
        return options[0] if len(options) == 1 else {"anyOf": options}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": _of(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(arguments[1])}
    if attrs.has(hint):
        return _object(hint)
    if hint is date:
        return {"type": "string", "format": "date"}
    return {"type": _PLAIN[hint]}
