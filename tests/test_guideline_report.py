"""A guideline as it is printed for signing says for whom each dose and each alert is, and where each was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from b12regimen import Guideline, guideline_ids, load_guideline, parse_guideline
from b12regimen.cli.main import main
from b12regimen.display.text import as_text
from b12regimen.guidelines.standing import seen_on
from b12regimen.tables.parts import show

GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
ALERT = """
[[alert]]
id = "antenatal-clinic"
severity = "caution"
when = [{ pregnancy = "pregnant" }, { anaemia = ["present", "severe"], sex = "female" }]
age_from = "12 years"
age_below = "50 years"
text = "ring the antenatal clinic first"
source = "here"
"""


def section(guideline: Guideline, name: str) -> list[str]:
    """Give the lines of a section, each whole."""
    heading, *lines = as_text([(name, dict(guideline._sections())[name])], width=10_000).split("\n")
    assert heading == name.upper()
    return [line.removeprefix("  ") for line in lines]


@pytest.mark.parametrize("name", guideline_ids())
def test_every_word_of_the_file_says_what_it_takes_together(name: str) -> None:
    guideline = load_guideline(name)
    said = section(guideline, "facts looked at")
    for reader in guideline.readers:
        assert f"{reader.fact.name}: {reader.fact.question}" in said
        for value in reader.domain.values:
            members = list(map(show, reader.members(value)))
            expected = f"  {show(value)}" if members == [show(value)] else f"  {show(value)}: {', '.join(members)}"
            assert expected in said
    sources = section(guideline, "sources")
    for source in guideline.sources.values():
        assert source.url is None or f"  {source.url}" in sources
    whole = " ".join(str(guideline).split())
    for rule in guideline.rules.values():
        assert all(f"note: {note}" in whole for note in rule.notes)
        assert rule.see is None or f"the source refers to {rule.see}" in whole
    for alert in guideline.alerts:
        assert f"{alert.id} {alert.text}" in whole
        assert f"when {alert.raised_by}" in whole


def test_a_band_says_its_ages_and_a_group_its_members(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD, "utf-8")
    page = tmp_path / "page.html"
    assert main(["guidelines", str(file)]) == 0
    assert main(["guidelines", str(file), "--html", str(page)]) == 0
    text = capsys.readouterr().out
    for whole in (text, page.read_text("utf-8")):
        assert "child: below " in whole
        assert "adult: from " in whole


def test_an_alert_says_its_name_and_for_whom_it_is() -> None:
    said = section(parse_guideline(GOOD + ALERT), "alerts of its own")
    assert said[-4:-1] == [
        "antenatal-clinic",
        "  ring the antenatal clinic first (caution)",
        "  when age from 12 years and below 50 years, pregnancy pregnant, or anaemia present or severe and sex female",
    ]
    (alert,) = (one for one in parse_guideline(GOOD + ALERT).to_dict()["alerts"] if one["id"] == "antenatal-clinic")
    assert alert["when"] == [{"pregnancy": ["pregnant"]}, {"anaemia": ["present", "severe"], "sex": ["female"]}]
    assert (alert["age_from"], alert["age_below"]) == ("12 years", "50 years")
    own = section(parse_guideline(GOOD), "alerts of its own")
    assert own[:3] == [
        "allergy",
        "  allergy (contraindication)",
        "  when cobalamin allergy yes and purpose treatment or prophylaxis",
    ]
    assert section(parse_guideline(GOOD[: GOOD.index("[[alert]]")]), "alerts of its own") == ["none"]


def test_the_head_says_what_else_bears_on_an_answer() -> None:
    days = 'valid_from = 2024-01-01\nvalid_to = 2024-06-30\nsuperseded_by = "our new one"\n'
    guideline = seen_on(parse_guideline(days + GOOD), "2026-03-02")
    head = section(guideline, "guideline")
    assert "known to stand from 2024-01-01 until 2024-06-30" in head
    assert "superseded by our new one" in head
    assert guideline.fingerprint in head
    assert "of rules that overlap, the first answers: nerves, treatment" in head
    assert f"warning: {guideline.remarks[0].text}" in head
    head = section(load_guideline("uk-bnf-hydroxocobalamin"), "guideline")
    assert "the edition before it: uk-bnf-hydroxocobalamin-3-monthly" in head
    assert "reads laboratory results by: uk-nice-ng239" in head
    assert "routes: IM" in head


def test_what_a_source_states_of_causes_is_said_with_its_source() -> None:
    said = section(parse_guideline(GOOD), "facts looked at")
    assert "  of several, the first decides: lasting, passing" in said
    place = next(number for number, line in enumerate(said) if line.startswith("  stated of "))
    assert said[place + 1].startswith(("    A page", "    Another page"))


def test_what_a_file_extends_is_said() -> None:
    own = """
extends = "uk-bnf-hydroxocobalamin"
id = "our-hospital"
title = "Our protocol"
publisher = "Our hospital"
version = "2026"
"""
    head = section(parse_guideline(own), "guideline")
    assert "extends uk-bnf-hydroxocobalamin" in head
