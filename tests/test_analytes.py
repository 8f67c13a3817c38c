"""Analytes: conversions that sources print, molar masses with their source, and units that no patient can have."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import periodictable
import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Quantity, QuantityError, convert
from b12regimen.patients.analytes import ANALYTES, ATOMIC_WEIGHTS, Analyte, to_analyte
from b12regimen.values.units import UNITS

MEASURED = [analyte for analyte in ANALYTES.values() if analyte.units]


@st.composite
def results(draw: st.DrawFn) -> tuple[Analyte, Quantity]:
    """Draw an analyte and a result of it."""
    analyte = draw(st.sampled_from(MEASURED))
    unit = draw(st.sampled_from(analyte.units))
    most = 1 / unit.factor if unit.dimension == "fraction" else 10**6
    number = draw(st.decimals(0, Decimal(int(most)), places=3))
    return analyte, Quantity(number, unit)


# Printed by the sources that docs/design.md names; the last column is the number of decimals that they print.
PRINTED: list[tuple[str, str, str, str, int]] = [
    ("205 pg/mL", "pmol/L", "total-b12", "151.3", 1),
    ("200 pg/mL", "pmol/L", "total-b12", "147.6", 1),
    ("160 pg/mL", "pmol/L", "total-b12", "118", 0),
    ("950 pg/mL", "pmol/L", "total-b12", "701", 0),
    ("0.271 umol/L", "ng/mL", "mma", "32.0", 1),
    ("1 umol/L", "nmol/L", "mma", "1000", 0),
    ("15 umol/L", "mg/L", "homocysteine", "2.03", 2),
    ("13.5 g/dL", "g/L", "haemoglobin", "135", 0),
    ("4.1 mEq/L", "mmol/L", "potassium", "4.1", 1),
]


@pytest.mark.parametrize(("given_text", "unit", "analyte", "printed", "places"), PRINTED)
def test_conversions_that_sources_print(given_text: str, unit: str, analyte: str, printed: str, places: int) -> None:
    assert round(convert(given_text, unit, analyte=analyte).value, places) == Decimal(printed)


@given(results(), st.data())
def test_there_and_back_is_equal_between_mass_and_moles_too(
    drawn: tuple[Analyte, Quantity], data: st.DataObject
) -> None:
    analyte, result = drawn
    units = [u for u in analyte.units if u.dimension == result.unit.dimension or analyte.molar_mass]
    there = convert(result, data.draw(st.sampled_from(units)), analyte=analyte)
    assert convert(there, result.unit, analyte=analyte) == result


@given(results(), st.decimals(0, 1000, places=2), st.data())
def test_order_is_kept_between_mass_and_moles_too(
    drawn: tuple[Analyte, Quantity], more: Decimal, data: st.DataObject
) -> None:
    analyte, low = drawn
    if low.unit.dimension == "fraction":
        return
    units = [u for u in analyte.units if u.dimension == low.unit.dimension or analyte.molar_mass]
    unit = data.draw(st.sampled_from(units))
    high = Quantity(low.value + more, low.unit)
    assert (convert(low, unit, analyte=analyte) < convert(high, unit, analyte=analyte)) is (low < high)


@pytest.mark.parametrize("element", sorted(ATOMIC_WEIGHTS))
def test_atomic_weights_are_those_that_others_read_from_the_same_table(element: str) -> None:
    assert float(ATOMIC_WEIGHTS[element]) == getattr(periodictable, element).mass


@pytest.mark.parametrize(("analyte", "formula"), [("mma", "C4H6O4"), ("homocysteine", "C4H9NO2S")])
def test_molar_masses_follow_from_the_formula(analyte: str, formula: str) -> None:
    molar_mass = to_analyte(analyte).molar_mass
    assert molar_mass is not None
    assert float(molar_mass.grams_per_mole) == pytest.approx(periodictable.formula(formula).mass, rel=1e-12)
    assert formula in str(molar_mass.citation)


def test_the_molar_mass_of_vitamin_b12_is_that_of_cyanocobalamin() -> None:
    molar_mass = ANALYTES["total-b12"].molar_mass
    assert molar_mass is not None
    assert molar_mass.grams_per_mole == Fraction("1355.37")
    assert molar_mass.citation.source.url is not None


# What was reported, in which unit it was likely meant, and why it is refused.
SLIPS = [
    ("active-b12", "35 nmol/L", "did you mean pmol/L"),
    ("total-b12", "90 ng/mL", "did you mean pg/mL or ng/L"),
    ("total-b12", "200 mcg/L", "did you mean ng/L"),
    ("total-b12", "150 nmol/L", "did you mean pmol/L"),
    ("total-b12", "150 pmol/mL", "did you mean pmol/L"),
    ("mma", "0.3 mmol/L", "did you mean nmol/L or umol/L"),
    ("homocysteine", "12 mmol/L", "did you mean umol/L"),
    ("homocysteine", "12 nmol/L", "did you mean umol/L"),
    ("haemoglobin", "135 mg/dL", "did you mean g/dL"),
    ("ferritin", "30 mcg/mL", "did you mean ng/mL or mcg/L"),
    ("folate", "7 pg/mL", "did you mean ng/mL"),
    ("platelets", "250 10^12/L", "did you mean 10^9/L"),
    ("potassium", "4 umol/L", "did you mean mmol/L"),
    ("creatinine", "80 mmol/L", "did you mean umol/L"),
    ("haematocrit", "42 L/L", "more than the whole, which haematocrit cannot be; did you mean %"),
    ("haematocrit", "420 %", "more than the whole"),
    ("haematocrit", "101 %", "more than the whole"),
    ("haematocrit", "1.01 L/L", "more than the whole"),
    ("reticulocytes-percent", "250 %", "did you mean a smaller number"),
    ("mcv", "96 mg/dL", "expected fL"),
    ("active-b12", "35 pg/mL", "expected pmol/L"),
    ("intrinsic-factor-antibodies", "3 mg", "give the laboratory's verdict as flag: positive or negative"),
]


@pytest.mark.parametrize(("analyte", "reported", "meant"), SLIPS)
def test_slips_are_refused_and_what_was_meant_is_named(analyte: str, reported: str, meant: str) -> None:
    with pytest.raises(QuantityError, match=re.escape(meant)):
        to_analyte(analyte).check(Quantity.parse(reported))


def test_the_whole_is_no_slip() -> None:
    for whole in ("100 %", "1 L/L"):
        to_analyte("haematocrit").check(Quantity.parse(whole))


def test_where_no_unit_is_near_none_is_named_as_meant() -> None:
    with pytest.raises(QuantityError) as caught:
        to_analyte("haemoglobin").check(Quantity.parse("5 ng/mL"))
    assert str(caught.value) == "haemoglobin is not reported in ng/mL (5 ng/mL); expected g/dL, g/L or mmol/L"


@pytest.mark.parametrize("analyte", MEASURED, ids=lambda analyte: analyte.name)
def test_every_unit_that_an_analyte_is_not_reported_in_is_refused(analyte: Analyte) -> None:
    for unit in set(UNITS.values()):
        small = Quantity(Decimal("0.5"), unit)
        if unit in analyte.units:
            analyte.check(small)
        else:
            with pytest.raises(QuantityError, match=f"{analyte.name} is not reported in "):
                analyte.check(small)


def test_active_b12_has_no_mass_and_says_why() -> None:
    with pytest.raises(QuantityError, match="its mass means nothing unless the laboratory states on which basis"):
        convert("35 pmol/L", "pg/mL", analyte="active-b12")
    with pytest.raises(QuantityError, match="active-b12 is not expressed in nmol/L; expected pmol/L"):
        convert("35 pmol/L", "nmol/L", analyte="holotranscobalamin")


def test_no_molar_mass_no_conversion() -> None:
    with pytest.raises(QuantityError, match="5 ng/mL of folate cannot be converted to nmol/L: no source that was read"):
        convert("5 ng/mL", "nmol/L", analyte="folate")


def test_between_mass_and_moles_the_analyte_is_needed() -> None:
    with pytest.raises(QuantityError, match="say what was measured"):
        convert("200 pg/mL", "pmol/L")
    assert convert("1 mg", "mcg") == Quantity(1000, "mcg")
    assert convert(Quantity(1, "mg"), UNITS["mcg"]).value == 1000


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("serum B12", "total-b12"),
        ("Holotranscobalamin", "active-b12"),
        ("methylmalonic_acid", "mma"),
        ("hemoglobin", "haemoglobin"),
        ("Hct", "haematocrit"),
    ],
)
def test_other_names_are_read(said: str, name: str) -> None:
    assert to_analyte(said).name == name
    assert to_analyte(to_analyte(said)).name == name


@pytest.mark.parametrize("said", ["B12", "vitamin B12", "cobalamin"])
def test_vitamin_b12_alone_may_be_total_or_active(said: str) -> None:
    with pytest.raises(QuantityError, match="may mean total-b12 or active-b12; write whichever was measured"):
        to_analyte(said)


@pytest.mark.parametrize("said", ["magnesium", "", 3, None])
def test_other_analytes_are_refused(said: Any) -> None:
    with pytest.raises(QuantityError, match="is no analyte that is read here; one of: total-b12"):
        to_analyte(said)


@pytest.mark.parametrize(
    ("text", "unit", "analyte", "said"),
    [
        ("1.000 mcg", "mg", None, "(1) or group thousands (1000); write 1 or 1000, whichever is meant"),
        ("132.915 pmol/L", "ng/L", "total-b12", "(132.915) or group thousands (132915); write 132.9150 or 132915"),
        ("12.345 umol/L", "mg/L", "homocysteine", "(12.345) or group thousands (12345); write 12.3450 or 12345"),
    ],
)
def test_a_text_whose_point_may_group_thousands_is_not_converted(
    text: str, unit: str, analyte: str | None, said: str
) -> None:
    with pytest.raises(QuantityError, match=re.escape(said)):
        convert(text, unit, analyte=analyte)
    number, _, given_unit = text.partition(" ")
    taken = Quantity(Decimal(number), given_unit)
    assert convert(taken, unit, analyte=analyte) == convert(f"{number}0 {given_unit}", unit, analyte=analyte)
