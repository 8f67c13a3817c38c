"""Quantities, exact: a number with its unit, kept as given, compared and converted as fractions."""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import total_ordering
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias, cast

import attrs

from b12regimen.display.sections import in_words
from b12regimen.errors import QuantityError
from b12regimen.values.no_quantity import EXPONENT, LONGEST, NUMBER, why_no_quantity
from b12regimen.values.thousands import MAY_GROUP_THOUSANDS
from b12regimen.values.units import UNITS, Unit, to_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pint
    from pint.facets.plain import PlainQuantity

Number: TypeAlias = Decimal | Fraction
# A quantity, its text, or a pint quantity of any registry.
QuantityLike: TypeAlias = "Quantity | str | PlainQuantity[Any]"

_SIGNIFICANT_DIGITS: Final = 28
_DIGITS_FOR_PEOPLE: Final = 6
_MOST_DIGITS: Final = 400
_TOO_LARGE: Final = 10**_MOST_DIGITS

_QUANTITY: Final = re.compile(r"\s*((?:0|[1-9][0-9]*)(?:\.[0-9]+)?)\s*([^\s0-9.,](?:.*\S)?)\s*")


def _to_number(value: object) -> Number:
    if isinstance(value, Fraction):
        _refuse_long(is_long=max(abs(value.numerator), value.denominator) >= _TOO_LARGE)
        number: Number = value
    elif isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        msg = f"a quantity needs a number; {value!r} is none"
        raise QuantityError(msg)
    else:
        number = _to_decimal(value)
    if not number:
        return number.copy_abs() if isinstance(number, Decimal) else number
    if number < 0:
        msg = f"a quantity cannot be negative; {value!r} is"
        raise QuantityError(msg)
    return number


def _to_decimal(value: float | str | Decimal) -> Decimal:
    if isinstance(value, str) and not NUMBER.fullmatch(value.strip().removeprefix("-")):
        msg = f"a quantity needs a number such as 1.5; {value!r} is none"
        raise QuantityError(msg)
    if isinstance(value, int):
        _refuse_long(is_long=abs(value) >= _TOO_LARGE)  # minutes may pass while a longer one becomes a decimal
    number = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        msg = f"a quantity must be finite; {value!r} is not"
        raise QuantityError(msg)
    decimals = len(number.as_tuple().digits) - 1 - number.adjusted()
    _refuse_long(is_long=1 + max(number.adjusted(), 0) + max(decimals, 0) > _MOST_DIGITS)
    return number


def _refuse_long(*, is_long: bool) -> None:
    if is_long:
        msg = f"a quantity has at most {_MOST_DIGITS} digits; what was given has more"
        raise QuantityError(msg)


@total_ordering
@attrs.frozen(eq=False, repr=False)
class Quantity:
    """A number with its unit, exact.

    Equality, order and hash are on the exact amount: ``Quantity.parse("1 mg") == Quantity.parse("1000 mcg")``.

    Attributes:
        number: The number as given; after a conversion without a finite decimal expansion, a fraction.
        unit: Its unit, as given.

    Raises:
        QuantityError: The number is negative, no finite number or a bool; or the unit is not one that is read.
    """

    number: Number = attrs.field(converter=_to_number)
    unit: Unit = attrs.field(converter=to_unit)

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read a number and its unit, for instance ``1 mg`` or ``205 pg/mL``.

        Raises:
            QuantityError: The text is no number with a unit; the message says what would do.
        """
        if isinstance(text, str) and len(text) < LONGEST:
            digits, _, spelling = text.partition(" ")
            unit = UNITS.get(spelling)
            if unit is not None and digits.isascii() and _is_number(digits):
                made = _NEW(cls)  # of parts that are checked already: a third of the time of the constructor
                _SET_NUMBER(made, Decimal(digits))
                _SET_UNIT(made, unit)
                return made
            match = _QUANTITY.fullmatch(text)
            if match is not None and not EXPONENT.match(text):
                return cls(Decimal(match[1]), to_unit(match[2]))
        raise QuantityError(why_no_quantity(text))

    @classmethod
    def of(cls, given: QuantityLike) -> Quantity:
        """Take a quantity, its text, or a pint quantity of any registry.

        Raises:
            QuantityError: It is none of these, or its unit is not one that is read.
        """
        if isinstance(given, Quantity):
            return given
        if isinstance(given, str):
            return cls.parse(given)
        if not hasattr(given, "unit_items"):
            msg = f"{given!r} is no quantity; write a number with its unit, for instance 1 mg or 205 pg/mL"
            raise QuantityError(msg)
        unit = _PINT_UNITS.get(frozenset(cast("Iterable[tuple[str, int]]", given.unit_items())))
        if unit is None:
            msg = f'the pint unit "{given.units}" is not one that is read here; convert it first'
            raise QuantityError(msg)
        magnitude = given.magnitude
        if hasattr(magnitude, "item") and getattr(magnitude, "size", 1) == 1:
            magnitude = magnitude.item()
        number = _to_number(magnitude)
        return cls(number if unit.pint_factor == 1 else _as_decimal(Fraction(number) / unit.pint_factor), unit)

    @property
    def value(self) -> Decimal:
        """The number as a Decimal, which is the one given or, after a conversion, rounded once to 28 digits."""
        return self.number if isinstance(self.number, Decimal) else _rounded(self.number, _SIGNIFICANT_DIGITS)

    @property
    def exact(self) -> Fraction:
        """The amount in base units, exact [mcg, mL, ng/L, nmol/L, 10^9/L, 1 or mL/min/1.73 m2]."""
        top, bottom = self.number.as_integer_ratio()
        factor = self.unit.factor
        return Fraction(top * factor.numerator, bottom * factor.denominator)

    def to(self, unit: Unit | str) -> Quantity:
        """Express the same amount in another unit of the same dimension, exactly.

        Raises:
            QuantityError: The unit is not read, or measures something else.
        """
        target = to_unit(unit)
        if target.dimension != self.unit.dimension:
            msg = f"{self} is a {in_words(self.unit.dimension)}; {target} measures {in_words(target.dimension)}"
            raise QuantityError(msg)
        return Quantity.of_exact(self.exact, target)

    @classmethod
    def of_exact(cls, exact: Fraction, unit: Unit) -> Self:
        """Make a quantity of an exact amount in base units."""
        return cls(_as_decimal(exact / unit.factor), unit)

    def to_pint(self) -> PlainQuantity[Any]:
        """Hand out a pint quantity of the application registry, so that it mixes with the caller's own."""
        import pint  # 0.2 s that only a pint user should pay

        registry: pint.UnitRegistry[Any] = pint.get_application_registry()  # type: ignore[no-untyped-call]
        return registry.Quantity(self.value * self.unit.pint_factor, self.unit.pint_name)

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
        number = plain(self.number) if isinstance(self.number, Decimal) else repr(self.number)
        return f"Quantity({number}, '{self.unit}')"

    def __str__(self) -> str:
        """Write it for people: no trailing zero, no naked decimal point, no exponent; six digits if not decimal."""
        if isinstance(self.number, Decimal):
            return f"{plain(self.number)} {self.unit}"
        return f"{plain(_rounded(self.number, _DIGITS_FOR_PEOPLE))} {self.unit} (rounded)"


_NEW: Final = object.__new__
_SET_NUMBER: Final = vars(Quantity)["number"].__set__
_SET_UNIT: Final = vars(Quantity)["unit"].__set__


def _is_number(text: str) -> bool:
    """Tell whether a text is digits with at most one point between them; faster than a regular expression."""
    if text.isdigit():
        return text[0] != "0" or text == "0"
    whole, _, decimals = text.partition(".")
    return decimals.isdigit() and whole.isdigit() and (whole[0] != "0" or whole == "0")


def _rounded(number: Fraction, digits: int) -> Decimal:
    return Context(prec=digits).divide(Decimal(number.numerator), Decimal(number.denominator))


def _as_decimal(number: Fraction) -> Number:
    """Give a Decimal where that is exact."""
    context = Context(prec=_SIGNIFICANT_DIGITS)
    decimal = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    return number if context.flags[Inexact] else decimal


def _pint_items(unit: Unit) -> frozenset[tuple[str, int]]:
    top, _, bottom = unit.pint_name.partition("/")
    powers = {top: 1} if top not in ("1", "dimensionless") else {}
    return frozenset((powers | ({bottom: -1} if bottom else {})).items())


_PINT_UNITS: Final[dict[frozenset[tuple[str, int]], Unit]] = {
    _pint_items(unit): unit
    for unit in reversed(UNITS.values())
    if unit.symbol != "mEq/L" and unit.dimension != "filtration-rate"
}


def plain(number: Decimal) -> str:
    """Write a number without exponent and without trailing zeros: ``1``, ``0.5``, ``1000``."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_MCG: Final = UNITS["mcg"]
_MG: Final = UNITS["mg"]


def printed_together(*masses: Quantity) -> tuple[list[str], str]:
    """Print masses in one unit: mg if each is 1 mg or more, else mcg; the other one where a point may group thousands.

    Where that holds in both units, the first number carries its own: ``0.250125 mg`` and ``1125 mcg``.
    """
    units = (_MG, _MCG) if all(m.exact >= _MG.factor for m in masses) else (_MCG, _MG)
    for unit in units:
        numbers = [plain(m.to(unit).value) for m in masses]
        if not any(map(MAY_GROUP_THOUSANDS.fullmatch, numbers)):
            return numbers, unit.symbol
    low, high = masses
    return [f"{plain(low.to(_MG).value)} mg", plain(high.to(_MCG).value)], "mcg"
