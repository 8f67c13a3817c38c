"""What sources say of an answer, beside the results of the two panels that speak to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from b12regimen.errors import listed
from b12regimen.files.entries import AlertSeverity
from b12regimen.interpretation.placement import own_verdicts
from b12regimen.patients.labs import LabPanel, LabResult
from b12regimen.responses.pairs import current
from b12regimen.responses.reticulocytes import red_cells_rose
from b12regimen.responses.worsening import has_fallen_without_a_place, placed_by_the_one_before
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
    severity: AlertSeverity
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
        for new in self.after.results:
            olds = current(self.before.of(new.analyte))
            if said.flagged.get(new.analyte) in placed_by_the_one_before(olds, new):
                return attrs.evolve(
                    _made(said, (new,)), text=f"{said.text}; it is so by the interval of the one before"
                )
            if said.lasts and new.analyte in said.flagged and has_fallen_without_a_place(olds, new):
                words = f"{said.text}; it has fallen to {new.value}, and no interval or flag says whether it is low"
                return attrs.evolve(_made(said, (*olds, new)), text=words)
        if said.lasts and (before := self._lasting(said.flagged)):
            words = f"{said.text}; it was so before treatment, and no later result says that it is not"
            return attrs.evolve(_made(said, before), text=words)
        return None

    def _lasting(self, flagged: Mapping[AnalyteName, Flag]) -> tuple[LabResult, ...]:
        """Give the results before treatment that the laboratory flags so, and no placed one under it has replaced."""
        placed = {result.analyte for result in self.after.results if own_verdicts(result)}
        return tuple(one for one in _speaking(flagged, self.before) if one.analyte not in placed)

    def excused_by(self, flagged: Mapping[AnalyteName, Flag]) -> bool:
        """Tell whether the latest result of an analyte is flagged so; one that was normal before may not be so now."""
        return any(
            all(own_verdicts(one) == {flag} for one in results)
            for analyte, flag in flagged.items()
            if (results := current(self.after.of(analyte) or (() if flag == "normal" else self.before.of(analyte))))
        )


def _made(said: Said, results: tuple[LabResult, ...]) -> Statement:
    return Statement(id=said.id, text=said.text, severity=said.severity, results=results, citations=said.citations)


def _speaking(flagged: Mapping[AnalyteName, Flag], panel: LabPanel) -> tuple[LabResult, ...]:
    return tuple(result for result in panel.results if flagged.get(result.analyte) in own_verdicts(result))
