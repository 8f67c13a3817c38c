"""The examples of the documentation answer as they announce."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import attrs
import pytest

from b12regimen import Severity, load_patient, select_regimen

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
EXPECTED: list[dict[str, Any]] = tomllib.loads((EXAMPLES / "expected.toml").read_text("utf-8"))["example"]


def test_every_example_is_expected() -> None:
    files = {path.name for path in EXAMPLES.glob("*.toml")} - {"expected.toml"}
    assert {example["file"] for example in EXPECTED} == files


def test_examples_are_to_copy_and_write_no_page() -> None:
    for program in EXAMPLES.glob("*.py"):
        text = program.read_text("utf-8")
        imported = re.findall(r"^(?:from|import) (b12regimen\S*)", text, re.MULTILINE)
        assert set(imported) == {"b12regimen"}, program.name
        assert not re.search(r"\b(def page|writes this page)", text), program.name


@pytest.mark.parametrize("example", EXPECTED, ids=[example["file"] for example in EXPECTED])
def test_example(example: dict[str, Any]) -> None:
    found = select_regimen(load_patient(EXAMPLES / example["file"]), guideline=example["guideline"])
    assert (found.action, [rule.id for rule in found.rules]) == (example["action"], example["rules"])
    assert (found.labs.deficiency if found.labs else None) == example.get("deficiency")
    if "first_question" in example:
        assert found.questions[0].fact == example["first_question"]


def test_answering_the_first_question_changes_the_outcome_as_announced() -> None:
    patient = load_patient(EXAMPLES / "only-low-b12.toml")
    before = select_regimen(patient, guideline="uk-bnf-hydroxocobalamin")
    first = before.questions[0]
    most_left = max(len(answer.outcomes) for answer in first.answers)
    assert all(most_left <= max(len(a.outcomes) for a in other.answers) for other in before.questions[1:])
    for announced in first.answers:
        answered = attrs.evolve(patient, severity=Severity(neurological=bool(announced.value)))
        after = select_regimen(answered, guideline="uk-bnf-hydroxocobalamin")
        assert after.rules == announced.rules
        assert len(after.rules) < len(before.rules)
