"""Answers, guidelines and plans pass between processes, and are copied, without what was remembered on the way."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from b12regimen import (
    GuidelineError,
    Patient,
    compare_guidelines,
    load_guideline,
    monitoring_plan,
    parse_guideline,
    select_regimen,
)
from b12regimen.guidelines import loader as guideline_loader

BNF = "uk-bnf-hydroxocobalamin"
GOOD = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
MEASURED = Patient(
    age=46,
    cause="pernicious-anaemia",
    purpose="treatment",
    allergies=["cobalt"],
    weight="70 kg",
    labs=[{"analyte": "total-b12", "value": "150 ng/L"}],
)


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301


AGAIN = pytest.mark.parametrize("again", [pickled, copy.deepcopy, copy.copy], ids=["pickle", "deepcopy", "copy"])


@AGAIN
@pytest.mark.parametrize("name", [BNF, "good"])
def test_answers_guidelines_and_plans(again: Callable[[Any], Any], name: str) -> None:
    guideline = parse_guideline(GOOD) if name == "good" else load_guideline(name)
    for patient in (MEASURED, Patient(age=46)):
        found = select_regimen(patient, guideline=guideline, thresholds="nl-nhg-2014")
        as_text, plain = str(found), found.to_dict()  # which it remembers
        assert (str(again(found)), again(found).to_dict()) == (as_text, plain)
        plan = monitoring_plan(found)
        assert again(plan).to_dict() == plan.to_dict()
        assert again(compare_guidelines(patient, [guideline])).to_dict()
        assert again(list(found.alerts)) == list(found.alerts)
    assert again(guideline).to_dict() == guideline.to_dict()


def test_a_guideline_of_ones_own_leaves_behind_what_it_remembers() -> None:
    guideline = parse_guideline(GOOD)
    select_regimen(Patient(age=46), guideline=guideline)
    other = pickled(guideline)
    assert guideline._answers
    assert not other._answers
    assert not other._verdicts
    assert pickled(load_guideline(BNF)) is load_guideline(BNF)


def test_a_shipped_guideline_that_was_changed_is_not_taken_for_the_shipped_one() -> None:
    assert pickled(attrs.evolve(load_guideline(BNF), version="ours")).version == "ours"


def test_another_version_may_answer_differently(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = pickle.dumps(select_regimen(MEASURED, guideline=BNF))
    monkeypatch.setattr(guideline_loader, "__version__", "99")
    said = (
        rf"^{BNF}: it comes from a process with b12regimen .* and this is 99, which may answer differently; pickle only"
    )
    with pytest.raises(GuidelineError, match=said) as caught:
        pickle.loads(sent)  # noqa: S301
    assert caught.value.findings[0].path == ""


def test_another_process_reads_it() -> None:
    found = [select_regimen(MEASURED, guideline=one) for one in (BNF, parse_guideline(GOOD))]
    program = "import pickle, sys; print(*pickle.load(sys.stdin.buffer), sep='\\n')"
    sent = pickle.dumps([*found, monitoring_plan(found[0])])
    read = subprocess.run([sys.executable, "-c", program], input=sent, capture_output=True, check=True)  # noqa: S603
    assert (
        read.stdout.decode("utf-8").splitlines()
        == "\n".join(map(str, [*found, monitoring_plan(found[0])])).splitlines()
    )
