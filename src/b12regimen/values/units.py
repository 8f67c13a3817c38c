"""The units that are read: a whitelist of medical spellings, each an exact factor to the base of what it measures."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, Literal

import attrs

from b12regimen.errors import QuantityError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

Dimension = Literal[
    "mass",
    "volume",
    "mass-concentration",
    "molar-concentration",
    "number-concentration",
    "fraction",
    "filtration-rate",
]


@attrs.frozen
class Unit:
    """A unit that the library reads.

    Attributes:
        symbol: How it is printed: safe for people ("mcg", never "µg").
        dimension: What it measures; units of one dimension convert into each other.
        factor: How many base units it is, exactly. The bases are mcg, mL, ng/L, nmol/L, 10^9/L, 1 and mL/min/1.73 m2.
        ucum: Its code in the Unified Code for Units of Measure.
        pint_name: A unit of pint's default registry; together with ``pint_factor`` it is this unit.
        pint_factor: How many of pint's units it is.
    """

    symbol: str
    dimension: Dimension
    factor: Fraction
    ucum: str
    pint_name: str
    pint_factor: int = 1

    def __str__(self) -> str:
        """Give the symbol."""
        return self.symbol


_MICRO: Final = ("u", "\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}")
_LITRES: Final = {
    "mL": (Fraction(1, 1000), "milliliter", ("mL", "ml")),
    "dL": (Fraction(1, 10), "deciliter", ("dL", "dl")),
    "L": (Fraction(1), "liter", ("L", "l")),
}
_GRAMS: Final = {
    "pg": (Fraction(1, 10**12), "picogram", ("pg",)),
    "ng": (Fraction(1, 10**9), "nanogram", ("ng",)),
    "mcg": (Fraction(1, 10**6), "microgram", ("mcg", *(f"{micro}g" for micro in _MICRO))),
    "mg": (Fraction(1, 1000), "milligram", ("mg",)),
    "g": (Fraction(1), "gram", ("g",)),
    "kg": (Fraction(1000), "kilogram", ("kg",)),
}
_MOLES: Final = {
    "pmol": (Fraction(1, 10**12), "picomole", ("pmol",)),
    "nmol": (Fraction(1, 10**9), "nanomole", ("nmol",)),
    "umol": (Fraction(1, 10**6), "micromole", tuple(f"{micro}mol" for micro in _MICRO)),
    "mmol": (Fraction(1, 1000), "millimole", ("mmol",)),
}
_CONCENTRATIONS: Final = (
    *("pg/mL", "ng/L", "ng/mL", "ng/dL", "mcg/L", "mcg/dL", "mcg/mL", "mg/L", "mg/dL", "mg/mL", "g/L", "g/dL"),
    *("pmol/L", "pmol/mL", "nmol/L", "nmol/mL", "umol/L", "mmol/L"),
)
_COUNTS: Final = {
    "10^9/L": (Fraction(1), "10*9/L", "1/liter", 10**9, ("10*9/L", "10^9/L", "x10^9/L", "x 10^9/L", "10e9/L")),
    "10^12/L": (Fraction(1000), "10*12/L", "1/liter", 10**12, ("10*12/L", "10^12/L", "x10^12/L", "x 10^12/L")),
    "10^3/uL": (Fraction(1), "10*3/uL", "1/microliter", 10**3, ("10*3/uL", "10^3/uL", "x10^3/uL", "K/uL")),
    "10^6/uL": (Fraction(1000), "10*6/uL", "1/microliter", 10**6, ("10*6/uL", "10^6/uL", "x10^6/uL")),
}
_MASS_WORDS: Final = {"ng": "nanogram", "mcg": "microgram", "mg": "milligram", "g": "gram", "kg": "kilogram"}


def _masses() -> Iterator[tuple[Unit, tuple[str, ...]]]:
    for symbol, word in _MASS_WORDS.items():
        grams, pint_name, spellings = _GRAMS[symbol]
        unit = Unit(symbol, "mass", grams * 10**6, symbol.replace("mcg", "ug"), pint_name)
        yield unit, (*spellings, word, f"{word}s")


def _volumes() -> Iterator[tuple[Unit, tuple[str, ...]]]:
    for symbol, (litres, pint_name, spellings) in _LITRES.items():
        yield Unit(symbol, "volume", litres * 1000, symbol, pint_name), spellings
    yield Unit("fL", "volume", Fraction(1, 10**12), "fL", "femtoliter"), ("fL", "fl")


def _concentrations() -> Iterator[tuple[Unit, tuple[str, ...]]]:
    for symbol in _CONCENTRATIONS:
        amount, _, volume = symbol.partition("/")
        size, amount_name, amount_spellings = (_GRAMS | _MOLES)[amount]
        litres, volume_name, volume_spellings = _LITRES[volume]
        dimension: Dimension = "mass-concentration" if amount in _GRAMS else "molar-concentration"
        ucum = symbol.replace("mcg", "ug")
        unit = Unit(symbol, dimension, size * 10**9 / litres, ucum, f"{amount_name}/{volume_name}")
        yield unit, tuple(f"{a}/{v}" for a in amount_spellings for v in volume_spellings)
    # One mole of potassium is one equivalent; no other ion is read.
    yield (
        Unit("mEq/L", "molar-concentration", Fraction(10**6), "meq/L", "millimole/liter"),
        ("mEq/L", "meq/L", "mEq/l", "meq/l"),
    )


def _the_rest() -> Iterator[tuple[Unit, tuple[str, ...]]]:
    for symbol, (factor, ucum, pint_name, pint_factor, spellings) in _COUNTS.items():
        yield Unit(symbol, "number-concentration", factor, ucum, pint_name, pint_factor), spellings
    yield Unit("%", "fraction", Fraction(1, 100), "%", "percent"), ("%",)
    yield Unit("L/L", "fraction", Fraction(1), "L/L", "dimensionless"), ("L/L", "l/l")
    yield (
        Unit("mL/min/1.73 m2", "filtration-rate", Fraction(1), "mL/min/{1.73_m2}", "milliliter/minute"),
        ("mL/min/1.73 m2", "mL/min/1.73m2", "mL/min/{1.73_m2}", "mL/min/1.73 m^2", "ml/min/1.73 m2", "ml/min/1.73m2"),
    )


_SPELT: Final = [*_masses(), *_volumes(), *_concentrations(), *_the_rest()]

UNITS: Final[dict[str, Unit]] = {spelling: unit for unit, spellings in _SPELT for spelling in spellings}
_SYMBOLS: Final = {unit.symbol: unit for unit, _ in _SPELT}
_BY_LOWER_CASE: Final = {spelling.lower(): unit.symbol for spelling, unit in UNITS.items()}
_ARBITRARY: Final = ("iu", "unit", "units", "u", "iu/l", "iu/ml", "u/l", "u/ml")


def units_of(dimension: Dimension) -> list[Unit]:
    """List the units that measure one thing, in the order of the table."""
    return [unit for unit in _SYMBOLS.values() if unit.dimension == dimension]


def to_unit(unit: Unit | str) -> Unit:
    """Read a unit.

    Raises:
        QuantityError: It is none that is read; the message says which are.
    """
    if isinstance(unit, Unit):
        return unit
    known = UNITS.get(unit) if isinstance(unit, str) else None
    if known is None:
        raise QuantityError(_unknown_unit(unit))
    return known


def _unknown_unit(unit: object) -> str:
    if not isinstance(unit, str):
        return f"{unit!r} is no unit; write it as text, for instance mcg or pmol/L"
    if not unit:
        return "the unit is missing; write it behind the number, for instance 1000 mcg or 205 pg/mL"
    if unit.lower() in _ARBITRARY:
        return (
            f'"{unit}" is no unit of vitamin B12, which is measured by mass or by mole; expected mcg or mg for a dose, '
            "pg/mL, ng/L or pmol/L for a level"
        )
    if unit.lower() in _BY_LOWER_CASE:
        meant = _BY_LOWER_CASE[unit.lower()]
        return f'"{unit}" is not read, because case matters in units (Mg is magnesium); write "{meant}"'
    return f'"{unit}" is no unit that is read here{did_you_mean(unit, _SYMBOLS)}'
