"""What looks odd in the schedules of a file of one's own: doses, intervals, the order of phases, what is printed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from b12regimen.comparison.how_much_remarks import how_much_remarks
from b12regimen.comparison.printed_numbers import not_as_printed
from b12regimen.guidelines.dose_remarks import dose_remarks
from b12regimen.guidelines.loader import guideline_ids, load_guideline, printed_doses
from b12regimen.regimens.dosing import FORM_OF, Repeat
from b12regimen.values.durations import days_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.guidelines.guideline import Rule
    from b12regimen.regimens.dose_days import PhaseName
    from b12regimen.regimens.dosing import Drug
    from b12regimen.regimens.regimen import Regimen

_PHASES: Final[tuple[PhaseName, PhaseName]] = ("repletion", "maintenance")


def schedule_remarks(rule: Rule) -> Iterator[tuple[str, str]]:
    """Remark on a rule: each with the key below the rule at which it stands, and what a person should look at."""
    places = [f".regimens[{number}]" if len(rule.regimens) > 1 else "" for number in range(len(rule.regimens))]
    for remark in dose_remarks(rule, printed_doses()):
        yield f"{places[remark.regimen]}.{remark.phase}", remark.text
    if rule.taken_from is not None:
        return
    for place, regimen in zip(places, rule.regimens, strict=True):
        said = (*_intervals(regimen), *_order(regimen), *how_much_remarks(regimen))
        yield from ((f"{place}.{phase}", reason) for phase, reason in said)
        yield from ((".printed", reason) for reason in not_as_printed(regimen, rule.printed or ""))


def _intervals(regimen: Regimen) -> Iterator[tuple[PhaseName, str]]:
    drug = None if regimen.drug is None else FORM_OF.get(regimen.drug, regimen.drug)
    for phase in _PHASES:
        of = drug if _printed_intervals(phase, drug) else None
        least, most = _printed_intervals(phase, of) or (0, 0)
        for days in dict.fromkeys(_days_between(regimen, phase)):
            if not least <= days <= most:
                whose = f"{phase} with {of or 'any drug'}"
                span = f"{least} to {most} days"
                yield (
                    phase,
                    f"an interval of {days} days lies outside what shipped guidelines print for {whose}: {span}",
                )


def _order(regimen: Regimen) -> Iterator[tuple[PhaseName, str]]:
    """Look whether the phases may have been swapped."""
    if not (regimen.repletion.steps and regimen.maintenance.steps):
        return
    first, then = (list(_days_between(regimen, phase)) for phase in _PHASES)
    if first and then and min(then) < max(first):
        reason = f"it may be given every {min(then)} days, and repletion every {max(first)}: were the two swapped?"
        yield "maintenance", reason
    if regimen.maintenance.steps[-1].has_end:
        reason = f"it ends, after a repletion: {regimen.maintenance.steps[-1]}; is nothing given for good?"
        yield "maintenance", reason


@lru_cache
def _printed_intervals(phase: PhaseName, drug: Drug | None) -> tuple[int, int] | None:
    """Give the shortest and the longest interval that the shipped guidelines print [days]; ``None`` where none does."""
    rules = (rule for name in guideline_ids() for rule in load_guideline(name).rules.values())
    regimens = (regimen for rule in rules for regimen in rule.regimens if drug in (None, regimen.drug))
    days = [one for regimen in regimens for one in _days_between(regimen, phase)]
    return (min(days), max(days)) if days else None


def _days_between(regimen: Regimen, phase: PhaseName) -> Iterator[int]:
    """Give the days between doses, at the shortest and at the longest."""
    for step in getattr(regimen, phase).steps:
        timings = (timing for option in step.options if not option.is_oral for timing in option.timings)
        for timing in timings:
            if isinstance(timing, Repeat):
                times = timing.frequency.high or timing.frequency.low or 1
                periods = [bound for bound in (timing.period.low, timing.period.high) if bound is not None]
                days = (days_in(period, timing.unit)[0] // times for period in periods)
                yield from (one for one in days if one)  # several doses a day are no interval
