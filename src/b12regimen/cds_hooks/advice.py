"""Answers ``patient-view``: what the guideline gives for a patient whose record speaks of a deficiency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.alerts.alerts import by_what_is_missing
from b12regimen.cds_hooks.cards import identity, indicator_of, make_card
from b12regimen.cds_hooks.markdown import cited, escaped, section
from b12regimen.cds_hooks.what_was_read import card_of_what_was_not_read, grounds
from b12regimen.errors import FhirError, listed
from b12regimen.fhir import medication_requests
from b12regimen.recommendations.report import headline
from b12regimen.recommendations.selection import select_regimen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from b12regimen.alerts.alerts import Alert
    from b12regimen.cds_hooks.cards import Call
    from b12regimen.cds_hooks.types import Card, Suggestion
    from b12regimen.patients.patient import Patient
    from b12regimen.recommendations.recommendation import Recommendation
    from b12regimen.regimens.regimen import Regimen

# How the text of an alert begins that is for a drug which may be another than the one that is meant.
_OF_A_DRUG: Final = ("if the drug is ", "the advice names ")
_BLOCKED: Final = "a contraindication stands: what the source prints is shown, and is not for ordering"


def advise(call: Call, today: date) -> list[Card]:
    """Make the card of what the guideline gives, if the record speaks of a deficiency, or else of what was not read."""
    recommendation = select_regimen(call.record.patient, guideline=call.guideline)
    if not speaks_of_deficiency(call):
        return card_of_what_was_not_read(call, is_beside_an_order=False)
    standing = call.record.no_draft
    suggestions, not_drafted = ([], []) if standing else _drafts(call, recommendation, today)
    not_known = _what_is_not_known(call) if suggestions else []
    alerts = [alert for alert in recommendation.alerts if alert.severity != "information"]
    card = make_card(
        call,
        "advice",
        summary=f"Vitamin B12, {'; '.join([call.guideline.id, *standing])}: {headline(recommendation.to_dict())}",
        indicator=indicator_of(alert.severity for alert in alerts),
        detail=[
            *section("nothing is drafted", map(escaped, standing)),
            *section("nothing is drafted, for not enough is known", map(escaped, not_known)),
            *_detail(recommendation, not_drafted),
            *grounds(call.record),
        ],
        recommendation=recommendation,
        citations=recommendation.citations,
        findings=[alert.id for alert in recommendation.alerts],
        suggestions=[] if not_known else suggestions,
    )
    return [card]


def _what_is_not_known(call: Call) -> list[str]:
    """Say what has to be known before anything is drafted: all that was asked for, and how vitamin B12 is given now."""
    record = call.record
    reasons = [f"{key}: not sent" for key in record.not_sent]
    if record.not_read:
        reasons.append("what could not be read may speak against it; see below")
    if record.patient.b12_treatment is None:
        reasons.append("is vitamin B12 given already, by mouth or by injection? (b12_treatment)")
    return reasons


def speaks_of_deficiency(call: Call) -> bool:
    """Tell whether the record speaks of a deficiency; a chart that does not is left alone."""
    patient: Patient = call.record.with_old_results
    if patient.cause or patient.deficiency in ("confirmed", "indeterminate") or patient.severity.neurological:
        return True
    if patient.nitrous_oxide:
        return True
    labs = select_regimen(patient, guideline=call.guideline).labs
    return labs is not None and labs.speaks_for_it


def _detail(recommendation: Recommendation, not_drafted: list[str]) -> list[str]:
    answer = recommendation.to_dict()
    asked = [f"{escaped(question.text)} ({escaped(question.path)})" for question in recommendation.questions]
    labs = [] if recommendation.labs is None else [str(finding) for finding in recommendation.labs.findings]
    guideline = recommendation.guideline
    return [
        *alert_lines(recommendation.alerts),
        *section("blocked", [_BLOCKED] if recommendation.blocked else []),
        *section("answer", map(escaped, _answer(recommendation, answer))),
        *section("not drafted", map(escaped, not_drafted)),
        *section("missing, most decisive first", asked),
        *section("results", map(escaped, labs)),
        *unchecked(recommendation.alerts_not_checked, recommendation),
        *section(
            "by", [escaped(f"{guideline.publisher}: {guideline.title} ({guideline.version})"), _rules(recommendation)]
        ),
    ]


def _answer(recommendation: Recommendation, answer: dict[str, object]) -> Iterator[str]:
    yield headline(answer)
    for regimen in recommendation.regimens:
        yield str(regimen)
        yield from (f"left open by the source: {choice}" for choice in regimen.choices)
    yield from recommendation.why
    if recommendation.advice:
        yield f"what the source says: {recommendation.advice}"
    if recommendation.see:
        yield f"the source refers to {recommendation.see}"
    if recommendation.guideline.superseded_by:
        yield f"this guideline is superseded by {recommendation.guideline.superseded_by}"


def alert_lines(alerts: Iterable[Alert]) -> list[str]:
    """Write the alerts that stand, contraindications first, each with who says so."""
    lines = []
    for alert in alerts:
        said_by = "; ".join(map(cited, alert.citations))
        lines.append(f"**{alert.severity}**: {escaped(str(alert))}{f' {said_by}' if said_by else ''}")
    return section("alerts", lines)


def unchecked(alerts: Iterable[Alert], recommendation: Recommendation) -> list[str]:
    """Write which alerts could not be checked, by what is missing; of one id, each with the drug that it is for."""
    once = {(one.id, one.severity, _for_which(one)): one for one in alerts}
    lines = by_what_is_missing(
        (attrs.evolve(one, id=one.id + _for_which(one)) for one in once.values()), recommendation.case
    )
    return section("alerts that could not be checked, for facts are missing", map(escaped, lines))


def _for_which(alert: Alert) -> str:
    """Give the drug that an alert says it is for, as its text has it; nothing where it says none."""
    head, colon, _ = alert.text.partition(": ")
    return f", {head}" if colon and head.startswith(_OF_A_DRUG) else ""


def _rules(recommendation: Recommendation) -> str:
    return f"rules: {escaped(listed(rule.id for rule in recommendation.rules) or 'none')}"


def _drafts(call: Call, recommendation: Recommendation, today: date) -> tuple[list[Suggestion], list[str]]:
    """Draft what the source says to inject; where it leaves one thing open, a draft for each thing that it offers."""
    drafts: list[Suggestion] = []
    reasons: list[str] = []
    for number, regimen in enumerate(recommendation.regimens, 1):
        for answers in _ways_to_settle(regimen):
            which = number if recommendation.action == "inject" else None
            try:
                (request,) = medication_requests(
                    recommendation, subject=call.patient, answers=answers, which=which, authored=today
                )
            except FhirError as error:
                reasons += [str(finding) for finding in error.findings]
                continue
            settled = str(regimen.settle(answers))
            name = "; ".join([f"regimen {number}", *answers.values()])
            drafts.append(
                {
                    "label": f"Draft {', '.join(answers.values()) or _which(number, recommendation)}",
                    "uuid": identity(call, name),
                    "actions": [
                        {
                            "type": "create",
                            "description": f"Create a draft for a clinician to decide on: {settled}",
                            "resource": dict(request),
                        }
                    ],
                }
            )
    return drafts, list(dict.fromkeys(reasons))


def _which(number: int, recommendation: Recommendation) -> str:
    return "this regimen" if len(recommendation.regimens) == 1 else f"regimen {number}"


def _ways_to_settle(regimen: Regimen) -> list[dict[str, str]]:
    if len(regimen.choices) == 1 and regimen.choices[0].options:
        choice = regimen.choices[0]
        return [{choice.key: option} for option in choice.options]
    return [{}]
