"""Laws of the response: who knows less, and who is worse, is never told something more reassuring."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import attrs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from b12regimen import LabResult, assess_response
from b12regimen.interpretation.placement import own_verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from b12regimen import Response

START: Final = date(2026, 1, 1)
# Each analyte with its unit, values, and the intervals of two laboratories.
ANALYTES: Final[dict[str, tuple[str, list[float], tuple[str, str]]]] = {
    "haemoglobin": ("g/L", [40, 60, 78, 90, 109, 115, 119, 121, 130, 145, 155, 170], ("120-160", "110-150")),
    "haematocrit": ("%", [15, 20, 28, 34, 35, 37, 40, 43, 47, 52], ("36-46", "38-48")),
    "mcv": ("fL", [60, 78, 85, 96, 99, 102, 104, 110, 125], ("80-98", "80-105")),
    "reticulocytes-percent": ("%", [0.1, 0.3, 0.45, 0.6, 0.9, 1.5, 2.2, 3, 4.9, 5, 8, 12], ("0.5-2.5", "0.4-2")),
    "reticulocytes-absolute": ("10^9/L", [5, 20, 40, 59, 80, 120, 199, 210, 400], ("30-100", "25-90")),
    "mma": ("nmol/L", [50, 100, 200, 260, 300, 350, 390, 500, 900, 3600], ("73-271", "<400")),
    "homocysteine": ("umol/L", [4, 8, 13, 14.5, 16, 20, 40], ("5.1-13.9", "<15")),
    "platelets": ("10^9/L", [8, 40, 120, 145, 160, 250, 380, 500], ("150-400", "140-420")),
    "potassium": ("mmol/L", [1.9, 3.2, 3.6, 4, 4.8, 5.6], ("3.5-5.1", "3.4-5")),
    "creatinine": ("umol/L", [50, 80, 105, 150, 300], ("60-110", "60-120")),
}
RESPONSES = st.sampled_from(["3 days", "9 days", "3 weeks", "8 weeks", "4 months", "1 year"])
WORSE_WHEN_HIGHER: Final = ("mcv", "mma", "homocysteine", "creatinine")
EXAMPLES: Final = 25  # each of them is held against everything that can be left out of it
Results: TypeAlias = tuple[LabResult, ...]
Panels: TypeAlias = tuple[Results, Results]


def verdict(name: str, value: float, laboratory: int) -> Literal["low", "normal", "high"]:
    """Say what a laboratory would flag."""
    text = ANALYTES[name][2][laboratory]
    low, high = (0.0, float(text[1:]) - 1e-9) if text.startswith("<") else map(float, text.split("-"))
    return "low" if value < low else "high" if value > high else "normal"


def result(name: str, value: float, laboratory: int, shown: str, day: date | None) -> LabResult:
    """Make a result that shows its interval, its flag, both or neither, or its flag alone; they never disagree."""
    unit, _, intervals = ANALYTES[name]
    return LabResult(
        name,
        None if shown == "flag-alone" else f"{value} {unit}",
        reference=f"{intervals[laboratory]} {unit}" if shown in {"interval", "both"} else None,
        flag=verdict(name, value, laboratory) if shown in {"flag", "flag-alone", "both"} else None,
        taken=day,
    )


SHOWN = st.sampled_from(["interval"] * 4 + ["both"] * 3 + ["flag", "neither", "flag-alone"])


@st.composite
def panels(draw: st.DrawFn, *, most: int, laboratories: int = 1) -> Panels:
    """Draw a panel before treatment and one under it; a panel has days throughout, in part, or not at all."""

    def panel(first: int, last: int) -> Results:
        dated = draw(st.sampled_from(["all", "all", "all", "some", "none", "none"]))
        found = []
        for name in names:
            for _ in range(draw(st.integers(1, most)) if most > 1 or draw(st.integers(0, 4)) else 0):
                has_day = dated == "all" or (dated == "some" and draw(st.booleans()))
                day = START + timedelta(draw(st.integers(first, last))) if has_day else None
                value = draw(st.sampled_from(ANALYTES[name][1]))
                found.append(result(name, value, draw(st.integers(0, laboratories - 1)), draw(SHOWN), day))
        return tuple(found)

    names = draw(st.lists(st.sampled_from(list(ANALYTES)), min_size=1, max_size=4, unique=True))
    before, after = panel(-30, 0), panel(*draw(st.sampled_from([(1, 12), (1, 200), (120, 300)])))
    if not {"mma", "homocysteine"} <= set(names) and draw(st.integers(0, 3)):
        # Beside a marker that responds, whatever another hides is all that stands in the way.
        name, high, normal = ("mma", 900, 200) if "mma" not in names else ("homocysteine", 40, 8)
        last = last_day(after)
        before = (*before, result(name, high, 0, "both", None if last_day(before) is None else START))
        after = (*after, result(name, normal, 0, "both", last))
    return before, after


@st.composite
def times(draw: st.DrawFn, follow_up: Results) -> dict[str, Any]:
    """Draw what is told of the time: the day of the first dose, a length of time that agrees with it, or both."""
    last = last_day(follow_up)
    since = draw(RESPONSES) if last is None else f"{(last - START).days} days"
    told = draw(st.sampled_from([{"start"}, {"since_start"}, {"start", "since_start"}]))
    return {name: given for name, given in {"start": START, "since_start": since}.items() if name in told}


def last_day(results: Results) -> date | None:
    return max((one.taken for one in results if one.taken), default=None)


def without(results: Results, place: int, **what: Any) -> Results:
    changed = (attrs.evolve(results[place], **what),) if what else ()
    return (*results[:place], *changed, *results[place + 1 :])


def put(each: Panels, of: int, panel: Results) -> Panels:
    return (panel, each[1]) if of == 0 else (each[0], panel)


def no_more_reassuring(full: Response, less: Response) -> None:
    if less.finding == "responded":
        assert full.finding == "responded", full
    if less.finding == "too-early":
        assert full.finding != "none", full


def results_less(each: Panels) -> Iterator[Panels]:
    """Leave out each result of an analyte that the other panel holds: what neither holds is said to be not measured."""
    for of, panel in enumerate(each):
        for place, one in enumerate(panel):
            others = [other for other in each[1 - of] if other.analyte == one.analyte]
            # Beside what is normal now, a result before treatment that nothing places is no trace of a failure.
            is_trace = of or own_verdicts(one) or not all(map(is_well, others))
            if others and is_trace:
                yield put(each, of, without(panel, place))


def is_well(result: LabResult) -> bool:
    said = own_verdicts(result)
    return bool(said) and ("high" if result.analyte in WORSE_WHEN_HIGHER else "low") not in said


def attributes_less(each: Panels) -> Iterator[Panels]:
    """Leave out each interval, each flag beside a value, and each day; a panel without any day is one sample."""
    for of, panel in enumerate(each):
        days = sum(one.taken is not None for one in panel)
        for place, one in enumerate(panel):
            if one.reference is not None:
                yield put(each, of, without(panel, place, reference=None))
            if one.flag is not None and one.value is not None:
                yield put(each, of, without(panel, place, flag=None))
            if one.taken is not None and days > 1:
                yield put(each, of, without(panel, place, taken=None))


def check_each(each: Panels, less: Iterable[Panels], time: dict[str, Any]) -> None:
    full = assess_response(*each, **time)
    for fewer in less:
        if "since_start" not in time or last_day(fewer[1]) == last_day(each[1]):
            no_more_reassuring(full, assess_response(*fewer, **time))


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_a_result_less_is_never_more_reassuring(data: st.DataObject) -> None:
    each = data.draw(panels(most=1))
    check_each(each, results_less(each), data.draw(times(each[1])))


@settings(max_examples=EXAMPLES)
@given(st.data())
def test_an_interval_a_flag_or_a_day_less_is_never_more_reassuring(data: st.DataObject) -> None:
    each = data.draw(panels(most=3, laboratories=2))
    check_each(each, attributes_less(each), data.draw(times(each[1])))


@settings(max_examples=2 * EXAMPLES)
@given(st.data())
def test_a_time_less_is_never_more_reassuring(data: st.DataObject) -> None:
    each = data.draw(panels(most=2, laboratories=2))
    time = data.draw(times(each[1]))
    full = assess_response(*each, **time)
    for name in time:
        no_more_reassuring(full, assess_response(*each, **{key: told for key, told in time.items() if key != name}))


@settings(max_examples=2 * EXAMPLES)
@given(st.data())
def test_a_worse_result_under_treatment_is_never_more_reassuring(data: st.DataObject) -> None:
    before, after = data.draw(panels(most=1))
    time = data.draw(times(after))
    assume(after)
    place = data.draw(st.integers(0, len(after) - 1))
    one = after[place]
    name = one.analyte
    assume(name not in {"creatinine", "potassium"})
    assume(one.value is not None)
    value = float(one.value.value)
    is_higher = name in WORSE_WHEN_HIGHER
    assume(verdict(name, value, 0) in ("normal", "high" if is_higher else "low"))
    worse = data.draw(st.sampled_from(ANALYTES[name][1]))
    assume(worse > value if is_higher else worse < value)
    flag = None if one.flag is None else verdict(name, worse, 0)
    changed = without(after, place, value=f"{worse} {ANALYTES[name][0]}", flag=flag)
    better, now = assess_response(before, after, **time), assess_response(before, changed, **time)
    no_more_reassuring(better, now)
    rank = ("none", "partial", "responded")
    if better.finding in rank and now.finding in rank:
        assert rank.index(now.finding) <= rank.index(better.finding)
