"""Compares an order with one regimen, step by step: what agrees, and what differs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import listed
from b12regimen.orders.order import OrderFinding
from b12regimen.orders.timings import allows, days_between, longest, mixed_up, weeks_for_months, within
from b12regimen.regimens.ends import AfterDoses, AfterDuration, AfterTotal, ForLife
from b12regimen.regimens.regimen import Regimen
from b12regimen.regimens.step_readings import readings
from b12regimen.values.ranges import Range, hull

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.files.entries import AlertSeverity
    from b12regimen.orders.order import Order
    from b12regimen.patients.patient import B12Treatment
    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.ends import End
    from b12regimen.regimens.steps import Phase, Step
    from b12regimen.values.quantities import Quantity

THOUSANDFOLD: Final = "thousandfold-dose"
_SLIPS: Final = (
    (THOUSANDFOLD, 1000, "1000 times", "a thousandth of"),
    ("tenfold-dose", 10, "10 times", "a tenth of"),
)
_RANK: Final[dict[AlertSeverity, int]] = {"contraindication": 1000, "warning": 100, "caution": 10, "information": 1}


@attrs.frozen(kw_only=True)
class OrderComparison:
    """An order beside one regimen.

    Attributes:
        regimen: The regimen.
        findings: What differs, or is written otherwise.
        agrees: What agrees.
    """

    regimen: Regimen
    findings: tuple[OrderFinding, ...]
    agrees: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Something differs that is more than another way of writing."""
        return any(finding.severity != "information" for finding in self.findings)

    @property
    def distance(self) -> int:
        """How far apart the two are: only to tell the nearest of several regimens."""
        return _distance(self.findings)


def compare_order(
    order: Order,
    regimen: Regimen,
    *,
    b12_treatment: B12Treatment | None = None,
    reversible: bool | None = None,
    beside: str = "the source",
    phases: Iterable[PhaseName] = ("repletion", "maintenance"),
) -> OrderComparison:
    """Compare an order with a regimen.

    Args:
        order: The order.
        regimen: What a source prints.
        b12_treatment: What the patient is given now; ``None`` if not known.
        reversible: Whether the cause can resolve; ``None`` if not known.
        beside: What the regimen is called in what is found.
        phases: The phases that are compared.
    """
    comparing = _Comparing(b12_treatment, reversible=reversible, beside=beside)
    comparing.drug(order, regimen)
    for phase in phases:
        comparing.phase(phase, getattr(order, phase), getattr(regimen, phase))
    return OrderComparison(regimen=regimen, findings=tuple(comparing.findings), agrees=tuple(comparing.agrees))


class _Comparing:
    """Collects what agrees and what differs."""

    def __init__(self, b12_treatment: B12Treatment | None, *, reversible: bool | None, beside: str) -> None:
        self.findings: list[OrderFinding] = []
        self.agrees: list[str] = []
        self._b12_treatment: B12Treatment | None = b12_treatment
        self._reversible = reversible
        self._whose = beside

    def _found(self, name: str, severity: AlertSeverity, text: str, where: str | None = None) -> None:
        self.findings.append(OrderFinding(id=name, severity=severity, text=text, where=where))

    def drug(self, order: Order, regimen: Regimen) -> None:
        """Compare the drugs."""
        if order.drug is None:
            return
        if regimen.drug is None:
            self._found(
                "drug-not-in-source", "information", f"{self._whose} names no drug; the order is for {order.drug}"
            )
        elif order.drug == regimen.drug:
            self.agrees.append(f"the drug: {order.drug}")
        else:
            both = f"the order is for {order.drug}, {self._whose} for {regimen.drug}"
            text = f"{both}; their schedules are not to be swapped"
            self._found("other-drug", "warning", text)

    # Phases

    def phase(self, name: str, ordered: Phase, printed: Phase) -> None:
        """Compare a phase with what is printed for it."""
        if name == "repletion" and ordered.steps and self._b12_treatment == "injections":
            text = "the order gives repletion, and injections are under way already"
            self._found("repletion-under-way", "caution", text, name)
        if printed.kind == "not-stated":
            if ordered.steps:
                self._found("not-in-source", "information", f"{self._whose} does not state {name}: not compared", name)
        elif not printed.steps:
            self._beside_no_steps(name, ordered, printed)
        elif not ordered.steps:
            self._missing(name, ordered, printed)
        else:
            self._steps(name, ordered.steps, printed.steps)

    def _beside_no_steps(self, name: str, ordered: Phase, printed: Phase) -> None:
        says = "gives no" if printed.kind == "none" else "goes on by mouth in"
        if ordered.steps:
            self._found(f"{name}-not-in-source", "warning", f"{self._whose} {says} {name}; the order: {ordered}", name)
        elif ordered.kind == printed.kind:
            self.agrees.append(f"{name}: {printed}")
        else:
            text = f"{self._whose} {says} {name}; the order does not say so ({ordered})"
            self._found(f"{name}-not-written", "information", text, name)

    def _missing(self, name: str, ordered: Phase, printed: Phase) -> None:
        text = f"{self._whose} gives {name}, the order none ({ordered}): {printed}"
        if name == "repletion" and self._b12_treatment == "injections":
            self._found("repletion-missing", "information", f"{text}; injections are under way", name)
        elif name == "repletion":
            known = "whether injections are under way is not known"
            known = known if self._b12_treatment is None else f"b12_treatment is {self._b12_treatment}"
            self._found("repletion-missing", "warning", f"{text}; {known}", name)
        else:
            self._found("maintenance-missing", "warning", f"{text}; {self._cause()}", name)

    def _cause(self) -> str:
        if self._reversible is None:
            return "whether the cause can resolve is not known"
        return "the cause can resolve" if self._reversible else "the cause is irreversible"

    def _steps(self, name: str, ordered: tuple[Step, ...], printed: tuple[Step, ...]) -> None:
        for number, (mine, theirs) in enumerate(zip(ordered, printed, strict=False), 1):
            self._step(f"{name}.{number}", mine, theirs)
        for number, step in enumerate(printed[len(ordered) :], len(ordered) + 1):
            self._found("step-missing", "warning", f"{self._whose} goes on with {step}", f"{name}.{number}")
        for number, step in enumerate(ordered[len(printed) :], len(printed) + 1):
            self._found("step-not-in-source", "warning", f"{self._whose} has no such step: {step}", f"{name}.{number}")

    # Steps

    def _step(self, where: str, ordered: Step, printed: Step) -> None:
        if ordered.gate != printed.gate:
            said = [f"if {gate}" if gate else "no condition" for gate in (ordered.gate, printed.gate)]
            self._found(
                "other-gate", "caution", f"before the step the order has {said[0]}, {self._whose} {said[1]}", where
            )
        for option in ordered.options:
            tried = [self._beside(where, option, offered) for offered in printed.options]
            best = min(tried, key=lambda one: _distance(one.findings))
            self.findings += best.findings
            self.agrees += best.agrees

    def _beside(self, where: str, ordered: Step, printed: Step) -> _Comparing:
        trial = _Comparing(self._b12_treatment, reversible=self._reversible, beside=self._whose)
        trial.dose(where, ordered, printed)
        trial.route(where, ordered, printed)
        trial.timing(where, ordered, printed)
        trial.end(where, ordered, printed)
        return trial

    def dose(self, where: str, ordered: Step, printed: Step) -> None:
        """Compare the doses, and see slips of the unit or the point."""
        mine, theirs = ordered.dose.amount, printed.dose.amount
        both = f"the order gives {ordered.dose}, {self._whose} {printed.dose}"
        if ordered.dose.per_kg != printed.dose.per_kg:
            self._found("dose-by-weight", "warning", f"one of the two goes by body weight: {both}", where)
            return
        slip = dose_slip(mine, theirs)
        if slip is not None:
            name, times = slip
            note = "; 1 mg is 1000 mcg" if name == THOUSANDFOLD else ""
            self._found(name, "warning", f"the dose {times} {self._whose}'s: {both}{note}", where)
        elif not within(mine, theirs):
            is_above = theirs.high is not None and (mine.high is None or mine.high > theirs.high)
            self._found("dose-above" if is_above else "dose-below", "warning", both, where)
        elif theirs.high is None and max(_bounds(mine)) > max(_bounds(theirs)):
            self._found("no-maximum-in-source", "caution", f"{self._whose} prints no maximum: {both}", where)
        elif theirs.low is None and min(_bounds(mine)) < min(_bounds(theirs)):
            self._found("no-minimum-in-source", "caution", f"{self._whose} prints no minimum: {both}", where)
        else:
            self.agrees.append(f"{where}, the dose: {ordered.dose}")

    def route(self, where: str, ordered: Step, printed: Step) -> None:
        """Compare the routes; a route that is not stated is a finding of the order itself."""
        others = [route for route in ordered.routes if route not in printed.routes]
        if others:
            text = f"the order is {listed(others)}, {self._whose} {listed(printed.routes)}"
            self._found("other-route", "warning", text, where)
        elif ordered.routes:
            self.agrees.append(f"{where}, the route: {listed(ordered.routes)}")

    # How often

    def timing(self, where: str, ordered: Step, printed: Step) -> None:
        """Compare how often."""
        if not printed.timings or not ordered.timings:
            self._no_timing(where, ordered, printed)
            return
        fits = all(any(allows(theirs, mine) for theirs in printed.timings) for mine in ordered.timings)
        shown = " or ".join(map(str, ordered.timings)), " or ".join(map(str, printed.timings))
        both = f"the order gives it {shown[0]}, {self._whose} {shown[1]}"
        if ordered.as_required and not printed.as_required:
            self._found(
                "as-required", "caution", f"the order adds as required, which {self._whose} does not print", where
            )
        counted = weeks_for_months(ordered, printed)
        if counted:
            self._found("weeks-and-months", "information" if fits else "caution", f"{counted}: {both}", where)
        if fits:
            self.agrees.append(f"{where}, how often: {shown[0]}")
        elif counted:
            return
        elif mixed_up(ordered, printed):
            text = f"3 times a week and alternate days are not the same: {both}; in 2 weeks that is 6 doses and 7"
            self._found("three-times-a-week-and-alternate-days", "caution", text, where)
        else:
            self._how_much_apart(where, ordered, printed, both)

    def _no_timing(self, where: str, ordered: Step, printed: Step) -> None:
        if ordered.timings == printed.timings:
            return
        whose = "the order" if printed.timings else self._whose
        self._found("interval-not-printed", "information", f"{whose} gives no interval: not compared", where)

    def _how_much_apart(self, where: str, ordered: Step, printed: Step, both: str) -> None:
        mine, theirs = days_between(ordered), days_between(printed)
        if mine is None or theirs is None:
            self._found("other-timing", "caution", both, where)
            return
        latest = None if printed.as_required else theirs[1]
        if mine[1] is not None and mine[1] < theirs[0]:
            self._found("shorter-interval", "warning", f"the interval is shorter: {both}", where)
        elif latest is not None and mine[0] > latest:
            self._found("longer-interval", "warning", f"the interval is longer: {both}", where)
        elif latest is not None and longest(ordered) > latest:
            self._found("longer-interval", "warning", f"the interval may be longer: {both}", where)
        else:
            self._found("other-timing", "caution", both, where)

    # Until when

    def end(self, where: str, ordered: Step, printed: Step) -> None:
        """Compare how the two end."""
        mine, theirs = ordered.end, printed.end
        both = f"the order says {mine or 'no end'}, {self._whose} {theirs or 'no end'}"
        if ordered.has_end and not printed.has_end:
            if where.startswith("repletion"):
                self._found("other-end", "caution", both, where)
                return
            is_for_good = isinstance(theirs, ForLife) or self._reversible is False
            severity: AlertSeverity = "warning" if is_for_good else "caution"
            self._found("maintenance-stopped", severity, f"{both}; {self._cause()}", where)
        elif printed.has_end and not ordered.has_end:
            self._found("end-missing", "warning", f"the order does not say how the step ends: {both}", where)
        elif _end_allows(theirs, mine):
            self.agrees += [f"{where}, until when: {mine}"] if mine else []
        elif theirs is None or mine is None:
            self._found("end-not-written", "information", both, where)
        elif _same_count(ordered, printed):
            self._found("end-written-otherwise", "information", f"the doses are as many: {both}", where)
        else:
            self._found("other-end", "caution", both, where)


def _distance(findings: Iterable[OrderFinding]) -> int:
    return sum(_RANK[finding.severity] for finding in findings)


def _bounds(masses: Range[Quantity]) -> list[Quantity]:
    return [bound for bound in (masses.low, masses.high) if bound is not None]


def dose_slip(mine: Range[Quantity], theirs: Range[Quantity]) -> tuple[str, str] | None:
    """Say how far a dose is out, where a slip of the unit or the point may be the reason."""
    above = max(_bounds(mine)).exact / max(_bounds(theirs)).exact
    below = min(_bounds(theirs)).exact / min(_bounds(mine)).exact
    # A slip may start from either bound, but inside the range nothing has slipped.
    is_outside = mine.is_exact and not within(mine, theirs)
    exactly = {min(_bounds(mine)).exact / bound.exact for bound in _bounds(theirs)} if is_outside else set()
    verb = "is" if mine.is_exact else "reaches"
    for name, times, more, less in _SLIPS:
        if above == times or times in exactly:
            return name, f"{verb} {more}"
        if below == times or Fraction(1, times) in exactly:
            return name, f"{verb} {less}"
        if above > times:
            return name, f"{verb} more than {more}"
        if below > times:
            return name, f"{verb} less than {less}"
    return None


def _end_allows(theirs: End | None, mine: End | None) -> bool:
    match theirs, mine:
        case AfterDoses(), AfterDoses():
            return mine.over == theirs.over and within(mine.count, theirs.count)
        case AfterTotal(), AfterTotal():
            return mine.over == theirs.over and within(mine.total, theirs.total)
        case AfterDuration(), AfterDuration():
            return mine.duration.unit == theirs.duration.unit and within(mine.duration.count, theirs.duration.count)
        case _:
            return mine == theirs


def _same_count(ordered: Step, printed: Step) -> bool:
    if ordered.is_oral or printed.is_oral:
        return False
    mine = hull(reading.count for reading in readings(ordered))
    theirs = hull(reading.count for reading in readings(printed))
    return None not in (mine[1], theirs[1]) and within(Range(*mine), Range(*theirs))
