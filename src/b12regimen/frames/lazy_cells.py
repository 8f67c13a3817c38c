"""Reads the cells of a column that is not read yet: an expression for the number of what each cell means.

What cannot be read gets one number more than there are meanings. A text that is listed is read as it stands; any other
is rewritten, and looked up again.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import narwhals as nw

from b12regimen.frames.inputs import BLANK, Comparators, Input, Named, Words, YesNo
from b12regimen.frames.lazy_names import named
from b12regimen.frames.measured import Ages, Results
from b12regimen.values.durations import TIME_UNITS
from b12regimen.values.intervals import SIGNS

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
# An age in its unit is one number: above the ages of one unit lie those of the next.
_UNIT: Final = 1_000_000


def is_text(kind: nw.dtypes.DType) -> bool:
    """Tell whether a column holds words."""
    return isinstance(kind, nw.String | nw.Categorical | nw.Enum)


def as_listed(column: Input) -> Mapping[str, int]:
    """Give the words that are read as they stand, which most cells hold: to look there costs less than to rewrite."""
    if isinstance(column, Named):
        return {word: column.number(word) for word in (*BLANK, "none", "other", *column.fact.parts)}
    return column.words if isinstance(column, Words) else {}


def when_rewritten(column: Input) -> Mapping[str, int]:
    """Give the words that a text may be once it is rewritten, each with a number: of what it means, or of its kind."""
    if isinstance(column, Ages):
        return {f"{unit}{end}": place * _UNIT for place, unit in enumerate(TIME_UNITS) for end in ("", "s")}
    if isinstance(column, Results):
        return {"": 0} | {word: column.number_at(0, sign) - column.number_at(0) for word, sign in SIGNS.items()}
    return column.words if isinstance(column, Words) else {}


def rewritten(column: Input) -> nw.Expr:
    """Rewrite a text so that spellings which mean the same are the same; of an age or a result all but its number."""
    text = nw.col(column.column).cast(nw.String)
    if isinstance(column, Ages):
        lower = text.str.to_lowercase()
        is_one = lower.str.contains(f"^[{_SPACE}]*{_AN_AGE}[{_SPACE}]*({'|'.join(TIME_UNITS)})s?[{_SPACE}]*$")
        return nw.when(is_one).then(lower.str.replace_all(f"[0-9{_SPACE}]", ""))
    if isinstance(column, Results):
        signs = "|".join(SIGNS)
        is_one = text.str.contains(f"^[{_SPACE}]*({signs})?[{_SPACE}]*{_NUMBER}[{_SPACE}]*$")
        is_one = is_one & (_digits(text).str.len_chars() <= _LONGEST)
        return nw.when(is_one).then(text.str.replace_all(f"[0-9.{_SPACE}]", ""))
    if isinstance(column, Comparators):
        return text.str.strip_chars(_SPACE)
    return text.str.to_lowercase().str.replace_all(f"[_{_SPACE}-]+", "-").str.strip_chars("-")


def amount(column: Ages | Results, number: str) -> nw.Expr:
    """Give the number in a text: of an age with its unit, of a result without its comparator.

    Args:
        column: The column.
        number: Where the number of its kind stands; missing if the text cannot be read.
    """
    digits = nw.when(~nw.col(number).is_null()).then(_digits(nw.col(column.column).cast(nw.String))).cast(nw.Float64)
    return digits + nw.col(number) if isinstance(column, Ages) else digits


def _digits(text: nw.Expr) -> nw.Expr:
    return text.str.replace_all("[^0-9.]", "")


def coded(column: Input, kind: nw.dtypes.DType, name: str) -> nw.Expr:
    """Give the number of what each cell of a column of some kind means.

    Args:
        column: The column.
        kind: What it holds.
        name: Where what was found out of a text stands: the number of a listed one, that of a rewritten one, its amount.
    """
    cell, bad = nw.col(column.column), nw.lit(len(column.meanings), nw.Int32())
    if is_text(kind):
        found = _of_text(column, name)
    elif isinstance(kind, nw.Boolean) and isinstance(column, YesNo):
        found = nw.when(cell).then(nw.lit(column.number(True))).otherwise(nw.lit(column.number(False)))  # noqa: FBT003
    elif kind.is_numeric() and isinstance(column, Ages | Results):
        value = cell.cast(nw.Float64)
        found = nw.when(~(value.is_null() | value.is_nan())).then(_of_number(column, value)).otherwise(nw.lit(0))
    else:
        found = bad
    return nw.when(cell.is_null()).then(nw.lit(0)).otherwise(found).cast(nw.Int32)


def _of_text(column: Input, name: str) -> nw.Expr:
    text, bad = nw.col(column.column).cast(nw.String), nw.lit(len(column.meanings), nw.Int32())
    listed, number, value = (nw.col(f"{name}_{what}") for what in ("listed", "number", "amount"))
    if isinstance(column, Words):
        return nw.coalesce(listed, number, bad)
    is_blank = text.str.to_lowercase().str.strip_chars(f"_{_SPACE}-").is_in(BLANK)
    blank_or_bad = nw.when(is_blank).then(nw.lit(0)).otherwise(bad)
    if isinstance(column, Named):
        return nw.coalesce(listed, named(column, text, blank_or_bad))
    if isinstance(column, Ages):
        found = _stepped(value, _cuts_of_ages(column))
    elif isinstance(column, Results):
        found = _stepped(value, _cuts(column)) + number
        below = when_rewritten(column)["<"]
        found = nw.when((number == below) & (value <= 0)).then(bad).otherwise(found)
    else:
        return blank_or_bad
    return nw.when(value.is_null()).then(blank_or_bad).otherwise(found)


def _of_number(column: Ages | Results, value: nw.Expr) -> nw.Expr:
    if isinstance(column, Ages):
        is_good = (value >= 0) & (value <= column.oldest("year")) & (value % 1 == 0)
        found = _stepped(value, column.cuts("year"))
    else:
        is_good = (value >= 0) & (value < float("inf"))
        found = _stepped(value, _cuts(column))
    return nw.when(is_good).then(found).otherwise(nw.lit(len(column.meanings)))


def _cuts(column: Results) -> list[tuple[float, int]]:
    return [(cut, column.number_at(place)) for place, cut in enumerate(column.cuts)]


def _cuts_of_ages(column: Ages) -> list[tuple[float, int]]:
    """Lay the ages of all units one after the other, each with those that are none behind."""
    cuts = []
    for place, unit in enumerate(TIME_UNITS):
        ages = [*column.cuts(unit), (column.oldest(unit) + 1, len(column.meanings))]
        cuts += [(place * _UNIT + first, number) for first, number in ages]
    return cuts


def _stepped(value: nw.Expr, cuts: Sequence[tuple[float, int]]) -> nw.Expr:
    """Give the number that belongs to the highest cut that a value reaches; it reaches the first."""
    found: nw.Expr = nw.lit(cuts[0][1])
    for (_, before), (cut, number) in pairwise(cuts):
        found = found + (value >= cut).cast(nw.Int32) * (number - before)
    return found
