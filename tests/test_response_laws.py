"""Laws of the response: who knows less, and who is worse, is never told something more reassuring."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from b12regimen import LabResult, assess_response

if TYPE_CHECKING:
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
Results = tuple[LabResult, ...]


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


SHOWN = st.sampled_from(["interval", "interval", "flag", "both", "both", "neither", "flag-alone"])


@st.composite
def panels(draw: st.DrawFn, *, most: int, laboratories: int = 1) -> tuple[Results, Results]:
    """Draw a panel before treatment and one under it; a panel has days throughout, in part, or not at all."""

    def panel(first: int, last: int) -> Results:
        dated = draw(st.sampled_from(["all", "all", "some", "none"]))
        found = []
        for name in names:
            for _ in range(draw(st.integers(0 if most == 1 else 1, most))):
                has_day = dated == "all" or (dated == "some" and draw(st.booleans()))
                day = START + timedelta(draw(st.integers(first, last))) if has_day else None
                value = draw(st.sampled_from(ANALYTES[name][1]))
                found.append(result(name, value, draw(st.integers(0, laboratories - 1)), draw(SHOWN), day))
        return tuple(found)

    names = draw(st.lists(st.sampled_from(list(ANALYTES)), min_size=1, max_size=4, unique=True))
    return panel(-30, 0), panel(*draw(st.sampled_from([(1, 12), (1, 200), (120, 300)])))


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


def no_more_reassuring(full: Response, less: Response) -> None:
    if less.finding == "responded":
        assert full.finding == "responded", full
    if less.finding == "too-early":
        assert full.finding != "none", full


@given(st.data())
def test_a_result_less_is_never_more_reassuring(data: st.DataObject) -> None:
    each = data.draw(panels(most=1))
    time = data.draw(times(each[1]))
    of = data.draw(st.integers(0, 1))
    assume(each[of])
    place = data.draw(st.integers(0, len(each[of]) - 1))
    name = each[of][place].analyte
    # What neither panel holds is listed as not measured, and nobody can know that it failed.
    assume(any(one.analyte == name for one in each[1 - of]))
    fewer = [without(results, place) if number == of else results for number, results in enumerate(each)]
    assume("since_start" not in time or last_day(fewer[1]) == last_day(each[1]))
    no_more_reassuring(assess_response(*each, **time), assess_response(*fewer, **time))


@given(st.data())
def test_an_interval_a_flag_or_a_day_less_is_never_more_reassuring(data: st.DataObject) -> None:
    each = data.draw(panels(most=3, laboratories=2))
    time = data.draw(times(each[1]))
    of = data.draw(st.integers(0, 1))
    place = data.draw(st.integers(0, len(each[of]) - 1))
    one = each[of][place]
    what = data.draw(st.sampled_from(["reference", "flag", "taken"]))
    assume(getattr(one, what) is not None)
    assume(what != "flag" or one.value is not None)
    # A panel without any day is one sample.
    assume(what != "taken" or sum(other.taken is not None for other in each[of]) > 1)
    fewer = [without(rs, place, **{what: None}) if number == of else rs for number, rs in enumerate(each)]
    assume("since_start" not in time or last_day(fewer[1]) == last_day(each[1]))
    no_more_reassuring(assess_response(*each, **time), assess_response(*fewer, **time))


@given(st.data())
def test_a_time_less_is_never_more_reassuring(data: st.DataObject) -> None:
    each = data.draw(panels(most=2, laboratories=2))
    time = data.draw(times(each[1]))
    less = {name: given for name, given in time.items() if name == data.draw(st.sampled_from(sorted(time)))}
    full = assess_response(*each, **time)
    no_more_reassuring(full, assess_response(*each, **less))
    assert assess_response(*each).finding not in {"responded", "too-early"} or "no time is needed"


SICK_SIDE = {"mcv": 1, "mma": 1, "homocysteine": 1, "creatinine": 0}  # 1: higher is worse; others: lower is


@given(st.data())
def test_a_worse_result_under_treatment_is_never_more_reassuring(data: st.DataObject) -> None:
    before, after = data.draw(panels(most=1))
    time = data.draw(times(after))
    assume(after)
    place = data.draw(st.integers(0, len(after) - 1))
    one = after[place]
    name = one.analyte
    assume(name not in {"creatinine", "potassium"})
    assert one.value is None or one.value.value is not None
    assume(one.value is not None)
    value = float(one.value.value)
    up = SICK_SIDE.get(name, 0)
    assume(verdict(name, value, 0) in ("normal", "high" if up else "low"))
    worse = data.draw(st.sampled_from(ANALYTES[name][1]))
    assume(worse > value if up else worse < value)
    flag = None if one.flag is None else verdict(name, worse, 0)
    changed = without(after, place, value=f"{worse} {ANALYTES[name][0]}", flag=flag)
    better, now = assess_response(before, after, **time), assess_response(before, changed, **time)
    no_more_reassuring(better, now)
    rank = ("none", "partial", "responded")
    if better.finding in rank and now.finding in rank:
        assert rank.index(now.finding) <= rank.index(better.finding)
