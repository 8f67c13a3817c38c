"""Fresh copies of plain values, fast: handing out an answer in full mostly costs this."""

from __future__ import annotations

import ast
import sys
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Copier: TypeAlias = "Callable[[], dict[str, Any]]"

_CLONED_FROM: Final = 6  # a dictionary of so many keys is cloned faster than it is built


def copier(plain: dict[str, Any]) -> Copier:
    """Make a function that copies plain values: dictionaries, lists, text, numbers, true, false and ``None``.

    The function is the literal that builds them, compiled; it takes a third of the time of ``marshal`` and a
    thirtieth of ``copy.deepcopy``.
    """
    cloned: dict[str, dict[str, Any]] = {}
    body = _literal(plain, cloned)
    names = [ast.arg(name) for name in cloned]  # a local name is read faster than a global one
    tree = ast.fix_missing_locations(ast.Expression(ast.Lambda(ast.arguments([], names, None, [], [], None, []), body)))
    code = next(part for part in compile(tree, "<plain values>", "eval").co_consts if isinstance(part, CodeType))
    return FunctionType(code, {}, "copy", tuple(cloned.values()))


def _literal(plain: Any, cloned: dict[str, dict[str, Any]]) -> ast.expr:
    if isinstance(plain, dict):
        return _table(plain, cloned)
    if isinstance(plain, list):
        return ast.List([_literal(item, cloned) for item in plain], ast.Load())
    return ast.Constant(_constant(plain))


def _table(plain: dict[str, Any], cloned: dict[str, dict[str, Any]]) -> ast.expr:
    """Build a dictionary; a large one is cloned, and what is nested in it takes its places again."""
    keys: list[ast.expr | None] = []
    values: list[ast.expr] = []
    nested = plain
    if len(plain) >= _CLONED_FROM:
        name = f"cloned_{len(cloned)}"
        cloned[name] = {
            sys.intern(key): None if _is_nested(value) else _constant(value) for key, value in plain.items()
        }
        nested = {key: value for key, value in plain.items() if _is_nested(value)}
        keys.append(None)
        values.append(ast.Name(name, ast.Load()))
    keys += [ast.Constant(sys.intern(key)) for key in nested]
    values += [_literal(value, cloned) for value in nested.values()]
    return ast.Dict(keys, values)


def _is_nested(plain: Any) -> bool:
    return isinstance(plain, dict | list)


def _constant(plain: Any) -> Any:
    return sys.intern(plain) if isinstance(plain, str) else plain
