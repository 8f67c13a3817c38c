"""Takes the cells of a column out of pandas, polars and pyarrow as small numbers, block by block."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any, Final

import attrs
import narwhals as nw
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable

_RUBBISH: Final = object()
_SHOWN: Final = 60
# So many digits are told apart by floats as they are by decimals.
_DIGITS: Final = 15
_SCALARS: Final = (np.bool_, np.number, np.str_)
_READ: Final = (str, bool, int, float, Decimal)
_MISSING: Final = ("NAType", "NaTType")
# Of more categories than this, only those are read that stand in the column.
_ALL_OF: Final = 10_000
# Polars takes as long to start as to read some thousand rows, so that many are read at once.
_AHEAD: Final = 1 << 20
_YES_NO: Final = (False, True, None)


@attrs.frozen
class Cells:
    """The cells of a column.

    Attributes:
        codes: Gives those of a block: codes of values, or numbers.
        values: The value of each code; ``None`` where the cells are numbers, of which NaN is missing.
    """

    codes: Callable[[slice], NDArray[Any]]
    values: list[Any] | None


def cells_of(series: nw.Series[Any]) -> Cells:
    """Take the cells out of a column; what is neither text, number nor yes and no is a value that nobody reads."""
    native: Any = series.to_native()
    if series.implementation.is_polars():
        return _of_polars(native, series.dtype)
    if series.implementation.is_pyarrow():
        return _of_arrow(native)
    return _of_pandas(native, series.dtype)


def is_missing(value: object) -> bool:
    """Tell whether a cell is one of pandas' or Python's ways to write a missing value."""
    is_nan = (isinstance(value, float | np.floating) and isnan(value)) or (
        isinstance(value, Decimal) and value.is_nan()
    )
    is_no_time = isinstance(value, np.datetime64 | np.timedelta64) and bool(np.isnat(value))
    return value is None or type(value).__name__ in _MISSING or is_nan or is_no_time


def plain(cell: Any) -> Any:
    """Give a cell as Python holds it: a missing one is ``None``, and a scalar of numpy is the value in it."""
    if is_missing(cell):
        return None
    is_scalar = isinstance(cell, _SCALARS) and not isinstance(cell, np.timedelta64)
    return cell.item() if is_scalar else cell


def is_read(value: object) -> bool:
    """Tell whether a value is of a kind that some column may hold."""
    return value is not _RUBBISH


def shown(cell: object) -> str:
    """Write a cell for people, in few letters that every engine holds."""
    try:
        return str(cell)[:_SHOWN].encode("utf-8", "backslashreplace").decode()
    except ValueError:  # of a number Python writes no more than some thousand digits
        return "a number of thousands of digits"


def _sliced(codes: NDArray[Any], values: list[Any] | None) -> Cells:
    return Cells(lambda rows: codes[rows], values)


def _small(codes: NDArray[Any], values: list[Any]) -> Cells:
    """Keep codes from zero in as little memory as they need."""
    return _sliced(codes.astype(np.min_scalar_type(len(values))), values)


def _ahead(read: Callable[[slice], NDArray[Any]], values: list[Any] | None) -> Cells:
    """Read many rows at once for blocks that follow each other."""
    first, kept = 0, np.empty(0)

    def codes(rows: slice) -> NDArray[Any]:
        nonlocal first, kept
        if not first <= rows.start <= rows.stop <= first + len(kept):
            first, kept = rows.start, read(slice(rows.start, max(rows.stop, rows.start + _AHEAD)))
        return kept[rows.start - first : rows.stop - first]

    return Cells(codes, values)


def _of_polars(series: Any, dtype: nw.dtypes.DType) -> Cells:
    import polars as pl

    if isinstance(dtype, nw.Boolean):
        return _ahead(lambda rows: series[rows].cast(pl.UInt8).fill_null(2).to_numpy(), list(_YES_NO))
    if dtype.is_numeric():
        if isinstance(dtype, nw.Decimal) and (series.dtype.precision or _DIGITS + 1) > _DIGITS:
            return _of_objects(series.to_list())
        if isinstance(dtype, nw.Decimal | nw.Int128 | nw.UInt128):
            return _ahead(lambda rows: series[rows].cast(pl.Float64).to_numpy(), None)
        return _ahead(lambda rows: series[rows].to_numpy(), None)
    if isinstance(dtype, nw.Object):
        return _of_objects(series.to_list())
    if isinstance(dtype, nw.String):
        read, values = _of_categories(series.cast(pl.Categorical))
        return _small(read(slice(None)), values)
    if isinstance(dtype, nw.Categorical | nw.Enum):
        return _ahead(*_of_categories(series))
    return _ahead(lambda rows: series[rows].is_not_null().cast(pl.UInt8).to_numpy(), [None, _RUBBISH])


def _of_categories(series: Any) -> tuple[Callable[[slice], NDArray[Any]], list[Any]]:
    """Take polars' own codes; a code more is missing."""
    import polars as pl

    physical = series.to_physical()
    most = physical.max()
    missing = 0 if most is None else most + 1
    values: list[Any] = [None] * (missing + 1)
    if missing <= _ALL_OF and hasattr(series.cat, "to"):
        every = pl.Series(range(missing), dtype=physical.dtype).cat.to(series.dtype)
        values[:missing] = every.cast(pl.String).to_list()
    else:
        there = series.drop_nulls().unique()
        for code, value in zip(there.to_physical().to_list(), there.cast(pl.String).to_list(), strict=True):
            values[code] = value
    wide = pl.Series([missing], dtype=pl.UInt64).cast(physical.dtype, strict=False).is_null()[0]
    kind = pl.UInt32 if wide else physical.dtype
    return lambda rows: physical[rows].cast(kind).fill_null(missing).to_numpy(), values


def _of_arrow(column: Any) -> Cells:
    import pyarrow as pa

    kind = column.type
    if pa.types.is_boolean(kind):
        return Cells(lambda rows: _cut(column, rows).cast(pa.uint8()).fill_null(2).to_numpy(), list(_YES_NO))
    if pa.types.is_integer(kind) and not column.null_count:
        return Cells(lambda rows: _cut(column, rows).to_numpy(), None)
    if pa.types.is_decimal(kind) and kind.precision > _DIGITS:
        return _of_objects(column.to_pylist())
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Cells(lambda rows: _cut(column, rows).cast(pa.float64(), safe=False).to_numpy(), None)
    if pa.types.is_null(kind):
        return _sliced(np.zeros(len(column), np.uint8), [None])
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        column = column.dictionary_encode()
    elif not pa.types.is_dictionary(kind):
        return Cells(lambda rows: _cut(column, rows).is_valid().cast(pa.uint8()).to_numpy(), [None, _RUBBISH])
    if column.num_chunks > 1:  # whose dictionaries together may be too many for the places of each
        column = column.cast(pa.dictionary(pa.int32(), column.type.value_type))
    whole = column.unify_dictionaries()
    values = _plain_values(whole.chunk(0).dictionary.to_pylist() if whole.num_chunks else [])
    parts = [_codes_of(chunk.indices, len(values)) for chunk in whole.chunks]
    ends = np.cumsum([0, *(len(chunk) for chunk in whole.chunks)])

    def codes(rows: slice) -> NDArray[Any]:
        cut = [
            part(slice(max(rows.start, start) - start, min(rows.stop, end) - start))
            for part, (start, end) in zip(parts, pairwise(ends.tolist()), strict=True)
            if start < rows.stop and rows.start < end
        ]
        whole: NDArray[Any] = np.concatenate(cut) if len(cut) > 1 else cut[0]
        return whole

    return Cells(codes, [None, *values])


def _codes_of(places: Any, most: int) -> Callable[[slice], NDArray[Any]]:
    """Read places of a dictionary from their memory: one more than each, and 0 for what is missing."""
    valid, numbers = places.buffers()
    signed = np.frombuffer(numbers, places.type.to_pandas_dtype())[places.offset : places.offset + len(places)]
    unsigned = signed.view(f"u{signed.itemsize}")
    kind = np.promote_types(unsigned.dtype, np.min_scalar_type(most))
    bits = np.frombuffer(valid, np.uint8) if places.null_count else None

    def codes(rows: slice) -> NDArray[Any]:
        found: NDArray[Any] = unsigned[rows].astype(kind, copy=False) + kind.type(1)
        if bits is not None:
            start, stop = places.offset + rows.start, places.offset + rows.stop
            found *= np.unpackbits(bits[start // 8 : -(-stop // 8)], bitorder="little")[start % 8 :][: len(found)]
        return found

    return codes


def _cut(column: Any, rows: slice) -> Any:
    return column.slice(rows.start, rows.stop - rows.start)


def _of_pandas(series: Any, dtype: nw.dtypes.DType) -> Cells:
    import pandas as pd

    if isinstance(series.dtype, pd.SparseDtype):
        series = series.sparse.to_dense()
        dtype = nw.from_native(series, series_only=True).dtype
    if isinstance(series.dtype, pd.ArrowDtype):
        import pyarrow as pa

        return _of_arrow(pa.chunked_array(pa.array(series.array)))
    if isinstance(series.dtype, pd.CategoricalDtype):
        return _from_missing(series.cat.codes.to_numpy(), _plain(series.cat.categories))
    if isinstance(dtype, nw.Boolean):
        if series.dtype == np.bool_:
            return _sliced(series.to_numpy().view(np.uint8), list(_YES_NO))
        return Cells(lambda rows: series.iloc[rows].to_numpy(np.float32, na_value=2).astype(np.uint8), list(_YES_NO))
    if dtype.is_numeric():
        if isinstance(series.dtype, np.dtype):
            return _sliced(series.to_numpy(), None)
        return Cells(lambda rows: series.iloc[rows].to_numpy(np.float64, na_value=np.nan), None)
    is_text = isinstance(series.dtype, pd.StringDtype)
    if is_text or (
        isinstance(dtype, nw.String) and pd.api.types.infer_dtype(series, skipna=True) in ("string", "empty")
    ):
        codes, values = pd.factorize(series)
        return _small(codes + 1, [None, *_plain(values)])
    if series.dtype == object:
        return _of_objects(series)
    return Cells(lambda rows: series.iloc[rows].notna().to_numpy(np.uint8), [None, _RUBBISH])


def _plain(values: Any) -> list[Any]:
    return _plain_values(values.tolist())


def _plain_values(values: Iterable[Any]) -> list[Any]:
    return [None if is_missing(value) else value for value in values]


def _from_missing(codes: NDArray[Any], values: list[Any]) -> Cells:
    """Take codes of which -1 is missing: seen without their sign, that is the highest."""
    if codes.dtype.itemsize > np.dtype(np.int16).itemsize:
        return Cells(lambda rows: codes[rows] + 1, [None, *values])
    unsigned = codes.view(f"u{codes.dtype.itemsize}")
    return _sliced(unsigned, [*values, *[None] * (np.iinfo(unsigned.dtype).max + 1 - len(values))])


def _of_objects(cells: Iterable[Any]) -> Cells:
    """Take cells of any kind, told apart by kind and value: true is not 1."""
    numbers: dict[Any, int] = {}
    values: list[Any] = []
    codes: list[int] = []
    for cell in cells:
        value = plain(cell)
        given = value if value is None or isinstance(value, _READ) else _RUBBISH
        number = numbers.setdefault((type(given), given), len(values))
        if number == len(values):
            values.append(given)
        codes.append(number)
    return _small(np.array(codes, np.int32), values)
