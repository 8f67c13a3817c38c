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
    return [one for one in found if one.given_on is None]


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
    after = [one for one in course.doses(until=until) if one.given_on is None]
    left = dated(before)[count:]
    assert dated(after)[: len(left)] == left
    assert all(one.punctuality == "on time" for one in course.doses(until=until) if one.given_on)
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
