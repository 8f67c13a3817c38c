"""Laboratory results: what is read, as reported; every mistake at once."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pint
import pytest
from hypothesis import given

from b12regimen import Interval, LabPanel, LabResult, Patient, PatientError, Quantity, convert, parse_patient
from b12regimen.testing import lab_panels


@given(lab_panels())
def test_a_panel_is_read_back(panel: LabPanel) -> None:
    assert LabPanel.from_dict(panel.to_dict()) == panel
    assert Patient.from_dict(Patient(labs=panel).to_dict()).labs == panel


def test_a_result_keeps_what_was_reported() -> None:
    result = LabResult(
        "serum B12", "<050.50 pg/mL".replace("<0", "<"), reference="180-900 pg/mL", flag="L", taken="2026-01-31"
    )
    assert result.analyte == "total-b12"
    assert result.value == Quantity(Decimal("50.50"), "pg/mL")
    assert result.value is not None
    assert str(result.value.value) == "50.50"
    assert (result.comparator, result.flag, result.taken) == ("<", "low", date(2026, 1, 31))
    assert result.reference == Interval.parse("180-900 pg/mL")
    assert str(result) == ("total-b12 <50.5 pg/mL low (the laboratory's interval: 180-900 pg/mL) of 2026-01-31")
    assert str(LabResult("mma", flag="high")) == "mma high"
    assert LabResult("mma", flag="high", method="LC-MS/MS").method == "LC-MS/MS"
    assert result.to_dict()["taken"] == "2026-01-31"
    assert (result.shown_value, LabResult("mma", flag="high").shown_value) == ("<50.5 pg/mL", None)


@pytest.mark.parametrize(
    ("given_values", "value", "comparator"),
    [
        ({"value": "205 pg/mL"}, "205 pg/mL", None),
        ({"value": 205, "unit": "pg/mL"}, "205 pg/mL", None),
        ({"value": Decimal("205.0"), "unit": "ng/L"}, "205 ng/L", None),
        ({"value": 205.5, "unit": "pg/mL"}, "205.5 pg/mL", None),
        ({"value": "205", "unit": "pg/mL"}, "205 pg/mL", None),
        ({"value": Quantity(205, "pg/mL")}, "205 pg/mL", None),
        ({"value": pint.UnitRegistry().Quantity(205, "pg/mL")}, "205 pg/mL", None),
        ({"value": "<50 pg/mL"}, "50 pg/mL", "<"),
        ({"value": "\N{GREATER-THAN OR EQUAL TO}2000 pg/mL"}, "2000 pg/mL", ">="),
        ({"value": "50 pg/mL", "comparator": "<"}, "50 pg/mL", "<"),
        ({"value": 50, "unit": "pg/mL", "comparator": "\N{LESS-THAN OR EQUAL TO}"}, "50 pg/mL", "<="),
        ({"value": "<50 pg/mL", "comparator": "<"}, "50 pg/mL", "<"),
        ({"value": " 50pg/mL ", "unit": "pg/mL"}, "50 pg/mL", None),
        ({"value": "<50 pg/mL", "unit": "pg/mL"}, "50 pg/mL", "<"),
    ],
)
def test_values_in_every_form(given_values: dict[str, Any], value: str, comparator: str | None) -> None:
    result = LabResult("total-b12", **given_values)
    assert (str(result.value), result.comparator) == (value, comparator)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"analyte": "B12", "value": "205 pg/mL"}, "analyte: .* may mean total-b12 or active-b12"),
    ({"analyte": "total-b12"}, "there is neither a value nor a flag"),
    ({"analyte": "total-b12", "value": 205}, "value: 205 has no unit; give it as unit"),
    ({"analyte": "total-b12", "value": "205"}, "value: .* has no unit"),
    ({"analyte": "total-b12", "value": True, "unit": "pg/mL"}, "value: a quantity needs a number; True is none"),
    ({"analyte": "total-b12", "value": float("nan"), "unit": "pg/mL"}, "value: a quantity must be finite"),
    ({"analyte": "total-b12", "value": [205]}, "value: .* is no quantity"),
    ({"analyte": "total-b12", "unit": "pg/mL", "flag": "low"}, "value: there is a unit or a comparator and no value"),
    ({"analyte": "total-b12", "value": "<5 pg/mL", "comparator": ">"}, 'the value says "<" and the comparator ">"'),
    ({"analyte": "total-b12", "value": "5 pg/mL", "comparator": "~"}, "'~' is no comparator; one of: <, <=, >, >="),
    ({"analyte": "total-b12", "value": "5 pg/mL", "comparator": 3}, "comparator: 3 is no comparator"),
    ({"analyte": "total-b12", "value": 5, "unit": ["pg/mL"]}, r"unit: \['pg/mL'\] is no unit; write it as text"),
    (
        {"analyte": "active-b12", "value": "35 nmol/L"},
        "value: active-b12 is not reported in nmol/L .* did you mean pmol/L",
    ),
    ({"analyte": "mma", "value": "3 umol/L", "reference": "<400 mmol/L"}, "reference: mma is not reported in mmol/L"),
    ({"analyte": "mma", "value": "3 umol/L", "reference": "<400"}, "reference: .* has no unit"),
    ({"analyte": "mma", "flag": "raised"}, '"raised" is not one of its values; one of: low, normal, high'),
    ({"analyte": "mma", "flag": "high", "taken": "31.1.2026"}, "taken: '31.1.2026' is no day; give a date"),
    ({"analyte": "mma", "flag": "high", "taken": 3}, "taken: 3 is no day"),
    (
        {"analyte": "mma", "flag": "high", "taken": datetime(2026, 1, 31, 23, 30, tzinfo=UTC)},
        "is a moment and no day; give a date",
    ),
    ({"analyte": "mma", "flag": "high", "method": " "}, "method: ' ' is no text"),
    ({"analyte": "mma", "flag": "high", "valeu": "3"}, 'valeu: there is no such key; did you mean "value"'),
    ({"flag": "high"}, "analyte: None is no analyte"),
    ({"analyte": "mma", "flag": ["high"]}, r"flag: \['high'\] is not one of its values"),
    ({"analyte": "mma", "flag": "positive"}, 'flag: "positive" does not fit mma; one of: low, normal, high'),
    (
        {"analyte": "intrinsic-factor-antibodies", "flag": "H"},
        '"H" does not fit intrinsic-factor-antibodies; one of: pos',
    ),
    ({"analyte": "haematocrit", "value": "0.42"}, "has no unit.*; haematocrit is reported in % or L/L"),
    ({"analyte": "homocysteine", "value": "0,62 umol/L"}, "write 0.62"),
    (
        {"analyte": "total-b12", "value": "120 pmol/L", "unit": "ng/L"},
        'value: the value says "pmol/L" and the unit "ng/L"; give one of them',
    ),
    ({"analyte": "total-b12", "value": "<0 ng/L"}, "value: nothing is below 0 ng/L"),
    ({"analyte": "mma", "flag": "high", "taken": "2026-W01-1"}, "taken: '2026-W01-1' is no day"),
    ({"analyte": "mma", "flag": "high", "taken": "2026-02-31"}, "taken: '2026-02-31' is no day"),
    (
        {"analyte": "haemoglobin", "value": "5 mmol/L", "reference": "13-17 g/dL"},
        "reference: 13 g/dL of haemoglobin cannot be converted to mmol/L",
    ),
]


@pytest.mark.parametrize(("given_values", "reason"), WRONG)
def test_what_is_wrong_is_said_with_its_place(given_values: dict[str, Any], reason: str) -> None:
    with pytest.raises(PatientError, match=reason):
        LabResult.from_dict(given_values)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    results = [
        {"analyte": "total-b12", "value": "205 ng/mL", "taken": "soon", "flag": "odd"},
        {"analyte": "mma", "value": "0.3 umol/L"},
        {"analyte": "kalium", "value": "4"},
        "mma high",
    ]
    with pytest.raises(PatientError) as caught:
        Patient.from_dict({"age": "x", "labs": results})
    assert [finding.path for finding in caught.value.findings] == [
        "age",
        "labs[0].flag",
        "labs[0].taken",
        "labs[0].value",
        "labs[2].analyte",
        "labs[2].value",
        "labs[3]",
    ]


@pytest.mark.parametrize(
    ("result", "places"),
    [
        ({"analyte": "zz", "flag": "raised"}, ["analyte", "flag"]),
        ({"analyte": "mma", "flag": "raised", "valeu": "3 umol/L"}, ["flag", "valeu"]),
        ({"analyte": "mma", "method": 3, "taken": "soon"}, ["", "method", "taken"]),
    ],
)
def test_one_mistake_hides_no_other(result: dict[str, Any], places: list[str]) -> None:
    with pytest.raises(PatientError) as caught:
        LabResult.from_dict(result)
    assert sorted(finding.path for finding in caught.value.findings) == places


def test_a_result_without_a_value_and_a_flag_is_left_out_by_who_gives_it() -> None:
    with pytest.raises(PatientError) as caught:
        LabResult("mma")
    (finding,) = caught.value.findings
    assert finding.reason == "there is neither a value nor a flag; a result that was not obtained is left out"


def test_a_patient_file_holds_results() -> None:
    patient = parse_patient(
        """
        age = 57

        [labs]
        treated_since = 2026-02-01

        [[labs.results]]
        analyte = "total-b12"
        value = 205
        unit = "pg/mL"
        taken = 2026-01-05

        [[labs.results]]
        analyte = "mma"
        flag = "high"
        """
    )
    assert patient.labs is not None
    assert patient.labs.treated_since == date(2026, 2, 1)
    assert [str(result) for result in patient.labs.results] == ["total-b12 205 pg/mL of 2026-01-05", "mma high"]
    assert patient.labs.analytes == ("total-b12", "mma")


def test_lines_of_results_are_named() -> None:
    text = 'age = 57\n\n[[labs]]\nanalyte = "total-b12"\nvalue = "90 ng/mL"\n'
    with pytest.raises(PatientError, match=r"line 5, labs\[0\].value: total-b12 is not reported in ng/mL"):
        parse_patient(text)


def test_panels_in_every_form() -> None:
    result = LabResult("mma", flag="high")
    for given_panel in (
        LabPanel([result]),
        [result],
        (result,),
        {"results": [result]},
        [{"analyte": "mma", "flag": "H"}],
    ):
        assert Patient(labs=given_panel).labs == LabPanel([result])
    assert repr(result) == "LabResult(analyte='mma', flag='high')"


@pytest.mark.parametrize(
    ("given_panel", "reason"),
    [
        ("high MMA", "labs: 'high MMA' is no list of results"),
        ({"results": 3}, "results: 3 is no list of results"),
        ({"results": [], "treated_since": "x"}, "treated_since: 'x' is no day"),
        ([3], r"labs: \[0\]: 3 is no table of values"),
    ],
)
def test_what_is_no_panel(given_panel: Any, reason: str) -> None:
    with pytest.raises(PatientError, match=reason):
        Patient(labs=given_panel)


def test_what_is_no_list_of_results_is_told_what_would_do() -> None:
    example = '[{analyte = "total-b12", value = "205 pg/mL"}]'
    for given_results, reason in (
        (Patient(age=57), "this is a patient, and no list of results; give patient.labs"),
        ("high MMA", f"'high MMA' is no list of results; give for instance {example}"),
    ):
        with pytest.raises(PatientError) as caught:
            LabPanel(given_results)  # type: ignore[arg-type]
        assert str(caught.value) == f"results: {reason}"
    with pytest.raises(PatientError, match=r"^lab results: \[0\]: 3 is no table of values"):
        LabPanel([3])  # type: ignore[list-item]
    with pytest.raises(PatientError, match=r"^treated_since: 'soon' is no day"):
        LabPanel([], treated_since="soon")


def test_a_converted_value_is_kept_as_a_decimal_that_is_read_back() -> None:
    result = LabResult("mma", convert("100 ng/mL", "nmol/L", analyte="mma"))
    assert LabResult.from_dict(result.to_dict()) == result
    low, high = (convert(text, "nmol/L", analyte="mma") for text in ("10 ng/mL", "100 ng/mL"))
    for interval in (Interval(low, None), Interval(None, high), Interval(low, high)):
        flagged = LabResult("mma", "3 nmol/L", reference=interval)
        assert LabResult.from_dict(flagged.to_dict()) == flagged


def test_an_interval_beside_a_flag_or_a_unit_slip_is_read() -> None:
    assert LabResult("mma", flag="high", reference="<400 nmol/L").reference == Interval.parse("<400 nmol/L")
    with pytest.raises(PatientError) as caught:
        LabResult("mma", "3 mmol/L", reference="<400 nmol/L")
    assert [finding.path for finding in caught.value.findings] == ["value"]


def test_all_mistakes_of_a_list_are_said_even_among_lists() -> None:
    with pytest.raises(PatientError) as caught:
        Patient.from_dict({"labs": [{"analyte": "mma", "flag": ["high"]}, {"analyte": "zz", "flag": "H"}]})
    assert [finding.path for finding in caught.value.findings] == ["labs[0].flag", "labs[1].analyte"]


def test_a_panel_is_shown_in_full_and_says_what_is_not_known() -> None:
    total = LabResult("total-b12", "<50 pg/mL", reference="180-900 pg/mL", flag="L", taken="2026-01-31", method="CLIA")
    assert str(LabPanel([total, LabResult("mma", flag="high")])).splitlines() == [
        "LABORATORY RESULTS",
        "  total-b12: result <50 pg/mL; flag low; the laboratory's interval 180-900 pg/mL; taken 2026-01-31;",
        "    method CLIA",
        "  mma: flag high",
        "",
        "FIRST DOSE OF VITAMIN B12",
        "  not known",
    ]
    html = LabPanel([total]).to_html()
    assert '<th scope="col" role="columnheader">analyte</th>' in html
    assert str(LabPanel([], treated_since="2026-02-01")).splitlines() == [
        "LABORATORY RESULTS",
        "  none was given",
        "",
        "FIRST DOSE OF VITAMIN B12",
        "  2026-02-01",
    ]


def test_results_are_values() -> None:
    assert len({LabResult("mma", "3 umol/L"), LabResult("mma", "3000 nmol/L"), LabResult("mma", "3 nmol/L")}) == 2


LEVELS = ("total-b12", "active-b12")


@pytest.mark.parametrize("analyte", LEVELS)
@pytest.mark.parametrize(
    ("given_values", "place", "said"),
    [
        ({"value": "1.250 pmol/L"}, "value", '"1.250 pmol/L" .*point (1.25) or group thousands (1250); write 1.25 or'),
        (
            {"value": "<1.000 pmol/L"},
            "value",
            "decimal point (1) or group thousands (1000); write 1 or 1000, whichever",
        ),
        ({"value": "12.345", "unit": "pmol/L"}, "value", "(12.345) or group thousands (12345); write 12.3450 or 12345"),
        ({"value": "205 pmol/L", "reference": "<1.100 pmol/L"}, "reference", "(1.1) or group thousands (1100)"),
        ({"flag": "low", "reference": "0.200-1.100 pmol/L"}, "reference", "(1.1) or group thousands (1100)"),
    ],
)
def test_a_level_of_vitamin_b12_whose_point_may_group_thousands_is_refused(
    analyte: str, given_values: dict[str, Any], place: str, said: str
) -> None:
    with pytest.raises(PatientError, match=re.escape(said).replace(r"\.\*", ".*")) as caught:
        LabResult(analyte, **given_values)
    assert [finding.path for finding in caught.value.findings] == [place]


@pytest.mark.parametrize("text", ["132.915 pmol/L", "205.25 pmol/L", "1.2500 pmol/L", "0.125 pmol/L", "1250 pmol/L"])
def test_a_level_whose_point_has_one_reading_is_read(text: str) -> None:
    for analyte in LEVELS:
        assert LabResult(analyte, text, reference=f"<{text}").value == Quantity.parse(text)


def test_what_nobody_reports_in_thousands_keeps_its_point() -> None:
    result = LabResult("homocysteine", "12.345 umol/L", reference="5.125-15.125 umol/L")
    assert result.to_dict()["value"] == "12.345 umol/L"
    assert LabResult.from_dict(result.to_dict()) == result


@pytest.mark.parametrize(
    "number",
    [
        Quantity(Decimal("12.345"), "pmol/L"),
        pint.UnitRegistry().Quantity(12.345, "pmol/L"),
        *(Decimal("12.345"), 12.345),
    ],
)
def test_a_number_has_one_reading_and_is_read_back(number: Any) -> None:
    unit = None if hasattr(number, "to") else "pmol/L"
    for analyte in LEVELS:
        result = LabResult(analyte, number, unit=unit, reference=Interval(None, Quantity(Decimal("1.001"), "pmol/L")))
        assert result.to_dict() == {"analyte": analyte, "value": "12.3450 pmol/L", "reference": "<=1.0010 pmol/L"}
        assert LabResult.from_dict(result.to_dict()) == result
    assert Patient.from_dict(Patient(labs=[result]).to_dict()).labs == LabPanel([result])
    assert parse_patient(f'labs = [{{analyte = "{analyte}", value = 12.345, unit = "pmol/L"}}]').labs is not None
