"""Gathers what a review of an order finds: beside the guideline, the product, earlier editions and the course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.alerts.checking import status_of
from b12regimen.alerts.safety import safety
from b12regimen.errors import listed
from b12regimen.files.entries import ALERT_SEVERITIES
from b12regimen.guidelines.loader import load_guideline
from b12regimen.orders.comparison import OrderComparison, compare_order
from b12regimen.orders.order import Order, OrderFinding
from b12regimen.orders.order_alerts import OrderAlerts
from b12regimen.orders.under_way import UnderWay, change_of
from b12regimen.patients.facts import reversible
from b12regimen.recommendations.selection import select_regimen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from b12regimen.alerts.alerts import Alert
    from b12regimen.files.entries import AlertSeverity
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.interpretation.threshold_bands import Thresholds
    from b12regimen.patients.patient import CauseKind, Patient
    from b12regimen.preparation.product import Product
    from b12regimen.recommendations.recommendation import Recommendation
    from b12regimen.regimens.dosing import Drug, Route

_OF_THE_ORDER: Final = ("no-drug", "route-not-stated")

_NO_REGIMEN: Final = {
    "ask": "facts are missing that change the answer",
    "oral": "the source prefers oral replacement, and prints no injections for this patient",
    "either": "the source leaves oral replacement or injections to the clinician, and prints no injections",
    "test": "the source wants a test first",
    "follow-up": "the source says what to do next with a treatment, and prints no regimen",
    "no-treatment": "the source does not treat on these facts",
    "not-stated": "the source states no regimen for this patient",
    "out-of-scope": "the source does not cover this patient",
}


def why_not_compared(recommendation: Recommendation) -> str:
    """Say why an answer gives nothing to compare an order with."""
    because = {"not-printed": "the source prints none", "not-read": "that part was not read", None: None}
    said = [
        _NO_REGIMEN.get(recommendation.action, ""),
        *recommendation.why,
        because[recommendation.because],
        *(question.text for question in recommendation.questions),
    ]
    return "; ".join(part for part in said if part)


def standing_alerts(recommendation: Recommendation, drug: Drug | None, routes: Iterable[Route]) -> list[Alert]:
    """List the alerts that stand beside an order that is not reviewed: those of the answer, and those for its drug.

    Args:
        recommendation: What the guideline says for the patient.
        drug: The drug that is ordered; ``None`` where the order names none.
        routes: By which it may be given.
    """
    standing, guideline = list(recommendation.alerts), recommendation.guideline
    if drug not in (None, guideline.drug):
        others = safety().alerts_for(drug, routes, guideline.jurisdiction)
        standing += [alert for alert in others if status_of(alert, recommendation.case) == "standing"]
    return standing


class Reviewing:
    """Gathers what one review finds.

    Attributes:
        nearest: The source's regimen that is nearest to the order; ``None`` where it gives none.
        findings: What differs, is missing or easily misread; contraindications first.
        agrees: What agrees.
        alerts: The alerts on what is ordered.
    """

    def __init__(
        self,
        order: Order,
        patient: Patient,
        recommendation: Recommendation,
        product: Product | None,
        under_way: UnderWay | None,
        *,
        thresholds: Thresholds | str | Path | None,
    ) -> None:
        """Compare, and put the findings in order."""
        self._order = order
        self._patient = patient
        self._recommendation = recommendation
        self._product = product
        self._course = under_way
        self._thresholds = thresholds
        self._changes = {change.id: change for change in recommendation.needs_a_clinician}
        self.alerts = OrderAlerts(order, product, recommendation)
        self._gather()

    def _gather(self) -> None:
        tried = self._beside(self._recommendation)
        nearest = min(tried, key=lambda one: one.distance, default=None)
        compared = () if nearest is None else nearest.findings
        found = [
            *self.alerts.findings(),
            *(self._with_change(finding) for finding in self._order.findings),
            *(self._with_rules(finding) for finding in compared),
            *self._by_the_answer(),
            *self._by_the_product(),
            *self._by_the_edition(nearest),
        ]
        beside = self._beside_the_course()
        found += self._by_the_course(found, beside)
        found += self._under_way(found)
        self.nearest = None if nearest is None else nearest.regimen
        self.findings = tuple(sorted(found, key=lambda finding: ALERT_SEVERITIES.index(finding.severity)))
        self.agrees = tuple(agreed for one in (nearest, beside) if one is not None for agreed in one.agrees)

    def _beside(self, recommendation: Recommendation) -> list[OrderComparison]:
        known = self._known
        return [
            compare_order(
                self._order,
                regimen,
                b12_treatment=known.b12_treatment,
                reversible=self._reversible(recommendation.guideline),
            )
            for regimen in recommendation.regimens
        ]

    @property
    def _known(self) -> Patient:
        return self._patient if self._course is None else self._course.seen_in(self._patient)

    def _reversible(self, guideline: Guideline) -> bool | None:
        stated: dict[CauseKind, bool] = {}
        for reader in guideline.readers:
            stated |= reader.stated
        can_resolve = reversible(self._patient, stated)
        return None if can_resolve is None else can_resolve == (True,)

    # Citations

    def _with_change(self, finding: OrderFinding) -> OrderFinding:
        change = self._changes.get(change_of(finding.id) or "")
        return finding if change is None else attrs.evolve(finding, citations=(*finding.citations, *change.citations))

    def _with_rules(self, finding: OrderFinding) -> OrderFinding:
        return self._with_change(attrs.evolve(finding, citations=self._recommendation.citations))

    # What is found beside the regimen

    def _by_the_answer(self) -> Iterator[OrderFinding]:
        recommendation = self._recommendation
        if not recommendation.regimens:
            severity: AlertSeverity = (
                "warning" if recommendation.action in ("no-treatment", "oral", "test") else "caution"
            )
            yield OrderFinding(
                id="not-compared",
                severity=severity,
                text=why_not_compared(self._recommendation),
                citations=recommendation.citations,
            )
        elif recommendation.action in ("oral", "either"):
            yield OrderFinding(
                id="oral-in-source",
                severity="information",
                text=f"the source also says: {recommendation.advice}",
                citations=recommendation.citations,
            )

    def _by_the_product(self) -> Iterator[OrderFinding]:
        product, order = self._product, self._order
        if product is None:
            return
        name = product.name or f"the caller's own {product.drug}"
        meant = order.drug or self._recommendation.guideline.drug
        if meant not in (None, product.drug):
            whose = "the order" if order.drug else "the guideline"
            text = f"{name} is {product.drug}, and {whose} is for {meant}"
            yield self._of_the_product("product-of-another-drug", "warning", text)
        others = [route for route in order.routes if product.routes and route not in product.routes]
        if others:
            text = f"{name} is licensed {listed(product.routes)}; the order is {listed(others)}"
            yield self._of_the_product("route-not-of-the-product", "warning", text)
        if product.jurisdiction not in (None, self._recommendation.guideline.jurisdiction):
            country = self._recommendation.guideline.jurisdiction
            text = f"{name} has the label of {product.jurisdiction}, the guideline is of {country}"
            yield self._of_the_product("product-of-another-country", "information", text)

    def _of_the_product(self, name: str, severity: AlertSeverity, text: str) -> OrderFinding:
        citations = () if self._product is None else self._product.citations
        return self._with_change(OrderFinding(id=name, severity=severity, text=text, citations=citations))

    def _by_the_edition(self, nearest: OrderComparison | None) -> Iterator[OrderFinding]:
        guideline = self._recommendation.guideline
        if guideline.superseded_by is not None:
            text = f"{guideline.id} is superseded by {guideline.superseded_by}; compare with what is current"
            citations = self._recommendation.citations
            yield OrderFinding(id="superseded-guideline", severity="caution", text=text, citations=citations)
        fits = nearest is not None and not nearest.differs
        earlier, passed = guideline.earlier, [guideline.id]
        while earlier is not None and earlier not in passed:
            passed.append(earlier)
            edition = load_guideline(earlier)
            before = select_regimen(self._known, guideline=edition, thresholds=self._thresholds)
            stale = [one.regimen for one in self._beside(before) if not one.differs]
            if stale and (nearest is None or nearest.regimen not in stale):
                beside = "as well as with this one, which prints another text" if fits else "and not with this one"
                text = (
                    f"the order agrees with an earlier edition, {edition.id} ({edition.version}), {beside}: {stale[0]}"
                )
                severity: AlertSeverity = "information" if fits else "warning"
                yield OrderFinding(id="superseded-value", severity=severity, text=text, citations=before.citations)
                return
            earlier = edition.earlier

    def _beside_the_course(self) -> OrderComparison | None:
        if self._course is None:
            return None
        return self._course.beside(self._order, reversible=self._reversible(self._recommendation.guideline))

    def _by_the_course(self, found: Iterable[OrderFinding], beside: OrderComparison | None) -> Iterator[OrderFinding]:
        if self._course is None:
            return
        said = {finding.id for finding in found}
        added = (one for one in self._course.findings(self._order, self._patient) if one.id not in said)
        for finding in (*added, *(() if beside is None else beside.findings)):
            yield self._with_change(finding)

    def _under_way(self, found: Iterable[OrderFinding]) -> Iterator[OrderFinding]:
        of_the_course = self._course is not None and self._course.gives_injections
        treatment = "injections" if of_the_course else self._patient.b12_treatment
        if treatment not in ("oral", "injections"):
            return
        differing = [finding.id for finding in found if finding.severity in ("warning", "caution")]
        wanted = dict.fromkeys(change_of(name) for name in differing if name not in _OF_THE_ORDER)
        for change in (self._changes[name] for name in wanted if name is not None):
            yield OrderFinding(
                id="needs-a-clinician",
                severity="caution",
                text=f"treatment is under way ({treatment}), so a clinician decides on {change.change}: {change.why}",
                citations=change.citations,
            )
