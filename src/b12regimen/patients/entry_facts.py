"""Reads the facts and the laboratory's verdicts that an entry of a file names; a slip does not load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from b12regimen.errors import did_you_mean
from b12regimen.patients.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12regimen.files.entries import When
    from b12regimen.files.reading import Reading
    from b12regimen.patients.analytes import AnalyteName
    from b12regimen.patients.labs import Flag
    from b12regimen.tables.parts import Value


def combinations_of(
    reading: Reading[Any], path: str, given: When | list[When], *, instead_of_age: str
) -> tuple[dict[str, tuple[Value, ...]], ...]:
    """Read combinations of facts: one table, or several in a list.

    Args:
        reading: The file.
        path: Where they stand.
        given: What stands there.
        instead_of_age: What to write in place of the age, whose bands only a guideline sets.
    """
    if isinstance(given, dict):
        return (facts_of(reading, path, given, instead_of_age=instead_of_age),)
    return tuple(
        facts_of(reading, f"{path}[{number}]", when, instead_of_age=instead_of_age) for number, when in enumerate(given)
    )


def facts_of(reading: Reading[Any], path: str, when: When, *, instead_of_age: str) -> dict[str, tuple[Value, ...]]:
    """Read one combination of facts and their values; a fact that is not there is noted, and left out."""
    found: dict[str, tuple[Value, ...]] = {}
    for name, given in when.items():
        values = tuple(given if isinstance(given, list) else [given])
        if name == "age":
            reading.found(f"{path}.age", instead_of_age)
        elif name not in FACTS:
            reading.found(f"{path}.{name}", f"there is no fact {name}{did_you_mean(name, FACTS)}")
        else:
            found[name] = values
            if not values:
                reading.found(f"{path}.{name}", "name at least one value, or leave the fact out")
            for value in values:
                if (reason := no_value(name, value)) is not None:
                    reading.found(f"{path}.{name}", reason)
    return found


def no_value(name: str, value: Value) -> str | None:
    """Say why something is no value of a fact, and what would do; ``None`` if it is one."""
    known = FACTS[name].values
    if value in known:
        return None
    is_yes_or_no = isinstance(known[0], bool)
    hint = "; write true or false, without quotes" if is_yes_or_no else did_you_mean(str(value), map(str, known))
    return f'"{value}" is no value of {name}{hint}'


def flags_of(reading: Reading[Any], path: str, flagged: Mapping[str, Flag]) -> dict[AnalyteName, Flag]:
    """Read what the laboratory calls results; an analyte that is not there is noted, and left out."""
    from b12regimen.patients.analytes import ANALYTE_NAMES  # 2 ms that only what speaks of results should cost

    found: dict[AnalyteName, Flag] = {}
    for analyte, flag in flagged.items():
        known: AnalyteName | None = next((one for one in ANALYTE_NAMES if one == analyte), None)
        if known is None:
            reading.found(f"{path}.{analyte}", f"there is no analyte {analyte}{did_you_mean(analyte, ANALYTE_NAMES)}")
        else:
            found[known] = flag
    return found
