"""Interprets a panel: which result of several decides, what spoils a result, and what each says by one source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.interpretation.interferences import interferences
from b12regimen.interpretation.lab_findings import Interpretation, LabFinding
from b12regimen.interpretation.placement import own_verdicts, placed, zero_said
from b12regimen.interpretation.threshold_bands import SPEAKS_FOR_IT, Thresholds
from b12regimen.interpretation.threshold_loader import load_thresholds
from b12regimen.patients.facts import FACTS
from b12regimen.patients.labs import to_panel
from b12regimen.patients.patient import Patient, to_patient

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from b12regimen.interpretation.interferences import Interference
    from b12regimen.interpretation.threshold_bands import Verdict
    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.patients.labs import LabPanel, LabPanelLike, LabResult
    from b12regimen.patients.parts import Anaemia

_TREATMENT: Final = "b12_treatment"
_KIDNEYS: Final = ("creatinine", "egfr")
# The conditions that are the laboratory's own verdict on one analyte, by what they are called.
OWN_CONDITIONS: Final[tuple[tuple[AnalyteName, Verdict, str], ...]] = (
    ("potassium", "low", "hypokalaemia"),
    ("folate", "low", "folate_deficiency"),
    ("platelets", "low", "thrombocytopenia"),
    ("egfr", "low", "renal_impairment"),
    ("creatinine", "high", "renal_impairment"),
    ("ferritin", "low", "iron_deficiency"),
)


def interpret_labs(
    panel: LabPanelLike, *, thresholds: Thresholds | str | Path, patient: Patient | None = None
) -> Interpretation:
    """Say what laboratory results say of a vitamin B12 deficiency, by the cut-offs of one source.

    Args:
        panel: The results.
        thresholds: Cut-offs, the id of some that the library ships, or the path of a file. There is no default, for
            they disagree.
        patient: What is known of the patient: age, treatment, nitrous oxide, pregnancy and kidneys may spoil a result.

    Raises:
        PatientError: Results cannot be read, or it is no ``Patient``.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There is neither such an id nor such a file.
    """
    panel = to_panel(panel)
    if not isinstance(thresholds, Thresholds):
        thresholds = load_thresholds(thresholds)
    return _Interpreter(panel, thresholds, Patient() if patient is None else to_patient(patient)).interpretation()


class _Interpreter:
    """Reads each result of one panel."""

    def __init__(self, panel: LabPanel, thresholds: Thresholds, patient: Patient) -> None:
        self._panel = panel
        self._thresholds = thresholds
        self._patient = patient
        self._not_checked: dict[str, None] = {}

    def interpretation(self) -> Interpretation:
        found = {id(one.result): one for analyte in self._panel.analytes for one in self._of(analyte)}
        findings = tuple(found[id(result)] for result in self._panel.results)
        conditions = tuple(
            dict.fromkeys(
                name for analyte, verdict, name in OWN_CONDITIONS if verdict in set().union(*self._own(analyte))
            )
        )
        return Interpretation(
            self._panel, self._thresholds, findings, *self._anaemia(), conditions, tuple(self._not_checked)
        )

    def _own(self, analyte: AnalyteName) -> list[set[Verdict]]:
        """Give the laboratory's own verdicts on the latest result; on each if which is the latest is not known."""
        results = self._panel.of(analyte)
        latest, _ = self._latest(results, "the latest")
        return [own_verdicts(result) for result in ((latest,) if latest is not None else results)]

    def _anaemia(self) -> tuple[tuple[Anaemia, ...] | None, bool]:
        """Read haemoglobin by the laboratory's own verdicts, and whether it is low in a way that is not settled."""
        each = self._own("haemoglobin")
        said = set().union(*each)
        if len(said) == 1 and all(each):
            return ("present", "severe") if "low" in said else ("none",), False
        return None, "low" in said

    def _of(self, analyte: AnalyteName) -> Iterable[LabFinding]:
        results = self._panel.of(analyte)
        if analyte not in SPEAKS_FOR_IT:
            reason = "it does not speak to the deficiency itself"
            if analyte in _KIDNEYS:
                reason += (
                    "; where the laboratory's flag or interval says that kidneys fail, MMA and homocysteine do not"
                )
            yield from (LabFinding(result, None, reason + zero_said(result)) for result in results)
            return
        marker = self._thresholds.markers.get(analyte)
        each = [placed(result, marker) for result in results]
        deciding, reason = self._deciding(results)
        if deciding is None and _agree(each) and not self._is_split_by_treatment(results):
            deciding, reason = results[0], "another result decides, which says the same"
        if deciding is not None and self._may_be_treated_between(each):
            deciding = None
            reason = (
                "the results differ, and whether treatment began between them is not known; say since when vitamin B12 "
                "is given, or that none is"
            )
        for one in each:
            if one.result is deciding:
                yield self._unspoilt(one)
            elif deciding is not None:
                yield LabFinding(one.result, None, reason)
            else:
                yield attrs.evolve(one, finding="not-interpretable", reason=reason)

    def _deciding(self, results: tuple[LabResult, ...]) -> tuple[LabResult | None, str]:
        """Choose the latest result before treatment, or else the latest; and say why the others do not decide."""
        since = self._panel.treated_since
        if since is None:
            return self._latest(results, "the latest")
        after = [result for result in results if result.taken is not None and result.taken > since]
        if len(after) == len(results):
            return self._latest(results, "the latest")
        if any(result.taken in (None, since) for result in results):
            return (
                None,
                "whether it was taken before or after the first dose of vitamin B12 is not known of every result",
            )
        before = tuple(result for result in results if result not in after)
        return self._latest(before, "the latest before treatment")

    def _latest(self, results: tuple[LabResult, ...], which: str) -> tuple[LabResult | None, str]:
        if len(results) > 1 and any(result.taken is None for result in results):
            return None, "there are several results, not all with their day: which is the latest is not known"
        day = max((result.taken for result in results if result.taken is not None), default=None)
        last = [result for result in results if result.taken == day]
        if len(last) != 1:
            return None, f"there are several results of {day}: which of them decides is not known"
        return last[0], f"another result decides: {which} ({last[0]})"

    def _is_split_by_treatment(self, results: tuple[LabResult, ...]) -> bool:
        """Tell whether results may lie on both sides of the first dose."""
        since = self._panel.treated_since
        return since is not None and any(result.taken is None or result.taken <= since for result in results)

    def _may_be_treated_between(self, each: list[LabFinding]) -> bool:
        if self._panel.treated_since is not None or self._patient.b12_treatment == "none":
            return False
        return not _agree(each)

    def _unspoilt(self, found: LabFinding) -> LabFinding:
        """Withdraw a finding that something spoils, or that is not for this patient."""
        if found.finding in (None, "not-interpretable"):
            return found
        youngest, age = self._thresholds.youngest, self._patient.age
        is_too_young = None if youngest is None or age is None else age.is_below(youngest)
        if is_too_young:
            return _withdrawn(found, f"these cut-offs are for people from {youngest} on")
        if youngest is not None and is_too_young is None:
            self._not_checked["age"] = None
        for interference in interferences():
            spoils = found.result.analyte in interference.analytes and found.finding not in interference.spares
            if spoils and self._stands(interference, found.result):
                return attrs.evolve(
                    _withdrawn(found, interference.why),
                    may_be=interference.may_be or found.may_be,
                    citations=(*found.citations, *interference.citations),
                )
        return found

    def _stands(self, interference: Interference, result: LabResult) -> bool:
        for analyte, flag in interference.flagged.items():
            if not any(flag == other.flag or flag in own_verdicts(other) for other in self._panel.of(analyte)):
                return False
        for fact, values in interference.when.items():
            seen = FACTS[fact].look(self._patient)
            if fact == _TREATMENT and self._panel.treated_since is not None:
                if result.taken is None or result.taken < self._panel.treated_since:
                    return False
            elif seen is None:
                self._not_checked[FACTS[fact].path] = None
                return False
            elif not set(seen) & set(values):
                return False
        return True


def _agree(each: list[LabFinding]) -> bool:
    return len({(one.finding, frozenset(one.may_be)) for one in each}) == 1


def _withdrawn(found: LabFinding, why: str) -> LabFinding:
    return attrs.evolve(found, finding="not-interpretable", reason=f"{why} (it would read: {found.finding})")
