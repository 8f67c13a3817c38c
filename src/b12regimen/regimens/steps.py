"""Steps and phases: what is given, in order, and when one may follow another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, get_args

import attrs

from b12regimen.display.sections import in_words
from b12regimen.errors import RegimenError, listed
from b12regimen.regimens.dosing import INJECTION_ROUTES, ROUTES, Dose, Once, OnDays, Route, Timing
from b12regimen.regimens.ends import AfterDoses, AfterTotal, ClinicalConditions, End, ForLife, WhileCausePersists
from b12regimen.regimens.named import route_named
from b12regimen.values.ranges import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def _to_routes(given: Iterable[Route]) -> tuple[Route, ...]:
    return tuple(route_named(one) or one for one in given)


@attrs.frozen(kw_only=True)
class Step:
    """One dose, by a route, at a timing, until an end.

    Attributes:
        dose: How much each time.
        routes: By which route; several where the source leaves it open, in its order.
        timings: How often; several where the source leaves it open. Empty where it prints only over what time.
        as_required: The source adds "or as required": no date is due after the first interval.
        end: How the step ends; ``None`` where the source prints no end, which is not "for life".
        gate: What a clinician must find before the step; ``None`` for no gate.
        instead: Other steps that the source allows in place of this one, in its order.

    Raises:
        RegimenError: The parts do not make a step that a text can say; the message says what would do.
    """

    dose: Dose
    routes: tuple[Route, ...] = attrs.field(converter=_to_routes)
    timings: tuple[Timing, ...] = attrs.field(default=(), converter=tuple[Timing, ...])
    as_required: bool = False
    end: End | None = None
    gate: ClinicalConditions | None = None
    instead: tuple[Step, ...] = ()

    def __attrs_post_init__(self) -> None:
        self._check_routes()
        self._check_timings()
        self._check_instead()

    def _check_routes(self) -> None:
        if not self.routes:
            msg = f"a step names its route: {listed(ROUTES)}"
            raise RegimenError(msg)
        for route in self.routes:
            if route not in ROUTES:
                msg = f'"{route}" is no route of a step; one of: {", ".join(ROUTES)}'
                raise RegimenError(msg)
        _refuse_repeats(self.routes, "route")
        if "orally" in self.routes and len(self.routes) > 1:
            msg = "an oral dose and an injection are two steps; give each its own dose"
            raise RegimenError(msg)

    def _check_timings(self) -> None:
        _refuse_repeats(self.timings, "timing")
        ends_itself = any(isinstance(timing, Once | OnDays) for timing in self.timings)
        if ends_itself and (self.end is not None or self.as_required or len(self.timings) > 1):
            msg = f'"{self.timings[0]}" says when the step ends and stands alone: no other timing, no end'
            raise RegimenError(msg)
        if not self.timings and self.as_required:
            msg = '"as required" needs a timing before it, for instance "every 3 months or as required"'
            raise RegimenError(msg)
        if not self.timings and not (isinstance(self.end, AfterDoses | AfterTotal) and self.end.over):
            msg = 'a step says how often, or over what time, for instance "daily" or "for 6 doses over 2 weeks"'
            raise RegimenError(msg)

    def _check_instead(self) -> None:
        for step in self.instead:
            if step.instead or step.gate:
                msg = "a step that may be given instead has no gate and no further alternative of its own"
                raise RegimenError(msg)
        _refuse_repeats(self.options, "step")

    @property
    def options(self) -> tuple[Step, ...]:
        """What the source allows here, each without gate and alternatives; more than one is a choice."""
        if not self.instead and self.gate is None:
            return (self,)
        return (attrs.evolve(self, gate=None, instead=()), *self.instead)

    @property
    def is_oral(self) -> bool:
        """The step is given by mouth."""
        return self.routes == ("orally",)

    @property
    def has_end(self) -> bool:
        """Every option comes to an end of its own, so that another step may follow."""
        return all(
            isinstance(option.timings[0], Once | OnDays)
            if option.end is None and option.timings
            else not isinstance(option.end, ForLife | WhileCausePersists)
            for option in self.options
        )

    def __str__(self) -> str:
        """Write it as the notation does."""
        gate = f"if {self.gate}, " if self.gate else ""
        return gate + ", or ".join(_print_option(option) for option in self.options)

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Step {self}>"


def _print_option(step: Step) -> str:
    timings = [str(timing) for timing in step.timings]
    if step.as_required:
        timings.append("as required")
    parts = [str(step.dose), " or ".join(step.routes), " or ".join(timings), str(step.end or "")]
    return " ".join(part for part in parts if part)


def _refuse_repeats(items: tuple[object, ...], what: str) -> None:
    for number, item in enumerate(items):
        if item in items[:number]:
            msg = f'the {what} "{item}" is given twice; give it once'
            raise RegimenError(msg)


PhaseKind = Literal["steps", "none", "not-stated", "oral"]
PHASE_KINDS: Final[tuple[PhaseKind, ...]] = get_args(PhaseKind)


@attrs.frozen
class Phase:
    """Repletion or maintenance: steps in order, or the source's word for having none.

    Attributes:
        steps: The steps, in order; empty unless ``kind`` is "steps".
        kind: "none": the source gives no such phase. "not-stated": the text is silent or was cut. "oral": injections
            stop and oral replacement follows.

    Raises:
        RegimenError: Steps and kind contradict each other, or a step without an end is followed by another.
    """

    steps: tuple[Step, ...] = attrs.field(default=(), converter=tuple[Step, ...])
    kind: PhaseKind = attrs.field(default="steps", validator=one_of(PHASE_KINDS, "kind of phase"))

    def __attrs_post_init__(self) -> None:
        if bool(self.steps) != (self.kind == "steps"):
            msg = f'a phase has steps, or is one of: {listed(PHASE_KINDS[1:])}; got kind "{self.kind}" with '
            msg += f"{len(self.steps)} steps"
            raise RegimenError(msg)
        for step in self.steps[:-1]:
            if not step.has_end:
                msg = f'"{step}" has no end, so no step can follow it; say how it ends, for instance "for 7 doses"'
                raise RegimenError(msg)

    @property
    def has_injections(self) -> bool:
        """At least one step is injected."""
        return any(set(option.routes) & set(INJECTION_ROUTES) for step in self.steps for option in step.options)

    def __str__(self) -> str:
        """Write it as the notation does."""
        return ", then ".join(map(str, self.steps)) if self.steps else in_words(self.kind)

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Phase {self}>"
