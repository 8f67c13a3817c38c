"""Every package that a user installs with this one is on the page of licences."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

PAGE = (Path(__file__).parents[1] / "docs" / "licences.md").read_text("utf-8")
OURS = {"test", "docs", "lint", "bench", "fhir-check"}  # what only those install who work on the library


def listed() -> set[str]:
    rows = re.findall(r"^\| ([\w, -]+) \|", PAGE, re.MULTILINE)
    return {name.strip().lower() for row in rows for name in row.split(",")}


def declared(package: str, extras_left_out: set[str]) -> set[str]:
    found = set()
    for requirement in metadata.requires(package) or []:
        name = re.match(r"[\w.-]+", requirement)
        extra = re.search(r"extra == ['\"]([\w-]+)['\"]", requirement)
        if name and not (extra and extra[1] in extras_left_out):
            found.add(name[0].lower())
    return found - {"b12regimen"}


def extras_of(package: str) -> set[str]:
    return set(metadata.metadata(package).get_all("Provides-Extra") or [])


def test_the_page_has_what_the_package_declares() -> None:
    wanted = declared("b12regimen", extras_of("b12regimen") & OURS)
    assert {"attrs", "cattrs", "pint", "python-dateutil"} <= wanted
    assert wanted <= listed()


def test_the_page_has_what_the_core_needs_in_turn() -> None:
    core = declared("b12regimen", extras_of("b12regimen"))
    needed = set().union(*(declared(name, extras_of(name)) for name in core))
    assert needed - {"exceptiongroup"} <= listed(), "that one is for a Python older than any that is supported"
