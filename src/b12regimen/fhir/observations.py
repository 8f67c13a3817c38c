"""Reads laboratory results from observations: unit by an allow-list, comparator, interval, flag, day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from b12regimen.errors import PatientError, QuantityError, listed
from b12regimen.fhir.now import why_another_s
from b12regimen.fhir.quantities import code_not_read, quantity_of
from b12regimen.fhir.reading import codings, day_of, items, shown, table, text, words
from b12regimen.patients.analytes import ANALYTES
from b12regimen.patients.labs import LabResult
from b12regimen.values.intervals import Interval

if TYPE_CHECKING:
    from datetime import date

    from b12regimen.fhir.codes import Code, Codes
    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.values.quantities import Quantity
    from b12regimen.values.units import Unit

_INTERPRETATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_FLAGS: Final = ("L", "LL", "N", "H", "HH", "POS", "NEG", "IND")
_FINAL: Final = ("final", "amended", "corrected")
_VERDICTS: Final = ("positive", "negative", "equivocal")
_COMPARATORS: Final = ("<", "<=", ">", ">=")
_LEFT_OUT: Final = ("reference", "flag")


class ResultRead(NamedTuple):
    """A result, or why there is none."""

    remark: str
    result: LabResult | None = None
    is_readable: bool = True


def why_not_final(resource: dict[str, Any]) -> str | None:
    """Say why an observation does not count, by its status; ``None`` if it does."""
    status = text(resource.get("status"))
    if status == "entered-in-error":
        return "it was entered in error"
    return None if status in _FINAL else f"its status is {status or 'not given'}, not final"


def results_of(resource: dict[str, Any], codes: Codes, today: date) -> list[ResultRead]:
    """Read an observation and its components."""
    parts = [(resource, "")]
    parts += [
        (part, "component ") for part in map(table, items(resource.get("component"))) if codes.of(part.get("code"))
    ]
    found = [_result_of(part, prefix, resource, codes, today) for part, prefix in parts]
    return found[1:] if len(found) > 1 and found[0].result is None else found


def _result_of(part: dict[str, Any], prefix: str, resource: dict[str, Any], codes: Codes, today: date) -> ResultRead:
    known = codes.of(part.get("code"))
    analytes = list(dict.fromkeys(codes.meant(part.get("code"), "analyte")))
    if len(analytes) > 1:
        return ResultRead(remark=f"{prefix}its codes disagree: {listed(analytes, 'and')}", is_readable=False)
    if not analytes:
        return ResultRead(remark=prefix + _why_no_analyte(part, known))
    if reason := why_another_s(part.get("code")) or why_another_s(resource.get("code")):
        return ResultRead(remark=prefix + reason)
    if part.get("dataAbsentReason") is not None:
        return _without_value(part, prefix)
    day, remarks = _taken(resource)
    if day is not None and day > today:
        return ResultRead(remark=f"{prefix}it was taken on {day}, after {today}", is_readable=False)
    units = {unit for code in known for unit in code.units}
    try:
        value, comparator = _value_of(part, units)
    except QuantityError as error:
        return ResultRead(remark=f"{prefix}{analytes[0]}: {error}", is_readable=False)
    if unread := code_not_read(part.get("valueQuantity")):
        remarks.append(f"its unit was read as text, for the code {unread} is not known here")
    flag, more = _flag_of(part, has_numbers=bool(ANALYTES[cast("AnalyteName", analytes[0])].units))
    reference, still_more = _reference_of(part)
    given: dict[str, Any] = {"comparator": comparator, "flag": flag, "reference": reference, "taken": day}
    return _built(analytes[0], value, given, prefix, [*remarks, *more, *still_more])


def _why_no_analyte(part: dict[str, Any], known: list[Code]) -> str:
    reasons = [code.because for code in known if code.because]
    if reasons:
        return f"{known[0].name}: {reasons[0]}"
    what = words(part.get("code")) or listed((code for _, code in codings(part.get("code"))), "and") or "no code"
    return f"{shown(what)}: none of its codes is a laboratory result that is read"


def _without_value(part: dict[str, Any], prefix: str) -> ResultRead:
    if any(key.startswith("value") for key in part):
        reason = "it has a value and a reason why there is none"
        return ResultRead(remark=prefix + reason, is_readable=False)
    absent = part["dataAbsentReason"]
    why = words(absent) or listed(code for _, code in codings(absent)) or "not said"
    return ResultRead(remark=f"{prefix}there is no value: {why}")


def _taken(resource: dict[str, Any]) -> tuple[date | None, list[str]]:
    day = day_of(resource.get("effectiveDateTime") or resource.get("effectiveInstant"))
    period = table(resource.get("effectivePeriod"))
    first, last = day_of(period.get("start")), day_of(period.get("end"))
    day = day or (first if first == last else None)
    return day, [] if day else ["the day is not known"]


def _value_of(part: dict[str, Any], units: set[Unit]) -> tuple[Quantity | None, str | None]:
    """Give what was measured and its comparator; nothing where it is no number.

    Raises:
        QuantityError: The value cannot be read, or its unit is not one that the code allows.
    """
    given = part.get("valueQuantity")
    if given is None:
        return None, None
    comparator = table(given).get("comparator")
    if comparator is not None and comparator not in _COMPARATORS:
        raise QuantityError(f"{shown(comparator)} is no comparator")
    quantity = quantity_of(given, may_compare=True)
    if units and quantity.unit not in units:
        allowed = listed(sorted(str(unit) for unit in units))
        raise QuantityError(f"{quantity} is in a unit that its code does not allow; expected {allowed}")
    return quantity, comparator


def _flag_of(part: dict[str, Any], *, has_numbers: bool) -> tuple[str | None, list[str]]:
    concepts = items(part.get("interpretation"))
    said = [code for concept in concepts for system, code in codings(concept) if system == _INTERPRETATION]
    flags = list(dict.fromkeys(code for code in said if code in _FLAGS))
    if not has_numbers:
        verdict = (words(part.get("valueCodeableConcept")) or text(part.get("valueString")) or "").lower()
        flags += [verdict] if verdict in _VERDICTS else []
        flags = list(dict.fromkeys({"POS": "positive", "NEG": "negative", "IND": "equivocal"}.get(f, f) for f in flags))
    if len(flags) > 1:
        return None, [f"its flags disagree: {listed(flags, 'and')}"]
    if flags:
        return flags[0], []
    return None, [f"its flag was not read ({shown(words(concepts[0]) or said or concepts[0])})"] if concepts else []


def _reference_of(part: dict[str, Any]) -> tuple[Interval | None, list[str]]:
    ranges = [table(one) for one in items(part.get("referenceRange"))]
    if not ranges:
        return None, []
    only = ranges[0]
    codes = [code for _, code in codings(only.get("type"))]
    if len(ranges) > 1 or only.get("appliesTo") or only.get("age") or codes not in ([], ["normal"]):
        return None, ["its reference ranges are for some people or purposes, so none was read"]
    try:
        low, high = (None if only.get(end) is None else quantity_of(only[end]) for end in ("low", "high"))
        return Interval(low, high), []
    except QuantityError as error:
        return None, [f"its reference range was not read: {error}"]


def _built(analyte: str, value: Quantity | None, given: dict[str, Any], prefix: str, remarks: list[str]) -> ResultRead:
    try:
        result = LabResult(analyte, value, **given)
    except PatientError as error:
        paths = {finding.path.partition(".")[0] for finding in error.findings}
        reasons = [finding.reason for finding in error.findings]
        left = paths & set(_LEFT_OUT)
        if left and paths == left and value is not None:
            kept = {name: one for name, one in given.items() if name not in left}
            return _built(analyte, value, kept, prefix, [*remarks, *(f"left out: {reason}" for reason in reasons)])
        return ResultRead(remark=f"{prefix}{analyte}: {'; '.join(reasons)}", is_readable=False)
    return ResultRead(remark=prefix + "; ".join([str(result), *remarks]), result=result)
