"""Published schedules as cases: what is known of a patient, and what the source prints for that patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pytest

from b12regimen import Patient, Recommendation, select_regimen

if TYPE_CHECKING:
    from collections.abc import Callable

CONDITIONS = (
    "anticoagulated",
    "thrombocytopenia",
    "renal_impairment",
    "liver_impairment",
    "polycythaemia_vera",
    "folate_deficiency",
    "iron_deficiency",
    "hypokalaemia",
)
# Of whom nothing is to be warned of, in the facts that every guideline may look at.
UNREMARKABLE: dict[str, Any] = {
    "age": 46,
    "purpose": "treatment",
    "cause": "total-gastrectomy",
    "deficiency": "confirmed",
    "optic_disease": "none",
    "pregnancy": "not-pregnant",
    "allergies": [],
    "severity": {"neurological": False, "anaemia": "none", "critically_ill": False},
    "conditions": dict.fromkeys(CONDITIONS, False),
}
ADULT: dict[str, Any] = {"age": 61, "purpose": "treatment"}
NERVES: dict[str, Any] = {"severity": {"neurological": True}}
NO_NERVES: dict[str, Any] = {"severity": {"neurological": False}}


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


def each_of(guideline: str, cases: dict[str, Case], drug: str | None = None) -> Callable[[str], None]:
    """Make the test of each case of a guideline.

    Args:
        guideline: Its id.
        cases: The cases, by what they are.
        drug: The drug of every regimen; ``None`` for a source that names none, or has no regimens.
    """

    @pytest.mark.parametrize("name", cases)
    def test_case(name: str) -> None:
        found = answer(guideline, cases[name])
        assert {regimen.drug for regimen in found.regimens} <= {drug}

    return test_case


def own_alerts(found: Recommendation) -> list[str]:
    """Name the alerts that stand and are the guideline's own, and not those that hold whichever is asked."""
    return [alert.id for alert in found.alerts if alert in found.guideline.alerts]


def severities(found: Recommendation) -> dict[str, str]:
    """Give the severity of each alert that stands, whoever says so."""
    return {alert.id: alert.severity for alert in found.alerts}
