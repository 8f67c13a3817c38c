"""The page on order review lists each finding that the code can give, and no other."""

from __future__ import annotations

import ast
import re
from itertools import chain
from pathlib import Path

import pytest

from b12regimen.orders import comparison, under_way

ROOT = Path(__file__).parent.parent
PHASES = ("repletion", "maintenance")
# What stands in a variable where a finding is made: the ids that a comparison of doses finds in its table.
NAMED = {name for name, *_ in comparison._SLIPS}


def ids_in(node: ast.expr | None) -> set[str]:
    match node:
        case ast.Constant(value=str(name)):
            return {name}
        case ast.IfExp():
            return ids_in(node.body) | ids_in(node.orelse)
        case ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name(id="name")), ast.Constant(value=str(rest))]):
            return {f"{phase}{rest}" for phase in PHASES}
        case ast.Name(id="name"):
            return NAMED
    return set()


def ids_made(tree: ast.AST) -> set[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = chain.from_iterable(call.keywords for call in calls if ast.unparse(call.func) == "OrderFinding")
    first = [call.args[0] for call in calls if ast.unparse(call.func) in {"self._found", "self._of_the_product"}]
    return set[str]().union(*map(ids_in, first), *(ids_in(one.value) for one in named if one.arg == "id"))


def ids_on_the_page() -> set[str]:
    page = (ROOT / "docs/order-review.md").read_text("utf-8")
    table = page[page.index("| finding | severity | when |") :].partition("\n\n")[0]
    return {name for row in table.splitlines()[2:] for name in re.findall(r"`([\w-]+)`", row.split("|")[1])}


def test_the_page_lists_each_finding_that_can_be_made() -> None:
    files = (Path(under_way.__file__).parent).glob("*.py")
    made = set[str]().union(*(ids_made(ast.parse(file.read_text("utf-8"))) for file in files))
    assert len(made) > 30
    assert ids_on_the_page() - {"course-"} == made


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('self._found("a" if x else "b", "warning", text)', {"a", "b"}),
        ('self._found(f"{name}-missing", "warning", text)', {"repletion-missing", "maintenance-missing"}),
        ('OrderFinding(id="c", severity="caution", text=text)', {"c"}),
        ("OrderFinding(id=alert.id, severity=alert.severity, text=text)", set()),
        ('other("d")', set()),
    ],
)
def test_what_is_read_of_the_code(code: str, found: set[str]) -> None:
    assert ids_made(ast.parse(code)) == found
