"""Answers ``order-select`` and ``order-sign``: where orders of vitamin B12 differ from what the guideline gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.cds_hooks.advice import alert_lines, unchecked
from b12regimen.cds_hooks.cards import indicator_of, make_card
from b12regimen.cds_hooks.markdown import cited, counted, escaped, section
from b12regimen.cds_hooks.prefetch import what_it_lacks, whose
from b12regimen.cds_hooks.what_was_read import card_of_what_was_not_read, grounds
from b12regimen.fhir import Medications, RegimenImport, gives_vitamin_b12, regimen_from_fhir, why_passed_over
from b12regimen.orders.order import Order
from b12regimen.orders.review import review_order
from b12regimen.orders.review_findings import standing_alerts
from b12regimen.recommendations.selection import select_regimen
from b12regimen.regimens.dosing import ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from b12regimen.alerts.alerts import Alert
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
    "OperationOutcome": "the sender reports beside the orders that it sent not all, or not why",
}


@attrs.frozen
class DraftOrder:
    """A draft order that is of vitamin B12, or may be.

    Attributes:
        name: Its type and id, as far as it has them.
        found: What was read of it; ``None`` where it could not be read at all.
        problem: Why it is not reviewed; ``None`` where it is.
        is_b12: It is known to be of vitamin B12, and not known to be for another patient than the chart.
    """

    name: str
    found: RegimenImport | None = None
    problem: str | None = None
    is_b12: bool = False

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
    if why_passed_over(resource):
        return None
    if reason := _NOT_OPENED.get(resource["resourceType"]):
        return DraftOrder(name, problem=reason)
    if selected is not None and name not in selected and resource.get("id"):
        return None
    with_medicine, problem = beside.put_into(resource)
    if resource["resourceType"] != _READ:
        return _of_another_kind(with_medicine, call, codes)
    found = regimen_from_fhir(with_medicine, codes=codes)
    if not found.medicine.is_b12 and (found.medicine.problem or problem):
        return DraftOrder(name, found, found.medicine.problem or problem)
    if found.medicine.name is None and not found.medicine.is_b12:
        return DraftOrder(name, found, "its medicine is not named, so whether it is vitamin B12 is not known")
    if not found.medicine.is_b12:
        return None
    return _for_whom(resource, call, found, problem)


def _of_another_kind(resource: Any, call: HookRequest, codes: Mapping[str, str] | None) -> DraftOrder | None:
    """Take what is no order of a medicine, where it holds one, or asks for vitamin B12 to be given."""
    inside = resource.get("contained")
    if any(_name(one).startswith(f"{_READ}/") for one in (inside if isinstance(inside, list) else [])):
        return DraftOrder(_name(resource), problem="it holds an order, which is not opened; give it as an entry")
    if not gives_vitamin_b12(resource, codes):
        return None
    reason = f"vitamin B12 is ordered as a {resource['resourceType']}, which is not compared"
    return _for_whom(resource, call, regimen_from_fhir(resource, codes=codes), reason)


def _for_whom(resource: Any, call: HookRequest, found: RegimenImport, problem: str | None) -> DraftOrder:
    name = _name(resource)
    match whose(resource, call["context"]["patientId"], call.get("fhirServer")):
        case "the patient":
            return DraftOrder(name, found, problem, is_b12=True)
        case "another":
            return DraftOrder(name, found, "it is for another patient than the chart")
        case _:
            return DraftOrder(name, found, "it names no patient by a reference that is read", is_b12=True)


def review_orders(call: Call, orders: list[DraftOrder]) -> list[Card]:
    """Make a card for each order in which there is something to see, and one for what could not be read."""
    cards: list[Card] = []
    not_read: list[str] = []
    for number, order in enumerate(orders, 1):
        if order.regimen is None:
            not_read += [escaped(f"{order.name}: {reason}") for reason in order.why_not_reviewed]
            cards += _card_of_alerts(call, number, order) if order.is_b12 else []
            continue
        review = review_order(_as_order(order.regimen), call.record.patient, guideline=call.guideline)
        if _is_worth_a_card(order, review):
            cards.append(_card(call, number, order, review))
    cards += _card_of_several(call, orders)
    return [*cards, *card_of_what_was_not_read(call, also=not_read, is_beside_an_order=True)]


def _card_of_several(call: Call, orders: list[DraftOrder]) -> list[Card]:
    """Make the card that says what no order alone shows: vitamin B12 is ordered more than once, or for nobody."""
    drafts = [order.name for order in orders if order.is_b12]
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


def _is_worth_a_card(order: DraftOrder, review: OrderReview) -> bool:
    """Tell whether there is something to see; an order that agrees is no reason for a card, and that is no approval.

    Words of the order that nobody compared are something to see, for they may say anything.
    """
    return review.outcome != "agrees" or bool(_urgent(review.recommendation.alerts) or _not_compared(order))


def _urgent(alerts: Iterable[Alert]) -> list[Alert]:
    return [alert for alert in alerts if alert.severity in ("contraindication", "warning")]


def _not_compared(order: DraftOrder) -> tuple[str, ...]:
    return () if order.found is None else order.found.not_compared


def _card_of_alerts(call: Call, number: int, order: DraftOrder) -> list[Card]:
    """Make the card of what stands for the patient beside an order of vitamin B12 that could not be compared."""
    recommendation = select_regimen(call.record.patient, guideline=call.guideline)
    drug = None if order.found is None else order.found.medicine.drug
    alerts = {alert.id: alert for alert in standing_alerts(recommendation, drug, ROUTES)}.values()
    if not _urgent(alerts):
        return []
    stands = "a contraindication" if indicator_of(alert.severity for alert in alerts) == "critical" else "a warning"
    return [
        make_card(
            call,
            f"order {number}",
            summary=f"Vitamin B12 order, not compared, and {stands} stands ({call.guideline.id})",
            indicator=indicator_of(alert.severity for alert in alerts),
            detail=[
                *section("not compared", [escaped(f"{order.name}: {why}") for why in order.why_not_reviewed]),
                *alert_lines(alerts),
                *unchecked(recommendation.alerts_not_checked, recommendation),
                *grounds(call.record),
            ],
            recommendation=recommendation,
            citations=[citation for alert in alerts for citation in alert.citations],
            findings=["not-compared", *(alert.id for alert in alerts)],
        )
    ]


def _card(call: Call, number: int, order: DraftOrder, review: OrderReview) -> Card:
    recommendation = review.recommendation
    severities = [finding.severity for finding in review.findings]
    severities += [alert.severity for alert in recommendation.alerts]
    said = {(finding.id, finding.severity) for finding in review.findings}
    remarks = order.found.remarks if order.found else ()
    compared = [] if review.compared_with is None else [str(recommendation.regimens[review.compared_with])]
    return make_card(
        call,
        f"order {number}",
        summary=f"Vitamin B12 order, {_outcome(review)} ({call.guideline.id})",
        indicator=indicator_of(severities),
        detail=[
            *section("order", [escaped(f"{order.name}: {review.order}"), *map(escaped, remarks)]),
            *section("words of the order that were not compared", map(escaped, _not_compared(order))),
            *section("differs, is missing or easily misread", _findings(review)),
            *alert_lines(alert for alert in recommendation.alerts if (alert.id, alert.severity) not in said),
            *section("agrees with the source", map(escaped, review.agrees)),
            *section("the source's regimen", map(escaped, compared)),
            *unchecked(review.alerts_not_checked, recommendation),
            *grounds(call.record),
        ],
        recommendation=recommendation,
        citations=recommendation.citations,
        findings=[
            *(finding.id for finding in review.findings),
            *(alert.id for alert in recommendation.alerts),
            *["words-not-compared"] * bool(_not_compared(order)),
        ],
    )


def _outcome(review: OrderReview) -> str:
    if review.outcome == "agrees":
        if _urgent(review.recommendation.alerts):
            return "agrees with the source; an alert stands"
        return "agrees with the source, but for words that were not compared"
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
