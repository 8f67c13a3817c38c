"""What results say of a deficiency and of other conditions: one finding for each result, and what they say together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import attrs

from b12regimen.display.decision_support import OF_RESULTS
from b12regimen.display.shown import Shown
from b12regimen.errors import listed
from b12regimen.interpretation.threshold_bands import Thresholds
from b12regimen.patients.labs import LabPanel, LabResult
from b12regimen.patients.parts import Anaemia
from b12regimen.patients.patient import Deficiency
from b12regimen.values.sources import Citation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.patients.analytes import AnalyteName

LabVerdict: TypeAlias = Deficiency | Literal["not-interpretable"]

FOR_IT: Final[tuple[Deficiency, ...]] = ("confirmed", "indeterminate")
_LEFT_OUT: Final = (
    "the combined indicator cB12: its coefficients were not read in a source",
    "the shift of the reference interval with ethnicity: no number for it was read",
    "hormonal contraception, which can lower total B12, and medicines that disturb assays: no rule for them was read",
    "a rise of active B12 with creatinine, which one cohort showed and another did not",
)


@attrs.frozen
class LabFinding:
    """What one result says of a deficiency.

    Attributes:
        result: The result.
        finding: Confirmed, indeterminate, unlikely, or not interpretable; ``None`` where the result does not speak to
            it: it is of another analyte, or another result decides.
        reason: Why.
        may_be: What a result that is not interpretable, or of which the source says nothing, may still mean.
        contrary: The laboratory's own verdict where it speaks against the finding; ``None`` where it does not.
        notes: What else to know: the unit in which it was compared, cut-offs that disagree.
        citations: Who says so.
    """

    result: LabResult
    finding: LabVerdict | None
    reason: str
    may_be: tuple[Deficiency, ...] = ()
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    contrary: str | None = None

    @property
    def may_speak_for_it(self) -> bool:
        """It is not placed, and may speak for a deficiency."""
        return self.finding not in get_args(Deficiency) and any(value in FOR_IT for value in self.may_be)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "shown": str(self),
            "result": self.result.to_dict(),
            "finding": self.finding,
            "reason": self.reason,
            "may_be": list(self.may_be),
            "notes": list(self.notes),
            "citations": [citation.to_dict() for citation in self.citations],
        }

    def __str__(self) -> str:
        """Write it for people."""
        notes = "".join(f"; {note}" for note in self.notes)
        return f"{self.result}: {self.finding or 'no finding'}: {self.reason}{notes}"

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<LabFinding {self.result}: {self.finding or 'no finding'}>"


@attrs.frozen(eq=False, slots=False)
class Interpretation(Shown):
    """What a panel says by the cut-offs of one source.

    Attributes:
        panel: The results.
        thresholds: The cut-offs.
        findings: One for each result, in the order of the panel.
        anaemia: What haemoglobin says by the laboratory's own flag or interval, which does not tell how severe an
            anaemia is; ``None`` if it says nothing.
        anaemia_is_doubtful: Haemoglobin is low in one way and not in another: it shows neither anaemia nor none.
        conditions: What the laboratory's own intervals and flags show of other conditions, by the names of
            ``Conditions``; a result that is normal shows no absence.
        not_checked: Attributes of the patient that are not known and might have spoilt a result.
        left_out: What is known to exist and is not used, and why.
    """

    panel: LabPanel
    thresholds: Thresholds
    findings: tuple[LabFinding, ...]
    anaemia: tuple[Anaemia, ...] | None
    anaemia_is_doubtful: bool
    conditions: tuple[str, ...]
    not_checked: tuple[str, ...]
    left_out: tuple[str, ...] = _LEFT_OUT

    @cached_property
    def deficiency(self) -> LabVerdict | None:
        """What the results together say; ``None`` if no result speaks to it.

        The strongest finding stands, unless another result speaks against it: then the results disagree, and the whole
        is not interpretable. "Unlikely" stands only if no other result may speak for a deficiency. That is this
        library's convention.
        """
        said = {finding.finding for finding in self.findings}
        if {"confirmed", "unlikely"} <= said or (
            not said & set(FOR_IT) and "unlikely" in said and self.may_speak_for_it
        ):
            return "not-interpretable"
        return next((v for v in (*FOR_IT, "unlikely", "not-interpretable") if v in said), None)

    @cached_property
    def may_speak_for_it(self) -> tuple[AnalyteName, ...]:
        """The analytes of results that are not placed and may speak for a deficiency."""
        return tuple(dict.fromkeys(one.result.analyte for one in self.findings if one.may_speak_for_it))

    @property
    def places_a_result(self) -> bool:
        """Some result is placed; one that is spoilt, such as total B12 in pregnancy, leaves the test to be done."""
        return any(one.finding in get_args(Deficiency) for one in self.findings)

    @property
    def speaks_for_it(self) -> bool:
        """Some result speaks for a deficiency, or may."""
        return bool(self.may_speak_for_it) or any(one.finding in FOR_IT for one in self.findings)

    @property
    def reason(self) -> str:
        """Why the results together say that."""
        by_finding: dict[str, list[str]] = {}
        for finding in self.findings:
            if finding.finding is not None:
                by_finding.setdefault(finding.finding, []).append(finding.result.analyte)
        if not by_finding:
            return "no result speaks to it by these cut-offs"
        said = "; ".join(f"{listed(dict.fromkeys(names), 'and')}: {found}" for found, names in by_finding.items())
        if {"confirmed", "unlikely"} <= set(by_finding):
            return f"the results disagree: {said}"
        said += "".join(
            f"; the laboratory itself calls {one.result.analyte} {one.contrary}"
            for one in self.findings
            if one.contrary
        )
        if self.deficiency == "not-interpretable" and "unlikely" in by_finding:
            return f"not to be called unlikely, for {listed(self.may_speak_for_it, 'and')} may speak for it: {said}"
        return said

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "thresholds": {
                "id": self.thresholds.id,
                "title": self.thresholds.title,
                "publisher": self.thresholds.publisher,
                "version": self.thresholds.version,
                "superseded_by": self.thresholds.superseded_by,
            },
            "deficiency": self.deficiency,
            "reason": self.reason,
            "anaemia": None if self.anaemia is None else list(self.anaemia),
            "conditions": list(self.conditions),
            "findings": [finding.to_dict() for finding in self.findings],
            "not_checked": list(self.not_checked),
            "left_out": list(self.left_out),
            "decision_support": OF_RESULTS,
        }

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        by = self.thresholds
        yield (
            "laboratory results",
            [
                f"deficiency: {self.deficiency or 'no finding'} ({self.reason})",
                f"by {by.label}",
                *([f"these cut-offs are superseded by {by.superseded_by}"] if by.superseded_by else []),
            ],
        )
        yield "each result", list(map(str, self.findings)) or ["none was given"]
        also = [f"anaemia: {listed(self.anaemia)}, by the laboratory's own flag or interval"] if self.anaemia else []
        also += [f"{name.replace('_', ' ')}, by the laboratory's own flag or interval" for name in self.conditions]
        if also:
            yield "what the laboratory itself finds", also
        if self.not_checked:
            yield "not known, and might spoil a result", list(self.not_checked)
        yield "left out", list(self.left_out)
        sources = dict.fromkeys(str(citation) for finding in self.findings for citation in finding.citations)
        yield "sources", list(sources) or ["none"]
        yield "decision support", [OF_RESULTS]

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Interpretation {self.deficiency or 'no finding'} by {self.thresholds.id}: {self.reason}>"
