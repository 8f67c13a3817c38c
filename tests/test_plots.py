"""Figures: every dose on its day or in its band, nothing between, nothing lost, and words that fit."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from b12regimen import (
    Course,
    CourseError,
    LabPanel,
    Patient,
    PatientError,
    QuantityError,
    Regimen,
    RegimenError,
    UnknownThresholdsError,
    compare_guidelines,
    load_thresholds,
    parse_guideline,
    parse_thresholds,
    select_regimen,
)
from b12regimen.display.decision_support import A_CLINICIAN_DECIDES, DECISION_SUPPORT
from b12regimen.plots import plot_comparison, plot_course, plot_labs, plot_regimen, styles
from b12regimen.plots.tracks import Mark, in_lanes
from b12regimen.testing import regimens

NERVES = {
    "age": 46,
    "purpose": "treatment",
    "cause": "pernicious-anaemia",
    "optic_disease": "none",
    "severity": {"neurological": True},
    "allergies": [],
}
RECOMMENDED = select_regimen(Patient.from_dict(NERVES), guideline="uk-bnf-hydroxocobalamin")
RANGE = Regimen.parse("hydroxocobalamin; repletion: 1 mg IM weekly for 3 doses; maintenance: 1 mg IM every 2-3 months")
LABS = LabPanel(
    [
        {"analyte": "total-b12", "value": "<100 ng/L", "taken": "2025-11-20"},
        {"analyte": "total-b12", "value": "120 ng/L", "taken": "2026-01-02"},
        {"analyte": "total-b12", "value": "310 pg/mL", "taken": "2026-03-02"},
        {"analyte": "total-b12", "value": ">2000 ng/L", "taken": "2026-06-02"},
        {"analyte": "total-b12", "value": "200 ng/L"},
        {"analyte": "total-b12", "flag": "low", "taken": "2026-06-03"},
        {"analyte": "mma", "value": "450 nmol/L", "reference": "73-271 nmol/L", "taken": "2026-01-02"},
        {"analyte": "mma", "value": "250 nmol/L", "reference": "<271 nmol/L", "taken": "2026-04-02"},
        {"analyte": "mma", "value": "260 nmol/L", "reference": ">73 nmol/L", "taken": "2026-05-02"},
    ],
    "2026-01-05",
)


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


# What is on the axes.


def days(ax: Axes, says: str) -> list[float]:
    """Give the days that are marked as what the key says."""
    found: list[float] = []
    for artist in ax.get_children():
        if artist.get_gid() != f"days: {says}":
            continue
        if isinstance(artist, Line2D):
            found += [float(day) for day in artist.get_xdata()]
        else:
            found += [float(segment[0][0]) for segment in artist.get_segments()]  # type: ignore[attr-defined]
    return sorted(found)


def bands(ax: Axes, says: str) -> list[tuple[float, float, bool]]:
    """Give the first and the last day of each band, and whether it is open."""
    found: list[tuple[float, float, bool]] = []
    for artist in ax.collections:
        if artist.get_gid() == f"bands: {says}":
            for path in artist.get_paths():
                across = [float(x) for x, _ in path.vertices]
                found.append((min(across), max(across), len(set(across)) > 2 or across.count(max(across)) == 1))
    return sorted(found)


def words(ax: Axes, gid: str) -> list[str]:
    return [" ".join(text.get_text().split()) for text in ax.findobj(Text) if text.get_gid() == gid]


def footer(ax: Axes) -> str:
    (said,) = words(ax, "footer")
    return said


def number(day: str) -> float:
    return float(date2num(date.fromisoformat(day)))


# Regimens


@settings(max_examples=15)
@given(regimens(), st.integers(1, 45))
def test_every_dose_is_drawn_on_its_days_and_nothing_between(regimen: Regimen, until: int) -> None:
    ax = plot_regimen(regimen, days=until, ax=Figure().subplots())
    drawn: list[tuple[str, float, float | None]] = []
    for phase, may_not in product(("repletion", "maintenance"), ("", ", may not be needed")):
        drawn += [(f"{phase}{may_not}", day, day) for day in days(ax, f"{phase}{may_not}")]
        drawn += [(f"{phase}{may_not}", a, None if tip else b) for a, b, tip in bands(ax, f"{phase}{may_not}")]
    expected = [
        (f"{one.phase}{'' if one.is_certain else ', may not be needed'}", one.day.low, one.day.high)
        for one in regimen.dose_days(until)
    ]
    assert sorted(drawn, key=str) == sorted(
        [(says, float(a or 0), None if b is None else float(b)) for says, a, b in expected], key=str
    )


def test_what_is_exact_is_a_tick_and_a_range_is_a_band() -> None:
    ax = plot_regimen(RANGE, days=200)
    assert days(ax, "repletion") == [0, 7, 14]
    first, second, third = [one.day for one in RANGE.dose_days(200) if one.phase == "maintenance"]
    assert bands(ax, "maintenance") == [(first.low, first.high, False)]
    assert bands(ax, "maintenance, may not be needed") == [
        (second.low, second.high, False),
        (third.low, third.high, False),
    ]
    assert words(ax, "label") == [
        "repletion: 1 mg IM weekly for 3 doses",
        "maintenance: 1 mg IM every 2-3 months",
    ]
    assert words(ax, "title") == ["hydroxocobalamin: on which days a dose may fall"]


def test_what_no_date_ends_goes_on_beyond_the_axis() -> None:
    ax = plot_regimen(RECOMMENDED, days=100)
    line, *_ = [one for one in ax.lines if one.get_gid() == "open end"]
    assert list(line.get_xdata()) == [0, 100]
    assert all(is_open and last == 100 for _, last, is_open in bands(ax, "maintenance, may not be needed"))
    ended = plot_regimen(Regimen.parse("cyanocobalamin; repletion: 1 mg IM daily for 7 doses; maintenance: not stated"))
    assert not [one for one in ended.lines if one.get_gid() == "open end"]
    assert words(ended, "label")[-1] == "maintenance: not stated"


def test_the_key_explains_what_is_drawn_and_nothing_else() -> None:
    assert words(plot_regimen(Regimen.parse("cyanocobalamin; repletion: 1 mg IM once; maintenance: none")), "key") == [
        "repletion"
    ]
    assert words(plot_regimen(RECOMMENDED, days=100), "key") == [
        "repletion",
        "repletion, may not be needed",
        "maintenance, may not be needed",
        "a band: any day from its first to its last; with a tip: no last day is printed",
        "no date ends it",
    ]


def test_every_figure_says_its_source_and_that_a_clinician_decides() -> None:
    compared = compare_guidelines(Patient.from_dict(NERVES), ["uk-bnf-hydroxocobalamin"])
    course = Course(regimen=RANGE, start="2026-03-02")
    for ax, source in (
        (plot_regimen(RECOMMENDED), "source: British National Formulary: *, read in secondary sources"),
        (plot_regimen(RANGE), "source: not given"),
        (plot_regimen(RANGE, source="a ward's protocol"), "source: a ward's protocol"),
        (plot_course(course, "2026-03-02"), "source: not given"),
        (plot_comparison(compared), "source: the guideline that each row names"),
        (plot_labs(LABS, "total-b12", thresholds="uk-nice-ng239"), "National Institute for Health and Care Excellence"),
    ):
        assert all(part in footer(ax) for part in source.split("*"))
        own = source in {"source: not given", "source: a ward's protocol"}
        assert footer(ax).endswith(A_CLINICIAN_DECIDES if own else DECISION_SUPPORT)


def test_a_blocked_recommendation_says_so() -> None:
    allergic = select_regimen(
        Patient.from_dict(NERVES | {"allergies": ["hydroxocobalamin"]}), guideline="uk-bnf-hydroxocobalamin"
    )
    ax = plot_regimen(allergic)
    assert words(ax, "title")[0].startswith(
        "blocked: a contraindication stands; this is not for ordering hydroxocobalamin:"
    )
    above, *doses = words(ax, "label")
    assert above == f"contraindication: {allergic.alerts[0].text}"
    assert [label.partition(":")[0] for label in doses] == ["repletion", "maintenance"]
    assert words(plot_regimen(RECOMMENDED), "title") == ["hydroxocobalamin: on which days a dose may fall"]
    compared = compare_guidelines(allergic.case.patient, ["uk-bnf-hydroxocobalamin"])
    assert "blocked by a contraindication" in words(plot_comparison(compared), "label")[0]


def test_a_dose_unlike_those_of_the_shipped_guidelines_says_so_above_it() -> None:
    good = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
    text = good.replace("1 mg IM daily for 7 doses", "1000 mg IM daily for 7 doses")
    far = select_regimen(Patient.from_dict(NERVES | {"purpose": "treatment"}), guideline=parse_guideline(text))
    (remark,) = far.remarks
    above, *doses = words(plot_regimen(far), "label")
    assert above == f"warning: {remark.text}"
    assert [label.partition(":")[0] for label in doses] == ["repletion", "maintenance"]
    compared = compare_guidelines(far.case.patient, [far.guideline])
    assert words(plot_comparison(compared), "label")[0].endswith(f"warning: {remark.text}")


@pytest.mark.parametrize("number", [0, 2, True, "1"])
def test_a_regimen_that_is_not_there_is_refused(number: Any) -> None:
    with pytest.raises(RegimenError, match="is no regimen of it; it holds: 1: "):
        plot_regimen(RECOMMENDED, which=number)


def test_where_the_source_leaves_it_open_a_clinician_chooses_what_is_drawn() -> None:
    vegan = {"age": 46, "purpose": "treatment", "cause": "dietary-vegan", "optic_disease": "none"}
    either = select_regimen(Patient.from_dict(vegan | {"severity": {"neurological": False}}), guideline="uk-nice-cks")
    with pytest.raises(RegimenError, match="the answer is either; say which regimen a clinician chose"):
        plot_regimen(either)
    assert words(plot_regimen(either, which=1), "title")


@pytest.mark.parametrize("until", [0, -5, 1.5])
def test_a_day_that_leaves_nothing_is_refused(until: Any) -> None:
    with pytest.raises(RegimenError, match="days is a whole number"):
        plot_regimen(RANGE, days=until)


@pytest.mark.parametrize("until", [1, 7, 60, 365, 7300])
def test_the_days_on_the_axis_have_room(until: int) -> None:
    ax = plot_regimen(Regimen.parse("cyanocobalamin; repletion: none; maintenance: 1 mg IM yearly"), days=until)
    assert 2 <= len([tick for tick in ax.get_xticks() if 0 <= tick <= until]) <= 13


def test_marks_that_overlap_get_lanes_of_their_own() -> None:
    style = styles.REPLETION
    marks = [Mark(style, 0, 5), Mark(style, 3, 4), Mark(style, 5, None), Mark(style, 6, 6), Mark(style, 9, 9)]
    assert in_lanes(marks) == [[marks[3], marks[4]], [marks[0]], [marks[1], marks[2]]]
    assert len(in_lanes([Mark.on(style, 1), Mark.on(style, 2)], room=1)) == 2


# Comparisons


def test_guidelines_stand_on_one_axis() -> None:
    compared = compare_guidelines(
        Patient.from_dict(NERVES), ["uk-bnf-hydroxocobalamin", "uk-nice-ng239-treatment", "us-cmdt-cyanocobalamin"]
    )
    ax = plot_comparison(compared, days=90)
    assert words(ax, "label") == [
        "uk-bnf-hydroxocobalamin (GB, secondary): inject, hydroxocobalamin",
        "uk-nice-ng239-treatment (GB, secondary): not-stated, no regimen",
        "us-cmdt-cyanocobalamin (US, primary): inject, cyanocobalamin",
    ]
    assert ax.get_xlim() == (0, 90)
    every = [one.day for row in compared.rows for one in (row.recommendation.regimens or [RANGE])[0].dose_days(90)]
    drawn = sum(len(days(ax, says)) + len(bands(ax, says)) for says in _PHASES)
    assert drawn == len(every) - len(RANGE.dose_days(90))


_PHASES = ["repletion", "repletion, may not be needed", "maintenance", "maintenance, may not be needed"]


def test_a_phase_that_is_not_stated_is_named_in_the_row_of_its_guideline() -> None:
    adult = NERVES | {"severity": {"neurological": False, "anaemia": "present", "critically_ill": False}}
    patient = Patient.from_dict(adult | {"oral_suitable": False, "optic_disease": "none"})
    compared = compare_guidelines(patient, ["uk-nice-cks", "it-dobetin-1000-cyanocobalamin"])
    ax = plot_comparison(compared)
    first, second = words(ax, "label")
    assert first.endswith("inject, hydroxocobalamin; repletion not stated, so not drawn")
    assert second.endswith("inject, cyanocobalamin; maintenance not stated, so not drawn")


def test_each_regimen_of_a_guideline_has_its_row_and_contradictions_have_none() -> None:
    diet = Patient.from_dict(NERVES | {"cause": "dietary-vegan", "severity": {"neurological": False}})
    compared = compare_guidelines(diet)
    several = [row for row in compared.rows if len(row.recommendation.regimens) > 1]
    labels = words(plot_comparison(compared), "label")
    for row in several:
        assert sum("regimen 2" in label and row.recommendation.guideline.id in label for label in labels) == 1
    nobody = Patient.from_dict({"age": 46, "purpose": "prophylaxis", "severity": {"neurological": True}})
    contradicted = plot_comparison(compare_guidelines(nobody, ["uk-bnf-hydroxocobalamin"]))
    assert words(contradicted, "label") == ["uk-bnf-hydroxocobalamin (GB): out-of-scope, no regimen"]


# Courses


WEEKLY = "hydroxocobalamin; repletion: 1 mg IM weekly for 6 doses; maintenance: 1 mg IM every 2-3 months"


def test_a_course_shows_what_was_given_missed_and_is_due() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02")
    for day in ("2026-03-02", "2026-03-09", "2026-03-31"):
        course = course.record(day, dose="1 mg")
    ax = plot_course(course, "2026-04-07", until="2026-09-01")
    assert days(ax, "given on time") == [number("2026-03-02"), number("2026-03-09")]
    assert days(ax, "given late") == [number("2026-03-31")]
    assert days(ax, "missed") == [number("2026-03-16"), number("2026-03-23")]
    assert days(ax, "due") == [number("2026-04-07")]
    assert words(ax, "title") == ["hydroxocobalamin: due on 2026-04-07"]
    assert {tuple(one.get_xdata()) for one in ax.lines if one.get_gid() == "today"} == {(number("2026-04-07"),) * 2}
    assert "none is given twice to make up" in footer(ax)
    overdue = plot_course(course, "2026-04-08", until="2026-09-01")
    assert days(overdue, "overdue") == [number("2026-04-07")]
    planned = [one for one in course.doses(until="2026-09-01") if one.step == "maintenance.1"]
    assert bands(overdue, "to come") == [
        (float(date2num(one.earliest)), float(date2num(one.latest)), False) for one in planned
    ]


def test_an_amount_unlike_the_plan_is_never_drawn_as_given_on_time() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02").record("2026-03-02", dose="1 mg")
    course = course.record("2026-03-09", dose="500 mcg").record("2026-03-16", dose="1000 mg")
    ax = plot_course(course, "2026-03-20")
    assert days(ax, "given on time") == [number("2026-03-02")]
    assert days(ax, styles.UNLIKE.says) == [number("2026-03-09")]
    assert days(ax, styles.FAR_OFF.says) == [number("2026-03-16")]
    assert {styles.UNLIKE.says, styles.FAR_OFF.says} <= set(words(ax, "key"))
    far = "far off the plan, a thousandfold or more"
    assert " ".join(words(ax, "title")) == f"hydroxocobalamin: on time on 2026-03-20; an amount is {far}"
    assert f"1000 mg on 2026-03-16 is {far}" in footer(ax)
    assert "500 mcg on 2026-03-09 is unlike the plan" in footer(ax)


def test_what_is_not_drawn_is_said_with_what_would_do() -> None:
    course, patient = Course(regimen=WEEKLY, start="2026-03-02"), Patient.from_dict(NERVES)
    with pytest.raises(RegimenError, match=r"is no regimen; .* plot_course draws a course"):
        plot_regimen(course)  # type: ignore[arg-type]
    with pytest.raises(RegimenError, match=r"is no comparison; make one with compare_guidelines\(patient\)"):
        plot_comparison(patient)  # type: ignore[arg-type]
    with pytest.raises(CourseError, match=r"is no course; make one with Course\.of"):
        plot_course(RECOMMENDED, "2026-03-02")  # type: ignore[arg-type]
    with pytest.raises(PatientError, match=r"this is a patient, and no list of results; give patient\.labs"):
        plot_labs(patient, "total-b12", thresholds="uk-nice-ng239")  # type: ignore[arg-type]


def test_a_missed_range_and_a_pause_keep_their_days() -> None:
    regimen = "hydroxocobalamin; repletion: none; maintenance: 1 mg IM every 2-3 months"
    course = Course(regimen=regimen, start="2026-01-05").record("2025-12-20").record("2026-01-05")
    course = course.record("2026-06-01").pause("2026-06-10").resume("2026-06-20").pause("2026-07-01", by="a nurse")
    ax = plot_course(course, "2026-07-02", until="2026-12-01")
    assert bands(ax, "missed") == [(number("2026-03-05"), number("2026-04-05"), False)]
    assert days(ax, "given outside the plan") == [number("2025-12-20")]
    shades = [one for one in ax.patches if one.get_gid() == "paused"]
    assert [(one.get_x(), one.get_x() + one.get_width()) for one in shades] == [  # type: ignore[attr-defined]
        (number("2026-06-10"), number("2026-06-20")),
        (number("2026-07-01"), number("2026-12-01")),
    ]
    assert days(ax, "decision") == [number(day) for day in ("2026-06-10", "2026-06-20", "2026-07-01")]
    assert "paused since 2026-07-01" in footer(ax)
    settled = course.settle({"maintenance.1.timing": "every 2 months"}, "2026-06-30")
    assert "2026-06-30 settle" in words(plot_course(settled, "2026-07-02"), "label")[-1]
    assert words(ax, "label")[-2:] == [
        "outside the plan",
        "decisions: 2026-06-10 pause, 2026-06-20 resume, 2026-07-01 pause",
    ]


def test_a_chosen_end_of_a_range_is_a_day_and_an_open_one_is_drawn_open() -> None:
    chosen = Course(regimen=WEEKLY, start="2026-03-02", policy="longest").record("2026-03-02")
    assert days(plot_course(chosen, "2026-03-03", until="2026-05-01"), "to come")[:2] == [
        number("2026-03-09"),
        number("2026-03-16"),
    ]
    apart = "hydroxocobalamin; repletion: 1 mg IM at least 3 days apart for 3 doses; maintenance: none"
    spaced = plot_course(
        Course(regimen=apart, start="2026-03-02").record("2026-03-02"), "2026-03-03", until="2026-05-01"
    )
    assert [is_open for _, _, is_open in bands(spaced, "to come")] == [True, True]
    early = Course(regimen=WEEKLY, start="2026-03-02").record("2026-03-02").record("2026-03-05")
    assert days(plot_course(early, "2026-03-06"), "given early") == [number("2026-03-05")]


def test_what_may_not_be_needed_is_told_apart() -> None:
    some = Course(
        regimen="cyanocobalamin; repletion: 1 mg IM daily for 2-4 doses; maintenance: none", start="2026-03-02"
    )
    ax = plot_course(some, "2026-03-01", until="2026-04-01")
    assert days(ax, "to come") == [number("2026-03-02"), number("2026-03-03")]
    assert days(ax, "to come, may not be needed") == [number("2026-03-04"), number("2026-03-05")]


def test_a_course_is_drawn_between_the_days_that_are_asked_for() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02").record("2026-03-02").record("2026-03-31")
    ax = plot_course(course, "2026-04-01", since="2026-03-20", until="2026-05-01")
    assert ax.get_xlim() == (number("2026-03-20"), number("2026-05-01"))
    assert days(ax, "given late") == [number("2026-03-31")]
    assert not days(ax, "given on time")
    assert days(ax, "missed") == [number("2026-03-23")]
    assert plot_course(course, "2026-04-01").get_xlim()[1] == number("2027-04-01")
    with pytest.raises(CourseError, match="is not after 2026-03-02"):
        plot_course(course, "2026-04-01", until="2026-03-02")


# Laboratory results


def test_bands_of_results_lie_where_the_source_prints_them() -> None:
    ax = plot_labs(LABS, "total-b12", thresholds="uk-nice-ng239")
    found = {one.get_gid(): one for one in ax.artists + ax.patches if str(one.get_gid()).startswith("band: ")}
    spans = {gid: (one.get_y(), one.get_y() + one.get_height()) for gid, one in found.items()}  # type: ignore[attr-defined]
    assert spans["band: confirmed"] == (ax.get_ylim()[0], 180)
    assert spans["band: indeterminate"] == (180, 350)
    assert spans["band: unlikely"] == (350, ax.get_ylim()[1])
    assert words(ax, "key")[:3] == [
        'confirmed: <180 ng/L ("deficiency confirmed")',
        "indeterminate: 180-350 ng/L",
        'unlikely: >350 ng/L ("deficiency unlikely")',
    ]
    assert ax.get_ylabel() == "ng/L"


def test_results_lie_on_their_days_and_censored_ones_are_open() -> None:
    ax = plot_labs(LABS, "total-b12", thresholds="uk-nice-ng239")
    drawn = {one.get_gid(): list(zip(one.get_xdata(), one.get_ydata(), strict=True)) for one in ax.lines}
    assert drawn["a result"] == [(number("2026-01-02"), 120), (number("2026-03-02"), 310)]
    assert drawn["a result somewhere below"] == [(number("2025-11-20"), 100)]
    assert drawn["a result somewhere above"] == [(number("2026-06-02"), 2000)]
    ends = {one.get_gid(): one.get_segments()[0] for one in ax.collections}  # type: ignore[attr-defined]
    assert sorted(ends["open: a result somewhere below"][:, 1]) == [ax.get_ylim()[0], 100]
    assert sorted(ends["open: a result somewhere above"][:, 1]) == [2000, ax.get_ylim()[1]]
    assert "treated since" in drawn
    assert "total-b12 200 ng/L; total-b12 low of 2026-06-03" in footer(ax)


def test_a_result_far_above_the_cut_offs_leaves_them_apart() -> None:
    def drawn(*values: str) -> Axes:
        results = [{"analyte": "total-b12", "value": value, "taken": "2026-01-02"} for value in values]
        return plot_labs(results, "total-b12", thresholds="uk-nice-ng239")

    pressed = drawn("150 ng/L", ">2000 ng/L")
    assert pressed.get_yscale() == "log"
    low, high = pressed.get_ylim()
    assert low < 150
    assert high > 2000
    band = pressed.transData.transform([(0, 180), (0, 350)])[:, 1]
    assert band[1] - band[0] > pressed.bbox.height / 10
    assert "the axis is logarithmic" in footer(pressed)
    pressed.figure.canvas.draw()
    shown = [label.get_text() for label in pressed.get_yticklabels()]
    assert {"100", "200", "500", "1000", "2000"} <= set(shown)
    for values in (["150 ng/L", "1400 ng/L"], [">2000 ng/L", "0 ng/L"], []):
        ax = drawn(*values)
        assert ax.get_yscale() == "linear"
        assert ax.get_ylim()[0] == 0
        assert "logarithmic" not in footer(ax)


GAP = (
    'id = "x"\ntitle = "t"\npublisher = "p"\njurisdiction = "GB"\nversion = "1"\nsuperseded_by = "a newer one"\n'
    '[[source]]\nkey = "s"\ntitle = "t"\nevidence = "primary"\n[[marker]]\nanalyte = "total-b12"\nsource = "s"\n'
    'bands = [{ finding = "confirmed", within = ["<150 ng/L"], says = "low" }, '
    '{ finding = "unlikely", within = [">300 ng/L"], says = "normal" }]\n'
)


def test_a_gap_between_bands_stays_empty() -> None:
    ax = plot_labs(LABS, "total-b12", thresholds=parse_thresholds(GAP))
    found = [one for one in ax.artists + ax.patches if str(one.get_gid()).startswith("band: ")]
    low, high = ax.get_ylim()
    assert [
        (one.get_y(), one.get_y() + one.get_height())  # type: ignore[attr-defined]
        for one in found
    ] == [(low, 150), (300, pytest.approx(high))]
    assert "superseded by a newer one" in footer(ax)


def test_where_the_source_goes_by_the_laboratory_its_interval_is_drawn() -> None:
    ax = plot_labs(LABS, "MMA", thresholds=load_thresholds("uk-nice-ng239"))
    own = [one.get_segments()[0][:, 1] for one in ax.collections if one.get_gid() == "own interval"]  # type: ignore[attr-defined]
    assert [tuple(one) for one in own] == [(73, 271), (0, 271), (73, ax.get_ylim()[1])]
    assert "these cut-offs have no bands for mma" in footer(ax)
    bare = plot_labs(
        [{"analyte": "mma", "value": "1 umol/L", "taken": "2026-01-02"}], "mma", thresholds="uk-nice-ng239"
    )
    assert words(bare, "key") == ["a result"]


def test_the_axis_has_the_unit_that_is_asked_for() -> None:
    ax = plot_labs(LABS, "total-b12", thresholds="uk-nice-ng239", unit="pmol/L")
    assert ax.get_ylabel() == "pmol/L"
    (confirmed,) = [one for one in ax.artists + ax.patches if one.get_gid() == "band: confirmed"]
    assert confirmed.get_y() + confirmed.get_height() == 133  # type: ignore[attr-defined]  # as printed, not as converted
    with pytest.raises(QuantityError, match="total-b12 is not reported in mg; one of"):
        plot_labs(LABS, "total-b12", thresholds="uk-nice-ng239", unit="mg")
    with pytest.raises(UnknownThresholdsError):
        plot_labs(LABS, "total-b12", thresholds="nobody")


def test_an_analyte_without_results_or_bands_is_an_empty_axis_that_says_so() -> None:
    ax = plot_labs(LABS, "folate", thresholds="uk-nice-ng239")
    assert ax.get_ylabel() == ""
    assert "these cut-offs have no bands for folate" in footer(ax)
    assert plot_labs([], "folate", thresholds="uk-nice-ng239").get_ylabel() == ""
    ferritin = LabPanel([{"analyte": "ferritin", "value": "9 ng/mL", "taken": "2026-01-02"}])
    assert days_of_lines(plot_labs(ferritin, "ferritin", thresholds="uk-nice-ng239")) == [number("2026-01-02")]


def test_a_result_that_is_converted_is_marked_and_read_in_its_own_unit() -> None:
    results = [
        {"analyte": "total-b12", "value": "300 ng/L", "taken": "2026-01-02"},
        {"analyte": "total-b12", "value": "258.2 pmol/L", "taken": "2026-02-02"},
        {"analyte": "total-b12", "value": "<50 pmol/L", "taken": "2026-03-02"},
        {"analyte": "total-b12", "value": "310 pg/mL", "taken": "2026-04-02"},
    ]
    ax = plot_labs(results, "total-b12", thresholds="uk-nice-ng239")
    drawn = {one.get_gid(): list(one.get_xdata()) for one in ax.lines}
    assert drawn["a result"] == [number("2026-01-02"), number("2026-04-02")]
    assert drawn["a result, converted from another unit"] == [number("2026-02-02")]
    assert "a result, converted from another unit" in words(ax, "key")
    said = footer(ax)
    assert "converted to ng/L by 1355.37 g/mol (Monography vitamin B12 deficiency" in said
    assert ", which may move a result over a cut-off" in said
    assert "total-b12 258.2 pmol/L of 2026-02-02: unlikely; total-b12 <50 pmol/L of 2026-03-02: confirmed" in said
    assert "pg/mL" not in said
    mma = [{"analyte": "mma", "value": "30 ng/mL", "taken": "2026-01-02"}]
    by_laboratory = footer(plot_labs(mma, "mma", thresholds="uk-nice-ng239", unit="nmol/L"))
    assert "reported: mma 30 ng/mL of 2026-01-02: not-interpretable" in by_laboratory
    without = footer(plot_labs(mma, "mma", thresholds=parse_thresholds(GAP), unit="nmol/L"))
    assert "reported: mma 30 ng/mL of 2026-01-02 This restates" in without


def test_a_result_that_cannot_be_converted_is_named() -> None:
    folate = [
        {"analyte": "folate", "value": "3 ng/mL", "taken": "2026-01-02"},
        {"analyte": "folate", "value": "5 nmol/L", "taken": "2026-02-02"},
    ]
    ax = plot_labs(folate, "folate", thresholds="uk-nice-ng239")
    assert days_of_lines(ax) == [number("2026-01-02")]
    assert "no value that fits the axis: folate 5 nmol/L of 2026-02-02" in footer(ax)


def days_of_lines(ax: Axes) -> list[float]:
    return [float(day) for one in ax.lines if one.get_gid() == "a result" for day in one.get_xdata()]


# How they are drawn


@pytest.mark.parametrize("text", ["ward list, $5 to $6 an ampoule", r"$\foo{$", "100 % & _ ^"])
def test_the_text_of_a_caller_is_no_mathematics(text: str) -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02", source=text)
    for ax in (plot_regimen(RANGE, source=text), plot_course(course.pause("2026-03-03", by=text), "2026-03-04")):
        ax.figure.canvas.draw()
        ours = [one for one in ax.findobj(Text) if one.get_gid() in ("label", "key", "footer", "title")]
        assert len(ours) > 3
        assert not any(one.get_parse_math() for one in ours)
        assert f"source: {text}" in footer(ax)


def test_a_day_is_drawn_through_tracks_and_through_no_label() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02").record("2026-03-02").record("2026-03-31")
    ax = plot_course(course.settle({"maintenance.1.timing": "every 2 months"}, "2026-03-31"), "2026-04-10")
    ax.figure.canvas.draw()
    labels = [one.get_window_extent() for one in ax.texts if one.get_gid() == "label"]
    lines = [one.get_window_extent() for one in ax.lines if one.get_gid() == "today"]
    assert len(lines) == len(labels) == 3
    for line in lines:
        assert not any(label.y0 < line.y1 and line.y0 < label.y1 for label in labels)


def ticks(ax: Axes) -> dict[str, str]:
    ax.figure.canvas.draw()
    labels = [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]
    return {str(num2date(tick).date()): label for tick, label in zip(ax.get_xticks(), labels, strict=True)}


def test_given_doses_have_ticks_and_the_first_and_the_last_are_named() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02")
    given_on = ["2026-03-02", "2026-03-09", "2026-03-31"]
    for day in given_on:
        course = course.record(day)
    found = ticks(ax := plot_course(course, "2026-04-07", ax=Figure(figsize=(9, 4)).subplots()))
    assert list(found.items())[:3] == [("2026-03-02", "2 Mar 2026"), ("2026-03-31", "31 Mar"), ("2026-05-01", "May")]
    assert found["2027-01-01"] == "Jan 2027"
    assert {number(day) for day in given_on} <= {*ax.get_xticks(), *ax.get_xticks(minor=True)}
    narrow = ticks(plot_course(course, "2026-04-07", ax=Figure(figsize=(3, 3)).subplots()))
    assert "2026-03-31" not in narrow, "there is no room for it"
    years = ticks(plot_course(Course(regimen=WEEKLY, start="2026-03-02"), "2026-03-02", until="2066-01-01"))
    assert set(years.values()) == {day[:4] for day in years}
    later = ticks(plot_course(course, "2026-04-07", since="2026-03-20", until="2026-05-01"))
    assert "2026-03-31" in later
    assert "2026-03-02" not in later


def test_a_kind_of_mark_is_explained_once() -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02").record("2026-03-02")
    key = words(plot_course(course, "2026-03-02"), "key")
    assert len(set(key)) == len(key)
    assert "to come" in key


def drawn_anyhow(ax: Axes | None, which: str) -> Axes:
    course = Course(regimen=WEEKLY, start="2026-03-02").record("2026-03-02").record("2026-03-31").pause("2026-04-09")
    compared = compare_guidelines(Patient.from_dict(NERVES), ["uk-bnf-hydroxocobalamin", "us-fda-cyanocobalamin"])
    match which:
        case "regimen":
            return plot_regimen(RECOMMENDED, ax=ax)
        case "course":
            return plot_course(course, "2026-04-10", ax=ax)
        case "comparison":
            return plot_comparison(compared, ax=ax)
        case _:
            return plot_labs(LABS, "total-b12", thresholds="uk-nice-ng239", ax=ax)


KINDS = ["regimen", "course", "comparison", "labs"]


@pytest.mark.parametrize("which", KINDS)
def test_axes_that_are_given_need_no_pyplot(which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(plt, "figure", never)
    monkeypatch.setattr(plt, "gca", never)
    for layout in (None, "constrained"):
        ax = Figure(figsize=(7, 7), layout=layout).subplots()
        mine = ax.text(0.5, 0.5, "the caller's own", size=20, transform=ax.transAxes)
        assert drawn_anyhow(ax, which) is ax
        assert mine.get_fontsize() == 20
    assert plt.get_fignums() == []


@pytest.mark.parametrize(("which", "width", "style"), list(product(KINDS, [3.4, 7], ["default", "dark_background"])))
def test_words_fit_light_and_dark_at_column_and_page_width(which: str, width: float, style: str) -> None:
    with plt.style.context(style), plt.rc_context({"figure.figsize": (width, 4)}):
        ax = drawn_anyhow(None, which)
        figure = ax.figure
        figure.canvas.draw()
        assert figure.get_figwidth() == width  # type: ignore[union-attr]
        page = figure.bbox
        ours = [text for text in ax.findobj(Text) if text.get_gid() in ("label", "key", "footer", "title")]
        for text in ours:
            box = text.get_window_extent()
            assert box.x0 >= page.x0 - 1, text
            assert box.x1 <= page.x1 + 1, text
            assert box.y0 >= page.y0 - 1, text
            assert box.y1 <= page.y1 + 1, text
            assert to_hex(text.get_color()) == to_hex(mpl.rcParams["text.color"])
        assert_apart(ax)


def assert_apart(ax: Axes) -> None:
    """No label lies on another one, or on what is drawn for a row."""
    labels = [text.get_window_extent() for text in ax.texts if text.get_gid() == "label"]
    marks = [one.get_window_extent() for one in ax.collections if str(one.get_gid()).startswith(("days", "bands"))]
    marks = [box for box in marks if box.height < labels[0].height * 4] if labels else []
    for place, label in enumerate(labels):
        assert not any(label.y0 < other.y1 and other.y0 < label.y1 for other in labels[place + 1 :])


def test_labels_shrink_on_axes_that_are_too_low() -> None:
    low, high = (Figure(figsize=(3.4, height)).subplots() for height in (1.2, 6))
    sizes = [plot_regimen(RECOMMENDED, ax=ax).texts[0].get_fontsize() for ax in (low, high)]
    assert sizes[0] < sizes[1]


def luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [styles.BLUE, styles.VERMILLION, styles.GREEN, styles.PURPLE])
def test_colours_stand_out_from_white_and_from_black(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 2.9
    assert (luminance(colour) + 0.05) / 0.05 >= 3


def test_no_two_kinds_of_mark_differ_by_colour_alone() -> None:
    every = [one for one in vars(styles).values() if isinstance(one, styles.Style)]
    points = [one for one in every if one.shape == "point"]
    ticks = [one for one in every if one.shape == "tick"]
    assert len({(one.point, one.is_filled) for one in points}) == len(points)
    assert len({(one.dashes, one.is_filled) for one in ticks}) == len(ticks)
    planned = [one for one in every if not one.says.startswith(("given", "decision"))]
    assert len({(one.hatch, one.is_filled, one.shape) for one in planned}) == len(planned)


@given(st.integers(1, 400))
@settings(max_examples=10)
def test_a_year_has_few_dates_on_its_axis(span: int) -> None:
    course = Course(regimen=WEEKLY, start="2026-03-02")
    ax = plot_course(course, "2026-03-02", until=course.start + timedelta(days=span), ax=Figure().subplots())
    assert 1 <= len(ax.get_xticks()) <= 12


def test_without_matplotlib_it_says_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("b12regimen.plots", "matplotlib"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(
        ModuleNotFoundError,
        match=r'plots need matplotlib, which the extra "plots" brings; .*: pip install "\.\[plots\]"',
    ):
        __import__("b12regimen.plots.sheet")
