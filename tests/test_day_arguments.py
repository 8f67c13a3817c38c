"""Every parameter that takes a day: a date, or its text; never a moment, for the day of that depends on a time zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

import polars as pl
import pytest

import b12regimen as b12
from b12regimen import cds_hooks, fhir, frames
from cds_calls import call, deployment

DAY: Final = date(2026, 3, 2)
MARKER: Final = [b12.LabResult("mma", "500 nmol/L")]
BNF: Final = "uk-bnf-hydroxocobalamin"
PATIENT: Final = b12.Patient(
    age=46,
    purpose="treatment",
    cause="pernicious-anaemia",
    optic_disease="none",
    severity=b12.Severity(neurological=False),
)
ANSWER: Final = b12.select_regimen(PATIENT, guideline=BNF)
COURSE: Final = b12.Course.of(ANSWER, start="2026-01-05")
RECALLED: Final = pl.DataFrame(
    {"regimen": ["hydroxocobalamin; repletion: none; maintenance: 1 mg IM monthly"], "last": [DAY], "over": [True]}
)
DRAFTED: Final[dict[str, Any]] = {
    "subject": "Patient/1",
    "phase": "maintenance",
    "answers": {"maintenance.1.timing": "every 3 months"},
}
DEPLOYMENT: Final = deployment()


def _recalled(today: Any) -> Any:
    columns = {"regimen": "regimen", "last_given": "last", "repletion_over": "over"}
    return frames.next_due(RECALLED, today=today, blocked=None, grace=None, **columns).rows()


# What takes it, and which error names it.
TAKEN: Final[dict[str, tuple[type[b12.FindingsError], Callable[[Any], Any]]]] = {
    "age_on birth_date": (b12.PatientError, lambda day: b12.age_on(day, "2026-05-01")),
    "age_on today": (b12.PatientError, lambda day: b12.age_on("1980-02-01", day)),
    "LabResult": (b12.PatientError, lambda day: b12.LabResult("mma", flag="high", taken=day)),
    "LabPanel": (b12.PatientError, lambda day: b12.LabPanel([], treated_since=day)),
    "assess_response": (
        b12.PatientError,
        lambda day: str(b12.assess_response(MARKER, MARKER, start=day, symptoms=None)),
    ),
    "load_guideline": (
        b12.GuidelineError,
        lambda day: b12.load_guideline("uk-bnf-hydroxocobalamin-3-monthly", as_of=day).id,
    ),
    "plan start": (b12.MonitoringError, lambda day: b12.monitoring_plan(ANSWER, start=day)),
    "plan end": (b12.MonitoringError, lambda day: b12.monitoring_plan(ANSWER, end_of_repletion=day)),
    "GivenDose": (b12.CourseError, b12.GivenDose),
    "Decision": (b12.CourseError, lambda day: b12.Decision(day, "pause")),
    "Course": (b12.CourseError, lambda day: b12.Course.of(ANSWER, start=day).to_dict()),
    "Course.status": (b12.CourseError, COURSE.status),
    "Course.missed": (b12.CourseError, COURSE.missed),
    "Course.regimen_on": (b12.CourseError, COURSE.regimen_on),
    "Course.doses until": (b12.CourseError, lambda day: COURSE.doses(until=day)),
    "Course.doses since": (b12.CourseError, lambda day: COURSE.doses(since=day, until="2027-01-01")),
    "review_order": (
        b12.CourseError,
        lambda day: b12.review_order(
            "hydroxocobalamin 1 mg IM monthly", PATIENT, guideline=BNF, course=COURSE, today=day
        ).to_dict(),
    ),
    "patient_from_fhir": (b12.FhirError, lambda day: fhir.patient_from_fhir([], today=day).to_dict()),
    "next_due": (b12.FrameError, _recalled),
    "respond": (
        b12.FhirError,
        lambda day: cds_hooks.respond("b12-patient-view", call(), deployment=DEPLOYMENT, today=day),
    ),
}


@pytest.mark.parametrize("take", [take for _, take in TAKEN.values()], ids=TAKEN)
def test_a_day_is_taken_as_a_date_and_as_its_text(take: Callable[[Any], Any]) -> None:
    try:
        found = take(DAY)
    except b12.EditionError:
        with pytest.raises(b12.EditionError):
            take("2026-03-02")
    else:
        assert take("2026-03-02") == found


@pytest.mark.parametrize(
    "given",
    [
        datetime(2026, 3, 2, 23, 30),  # noqa: DTZ001
        datetime(2026, 3, 2, 23, 30, tzinfo=UTC),
        "20260302",
        "2026-03-02T23:30",
        "2026-W10-1",
        "2/3/2026",
        "",
        20260302,
        True,
    ],
    ids=str,
)
@pytest.mark.parametrize(("error", "take"), TAKEN.values(), ids=TAKEN)
def test_a_moment_and_any_other_text_is_no_day(
    error: type[b12.FindingsError], take: Callable[[Any], Any], given: object
) -> None:
    with pytest.raises(error, match="day"):
        take(given)


@pytest.mark.parametrize(
    ("authored", "written"),
    [
        (DAY, "2026-03-02"),
        ("2026-03-02", "2026-03-02"),
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "2026-03-02T23:30:00+00:00"),
    ],
)
def test_a_draft_has_a_day_or_a_moment_with_its_time_zone(authored: Any, written: str) -> None:
    (draft,) = fhir.medication_requests(ANSWER, authored=authored, **DRAFTED)
    assert draft["authoredOn"] == written


@pytest.mark.parametrize("authored", [datetime(2026, 3, 2), "2026-03-02T23:30:00Z", 20260302])  # noqa: DTZ001
def test_a_draft_has_no_other_time(authored: Any) -> None:
    with pytest.raises(b12.FhirError, match=r"authored: .* is neither a day nor a time with a time zone; give a date"):
        fhir.medication_requests(ANSWER, authored=authored, **DRAFTED)
