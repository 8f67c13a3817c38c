"""Units in FHIR: a code and a text that are not known to say the same are refused, and never one of them chosen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b12regimen import Quantity
from b12regimen.errors import QuantityError
from b12regimen.fhir.quantities import UCUM, is_per_kg, length_of, quantity_of
from b12regimen.values.units import UNITS
from test_fhir_dosage import WEEKLY, dosage, refusals, regimen_from_fhir, request
from test_fhir_patient import observation, read

SNOMED = "http://snomed.info/sct"
SYSTEMS = st.sampled_from([UCUM, SNOMED, "urn:x", None])
SPELLINGS = st.sampled_from(sorted(UNITS))


@given(st.integers(1, 1000), SPELLINGS, SPELLINGS, SYSTEMS)
def test_a_quantity_is_never_read_against_its_code_or_its_text(
    value: int, unit: str, code: str, system: str | None
) -> None:
    given_one = {"value": value, "unit": unit, "code": code, **({} if system is None else {"system": system})}
    told, coded = UNITS[unit], UNITS[code]
    if (told.dimension, told.factor) == (coded.dimension, coded.factor):
        assert quantity_of(given_one).unit in (told, coded)
    else:
        with pytest.raises(QuantityError, match="the code says"):
            quantity_of(given_one)


@pytest.mark.parametrize(
    ("given_one", "quantity"),
    [
        ({"value": 1, "unit": "MG", "code": "mg", "system": UCUM}, "1 mg"),
        ({"value": 1, "code": "mg", "system": UCUM}, "1 mg"),
        ({"value": 1, "unit": "mg"}, "1 mg"),
        ({"value": 1, "unit": "mg", "code": "MG", "system": "urn:x"}, "1 mg"),
        ({"value": 1, "unit": "mg", "code": "13", "system": SNOMED}, "1 mg"),
    ],
)
def test_what_is_read(given_one: dict[str, Any], quantity: str) -> None:
    assert quantity_of(given_one) == Quantity.parse(quantity)


@pytest.mark.parametrize(
    ("given_one", "why"),
    [
        ({"unit": "mg", "code": "ug", "system": "urn:x"}, 'the code says "ug" and the unit says "mg"'),
        ({"unit": "mg", "code": "MCG"}, 'the code says "MCG" and the unit says "mg"'),
        ({"unit": "mcg", "code": "mg"}, 'the code says "mg" and the unit says "mcg"'),
        ({"unit": "ampoule", "code": "mg", "system": UCUM}, 'the unit says "ampoule"'),
        ({"unit": "mcg of drug", "code": "mg", "system": UCUM}, 'the unit says "mcg of drug"'),
        ({"unit": "MG"}, '"MG" is no unit that is read here'),
        ({"unit": "mg", "code": "[iU]", "system": UCUM}, '"\\[iU\\]" is no unit that is read here'),
        ({"code": "mg", "system": "urn:x"}, 'the code "mg" of urn:x is no unit'),
        ({"code": "mg"}, 'the code "mg" of no system is no unit'),
        ({}, "no unit is no unit"),
        ({"unit": 5, "code": "mg", "system": UCUM}, "its unit is no text in a line"),
        ({"unit": "mg\u200b", "code": "mg", "system": UCUM}, "its unit is no text in a line"),
        ({"unit": "mg", "code": ["ug"], "system": UCUM}, "its code is no text in a line"),
        ({"unit": "mg", "code": "mg", "system": {}}, "its system is no text in a line"),
        ({"unit": "mg", "comparator": "<"}, "a comparator is not supported"),
    ],
)
def test_what_is_refused(given_one: dict[str, Any], why: str) -> None:
    with pytest.raises(QuantityError, match=why):
        quantity_of({"value": 1, **given_one})


@pytest.mark.parametrize(
    ("fields", "length"),
    [
        ({"unit": "weeks", "code": "wk", "system": UCUM}, (2, "week")),
        ({"unit": "Week(s)", "code": "wk"}, (2, "week")),
        ({"code": "wk"}, (2, "week")),
        ({"unit": "months"}, (2, "month")),
        ({"unit": "mo", "code": "13", "system": SNOMED}, (2, "month")),
    ],
)
def test_lengths(fields: dict[str, Any], length: tuple[int, str]) -> None:
    assert length_of({"value": 2, **fields}) == length


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"unit": "months", "code": "wk", "system": UCUM}, 'the code says "wk" and the unit says "months"'),
        ({"unit": "months", "code": "wk", "system": "urn:x"}, 'the code says "wk" and the unit says "months"'),
        ({"unit": "doses", "code": "wk", "system": UCUM}, 'the unit says "doses"'),
        ({"code": "wk", "system": "urn:x"}, "is no unit that is read here"),
        ({"code": "h"}, '"h" is no unit that is read here'),
        ({"unit": "weeks", "comparator": "<"}, "a comparator"),
        ({"unit": "weeks", "value": 1.5}, "1.5, which is no whole number"),
    ],
)
def test_lengths_that_are_refused(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(QuantityError, match=why):
        length_of({"value": 2, **fields})


def test_for_each_kilogram_is_said_by_both_or_by_one_alone() -> None:
    assert is_per_kg({"unit": "mcg/kg", "code": "ug/kg", "system": UCUM})
    assert is_per_kg({"unit": "mcg/kg", "code": "1", "system": "urn:x"})
    assert not is_per_kg({"unit": "mcg"})
    for one, other in (("mg/kg", "mg"), ("mg", "mg/kg")):
        with pytest.raises(QuantityError, match="the code says"):
            is_per_kg({"unit": one, "code": other, "system": UCUM})


def test_no_dose_is_chosen_between_a_quantity_and_a_range() -> None:
    one = {"value": 1, "unit": "mg"}
    both = {"doseQuantity": one, "doseRange": {"low": one, "high": {"value": 1000, "unit": "mg"}}}
    (refusal,) = refusals(request(dosage(WEEKLY, doseAndRate=[both])))
    assert refusal.endswith("doseQuantity and doseRange are given, and only one may be")


def test_doses_beside_the_one_that_is_ordered_are_named() -> None:
    ordered = {"type": {"coding": [{"code": "ordered"}]}, "doseQuantity": {"value": 1, "unit": "mg"}}
    other = {"type": {"coding": [{"code": "calculated"}]}, "doseQuantity": {"value": 1000, "unit": "mg"}}
    found = regimen_from_fhir(request(dosage(WEEKLY, doseAndRate=[other, ordered, {"doseQuantity": {}}])))
    assert found.regimen is not None
    assert found.remarks[0].endswith("was read, and not those beside it: calculated and of no type")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"unit": "mg", "system": SNOMED, "code": "413516001"}, 'the code says ampoule and the unit says "mg"'),
        ({"unit": "ampoule", "system": UCUM, "code": "mg"}, 'the code says "mg" and the unit says "ampoule"'),
        ({"unit": "ampoules", "code": "MG"}, 'the code says "MG" and the unit says "ampoules"'),
        ({"unit": "mg", "code": "{ampoule}"}, 'the code says ampoule and the unit says "mg"'),
    ],
)
def test_ampoules_are_counted_where_code_and_text_agree(fields: dict[str, Any], why: str) -> None:
    (refusal,) = refusals(request(dosage(WEEKLY, {"value": 2, **fields})), ampoule="1 mg")
    assert why in refusal
    agreeing = {"value": 2, "unit": "ampoules", "system": "urn:x", "code": "amp"}
    found = regimen_from_fhir(request(dosage(WEEKLY, agreeing)), ampoule="1 mg")
    assert found.regimen is not None
    assert found.remarks[0].endswith('ampoules were read as text, for the code "amp" of urn:x is not known here')


def test_a_code_of_a_system_that_is_not_known_is_named() -> None:
    coded = {"system": SNOMED, "code": "13"}
    found = regimen_from_fhir(request(dosage(WEEKLY, {"value": 1, "unit": "mg", **coded})))
    assert f'its unit was read as text, for the code "13" of {SNOMED} is not known here' in found.remarks[0]
    level = {"valueQuantity": {"value": 120, "unit": "pg/mL", **coded}}
    assert "was read as text" in read(observation("2132-9", **level)).resources[0].remark
