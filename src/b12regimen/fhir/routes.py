"""Reads routes: from a concept, by its codes and by words, and in a text; what is not known is never passed over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from b12regimen.errors import listed
from b12regimen.fhir.doubt import NOT
from b12regimen.fhir.reading import codings, every_word, is_spoilt, items, table, text
from b12regimen.regimens.dosing import ROUTES

if TYPE_CHECKING:
    from b12regimen.fhir.codes import Codes
    from b12regimen.regimens.dosing import Route

_SC: Final = r"(?:s(?:\. ?|/)?c\b|sub-?q\b|sub-?cut(?:aneous(?:ly)?)?\b|under the skin\b|hypodermic(?:ally)?\b)"
# In this order, for what one pattern has read is not read again. None is a route that the library has not.
_PATTERNS: Final[tuple[tuple[str, Route | None], ...]] = (
    (rf"deep[ -]{_SC}", "deep SC"),
    (_SC, "SC"),
    (r"i(?:\. ?)?m\b|intra-?muscular(?:ly)?\b|into (?:a|the) muscle\b", "IM"),
    (r"p(?:\. ?)?o\b|per os\b|oral(?:ly)?\b|by mouth\b", "orally"),
    (r"i(?:\. ?|/)?v\b|into (?:a|the) vein\b|(?:by )?(?:infusion|drip)\b|intra-?(?!muscular)[a-z]+", None),
    (r"(?:nasal|topical|rectal|sublingual|buccal|transdermal|epidural)(?:ly)?\b|inhal[a-z]+", None),
    (r"under the tongue\b|into the nose\b|on the skin\b|i(?:\. ?)?[dt]\b", None),
)
_Pattern: TypeAlias = "tuple[re.Pattern[str], Route | None]"
_IN_WORDS: Final[list[_Pattern]] = [
    (re.compile(rf"(?<![\w.])(?:{pattern})\.?", re.IGNORECASE), route) for pattern, route in _PATTERNS
]
_AROUND: Final = re.compile(
    r"\([^()]*\)|\b(?:route|use|by|for|inject(?:ed|ion|able)?|parenteral|administration)\b|[.,;/]"
)
_NEGATED: Final = re.compile(rf"\b(?:no|not|never|avoid|except|other than|instead of|{NOT})\b|\?", re.IGNORECASE)


class RouteSaid(NamedTuple):
    """What a concept says of the route.

    Attributes:
        routes: The library's routes that it says; none where anything in it names another, or is not known.
        unread: Its codes that were not read, of systems that are not known here; ``None`` for none.
        is_another: It is known to be none of the library's.
    """

    routes: list[Route]
    unread: str | None = None
    is_another: bool = False


def routes_in(line: str) -> tuple[list[Route | None], str]:
    """List the routes that a text names, ``None`` for one that is none of the library's, and give the rest of it."""
    found: list[Route | None] = []
    for pattern, route in _IN_WORDS:
        if pattern.search(line):
            found.append(route)
            line = pattern.sub(" ", line)
    return found, line


def route_said(concept: object, codes: Codes) -> RouteSaid:
    """Read the route of a concept: each of its codes and words is read, or says why none is."""
    coded = codes.meant(concept, "route")
    unread = _unread_codes(concept, codes)
    if is_spoilt(concept):
        return RouteSaid([])
    if unread is None:
        return RouteSaid([], is_another=True)
    said: set[str | None] = set(coded)
    is_said = bool(coded)
    for line in every_word(concept):
        named, rest = routes_in(line)
        left = " ".join(_AROUND.sub(" ", rest).split())
        if _NEGATED.search(line) or (left and not named):
            return RouteSaid([])
        said.update(named)
        is_said = is_said or not left
    if None in said or not is_said:
        return RouteSaid([], is_another=said == {None})
    return RouteSaid([route for route in ROUTES if route in said], listed(unread, "and") or None)


def _unread_codes(concept: object, codes: Codes) -> list[str] | None:
    """List the codes without a name whose system is not known here; ``None`` if one of them is another route.

    In a system of which routes are known, a code that is not among them is another route.
    """
    systems = {system for (system, _), code in codes.known.items() if any(one.kind == "route" for one in code.means)}
    unread = []
    for coding in map(table, items(table(concept).get("coding"))):
        ((system, code),) = codings({"coding": [coding]}) or [(None, "")]
        known = codes.known.get((system or "", code))
        if known is not None and not any(one.kind == "route" for one in known.means):
            return None
        if known is None and code and text(coding.get("display")) is None:
            if system in systems:
                return None
            unread.append(f'"{code}" of {system or "no system"}')
    return unread
