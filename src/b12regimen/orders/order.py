"""An order: a drug and its phases as somebody has written them, and what to see in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.errors import OrderError, RegimenError, listed
from b12regimen.files.entries import AlertSeverity
from b12regimen.orders.words import OrderWord
from b12regimen.regimens.choices import choices_of_step
from b12regimen.regimens.dosing import DRUGS, Drug, Route
from b12regimen.regimens.notation import parse_drug, parse_phase
from b12regimen.regimens.regimen import Regimen
from b12regimen.regimens.step_readings import why_it_does_not_fit
from b12regimen.regimens.steps import Phase, Step
from b12regimen.values.sources import Citation

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_STATED: Final = Phase(kind="not-stated")


@attrs.frozen(kw_only=True)
class OrderFinding:
    """Something about an order that a clinician should see.

    Attributes:
        id: Its name.
        severity: As that of alerts; a contraindication blocks.
        text: What differs, or what is missing or easily misread.
        where: The phase and step that it is about; ``None`` for the order as a whole.
        position: Where in the text, counted in characters from 0; ``None`` where it is about no single place.
        citations: Who says so; empty where it follows from the order alone.
    """

    id: str
    severity: AlertSeverity
    text: str
    where: str | None = None
    position: int | None = None
    citations: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "severity": self.severity,
            "text": self.text,
            "where": self.where,
            "position": self.position,
            "citations": [citation.to_dict() for citation in self.citations],
        }

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{f'{self.where}: ' if self.where else ''}{self.text} ({self.severity})"


class StepWithoutRoute(Step):
    """A step of an order that states no route; a clinician is asked for it, and none is assumed."""

    def _check_routes(self) -> None:
        if self.routes:
            msg = f"this step states its route, {listed(self.routes)}; make it a Step"
            raise RegimenError(msg)


def _to_drug(given: str | None) -> Drug | None:
    return None if given is None else parse_drug(given)


def _to_phase(given: Phase | str) -> Phase:
    return given if isinstance(given, Phase) else parse_phase(given)


@attrs.frozen(kw_only=True)
class Order:
    """What somebody has ordered, as it is written.

    Attributes:
        drug: The drug; ``None`` where the order names none.
        repletion: The first phase, or its text in the notation; "not stated" where the order has none.
        maintenance: The phase after it; "not stated" where the order has none.
        text: The text that it was read from; ``None`` where it was built from attributes.
        words: Each word of the text, and what it was read as.
        remarks: What reading the text has found.

    Raises:
        NotationError: A text is not in the notation; ``read_order`` reads what people write.
        OrderError: No dose is ordered, or the doses of a step do not fit into its time.
    """

    drug: Drug | None = attrs.field(default=None, converter=_to_drug)
    repletion: Phase = attrs.field(default=NOT_STATED, converter=_to_phase)
    maintenance: Phase = attrs.field(default=NOT_STATED, converter=_to_phase)
    text: str | None = None
    words: tuple[OrderWord, ...] = ()
    remarks: tuple[OrderFinding, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not (self.repletion.steps or self.maintenance.steps):
            msg = 'an order gives at least one dose; write for instance "1 mg IM every 3 months"'
            raise OrderError(msg)
        for _, step in self.steps:
            if why := why_it_does_not_fit(step):
                raise OrderError(why)

    @property
    def steps(self) -> Iterator[tuple[str, Step]]:
        """Every step with its place, such as "maintenance.1"."""
        for name, phase in (("repletion", self.repletion), ("maintenance", self.maintenance)):
            for number, step in enumerate(phase.steps, 1):
                yield f"{name}.{number}", step

    @property
    def routes(self) -> tuple[Route, ...]:
        """The routes that are ordered, each once."""
        return tuple(dict.fromkeys(route for _, step in self.steps for o in step.options for route in o.routes))

    @property
    def regimen(self) -> Regimen | None:
        """The same as a regimen; ``None`` where a route is not stated, or where no injection is ordered."""
        if any(isinstance(step, StepWithoutRoute) for _, step in self.steps):
            return None
        try:
            return Regimen(self.drug, self.repletion, self.maintenance)
        except RegimenError:
            return None

    @property
    def findings(self) -> tuple[OrderFinding, ...]:
        """What to see in the order before it is compared with anything."""
        return (*self._missing(), *self.remarks, *self._left_open())

    def _missing(self) -> Iterator[OrderFinding]:
        if self.drug is None:
            yield OrderFinding(
                id="no-drug",
                severity="warning",
                text=f'no drug is named, and "vitamin B12" names none: {listed(DRUGS)}',
            )
        for where, step in self.steps:
            if isinstance(step, StepWithoutRoute):
                yield OrderFinding(
                    id="route-not-stated", severity="warning", text=f'"{step}" states no route', where=where
                )

    def _left_open(self) -> Iterator[OrderFinding]:
        for where, step in self.steps:
            for choice in choices_of_step(where, step):
                yield OrderFinding(
                    id="left-open", severity="caution", text=f"the order leaves it open: {choice.printed}", where=where
                )

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "text": self.text,
            "drug": self.drug,
            "repletion": str(self.repletion),
            "maintenance": str(self.maintenance),
            "words": [word.to_dict() for word in self.words],
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def __str__(self) -> str:
        """Write what it was read as, in the notation."""
        drug = self.drug or "drug not stated"
        return f"{drug}; repletion: {self.repletion}; maintenance: {self.maintenance}"

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Order {self}>"
