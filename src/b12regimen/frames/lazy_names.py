"""Recognises allergies and medicines in a column that is not read yet, as ``patients.names`` does in one name."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

import narwhals as nw

from b12regimen.patients.names import ALL_PARTS, NO_MEDICINE, NOT_TAKEN, OPPOSITES, OTHER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.frames.inputs import Named

# Engines do not agree on other letters, nor on which of them are accents of one.
_READ: Final = "^[ -~]*$"
_BETWEEN: Final = r"[,;+&/|]|\b(?:and|with|plus)\b"


def letters_of(column: Named, text: nw.Expr) -> nw.Expr:
    """Write the names of a cell as letters and digits, each medicine in brackets of its own and without its dose."""
    lower = text.str.to_lowercase()
    if column.fact.path != "medicines":
        return _letters(lower)
    apart = nw.concat_str(nw.lit("<"), lower.str.replace_all("[<>]", " ").str.replace_all(_BETWEEN, "><"), nw.lit(">"))
    dose = _any(NO_MEDICINE)
    medicines = apart.str.replace_all(rf"<[^a-z<>]*((({dose})[^a-z<>]+)*({dose})[^a-z<>]*)?>", "")
    return _letters(medicines, "<>").str.replace_all(rf"<[^<>]*({_any(OPPOSITES)})[^<>]*>", "<>")


def named(column: Named, text: nw.Expr, letters: nw.Expr) -> nw.Expr:
    """Give the number of what the names in a cell mean for one fact.

    Names with letters beyond a to z are not read, and are named as such; blank cells are the caller's.

    Args:
        column: The column.
        text: Its cells.
        letters: The same by :func:`letters_of`.
    """
    yes, no, bad = column.number(column.fact.parts[0]), column.number("none"), len(column.meanings)
    is_held = reduce(or_, (letters.str.contains(part, literal=True) for part in column.fact.parts))
    if column.fact.path == "medicines":
        unknown = letters.str.replace_all(rf"<[^<>]*({_any(ALL_PARTS)})[^<>]*>", "")
        is_open = text.str.to_lowercase().str.contains(f"(^|[^a-z])({_any(NOT_TAKEN)})($|[^a-z])")
        is_held, is_known = is_held & ~is_open, (unknown == "") & (letters != "") & ~is_open
    else:
        is_known = letters.is_in((OTHER, *column.fact.others))
    found = nw.when(is_held).then(nw.lit(yes)).otherwise(nw.when(is_known).then(nw.lit(no)).otherwise(nw.lit(0)))
    found = nw.when(text.str.to_lowercase().str.strip_chars(" ") == "none").then(nw.lit(no)).otherwise(found)
    return nw.when(text.str.contains(_READ)).then(found).otherwise(nw.lit(bad))


def _letters(text: nw.Expr, signs: str = "") -> nw.Expr:
    return text.str.replace_all(f"[^a-z0-9{signs}]", "").str.replace_all("k", "c", literal=True)


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))
