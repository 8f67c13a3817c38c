"""Tries the columns of a frame before it is answered, and takes one row out of it as a patient."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw
import numpy as np

from b12regimen.errors import PatientError, QuantityError, listed, resembling
from b12regimen.frames.columns import cells_of, is_read, plain, shown
from b12regimen.frames.inputs import BLANK, UNREADABLE, Comparators, Flags, Named
from b12regimen.frames.measured import Reported, Results
from b12regimen.frames.reading import LABS, NAMES, PATHS, make_input
from b12regimen.frames.steps import BEARING, patient_of
from b12regimen.patients.analytes import ANALYTES, analytes_named
from b12regimen.patients.facts import FACTS
from b12regimen.patients.labs import LabResult
from b12regimen.values.plain_values import spelt
from b12regimen.values.units import to_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.frames.inputs import Input
    from b12regimen.frames.reading import Given
    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.patients.patient import Patient

_EXAMPLES: Final = 3
_MAY_HIDE: Final = (
    'may hide cobalt or a cobalamin, so a contraindication stays unchecked ("other" says that none does, "none" '
    "that there is no allergy)"
)

_UNITS_APART: Final = (
    "its cells are units ({}): if they are those of a result, join the two in one text and give a list of units"
)
_FIRST: Final = 1000
# So much longer or shorter may a word be that is misspelt.
_MISSPELT: Final = 2
_TEXTS: Final = (nw.String, nw.Categorical, nw.Enum)


@attrs.frozen
class CellCount:
    """Cells of a column that say the same, and not what was asked.

    Attributes:
        cell: What they say.
        rows: How many they are.
        why: What is the matter with them.
        options: The words of the closed list that the column has; empty for other columns.
    """

    cell: str
    rows: int
    why: str
    options: tuple[str, ...] = attrs.field(default=(), repr=False)

    @property
    def resembles(self) -> str | None:
        """The word of the closed list that the cell resembles; ``None`` for none."""
        return resembling(spelt(self.cell), self.options) if self.options else None

    def __str__(self) -> str:
        """Write it for people."""
        said = f'"{self.cell}"' + (f" {self.rows} times" if self.rows > 1 else "")
        return said + (f' (did you mean "{self.resembles}"?)' if self.resembles else "")


@attrs.frozen
class ColumnCheck:
    """What a column holds.

    Attributes:
        column: The column.
        tells: What it tells; ``None`` if nothing that is asked here, and then its cells are not tried.
        resembles: The names that it resembles, where it tells nothing.
        names_units: The units that its cells name, where it tells nothing and all its first cells are units of results.
        read: How many cells are read.
        missing: How many are blank, missing or "unknown".
        not_read: How many cannot be read.
        zeros: How many of those that are read are a result of 0, which some exports write where there is none.
        examples: All of them that differ, the most frequent first; fewer are printed.
        looks_like: The units that cells name which are not the column's, and how many name each.
        leaves_open: Of the cells that are read, names of allergies that may hide cobalt or a cobalamin: a
            contraindication stays unchecked. The most frequent come first.
    """

    column: str
    tells: str | None
    resembles: tuple[str, ...] = ()
    names_units: tuple[str, ...] = ()
    read: int = 0
    missing: int = 0
    not_read: int = 0
    zeros: int = 0
    examples: tuple[CellCount, ...] = ()
    looks_like: tuple[tuple[str, int], ...] = ()
    leaves_open: tuple[CellCount, ...] = ()

    def __str__(self) -> str:
        """Write it for people."""
        if self.tells is None:
            meant = listed(f'"{one}"' for one in self.resembles)
            hints = [f"did you mean {meant}?"] if meant else []
            hints += [_UNITS_APART.format(listed(self.names_units))] if self.names_units else []
            return "; ".join([f"{self.column}: not used", *hints])
        said = f"{self.column}: {self.read} read, {self.missing} missing, {self.not_read} not read"
        not_read = [f"such as {_told(self.examples, why)}" for why in dict.fromkeys(one.why for one in self.examples)]
        said = ", ".join([said, *(["; ".join(not_read)] if not_read else [])])
        looks = [
            f"{count} {'value looks' if count == 1 else 'values look'} like {unit}" for unit, count in self.looks_like
        ]
        names = [_told(self.leaves_open, _MAY_HIDE)] if self.leaves_open else []
        cells = f"{self.zeros} {'cell is' if self.zeros == 1 else 'cells are'}"
        zeros = [f"{cells} 0, and read so: leave blank what stands for no result"] if self.zeros else []
        return "; ".join([said, *looks, *zeros, *names])


def _told(cells: Iterable[CellCount], why: str) -> str:
    """Name the most frequent of the cells with which one thing is the matter."""
    same = [one for one in cells if one.why == why]
    rest = len(same) - _EXAMPLES
    more = f" and {rest} other {'spelling' if rest == 1 else 'spellings'}" if rest > 0 else ""
    return f"{', '.join(map(str, same[:_EXAMPLES]))}{more}: {why}"


def checked(frame: Any, given: Given) -> tuple[ColumnCheck, ...]:
    """Check every column that tells something, and name the others."""
    inputs = [
        make_input(path, given.columns[name]) for path in PATHS if (name := path.rpartition(".")[2]) in given.columns
    ]
    inputs += [_lab_input(column, given) for column in LABS if column in given.columns]
    others = [name for name in frame.collect_schema() if name not in given.columns.values()]
    units = _units_named(frame, [name for name in others if isinstance(name, str)], list(given.units))
    unused = (ColumnCheck(str(name), None, _resembled(str(name), given), units.get(name, ())) for name in others)
    return *(_checked(frame, column) for column in inputs), *unused


def _resembled(name: str, given: Given) -> tuple[str, ...]:
    """Give the names that a column may have been meant for; one that names an analyte is a column of its results."""
    free = [one for one in NAMES if one not in given.columns]
    word = resembling(name, free)
    every = [one.replace("-", "_") for meant in analytes_named(name) for one in meant]
    analytes = tuple(dict.fromkeys(one for one in every if one in free))
    is_misspelt = word is not None and (word in LABS or abs(len(word) - len(name)) <= _MISSPELT)
    return (word,) if word is not None and (is_misspelt or not analytes) else analytes


def _units_named(frame: Any, names: list[str], analytes: list[AnalyteName]) -> dict[str, tuple[str, ...]]:
    """Give the units that columns name of which all the first cells are units of the results that are read."""
    kinds = frame.collect_schema()
    parted = frame.implementation.is_pyspark()
    texts = [name for name in names if isinstance(kinds[name], _TEXTS) and not (parted and "." in name)]
    if not texts or not analytes:
        return {}
    first = frame.select(*map(nw.col, texts)).head(_FIRST).lazy().collect()
    found = {name: _all_units(set(map(plain, first[name].to_list())), analytes) for name in texts}
    return {name: units for name, units in found.items() if units}


def _all_units(cells: set[Any], analytes: list[AnalyteName]) -> tuple[str, ...]:
    units: dict[str, None] = {}
    for cell in sorted(str(cell).strip() for cell in cells if cell is not None):
        if spelt(cell) in BLANK:
            continue
        try:
            unit = to_unit(cell)
        except QuantityError:
            return ()
        if not any(ANALYTES[name].accepts(unit) for name in analytes):
            return ()
        units[str(unit)] = None
    return tuple(units)


def _lab_input(column: str, given: Given) -> Input:
    name, what = LABS[column]
    place = given.columns[column]
    if what == "value":
        return Results(place, name, given.units[name])
    return Flags(column, place, name) if what == "flag" else Comparators(column, place)


def _checked(frame: Any, column: Input) -> ColumnCheck:
    read = missing = zeros = 0
    unread: Counter[tuple[str, str]] = Counter()
    unclear: Counter[tuple[str, str]] = Counter()
    units: Counter[str] = Counter()
    against = [Named(column.column, fact) for fact in FACTS.values() if fact.path == column.path == "allergies"]
    for value, count, text in _counted(frame, column.column):
        try:
            meaning = column.meaning(value)
        except UNREADABLE:
            unread[text, column.why(value)] += count
            if unit := _unit_of(column, value):
                units[unit] += count
            continue
        read, missing = (read, missing + count) if meaning is None else (read + count, missing)
        zeros += count if isinstance(meaning, Reported) and meaning.is_zero else 0
        if meaning is not None and _is_open([one.meaning(value) for one in against]):
            unclear[text, _MAY_HIDE] += count
    return ColumnCheck(
        column.column,
        column.path,
        read=read,
        missing=missing,
        not_read=unread.total(),
        zeros=zeros,
        examples=_counts(unread, column.options),
        looks_like=tuple(sorted(units.items())),
        leaves_open=_counts(unclear),
    )


def _is_open(said: list[Any]) -> bool:
    return None in said and True not in said


def _counts(cells: Counter[tuple[str, str]], options: tuple[str, ...] = ()) -> tuple[CellCount, ...]:
    ranked = sorted(cells.items(), key=lambda one: (-one[1], one[0]))
    return tuple(CellCount(cell, rows, why, options) for (cell, why), rows in ranked)


def _counted(frame: Any, name: str) -> Iterable[tuple[object, int, str]]:
    """Give what the cells of a column hold, how many hold each, and how that is written."""
    kind = frame.collect_schema()[name]
    if not isinstance(frame, nw.DataFrame) and not isinstance(kind, nw.Object):
        rows = f"{name}_rows"
        cells = frame.select(nw.col(name).is_null() if kind.is_nested() else nw.col(name))
        found = cells.group_by(name).agg(nw.len().alias(rows)).collect().select(name, rows).rows()
        if kind.is_nested():
            return [(None if is_none else kind, count, str(kind)) for is_none, count in found]
        return [(plain(cell), count, shown(cell)) for cell, count in found]
    series = frame.lazy().select(name).collect()[name] if isinstance(frame, nw.LazyFrame) else frame[name]
    cells = cells_of(series)
    codes, firsts, counts = np.unique(cells.codes(slice(0, len(series))), return_index=True, return_counts=True)
    counted = []
    for code, first, count in zip(codes, firsts.tolist(), counts.tolist(), strict=True):
        value = plain(code) if cells.values is None else cells.values[min(int(code), len(cells.values) - 1)]
        text = shown(value) if is_read(value) else shown(series[first] if isinstance(kind, nw.Object) else kind)
        counted.append((value, count, text))
    return counted


def _unit_of(column: Input, value: object) -> str | None:
    """Give the unit that a cell names itself, if it is a result in it."""
    if not isinstance(column, Results) or not isinstance(value, str):
        return None
    try:
        amount = LabResult(column.analyte, value).value
    except PatientError:
        return None
    return None if amount is None else str(amount.unit)


def patient_at(frame: nw.DataFrame[Any], row: int, given: Given) -> Patient:
    """Give the patient of a row; what cannot be read is not known."""
    cells = {name: plain(frame[column][row]) for name, column in given.columns.items()}
    known = {
        path: _meaning(make_input(path, name), cells[name])
        for path in PATHS
        if (name := path.rpartition(".")[2]) in cells
    }
    results = [result for name in BEARING if (result := _result(name, cells, given)) is not None]
    return patient_of(known | ({"labs": results} if results else {}))


def _meaning(column: Input, cell: object) -> Any:
    try:
        return column.meaning(cell)
    except UNREADABLE:
        return None


def _result(name: AnalyteName, cells: dict[str, object], given: Given) -> LabResult | None:
    column = name.replace("-", "_")
    said = {end: cells.get(f"{column}{end}") for end in ("", "_comparator", "_flag")}
    flag = _meaning(Flags(column, column, name), said["_flag"])
    value, measure, sign = said[""], given.units.get(name), None
    results = None if measure is None else Results(column, name, measure)
    if results is None or _meaning(results, value) is None:
        value = None
    try:
        sign = Comparators(column, column).meaning(said["_comparator"])
    except UNREADABLE:
        value = None
    if value is None and flag is None:
        return None
    try:
        return LabResult(
            name,
            value,  # type: ignore[arg-type]
            unit=None if value is None or results is None else results.unit,
            comparator=sign,
            flag=flag,
            reference=given.references.get(name) if value is not None else None,
        )
    except PatientError:
        return None
