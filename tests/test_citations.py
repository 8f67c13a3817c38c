"""Every address and every evidence tag is that of the notes which the files were written from; skipped without them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from b12regimen import guideline_ids, load_guideline
from b12regimen.published import PUBLISHED

CLINICAL = Path(__file__).parents[2] / "shared" / "clinical"
FOLDERS = ("guidelines/**", "thresholds", "products", ".")
FILES = sorted(file for folder in FOLDERS for file in PUBLISHED.glob(f"{folder}/*.toml"))
BIBLIOGRAPHY = (Path(__file__).parents[1] / "docs" / "bibliography.md").read_text("utf-8")


def sources(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8")).get("source", [])
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_sources_are_used_once_each_and_well_formed(file: Path) -> None:
    text = file.read_text("utf-8")
    for source in sources(file):
        assert text.count(f'"{source["key"]}"') > 1, f"{source['key']} is not used"
        assert source.get("url", "https://").startswith(("https://", "http://"))
        assert source["title"].strip()


def test_one_key_means_one_document_everywhere() -> None:
    known: dict[str, tuple[Path, dict[str, Any]]] = {}
    for file in FILES:
        for source in sources(file):
            _, first = known.setdefault(source["key"], (file, source))
            same = (source.get("url"), source["evidence"]) == (first.get("url"), first["evidence"])
            assert same, f"{source['key']} in {file.stem} and {known[source['key']][0].stem}"


def users(file: Path) -> list[str]:
    """Name who cites the sources of a file: itself, or for a shared part those that extend it."""
    if file.parent.name != "shared":
        return [file.stem]
    extends = f'extends = "shared/{file.name}"'
    return [path.stem for path in file.parent.parent.glob("*.toml") if extends in path.read_text("utf-8")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_source_is_in_the_bibliography_with_who_cites_it(file: Path) -> None:
    for source in sources(file):
        known = f"<{source['url']}>" if "url" in source else f"* {source['title']} ["
        (line,) = (line for line in BIBLIOGRAPHY.splitlines() if known in line)
        assert all(f"`{user}`" in line for user in users(file))


@pytest.mark.parametrize("name", guideline_ids())
def test_every_answer_of_a_guideline_cites(name: str) -> None:
    for rule in load_guideline(name).rules.values():
        assert rule.citations


@pytest.mark.skipif(not CLINICAL.is_dir(), reason="the notes are not there")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_addresses_and_evidence_are_those_of_the_notes(file: Path) -> None:
    lines = [line for note in sorted(CLINICAL.glob("*.md")) for line in note.read_text("utf-8").splitlines()]
    for source in sources(file):
        url = source.get("url")
        if url is None:
            continue
        address = url.partition("://")[2].removeprefix("www.").rstrip("/")
        shortened = "…/" + address.rpartition("/")[2]
        named = [line for line in lines if address in line or shortened in line]
        assert named, f"{source['key']}: {url} is not in the notes"
        if source["evidence"] == "primary":
            assert any("[primary]" in line for line in named), f"{source['key']}: the notes do not call it primary"
