"""Which text of a guideline stood on a day: found, or said why it cannot be told; never the nearest one."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import EditionError, GuidelineError, guideline_ids, load_guideline
from b12regimen.cli.main import main

GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")


def write(folder: Path, name: str, head: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(GOOD.replace('id = "test-guideline"', f'id = "{name}"\n{head}'), "utf-8")
    return path


def three(folder: Path) -> Path:
    """Write three editions with a gap between the first two, and give the newest."""
    write(folder, "first", "valid_from = 2024-01-01\nvalid_to = 2024-06-30")
    write(folder, "second", 'valid_from = 2025-01-01\nvalid_to = 2025-12-31\nearlier = "first.toml"')
    return write(folder, "third", 'valid_from = 2026-01-01\nearlier = "second.toml"')


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        (date(2024, 1, 1), "first"),
        (date(2024, 6, 30), "first"),
        (date(2025, 1, 1), "second"),
        (date(2025, 12, 31), "second"),
        (date(2026, 1, 1), "third"),
        (date(2060, 1, 1), "third"),
    ],
)
def test_the_edition_of_the_day_is_loaded(tmp_path: Path, day: date, edition: str) -> None:
    assert load_guideline(three(tmp_path), as_of=day).id == edition


def test_a_day_without_an_edition_has_no_answer(tmp_path: Path) -> None:
    newest = three(tmp_path)
    with pytest.raises(EditionError, match=r"2024-12-31 is later; after it comes nothing that is named$"):
        load_guideline(newest, as_of=date(2024, 12, 31))
    with pytest.raises(EditionError, match="from 2024-01-01; no earlier edition was read"):
        load_guideline(newest, as_of=date(2023, 12, 31))


def test_of_the_newest_edition_without_a_date_nothing_newer_is_named(tmp_path: Path) -> None:
    with pytest.raises(EditionError) as caught:
        load_guideline(write(tmp_path, "undated", ""), as_of=date(2025, 1, 1))
    assert str(caught.value).endswith(
        '"undated" is undated (1), so whether it stood on 2025-01-01 cannot be told; load it without as_of if it is '
        "the one that is meant"
    )


def test_a_protocol_that_has_run_out_does_not_load_for_a_later_day(tmp_path: Path) -> None:
    old = write(tmp_path, "old", 'valid_from = 2024-01-01\nvalid_to = 2024-06-30\nsuperseded_by = "our new one"')
    assert load_guideline(old).id == "old"
    with pytest.raises(EditionError, match="after it comes our new one"):
        load_guideline(old, as_of=date(2025, 1, 1))


def test_since_when_it_is_superseded_must_be_known(tmp_path: Path) -> None:
    old = write(tmp_path, "old", 'valid_from = 2024-01-01\nsuperseded_by = "another"')
    with pytest.raises(EditionError, match="superseded by another, and since when is not known"):
        load_guideline(old, as_of=date(2024, 1, 2))


def test_editions_that_lead_in_a_circle_are_reported(tmp_path: Path) -> None:
    write(tmp_path, "one", 'valid_from = 2024-01-01\nearlier = "two.toml"')
    two = write(tmp_path, "two", 'valid_from = 2025-01-01\nearlier = "one.toml"')
    with pytest.raises(EditionError, match='before "two" lead in a circle: two, one'):
        load_guideline(two, as_of=date(2023, 1, 1))


@pytest.mark.parametrize("day", ["6.3.2024", "20240306", 2024, datetime(2024, 3, 6)])  # noqa: DTZ001  (what is refused)
def test_only_a_day_is_a_day(day: Any) -> None:
    with pytest.raises(GuidelineError, match=r"^as_of: .* no day; give a date, or its text such as"):
        load_guideline("uk-bnf-hydroxocobalamin", as_of=day)


def test_a_day_may_be_a_text() -> None:
    bnf = "uk-bnf-hydroxocobalamin"
    assert load_guideline(bnf, as_of="2022-03-01") is load_guideline(bnf, as_of=date(2022, 3, 1))


@pytest.mark.parametrize(
    ("head", "place", "reason"),
    [
        ('valid_from = "2024-01-01"', "valid_from", 'a date without quotes, for instance 2024-03-06, got "2024-01-01"'),
        ("valid_from = 2024-01-01T10:00:00", "valid_from", "a date without quotes"),
        ("valid_from = 2024-02-01\nvalid_to = 2024-01-01", "valid_to", "2024-01-01 is before valid_from, 2024-02-01"),
        ('earlier = "nowhere.toml"', "earlier", 'there is no guideline and no file "nowhere.toml" beside this one'),
    ],
)
def test_a_slip_is_reported_with_its_place(tmp_path: Path, head: str, place: str, reason: str) -> None:
    with pytest.raises(GuidelineError) as caught:
        load_guideline(write(tmp_path, "slip", head))
    (finding,) = caught.value.findings
    assert finding.path == place
    assert reason in finding.reason
    assert finding.line is not None


def test_the_earlier_british_edition_has_no_date_and_is_named() -> None:
    bnf = "uk-bnf-hydroxocobalamin"
    assert load_guideline(bnf, as_of=date(2021, 8, 17)).id == bnf
    with pytest.raises(EditionError, match=r'"uk-bnf-hydroxocobalamin-3-monthly" is undated.*from 2021-08-17 only'):
        load_guideline(bnf, as_of=date(2021, 8, 16))


@given(st.dates(), st.sampled_from(guideline_ids()))
def test_what_is_loaded_stood_on_the_day(day: date, name: str) -> None:
    try:
        found = load_guideline(name, as_of=day)
    except EditionError:
        return
    assert found.valid_from is not None
    assert found.valid_from <= day
    assert found.valid_to is None or day <= found.valid_to


def test_the_command_line_asks_the_edition_of_a_day(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    patient = tmp_path / "patient.toml"
    patient.write_text('purpose = "treatment"\n', "utf-8")
    asked = ["recommend", str(patient), "--guideline", str(three(tmp_path)), "--json", "--as-of"]
    assert main([*asked, "2025-05-01"]) in (0, 3, 4)
    assert '"id": "second"' in capsys.readouterr().out
    assert main([*asked, "2024-12-31"]) == 2
    assert "known to stand until" in capsys.readouterr().err
