"""Reads alerts from a file: of one guideline, or of those that hold for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12regimen.alerts.alerts import Alert
from b12regimen.errors import PatientError, did_you_mean
from b12regimen.patients.facts import FACTS
from b12regimen.values.age import Age

if TYPE_CHECKING:
    from b12regimen.files.entries import AlertEntry, When
    from b12regimen.files.reading import Reading
    from b12regimen.tables.parts import Value


def read_alert(reading: Reading[Any], path: str, entry: AlertEntry) -> Alert:
    """Read an alert."""
    several = isinstance(entry.when, list)
    whens = entry.when if isinstance(entry.when, list) else [entry.when]
    when = tuple(
        _facts(reading, f"{path}.when[{number}]" if several else f"{path}.when", facts)
        for number, facts in enumerate(whens)
    )
    is_for_all_ages = entry.age_from is None and entry.age_below is None
    if is_for_all_ages and any(
        len(read) == len(given) and _is_always_raised(read) for read, given in zip(when, whens, strict=True)
    ):
        reading.found(f"{path}.when", "it leaves no patient out; what always holds is a [[note]]")
    return Alert(
        id=entry.id,
        severity=entry.severity,
        when=when,
        age_from=_age(reading, f"{path}.age_from", entry.age_from),
        age_below=_age(reading, f"{path}.age_below", entry.age_below),
        text=entry.text,
        advice=entry.advice,
        citations=reading.citations(path, entry),
    )


def _is_always_raised(when: dict[str, tuple[Value, ...]]) -> bool:
    return all(set(FACTS[name].values) <= set(values) for name, values in when.items())


def _facts(reading: Reading[Any], path: str, when: When) -> dict[str, tuple[Value, ...]]:
    found: dict[str, tuple[Value, ...]] = {}
    for name, given in when.items():
        values = tuple(given if isinstance(given, list) else [given])
        if name == "age":
            reading.found(f"{path}.age", 'write age_from or age_below beside when, for instance age_below = "16 years"')
            continue
        if name not in FACTS:
            reading.found(f"{path}.{name}", f"there is no fact {name}{did_you_mean(name, FACTS)}")
            continue
        if not values:
            reading.found(f"{path}.{name}", "name at least one value, or leave the fact out")
        for value in values:
            if value not in FACTS[name].values:
                hint = did_you_mean(str(value), map(str, FACTS[name].values))
                reading.found(f"{path}.{name}", f'"{value}" is no value of {name}{hint}')
        found[name] = values
    return found


def _age(reading: Reading[Any], path: str, given: str | None) -> Age | None:
    if given is None:
        return None
    try:
        return Age.parse(given)
    except PatientError as error:
        reading.found(path, error.findings[0].reason)
        return None
