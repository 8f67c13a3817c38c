"""Four judges of a resource of FHIR R4, none of which sees all: each lists what it finds wrong.

``by_schema`` asks the official JSON schema, ``by_models`` the models of fhir.resources, ``by_invariants`` the official
invariants; ``by_ours`` finds what is known to slip through all of them.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

FHIR = Path(__file__).parents[2] / "shared" / "data" / "fhir"
SCHEMA = FHIR / "fhir.schema.r4.json"
INVARIANTS = tomllib.loads((Path(__file__).parent / "fhir_r4_invariants.toml").read_text("utf-8"))
UCUM = "http://unitsofmeasure.org"

# What the elements are of, by their names; "entry" stands for each entry of a bundle.
TYPES = {
    "repeat": ["Timing.repeat"],
    "boundsDuration": ["Quantity", "Duration"],
    "doseQuantity": ["Quantity", "SimpleQuantity"],
    "maxDosePerAdministration": ["Quantity", "SimpleQuantity"],
    "low": ["Quantity", "SimpleQuantity"],
    "high": ["Quantity", "SimpleQuantity"],
    "entry": ["Bundle.entry"],
}
STATUSES = {
    "MedicationRequest": {"draft"},
    "ServiceRequest": {"draft"},
    "DetectedIssue": {"preliminary"},
}
MASSES = {f"{mass}{each}" for mass in ("ng", "ug", "mg", "g") for each in ("", "/kg")}
TIMES = {"d": "day", "wk": "week", "mo": "month", "a": "year"}
REFERENCES_TO = {
    "subject": {"Patient"},
    "patient": {"Patient"},
    "implicated": {"MedicationRequest"},
    "supportingInfo": {"MedicationRequest"},
    "target": {"MedicationRequest", "ServiceRequest", "DetectedIssue"},
}


def elements(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """List everything inside a value, each under its name; an item of a list has that of the list."""
    yield name, value
    inside = value.items() if isinstance(value, dict) else [(name, one) for one in value] if _is_list(value) else ()
    for key, one in inside:
        yield from elements(one, key)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


@lru_cache
def _validator(kind: str) -> Any:
    import jsonschema_rs

    definitions = json.loads(SCHEMA.read_text("utf-8"))["definitions"]
    return jsonschema_rs.Draft6Validator({"$ref": f"#/definitions/{kind}", "definitions": definitions})


def by_schema(resource: dict[str, Any]) -> list[str]:
    """Ask the official JSON schema."""
    validator = _validator(resource["resourceType"])
    return [] if validator.is_valid(resource) else [error.message for error in validator.iter_errors(resource)]


def by_models(resource: dict[str, Any]) -> list[str]:
    """Ask the models of fhir.resources for R4B; there are none for R4."""
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError as error:
        return [str(error)]
    return []


@lru_cache
def _compiled(expression: str) -> Any:
    import fhirpathpy
    from fhirpathpy.models import models

    parsed = fhirpathpy.parse(expression)
    return lambda element, context: fhirpathpy.apply_parsed_path(element, parsed, context, models["r4"])


def by_invariants(resource: dict[str, Any]) -> list[str]:
    """Evaluate the official invariants on every element that they hold for."""
    found = []
    for name, element in elements(resource):
        if not isinstance(element, dict):
            continue
        kinds = [*TYPES.get(name, []), *([element["resourceType"]] if "resourceType" in element else [])]
        for key, invariant in INVARIANTS.items():
            if invariant["on"] in kinds:
                context = {"ucum": UCUM, "resource": element, "rootResource": resource}
                answer = _compiled(invariant["expression"])(element, context)
                if answer != [True]:
                    found.append(f"{key}: {invariant['human']}")
    return found


def by_ours(resource: dict[str, Any]) -> list[str]:
    """Find what the others are known to let pass."""
    return [*_of_elements(resource), *_of_links(resource)]


def _of_elements(resource: dict[str, Any]) -> Iterator[str]:
    for name, value in elements(resource):
        if value is None or value in ("", [], {}):
            yield f"{name} is empty"
        elif isinstance(value, dict):
            yield from (f"{name} {problem}" for problem in (*_of_amounts(name, value), *_of_bounds(value)))
            wanted = STATUSES.get(value.get("resourceType", ""))
            if wanted and value.get("status") not in wanted:
                yield f"{name} has the status {value.get('status')}"


def _of_amounts(name: str, value: dict[str, Any]) -> Iterator[str]:
    if name in ("boundsDuration", "doseQuantity", "low", "high"):
        code = value.get("code", "")
        is_time = name == "boundsDuration" or code in TIMES
        if is_time and TIMES.get(code) != value.get("unit"):
            yield "is no length of time"
        if not is_time and code not in MASSES:
            yield f"has the unit {code}"


def _of_bounds(value: dict[str, Any]) -> Iterator[str]:
    if "dayOfWeek" in value and "frequency" in value:
        yield "has days of the week beside a frequency, which the text of R4 excludes"
    if value.get("start", "") > value.get("end", "~"):
        yield "ends before it starts"
    if _number(value, "low") > _number(value, "high"):
        yield "has its bounds the wrong way round"


def _number(value: dict[str, Any], end: str) -> float:
    bound = value.get(end)
    default = float("-inf") if end == "low" else float("inf")
    if not isinstance(bound, dict):
        return default
    in_micrograms = {"ng": 0.001, "mg": 1000, "g": 1_000_000}
    return bound.get("value", default) * in_micrograms.get(bound.get("code", "").removesuffix("/kg"), 1)


def _of_links(resource: dict[str, Any]) -> Iterator[str]:
    entries = resource.get("entry", [])
    there = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in entries}
    for name, value in elements(resource):
        reference = value.get("reference") if isinstance(value, dict) else None
        wanted = REFERENCES_TO.get(name)
        if not isinstance(reference, str) or not wanted:
            continue
        if reference.startswith("#"):
            yield f"{name} refers to {reference}, which is contained in nothing"
        kind = there.get(reference) if reference.startswith("urn:") else reference.split("/")[0]
        if kind not in wanted:
            yield f"{name} refers to {reference}, which is {kind}"
