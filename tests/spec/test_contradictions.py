"""Facts that contradict each other have no answer, and each alone has one."""

from __future__ import annotations

from typing import Any

import pytest

from b12regimen import Patient, Recommendation, guideline_ids, load_guideline, select_regimen


def looking_at(*facts: str) -> list[str]:
    return [
        name for name in guideline_ids() if {*facts} <= {domain.name for domain in load_guideline(name).table.domains}
    ]


def ask(name: str, **known: Any) -> Recommendation:
    adult = {"age": 46, "cause": "total-gastrectomy", "oral_suitable": False} | known
    return select_regimen(Patient.from_dict(adult), guideline=name)


@pytest.mark.parametrize("name", looking_at("purpose", "neurological"))
def test_prophylaxis_with_nerves_involved(name: str) -> None:
    involved = {"severity": {"neurological": True}}
    contradictory = ask(name, purpose="prophylaxis", optic_disease="none", **involved)
    assert (contradictory.action, contradictory.rules) == ("out-of-scope", ())
    assert "prophylaxis is for a deficiency that has not shown itself" in contradictory.why[0]
    assert ask(name, purpose="treatment", optic_disease="none", **involved).rules
    assert ask(name, purpose="prophylaxis", optic_disease="none", severity={"neurological": False}).rules


@pytest.mark.parametrize("name", looking_at("optic_disease", "neurological"))
def test_an_optic_neuropathy_of_the_deficiency_without_nerves_involved(name: str) -> None:
    contradictory = ask(
        name, purpose="treatment", optic_disease="deficiency-optic-neuropathy", severity={"neurological": False}
    )
    assert (contradictory.action, contradictory.rules) == ("out-of-scope", ())
    assert "is neurological involvement" in contradictory.why[0]
    involved = {"severity": {"neurological": True}}
    assert ask(name, purpose="treatment", optic_disease="deficiency-optic-neuropathy", **involved).rules
