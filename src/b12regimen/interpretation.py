"""What laboratory results say of a deficiency and of anaemia: findings with reasons and sources, never a verdict."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import attrs

from b12regimen.errors import listed
from b12regimen.facts import FACTS
from b12regimen.interferences import interferences
from b12regimen.intervals import covers
from b12regimen.labs import LabPanel, LabResult, to_panel
from b12regimen.patient import Anaemia, Deficiency, Patient
from b12regimen.sources import Citation
from b12regimen.threshold_bands import Thresholds, Verdict, expressed
from b12regimen.threshold_loader import load_thresholds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from b12regimen.analytes import AnalyteName
    from b12regimen.interferences import Interference
    from b12regimen.intervals import Interval
    from b12regimen.labs import LabPanelLike
    from b12regimen.threshold_bands import Marker
    from b12regimen.units import Unit

LabVerdict: TypeAlias = Deficiency | Literal["not-interpretable"]

_MARKERS: Final[tuple[AnalyteName, ...]] = ("total-b12", "active-b12", "mma", "homocysteine")
_METABOLITES: Final[tuple[AnalyteName, ...]] = ("mma", "homocysteine")
_LEFT_OUT: Final = (
    "the combined indicator cB12: its coefficients were not read in a source",
    "the shift of the reference interval with ethnicity: no number for it was read",
)
_TREATMENT: Final = "b12_treatment"


@attrs.frozen
class LabFinding:
    """What one result says of a deficiency.

    Attributes:
        result: The result.
        finding: Confirmed, indeterminate, unlikely, or not interpretable; ``None`` where the result does not speak to
            it: it is of another analyte, or another result decides.
        reason: Why.
        notes: What else to know: the unit in which it was compared, cut-offs that disagree.
        citations: Who says so.
    """

    result: LabResult
    finding: LabVerdict | None
    reason: str
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "shown": str(self),
            "result": self.result.to_dict(),
            "finding": self.finding,
            "reason": self.reason,
            "notes": list(self.notes),
            "citations": [citation.to_dict() for citation in self.citations],
        }

    def __str__(self) -> str:
        """Write it for people."""
        notes = "".join(f"; {note}" for note in self.notes)
        return f"{self.result}: {self.finding or 'no finding'}: {self.reason}{notes}"


@attrs.frozen(eq=False, slots=False)
class Interpretation:
    """What a panel says by the cut-offs of one source.

    Attributes:
        panel: The results.
        thresholds: The cut-offs.
        findings: One for each result, in the order of the panel.
        not_checked: Attributes of the patient that are not known and might have spoilt a result.
        left_out: What is known to exist and is not used, and why.
    """

    panel: LabPanel
    thresholds: Thresholds
    findings: tuple[LabFinding, ...]
    not_checked: tuple[str, ...]
    left_out: tuple[str, ...] = _LEFT_OUT

    @cached_property
    def deficiency(self) -> LabVerdict | None:
        """What the results together say; ``None`` if no result speaks to it.

        The strongest finding stands, unless another result speaks against it: then the results disagree, and the whole
        is not interpretable. So it is where all is unlikely but for a metabolite that the laboratory calls high and of
        which the source says nothing. That is this library's convention.
        """
        said = {finding.finding for finding in self.findings} - {None}
        if {"confirmed", "unlikely"} <= said or ("unlikely" in said and self.high_and_not_read):
            return "not-interpretable"
        return next((v for v in ("confirmed", "indeterminate", "unlikely", "not-interpretable") if v in said), None)

    @property
    def reason(self) -> str:
        """Why the results together say that."""
        by_finding: dict[str, list[str]] = {}
        for finding in self.findings:
            if finding.finding is not None:
                by_finding.setdefault(finding.finding, []).append(finding.result.analyte)
        if not by_finding:
            return "no result speaks to it by these cut-offs"
        said = "; ".join(f"{listed(analytes, 'and')}: {finding}" for finding, analytes in by_finding.items())
        if "unlikely" in by_finding and self.high_and_not_read:
            high = listed(self.high_and_not_read, "and")
            said = f"{said}; the laboratory calls {high} high, of which this source says nothing"
        return said if self.deficiency in by_finding else f"the results disagree: {said}"

    @cached_property
    def high_and_not_read(self) -> tuple[AnalyteName, ...]:
        """The metabolites that the laboratory calls high, and of which the source says nothing."""
        return tuple(
            finding.result.analyte
            for finding in self.findings
            if finding.result.analyte in _METABOLITES
            if finding.result.analyte not in self.thresholds.markers and _verdict(finding.result) == "high"
        )

    @cached_property
    def anaemia(self) -> tuple[Anaemia, ...] | None:
        """What haemoglobin says by the laboratory's own interval; how severe an anaemia is, it does not say."""
        result, _ = _deciding(self.panel.of("haemoglobin"))
        verdict = None if result is None else _verdict(result)
        if verdict is None or verdict == "disagree":
            return None
        return ("present", "severe") if verdict == "low" else ("none",)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "thresholds": {
                "id": self.thresholds.id,
                "title": self.thresholds.title,
                "publisher": self.thresholds.publisher,
                "version": self.thresholds.version,
            },
            "deficiency": self.deficiency,
            "reason": self.reason,
            "anaemia": None if self.anaemia is None else list(self.anaemia),
            "findings": [finding.to_dict() for finding in self.findings],
            "not_checked": list(self.not_checked),
            "left_out": list(self.left_out),
        }

    def __str__(self) -> str:
        """Write it for people."""
        by = self.thresholds
        sources = dict.fromkeys(str(citation) for finding in self.findings for citation in finding.citations)
        lines = [
            f"deficiency: {self.deficiency or 'no finding'} ({self.reason})",
            f"by {by.publisher}: {by.title} ({by.id}, {by.version})",
            *(f"  {finding}" for finding in self.findings),
            *(f"not known, and might spoil a result: {path}" for path in self.not_checked),
            *(f"left out: {what}" for what in self.left_out),
            *(f"source: {source}" for source in sources),
            "These are findings to support a clinician's decision; a clinician decides.",
        ]
        return "\n".join(lines)


def interpret_labs(
    panel: LabPanelLike, *, thresholds: Thresholds | str | Path, patient: Patient | None = None
) -> Interpretation:
    """Say what laboratory results say of a vitamin B12 deficiency, by the cut-offs of one source.

    Args:
        panel: The results.
        thresholds: Cut-offs, the id of some that the library ships, or the path of a file. There is no default, for
            they disagree.
        patient: What is known of the patient: treatment, nitrous oxide, pregnancy and kidneys may spoil a result.

    Raises:
        PatientError: Results cannot be read.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There is neither such an id nor such a file.
    """
    panel = to_panel(panel)
    if not isinstance(thresholds, Thresholds):
        thresholds = load_thresholds(thresholds)
    return _Interpreter(panel, thresholds, patient or Patient()).interpretation()


class _Interpreter:
    """Places each result of one panel."""

    def __init__(self, panel: LabPanel, thresholds: Thresholds, patient: Patient) -> None:
        self._panel = panel
        self._thresholds = thresholds
        self._patient = patient
        self._not_checked: dict[str, None] = {}

    def interpretation(self) -> Interpretation:
        found = {id(one.result): one for analyte in self._panel.analytes for one in self._of(analyte)}
        findings = tuple(found[id(result)] for result in self._panel.results)
        return Interpretation(self._panel, self._thresholds, findings, tuple(self._not_checked))

    def _of(self, analyte: AnalyteName) -> Iterable[LabFinding]:
        results = self._panel.of(analyte)
        marker = self._thresholds.markers.get(analyte)
        if analyte not in _MARKERS or marker is None:
            reason = (
                "this source prints no cut-off for it"
                if analyte in _MARKERS
                else "it does not speak to the deficiency itself"
            )
            yield from (LabFinding(result, None, reason) for result in results)
            return
        deciding, reasons = _deciding(results, self._panel)
        if deciding is not None and self._may_be_treated_between(results, marker):
            deciding = None
            reasons = (
                "the results differ, and whether treatment began between them is not known; say since when vitamin B12 "
                "is given, or that none is"
            )
        for result in results:
            if result is deciding and _may_be_either(result, self._panel):
                reason = "whether it was taken before or after the first dose of vitamin B12 is not known"
                yield LabFinding(result, "not-interpretable", reason)
            elif result is deciding:
                yield self._unspoilt(_placed(result, marker))
            elif deciding is not None:
                yield LabFinding(result, None, reasons)
            else:
                yield LabFinding(result, "not-interpretable", reasons)

    def _may_be_treated_between(self, results: tuple[LabResult, ...], marker: Marker) -> bool:
        if self._panel.treated_since is not None or self._patient.b12_treatment == "none":
            return False
        return len({_placed(result, marker).finding for result in results}) > 1

    def _unspoilt(self, found: LabFinding) -> LabFinding:
        """Withdraw a finding that something spoils, or that is not for this patient."""
        if found.finding in (None, "not-interpretable"):
            return found
        youngest, age = self._thresholds.youngest, self._patient.age
        if youngest is not None and (age is None or age.is_below(youngest) is None):
            self._not_checked["age"] = None
        elif youngest is not None and age is not None and age.is_below(youngest):
            reason = f"these cut-offs are for people from {youngest} on (it would read: {found.finding})"
            return attrs.evolve(found, finding="not-interpretable", reason=reason)
        for interference in interferences():
            spoils = found.result.analyte in interference.analytes and found.finding not in interference.spares
            if spoils and self._stands(interference, found.result):
                reason = f"{interference.why} (it would read: {found.finding})"
                citations = (*found.citations, *interference.citations)
                return attrs.evolve(found, finding="not-interpretable", reason=reason, citations=citations)
        return found

    def _stands(self, interference: Interference, result: LabResult) -> bool:
        for analyte, flag in interference.flagged.items():
            other, _ = _deciding(self._panel.of(analyte))
            if other is None or (other.flag or _verdict(other)) != flag:
                return False
        for fact, values in interference.when.items():
            seen = FACTS[fact].look(self._patient)
            if fact == _TREATMENT and self._panel.treated_since is not None:
                # Results under treatment are known by their day.
                if _is_before_treatment(result, self._panel):
                    return False
            elif seen is None:
                self._not_checked[FACTS[fact].path] = None
                return False
            elif not set(seen) & set(values):
                return False
        return True


def _is_before_treatment(result: LabResult, panel: LabPanel) -> bool:
    since = panel.treated_since
    return since is None or (result.taken is not None and result.taken < since)


def _may_be_either(result: LabResult, panel: LabPanel) -> bool:
    return panel.treated_since is not None and result.taken in (None, panel.treated_since)


def _deciding(results: tuple[LabResult, ...], panel: LabPanel | None = None) -> tuple[LabResult | None, str]:
    """Choose the latest result before treatment, or else the latest; and say why the others do not decide."""
    before = [result for result in results if panel is None or _is_before_treatment(result, panel)]
    candidates = before or list(results)
    if len(candidates) == 1:
        return candidates[0], f"another result decides: the one before treatment ({candidates[0]})"
    days = [result.taken for result in candidates]
    latest = max((day for day in days if day is not None), default=None)
    last = [result for result in candidates if result.taken == latest]
    if None in days:
        return None, "there are several results, not all with their day: which is the latest is not known"
    if len(last) != 1:
        return None, f"there are several results of {latest}: which of them decides is not known"
    when = "the latest" if panel is None or panel.treated_since is None else "the latest before treatment"
    return last[0], f"another result decides: {when} ({last[0]})"


def _verdict(result: LabResult) -> Verdict | Literal["disagree"] | None:
    """Give the laboratory's own verdict, from its flag or its interval; ``None`` if it gives none."""
    flag: Verdict | None = result.flag if result.flag in ("low", "normal", "high") else None
    place: Verdict | None = None
    possible = result.possible
    if possible is not None and result.reference is not None:
        reference = expressed(result.reference, possible.unit, result.analyte)
        if possible.is_within(reference):
            place = "normal"
        elif possible.is_below(reference):
            place = "low"
        elif reference.is_below(possible):
            place = "high"
    if flag is not None and place is not None and flag != place:
        return "disagree"
    return flag or place


def _placed(result: LabResult, marker: Marker) -> LabFinding:
    """Say what a result says by a source's bands, or by the laboratory's own verdict where the source goes by that."""
    possible = result.possible
    if possible is not None and marker.bands:
        return _by_bands(result, possible, marker)
    if marker.laboratory:
        return _by_laboratory(result, marker)
    reason = "only a flag was reported, and the source goes by its own cut-offs"
    return LabFinding(result, "not-interpretable", reason, (), marker.citations)


def _by_laboratory(result: LabResult, marker: Marker) -> LabFinding:
    verdict = _verdict(result)
    finding: LabVerdict = "not-interpretable"
    if verdict == "disagree":
        reason = "the laboratory's flag and its interval disagree"
    elif verdict is None:
        reason = "the source goes by the laboratory's own interval, and neither it nor a flag places the result"
    elif verdict not in marker.laboratory:
        reason = f"the source does not say what {verdict} means"
    else:
        finding = marker.laboratory[verdict]
        reason = f"{verdict} by the laboratory's own {'flag' if result.flag else f'interval, {result.reference}'}"
    return LabFinding(result, finding, reason, (marker.note,) if marker.note else (), marker.citations)


def _by_bands(result: LabResult, possible: Interval, marker: Marker) -> LabFinding:
    reported = possible.unit
    unit = marker.unit_for(reported)
    finding, reason = _in_bands(possible, marker, unit)
    notes = [marker.note] if marker.note else []
    if (unit.dimension, unit.factor) != (reported.dimension, reported.factor):
        notes.append(f"the source does not print {reported}; the result was converted exactly to {unit}")
    for other in marker.units:
        elsewhere, _ = _in_bands(possible, marker, other)
        if elsewhere != finding:
            notes.append(f"by the cut-offs that the source prints in {other}, which are rounded, it is {elsewhere}")
    return LabFinding(result, finding, reason, tuple(notes), marker.citations)


def _in_bands(possible: Interval, marker: Marker, unit: Unit) -> tuple[LabVerdict, str]:
    """Say in which bands a result lies, by the cut-offs in one printed unit; a censored one may lie in several."""
    place = marker.units.index(unit)
    inside = expressed(possible, unit, marker.analyte)
    met = [band for band in marker.bands if band.within[place].meets(inside)]
    if not covers([band.within[place] for band in met], inside):
        printed = listed((band.within[place] for band in marker.bands), "and")
        return "not-interpretable", f"the source prints no band that holds it, only {printed}"
    if len({band.finding for band in met}) > 1:
        return "not-interpretable", f"it is censored, and may be {listed(band.says for band in met)}"
    words = listed(dict.fromkeys(f'"{band.says}" ({band.within[place]})' for band in met))
    return met[0].finding, f"{words} in the source's own words"
