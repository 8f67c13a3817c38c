"""Recognises allergies and medicines in a column that is not read yet, as the library does in one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import narwhals as nw

from b12regimen.patients.medicine_names import AMOUNT, BETWEEN, HARMLESS, KNOWN, MEMBERS, NOT_TAKEN, OPPOSITES
from b12regimen.patients.no_allergies import NONE_KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.frames.inputs import Named

# Engines do not agree on other letters, nor on which of them are accents of one.
_READ: Final = "^[ -~]*$"
_OTHER: Final = "other"
_AMOUNTS: Final = AMOUNT.pattern.replace(r"\N{GREEK SMALL LETTER MU}g|", "")


def named(column: Named, text: nw.Expr) -> nw.Expr:
    """Give the number of what the names in a cell mean for one fact.

    Args:
        column: The column.
        text: Its cells.

    Returns:
        The number; missing for a cell with letters beyond a to z, which is not read.
    """
    yes, no = column.number(column.fact.parts[0]), column.number("none")
    lower = text.str.to_lowercase()
    if column.fact.path == "medicines":
        letters = _letters(lower.str.replace_all(BETWEEN.pattern, "|"), "|")
        is_known, is_open = _wholly_known(column, lower, letters)
        is_held, is_known = _holds(letters, column.fact.parts) & ~is_open, is_known & ~is_open
        is_known = is_known | (lower.str.strip_chars(" ") == "none")
    else:
        letters, none = _letters(lower), sorted(NONE_KNOWN)
        is_held, is_known = _holds(letters, column.fact.parts), letters.is_in([_OTHER, *column.fact.others, *none])
    otherwise = nw.when(is_known).then(nw.lit(no, nw.Int32())).otherwise(nw.lit(0, nw.Int32()))
    found = nw.when(is_held).then(nw.lit(yes, nw.Int32())).otherwise(otherwise)
    return nw.when(text.str.contains(_READ)).then(found)


def _wholly_known(column: Named, lower: nw.Expr, letters: nw.Expr) -> tuple[nw.Expr, nw.Expr]:
    """Tell whether every word is known and none may stand for this medicine, and whether some word says "not taken"."""
    together = letters.str.replace_all("|", "", literal=True)
    is_open = lower.str.contains(f"(^|[^a-z])({_any(NOT_TAKEN)})($|[^a-z])") | _holds(together, OPPOSITES)
    words = lower.str.replace_all("k", "c", literal=True).str.replace_all("[^a-z0-9]+", "><")
    in_brackets = nw.concat_str(nw.lit("<"), words, nw.lit(">"))
    beside = _any(word for word in HARMLESS if word.isascii())
    rest = in_brackets.str.replace_all(f"<({beside}|{_AMOUNTS})>", "").str.replace_all("[<>]", "")
    is_known = rest.str.contains(f"^{KNOWN.pattern}$") & (rest != "")
    classes = [word for word, members in MEMBERS.items() if column.fact.name in members]
    return (is_known & ~_holds(together, classes) if classes else is_known), is_open


def _letters(text: nw.Expr, signs: str = "") -> nw.Expr:
    return text.str.replace_all(f"[^a-z0-9{signs}]", "").str.replace_all("k", "c", literal=True)


def _holds(text: nw.Expr, parts: Iterable[str]) -> nw.Expr:
    return text.str.contains(_any(parts))


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))
