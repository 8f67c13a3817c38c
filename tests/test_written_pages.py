"""The pages that scripts write are what the library answers now."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", ["disagreements", "bibliography", "monitoring_items"])
def test_the_page_is_what_the_library_answers(name: str) -> None:
    script = runpy.run_path(str(DOCS / "examples" / f"{name}.py"))
    file = f"{name.replace('_', '-')}.md"
    command = f"python docs/examples/{name}.py > docs/{file}"
    assert script["page"]() + "\n" == (DOCS / file).read_text("utf-8"), f"run: {command}"


def test_british_norwegian_and_american_answers_differ_as_printed() -> None:
    page = (DOCS / "disagreements.md").read_text("utf-8")
    nerves = page[page.index("## When nerves") : page.index("## Tobacco")]
    for name, maintenance in (
        ("uk-bnf-hydroxocobalamin", "1 mg IM every 2 months"),
        ("no-vitamin-b12-depot-hydroxocobalamin", "1 mg IM every 2-3 months"),
        ("us-fda-cyanocobalamin", "100 mcg IM or deep SC monthly for life"),
    ):
        (line,) = (line for line in nerves.splitlines() if line.startswith(f"| `{name}`"))
        assert maintenance in line


def test_one_document_is_read_in_one_way_wherever_it_is_cited() -> None:
    script = runpy.run_path(str(DOCS / "examples" / "bibliography.py"))
    for address, uses in script["cited"]().items():
        assert len({source.evidence for _, source in uses}) == 1, address
