"""Whatever is given in place of an argument: an error of the library, which names the argument or what was given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

import b12regimen as b12
from b12regimen.errors import B12RegimenError

BNF: Final = "uk-bnf-hydroxocobalamin"
PATIENT: Final = b12.Patient(
    age=46,
    purpose="treatment",
    cause="pernicious-anaemia",
    optic_disease="none",
    severity=b12.Severity(neurological=False),
)
ANSWER: Final = b12.select_regimen(PATIENT, guideline=BNF)
COURSE: Final = b12.Course.of(ANSWER, start="2024-01-01")
REGIMEN: Final = ANSWER.regimens[0]
DAY: Final = date(2024, 1, 2)
MARKER: Final = [b12.LabResult("mma", "500 nmol/L")]

# Each function and class with arguments that will do.
CALLS: Final[list[tuple[Callable[..., Any], dict[str, Any]]]] = [
    (b12.age_on, {"birth_date": date(1978, 1, 1), "today": DAY}),
    (b12.assess_response, {"baseline": MARKER, "follow_up": MARKER, "since_start": "9 days", "symptoms": None}),
    (b12.check_guideline, {"guideline": BNF}),
    (b12.compare_guidelines, {"patient": PATIENT, "guidelines": [BNF], "thresholds": "uk-nice-ng239"}),
    (b12.convert, {"quantity": "205 pg/mL", "unit": "pmol/L", "analyte": "total-b12"}),
    (b12.diff_guidelines, {"old": BNF, "new": BNF}),
    (b12.interpret_labs, {"panel": MARKER, "thresholds": "uk-nice-ng239", "patient": PATIENT}),
    (b12.load_course, {"path": "course.json"}),
    (b12.load_given, {"path": "given.csv"}),
    (b12.load_guideline, {"guideline": BNF, "as_of": DAY}),
    (b12.load_patient, {"path": "patient.toml"}),
    (b12.load_product, {"product": "uk-cytamen"}),
    (b12.load_thresholds, {"thresholds": "uk-nice-ng239"}),
    (b12.monitoring_plan, {"recommendation": ANSWER, "start": DAY, "end_of_repletion": None}),
    (b12.parse_guideline, {"text": ""}),
    (b12.parse_patient, {"text": "{}"}),
    (b12.parse_phase, {"text": "none"}),
    (b12.parse_product, {"text": ""}),
    (b12.parse_thresholds, {"text": ""}),
    (
        b12.prepare_dose,
        {"dose": "1 mg", "product": "uk-cobalin-h", "route": "IM", "graduation": "0.1 mL", "patient": PATIENT},
    ),
    (b12.read_order, {"text": "hydroxocobalamin 1 mg IM monthly"}),
    (
        b12.review_order,
        {
            "order": "hydroxocobalamin 1 mg IM monthly",
            "patient": PATIENT,
            "guideline": BNF,
            "product": "uk-cobalin-h",
            "course": COURSE,
            "today": DAY,
        },
    ),
    (b12.select_regimen, {"patient": PATIENT, "guideline": BNF, "thresholds": None}),
    (
        b12.to_calendar,
        {
            "course": COURSE,
            "name": "one",
            "until": "2025-01-01",
            "stamp": datetime(2024, 1, 1, tzinfo=UTC),
            "plan": None,
            "before": None,
            "revision": 0,
        },
    ),
    (b12.Course, {"regimen": REGIMEN, "start": DAY, "begins_with": "repletion", "spacing": {}, "given": []}),
    (b12.Course.of, {"recommendation": ANSWER, "start": DAY, "which": 1}),
    (b12.Course.from_dict, {"data": {}}),
    (COURSE.record, {"day": DAY, "dose": "1 mg", "route": "IM"}),
    (COURSE.settle, {"answers": {"maintenance.1.timing": "every 3 months"}, "day": DAY}),
    (COURSE.doses, {"until": "2025-01-01", "since": DAY, "is_open": None}),
    (COURSE.status, {"today": DAY, "grace": 3, "is_open": None}),
    (b12.Order, {"drug": "hydroxocobalamin", "maintenance": "1 mg IM monthly"}),
    (b12.Patient.from_dict, {"data": {}}),
    (b12.Patient, {"age": 46, "cause": "metformin", "severity": None, "medicines": [], "weight": "70 kg", "labs": []}),
    (
        b12.Product,
        {
            "drug": "hydroxocobalamin",
            "strength": "1 mg in 1 mL",
            "routes": ["IM"],
            "other_routes": [],
            "containers": [],
            "excipients": [],
            "statements": [],
            "codes": {},
            "sources": {},
        },
    ),
    (b12.LabPanel, {"results": [], "treated_since": None}),
    (b12.LabResult, {"analyte": "mma", "value": "500 nmol/L", "reference": None, "flag": "high", "taken": None}),
    (b12.Regimen, {"drug": None, "repletion": REGIMEN.repletion, "maintenance": REGIMEN.maintenance}),
]
WRONG: Final = (3.5, object(), b"x", True, DAY, PATIENT, COURSE, ANSWER)
ODD: Final = ([1], {"a": 1}, "\0", "", ())  # these may be of the right type, and say what no value says
ARGUMENTS: Final = [(call, known, name) for call, known in CALLS for name in known]


@pytest.mark.parametrize(("call", "known", "name"), ARGUMENTS, ids=[f"{c.__qualname__}-{n}" for c, _, n in ARGUMENTS])
def test_whatever_is_given_is_taken_or_refused_by_its_name(
    call: Callable[..., Any], known: dict[str, Any], name: str
) -> None:
    for given in (*WRONG, *ODD):
        try:
            call(**known | {name: given})
        except B12RegimenError as error:
            said = str(error)
            words = ("labs" if name == "panel" else name, name.replace("_", " "), repr(given)[:20], str(given)[:20])
            assert given in ODD or any(word in said for word in words), said


@pytest.mark.parametrize("load", [b12.load_patient, b12.load_course, b12.load_given])
def test_a_file_that_is_not_there_or_no_file_is_said(load: Callable[[Any], object], tmp_path: Any) -> None:
    for path, reason in (
        (tmp_path / "none.toml", 'none.toml: there is no file "'),
        (tmp_path, "it cannot be read: Is a directory"),
        ("\0", "no file can have the name"),
        (None, "None is not the path of a file; give it as text"),
    ):
        with pytest.raises((b12.PatientError, b12.CourseError)) as caught:
            load(path)
        assert reason in str(caught.value)
