"""The API pages name what is public, each name by the path by which it is imported, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from inspect import getmembers, isclass, isroutine
from pathlib import Path
from pkgutil import walk_packages

import attrs
import pytest

import b12regimen

DOCS = Path(b12regimen.__file__).parents[2] / "docs"
PAGES = sorted((DOCS / "api").glob("*.md"))
NAMED = [
    (page, *path.rpartition(".")[::2])
    for page in PAGES
    for path in re.findall(r"^\.\. auto\w+:: ([\w.]+)(?:\(\))?$", page.read_text("utf-8"), re.MULTILINE)
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


OURS = {name: getattr(module, name) for module in map(import_module, MODULES) for name in module.__all__}


def inside() -> set[str]:
    """Name the classes of the library that no public module offers."""
    modules = [import_module(one.name) for one in walk_packages(b12regimen.__path__, "b12regimen.")]
    classes = {name: value for module in modules for name, value in vars(module).items() if isclass(value)}
    return {name for name, value in classes.items() if value.__module__.startswith("b12regimen.")} - set(OURS)


def test_no_method_takes_or_gives_what_nobody_outside_has() -> None:
    private = inside()
    assert {"Case", "FactReader", "Replay"} <= private
    found = [
        f"{one.__name__}.{name}: {said}"
        for one in filter(isclass, OURS.values())
        for name, method in getmembers(one, isroutine)
        if not name.startswith("_")
        for argument, said in getattr(method, "__annotations__", {}).items()
        if argument != "self" and set(re.findall(r"\w+", str(said))) & private
    ]
    assert not found


def test_what_a_guideline_keeps_for_itself_is_no_public_attribute() -> None:
    kept = [field.name for field in attrs.fields(b12regimen.Guideline) if not field.init]
    assert kept == ["_answers", "_verdicts"]


def test_what_a_text_refers_to_stands_where_it_is_imported_from() -> None:
    texts = [*Path(b12regimen.__file__).parent.rglob("*.py"), *DOCS.rglob("*.md")]
    said = {path for text in texts for path in re.findall(r"`~(b12regimen\.[\w.]+)`", text.read_text("utf-8"))}
    assert said
    assert {path for path in said if path.rpartition(".")[0] not in MODULES} == set()


def test_a_day_has_one_name_and_a_number_of_days_another() -> None:
    every = [one for one in OURS.values() if isroutine(one) and one.__module__.startswith("b12regimen")]
    methods = [getmembers(one, isroutine) for one in OURS.values() if isclass(one)]
    every += [one for members in methods for name, one in members if name != "__init__"]
    said = [(name, str(type_)) for one in every for name, type_ in getattr(one, "__annotations__", {}).items()]
    assert {type_ for name, type_ in said if name == "days"} == {"int"}
    assert all("date" in type_ or "Day" in type_ for name, type_ in said if name in ("day", "today", "since", "until"))
    assert not [name for name, type_ in said if name == "on" or (name.endswith("_on") and "date" in type_)]
