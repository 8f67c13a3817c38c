"""What a source leaves open in a regimen, and settling it; a clinician settles, the library never takes a midpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import attrs

from b12regimen.dosing import DRUGS, Repeat
from b12regimen.ends import AfterDoses, AfterDuration, AfterTotal
from b12regimen.errors import NotationError, SettleError, listed
from b12regimen.notation import parse_dose, parse_drug, parse_end, parse_route, parse_step, parse_timing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from b12regimen.dosing import Dose, Drug, Timing
    from b12regimen.ends import End
    from b12regimen.steps import Phase, Step

ChoiceKind = Literal["drug", "step", "dose", "route", "timing", "end"]

T = TypeVar("T")

_DAYS: Final = {"day": 1, "week": 7}


@attrs.frozen
class Choice:
    """One thing that a source leaves open.

    Attributes:
        key: Where it is, for ``Regimen.settle``: ``drug``, or phase, step number and part:
            ``maintenance.1.timing``.
        kind: What is open: the drug, which of several steps, the dose, the route, the timing or the end.
        printed: What the source prints, in the notation.
        options: What it offers, where these can be listed; empty for a range, which offers all between its bounds.
    """

    key: str
    kind: ChoiceKind
    printed: str
    options: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"key": self.key, "kind": self.kind, "printed": self.printed, "options": list(self.options)}

    def __str__(self) -> str:
        """Say what is open and what is offered."""
        offered = f": {listed(self.options)}" if self.options else ""
        return f"{self.key}: {self.printed}{offered}"


def choices_of(drug: Drug | None, phases: Mapping[str, Phase]) -> Iterator[Choice]:
    """List what is open, drug first, then step by step."""
    if drug is None:
        yield Choice("drug", "drug", "the source names no drug", DRUGS)
    for name, phase in phases.items():
        for number, step in enumerate(phase.steps, 1):
            yield from _choices_of_step(f"{name}.{number}", step)


def _choices_of_step(key: str, step: Step) -> Iterator[Choice]:
    if step.instead:
        yield Choice(key, "step", ", or ".join(map(str, step.options)), tuple(map(str, step.options)))
        return
    if not step.dose.amount.is_exact:
        yield Choice(f"{key}.dose", "dose", str(step.dose))
    if len(step.routes) > 1:
        yield Choice(f"{key}.route", "route", " or ".join(step.routes), step.routes)
    if not step.timings:
        yield Choice(f"{key}.timing", "timing", f"no interval, only {step.end}")
    elif len(step.timings) > 1 or step.as_required or not all(map(_is_exact, step.timings)):
        printed = [*map(str, step.timings), *(["as required"] if step.as_required else [])]
        options = tuple(map(str, step.timings)) if all(map(_is_exact, step.timings)) else ()
        yield Choice(f"{key}.timing", "timing", " or ".join(printed), options)
    if not _end_is_exact(step.end):
        yield Choice(f"{key}.end", "end", str(step.end))


def settle_drug(drug: Drug | None, answer: str) -> Drug | None:
    """Settle the drug.

    Raises:
        SettleError: The drug is already named, or the answer is none.
    """
    if drug is not None:
        msg = f'"drug" is not open: the regimen is of {drug}'
        raise SettleError(msg)
    return _read("drug", answer, parse_drug)


def settle_phase(name: str, phase: Phase, answers: dict[str, str]) -> Phase:
    """Settle the choices of a phase; answers that it uses are taken out of ``answers``.

    Raises:
        SettleError: An answer cannot be read, or is not what the source offers.
    """
    steps = [
        _settle_step(f"{name}.{number}", step, answers) if step.instead or not _is_settled(step) else step
        for number, step in enumerate(phase.steps, 1)
    ]
    return attrs.evolve(phase, steps=tuple(steps))


def _is_settled(step: Step) -> bool:
    return not any(_choices_of_step("", step))


def _settle_step(key: str, step: Step, answers: dict[str, str]) -> Step:
    if step.instead and key in answers:
        step = attrs.evolve(_settle_option(key, step, answers.pop(key)), gate=step.gate)
    if step.instead:
        return step
    if not step.dose.amount.is_exact and (answer := answers.pop(f"{key}.dose", None)):
        step = attrs.evolve(step, dose=_settle_dose(f"{key}.dose", step.dose, answer))
    if len(step.routes) > 1 and (answer := answers.pop(f"{key}.route", None)):
        route = _read(f"{key}.route", answer, parse_route)
        if route not in step.routes:
            raise SettleError(_not_offered(f"{key}.route", answer, " or ".join(step.routes)))
        step = attrs.evolve(step, routes=(route,))
    if any(c.kind == "timing" for c in _choices_of_step(key, step)) and (answer := answers.pop(f"{key}.timing", None)):
        step = attrs.evolve(step, timings=(_settle_timing(f"{key}.timing", step, answer),), as_required=False)
    if not _end_is_exact(step.end) and (answer := answers.pop(f"{key}.end", None)):
        step = attrs.evolve(step, end=_settle_end(f"{key}.end", step.end, answer))
    return step


def _settle_option(key: str, step: Step, answer: str) -> Step:
    chosen = _read(key, answer, parse_step)
    if chosen not in step.options:
        raise SettleError(_not_offered(key, answer, ", or ".join(map(str, step.options))))
    return chosen


def _settle_dose(key: str, offered: Dose, answer: str) -> Dose:
    dose = _read(key, answer, parse_dose)
    if not dose.amount.is_exact or dose.per_kg != offered.per_kg or dose.amount.exact not in offered.amount:
        raise SettleError(_not_offered(key, answer, str(offered)))
    return dose


def _settle_timing(key: str, step: Step, answer: str) -> Timing:
    timing = _read(key, answer, parse_timing)
    if _is_exact(timing) and (not step.timings or any(_allows(offered, timing) for offered in step.timings)):
        return timing
    raise SettleError(_not_offered(key, answer, " or ".join(map(str, step.timings)) or "one interval"))


def _settle_end(key: str, offered: End | None, answer: str) -> End:
    end = _read(key, answer, parse_end)
    if isinstance(end, AfterDoses | AfterTotal) and isinstance(offered, AfterDoses | AfterTotal) and end.over is None:
        end = attrs.evolve(end, over=offered.over)
    if not _end_is_exact(end) or not _end_allows(offered, end):
        raise SettleError(_not_offered(key, answer, str(offered)))
    return end


def _read(key: str, answer: str, read: Callable[[str], T]) -> T:
    try:
        return read(answer)
    except NotationError as error:
        msg = f'the answer to "{key}" cannot be read: {error}'
        raise SettleError(msg) from None


def _not_offered(key: str, answer: str, offered: str) -> str:
    return f'"{key}" cannot be settled with "{answer}": the source offers {offered}; choose one value of that'


def _is_exact(timing: Timing) -> bool:
    return not isinstance(timing, Repeat) or (timing.frequency.is_exact and timing.period.is_exact)


def _allows(offered: Timing, chosen: Timing) -> bool:
    if offered == chosen:
        return True
    if not isinstance(offered, Repeat) or not isinstance(chosen, Repeat):
        return False
    if offered.unit == chosen.unit:
        return chosen.frequency.exact in offered.frequency and chosen.period.exact in offered.period
    if chosen.frequency != offered.frequency or not {offered.unit, chosen.unit} <= set(_DAYS):
        return False
    periods, rest = divmod(chosen.period.exact * _DAYS[chosen.unit], _DAYS[offered.unit])
    return not rest and periods in offered.period


def _end_is_exact(end: End | None) -> bool:
    match end:
        case AfterDoses(count=bounds) | AfterTotal(total=bounds):
            return bounds.is_exact
        case AfterDuration(duration=duration):
            return duration.count.is_exact
        case _:
            return True


def _end_allows(offered: End | None, chosen: End) -> bool:
    match offered, chosen:
        case AfterDoses(), AfterDoses():
            return chosen.over == offered.over and chosen.count.exact in offered.count
        case AfterTotal(), AfterTotal():
            return chosen.over == offered.over and chosen.total.exact in offered.total
        case AfterDuration(), AfterDuration():
            return (
                chosen.duration.unit == offered.duration.unit and chosen.duration.count.exact in offered.duration.count
            )
        case _:
            return False
