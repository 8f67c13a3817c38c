"""What several guidelines say for one patient, side by side; which is right is not this library's to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.display.sections import Table
from b12regimen.display.shown import Shown
from b12regimen.errors import UnknownGuidelineError, listed
from b12regimen.files.entries import ALERT_SEVERITIES
from b12regimen.guidelines.guideline import Guideline
from b12regimen.guidelines.loader import guideline_ids, load_guideline
from b12regimen.guidelines.report import shown_days
from b12regimen.recommendations.recommendation import Recommendation
from b12regimen.recommendations.selection import select_regimen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from b12regimen.display.sections import Section
    from b12regimen.interpretation.threshold_bands import Thresholds
    from b12regimen.patients.patient import Patient
    from b12regimen.regimens.regimen import Regimen

_FIRST_DAYS: Final = 90
_YEAR: Final = 365


@attrs.frozen
class ComparisonRow:
    """What one guideline says.

    Attributes:
        recommendation: All of it.
    """

    recommendation: Recommendation

    @property
    def says(self) -> str:
        """Give the answer in a line, with the regimens by preference, the advice, what is missing or why."""
        found = self.recommendation
        if found.action == "ask":
            return f"asks: {'; '.join(f'{question.path}' for question in found.questions)}"
        said = [*map(str, found.regimens), *([found.advice] if found.advice else []), *found.why]
        return "; or ".join(said)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values; what differs between its regimens is given for each, by preference."""
        found, guideline = self.recommendation, self.recommendation.guideline
        return {
            "guideline": guideline.id,
            "publisher": guideline.publisher,
            "jurisdiction": guideline.jurisdiction,
            "version": guideline.version,
            "valid_from": None if guideline.valid_from is None else guideline.valid_from.isoformat(),
            "valid_to": None if guideline.valid_to is None else guideline.valid_to.isoformat(),
            "superseded_by": guideline.superseded_by,
            "action": found.action,
            "blocked": found.blocked,
            "alerts": [alert.said() for alert in found.alerts],
            "remarks": [remark.text for remark in found.remarks],
            "contraindications_not_checked": [alert.id for alert in found.alerts_not_checked if alert.blocks],
            "rules": [rule.id for rule in found.rules],
            "drug": guideline.drug,
            "routes": list(guideline.routes),
            "regimens": [_in_figures(regimen) for regimen in found.regimens],
            "says": self.says,
            "questions": [question.to_dict() for question in found.questions],
            "citations": [citation.to_dict() for citation in found.citations],
            "evidence": self.evidence,
        }

    @property
    def evidence(self) -> str | None:
        """The weakest way in which a source of the answer was read; ``None`` if nothing is cited."""
        tags = {citation.source.evidence for citation in self.recommendation.citations}
        return next((tag for tag in ("secondary", "primary") if tag in tags), None)


def _in_figures(regimen: Regimen) -> dict[str, Any]:
    amount = regimen.amount_before(_FIRST_DAYS)
    return {
        "repletion": str(regimen.repletion),
        "maintenance": str(regimen.maintenance),
        "choices": len(regimen.choices),
        "amount_in_90_days": None if amount is None else str(amount),
        "injections_in_90_days": str(regimen.doses_before(_FIRST_DAYS)),
        "injections_in_first_year": str(regimen.doses_before(_YEAR)),
        "not_counted": list(regimen.phases_not_stated),
    }


@attrs.frozen
class Comparison(Shown):
    """What several guidelines say for one patient.

    Attributes:
        rows: One for each guideline, in the order asked.
    """

    rows: tuple[ComparisonRow, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the rows as plain values."""
        return {"rows": [row.to_dict() for row in self.rows], "decision_support": DECISION_SUPPORT}

    def __repr__(self) -> str:
        """Show in a line how many were asked."""
        actions = Counter(row.recommendation.action for row in self.rows)
        return f"<Comparison of {len(self.rows)}: {', '.join(f'{n} {action}' for action, n in actions.items())}>"

    def _sections(self) -> Iterator[Section]:
        columns = ("guideline", "answer", "what it gives", "source")
        yield "guidelines side by side", Table(columns, [_cells(row.to_dict()) for row in self.rows], is_stacked=True)
        yield "decision support", [DECISION_SUPPORT]


def _cells(row: dict[str, Any]) -> list[list[str]]:
    blocked = ", blocked by a contraindication" if row["blocked"] else ""
    answer = [
        f"{row['action']}{blocked}: {row['drug'] or 'drug not stated'}",
        *([f"superseded by {row['superseded_by']}"] if row["superseded_by"] else []),
    ]
    for severity in ALERT_SEVERITIES:
        standing = [alert["id"] for alert in row["alerts"] if alert["severity"] == severity]
        answer += [f"{severity}: {', '.join(standing)}"] if standing else []
    days = shown_days(row["valid_from"], row["valid_to"])
    answer += [*row["remarks"], *([days] if days else [])]
    if not_checked := row["contraindications_not_checked"]:
        answer.append(f"contraindications that could not be checked: {len(not_checked)} ({', '.join(not_checked)})")
    gives = []
    for regimen in row["regimens"]:
        total = f", {regimen['amount_in_90_days']}" if regimen["amount_in_90_days"] else ""
        gives += [
            f"repletion: {regimen['repletion']}",
            f"maintenance: {regimen['maintenance']}",
            f"in 90 days: {regimen['injections_in_90_days']} injections{total}",
            f"in the first year: {regimen['injections_in_first_year']} injections",
            *(f"not counted: {name}, which is not stated" for name in regimen["not_counted"]),
        ]
    sources = dict.fromkeys(f"{c['title']} [{c['evidence']}]" for c in row["citations"])
    source = f"source: {listed(sources, 'and') or 'none: facts contradict each other'}"
    return [[f"{row['guideline']} ({row['jurisdiction']})"], answer, gives or [row["says"]], [source]]


def compare_guidelines(
    patient: Patient,
    guidelines: Sequence[Guideline | str | Path] | None = None,
    *,
    thresholds: Thresholds | str | Path | None = None,
) -> Comparison:
    """Ask several guidelines about one patient.

    Args:
        patient: What is known about the patient.
        guidelines: The guidelines to ask; ``None`` asks every one on treatment that the library ships. Those on testing
            and on follow-up answer other questions; earlier editions are left out of which it ships the later one.
        thresholds: Cut-offs by which all of them read the patient's laboratory results; ``None`` keeps those that each
            names.

    Raises:
        PatientError: It is no ``Patient``.
        GuidelineError: A file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file, or what was given is no list of them.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
    """
    asked = _latest_on_treatment() if guidelines is None else _listed(guidelines)
    if isinstance(thresholds, str | Path):
        from b12regimen.interpretation.threshold_loader import load_thresholds  # 12 ms that only cut-offs should cost

        thresholds = load_thresholds(thresholds)
    return Comparison(
        tuple(ComparisonRow(select_regimen(patient, guideline=one, thresholds=thresholds)) for one in asked)
    )


def _listed(guidelines: object) -> list[Guideline | str | Path]:
    if isinstance(guidelines, str | bytes | Path | Guideline) or not isinstance(guidelines, Iterable):
        reason = f'{guidelines!r} is no list of guidelines; give for instance ["uk-nice-cks", "our-protocol.toml"]'
        raise UnknownGuidelineError(reason)
    if not (asked := list(guidelines)):
        raise UnknownGuidelineError("the list of guidelines is empty; name at least one, or leave it out to ask all")
    return asked


def _latest_on_treatment() -> list[Guideline]:
    every = [load_guideline(name) for name in guideline_ids()]
    ids = {one.id for one in every}
    return [one for one in every if one.about == "treatment" and one.superseded_by not in ids]
