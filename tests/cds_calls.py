"""Calls of CDS Hooks as an EHR makes them, for the tests of the service: no person, and no record of one."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

from b12regimen.cds_hooks import EXTENSION, Deployment

TODAY = date(2026, 3, 2)
CALL = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
GUIDELINE = "uk-bnf-hydroxocobalamin"
UCUM = "http://unitsofmeasure.org"
P1 = {"reference": "Patient/p1"}
PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1980-02-11"}
SAID = {
    "purpose": "treatment",
    "optic_disease": "none",
    "severity": {"neurological": False},
    "b12_treatment": "none",
    "pregnancy": "not-pregnant",
}


def deployment(**fields: Any) -> Deployment:
    return Deployment(**{"guideline": GUIDELINE, "results_within": 365, **fields})


def concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def condition(code: str = "84027009", **fields: Any) -> dict[str, Any]:
    given = {
        "id": "pa",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": concept("http://snomed.info/sct", code),
    }
    return {"resourceType": "Condition", "subject": P1, **given, **fields}


def result(value: float = 120, unit: str = "ng/L", loinc: str = "2132-9", **fields: Any) -> dict[str, Any]:
    given = {
        "id": "b12",
        "status": "final",
        "code": concept("http://loinc.org", loinc),
        "effectiveDateTime": "2026-02-20",
        "valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit},
    }
    return {"resourceType": "Observation", "subject": P1, **given, **fields}


def medicine(name: str, **fields: Any) -> dict[str, Any]:
    given = {"id": "m", "status": "active", "medicationCodeableConcept": {"text": name}}
    return {"resourceType": "MedicationStatement", "subject": P1, **given, **fields}


def allergy(name: str, **fields: Any) -> dict[str, Any]:
    given = {"id": "a", "verificationStatus": {"coding": [{"code": "confirmed"}]}, "code": {"text": name}}
    return {"resourceType": "AllergyIntolerance", "patient": P1, **given, **fields}


def bundle(*resources: Any, **fields: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources], **fields}


def prefetch(**given: Any) -> dict[str, Any]:
    """Give a whole prefetch: what is not named is not on record."""
    nothing = dict.fromkeys(("procedures", "medicines", "orders", "given", "allergies"))
    return {"patient": PATIENT, "conditions": bundle(condition()), "results": None, **nothing, **given}


def call(hook: str = "patient-view", *, said: Any = None, context: Any = None, **fields: Any) -> dict[str, Any]:
    extension = {} if said is None else {"extension": {EXTENSION: {"patient": said}}}
    return {
        "hook": hook,
        "hookInstance": CALL,
        "context": {"userId": "Practitioner/example", "patientId": "p1", **(context or {})},
        "prefetch": prefetch(),
        **extension,
        **fields,
    }


def dosage(
    text: str | None = None, *, value: float = 1, unit: str = "mg", sequence: int = 1, **repeat: Any
) -> dict[str, Any]:
    return {
        "sequence": sequence,
        **({"text": text} if text else {}),
        "timing": {"repeat": repeat},
        "route": concept("http://snomed.info/sct", "78421000"),
        "doseAndRate": [{"doseQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit}}],
    }


LOADING = dosage(frequency=3, period=1, periodUnit="wk", boundsDuration={"value": 2, "system": UCUM, "code": "wk"})
MAINTENANCE = dosage(sequence=2, frequency=1, period=3, periodUnit="mo")


def order(*dosages: dict[str, Any], name: str = "hydroxocobalamin", **fields: Any) -> dict[str, Any]:
    given = {
        "id": "rx",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": {"text": name},
        "dosageInstruction": list(dosages or (LOADING, MAINTENANCE)),
    }
    return {"resourceType": "MedicationRequest", "subject": P1, **given, **fields}


AMOXICILLIN = order(name="Amoxicillin 500 mg capsules", id="amox")


def signing(*orders: Any, **fields: Any) -> dict[str, Any]:
    return call("order-sign", context={"draftOrders": bundle(*orders, type="collection")}, **fields)


def selecting(selections: list[str], *orders: Any, **fields: Any) -> dict[str, Any]:
    context = {"selections": selections, "draftOrders": bundle(*orders, type="collection")}
    return call("order-select", context=context, **fields)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """List every place in a value: the path to what holds it, and its key there."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield path, key
        yield from places(value[key], (*path, key))


def changed(value: Any, path: tuple[Any, ...], key: Any, *new: Any) -> Any:
    """Put another value in a place, or nothing."""
    copy = deepcopy(value)
    holder = copy
    for step in path:
        holder = holder[step]
    if new:
        (holder[key],) = new
    else:
        del holder[key]
    return copy
