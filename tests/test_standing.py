"""A text that is not known to stand today says so with each answer; one that is asked about its own days does not."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import (
    Course,
    FindingsError,
    Patient,
    check_guideline,
    compare_guidelines,
    diff_guidelines,
    guideline_ids,
    load_guideline,
    parse_guideline,
    review_order,
    select_regimen,
)
from b12regimen.cds_hooks import Deployment, respond
from b12regimen.cli.main import main
from b12regimen.guidelines.report import shown_days
from b12regimen.guidelines.standing import OUTSIDE_ITS_DAYS, key_outside, seen_on
from cds_calls import SAID, call, deployment

if TYPE_CHECKING:
    from b12regimen import Guideline

GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
NERVES = Patient(age=46, purpose="treatment", severity={"neurological": True}, allergies=[], pregnancy="not-pregnant")
ORDER = "hydroxocobalamin 1 mg IM daily for 7 doses, then 1 mg IM monthly"
RUN_OUT = "valid_from = 2024-01-01\nvalid_to = 2024-06-30\n"
TODAY = date(2026, 3, 2)
NOT_YET = "valid_from = 2999-01-01\n"


def dated(days: str) -> str:
    return days + GOOD


def written(folder: Path, days: str) -> Path:
    file = folder / "own.toml"
    file.write_text(dated(days), "utf-8")
    return file


def asked_today(days: str) -> Guideline:
    return seen_on(parse_guideline(dated(days)), TODAY)


def ids(guideline: Guideline) -> list[str]:
    return [alert.id for alert in select_regimen(NERVES, guideline=guideline).alerts]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (RUN_OUT, "this text is known to stand from 2024-01-01 until 2024-06-30, and not known to stand on "),
        ("valid_to = 2024-06-30\n", "this text is known to stand until 2024-06-30, and not known to stand on "),
        (NOT_YET, "this text is known to stand from 2999-01-01, and not known to stand on "),
    ],
)
def test_a_text_that_is_not_known_to_stand_today_warns_with_each_answer(days: str, said: str) -> None:
    guideline = asked_today(days)
    for patient in (NERVES, Patient(age=46), Patient(age=5)):
        found = select_regimen(patient, guideline=guideline)
        (remark,) = found.remarks
        assert (remark.id, remark.severity) == (OUTSIDE_ITS_DAYS, "warning")
        assert remark.text.startswith(said)
        assert remark in found.alerts
        assert not found.blocked
        for text in (str(found), found.brief()):
            assert said in " ".join(text.split())
        assert "not known to stand on" in found.to_html()
    assert guideline.to_dict()["remarks"] == [remark.to_dict()]


def test_the_first_and_the_last_day_are_inside() -> None:
    for day, key in (
        ("2023-12-31", "valid_from"),
        ("2024-01-01", None),
        ("2024-06-30", None),
        ("2024-07-01", "valid_to"),
    ):
        assert key_outside(parse_guideline(dated(RUN_OUT)), date.fromisoformat(day)) == key
        assert key_outside(parse_guideline(GOOD), date.fromisoformat(day)) is None


def test_asked_about_a_day_on_which_it_stood_nothing_is_remarked(tmp_path: Path) -> None:
    file = written(tmp_path, RUN_OUT)
    assert OUTSIDE_ITS_DAYS in ids(load_guideline(file, today="2026-03-02"))
    assert OUTSIDE_ITS_DAYS not in ids(load_guideline(file, today="2024-03-01"))
    assert OUTSIDE_ITS_DAYS not in ids(load_guideline(file, as_of="2024-03-01", today="2026-03-02"))
    assert OUTSIDE_ITS_DAYS not in ids(load_guideline(file)), "the library has no clock"


def test_what_is_no_day_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, RUN_OUT)
    with pytest.raises(FindingsError, match="today: 'soon' is no day"):
        load_guideline(file, today="soon")
    with pytest.raises(FindingsError, match="today: 'soon' is no day"):
        check_guideline(file, today="soon")


def test_the_answers_say_between_which_days_the_text_stands(tmp_path: Path) -> None:
    found = select_regimen(NERVES, guideline=asked_today(RUN_OUT))
    assert "known to stand from 2024-01-01 until 2024-06-30" in str(found).split("ANSWER")[1].split("REGIMEN")[0]
    head = json.loads(found.to_json())["guideline"]
    assert (head["valid_from"], head["valid_to"]) == ("2024-01-01", "2024-06-30")
    undated = select_regimen(NERVES, guideline=parse_guideline(GOOD))
    assert "known to stand" not in str(undated)
    assert undated.to_dict()["guideline"]["valid_from"] is None
    compared = compare_guidelines(NERVES, [load_guideline(written(tmp_path, RUN_OUT), today=TODAY)])
    assert "known to stand from 2024-01-01 until 2024-06-30" in str(compared)
    assert compared.to_dict()["rows"][0]["valid_to"] == "2024-06-30"
    assert compared.to_dict()["rows"][0]["remarks"][0].startswith("this text is known to stand")
    assert [shown_days("2024-01-01", None), shown_days(None, None)] == ["known to stand from 2024-01-01", ""]


def test_an_order_that_agrees_with_it_is_not_said_to_agree() -> None:
    assert review_order(ORDER, NERVES, guideline=parse_guideline(GOOD)).outcome == "agrees"
    reviewed = review_order(ORDER, NERVES, guideline=asked_today(RUN_OUT))
    assert reviewed.outcome == "findings"
    assert [finding.id for finding in reviewed.findings if finding.severity == "warning"] == [OUTSIDE_ITS_DAYS]


def test_a_course_that_is_planned_by_it_carries_the_remark_in_its_source() -> None:
    found = select_regimen(NERVES, guideline=asked_today(RUN_OUT))
    course = Course.of(found, start="2026-03-02")
    assert "warning: this text is known to stand from 2024-01-01" in str(course.source)


def test_the_check_finds_it_odd(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, RUN_OUT)
    assert check_guideline(file).remarks == ()
    (late,) = check_guideline(file, today=TODAY).remarks
    assert (late.path, late.line) == ("valid_to", 2)
    assert late.reason.startswith("this text is known to stand from 2024-01-01 until 2024-06-30, and not known to")
    assert main(["check", str(file)]) == 1
    assert "look at line 2, valid_to: this text is known to stand" in capsys.readouterr().out
    (early,) = check_guideline(written(tmp_path, NOT_YET), today=TODAY).remarks
    assert (early.path, early.line) == ("valid_from", 1)


def test_what_changed_between_two_texts_does_not_turn_on_the_day() -> None:
    changes = diff_guidelines(parse_guideline(GOOD), asked_today(RUN_OUT))
    assert [change.where for change in changes] == ["valid_from", "valid_to"]
    dose = dated(RUN_OUT).replace("1 mg IM daily for 7 doses", "1000 mg IM daily for 7 doses")
    changes = diff_guidelines(parse_guideline(GOOD), seen_on(parse_guideline(dose), TODAY))
    assert [change.alert for change in changes if change.kind == "alert"] == ["dose-unlike-the-guidelines"]


def test_each_command_asks_about_the_present_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(written(tmp_path, RUN_OUT))
    patient = tmp_path / "patient.toml"
    patient.write_text('age = 46\npurpose = "treatment"\nseverity = { neurological = true }\nallergies = []\n', "utf-8")
    for command in (
        ["recommend", str(patient), "--guideline", file],
        ["compare", str(patient), "--guideline", file],
        ["schedule", str(patient), "--guideline", file, "--start", "2026-03-02"],
        ["review", ORDER, str(patient), "--guideline", file],
        ["guidelines", file],
        ["check", file],
    ):
        main(command)
        assert "not known to stand on" in " ".join(capsys.readouterr().out.split()), command
    main(["recommend", str(patient), "--guideline", file, "--as-of", "2024-03-01"])
    assert "not known to stand on" not in capsys.readouterr().out


def test_it_passes_between_processes() -> None:
    guideline = asked_today(RUN_OUT)
    assert pickle.loads(pickle.dumps(guideline)).remarks == guideline.remarks  # noqa: S301  (it was made here)


@given(day=st.dates())
def test_it_is_seen_on_a_day_whatever_the_day_on_which_it_was_loaded(day: date) -> None:
    loaded = asked_today(RUN_OUT)
    seen = seen_on(loaded, day)
    is_inside = date(2024, 1, 1) <= day <= date(2024, 6, 30)
    assert (seen.remarks == ()) is is_inside
    assert OUTSIDE_ITS_DAYS in ids(loaded)
    assert (OUTSIDE_ITS_DAYS in ids(seen)) is not is_inside
    assert seen_on(seen, day) is seen


def test_a_service_that_runs_for_longer_than_its_text_stands_says_so() -> None:
    deployment = Deployment(guideline=parse_guideline(dated("valid_to = 2998-06-30\n")), results_within=90)
    assert deployment.guideline_on(date(2998, 6, 30)) is deployment.guideline
    assert OUTSIDE_ITS_DAYS in ids(deployment.guideline_on(date(2998, 7, 1)))


def test_a_card_says_the_days_and_warns_on_another() -> None:
    bnf = load_guideline("uk-bnf-hydroxocobalamin")
    for last, is_standing in ((date(2026, 3, 2), True), (date(2026, 3, 1), False)):
        asked = deployment(guideline=attrs.evolve(bnf, valid_to=last))
        (card,) = respond("b12-patient-view", call(said=SAID), deployment=asked, today=date(2026, 3, 2))["cards"]
        detail = card.get("detail", "")
        assert f"known to stand from 2021-08-17 until {last}" in detail
        assert ("not known to stand on 2026-03-02" in detail) is not is_standing
        assert card["indicator"] == ("info" if is_standing else "warning")


def test_what_the_library_ships_has_no_last_day_and_has_begun() -> None:
    for name in guideline_ids():
        shipped = load_guideline(name)
        assert shipped.valid_to is None
        assert shipped.remarks == ()
        assert seen_on(shipped, date(2026, 3, 2)) is shipped
