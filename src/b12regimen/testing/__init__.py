"""Hypothesis strategies for regimens and patients, for the tests of this library and of its users (extra ``testing``).

Every strategy draws from all that the constructors accept, not from what is usual.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
from hypothesis import strategies as st

from b12regimen.errors import PatientError, did_you_mean
from b12regimen.guidelines.guideline import Guideline
from b12regimen.guidelines.loader import load_guideline
from b12regimen.patients.analytes import ANALYTE_NAMES, ANALYTES, Analyte, AnalyteName
from b12regimen.patients.facts import FACTS
from b12regimen.patients.labs import LabPanel, LabResult
from b12regimen.patients.medicine_names import MEDICINES
from b12regimen.patients.parts import Conditions, FollowUp, Severity, Suspicion
from b12regimen.patients.patient import CAUSE_KINDS, Cause, Patient
from b12regimen.preparation.concentration import Concentration
from b12regimen.preparation.product import CONTAINER_KINDS, Container, Product
from b12regimen.regimens.dosing import (
    DRUGS,
    INJECTION_ROUTES,
    WEEKDAYS,
    Dose,
    Once,
    OnDays,
    OnWeekdays,
    Repeat,
    Route,
    Timing,
)
from b12regimen.regimens.ends import (
    CLINICAL_CONDITIONS,
    AfterDoses,
    AfterDuration,
    AfterTotal,
    ClinicalConditions,
    End,
    ForLife,
    UntilConditions,
    WhileCausePersists,
)
from b12regimen.regimens.regimen import Regimen
from b12regimen.regimens.step_readings import why_it_does_not_fit
from b12regimen.regimens.steps import Phase, Step
from b12regimen.testing.answered import answered_with
from b12regimen.testing.seeded import some_patients
from b12regimen.values.durations import TIME_UNITS, Duration
from b12regimen.values.intervals import Comparator, Interval
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range
from b12regimen.values.units import UNITS, Dimension, units_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hypothesis.strategies import SearchStrategy

    from b12regimen.recommendations.verdict import RecommendedAction

__all__ = [
    "ages",
    "clinical_conditions",
    "concentrations",
    "conditional_ends",
    "doses",
    "durations",
    "ends_over_time",
    "fixed_ends",
    "lab_panels",
    "lab_results",
    "masses",
    "patients",
    "phases",
    "products",
    "quantities",
    "ranges",
    "regimens",
    "repeats",
    "some_patients",
    "steps",
    "timings",
    "timings_that_end",
]

T = TypeVar("T", int, Quantity)
V = TypeVar("V")

_ONE = Range(1, 1)
# Names that sources speak of, and such as they do not.
_MEDICINE_NAMES: Final = (*(name.replace("_", " ") for name in MEDICINES), "aspirin 75 mg", "no omeprazole", "other")
_ALLERGIES: Final = (
    *("cobalt", "cobalt chloride", *DRUGS, "vitamin B12", "penicillin", "metformin", "other"),
    *("no known allergies", "no known drug allergies"),
)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__


def ranges(values: SearchStrategy[T]) -> SearchStrategy[Range[T]]:
    """Draw ranges of any kind: exact, between two bounds, without an upper or without a lower bound."""
    return st.one_of(
        values.map(lambda value: Range(value, value)),
        st.tuples(values, values).map(lambda pair: Range(min(pair), max(pair))),
        values.map(lambda value: Range(value, None)),
        values.map(lambda value: Range(None, value)),
    )


def masses() -> SearchStrategy[Quantity]:
    """Draw masses above zero, in any unit."""
    numbers = st.decimals(Decimal("0.001"), Decimal(99999), places=3, allow_nan=False, allow_infinity=False)
    return st.builds(Quantity, numbers, st.sampled_from(["ng", "mcg", "mg", "g"]))


def quantities(dimension: Dimension | None = None) -> SearchStrategy[Quantity]:
    """Draw quantities.

    Args:
        dimension: What they measure; ``None`` for anything.
    """
    numbers = st.decimals(Decimal(0), Decimal(99999), places=3, allow_nan=False, allow_infinity=False)
    units = sorted(set(UNITS.values()) if dimension is None else units_of(dimension), key=str)
    return st.builds(Quantity, numbers, st.sampled_from(units))


def concentrations() -> SearchStrategy[Concentration]:
    """Draw strengths: masses in volumes, in any unit."""
    return st.builds(Concentration, masses(), _volumes())


def products() -> SearchStrategy[Product]:
    """Draw products with a strength, of any drug, for any routes, in up to three sizes of container."""
    containers = st.builds(Container, kind=st.none() | st.sampled_from(CONTAINER_KINDS), volume=st.none() | _volumes())
    return st.builds(
        Product,
        drug=st.sampled_from(DRUGS),
        strength=concentrations(),
        routes=st.lists(st.sampled_from(INJECTION_ROUTES), unique=True),
        containers=st.lists(containers, max_size=3),
    )


def _volumes() -> SearchStrategy[Quantity]:
    numbers = st.decimals(Decimal("0.01"), Decimal(100), places=2, allow_nan=False, allow_infinity=False)
    return st.builds(Quantity, numbers, st.just("mL"))


@st.composite
def lab_results(draw: st.DrawFn, analytes: Sequence[AnalyteName] = ANALYTE_NAMES) -> LabResult:
    """Draw laboratory results: with a value, a flag or both, censored or not, with an interval or not."""
    analyte = ANALYTES[draw(st.sampled_from(list(analytes)))]
    flags = ["low", "normal", "high"] if analyte.units else ["positive", "negative", "equivocal"]
    has_value = bool(analyte.units) and draw(st.booleans())
    value = draw(_reported(analyte)) if has_value else None
    comparators: SearchStrategy[Comparator | None] = st.sampled_from([None, "<", "<=", ">", ">="])
    bounds = sorted([draw(_reported(analyte)), draw(_reported(analyte))]) if has_value and draw(st.booleans()) else None
    return LabResult(
        analyte,
        value,
        comparator=draw(comparators) if value is not None and value.exact else None,
        reference=Interval(bounds[0], bounds[1].to(bounds[0].unit)) if bounds else None,
        flag=draw(st.sampled_from(flags) if value is None else st.none() | st.sampled_from(flags)),
        taken=draw(st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31))),
        method=draw(st.none() | st.sampled_from(["CLIA", "LC-MS/MS"])),
    )


def _reported(analyte: Analyte) -> SearchStrategy[Quantity]:
    dimension = analyte.units[0].dimension
    units = st.sampled_from([unit for unit in analyte.units if unit.dimension == dimension])
    most = Decimal(1) if dimension == "fraction" else Decimal(5000)
    return st.builds(Quantity, st.decimals(0, most, places=2, allow_nan=False, allow_infinity=False), units)


def lab_panels() -> SearchStrategy[LabPanel]:
    """Draw panels of up to six results."""
    since = st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31))
    return st.builds(LabPanel, st.lists(lab_results(), max_size=6), since)


def doses() -> SearchStrategy[Dose]:
    """Draw doses."""
    return st.builds(Dose, ranges(masses()), st.booleans())


def durations() -> SearchStrategy[Duration]:
    """Draw lengths of time."""
    return st.builds(Duration, ranges(st.integers(1, 60)), st.sampled_from(TIME_UNITS))


def repeats() -> SearchStrategy[Repeat]:
    """Draw frequencies and periods."""
    counts = st.integers(1, 12)
    units = st.sampled_from(TIME_UNITS)
    frequencies = ranges(counts).filter(lambda frequency: frequency.high is not None)
    return st.one_of(
        st.builds(Repeat, frequencies, st.just(_ONE), units),
        st.builds(Repeat, st.just(_ONE), ranges(counts), units),
    )


def timings() -> SearchStrategy[Timing]:
    """Draw timings that may stand beside others."""
    days = st.sets(st.sampled_from(WEEKDAYS), min_size=1)
    weekdays = days.map(lambda chosen: OnWeekdays(tuple(day for day in WEEKDAYS if day in chosen)))
    return st.one_of(repeats(), weekdays)


def timings_that_end() -> SearchStrategy[Timing]:
    """Draw timings that say when their step ends."""
    later = st.sets(st.integers(2, 400), min_size=1, max_size=8)
    return st.one_of(st.just(Once()), later.map(lambda days: OnDays((1, *sorted(days)))))


def clinical_conditions() -> SearchStrategy[ClinicalConditions]:
    """Draw conditions that a clinician judges."""
    several = st.lists(st.sampled_from(CLINICAL_CONDITIONS), min_size=2, max_size=3, unique=True)
    return st.one_of(
        st.sampled_from(CLINICAL_CONDITIONS).map(lambda name: ClinicalConditions((name,))),
        st.builds(ClinicalConditions, several.map(tuple), st.sampled_from(["and", "or"])),
    )


def fixed_ends() -> SearchStrategy[End]:
    """Draw ends by count, by duration and by total."""
    over = st.none() | durations()
    return st.one_of(
        st.builds(AfterDoses, ranges(st.integers(1, 40)), over, st.booleans()),
        st.builds(AfterDuration, durations(), st.booleans()),
        st.builds(AfterTotal, ranges(masses()), over, st.booleans()),
    )


def conditional_ends() -> SearchStrategy[End]:
    """Draw ends that a clinician judges."""
    bounds = ranges(st.integers(1, 60)).filter(lambda count: None in (count.low, count.high))
    or_for = st.none() | st.builds(Duration, bounds, st.sampled_from(TIME_UNITS))
    return st.builds(UntilConditions, clinical_conditions(), or_for)


def ends_over_time() -> SearchStrategy[End]:
    """Draw ends that say over what time, so that their step needs no timing."""
    return st.one_of(
        st.builds(AfterDoses, ranges(st.integers(1, 40)), durations(), st.booleans()),
        st.builds(AfterTotal, ranges(masses()), durations(), st.booleans()),
    )


def _distinct(items: SearchStrategy[V], most: int) -> SearchStrategy[tuple[V, ...]]:
    return st.lists(items, min_size=1, max_size=most, unique=True).map(tuple)


def _options(routes: SearchStrategy[tuple[Route, ...]], *, with_end: bool) -> SearchStrategy[Step]:
    never = st.sampled_from([ForLife(), WhileCausePersists()])
    ends = fixed_ends() | conditional_ends()
    repeated = st.builds(
        Step,
        dose=doses(),
        routes=routes,
        timings=_distinct(timings(), 3),
        as_required=st.booleans(),
        end=ends if with_end else ends | never | st.none(),
    )
    ending = st.builds(Step, dose=doses(), routes=routes, timings=timings_that_end().map(lambda timing: (timing,)))
    spread = st.builds(Step, dose=doses(), routes=routes, end=ends_over_time())
    return st.one_of(repeated, ending, spread).filter(lambda step: why_it_does_not_fit(step) is None)


def steps(routes: Sequence[Route] = INJECTION_ROUTES, *, with_end: bool = False) -> SearchStrategy[Step]:
    """Draw steps.

    Args:
        routes: The routes to draw from.
        with_end: Only steps that another step may follow.
    """
    one_route = _distinct(st.sampled_from(list(routes)), len(routes))
    options = st.lists(_options(one_route, with_end=with_end), min_size=1, max_size=3, unique_by=str)
    return st.builds(_join, options, st.none() | clinical_conditions())


def _join(options: list[Step], gate: ClinicalConditions | None) -> Step:
    first, *instead = options
    return Step(
        dose=first.dose,
        routes=first.routes,
        timings=first.timings,
        as_required=first.as_required,
        end=first.end,
        gate=gate,
        instead=tuple(instead),
    )


def phases() -> SearchStrategy[Phase]:
    """Draw phases of injections."""
    return st.builds(
        lambda before, last: Phase((*before, last)),
        st.lists(steps(with_end=True), max_size=2),
        steps(),
    )


def regimens() -> SearchStrategy[Regimen]:
    """Draw regimens: any drug or none, and all kinds of phases that together give an injection."""
    oral = steps(("orally",)).map(lambda step: Phase((step,)))
    none: SearchStrategy[Phase] = st.sampled_from([Phase(kind="none"), Phase(kind="not-stated")])
    drugs = st.none() | st.sampled_from(DRUGS)
    return st.one_of(
        st.builds(Regimen, drugs, phases(), st.one_of(phases(), none, oral, st.just(Phase(kind="oral")))),
        st.builds(Regimen, drugs, none, phases()),
    )


def ages() -> SearchStrategy[Any]:
    """Draw ages as a person would give them."""
    return st.one_of(
        st.integers(0, 110),
        st.integers(0, 110).map(lambda years: f"{years} years"),
        st.integers(0, 300).map(lambda months: f"{months} months"),
        st.integers(0, 200).map(lambda weeks: f"{weeks} weeks"),
        st.integers(0, 1000).map(lambda days: f"{days} days"),
    )


def patients(
    *, answered_by: Guideline | str | Path | None = None, action: RecommendedAction | None = None, **fixed: Any
) -> SearchStrategy[Patient]:
    """Draw patients of whom anything may be known or not, laboratory results among it.

    Args:
        answered_by: A guideline, its id or its file, whose answer is to be ``action``. Nearly all patients of whom
            anything may be unknown are asked about or out of scope, so a law on orders meets few others without it.
        action: The action, such as "inject"; ``None`` with a guideline is "inject".
        fixed: Attributes of ``Patient`` with a value, or a strategy, of one's own: ``labs=None``, ``age=ages()``. What
            the guideline looks at goes before them.

    Raises:
        PatientError: There is no such attribute, or the guideline never answers so.
        GuidelineError: The file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file.
    """
    for name in fixed:
        if name not in Patient.names():
            raise PatientError.of(name, f"there is no such attribute{did_you_mean(name, Patient.names())}")
    given = {name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in fixed.items()}
    anybody = st.builds(Patient, **(_attributes() | given))
    if answered_by is None:
        if action is not None:
            raise PatientError.of("action", "an action is that of a guideline; give answered_by, too")
        return anybody
    guideline = answered_by if isinstance(answered_by, Guideline) else load_guideline(answered_by)
    return answered_with(action or "inject", guideline, anybody, ages())


def _attributes() -> dict[str, SearchStrategy[Any]]:
    flags = st.none() | st.booleans()
    cause = st.builds(Cause, st.sampled_from(CAUSE_KINDS), flags)
    causes = st.lists(cause, min_size=1, max_size=3, unique_by=lambda one: one.kind)

    def value_of(name: str) -> SearchStrategy[Any]:
        return st.none() | st.sampled_from(FACTS[name].values)

    return {
        "age": st.none() | ages(),
        "sex": value_of("sex"),
        "pregnancy": value_of("pregnancy"),
        "purpose": value_of("purpose"),
        "cause": st.none() | causes | causes.map(lambda some: [attrs.evolve(some[0], decides=True), *some[1:]]),
        "severity": st.builds(Severity, neurological=flags, anaemia=value_of("anaemia"), critically_ill=flags),
        "optic_disease": value_of("optic_disease"),
        "deficiency": value_of("deficiency"),
        "oral_suitable": flags,
        "b12_treatment": value_of("b12_treatment"),
        "nitrous_oxide": flags,
        "medicines": _names(_MEDICINE_NAMES),
        "allergies": _names(_ALLERGIES),
        "conditions": st.builds(Conditions, **dict.fromkeys(Conditions.names(), flags)),
        "suspicion": st.builds(Suspicion, **dict.fromkeys(Suspicion.names(), flags)),
        "follow_up": st.builds(FollowUp, response=value_of("response"), cause_addressed=flags),
        "weight": st.none() | st.integers(2, 200).map("{} kg".format) | st.integers(400, 9000).map("{} g".format),
        "labs": st.sampled_from([True, False, False]).flatmap(lambda there: lab_panels() if there else st.none()),
    }


def _names(known: Sequence[str]) -> SearchStrategy[list[str] | None]:
    anything = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8)
    each = st.sampled_from(known) | anything.filter(lambda name: name.lower() != "unknown")
    return st.none() | st.lists(each, max_size=3)
