"""Drugs and routes by name: every argument that takes one reads the same names, and refuses what is none as none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

import b12regimen as b12
from b12regimen import B12RegimenError
from b12regimen.regimens.dosing import DRUGS, ROUTES
from b12regimen.regimens.named import drug_named, route_named

NONE: Final = b12.parse_phase("none")
MONTHLY: Final = b12.parse_phase("1 mg IM monthly")
DOSE: Final = b12.Dose(b12.Range.exactly(b12.Quantity(1, "mg")))
MONTH: Final = b12.Repeat(b12.Range(1, 1), b12.Range(1, 1), "month")


def _prepared(drug: Any = None, route: Any = "IM") -> Any:
    return b12.prepare_dose("1 mg", "uk-cobalin-h", route=route, drug=drug)


WITH_DRUG: Final[dict[str, Callable[[Any], Any]]] = {
    "Regimen": lambda drug: b12.Regimen(drug, NONE, MONTHLY).drug,
    "Product": lambda drug: b12.Product(drug=drug).drug,
    "GivenDose": lambda drug: b12.GivenDose("2026-01-01", drug=drug).drug,
    "Order": lambda drug: b12.Order(drug=drug, maintenance=MONTHLY).drug,
    "prepare_dose": lambda drug: _prepared(drug=drug).product.drug,
}
WITH_ROUTE: Final[dict[str, Callable[[Any], Any]]] = {
    "Step": lambda route: b12.Step(dose=DOSE, routes=[route], timings=[MONTH]).routes[0],
    "Product": lambda route: b12.Product(drug="hydroxocobalamin", routes=[route]).routes[0],
    "GivenDose": lambda route: b12.GivenDose("2026-01-01", route=route).route,
    "prepare_dose": lambda route: _prepared(route=route).route,
}


@pytest.mark.parametrize("name", ["hydroxocobalamin", "Hydroxocobalamin", "HYDROXOCOBALAMIN", " hydroxocobalamin "])
@pytest.mark.parametrize("take", WITH_DRUG.values(), ids=WITH_DRUG)
def test_a_drug_is_read_in_any_case(take: Callable[[Any], Any], name: str) -> None:
    assert take(name) == "hydroxocobalamin"


@pytest.mark.parametrize("name", ["IM", "im", "Im", "intramuscular", "Intramuscularly"])
@pytest.mark.parametrize("take", WITH_ROUTE.values(), ids=WITH_ROUTE)
def test_a_route_is_read_in_any_case_and_in_words(take: Callable[[Any], Any], name: str) -> None:
    assert take(name) == "IM"


@pytest.mark.parametrize("name", ["deep SC", "deep-sc", "Deep subcutaneous", "deep subcut"])
@pytest.mark.parametrize("take", WITH_ROUTE.values(), ids=WITH_ROUTE)
def test_a_route_of_two_words_is_one(take: Callable[[Any], Any], name: str) -> None:
    assert take(name) == "deep SC"


@pytest.mark.parametrize("name", ["hydroxocobalmin", "b12", "", 3, ["hydroxocobalamin"], object()])
@pytest.mark.parametrize("take", WITH_DRUG.values(), ids=WITH_DRUG)
def test_what_names_no_drug_is_said_to_name_none(take: Callable[[Any], Any], name: Any) -> None:
    with pytest.raises(B12RegimenError) as caught:
        take(name)
    assert "exchanged" not in str(caught.value)
    if name == "hydroxocobalmin":
        assert 'did you mean "hydroxocobalamin"' in str(caught.value)


@pytest.mark.parametrize("name", ["IV", "intramuscul", "deep", "", 3, ["IM"]])
@pytest.mark.parametrize("take", WITH_ROUTE.values(), ids=WITH_ROUTE)
def test_what_names_no_route_is_refused(take: Callable[[Any], Any], name: Any) -> None:
    with pytest.raises(B12RegimenError):
        take(name)


def test_the_other_name_of_mecobalamin_is_read() -> None:
    assert b12.Product(drug="Methylcobalamin").drug == "mecobalamin"
    assert b12.GivenDose("2026-01-01", drug="methylcobalamin").drug == "mecobalamin"


def test_every_drug_and_route_is_its_own_name() -> None:
    assert [drug_named(drug.upper()) for drug in DRUGS] == list(DRUGS)
    assert [route_named(route.upper()) for route in ROUTES] == list(ROUTES)


def test_another_drug_is_not_exchanged() -> None:
    with pytest.raises(b12.PreparationError, match="hydroxocobalamin, and cyanocobalamin was ordered; they are not"):
        _prepared(drug="Cyanocobalamin")
