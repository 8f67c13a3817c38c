"""What follows from columns, step by step: each step is a finite table over the meanings of what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from b12regimen.cases.case import CONDITIONS, FROM_LABS, Case
from b12regimen.errors import PatientError
from b12regimen.frames.inputs import NOT_READ, Input, named
from b12regimen.interpretation.interferences import interferences
from b12regimen.interpretation.interpretation import OWN_CONDITIONS, interpret_labs
from b12regimen.interpretation.lab_findings import Interpretation, LabFinding
from b12regimen.interpretation.placement import own_verdicts, placed
from b12regimen.interpretation.threshold_bands import SPEAKS_FOR_IT, Thresholds, expressed
from b12regimen.patients.facts import FACTS
from b12regimen.patients.labs import LabPanel, LabResult
from b12regimen.patients.patient import Cause, Patient
from b12regimen.tables.parts import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from fractions import Fraction

    from b12regimen.frames.measured import Reported, Results
    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.values.intervals import Interval
    from b12regimen.values.units import Unit

MARKERS: Final[tuple[AnalyteName, ...]] = tuple(SPEAKS_FOR_IT)
HAEMOGLOBIN: Final = "haemoglobin"
# The analytes that bear on an answer: markers, haemoglobin, those that show a condition, and those that spoil a marker.
BEARING: Final[tuple[AnalyteName, ...]] = tuple(
    dict.fromkeys(
        (
            *(*MARKERS, HAEMOGLOBIN, *(name for name, _, _ in OWN_CONDITIONS)),
            *(name for one in interferences() for name in one.flagged),
        )
    )
)


class Step:
    """Something that follows from columns or from other steps.

    Attributes:
        needs: What it follows from.
        meanings: What it may be, each once.
        table: The number of its meaning for each combination of what it needs; the last of these counts fastest.
    """

    def __init__(
        self,
        needs: Iterable[Node],
        work: Callable[..., Any],
        key: Callable[[Any], Hashable] = lambda meaning: meaning,
    ) -> None:
        """Work every combination out.

        Args:
            needs: What it follows from.
            work: Gives the meaning of one combination.
            key: Gives what tells meanings apart.
        """
        self.needs = tuple(needs)
        self.meanings: list[Any] = []
        self.table: list[int] = []
        numbers: dict[Hashable, int] = {}
        for combination in product(*(need.meanings for need in self.needs)):
            meaning = work(*combination)
            number = numbers.setdefault(key(meaning), len(self.meanings))
            if number == len(self.meanings):
                self.meanings.append(meaning)
            self.table.append(number)


Node: TypeAlias = Input | Step


def patient_of(known: Mapping[str, Any]) -> Patient:
    """Make the patient of some meanings, by path; lists of names are told by one fact each."""
    nested: dict[str, Any] = {}
    for path, value in known.items():
        part, _, name = path.rpartition(".")
        if path == "cause":
            nested["cause"] = None if value is None else Cause(value, known.get("cause.reversible"))
        elif name in FACTS and FACTS[name].parts:
            nested[part] = {None: None, True: FACTS[name].parts[:1], False: ()}[value]
        elif part and part != "cause":
            nested.setdefault(part, {})[name] = value
        elif not part:
            nested[path] = value
    return Patient(**nested)


class Columns:
    """The columns of a frame, by what they tell.

    Attributes:
        attributes: Columns of attributes of ``Patient``, by path.
        values: Columns of results, by analyte.
        comparators: Columns of comparators, by analyte.
        flags: Columns of the laboratory's verdicts, by analyte.
        references: The laboratory's own intervals, by analyte; each holds for a whole column.
    """

    def __init__(self, references: Mapping[AnalyteName, Interval]) -> None:
        """Start with none."""
        self.attributes: dict[str, Input] = {}
        self.values: dict[AnalyteName, Results] = {}
        self.comparators: dict[AnalyteName, Input] = {}
        self.flags: dict[AnalyteName, Input] = {}
        self.references = dict(references)

    @property
    def inputs(self) -> list[Input]:
        """Every column, in the order of the patient's attributes and then of the analytes."""
        labs = [columns[name] for name in BEARING for columns in self._of_labs if name in columns]
        return [*self.attributes.values(), *labs]

    @property
    def _of_labs(self) -> tuple[Mapping[AnalyteName, Input], ...]:
        return self.values, self.comparators, self.flags

    @property
    def analytes(self) -> list[AnalyteName]:
        """The analytes of which there is a column that can be a result."""
        return [name for name in BEARING if name in self.values or name in self.flags]

    def step(self, paths: Iterable[str], work: Callable[..., Any], *others: Step) -> Step:
        """Make a step of what some attributes say: ``work`` gets a dictionary by path, and what other steps give."""
        there = [path for path in dict.fromkeys(paths) if path in self.attributes]
        size = len(there)

        def combine(*meanings: Any) -> Any:
            return work(dict(zip(there, meanings[:size], strict=True)), *meanings[size:])

        return Step([*(self.attributes[path] for path in there), *others], combine)


def paths_of(fact: str) -> tuple[str, ...]:
    """Name the attributes that a fact is read from."""
    if fact == "reversible":
        return ("cause", "cause.reversible")
    return (named(FACTS[fact]) if FACTS[fact].parts else FACTS[fact].path,)


class LabSteps:
    """What the laboratory columns say, by the cut-offs of one source.

    Attributes:
        results: The result of each analyte; ``None`` where there is none.
        problems: Why a result cannot be made of its cells, by analyte.
        findings: What each marker says, alone: its finding, what it may be, and why if that is told; ``None`` where
            there is no result.
        together: What they say together of the deficiency and of anaemia.
        conditions: Whether the laboratory itself shows a condition, by its name.
    """

    def __init__(self, columns: Columns, thresholds: Thresholds, *, tells_why: bool = False) -> None:
        """Work out what each analyte says, and all of them together; reasons tell more results apart."""
        self._columns = columns
        self._tells_why = tells_why
        self._thresholds = thresholds
        self.problems = {name: self._result(name, is_problem=True) for name in columns.analytes}
        self.results = {name: self._result(name, is_problem=False) for name in columns.analytes}
        self._each = {name: self._interpreted(name) for name in MARKERS if name in self.results}
        self.findings = {name: Step([one], _first_of) for name, one in self._each.items()}
        blood = [self.results[HAEMOGLOBIN]] if HAEMOGLOBIN in self.results else []
        anaemia = Step(blood, self._anaemia)
        brief = [Step([found], lambda said: said, _in_brief) for found in self.findings.values()]
        self.together = Step([anaemia, *brief], self._together, _said_together)
        self.conditions = {name: self._condition(name) for name in CONDITIONS}

    def _condition(self, condition: str) -> Step:
        """Ask the interpreter for one condition only."""
        measured = [
            self.results[name] for name, _, shown in OWN_CONDITIONS if shown == condition and name in self.results
        ]

        def work(*results: LabResult | None) -> Interpretation:
            return interpret_labs([one for one in results if one is not None], thresholds=self._thresholds)

        return Step(measured, work, lambda said: condition in said.conditions)

    def _result(self, name: AnalyteName, *, is_problem: bool) -> Step:
        columns, reference = self._columns, self._columns.references.get(name)
        there = {
            what: by[name]
            for what, by in (("value", columns.values), ("comparator", columns.comparators), ("flag", columns.flags))
            if name in by
        }

        def work(*meanings: Any) -> LabResult | str | None:
            known = dict(zip(there, meanings, strict=True))
            value: Reported | None = known.get("value")
            sign, flag = known.get("comparator"), known.get("flag")
            try:
                result = self._made(name, value, sign, flag, reference)
            except PatientError as error:
                return "; ".join(finding.reason for finding in error.findings) if is_problem else None
            return None if is_problem else result

        return Step(there.values(), work, self._key)

    def _made(
        self, name: AnalyteName, value: Reported | None, sign: str | None, flag: str | None, reference: Interval | None
    ) -> LabResult | None:
        if sign == NOT_READ:
            value, sign = None, None
        if value is not None and value.sign and sign and value.sign != sign:
            raise PatientError.of(name, "the value and the comparator do not say the same; give one of them")
        if value is None and sign is not None:
            raise PatientError.of(name, "there is a comparator and no value")
        if value is None and flag is None:
            return None
        amount = None if value is None else self._columns.values[name].amount(value)
        comparator = sign if value is None else value.sign or sign
        return LabResult(name, amount, comparator=comparator, flag=flag, reference=reference)

    def _key(self, result: LabResult | str | None) -> Hashable:
        """Tell results apart by what they say, not by their number."""
        if not isinstance(result, LabResult):
            return result
        if result.analyte not in MARKERS:
            return frozenset(own_verdicts(result)), result.flag
        found = placed(result, self._thresholds.markers.get(result.analyte))
        return self._said(found)

    def _said(self, found: LabFinding) -> tuple[Any, ...]:
        return found.finding, found.may_be, found.reason if self._tells_why else None

    def not_checked(self, name: AnalyteName) -> Step:
        """Name the attributes that are not known and might have spoilt a marker."""
        return Step([self._each[name]], lambda said: () if said is None else said[1])

    def _interpreted(self, name: AnalyteName) -> Step:
        spoiling = [one for one in interferences() if name in one.analytes]
        flags = {other: flag for one in spoiling for other, flag in one.flagged.items() if other in self.results}
        facts = [fact for one in spoiling for fact in one.when]
        paths = [path for fact in facts for path in paths_of(fact)] + (["age"] if self._thresholds.youngest else [])

        def work(known: Mapping[str, Any], result: LabResult | None, *others: LabResult | None) -> Any:
            if result is None:
                return None
            panel = LabPanel([result, *(other for other in others if other is not None)])
            said = interpret_labs(panel, thresholds=self._thresholds, patient=patient_of(known))
            return self._said(said.findings[0]), said.not_checked if self._tells_why else ()

        flagging = [Step([self.results[other]], _only(flag)) for other, flag in flags.items()]
        return self._columns.step(paths, work, self.results[name], *flagging)

    def _anaemia(self, result: LabResult | None = None) -> Any:
        said = interpret_labs([] if result is None else [result], thresholds=self._thresholds)
        return said.anaemia, said.anaemia_is_doubtful

    def _together(self, blood: Any, *said: Any) -> Interpretation:
        anaemia, is_doubtful = blood
        there = [(name, one) for name, one in zip(self.findings, said, strict=True) if one is not None]
        findings = tuple(
            LabFinding(LabResult(name, flag="normal"), finding, "", may_be) for name, (finding, may_be, *_) in there
        )
        return Interpretation(LabPanel([]), self._thresholds, findings, anaemia, is_doubtful, (), ())


def _first_of(said: tuple[Any, Any] | None) -> Any:
    return None if said is None else said[0]


def _only(flag: str) -> Callable[[LabResult | None], LabResult | None]:
    """Keep a result that the laboratory calls so, whatever its number."""

    def kept(result: LabResult | None) -> LabResult | None:
        if result is None or not (result.flag == flag or flag in own_verdicts(result)):
            return None
        return LabResult(result.analyte, flag=flag)

    return kept


def _in_brief(said: tuple[Any, ...] | None) -> Hashable:
    """Tell findings apart as far as they count together."""
    if said is None:
        return None
    one = LabFinding(LabResult("mma", flag="normal"), said[0], "", said[1])
    return one.finding, one.may_speak_for_it


def _said_together(said: Interpretation) -> Hashable:
    return (
        *(said.deficiency, said.speaks_for_it, said.places_a_result),
        *(said.anaemia, said.anaemia_is_doubtful),
    )


def places(name: AnalyteName, unit: Unit, thresholds: Thresholds | None, reference: Interval | None) -> list[Fraction]:
    """Give the amounts by which results of a column are told apart, in its unit."""
    marker = thresholds.markers.get(name) if thresholds else None
    bands = [band.within[marker.units.index(marker.unit_for(unit))] for band in marker.bands] if marker else []
    intervals = [*bands, *([reference] if reference else [])]
    return [end for interval in intervals for end in _ends(expressed(interval, unit, name))]


def _ends(interval: Interval) -> Sequence[Fraction]:
    return [end.exact / end.unit.factor for end in (interval.low, interval.high) if end is not None]


@attrs.frozen
class _Told(Case):
    """A case that answers for facts which were worked out before."""

    told: Mapping[tuple[str, tuple[Value, ...]], bool | None] = attrs.field(kw_only=True)

    def is_among(self, name: str, values: Iterable[Value]) -> bool | None:
        return self.told[name, tuple(values)]


class FactSteps:
    """What the columns say of facts, in the library's own words and in a guideline's."""

    def __init__(self, columns: Columns, labs: LabSteps | None) -> None:
        """Keep the columns, and what the laboratory columns say."""
        self._columns = columns
        self._labs = labs

    def case(self, fact: str, work: Callable[[Case], Any]) -> Step:
        """Make a step of one fact."""

        def of(known: Mapping[str, Any], said: Interpretation | None = None) -> Any:
            return work(Case(patient_of(known), said))

        labs: list[Step] = []
        if self._labs and fact in FROM_LABS:
            labs = [self._labs.conditions.get(fact, self._labs.together)]
        return self._columns.step(paths_of(fact), of, *labs)

    def told(self, age: object, told: Mapping[tuple[str, tuple[Value, ...]], bool | None]) -> Case:
        """Make a case of what was worked out before: which facts have one of some values."""
        return _Told(Patient(age=age), told=told)
