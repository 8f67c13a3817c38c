"""Reads the cells of a column that is not read yet: an expression for the number of what each cell means.

What cannot be read gets one number more than there are meanings.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import narwhals as nw

from b12regimen.frames.inputs import BLANK, Comparators, Input, Named, Words, YesNo
from b12regimen.frames.lazy_names import letters_of, named
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


def is_text(kind: nw.dtypes.DType) -> bool:
    """Tell whether a column holds words."""
    return isinstance(kind, nw.String | nw.Categorical | nw.Enum)


def as_listed(column: Input) -> Mapping[str, int]:
    """Give the words that are read as they stand, which most cells hold: to look there costs less than to rewrite."""
    if isinstance(column, Named):
        return {word: column.number(word) for word in (*BLANK, "none", "other", *column.fact.parts)}
    return column.words if isinstance(column, Words) else {}


def rewritten(column: Input, listed: str) -> nw.Expr:
    """Rewrite the texts that are not listed, so that spellings which mean the same are the same."""
    text = nw.col(column.column).cast(nw.String)
    if isinstance(column, Named):
        found = letters_of(column, text)
    elif isinstance(column, Comparators):
        found = text.str.strip_chars(_SPACE)
    else:
        found = text.str.to_lowercase().str.replace_all(f"[_{_SPACE}-]+", "-").str.strip_chars("-")
    return nw.when(nw.col(listed).is_null()).then(found)


def coded(column: Input, kind: nw.dtypes.DType, listed: str, rewritten: str) -> nw.Expr:
    """Give the number of what each cell of a column of some kind means.

    Args:
        column: The column.
        kind: What it holds.
        listed: Where the number of a listed word stands; of texts only.
        rewritten: Where a text that is not listed stands rewritten, or for a word of a closed list its number.
    """
    cell, bad = nw.col(column.column), nw.lit(len(column.meanings))
    if is_text(kind):
        text = cell.cast(nw.String)
        if isinstance(column, Words):
            found = nw.when(nw.col(rewritten).is_null()).then(bad).otherwise(nw.col(rewritten))
        elif isinstance(column, Named):
            found = nw.when(_is_blank(text)).then(nw.lit(0)).otherwise(named(column, text, nw.col(rewritten)))
        else:
            found = nw.when(_is_blank(text)).then(nw.lit(0)).otherwise(_of_text(column, text))
        found = nw.when(nw.col(listed).is_null()).then(found).otherwise(nw.col(listed))
    elif isinstance(kind, nw.Boolean) and isinstance(column, YesNo):
        found = nw.when(cell).then(nw.lit(column.number(True))).otherwise(nw.lit(column.number(False)))  # noqa: FBT003
    elif kind.is_numeric() and isinstance(column, Ages | Results):
        value = cell.cast(nw.Float64)
        found = nw.when(~(value.is_null() | value.is_nan())).then(_of_number(column, value)).otherwise(nw.lit(0))
    else:
        found = bad
    return nw.when(cell.is_null()).then(nw.lit(0)).otherwise(found).cast(nw.Int32)


def _is_blank(text: nw.Expr) -> nw.Expr:
    return text.str.to_lowercase().str.strip_chars(f"_{_SPACE}-").is_in(BLANK)


def _of_number(column: Ages | Results, value: nw.Expr) -> nw.Expr:
    if isinstance(column, Ages):
        is_good = (value >= 0) & (value <= column.oldest("year")) & (value % 1 == 0)
        found = _stepped(value, column.cuts("year"))
    else:
        is_good = (value >= 0) & (value < float("inf"))
        found = _stepped(value, _cuts(column, None))
    return nw.when(is_good).then(found).otherwise(nw.lit(len(column.meanings)))


def _cuts(column: Results, sign: str | None) -> list[tuple[float, int]]:
    return [(cut, column.number_at(place, sign)) for place, cut in enumerate(column.cuts)]


def _of_text(column: Input, text: nw.Expr) -> nw.Expr:
    if isinstance(column, Ages):
        return _age(column, text.str.to_lowercase().str.strip_chars(_SPACE))
    return _result(column, text) if isinstance(column, Results) else nw.lit(len(column.meanings))


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
