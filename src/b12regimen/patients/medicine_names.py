"""Which medicines a written name names, and which it may name: one that is not wholly known may be anything."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from unicodedata import combining, normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

# Medicines that a source speaks of, by parts of their generic names and the names of their classes; no source that was
# read lists brands, so a name that is none of these may be the brand of one.
MEDICINES: Final[dict[str, tuple[str, ...]]] = {
    "chloramphenicol": ("chloramphenicol", "cloramfenicol", "cloranfenicol"),
    "methotrexate_or_pyrimethamine": ("methotrexat", "metotrexat", "pyrimethamin", "pirimetamin"),
    "antibiotic": ("antibiotic", "antibacterial", "chloramphenicol", "cloramfenicol", "cloranfenicol"),
    "oral_contraceptive": ("contracepti",),
    "folic_acid": ("folicacid", "folate", "folsaure", "acidefolique", "acidofolico"),
    "metformin": ("metformin",),
    "acid_suppressant": (
        *("omeprazol", "lansoprazol", "pantoprazol", "rabeprazol", "protonpump"),
        *("cimetidin", "famotidin", "nizatidin", "ranitidin", "h2receptor", "h2antagonist", "h2bloccer"),
    ),
    "colchicine": ("colchicin", "colcicin"),
    "aminosalicylic_acid": ("paraaminosalicyl", "4aminosalicyl"),
    "antiepileptic_named": ("topiramat", "pregabalin", "phenobarbit", "fenobarbit", "primidon"),
}
EVERY: Final = frozenset(MEDICINES)
# The name of a class leaves open which of its members is taken.
MEMBERS: Final[dict[str, frozenset[str]]] = dict.fromkeys(
    ("antibiotic", "antibacterial"),
    frozenset(("chloramphenicol", "aminosalicylic_acid", "methotrexate_or_pyrimethamine")),
)
_ALL_PARTS: Final = sorted({part for parts in MEDICINES.values() for part in parts}, key=len, reverse=True)
# How a part goes on to a whole name, in the languages in which it is written so.
_ENDINGS: Final = (
    *("e", "o", "a", "um", "s", "es", "os", "al", "ve", "ves", "vo", "vos", "vum", "f", "fs", "on", "ic", "icacid"),
    *("ate", "inhibitor", "inhibitors", "antagonist", "antagonists", "bloccer", "bloccers"),
)
_PART: Final = f"(?:{'|'.join(_ALL_PARTS)})"
_ENDING: Final = f"(?:{'|'.join(_ENDINGS)})"
# Each name is read in one way: "es" right after a part is its ending, and never the beginning of the next.
KNOWN: Final = re.compile(rf"(?:es|dex)?{_PART}(?:(?:{_ENDING}(?:es|dex)?|dex)?{_PART})*{_ENDING}?")
BETWEEN: Final = re.compile(r"[,;+&/|]|\b(?:and|with|plus)\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
AMOUNT: Final = re.compile(r"(?:[0-9]+x)?[0-9]+(?:mg|mcg|ug|\N{GREEK SMALL LETTER MU}g|g|cg|ml|l|iu|units?)?")
# Doses, forms and salts beside a name are no medicine of their own.
_NO_MEDICINE: Final = frozenset(
    (
        *("mg", "mcg", "ug", "\N{GREEK SMALL LETTER MU}g", "g", "kg", "ml", "l", "unit", "units", "iu", "x"),
        *("dose", "tablet", "tablets", "capsule", "capsules", "pill", "oral", "combined", "modified", "release"),
        *("hydrochloride", "hcl", "sodium", "magnesium"),
        *("d", "h", "day", "days", "daily", "hour", "hours", "week", "weeks", "weekly", "month", "months", "monthly"),
        *("once", "twice", "a", "per", "times", "in", "the", "morning", "evening", "night", "at"),
        *("and", "with", "plus"),
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
OPPOSITES: Final = ("antifol", "folateanta", "folicacidanta", "folateinhib", "folicacidinhib")


def words_of(name: str) -> list[str]:
    """Split a name into words of letters and digits, without the accents and spellings that tell no names apart."""
    plain = (letter for letter in normalize("NFKD", name).casefold() if not combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in plain).replace("k", "c").split()


def letters_and_digits(name: str) -> str:
    """Write a name as letters and digits only: spaces, hyphens, accents and subscripts do not tell names apart."""
    return "".join(words_of(name))


HARMLESS: Final = frozenset(map(letters_and_digits, _NO_MEDICINE))


@lru_cache(maxsize=4096)
def medicines_in(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Say which of the medicines a written name names, and which it may name beside them.

    Each of its words must be known: as a name of which a source speaks, or as a dose, a form or a salt. One that is not
    may be the brand of anything. The name of a class may stand for each of its members.
    """
    letters = letters_and_digits(name)
    is_taken = NOT_TAKEN.isdisjoint(_WORD.findall(name.casefold())) and not any(one in letters for one in OPPOSITES)
    if not is_taken:
        return frozenset(), EVERY
    chunks = [letters_and_digits(chunk) for chunk in BETWEEN.split(name)]
    named = frozenset(
        medicine for medicine, parts in MEDICINES.items() if any(part in chunk for part in parts for chunk in chunks)
    )
    rest = [word for word in words_of(name) if word not in HARMLESS and not AMOUNT.fullmatch(word)]
    if not rest or not KNOWN.fullmatch("".join(rest)):
        return named, EVERY
    may_be = frozenset[str]().union(*(members for word, members in MEMBERS.items() if word in letters))
    return named, may_be


def takes(medicine: str, names: Iterable[str]) -> bool | None:
    """Tell whether names as written hold a medicine; ``None`` if one of them may be it."""
    each = [medicines_in(name) for name in names]
    if any(medicine in named for named, _ in each):
        return True
    return None if any(medicine in may_be for _, may_be in each) else False
