"""What sources say of an answer, beside the results of the two panels that speak to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from b12regimen.errors import listed
from b12regimen.interpretation.placement import own_verdicts
from b12regimen.patients.labs import LabPanel, LabResult
from b12regimen.responses.reticulocytes import red_cells_rose
from b12regimen.values.sources import Citation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.patients.labs import Flag
    from b12regimen.responses.loader import Said


@attrs.frozen(kw_only=True)
class Statement:
    """Something that sources say of the answer.

    Attributes:
        id: Its name.
        text: What they say.
        severity: Warning or information.
        results: The results of the panels that speak to it; empty where none does.
        citations: Who says so.
    """

    id: str
    text: str
    severity: str
    results: tuple[LabResult, ...]
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "text": self.text,
            "severity": self.severity,
            "results": [result.to_dict() for result in self.results],
            "citations": [citation.to_dict() for citation in self.citations],
        }

    def __str__(self) -> str:
        """Write it for people."""
        speaks = f" (these results speak to it: {listed(self.results, 'and')})" if self.results else ""
        return f"{self.text}{speaks}"


@attrs.frozen(kw_only=True)
class Panels:
    """The results before treatment and under it, as far as they speak to a statement."""

    before: LabPanel
    after: LabPanel

    def statement(self, said: Said) -> Statement:
        """Make a statement, with the results that speak to it."""
        before, after = _speaking(said.flagged, self.before), _speaking(said.flagged, self.after)
        if not said.used_up:
            return _made(said, (*before, *after))
        # What was low before was not used up by red cells that rose.
        was_low = {result.analyte for result in before}
        fell = [result for result in after if result.analyte not in was_low]
        return _made(said, tuple(fell) if red_cells_rose(self.before, self.after) else ())

    def watched(self, said: Said) -> Statement | None:
        """Make a statement on what to watch, or none if no result speaks to it."""
        if after := _speaking(said.flagged, self.after):
            return _made(said, after)
        if said.lasts and (before := self.speaking_now(said.flagged)):
            words = f"{said.text}; it was so before treatment, and no later result says that it is not"
            return attrs.evolve(_made(said, before), text=words)
        return None

    def speaking_now(self, flagged: Mapping[AnalyteName, Flag]) -> tuple[LabResult, ...]:
        """Give the results under treatment that the laboratory flags so, or those before it that none has replaced."""
        placed = {result.analyte for result in self.after.results if own_verdicts(result)}
        before = _speaking(flagged, self.before)
        return (*(one for one in before if one.analyte not in placed), *_speaking(flagged, self.after))


def _made(said: Said, results: tuple[LabResult, ...]) -> Statement:
    return Statement(id=said.id, text=said.text, severity=said.severity, results=results, citations=said.citations)


def _speaking(flagged: Mapping[AnalyteName, Flag], panel: LabPanel) -> tuple[LabResult, ...]:
    return tuple(result for result in panel.results if flagged.get(result.analyte) in own_verdicts(result))
