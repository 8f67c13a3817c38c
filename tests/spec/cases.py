"""Published schedules as cases: what is known of a patient, and what the source prints for that patient."""

from __future__ import annotations

from typing import Any

import attrs

from b12regimen import Patient, Recommendation, select_regimen


@attrs.frozen
class Case:
    """One case of one guideline.

    Attributes:
        known: What is known of the patient.
        action: The answer's kind.
        rules: The rules that answer.
        repletion: The first phase of the first regimen; empty if there is none.
        maintenance: The phase after it.
    """

    known: dict[str, Any]
    action: str
    rules: list[str]
    repletion: str = ""
    maintenance: str = ""


def answer(guideline: str, case: Case) -> Recommendation:
    """Ask the guideline and hold the answer to the case."""
    found = select_regimen(Patient.from_dict(case.known), guideline=guideline)
    assert found.action == case.action, str(found)
    assert [rule.id for rule in found.rules] == case.rules
    printed = [(str(regimen.repletion), str(regimen.maintenance)) for regimen in found.regimens]
    assert printed == ([(case.repletion, case.maintenance)] if case.repletion else [])
    assert bool(found.citations) is bool(case.rules)
    return found
