"""Reads the cells of a column that is not read yet: an expression for the number of what each cell means.

What cannot be read gets one number more than there are meanings.
"""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING, Final

import narwhals as nw

from b12regimen.frames.inputs import BLANK, Comparators, Input, Named, Words, YesNo
from b12regimen.frames.lazy_names import named
from b12regimen.frames.measured import Ages, Results
from b12regimen.patients.labs import IN_THOUSANDS
from b12regimen.values.durations import TIME_UNITS
from b12regimen.values.intervals import SIGNS
from b12regimen.values.thousands import MAY_GROUP_FEW_THOUSANDS
from b12regimen.values.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from b12regimen.values.units import Unit

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


def is_written(column: Input, kind: nw.dtypes.DType) -> bool:
    """Tell whether a column is read as text; so are results in decimals, for floats keep fewer digits."""
    return is_text(kind) or (isinstance(column, Results) and isinstance(kind, nw.Decimal))


def _text_of(column: Input, kind: nw.dtypes.DType) -> nw.Expr:
    text = nw.col(column.column).cast(nw.String)
    if is_text(kind):
        return text
    return nw.when(text.str.contains("[.]")).then(text.str.replace_all("[.]?0+$", "")).otherwise(text)


def kind_of(column: Ages | Results, kind: nw.dtypes.DType) -> nw.Expr:
    """Give a number for the unit of an age, or for the comparator of a result; missing where a text is none."""
    text = _text_of(column, kind)
    if isinstance(column, Ages):
        text = text.str.to_lowercase()
        is_one = text.str.contains(f"^[{_SPACE}]*{_AN_AGE}[{_SPACE}]*({'|'.join(TIME_UNITS)})s?[{_SPACE}]*$")
        parts: dict[str, int] = {unit: place * _UNIT for place, unit in enumerate(TIME_UNITS)}
    else:
        with_unit = f"{_NUMBER}({'|'.join(map(_spelt, column.units))}){'?' if column.unit else ''}"
        is_one = text.str.contains(f"^[{_SPACE}]*({'|'.join(SIGNS)})?[{_SPACE}]*{with_unit}[{_SPACE}]*$")
        is_one = is_one & (_digits(column, text).str.len_chars() <= _LONGEST)
        if is_text(kind) and column.analyte in IN_THOUSANDS:
            is_one = is_one & ~text.str.contains(MAY_GROUP_FEW_THOUSANDS)
        less, more, or_equal = (_of_sign(column, sign) for sign in ("<", ">", "<="))
        parts = {"[<\u2264]": less, "[>\u2265]": more, "[=\u2264\u2265]": or_equal - less}
        parts |= {f"[0-9]({_spelt(unit)})[{_SPACE}]*$": _of_unit(column, unit) for unit in column.units[1:]}
    found = (text.str.contains(part).cast(nw.Int32) * number for part, number in parts.items())
    return nw.when(is_one).then(reduce(add, found))


def _of_sign(column: Results, sign: str) -> int:
    """Give what a comparator adds to the number of a place: those of each place follow each other in one order."""
    (unit, *_) = column.units
    return column.number_at(0, sign, unit=unit) - column.number_at(0, unit=unit)


def _of_unit(column: Results, unit: Unit) -> int:
    """Give what a unit adds to the numbers of the first."""
    return column.number_at(0, unit=unit) - column.number_at(0, unit=column.units[0])


def _spelt(unit: Unit) -> str:
    """Give an expression for a unit behind a number; a spelling that begins with a digit has one space before it."""
    spellings = [_literal(spelling) for spelling, one in UNITS.items() if one == unit]
    apart = [f" {one}" if one[0].isdigit() else f"[{_SPACE}]*{one}" for one in spellings]
    return "|".join(apart)


def _literal(text: str) -> str:
    return "".join(rf"\{sign}" if sign in "*.^{}" else sign for sign in text)


def amount(column: Ages | Results, kind: nw.dtypes.DType, of_kind: nw.Expr) -> nw.Expr:
    """Give the number in a text that is of a kind: of an age above those of the units before, of a result as it is."""
    digits = nw.when(~of_kind.is_null()).then(_digits(column, _text_of(column, kind))).cast(nw.Float64)
    return digits + of_kind if isinstance(column, Ages) else digits


def _digits(column: Ages | Results, text: nw.Expr) -> nw.Expr:
    for unit in column.units if isinstance(column, Results) else ():
        text = text.str.replace_all(f"({_spelt(unit)})[{_SPACE}]*$", "")
    return text.str.replace_all("[^0-9.]", "")


def _number(text: nw.Expr, numbers: Mapping[str, int]) -> nw.Expr:
    return text.replace_strict(list(numbers), list(numbers.values()), default=None, return_dtype=nw.Int32())


def coded(column: Input, kind: nw.dtypes.DType, name: str) -> nw.Expr:
    """Give the number of what each cell of a column of some kind means.

    Args:
        column: The column.
        kind: What it holds.
        name: Where the kind and the amount in a text stand, if it is an age or a result.
    """
    cell, bad = nw.col(column.column), nw.lit(len(column.meanings), nw.Int32())
    none_or_bad = nw.when(cell.is_null()).then(nw.lit(0, nw.Int32())).otherwise(bad)
    if is_written(column, kind):
        return nw.coalesce(*_of_text(column, kind, name), none_or_bad)
    if isinstance(kind, nw.Boolean) and isinstance(column, YesNo):
        yes, no = (nw.lit(column.number(said), nw.Int32()) for said in (True, False))
        return nw.coalesce(nw.when(cell).then(yes), nw.when(~cell).then(no), none_or_bad)
    if kind.is_numeric() and (isinstance(column, Ages) or (isinstance(column, Results) and column.unit)):
        return nw.coalesce(_of_number(column, cell.cast(nw.Float64)), none_or_bad)
    return none_or_bad


def _of_text(column: Input, kind: nw.dtypes.DType, name: str) -> list[nw.Expr]:
    """Give numbers, of which the first that is there holds: most texts are listed, and looked up at once."""
    text, bad = _text_of(column, kind), nw.lit(len(column.meanings), nw.Int32())
    if isinstance(column, Words):
        again = text.str.strip_chars(_SPACE)
        if not isinstance(column, Comparators):
            again = text.str.to_lowercase().str.replace_all(f"[_{_SPACE}-]+", "-").str.strip_chars("-")
        return [_number(text, column.words), _number(again, column.words)]
    is_blank = text.str.to_lowercase().str.strip_chars(f"_{_SPACE}-").is_in(BLANK)
    blank = nw.when(is_blank).then(nw.lit(0, nw.Int32()))
    if isinstance(column, Named):
        listed = {word: column.number(word) for word in (*BLANK, "none", "other", *column.fact.parts)}
        return [_number(text, listed), named(column, text), blank]
    if not isinstance(column, Ages | Results):
        return [blank]
    of_kind, value = nw.col(f"{name}_kind"), nw.col(f"{name}_amount")
    if isinstance(column, Ages):
        return [nw.when(~value.is_null()).then(_stepped(value, _cuts_of_ages(column))), blank]
    found = []
    for unit in column.units:
        beyond = of_kind - _of_unit(column, unit)
        is_below_zero = (beyond == _of_sign(column, "<")) & (value <= 0)
        is_in_it = (beyond >= 0) & (beyond < len(SIGNS))
        step = _stepped(value, _cuts(column, unit)) + beyond
        found += [nw.when(is_in_it & is_below_zero).then(bad), nw.when(is_in_it).then(step)]
    return [*found, blank]


def _of_number(column: Ages | Results, value: nw.Expr) -> nw.Expr:
    if isinstance(column, Ages):
        is_good = (value >= 0) & (value <= column.oldest("year")) & (value % 1 == 0)
        found = _stepped(value, column.cuts("year"))
    else:
        is_good = (value >= 0) & (value < float("inf"))
        found = _stepped(value, _cuts(column, column.units[0]))
    none = nw.when(value.is_nan()).then(nw.lit(0, nw.Int32()))
    return nw.when(is_good & ~value.is_nan()).then(found).otherwise(none)


def _cuts(column: Results, unit: Unit) -> list[tuple[float, int]]:
    return [(cut, column.number_at(place, unit=unit)) for place, cut in enumerate(column.cuts(unit))]


def _cuts_of_ages(column: Ages) -> list[tuple[float, int]]:
    """Lay the ages of all units one after the other, each with those that are none behind."""
    cuts: list[tuple[float, int]] = []
    for place, unit in enumerate(TIME_UNITS):
        ages = [*column.cuts(unit), (column.oldest(unit) + 1, len(column.meanings))]
        cuts += [(place * _UNIT + first, number) for first, number in ages]
    return cuts


def _stepped(value: nw.Expr, cuts: Sequence[tuple[float, int]]) -> nw.Expr:
    """Give the number that belongs to the highest cut that a value reaches; it reaches the first."""
    found: nw.Expr = nw.lit(cuts[0][1], nw.Int32())
    for (_, before), (cut, number) in pairwise(cuts):
        found = found + (value >= cut).cast(nw.Int32) * (number - before)
    return found.cast(nw.Int32)
