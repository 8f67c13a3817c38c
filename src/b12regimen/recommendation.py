"""What a guideline says for a patient: the answer, what it rests on, what is missing, and what a clinician confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12regimen import report

if TYPE_CHECKING:
    from b12regimen.alerts import Alert
    from b12regimen.case import Case, ChecklistItem, FactUsed
    from b12regimen.guideline import Guideline, Rule
    from b12regimen.patient import Patient
    from b12regimen.regimen import Regimen
    from b12regimen.sources import Citation
    from b12regimen.verdict import Alternative, Question, RecommendedAction


class Recommendation:
    """What a guideline says for a patient.

    Attributes:
        patient: The patient.
    """

    __slots__ = ("_case", "patient")

    def __init__(self, patient: Patient, case: Case) -> None:
        """Keep the patient and the case that answers; ``select_regimen`` makes recommendations."""
        self.patient = patient
        self._case = case

    @property
    def guideline(self) -> Guideline:
        """The guideline that was asked."""
        return self._case.guideline

    @property
    def action(self) -> RecommendedAction:
        """The kind of answer, which is inject, oral, either, test, no-treatment, not-stated, ask or out-of-scope."""
        return self._case.verdict.action

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that apply; where the action is "ask", those that may."""
        return self._case.verdict.rules

    @property
    def regimens(self) -> tuple[Regimen, ...]:
        """The regimens, in the source's order of preference; none unless the source gives one on these facts."""
        return self._case.verdict.regimens

    @property
    def blocked(self) -> bool:
        """A contraindication stands, so what the source prints is shown and no order is drafted from it."""
        return self._case.blocked

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The alerts that stand for this patient, contraindications first."""
        return self._case.alerts

    @property
    def alerts_not_checked(self) -> tuple[Alert, ...]:
        """The alerts that could not be checked because a fact is not known."""
        return self._case.alerts_not_checked

    @property
    def advice(self) -> str | None:
        """What the source says instead of, or beside, a regimen; ``None`` for nothing."""
        rule = self._case.verdict.rule
        return rule.advice if rule else None

    @property
    def why(self) -> tuple[str, ...]:
        """Why the source does not cover or treat, or what it does not state; empty for other actions."""
        return self._case.verdict.why

    @property
    def see(self) -> str | None:
        """The guideline that the source refers to, which is not followed; ``None`` for none."""
        rule = self._case.verdict.rule
        return rule.see if rule else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What belongs to the answer and is no dose."""
        return self._case.verdict.notes

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is missing where the action is "ask", most decisive first."""
        return self._case.verdict.questions

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The single known facts that, changed, would change the answer."""
        return self._case.verdict.alternatives

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Who says so, and how it was read."""
        return self._case.verdict.citations

    @property
    def facts(self) -> tuple[FactUsed, ...]:
        """The facts that the guideline looks at, what is known of each, and where that comes from."""
        return self._case.facts

    @property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        """What a clinician confirms before treatment starts or changes, with what is known filled in.

        References:
            The article of ``adult-common-practice``: the latest laboratory results, the route, the concentration of
            the vial, the length of repletion and the interval of maintenance.
        """
        return self._case.checklist

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values; the result is the caller's to change."""
        return self._case.to_dict()

    def to_json(self) -> str:
        """Give the same as JSON text."""
        import json  # 8 ms that only a reader of JSON should pay

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def __str__(self) -> str:
        """Write it for a person."""
        return report.as_text(self.to_dict())

    def __repr__(self) -> str:
        """Show the answer in a line."""
        return f"<Recommendation {self.action} by {self.guideline.id}: {', '.join(rule.id for rule in self.rules)}>"

    def _repr_html_(self) -> str:
        return report.as_html(self.to_dict())
