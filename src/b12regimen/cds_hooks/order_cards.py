"""Answers ``order-select`` and ``order-sign``: where orders of vitamin B12 differ from what the guideline gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from b12regimen.cds_hooks.advice import alert_lines, unchecked
from b12regimen.cds_hooks.cards import indicator_of, make_card
from b12regimen.cds_hooks.draft_orders import NO_FIELDS
from b12regimen.cds_hooks.markdown import cited, counted, escaped, section
from b12regimen.cds_hooks.orders_not_compared import card_of_what_was_not_compared, slip_lines, slips_of, urgent
from b12regimen.cds_hooks.what_was_read import card_of_what_was_not_read, grounds
from b12regimen.orders.comparison import THOUSANDFOLD
from b12regimen.orders.review import review_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.cds_hooks.cards import Call
    from b12regimen.cds_hooks.draft_orders import DraftOrder
    from b12regimen.cds_hooks.types import Card
    from b12regimen.orders.review import OrderReview

# What a summary names first: a slip of a thousandfold, and then what is severest.
_RANKED: Final = ("contraindication", "warning", "caution", "information")


def review_orders(call: Call, orders: list[DraftOrder]) -> list[Card]:
    """Make a card for each order in which there is something to see, and one for what could not be read."""
    cards: list[Card] = []
    not_read: list[str] = []
    for number, draft in enumerate(orders, 1):
        given = draft.as_ordered()
        if given.order is not None:
            review = review_order(given.order, call.record.patient, guideline=call.guideline)
            cards += [_card(call, number, draft, review)] if _is_worth_a_card(draft, review) else []
        elif draft.is_b12:
            cards.append(card_of_what_was_not_compared(call, number, draft, given))
        else:
            not_read += [escaped(f"{draft.name}: {reason}") for reason in given.refusals]
    cards += _card_of_several(call, orders)
    return [*cards, *card_of_what_was_not_read(call, also=not_read, is_beside_an_order=True)]


def _card_of_several(call: Call, orders: list[DraftOrder]) -> list[Card]:
    """Make the card that says what no order alone shows: vitamin B12 is ordered more than once, or for nobody."""
    drafts = [order.name for order in orders if order.is_b12]
    active = [name for name in call.record.b12_orders if name not in drafts]
    is_twice = len(drafts) + len(active) > 1 and bool(drafts)
    if not is_twice and not (drafts and call.record.not_in_use):
        return []
    said = "Vitamin B12: " + "; ".join(
        [
            *call.record.not_in_use,
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
                *section("the patient", map(escaped, call.record.not_in_use)),
                *section("orders in this call", map(escaped, drafts)),
                *section("active orders on record", map(escaped, active)),
                "Each order is compared alone; whether they are meant to be given together is not known here.",
                "",
            ],
            findings=["no-order"] * bool(call.record.not_in_use) + ["ordered-twice"] * is_twice,
        )
    ]


def _is_worth_a_card(order: DraftOrder, review: OrderReview) -> bool:
    """Tell whether there is something to see; an order that agrees is no reason for a card, and that is no approval.

    Words of the order that nobody compared are something to see, for they may say anything.
    """
    return review.outcome != "agrees" or bool(urgent(review.recommendation.alerts) or _not_compared(order))


def _not_compared(order: DraftOrder) -> tuple[str, ...]:
    return () if order.found is None else order.found.not_compared


def _card(call: Call, number: int, order: DraftOrder, review: OrderReview) -> Card:
    recommendation = review.recommendation
    severities = [finding.severity for finding in review.findings]
    severities += [alert.severity for alert in recommendation.alerts]
    said = {(finding.id, finding.severity) for finding in review.findings}
    remarks = order.found.remarks if order.found else ()
    compared = [] if review.compared_with is None else [str(recommendation.regimens[review.compared_with])]
    slips = [] if compared else slips_of(order, recommendation)
    return make_card(
        call,
        f"order {number}",
        summary=f"Vitamin B12 order, {'; '.join([*slips, _outcome(review)])} ({call.guideline.id})",
        indicator=indicator_of([*severities, *("warning" for _ in slips)]),
        detail=[
            *section("order", map(escaped, [f"{order.name}: {review.order}", *_its_text(order), *remarks])),
            *section("words of the order that were not compared", map(escaped, _not_compared(order))),
            *slip_lines(slips),
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
            *[THOUSANDFOLD] * bool(slips),
            *(finding.id for finding in review.findings),
            *(alert.id for alert in recommendation.alerts),
            *["words-not-compared"] * bool(_not_compared(order)),
        ],
    )


def _its_text(order: DraftOrder) -> list[str]:
    in_words = None if order.found is None else order.found.in_words
    return [] if in_words is None else [f'{NO_FIELDS}, so its text was read: "{in_words}"']


def _outcome(review: OrderReview) -> str:
    if review.outcome == "agrees":
        if urgent(review.recommendation.alerts):
            return "agrees with the source; an alert stands"
        return "agrees with the source, but for words that were not compared"
    if review.outcome == "findings":
        gravest_first = sorted(
            review.findings, key=lambda finding: (finding.id != THOUSANDFOLD, _RANKED.index(finding.severity))
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
