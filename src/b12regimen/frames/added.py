"""Adds columns of answers to a frame of pandas, polars or pyarrow: texts by dictionary, numbers, yes and no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
from numpy.typing import NDArray

from b12regimen.frames.answers import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    import narwhals as nw


BLOCK: Final = 1 << 17


@attrs.frozen
class Column:
    """A column of answers.

    Attributes:
        name: Its name.
        kind: What its values are.
        said: Its different values, ``None`` where there is none; some may be equal.
        index: For each row the place of its value; ``None`` where all rows have the first.
        rows: How many rows there are.
    """

    name: str
    kind: Kind
    said: Sequence[Any]
    index: NDArray[Any] | None
    rows: int

    def coded(self) -> tuple[list[Any], NDArray[Any]]:
        """Give the different values without ``None``, and for each row the code of its value; -1 is none."""
        there = [value for value in dict.fromkeys(self.said) if value is not None]
        codes = {None: -1} | {value: code for code, value in enumerate(there)}
        kind = np.min_scalar_type(-len(there) - 1)
        return there, self.taken(np.array([codes[value] for value in self.said], kind))

    def taken(self, table: NDArray[Any]) -> NDArray[Any]:
        """Give for each row what a table says of its value."""
        if self.index is None:
            return np.full(self.rows, table[0], table.dtype)
        found = np.empty(self.rows, table.dtype)
        for start in range(0, self.rows, BLOCK):
            table.take(self.index[start : start + BLOCK], out=found[start : start + BLOCK], mode="clip")
        return found

    @property
    def numbers(self) -> NDArray[Any]:
        """The values as numbers, NaN for none."""
        return np.array([np.nan if value is None else value for value in self.said], np.float64)


def index_type(frame: nw.DataFrame[Any], size: int) -> Any:
    """Give the kind of whole numbers by which an engine takes best."""
    return np.uint32 if frame.implementation.is_polars() else np.min_scalar_type(size)


def with_added(frame: nw.DataFrame[Any], columns: Iterable[Column]) -> Any:
    """Add columns to a frame, and give the engine's own."""
    native: Any = frame.to_native()
    if frame.implementation.is_polars():
        return native.with_columns(*map(_of_polars, columns))
    if frame.implementation.is_pyarrow():
        for column in columns:
            native = native.append_column(column.name, _of_arrow(column))
        return native
    import pandas as pd

    added = pd.DataFrame({column.name: _of_pandas(column) for column in columns}, index=native.index, copy=False)
    whole = pd.concat([native, added], axis="columns")
    whole.attrs, whole.columns.name = native.attrs, native.columns.name
    return whole


def _of_polars(column: Column) -> Any:
    """Gather without missing values, and take them out afterwards: polars gathers them at three times the cost."""
    import polars as pl

    if column.kind == "number" and column.index is not None:
        return pl.Series(column.name, column.taken(column.numbers), nan_to_null=True)
    there = list(dict.fromkeys(value for value in column.said if value is not None))
    dtype: Any = pl.Boolean() if column.kind == "flag" else pl.Float64()
    if column.kind == "text":
        dtype = pl.Enum(there)
    if column.index is None:
        return pl.lit(column.said[0], dtype).alias(column.name)
    if column.kind == "flag":
        _, codes = column.coded()
        found = pl.Series(np.array([*there, False])[codes])
    else:
        filled = [there[0] if value is None else value for value in column.said]
        found = pl.Series(filled, dtype=dtype).gather(pl.Series(column.index))
    if None in column.said:
        is_there = column.taken(np.array([value is not None for value in column.said]))
        return pl.when(pl.Series(is_there)).then(found).alias(column.name)
    return found.alias(column.name)


def _of_arrow(column: Column) -> Any:
    import pyarrow as pa

    if column.kind == "number":
        numbers = column.numbers
        is_there = ~np.isnan(numbers)
        found = pa.py_buffer(column.taken(np.nan_to_num(numbers)))
        return pa.Array.from_buffers(pa.float64(), column.rows, [_bits(column.taken(is_there)), found])
    there, codes = column.coded()
    valid = _bits(codes >= 0)
    if column.kind == "flag":
        is_true = np.packbits(np.array([*there, False])[codes], bitorder="little")
        return pa.Array.from_buffers(pa.bool_(), len(codes), [valid, pa.py_buffer(is_true)])
    places = pa.Array.from_buffers(pa.from_numpy_dtype(codes.dtype), len(codes), [valid, pa.py_buffer(codes)])
    return pa.DictionaryArray.from_arrays(places, pa.array(there, pa.string()))


def _bits(is_there: NDArray[Any]) -> Any:
    """Pack what is there into bits, as arrow tells it; where nothing is missing it tells nothing."""
    import pyarrow as pa

    return None if is_there.all() else pa.py_buffer(np.packbits(is_there, bitorder="little"))


def _of_pandas(column: Column) -> Any:
    import pandas as pd

    if column.kind == "number":
        return column.taken(column.numbers)
    there, codes = column.coded()
    if column.kind == "flag":
        return pd.arrays.BooleanArray(np.array([*there, False])[codes], codes < 0)
    of_text = pd.CategoricalDtype(pd.Index(there, dtype="str"))
    return pd.Categorical.from_codes(codes, dtype=of_text, validate=False)
