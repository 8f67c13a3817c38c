"""What a source leaves open in a regimen: each choice with its key, what is printed, and what is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from b12regimen.errors import listed
from b12regimen.regimens.dosing import DRUGS, Repeat
from b12regimen.regimens.ends import AfterDoses, AfterDuration, AfterTotal
from b12regimen.regimens.step_readings import why_it_does_not_fit
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from b12regimen.regimens.dosing import Drug, Timing
    from b12regimen.regimens.ends import End
    from b12regimen.regimens.steps import Phase, Step

_MOST_OPTIONS: Final = 12

ChoiceKind = Literal["drug", "step", "dose", "route", "timing", "end"]


@attrs.frozen
class Choice:
    """One thing that a source leaves open.

    Attributes:
        key: Where it is, for ``Regimen.settle``: ``drug``, or phase, step number and part:
            ``maintenance.1.timing``.
        kind: What is open: the drug, which of several steps, the dose, the route, the timing or the end.
        printed: What the source prints, in the notation.
        options: What it offers, where that can be listed; empty for doses and for bounds that are open or far apart.
    """

    key: str
    kind: ChoiceKind
    printed: str
    options: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"key": self.key, "kind": self.kind, "printed": self.printed, "options": list(self.options)}

    @property
    def in_words(self) -> str:
        """What is open, for a reader who settles nothing: ``str()`` names the key instead."""
        return choice_in_words(self.to_dict())

    def __str__(self) -> str:
        """Say what is open."""
        return f"{self.key}: {self.printed}{_offered(self.to_dict())}"


def choice_in_words(choice: Mapping[str, Any]) -> str:
    """Say what is open from the plain values of a choice, by phase, step and part."""
    phase, _, rest = choice["key"].partition(".")
    part = "which of several" if choice["kind"] == "step" else choice["kind"]
    place = f"{phase}, step {rest.partition('.')[0]}, {part}" if rest else part
    return f"{place}: {choice['printed']}{_offered(choice)}"


def _offered(choice: Mapping[str, Any]) -> str:
    return f": {listed(choice['options'])}" if choice["kind"] == "drug" else ""


def choices_of(drug: Drug | None, phases: Mapping[str, Phase]) -> Iterator[Choice]:
    """List what is open, drug first, then step by step."""
    if drug is None:
        yield Choice("drug", "drug", "the source names no drug", DRUGS)
    for name, phase in phases.items():
        for number, step in enumerate(phase.steps, 1):
            yield from choices_of_step(f"{name}.{number}", step)


def choices_of_step(key: str, step: Step) -> Iterator[Choice]:
    """List what is open in a step."""
    if step.instead:
        yield Choice(key, "step", ", or ".join(map(str, step.options)), tuple(map(str, step.options)))
        return
    if not step.dose.amount.is_exact:
        yield Choice(f"{key}.dose", "dose", str(step.dose))
    if len(step.routes) > 1:
        yield Choice(f"{key}.route", "route", " or ".join(step.routes), step.routes)
    if not step.timings:
        yield Choice(f"{key}.timing", "timing", f"no interval, only {step.end}")
    elif len(step.timings) > 1 or step.as_required or not all(map(is_exact, step.timings)):
        printed = [*map(str, step.timings), *(["as required"] if step.as_required else [])]
        exact = [_each_timing(timing) for timing in step.timings]
        every = [timing for timings in exact for timing in timings if all(exact)]
        options = dict.fromkeys(str(timing) for timing in every if _fits(step, timings=(timing,)))
        yield Choice(f"{key}.timing", "timing", " or ".join(printed), tuple(options))
    if not end_is_exact(step.end):
        ends = [str(end) for end in _each_end(step.end) if _fits(step, end=end)]
        yield Choice(f"{key}.end", "end", str(step.end), tuple(ends))


def _fits(step: Step, **settled: Any) -> bool:
    as_required = step.as_required and "timings" not in settled
    return why_it_does_not_fit(attrs.evolve(step, as_required=as_required, **settled)) is None


def _each(bounds: Range[int]) -> list[Range[int]]:
    if bounds.low is None or bounds.high is None or bounds.high - bounds.low >= _MOST_OPTIONS:
        return []
    return [Range.exactly(number) for number in range(bounds.low, bounds.high + 1)]


def _each_timing(timing: Timing) -> list[Timing]:
    if not isinstance(timing, Repeat):
        return [timing]
    return [
        attrs.evolve(timing, frequency=frequency, period=period)
        for frequency in _each(timing.frequency)
        for period in _each(timing.period)
    ]


def _each_end(end: End | None) -> list[End]:
    match end:
        case AfterDoses(count=count):
            return [attrs.evolve(end, count=exact) for exact in _each(count)]
        case AfterDuration(duration=duration):
            exact = [attrs.evolve(duration, count=count) for count in _each(duration.count)]
            return [attrs.evolve(end, duration=one) for one in exact]
        case _:
            return []


def is_exact(timing: Timing) -> bool:
    """Tell whether a timing leaves nothing open."""
    return not isinstance(timing, Repeat) or (timing.frequency.is_exact and timing.period.is_exact)


def end_is_exact(end: End | None) -> bool:
    """Tell whether an end leaves nothing open but when it comes about."""
    match end:
        case AfterDoses(count=bounds) | AfterTotal(total=bounds):
            return bounds.is_exact
        case AfterDuration(duration=duration):
            return duration.count.is_exact
        case _:
            return True
