"""Reads the doses that were given from TOML, JSON and CSV files; reports every row that cannot be read."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from b12regimen.courses.events import GivenDose, same_day
from b12regimen.errors import CourseError, Finding, FindingsError
from b12regimen.files.texts import read_text
from b12regimen.files.toml_lines import key_lines, line_of
from b12regimen.patients.patient_file import from_json, from_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_COLUMNS = tuple(field.name for field in attrs.fields(GivenDose))


def load_given(path: str | Path) -> tuple[GivenDose, ...]:
    """Read the doses that were given from a ``.toml``, ``.json`` or ``.csv`` file.

    TOML and JSON hold a list under ``given``; JSON may be the list itself. CSV has the columns ``day``, ``dose``,
    ``route``, ``drug``, ``product`` and ``batch`` in any order, of which only the first is needed; an empty cell is not
    known.

    Raises:
        CourseError: There is no such file, or it or rows of it cannot be read: all of them, each with its place.
    """
    text, name = read_text(path, CourseError)
    kind = Path(path).suffix.lower()
    try:
        return _from_csv(text, name) if kind == ".csv" else _from_list(text, name, is_json=kind == ".json")
    except FindingsError as error:
        raise CourseError(name, error.findings) from None


def _from_list(text: str, name: str, *, is_json: bool) -> tuple[GivenDose, ...]:
    data: Any = from_json(text, name) if is_json else from_toml(text, name)
    rows = data.get("given") if isinstance(data, dict) and set(data) == {"given"} else data
    if not isinstance(rows, list):
        raise CourseError(name, [Finding("", 'doses that were given are a list under "given", and nothing else')])
    lines = {} if is_json else key_lines(text)
    return _read(name, ((f"given[{number}]", row, None) for number, row in enumerate(rows)), lines)


def _from_csv(text: str, name: str) -> tuple[GivenDose, ...]:
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = [column.strip() for column in next(table, [])]
        cells = [(table.line_num, row) for row in table if row]
    except csv.Error as error:
        raise CourseError(name, [Finding("", f"this is no CSV: {error}", table.line_num)]) from None
    findings = _separated_otherwise(columns) or _wrong_columns(columns)
    if findings:
        raise CourseError(name, findings)
    uneven = [
        Finding("", f"this row has {len(row)} cells, and there are {len(columns)} columns", line)
        for line, row in cells
        if len(row) != len(columns)
    ]
    rows = ((line, zip(columns, row, strict=True)) for line, row in cells if len(row) == len(columns))
    named = (("", {key: cell.strip() for key, cell in row if cell.strip()}, line) for line, row in rows)
    return _read(name, named, beside=uneven)


def _separated_otherwise(columns: list[str]) -> list[Finding]:
    """Say what separates the cells where it is no comma."""
    (first, *others) = columns or [""]
    mark = next((mark for mark in (";", "\t", "|") if mark in first), None)
    if others or mark is None:
        return []
    return [Finding("", f"{mark!r} stands between the columns; save the file with commas between them", 1)]


def _wrong_columns(columns: list[str]) -> list[Finding]:
    findings = [
        Finding(column, f"there is no such column; they are {', '.join(_COLUMNS)}", 1)
        for column in columns
        if column not in _COLUMNS
    ]
    if len(set(columns)) < len(columns) or "day" not in columns:
        findings.append(Finding("", f"the first line names each column once, and among them day; it is {columns}", 1))
    return findings


def _read(
    name: str,
    rows: Iterator[tuple[str, Any, int | None]],
    lines: Mapping[str, int] | None = None,
    *,
    beside: Iterable[Finding] = (),
) -> tuple[GivenDose, ...]:
    found: list[GivenDose] = []
    places: list[tuple[str, int | None]] = []
    findings = list(beside)
    for path, row, line in rows:
        try:
            found.append(GivenDose.from_dict(row))
            places.append((path, line or line_of(path, dict(lines or {}))))
        except CourseError as error:
            placed = [finding.under(path) if path else finding for finding in error.findings]
            findings += [one._replace(line=line or line_of(one.path, dict(lines or {}))) for one in placed]
    for number, before, why in same_day(found):
        other = ", ".join(str(one) for one in (places[before][0], f"line {places[before][1]}") if one)
        findings.append(Finding(places[number][0], f"{why}; the other is {other}", places[number][1]))
    if findings:
        raise CourseError(name, sorted(findings, key=lambda one: one.line or 0))
    return tuple(found)
