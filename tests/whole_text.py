"""Writes a shipped guideline out as one file, with all that it takes over from a shared part."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from b12regimen.files.extension import extended
from b12regimen.published import PUBLISHED

SHIPPED = PUBLISHED / "guidelines"


def whole_text(name: str) -> str:
    """Give the text of a guideline, as if it stood in one file."""
    text = (SHIPPED / f"{name}.toml").read_text("utf-8")
    data = tomllib.loads(text, parse_float=Decimal)
    if not (SHIPPED / data.get("extends", "none")).is_file():  # it extends nothing, or a guideline by its id
        return text
    whole = extended(text, data, SHIPPED, lambda other, folder: folder / other).data
    return "\n".join(_lines({key: value for key, value in whole.items() if key != "extends"}))


def _lines(whole: dict[str, Any]) -> Iterator[str]:
    yield from (f"{key} = {_value(value)}" for key, value in whole.items() if not _is_tables(value))
    for key, value in whole.items():
        for entry in value if _is_tables(value) else ():
            yield f"\n[[{key}]]"
            yield from (f"{inner} = {_value(found)}" for inner, found in entry.items())


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_value(found)}' for key, found in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
