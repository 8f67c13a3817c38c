"""Says that an order of vitamin B12 could not be compared, and what stands beside it all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen.cds_hooks.advice import alert_lines, unchecked
from b12regimen.cds_hooks.cards import indicator_of, make_card
from b12regimen.cds_hooks.markdown import escaped, section
from b12regimen.cds_hooks.what_was_read import grounds
from b12regimen.errors import listed
from b12regimen.orders.comparison import THOUSANDFOLD, dose_slip
from b12regimen.orders.review_findings import standing_alerts
from b12regimen.regimens.dosing import ROUTES
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.alerts.alerts import Alert
    from b12regimen.cds_hooks.cards import Call
    from b12regimen.cds_hooks.draft_orders import AsOrdered, DraftOrder
    from b12regimen.cds_hooks.types import Card
    from b12regimen.recommendations.recommendation import Recommendation
    from b12regimen.values.quantities import Quantity


def urgent(alerts: Iterable[Alert]) -> list[Alert]:
    """Give the alerts that are worth a card of their own."""
    return [alert for alert in alerts if alert.severity in ("contraindication", "warning")]


def card_of_what_was_not_compared(call: Call, number: int, order: DraftOrder, given: AsOrdered) -> Card:
    """Make the card of an order that was not compared: why, which alerts stand, and a dose that may be a slip.

    What is no injection of the library's is a warning, as is another route than the source's where it is compared.
    """
    recommendation = call.recommendation
    drug = None if order.found is None else order.found.medicine.drug
    alerts = list({alert.id: alert for alert in standing_alerts(recommendation, drug, ROUTES)}.values())
    slips = slips_of(order, recommendation)
    indicator = indicator_of([*(alert.severity for alert in alerts), *("warning" for _ in slips)])
    if given.is_otherwise and indicator == "info":
        indicator = "warning"
    stands = "a contraindication stands" if indicator == "critical" else "a warning stands"
    beside = [*slips, *([stands] if urgent(alerts) else [])]
    why = f": {given.in_short}" if not beside or (given.is_otherwise and not slips) else ""
    said = f"{why}, and {'; '.join(beside)}" if beside else why
    return make_card(
        call,
        f"order {number}",
        summary=f"Vitamin B12 order, not compared{said} ({call.guideline.id})",
        indicator=indicator,
        detail=[
            *section("not compared", [escaped(f"{order.name}: {why}") for why in given.refusals]),
            *slip_lines(slips),
            *alert_lines(alerts),
            *unchecked(recommendation.alerts_not_checked, recommendation),
            *grounds(call.record),
        ],
        recommendation=recommendation,
        citations=[
            *(citation for alert in urgent(alerts) for citation in alert.citations),
            *(recommendation.citations if slips else ()),
        ],
        findings=[
            "not-compared",
            *["other-route"] * given.is_otherwise,
            *[THOUSANDFOLD] * bool(slips),
            *(alert.id for alert in alerts),
        ],
    )


def slips_of(order: DraftOrder, recommendation: Recommendation) -> list[str]:
    """Say which masses of an order are out by a thousandfold beside every dose that the source may give the patient."""
    doses = _doses(recommendation)
    slips = []
    for mass in () if order.found is None else order.found.masses:
        found = [dose_slip(Range.exactly(mass), dose) for dose in doses if mass.exact > 0]
        if {None if slip is None else slip[0] for slip in found} == {THOUSANDFOLD}:
            how_far = dict.fromkeys(slip[1] for slip in found if slip is not None)
            slips.append(f"{mass} {listed(how_far)} the source's dose, {listed(dict.fromkeys(map(str, doses)))}")
    return slips


def slip_lines(slips: Iterable[str]) -> list[str]:
    """Write such masses."""
    return section("a dose that may be a slip", [f"**warning**: {escaped(slip)}; 1 mg is 1000 mcg" for slip in slips])


def _doses(recommendation: Recommendation) -> list[Range[Quantity]]:
    """List the doses of the answer, or while it asks, those of every rule that may still answer."""
    regimens = recommendation.regimens or [one for rule in recommendation.rules for one in rule.regimens]
    steps = [step for one in regimens for phase in (one.repletion, one.maintenance) for step in phase.steps]
    every = [option.dose for step in steps for option in step.options]
    return list(dict.fromkeys(dose.amount for dose in every if not dose.per_kg))
