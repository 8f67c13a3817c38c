"""Lists and tables as the attributes of a product take them; what is neither is refused by the attribute's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, cast

from b12regimen.errors import Finding, ProductError


def refused(where: str, reason: str) -> ProductError:
    """Make the error of one attribute."""
    return ProductError("product", [Finding(where, reason)])


def to_items(given: Iterable[Any]) -> tuple[Any, ...]:
    """Take a list, or one text; what is no list is left to the validator."""
    if isinstance(given, str):
        return (given,)
    is_list = isinstance(given, Iterable) and not isinstance(given, Mapping | bytes)
    return tuple(given) if is_list else cast("tuple[Any, ...]", given)


def to_table(given: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Take a table that does not change; what is no table is left to the validator."""
    return MappingProxyType(dict(given or {})) if given is None or isinstance(given, Mapping) else given


def items_of(of: type) -> Callable[[object, Any, Any], None]:
    """Make a validator that refuses what is no list of such items."""

    def check(_: object, field: Any, given: Any) -> None:
        if not isinstance(given, tuple) or not all(isinstance(item, of) for item in given):
            raise refused(field.name, f"{given!r} is no list of {of.__name__}; leave it out where nothing was read")

    return check


def table_of(of: type) -> Callable[[object, Any, Any], None]:
    """Make a validator that refuses what is no table of such values."""

    def check(_: object, field: Any, given: Any) -> None:
        if not isinstance(given, Mapping) or not all(isinstance(item, of) for item in given.values()):
            raise refused(field.name, f"{given!r} is no table of {of.__name__}; leave it out where nothing was read")

    return check
