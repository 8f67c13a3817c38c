"""Patient files: both formats, and every problem with its line."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from b12regimen import Patient, PatientError, Severity, load_patient, parse_patient

TOML = """
age = 46
cause = "pernicious-anaemia"
[severity]
neurological = true
"""
JSON = '{"age": 46, "cause": "pernicious-anaemia", "severity": {"neurological": true}}'


def test_toml_and_json_say_the_same(tmp_path: Path) -> None:
    expected = Patient(age=46, cause="pernicious-anaemia", severity=Severity(neurological=True))
    for name, text in (("patient.toml", TOML), ("patient.json", JSON), ("bom.json", "\ufeff" + JSON)):
        (tmp_path / name).write_text(text, "utf-8")
        assert load_patient(tmp_path / name) == expected


def test_every_problem_has_its_line() -> None:
    text = 'age = "x"\n\n[severity]\n# a comment\nneurological = "yes"\nnervs = true\n'
    with pytest.raises(PatientError) as caught:
        parse_patient(text, "p.toml")
    assert [(finding.line, finding.path) for finding in caught.value.findings] == [
        (1, "age"),
        (5, "severity.neurological"),
        (6, "severity.nervs"),
    ]
    assert "line 5, severity.neurological" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("age = ", "neither TOML nor JSON"),
        ("age = 46\nage = 47", "neither TOML nor JSON"),
        ('{"age": 46,', "line 1: this is not JSON"),
        ('{"age": 46, "age": 47}', "age: this key is given twice"),
        ('{"severity": {"anaemia": "none", "anaemia": "severe"}}', "anaemia: this key is given twice"),
        ('{"age": "x"}', '"x" is no age'),
        ('[{"age": 46}]', "^patient: this is a list; a patient is one table, such as {} where nothing is known$"),
        ("[46", "neither TOML nor JSON"),
        ("[" * 100_000 + "1", "nested too deeply|neither TOML nor JSON"),
        ("", "^patient: it is empty; a patient of whom nothing is known is written {}$"),
        ("\ufeff \n", "it is empty"),
        ('{"age": ' + "9" * 5000 + "}", "a number in it has thousands of digits, which nobody means$"),
        ("age = " + "9" * 5000, "a number in it has thousands of digits, which nobody means$"),
    ],
)
def test_unreadable(text: str, message: str) -> None:
    with pytest.raises(PatientError, match=message):
        parse_patient(text)


def test_other_bytes_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_bytes(b"age = 46 # \xff\n")
    with pytest.raises(PatientError, match=r"p.toml: this is not UTF-8 text \(.*; save it as UTF-8"):
        load_patient(tmp_path / "p.toml")
    (tmp_path / "p.toml").write_text("age = 46", "utf-16")
    with pytest.raises(PatientError, match=r"p.toml: this is not UTF-8 text but UTF-16; save it as UTF-8"):
        load_patient(tmp_path / "p.toml")


def test_a_guideline_file_is_no_patient_file() -> None:
    good = (Path(__file__).parent / "guidelines" / "good.toml").read_text("utf-8")
    with pytest.raises(PatientError, match="good: this is a guideline file; a patient file holds"):
        parse_patient(good, "good")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"age":' + "9" * 5000 + "}", "this JSON cannot be read"),
        ('{"a":' * 100_000, "this is nested too deeply"),
        ("age = " + "9" * 5000, "this is neither TOML nor JSON"),
        ("a = " + "[" * 100_000, "this is nested too deeply"),
        ("[" * 100_000 + "]" * 100_000, "this is nested too deeply"),
        ('"x"', "'x' is no table of values with the attributes as keys"),
        ("null", "None is no table of values"),
        ("[46]", "this is a list; a patient is one table"),
        ("age = \u201c46 years\u201d", r"neither TOML nor JSON: .*line 1 has a typographic quote \(\u201c \u201d\)"),
        (None, "None is no text"),
        ('{"a": 1e99999999999999999999}', "this JSON cannot be read"),
        ("a = 1e99999999999999999999", "this is neither TOML nor JSON"),
        ('{"allergies": ["\\ud800"]}', r"allergies\[0\]: '\\ud800' is no name"),
    ],
)
def test_monstrous_texts_are_refused(text: Any, reason: str) -> None:
    with pytest.raises(PatientError, match=reason):
        parse_patient(text)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    for name, text in (("a.toml", "age = 46\n"), ("b.json", '{"age": 46}')):
        (tmp_path / name).write_text(text, "utf-8-sig")
        assert load_patient(tmp_path / name) == Patient(age=46)
        assert parse_patient(f"\ufeff{text}") == Patient(age=46)


def test_an_error_passes_between_processes() -> None:
    with pytest.raises(PatientError) as caught:
        Patient.from_dict({"age": "x", "sex": "y"})
    again = copy.deepcopy(caught.value)
    assert (str(again), again.findings) == (str(caught.value), caught.value.findings)


def test_unknown_lists_are_unknown() -> None:
    assert Patient(allergies="unknown", medicines="unknown") == Patient()


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_no_patient(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p.toml").write_bytes(content)
    with pytest.raises(PatientError, match=r"^p.toml: it is empty; a patient of whom nothing is known is written {}$"):
        load_patient(tmp_path / "p.toml")


@pytest.mark.parametrize(
    "text", ["{}", "# nothing is known yet\n", "[severity]\n", '[[labs]]\nanalyte = "mma"\nflag = "H"\n']
)
def test_a_patient_of_whom_nothing_is_known_is_one(text: str) -> None:
    assert parse_patient(text).age is None
