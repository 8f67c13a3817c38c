"""Reads a route from a concept: by its codes, and by words that can mean one route only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from b12regimen.fhir.reading import every_word
from b12regimen.regimens.dosing import ROUTES

if TYPE_CHECKING:
    from b12regimen.fhir.codes import Codes
    from b12regimen.regimens.dosing import Route

# The whole of a text or of a display, without "route", "use", "injection" and what stands in brackets.
_WORDS: Final[dict[str, Route]] = {
    **dict.fromkeys(("im", "intramuscular", "intramuscularly"), "IM"),
    **dict.fromkeys(("sc", "subcut", "subcutaneous", "subcutaneously"), "SC"),
    **dict.fromkeys(("deep sc", "deep subcutaneous"), "deep SC"),
    **dict.fromkeys(("oral", "orally", "by mouth"), "orally"),
}
_AROUND: Final = re.compile(r"\([^()]*\)|\b(?:route|use|injection)\b")
_OTHER: Final = re.compile(r"\b(?:iv|intravenous|intradermal|intrathecal|nasal|sublingual|topical)", re.IGNORECASE)


def routes_said(concept: object, codes: Codes) -> list[Route]:
    """List the routes that a concept says; none where it names one that is none of the library's."""
    lines = [" ".join(_AROUND.sub(" ", line.lower()).split()) for line in every_word(concept)]
    if any(_OTHER.search(line) for line in lines):
        return []
    coded = codes.meant(concept, "route")
    worded = [_WORDS[line] for line in lines if line in _WORDS]
    return [route for route in ROUTES if route in coded or route in worded]
