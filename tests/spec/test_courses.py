"""Published schedules on the calendar: the printed counts of doses, and the days that they lead to."""

from __future__ import annotations

from datetime import date

import pytest

from b12regimen import Course, CourseDose

FDA = (
    "cyanocobalamin; repletion: 100 mcg IM or deep SC daily for 6-7 days, then if clinical improvement and "
    "reticulocyte response, 100 mcg IM or deep SC on alternate days for 7 doses, then 100 mcg IM "
    "or deep SC every 3-4 days for 2-3 "
    "weeks; maintenance: 100 mcg IM or deep SC monthly for life"
)


def repletion(text: str, policy: str | None = None) -> list[CourseDose]:
    drug, _, phase = text.partition(": ")
    course = Course.from_dict(
        {"version": 1, "regimen": f"{drug}; repletion: {phase}; maintenance: none", "start": "2026-03-02"}
        | {"policy": policy}
    )
    return course.doses(until="2030-01-01")


@pytest.mark.parametrize(
    ("phase", "fewest", "most"),
    [
        ("hydroxocobalamin: 1 mg IM 3 times a week for 2 weeks", 6, 6),
        ("hydroxocobalamin: 1 mg IM on alternate days for 2 weeks", 7, 7),
        ("hydroxocobalamin: 250-1000 mcg IM on alternate days for 1-2 weeks", 4, 7),
        ("cyanocobalamin: 1 mg IM daily or on alternate days for 10 doses", 10, 10),
        ("cyanocobalamin: 1 mg IM daily or on alternate days for up to 5 doses", 1, 5),
        ("cyanocobalamin: 1 mg IM daily for 1 week, then 1 mg IM weekly for 1 month", 11, 12),
    ],
)
def test_a_published_repletion_has_its_printed_count(phase: str, fewest: int, most: int) -> None:
    doses = repletion(phase)
    assert fewest <= sum(dose.is_certain for dose in doses) <= len(doses) <= most
    if fewest == most:
        assert len(doses) == fewest


@pytest.mark.parametrize(("policy", "count"), [("shortest", 6 + 7 + 5), ("longest", 7 + 7 + 6)])
def test_the_label_of_cyanocobalamin_gives_17_to_21_doses(policy: str, count: int) -> None:
    course = Course.from_dict({"version": 1, "regimen": FDA, "start": "2026-03-02", "policy": policy})
    doses = [dose for dose in course.doses(until="2027-01-01") if (dose.step or "").startswith("repletion")]
    assert 17 <= len([dose for dose in doses if dose.recommended]) <= 21
    assert len([dose for dose in doses if dose.recommended]) == count


def test_a_gate_leaves_nothing_due_until_a_clinician_passes_it() -> None:
    course = Course(regimen=FDA, start="2026-03-02")
    for day in range(2, 9):
        course = course.record(f"2026-03-{day:02}", dose="100 mcg", route="IM")
    status = course.status("2026-04-20")
    assert (status.state, status.next) == ("waiting", None)
    assert status.waiting_for == "a clinician finds whether there is clinical improvement and reticulocyte response"
    passed = course.pass_gate("2026-04-20").status("2026-04-20")
    assert (passed.state, passed.step) == ("due", "repletion.2")
    failed = course.fail_gate("2026-04-20")
    assert failed.status("2026-05-01").state == "waiting"
    assert "was not found on 2026-04-20" in str(failed.status("2026-05-01").waiting_for)
    assert len(failed.doses(until="2030-01-01")) == 7
    assert failed.pass_gate("2026-05-02").status("2026-05-02").state == "due"


def test_at_least_3_days_apart_has_an_earliest_day_and_is_never_overdue() -> None:
    text = (
        "hydroxocobalamin; repletion: 1 mg IM at least 3 days apart for 10 doses; maintenance: 1 mg IM every 2 months"
    )
    due = Course(regimen=text, start="2026-03-02").record("2026-03-02", dose="1 mg").next_due("2028-01-01")
    assert due is not None
    assert (due.earliest, due.latest, due.overdue_from) == (date(2026, 3, 5), None, None)
    assert due.days == "from 2026-03-05; no last day is printed"


@pytest.mark.parametrize(
    ("start", "days"),
    [
        ("2023-12-29", ["2024-01-29", "2024-02-29", "2024-03-29"]),
        ("2022-12-30", ["2023-01-30", "2023-02-28", "2023-03-30"]),
        ("2023-12-31", ["2024-01-31", "2024-02-29", "2024-03-31"]),
    ],
)
def test_months_end_with_the_month_and_find_back(start: str, days: list[str]) -> None:
    course = Course(regimen="cyanocobalamin; repletion: none; maintenance: 1 mg IM monthly for life", start=start)
    assert [str(dose.earliest) for dose in course.doses(until="2025-01-01")[1:4]] == days
    given = course.record(start, dose="1 mg").record(days[0], dose="1 mg").record(days[1], dose="1 mg")
    due = given.next_due(days[1])
    assert due is not None
    assert str(due.recommended) == days[2]


def test_twelve_weeks_are_no_three_months() -> None:
    weeks, months = (
        Course(regimen=f"hydroxocobalamin; repletion: none; maintenance: 1 mg IM {each}", start="2026-01-31")
        for each in ("every 12 weeks", "every 3 months")
    )
    assert [str(one.doses(until="2026-06-01")[1].earliest) for one in (weeks, months)] == ["2026-04-25", "2026-04-30"]


def test_named_weekdays_begin_on_the_first_of_them() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM on Monday, Wednesday and Friday for 2 weeks; maintenance: none"
    doses = Course(regimen=text, start="2026-03-03").doses(until="2027-01-01")
    assert [str(dose.earliest)[5:] for dose in doses] == ["03-04", "03-06", "03-09", "03-11", "03-13", "03-16"]


@pytest.mark.parametrize(
    ("spacing", "days"),
    [
        (["Monday", "Wednesday", "Friday"], ["02", "04", "06", "09", "11", "13"]),
        ([2, 2, 3], ["02", "04", "06", "09", "11", "13"]),
        ([3, 2, 2], ["02", "05", "07", "09", "12", "14"]),
    ],
)
def test_three_times_a_week_is_spaced_by_the_caller(spacing: list[str], days: list[str]) -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: 1 mg IM every 2-3 months"
    course = Course(regimen=text, start="2026-03-02", spacing={"repletion.1": spacing})
    for day in days[:4]:
        course = course.record(f"2026-03-{day}", dose="1 mg")
    doses = course.doses(until="2026-04-01")
    assert [str(dose.day or dose.recommended) for dose in doses] == [f"2026-03-{day}" for day in days]
    assert {dose.punctuality for dose in doses[:4]} == {"on-time"}
    assert "the caller's choice, not the source's: the spacing" in str(course.next_due("2026-03-10"))


def test_without_a_choice_each_dose_has_a_window_in_its_week() -> None:
    text = "hydroxocobalamin; repletion: 1 mg IM 3 times a week for 2 weeks; maintenance: none"
    doses = Course(regimen=text, start="2026-03-02").doses(until="2026-04-01")
    assert [(str(dose.earliest)[8:], str(dose.latest)[8:]) for dose in doses] == [
        ("02", "02"),
        ("03", "07"),
        ("04", "08"),
        ("09", "13"),
        ("10", "14"),
        ("11", "15"),
    ]


def test_days_of_a_trial_count_from_the_first_dose() -> None:
    text = "cyanocobalamin; repletion: 1 mg IM on days 1, 3, 7 and 10; maintenance: none"
    course = Course(regimen=text, start="2026-03-02")
    assert [str(dose.earliest)[8:] for dose in course.doses(until="2027-01-01")] == ["02", "04", "08", "11"]
    late = course.record("2026-03-02").record("2026-03-08")
    assert (
        late.status("2026-03-08").missed,
        [str(one.earliest)[8:] for one in late.doses(until="2027-01-01")][2:],
    ) == (
        1,
        ["11"],
    )
    last = late.record("2026-03-11")
    assert last.status("2026-03-11").waiting_for == "a clinician decides: 1 dose of repletion.1 was not given"
    assert last.close_step("2026-03-11").status("2026-03-11").state == "over"
