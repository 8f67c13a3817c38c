"""Age bands whose names fall where the ages rise look odd: below and above may have been exchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from b12regimen import check_guideline, guideline_ids, load_guideline, parse_guideline
from b12regimen.comparison.age_remarks import age_remarks
from b12regimen.errors import GuidelineError

GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
EDGE = 'below = "child"\nabove = "adult"'


def renamed(below: str, above: str) -> str:
    text = GOOD.replace('"child"', '"YOUNG"').replace('"adult"', '"OLD"')
    return text.replace('"YOUNG"', f'"{below}"').replace('"OLD"', f'"{above}"')


@pytest.mark.parametrize(
    ("below", "above", "is_odd"),
    [
        ("child", "adult", False),
        ("adult", "child", True),
        ("children", "neonates", True),
        ("infant", "older-child", False),
        ("under-12", "from-12", False),
        ("from-12", "under-12", True),
        ("over-12", "the-rest", True),
        ("the-rest", "below-12", True),
        ("younger", "older", False),
        ("a", "b", False),
        ("adult", "young-adult", False),
    ],
)
def test_names_that_fall_where_ages_rise_are_odd(below: str, above: str, *, is_odd: bool) -> None:
    said = f'"{below}" lies below 18 years and "{above}" above it: were below and above exchanged?'
    assert list(age_remarks(parse_guideline(renamed(below, above)))) == ([(0, said)] if is_odd else [])


def test_the_check_says_it_at_the_line_of_the_edge(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(renamed("adult", "child"), "utf-8")
    (remark,) = check_guideline(file).remarks
    assert remark.path == "age_edge[0]"
    assert remark.line == file.read_text("utf-8").split("\n").index("[[age_edge]]") + 1


def test_exchanged_edges_are_asked_about_before_the_facts_are_changed() -> None:
    with pytest.raises(GuidelineError) as caught:
        parse_guideline(GOOD.replace(EDGE, 'below = "adult"\nabove = "child"'))
    (found,) = (finding.reason for finding in caught.value.findings if finding.path == "facts.age")
    assert found == (
        'the bands must be those of the edges, in order: adult, child; by the edges, "adult" lies below 18 years and '
        '"child" above it; were below and above exchanged in [[age_edge]]?'
    )


def test_a_middle_band_may_be_called_under_its_upper_edge() -> None:
    three = GOOD.replace('age = ["child", "adult"]', 'age = ["infant", "under-18", "adult"]').replace(
        '[[age_edge]]\nat = "18 years"\nbelow = "child"',
        '[[age_edge]]\nat = "1 year"\nbelow = "infant"\nabove = "under-18"\nsource = "here"\n\n'
        '[[age_edge]]\nat = "18 years"\nbelow = "under-18"',
    )
    three = three.replace('when = { age = "child" }', 'when = { age = ["infant", "under-18"] }')
    assert list(age_remarks(parse_guideline(three))) == []


def test_no_shipped_band_looks_odd() -> None:
    for name in guideline_ids():
        assert list(age_remarks(load_guideline(name))) == []
