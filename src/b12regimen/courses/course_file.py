"""Reads a course from a JSON file, as ``Course.to_dict`` gives it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from b12regimen.courses.course import Course
from b12regimen.errors import CourseError, Finding, FindingsError
from b12regimen.patients.patient_file import from_json


def load_course(path: str | Path) -> Course:
    """Read a course from a JSON file: what ``Course.to_dict`` gives, alone or under the key ``course``.

    Raises:
        CourseError: The file cannot be read as a course: all that is wrong, each with its place.
        FileNotFoundError: There is no such file.
    """
    path = Path(path)
    try:
        data: Any = from_json(path.read_text("utf-8-sig"), path.name)
        return Course.from_dict(data["course"] if isinstance(data, dict) and "course" in data else data)
    except UnicodeDecodeError as error:
        raise CourseError(path.name, [Finding("", f"this is not UTF-8 text: {error}")]) from None
    except FindingsError as error:
        raise CourseError(path.name, error.findings) from None
