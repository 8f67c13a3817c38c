"""Recognises allergies and medicines by parts of their names; a name that is not recognised may be any of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Sequence

# An allergy that is neither to cobalt nor to a cobalamin, and is said to be none.
OTHER: Final = "other"
COBALT: Final = ("cobalt", "cobolt")
COBALAMIN: Final = ("cobalam", "cobalm", "cobolam", "cobam", "cobalin", "cytamen", "b12")


def _letters_and_digits(name: str) -> str:
    """Write a name as letters and digits only: spaces, hyphens, accents and subscripts do not tell names apart."""
    letters = (letter for letter in normalize("NFKD", name).casefold() if letter.isalnum())
    return "".join(letters).replace("k", "c")


def is_allergic(allergies: Sequence[str], parts: Sequence[str], others: Sequence[str] = ()) -> bool | None:
    """Tell whether one of the allergies is meant by parts of names; ``None`` if a name is none that is known.

    Args:
        allergies: All that are known.
        parts: Parts of names that mean it.
        others: Names that are known to mean something else.
    """
    names = [_letters_and_digits(name) for name in allergies]
    if any(part in name for part in parts for name in names):
        return True
    return False if OTHER in names or all(name in others for name in names) else None


# Medicines that a source speaks of, by parts of their generic names and the names of their classes; no source that was
# read lists brands, so a name that is none of these may be the brand of one. Of several that are written as one name,
# each must be recognised.
MEDICINES: Final[dict[str, tuple[str, ...]]] = {
    "chloramphenicol": ("chloramphenicol", "cloramfenicol", "cloranfenicol"),
    "methotrexate_or_pyrimethamine": ("methotrexat", "metotrexat", "pyrimethamin", "pirimetamin"),
    "antibiotic": ("antibiotic", "antibacterial", "chloramphenicol", "cloramfenicol", "cloranfenicol"),
    "oral_contraceptive": ("contracepti",),
    "folic_acid": ("folicacid", "folate", "folsaure", "acidefolique", "acidofolico"),
    "metformin": ("metformin",),
    "acid_suppressant": (
        *("omeprazol", "lansoprazol", "pantoprazol", "rabeprazol", "protonpump"),
        *("cimetidin", "famotidin", "nizatidin", "ranitidin", "h2receptor", "h2antagonist", "h2blocer"),
    ),
    "colchicine": ("colchicin", "colcicin"),
    "aminosalicylic_acid": ("paraaminosalicyl", "4aminosalicyl"),
    "antiepileptic_named": ("topiramat", "pregabalin", "phenobarbit", "fenobarbit", "primidon"),
}
ALL_PARTS: Final = tuple(part for parts in MEDICINES.values() for part in parts)
_BETWEEN_MEDICINES: Final = re.compile(r"[,;+&/|\n]|\b(?:and|with|plus)\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
# A dose behind one of the signs that stand between medicines, such as "500 mg/day", is no medicine of its own.
NO_MEDICINE: Final = frozenset(
    (
        *("mg", "mcg", "ug", "g", "kg", "ml", "l", "unit", "units", "iu"),
        *("dose", "tablet", "tablets", "capsule", "capsules"),
        *("d", "h", "day", "days", "daily", "hour", "hours", "week", "weeks", "weekly", "month", "months", "monthly"),
        *("once", "twice", "a", "per", "times", "in", "the", "morning", "evening", "night", "at"),
    )
)
# Such a word, or a part that turns a name into its opposite, leaves open whether the medicine is taken.
NOT_TAKEN: Final = frozenset(
    (
        *("no", "not", "never", "none", "nil", "without", "off", "ex", "past"),
        *("former", "formerly", "previous", "previously"),
        *("stop", "stopped", "stopping", "ceased", "discontinued", "denies", "declined", "refused", "or"),
    )
)
OPPOSITES: Final = ("antifol", "folateanta", "folicacidanta", "folateinhib")


@lru_cache(maxsize=4096)
def _medicines_in(name: str) -> tuple[str, ...]:
    """Split what is written as one name; an empty text is a name that is not recognised."""
    if not NOT_TAKEN.isdisjoint(_WORD.findall(name.casefold())):
        return ("",)
    found = []
    for part in _BETWEEN_MEDICINES.split(name):
        if NO_MEDICINE.issuperset(_WORD.findall(part.casefold())):
            continue
        letters = _letters_and_digits(part)
        found.append("" if any(opposite in letters for opposite in OPPOSITES) else letters)
    return tuple(found) or ("",)


def is_taken(medicines: Sequence[str], parts: Sequence[str]) -> bool | None:
    """Tell whether a medicine is among those that are taken; ``None`` if a name is none that is known.

    Args:
        medicines: All that are taken.
        parts: Parts of names that mean it.
    """
    names = [part for name in medicines for part in _medicines_in(name)]
    if any(part in name for part in parts for name in names):
        return True
    return False if all(any(part in name for part in ALL_PARTS) for name in names) else None
