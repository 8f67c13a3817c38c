"""Reads one dosage of FHIR R4 as a step, from its structured fields; what is not supported is named."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from b12regimen.errors import Finding, QuantityError, RegimenError, listed
from b12regimen.fhir.quantities import TIME_CODES, code_not_read, is_per_kg, length_of, quantity_of, without_kg
from b12regimen.fhir.reading import (
    codings,
    day_of,
    every_word,
    items,
    lines_of,
    shown,
    table,
    text,
    whole,
    words,
)
from b12regimen.fhir.routes import route_said
from b12regimen.regimens.dosing import ROUTES, WEEKDAYS, Dose, Once, OnWeekdays, Repeat
from b12regimen.regimens.ends import AfterDoses, AfterDuration
from b12regimen.regimens.steps import Step
from b12regimen.values.durations import Duration
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from typing import TypeVar

    from b12regimen.fhir.codes import Codes
    from b12regimen.regimens.dosing import Route, Timing, Weekday
    from b12regimen.regimens.ends import End
    from b12regimen.values.durations import TimeUnit

    T = TypeVar("T")

NO_DOSE: Final = "there is no dose"
NO_ROUTE: Final = "it says nothing"
NO_TIMING: Final = "it does not say how often"
DAY_CODES: Final[dict[str, Weekday]] = {day.lower()[:3]: day for day in WEEKDAYS}
_SAFE: Final = ("id", "extension")
_READ: Final = (
    *("sequence", "text", "timing", "asNeededBoolean", "site", "route", "method", "doseAndRate"),
    *("patientInstruction", "additionalInstruction", "maxDosePerAdministration"),
)
_BOUNDS: Final = ("boundsDuration", "boundsRange", "boundsPeriod")
_REPEAT: Final = (
    *(*_BOUNDS, "count", "countMax", "frequency", "frequencyMax", "period", "periodMax"),
    *("periodUnit", "dayOfWeek", "timeOfDay"),
)
_ORDERED: Final = "ordered"
_AMPOULES: Final = ("ampoule", "ampoules", "ampule", "ampules")
_ONE: Final = Range(1, 1)


class _NotReadError(Exception):
    """A part cannot be read."""


class DosageReader:
    """Reads the structured fields of one dosage.

    Attributes:
        step: The step; ``None`` if something is not supported.
        findings: What is not supported, or cannot be read, each with its place.
        remarks: What was read and is no part of a step.
        period: The days on which it starts and ends; ``None`` for those that are not given.
        other_route: A route that it says and the library has not; ``None`` where it says none such.
    """

    def __init__(self, path: str, dosage: dict[str, Any], codes: Codes, ampoule: Quantity | None) -> None:
        """Read it.

        Args:
            path: Where it stands.
            dosage: The dosage.
            codes: What codes mean.
            ampoule: How much an ampoule holds; ``None`` if it was not told.
        """
        self.findings: list[Finding] = []
        self.remarks: list[str] = []
        self.period: tuple[date | None, date | None] = None, None
        self.other_route: str | None = None
        self._path, self._dosage, self._codes, self._ampoule = path, dosage, codes, ampoule
        self._refuse_others("", dosage, _READ)
        if dosage.get("asNeededBoolean"):
            self._found("asNeededBoolean", "as needed is not supported")
        for name in ("site", "method", "patientInstruction", "additionalInstruction"):
            if dosage.get(name):
                self.remarks.append(f"{path}.{name} is no part of a regimen: {_in_words(dosage[name])}")
        dose = self._read("doseAndRate", self._dose)
        route = self._read("route", self._route)
        how_often = self._read("timing", self._timing_and_end)
        self.step = None
        if dose is not None and route is not None and how_often is not None and not self.findings:
            timings, end = how_often
            self.step = self._read("", lambda: Step(dose=dose, routes=(route,), timings=timings, end=end))
            self._read("maxDosePerAdministration", lambda: self._check_most(dose))

    def _found(self, name: str, reason: str) -> None:
        self.findings.append(Finding(f"{self._path}.{name}" if name else self._path, reason))

    def _read(self, name: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except (_NotReadError, QuantityError, RegimenError) as error:
            self._found(name, str(error))
        return None

    def _refuse_others(self, name: str, fields: dict[str, Any], known: Iterable[str]) -> None:
        for key in fields:
            if key not in known and key not in _SAFE:
                self._found(f"{name}{key}", "it is not supported")

    # How much, and by which route

    def _dose(self) -> Dose:
        given = [table(one) for one in items(self._dosage.get("doseAndRate"))]
        ordered = [one for one in given if _ORDERED in [code for _, code in codings(one.get("type"))]]
        chosen = given if len(given) == 1 else ordered
        if len(chosen) != 1:
            raise _NotReadError(NO_DOSE if not given else "there are several doses, and which is meant is not told")
        self._refuse_others("doseAndRate.", chosen[0], ("type", "doseQuantity", "doseRange"))
        self._say_not_chosen(given, chosen[0])
        bounds = chosen[0].get("doseRange")
        if bounds is not None and chosen[0].get("doseQuantity") is not None:
            raise _NotReadError("doseQuantity and doseRange are given, and only one may be")
        if bounds is not None:
            ends = [table(bounds).get(end) for end in ("low", "high")]
            low, high = (None if end is None else self._mass(end) for end in ends)
            return Dose(Range(low, high), _agreed([is_per_kg(end) for end in ends if end is not None]))
        given_one = chosen[0].get("doseQuantity")
        return Dose(Range.exactly(self._mass(given_one)), is_per_kg(given_one))

    def _say_not_chosen(self, given: list[dict[str, Any]], chosen: dict[str, Any]) -> None:
        others = [listed((code for _, code in codings(one.get("type"))), "and") for one in given if one is not chosen]
        if others:
            said = listed([shown(other or "of no type") for other in others], "and")
            self.remarks.append(f"{self._path}.doseAndRate: the dose ordered was read, and not those beside it: {said}")

    def _mass(self, given: object) -> Quantity:
        if table(given).get("comparator") is not None:
            raise _NotReadError("a dose with a comparator is not supported")
        if self._is_in_ampoules(table(given)):
            return self._of_ampoules(table(given).get("value"))
        quantity = quantity_of(without_kg(given))
        if unread := code_not_read(without_kg(given)):
            self.remarks.append(f"{self._path}: its unit was read as text, for the code {unread} is not known here")
        return quantity

    def _is_in_ampoules(self, given: dict[str, Any]) -> bool:
        system, code, unit = given.get("system"), given.get("code"), given.get("unit")
        is_coded = bool(self._codes.meant({"coding": [{"system": system, "code": code}]}, "form"))
        is_coded = is_coded or (text(code) or "").lower().strip("{}") in _AMPOULES
        is_word = (text(unit) or "").lower() in _AMPOULES
        if is_coded and unit is not None and not is_word:
            raise _NotReadError(f'the code says ampoule and the unit says "{shown(unit)}"')
        unread = code_not_read(given)
        if is_word and code is not None and not is_coded and not unread:
            raise _NotReadError(f'the code says "{shown(code)}" and the unit says "{shown(unit)}"')
        if is_word and unread and not is_coded:
            self.remarks.append(f"{self._path}: ampoules were read as text, for the code {unread} is not known here")
        return is_coded or is_word

    def _of_ampoules(self, number: object) -> Quantity:
        if self._ampoule is None:
            raise _NotReadError("doses counted in ampoules need to be told how much one holds; give it as ampoule")
        count = whole(number)
        if count is None:
            raise _NotReadError(f"{shown(number)} is no number of whole ampoules")
        return Quantity.of_exact(self._ampoule.exact * Fraction(count), self._ampoule.unit)

    def _check_most(self, dose: Dose) -> None:
        given = self._dosage.get("maxDosePerAdministration")
        if given is None:
            return
        most = self._mass(given)
        if dose.per_kg is not is_per_kg(given) or dose.amount.high is None or most < dose.amount.high:
            raise _NotReadError(f"the most that may be given each time is {most}, and the dose is {dose}")

    def _route(self) -> Route:
        given = self._dosage.get("route")
        said, unread, is_another = route_said(given, self._codes)
        if len(said) == 1:
            if unread:
                self.remarks.append(f"{self._path}.route: the code {unread} is not known here, and was not read")
            return said[0]
        names = listed((code.name for code in self._codes.of(given)), "and")
        what = words(given) or names or listed((code for _, code in codings(given)), "and")
        if is_another:
            self.other_route = shown(what)
        said_so = f"it says {listed(said, 'and') or shown(what)}" if what else NO_ROUTE
        raise _NotReadError(f"{said_so}; expected one of {listed(ROUTES)}")

    # How often, and until when

    def _timing_and_end(self) -> tuple[tuple[Timing, ...], End | None]:
        timing = table(self._dosage.get("timing"))
        self._refuse_others("timing.", timing, ("repeat", "code"))
        if "code" in timing and not every_word(timing["code"]):
            self._found("timing.code", "it has no words, and its code is not read")
        repeat = table(timing.get("repeat"))
        self._refuse_others("timing.repeat.", repeat, _REPEAT)
        count = _range_of(repeat, "count")
        over = self._over(repeat)
        if "dayOfWeek" in repeat:
            timings: tuple[Timing, ...] = (_weekdays(repeat),)
        elif "frequency" in repeat or "period" in repeat:
            timings = (self._repeated(repeat),)
        elif count == _ONE and over is None:
            return (Once(),), None
        elif count is not None and over is not None:
            timings = ()
        else:
            raise _NotReadError(NO_TIMING)
        if "timeOfDay" in repeat:
            self._check_time_of_day(repeat, timings)
        if count is not None:
            return timings, AfterDoses(count, over)
        return timings, None if over is None else AfterDuration(over)

    def _repeated(self, repeat: dict[str, Any]) -> Repeat:
        if "frequency" not in repeat and "frequencyMax" not in repeat:
            self.remarks.append(f"{self._path} gives no frequency, which in R4 means once in each period")
            return _repeated({**repeat, "frequency": 1})
        return _repeated(repeat)

    def _check_time_of_day(self, repeat: dict[str, Any], timings: tuple[Timing, ...]) -> None:
        """In R4 a time of day means every day, or every day of the week that is named."""
        times = items(repeat["timeOfDay"])
        is_daily = timings == (Repeat(_ONE, _ONE, "day"),) or "dayOfWeek" in repeat
        if len(times) != 1 or not is_daily:
            raise _NotReadError("timeOfDay is read once a day only, for it means every day in R4")
        self.remarks.append(f"{self._path} names a time of day, {shown(times[0])}; a regimen has none")

    def _over(self, repeat: dict[str, Any]) -> Duration | None:
        given = [name for name in _BOUNDS if name in repeat]
        if len(given) > 1:
            raise _NotReadError(f"{listed(given, 'and')} are given, and only one may be")
        if not given:
            return None
        bounds = table(repeat[given[0]])
        if given[0] == "boundsPeriod":
            return self._period(bounds)
        if given[0] == "boundsDuration":
            count, unit = length_of(bounds)
            return Duration(Range.exactly(count), unit)
        ends = {end: length_of(bounds[end]) for end in ("low", "high") if end in bounds}
        units: set[TimeUnit] = {unit for _, unit in ends.values()}
        if len(units) != 1:
            raise _NotReadError("boundsRange needs bounds in one unit")
        low, high = (ends[end][0] if end in ends else None for end in ("low", "high"))
        return Duration(Range(low, high), units.pop())

    def _period(self, bounds: dict[str, Any]) -> Duration | None:
        first, last = day_of(bounds.get("start")), day_of(bounds.get("end"))
        if first is None or ("end" in bounds and last is None):
            raise _NotReadError("boundsPeriod needs a day on which it starts, and if it ends, a day on which it does")
        self.remarks.append(f"{self._path} starts on {first}; a regimen has no dates")
        if last is not None and last < first:
            raise _NotReadError(f"it ends on {last}, before it starts on {first}")
        self.period = first, last
        if last is None:
            return None
        return Duration(Range.exactly((last - first).days + 1), "day")


def _in_words(instruction: object) -> str:
    return shown("; ".join(lines_of(instruction)) or words(instruction) or instruction)


def _agreed(answers: list[bool]) -> bool:
    if len(set(answers)) > 1:
        raise _NotReadError("one bound of the dose is for each kilogram, and the other is not")
    return any(answers)


def _whole(given: object, name: str) -> int:
    number = whole(given)
    if number is None:
        raise _NotReadError(f"{name} is {shown(given)}, which is no whole number that a schedule can have")
    return number


def _range_of(repeat: dict[str, Any], name: str) -> Range[int] | None:
    most = f"{name}Max"
    if name not in repeat:
        if most in repeat:
            raise _NotReadError(f"{most} is given without {name}")
        return None
    low = _whole(repeat[name], name)
    return Range(low, _whole(repeat[most], most) if most in repeat else low)


def _repeated(repeat: dict[str, Any]) -> Repeat:
    frequency, period = _range_of(repeat, "frequency"), _range_of(repeat, "period")
    unit = TIME_CODES.get(text(repeat.get("periodUnit")) or "")
    if frequency is None or period is None:
        raise _NotReadError(f"{'period' if period is None else 'frequency'} is missing")
    if unit is None:
        raise _NotReadError(f"periodUnit is {shown(repeat.get('periodUnit'))}; expected {listed(TIME_CODES)}")
    return Repeat(frequency, period, unit)


def _weekdays(repeat: dict[str, Any]) -> OnWeekdays:
    said = items(repeat["dayOfWeek"])
    days: tuple[Weekday, ...] = tuple(day for code, day in DAY_CODES.items() if code in said)
    if not days or len(days) != len(said):
        raise _NotReadError(
            f"dayOfWeek is {listed(map(shown, said)) or 'empty'}; expected each once of {listed(DAY_CODES)}"
        )
    if "frequency" in repeat or "period" in repeat:
        rate = _repeated(repeat)
        if rate not in (Repeat(_ONE, _ONE, "day"), Repeat(Range.exactly(len(days)), _ONE, "week")):
            raise _NotReadError(f"it says {rate}, and {len(days)} days of the week")
    return OnWeekdays(days)
