"""The documented grammar is the one that is read: every printed regimen has exactly one derivation in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from lark import Lark

from b12regimen import Regimen, parse_phase
from b12regimen.testing import regimens

PAGE = Path(__file__).parent.parent / "docs" / "notation.md"
TERMINALS = "\nint: /[1-9][0-9]*/\ndigits: /[0-9]*[1-9]/\n"
BRACKETS = {"[": "(", "]": ")?", "{": "(", "}": ")*"}


def documented_grammar() -> Lark:
    match = re.search(r"```ebnf\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert match
    rules = [rule for rule in re.split(r"\s;\n", match[1]) if rule.strip()]
    lines = []
    for rule in rules:
        name, body = rule.split("=", 1)
        body = re.sub(r'("[^"]*")|([\[\]{}])', lambda found: found[1] or BRACKETS[found[2]], body)
        lines.append(f"{name.strip()}: {body.strip()}")
    grammar = "\n".join(lines) + TERMINALS
    return Lark(grammar, start=["regimen", "phase"], ambiguity="explicit", lexer="dynamic_complete")


GRAMMAR = documented_grammar()
PUBLISHED = [
    line.split(" | ")[1]
    for line in (Path(__file__).parent / "spec" / "published_phases.txt").read_text("utf-8").splitlines()
    if " | " in line
]


def derivations_differ(text: str, start: str) -> bool:
    return any(tree.data == "_ambig" for tree in GRAMMAR.parse(text, start=start).iter_subtrees())


@settings(max_examples=60)
@given(regimens())
def test_every_constructible_regimen_has_one_derivation(regimen: Regimen) -> None:
    assert not derivations_differ(str(regimen), "regimen")


@pytest.mark.parametrize("text", PUBLISHED)
def test_every_published_phase_has_one_derivation(text: str) -> None:
    assert not derivations_differ(text, "phase")
    assert str(parse_phase(text)) == text
