"""Masses: exact, read through a whitelist, and equal to pint's."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Dose, Quantity, QuantityError, Range, RegimenError, Unit
from b12regimen.testing import masses
from b12regimen.units import UNITS

UNIT_NAMES = st.sampled_from(sorted(UNITS))


@given(masses(), UNIT_NAMES, UNIT_NAMES)
def test_there_and_back_is_equal(mass: Quantity, there: str, back: str) -> None:
    assert mass.to(there).to(back) == mass
    assert hash(mass.to(there)) == hash(mass)


@given(masses(), masses(), UNIT_NAMES)
def test_order_is_kept(a: Quantity, b: Quantity, unit: str) -> None:
    assert (a < b) is (a.to(unit) < b.to(unit))
    assert (a < b) + (a == b) + (a > b) == 1


@given(masses())
def test_what_is_printed_is_read_back(mass: Quantity) -> None:
    assert Quantity.parse(str(mass)) == mass


@pytest.mark.parametrize("spelling", sorted(UNITS))
def test_every_factor_is_pints(spelling: str) -> None:
    unit = UNITS[spelling]
    registry: pint.UnitRegistry[Decimal] = pint.UnitRegistry(non_int_type=Decimal)
    assert Fraction(registry.Quantity(Decimal(1), unit.pint_name).to("microgram").magnitude) == unit.factor


def test_one_milligram_is_a_thousand_micrograms() -> None:
    assert Quantity.parse("1 mg") == Quantity(1000, "mcg") == Quantity(Decimal("0.001"), "g")
    assert Quantity(0.1, "mg") == Quantity.parse("100 micrograms")


def test_it_keeps_the_number_and_the_unit_as_given() -> None:
    given_mass = Quantity.parse("1000 micrograms")
    assert (given_mass.value, str(given_mass), repr(given_mass)) == (1000, "1000 mcg", "Quantity(1000, 'mcg')")
    assert str(Quantity(Decimal("1.50"), "mg")) == "1.5 mg"
    assert str(Quantity(Decimal("1E+3"), "mcg")) == "1000 mcg"


def test_pint_quantities_mix_with_the_callers_own() -> None:
    registry = pint.get_application_registry()  # type: ignore[no-untyped-call]
    total = Quantity.parse("1 mg").to_pint() + registry.Quantity(Decimal(500), "microgram")
    assert total.to("microgram").magnitude == 1500


@pytest.mark.parametrize(
    ("text", "would_do"),
    [
        ("1,000 mcg", r"group thousands \(1000\) or be a decimal point \(1.000\)"),
        ("1,000", "decimal point"),
        ("1.000,5 mcg", "is no quantity"),
        ("1000", "the unit is missing"),
        ("1 MG", 'write "mg"'),
        ("1 Mg", 'write "mg"'),
        ("1000 IU", "measured by mass"),
        ("1 unit", "measured by mass"),
        ("1 lb", "expected one of: g, kg, mcg, mg, ng"),
        ("", "is empty"),
        ("  ", "is empty"),
        ("-1 mg", "is no quantity"),
        ("nan mg", "is no quantity"),
        (".5 mg", "is no quantity"),
        ("1e3 mcg", "no unit that is read here"),
    ],
)
def test_refused_texts_say_what_would_do(text: str, would_do: str) -> None:
    with pytest.raises(QuantityError, match=would_do):
        Quantity.parse(text)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "needs a number"),
        (None, "needs a number"),
        (float("nan"), "must be finite"),
        (float("inf"), "must be finite"),
        (Decimal("-0.5"), "cannot be negative"),
        ("ten", "needs a number such as"),
    ],
)
def test_refused_numbers_say_why(value: object, reason: str) -> None:
    with pytest.raises(QuantityError, match=reason):
        Quantity(value, "mg")  # type: ignore[arg-type]


def test_what_measures_something_else_is_neither_converted_nor_ordered_nor_a_dose() -> None:
    millilitre = Unit("mL", "volume", Fraction(1), "milliliter")
    with pytest.raises(QuantityError, match="1 mg is a mass; mL measures volume"):
        Quantity.parse("1 mg").to(millilitre)
    with pytest.raises(QuantityError, match="do not measure the same thing"):
        _ = Quantity(1, "mg") < Quantity(1, millilitre)
    assert Quantity(1, "mcg") != Quantity(1, millilitre)
    with pytest.raises(RegimenError, match="a dose is a mass in mcg or mg; 1 mL is none"):
        Dose(Range.exactly(Quantity(1, millilitre)))


def test_a_quantity_is_no_number() -> None:
    mass = Quantity.parse("1 mg")
    assert mass != 1
    with pytest.raises(TypeError):
        _ = mass < 1  # type: ignore[operator]
