"""Puts answers into what is known of a patient, each by the path of what it tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.errors import Finding, PatientError, did_you_mean
from b12regimen.values.parts import Part

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    ReadCause = Callable[[dict[str, Any]], Any]

_PATH: Final = re.compile(r"(\w+)(?:\[(\d{1,3})\])?(?:\.(\w+))?")


def filled_in(
    known: Mapping[str, Any],
    nested: Collection[str],
    answers: Mapping[str, Any],
    read_cause: ReadCause,
) -> tuple[dict[str, Any], list[Finding]]:
    """Give what is known with the answers put in, not yet checked, and name the paths that lead nowhere.

    Args:
        known: What is known, by attribute.
        nested: The attributes that have attributes of their own, but for the cause.
        answers: Plain values by their paths.
        read_cause: Reads a cause from its table, or raises a ``PatientError``.
    """
    found = dict(known)
    if not isinstance(answers, Mapping):
        return found, [Finding("", f"{answers!r} is no table of answers; give values by their paths")]
    findings: list[Finding] = []
    for path, value in sorted(answers.items(), key=lambda answer: "." in str(answer[0])):  # a whole before its parts
        match = _PATH.fullmatch(path) if isinstance(path, str) else None
        name, number, part = match.groups() if match else ("", None, None)
        if name == "cause" and part:
            why = _put_into_cause(found, number, part, value, read_cause)
            findings += [Finding(path, why)] if why else []
        elif name in found and not number and not part:
            found[name] = _kept(_listed(known[name]), value, read_cause) if name == "cause" else value
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


def _kept(causes: list[Any], given: object, read_cause: ReadCause) -> object:
    """Keep what is known of a cause that is named again; of several it is the one that decides."""
    if isinstance(given, list | tuple):
        return [_as_known(causes, one, read_cause) for one in given]
    kind = _kind_of(given, read_cause)
    if len(causes) == 1 or all(cause.kind != kind for cause in causes):
        return _as_known(causes, given, read_cause)
    return [
        attrs.evolve(_as_known([cause], given, read_cause), decides=True)
        if cause.kind == kind
        else attrs.evolve(cause, decides=None)
        for cause in causes
    ]


def _as_known(causes: list[Any], given: object, read_cause: ReadCause) -> Any:
    """Add what is known of a cause to what is given of it; what cannot be read is left for its own reader to refuse."""
    kind = _kind_of(given, read_cause)
    known = next((cause for cause in causes if cause.kind == kind), None)
    return given if known is None else read_cause(known.to_dict() | _table(given) | {"kind": kind})


def _kind_of(given: object, read_cause: ReadCause) -> str | None:
    """Read which cause is meant; ``None`` where that cannot be read."""
    try:
        kind: str = read_cause(_table(given)).kind
    except PatientError:
        return None
    return kind


def _put_into_cause(
    found: dict[str, Any], number: str | None, part: str, value: object, read_cause: ReadCause
) -> str | None:
    """Put in what belongs to one cause; say why not where it cannot be told to which, or else ``None``."""
    causes = _listed(found["cause"])
    if not causes:
        return "no cause is known to which it belongs; answer the cause, too"
    place = int(number or 0)
    if place >= len(causes) or (number is None and len(causes) > 1):
        those = ", ".join(f"cause[{one}].{part} for {_table(cause).get('kind')}" for one, cause in enumerate(causes))
        return f"it does not say which of the causes is meant; write {those}"
    known = _table(causes[place])
    is_another = part == "kind" and _kind_of(value, read_cause) != known.get("kind")
    causes[place] = {"kind": value} if is_another else known | {part: value}
    found["cause"] = causes[0] if number is None else causes
    return None


def _table(cause: object) -> dict[str, Any]:
    if isinstance(cause, Part):
        return cause.to_dict()
    return cause if isinstance(cause, dict) else {"kind": cause}
