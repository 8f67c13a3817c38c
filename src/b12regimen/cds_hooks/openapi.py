"""Describes the service as OpenAPI 3.1, from the same types that calls are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from b12regimen.cds_hooks.services import SERVICES, prefetch_templates
from b12regimen.cds_hooks.shapes import json_schema
from b12regimen.cds_hooks.types import (
    CONTEXTS,
    CardsResponse,
    Discovery,
    Feedback,
    HookRequest,
    OperationOutcome,
)
from b12regimen.version import __version__

if TYPE_CHECKING:
    from b12regimen.cds_hooks.deployment import Deployment
    from b12regimen.cds_hooks.types import HookName

_REFUSALS: Final = {
    "400": "It is no such call; each problem is named, and nothing that was sent is repeated.",
    "401": "There is no token, or it does not hold.",
    "405": "This address does not take this method.",
    "408": "The body did not come in time.",
    "412": "What is needed was not prefetched, or is not of this patient; each key is named.",
    "413": "The body is too large.",
    "415": "The body is not JSON by its media type.",
    "503": "No answer was found in time, or keys or used tokens cannot be looked up.",
}
_OF_A_BODY: Final = ("400", "405", "408", "413", "415", "503")


def openapi(deployment: Deployment, *, with_tokens: bool) -> dict[str, Any]:
    """Describe the service.

    Args:
        deployment: By what it answers.
        with_tokens: Callers are known by signed tokens.
    """
    paths: dict[str, Any] = {
        "/cds-services": {
            "get": _operation("The services", _answer(Discovery), ["405", "503"], with_tokens=with_tokens)
        },
        "/health": {"get": _operation("Whether the service runs", _answer({"type": "object"}), ["405"])},
        "/version": {"get": _operation("Which library and guideline answer", _answer({"type": "object"}), ["405"])},
    }
    for name, offered in SERVICES.items():
        call = _operation(offered.description, _answer(CardsResponse), [*_OF_A_BODY, "412"], with_tokens=with_tokens)
        feedback = _operation("What became of cards", {"description": "Taken."}, _OF_A_BODY, with_tokens=with_tokens)
        paths[f"/cds-services/{name}"] = {"post": call | _body(_request(offered.hook, deployment))}
        paths[f"/cds-services/{name}/feedback"] = {"post": feedback | _body(_feedback())}
    schemes = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "b12regimen: CDS Hooks 2.0",
            "version": __version__,
            "description": "It supports a clinician's decision and never takes it.",
        },
        "paths": paths,
        "components": {
            "schemas": {"OperationOutcome": json_schema(OperationOutcome)},
            **({"securitySchemes": schemes} if with_tokens else {}),
        },
    }


def _operation(
    summary: str, answer: dict[str, Any], refusals: list[str] | tuple[str, ...], *, with_tokens: bool = False
) -> dict[str, Any]:
    statuses = [*refusals, "401"] if with_tokens else refusals
    outcome = _content({"$ref": "#/components/schemas/OperationOutcome"})
    return {
        "summary": summary,
        "responses": {
            "200": answer,
            **{status: {"description": _REFUSALS[status]} | outcome for status in sorted(statuses)},
        },
        **({"security": [{"token": []}]} if with_tokens else {}),
    }


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _answer(kind: Any) -> dict[str, Any]:
    schema = kind if isinstance(kind, dict) else json_schema(kind)
    return {"description": "The answer."} | _content(schema)


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True} | _content(schema)}


def _request(hook: HookName, deployment: Deployment) -> dict[str, Any]:
    schema = json_schema(HookRequest)
    templates = prefetch_templates(deployment)
    schema["properties"] |= {
        "hook": {"const": hook},
        "context": json_schema(CONTEXTS[hook]),
        "prefetch": {
            "type": "object",
            "properties": {key: {"description": template} for key, template in templates.items()},
        },
    }
    return schema | {"dependentRequired": {"fhirAuthorization": ["fhirServer"]}}


def _feedback() -> dict[str, Any]:
    schema = json_schema(Feedback)
    item = schema["properties"]["feedback"]["items"]
    suggestions = item["properties"]["acceptedSuggestions"] | {"minItems": 1}
    item["anyOf"] = [
        {"properties": {"outcome": {"const": "overridden"}}},
        {"required": ["acceptedSuggestions"], "properties": {"acceptedSuggestions": suggestions}},
    ]
    return schema
