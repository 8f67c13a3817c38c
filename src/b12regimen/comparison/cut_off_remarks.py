"""What looks odd in cut-offs of one's own: one that lies far outside of those that the library ships."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from b12regimen.errors import Finding
from b12regimen.files.toml_lines import key_lines, line_of
from b12regimen.interpretation.threshold_loader import load_thresholds, threshold_ids
from b12regimen.patients.analytes import ANALYTES, AnalyteName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.interpretation.threshold_bands import Marker, Thresholds
    from b12regimen.values.quantities import Quantity

_FAR: Final = 10  # no source prints a limit: it only tells which cut-offs to look at twice


def cut_off_remarks(thresholds: Thresholds, text: str) -> Iterator[Finding]:
    """Remark on cut-offs that lie tenfold outside of all that are shipped for the analyte, each with its place."""
    lines = key_lines(text)
    for number, marker in enumerate(thresholds.markers.values()):
        path = f"marker[{number}].bands"
        shipped = _shipped(marker.analyte)
        for end in dict.fromkeys(_ends(marker)) if shipped else ():
            least, most = (ANALYTES[marker.analyte].convert(one, end.unit) for one in shipped)
            if not least.exact / _FAR < end.exact < most.exact * _FAR:
                reason = f"{end} is far from the cut-offs that are shipped for {marker.analyte}, {least} to {most}"
                yield Finding(path, f"{reason}; are the unit and the decimal point right?", line_of(path, lines))


def _ends(marker: Marker) -> Iterator[Quantity]:
    for band in marker.bands:
        for interval in band.within:
            yield from (end for end in (interval.low, interval.high) if end is not None)


@lru_cache
def _shipped(analyte: AnalyteName) -> tuple[Quantity, ...]:
    """Give the smallest and the largest cut-off that is shipped; empty where none is."""
    markers = (load_thresholds(name).markers.get(analyte) for name in threshold_ids())
    ends = [end for marker in markers if marker is not None for end in _ends(marker)]
    rising = sorted(ends, key=lambda end: ANALYTES[analyte].convert(end, ends[0].unit).exact)
    return (rising[0], rising[-1]) if rising else ()
