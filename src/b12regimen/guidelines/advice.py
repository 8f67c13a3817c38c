"""Holds the drugs that the advice of a rule names against those whose alerts are raised for it."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from b12regimen.errors import listed
from b12regimen.regimens.dosing import DRUGS, FORM_OF

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.files.entries import HeadEntry, RuleEntry
    from b12regimen.files.reading import Reading
    from b12regimen.regimens.dosing import Drug

# A name may be broken by a hyphen or a space, of whichever kind.
_WORD: Final = re.compile(r"(?:(?:cyano|hydrox[oy]|methyl|adenosyl|aquo)[^\w]+(?=[ck]obal))?[\w-]+")
_HYPHENS: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-") | {"\u00ad": None, "\u200b": None})
# What is measured, or any of them: no drug of its own.
_NO_DRUG: Final = re.compile(r"(?:holo)?(?:trans)?cobalamins?")
# Parts by which a drug or a product of it is known in any spelling.
_PARTS: Final = ("cobalam", "cobalm", "cobolam", "cobam", "cobalin", "cytamen")
_SPELT: Final[dict[str, Drug]] = {
    "cyanocobalamin": "cyanocobalamin",
    "hydroxocobalamin": "hydroxocobalamin",
    "mecobalamin": "mecobalamin",
    "methylcobalamin": "mecobalamin",
}
_NEAR: Final = 0.8


def drugs_of_advice(reading: Reading[HeadEntry], path: str, entry: RuleEntry, own: Drug | None) -> tuple[Drug, ...]:
    """Read the drugs that the advice of a rule names beside one whose alerts hold already.

    Args:
        reading: The file.
        path: The rule.
        entry: What it says.
        own: The drug of the file, whose alerts hold already; ``None`` for none.
    """
    key = f"{path}.advice_drug"
    given = entry.advice_drug
    drugs: tuple[Drug, ...] = tuple(given) if isinstance(given, list) else () if given is None else (given,)
    words = _words(entry.advice or "")
    for word, meant in _unclear(words):
        remedy = f'write "{meant}"' if meant else f"name one of {listed(DRUGS)}, or none"
        reading.found(f"{path}.advice", f'"{word}" is not known, and no alert on it would hold: {remedy}')
    named: list[Drug] = [drug for drug in DRUGS if drug in words]
    others = [drug for drug in named if own is None or FORM_OF.get(drug, drug) != FORM_OF.get(own, own)]
    for drug in drugs:
        if drug not in named:
            reading.found(key, f"the advice does not name {drug}")
        elif drug not in others:
            reading.found(key, f"{drug} is the drug of the file, whose alerts hold already: leave it out")
    if not set(others) <= set(drugs):
        quoted = [f'"{drug}"' for drug in others]
        value = quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"
        reading.found(
            key, f"the advice names {listed(others, 'and')}, whose alerts are to hold too: advice_drug = {value}"
        )
    return drugs


def _words(text: str) -> list[str]:
    return _WORD.findall(normalize("NFKC", text).translate(_HYPHENS).casefold())


def _unclear(words: Iterable[str]) -> Iterable[tuple[str, Drug | None]]:
    """Give the words that look like a drug and are no name of the library's, and the drug that is meant."""
    for word in dict.fromkeys(words):
        letters = re.sub(r"[\W\d_]", "", normalize("NFKD", word)).replace("k", "c")
        if word in DRUGS or _NO_DRUG.fullmatch(letters):
            continue
        close = get_close_matches(letters, _SPELT, n=1, cutoff=_NEAR)
        if close or any(part in letters for part in _PARTS):
            yield word, _SPELT[close[0]] if close else None
