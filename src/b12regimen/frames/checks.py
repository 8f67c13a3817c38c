"""Tries the columns of a frame before it is answered, and takes one row out of it as a patient."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw
import numpy as np

from b12regimen.errors import PatientError, resembling
from b12regimen.frames.columns import cells_of, is_read, plain, shown
from b12regimen.frames.inputs import UNREADABLE, Comparators, Flags, Named
from b12regimen.frames.measured import Results
from b12regimen.frames.reading import LABS, NAMES, PATHS, make_input
from b12regimen.frames.steps import BEARING, patient_of
from b12regimen.patients.facts import FACTS
from b12regimen.patients.labs import LabResult
from b12regimen.values.plain_values import spelt

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
        resembles: The name that it resembles, where it tells nothing; ``None`` for none.
        read: How many cells are read.
        missing: How many are blank, missing or "unknown".
        not_read: How many cannot be read.
        examples: All of them that differ, the most frequent first; fewer are printed.
        looks_like: The units that cells name which are not the column's, and how many name each.
        leaves_open: Of the cells that are read, names of allergies that may hide cobalt or a cobalamin: a
            contraindication stays unchecked. The most frequent come first.
    """

    column: str
    tells: str | None
    resembles: str | None = None
    read: int = 0
    missing: int = 0
    not_read: int = 0
    examples: tuple[CellCount, ...] = ()
    looks_like: tuple[tuple[str, int], ...] = ()
    leaves_open: tuple[CellCount, ...] = ()

    def __str__(self) -> str:
        """Write it for people."""
        if self.tells is None:
            return f"{self.column}: not used" + (f'; did you mean "{self.resembles}"?' if self.resembles else "")
        said = f"{self.column}: {self.read} read, {self.missing} missing, {self.not_read} not read"
        not_read = [f"such as {_told(self.examples, why)}" for why in dict.fromkeys(one.why for one in self.examples)]
        said = ", ".join([said, *(["; ".join(not_read)] if not_read else [])])
        looks = [
            f"{count} {'value looks' if count == 1 else 'values look'} like {unit}" for unit, count in self.looks_like
        ]
        names = [_told(self.leaves_open, _MAY_HIDE)] if self.leaves_open else []
        return "; ".join([said, *looks, *names])


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
    return *(_checked(frame, column) for column in inputs), *(_not_used(name, given) for name in others)


def _not_used(name: Any, given: Given) -> ColumnCheck:
    free = [one for one in NAMES if one not in given.columns]
    return ColumnCheck(str(name), None, resembling(str(name), free))


def _lab_input(column: str, given: Given) -> Input:
    name, what = LABS[column]
    place = given.columns[column]
    if what == "value":
        return Results(place, name, given.units[name])
    return Flags(column, place, name) if what == "flag" else Comparators(column, place)


def _checked(frame: Any, column: Input) -> ColumnCheck:
    read = missing = 0
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
        if meaning is not None and _is_open([one.meaning(value) for one in against]):
            unclear[text, _MAY_HIDE] += count
    return ColumnCheck(
        column.column,
        column.path,
        read=read,
        missing=missing,
        not_read=unread.total(),
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
