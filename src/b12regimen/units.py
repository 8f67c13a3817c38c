"""Quantities, exact: read through a whitelist of medical spellings, compared and converted as fractions.

A quantity keeps the number and the unit as they were given. Equality, order and hash are on the exact amount, so
``Quantity("1 mg") == Quantity("1000 mcg")``.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction
from functools import total_ordering
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.errors import QuantityError

if TYPE_CHECKING:
    import pint
    from pint.facets.plain import PlainQuantity

_SIGNIFICANT_DIGITS: Final = 28


@attrs.frozen
class Unit:
    """A unit that the library reads.

    Attributes:
        symbol: How it is printed: safe for people ("mcg", never "µg").
        dimension: What it measures; units of one dimension convert into each other.
        factor: How many base units it is, exactly (the base of mass is the microgram).
        pint_name: Its name in pint's default registry.
    """

    symbol: str
    dimension: str
    factor: Fraction
    pint_name: str

    def __str__(self) -> str:
        """Give the symbol."""
        return self.symbol


_MCG: Final = Unit("mcg", "mass", Fraction(1), "microgram")
_MG: Final = Unit("mg", "mass", Fraction(1000), "milligram")

UNITS: Final[dict[str, Unit]] = {
    spelling: unit
    for unit, spellings in (
        (Unit("ng", "mass", Fraction(1, 1000), "nanogram"), ("ng", "nanogram", "nanograms")),
        (_MCG, ("mcg", "ug", "\N{MICRO SIGN}g", "\N{GREEK SMALL LETTER MU}g", "microgram", "micrograms")),
        (_MG, ("mg", "milligram", "milligrams")),
        (Unit("g", "mass", Fraction(1_000_000), "gram"), ("g", "gram", "grams")),
        (Unit("kg", "mass", Fraction(1_000_000_000), "kilogram"), ("kg", "kilogram", "kilograms")),
    )
    for spelling in spellings
}

_NUMBER: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(.*?)\s*")
_COMMA: Final = re.compile(r"\s*(\d+),(\d+)")


def _to_decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        msg = f"a quantity needs a number; {value!r} is none"
        raise QuantityError(msg)
    try:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        msg = f"a quantity needs a number such as 1.5; {value!r} is none"
        raise QuantityError(msg) from None
    if not number.is_finite():
        msg = f"a quantity must be finite; {value!r} is not"
        raise QuantityError(msg)
    if number.is_signed() and number:
        msg = f"a quantity cannot be negative; {value!r} is"
        raise QuantityError(msg)
    return number


def _to_unit(unit: Unit | str) -> Unit:
    if isinstance(unit, Unit):
        return unit
    try:
        return UNITS[unit]
    except KeyError:
        raise QuantityError(_unknown_unit(unit)) from None


def _unknown_unit(unit: str) -> str:
    if not unit:
        return "the unit is missing; write it behind the number, for instance 1000 mcg"
    expected = ", ".join(sorted({known.symbol for known in UNITS.values()}))
    if unit.lower() in ("iu", "unit", "units", "u"):
        return f'"{unit}" is no unit of vitamin B12, which is measured by mass; expected one of: {expected}'
    if unit.lower() in UNITS:
        return f'"{unit}" is not read, because case matters in units (Mg is magnesium); write "{unit.lower()}"'
    return f'"{unit}" is no unit that is read here; expected one of: {expected}'


@total_ordering
@attrs.frozen(eq=False, repr=False)
class Quantity:
    """A number with its unit, exact.

    Attributes:
        value: The number as given.
        unit: Its unit, as given.

    Raises:
        QuantityError: The number is negative, no finite number or a bool; or the unit is not one that is read.
    """

    value: Decimal = attrs.field(converter=_to_decimal)
    unit: Unit = attrs.field(converter=_to_unit)

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read a number and its unit, for instance ``1 mg`` or ``250 micrograms``.

        Raises:
            QuantityError: The text is no number with a unit; the message says what would do.
        """
        match = _NUMBER.fullmatch(text)
        if match is not None and not match[2].startswith((",", ".")):
            return cls(Decimal(match[1]), match[2])
        raise QuantityError(_not_a_quantity(text))

    @property
    def exact(self) -> Fraction:
        """The amount in base units, exact [mcg for a mass]."""
        return Fraction(self.value) * self.unit.factor

    def to(self, unit: Unit | str) -> Quantity:
        """Express the same amount in another unit.

        The conversion is exact; a result without a finite decimal expansion is rounded once, to 28 digits.

        Raises:
            QuantityError: The unit is not read, or measures something else.
        """
        target = _to_unit(unit)
        if target.dimension != self.unit.dimension:
            msg = f"{self} is a {self.unit.dimension}; {target} measures {target.dimension}"
            raise QuantityError(msg)
        ratio = self.exact / target.factor
        with localcontext() as context:
            context.prec = _SIGNIFICANT_DIGITS
            return Quantity(Decimal(ratio.numerator) / Decimal(ratio.denominator), target)

    def to_pint(self) -> PlainQuantity[Any]:
        """Hand out a pint quantity of the application registry, so that it mixes with the caller's own."""
        import pint  # 0.2 s that only a pint user should pay

        registry: pint.UnitRegistry[Any] = pint.get_application_registry()  # type: ignore[no-untyped-call]
        return registry.Quantity(self.value, self.unit.pint_name)

    @property
    def _key(self) -> tuple[str, Fraction]:
        return self.unit.dimension, self.exact

    def __eq__(self, other: object) -> bool:
        """Compare the exact amounts."""
        return self._key == other._key if isinstance(other, Quantity) else NotImplemented

    def __lt__(self, other: Quantity) -> bool:
        """Compare the exact amounts.

        Raises:
            QuantityError: The two do not measure the same thing.
        """
        if not isinstance(other, Quantity):
            return NotImplemented
        if self.unit.dimension != other.unit.dimension:
            msg = f"{self} and {other} do not measure the same thing"
            raise QuantityError(msg)
        return self.exact < other.exact

    def __hash__(self) -> int:
        """Hash the exact amount."""
        return hash(self._key)

    def __repr__(self) -> str:
        """Show the number and the unit as given."""
        return f"Quantity({plain(self.value)}, '{self.unit}')"

    def __str__(self) -> str:
        """Write it for people: no trailing zero, no naked decimal point, no exponent."""
        return f"{plain(self.value)} {self.unit}"


def _not_a_quantity(text: str) -> str:
    if not text.strip():
        return "the quantity is empty; write a number with its unit, for instance 1 mg"
    comma = _COMMA.match(text)
    if comma is not None:
        return (
            f'"{text}" is not read: the comma may group thousands ({comma[1]}{comma[2]}) or be a decimal point '
            f"({comma[1]}.{comma[2]}); write whichever is meant"
        )
    return f'"{text}" is no quantity; write a number with its unit, for instance 1 mg'


def plain(number: Decimal) -> str:
    """Write a number without exponent and without trailing zeros: ``1``, ``0.5``, ``1000``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def printed_together(*masses: Quantity) -> tuple[list[str], str]:
    """Print masses in one unit: mg if each is 1 mg or more, else mcg."""
    unit = _MG if all(m.exact >= _MG.factor for m in masses) else _MCG
    return [plain(m.to(unit).value) for m in masses], unit.symbol
