"""Regimens that FHIR R4 can say."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from b12regimen import (
    AfterDoses,
    AfterDuration,
    Dose,
    Duration,
    ForLife,
    Once,
    OnWeekdays,
    Phase,
    Range,
    Regimen,
    RegimenError,
    Repeat,
    Step,
    UntilConditions,
    WhileCausePersists,
)
from b12regimen.regimens.dosing import DRUGS, INJECTION_ROUTES, WEEKDAYS
from b12regimen.testing import clinical_conditions, masses, ranges
from b12regimen.values.durations import TIME_UNITS


def bounded(values: st.SearchStrategy[int]) -> st.SearchStrategy[Range[int]]:
    return st.tuples(values, values).map(lambda pair: Range(min(pair), max(pair)))


@st.composite
def sayable(draw: st.DrawFn) -> Regimen:
    """Draw regimens that R4 can say."""
    counts, units = bounded(st.integers(1, 12)), st.sampled_from(TIME_UNITS)
    one = Range(1, 1)
    days = st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(lambda some: tuple(d for d in WEEKDAYS if d in some))
    timings = st.builds(Repeat, counts, st.just(one), units) | st.builds(Repeat, st.just(one), counts, units)
    lengths = st.builds(Duration, ranges(st.integers(1, 60)), units)
    fixed = st.builds(AfterDoses, counts, st.none() | lengths) | st.builds(AfterDuration, lengths)
    never = st.sampled_from([None, ForLife(), WhileCausePersists()])
    doses, routes = st.builds(Dose, ranges(masses()), st.booleans()), st.sampled_from(INJECTION_ROUTES)

    def step(ends: st.SearchStrategy[Any]) -> Step:
        given = {"dose": draw(doses), "routes": (draw(routes),)}
        kind = draw(st.sampled_from(["repeat", "once", "over"]))
        if kind == "once":
            return Step(timings=(Once(),), **given)
        if kind == "over":
            return Step(end=AfterDoses(draw(counts), draw(lengths)), **given)
        return Step(timings=(draw(timings | days.map(OnWeekdays)),), end=draw(ends), **given)

    before = [step(fixed) for _ in range(draw(st.integers(0, 2)))]
    last = step(fixed | never | st.builds(UntilConditions, clinical_conditions()))
    none = draw(st.sampled_from([Phase(kind="none"), Phase(kind="not-stated")]))
    drug = draw(st.none() | st.sampled_from(DRUGS))
    if before:
        split = draw(st.integers(0, len(before)))
        first, rest = before[:split], before[split:]
        return Regimen(drug, Phase(tuple(first)) if first else none, Phase((*rest, last)))
    return Regimen(drug, *draw(st.sampled_from([(none, Phase((last,))), (Phase((last,)), none)])))


def constructible() -> st.SearchStrategy[Regimen]:
    return st.deferred(lambda: sayable_or_none().filter(lambda found: found is not None))


@st.composite
def sayable_or_none(draw: st.DrawFn) -> Any:
    try:
        return draw(sayable())
    except RegimenError:
        return None
