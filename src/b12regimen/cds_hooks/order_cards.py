"""Answers ``order-select`` and ``order-sign``: where orders of vitamin B12 differ from what the guideline gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.cds_hooks.advice import alert_lines, unchecked
from b12regimen.cds_hooks.cards import indicator_of, make_card
from b12regimen.cds_hooks.markdown import cited, counted, escaped, section
from b12regimen.fhir.medications import Medications
from b12regimen.cds_hooks.prefetch import what_it_lacks, whose
from b12regimen.cds_hooks.what_was_read import card_of_what_was_not_read, grounds
from b12regimen.fhir import RegimenImport, regimen_from_fhir
from b12regimen.orders.order import Order
from b12regimen.orders.review import review_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from b12regimen.cds_hooks.cards import Call
    from b12regimen.cds_hooks.types import Card, HookRequest
    from b12regimen.orders.review import OrderReview
    from b12regimen.regimens.regimen import Regimen

# What a summary names first: a slip of a thousandfold, and then what is severest.
_GRAVEST: Final = "thousandfold-dose"
_RANKED: Final = ("contraindication", "warning", "caution", "information")
_READ: Final = "MedicationRequest"
_EARLIER: Final = "it is of an earlier release of FHIR, and only R4 is read"
# What holds orders, or stands for orders, and is not opened.
_NOT_OPENED: Final = {
    **dict.fromkeys(("MedicationOrder", "MedicationPrescription"), _EARLIER),
    **dict.fromkeys(("Bundle", "List", "Parameters"), "it may hold orders, and is not opened; give them as entries"),
    "OperationOutcome": "the sender reports an error or a warning beside the orders, so some may be missing",
}


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


def b12_orders(call: HookRequest, codes: Mapping[str, str] | None) -> list[DraftOrder]:
    """List the draft orders that are of vitamin B12, or may be; of ``selections``, where the hook has them.

    Orders of other medicines, and other kinds of orders, are no business of this service.
    """
    context = call["context"]
    drafts = context["draftOrders"]
    lacking = [DraftOrder("draftOrders", problem=line) for line in what_it_lacks("the bundle", drafts)]
    entries = [entry if isinstance(entry, dict) else {} for entry in drafts.get("entry", [])]
    beside = Medications((entry.get("resource"), entry.get("fullUrl")) for entry in entries)
    selected = None if context.get("selections") is None else set(context["selections"])
    found = [_draft_order(entry.get("resource"), beside, call, codes, selected) for entry in entries]
    names = {_name(entry.get("resource")) for entry in entries}
    gone = [name for name in dict.fromkeys(context.get("selections") or []) if name not in names]
    missing = [DraftOrder(name, problem="it is selected, and is not among the orders") for name in gone]
    return [*(order for order in found if order), *missing, *lacking]


def _name(resource: object) -> str:
    fields = resource if isinstance(resource, dict) else {}
    return f"{fields.get('resourceType') or 'no type'}/{fields.get('id') or 'no id'}"


def _draft_order(
    resource: Any, beside: Medications, call: HookRequest, codes: Mapping[str, str] | None, selected: set[str] | None
) -> DraftOrder | None:
    name = _name(resource)
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        return DraftOrder(name, problem="there is no resource that says of which type it is")
    if reason := _NOT_OPENED.get(resource["resourceType"]):
        return DraftOrder(name, problem=reason)
    if selected is not None and name not in selected and resource.get("id"):
        return None
    if resource["resourceType"] != _READ:
        return None
    with_medicine, problem = beside.put_into(resource)
    found = regimen_from_fhir(with_medicine, codes=codes)
    if not found.medicine.is_b12 and (found.medicine.problem or problem):
        return DraftOrder(name, found, found.medicine.problem or problem)
    if found.medicine.name is None and not found.medicine.is_b12:
        return DraftOrder(name, found, "its medicine is not named, so whether it is vitamin B12 is not known")
    if not found.medicine.is_b12:
        return None
    match whose(resource, call["context"]["patientId"], call.get("fhirServer")):
        case "the patient":
            return DraftOrder(name, found, problem)
        case "another":
            return DraftOrder(name, found, "it is for another patient than the chart")
        case _:
            return DraftOrder(name, found, "it names no patient by a reference that is read")


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
    cards += _card_of_several(call, orders)
    return [*cards, *card_of_what_was_not_read(call, also=not_read, counts_not_sent=True)]


def _card_of_several(call: Call, orders: list[DraftOrder]) -> list[Card]:
    """Make the card that says what no order alone shows: vitamin B12 is ordered more than once, or for nobody."""
    drafts = [order.name for order in orders if order.found is not None and order.found.medicine.is_b12]
    active = [name for name in call.record.b12_orders if name not in drafts]
    is_twice = len(drafts) + len(active) > 1 and bool(drafts)
    if not is_twice and not (drafts and call.record.no_draft):
        return []
    said = "Vitamin B12: " + "; ".join(
        [
            *call.record.no_draft,
            *([f"it is in {counted(len(drafts), 'order')} to be signed"] if is_twice and len(drafts) > 1 else []),
            *([f"it is ordered already ({counted(len(active), 'active order')})"] if is_twice and active else []),
        ]
    )
    return [
        make_card(
            call,
            "several",
            summary=said,
            indicator="warning",
            detail=[
                *section("the patient", map(escaped, call.record.no_draft)),
                *section("orders in this call", map(escaped, drafts)),
                *section("active orders on record", map(escaped, active)),
                "Each order is compared alone; whether they are meant to be given together is not known here.",
                "",
            ],
            findings=["no-order"] * bool(call.record.no_draft) + ["ordered-twice"] * is_twice,
        )
    ]


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
        gravest_first = sorted(
            review.findings, key=lambda finding: (finding.id != _GRAVEST, _RANKED.index(finding.severity))
        )
        ids = dict.fromkeys(finding.id for finding in gravest_first)
        return f"{counted(len(review.findings), 'finding')}: {', '.join(ids)}"
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
