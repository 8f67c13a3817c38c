"""CDS Hooks: an EHR that answers the searches of the discovery call as asked sends what the drafts depend on."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from b12regimen.cds_hooks import respond
from b12regimen.cds_hooks.services import discovery
from cds_calls import P1, PATIENT, SAID, TODAY, bundle, call, condition, deployment, medicine, order

IM = {"text": "IM"}
ADMINISTERED = {
    "resourceType": "MedicationAdministration",
    "id": "g",
    "status": "completed",
    "subject": P1,
    "medicationCodeableConcept": {"text": "hydroxocobalamin"},
    "effectiveDateTime": "2026-02-25",
    "dosage": {"dose": {"value": 1, "unit": "mg"}, "route": IM},
}


def answered(*record: dict[str, Any]) -> dict[str, Any]:
    """Answer each search by its type and status, as a server does; what is not found is ``null``."""
    sent: dict[str, Any] = {}
    for key, template in discovery(deployment())["services"][0]["prefetch"].items():
        kind, _, query = template.partition("?")
        wanted = [status for given in parse_qs(query).get("status", []) for status in given.split(",")]
        found = [one for one in record if one["resourceType"] == kind and (not wanted or one["status"] in wanted)]
        sent[key] = bundle(*found) if found else None
    return sent | {"patient": PATIENT}


def drafts_and_summary(*record: dict[str, Any]) -> tuple[int, str]:
    request = call(said={**SAID, "allergies": [], "medicines": []}, prefetch=answered(condition(), *record))
    (card,) = respond("b12-patient-view", request, deployment=deployment(), today=TODAY)["cards"]
    return len(card.get("suggestions", [])), card["summary"]


def test_drafts_come_where_nothing_is_found() -> None:
    assert drafts_and_summary()[0] == 2


@pytest.mark.parametrize("status", ["active", "on-hold", "stopped", "completed"])
def test_injections_that_the_searches_find_bring_no_draft(status: str) -> None:
    for said in (
        medicine("hydroxocobalamin", status=status, dosage=[{"route": IM}]),
        order(status=status, id="old"),
    ):
        drafts, summary = drafts_and_summary(said)
        assert drafts == 0
        assert "; it " in summary or status == "active"


@pytest.mark.parametrize("status", ["in-progress", "on-hold", "stopped", "completed"])
def test_a_dose_that_the_searches_find_brings_no_draft(status: str) -> None:
    drafts, summary = drafts_and_summary(ADMINISTERED | {"status": status})
    assert drafts == 0
    assert "; it " in summary


def test_a_dose_that_may_be_on_record_and_was_not_sent_brings_no_draft() -> None:
    sent = answered(condition())
    del sent["given"]
    request = call(said={**SAID, "allergies": [], "medicines": []}, prefetch=sent)
    (card,) = respond("b12-patient-view", request, deployment=deployment(), today=TODAY)["cards"]
    assert "suggestions" not in card
    assert "given: not sent" in card["detail"]
