"""Puts answers into what is known of a patient, each by the path of what it tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.errors import Finding, did_you_mean
from b12regimen.values.parts import Part
from b12regimen.values.plain_values import spelt

if TYPE_CHECKING:
    from collections.abc import Collection

_PATH: Final = re.compile(r"(\w+)(?:\[(\d{1,3})\])?(?:\.(\w+))?")


def filled_in(
    known: Mapping[str, Any], nested: Collection[str], answers: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Finding]]:
    """Give what is known with the answers put in, not yet checked, and name the paths that lead nowhere.

    Args:
        known: What is known, by attribute.
        nested: The attributes that have attributes of their own, but for the cause.
        answers: Plain values by their paths.
    """
    found = dict(known)
    if not isinstance(answers, Mapping):
        return found, [Finding("", f"{answers!r} is no table of answers; give values by their paths")]
    findings: list[Finding] = []
    for path, value in sorted(answers.items(), key=lambda answer: "." in str(answer[0])):  # a whole before its parts
        match = _PATH.fullmatch(path) if isinstance(path, str) else None
        name, number, part = match.groups() if match else ("", None, None)
        if name == "cause" and part:
            why = _put_into_cause(found, number, part, value)
            findings += [Finding(path, why)] if why else []
        elif name in found and not number and not part:
            found[name] = _kept(_listed(known[name]), value) if name == "cause" else value
        elif name in nested and part and not number:
            found[name] = _put_into(found[name], part, value)
        else:
            findings.append(Finding(str(path), f"there is no such attribute{did_you_mean(str(path), known)}"))
    return found, findings


def _put_into(there: object, part: str, value: object) -> object:
    """Put in what belongs to an attribute; what is no table is left for its own reader to refuse."""
    table = {} if there is None else there.to_dict() if isinstance(there, Part) else there
    return table | {part: value} if isinstance(table, dict) else table


def _listed(there: object) -> list[Any]:
    return [] if there is None else list(there) if isinstance(there, list | tuple) else [there]


def _kept(causes: list[Any], given: object) -> object:
    """Keep what is known of a cause that is named again; of several it is the one that decides."""
    kind = spelt(given) if isinstance(given, str) else None
    if all(cause.kind != kind for cause in causes):
        return given
    if len(causes) == 1:
        return causes[0]
    return [attrs.evolve(cause, decides=True if cause.kind == kind else None) for cause in causes]


def _put_into_cause(found: dict[str, Any], number: str | None, part: str, value: object) -> str | None:
    """Put in what belongs to one cause; say why not where it cannot be told to which, or else ``None``."""
    causes = _listed(found["cause"])
    if not causes:
        return "no cause is known to which it belongs; answer the cause, too"
    place = int(number or 0)
    if place >= len(causes) or (number is None and len(causes) > 1):
        those = ", ".join(f"cause[{one}].{part} for {_table(cause).get('kind')}" for one, cause in enumerate(causes))
        return f"it does not say which of the causes is meant; write {those}"
    causes[place] = _table(causes[place]) | {part: value}
    found["cause"] = causes[0] if number is None else causes
    return None


def _table(cause: object) -> dict[str, Any]:
    if isinstance(cause, Part):
        return cause.to_dict()
    return cause if isinstance(cause, dict) else {"kind": cause}
