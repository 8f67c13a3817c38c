"""Writes the steps of a regimen as dosages of FHIR R4, and names what R4 cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from b12regimen.errors import FhirError, Finding
from b12regimen.fhir.codes import Meaning, shipped_codes
from b12regimen.fhir.dosage import DAY_CODES
from b12regimen.fhir.quantities import TIME_CODES, UCUM
from b12regimen.regimens.dosing import OnDays, OnWeekdays, Repeat
from b12regimen.regimens.ends import AfterDoses, AfterDuration, AfterTotal, ForLife, UntilConditions, WhileCausePersists

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from b12regimen.fhir.types import (
        CodeableConcept,
        Dosage,
        DoseAndRate,
        FhirQuantity,
        FhirRange,
        TimingRepeat,
    )
    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.dosing import Dose, Route
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.regimens.steps import Step
    from b12regimen.values.durations import Duration, TimeUnit
    from b12regimen.values.quantities import Quantity
    from b12regimen.values.ranges import Range

_PHASES: Final[tuple[PhaseName, ...]] = ("repletion", "maintenance")
_UNIT_CODES: Final = {unit: code for code, unit in TIME_CODES.items()}
_DAY_CODES: Final = {day: code for code, day in DAY_CODES.items()}
_DOSE_TYPES: Final = "http://terminology.hl7.org/CodeSystem/dose-rate-type"
_OPEN: Final = "R4 has no field for a range without {} bound"


def dosage_instructions(regimen: Regimen, *, phase: PhaseName | None = None) -> list[Dosage]:
    """Write a regimen as dosages in sequence.

    The text of each is the notation with the phase before it: the one place for what R4 has no field for, which is the
    phase, a phase without steps, deep SC, and an end of the last step that is a finding, a cause or never.

    Args:
        regimen: The regimen; ranges are written as ranges.
        phase: One phase only; ``None`` for both.

    Raises:
        FhirError: R4 cannot say it: each reason, with the step that it stands in.
    """
    findings = list(not_sayable(regimen, phase=phase))
    if findings:
        raise FhirError("R4 cannot say this regimen", findings)
    steps = _steps_of(regimen, phase)
    texts = [f"{name}: {step}" for name, _, step in steps]
    if phase is None and regimen.repletion.kind != "steps":
        texts[0] = f"repletion: {regimen.repletion}; {texts[0]}"
    if phase is None and regimen.maintenance.kind != "steps":
        texts[-1] = f"{texts[-1]}; maintenance: {regimen.maintenance}"
    return [
        _dosage(number, step, text) for number, ((_, _, step), text) in enumerate(zip(steps, texts, strict=True), 1)
    ]


def _steps_of(regimen: Regimen, phase: PhaseName | None) -> list[tuple[PhaseName, int, Step]]:
    return [
        (name, number, step)
        for name in _PHASES
        if phase in (None, name)
        for number, step in enumerate((regimen.repletion if name == "repletion" else regimen.maintenance).steps, 1)
    ]


def not_sayable(regimen: Regimen, *, phase: PhaseName | None = None) -> Iterator[Finding]:
    """Name what R4 cannot say of a regimen, each with its place."""
    steps = _steps_of(regimen, phase)
    if not steps:
        yield Finding(phase or "", "there is no step to write")
    for name, number, step in steps:
        is_last = (name, number) == steps[-1][:2]
        for part, reason in (*_not_sayable(step), *([] if is_last else _without_end(step))):
            yield Finding(f"{name}.{number}{part}", reason)


def _not_sayable(step: Step) -> Iterator[tuple[str, str]]:
    if step.gate:
        yield ".gate", f'R4 has no field for "if {step.gate}"'
    if step.instead:
        yield "", "R4 has no field for other steps in place of one"
    if step.is_oral:
        yield ".route", "a dose by mouth is another medicine, and another request"
    elif len(step.routes) > 1:
        yield ".route", "R4 has no field for a choice of routes"
    if len(step.timings) > 1 or step.as_required:
        yield ".timing", "R4 has no field for a choice of intervals"
    for timing in step.timings:
        yield from ((".timing", reason) for reason in _timing_not_sayable(timing))
    yield from ((".end", reason) for reason in _end_not_sayable(step))


def _timing_not_sayable(timing: object) -> Iterator[str]:
    if isinstance(timing, OnDays):
        yield "R4 has no field for numbered days without a date"
    if isinstance(timing, Repeat):
        if timing.frequency.low is None or timing.period.low is None:
            yield _OPEN.format("a lower")
        if timing.period.high is None:
            yield _OPEN.format("an upper")


def _end_not_sayable(step: Step) -> Iterator[str]:
    match step.end:
        case AfterTotal():
            yield "R4 has no field for a total that ends a step"
        case AfterDoses(typically=True) | AfterDuration(typically=True):
            yield 'R4 has no field for "typically"'
        case AfterDoses(count=count) if count.low is None or count.high is None:
            yield _OPEN.format("a lower" if count.low is None else "an upper")
        case UntilConditions(or_for=duration) if duration is not None:
            yield f'R4 has no field for "or for {duration}"'
        case _:
            pass


def _without_end(step: Step) -> Iterator[tuple[str, str]]:
    if isinstance(step.end, UntilConditions | WhileCausePersists | ForLife) or not step.has_end:
        reason = (
            "R4 cannot end this step, so the next would run beside it; draft one phase, and the next when it is due"
        )
        yield ".end", reason


def _dosage(number: int, step: Step, text: str) -> Dosage:
    return {
        "sequence": number,
        "text": text,
        "timing": {"repeat": _repeat(step)},
        "route": _route(step.routes[0]),
        "doseAndRate": [_dose(step.dose)],
    }


def _repeat(step: Step) -> TimingRepeat:
    fields: dict[str, Any] = {}
    for timing in step.timings:
        if isinstance(timing, Repeat):
            unit = _UNIT_CODES[timing.unit]
            fields |= {**_range("frequency", timing.frequency), **_range("period", timing.period), "periodUnit": unit}
        elif isinstance(timing, OnWeekdays):
            days = [_DAY_CODES[day] for day in timing.days]
            fields |= {"dayOfWeek": days}  # R4 has no frequency beside it
        else:
            fields["count"] = 1
    match step.end:
        case AfterDoses(count=count, over=over):
            fields |= _range("count", count) | ({} if over is None else _bounds(over))
        case AfterDuration(duration=duration):
            fields |= _bounds(duration)
    return cast("TimingRepeat", fields)


def _range(name: str, bounds: Range[int]) -> dict[str, Any]:
    return {name: bounds.low, **({} if bounds.is_exact else {f"{name}Max": bounds.high})}


def _bounds(duration: Duration) -> dict[str, Any]:
    if duration.count.is_exact:
        return {"boundsDuration": _length(duration.count.exact, duration.unit)}
    ends = {"low": duration.count.low, "high": duration.count.high}
    bounds = {end: _length(count, duration.unit) for end, count in ends.items() if count is not None}
    return {"boundsRange": bounds}


def _length(count: int, unit: TimeUnit) -> FhirQuantity:
    return {"value": count, "unit": unit, "system": UCUM, "code": _UNIT_CODES[unit]}


def _route(route: Route) -> CodeableConcept:
    key = shipped_codes().for_meaning(Meaning("route", route), "snomed")
    if key is None:
        return {"text": route}
    system, code = key
    return {"coding": [{"system": system, "code": code, "display": shipped_codes().name_of(key)}], "text": route}


def _dose(dose: Dose) -> DoseAndRate:
    kind: CodeableConcept = {"coding": [{"system": _DOSE_TYPES, "code": "ordered", "display": "Ordered"}]}
    if dose.amount.is_exact:
        return {"type": kind, "doseQuantity": _mass(dose.amount.exact, per_kg=dose.per_kg)}
    bounds: FhirRange = {}
    if dose.amount.low is not None:
        bounds["low"] = _mass(dose.amount.low, per_kg=dose.per_kg)
    if dose.amount.high is not None:
        bounds["high"] = _mass(dose.amount.high, per_kg=dose.per_kg)
    return {"type": kind, "doseRange": bounds}


def _mass(mass: Quantity, *, per_kg: bool) -> FhirQuantity:
    kilogram = "/kg" if per_kg else ""
    unit = "microgram" if mass.unit.symbol == "mcg" else mass.unit.symbol
    return {
        "value": _number(mass.value),
        "unit": f"{unit}{kilogram}",
        "system": UCUM,
        "code": f"{mass.unit.ucum}{kilogram}",
    }


def _number(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)
