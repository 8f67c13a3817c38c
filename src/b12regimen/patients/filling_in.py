"""Puts answers into what is known of a patient, each by the path of what it tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from b12regimen.errors import Finding, PatientError, did_you_mean
from b12regimen.patients.patient import Cause, Patient
from b12regimen.values.parts import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

_PATH: Final = re.compile(r"(\w+)(?:\[(\d{1,3})\])?(?:\.(\w+))?")
_NESTED: Final = tuple(part.what for part in Patient.parts)


def filled_in(patient: Patient, answers: Mapping[str, Any]) -> tuple[dict[str, Any], list[Finding]]:
    """Give what is known with the answers put in, not yet checked, and name the paths that lead nowhere."""
    known = {name: getattr(patient, name) for name in Patient.names()}
    if not isinstance(answers, Mapping):
        return known, [Finding("", f"{answers!r} is no table of answers; give values by their paths")]
    findings: list[Finding] = []
    for path, value in sorted(answers.items(), key=lambda answer: "." in str(answer[0])):  # a whole before its parts
        match = _PATH.fullmatch(path) if isinstance(path, str) else None
        name, number, part = match.groups() if match else ("", None, None)
        if name == "cause" and part:
            why = _put_into_cause(known, number, part, value)
            findings += [Finding(path, why)] if why else []
        elif name in known and not number and not part:
            known[name] = _kept(patient.causes, value) if name == "cause" else value
        elif name in _NESTED and not number:
            table = known[name].to_dict() if isinstance(known[name], Part) else known[name]
            known[name] = {**(table or {}), part: value} if table is None or isinstance(table, dict) else table
        else:
            findings.append(Finding(str(path), f"there is no such attribute{did_you_mean(str(path), Patient.names())}"))
    return known, findings


def _kept(causes: Sequence[Cause], given: object) -> object:
    """Keep what is known of a cause that is named again."""
    try:
        kind = Cause(given).kind if isinstance(given, str) else None
    except PatientError:
        return given
    return next((cause for cause in causes if cause.kind == kind), given)


def _put_into_cause(known: dict[str, Any], number: str | None, part: str, value: object) -> str | None:
    """Put in what belongs to one cause; say why not where it cannot be told to which, or else ``None``."""
    there = known["cause"]
    causes = [] if there is None else list(there) if isinstance(there, list | tuple) else [there]
    if not causes:
        return "no cause is known to which it belongs; answer the cause, too"
    place = int(number or 0)
    if place >= len(causes) or (number is None and len(causes) > 1):
        those = ", ".join(f"cause[{one}].{part} for {_table(cause).get('kind')}" for one, cause in enumerate(causes))
        return f"it does not say which of the causes is meant; write {those}"
    causes[place] = _table(causes[place]) | {part: value}
    known["cause"] = causes[0] if number is None else causes
    return None


def _table(cause: object) -> dict[str, Any]:
    if isinstance(cause, Cause):
        return cause.to_dict()
    return cause if isinstance(cause, dict) else {"kind": cause}
