"""Compares a written order with a patient, a product and a guideline: what differs, what agrees, and who says so."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from b12regimen.alerts.safety import safety
from b12regimen.errors import listed
from b12regimen.files.entries import ALERT_SEVERITIES
from b12regimen.guidelines.loader import load_guideline
from b12regimen.orders.comparison import OrderComparison, compare_order
from b12regimen.orders.order import Order, OrderFinding
from b12regimen.orders.text import read_order
from b12regimen.patients.facts import reversible
from b12regimen.preparation.product import Product
from b12regimen.preparation.product_loader import load_product
from b12regimen.recommendations.recommendation import DECISION_SUPPORT, Recommendation
from b12regimen.recommendations.selection import select_regimen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from b12regimen.files.entries import AlertSeverity
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.patients.patient import CauseKind, Patient

OrderOutcome = Literal["agrees", "findings", "blocked", "not-compared"]

# Which change of a treatment that is under way a finding would be.
_CHANGES: Final = {
    "thousandfold-dose": "dose",
    "tenfold-dose": "dose",
    "dose-above": "dose",
    "dose-below": "dose",
    "dose-by-weight": "dose",
    "no-maximum-in-source": "dose",
    "no-minimum-in-source": "dose",
    "repletion-under-way": "dose",
    "shorter-interval": "shorter-interval",
    "longer-interval": "longer-interval-or-stopping",
    "maintenance-stopped": "longer-interval-or-stopping",
    "maintenance-missing": "longer-interval-or-stopping",
    "other-drug": "other-drug",
    "no-drug": "other-drug",
    "product-of-another-drug": "other-drug",
    "other-route": "other-route",
    "route-not-stated": "other-route",
    "route-not-of-the-product": "other-route",
}
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


@attrs.frozen(kw_only=True, eq=False)
class OrderReview:
    """A written order beside what a source prints for the patient. It says what differs, and decides nothing.

    Attributes:
        order: The order, with what each word was read as.
        recommendation: What the guideline says for the patient.
        findings: What differs, what is missing or easily misread; contraindications first.
        agrees: What agrees with the source.
        compared_with: The regimen of the source that is nearest to the order; ``None`` where it gives none.
        why_not_compared: Why there is nothing to compare with; ``None`` if there is.
    """

    order: Order
    recommendation: Recommendation
    findings: tuple[OrderFinding, ...]
    agrees: tuple[str, ...]
    compared_with: int | None
    why_not_compared: str | None

    @property
    def outcome(self) -> OrderOutcome:
        """Whether the order agrees with the source, has findings, is blocked, or could not be compared.

        "agrees" says that nothing stands but information; it is no approval.
        """
        severities = {finding.severity for finding in self.findings}
        if "contraindication" in severities:
            return "blocked"
        if self.why_not_compared is not None:
            return "not-compared"
        return "findings" if severities & {"warning", "caution"} else "agrees"

    @property
    def headline(self) -> str:
        """The outcome in words, with the source."""
        guideline = self.recommendation.guideline
        source = f"{guideline.publisher}: {guideline.title} ({guideline.id}, {guideline.version})"
        differs = f"{len(self.findings)} findings beside {source}"
        return {
            "agrees": f"agrees with {source}",
            "findings": differs,
            "blocked": f"a contraindication stands; {differs}",
            "not-compared": f"not compared with {source}: {self.why_not_compared}",
        }[self.outcome]

    @cached_property
    def _plain(self) -> dict[str, Any]:
        recommendation, number = self.recommendation, self.compared_with
        return {
            "outcome": self.outcome,
            "headline": self.headline,
            "order": self.order.to_dict(),
            "findings": [finding.to_dict() for finding in self.findings],
            "agrees": list(self.agrees),
            "compared_with": None if number is None else str(recommendation.regimens[number]),
            "why_not_compared": self.why_not_compared,
            "guideline": recommendation.guideline.id,
            "action": recommendation.action,
            "rules": [rule.id for rule in recommendation.rules],
            "printed": list(recommendation.printed),
            "questions": [question.text for question in recommendation.questions],
            "citations": [citation.to_dict() for citation in recommendation.citations],
            "decision_support": DECISION_SUPPORT,
        }

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        from copy import deepcopy

        return deepcopy(self._plain)

    def to_json(self) -> str:
        """Give the same as JSON text."""
        import json  # 8 ms that only a reader of JSON should pay

        return json.dumps(self._plain, ensure_ascii=False, indent=2)

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        order, recommendation = self.order, self.recommendation
        ours = tuple(dict.fromkeys(recommendation.citations))
        yield "order review", [self.headline]
        for finding in self.findings:
            where = f"{finding.where}: " if finding.where else ""
            said_by = [citation for citation in dict.fromkeys(finding.citations) if citation not in ours]
            beside = ["  beside the source below"] if set(ours) & set(finding.citations) else []
            lines = [f"{where}{finding.text}", *beside, *(f"  {citation}" for citation in said_by)]
            yield f"{finding.severity}: {finding.id}", lines
        yield "agrees with the source", list(self.agrees) or ["nothing"]
        if self.compared_with is not None:
            yield "the source's regimen", [str(recommendation.regimens[self.compared_with])]
        otherwise = [f"  {word}" for word in order.words if word.means != word.text]
        yield "the order, as it was read", [str(order), *otherwise]
        rules = [f"rules: {listed(rule.id for rule in recommendation.rules) or 'none'}"]
        yield "source", [*rules, *map(str, ours)]
        yield "decision support", [DECISION_SUPPORT]

    def __str__(self) -> str:
        """Write it for a person."""
        blocks = ["\n".join([heading.upper(), *(f"  {line}" for line in lines)]) for heading, lines in self._sections()]
        return "\n\n".join(blocks)

    def __repr__(self) -> str:
        """Show it in a line."""
        ids = ", ".join(dict.fromkeys(finding.id for finding in self.findings)) or "no finding"
        return f"<OrderReview {self.outcome} beside {self.recommendation.guideline.id}: {ids}>"

    def _repr_html_(self) -> str:
        from html import escape  # 5 ms that only a notebook should pay

        parts = []
        for heading, lines in self._sections():
            items = "".join(f"<li>{escape(line.strip())}</li>" for line in lines)
            parts.append(f"<section><h4>{escape(heading)}</h4><ul>{items}</ul></section>")
        return f'<article class="b12regimen-order-review">{"".join(parts)}</article>'


def review_order(
    order: Order | str,
    patient: Patient,
    *,
    guideline: Guideline | str | Path,
    product: Product | str | Path | None = None,
) -> OrderReview:
    """Compare an order with what a guideline prints for a patient.

    Args:
        order: The order, or its text, which is read by ``read_order``.
        patient: What is known about the patient.
        guideline: A guideline, the id of one that the library ships, or the path of a file. There is no default.
        product: The product that is used, or the id or the file of one; ``None`` leaves out what its label licenses.

    Raises:
        NotationError: The text of the order has two readings, or none.
        OrderError: The order cannot be given.
        PatientError: It is no ``Patient``.
        GuidelineError: The guideline's file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file.
        ProductError: There is no such product, or its file has errors.
    """
    if not isinstance(order, Order):
        order = read_order(order)
    recommendation = select_regimen(patient, guideline=guideline)
    used = product if product is None or isinstance(product, Product) else load_product(product)
    return _Review(order, patient, recommendation, used).review()


class _Review:
    """Gathers the findings of one review."""

    def __init__(self, order: Order, patient: Patient, recommendation: Recommendation, product: Product | None) -> None:
        self._order = order
        self._patient = patient
        self._recommendation = recommendation
        self._product = product
        self._changes = {change.id: change for change in recommendation.needs_a_clinician}

    def review(self) -> OrderReview:
        """Compare, and put the findings in order."""
        tried = self._beside(self._recommendation)
        nearest = min(tried, key=lambda one: one.distance, default=None)
        compared = () if nearest is None else nearest.findings
        found = [
            *self._blocks(),
            *(self._with_change(finding) for finding in self._order.findings),
            *(self._with_rules(finding) for finding in compared),
            *self._by_the_answer(),
            *self._by_the_product(),
            *self._by_the_edition(nearest),
        ]
        found += self._under_way(found)
        return OrderReview(
            order=self._order,
            recommendation=self._recommendation,
            findings=tuple(sorted(found, key=lambda finding: ALERT_SEVERITIES.index(finding.severity))),
            agrees=() if nearest is None else nearest.agrees,
            compared_with=None if nearest is None else tried.index(nearest),
            why_not_compared=self._why_not() if nearest is None else None,
        )

    def _beside(self, recommendation: Recommendation) -> list[OrderComparison]:
        stated: dict[CauseKind, bool] = {}
        for reader in recommendation.guideline.readers:
            stated |= reader.stated
        can_resolve = reversible(self._patient, stated)
        return [
            compare_order(
                self._order,
                regimen,
                b12_treatment=self._patient.b12_treatment,
                reversible=None if can_resolve is None else can_resolve == (True,),
            )
            for regimen in recommendation.regimens
        ]

    # Citations

    def _with_change(self, finding: OrderFinding) -> OrderFinding:
        change = self._changes.get(_CHANGES.get(finding.id, ""))
        return finding if change is None else attrs.evolve(finding, citations=(*finding.citations, *change.citations))

    def _with_rules(self, finding: OrderFinding) -> OrderFinding:
        return self._with_change(attrs.evolve(finding, citations=self._recommendation.citations))

    # What is found beside the regimen

    def _blocks(self) -> Iterator[OrderFinding]:
        standing = {alert.id: alert for alert in self._recommendation.alerts}
        guideline = self._recommendation.guideline
        if self._order.drug not in (None, guideline.drug):
            others = safety().alerts_for(self._order.drug, self._order.routes, guideline.jurisdiction)
            case = self._recommendation.case
            standing |= {alert.id: alert for alert in others if alert.status(case) == "standing"}
        for alert in standing.values():
            if alert.severity == "contraindication":
                yield OrderFinding(
                    id=alert.id,
                    severity="contraindication",
                    text=f"{alert.text}{f'; {alert.advice}' if alert.advice else ''}",
                    citations=alert.citations,
                )

    def _why_not(self) -> str:
        recommendation = self._recommendation
        because = {"not-printed": "the source prints none", "not-read": "that part was not read", None: None}
        said = [
            _NO_REGIMEN.get(recommendation.action, ""),
            *recommendation.why,
            because[recommendation.because],
            *(question.text for question in recommendation.questions),
        ]
        return "; ".join(part for part in said if part)

    def _by_the_answer(self) -> Iterator[OrderFinding]:
        recommendation = self._recommendation
        if not recommendation.regimens:
            severity: AlertSeverity = (
                "warning" if recommendation.action in ("no-treatment", "oral", "test") else "caution"
            )
            yield OrderFinding(
                id="not-compared", severity=severity, text=self._why_not(), citations=recommendation.citations
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
        if order.drug not in (None, product.drug):
            yield self._of_the_product("product-of-another-drug", "warning", f"{name} is {product.drug}")
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
            before = select_regimen(self._patient, guideline=edition)
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

    def _under_way(self, found: Iterable[OrderFinding]) -> Iterator[OrderFinding]:
        if self._patient.b12_treatment not in ("oral", "injections"):
            return
        differing = [finding.id for finding in found if finding.severity in ("warning", "caution")]
        wanted = dict.fromkeys(_CHANGES[name] for name in differing if name in _CHANGES and name not in _OF_THE_ORDER)
        for change in (self._changes[name] for name in wanted):
            yield OrderFinding(
                id="needs-a-clinician",
                severity="caution",
                text=f"treatment is under way ({self._patient.b12_treatment}), so a clinician decides on "
                f"{change.change}: {change.why}",
                citations=change.citations,
            )
