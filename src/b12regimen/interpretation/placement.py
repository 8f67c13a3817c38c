"""Where one result lies: in a source's bands, or by the laboratory's own verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

import attrs

from b12regimen.errors import listed
from b12regimen.interpretation.lab_findings import FOR_IT, LabFinding
from b12regimen.interpretation.threshold_bands import SPEAKS_FOR_IT, VERDICTS, Verdict, expressed
from b12regimen.patients.patient import Deficiency
from b12regimen.values.intervals import covers

if TYPE_CHECKING:
    from b12regimen.interpretation.lab_findings import LabVerdict
    from b12regimen.interpretation.threshold_bands import Marker
    from b12regimen.patients.labs import LabResult
    from b12regimen.values.intervals import Interval
    from b12regimen.values.units import Unit

_ANYTHING: Final[tuple[Deficiency, ...]] = get_args(Deficiency)
_NO_CUT_OFF: Final = "these cut-offs have none for it"


def own_verdicts(result: LabResult) -> set[Verdict]:
    """Give what the laboratory says of a result, by its flag and by its interval: none, one, or two that disagree."""
    said: set[Verdict] = {verdict for verdict in VERDICTS if result.flag == verdict}
    possible = result.possible
    if possible is not None and result.reference is not None:
        reference = expressed(result.reference, possible.unit, result.analyte)
        if possible.is_within(reference):
            said.add("normal")
        elif possible.is_below(reference):
            said.add("low")
        elif reference.is_below(possible):
            said.add("high")
    return said


def zero_said(result: LabResult) -> str:
    """Say of a result that it is 0, as an export may write where there is none; of any other nothing."""
    is_zero = result.value is not None and not result.value.value and result.comparator not in (">", ">=")
    return "; it is reported as 0: leave it out if that stands for no result" if is_zero else ""


def placed(result: LabResult, marker: Marker | None) -> LabFinding:
    """Say what a result says by a source, or why it says nothing."""
    found = _placed(result, marker)
    return attrs.evolve(found, reason=found.reason + zero) if (zero := zero_said(result)) else found


def _placed(result: LabResult, marker: Marker | None) -> LabFinding:
    possible = result.possible
    speaks = SPEAKS_FOR_IT[result.analyte] in own_verdicts(result)
    if marker is None:
        reason = (
            f"the laboratory calls it {SPEAKS_FOR_IT[result.analyte]}, and {_NO_CUT_OFF}" if speaks else _NO_CUT_OFF
        )
        return LabFinding(result, None, reason, FOR_IT if speaks else ())
    if marker.not_read is not None:
        reason = f"no cut-off for it was read: {marker.not_read}"
        return LabFinding(result, None, reason, _ANYTHING, (), marker.citations)
    if possible is not None and marker.bands:
        return _by_bands(result, possible, marker)
    if marker.laboratory:
        return _by_laboratory(result, marker)
    reason = "only a flag was reported, and the source goes by its own cut-offs"
    return LabFinding(result, "not-interpretable", reason, FOR_IT if speaks else (), (), marker.citations)


def _by_laboratory(result: LabResult, marker: Marker) -> LabFinding:
    verdicts = own_verdicts(result)
    finding: LabVerdict = "not-interpretable"
    may_be: tuple[Deficiency, ...] = tuple(dict.fromkeys(marker.laboratory.values()))
    if len(verdicts) > 1:
        reason = "the laboratory's flag and its interval disagree"
    elif not verdicts:
        reason = "the source goes by the laboratory's own interval, and neither it nor a flag places the result"
    else:
        (verdict,) = verdicts
        if verdict in marker.laboratory:
            finding = marker.laboratory[verdict]
            may_be = (marker.laboratory[verdict],)
            reason = f"{verdict} by the laboratory's own {'flag' if result.flag else f'interval, {result.reference}'}"
        else:
            reason = f"the source does not say what {verdict} means"
    return LabFinding(result, finding, reason, may_be, (marker.note,) if marker.note else (), marker.citations)


def _by_bands(result: LabResult, possible: Interval, marker: Marker) -> LabFinding:
    reported = possible.unit
    unit = marker.unit_for(reported)
    finding, reason, may_be = _in_bands(possible, marker, unit)
    notes = [marker.note] if marker.note else []
    if (unit.dimension, unit.factor) != (reported.dimension, reported.factor):
        notes.append(f"the source does not print {reported}; the result was converted exactly to {unit}")
    for other in (one for one in marker.units if one is not unit):
        elsewhere, *_ = _in_bands(possible, marker, other)
        if elsewhere != finding:
            notes.append(f"by the cut-offs that the source prints in {other}, which are rounded, it is {elsewhere}")
    own = own_verdicts(result)
    speaks = SPEAKS_FOR_IT[result.analyte] in own
    contrary = None
    if own and (speaks, finding) in ((True, "unlikely"), (False, "confirmed")):
        contrary = listed(sorted(own), "and")
        notes.append(f"the laboratory itself calls it {contrary}")
    if speaks and finding == "not-interpretable":
        may_be = tuple(dict.fromkeys((*may_be, *FOR_IT)))
    return LabFinding(result, finding, reason, may_be, tuple(notes), marker.citations, contrary)


def _in_bands(possible: Interval, marker: Marker, unit: Unit) -> tuple[LabVerdict, str, tuple[Deficiency, ...]]:
    """Say in which bands a result lies, by the cut-offs in one printed unit; a censored one may lie in several."""
    place = marker.units.index(unit)
    inside = expressed(possible, unit, marker.analyte)
    met = [band for band in marker.bands if band.within[place].meets(inside)]
    may_be: tuple[Deficiency, ...] = tuple(dict.fromkeys(band.finding for band in met))
    if not covers([band.within[place] for band in met], inside):
        printed = listed((band.within[place] for band in marker.bands), "and")
        return "not-interpretable", f"the source prints no band that holds it, only {printed}", may_be
    if len(may_be) > 1:
        return "not-interpretable", f"it is censored, and may be {listed(band.says for band in met)}", may_be
    words = listed(dict.fromkeys(f'"{band.says}" ({band.within[place]})' for band in met))
    return met[0].finding, f"{words}, as the source puts it", may_be
