"""Drafts from a recommendation: what to give, what to measure and what to be careful about.

Everything is a proposal that a clinician decides on.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.errors import FhirError, Finding, RegimenError, SettleError, listed
from b12regimen.fhir.codes import Meaning, shipped_codes
from b12regimen.fhir.provenance import LIBRARY
from b12regimen.fhir.references import reference_to, references_to
from b12regimen.fhir.writing import dosage_instructions
from b12regimen.patients.analytes import ANALYTE_NAMES
from b12regimen.values.calendar_days import to_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from b12regimen.alerts.alerts import Alert
    from b12regimen.fhir.types import (
        Annotation,
        CodeableConcept,
        DetectedIssue,
        MedicationRequest,
        Period,
        Reference,
        ServiceRequest,
    )
    from b12regimen.monitoring.plan import MonitoringItem, MonitoringPlan
    from b12regimen.recommendations.recommendation import Recommendation
    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.values.calendar_days import DayLike

_CONVENTION: Final = (
    "The first dose of each next step falls one of its own intervals after the last dose before it, unless the source "
    "says otherwise: a convention of b12regimen."
)


def medication_requests(
    recommendation: Recommendation,
    *,
    subject: str,
    answers: Mapping[str, str] | None = None,
    which: int | None = None,
    phase: PhaseName | None = None,
    authored: DayLike | None = None,
) -> list[MedicationRequest]:
    """Draft the request for the regimen of a recommendation: status draft, intent proposal.

    Args:
        recommendation: What a guideline says.
        subject: The reference of the patient, such as ``Patient/p1``.
        answers: A clinician's answers to what the source leaves open, as for ``Regimen.settle``.
        which: Which of its regimens, as for ``Recommendation.regimen``; several are never chosen between in silence.
        phase: One phase only, where R4 cannot say both in one request; ``None`` for both.
        authored: The day of the draft, or the time with its time zone; ``None`` leaves it out.

    Returns:
        One request for each medicine, which is one.

    Raises:
        FhirError: A contraindication stands, there is no regimen, something is left open, or R4 cannot say it; or
            an argument cannot be read.
    """
    _refuse_blocked(recommendation)
    regimen = _settled(_chosen(recommendation, which), answers)
    request: MedicationRequest = {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "intent": "proposal",
        "medicationCodeableConcept": _medicine(regimen),
        "subject": reference_to(subject, "subject", "Patient"),
        "note": _notes(recommendation),
        "dosageInstruction": dosage_instructions(regimen, phase=phase),
    }
    if authored is not None:
        request["authoredOn"] = _authored(authored)
    urls = dict.fromkeys(c.source.url for c in recommendation.citations if c.source.url)
    if urls:
        request["instantiatesUri"] = list(urls)
    return [request]


def _refuse_blocked(recommendation: Recommendation) -> None:
    if recommendation.blocked:
        standing = [Finding(alert.id, str(alert)) for alert in recommendation.contraindications]
        raise FhirError("nothing is drafted", standing)


def _chosen(recommendation: Recommendation, which: int | None) -> Regimen:
    try:
        return recommendation.regimen(which)
    except RegimenError as error:
        raise FhirError.of("nothing is drafted", str(error)) from None


def _settled(regimen: Regimen, answers: Mapping[str, str] | None) -> Regimen:
    try:
        settled = regimen.settle(answers or {})
    except SettleError as error:
        raise FhirError.of("answers", str(error)) from None
    if settled.choices:
        left = [Finding(choice.key, f"it is left open: {choice.printed}") for choice in settled.choices]
        raise FhirError("nothing is drafted", left)
    return settled


def _medicine(regimen: Regimen) -> CodeableConcept:
    drug = str(regimen.drug)
    key = shipped_codes().for_meaning(Meaning("drug", drug), "atc")
    if key is None:
        return {"text": drug}
    return {"coding": [{"system": key[0], "code": key[1], "display": drug}], "text": drug}


def _notes(recommendation: Recommendation) -> list[Annotation]:
    guideline = recommendation.guideline
    rules = listed((rule.id for rule in recommendation.rules), "and")
    ids = [f"{alert.id} ({alert.severity})" for alert in recommendation.alerts_not_checked]
    lines = [
        f"Drafted by {LIBRARY} from {guideline.title} ({guideline.publisher}, {guideline.version}), {rules}.",
        *(f"Source: {citation}" for citation in recommendation.citations),
        *map(str, recommendation.notes),
        *(f"Alert: {alert}" for alert in recommendation.alerts),
        *([f"Not checked, for a fact is not known: {listed(ids, 'and')}."] if ids else []),
    ]
    return _annotations([*lines, _CONVENTION, DECISION_SUPPORT])


def _authored(given: DayLike) -> str:
    if isinstance(given, datetime) and given.utcoffset() is not None:
        return given.isoformat(timespec="seconds")
    try:
        return to_day(given, "authored", FhirError).isoformat()
    except FhirError:
        reason = f"{given!r} is neither a day nor a time with a time zone; give a date, or its text such as 2026-03-02"
        raise FhirError.of("authored", reason) from None


def _annotations(lines: Iterable[str]) -> list[Annotation]:
    return [{"text": line} for line in lines]


def service_requests(plan: MonitoringPlan, *, subject: str, supporting: Sequence[str] = ()) -> list[ServiceRequest]:
    """Draft requests for what sources measure or review, one for each measure: status draft, intent proposal.

    What sources say not to measure is not requested, and neither is what they disagree on.

    Args:
        plan: What sources say to measure beside a recommendation.
        subject: The reference of the patient.
        supporting: References of what explains the request, such as the draft of the regimen.

    Raises:
        FhirError: A contraindication stands, or a reference is none.
    """
    return [request for _, request in services_of(plan, subject=subject, supporting=supporting)]


def services_of(
    plan: MonitoringPlan, *, subject: str, supporting: Sequence[str]
) -> list[tuple[MonitoringItem, ServiceRequest]]:
    """Draft requests, each with the item that it is for; see :func:`service_requests`."""
    _refuse_blocked(plan.recommendation)
    patient, links = reference_to(subject, "subject", "Patient"), references_to(supporting, "supporting")
    disputed = {item.entry.id for one in plan.disagreements for item in (*one.measured, *one.not_measured)}
    items = [item for item in plan.items if item.entry.kind != "do-not-measure" and item.entry.id not in disputed]
    return [(item, _service(item, measure, patient, links)) for item in items for measure in item.entry.measures]


def _service(item: MonitoringItem, measure: str, patient: Reference, links: list[Reference]) -> ServiceRequest:
    lines = [f"{item.when}; why: {item.because}; {item.where}", f"Source: {item.source}", DECISION_SUPPORT]
    request: ServiceRequest = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "code": _measure(measure, is_review=item.entry.kind == "review"),
        "subject": patient,
        "note": _annotations(lines),
    }
    days = {"start": item.earliest, "end": item.latest}
    period = {name: day.isoformat() for name, day in days.items() if day is not None}
    if period:
        request["occurrencePeriod"] = cast("Period", period)
    if links:
        request["supportingInfo"] = links
    return request


def _measure(measure: str, *, is_review: bool) -> CodeableConcept:
    key = shipped_codes().for_meaning(Meaning("analyte", measure), "loinc") if measure in ANALYTE_NAMES else None
    if key is None or is_review:
        return {"text": f"review: {measure}" if is_review else measure}
    return {"coding": [{"system": key[0], "code": key[1], "display": shipped_codes().name_of(key)}], "text": measure}


def detected_issues(
    recommendation: Recommendation, *, subject: str, implicated: Sequence[str] = ()
) -> list[DetectedIssue]:
    """Write the alerts that stand, contraindications first; a draft need not exist, and may not.

    Args:
        recommendation: What a guideline says.
        subject: The reference of the patient.
        implicated: References of what the alerts are about, such as a draft.

    Raises:
        FhirError: A reference is none.
    """
    return [issue_of(alert, subject=subject, implicated=implicated) for alert in recommendation.alerts]


def issue_of(alert: Alert, *, subject: str, implicated: Sequence[str]) -> DetectedIssue:
    """Write one alert; see :func:`detected_issues`."""
    links = references_to(implicated, "implicated")
    sources = [f"Source: {citation}" for citation in alert.citations]
    issue: DetectedIssue = {
        "resourceType": "DetectedIssue",
        "status": "preliminary",
        "code": {"text": alert.text},
        "patient": reference_to(subject, "subject", "Patient"),
        "detail": "\n".join([str(alert), *sources, DECISION_SUPPORT]),
    }
    match alert.severity:
        case "contraindication":
            issue["severity"] = "high"
        case "warning":
            issue["severity"] = "moderate"
        case "caution":
            issue["severity"] = "low"
        case _:
            pass
    urls = [citation.source.url for citation in alert.citations if citation.source.url]
    if urls:
        issue["reference"] = urls[0]
    if links:
        issue["implicated"] = links
    return issue
