"""What a course says of a treatment that is under way, and what an order would change in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.orders.comparison import compare_order
from b12regimen.orders.order import OrderFinding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from b12regimen.courses.course import Course
    from b12regimen.orders.comparison import OrderComparison
    from b12regimen.orders.order import Order
    from b12regimen.patients.patient import Patient

_COURSE: Final = "course-"

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
    "repletion-not-over": "dose",
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


def change_of(finding: str) -> str | None:
    """Name the change of a treatment that a finding would be; ``None`` where it is none."""
    return _CHANGES.get(finding.removeprefix(_COURSE))


class UnderWay:
    """A course on the day on which an order is reviewed.

    Attributes:
        status: Where the course stands on that day.
        regimen: Its regimen, as settled by then.
    """

    def __init__(self, course: Course, day: date) -> None:
        """Look at the course on that day."""
        self.status = course.status(day)
        self.regimen = course.regimen_on(day)

    @property
    def gives_injections(self) -> bool:
        """Doses of it were given, and it is not over."""
        return self.status.given > 0 and self.status.state != "over"

    @property
    def _in_words(self) -> str:
        return f"by the course on {self.status.day}: {self.status.line}"

    def seen_in(self, patient: Patient) -> Patient:
        """Give the patient with what the course tells; where the two contradict each other, it is not known."""
        if not self.gives_injections or patient.b12_treatment == "injections":
            return patient
        return attrs.evolve(patient, b12_treatment="injections" if patient.b12_treatment is None else None)

    def findings(self, order: Order, patient: Patient) -> Iterator[OrderFinding]:
        """Say what the course adds to a review, beside the comparison with it."""
        if self.gives_injections and patient.b12_treatment not in (None, "injections"):
            text = (
                f"for the patient b12_treatment is {patient.b12_treatment}; {self._in_words}; "
                "which of the two holds is not known before a clinician says"
            )
            yield OrderFinding(id="course-and-patient-differ", severity="caution", text=text)
        if self.status.state == "over":
            yield OrderFinding(id="course-over", severity="caution", text=self._in_words)
        elif not self.status.given:
            yield OrderFinding(id="course-not-begun", severity="information", text=self._in_words)
        elif self._is_repletion and not order.repletion.steps:
            text = f"the order gives no repletion, and that of the course is not over; {self._in_words}"
            yield OrderFinding(id="repletion-not-over", severity="warning", text=text, where="repletion")
        elif order.repletion.steps:
            text = f"the order gives repletion, and injections are under way; {self._in_words}"
            yield OrderFinding(id="repletion-under-way", severity="caution", text=text, where="repletion")

    def beside(self, order: Order, *, reversible: bool | None) -> OrderComparison | None:
        """Compare an order with what of the course is not over; ``None`` where all of it is."""
        if self.status.state == "over":
            return None
        has_repletion = self._is_repletion and bool(order.repletion.steps)
        found = compare_order(
            order,
            self.regimen,
            reversible=reversible,
            beside="the course",
            phases=("repletion", "maintenance") if has_repletion else ("maintenance",),
        )
        renamed = (attrs.evolve(one, id=f"{_COURSE}{one.id}") for one in found.findings)
        return attrs.evolve(
            found, findings=tuple(renamed), agrees=tuple(f"beside the course: {one}" for one in found.agrees)
        )

    @property
    def _is_repletion(self) -> bool:
        return (self.status.step or "").startswith("repletion")
