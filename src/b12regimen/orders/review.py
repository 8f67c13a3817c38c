"""Compares a written order with a patient, a product and a guideline: what differs, what agrees, and who says so."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

import attrs

from b12regimen.alerts.alerts import Alert
from b12regimen.alerts.checking import by_what_is_missing
from b12regimen.courses.course import to_course
from b12regimen.courses.status import CourseStatus
from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.display.shown import Shown
from b12regimen.errors import CourseError, OrderError, listed
from b12regimen.orders.order import Order, OrderFinding
from b12regimen.orders.review_findings import Reviewing, why_not_compared
from b12regimen.orders.text import read_order
from b12regimen.orders.under_way import UnderWay
from b12regimen.preparation.product import Product
from b12regimen.preparation.product_loader import load_product
from b12regimen.recommendations.recommendation import Recommendation
from b12regimen.recommendations.selection import select_regimen
from b12regimen.regimens.regimen import Regimen
from b12regimen.values.calendar_days import to_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from b12regimen.courses.course import Course
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.interpretation.threshold_bands import Thresholds
    from b12regimen.patients.patient import Patient
    from b12regimen.values.calendar_days import DayLike

OrderOutcome = Literal["agrees", "findings", "blocked", "not-compared"]


@attrs.frozen(kw_only=True, eq=False)
class OrderReview(Shown):
    """A written order beside what a source prints for the patient. It says what differs, and decides nothing.

    Attributes:
        order: The order, with what each word was read as.
        recommendation: What the guideline says for the patient.
        findings: What differs, what is missing or easily misread; contraindications first.
        agrees: What agrees with the source.
        alerts_not_checked: The alerts on what is ordered, and those of the guideline, that could not be checked because
            a fact is not known; contraindications first.
        compared_with: The regimen of the source that is nearest to the order; ``None`` where it gives none.
        why_not_compared: Why there is nothing to compare with; ``None`` if there is.
        course: Where the patient's course stands on the day of the review; ``None`` if none was given.
    """

    order: Order
    recommendation: Recommendation
    findings: tuple[OrderFinding, ...]
    agrees: tuple[str, ...]
    alerts_not_checked: tuple[Alert, ...]
    compared_with: Regimen | None
    why_not_compared: str | None
    course: CourseStatus | None = None

    @property
    def outcome(self) -> OrderOutcome:
        """Whether the order agrees with the source, has findings, is blocked, or could not be compared.

        "agrees" says that nothing stands but information, and that no contraindication was left unchecked; it is no
        approval.
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
        source = self.recommendation.guideline.label
        differs = f"{len(self.findings)} findings beside {source}"
        return {
            "agrees": f"agrees with {source}",
            "findings": differs,
            "blocked": f"a contraindication stands; {differs}",
            "not-compared": f"not compared with {source}: {self.why_not_compared}",
        }[self.outcome]

    @property
    def _not_checked(self) -> list[str]:
        return by_what_is_missing(self.alerts_not_checked, self.recommendation.case)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        recommendation = self.recommendation
        return {
            "outcome": self.outcome,
            "headline": self.headline,
            "order": self.order.to_dict(),
            "findings": [finding.to_dict() for finding in self.findings],
            "agrees": list(self.agrees),
            "alerts": [alert.said() for alert in recommendation.alerts],
            "alerts_not_checked": by_what_is_missing(self.alerts_not_checked, recommendation.case),
            "compared_with": None if self.compared_with is None else str(self.compared_with),
            "why_not_compared": self.why_not_compared,
            "course": None if self.course is None else self.course.to_dict(),
            "guideline": recommendation.guideline.id,
            "action": recommendation.action,
            "rules": [rule.id for rule in recommendation.rules],
            "printed": list(recommendation.printed),
            "questions": [question.to_dict() for question in recommendation.questions],
            "citations": [citation.to_dict() for citation in recommendation.citations],
            "decision_support": DECISION_SUPPORT,
        }

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
        said = {(finding.id, finding.severity) for finding in self.findings}
        also = [alert for alert in recommendation.alerts if (alert.id, alert.severity) not in said]
        if also:
            alerts = ([str(alert), *(f"  {citation}" for citation in alert.citations)] for alert in also)
            yield "alerts of the guideline, whatever is ordered", list(chain.from_iterable(alerts))
        yield "alerts that could not be checked", self._not_checked or ["none"]
        yield "agrees with the source", list(self.agrees) or ["nothing"]
        if self.compared_with is not None:
            yield "the source's regimen", [str(self.compared_with)]
        if self.course is not None:
            yield f"the course on {self.course.day}", [self.course.line, f"source: {self.course.source or 'not given'}"]
        otherwise = [f"  {word}" for word in order.words if word.means != word.text]
        yield "the order, as it was read", [str(order), *otherwise]
        rules = [f"rules: {listed(rule.id for rule in recommendation.rules) or 'none'}"]
        yield "source", [*rules, *map(str, ours)]
        yield "decision support", [DECISION_SUPPORT]

    def __repr__(self) -> str:
        """Show it in a line."""
        ids = ", ".join(dict.fromkeys(finding.id for finding in self.findings)) or "no finding"
        return f"<OrderReview {self.outcome} beside {self.recommendation.guideline.id}: {ids}>"


def review_order(
    order: Order | str,
    patient: Patient,
    *,
    guideline: Guideline | str | Path,
    product: Product | str | Path | None = None,
    course: Course | None = None,
    today: DayLike | None = None,
    thresholds: Thresholds | str | Path | None = None,
) -> OrderReview:
    """Compare an order with what a guideline prints for a patient.

    Args:
        order: The order, or its text, which is read by ``read_order``.
        patient: What is known about the patient.
        guideline: A guideline, the id of one that the library ships, or the path of a file. There is no default.
        product: The product that is used, or the id or the file of one; ``None`` leaves out what its label licenses.
        course: What the patient was given so far; ``None`` leaves it out, and then only ``patient.b12_treatment`` tells
            whether a treatment is under way.
        today: The day of the review, on which the course is looked at; a course needs it, and nothing else does.
        thresholds: Cut-offs by which the patient's laboratory results are read, as for ``select_regimen``; ``None``
            keeps those that the guideline names.

    Raises:
        NotationError: The text of the order has two readings, or none.
        OrderError: The order cannot be given, or a course comes without its day, or a day without a course.
        CourseError: It is no course, or the day cannot be read.
        PatientError: It is no ``Patient``.
        GuidelineError: The guideline's file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file.
        ProductError: The product's file has errors.
        UnknownProductError: There is neither such an id nor such a file.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
    """
    if not isinstance(order, Order):
        order = read_order(order)
    if (course is None) != (today is None):
        missing = "today, the day of the review," if today is None else "course"
        msg = f"a course is looked at on a day, and {missing} is missing; give both, or neither"
        raise OrderError(msg)
    under_way = (
        None
        if course is None or today is None
        else UnderWay(to_course(course, "course"), to_day(today, "today", CourseError))
    )
    known = patient if under_way is None else under_way.seen_in(patient)
    recommendation = select_regimen(known, guideline=guideline, thresholds=thresholds)
    used = product if product is None or isinstance(product, Product) else load_product(product)
    found = Reviewing(order, patient, recommendation, used, under_way, thresholds=thresholds)
    return OrderReview(
        order=order,
        recommendation=recommendation,
        findings=found.findings,
        agrees=found.agrees,
        alerts_not_checked=found.alerts.not_checked,
        compared_with=found.nearest,
        why_not_compared=why_not_compared(recommendation) if found.nearest is None else None,
        course=None if under_way is None else under_way.status,
    )
