"""Reads where the rules of a guideline file apply, and proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen.errors import Finding, TableError, did_you_mean
from b12regimen.files.entries import HeadEntry, ImpossibleEntry, RuleEntry, When
from b12regimen.guidelines.facts import read_when
from b12regimen.tables.decision_table import DecisionTable
from b12regimen.tables.parts import Exclusion, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from b12regimen.cases.fact_reading import FactReader
    from b12regimen.files.reading import Reading
    from b12regimen.guidelines.guideline import Rule
    from b12regimen.tables.parts import Flaw, Value


def read_table(
    reading: Reading[HeadEntry], head: HeadEntry, readers: Mapping[str, FactReader], rules: list[Rule]
) -> DecisionTable | None:
    """Read where rules apply, and prove that exactly one applies everywhere; ``None`` if there is no table."""
    entries = list(reading.file.of("rule", RuleEntry))
    places: dict[str, str] = {}
    for path, entry in entries:
        if entry.id in places:
            reading.found(f"{path}.id", f'the rule "{entry.id}" is given twice')
        places[entry.id] = path
    if len(set(head.prefer)) != len(head.prefer):
        reading.found("prefer", "name each rule once")
    for row_id in head.prefer:
        if row_id not in places:
            reading.found("prefer", f'there is no rule "{row_id}"{did_you_mean(row_id, places)}')
    rows = [
        Row(
            entry.id,
            tuple(_whens(reading, readers, f"{path}.when", entry.when)),
            rule.outcome,
            tuple(_whens(reading, readers, f"{path}.printed_when", entry.printed_when)) or None,
        )
        for (path, entry), rule in zip(entries, rules, strict=True)
    ]
    exclusions = [
        Exclusion(read_when(reading, readers, f"{path}.when", entry.when), entry.why)
        for path, entry in reading.file.of("impossible", ImpossibleEntry)
    ]
    domains = [reader.domain for reader in readers.values()]
    try:
        table = DecisionTable(domains, rows, exclusions, head.prefer)
    except TableError as error:
        reading.found("facts", str(error))
        return None
    reading.is_proved = reading.is_whole()
    flaws = [(flaw, [places[row] for row in flaw.rows]) for flaw in table.flaws()]
    to_say = [(flaw, where) for flaw, where in flaws if not reading.is_misread(set(where))]
    for flaw, where in [found for found in to_say if found[1] or reading.is_proved]:
        if where:
            own = [place for place in where if reading.file.whole.is_own(place)]
            reading.found([*where, *own][-1], str(flaw))
        else:
            _found_gap(reading, flaw)
    return table


def _found_gap(reading: Reading[HeadEntry], gap: Flaw) -> None:
    """Note a gap where a rule was dropped that may have answered it, or else at the rules."""
    dropped = [drop for drop in reading.file.whole.drops if drop.covers(gap.example)]
    for drop in dropped:
        name = drop.rule["id"]
        reason = f'{gap}; "{name}", which is dropped, answered it or part of it: write a rule in its place, or keep it'
        reading.findings.append(Finding(drop.path, reason, drop.file.lines.get("drop"), drop.file.name))
    if not dropped:
        reading.found("rule", str(gap))


def _whens(
    reading: Reading[HeadEntry], readers: Mapping[str, FactReader], path: str, whens: When | list[When] | None
) -> Iterable[dict[str, tuple[Value, ...]]]:
    for when in whens if isinstance(whens, list) else [whens]:
        if when is not None:
            yield read_when(reading, readers, path, when)
