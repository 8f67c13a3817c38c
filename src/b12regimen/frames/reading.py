"""Finds the columns of a frame that tell something of a patient, each with its unit where it needs one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import attrs

from b12regimen.cases.case import FROM_LABS
from b12regimen.errors import Finding, FrameError, QuantityError, did_you_mean, listed, resembling
from b12regimen.frames.answers import ages_told_apart, contraindications
from b12regimen.frames.inputs import Comparators, Flags, Named, Names, Words, YesNo, named
from b12regimen.frames.measured import Ages, Measure, Results, units_of
from b12regimen.frames.steps import BEARING, Columns, paths_of, places
from b12regimen.interpretation.interferences import interferences
from b12regimen.patients.analytes import ANALYTE_NAMES, ANALYTES, AnalyteName
from b12regimen.patients.facts import FACTS
from b12regimen.patients.labs import IN_THOUSANDS
from b12regimen.patients.patient import CLOSED_LISTS
from b12regimen.values.intervals import Interval
from b12regimen.values.thousands import check_few_thousands
from b12regimen.values.units import to_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.frames.inputs import Input
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.interpretation.threshold_bands import Thresholds
    from b12regimen.values.age import Age

UnitsGiven: TypeAlias = Mapping[str, str | Sequence[str]]

PATHS: Final = tuple(dict.fromkeys(fact.path for fact in FACTS.values()))
_BY_NAME: Final = {path.rpartition(".")[2]: path for path in PATHS}
_COLUMN_OF: Final = {name: name.replace("-", "_") for name in ANALYTE_NAMES}
LABS: Final[dict[str, tuple[AnalyteName, str]]] = {
    f"{_COLUMN_OF[name]}{end}": (name, what)
    for name in BEARING
    for end, what in (("", "value"), ("_comparator", "comparator"), ("_flag", "flag"))
    if ANALYTES[name].units or what == "flag"
}
NAMES: Final = (*_BY_NAME, *LABS)
_OF_RECALL: Final = ("last_given", "repletion_over")


@attrs.frozen
class Given:
    """What a caller says of the columns of a frame, checked.

    Attributes:
        columns: The column that tells each thing, by the thing's name.
        units: The unit of each column of results, or those of which each cell names one.
        references: The laboratory's own interval of each analyte, for the whole column.
    """

    columns: Mapping[str, str]
    units: Mapping[AnalyteName, Measure]
    references: Mapping[AnalyteName, Interval]


def read_given(
    there: Iterable[str],
    columns: Mapping[str, str] | None,
    units: UnitsGiven | None,
    references: Mapping[str, str] | None,
) -> Given:
    """Read what a caller says of columns; a column with the name of an attribute or an analyte is found without.

    Raises:
        FrameError: A name is none, a column is not there, or a column of results has no unit: all that is wrong.
    """
    findings = [
        Finding(what, f'{given!r} is no table; give for instance {{"age": "years"}}')
        for what, given in (("columns", columns), ("units", units), ("references", references))
        if given is not None and not isinstance(given, Mapping)
    ]
    if findings:
        raise FrameError("columns", findings)
    there = [name for name in there if isinstance(name, str)]
    found = _named(there, columns or {}, findings)
    said_units = _by_analyte("units", units, found, partial(_to_measure, there), findings)
    said_references = _by_analyte("references", references, found, _to_reference, findings)
    for name in BEARING:
        column = _COLUMN_OF[name]
        if column in found and name not in said_units and f"units.{column}" not in [one.path for one in findings]:
            options = listed(ANALYTES[name].units)
            findings.append(Finding(f"units.{column}", f'say in which unit "{found[column]}" is; expected {options}'))
        if f"{column}_comparator" in found and column not in found:
            findings.append(
                Finding(f"columns.{column}_comparator", f"there is no column of {column} to which it belongs")
            )
    findings += [
        Finding(
            f"units.{_COLUMN_OF[name]}", f"{name} is not reported in {unit}; expected {listed(ANALYTES[name].units)}"
        )
        for name, measure in said_units.items()
        for unit in units_of(measure)
        if not ANALYTES[name].accepts(unit)
    ]
    if not findings:
        findings = _of_references(said_units, said_references)
    if findings:
        raise FrameError("columns", findings)
    return Given(found, said_units, said_references)


def _named(there: Sequence[str], columns: Mapping[str, str], findings: list[Finding]) -> dict[str, str]:
    """Find the column that tells each thing."""
    found = {name: name for name in NAMES if name in there}
    words = [_last(name) for name in columns]
    if turned := {name: column for name, column in columns.items() if _is_turned(name, column, there)}:
        right = ", ".join(f'"{_last(column)}": "{name}"' for name, column in turned.items())
        findings.append(Finding("columns", f"the attribute comes first, and then your column: {{{right}}}"))
    for name, column in columns.items():
        word = _last(name)
        if name in turned:
            continue
        if words.count(word) > 1:
            findings.append(Finding(f"columns.{name}", "the attribute is named more than once"))
        elif not isinstance(column, str):
            findings.append(Finding(f"columns.{name}", f"{column!r} is no text; rename the column"))
        elif word not in NAMES:
            findings.append(Finding(f"columns.{name}", _no_attribute(word)))
        elif column not in there:
            findings.append(
                Finding(f"columns.{name}", f'the frame has no column "{column}"{did_you_mean(column, there)}')
            )
        else:
            found[word] = column
    for column in dict.fromkeys(found.values()):
        told = [word for word in found if found[word] == column]
        if len(told) > 1:
            findings.append(
                Finding("columns", f'"{column}" is named for {listed(told, "and")}; a column tells one thing')
            )
    return found


def _no_attribute(word: str) -> str:
    if word in _OF_RECALL:
        return f"next_due alone reads it; give it there as {word}"
    return f"there is no such attribute{did_you_mean(word, NAMES)}"


def _is_turned(name: str, column: object, there: Sequence[str]) -> bool:
    """Tell whether a column stands where its attribute belongs."""
    if not isinstance(column, str) or _last(name) in (*NAMES, *_OF_RECALL) or _last(column) not in NAMES:
        return False
    return name in there or (column not in there and resembling(_last(name), NAMES) is None)


def _last(name: str) -> str:
    return str(name).rpartition(".")[2].replace("-", "_")


def _by_analyte(what: str, given: Any, found: Mapping[str, str], read: Any, findings: list[Finding]) -> dict[Any, Any]:
    values = {}
    words = [_last(name) for name in given or {}]
    for name, text in (given or {}).items():
        word = _last(name)
        if words.count(word) > 1:
            findings.append(Finding(f"{what}.{name}", "the analyte is named more than once"))
        elif word not in LABS or LABS[word][1] != "value":
            values_of = [column for column, (_, one) in LABS.items() if one == "value"]
            findings.append(
                Finding(f"{what}.{name}", f"it is no result that is read here{did_you_mean(word, values_of)}")
            )
        elif word not in found:
            findings.append(Finding(f"{what}.{name}", f"the frame has no column of {word}; name it under columns"))
        else:
            try:
                values[LABS[word][0]] = read(text, LABS[word][0])
            except QuantityError as error:
                findings.append(Finding(f"{what}.{word}", str(error)))
    return values


def _to_reference(given: str, analyte: AnalyteName) -> Interval:
    """Read the laboratory's own interval, as that of a result."""
    if analyte in IN_THOUSANDS:
        check_few_thousands(given)
    return Interval.parse(given)


def _to_measure(there: Sequence[str], given: str | Sequence[str], _: AnalyteName) -> Measure:
    """Read the unit of a column, or a list of those of which each cell names one."""
    if isinstance(given, list | tuple) and given:
        return tuple(dict.fromkeys(to_unit(unit) for unit in given))
    try:
        return to_unit(cast("str", given))
    except QuantityError:
        if given not in there:
            raise
        way = 'join each value with its unit in one text, such as "151 ng/L", and list the units: ["ng/L", "pmol/L"]'
        raise QuantityError(f'"{given}" is a column of the frame; {way}') from None


def _of_references(units: Mapping[Any, Measure], references: Mapping[Any, Interval]) -> list[Finding]:
    findings = []
    for name, reference in references.items():
        try:
            for unit in units_of(units[name]):
                places(name, unit, None, reference)
        except QuantityError as error:
            findings.append(Finding(f"references.{_COLUMN_OF[name]}", str(error)))
    return findings


def columns_for_guideline(given: Given, guideline: Guideline, thresholds: Thresholds) -> Columns:
    """Take the columns that bear on a guideline's answer and on its contraindications."""
    facts = [reader.fact.name for reader in guideline.readers]
    against = contraindications(guideline)
    facts += [name for alert in against for when in alert.when for name in when]
    if any(alert.age_from or alert.age_below for alert in against):
        facts.append("age")
    return _columns(given, [*facts, *FROM_LABS], thresholds, ages_told_apart(guideline, thresholds))


def columns_for_labs(given: Given, thresholds: Thresholds) -> Columns:
    """Take the columns that bear on what laboratory results say."""
    return _columns(given, [], thresholds, [thresholds.youngest] if thresholds.youngest else [])


def _columns(given: Given, facts: Iterable[str], thresholds: Thresholds, edges: Iterable[Age]) -> Columns:
    found = Columns(given.references)
    paths = {path for fact in facts for path in paths_of(fact)}
    for column, (analyte, what) in LABS.items():
        if column not in given.columns:
            continue
        place = given.columns[column]
        if what == "flag":
            found.flags[analyte] = Flags(column, place, analyte)
        elif what == "comparator":
            found.comparators[analyte] = Comparators(column, place)
        else:
            reference = given.references.get(analyte)
            ends = partial(places, analyte, thresholds=thresholds, reference=reference)
            found.values[analyte] = Results(place, analyte, given.units[analyte], ends)
    if found.analytes:
        paths |= {path for one in interferences() for fact in one.when for path in paths_of(fact)} | {"age"}
    for path in PATHS:
        if path in paths and (name := path.rpartition(".")[2]) in given.columns:
            found.attributes[path] = make_input(path, given.columns[name], edges)
    for fact in FACTS.values():
        if named(fact) in paths and fact.path in given.columns:
            found.attributes[named(fact)] = Named(given.columns[fact.path], fact)
    return found


def make_input(path: str, column: str, edges: Iterable[Age] = ()) -> Input:
    """Make the input of an attribute."""
    if path in CLOSED_LISTS:
        return Words(path, column)
    if path == "age":
        return Ages(path, column, edges)
    is_names = any(fact.parts for fact in FACTS.values() if fact.path == path)
    return Names(path, column) if is_names else YesNo(path, column)
