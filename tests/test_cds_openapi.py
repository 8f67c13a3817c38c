"""The OpenAPI description says what the service does: schemathesis makes up calls from it, good ones and bad ones."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import settings

from b12regimen.cds_hooks import respond
from b12regimen.cds_hooks.app import create_app
from b12regimen.cds_hooks.openapi import openapi
from b12regimen.cds_hooks.shapes import problems
from b12regimen.cds_hooks.types import CONTEXTS, HookRequest
from cds_calls import AMOXICILLIN, PATIENT, SAID, TODAY, call, deployment, order, prefetch, selecting, signing

# 412 is an answer to a call that is well formed, and lacks what is needed.
ANSWERS = {"positive_data_acceptance": {"expected-statuses": ["200", "412"]}}
APP = create_app(deployment(), authentication="without-authentication", today=lambda: TODAY)
DESCRIBED = schemathesis.openapi.from_asgi(
    "/openapi.json", APP, config=schemathesis.Config.from_dict({"checks": ANSWERS})
)


@pytest.mark.slow
@DESCRIBED.parametrize()
@settings(max_examples=60)
def test_every_call_gets_an_answer_that_is_described(case: schemathesis.Case) -> None:
    case.call_and_validate()
    if case.method == "POST" and is_call(case.body):
        case.body, case.headers = completed(case.body), {"Content-Type": "application/json"}
        response = case.call()
        case.validate_response(response)
        assert response.status_code == 200, "all that is needed is there"


def is_call(body: Any) -> bool:
    if problems(body, HookRequest) or body["hook"] not in CONTEXTS or "fhirAuthorization" in body:
        return False
    return problems(body["context"], CONTEXTS[body["hook"]]) == []


def completed(body: dict[str, Any]) -> dict[str, Any]:
    """Add what is needed to a call that was made up, and an order of vitamin B12 where it holds orders."""
    subject = {"reference": f"Patient/{body['context']['patientId']}"}
    given = {"patient": PATIENT | {"id": body["context"]["patientId"]}}
    context = body["context"]
    if "draftOrders" in context:
        orders = [*context["draftOrders"].get("entry", []), {"resource": order(subject=subject)}]
        context = context | {"draftOrders": {"resourceType": "Bundle", "entry": orders}}
        context |= {"selections": ["MedicationRequest/rx"]} if "selections" in context else {}
    return body | {"context": context, "prefetch": prefetch() | body.get("prefetch", {}) | given}


@pytest.mark.parametrize(
    ("service", "good", "bad"),
    [
        ("b12-patient-view", call(said=SAID), call(context={"patientId": 3})),
        ("b12-order-sign", signing(AMOXICILLIN), call("order-sign")),
        ("b12-order-select", selecting(["MedicationRequest/amox"], AMOXICILLIN), selecting([], AMOXICILLIN)),
    ],
)
def test_the_description_of_a_call_is_the_type_of_the_call(
    service: str, good: dict[str, Any], bad: dict[str, Any]
) -> None:
    described = openapi(deployment(), with_tokens=True)["paths"][f"/cds-services/{service}"]["post"]
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid(good)
    assert not validator.is_valid(bad)
    assert not validator.is_valid(good | {"hook": "encounter-start"})
    assert described["security"] == [{"token": []}]
    assert "401" in described["responses"]
    answer = respond(service, good, deployment=deployment(), today=TODAY)
    jsonschema.validate(answer, described["responses"]["200"]["content"]["application/json"]["schema"])


def test_feedback_that_was_accepted_names_what() -> None:
    path = openapi(deployment(), with_tokens=False)["paths"]["/cds-services/b12-patient-view/feedback"]["post"]
    validator = jsonschema.Draft202012Validator(path["requestBody"]["content"]["application/json"]["schema"])
    item = {"card": "c", "outcome": "overridden", "outcomeTimestamp": "2020-12-11T00:00:00Z"}
    assert validator.is_valid({"feedback": [item]})
    assert not validator.is_valid({"feedback": [item | {"outcome": "accepted"}]})
    assert validator.is_valid({"feedback": [item | {"outcome": "accepted", "acceptedSuggestions": [{"id": "s"}]}]})
    assert "security" not in path
