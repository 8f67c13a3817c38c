"""Reads alerts from a file: of one guideline, or of those that hold for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from b12regimen.alerts.alerts import Alert
from b12regimen.patients.entry_facts import combinations_of
from b12regimen.patients.facts import FACTS

if TYPE_CHECKING:
    from b12regimen.files.entries import AlertEntry
    from b12regimen.files.reading import Reading
    from b12regimen.tables.parts import Value

_NO_AGE: Final = 'write age_from or age_below beside when, for instance age_below = "16 years"'


def read_alert(reading: Reading[Any], path: str, entry: AlertEntry) -> Alert:
    """Read an alert."""
    whens = entry.when if isinstance(entry.when, list) else [entry.when]
    when = combinations_of(reading, f"{path}.when", entry.when, instead_of_age=_NO_AGE)
    is_for_all_ages = entry.age_from is None and entry.age_below is None
    if is_for_all_ages and any(
        len(read) == len(given) and _is_always_raised(read) for read, given in zip(when, whens, strict=True)
    ):
        reading.found(f"{path}.when", "it leaves no patient out; what always holds is a [[note]]")
    return Alert(
        id=entry.id,
        severity=entry.severity,
        when=when,
        age_from=reading.age(f"{path}.age_from", entry.age_from),
        age_below=reading.age(f"{path}.age_below", entry.age_below),
        text=entry.text,
        advice=entry.advice,
        citations=reading.citations(path, entry),
    )


def _is_always_raised(when: dict[str, tuple[Value, ...]]) -> bool:
    return all(set(FACTS[name].values) <= set(values) for name, values in when.items())
