"""CDS Hooks, a law: whoever knows less is never told more. What is taken away or spoilt brings no draft and no silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from b12regimen.cds_hooks import EXTENSION, Card, respond
from cds_calls import (
    P1,
    SAID,
    TODAY,
    allergy,
    bundle,
    call,
    concept,
    condition,
    deployment,
    medicine,
    order,
    prefetch,
    result,
    signing,
)

SNOMED = "http://snomed.info/sct"
VIEW, SIGN = "b12-patient-view", "b12-order-sign"
STATED = {**SAID, "allergies": [], "medicines": []}
RANK = {"info": 1, "warning": 2, "critical": 3}
DEPLOYED = deployment()

IM = concept(SNOMED, "78421000")
GIVEN = {
    "resourceType": "Procedure",
    "id": "g",
    "status": "completed",
    "subject": P1,
    "code": concept(SNOMED, "308752009"),
    "performedDateTime": "2026-02-25",
}
# What stands on record, by the key under which it is sent; each but the last two speaks against a draft.
RECORDS: dict[str, dict[str, Any]] = {
    "an active order": {"orders": [order(status="active", id="old")]},
    "injections": {"medicines": [medicine("hydroxocobalamin", dosage=[{"route": IM}])]},
    "a dose that was given": {"procedures": [GIVEN]},
    "an allergy": {"allergies": [allergy("hydroxocobalamin")]},
    "an allergy by its code": {"allergies": [allergy("", code=concept("http://www.whocc.no/atc", "B03BA03"))]},
    "nerves": {"conditions": [condition(), condition("60576007", id="cord")]},
    "two causes": {"conditions": [condition(), condition("1153353002", id="gastrectomy")]},
    "a result": {"results": [result(60)]},
    "nothing": {},
}


def sent(record: dict[str, Any]) -> dict[str, Any]:
    return prefetch(**{key: bundle(*deepcopy(resources)) for key, resources in record.items()})


def cards(given: dict[str, Any], hook: str = "patient-view", said: Any = STATED) -> list[Card]:
    request = call(said=said, prefetch=given) if hook == "patient-view" else signing(order(), said=said, prefetch=given)
    return respond(f"b12-{hook}", request, deployment=DEPLOYED, today=TODAY)["cards"]


def drafts(given: list[Card]) -> set[str]:
    return {one["actions"][0]["description"] for card in given for one in card.get("suggestions", [])}


def rank(given: list[Card]) -> int:
    return max((RANK[card["indicator"]] for card in given), default=0)


def found(given: list[Card]) -> set[str]:
    return {one for card in given for one in card["extension"][EXTENSION]["findings"]}


def of_a_resource(resource: dict[str, Any]) -> Iterator[Any]:
    """Spoil a resource in each way in which a record may be spoilt."""
    yield from (3, None, "x", {}, {"resourceType": "OperationOutcome"}, {"resourceType": "Parameters"})
    yield resource | {"resourceType": "Flag"}
    yield resource | {"modifierExtension": [{"url": "x"}]}
    yield resource | {"implicitRules": "https://example.org/rules"}
    yield resource | {"status": "unknown"}
    for key in ("subject", "patient"):
        if key in resource:
            yield from (resource | {key: whose} for whose in ({"identifier": {"value": "1"}}, None, {"reference": "urn:1"}))
    for holder, key in places(resource):
        for spoilt in ("\0", 7, [[]], "x" * 3000):
            yield with_(resource, holder, key, spoilt)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield path, key
        yield from places(value[key], (*path, key))


def with_(value: Any, path: tuple[Any, ...], key: Any, new: Any = ...) -> Any:
    changed = deepcopy(value)
    holder = changed
    for step in path:
        holder = holder[step]
    if new is ...:
        del holder[key]
    else:
        holder[key] = new
    return changed
