"""Laboratory results as a laboratory reports them: value and unit, comparator, interval, flag, date."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypeVar, get_args

import attrs

from b12regimen.display.sections import table
from b12regimen.display.shown import Shown
from b12regimen.errors import Finding, FindingsError, PatientError, QuantityError, did_you_mean, listed
from b12regimen.patients.analytes import ANALYTES, Analyte, AnalyteName, to_analyte
from b12regimen.values.calendar_days import DayLike, to_day
from b12regimen.values.intervals import Comparator, Interval, split_comparator
from b12regimen.values.parts import Part
from b12regimen.values.plain_values import ClosedList
from b12regimen.values.quantities import Quantity, QuantityLike
from b12regimen.values.thousands import check_few_thousands, with_one_reading
from b12regimen.values.units import to_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from b12regimen.display.sections import Section
    from b12regimen.values.units import Unit

Flag = Literal["low", "normal", "high", "positive", "negative", "equivocal"]

FLAGS: Final = ClosedList[Flag](
    "flag",
    get_args(Flag),
    {
        "l": "low",
        "ll": "low",
        "n": "normal",
        "h": "high",
        "hh": "high",
        "pos": "positive",
        "neg": "negative",
        "ind": "equivocal",
    },
)
_QUANTITATIVE: Final = ("low", "normal", "high")
_QUALITATIVE: Final = ("positive", "negative", "equivocal")
_COMPARATORS: Final[tuple[Comparator, ...]] = get_args(Comparator)

# What may be reported in thousands, and where a point may therefore group them.
IN_THOUSANDS: Final[tuple[AnalyteName, ...]] = ("total-b12", "active-b12")
_WITHOUT_UNIT: Final = re.compile(r"[\s0-9.,]*")

T = TypeVar("T")
Given: TypeAlias = "QuantityLike | float | Decimal"


class _Reading:
    """Reads one attribute after the other, and keeps every reason why one cannot be read."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def read(self, path: str, read: Callable[..., T], *given: Any) -> T | None:
        try:
            return read(*given)
        except FindingsError as error:
            self.findings += [finding.under(path) for finding in error.findings]
        except QuantityError as error:
            self.findings.append(Finding(path, str(error)))
        return None


@attrs.frozen(init=False, repr=False, slots=False)
class LabResult(Part):
    """One result of one analyte, as reported.

    Attributes:
        analyte: What was measured.
        value: The number and its unit; ``None`` where only a flag was reported.
        comparator: "<", "<=", ">" or ">=" where the value is censored; ``None`` where it is not.
        reference: The laboratory's own reference interval; ``None`` if it was not reported.
        flag: The laboratory's own verdict: low, normal or high; positive, negative or equivocal; ``None`` if none.
        taken: The day on which the sample was taken; ``None`` if not known.
        method: Method or assay; ``None`` if not known.
    """

    what = "lab result"

    analyte: AnalyteName
    value: Quantity | None
    comparator: Comparator | None
    reference: Interval | None
    flag: Flag | None
    taken: date | None
    method: str | None

    def __init__(
        self,
        analyte: Analyte | AnalyteName | str,
        value: Given | None = None,
        *,
        unit: Unit | str | None = None,
        comparator: Comparator | str | None = None,
        reference: Interval | str | None = None,
        flag: Flag | str | None = None,
        taken: DayLike | None = None,
        method: str | None = None,
    ) -> None:
        """Read a result.

        Args:
            analyte: What was measured.
            value: ``"205 pg/mL"``, ``"<50 pmol/L"``, a quantity, a pint quantity, or a number with ``unit``.
            unit: The unit of a number; a text may name it too, but no other.
            comparator: Where the value is censored and its text does not say so.
            reference: ``"73-271 nmol/L"`` (both ends in), ``"<400 nmol/L"``.
            flag: Also "H", "L", "N" and the like.
            taken: A date, or its text such as ``2026-01-31``.
            method: Method or assay.

        Raises:
            PatientError: Attributes cannot be read, the text of a level of vitamin B12 has a point that may group
                thousands, a unit is none in which the analyte is reported, or there is neither a value nor a flag: all
                that is wrong, each with its place.
        """
        reading = _Reading()
        measured = reading.read("analyte", to_analyte, analyte)
        sign = reading.read("comparator", _to_comparator, comparator)
        measure = reading.read("unit", _to_measure, unit)
        if measure is not None or unit is None:  # a number is not read without the unit that was meant
            sign, amount = reading.read("value", _to_value, value, measure, sign) or (None, None)
        else:
            amount = None
        if reading.findings and measured is not None and measured.units and reading.findings[-1].path == "value":
            last = reading.findings.pop()
            reported = f"; {measured.name} is reported in {listed(measured.units)}"
            reading.findings.append(last._replace(reason=f"{last.reason}{reported}"))
        interval = reading.read("reference", _to_reference, reference)
        if measured is not None and measured.name in IN_THOUSANDS:
            reading.read("value", check_few_thousands, value)
            reading.read("reference", check_few_thousands, reference)
        verdict = reading.read("flag", _to_flag, flag, measured)
        day = reading.read("taken", _to_taken, taken)
        how = reading.read("method", _to_text, method)
        if measured is not None and amount is not None:
            reading.read("value", measured.check, amount)
        if amount is not None and sign is not None:
            reading.read("value", Interval.beyond, sign, amount)
        if measured is not None and interval is not None:
            reading.read("reference", _check_interval, measured, interval, amount)
        if value is None and flag is None:
            reason = "there is neither a value nor a flag; a result that was not obtained is left out"
            reading.findings.append(Finding("", reason))
        if reading.findings or measured is None:
            raise PatientError(self.what, reading.findings)
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue]  (attrs makes it)
            measured.name, amount, sign, interval, verdict, day, how
        )

    @classmethod
    def _findings_in(cls, data: Mapping[str, Any]) -> list[Finding]:
        if not isinstance(data, dict):
            return [cls._no_table(data)]
        keys = [field.name for field in attrs.fields(cls)] + ["unit"]
        unknown = [key for key in data if key not in keys]
        findings = [Finding(str(key), f"there is no such key{did_you_mean(str(key), keys)}") for key in unknown]
        try:
            cls(**{"analyte": None, **{key: value for key, value in data.items() if key in keys}})
        except PatientError as error:
            findings += error.findings
        return findings

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, without what is unknown; ``from_dict`` reads them back."""
        plain = super().to_dict()
        if self.analyte in IN_THOUSANDS:
            plain |= {name: with_one_reading(plain[name]) for name in ("value", "reference") if name in plain}
        return plain

    @property
    def possible(self) -> Interval | None:
        """What the value may be, one amount or a side of a censored one; ``None`` if only a flag was reported."""
        if self.value is None:
            return None
        return Interval.beyond(self.comparator, self.value) if self.comparator else Interval.exactly(self.value)

    @property
    def shown_value(self) -> str | None:
        """The value with its comparator, as reported; ``None`` if only a flag was."""
        return None if self.value is None else f"{self.comparator or ''}{self.value}"

    def __str__(self) -> str:
        """Write it for people."""
        value = f" {self.shown_value}" if self.value is not None else ""
        flag = f" {self.flag}" if self.flag else ""
        reference = f" (the laboratory's interval: {self.reference})" if self.reference else ""
        taken = f" of {self.taken}" if self.taken else ""
        return f"{self.analyte}{value}{flag}{reference}{taken}"


def _to_measure(given: Unit | str | None) -> Unit | str | None:
    return given if given is None or isinstance(given, str) else to_unit(given)


def _to_value(
    given: Given | None, unit: Unit | str | None, sign: Comparator | None
) -> tuple[Comparator | None, Quantity | None]:
    if given is None:
        if unit is not None or sign is not None:
            msg = "there is a unit or a comparator and no value"
            raise QuantityError(msg)
        return None, None
    if isinstance(given, str):
        printed, given = split_comparator(given)
        if printed and sign and printed != sign:
            msg = f'the value says "{printed}" and the comparator "{sign}"; give one of them'
            raise QuantityError(msg)
        sign = printed or sign
        given = given.strip() if unit is None else _in(given.strip(), unit)
    elif isinstance(given, int | float | Decimal):
        if unit is None:
            msg = f"{given!r} has no unit; give it as unit, or write the value as text with its unit"
            raise QuantityError(msg)
        return sign, Quantity(given, unit)
    return sign, _as_reported(Quantity.of(given))


def _in(text: str, unit: Unit | str) -> str:
    """Put a unit behind a number; a text that names it already stays what it is."""
    if _WITHOUT_UNIT.fullmatch(text):
        return f"{text} {unit}"
    named = Quantity.parse(text).unit
    if named != to_unit(unit):
        msg = f'the value says "{named}" and the unit "{unit}"; give one of them'
        raise QuantityError(msg)
    return text


def _to_comparator(given: str | None) -> Comparator | None:
    if given is None:
        return None
    sign, rest = split_comparator(given) if isinstance(given, str) else (None, "")
    if sign is None or rest.strip():
        msg = f"{given!r} is no comparator; one of: {', '.join(_COMPARATORS)}"
        raise QuantityError(msg)
    return sign


def _to_reference(given: Interval | str | None) -> Interval | None:
    interval = given if given is None or isinstance(given, Interval) else Interval.parse(given)
    if interval is None:
        return None
    return attrs.evolve(interval, low=_as_reported(interval.low), high=_as_reported(interval.high))


def _as_reported(quantity: Quantity | None) -> Quantity | None:
    """Give what a laboratory can have reported: a decimal, not a fraction from a conversion."""
    return None if quantity is None else Quantity(quantity.value, quantity.unit)


def _check_interval(analyte: Analyte, interval: Interval, value: Quantity | None) -> None:
    for end in (interval.low, interval.high):
        if end is not None:
            analyte.check(end)
            if value is not None and value.unit in analyte.units:
                analyte.convert(end, value.unit)  # so that the two can be compared


def _to_flag(given: Flag | str | None, analyte: Analyte | None) -> Flag | None:
    try:
        flag = FLAGS[given]
    except TypeError:
        flag = FLAGS.__missing__(given)
    meant = _QUALITATIVE if analyte is not None and not analyte.units else _QUANTITATIVE
    if analyte is not None and flag is not None and flag not in meant:
        msg = f'"{given}" does not fit {analyte.name}; one of: {", ".join(meant)}'
        raise QuantityError(msg)
    return flag


def _to_taken(given: DayLike | None) -> date | None:
    return None if given is None else to_day(given, "taken", PatientError)


def _to_text(given: str | None) -> str | None:
    if given is None or (isinstance(given, str) and given.strip()):
        return given
    raise QuantityError(f"{given!r} is no text; leave it out if it is not known")


LabResultLike: TypeAlias = "LabResult | Mapping[str, Any]"


def _to_results(given: Sequence[LabResultLike]) -> tuple[LabResult, ...]:
    if hasattr(given, "labs"):
        raise PatientError.of("results", "this is a patient, and no list of results; give patient.labs")
    if not isinstance(given, list | tuple):
        example = '[{analyte = "total-b12", value = "205 pg/mL"}]'
        raise PatientError.of("results", f"{given!r} is no list of results; give for instance {example}")
    results: list[LabResult] = []
    findings: list[Finding] = []
    for number, item in enumerate(given):
        try:
            results.append(item if isinstance(item, LabResult) else LabResult.from_dict(item))
        except PatientError as error:
            findings += [finding.under(f"[{number}]") for finding in error.findings]
    if findings:
        raise PatientError("lab results", findings)
    return tuple(results)


def _to_treated_since(given: DayLike | None) -> date | None:
    return None if given is None else to_day(given, "treated_since", PatientError)


@attrs.frozen(repr=False, slots=False)
class LabPanel(Part, Shown):
    """What the laboratory reported of one patient.

    Attributes:
        results: The results, in any order; several of one analyte are told apart by the day on which they were taken.
        treated_since: The day of the first dose of vitamin B12, by which results before treatment are told from those
            under it; ``None`` if not known.

    Raises:
        PatientError: Results cannot be read: all of them, each with its place.
    """

    what = "labs"

    results: tuple[LabResult, ...] = attrs.field(converter=_to_results)
    treated_since: date | None = attrs.field(default=None, converter=_to_treated_since)

    def to_dict(self) -> dict[str, Any]:
        """Give plain values, without what is unknown; ``from_dict`` reads them back."""
        since = {"treated_since": self.treated_since.isoformat()} if self.treated_since else {}
        return {"results": [result.to_dict() for result in self.results], **since}

    def __repr__(self) -> str:
        """Show it in a line."""
        since = f", treated since {self.treated_since}" if self.treated_since else ""
        return f"<LabPanel {'; '.join(map(str, self.results)) or 'without results'}{since}>"

    def _sections(self) -> Iterator[Section]:
        columns = {
            "analyte": "analyte",
            "result": "result",
            "flag": "flag",
            "reference": "the laboratory's interval",
            "taken": "taken",
            "method": "method",
        }
        rows = [one.to_dict() | {"result": one.shown_value} for one in self.results]
        yield "laboratory results", table(rows, columns) if rows else ["none was given"]
        yield "first dose of vitamin B12", [str(self.treated_since or "not known")]

    def of(self, analyte: AnalyteName) -> tuple[LabResult, ...]:
        """Give the results of one analyte, in the order given."""
        return tuple(result for result in self.results if result.analyte == analyte)

    @property
    def analytes(self) -> tuple[AnalyteName, ...]:
        """Name what was measured, each once, in the library's order."""
        return tuple(name for name in ANALYTES if self.of(name))


LabPanelLike: TypeAlias = "LabPanel | LabResult | Mapping[str, Any] | Sequence[LabResultLike]"


def to_panel(given: LabPanelLike) -> LabPanel:
    """Take a panel, a table of its attributes, or a list of results.

    Raises:
        PatientError: It is none of these, or results cannot be read.
    """
    if isinstance(given, LabPanel):
        return given
    if isinstance(given, LabResult):
        return LabPanel([given])
    if isinstance(given, dict):
        return LabPanel.from_dict(given)
    try:
        return LabPanel(given)  # type: ignore[arg-type]
    except PatientError as error:
        raise PatientError("labs", error.findings) from None
