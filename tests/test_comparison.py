"""Guidelines side by side, and what changes from one version to the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from b12regimen import (
    Patient,
    PatientError,
    compare_guidelines,
    diff_guidelines,
    guideline_ids,
    load_guideline,
    load_patient,
    parse_guideline,
)
from b12regimen.cli import main

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
FIRST = EXAMPLES / "pernicious-anaemia-with-neurology.toml"
BNF = "uk-bnf-hydroxocobalamin"
LATEST = [name for name in guideline_ids() if name != "uk-bnf-hydroxocobalamin-3-monthly"]
BNF_FILE = Path(load_guideline.__code__.co_filename).parent / "guidelines" / f"{BNF}.toml"


def test_every_shipped_guideline_has_a_row_that_names_its_evidence() -> None:
    found = compare_guidelines(load_patient(FIRST))
    rows = {row["guideline"]: row for row in found.to_dict()}
    assert list(rows) == LATEST
    for row in rows.values():
        assert row["evidence"] in ("primary", "secondary")
        assert row["says"]
        assert f"{row['guideline']} ({row['jurisdiction']})" in str(found)
    assert rows[BNF]["regimens"] == [
        {
            "repletion": "1 mg IM on alternate days until no further improvement",
            "maintenance": "1 mg IM every 2 months",
            "choices": 0,
            "amount_in_90_days": "2 mg-45 mg",
            "injections_in_90_days": "2-45",
            "injections_in_first_year": "6-183",
        }
    ]


def test_the_guidelines_to_ask_may_be_chosen() -> None:
    found = compare_guidelines(Patient(age=46), [BNF, load_guideline("us-fda-cyanocobalamin")])
    assert [row.recommendation.guideline.id for row in found.rows] == [BNF, "us-fda-cyanocobalamin"]
    assert found.rows[0].says.startswith("asks: ")
    assert found.to_dict()[0]["questions"]
    assert found.to_dict()[0]["evidence"] == "secondary", "the weakest of those that may answer"


def test_text_and_html_say_the_same() -> None:
    known = {"age": 46, "purpose": "prophylaxis", "severity": {"neurological": True}, "allergies": ["cobalt"]}
    found = compare_guidelines(Patient.from_dict(known))
    html = found._repr_html_()
    assert "<script" not in html
    for row in found.to_dict():
        assert row["guideline"] in html
    assert "none: facts contradict each other" in str(found)
    assert "blocked by a contraindication" in str(found)
    assert str(found).endswith("this\npatient.")
    assert compare_guidelines(Patient(age=3), [BNF]).to_dict()[0]["action"] == "out-of-scope"


def test_only_patients_are_compared() -> None:
    with pytest.raises(PatientError):
        compare_guidelines({"age": 46})  # type: ignore[arg-type]


def test_a_superseded_guideline_says_so() -> None:
    text = BNF_FILE.read_text("utf-8").replace('id = "uk-bnf', 'superseded_by = "a newer one"\nid = "old-bnf', 1)
    found = compare_guidelines(load_patient(FIRST), [parse_guideline(text)])
    assert "superseded by a newer one" in str(found)


def test_a_guideline_does_not_differ_from_itself() -> None:
    for name in guideline_ids():
        assert diff_guidelines(name, name) == []


def test_what_changed_is_said_in_sentences() -> None:
    text = BNF_FILE.read_text("utf-8")
    older = parse_guideline(
        text.replace(
            'maintenance = "1 mg IM every 2-3 months"\nprinted = "pern',
            'maintenance = "1 mg IM every 3 months"\nprinted = "pern',
        )
    )
    (change,) = diff_guidelines(older, BNF)
    assert change.old is not None
    assert change.new is not None
    assert "maintenance: 1 mg IM every 3 months" in change.old
    assert "maintenance: 1 mg IM every 2-3 months" in change.new
    assert "neurological no" in change.where
    assert str(change).startswith("neurological no, purpose treatment")
    assert change.to_dict()["example"]["neurological"] is False


def test_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["compare", str(FIRST), "--json"]) == 0
    assert [row["guideline"] for row in json.loads(capsys.readouterr().out)] == LATEST
    assert main(["compare", str(FIRST), "--guideline", BNF]) == 0
    assert "us-fda" not in capsys.readouterr().out
    newer = tmp_path / "newer.toml"
    text = BNF_FILE.read_text("utf-8").replace(f'id = "{BNF}"', 'id = "ours"')
    newer.write_text(text.replace("every 1-3 months", "every 3 months"), "utf-8")
    assert main(["changes", BNF, str(newer)]) == 0
    assert "optic_disease leber-or-tobacco" in capsys.readouterr().out
    assert main(["changes", BNF, BNF]) == 0
    assert "the same answer" in capsys.readouterr().out
    assert main(["changes", BNF, str(newer), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["old"].startswith("inject")
