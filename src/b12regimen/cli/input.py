"""Reads what is given on the command line: files, texts and standard input."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from b12regimen.errors import FindingsError, OrderError, PatientError
from b12regimen.files.texts import no_utf_8, read_text
from b12regimen.guidelines.loader import load_guideline
from b12regimen.patients.patient_file import load_patient, parse_patient

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from b12regimen.errors import B12RegimenError
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.patients.patient import Patient


_STANDARD_INPUT: Final = "standard input"
_ENDS_LIKE_A_FILE: Final = re.compile(r"\.[A-Za-z]{2,5}$")


def order_text(given: str) -> str:
    """Give the text of an order: itself, a file's, or that on standard input.

    Raises:
        OrderError: The file or standard input holds no text, or there is no file of a name that has the ending of one.
    """
    if given == "-":
        return _standard_input(lambda reason: OrderError(f"{_STANDARD_INPUT}: {reason}"))
    if not _is_file(given):
        if _ENDS_LIKE_A_FILE.search(given):
            raise OrderError(f'there is no file "{given}", and no order reads like that')
        return given
    try:
        return read_text(given, FindingsError)[0]
    except FindingsError as error:
        raise OrderError(str(error)) from None


def check_order_first(order: str, patient: str) -> None:
    """See that the order was not given in the patient's place.

    Raises:
        OrderError: It was.
    """
    if patient != "-" and _is_file(order) and not _is_file(patient) and not _ENDS_LIKE_A_FILE.search(patient):
        raise OrderError(
            f'there is no file "{patient}"; if that is the order, give it first, then the patient: {order}'
        )


def guideline_of(name: str, as_of: date | None = None) -> Guideline:
    """Load a guideline to ask it today, or the edition that stood on another day.

    Raises:
        EditionError: Which edition stood on that day cannot be told.
        GuidelineError: The file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file.
    """
    return load_guideline(name, as_of=as_of, today=present_day())


def present_day() -> date:
    """Give the day on which the command runs; no other part of the library has a clock."""
    return datetime.now().astimezone().date()


def patient_of(name: str) -> Patient:
    """Read a patient from a file, or from standard input.

    Raises:
        PatientError: What is given cannot be read.
    """
    if name != "-":
        return load_patient(name)
    hint = "; a patient of whom nothing is known is written {}"
    text = _standard_input(lambda reason: PatientError.of(_STANDARD_INPUT, reason), hint)
    return parse_patient(text, _STANDARD_INPUT)


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):  # a text that no file can have as its name
        return False


def _standard_input(refused: Callable[[str], B12RegimenError], hint: str = "") -> str:
    if sys.stdin is None:
        raise refused("there is none")
    try:
        text = _decoded()
    except UnicodeDecodeError as error:
        raise refused(no_utf_8(error)) from None
    if not text.strip():
        raise refused(f"it is empty{hint}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded() -> str:
    if not hasattr(sys.stdin, "buffer"):  # somebody has put a text in its place
        return sys.stdin.read()
    return sys.stdin.buffer.read().decode("utf-8-sig")  # whatever the locale is, as files are read
