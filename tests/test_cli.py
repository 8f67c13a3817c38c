"""The command line: what it prints, where, and its exit codes."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
import uvicorn

from b12regimen import OrderError, PatientError, check_guideline, guideline_ids, product_ids, threshold_ids
from b12regimen.cli import examples
from b12regimen.cli.input import order_text, patient_of
from b12regimen.cli.main import app, main
from b12regimen.cli.mistakes import in_words
from b12regimen.published import PUBLISHED

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
FIRST = str(EXAMPLES / "pernicious-anaemia-with-neurology.toml")
GOOD = Path(__file__).parent / "guidelines" / "good.toml"
BNF = ["--guideline", "uk-bnf-hydroxocobalamin"]


@pytest.mark.parametrize(
    ("file", "guideline", "code"),
    [
        ("pernicious-anaemia-with-neurology.toml", "uk-bnf-hydroxocobalamin", 0),
        ("dietary-without-neurology.toml", "us-fda-cyanocobalamin", 3),
        ("only-low-b12.toml", "uk-bnf-hydroxocobalamin", 3),
        ("child-of-a-vegan-mother.toml", "uk-bnf-hydroxocobalamin", 4),
        ("child-of-a-vegan-mother.toml", "us-fda-cyanocobalamin", 4),
    ],
)
def test_exit_codes(file: str, guideline: str, code: int) -> None:
    assert main(["recommend", str(EXAMPLES / file), "--guideline", guideline]) == code


def test_recommend_prints_the_regimen_and_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommend", FIRST, *BNF]) == 0
    printed = capsys.readouterr()
    assert "repletion: 1 mg IM on alternate days until no further improvement" in printed.out
    assert "maintenance: 1 mg IM every 2 months" in printed.out
    assert "https://pernicious-anaemia-society.org/treatment/" in printed.out
    assert "11 things that a clinician confirms before treatment" in printed.out
    assert printed.err == ""
    assert main(["recommend", FIRST, *BNF, "--full"]) == 0
    whole = capsys.readouterr().out
    assert "A CLINICIAN CONFIRMS" in whole
    assert len(whole.splitlines()) > 2 * len(printed.out.splitlines())


def test_recommend_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommend", FIRST, *BNF, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["action"] == "inject"


def test_a_patient_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"age": "13 months"}'))
    assert main(["recommend", "-", *BNF]) == 4
    assert "does not cover this patient" in capsys.readouterr().out


def test_a_contraindication_is_said_on_standard_error_and_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = (
        'age = 61\npurpose = "treatment"\ncause = "pernicious-anaemia"\n'
        'allergies = ["cobalt"]\noptic_disease = "leber"\n'
    )
    for flags in ([], ["--json"]):
        monkeypatch.setattr("sys.stdin", io.StringIO(known))
        assert main(["recommend", "-", "--guideline", "us-fda-cyanocobalamin", *flags]) == 0
        printed = capsys.readouterr()
        assert printed.err.startswith("allergy to cobalt: labels of the United States")
        assert "Leber" not in printed.err, "a warning does not block"
        assert "blocked" in printed.out
    assert json.loads(printed.out)["blocked"] is True


def test_oral_advice_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'age = 40\npurpose = "treatment"\ncause = "vegan"\noral_suitable = true\n'
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main(["recommend", "-", "--guideline", "us-fda-cyanocobalamin"]) == 0


def test_bad_input_is_said_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('age = "x"\ncauses = "vegan"\n', "utf-8")
    for arguments, message in (
        (["recommend", str(bad), *BNF], "bad.toml: 2 problems"),
        (["recommend", str(tmp_path / "none.toml"), *BNF], "none.toml: there is no file"),
        (["recommend", FIRST, "--guideline", "uk-bnf"], "there is no guideline and no file"),
        (["recommend", FIRST], "guideline"),
        (["reccommend", FIRST], "reccommend"),
    ):
        assert main(arguments) == 2
        printed = capsys.readouterr()
        assert message in printed.err
        assert printed.out == ""


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "own.toml: there is nothing in this file; a guideline has an id"),
        ("# nothing yet\n", "there is nothing in this file"),
        (
            'age = 46\ncause = "vegan"\n',
            "own.toml: this is a patient file; a guideline file holds the rules of a source",
        ),
        ('{"age": 46}', "this is not TOML: it begins like JSON, which a patient file may be written in"),
        ("id = x\n", 'put text in quotes: id = "x"'),
        ('title = "A"\nversion = March 2024  # as printed\n', 'put text in quotes: version = "March 2024"'),
        ("valid_from = 2024-3-6\n", "this is not TOML"),
        ("[[rule]]\nprefer = True\n", "write it small: true"),
        ("[[rule]]\nwhen = { neurological = False }\n", "write it small: false"),
        ("[facts]\nneurological = [TRUE, FALSE]\n", "write it small: true"),
        ('id = "own\ntitle = "A"\n', "a quote is not closed in line 1"),
        ("valid_from = 02/03/2026\n", "02/03/2026 may be two days: write the year, the month and the day"),
        ("age = 46 years\n", 'put text in quotes: age = "46 years"'),
        ("[[rule]]\nwhen = {\n  neurological = true }\n", "what stands in braces { } stands on one line"),
        ("PK\x03\x04 and more", "this is a document of a word processor, or a zip file"),
        (
            'id = "own"\nextends = "uk-bnf"\n',
            'there is no guideline and no file "uk-bnf" beside the file that names it; did',
        ),
        ('id = "own"\nextends = "ward"\n', 'did you mean the file "ward.toml"?'),
        ('jurisdiction = "GB"\n', "a file without it is a shared part"),
    ],
)
def test_a_check_says_what_would_do(
    written: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ward.toml").write_text(GOOD.read_text("utf-8"), "utf-8")
    own = tmp_path / "own.toml"
    own.write_text(written, "utf-8")
    assert main(["check", str(own)]) == 2
    assert said in capsys.readouterr().err


def test_a_name_without_its_ending_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("our-hospital.toml").write_text("", "utf-8")
    meant = 'did you mean the file "our-hospital.toml"?'
    for asked in (
        ["recommend", FIRST, "--guideline", "our-hospital"],
        ["interpret", FIRST, "--thresholds", "our-hospital"],
        ["prepare", "1 mg", "--product", "our-hospital", "--route", "IM"],
    ):
        assert main(asked) == 2
        assert meant in capsys.readouterr().err
    assert main(["recommend", FIRST, "--guideline", "x" * 5000]) == 2
    assert main(["recommend", FIRST, "--guideline", "x\0"]) == 2


def test_an_order_that_is_no_file_or_in_the_patients_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", str(tmp_path / "ordr.txt"), FIRST, *BNF]) == 2
    assert 'ordr.txt", and no order reads like that' in capsys.readouterr().err
    assert main(["review", FIRST, ORDER, *BNF]) == 2
    assert (
        f'there is no file "{ORDER}"; if that is the order, give it first, then the patient' in capsys.readouterr().err
    )
    assert main(["review", FIRST, str(tmp_path / "patint.toml"), *BNF]) == 2
    assert "patint.toml: there is no file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["1 mg", "--syringe", "2"], '"2" has no unit; write 2 mL'),
        (["1 mg", "--graduation", "0.1"], '"0.1" has no unit; write 0.1 mL'),
        (
            ["1 mg", "--graduation", "0.1 mL", "--rounding-limit", "5"],
            '"5" has no unit; write 5 %',
        ),
        (["1000"], '"1000" has no unit; write which is meant, mcg or mg'),
    ],
)
def test_a_unit_that_is_missing_is_offered(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", *given, "--product", "au-vita-b12", "--route", "IM"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "named"),
    [("check", "FILES"), ("changes", "OLD"), ("recommend", "PATIENT"), ("schedule", "PATIENT"), ("prepare", "DOSE")],
)
def test_what_is_given_by_its_place_is_not_asked_for_as_an_option(
    command: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{named} is missing: ")
    assert f"--{named.lower()} " not in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            ["recommend", FIRST],
            "--guideline is missing: the id of a guideline (see b12regimen guidelines), or a file; ",
        ),
        (["recommend", FIRST], 'or a file; "b12regimen recommend --help" has examples\n'),
        (["schedule", FIRST, *BNF], "--start is missing: the day for which the first dose is planned; "),
        (["recommend", FIRST, *BNF, "--as-of"], "--as-of needs a value: ask the edition that stood on this day; "),
        (["recommend", FIRST, *BNF, "--thresold", "x"], "Unknown option: --thresold. Did you mean --thresholds?\n"),
        (["recommend", FIRST, "--guideline", "zzz"], '"zzz"; "b12regimen guidelines" lists all\n'),
        (["interpret", FIRST, "--thresholds", "zzz"], '"zzz"; "b12regimen thresholds" lists all\n'),
        (["check", "zzz"], '"zzz"; "b12regimen guidelines" lists all\n'),
        (["check", "-"], '"-" is standard input, which check does not read; save it as a file and give its name\n'),
        (["recommend", FIRST, "--guidline", "x"], "Unknown option: --guidline. Did you mean --guideline?\n"),
        (["recommend", FIRST, "--guidline=x"], "Unknown option: --guidline. Did you mean --guideline?\n"),
        (["guidelines", "--html", "x.html"], "a page shows one guideline: name it, for instance by its id\n"),
        (["products", "--html", "x.html"], "a page shows one product: name it, for instance by its id\n"),
        (["thresholds", "--html", "x.html"], "a page shows one set of cut-offs: name it, for instance by its id\n"),
    ],
)
def test_a_mistake_is_said_in_the_words_of_a_command_line(
    asked: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(asked) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert "()" not in printed.err
    assert printed.out == ""


@pytest.mark.parametrize("day", ["2/3/2026", "20260302", "2026-W10-1", "tomorrow"])
def test_a_day_has_one_form(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--start", "--today"):
        start = [] if option == "--start" else ["--start", "2026-03-02"]
        assert main(["schedule", FIRST, *BNF, *start, option, day]) == 2
        said = capsys.readouterr().err
        assert (
            said == f'Invalid value for {option}: "{day}" is no day; write year, month and day like this: 2026-03-02\n'
        )


def test_a_file_beside_one_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "our-protocol.toml").write_text(GOOD.read_text("utf-8"), "utf-8")
    (tmp_path / "our-protcol.txt").write_text("", "utf-8")
    for asked in (
        ["recommend", str(tmp_path / "our-protcol.toml"), *BNF],
        ["recommend", FIRST, "--guideline", str(tmp_path / "our-protcol.toml")],
        ["check", str(tmp_path / "our-protcol.toml")],
    ):
        assert main(asked) == 2
        assert f'did you mean the file "{tmp_path / "our-protocol.toml"}"?' in capsys.readouterr().err
    (tmp_path / "m.toml").write_text("", "utf-8")
    for unlike in ("patient.toml", "our-protcol", "away/our-protcol.toml", "x.toml"):
        assert main(["recommend", str(tmp_path / unlike), *BNF]) == 2
        assert "did you mean" not in capsys.readouterr().err
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert main(["recommend", str(tmp_path / "our-protcol.toml"), *BNF]) == 2
    assert "did you mean" not in capsys.readouterr().err, "that folder may be somebody else's"


def test_guidelines_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines"]) == 0
    text = capsys.readouterr().out
    assert all(name in text for name in guideline_ids())
    assert "March 2024: testing" in text
    assert main(["guidelines", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == guideline_ids()
    assert {row["about"] for row in rows} == {"testing", "treatment", "follow-up"}


@pytest.mark.parametrize("name", [*guideline_ids(), str(GOOD)])
def test_guidelines_shows_one_in_full(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", name]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert main(["guidelines", name, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    for rule in data["rules"]:
        assert f" {rule['id']} {rule['action']}" in text
        assert all(f" when {where}" in text for where in rule["applies_to"])
    assert data["sources"]
    for rule in data["rules"]:
        assert all(note in text for note in (rule["why"], rule["advice"], rule["printed"]) if note)
    for shown in (*data["sources"], *data["alerts"], *data["notes"], *data["impossible"]):
        assert (shown.get("text") or shown.get("title") or shown["why"]) in text


def test_check_proves_files_and_reports_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(GOOD)]) == 0
    assert "good.toml: 4 rules; exactly one answers each" in capsys.readouterr().out
    assert main(["check", *guideline_ids()]) == 0
    capsys.readouterr()
    broken = tmp_path / "broken.toml"
    broken.write_text(GOOD.read_text("utf-8").replace('action = "inject"', 'action = "x"'), "utf-8")
    assert main(["check", str(broken), str(GOOD), str(tmp_path / "none.toml")]) == 2
    printed = capsys.readouterr()
    assert "broken.toml: line" in printed.err
    assert "none.toml: there is no guideline and no file" in printed.err
    assert "good.toml" in printed.out
    assert main(["check", "--json", str(tmp_path), str(tmp_path / "none.toml"), str(GOOD)]) == 2
    folder, missing, good = json.loads(capsys.readouterr().out)
    assert folder["errors"]
    assert missing["file"] == str(tmp_path / "none.toml")
    assert "there is no guideline and no file" in missing["errors"][0]["reason"]
    assert good["errors"] == []


def test_check_says_of_a_file_that_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "g.toml")

    (tmp_path / "g.toml").write_text("", "utf-8")
    monkeypatch.setattr(Path, "read_text", refuse)
    assert main(["check", "--json", str(tmp_path / "g.toml")]) == 2
    assert json.loads(capsys.readouterr().out)[0]["errors"][0]["reason"] == "Permission denied"


def test_an_order_that_may_not_be_read_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read = Path.read_text

    def refuse(file: Path, encoding: str) -> str:
        if file.name == "order.txt":
            raise PermissionError(13, "Permission denied", "order.txt")
        return read(file, encoding)

    (tmp_path / "order.txt").write_text("", "utf-8")
    monkeypatch.setattr(Path, "read_text", refuse)
    assert main(["review", str(tmp_path / "order.txt"), FIRST, *BNF]) == 2
    assert "order.txt: it cannot be read: Permission denied" in capsys.readouterr().err


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert "0.1.0" in capsys.readouterr().out
    assert main(["--help"]) == 0
    assert "never takes it" in capsys.readouterr().out


class Broken(io.StringIO):
    """A standard output that takes nothing."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:  # noqa: ARG002
        raise self.error


@pytest.mark.parametrize(
    "asked",
    [
        ["recommend", FIRST, *BNF],
        ["recommend", FIRST, *BNF, "--json"],
        ["guidelines"],
        ["--help"],
        ["recommend", "--help"],
        ["--version"],
        [],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    ("out", "why"),
    [
        (None, "standard output is closed"),
        (Broken(OSError(28, "No space left on device")), "standard output: No space left on device"),
        (Broken(BrokenPipeError(32, "Broken pipe")), "standard output was closed before all of it was read"),
        (Broken(UnicodeError("no such character")), "standard output: no such character"),
    ],
    ids=["closed", "full", "pipe", "ascii"],
)
def test_an_answer_that_cannot_be_written_is_no_answer(
    asked: list[str],
    out: io.StringIO | None,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdout", out)
    assert main(asked) == 5
    assert capsys.readouterr().err == f"the answer could not be written: {why}\n"


def test_a_standard_input_that_is_not_there_or_no_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert main(["recommend", "-", *BNF]) == 2
    assert "standard input: there is none" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff"), "utf-8"))
    assert main(["recommend", "-", *BNF]) == 2
    assert "standard input: this is not UTF-8 text (line 1, the byte 0xff); save it as UTF-8" in capsys.readouterr().err


def test_a_standard_input_that_says_nothing_has_the_error_of_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for read, error in ((order_text, OrderError), (patient_of, PatientError)):
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        with pytest.raises(error, match="standard input: it is empty"):
            read("-")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            'age = 46\nmedicines = ["caf\u00e9"]'.encode("cp1252"),
            "this is not UTF-8 text (line 2, the byte 0xe9); save",
        ),
        ("age = 46".encode("utf-16"), "this is not UTF-8 text but UTF-16; save it as UTF-8"),
    ],
)
def test_a_standard_input_is_read_as_a_file_is_whatever_the_locale(
    given: bytes, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for encoding, errors in (("utf-8", "strict"), ("ascii", "surrogateescape"), ("cp1252", "strict")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given), encoding, errors))
        assert main(["recommend", "-", *BNF]) == 2
        assert f"standard input: {said}" in capsys.readouterr().err
        text = '\ufeffage = "13 months"\r\nmedicines = ["\u00e9"]\r\n'.encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text), encoding, errors))
        assert main(["recommend", "-", *BNF]) == 4
        capsys.readouterr()


def test_an_order_is_read_from_a_file_of_windows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order, patient = tmp_path / "order.txt", tmp_path / "patient.toml"
    patient.write_text("{}", "utf-8")
    printed = []
    for encoding in ("utf-8", "utf-8-sig"):
        order.write_bytes(f"{ORDER}\r\n".encode(encoding))
        assert main(["review", str(order), str(patient), *BNF]) == 3
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    order.write_text(ORDER, "utf-16")
    assert main(["review", str(order), str(patient), *BNF]) == 2
    assert capsys.readouterr().err == "order.txt: this is not UTF-8 text but UTF-16; save it as UTF-8\n"


def test_an_empty_standard_input_is_no_patient(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked, said in (
        (["recommend", "-", *BNF], "it is empty; a patient of whom nothing is known is written {}\n"),
        (["review", "-", FIRST, *BNF], "it is empty\n"),
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO(" \n"))
        assert main(asked) == 2
        assert capsys.readouterr().err == f"standard input: {said}"
    monkeypatch.setattr("sys.stdin", io.StringIO("{}"))
    assert main(["recommend", "-", *BNF]) == 3


def test_a_file_of_another_encoding_is_named_with_the_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.toml"
    file.write_bytes('age = 46\ncause = "pernicious-anaemia"  # \u201cas told\u201d\n'.encode("cp1252"))
    assert main(["recommend", str(file), *BNF]) == 2
    assert "p.toml: this is not UTF-8 text (line 2, the byte 0x93); save it as UTF-8" in capsys.readouterr().err


# What a terminal shows


@pytest.mark.parametrize(
    "asked",
    [
        ["recommend", FIRST, *BNF],
        ["guidelines", "uk-bnf-hydroxocobalamin"],
        ["changes", "uk-bnf-hydroxocobalamin-3-monthly", "uk-bnf-hydroxocobalamin"],
    ],
    ids=" ".join,
)
def test_a_line_is_as_wide_as_the_terminal_and_at_most_a_hundred(
    asked: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    def widest(columns: str, *, terminal: bool) -> int:
        monkeypatch.setenv("COLUMNS", columns)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
        assert main(asked) == 0
        printed = capsys.readouterr().out
        assert "\x1b" not in printed, "neither colour nor weight"
        return max(len(line) for line in printed.splitlines() if "https://" not in line)

    assert 50 < widest("60", terminal=True) <= 60
    assert 60 < widest("80", terminal=True) <= 80
    assert widest("300", terminal=True) <= 100
    assert widest("1", terminal=True) <= 50, "no line is made to fit into less than 40, but where a word is longer"
    assert widest("60", terminal=False) == widest("300", terminal=False) > 80


def test_weight_without_colour_is_left_out_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert main(["recommend", FIRST, *BNF]) == 0
    assert "\x1b[1m" in capsys.readouterr().out
    assert main(["recommend", FIRST]) == 2
    assert "\x1b[31m" in capsys.readouterr().err
    monkeypatch.setenv("NO_COLOR", "1")
    assert main(["recommend", FIRST, *BNF]) == 0
    assert main(["recommend", FIRST]) == 2
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err


def test_a_guideline_without_exclusions_and_source_notes_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = GOOD.read_text("utf-8")
    bare = good[: good.index("[[impossible]]")] + good[good.index("[[rule]]") : good.index("[[note]]")]
    (tmp_path / "bare.toml").write_text(bare, "utf-8")
    assert main(["guidelines", str(tmp_path / "bare.toml")]) == 0
    printed = capsys.readouterr().out
    assert "CANNOT BE" not in printed
    assert "NOTES\n  none" in printed


CONVERSIONS = [
    (["1 mg", "mcg"], "1000 mcg\n"),
    (["200 pg/mL", "pmol/L", "--analyte", "total-b12"], "147.561 pmol/L (rounded), by 1355.37 g/mol (Monography"),
    (["13.5 g/dL", "g/L", "--analyte", "hb"], "135 g/L\n"),
]


@pytest.mark.parametrize(("arguments", "printed"), CONVERSIONS)
def test_convert(arguments: list[str], printed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", *arguments]) == 0
    assert capsys.readouterr().out.startswith(printed)


def test_convert_gives_json_with_the_exact_value_and_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "200 pg/mL", "pmol/L", "--analyte", "total-b12", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    top, bottom = map(int, found["exact"])
    assert Fraction(top, bottom) == 200 / Fraction("1.35537")
    assert Fraction(found["molar_mass"]["grams_per_mole"]) == Fraction("1355.37")
    assert found["molar_mass"]["source"]["evidence"] == "primary"
    assert main(["convert", "1 mg", "mcg", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["molar_mass"] is None


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["1,000 mcg", "mg"], "the comma may group thousands"),
        (["1.000 mcg", "mg"], "the point may be a decimal point (1) or group thousands (1000); write 1 or 1000"),
        (["200 pg/mL", "pmol/L"], "say what was measured"),
        (["90 ng/mL", "pmol/L", "--analyte", "total-b12"], "did you mean pg/mL or ng/L?"),
        (["90 pg/mL", "pmol/L", "--analyte", "b12"], "may mean total-b12 or active-b12"),
    ],
)
def test_convert_refuses(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", *arguments]) == 2
    assert reason in capsys.readouterr().err


def test_monitor(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["monitor", FIRST, *BNF, "--start", "2026-03-02"]) == 0
    printed = capsys.readouterr().out
    assert "first dose 2026-03-02" in printed
    assert "2026-03-09 to 2026-03-12: reticulocytes, at 7-10 days" in printed
    assert "SOURCES DISAGREE ON REPEATING THE LEVEL" in printed
    assert main(["monitor", FIRST, *BNF, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["guideline"], found["start"]) == ("uk-bnf-hydroxocobalamin", None)
    assert all(item["citations"] for item in found["items"])
    more = ["--end-of-repletion", "2026-03-16", "--start", "2026-03-02", "--thresholds", "uk-nice-ng239", "--json"]
    assert main(["monitor", FIRST, *BNF, *more]) == 0
    assert json.loads(capsys.readouterr().out)["end_of_repletion"] == "2026-03-16"
    for arguments in (
        ["--start", "tomorrow"],
        ["--guideline", "bnf"],
        ["--as-of", "1990-01-01"],
        ["--thresholds", "nobody"],
        ["--start", "2026-03-02", "--end-of-repletion", "2026-03-01"],
    ):
        assert main(["monitor", FIRST, *BNF, *arguments]) == 2


def test_interpret(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(EXAMPLES / "deficient-in-spite-of-the-level.toml")
    assert main(["interpret", file, "--thresholds", "uk-nice-ng239"]) == 0
    assert capsys.readouterr().out.startswith("LABORATORY RESULTS\n  deficiency: confirmed")
    assert main(["interpret", file, "--thresholds", "valente-holotc", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["deficiency"] is None
    assert main(["interpret", FIRST, "--thresholds", "uk-nice-ng239"]) == 3
    assert main(["interpret", file, "--thresholds", "nice"]) == 2


def test_recommend_reads_results_by_the_cut_offs_that_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(EXAMPLES / "deficient-in-spite-of-the-level.toml")
    assert main(["recommend", file, *BNF, "--thresholds", "uk-ruh-bath-laboratory", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["labs"]["thresholds"]["id"] == "uk-ruh-bath-laboratory"


def test_thresholds_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["thresholds"]) == 0
    text = capsys.readouterr().out
    assert main(["thresholds", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == threshold_ids()
    assert all(row["id"] in text and row["analytes"] for row in rows)


def test_cut_offs_are_shown_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["thresholds", "uk-nice-ng239"]) == 0
    assert "total-b12 <180 ng/L or <133 pmol/L: confirmed" in capsys.readouterr().out
    assert main(["thresholds", "uk-nice-ng239", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["youngest"] == "16 years"
    assert main(["check", "uk-nice-ng239", "uk-bnf-hydroxocobalamin"]) == 0
    printed = capsys.readouterr().out
    assert "uk-nice-ng239: cut-offs for 4 analytes; no two bands share a result" in printed
    assert "not compared: doses with what stands under printed, but for figures" in printed
    shipped = PUBLISHED / "thresholds" / "nl-nhg-2014.toml"
    own = tmp_path / "own.toml"
    own.write_text(shipped.read_text("utf-8").replace("<148 pmol/L", "<200 pmol/L"), "utf-8")
    assert main(["check", str(own)]) == 2
    assert "share results in pmol/L" in capsys.readouterr().err
    assert main(["check", str(own), "uk-nice-ng239", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert [(one["kind"], one["rules"], one["cells"], one["analytes"]) for one in found] == [
        ("thresholds", None, None, None),
        ("thresholds", None, None, 4),
    ]


def test_products_are_listed_shown_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["products"]) == 0
    text = capsys.readouterr().out
    assert main(["products", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == product_ids()
    assert all(row["id"] in text for row in rows)
    assert main(["products", "be-sterop"]) == 0
    assert "container: ampoule of 1 mL" in capsys.readouterr().out
    assert main(["products", "be-sterop", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["other_routes"] == ["IV", "orally"]
    assert main(["products", "sterop"]) == 2
    assert 'did you mean "be-sterop"' in capsys.readouterr().err
    assert main(["check", "be-sterop"]) == 0
    assert "be-sterop: Product be-sterop: cyanocobalamin 1 mg in 1 mL, IM or SC" in capsys.readouterr().out


def test_prepare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["prepare", "330 mcg", "--product", "uk-neo-cytamen", "--route", "IM"]
    assert main(asked) == 0
    assert "0.33 mg (330 micrograms) / 1 mg per mL = 0.33 mL" in capsys.readouterr().out
    assert main([*asked, "--graduation", "0.1 mL", "--rounding-limit", "10 %", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["draw_up"] == "0.3 mL"
    assert main([*asked, "--graduation", "0.1 mL"]) == 2
    assert "no rounding is allowed" in capsys.readouterr().err
    assert main([*asked, "--drug", "cyanocobalamin"]) == 2
    assert "they are not exchanged" in capsys.readouterr().err
    allergic = tmp_path / "allergic.toml"
    allergic.write_text('allergies = ["hydroxocobalamin", "cobalt"]\n', "utf-8")
    assert main([*asked, "--patient", str(allergic)]) == 4
    printed = capsys.readouterr()
    assert "(contraindication)" in printed.err
    assert "nothing: see above" in printed.out
    subcutaneous = ["prepare", "1 mg", "--product", "uk-neo-cytamen", "--route", "SC"]
    assert main(subcutaneous) == 0
    printed = capsys.readouterr()
    assert "does not license SC" in printed.out
    assert printed.err == "", "a warning does not block"


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_a_thousandfold_is_no_dose_to_draw_up(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prepare", "1000mg", "--product", "uk-neo-cytamen", "--route", "IM", *flags]) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("a thousandfold: one dose is a thousand times")
    assert "1000 mL IM" not in printed.out
    assert "1000 mL" in printed.out, "the arithmetic stays"


def test_what_looks_odd_is_for_a_person_to_look_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = tmp_path / "odd.toml"
    text = GOOD.read_text("utf-8").replace("1 mg IM daily for 7 doses", "100 mg IM daily for 7 doses")
    text = text.replace("1 mg SC monthly", "1 mg SC every 3 years")
    text += '\n[[source]]\nkey = "spare"\ntitle = "Read and not used"\nevidence = "primary"\n'
    odd.write_text(text, "utf-8")
    assert main(["check", str(odd)]) == 1
    printed = capsys.readouterr().out
    assert 'source "spare": nothing cites the source "spare"' in printed
    largest = "100 mg is 100 times the largest dose that a shipped guideline prints of hydroxocobalamin, 1 mg"
    assert f'rule "nerves", repletion: {largest}; were micrograms meant?' in printed
    interval = "an interval of 1095 days lies outside what shipped guidelines print for maintenance"
    assert f'rule "treatment", regimens[1].maintenance: {interval} with hydroxocobalamin' in printed
    broken = tmp_path / "broken.toml"
    broken.write_text(text.replace('action = "inject"', 'action = "x"'), "utf-8")
    assert main(["check", str(odd), str(broken), str(GOOD), "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert [(len(one["errors"]), len(one["remarks"])) for one in found] == [(0, 3), (1, 0), (0, 0)]
    assert [(one["kind"], one["rules"], one["cells"], one["analytes"]) for one in found] == [
        ("guideline", 4, found[0]["cells"], None),
        ("guideline", None, None, None),
        ("guideline", 4, found[0]["cells"], None),
    ]
    assert found[0]["cells"] > 0
    assert found[1]["errors"][0]["path"] == "rule[2].action"
    assert found[1]["errors"][0]["line"]


def test_the_proof_is_said_to_cover_what_can_be() -> None:
    found = check_guideline("uk-neo-cytamen-hydroxocobalamin")
    contradictory = 3 * 4 + 2 * 4  # prophylaxis with nerves involved; an optic neuropathy without
    assert found.cells == 2 * 2 * 3 * 4 - contradictory
    assert "exactly one answers each of the 28 combinations of facts that can be" in str(found)


def test_an_extension_is_remarked_on_for_its_own_rules_only(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "us-fda-cyanocobalamin"\nid = "ours"\ntitle = "t"\npublisher = "p"\nversion = "1"\n', "utf-8"
    )
    found = check_guideline(own)
    assert (found.errors, found.remarks, found.rules) == ((), (), 6)


def results(path: Path, *each: str) -> str:
    lines = [
        f'[[labs]]\nanalyte = "{name}"\nvalue = "{value}"\nflag = "{flag}"'
        for name, value, flag in (one.split("=") for one in each)
    ]
    path.write_text("\n".join(lines), "utf-8")
    return str(path)


def test_response_of_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = results(tmp_path / "before.toml", "mma=900 nmol/L=high")
    after = results(tmp_path / "after.toml", "mma=200 nmol/L=normal")
    assert main(["response", before, after, "--since-start", "9 days"]) == 0
    printed = capsys.readouterr()
    assert "responded: it works, as far as these results show" in printed.out
    assert printed.err == ""
    assert main(["response", before, after, "--since-start", "9 days", "--doses-given", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["finding"] == "too-early"
    assert main(["response", before, after]) == 3
    assert main(["response", before, after, "--since-start", "soon", "--symptoms", "better"]) == 2
    assert "response: 2 problems" in capsys.readouterr().err
    assert main(["response", "-", "-"]) == 2
    assert "both panels are to be read from standard input" in capsys.readouterr().err


def test_a_warning_of_the_follow_up_is_said_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after = tmp_path / "after.toml"
    flags = [("potassium", "low"), ("platelets", "high")]
    after.write_text("\n".join(f'[[labs]]\nanalyte = "{name}"\nflag = "{flag}"' for name, flag in flags), "utf-8")
    empty = tmp_path / "empty.toml"
    empty.write_text("{}", "utf-8")
    assert main(["response", str(empty), str(after), "--start", "2026-01-01"]) == 3
    printed = capsys.readouterr()
    assert printed.err.startswith("potassium is low")
    assert "platelets" not in printed.err


ORDER = "hydroxocobalamin 1mg IM 3x/week x 2 weeks then 1mg IM every 3 months"


def test_review_of_an_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = tmp_path / "patient.toml"
    known = 'age = 46\npurpose = "treatment"\ncause = "pernicious-anaemia"\noptic_disease = "none"\n'
    checked = 'allergies = []\npregnancy = "not-pregnant"\n'
    patient.write_text(f"{known}{checked}severity = {{ neurological = false }}\n", "utf-8")
    order = tmp_path / "order.txt"
    order.write_text(f"{ORDER}\n", "utf-8")
    by = [str(patient), "--guideline", "uk-bnf-hydroxocobalamin"]
    assert main(["review", ORDER, *by]) == 0
    agreed = capsys.readouterr().out
    assert "agrees with British National Formulary" in agreed
    assert main(["review", str(order), *by]) == 0
    assert capsys.readouterr().out == agreed
    monkeypatch.setattr("sys.stdin", io.StringIO(ORDER))
    assert main(["review", "-", *by]) == 0
    assert capsys.readouterr().out == agreed
    assert main(["review", ORDER.replace("3 months", "month"), *by, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "findings"
    assert main(["review", "B12 1000 IM monthly", *by]) == 2
    assert '"1000" has no unit' in capsys.readouterr().err
    assert main(["review", ORDER.replace(" ", " " * 300, 1), *by]) == 0
    assert main(["review", f"{ORDER}\0", *by]) == 2
    assert "is not read in an order" in capsys.readouterr().err
    order.write_bytes(b"\xff")
    assert main(["review", str(order), *by]) == 2
    assert "order.txt: this is not UTF-8 text (line 1, the byte 0xff); save it as UTF-8" in capsys.readouterr().err
    assert main(["review", "-", "-", "--guideline", "uk-bnf-hydroxocobalamin"]) == 2
    assert "cannot both be on standard input" in capsys.readouterr().err
    patient.write_text("{}", "utf-8")
    assert main(["review", ORDER, *by]) == 3
    assert main(["review", ORDER, str(patient), "--guideline", "uk-nice-ng239-testing"]) == 3
    patient.write_text(known.replace("treatment", "prophylaxis"), "utf-8")
    assert main(["review", ORDER, str(patient), "--guideline", "us-fda-hydroxocobalamin"]) == 4
    patient.write_text(f'{known}allergies = ["cobalt"]\n', "utf-8")
    assert main(["review", ORDER, str(patient), "--guideline", "us-fda-hydroxocobalamin"]) == 1
    assert "(contraindication)" in capsys.readouterr().err


def test_schedule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doses, calendar = tmp_path / "given.csv", tmp_path / "doses.ics"
    doses.write_text("day,dose\n2026-03-02,1 mg\n2026-03-05,1 mg\n", "utf-8")
    asked = ["schedule", FIRST, *BNF, "--start", "2026-03-02", "--given", str(doses), "--today", "2026-03-08"]
    assert main([*asked, "--until", "2026-03-20", "--ics", str(calendar)]) == 0
    printed = capsys.readouterr().out
    assert "2 doses given, the last on 2026-03-05 (1 late); next 2026-03-07, overdue by 1 day" in " ".join(
        printed.split()
    )
    assert "2026-03-05: given (repletion.1, dose 2, late by 1 day)" in printed
    assert "British National Formulary" in printed
    assert calendar.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert "its step is open" not in printed
    assert printed.count("repletion.1 is open: it goes on until a clinician closes it, or for good") == 1
    assert main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["status"]["state"], found["until"]) == ("overdue", "2027-03-08")
    assert main(["schedule", FIRST, *BNF, "--start", "2026-03-02", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] is None
    assert main(["schedule", FIRST, *BNF, "--start", "2026-03-02"]) == 0
    assert "STATUS" not in capsys.readouterr().out


def test_of_an_open_step_the_first_doses_are_listed_and_none_is_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calendar = tmp_path / "doses.ics"
    asked = ["schedule", FIRST, *BNF, "--start", "2026-03-02"]
    assert main([*asked, "--ics", str(calendar)]) == 0
    lines = capsys.readouterr().out.partition("DOSES\n")[2].partition("\n\n")[0].splitlines()
    assert lines[0] == (
        "  repletion.1 is open: it goes on until a clinician closes it, or for good; its next 12 doses are"
    )
    assert [line for line in lines if ", dose " in line] == [
        f"  2026-03-{day:02}: repletion.1, dose {number}" for number, day in enumerate(range(2, 26, 2), 1)
    ]
    assert " ".join(" ".join(lines).split()).endswith(
        "171 more of repletion.1 before 2027-03-02, if still open: --until 2027-03-02 lists them, --json too "
        "listed before 2027-03-02"
    )
    assert main([*asked, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["doses"]) == 183
    assert calendar.read_text("utf-8").count("dose ") >= 183
    assert main([*asked, "--until", "2027-03-02"]) == 0
    every = capsys.readouterr().out
    assert every.count("repletion.1, dose ") == 183
    assert "more of repletion.1" not in every
    assert main([*asked, "--begins-with", "maintenance"]) == 0
    assert "more of" not in capsys.readouterr().out, "a year of maintenance is short"


def test_a_calendar_without_its_extra_is_refused_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    calendar = tmp_path / "doses.ics"
    asked = ["schedule", FIRST, *BNF, "--start", "2026-03-02"]
    assert main([*asked, "--ics", str(calendar)]) == 2
    printed = capsys.readouterr()
    assert "calendars" in printed.err
    assert len(printed.err.splitlines()) == 1
    assert printed.out == ""
    assert not calendar.exists()
    assert main(asked) == 0


def test_schedule_without_a_regimen_to_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start = ["--start", "2026-03-02"]
    assert main(["schedule", str(EXAMPLES / "only-low-b12.toml"), *BNF, *start]) == 3
    assert main(["schedule", str(EXAMPLES / "child-of-a-vegan-mother.toml"), *BNF, *start]) == 4
    assert 'there is no regimen to plan: the answer is "out-of-scope"' in capsys.readouterr().err
    allergic = tmp_path / "allergic.toml"
    allergic.write_text('allergies = ["hydroxocobalamin"]\n' + Path(FIRST).read_text("utf-8"), "utf-8")
    assert main(["schedule", str(allergic), *BNF, *start]) == 4
    assert "nothing is planned while a contraindication stands" in capsys.readouterr().err
    doses = tmp_path / "given.csv"
    doses.write_text("day,dose\nx,1\n", "utf-8")
    assert main(["schedule", FIRST, *BNF, *start, "--given", str(doses)]) == 2
    vegan = tmp_path / "vegan.toml"
    known = 'age = 46\npurpose = "treatment"\ncause = "dietary-vegan"\noptic_disease = "none"\n'
    vegan.write_text(f"{known}severity = {{ neurological = false }}\n", "utf-8")
    either = ["schedule", str(vegan), "--guideline", "uk-nice-cks", *start]
    assert main(either) == 2
    assert "the answer is either; say which regimen a clinician chose: 1: " in capsys.readouterr().err
    assert main([*either, "--which", "1"]) == 0


def test_orders_and_schedules_are_by_the_cut_offs_and_the_edition_that_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = tmp_path / "measured.json"
    known = {"age": 46, "purpose": "treatment", "cause": "pernicious-anaemia", "allergies": []}
    known["labs"] = [{"analyte": "active-b12", "value": "40 pmol/L"}]
    measured.write_text(json.dumps(known | {"severity": {"neurological": False}}), "utf-8")
    by = ["--guideline", "us-fda-cyanocobalamin"]
    ordered = ["review", "cyanocobalamin 1 mg IM monthly for life", str(measured), *by, "--json"]
    for more, wanted in (([], False), (["--thresholds", "valente-holotc"], True)):
        main([*ordered, *more])
        alerts = {alert["id"] for alert in json.loads(capsys.readouterr().out)["alerts"]}
        assert ("deficiency-unlikely" in alerts) is wanted
    assert main(["schedule", str(measured), *by, "--start", "2026-03-02", "--thresholds", "no-such"]) == 2
    assert "no-such" in capsys.readouterr().err
    for command in (ordered, ["schedule", str(measured), *by, "--start", "2026-03-02"]):
        assert main([*command, "--as-of", "1990-01-01"]) == 2
        assert "1990-01-01" in capsys.readouterr().err


# Pages

_DECIDES = "THIS COMPARES TWO TEXTS, TO SUPPORT CLINICIANS; A CLINICIAN DECIDES, FOR EACH PATIENT."
RESULTS = str(EXAMPLES / "deficient-in-spite-of-the-level.toml")
PAGES = {
    "recommendation": ["recommend", FIRST, *BNF],
    "monitoring plan": ["monitor", FIRST, *BNF],
    "schedule": ["schedule", FIRST, *BNF, "--start", "2026-03-02"],
    "order review": ["review", ORDER, FIRST, *BNF],
    "comparison": ["compare", FIRST, *BNF, "--guideline", "us-fda-cyanocobalamin"],
    "interpretation": ["interpret", RESULTS, "--thresholds", "uk-nice-ng239"],
    "response": ["response", RESULTS, RESULTS],
    "preparation": ["prepare", "1 mg", "--product", "uk-neo-cytamen", "--route", "IM", "--patient", FIRST],
    "changes": ["changes", "uk-bnf-hydroxocobalamin-3-monthly", "uk-bnf-hydroxocobalamin"],
    "guideline": ["guidelines", "uk-bnf-hydroxocobalamin"],
    "thresholds": ["thresholds", "uk-nice-ng239"],
    "product": ["products", "uk-neo-cytamen"],
}


def shown(page: str) -> str:
    """Give what a page says, without its tags."""
    return unescape(re.sub("<[^>]+>", "", re.sub("<style>.*?</style>", "", page, flags=re.DOTALL)))


@pytest.mark.parametrize("title", PAGES)
def test_a_page_says_whom_it_is_about_and_when_it_was_written(title: str, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    before = datetime.now().astimezone().date()
    main([*PAGES[title], "--html", str(file)])
    page = file.read_text("utf-8")
    assert re.findall("<h2>(.*?)</h2>", page)[0] == "about this page"
    said = shown(page)
    assert any(f"written on {day}" in said for day in (before, datetime.now().astimezone().date()))
    about_nobody = title in ("changes", "guideline", "thresholds", "product")
    assert ("write on the print whose it is" in said) is not about_nobody
    known = "mma 3600 nmol/L" if title in ("interpretation", "response") else "age 46 years; purpose treatment; cause"
    assert (known in said) is not about_nobody


def test_a_page_names_the_text_that_was_asked(tmp_path: Path) -> None:
    digest = sha256(GOOD.read_bytes()).hexdigest()
    for number, asked in enumerate(
        (
            ["recommend", FIRST, "--guideline", str(GOOD)],
            ["compare", FIRST, "--guideline", str(GOOD)],
            ["guidelines", str(GOOD)],
            ["changes", str(GOOD), "uk-bnf-hydroxocobalamin"],
        )
    ):
        file = tmp_path / f"{number}.html"
        main([*asked, "--html", str(file)])
        assert f"sha256:{digest}" in shown(file.read_text("utf-8"))
    empty, bare = tmp_path / "empty.toml", tmp_path / "bare.html"
    empty.write_text("{}", "utf-8")
    assert main(["recommend", str(empty), *BNF, "--html", str(bare)]) == 3
    assert "patient: nothing was given" in shown(bare.read_text("utf-8"))
    assert "asked: uk-bnf-hydroxocobalamin, as restated on 2021-08-17" in shown(bare.read_text("utf-8"))
    treated = tmp_path / "treated.toml"
    treated.write_text(
        'severity = { neurological = false }\n[labs]\ntreated_since = "2026-03-02"\n'
        '[[labs.results]]\nanalyte = "mma"\nvalue = "900 nmol/L"\n',
        "utf-8",
    )
    page = tmp_path / "treated.html"
    main(["recommend", str(treated), *BNF, "--html", str(page)])
    said = shown(page.read_text("utf-8"))
    assert "severity.neurological no; mma 900 nmol/L; first dose of vitamin B12 2026-03-02" in said
    plan = tmp_path / "plan.html"
    assert main([*PAGES["schedule"], "--policy", "longest", "--html", str(plan)]) == 0
    assert "planned from 2026-03-02, beginning with repletion; ranges at their longest end" in shown(
        plan.read_text("utf-8")
    )


def test_the_changes_of_two_equal_texts_are_a_page_too(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    assert main(["changes", str(GOOD), str(GOOD), "--html", str(file)]) == 0
    assert "the two give every patient the same answer" in shown(file.read_text("utf-8"))


@pytest.mark.parametrize("title", PAGES)
def test_an_answer_is_written_as_a_page(title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(PAGES[title])
    text = capsys.readouterr().out
    for flags in ([], ["--json"]):
        file = tmp_path / f"page{len(flags)}.html"
        assert main([*PAGES[title], "--html", str(file), *flags]) == code
        printed = capsys.readouterr().out
        assert json.loads(printed) if flags else printed == f"written to {file}; a browser shows and prints it\n"
        page = file.read_text("utf-8")
        assert f"<title>{title}</title>" in page
        assert page.count(f"<h1>{title}</h1>") == page.count("<h1") == 1
        headings = {unescape(heading).upper() for heading in re.findall("<h2>(.*?)</h2>", page)}
        assert headings >= {line.upper() for line in re.findall(r"^([A-Z].+)$", text, re.MULTILINE)} - {_DECIDES}
        assert "a clinician decides" in page
        assert "<script" not in page
        assert not re.findall(r"(?:src|href)=(?!\"https?://)", page), "it loads nothing"


def test_a_page_is_in_brief_or_in_full_as_the_text_is(tmp_path: Path) -> None:
    for flags, has_all in (([], False), (["--full"], True)):
        file = tmp_path / f"{has_all}.html"
        assert main([*PAGES["recommendation"], *flags, "--html", str(file)]) == 0
        page = file.read_text("utf-8")
        assert ("<h2>a clinician confirms</h2>" in page) is has_all
        assert ("<h2>only the full answer says</h2>" in page) is not has_all


def test_no_file_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("mine", "utf-8")
    for option in ("--html", "--ics"):
        for name, why in (
            ("mine", "it is there already, and is kept; give another name, or delete it first"),
            ("away/new", "No such file or directory"),
            ("a\0b", "embedded null byte"),
        ):
            file = str(tmp_path / name)
            assert main([*PAGES["schedule"], option, file]) == 5
            printed = capsys.readouterr()
            assert printed.err == f"the answer could not be written: {file}: {why}\n"
            assert printed.out == ""
    assert (tmp_path / "mine").read_text("utf-8") == "mine"


# Help and tables

FILES = {
    "patient.toml": examples.PATIENT,
    "results.toml": '[[labs]]\nanalyte = "total-b12"\nvalue = "120 pmol/L"\n\n'
    '[[labs]]\nanalyte = "haemoglobin"\nvalue = "90 g/L"\nreference = "120-160 g/L"\n',
    "follow-up.toml": '[[labs]]\nanalyte = "haemoglobin"\nvalue = "130 g/L"\nreference = "120-160 g/L"\n',
    "given.csv": "day,dose\n2026-03-02,1 mg\n2026-03-04,1 mg\n",
    "my-protocol.toml": GOOD.read_text("utf-8"),
}


@pytest.mark.parametrize(
    "example", [f"{command}: {example}" for command, every in examples.EXAMPLES.items() for example in every]
)
def test_the_examples_of_the_help_run(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)  # a server would not come back
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    command, _, line = example.partition(": ")
    words = shlex.split(line.partition(" > ")[0])
    assert words[0] == command
    assert main([*words, *(["--port", "0"] if command == "serve" else [])]) in {0, 1, 3}
    printed = capsys.readouterr()
    assert printed.out
    assert "rror" not in printed.err


def test_every_command_has_its_exit_codes_and_whole_examples_in_its_help(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 0
    start = capsys.readouterr().out
    assert "recommend patient.toml --guideline uk-bnf-hydroxocobalamin" in start
    listed = set(app) - {"--help", "-h", "--version"}
    assert listed == set(examples.EXAMPLES)
    monkeypatch.setenv("COLUMNS", "80")
    for command, every in examples.EXAMPLES.items():
        assert main([command, "--help"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert "[ARGS]" not in lines[0]
        assert [line.strip() for line in lines[-len(every) :]] == [f"b12regimen {one}" for one in every]
        assert any("5: the answer could not be written" in line for line in lines) is (command != "serve")


@pytest.mark.parametrize("command", ["guidelines", "products", "thresholds"])
def test_a_list_is_a_table_where_it_fits(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 0
    text = capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "400")
    assert main([command]) == 0
    table = capsys.readouterr().out
    assert "─" in table
    assert "\x1b[1m" in table
    assert set(re.findall(r"(?m)^([\w-]+)$", text)) <= set(re.findall(r"(?m)^ ?([\w-]+) ", table))
    monkeypatch.setenv("COLUMNS", "60")
    assert main([command]) == 0
    assert "─" not in capsys.readouterr().out


def test_long_work_shows_how_far_it_is_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = guideline_ids()[:9]
    main(["check", *files])
    assert "checking" not in capsys.readouterr().err
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check", *files])
    assert "checking" in capsys.readouterr().err


def test_what_the_system_refuses_is_said_with_the_name_of_the_file() -> None:
    refused = PermissionError(13, "Permission denied", "our-hospital.toml")
    assert in_words(refused) == "our-hospital.toml: Permission denied"
