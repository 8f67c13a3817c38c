"""Looks numbers up in small tables on engines that run later, by the fastest way that was measured on each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from sys import maxunicode
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw

from b12regimen.frames.answers import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping


_FIRST_SIGN: Final = 0x1F


@attrs.frozen
class Table:
    """A new column that is looked up.

    Attributes:
        by: The column of numbers, from zero, by which it is looked up.
        said: The value of each number; ``None`` where there is none.
        kind: What the values are; "place" for numbers that are looked up again.
    """

    by: str
    said: Sequence[Any]
    kind: Kind | str = "place"


def looked_up(frame: nw.LazyFrame[Any], tables: Mapping[str, Table]) -> nw.LazyFrame[Any]:
    """Add columns that are looked up."""
    same = {name: table for name, table in tables.items() if len(set(table.said)) == 1}
    constant = [nw.lit(table.said[0], _DTYPES[table.kind]).alias(name) for name, table in same.items()]
    frame = frame.with_columns(*constant) if constant else frame
    other = {name: table for name, table in tables.items() if name not in same}
    look_up: Any = _BY_ENGINE.get(frame.implementation.name, _by_replacing)
    return look_up(frame, other) if other else frame


def set_apart(frame: nw.LazyFrame[Any], name: str) -> nw.LazyFrame[Any]:
    """Have Spark work the last columns out in methods of their own, for Java compiles no long one.

    It does so where some column calls what it has no Java for, such as ``zip_with``, which here changes nothing.
    """
    if not frame.implementation.is_pyspark():
        return frame
    from pyspark.sql import functions

    native: Any = frame.to_native()
    same = functions.zip_with(functions.array(f"`{name}`"), functions.array(functions.lit(0)), lambda value, _: value)
    apart: nw.LazyFrame[Any] = nw.from_native(native.withColumn(name, functions.get(same, functions.lit(0))))
    return apart


_DTYPES: Final[dict[str, Any]] = {
    "number": nw.Float64(),
    "text": nw.String(),
    "flag": nw.Boolean(),
    "place": nw.Int32(),
}


def _by_replacing(frame: nw.LazyFrame[Any], tables: Mapping[str, Table]) -> nw.LazyFrame[Any]:
    """Look up on any engine."""
    return frame.with_columns(
        *(
            nw.col(table.by)
            .replace_strict(list(range(len(table.said))), table.said, default=None, return_dtype=_DTYPES[table.kind])
            .alias(name)
            for name, table in tables.items()
        )
    )


def _by_polars(frame: nw.LazyFrame[Any], tables: Mapping[str, Table]) -> nw.LazyFrame[Any]:
    """Gather from a column of values; texts are categories, so that none is copied."""
    import polars as pl

    def gathered(table: Table) -> Any:
        dtype: Any = {"number": pl.Float64(), "flag": pl.Boolean(), "place": pl.Int32()}.get(table.kind)
        if table.kind == "text":
            dtype = pl.Enum(list(dict.fromkeys(value for value in table.said if value is not None)))
        return pl.lit(pl.Series(table.said, dtype=dtype)).gather(pl.col(table.by))

    native: Any = frame.to_native()
    added: nw.LazyFrame[Any] = nw.from_native(
        native.with_columns(**{name: gathered(table) for name, table in tables.items()})
    )
    return added


def _by_duckdb(frame: nw.LazyFrame[Any], tables: Mapping[str, Table]) -> nw.LazyFrame[Any]:
    """Index into a constant list, written as one text: a list of constants takes longer to plan than to run."""
    import duckdb

    kinds = {"number": "DOUBLE", "text": "VARCHAR", "flag": "BOOLEAN", "place": "INTEGER"}
    one = duckdb.ConstantExpression(1)

    def indexed(table: Table) -> Any:
        written = duckdb.FunctionExpression("string_split", *map(duckdb.ConstantExpression, _written(table)))
        if table.kind == "place":
            written = written.cast("INTEGER[]")
        found = duckdb.FunctionExpression("list_extract", written, duckdb.ColumnExpression(table.by) + one)
        if table.kind != "place":
            found = duckdb.FunctionExpression("nullif", found, duckdb.ConstantExpression(""))
        return found.cast(kinds[table.kind])

    found = [indexed(table).alias(name) for name, table in tables.items()]
    native: Any = frame.to_native()
    added: nw.LazyFrame[Any] = nw.from_native(native.select(duckdb.StarExpression(), *found))
    return added


def _written(table: Table) -> tuple[str, str]:
    """Write values as one text, in which an empty one is missing, and give the sign between them; none has it."""
    said = ["" if value is None else str(value) for value in table.said]
    between = next(sign for sign in map(chr, range(_FIRST_SIGN, maxunicode)) if not any(sign in text for text in said))
    return between.join(map(str.lower, said) if table.kind == "flag" else said), between


def _by_spark(frame: nw.LazyFrame[Any], tables: Mapping[str, Table]) -> nw.LazyFrame[Any]:
    """Index into a constant array, written as one text: an array of literals takes longer to plan than to run."""
    from pyspark.sql import functions

    kinds = {"number": "double", "text": "string", "flag": "boolean", "place": "int"}
    found = {
        name: functions.get(_constant(table.said, f"array<{kinds[table.kind]}>"), functions.col(table.by))
        for name, table in tables.items()
    }
    native: Any = frame.to_native()
    added: nw.LazyFrame[Any] = nw.from_native(native.withColumns(found))
    return added


def _constant(values: Any, kind: str) -> Any:
    from pyspark.sql import functions

    return functions.from_json(functions.lit(json.dumps(values)), kind)


_BY_ENGINE: Final = {
    "POLARS": _by_polars,
    "DUCKDB": _by_duckdb,
    "PYSPARK": _by_spark,
}
