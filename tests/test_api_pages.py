"""The API pages name what is public, each name by the path by which it is imported, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

import b12regimen

DOCS = Path(b12regimen.__file__).parents[2] / "docs"
PAGES = sorted((DOCS / "api").glob("*.md"))
NAMED = [
    (page, *path.rpartition(".")[::2])
    for page in PAGES
    for path in re.findall(r"^\.\. auto\w+:: ([\w.]+)$", page.read_text("utf-8"), re.MULTILINE)
]
MODULES = [
    "b12regimen",
    "b12regimen.cds_hooks",
    "b12regimen.cds_hooks.app",
    "b12regimen.fhir",
    "b12regimen.frames",
    "b12regimen.plots",
    "b12regimen.tables.decision_table",
    "b12regimen.testing",
    "b12regimen.types",
]


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_on_the_pages_once_and_no_other_is(module: str) -> None:
    public = import_module(module).__all__
    assert Counter(name for _, home, name in NAMED if home == module) == Counter(public)
    assert all(hasattr(import_module(module), name) for name in public)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_from_where_its_names_are_imported(page: Path) -> None:
    (said,) = re.findall(r"^Imported from `([\w.]+)`\.", page.read_text("utf-8"), re.MULTILINE)
    assert {home for other, home, _ in NAMED if other == page} == {said}
    assert said in MODULES


def test_the_page_on_what_may_change_names_every_public_module() -> None:
    said = (DOCS / "stability.md").read_text("utf-8")
    assert set(re.findall(r"^\* `(b12regimen[\w.]*)`", said, re.MULTILINE)) == {*MODULES, "b12regimen.errors"}


def test_every_error_can_be_imported_from_the_top() -> None:
    errors = import_module("b12regimen.errors")
    assert set(errors.__all__) <= set(b12regimen.__all__)
    classes = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert {*classes, "Finding"} == set(errors.__all__)


@pytest.mark.parametrize("module", ["b12regimen", "b12regimen.testing"])
def test_completion_offers_what_is_public(module: str) -> None:
    assert dir(import_module(module)) == import_module(module).__all__
