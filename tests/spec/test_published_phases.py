"""Every schedule that sources print can be written, and counts its doses as printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from b12regimen import Phase, parse_phase
from b12regimen.regimens.dose_days import dose_count

LINES = (Path(__file__).parent / "published_phases.txt").read_text("utf-8").splitlines()
CASES = [tuple(line.split(" | ")) for line in LINES if " | " in line]


@pytest.mark.parametrize(("counts", "text"), CASES)
def test_it_is_written_in_one_spelling_and_counts_its_doses(counts: str, text: str) -> None:
    phase = parse_phase(text)
    assert str(phase) == text
    counted = ["no injection" if step.is_oral else str(dose_count(Phase((step,)))) for step in phase.steps]
    assert (", ".join(counted) or "no dose") == counts
