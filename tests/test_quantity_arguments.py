"""Every parameter that takes a quantity: the quantity, its text, or pint's own, however that is displayed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pint
import pytest

import b12regimen as b12
from b12regimen import Quantity, fhir

REGISTRY: Final[pint.UnitRegistry[Any]] = pint.UnitRegistry()
COURSE: Final = b12.Course(regimen="cyanocobalamin; repletion: none; maintenance: 1 mg IM monthly", start="2026-01-01")
AMPOULES: Final[dict[str, Any]] = {
    "resourceType": "MedicationRequest",
    "status": "active",
    "intent": "order",
    "medicationCodeableConcept": {"text": "hydroxocobalamin"},
}


def _drawn(**given: Any) -> Any:
    return b12.prepare_dose("1 mg", "uk-cobalin-h", route="IM", **given)


# What is given where, how much of it, and what was read of it.
TAKEN: Final[dict[str, tuple[str, str, Callable[[Any], Quantity | None]]]] = {
    "GivenDose": ("0.25", "mg", lambda given: b12.GivenDose("2026-01-01", dose=given).dose),
    "Course.record": ("0.25", "mg", lambda given: COURSE.record("2026-01-01", dose=given).given[0].dose),
    "Patient": ("3.45", "kg", lambda given: b12.Patient(weight=given).weight),
    "prepare_dose": ("0.25", "mg", lambda given: b12.prepare_dose(given, "uk-cobalin-h", route="IM").dose),
    "graduation": ("0.125", "mL", lambda given: _drawn(graduation=given).graduation),
    "LabResult": ("20.25", "pg/mL", lambda given: b12.LabResult("total-b12", given).value),
    "convert": ("20.25", "pg/mL", lambda given: b12.convert(given, "pg/mL")),
    "Container": ("1.25", "mL", lambda given: b12.Container(volume=given).volume),
}


@pytest.mark.parametrize("shown", ["", ".1f", "~P", "Lx"])
@pytest.mark.parametrize(("number", "unit", "read"), TAKEN.values(), ids=TAKEN)
def test_a_quantity_is_taken_in_every_form_however_it_is_displayed(
    number: str, unit: str, read: Callable[[Any], Quantity | None], shown: str
) -> None:
    wanted = Quantity.parse(f"{number} {unit}")
    registry: pint.UnitRegistry[Any] = pint.UnitRegistry()
    registry.formatter.default_format = shown
    pints = registry.Quantity(float(number), unit.replace("mcg", "microgram"))
    assert read(wanted) == read(str(wanted)) == read(pints) == wanted


@pytest.mark.parametrize("given", [0.25, True, object(), ["1 mg"], REGISTRY.Quantity(1, "second")])
@pytest.mark.parametrize("read", [read for _, _, read in TAKEN.values()], ids=TAKEN)
def test_what_is_no_quantity_is_refused(given: Any, read: Callable[[Any], Quantity | None]) -> None:
    with pytest.raises(b12.B12RegimenError):
        read(given)


@pytest.mark.parametrize("holds", ["1 mg", Quantity(1, "mg"), REGISTRY.Quantity(1, "milligram")])
def test_what_an_ampoule_holds_is_taken_in_every_form(holds: Any) -> None:
    assert fhir.regimen_from_fhir(AMPOULES, ampoule=holds).regimen is None


def test_what_an_ampoule_holds_is_read_as_a_dose() -> None:
    with pytest.raises(b12.FhirError, match=r"group thousands \(1000\)"):
        fhir.regimen_from_fhir(AMPOULES, ampoule="1.000 mg")
