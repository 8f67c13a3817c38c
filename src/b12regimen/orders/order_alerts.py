"""Which alerts bear on an order: on the drug and the routes that are ordered, and on the product that is used."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from b12regimen.alerts.alerts import by_severity
from b12regimen.alerts.checking import by_what_is_missing, status_of
from b12regimen.alerts.safety import safety
from b12regimen.orders.order import OrderFinding, StepWithoutRoute
from b12regimen.regimens.dosing import ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from b12regimen.alerts.alerts import Alert
    from b12regimen.alerts.checking import AlertStatus
    from b12regimen.orders.order import Order
    from b12regimen.preparation.product import Product
    from b12regimen.recommendations.recommendation import Recommendation
    from b12regimen.regimens.dosing import Drug, Route


class OrderAlerts:
    """The alerts on what is ordered: those that turn on its drug, its routes or the product, and all that block."""

    def __init__(self, order: Order, used: Product | None, recommendation: Recommendation) -> None:
        """Keep what is ordered, what is used, and what the guideline says for the patient."""
        self._order = order
        self._used = [] if used is None else [used]
        self._recommendation = recommendation

    @cached_property
    def not_checked(self) -> tuple[Alert, ...]:
        """Those that could not be checked because a fact is not known, and those of the guideline."""
        return self._with("not-checked", self._recommendation.alerts_not_checked)

    def findings(self) -> Iterator[OrderFinding]:
        """Say those that stand, remarks on the guideline's own doses, and which contraindications were not checked."""
        for alert in self._with("standing", [*self._recommendation.contraindications, *self._recommendation.remarks]):
            text = f"{alert.text}{f'; {alert.advice}' if alert.advice else ''}"
            yield OrderFinding(id=alert.id, severity=alert.severity, text=text, citations=alert.citations)
        unknown = [alert for alert in self.not_checked if alert.blocks]
        if unknown:
            facts = "; ".join(by_what_is_missing(unknown, self._recommendation.case))
            text = f"contraindications could not be checked, for facts are missing: {facts}"
            yield OrderFinding(id="not-checked", severity="caution", text=text)

    def _with(self, status: AlertStatus, by_the_guideline: Iterable[Alert]) -> tuple[Alert, ...]:
        case = self._recommendation.case
        on_the_order = (alert for alert in self._on_what_is_ordered() if status_of(alert, case) == status)
        # The guideline may give what the order does; two of one id may say two things.
        once = {(alert.id, alert.severity, alert.text): alert for alert in (*by_the_guideline, *on_the_order)}
        return by_severity(alert for alert in once.values() if alert.severity != "information")

    def _on_what_is_ordered(self) -> Iterator[Alert]:
        """Give those that hold for all, by the guideline's country and by that of the product's label."""
        guideline = self._recommendation.guideline
        drugs: tuple[Drug | None, ...] = tuple(one.drug for one in self._used)
        if self._order.drug is not None or not drugs:
            drugs = (self._order.drug, *drugs)
        countries = [guideline.jurisdiction, *(one.jurisdiction for one in self._used if one.jurisdiction)]
        for drug, country in product(drugs, countries):
            general = safety().alerts_on(drug, self._routes, country)
            yield from (guideline.own_for(alert) or alert for alert in general)

    @property
    def _routes(self) -> tuple[Route, ...]:
        """The routes that are ordered; any, where a step states none."""
        is_stated = not any(isinstance(step, StepWithoutRoute) for _, step in self._order.steps)
        return self._order.routes if is_stated else ROUTES
