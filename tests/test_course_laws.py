"""Laws of courses: windows hold, what is given as planned moves nothing, and nothing is lost or read back otherwise."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from b12regimen import Course, CourseDose, CourseError, GivenDose, Quantity, Regimen
from b12regimen.courses.plan import Policy
from b12regimen.testing import masses, regimens

FEW = settings(max_examples=25)
FIRST = date(2023, 1, 1)
REGIMENS = regimens()  # built once: each draw would build it anew

DOSES = ["1 mg", "250 mcg", "1 mcg/kg"]
timings = st.sampled_from(
    ["daily", "on alternate days", "every 3 days", "weekly", "every 12 weeks", "monthly", "every 2 months", "yearly"]
)
policies: st.SearchStrategy[Policy | None] = st.sampled_from([None, "shortest", "longest"])
ends = st.one_of(
    st.integers(1, 9).map(lambda count: f"for {count} doses"),
    st.integers(1, 5).map(lambda count: f"for {count} weeks"),
    st.integers(1, 4).map(lambda count: f"for {count} months"),
    st.integers(1, 9).map(lambda count: f"to a total of {count} mg"),
)
until_found = st.integers(1, 9).map(lambda count: f"until no further improvement or for up to {count} weeks")
starts = st.dates(date(2019, 1, 1), date(2024, 12, 31)) | st.sampled_from(
    [date(2024, 1, 29), date(2023, 1, 30), date(2023, 12, 31), date(2024, 2, 29)]
)


@st.composite
def exact_courses(draw: st.DrawFn) -> Course:
    steps = [f"1 mg IM {draw(timings)} {draw(ends)}" for _ in range(draw(st.integers(1, 3)))]
    last = f"1 mg IM {draw(timings)}"
    return Course(
        regimen=f"hydroxocobalamin; repletion: {', then '.join(steps)}; maintenance: {last}", start=draw(starts)
    )


@st.composite
def broken_off(draw: st.DrawFn) -> Course:
    """Draw a course whose loading has begun and was, as the days go on, broken off."""
    loading = f"{draw(timings)} {draw(ends | until_found)}"
    text = f"hydroxocobalamin; repletion: 1 mg IM {loading}; maintenance: {draw(st.sampled_from(DOSES))} IM monthly"
    course = Course(regimen=text, start="2026-03-02")
    for _ in range(draw(st.integers(1, 4))):
        to_come = [one for one in planned(course, 40) if one.step == "repletion.1"]
        course = course.record(to_come[0].earliest or FIRST, dose="1 mg") if to_come else course
    return course


@st.composite
def any_courses(draw: st.DrawFn) -> Course:
    regimen = draw(REGIMENS)
    if regimen.drug is None:
        regimen = regimen.settle({"drug": "cyanocobalamin"})
    try:
        course = Course(
            regimen=regimen, start=draw(starts), policy=draw(st.sampled_from([None, "shortest", "longest"]))
        )
    except CourseError:
        assume(False)  # noqa: FBT003  (it gives no injection, or several on one day)
        raise
    for _ in range(draw(st.integers(0, 3))):
        to_come = planned(course, 60)
        if not to_come or to_come[0].gate:
            break
        day = (to_come[0].recommended or to_come[0].earliest or FIRST) + timedelta(days=draw(st.integers(-2, 40)))
        day = max(day, last_day(course) + timedelta(days=1) if course.given else course.start)
        course = course.record(day, dose=draw(st.sampled_from([None, "1 mg"])))
    return course


def last_day(course: Course) -> date:
    return max([course.start, *(one.day for one in course.given)])


def planned(course: Course, days: int = 500) -> list[CourseDose]:
    found = course.doses(until=last_day(course) + timedelta(days=days))
    return [one for one in found if one.day is None]


def dated(doses: list[CourseDose]) -> list[tuple[str | None, int | None, date | None, date | None]]:
    return [(one.step, one.number, one.earliest, one.latest) for one in doses]


@FEW
@given(any_courses())
def test_no_planned_dose_before_its_earliest_or_after_its_latest_day(course: Course) -> None:
    found = planned(course, 200)
    for one in found:
        assert one.earliest is not None
        assert one.latest is None or one.earliest <= one.latest
        assert one.recommended is None or one.earliest <= one.recommended <= (one.latest or date.max)
    assert len({(one.step, one.number) for one in found}) == len(found)


@FEW
@given(any_courses(), st.integers(-50, 400))
def test_a_status_says_one_thing(course: Course, days: int) -> None:
    status = course.status(course.start + timedelta(days=days))
    assert (status.next is None) is (status.waiting_for is not None)
    assert (status.state == "overdue") is (status.next is not None and status.next.days_overdue > 0)
    assert json.loads(json.dumps(status.to_dict())) == status.to_dict()
    assert str(status)


@FEW
@given(any_courses())
def test_the_round_trip_is_identity(course: Course) -> None:
    data = course.to_dict()
    assert Course.from_dict(json.loads(json.dumps(data))) == course
    assert Course.from_dict(data).to_dict() == data


@FEW
@given(exact_courses(), st.integers(1, 12))
def test_a_planned_dose_given_on_its_day_moves_no_other(course: Course, count: int) -> None:
    before = planned(course)
    for one in before[:count]:
        assert one.recommended == one.earliest == one.latest
        course = course.record(one.recommended or FIRST, dose="1 mg")
    until = last_day(course) + timedelta(days=500)
    after = [one for one in course.doses(until=until) if one.day is None]
    left = dated(before)[count:]
    assert dated(after)[: len(left)] == left
    assert all(one.punctuality == "on-time" for one in course.doses(until=until) if one.day)
    assert course.status(last_day(course)).missed == 0


@FEW
@given(exact_courses(), st.lists(st.integers(-3, 60), min_size=1, max_size=8, unique=True), st.integers())
def test_the_order_of_recording_does_not_matter(course: Course, days: list[int], seed: int) -> None:
    doses = [(course.start + timedelta(days=day), f"{number + 1} mg") for number, day in enumerate(days)]
    shuffled = random.Random(seed).sample(doses, len(doses))  # noqa: S311
    one, other = course, course
    for day, dose in doses:
        one = one.record(day, dose=dose)
    for day, dose in shuffled:
        other = other.record(day, dose=dose)
    assert one == other
    assert one.status("2027-01-01") == other.status("2027-01-01")


@FEW
@given(exact_courses(), st.integers(0, 6), st.integers(0, 30), st.integers(0, 100))
def test_pause_then_resume_loses_nothing(course: Course, given_first: int, after: int, lasting: int) -> None:
    for one in planned(course)[:given_first]:
        course = course.record(one.earliest or FIRST, dose="1 mg")
    to_come = planned(course)
    overdue_from = (to_come[0].earliest or FIRST) if to_come else date.max
    since = min(last_day(course) + timedelta(days=after), overdue_from)  # what is overdue before a pause stays so
    before = course.doses(until=since + timedelta(days=3000))
    day = since + timedelta(days=lasting)
    resumed = course.pause(since).resume(day)
    found = resumed.doses(until=day + timedelta(days=3000))
    in_repletion = [one for one in before if (one.step or "").startswith("repletion")]
    assert [(one.step, one.number) for one in found][: len(in_repletion)] == [
        (one.step, one.number) for one in in_repletion
    ]
    assert resumed.status(day).missed == course.status(since).missed
    if not lasting:
        assert dated(found) == dated(before)


@FEW
@given(exact_courses(), st.integers(0, 6), st.integers(0, 30), st.integers(0, 100), st.integers(0, 100))
def test_a_dose_in_a_pause_counts_and_loses_nothing(
    course: Course, given_first: int, after: int, until_it: int, lasting: int
) -> None:
    for one in planned(course)[:given_first]:
        course = course.record(one.earliest or FIRST, dose="1 mg")
    to_come = planned(course)
    assume(to_come)
    due = to_come[0].earliest or FIRST
    since = min(last_day(course) + timedelta(days=after), due)
    within = max(due, since + timedelta(days=1)) + timedelta(days=until_it)
    resumed = course.pause(since).resume(within + timedelta(days=lasting))
    counted = resumed.record(within, dose="1 mg")
    until = within + timedelta(days=lasting + 3000)
    numbers = [
        [(one.step, one.number) for one in each.doses(until=until) if (one.step or "").startswith("repletion")]
        for each in (course, resumed, counted)
    ]
    assert numbers[0] == numbers[1] == numbers[2]
    assert counted.status(within + timedelta(days=lasting)).missed == course.status(since).missed


@FEW
@given(any_courses() | broken_off(), st.integers(0, 60), st.integers(0, 400))
def test_what_is_overdue_in_a_repletion_is_never_over_by_time_alone(course: Course, days: int, more: int) -> None:
    day = last_day(course) + timedelta(days=days)
    before, after = course.status(day), course.status(day + timedelta(days=more))
    if before.state == "overdue" and str(before.step).startswith("repletion"):
        assert (after.step, after.state in ("overdue", "waiting")) == (before.step, True)


@FEW
@given(broken_off(), st.integers(0, 90), st.sampled_from(["1 mg", "500 mcg", None]))
def test_one_dose_more_makes_no_loading_sound_whole(course: Course, days: int, dose: str | None) -> None:
    day = last_day(course) + timedelta(days=days + 1)
    before, after = course.status(day), course.record(day, dose=dose).status(day)
    assume(before.state in ("overdue", "waiting") and before.step == "repletion.1")
    counts_what_is_given = "doses" in str(before.what) or "total" in str(before.what)
    if after.step != "repletion.1" and after.missed and not counts_what_is_given:
        begins = course.close_step(day, step="repletion.1").next_due(day)
        assert before.state == "waiting"
        assert begins is not None
        assert dose != "500 mcg" or "kg" in begins.what
        assert begins.earliest <= day


@FEW
@given(any_courses() | broken_off(), st.integers(0, 60))
def test_doses_are_to_come_only_where_one_is_due_or_a_gate_is_open(course: Course, days: int) -> None:
    course = course.record(last_day(course) + timedelta(days=days + 1))
    to_come, status = planned(course, 10_000), course.status(last_day(course))
    assert (status.next is not None) is any(one.gate is None for one in to_come)
    assert status.next is None or (status.next.earliest, status.next.number) == (to_come[0].earliest, to_come[0].number)


@FEW
@given(
    exact_courses(),
    st.sampled_from(
        [
            ("every 2-3 months", {"timing": "every 2 months"}),
            ("every 2-3 months", {"timing": "every 3 months"}),
            ("weekly or monthly", {"timing": "monthly"}),
            ("1-2 times a week for 4-8 weeks", {"timing": "twice a week", "end": "for 6 weeks"}),
            ("every 4-8 weeks for 3-6 doses", {"timing": "every 5 weeks", "end": "for 4 doses"}),
        ]
    ),
    st.tuples(st.integers(0, 40), st.integers(0, 100)) | st.none(),
    st.integers(0, 40),
)
def test_what_is_settled_before_the_first_dose_of_a_step_holds_as_if_printed(
    course: Course, choice: tuple[str, dict[str, str]], pause: tuple[int, int] | None, later: int
) -> None:
    text = f"hydroxocobalamin; repletion: {course.regimen.repletion.steps[0]}; maintenance: 1 mg IM {choice[0]}"
    answers = {f"maintenance.1.{key}": answer for key, answer in choice[1].items()}
    left_open = Course(regimen=text, start=course.start)
    for one in planned(left_open, 3000):
        left_open = left_open.record(one.earliest or FIRST, dose="1 mg") if one.step == "repletion.1" else left_open
    day = last_day(left_open) + timedelta(days=later)
    printed = Course(regimen=left_open.regimen.settle(answers), start=course.start, given=left_open.given)
    settled = left_open
    if pause is not None:
        since = last_day(left_open) + timedelta(days=pause[0])
        settled, printed = (one.pause(since).resume(since + timedelta(days=pause[1])) for one in (settled, printed))
    until = day + timedelta(days=1000)
    assert dated(settled.settle(answers, day).doses(until=until)) == dated(printed.doses(until=until))


@FEW
@given(exact_courses(), st.integers(0, 5))
def test_any_year_is_that_year_of_the_whole(course: Course, year: int) -> None:
    since = course.start + timedelta(days=365 * year)
    until = since + timedelta(days=365)
    whole = course.doses(until=until)
    assert dated(course.doses(since=since, until=until)) == dated(
        [one for one in whole if one.earliest is not None and one.earliest >= since]
    )


def test_a_far_year_costs_no_walk_through_all_before_it() -> None:
    course = Course(
        regimen=Regimen.parse("hydroxocobalamin; repletion: none; maintenance: 1 mg IM daily"), start="1000-01-01"
    )
    (dose,) = course.doses(since="9000-01-01", until="9000-01-02")
    assert dose.number == (date(9000, 1, 1) - date(1000, 1, 1)).days + 1


@given(masses())
def test_every_given_dose_is_written_so_that_it_is_read_back(mass: Quantity) -> None:
    dose = GivenDose("2026-03-02", dose=mass)
    assert GivenDose.from_dict(dose.to_dict()) == dose


@FEW
@given(any_courses(), st.integers(-50, 400))
def test_as_many_doses_are_listed_as_missed_as_are_counted(course: Course, days: int) -> None:
    today = course.start + timedelta(days=days)
    missed = course.missed(today)
    assert len(missed) == course.status(today).missed
    assert all(one.latest is None or one.earliest <= one.latest for one in missed)
    assert all(str(one).endswith(f"missed ({one.step})") for one in missed)
