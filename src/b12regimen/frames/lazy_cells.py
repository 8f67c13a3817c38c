"""Reads the cells of a column that is not read yet: an expression for the number of what each cell means.

What cannot be read gets one number more than there are meanings.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import narwhals as nw

from b12regimen.frames.inputs import BLANK, Comparators, Input, Named, Words, YesNo
from b12regimen.frames.lazy_names import named
from b12regimen.frames.measured import Ages, Results
from b12regimen.values.durations import TIME_UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What Python takes for space, so that every engine does.
_SPACE: Final = "".join(
    map(chr, (*range(0x9, 0xE), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B)))
) + "".join(map(chr, (0x2028, 0x2029, 0x202F, 0x205F, 0x3000)))
_NUMBER: Final = "(0|[1-9][0-9]*)([.][0-9]+)?"
# As many digits and a point are told apart by floats as they are by decimals.
_LONGEST: Final = 16
_AN_AGE: Final = "[0-9]{1,6}"


def coded(column: Input, kind: nw.dtypes.DType) -> nw.Expr:
    """Give the number of what each cell of a column of some kind means."""
    cell, bad = nw.col(column.column), nw.lit(len(column.meanings))
    if isinstance(kind, nw.String | nw.Categorical | nw.Enum):
        found = _of_text(column, cell.cast(nw.String))
    elif isinstance(kind, nw.Boolean) and isinstance(column, YesNo):
        found = nw.when(cell).then(nw.lit(column.number(True))).otherwise(nw.lit(column.number(False)))  # noqa: FBT003
    elif kind.is_numeric() and isinstance(column, Ages | Results):
        value = cell.cast(nw.Float64)
        found = nw.when(~(value.is_null() | value.is_nan())).then(_of_number(column, value)).otherwise(nw.lit(0))
    else:
        found = bad
    return nw.when(cell.is_null()).then(nw.lit(0)).otherwise(found).cast(nw.Int32)


def _of_number(column: Ages | Results, value: nw.Expr) -> nw.Expr:
    if isinstance(column, Ages):
        is_good = (value >= 0) & (value <= column.oldest("year")) & (value == value.round(0))
        found = _stepped(value, column.cuts("year"))
    else:
        is_good = (value >= 0) & (value < float("inf"))
        found = _stepped(value, _cuts(column, None))
    return nw.when(is_good).then(found).otherwise(nw.lit(len(column.meanings)))


def _cuts(column: Results, sign: str | None) -> list[tuple[float, int]]:
    return [(cut, column.number_at(place, sign)) for place, cut in enumerate(column.cuts)]


def _of_text(column: Input, text: nw.Expr) -> nw.Expr:
    if isinstance(column, Comparators):
        return _worded(text.str.strip_chars(_SPACE), column.words, len(column.meanings))
    normal = text.str.to_lowercase().str.replace_all(f"[_{_SPACE}-]+", "-").str.strip_chars("-")
    if isinstance(column, Words):
        # words are most often as in the list, and to look there costs less than to rewrite them
        exact = text.replace_strict(
            list(column.words), list(column.words.values()), default=None, return_dtype=nw.Int32
        )
        return nw.when(exact.is_null()).then(_worded(normal, column.words, len(column.meanings))).otherwise(exact)
    found: nw.Expr = nw.lit(len(column.meanings))
    if isinstance(column, Ages):
        found = _age(column, text.str.to_lowercase().str.strip_chars(_SPACE))
    elif isinstance(column, Results):
        found = _result(column, text)
    elif isinstance(column, Named):
        found = named(column, text)
    return nw.when(normal.is_in(BLANK)).then(nw.lit(0)).otherwise(found)


def _age(column: Ages, text: nw.Expr) -> nw.Expr:
    bad: nw.Expr = nw.lit(len(column.meanings))
    found = bad
    for unit in TIME_UNITS:
        is_one = text.str.contains(f"^{_AN_AGE}[{_SPACE}]*{unit}s?$")
        digits = nw.when(is_one).then(text.str.replace_all("[^0-9]", "")).cast(nw.Int64)
        inside = nw.when(digits <= column.oldest(unit)).then(_stepped(digits, column.cuts(unit)))
        found = nw.when(is_one).then(inside.otherwise(bad)).otherwise(found)
    return found


def _result(column: Results, text: nw.Expr) -> nw.Expr:
    bad = len(column.meanings)
    found: nw.Expr = nw.lit(bad)
    digits = text.str.replace_all("[^0-9.]", "")
    for signs, sign in (("", None), ("<", "<"), (">", ">"), ("(<=|\u2264)", "<="), ("(>=|\u2265)", ">=")):
        is_one = text.str.contains(f"^[{_SPACE}]*{signs}[{_SPACE}]*{_NUMBER}[{_SPACE}]*$")
        is_one = is_one & (digits.str.len_chars() <= _LONGEST)
        value = nw.when(is_one).then(digits).cast(nw.Float64)
        # nothing lies below zero
        first = [(0.0, bad)] if sign == "<" else []
        found = nw.when(is_one).then(_stepped(value, [*first, *_cuts(column, sign)[len(first) :]])).otherwise(found)
    return found


def _stepped(value: nw.Expr, cuts: Sequence[tuple[float, int]]) -> nw.Expr:
    """Give the number that belongs to the highest cut that a value reaches; it reaches the first."""
    found: nw.Expr = nw.lit(cuts[0][1])
    for (_, before), (cut, number) in pairwise(cuts):
        found = found + (value >= cut).cast(nw.Int32) * (number - before)
    return found


def _worded(text: nw.Expr, words: Mapping[str, int], bad: int) -> nw.Expr:
    return text.replace_strict(list(words), list(words.values()), default=bad, return_dtype=nw.Int32)
