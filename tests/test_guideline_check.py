"""What ``check`` remarks on in the schedules of a file of one's own, and the fingerprint that a signature names."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from b12regimen import check_guideline, guideline_ids, load_guideline
from b12regimen.comparison.how_much_remarks import how_much_remarks
from b12regimen.comparison.printed_numbers import not_as_printed
from b12regimen.comparison.schedule_remarks import schedule_remarks
from b12regimen.regimens.regimen import Regimen

GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
REPLETION, MAINTENANCE, PRINTED = (
    'repletion = "1 mg IM daily for 7 doses"',
    'maintenance = "1 mg IM monthly"',
    'printed = "daily, then monthly"',
)

EVERY_2_MONTHS = "1 mg IM every 2 months"


def remarks(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file = tmp_path / "own.toml"
    file.write_text(text, "utf-8")
    found = check_guideline(file)
    assert found.errors == ()
    lines = text.splitlines()
    for remark in found.remarks:
        assert remark.named == 'rule "nerves"'
        assert remark.line is not None
        assert lines[remark.line - 1].startswith(remark.path.rpartition(".")[2])
    return [(remark.path.removeprefix("rule[2]."), remark.reason) for remark in found.remarks]


def test_no_shipped_schedule_looks_odd() -> None:
    for name in guideline_ids():
        for rule in load_guideline(name).rules.values():
            assert list(schedule_remarks(rule)) == [], (name, rule.id)


def test_a_dose_is_remarked_on_at_its_line_with_its_factor(tmp_path: Path) -> None:
    (found,) = remarks(tmp_path, (MAINTENANCE, MAINTENANCE.replace("1 mg", "1000 mg")))
    largest = "1000 mg is 1000 times the largest dose that a shipped guideline prints of hydroxocobalamin, 1 mg"
    assert found == ("maintenance", f"{largest}; were micrograms meant? 1000 mcg is 1 mg")


def test_swapped_phases_are_remarked_on(tmp_path: Path) -> None:
    found = remarks(
        tmp_path,
        (REPLETION, 'repletion = "1 mg IM every 8 weeks"'),
        (MAINTENANCE, 'maintenance = "1 mg IM on alternate days until no further improvement"'),
    )
    last = "1 mg IM on alternate days until no further improvement"
    interval = "an interval of {} days lies outside what shipped guidelines print for {} with hydroxocobalamin: {} days"
    assert found == [
        ("repletion", interval.format(56, "repletion", "1 to 14")),
        ("maintenance", interval.format(2, "maintenance", "3 to 182")),
        ("maintenance", "it may be given every 2 days, and repletion every 56: were the two swapped?"),
        ("maintenance", f"it ends, after a repletion: {last}; is nothing given for good?"),
    ]


def test_an_interval_that_no_shipped_guideline_prints_for_the_phase_is_remarked_on(tmp_path: Path) -> None:
    ((path, reason),) = remarks(tmp_path, (MAINTENANCE, 'maintenance = "1 mg IM every 12 months"'))
    assert path == "maintenance"
    assert reason.startswith("an interval of 365 days lies outside")
    pooled = remarks(
        tmp_path,
        ('drug = "hydroxocobalamin"', 'drug = "mecobalamin"'),
        (MAINTENANCE, 'maintenance = "1 mg IM every 12 months"'),
    )
    assert "maintenance with any drug: 3 to 182 days" in pooled[0][1]


@pytest.mark.parametrize(
    ("regimen", "printed", "found"),
    [
        ("1 mg IM every 12 weeks", "5 mg every 6 months", ["printed has 5 mg", "printed has 6 months"]),
        ("1 mg IM every 8 days", "1 mg every 8 weeks", ["printed has 8 weeks, and the regimen has 8 days"]),
        ("1000 mg IM every 8 weeks", "1 mg every 8 weeks", ["printed has 1 mg, and the regimen has 1000 mg"]),
        ("250 mcg IM monthly", "500 micrograms a month", ["printed has 500 mcg, and the regimen has 250 mcg"]),
        ("1 mg IM every 12 weeks", "...", ['printed restates nothing: "..."']),
        ("1.5 mg IM every 1-2 months", "1500 micrograms every one or two months", []),
        ("1 mg IM every 2-3 months", "1000 mcg every 2 to 3 months", []),
        ("1 mg IM every 2-3 months", "every two\u2013three months", []),
        ("1 mg IM every 2 weeks", "fortnightly", []),
        ("1 mg IM on alternate days", "every 2 days", []),
        ("1 mg IM for 6 doses over 2 weeks", "6 injections in 2 or more weeks", []),
    ],
)
def test_figures_are_held_against_those_that_are_printed(regimen: str, printed: str, found: list[str]) -> None:
    read = Regimen.parse(f"hydroxocobalamin; repletion: none; maintenance: {regimen}")
    said = list(not_as_printed(read, printed))
    assert len(said) == len(found), said
    for one, start in zip(said, found, strict=True):
        assert one.startswith(start)


@pytest.mark.parametrize(
    ("repletion", "maintenance", "said"),
    [
        (
            "1 mg IM 24 times a day until no further improvement",
            EVERY_2_MONTHS,
            "repletion: up to 24 doses a day: 1 mg",
        ),
        (
            "1 mg IM for 50 doses over 1 day",
            EVERY_2_MONTHS,
            "up to 50 doses a day: 1 mg IM for 50 doses over 1 day; sh",
        ),
        ("1 mg IM 50 times a week for 2 weeks", EVERY_2_MONTHS, "up to 7.1 doses a day: 1 mg IM 50 times a week for 2"),
        ("1 mg IM daily for 1000 doses", EVERY_2_MONTHS, "up to 1000 doses; shipped guidelines print at most 157 of"),
        ("1 mg IM daily for 40 weeks", EVERY_2_MONTHS, "up to 280 doses; shipped guidelines print at most 157 of hyd"),
        ("1 mcg/kg IM on alternate days for 2 weeks", EVERY_2_MONTHS, "1 mcg/kg is for each kilogram; no shipped guid"),
        (
            "1 mg IM on alternate days for 2 weeks",
            "1 mg IM 10 times a day",
            "maintenance: up to 10 doses a day: 1 mg IM",
        ),
    ],
)
def test_how_much_is_given_is_held_against_what_is_printed_at_most(repletion: str, maintenance: str, said: str) -> None:
    regimen = Regimen.parse(f"hydroxocobalamin; repletion: {repletion}; maintenance: {maintenance}")
    remarks = [f"{phase}: {reason}" for phase, reason in how_much_remarks(regimen)]
    assert any(said in remark for remark in remarks), remarks
    assert len(remarks) == 1


def test_a_drug_without_a_guideline_is_held_against_those_of_any() -> None:
    many = "mecobalamin; repletion: 1 mg IM daily for 200 doses; maintenance: none"
    ((_, reason),) = how_much_remarks(Regimen.parse(many))
    assert reason == "up to 200 doses; shipped guidelines print at most 167 of any drug"


def test_a_single_dose_has_no_interval(tmp_path: Path) -> None:
    assert remarks(tmp_path, (REPLETION, 'repletion = "1 mg IM once"')) == []


def test_what_is_printed_is_compared_at_its_line(tmp_path: Path) -> None:
    ((path, reason),) = remarks(tmp_path, (PRINTED, 'printed = "2 mg daily, then monthly"'))
    assert (path, reason) == ("printed", "printed has 2 mg, and the regimen has 1 mg; compare the two")


# What is signed


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_fingerprint_of_a_file_is_that_of_its_text(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, "utf-8")
    found = check_guideline(file)
    assert found.fingerprint == f"sha256:{sha256(GOOD)}"
    assert f"  fingerprint, of this text: {found.fingerprint}" in str(found)
    assert found.to_dict()["fingerprint"] == found.fingerprint
    assert check_guideline(guideline_ids()[0]).fingerprint is None


def test_the_fingerprint_of_a_file_that_extends_others_tells_of_them_too(tmp_path: Path) -> None:
    own = 'extends = "base.toml"\nid = "ours"\ntitle = "t"\npublisher = "p"\nversion = "1"\n'
    (tmp_path / "own.toml").write_text(own, "utf-8")
    (tmp_path / "base.toml").write_text(GOOD, "utf-8")
    found = check_guideline(tmp_path / "own.toml")
    assert found.fingerprint == "sha256:" + sha256(f"{sha256(own)}\n{sha256(GOOD)}\n")
    assert found.extended == ("base.toml",)
    assert f"  fingerprint, of this text and base.toml: {found.fingerprint}" in str(found)
    (tmp_path / "base.toml").write_text(GOOD.replace("1 mg IM monthly", "1 mg IM every 2 months"), "utf-8")
    assert check_guideline(tmp_path / "own.toml").fingerprint != found.fingerprint
