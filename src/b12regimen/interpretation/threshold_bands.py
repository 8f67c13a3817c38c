"""Cut-offs as one source prints them: bands of each analyte, and what the laboratory's own verdict means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

import attrs

from b12regimen.display.decision_support import OF_A_TEXT
from b12regimen.display.sections import Section, Table
from b12regimen.display.shown import Shown
from b12regimen.patients.analytes import ANALYTES, AnalyteName
from b12regimen.patients.patient import Deficiency
from b12regimen.values.age import Age
from b12regimen.values.intervals import Interval
from b12regimen.values.pickling import by_values
from b12regimen.values.sources import Citation, Source

if TYPE_CHECKING:
    from b12regimen.values.units import Unit

Verdict = Literal["low", "normal", "high"]
# The laboratory's verdict by which each marker speaks for a deficiency.
SPEAKS_FOR_IT: Final[dict[AnalyteName, Verdict]] = {
    "total-b12": "low",
    "active-b12": "low",
    "mma": "high",
    "homocysteine": "high",
}
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)


@attrs.frozen
class Band:
    """One band of a source.

    Attributes:
        finding: What a result in it says of the deficiency.
        within: Which results are in it: one interval for each unit that the source prints.
        says: The source's own word for it.
    """

    finding: Deficiency
    within: tuple[Interval, ...]
    says: str

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Band {' or '.join(map(str, self.within))}: {self.finding}>"


@attrs.frozen(kw_only=True)
class Marker:
    """What a source says of one analyte.

    Attributes:
        analyte: The analyte.
        bands: Its bands; empty where the source leaves the cut-off to the laboratory.
        laboratory: What it means that the laboratory calls a result low, normal or high; empty where the source does
            not go by that.
        not_read: Why what the source prints on it was not read, so that a result of it may be anything; ``None`` if it
            was.
        note: What to know about this reading; ``None`` for nothing.
        citations: Who says so.
    """

    analyte: AnalyteName
    bands: tuple[Band, ...] = ()
    laboratory: Mapping[Verdict, Deficiency] = attrs.field(
        factory=dict, converter=MappingProxyType[Verdict, Deficiency]
    )
    not_read: str | None = None
    note: str | None = None
    citations: tuple[Citation, ...]

    __reduce__ = by_values

    def __repr__(self) -> str:
        """Show it in a line."""
        says = [f"{band.within[0]} {band.finding}" for band in self.bands]
        says += [f"{verdict} by the laboratory {finding}" for verdict, finding in self.laboratory.items()]
        says += ["not read"] if self.not_read else []
        return f"<Marker {self.analyte}: {', '.join(says)}>"

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that the source prints, in its order."""
        return tuple(interval.unit for interval in self.bands[0].within) if self.bands else ()

    def unit_for(self, unit: Unit) -> Unit:
        """Choose the printed unit in which a result is compared: its own, if it is printed, or else the first."""
        same = [own for own in self.units if (own.dimension, own.factor) == (unit.dimension, unit.factor)]
        return same[0] if same else self.units[0]


def expressed(interval: Interval, unit: Unit, analyte: AnalyteName) -> Interval:
    """Express an interval in another unit of its analyte, exactly."""
    convert = ANALYTES[analyte].convert
    low = None if interval.low is None else convert(interval.low, unit)
    high = None if interval.high is None else convert(interval.high, unit)
    return attrs.evolve(interval, low=low, high=high)


@attrs.frozen(kw_only=True, eq=False)
class Thresholds(Shown):
    """The cut-offs of one source.

    Attributes:
        id: Its name.
        title: Its title.
        publisher: Who prints them: a guideline body, or a laboratory.
        jurisdiction: The country, or "international".
        version: The source's own date or edition.
        superseded_by: What replaces it; ``None`` if it is current.
        youngest: The age from which it applies, as its title says; ``None`` where it names none.
        markers: What it says of each analyte, or why that was not read.
        sources: What was read, by key.
    """

    id: str
    title: str
    publisher: str
    jurisdiction: str
    version: str
    superseded_by: str | None
    youngest: Age | None = None
    markers: Mapping[AnalyteName, Marker] = attrs.field(converter=MappingProxyType[AnalyteName, Marker])
    sources: Mapping[str, Source] = attrs.field(converter=MappingProxyType[str, Source])

    __reduce__ = by_values

    def __repr__(self) -> str:
        """Show in a line which they are."""
        return f"<Thresholds {self.id}: {', '.join(self.analytes)}, {self.version}>"

    @property
    def label(self) -> str:
        """Who says so, in a line: the publisher, the title, the id and the version."""
        return f"{self.publisher}: {self.title} ({self.id}, {self.version})"

    @property
    def analytes(self) -> tuple[AnalyteName, ...]:
        """The analytes of which cut-offs, or what the laboratory's own verdict means, were read."""
        return tuple(name for name, marker in self.markers.items() if marker.not_read is None)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            "id": self.id,
            "title": self.title,
            "publisher": self.publisher,
            "jurisdiction": self.jurisdiction,
            "version": self.version,
            "superseded_by": self.superseded_by,
            "youngest": None if self.youngest is None else str(self.youngest),
            "markers": [
                {
                    "analyte": marker.analyte,
                    "bands": [
                        {"finding": band.finding, "within": list(map(str, band.within)), "says": band.says}
                        for band in marker.bands
                    ],
                    "laboratory": dict(marker.laboratory),
                    "not_read": marker.not_read,
                    "note": marker.note,
                    "citations": [citation.to_dict() for citation in marker.citations],
                }
                for marker in self.markers.values()
            ],
        }

    def _sections(self) -> Iterator[Section]:
        head = [f"{self.title} ({self.id})", f"by {self.publisher}, {self.jurisdiction}, {self.version}"]
        head += [f"for people from {self.youngest} on"] if self.youngest else []
        head += [f"superseded by {self.superseded_by}"] if self.superseded_by else []
        yield "cut-offs", head
        markers = self.markers.values()
        if rows := list(_rows(markers)):
            yield "findings", Table(("result", "finding (in the source's words)"), rows)
        left = [f"{marker.analyte}: {marker.not_read}" for marker in markers if marker.not_read]
        notes = [f"{marker.analyte}: {marker.note}" for marker in markers if marker.note]
        cited = [f"{marker.analyte}: {citation}" for marker in markers for citation in marker.citations]
        for heading, lines in (("not read", left), ("notes", notes), ("sources", cited)):
            if lines:
                yield heading, lines
        yield "decision support", [OF_A_TEXT]


def _rows(markers: Iterable[Marker]) -> Iterator[list[list[str]]]:
    for marker in markers:
        for band in marker.bands:
            yield [[marker.analyte, " or ".join(map(str, band.within))], [f"{band.finding} ({band.says})"]]
        for verdict, found in marker.laboratory.items():
            yield [[marker.analyte, f"{verdict} by the laboratory"], [found]]


NO_THRESHOLDS: Final = Thresholds(
    id="none",
    title="no cut-offs",
    publisher="the guideline, which names none",
    jurisdiction="none",
    version="none",
    superseded_by=None,
    markers={},
    sources={},
)
