"""Cut-offs: shipped files as printed, one broken file for each error, and the proof that bands agree."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from b12regimen import (
    ThresholdsError,
    UnknownThresholdsError,
    guideline_ids,
    load_guideline,
    load_thresholds,
    parse_guideline,
    parse_thresholds,
    threshold_ids,
)
from b12regimen.cli.file_check import check_file
from b12regimen.comparison.cut_off_remarks import cut_off_remarks
from b12regimen.errors import GuidelineError
from b12regimen.interpretation.interferences import interferences, parse_interferences
from b12regimen.published import PUBLISHED

SHIPPED = PUBLISHED / "thresholds"

GOOD = """
id = "test"
title = "A test"
publisher = "The tests"
jurisdiction = "GB"
version = "1"

[[source]]
key = "here"
title = "A page"
url = "https://example.org/page"
evidence = "primary"

[[marker]]
analyte = "total-b12"
bands = [
  { finding = "confirmed", within = ["<180 ng/L", "<133 pmol/L"], says = "low" },
  { finding = "unlikely", within = [">=180 ng/L", ">=133 pmol/L"], says = "normal" },
]
source = "here"

[[marker]]
analyte = "mma"
laboratory = { high = "confirmed" }
source = "here"
"""

LONE = """bands = [
  { finding = "unlikely", within = ["<150 ng/L"], says = "normal" },
]"""
BANDS = GOOD[GOOD.index("bands = [") : GOOD.index("]\nsource") + 1]

BROKEN = [
    (BANDS, LONE, "marker[0].bands", "a low total-b12 speaks for a deficiency; here it makes one less likely"),
    (
        BANDS,
        LONE.replace("unlikely", "confirmed").replace("<", ">"),
        "marker[0].bands",
        "a low total-b12 speaks for a deficiency; here it makes one less likely",
    ),
    (
        'laboratory = { high = "confirmed" }',
        'bands = [{ finding = "confirmed", within = ["<280 nmol/L"], says = "normal" }]',
        "marker[1].bands",
        "a high mma speaks for a deficiency; here it makes one less likely",
    ),
    ('laboratory = { high = "confirmed" }', "", "marker[1].bands", "or say in not_read why that was not read"),
    (
        'laboratory = { high = "confirmed" }',
        'laboratory = { high = "confirmed" }\nnot_read = "it was cut off"',
        "marker[1].not_read",
        "what was not read has no bands",
    ),
    ('id = "test"', "id = ", "", "this is not TOML"),
    ('publisher = "The tests"\n', "", "publisher", "this key is missing"),
    ("[[marker]]", "[[markers]]", "markers", 'there is no such key; did you mean "marker"?'),
    ('analyte = "total-b12"', 'analyte = "b12"', "marker[0].analyte", "may mean total-b12 or active-b12"),
    ('analyte = "mma"', 'analyte = "total-b12"', "marker[1].analyte", '"total-b12" is given twice'),
    ('finding = "confirmed", within', 'finding = "sure", within', "marker[0].bands[0].finding", '"sure" will not do'),
    ('"<180 ng/L"', '"below 180 ng/L"', "marker[0].bands[0].within", "is no interval; write for instance"),
    ('"<180 ng/L"', '"<180 ng/mL"', "marker[0].bands[0].within", "did you mean pg/mL or ng/L?"),
    ('["<180 ng/L", "<133 pmol/L"]', "[]", "marker[0].bands[0].within", "an interval for each unit"),
    ('["<180 ng/L", "<133 pmol/L"]', '["<180 ng/L"]', "marker[0].bands", '"normal" is not printed in the units of the'),
    ('">=180 ng/L"', '">=170 ng/L"', "marker[0].bands", 'the bands "low" and "normal" share results in ng/L'),
    ('">=133 pmol/L"', '">=130 pmol/L"', "marker[0].bands", "share results in pmol/L"),
    ('"<180 ng/L", "<133 pmol/L"', '">900 ng/L", ">900 pmol/L"', "marker[0].bands", "share results"),
    (
        'laboratory = { high = "confirmed" }',
        "",
        "marker[1].bands",
        "give bands, or what the laboratory's own verdict means",
    ),
    ("{ high =", "{ raised =", "marker[1].laboratory", '"raised" is no verdict; one of: low, normal, high'),
    ('["<180 ng/L", "<133 pmol/L"]', '["<180 ng/L", "<180 pg/mL"]', "marker[0].bands", "two of the units are the same"),
    (
        '"<133 pmol/L"',
        '"<13.3 pmol/L"',
        "marker[0].bands",
        "180 ng/L is 132.805 pmol/L (rounded), which 13.3 pmol/L does",
    ),
    ('"<133 pmol/L"', '"10-132 pmol/L"', "marker[0].bands", "has an end in one unit and none in the other"),
    (
        'analyte = "mma"',
        'analyte = "haemoglobin"',
        "marker[1].analyte",
        "haemoglobin is not read here; one of: total-b12",
    ),
    ('{ high = "confirmed" }', '{ high = "unlikely", low = "confirmed" }', "marker[1].bands", "a high mma speaks for"),
    ("bands = [", 'bands = ["<1 ng/L",', "marker[0].bands[0]", "expected a table"),
    ('id = "test"', 'id = "test"\nyoungest = "adult"', "youngest", "is no age; write completed units"),
    ('source = "here"', 'source = "there"', "marker[0].source", 'there is no source "there"'),
    ('source = "here"', "", "marker[0].source", "this key is missing"),
    ('evidence = "primary"', 'evidence = "unverified"', "source[0].evidence", "one of: primary, secondary"),
]


@pytest.mark.parametrize(("old", "new", "path", "reason"), BROKEN, ids=[reason for *_, reason in BROKEN])
def test_each_error_has_its_path_and_a_remedy(old: str, new: str, path: str, reason: str) -> None:
    parse_thresholds(GOOD)
    assert old in GOOD
    with pytest.raises(ThresholdsError) as caught:
        parse_thresholds(GOOD.replace(old, new, 1))
    assert [f for f in caught.value.findings if f.path == path and reason in f.reason], str(caught.value)


def test_bands_rise() -> None:
    bands = [line for line in GOOD.splitlines() if "finding = " in line]
    turned = GOOD.replace(bands[0], "@").replace(bands[1], bands[0]).replace("@", bands[1])
    with pytest.raises(
        ThresholdsError, match=r'the band "low" does not lie above "normal" in ng/L; list the bands rising'
    ):
        parse_thresholds(turned)


def test_bands_run_the_right_way() -> None:
    turned = GOOD.replace('"confirmed", within', '"@", within').replace('"unlikely", within', '"confirmed", within')
    with pytest.raises(ThresholdsError, match="a low total-b12 speaks for a deficiency; here it makes one less likely"):
        parse_thresholds(turned.replace('"@"', '"unlikely"'))


def test_a_jurisdiction_is_one() -> None:
    text = (SHIPPED / "nl-nhg-2014.toml").read_text("utf-8")
    with pytest.raises(ThresholdsError, match=r'jurisdiction: "nl" is no jurisdiction; did you mean "NL"\?'):
        parse_thresholds(text.replace('jurisdiction = "NL"', 'jurisdiction = "nl"'))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "t.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ThresholdsError, match=r"t.toml: this is not UTF-8 text"):
        load_thresholds(tmp_path / "t.toml")
    (tmp_path / "t.toml").write_text((SHIPPED / "nl-nhg-2014.toml").read_text("utf-8"), "utf-8")
    with pytest.raises(
        ThresholdsError, match="is the id of a set of cut-offs that the library ships; give your own file another"
    ):
        load_thresholds(tmp_path / "t.toml")
    with pytest.raises(ThresholdsError, match="None is no text"):
        parse_thresholds(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", threshold_ids())
def test_they_are_shown_in_full(name: str) -> None:
    shown = load_thresholds(name)
    text, plain = str(shown), shown.to_dict()
    for marker in plain["markers"]:
        assert marker["analyte"] in text
        assert all(band["says"] in text for band in marker["bands"])
        assert marker["citations"]


def test_a_page_of_cut_offs() -> None:
    text = GOOD.replace('version = "1"', 'version = "1"\nyoungest = "18 years"')
    text = text.replace('{ high = "confirmed" }', '{ high = "confirmed" }\nnote = "no cut-off is printed"')
    own = parse_thresholds(text)
    page = """
        A test (test)
          by The tests, GB, 1
          for people from 18 years on

        total-b12
          <180 ng/L or <133 pmol/L: confirmed (low)
          >=180 ng/L or >=133 pmol/L: unlikely (normal)
          A page [primary]: https://example.org/page

        mma
          high by the laboratory: confirmed
          no cut-off is printed
          A page [primary]: https://example.org/page
    """
    assert str(own) == dedent(page).strip()
    assert "for people" not in str(parse_thresholds(GOOD))
    assert "None" not in str(parse_thresholds(GOOD))
    citation = own.markers["mma"].citations[0].to_dict()
    assert own.to_dict() == {
        "id": "test",
        "title": "A test",
        "publisher": "The tests",
        "jurisdiction": "GB",
        "version": "1",
        "superseded_by": None,
        "youngest": "18 years",
        "markers": [
            {
                "analyte": "total-b12",
                "bands": [
                    {"finding": "confirmed", "within": ["<180 ng/L", "<133 pmol/L"], "says": "low"},
                    {"finding": "unlikely", "within": [">=180 ng/L", ">=133 pmol/L"], "says": "normal"},
                ],
                "laboratory": {},
                "not_read": None,
                "note": None,
                "citations": [citation],
            },
            {
                "analyte": "mma",
                "bands": [],
                "laboratory": {"high": "confirmed"},
                "not_read": None,
                "note": "no cut-off is printed",
                "citations": [citation],
            },
        ],
    }
    assert parse_thresholds(GOOD).to_dict()["youngest"] is None


def test_a_file_has_a_marker() -> None:
    with pytest.raises(ThresholdsError, match=r"marker: give at least one \[\[marker\]\]"):
        parse_thresholds(GOOD[: GOOD.index("[[marker]]")])


def test_all_errors_at_once_with_their_lines() -> None:
    text = GOOD.replace("<180 ng/L", "<180").replace('source = "here"', 'source = "there"').replace("high =", "hi =")
    with pytest.raises(ThresholdsError) as caught:
        parse_thresholds(text, "ours.toml")
    assert [(f.line, f.path) for f in caught.value.findings] == [
        (16, "marker[0].bands[0].within"),
        (20, "marker[0].source"),
        (24, "marker[1].laboratory"),
        (25, "marker[1].source"),
    ]


@pytest.mark.parametrize("name", threshold_ids())
def test_shipped_files_load_by_id_and_by_path_and_use_every_source(name: str) -> None:
    by_id = load_thresholds(name)
    assert by_id.id == name
    assert load_thresholds(name) is by_id
    by_path = load_thresholds(str(SHIPPED / f"{name}.toml"))
    assert dict(by_path.markers) == dict(by_id.markers)
    cited = {citation.source.key for marker in by_id.markers.values() for citation in marker.citations}
    assert cited == set(by_id.sources)


@pytest.mark.parametrize("given", ["nice", None, 3, "a/b.toml", "", "a" * 5000, "a\0b"])
def test_unknown_cut_offs_say_where_all_are(given: Any) -> None:
    with pytest.raises(UnknownThresholdsError, match=r"(is not a|there is no) set of cut-offs.*threshold_ids\(\)"):
        load_thresholds(given)


def test_unknown_cut_offs_name_the_closest() -> None:
    with pytest.raises(UnknownThresholdsError, match='did you mean "uk-nice-ng239"'):
        load_thresholds("nice")


@pytest.mark.parametrize("name", guideline_ids())
def test_shipped_guidelines_name_cut_offs_that_are_there(name: str) -> None:
    named = load_guideline(name).thresholds_id
    assert named is None or load_thresholds(named)


def test_a_guideline_of_ones_own_names_cut_offs_that_are_there(tmp_path: Path) -> None:
    good = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
    with pytest.raises(GuidelineError, match=r'thresholds: there is no set of cut-offs and no file ".*ng239"'):
        parse_guideline(good.replace('version = "1"', 'version = "1"\nthresholds = "ng239"'))
    (tmp_path / "ours.toml").write_text(GOOD, "utf-8")
    (tmp_path / "own.toml").write_text(
        good.replace('version = "1"', 'version = "1"\nthresholds = "ours.toml"'), "utf-8"
    )
    beside = load_guideline(tmp_path / "own.toml").thresholds_id
    assert beside == str(tmp_path / "ours.toml"), "it lies beside the guideline"


INTERFERENCES = (PUBLISHED / "interferences.toml").read_text("utf-8")

BROKEN_INTERFERENCES = [
    ('id = "pregnancy"', 'id = "on-treatment"', "interference[3].id", "is given twice"),
    ("pregnancy = ", "pregnant = ", "interference[3].when.pregnant", "there is no fact pregnant"),
    ('"pregnant" }', '"maybe" }', "interference[3].when.pregnancy", "name values of pregnancy: not-pregnant"),
    ('{ pregnancy = "pregnant" }', "{}", "interference[3]", "name the facts or the flags by which it is known"),
    ("{ creatinine =", "{ creatinin =", "interference[5].flagged.creatinin", 'did you mean "creatinine"?'),
]


@pytest.mark.parametrize(
    ("old", "new", "path", "reason"), BROKEN_INTERFERENCES, ids=[reason for *_, reason in BROKEN_INTERFERENCES]
)
def test_each_error_of_an_interference_has_its_path(old: str, new: str, path: str, reason: str) -> None:
    assert old in INTERFERENCES
    with pytest.raises(ThresholdsError) as caught:
        parse_interferences(INTERFERENCES.replace(old, new, 1))
    assert [f for f in caught.value.findings if f.path == path and reason in f.reason], str(caught.value)


def test_every_source_of_the_interferences_is_used() -> None:
    cited = {citation.source.key for one in interferences() for citation in one.citations}
    printed = {line.split('"')[1] for line in INTERFERENCES.splitlines() if line.startswith("key = ")}
    assert cited == printed


@pytest.mark.parametrize(
    ("bands", "found"),
    [
        (BANDS, []),
        (LONE.replace("unlikely", "confirmed"), []),
        (LONE.replace("unlikely", "confirmed").replace("150", "150000"), ["150000 ng/L is far from"]),
        (LONE.replace("unlikely", "confirmed").replace("150", "0.15"), ["0.15 ng/L is far from"]),
        (
            LONE.replace("unlikely", "indeterminate").replace("<150", "0.1-9999"),
            ["0.1 ng/L is far", "9999 ng/L is far"],
        ),
    ],
)
def test_a_cut_off_of_ones_own_that_is_far_from_all_that_are_shipped_is_remarked_on(
    tmp_path: Path, bands: str, found: list[str]
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD.replace(BANDS, bands), "utf-8")
    checked = check_file(str(file))
    assert checked.errors == ()
    assert len(checked.remarks) == len(found)
    for remark, start in zip(checked.remarks, found, strict=True):
        assert remark.reason.startswith(start)
        assert "the cut-offs that are shipped for total-b12, 145 ng/L to 914 ng/L" in remark.reason
        assert remark.line == 1 + GOOD[: GOOD.index("bands")].count("\n")


def test_an_analyte_of_which_no_cut_off_is_shipped_is_not_remarked_on(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    own = 'bands = [{ finding = "confirmed", within = [">15 umol/L"], says = "high" }]'
    file.write_text(
        GOOD.replace('laboratory = { high = "confirmed" }', own).replace('"mma"', '"homocysteine"'), "utf-8"
    )
    assert check_file(str(file)).remarks == ()


def test_no_shipped_cut_off_is_remarked_on() -> None:
    for name in threshold_ids():
        assert check_file(name).remarks == ()
        assert not list(cut_off_remarks(load_thresholds(name), ""))
