"""Answers ``order-select`` and ``order-sign``: where orders of vitamin B12 differ from what the guideline gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.cds_hooks.advice import alert_lines, unchecked
from b12regimen.cds_hooks.cards import indicator_of, make_card
from b12regimen.cds_hooks.markdown import cited, counted, escaped, section
from b12regimen.cds_hooks.prefetch import subject_of
from b12regimen.cds_hooks.what_was_read import card_of_what_was_not_read, grounds
from b12regimen.fhir import RegimenImport, regimen_from_fhir
from b12regimen.orders.order import Order
from b12regimen.orders.review import review_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from b12regimen.cds_hooks.cards import Call
    from b12regimen.cds_hooks.types import Card
    from b12regimen.orders.review import OrderReview
    from b12regimen.regimens.regimen import Regimen

_EARLIER_RELEASE: Final = "MedicationOrder"  # what MedicationRequest was called before FHIR R3
_READ: Final = "MedicationRequest"


@attrs.frozen
class DraftOrder:
    """A draft order that is of vitamin B12, or may be.

    Attributes:
        name: Its type and id, as far as it has them.
        found: What was read of it; ``None`` where it could not be read at all.
        problem: Why it is not reviewed; ``None`` where it is.
    """

    name: str
    found: RegimenImport | None = None
    problem: str | None = None

    @property
    def regimen(self) -> Regimen | None:
        """What is ordered; ``None`` where it is not reviewed."""
        return None if self.found is None or self.problem is not None else self.found.regimen

    @property
    def why_not_reviewed(self) -> list[str]:
        """Why it is not reviewed."""
        if self.problem is not None:
            return [self.problem]
        return [] if self.found is None else list(map(str, self.found.refusals))


def b12_orders(context: Mapping[str, Any], codes: Mapping[str, str] | None) -> list[DraftOrder]:
    """List the draft orders that are of vitamin B12, or may be; of ``selections``, where the hook has them.

    Orders of other medicines, and other kinds of orders, are no business of this service.
    """
    entries = context["draftOrders"].get("entry", [])
    resources = [entry.get("resource") if isinstance(entry, dict) else None for entry in entries]
    selected = context.get("selections")
    found = [_draft_order(resource, resources, context["patientId"], codes, selected) for resource in resources]
    names = {_name(resource) for resource in resources}
    missing = [DraftOrder(name, problem="it is selected, and is not among the orders") for name in selected or []]
    return [order for order in found if order] + [order for order in missing if order.name not in names]


def _name(resource: object) -> str:
    fields = resource if isinstance(resource, dict) else {}
    return f"{fields.get('resourceType') or 'no type'}/{fields.get('id') or 'no id'}"


def _draft_order(
    resource: Any, beside: list[Any], patient_id: str, codes: Mapping[str, str] | None, selected: list[str] | None
) -> DraftOrder | None:
    name = _name(resource)
    if selected is not None and name not in selected and isinstance(resource, dict) and resource.get("id"):
        return None
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        return DraftOrder(name, problem="there is no resource that says of which type it is")
    if resource["resourceType"] == _EARLIER_RELEASE:
        return DraftOrder(name, problem="it is of an earlier release of FHIR, and only R4 is read")
    if resource["resourceType"] != _READ:
        return None
    found = regimen_from_fhir(_with_medicine(resource, beside), codes=codes)
    if found.medicine.name is None and not found.medicine.is_b12 and found.medicine.problem is None:
        return DraftOrder(name, found, "its medicine is not named, so whether it is vitamin B12 is not known")
    if not found.medicine.is_b12 and found.medicine.problem is None:
        return None
    subject = subject_of(resource)
    if subject != patient_id:
        whose = "names no patient by id" if subject is None else "is for another patient than the chart"
        return DraftOrder(name, found, f"it {whose}")
    return DraftOrder(name, found)


def _with_medicine(resource: dict[str, Any], beside: list[Any]) -> dict[str, Any]:
    """Put the medicine that an order refers to into the order, where it stands beside it."""
    pointer = resource.get("medicationReference")
    reference = pointer.get("reference") if isinstance(pointer, dict) else None
    for other in beside if isinstance(reference, str) and "medicationCodeableConcept" not in resource else []:
        if isinstance(other, dict) and other.get("resourceType") == "Medication" and _name(other) == reference:
            return resource | {"medicationCodeableConcept": other.get("code")}
    return resource


def review_orders(call: Call, orders: list[DraftOrder]) -> list[Card]:
    """Make a card for each order in which there is something to see, and one for what could not be read."""
    cards: list[Card] = []
    not_read: list[str] = []
    for number, order in enumerate(orders, 1):
        if order.regimen is None:
            not_read += [escaped(f"{order.name}: {reason}") for reason in order.why_not_reviewed]
            continue
        review = review_order(_as_order(order.regimen), call.record.patient, guideline=call.guideline)
        if _is_worth_a_card(review):
            cards.append(_card(call, number, order, review))
    return [*cards, *card_of_what_was_not_read(call, also=not_read, counts_not_sent=True)]


def _as_order(regimen: Regimen) -> Order:
    return Order(drug=regimen.drug, repletion=regimen.repletion, maintenance=regimen.maintenance)


def _is_worth_a_card(review: OrderReview) -> bool:
    """Tell whether there is something to see; an order that agrees is no reason for a card, and that is no approval."""
    standing = any(alert.severity in ("contraindication", "warning") for alert in review.recommendation.alerts)
    return review.outcome != "agrees" or standing


def _card(call: Call, number: int, order: DraftOrder, review: OrderReview) -> Card:
    recommendation = review.recommendation
    severities = [finding.severity for finding in review.findings]
    severities += [alert.severity for alert in recommendation.alerts]
    remarks = order.found.remarks if order.found else ()
    compared = [] if review.compared_with is None else [str(recommendation.regimens[review.compared_with])]
    return make_card(
        call,
        f"order {number}",
        summary=f"Vitamin B12 order, {_outcome(review)} ({call.guideline.id})",
        indicator=indicator_of(severities),
        detail=[
            *section("order", [escaped(f"{order.name}: {review.order}"), *map(escaped, remarks)]),
            *section("differs, is missing or easily misread", _findings(review)),
            *alert_lines(recommendation),
            *section("agrees with the source", map(escaped, review.agrees)),
            *section("the source's regimen", map(escaped, compared)),
            *unchecked(recommendation),
            *grounds(call.record),
        ],
        recommendation=recommendation,
        citations=recommendation.citations,
        findings=[*(finding.id for finding in review.findings), *(alert.id for alert in recommendation.alerts)],
    )


def _outcome(review: OrderReview) -> str:
    if review.outcome == "agrees":
        return "agrees with the source; an alert stands"
    if review.outcome == "findings":
        worst = review.findings[0]
        return f"{counted(len(review.findings), 'finding')}: {worst.id}"
    return {"blocked": "a contraindication stands", "not-compared": f"not compared: {review.why_not_compared}"}[
        review.outcome
    ]


def _findings(review: OrderReview) -> Iterator[str]:
    ours = review.recommendation.citations
    for finding in review.findings:
        others = [cited(citation) for citation in dict.fromkeys(finding.citations) if citation not in ours]
        beside = ["beside the sources below"] if set(ours) & set(finding.citations) else []
        said_by = "; ".join([*beside, *others])
        yield f"**{finding.severity}**: {escaped(str(finding))}{f'; {said_by}' if said_by else ''}"
