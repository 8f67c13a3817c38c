"""Reads patients from TOML and JSON files; every key that cannot be read is reported, with its line."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from b12regimen.errors import Finding, PatientError
from b12regimen.files.texts import read_text
from b12regimen.files.toml_lines import key_lines, line_of
from b12regimen.files.toml_slips import LONG_NUMBER, is_of_a_long_number, no_toml
from b12regimen.patients.patient import Patient

if TYPE_CHECKING:
    from pathlib import Path

_MAY_BE_A_LIST: Final = re.compile(r'\s*\[\s*["{\]0-9]')


def load_patient(path: str | Path) -> Patient:
    """Read a patient from a ``.toml`` or ``.json`` file.

    Raises:
        PatientError: There is no such file, it holds no text, or keys or values cannot be read: all of them.
    """
    return parse_patient(*read_text(path, PatientError))


def parse_patient(text: str, name: str = "patient") -> Patient:
    """Read a patient from the text of a TOML or JSON file; a JSON text starts with a brace.

    Args:
        text: The text.
        name: What messages call it.

    Raises:
        PatientError: The text is empty or no table, or keys or values cannot be read: all of them.
    """
    if not isinstance(text, str):
        raise PatientError.of(name, f"{text!r} is no text")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise PatientError.of(name, "it is empty; a patient of whom nothing is known is written {}")
    is_json = text.lstrip().startswith("{")
    if not is_json and _is_json_list(text):
        raise PatientError.of(name, "this is a list; a patient is one table, such as {} where nothing is known")
    data = from_json(text, name) if is_json else from_toml(text, name)
    if isinstance(data, dict) and {"rule", "source"} <= set(data):
        raise PatientError.of(name, "this is a guideline file; a patient file holds what is known about a patient")
    try:
        return Patient.from_dict(data)
    except PatientError as error:
        lines = {} if is_json else key_lines(text)
        found = [finding._replace(line=line_of(finding.path, lines)) for finding in error.findings]
        raise PatientError(name, found) from None


def from_toml(text: str, name: str) -> dict[str, Any]:
    """Read the table of a TOML text, numbers exact.

    Raises:
        PatientError: It is no TOML.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise _too_deep(name) from None
    except (ValueError, ArithmeticError) as error:
        reason = f"this is neither TOML nor JSON: {no_toml(error, text)}"
    import json

    try:
        data: dict[str, Any] = json.loads(text)
    except RecursionError:
        raise _too_deep(name) from None
    except ValueError:
        raise PatientError.of(name, reason) from None
    return data


def from_json(text: str, name: str) -> dict[str, Any]:
    """Read a JSON text, numbers exact and each key once.

    Raises:
        PatientError: It is no JSON, or gives a key twice.
    """
    import json  # 8 ms that only JSON should cost

    def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        keys = [key for key, _ in pairs]
        twice = [Finding(key, "this key is given twice; give it once") for key in table if keys.count(key) > 1]
        if twice:
            raise PatientError(name, twice)
        return table

    try:
        data: dict[str, Any] = json.loads(text, parse_float=Decimal, object_pairs_hook=once_each)
    except json.JSONDecodeError as error:
        raise PatientError(name, [Finding("", f"this is not JSON: {error.msg}", error.lineno)]) from None
    except PatientError:
        raise
    except RecursionError:
        raise _too_deep(name) from None
    except (ValueError, ArithmeticError) as error:
        reason = LONG_NUMBER if is_of_a_long_number(error) else str(error)
        raise PatientError.of(name, f"this JSON cannot be read: {reason}") from None
    return data


def _is_json_list(text: str) -> bool:
    if not _MAY_BE_A_LIST.match(text):
        return False
    import json

    try:
        return isinstance(json.loads(text), list)
    except (ValueError, RecursionError):
        return False


def _too_deep(name: str) -> PatientError:
    return PatientError.of(name, "this is nested too deeply to be read")
