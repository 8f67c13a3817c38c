"""When a result does not say what it seems to say, as data with sources: treatment, pregnancy, kidneys and others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import attrs

from b12regimen.errors import ShippedFileError
from b12regimen.files.entries import Cited, NoHead, SourceEntry, When
from b12regimen.files.entry_file import read_entry_file
from b12regimen.files.reading import Reading
from b12regimen.patients.analytes import AnalyteName
from b12regimen.patients.entry_facts import facts_of, flags_of
from b12regimen.patients.labs import Flag
from b12regimen.patients.patient import Deficiency
from b12regimen.published import PUBLISHED
from b12regimen.tables.parts import Value
from b12regimen.values.sources import Citation

_SHIPPED: Final = PUBLISHED / "interferences.toml"
_NO_AGE: Final = "no age is looked at here; leave it out"


@attrs.frozen(kw_only=True)
class Interference:
    """Something because of which a result does not say what it seems to say.

    Attributes:
        id: Its name.
        analytes: The analytes that it spoils.
        when: Facts of the patient and their values, all of which are needed.
        flagged: What the laboratory calls other results of the panel, all of which are needed.
        may_be: What a withdrawn result may be; empty: what it would read.
        spares: What a result says all the same, because it is spoilt in the other direction only.
        why: Why the result does not say what it seems to say.
        citations: Who says so.
    """

    id: str
    analytes: tuple[AnalyteName, ...]
    when: Mapping[str, tuple[Value, ...]]
    flagged: Mapping[AnalyteName, Flag]
    spares: tuple[Deficiency, ...]
    may_be: tuple[Deficiency, ...]
    why: str
    citations: tuple[Citation, ...]


@attrs.frozen(kw_only=True, eq=False)
class _Entry(Cited):
    """One interference, as written."""

    id: str
    analyte: list[AnalyteName]
    why: str
    when: When = attrs.Factory(dict)
    flagged: dict[str, Flag] = attrs.Factory(dict)
    spares: list[Deficiency] = attrs.Factory(list)
    may_be: list[Deficiency] = attrs.Factory(list)


_KINDS: Final[dict[str, type[Any]]] = {"source": SourceEntry, "interference": _Entry}


@lru_cache(maxsize=1)
def interferences() -> tuple[Interference, ...]:
    """Give the interferences that the library knows."""
    return parse_interferences(_SHIPPED.read_text("utf-8"), _SHIPPED.name)


def parse_interferences(text: str, name: str = "interferences") -> tuple[Interference, ...]:
    """Read interferences from the text of a file.

    Raises:
        ShippedFileError: The text has errors: all of them, each with its path and line.
    """
    reading = Reading(read_entry_file(text, NoHead, _KINDS))
    found = [_interference(reading, path, entry) for path, entry in reading.file.of("interference", _Entry)]
    reading.each_once("interference", [one.id for one in found])
    reading.each_cited()
    if reading.findings:
        raise reading.refusal(ShippedFileError, name)
    return tuple(found)


def _interference(reading: Reading[NoHead], path: str, entry: _Entry) -> Interference:
    if not entry.when and not entry.flagged:
        reading.found(path, "name the facts or the flags by which it is known")
    return Interference(
        id=entry.id,
        analytes=tuple(entry.analyte),
        when=facts_of(reading, f"{path}.when", entry.when, instead_of_age=_NO_AGE),
        flagged=flags_of(reading, f"{path}.flagged", entry.flagged),
        spares=tuple(entry.spares),
        may_be=tuple(entry.may_be),
        why=entry.why,
        citations=reading.citations(path, entry),
    )
