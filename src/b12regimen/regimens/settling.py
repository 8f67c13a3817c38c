"""Settling what a source leaves open; a clinician settles, the library never takes a midpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from b12regimen.errors import NotationError, RegimenError, SettleError, listed
from b12regimen.regimens.choices import choices_of_step, end_is_exact, is_exact
from b12regimen.regimens.dosing import Repeat
from b12regimen.regimens.ends import AfterDoses, AfterDuration, AfterTotal
from b12regimen.regimens.notation import parse_dose, parse_drug, parse_end, parse_route, parse_step, parse_timing
from b12regimen.values.durations import DAYS_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from b12regimen.regimens.dosing import Drug, Timing
    from b12regimen.regimens.ends import End
    from b12regimen.regimens.steps import Phase, Step

T = TypeVar("T")


class Settling:
    """A clinician's answers on their way into a regimen; every one that will not do is kept, and said at the end."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        """Keep the answers.

        Raises:
            SettleError: They are no keys with texts.
        """
        if not isinstance(answers, Mapping) or not all(isinstance(text, str) for text in answers.values()):
            example = '{"maintenance.1.timing": "every 3 months"}'
            msg = f"{answers!r} are no answers; give keys with texts, for instance {example}"
            raise SettleError(msg)
        self._left = dict(answers)
        self._problems: list[str] = []

    def finish(self, open_keys: Iterable[str]) -> None:
        """See that every answer was used.

        Raises:
            SettleError: Answers that will not do, or that answer nothing: all of them.
        """
        if self._left:
            still = listed(open_keys, "and") or "nothing"
            self._problems.append(f"not open in this regimen: {listed(self._left, 'and')}; open: {still}")
        if self._problems:
            raise SettleError("\n".join(self._problems))

    def _settle(self, key: str, before: T, settle: Callable[[str, T, str], T]) -> T:
        answer = self._left.pop(key, None)
        if answer is None:
            return before
        try:
            return settle(key, before, answer)
        except (SettleError, RegimenError) as error:
            self._problems.append(str(error) if isinstance(error, SettleError) else f'"{key}": {error}')
            return before

    def drug(self, drug: Drug | None) -> Drug | None:
        """Settle the drug."""
        return self._settle("drug", drug, _settle_drug)

    def phase(self, name: str, phase: Phase) -> Phase:
        """Settle the choices of a phase."""
        steps = [self._step(f"{name}.{number}", step) for number, step in enumerate(phase.steps, 1)]
        return attrs.evolve(phase, steps=tuple(steps))

    def _step(self, key: str, step: Step) -> Step:
        if step.instead:
            step = self._settle(key, step, _settle_option)
        if not step.instead:
            for choice in tuple(choices_of_step(key, step)):
                step = self._settle(choice.key, step, _SETTLE[choice.kind])
        return step


def _settle_drug(key: str, drug: Drug | None, answer: str) -> Drug | None:
    if drug is not None:
        msg = f'"{key}" is not open: the regimen is of {drug}'
        raise SettleError(msg)
    return _read(key, answer, parse_drug)


def _settle_option(key: str, step: Step, answer: str) -> Step:
    chosen = _read(key, answer, parse_step)
    if chosen not in step.options:
        raise SettleError(_not_offered(key, answer, ", or ".join(map(str, step.options))))
    return attrs.evolve(chosen, gate=step.gate)


def _settle_dose(key: str, step: Step, answer: str) -> Step:
    dose, offered = _read(key, answer, parse_dose), step.dose
    if not dose.amount.is_exact or dose.per_kg != offered.per_kg or dose.amount.exact not in offered.amount:
        raise SettleError(_not_offered(key, answer, str(offered)))
    return attrs.evolve(step, dose=dose)


def _settle_route(key: str, step: Step, answer: str) -> Step:
    route = _read(key, answer, parse_route)
    if route not in step.routes:
        raise SettleError(_not_offered(key, answer, " or ".join(step.routes)))
    return attrs.evolve(step, routes=(route,))


def _settle_timing(key: str, step: Step, answer: str) -> Step:
    timing = _read(key, answer, parse_timing)
    if not is_exact(timing) or (step.timings and not any(_allows(offered, timing) for offered in step.timings)):
        raise SettleError(_not_offered(key, answer, " or ".join(map(str, step.timings)) or "one interval"))
    return attrs.evolve(step, timings=(timing,), as_required=False)


def _settle_end(key: str, step: Step, answer: str) -> Step:
    end, offered = _read(key, answer, parse_end), step.end
    if isinstance(end, AfterDoses | AfterTotal) and isinstance(offered, AfterDoses | AfterTotal) and end.over is None:
        end = attrs.evolve(end, over=offered.over)
    if not end_is_exact(end) or not _end_allows(offered, end):
        raise SettleError(_not_offered(key, answer, str(offered)))
    return attrs.evolve(step, end=end)


_SETTLE: Final = {"dose": _settle_dose, "route": _settle_route, "timing": _settle_timing, "end": _settle_end}


def _read(key: str, answer: str, read: Callable[[str], T]) -> T:
    try:
        return read(answer)
    except NotationError as error:
        msg = f'the answer to "{key}" cannot be read: {error}'
        raise SettleError(msg) from None


def _not_offered(key: str, answer: str, offered: str) -> str:
    return f'"{key}" cannot be settled with "{answer}": the source offers {offered}; choose one value of that'


def _allows(offered: Timing, chosen: Timing) -> bool:
    if offered == chosen:
        return True
    if not isinstance(offered, Repeat) or not isinstance(chosen, Repeat):
        return False
    if offered.unit == chosen.unit:
        return chosen.frequency.exact in offered.frequency and chosen.period.exact in offered.period
    if chosen.frequency != offered.frequency or not {offered.unit, chosen.unit} <= set(DAYS_IN):
        return False
    periods, rest = divmod(chosen.period.exact * DAYS_IN[chosen.unit], DAYS_IN[offered.unit])
    return not rest and periods in offered.period


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
