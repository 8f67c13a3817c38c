"""Reads laboratory results from observations: unit by an allow-list, comparator, interval, flag, day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from b12regimen.errors import PatientError, QuantityError, listed
from b12regimen.fhir.doubt import beside_the_code
from b12regimen.fhir.now import why_another_s, why_later
from b12regimen.fhir.quantities import code_not_read, quantity_of
from b12regimen.fhir.reading import codings, day_of, every_word, is_spoilt, items, shown, table, whole, words
from b12regimen.patients.analytes import ANALYTES, analytes_named
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
_VERDICTS: Final = ("positive", "negative", "equivocal")
_DETECTED: Final = {"detected": "positive", "not detected": "negative"}
_COMPARATORS: Final = ("<", "<=", ">", ">=")
# What may tell the day; "issued" is when the result was made known, and is taken for none.
_DAYS: Final = ("effectiveDateTime", "effectiveInstant", "effectivePeriod", "effectiveTiming", "issued")
_LABS: Final = "labs."
_LEFT_OUT: Final = ("reference", "flag")


class ResultRead(NamedTuple):
    """A result, or why there is none."""

    remark: str
    result: LabResult | None = None
    is_readable: bool = True
    analytes: tuple[str, ...] = ()


def results_of(resource: dict[str, Any], codes: Codes, today: date) -> list[ResultRead]:
    """Read an observation and its components."""
    parts = [(resource, "")]
    parts += [
        (part, "component ") for part in map(table, items(resource.get("component"))) if codes.of(part.get("code"))
    ]
    found = [
        _result_of(part, prefix, resource, codes, today)._replace(
            analytes=tuple(codes.meant(part.get("code"), "analyte")) or _analytes_elsewhere(part, codes)
        )
        for part, prefix in parts
    ]
    is_a_frame = len(found) > 1 and found[0].result is None and found[0].is_readable
    return found[1:] if is_a_frame else found


def _result_of(part: dict[str, Any], prefix: str, resource: dict[str, Any], codes: Codes, today: date) -> ResultRead:
    known = codes.of(part.get("code"))
    analytes = list(dict.fromkeys(codes.meant(part.get("code"), "analyte")))
    if len(analytes) > 1:
        return ResultRead(remark=f"{prefix}its codes disagree: {listed(analytes, 'and')}", is_readable=False)
    if not analytes:
        remark = prefix + _why_no_analyte(part, known, codes)
        return ResultRead(remark=remark, is_readable=not _analytes_elsewhere(part, codes))
    if reason := why_another_s(part.get("code")) or why_another_s(resource.get("code")):
        return ResultRead(remark=prefix + reason, is_readable=False)
    analyte = cast("AnalyteName", analytes[0])
    if is_spoilt(part.get("code")) or (reason := _why_another_analyte(part.get("code"), analyte)):
        return ResultRead(remark=prefix + (reason or "the words of its code cannot be read"), is_readable=False)
    if part.get("dataAbsentReason") is not None:
        return _without_value(part, prefix)
    day, remarks = _taken(resource)
    if later := why_later(resource, ("effective", "effectiveInstant"), today):
        return ResultRead(remark=prefix + later, is_readable=False)
    units = {unit for code in known for unit in code.units}
    try:
        value, comparator = _value_of(part, units)
        flag, more = _flag_of(part, has_numbers=bool(ANALYTES[analyte].units))
    except QuantityError as error:
        return ResultRead(remark=f"{prefix}{analyte}: {error}", is_readable=False)
    if unread := code_not_read(part.get("valueQuantity")):
        remarks.append(f"its unit was read as text, for the code {unread} is not known here")
    reference, still_more = _reference_of(part)
    given: dict[str, Any] = {"comparator": comparator, "flag": flag, "reference": reference, "taken": day}
    compared = [line for line in every_word(part.get("code")) if analytes_named(line)]
    remarks += beside_the_code(part.get("code"), [*compared, *(code.name for code in known)])
    return _built(analyte, value, given, prefix, [*remarks, *more, *still_more])


def _analytes_elsewhere(part: dict[str, Any], codes: Codes) -> tuple[str, ...]:
    """Name the analytes of codes that are read, and stand here under another address."""
    paths = codes.paths_elsewhere(part.get("code"))
    return tuple(path.removeprefix(_LABS) for path in paths if path.startswith(_LABS))


def _why_no_analyte(part: dict[str, Any], known: list[Code], codes: Codes) -> str:
    reasons = [code.because for code in known if code.because]
    if reasons:
        return f"{known[0].name}: {reasons[0]}"
    what = words(part.get("code")) or listed((code for _, code in codings(part.get("code"))), "and") or "no code"
    others = codes.why_not_of_another_address(part.get("code"))
    return "; ".join([f"{shown(what)}: none of its codes is a laboratory result that is read", *others])


def _why_another_analyte(concept: object, analyte: AnalyteName) -> str | None:
    """Say which words beside a code name another analyte than the code; ``None`` for none."""
    for line in every_word(concept):
        if not all(analyte in meant for meant in analytes_named(line)):
            return f'its code is of {analyte}, and its words, "{shown(line)}", name another analyte'
    return None


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
    if day:
        return day, []
    given = [f"{key} is {shown(resource[key])}" for key in _DAYS if resource.get(key) is not None]
    told = f" ({listed(given, 'and')})" if given else ""
    return None, [f"the day is not known{told}"]


def _value_of(part: dict[str, Any], units: set[Unit]) -> tuple[Quantity | None, str | None]:
    """Give what was measured and its comparator; nothing where it is no number.

    Raises:
        QuantityError: The value cannot be read, or its unit is not one that the code allows.
    """
    others = [key for key in part if key.startswith("value") and key != "valueQuantity" and part[key] is not None]
    if others and (units or others not in (["valueCodeableConcept"], ["valueString"])):
        raise QuantityError(f"its value is not read: {_shown_value(part[others[0]])} ({others[0]})")
    given = part.get("valueQuantity")
    if given is None:
        return None, None
    comparator = table(given).get("comparator")
    if comparator is not None and comparator not in _COMPARATORS:
        raise QuantityError(f"{shown(comparator)} is no comparator")
    quantity = quantity_of(given, may_compare=True)
    if comparator is None and whole(table(given).get("value")) == 0:
        raise QuantityError(f"{quantity} may stand for a result that was not obtained; a value below the limit has <")
    if units and quantity.unit not in units:
        allowed = listed(sorted(str(unit) for unit in units))
        raise QuantityError(f"{quantity} is in a unit that its code does not allow; expected {allowed}")
    return quantity, comparator


def _shown_value(given: object) -> str:
    return shown(words(given) or given)


def _verdict_of(part: dict[str, Any]) -> list[str]:
    """Give the verdict that a value in words says.

    Raises:
        QuantityError: There is a value, and its words are not one verdict.
    """
    value = part.get("valueCodeableConcept", part.get("valueString"))
    concept = value if isinstance(value, dict) else {"text": value}
    lines = every_word(concept)
    plain = [line.lower().removesuffix("(qualifier value)").strip() for line in lines]
    said = {_DETECTED.get(line, line) for line in plain}
    if value is not None and (len(said) != 1 or not said <= {*_VERDICTS} or is_spoilt(concept)):
        raise QuantityError(f"its value is no verdict that is read: {listed(map(shown, lines), 'and') or 'a code'}")
    return list(said & {*_VERDICTS})


def _flag_of(part: dict[str, Any], *, has_numbers: bool) -> tuple[str | None, list[str]]:
    concepts = items(part.get("interpretation"))
    said = [code for concept in concepts for system, code in codings(concept) if system == _INTERPRETATION]
    flags = list(dict.fromkeys(code for code in said if code in _FLAGS))
    if not has_numbers:
        flags += _verdict_of(part)
        flags = list(dict.fromkeys({"POS": "positive", "NEG": "negative", "IND": "equivocal"}.get(f, f) for f in flags))
    if len(flags) > 1:
        return None, [f"its flags disagree: {listed(flags, 'and')}"]
    if flags:
        return flags[0], []
    return None, [f"its flag was not read: {_flag_in_words(concepts)}"] if concepts else []


def _flag_in_words(concepts: list[Any]) -> str:
    """Show a flag as it was given, each code with its system."""
    lines = [line for line in map(words, concepts) if line]
    each = list(dict.fromkeys(one for concept in concepts for one in codings(concept)))
    lines += [code if system == _INTERPRETATION else f"{code} of {system or 'no system'}" for system, code in each]
    others = any(system != _INTERPRETATION for system, _ in each)
    read = f"; its codes are read where they are of {_INTERPRETATION}" if others else ""
    return f"{listed(map(shown, lines or concepts), 'and')}{read}"


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
