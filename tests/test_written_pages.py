"""The pages that scripts write are what the library answers now."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from b12regimen import Regimen, guideline_ids, load_guideline

DOCS = Path(__file__).parent.parent / "docs"
WRITERS = DOCS / "page_writers"


@pytest.mark.parametrize(
    "name", ["disagreements", "bibliography", "alerts", "monitoring_items", "products", "orders_across", "cut_offs"]
)
def test_the_page_is_what_the_library_answers(name: str) -> None:
    script = runpy.run_path(str(WRITERS / f"{name}.py"))
    file = f"{name.replace('_', '-')}.md"
    command = f"python docs/page_writers/{name}.py > docs/{file}"
    assert script["page"]() + "\n" == (DOCS / file).read_text("utf-8"), f"run: {command}"


def test_each_guideline_has_a_page_as_its_file_has_it() -> None:
    written = runpy.run_path(str(WRITERS / "guideline_pages.py"))["pages"]()
    found = {file.name: file.read_text("utf-8") for file in (DOCS / "guidelines").glob("*.md")}
    assert found == written, "run: python docs/page_writers/guideline_pages.py"
    assert set(found) == {f"{name}.md" for name in (*guideline_ids(), "index")}


def test_a_page_marks_the_weeks_of_a_schedule_as_a_reader_would() -> None:
    weeks = runpy.run_path(str(WRITERS / "guideline_pages.py"))["weeks"]
    fixed = "hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM every 12 weeks"
    assert weeks(Regimen.parse(fixed)).splitlines() == [
        "             repletion      maintenance",
        "weeks  1-13  ##...........  .............",
        "weeks 14-26  .............  #...........#",  # the last of six on day 11 to 13, and 84 days after it
        "weeks 27-39  .............  ...........#.",
        "weeks 40-52  .............  ..........#..",
    ]
    ranged = "hydroxocobalamin; repletion: 1 mg IM weekly for 4 doses; maintenance: 1 mg IM every 8-12 weeks"
    assert weeks(Regimen.parse(ranged)).splitlines()[1:3] == [
        "weeks  1-13  ####.........  ...........--",  # the fourth in week 4, the next 8 to 12 weeks after it
        "weeks 14-26  .............  ---...-------",
    ]
    unknown = "hydroxocobalamin; repletion: not stated; maintenance: 1 mg IM weekly"
    assert [set(line.split()[2]) for line in weeks(Regimen.parse(unknown)).splitlines()[1:]] == [{"#"}] * 4


def test_british_norwegian_and_american_answers_differ_as_printed() -> None:
    page = (DOCS / "disagreements.md").read_text("utf-8")
    nerves = page[page.index("## When nerves") : page.index("## Tobacco")]
    for name, maintenance in (
        ("uk-bnf-hydroxocobalamin", "1 mg IM every 2 months"),
        ("no-vitamin-b12-depot-hydroxocobalamin", "1 mg IM every 2-3 months"),
        ("us-fda-cyanocobalamin", "100 mcg IM or deep SC monthly for life"),
    ):
        (line,) = (line for line in nerves.splitlines() if line.startswith(f"| [`{name}`]"))
        assert maintenance in line


def test_an_order_as_a_source_prints_it_is_nothing_new_to_that_source() -> None:
    script = runpy.run_path(str(WRITERS / "orders_across.py"))
    for order, names in script["orders"]().items():
        for name in names:
            if " while the cause persists, or " not in order:
                assert set(script["findings"](order, name)) <= {"left-open", "no-drug"}, (order, name)


def test_one_document_is_read_in_one_way_wherever_it_is_cited() -> None:
    script = runpy.run_path(str(WRITERS / "bibliography.py"))
    for address, uses in script["cited"]().items():
        assert len({source.evidence for _, source in uses}) == 1, address


FOLLOWED = runpy.run_path(str(WRITERS / "followed_pages.py"))


@pytest.mark.parametrize("name", FOLLOWED["PAGES"])
def test_a_page_that_is_followed_from_an_empty_folder_is_what_a_reader_gets(name: str, tmp_path: Path) -> None:
    shown = (DOCS / name).read_text("utf-8")
    assert FOLLOWED["page"](DOCS / name, tmp_path) == shown, "run: python docs/page_writers/followed_pages.py"


def test_the_protocol_of_the_tutorial_has_only_published_doses(tmp_path: Path) -> None:
    FOLLOWED["page"](DOCS / "local-protocol.md", tmp_path)
    shipped = [load_guideline(name) for name in guideline_ids()]
    known = {(key, source.url, source.evidence) for one in shipped for key, source in one.sources.items()}
    for file, copied in (
        ("our-protocol.toml", ["uk-nhs-east-region-hydroxocobalamin"]),
        ("our-protocol-2021.toml", ["uk-nhs-east-region-hydroxocobalamin", "uk-nhsggc-hydroxocobalamin"]),
    ):
        protocol = load_guideline(tmp_path / file)
        printed = {rule.regimens for name in copied for rule in load_guideline(name).rules.values()}
        assert {rule.regimens for rule in protocol.rules.values()} <= printed
        assert {(s.key, s.url, s.evidence) for s in protocol.sources.values() if s.key != "protocol"} <= known


@pytest.mark.parametrize(
    ("block", "reason"), [("console\n$ rm x\n", "may run"), ("{code-block} diff\n:caption: x\n\n-a\n", "0 times")]
)
def test_a_page_that_cannot_be_followed_is_not_written(tmp_path: Path, block: str, reason: str) -> None:
    (tmp_path / "x").write_text("b", "utf-8")
    (tmp_path / "page.md").write_text(f"```{block}```\n", "utf-8")
    with pytest.raises(ValueError, match=reason):
        FOLLOWED["page"](tmp_path / "page.md", tmp_path)
