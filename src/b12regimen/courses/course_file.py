"""Reads a course from a JSON file, as ``Course.to_dict`` gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12regimen.courses.course import Course
from b12regimen.errors import CourseError, FindingsError
from b12regimen.files.texts import read_text
from b12regimen.patients.patient_file import from_json

if TYPE_CHECKING:
    from pathlib import Path


def load_course(path: str | Path) -> Course:
    """Read a course from a JSON file: what ``Course.to_dict`` gives, alone or under the key ``course``.

    Raises:
        CourseError: There is no such file, or it cannot be read as a course: all that is wrong, each with its place.
    """
    text, name = read_text(path, CourseError)
    try:
        data: Any = from_json(text, name)
        return Course.from_dict(data["course"] if isinstance(data, dict) and "course" in data else data)
    except FindingsError as error:
        raise CourseError(name, error.findings) from None
