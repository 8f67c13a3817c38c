"""Holds what is written of an ordered product against the doses and routes of the order: strength, form, route, words.

A strength fits where it is a dose of the order, or so much in a millilitre as a product of the drug on the shelf has.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from b12regimen.errors import listed
from b12regimen.fhir.drugs import words_beside
from b12regimen.fhir.free_text import FUNCTION_WORDS, MASS_UNIT, readings_of_mass
from b12regimen.fhir.reading import shown
from b12regimen.fhir.routes import routes_in
from b12regimen.preparation.product_loader import load_product, product_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from b12regimen.preparation.concentration import Concentration
    from b12regimen.regimens.dosing import Drug
    from b12regimen.regimens.steps import Step
    from b12regimen.values.quantities import Quantity

_THOUSANDFOLD: Final = 1000
_ML: Final = r"(?:ml|millilit(?:er|re)s?)"
_STRENGTH: Final = re.compile(
    rf"(?<![\w.,])(?P<number>[.,]?[0-9][0-9.,]{{0,20}})\s*(?P<unit>{MASS_UNIT})\b"
    rf"(?P<per>\s*(?:/|\bper\b|\bin\b|\()\s*(?P<volume>[0-9.,]{{0,20}})\s*(?:(?P<ml>{_ML})|dose|ampoule|vial)\b\)?)?",
    re.IGNORECASE,
)
_NOT_INJECTED: Final = re.compile(
    r"\b(?:tablets?|tabs?|caplets?|capsules?|caps|lozenges?|drops|sprays?|pastilles?|syrup|elixir|chewables?|gummies"
    r"|patch(?:es)?|cream|gel|ointment)\b",
    re.IGNORECASE,
)
_INJECTED: Final = re.compile(r"\binject|\b(?:ampoules?|ampules?|vials?|syringes?)\b", re.IGNORECASE)
# How many are in a pack, and how much one holds; the product is another by neither.
_PACK: Final = re.compile(
    r"\b[0-9]{1,3} ?x\b|\bx ?[0-9]{1,3}\b|\bb[ -]?12\b"
    rf"|\b[0-9.,]{{1,20}} ?(?:{_ML}|amp(?:oule|ule)?s?|vials?|syringes?)\b",
    re.IGNORECASE,
)
_BARE: Final = re.compile(r"(?<!\w)[0-9][0-9.,]*(?: ?%)?")


class NameRead(NamedTuple):
    """What is written of a product, beside the doses and routes of an order.

    Attributes:
        problems: What contradicts the order, so that another product is named.
        left: What was not held against it, and may say anything.
    """

    problems: tuple[str, ...]
    left: tuple[str, ...]


def held_against(names: Iterable[str], steps: Iterable[Step], drug: Drug | None) -> NameRead:
    """Hold everything that is written of a product against the steps of an order.

    Args:
        names: The names of the medicine, and what is written of its form and strength.
        steps: The steps; one may state no route.
        drug: The drug; ``None`` if it is not told.
    """
    ordered = list(steps)
    lines = list(names)
    problems = (problem for line in lines if (problem := _contradiction(line, ordered, drug)))
    left = (shown(words) for line in lines if (words := _left(line, ordered, drug)))
    return NameRead(tuple(dict.fromkeys(problems)), tuple(dict.fromkeys(left)))


def masses_of(names: Iterable[str]) -> list[Quantity]:
    """List the masses that are written of a product and have one reading, in a volume or not."""
    readings = (each for line in names for _, each, _ in _strengths(line))
    return [each[0] for each in readings if len(each) == 1]


def _contradiction(line: str, steps: list[Step], drug: Drug | None) -> str | None:
    own = {route.removeprefix("deep ") for step in steps for route in step.routes}
    said = f'the name of the medicine says "{shown(line)}"'
    routes, _ = routes_in(line)
    named = {None if route is None else route.removeprefix("deep ") for route in routes}
    if named and not named & own and (own or named <= {None, "orally"}) and not _is_doubtful(line, named):
        return f"{said}, and the route is {listed(own, 'or') or 'not said'}"
    is_injected = any(not step.is_oral for step in steps)
    if (form := _NOT_INJECTED.search(line)) and is_injected and not any(step.is_oral for step in steps):
        return f'{said}, and "{form[0]}" is no injection'
    doses = listed(dict.fromkeys(str(step.dose) for step in steps), "and")
    for written, masses, millilitres in _strengths(line):
        if any(_is_in_a_product(mass, millilitres, drug) for mass in masses):
            continue
        far = {_how_far(mass, step) for mass in masses for step in steps}
        if far and None not in far:
            return f"{said}, and {written.strip()} is {listed(sorted(map(str, far)))} the dose, {doses}"
    return None


def _is_doubtful(line: str, named: set[str | None]) -> bool:
    """Tell whether a name that says no route of an injection says that it is one: "for injection or infusion"."""
    return named == {None} and bool(_INJECTED.search(line))


def _how_far(mass: Quantity, step: Step) -> str | None:
    bounds = [bound.exact for bound in (step.dose.amount.low, step.dose.amount.high) if bound is not None]
    if step.dose.per_kg or not mass.exact or not all(bounds):
        return None
    if mass.exact >= _THOUSANDFOLD * max(bounds):
        return "at least 1000 times"
    return "at most a thousandth of" if mass.exact * _THOUSANDFOLD <= min(bounds) else None


def _left(line: str, steps: list[Step], drug: Drug | None) -> str:
    rest = line
    left = []
    for written, masses, millilitres in _strengths(line):
        rest = rest.replace(written, " ", 1)
        is_dose = any(mass in step.dose.amount for mass in masses for step in steps if not step.dose.per_kg)
        if not (is_dose or any(_is_in_a_millilitre(mass, millilitres, drug) for mass in masses)):
            left.append(written.strip())
    routes, without_routes = routes_in(rest)
    if None in routes:
        return shown(line)
    rest = _PACK.sub(" ", rest)
    words, _ = words_beside(_PACK.sub(" ", without_routes))
    left += [word for word in words.split() if word.lower() not in FUNCTION_WORDS]
    left += [number for number in _BARE.findall(rest) if not _is_a_dose(number, steps)]
    return " ".join(left)


def _strengths(line: str) -> Iterator[tuple[str, list[Quantity], Fraction | None]]:
    """Find the strengths of a name: what is written, what the mass may be, and in how many millilitres, if so said."""
    for match in _STRENGTH.finditer(line):
        volume = None
        if match["ml"]:
            said = match["volume"].rstrip(".,") or "1"
            volume = Fraction(said) if said.isdecimal() else None
        yield match[0], readings_of_mass(match["number"], match["unit"]), volume


@lru_cache(maxsize=8)
def _on_the_shelf(drug: Drug | None) -> tuple[Concentration, ...]:
    """Give the strengths of the products of a drug that the library ships."""
    products = map(load_product, product_ids())
    strengths = (one.strength for one in products if drug in (None, one.drug))
    return tuple(strength for strength in strengths if strength is not None)


def _is_in_a_millilitre(mass: Quantity, millilitres: Fraction | None, drug: Drug | None) -> bool:
    return millilitres == 1 and any(mass.exact == strength.mcg_per_ml for strength in _on_the_shelf(drug))


def _is_in_a_product(mass: Quantity, millilitres: Fraction | None, drug: Drug | None) -> bool:
    """Tell whether a product has so much, so that a dose which is far from it is the one to doubt."""
    amounts = (strength.amount.exact for strength in _on_the_shelf(drug))
    return mass.exact in amounts or _is_in_a_millilitre(mass, millilitres, drug)


def _is_a_dose(number: str, steps: list[Step]) -> bool:
    readings = [mass for unit in ("mcg", "mg") for mass in readings_of_mass(number, unit)]
    return any(mass in step.dose.amount for mass in readings for step in steps if not step.dose.per_kg)
