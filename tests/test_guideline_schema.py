"""The JSON Schema of guideline files: what loads fits it, and a slip in a key, a type or a value does not."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from b12regimen import guideline_ids, guideline_schema
from b12regimen.cli.main import main
from b12regimen.published import PUBLISHED

SHIPPED = PUBLISHED / "guidelines"
GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
SCHEMA = guideline_schema()


def misfits(text: str) -> list[str]:
    data: dict[str, Any] = tomllib.loads(text)
    # TOML has dates, JSON writes them as text
    data = {key: value.isoformat() if isinstance(value, date) else value for key, value in data.items()}
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", guideline_ids())
def test_every_shipped_file_fits(name: str) -> None:
    assert misfits((SHIPPED / f"{name}.toml").read_text("utf-8")) == []


def test_an_extension_fits_without_what_it_takes_over() -> None:
    assert misfits('extends = "x"\nid = "y"\ntitle = "t"\npublisher = "p"\nversion = "1"\n') == []
    assert misfits('id = "y"\ntitle = "t"\npublisher = "p"\nversion = "1"\n') != []


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("shared/*.toml")), ids=lambda file: file.stem)
def test_a_shared_part_fits_and_its_slips_do_not(file: Path) -> None:
    text = file.read_text("utf-8")
    assert misfits(text) == []
    assert misfits(text.replace("action = ", "aktion = ", 1)) != []
    assert misfits(text.replace('severity = "', 'severity = "very ', 1)) != []
    assert misfits('id = "alone"\n' + text) != [], "a file that stands alone is whole"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "A test"\n', ""),
        ('scope = "the tests"', 'scoop = "the tests"'),
        ('drug = "hydroxocobalamin"', 'drug = "vitamin B12"'),
        ('routes = ["IM", "SC"]', 'routes = ["IV"]'),
        ("neurological = [true, false]", "nerves = [true, false]"),
        ("neurological = [true, false]", 'neurological = ["yes", "no"]'),
        ('evidence = "secondary"', 'evidence = "unverified"'),
        ('action = "inject"', 'action = "injekt"'),
        ('scope = "the tests"', 'scope = "the tests"\nabout = "tests"'),
        ('because = "not-read"', 'because = "lost"'),
        ('severity = "contraindication"', 'severity = "danger"'),
        ('when = { age = "child" }', "when = 3"),
        ('text = "a note of the guideline"', 'txt = "a note"'),
        ("reversible = true\nsource", 'reversible = "yes"\nsource'),
    ],
)
def test_a_slip_does_not_fit(old: str, new: str) -> None:
    assert misfits(GOOD) == []
    assert old in GOOD
    assert misfits(GOOD.replace(old, new, 1)) != []


def test_keys_say_what_they_mean() -> None:
    rule = SCHEMA["properties"]["rule"]["items"]["properties"]
    assert all(shown["description"] for shown in rule.values())
    assert rule["repletion"]["description"].startswith("The first phase of its regimen")


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(SCHEMA))
