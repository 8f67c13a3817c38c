"""Answers a frame that is not read yet: the same steps as expressions, so that the engine runs them when it likes.

Each step is the sum of small numbers and one look-up by that number; there is no join, so rows keep their keys.
"""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw

from b12regimen.frames.inputs import BLANK, THE_VALUE, Comparators, Input, Named, Words, YesNo
from b12regimen.frames.lazy_names import named
from b12regimen.frames.measured import Ages, Results
from b12regimen.frames.steps import Step
from b12regimen.values.durations import TIME_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from b12regimen.frames.answers import Plan
    from b12regimen.frames.steps import Columns, Node

_OWN: Final = "__b12regimen_"
# What Python takes for space, so that every engine does.
_SPACE: Final = "".join(
    map(chr, (*range(0x9, 0xE), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)))
) + "".join(map(chr, (0x2028, 0x2029, 0x202F, 0x205F, 0x3000)))
_NUMBER: Final = "(0|[1-9][0-9]*)([.][0-9]+)?"
_DTYPES: Final = {"number": nw.Float64(), "text": nw.String(), "flag": nw.Boolean()}
_AN_AGE: Final = "[0-9]{1,6}"


class LazyFrame:
    """A frame that is not read yet, with its columns as numbers of what their cells mean."""

    def __init__(self, frame: nw.LazyFrame[Any], columns: Columns) -> None:
        """Number every meaning that may come."""
        self._columns = columns
        self._kinds = frame.collect_schema()
        self._frame = frame
        self._names: dict[Node, str] = {}
        for column in columns.inputs:
            column.foresee()
            column.unread()

    def answer(self, plan: Plan, not_read: str | None, prefix: str) -> Any:
        """Add the columns of a plan, and one that says what could not be read, if it has a name."""
        own = set(self._kinds)
        frame = self._encoded()
        for _, step in plan.problems:
            frame = self._with_step(frame, step)
        for output in plan.outputs:
            frame = self._with_step(frame, output.step)
        answers: dict[str, tuple[str, Iterable[Any], nw.dtypes.DType]] = {
            prefix + one.name: (self._names[one.step], one.values, _DTYPES[one.kind]) for one in plan.outputs
        }
        for number, (name, step) in enumerate(plan.problems):
            texts = [None if meaning is None else f"{name}: {meaning}" for meaning in step.meanings]
            answers[f"{_OWN}problem_{number}"] = (self._names[step], texts, nw.String())
        frame = _looked_up(frame, answers)
        if not_read:
            reasons = [self._reason(column) for column in self._columns.inputs]
            reasons += [nw.col(f"{_OWN}problem_{number}") for number in range(len(plan.problems))]
            frame = frame.with_columns(
                (nw.concat_str(reasons, separator="; ", ignore_nulls=True) if reasons else _text(None)).alias(
                    f"{_OWN}not_read"
                )
            )
            told = nw.col(f"{_OWN}not_read")
            frame = frame.with_columns(nw.when(told != "").then(told).alias(prefix + not_read))
        own_of_this = [name for name in frame.collect_schema() if name.startswith(_OWN) and name not in own]
        return frame.drop(own_of_this).to_native()

    def _encoded(self) -> nw.LazyFrame[Any]:
        """Add a code for each column: the number of its meaning, or one more where it cannot be read."""
        frame, codes = self._frame, {}
        for number, column in enumerate(self._columns.inputs):
            codes[column] = f"{_OWN}code_{number}"
            frame = self._with_code(frame, column, codes[column])
        numbers = {}
        for number, (column, code) in enumerate(codes.items()):
            self._names[column] = f"{_OWN}input_{number}"
            known = range(len(column.meanings))
            numbers[self._names[column]] = (code, [*known, column.unread()], nw.Int32())
        self._codes = codes
        return _looked_up(frame, numbers)

    def _with_code(self, frame: nw.LazyFrame[Any], column: Input, code: str) -> nw.LazyFrame[Any]:
        kind, cell, bad = self._kinds[column.column], nw.col(column.column), len(column.meanings)
        if isinstance(kind, nw.String | nw.Categorical | nw.Enum):
            frame = frame.with_columns(cell.cast(nw.String).alias(f"{_OWN}text"))
            found = self._of_text(column, nw.col(f"{_OWN}text"))
        elif isinstance(kind, nw.Boolean) and isinstance(column, YesNo):
            found = nw.when(cell).then(nw.lit(column.number(True))).otherwise(nw.lit(column.number(False)))  # noqa: FBT003
        elif kind.is_numeric() and isinstance(column, Ages | Results):
            value = cell.cast(nw.Float64)
            missing = value.is_null() | value.is_nan()
            found = nw.when(~missing).then(self._of_number(column, value)).otherwise(nw.lit(0))
        else:
            found = nw.lit(bad)
        answer = nw.when(cell.is_null()).then(nw.lit(0)).otherwise(found)
        return frame.with_columns(answer.cast(nw.Int32).alias(code))

    def _of_number(self, column: Ages | Results, value: nw.Expr) -> nw.Expr:
        if isinstance(column, Ages):
            oldest = column.oldest("year")
            is_good = (value >= 0) & (value <= oldest) & (value == value.round(0))
            return nw.when(is_good).then(_stepped(value, column.cuts("year"))).otherwise(nw.lit(len(column.meanings)))
        is_good = (value >= 0) & (value < float("inf"))
        return nw.when(is_good).then(self._placed(column, value, None)).otherwise(nw.lit(len(column.meanings)))

    def _placed(self, column: Results, value: nw.Expr, sign: str | None) -> nw.Expr:
        return _stepped(value, [(cut, column.number_at(place, sign)) for place, cut in enumerate(column.cuts)])

    def _of_text(self, column: Input, text: nw.Expr) -> nw.Expr:
        bad = len(column.meanings)
        if isinstance(column, Comparators):
            return _worded(text.str.strip_chars(_SPACE), column.words, bad)
        normal = text.str.to_lowercase().str.replace_all(f"[_{_SPACE}-]+", "-").str.strip_chars("-")
        if isinstance(column, Words):
            return _worded(normal, column.words, bad)
        is_blank = normal.is_in(BLANK)
        if isinstance(column, Ages):
            found = self._age(column, text.str.to_lowercase().str.strip_chars(_SPACE))
        elif isinstance(column, Results):
            found = self._result(column, text)
        elif isinstance(column, Named):
            found = named(column, text)
        else:
            found = nw.lit(bad)
        return nw.when(is_blank).then(nw.lit(0)).otherwise(found)

    def _age(self, column: Ages, text: nw.Expr) -> nw.Expr:
        found: nw.Expr = nw.lit(len(column.meanings))
        for unit in TIME_UNITS:
            is_one = text.str.contains(f"^{_AN_AGE}[{_SPACE}]*{unit}s?$")
            digits = nw.when(is_one).then(text.str.replace_all("[^0-9]", "")).cast(nw.Int64)
            inside = nw.when(digits <= column.oldest(unit)).then(_stepped(digits, column.cuts(unit)))
            found = nw.when(is_one).then(inside.otherwise(nw.lit(len(column.meanings)))).otherwise(found)
        return found

    def _result(self, column: Results, text: nw.Expr) -> nw.Expr:
        bad = len(column.meanings)
        found: nw.Expr = nw.lit(bad)
        for signs, sign in (("", None), ("<", "<"), (">", ">"), ("(<=|\u2264)", "<="), ("(>=|\u2265)", ">=")):
            is_one = text.str.contains(f"^[{_SPACE}]*{signs}[{_SPACE}]*{_NUMBER}[{_SPACE}]*$")
            value = nw.when(is_one).then(text.str.replace_all("[^0-9.]", "")).cast(nw.Float64)
            # nothing lies below zero
            first = [(0.0, bad)] if sign == "<" else []
            cuts = [(cut, column.number_at(place, sign)) for place, cut in enumerate(column.cuts)]
            found = nw.when(is_one).then(_stepped(value, [*first, *cuts[len(first) :]])).otherwise(found)
        return found

    def _with_step(self, frame: nw.LazyFrame[Any], step: Step) -> nw.LazyFrame[Any]:
        if step in self._names:
            return frame
        radix, parts = 1, []
        for need in reversed(step.needs):
            if isinstance(need, Step):
                frame = self._with_step(frame, need)
            parts.append(nw.col(self._names[need]) * radix)
            radix *= len(need.meanings)
        total = reduce(add, parts) if parts else nw.lit(0)
        name = f"{_OWN}step_{len(self._names)}"
        self._names[step] = name
        frame = frame.with_columns(total.cast(nw.Int32).alias(f"{name}_cell"))
        return _looked_up(frame, {name: (f"{name}_cell", step.table, nw.Int32())})

    def _reason(self, column: Input) -> nw.Expr:
        bad = nw.col(self._codes[column]) == len(column.meanings)
        parts = [_text(f"{column.column}: ")]
        if isinstance(self._kinds[column.column], nw.String | nw.Categorical | nw.Enum):
            parts += [_text('"'), nw.col(column.column).cast(nw.String).str.slice(0, 60), _text('" ')]
        else:
            parts.append(_text(THE_VALUE))
        parts.append(_text(column.why_not))
        return nw.when(bad).then(nw.concat_str(parts))


def _text(text: str | None) -> nw.Expr:
    return nw.lit(text, nw.String())


def _stepped(value: nw.Expr, cuts: Sequence[tuple[float, int]]) -> nw.Expr:
    """Give the number that belongs to the highest cut that a value reaches; it reaches the first."""
    found: nw.Expr = nw.lit(cuts[0][1])
    for (_, before), (cut, number) in pairwise(cuts):
        found = found + (value >= cut).cast(nw.Int32) * (number - before)
    return found


def _worded(text: nw.Expr, words: Mapping[str, int], bad: int) -> nw.Expr:
    return text.replace_strict(list(words), list(words.values()), default=bad, return_dtype=nw.Int32)


def _looked_up(
    frame: nw.LazyFrame[Any], columns: Mapping[str, tuple[str, Iterable[Any], nw.dtypes.DType]]
) -> nw.LazyFrame[Any]:
    """Add columns whose values are looked up by a number from zero."""
    if frame.implementation.is_duckdb():
        return _looked_up_by_duckdb(frame, columns)
    return frame.with_columns(*(_look_up(name, *looked_up) for name, looked_up in columns.items()))


def _look_up(name: str, code: str, values: Iterable[Any], dtype: nw.dtypes.DType) -> nw.Expr:
    values = list(values)
    if len(set(values)) == 1:
        return nw.lit(values[0], dtype).alias(name)
    found = nw.col(code).replace_strict(list(range(len(values))), values, default=None, return_dtype=dtype)
    return found.alias(name)


def _looked_up_by_duckdb(
    frame: nw.LazyFrame[Any], columns: Mapping[str, tuple[str, Iterable[Any], nw.dtypes.DType]]
) -> nw.LazyFrame[Any]:
    """Index into a constant list: a dictionary is searched from its start for every row."""
    import duckdb

    of_kind = {nw.Float64: "DOUBLE", nw.String: "VARCHAR", nw.Int32: "INTEGER", nw.Boolean: "BOOLEAN"}
    one = duckdb.ConstantExpression(1)
    found = [
        duckdb.FunctionExpression(
            "list_extract", duckdb.ConstantExpression(list(values)), duckdb.ColumnExpression(code) + one
        )
        .cast(of_kind[type(dtype)])
        .alias(name)
        for name, (code, values, dtype) in columns.items()
    ]
    relation: Any = frame.to_native()
    added: nw.LazyFrame[Any] = nw.from_native(relation.select(duckdb.StarExpression(), *found))
    return added
