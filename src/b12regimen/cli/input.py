"""Reads what is given on the command line: files, texts and standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from b12regimen.errors import OrderError, PatientError
from b12regimen.patients.patient_file import load_patient, parse_patient

if TYPE_CHECKING:
    from b12regimen.patients.patient import Patient


def order_text(given: str) -> str:
    """Give the text of an order: itself, a file's, or that on standard input.

    Raises:
        OrderError: The file holds no text.
        PatientError: Standard input holds no text.
    """
    if given == "-":
        return _standard_input()
    try:
        is_file = Path(given).is_file()
    except OSError:  # a text too long for the name of a file
        is_file = False
    if not is_file:
        return given
    try:
        return Path(given).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise OrderError(f"{given}: this is not text: {error}") from None


def patient_of(name: str) -> Patient:
    """Read a patient from a file, or from standard input.

    Raises:
        PatientError: What is given cannot be read.
    """
    return load_patient(name) if name != "-" else parse_patient(_standard_input(), "standard input")


def _standard_input() -> str:
    if sys.stdin is None:
        raise PatientError.of("standard input", "there is none")
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise PatientError.of("standard input", f"this is not text: {error}") from None
