"""The hazard log names tests that exist, at least one for each hazard."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = re.findall(
    r"^\| (H\d+)\. (.+?) \| (.+?) \| (.+?) \|$", (ROOT / "docs/hazard-log.md").read_text("utf-8"), re.MULTILINE
)


def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_hazards_are_numbered() -> None:
    assert [row[0] for row in ROWS] == [f"H{number}" for number in range(1, len(ROWS) + 1)]
    assert len(ROWS) >= 20


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_hazard_names_tests_that_exist(row: tuple[str, str, str, str]) -> None:
    _, hazard, control, cell = row
    assert hazard.startswith("**")
    assert control
    for said in cell.split("; "):
        words, file = re.fullmatch(r"([\w ]+) \(`([\w/]+\.py)`\)", said).groups()
        name = f"test_{words.replace(' ', '_')}"
        assert name in names_in(f"tests/{file}"), f"tests/{file} has no {name}"
