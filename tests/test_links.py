"""Links of the documentation to files of the repository, and to places in them, lead somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"^(`{3,}).*?^\1$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)")


def places(page: Path) -> set[str]:
    """Name the headings of a page as they are linked to, and its labels."""
    said = re.sub(r"^(`{3,}).*?^\1$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#{1,3} (.+)$", said, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r"^\((.+)\)=$", said, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    for path, place in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{path} is not there"
        if place:
            assert place in places(target), f"{path}#{place} is no heading and no label there"


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# The page\n\n[there](#the-page) [gone](away.md) `[code](no.md)`\n", "utf-8")
    assert LINK.findall(CODE.sub("", page.read_text("utf-8"))) == [("", "the-page"), ("away.md", "")]
    assert places(page) == {"the-page"}
    with pytest.raises(AssertionError, match="is not there"):
        test_links_lead_somewhere(page)


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_what_is_installed_is_a_checkout_with_extras_that_it_has(page: Path) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for path, names in re.findall(r"pip install .*?\"?([\w./]*b12regimen|\.)\[([\w,-]+)\]", page.read_text("utf-8")):
        assert path in {".", "../b12regimen"}, f"{path} is no checkout"
        assert set(names.split(",")) <= set(extras)


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_a_page_imports_what_is_public(page: Path) -> None:
    said = re.findall(r"^\W*(?:from|import) (b12regimen[\w.]*)", page.read_text("utf-8"), re.MULTILINE)
    public = re.findall(r"^\* `(b12regimen[\w.]*)`", (ROOT / "docs" / "stability.md").read_text("utf-8"), re.MULTILINE)
    assert set(said) <= set(public)
