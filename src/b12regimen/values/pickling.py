"""How values that hold read-only mappings pass between processes: by what they were made of."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import attrs


def by_values(self: Any) -> tuple[Any, ...]:
    """Take an attrs value apart for ``pickle`` and ``copy``: its class, and what makes an equal one."""
    fields = [field.name for field in attrs.fields(type(self)) if field.init]
    return _made, (type(self), {name: _plain(getattr(self, name)) for name in fields})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and any(isinstance(item, MappingProxyType) for item in value):
        return tuple(map(_plain, value))
    return dict(value) if isinstance(value, MappingProxyType) else value


def _made(kind: type[Any], values: dict[str, Any]) -> Any:
    return kind(**values)
