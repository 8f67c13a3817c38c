"""Drugs and routes by the names that people give them alone: in any case, and in the words of the notation."""

from __future__ import annotations

from typing import Final

from b12regimen.regimens.dosing import DRUGS, ROUTES, Drug, Route
from b12regimen.regimens.spellings import SYNONYMS
from b12regimen.values.plain_values import spelt

_DRUGS: Final[dict[str, Drug]] = {drug: drug for drug in DRUGS}
_ROUTES: Final[dict[str, Route]] = {name: route for route in ROUTES for name in (route, route.lower())}


def drug_named(given: object) -> Drug | None:
    """Give the drug of a name such as "Hydroxocobalamin"; ``None`` where it is the name of none."""
    if not isinstance(given, str):
        return None
    if given in _DRUGS:
        return _DRUGS[given]
    word = spelt(given)
    return _DRUGS.get(" ".join(SYNONYMS.get((word,), (word,))))


def route_named(given: object) -> Route | None:
    """Give the route of a name such as "im" or "intramuscular"; ``None`` where it is the name of none."""
    if not isinstance(given, str):
        return None
    if given in _ROUTES:
        return _ROUTES[given]
    meant = (one for word in spelt(given).split("-") for one in SYNONYMS.get((word,), (word,)))
    return _ROUTES.get(" ".join(meant).lower())
