"""Loads cut-offs: every content error at once, each with its path and line; then that bands agree with each other."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Final, cast, get_args

import attrs

from b12regimen.errors import (
    Finding,
    PatientError,
    QuantityError,
    ThresholdsError,
    UnknownThresholdsError,
    did_you_mean,
)
from b12regimen.files.entries import Cited, SourceEntry
from b12regimen.files.entry_file import read_entry_file
from b12regimen.files.reading import Reading
from b12regimen.files.shelf import Shelf
from b12regimen.interpretation.threshold_bands import SPEAKS_FOR_IT, VERDICTS, Band, Marker, Thresholds, Verdict
from b12regimen.patients.analytes import ANALYTES, to_analyte
from b12regimen.patients.patient import Deficiency
from b12regimen.published import PUBLISHED
from b12regimen.values.age import Age
from b12regimen.values.intervals import Interval
from b12regimen.values.jurisdictions import no_jurisdiction

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from b12regimen.patients.analytes import AnalyteName

# A check of this library: sources round by a few parts in a hundred at most, slips are tenfold.
_MOST_ROUNDING: Final = Fraction(1, 20)


@attrs.frozen(kw_only=True, eq=False)
class _HeadEntry:
    """What identifies the file."""

    id: str
    title: str
    publisher: str
    jurisdiction: str
    version: str
    superseded_by: str | None = None
    youngest: str | None = None


@attrs.frozen(kw_only=True, eq=False)
class _BandEntry:
    """One band."""

    finding: Deficiency
    within: list[str]
    says: str


@attrs.frozen(kw_only=True, eq=False)
class _MarkerEntry(Cited):
    """What a source says of one analyte."""

    analyte: str
    bands: list[_BandEntry] = attrs.Factory(list)
    laboratory: dict[str, Deficiency] = attrs.Factory(dict)
    not_read: str | None = None
    note: str | None = None


_KINDS: Final[dict[str, type[Any]]] = {"source": SourceEntry, "marker": _MarkerEntry}


def threshold_ids() -> list[str]:
    """List the ids of the cut-offs that the library ships."""
    return sorted(_SHELF.ids)


def load_thresholds(thresholds: str | Path) -> Thresholds:
    """Load the cut-offs of a source.

    Args:
        thresholds: The id of one that the library ships, or the path of a file of one's own.

    Raises:
        ThresholdsError: The file has errors: all of them, each with its path and line.
        UnknownThresholdsError: There is neither such an id nor such a file.
    """
    return _SHELF.load(thresholds)


def parse_thresholds(text: str, name: str = "thresholds") -> Thresholds:
    """Read cut-offs from the text of a file.

    Args:
        text: The TOML text.
        name: What messages call it.

    Raises:
        ThresholdsError: The text has errors: all of them, each with its path and line.
    """
    if not isinstance(text, str):
        raise ThresholdsError(name, [Finding("", f"{text!r} is no text")])
    reading = Reading(read_entry_file(text, _HeadEntry, _KINDS))
    markers: dict[AnalyteName, Marker] = {}
    for path, entry in reading.file.of("marker", _MarkerEntry):
        marker = _marker(reading, path, entry)
        if marker is None:
            continue
        if marker.analyte in markers:
            reading.found(f"{path}.analyte", f'"{marker.analyte}" is given twice')
        markers[marker.analyte] = marker
    head = reading.file.head
    youngest = None if head is None or head.youngest is None else _age(reading, head.youngest)
    if head is not None and (reason := no_jurisdiction(head.jurisdiction)) is not None:
        reading.found("jurisdiction", reason)
    if not markers:
        reading.found("marker", "give at least one [[marker]]")
    if reading.findings or head is None:
        raise ThresholdsError(name, sorted(reading.findings, key=lambda finding: finding.line or 0))
    return Thresholds(
        id=head.id,
        title=head.title,
        publisher=head.publisher,
        jurisdiction=head.jurisdiction,
        version=head.version,
        superseded_by=head.superseded_by,
        youngest=youngest,
        markers=markers,
        sources=reading.sources,
    )


def _age(reading: Reading[_HeadEntry], text: str) -> Age | None:
    try:
        return Age.parse(text)
    except PatientError as error:
        reading.found("youngest", error.findings[0].reason)
        return None


def _marker(reading: Reading[_HeadEntry], path: str, entry: _MarkerEntry) -> Marker | None:
    try:
        analyte = to_analyte(entry.analyte)
    except QuantityError as error:
        reading.found(f"{path}.analyte", str(error))
        return None
    if analyte.name not in SPEAKS_FOR_IT:
        reading.found(f"{path}.analyte", f"{analyte.name} is not read here; one of: {', '.join(SPEAKS_FOR_IT)}")
        return None
    if not (entry.bands or entry.laboratory or entry.not_read):
        reason = "give bands, or what the laboratory's own verdict means, or say in not_read why that was not read"
        reading.found(f"{path}.bands", reason)
    if entry.not_read is not None and (entry.bands or entry.laboratory):
        reading.found(f"{path}.not_read", "what was not read has no bands, and no meaning of the laboratory's verdict")
    for verdict in entry.laboratory:
        if verdict not in VERDICTS:
            reading.found(f"{path}.laboratory", f'"{verdict}" is no verdict{did_you_mean(verdict, VERDICTS)}')
    bands = [_band(reading, f"{path}.bands[{number}]", analyte.name, band) for number, band in enumerate(entry.bands)]
    marker = Marker(
        analyte=analyte.name,
        bands=tuple(band for band in bands if band is not None),
        laboratory=cast("dict[Verdict, Deficiency]", entry.laboratory),
        not_read=entry.not_read,
        note=entry.note,
        citations=reading.citations(path, entry),
    )
    if None not in bands:
        for reason in _disagreements(marker):
            reading.found(f"{path}.bands", reason)
    return marker


def _band(reading: Reading[_HeadEntry], path: str, analyte: AnalyteName, entry: _BandEntry) -> Band | None:
    within: list[Interval] = []
    for text in entry.within:
        try:
            interval = Interval.parse(text)
            for end in (interval.low, interval.high):
                if end is not None:
                    ANALYTES[analyte].check(end)
        except QuantityError as error:
            reading.found(f"{path}.within", str(error))
        else:
            within.append(interval)
    if not entry.within:
        reading.found(f"{path}.within", "give an interval for each unit that the source prints")
    if not within or len(within) != len(entry.within):
        return None
    return Band(entry.finding, tuple(within), entry.says)


def _disagreements(marker: Marker) -> Iterable[str]:
    """Say where bands are printed in other units, share results, do not rise, contradict or run the wrong way."""
    measures = [(unit.dimension, unit.factor) for unit in marker.units]
    if len(set(measures)) != len(measures):
        yield "two of the units are the same measure; print each once"
        return
    for band in marker.bands:
        if tuple(interval.unit for interval in band.within) != marker.units:
            yield f'the band "{band.says}" is not printed in the units of the first, in their order'
            return
        yield from _contradictions(marker, band)
    for place, unit in enumerate(marker.units):
        for band, other in combinations(marker.bands, 2):
            if band.within[place].meets(other.within[place]):
                yield f'the bands "{band.says}" and "{other.says}" share results in {unit}'
        for band, other in pairwise(marker.bands):
            if not band.within[place].is_below(other.within[place]):
                yield f'the band "{other.says}" does not lie above "{band.says}" in {unit}; list the bands rising'
    yield from _wrong_ways(marker)


def _contradictions(marker: Marker, band: Band) -> Iterable[str]:
    """Say where the numbers of a band in two units are further apart than rounding explains."""
    first, *others = band.within
    for other in others:
        for end, same in ((first.low, other.low), (first.high, other.high)):
            if (end is None) is not (same is None):
                yield f'the band "{band.says}" has an end in one unit and none in the other'
            elif end is not None and same is not None:
                exact = ANALYTES[marker.analyte].convert(end, same.unit)
                if abs(exact.exact - same.exact) > exact.exact * _MOST_ROUNDING:
                    yield f'the band "{band.says}": {end} is {exact}, which {same} does not round'


def _wrong_ways(marker: Marker) -> Iterable[str]:
    """Say where a level that speaks more for a deficiency is read as less likely."""
    rank = get_args(Deficiency)[::-1].index
    turn = 1 if SPEAKS_FOR_IT[marker.analyte] == "high" else -1
    ranks = [turn * rank(band.finding) for band in marker.bands]
    verdicts = [turn * rank(marker.laboratory[verdict]) for verdict in VERDICTS if verdict in marker.laboratory]
    open_wrongly = any(_is_open_wrongly(band, turn) for band in marker.bands)
    if open_wrongly or ranks != sorted(ranks) or verdicts != sorted(verdicts):
        less, more = ("low", "high") if turn > 0 else ("high", "low")
        yield f"a {more} {marker.analyte} speaks for a deficiency; here it makes one less likely than a {less} one"


def _is_open_wrongly(band: Band, turn: int) -> bool:
    """Tell whether a band that speaks for a deficiency, or against it, is open only towards the other end."""
    if band.finding == "indeterminate":
        return False
    is_open_above = (turn > 0) is (band.finding == "confirmed")
    own, other = ("high", "low") if is_open_above else ("low", "high")
    return any(getattr(one, own) is not None and getattr(one, other) is None for one in band.within)


_SHELF: Final = Shelf(
    folder=PUBLISHED / "thresholds",
    what="set of cut-offs",
    listed_by='threshold_ids() or "b12regimen thresholds"',
    parse=lambda text, path: parse_thresholds(text, path.name),
    error=ThresholdsError,
    unknown=UnknownThresholdsError,
)
