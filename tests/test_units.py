"""Units and quantities: exact, read through a whitelist, and equal to pint's and to UCUM's."""

from __future__ import annotations

import copy
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ucumvert import PintUcumRegistry

from b12regimen import Dose, Quantity, QuantityError, Range, RegimenError, Unit
from b12regimen.testing import quantities
from b12regimen.values.units import UNITS, Dimension, units_of

EXACT: pint.UnitRegistry[Any] = pint.UnitRegistry(non_int_type=Fraction)
BASES = {
    "mass": "microgram",
    "volume": "milliliter",
    "mass-concentration": "nanogram/liter",
    "molar-concentration": "nanomole/liter",
    "number-concentration": "1/liter",
    "fraction": "dimensionless",
    "filtration-rate": "milliliter/minute",
}


@st.composite
def convertible(draw: st.DrawFn, count: int) -> tuple[Any, ...]:
    """Draw quantities of one dimension, and a unit of it."""
    dimension = draw(st.sampled_from(get_args(Dimension)))
    return *(draw(quantities(dimension)) for _ in range(count)), draw(st.sampled_from(units_of(dimension)))


@given(convertible(1))
def test_there_and_back_is_equal(drawn: tuple[Quantity, Unit]) -> None:
    quantity, there = drawn
    assert quantity.to(there).to(quantity.unit) == quantity
    assert hash(quantity.to(there)) == hash(quantity)
    assert quantity.to(there).exact == quantity.exact


@given(convertible(2))
def test_order_is_kept(drawn: tuple[Quantity, Quantity, Unit]) -> None:
    a, b, unit = drawn
    assert (a < b) is (a.to(unit) < b.to(unit))
    assert (a < b) + (a == b) + (a > b) == 1


@given(quantities())
def test_what_is_printed_is_read_back(quantity: Quantity) -> None:
    assert Quantity.parse(str(quantity)) == quantity
    assert copy.deepcopy(quantity) == quantity


@pytest.mark.parametrize("spelling", sorted(UNITS))
def test_every_spelling_is_its_unit(spelling: str) -> None:
    unit = UNITS[spelling]
    assert Quantity.parse(f"1.5 {spelling}") == Quantity(Decimal("1.5"), unit)
    assert spelling[0].isdigit() or Quantity.parse(f" 1.5{spelling} ") == Quantity(Decimal("1.5"), unit)
    assert hash(Quantity.parse(f"1.5 {spelling}")) == hash(Quantity(Fraction(3, 2), unit.symbol))


# As laboratories, labels and exports write them.
WRITTEN = {
    "mcg": ("mcg", "ug", "\N{MICRO SIGN}g", "\N{GREEK SMALL LETTER MU}g", "microgram", "micrograms"),
    "mg": ("mg", "milligram", "milligrams"),
    "ng": ("ng", "nanogram", "nanograms"),
    "kg": ("kg", "kilogram", "kilograms"),
    "g": ("g", "gram", "grams"),
    "mL": ("mL", "ml"),
    "dL": ("dL", "dl"),
    "L": ("L", "l"),
    "fL": ("fL", "fl"),
    "g/dL": ("g/dL", "g/dl"),
    "pmol/L": ("pmol/L", "pmol/l"),
    "pg/mL": ("pg/mL", "pg/ml"),
    "mcg/L": ("mcg/L", "ug/L", "\N{MICRO SIGN}g/l", "\N{GREEK SMALL LETTER MU}g/L"),
    "umol/L": ("umol/L", "\N{MICRO SIGN}mol/L", "\N{GREEK SMALL LETTER MU}mol/l"),
    "mEq/L": ("mEq/L", "meq/L", "mEq/l", "meq/l"),
    "10^9/L": ("10*9/L", "10^9/L", "x10^9/L", "x 10^9/L", "10e9/L"),
    "10^12/L": ("10*12/L", "10^12/L", "x10^12/L", "x 10^12/L"),
    "10^3/uL": ("10*3/uL", "10^3/uL", "x10^3/uL", "K/uL"),
    "10^6/uL": ("10*6/uL", "10^6/uL", "x10^6/uL"),
    "L/L": ("L/L", "l/l"),
    "mL/min/1.73 m2": (
        *("mL/min/1.73 m2", "mL/min/1.73m2", "mL/min/{1.73_m2}"),
        *("mL/min/1.73 m^2", "ml/min/1.73 m2", "ml/min/1.73m2"),
    ),
}


@pytest.mark.parametrize(("symbol", "written"), [(unit, text) for unit, texts in WRITTEN.items() for text in texts])
def test_units_are_read_as_they_are_written_in_many_places(symbol: str, written: str) -> None:
    assert Quantity.parse(f"1.5 {written}").unit.symbol == symbol


@pytest.mark.parametrize("unit", sorted(set(UNITS.values()), key=str), ids=str)
def test_every_factor_is_pints(unit: Unit) -> None:
    base = next(one for one in units_of(unit.dimension) if one.factor == 1)
    in_base = EXACT.Quantity(Fraction(unit.pint_factor), unit.pint_name).to(BASES[unit.dimension]).magnitude
    assert in_base / base.pint_factor == unit.factor


@pytest.mark.parametrize("unit", sorted(set(UNITS.values()), key=str), ids=str)
def test_every_ucum_code_means_the_same_to_others(unit: Unit) -> None:
    theirs = UCUM.from_ucum(unit.ucum).to_base_units()
    ours = EXACT.Quantity(Fraction(unit.pint_factor), unit.pint_name).to_base_units()
    assert dict(theirs.dimensionality) == dict(ours.dimensionality)
    assert theirs.magnitude == pytest.approx(float(ours.magnitude), rel=1e-12)
    assert UNITS[unit.ucum] == unit


UCUM: Any = PintUcumRegistry()


def test_one_milligram_is_a_thousand_micrograms() -> None:
    assert Quantity.parse("1 mg") == Quantity(1000, "mcg") == Quantity(Decimal("0.001"), "g")
    assert Quantity(0.1, "mg") == Quantity.parse("100 micrograms")


def test_it_keeps_the_number_and_the_unit_as_given() -> None:
    mass = Quantity.parse("1000 micrograms")
    assert (mass.value, str(mass), repr(mass)) == (1000, "1000 mcg", "Quantity(1000, 'mcg')")
    assert str(Quantity(Decimal("1.50"), "mg")) == "1.5 mg"
    assert str(Quantity(Decimal("1E+3"), "mcg")) == "1000 mcg"
    assert str(Quantity(-0.0, "mg")) == "0 mg"
    assert Quantity(Fraction(0), "mg") == Quantity(0, "mg")


def test_what_has_no_finite_decimal_is_exact_and_printed_as_rounded() -> None:
    third = Quantity(Fraction(1, 3), "mg")
    assert third.exact == Fraction(1000, 3)
    assert third.value == Decimal("0.3333333333333333333333333333")
    assert (str(third), repr(third)) == ("0.333333 mg (rounded)", "Quantity(Fraction(1, 3), 'mg')")
    assert third.to("mcg").to("mg") == third


@given(quantities())
def test_pint_quantities_go_out_and_come_in(quantity: Quantity) -> None:
    handed_out = quantity.to_pint()
    if quantity.unit.dimension != "filtration-rate":
        assert Quantity.of(handed_out) == quantity


def test_a_pint_quantity_keeps_its_digits() -> None:
    exact: pint.UnitRegistry[Any] = pint.UnitRegistry(non_int_type=Decimal)
    assert repr(Quantity.of(exact.Quantity(Decimal("205.50"), "pg/mL")).value) == "Decimal('205.50')"


def test_several_numbers_are_no_quantity() -> None:
    own: pint.UnitRegistry[Any] = pint.UnitRegistry()
    with pytest.raises(QuantityError, match="a quantity needs a number"):
        Quantity.of(own.Quantity(np.array([1, 2]), "mg"))
    assert Quantity.of(own.Quantity(np.array([2]), "mg")) == Quantity(2, "mg")


def test_pint_quantities_mix_with_the_callers_own() -> None:
    registry = pint.get_application_registry()  # type: ignore[no-untyped-call]
    total = Quantity.parse("1 mg").to_pint() + registry.Quantity(Decimal(500), "microgram")
    assert total.to("microgram").magnitude == 1500
    assert Quantity.parse("150 10^9/L").to_pint().to("1/microliter").magnitude == 150_000
    own: pint.UnitRegistry[Any] = pint.UnitRegistry()
    assert Quantity.of(own.Quantity(205.5, "pg/mL")) == Quantity.parse("205.5 pg/mL")
    assert Quantity.of(own.Quantity(42, "percent")) == Quantity.parse("42 %")
    with pytest.raises(
        QuantityError, match='the pint unit "metric_ton" is not one that is read here; convert it first'
    ):
        Quantity.of(own.Quantity(1, "tonne"))
    with pytest.raises(QuantityError, match="3 is no quantity"):
        Quantity.of(3)  # type: ignore[arg-type]
    with pytest.raises(QuantityError, match="convert it first"):
        Quantity.of(own.Quantity(95, "mL/min"))  # which is not for each 1.73 m2
    numpy_like = own.Quantity(Scalar(), "mg")
    assert Quantity.of(numpy_like) == Quantity(2, "mg")


class FloatOfAnotherLibrary(float):
    """A float whose repr is not its number, as numpy has them."""

    def __repr__(self) -> str:
        return f"np.float64({float(self)})"


def test_numbers_of_other_libraries() -> None:
    assert Quantity(FloatOfAnotherLibrary(1.5), "mg") == Quantity.parse("1.5 mg")


class Scalar:
    """A number of another library, as numpy has them."""

    def item(self) -> int:
        return 2


def test_eight_threads_agree_with_one() -> None:
    texts = [f"{number / 7:.3f} {unit}" for number in range(200) for unit in ("mg", "pg/mL", "nmol/L")]
    work = [(text, unit) for text, unit in zip(texts, ["mcg", "ng/L", "umol/L"] * 200, strict=True)]
    alone = [repr(Quantity.parse(text).to(unit)) for text, unit in work]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda one: repr(Quantity.parse(one[0]).to(one[1])), work))
    assert together == alone


@pytest.mark.parametrize(
    ("text", "would_do"),
    [
        ("1,000 mcg", r"group thousands \(1000\) or be a decimal point \(1\); write whichever is meant"),
        ("12,345 pg/mL", r"group thousands \(12345\) or be a decimal point \(12.3450\); write whichever is meant"),
        ("1e3 pg/mL", '^"1e3 pg/mL" is not read, for its exponent; write 1000 pg/mL$'),
        ("1.5E-2mg", r'^"1.5E-2mg" is not read, for its exponent; write 0.015 mg$'),
        ("2e+3", '^"2e\\+3" is not read, for its exponent; write 2000$'),
        ("10e9/L", '"e9/L" is no unit'),
        ("9" * 5000 + " mg", r'^"9{20}\.\.\." is longer than any quantity; write a number with its unit, for instance'),
        ("1,5 mg", r'^"1,5 mg" is not read, for its comma; write 1.5$'),
        ("0,250 mg", r'^"0,250 mg" is not read, for its comma; write 0.250$'),
        ("1000,125 mg", r'^"1000,125 mg" is not read, for its comma; write 1000.125$'),
        ("1,000", "decimal point"),
        ("1.000,5 mcg", "its comma and point may each be the decimal point; write for instance 1000.5"),
        ("1,000,000 mcg", "its comma and point may each"),
        ("1000", "has no unit; write the unit that is meant, for instance 1000 mcg or 1000 pg/mL"),
        ("1 MG", 'write "mg"'),
        ("1 Mg", 'write "mg"'),
        ("200 PG/ML", 'case matters in units .* write "pg/mL"'),
        ("1000 IU", "measured by mass or by mole; expected mcg or mg for a dose, pg/mL, ng/L or pmol/L for a level"),
        *(
            (f"1 {arbitrary}", "measured by mass")
            for arbitrary in ("unit", "units", "U", "IU/L", "IU/mL", "U/L", "U/mL")
        ),
        ("1 lb", "no unit that is read here; one of: ng, mcg, mg"),
        ("5 pmol/LL", 'no unit that is read here; did you mean "pmol/L"'),
        ("", "^the quantity is empty; write a number with its unit, for instance 1 mg or 205 pg/mL$"),
        ("  ", "is empty"),
        ("-1 mg", "is negative"),
        ("\N{MINUS SIGN}1 mg", "is negative"),
        ("~1 mg", "has a comparator"),
        ("X1 mg", "is no quantity"),
        ("nan mg", "is no quantity"),
        ("inf mg", "is no quantity"),
        (".5 mg", "is no quantity"),
        ("05 mg", "starts with a zero that nothing needs"),
        ("<50 pmol/L", "a comparator, which belongs to a laboratory result"),
        ("1e3 mcg", "is not read, for its exponent; write 1000 mcg"),
        ("\N{ARABIC-INDIC DIGIT ONE} mg", "is no quantity"),
        ("1_000 mg", "no unit that is read here"),
        ("1 " + "m" * 300, "is longer than any quantity"),
        pytest.param("1" + " " * 197 + "mg", "is longer than any quantity", id="200 characters"),
        (None, "None is no text"),
    ],
)
def test_refused_texts_say_what_would_do(text: Any, would_do: str) -> None:
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
        (Fraction(-1, 2), "cannot be negative"),
        ("-5", "cannot be negative"),
        ("ten", "needs a number such as"),
        ("1_000", "needs a number such as"),
        (Decimal("sNaN"), "must be finite"),
        pytest.param(10**5000, "has at most 400 digits", id="a long number"),
        pytest.param(Fraction(-(10**5000)), "has at most 400 digits", id="a long fraction"),
        (Decimal("1E+99999999"), "has at most 400 digits"),
        (Decimal("1E-99999999"), "has at most 400 digits"),
    ],
)
def test_refused_numbers_say_why(value: object, reason: str) -> None:
    with pytest.raises(QuantityError, match=reason):
        Quantity(value, "mg")  # type: ignore[arg-type]


@pytest.mark.parametrize("longest", ["9" * 400, "1." + "2" * 399, "0." + "0" * 398 + "1"])
def test_as_many_digits_as_there_may_be(longest: str) -> None:
    assert Quantity(longest, "mg") == Quantity(Decimal(longest), "mg") == Quantity(Fraction(longest), "mg")
    for too_long in (longest + "1", Decimal(longest + "1"), Fraction(longest + "1")):
        with pytest.raises(QuantityError, match="has at most 400 digits; what was given has more"):
            Quantity(too_long, "mg")


def test_whole_numbers_of_as_many_digits() -> None:
    assert Quantity(10**400 - 1, "mg") == Quantity("9" * 400, "mg")
    with pytest.raises(QuantityError, match="has at most 400 digits"):
        Quantity(10**400, "mg")


@pytest.mark.parametrize("unit", [5, ["mg"], None])
def test_a_unit_is_text(unit: Any) -> None:
    with pytest.raises(QuantityError, match="is no unit; write it as text"):
        Quantity(1, unit)
    with pytest.raises(QuantityError, match=r"^the unit is missing; write it behind the number, for instance 1000 mcg"):
        Quantity(1, "")


def test_what_measures_something_else_is_neither_converted_nor_ordered_nor_a_dose() -> None:
    with pytest.raises(QuantityError, match="1 mg is a mass; mL measures volume"):
        Quantity.parse("1 mg").to("mL")
    with pytest.raises(QuantityError, match="do not measure the same thing"):
        _ = Quantity(1, "mg") < Quantity(1, "mL")
    assert Quantity(1, "mcg") != Quantity(1, "mL")
    with pytest.raises(RegimenError, match="a dose is a mass in mcg or mg; 1 mL is none"):
        Dose(Range.exactly(Quantity(1, "mL")))


def test_unequal_amounts_are_told_apart_by_their_hash() -> None:
    assert len({hash(Quantity(number, "mg")) for number in range(100)}) == 100


def test_a_quantity_is_no_number() -> None:
    mass = Quantity.parse("1 mg")
    assert mass != 1
    with pytest.raises(TypeError):
        _ = mass < 1  # type: ignore[operator]
