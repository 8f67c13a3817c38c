"""The page on where the guidelines disagree is what the library answers."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_the_page_is_what_the_library_answers() -> None:
    script = runpy.run_path(str(DOCS / "examples" / "disagreements.py"))
    assert script["page"]() + "\n" == (DOCS / "disagreements.md").read_text("utf-8"), (
        "run: python docs/examples/disagreements.py > docs/disagreements.md"
    )


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
