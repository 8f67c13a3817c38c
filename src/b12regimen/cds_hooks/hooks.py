"""Answers a call: pure functions from what was received to what is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from b12regimen.cds_hooks.advice import advise
from b12regimen.cds_hooks.cards import Call
from b12regimen.cds_hooks.draft_orders import b12_orders
from b12regimen.cds_hooks.order_cards import review_orders
from b12regimen.cds_hooks.record import NOT_LOOKED_AT, read_record
from b12regimen.cds_hooks.services import SERVICES
from b12regimen.cds_hooks.shapes import problems
from b12regimen.cds_hooks.types import CONTEXTS, Feedback, HookRequest
from b12regimen.errors import CdsHooksError, FhirError, Finding, listed
from b12regimen.values.calendar_days import to_day

if TYPE_CHECKING:
    from datetime import date

    from b12regimen.cds_hooks.deployment import Deployment
    from b12regimen.cds_hooks.record import Record
    from b12regimen.cds_hooks.types import Card, CardsResponse, HookName, OperationOutcome, OutcomeIssue
    from b12regimen.values.calendar_days import DayLike

_BAD_REQUEST: Final = 400
_NOT_FOUND: Final = 404
# Which code of FHIR's issue types says what a status says.
_CODES: Final = {
    _BAD_REQUEST: "invalid",
    401: "login",
    _NOT_FOUND: "not-found",
    405: "not-supported",
    408: "timeout",
    412: "incomplete",
    413: "too-long",
    415: "not-supported",
    500: "exception",
    503: "transient",
}


def respond(service: str, request: object, *, deployment: Deployment, today: DayLike) -> CardsResponse:
    """Answer the call of a service, ``POST {base}/cds-services/{service}``.

    Args:
        service: The id of the service, as discovery lists it.
        request: The body of the call, as plain values of JSON.
        deployment: By what to answer.
        today: The day on which ages and the age of results are counted, and on which the guideline is asked.

    Returns:
        Cards; none where there is nothing to say.

    Raises:
        CdsHooksError: There is no such service (404), this is no such call (400), or what is needed was not sent (412).
        FhirError: ``today`` is no day.
    """
    day = to_day(today, "today", FhirError)
    call = _read(service, request)
    try:
        return {"cards": _cards(call, deployment, day)}
    finally:
        deployment.forget()


def _cards(call: HookRequest, deployment: Deployment, today: date) -> list[Card]:
    if call["hook"] == "patient-view":
        record = read_record(call, deployment=deployment, today=today)
        return advise(_asked(call, deployment, record, today), today)
    orders = b12_orders(call, deployment.codes)
    if not orders:
        return []
    is_looked_at = any(order.is_b12 for order in orders)
    record = read_record(call, deployment=deployment, today=today) if is_looked_at else NOT_LOOKED_AT
    return review_orders(_asked(call, deployment, record, today), orders)


def _asked(call: HookRequest, deployment: Deployment, record: Record, today: date) -> Call:
    return Call(call, deployment.guideline_on(today), deployment.thresholds, record)


def _read(service: str, request: object) -> HookRequest:
    offered = _offered(service)
    findings = problems(request, HookRequest)
    if findings:
        raise CdsHooksError(_BAD_REQUEST, findings)
    call = cast("HookRequest", request)
    if call["hook"] != offered:
        findings.append(Finding("hook", f"this service is called by {offered}"))
    if "fhirAuthorization" in call and "fhirServer" not in call:
        findings.append(Finding("fhirServer", "it is required where there is a fhirAuthorization"))
    findings += problems(call["context"], CONTEXTS[offered], "context")
    if findings:
        raise CdsHooksError(_BAD_REQUEST, findings)
    return call


def _offered(service: str) -> HookName:
    if service not in SERVICES:
        raise CdsHooksError(_NOT_FOUND, [Finding("", f"there is no such service; there is {listed(SERVICES, 'and')}")])
    return SERVICES[service].hook


def read_feedback(service: str, body: object) -> Feedback:
    """Read what became of cards, ``POST {base}/cds-services/{service}/feedback``.

    Raises:
        CdsHooksError: There is no such service (404), or this is no feedback (400).
    """
    _offered(service)
    findings = problems(body, Feedback)
    if findings:
        raise CdsHooksError(_BAD_REQUEST, findings)
    given = cast("Feedback", body)
    for number, item in enumerate(given["feedback"]):
        if item["outcome"] == "accepted" and not item.get("acceptedSuggestions"):
            path = f"feedback[{number}].acceptedSuggestions"
            findings.append(Finding(path, "it is required where the outcome is accepted"))
    if findings:
        raise CdsHooksError(_BAD_REQUEST, findings)
    return given


def operation_outcome(error: CdsHooksError) -> OperationOutcome:
    """Write why a call is not answered, as FHIR R4 has it."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(error.status, finding) for finding in error.findings]}


def _issue(status: int, finding: Finding) -> OutcomeIssue:
    issue: OutcomeIssue = {"severity": "error", "code": _CODES[status], "diagnostics": str(finding)}
    if finding.path:
        issue["expression"] = [finding.path]
    return issue
