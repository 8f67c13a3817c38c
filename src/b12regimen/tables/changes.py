"""What changed between two decision tables, grouped so that a person can read it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import attrs

from b12regimen.tables.boxes import intersection, merged, values_of, without
from b12regimen.tables.decision_table import DecisionTable
from b12regimen.tables.parts import Domain, Value

if TYPE_CHECKING:
    from b12regimen.tables.boxes import Box


@attrs.frozen
class Change:
    """Combinations whose outcome differs between two tables.

    Attributes:
        where: The combinations, in words.
        example: One of them.
        old: What the old table says; ``None`` where it has no answer.
        new: What the new table says; ``None`` where it has no answer.
    """

    where: str
    example: Mapping[str, Value]
    old: Hashable | None
    new: Hashable | None


def diff(old: DecisionTable, new: DecisionTable) -> list[Change]:
    """List the combinations whose outcome differs, grouped into boxes.

    A fact or a value that only one of the tables has is looked up in the other as "no row answers", unless the other
    does not look at the fact at all: then its answer holds for every value.
    """
    domains = _all_domains(old, new)
    frame = DecisionTable(domains, ())
    before, after = _outcomes_in(old, frame), _outcomes_in(new, frame)
    grouped: dict[tuple[Hashable, Hashable], list[Box]] = {}
    for box, was in before:
        for other, becomes in after:
            both = intersection(box, other)
            if both and was != becomes:
                grouped.setdefault((was, becomes), []).append(both)
    return [
        Change(frame.describe(box), frame.example(box), was, becomes)
        for (was, becomes), boxes in grouped.items()
        for box in merged(boxes)
    ]


def _all_domains(old: DecisionTable, new: DecisionTable) -> list[Domain]:
    values: dict[str, dict[Value, None]] = {}
    for domain in (*old.domains, *new.domains):
        values.setdefault(domain.name, {}).update(dict.fromkeys(domain.values))
    return [Domain(name, tuple(found)) for name, found in values.items()]


def _outcomes_in(table: DecisionTable, frame: DecisionTable) -> list[tuple[Box, Hashable | None]]:
    """Express a table's boxes in a wider frame; what it does not answer has no outcome."""
    own = {domain.name: domain for domain in table.domains}
    found: list[tuple[Box, Hashable | None]] = []
    for box, row in table.boxes:
        sides = dict(zip(own, box, strict=True))
        wide = tuple(
            domain.side(own[domain.name].values[number] for number in values_of(sides[domain.name]))
            if domain.name in own
            else domain.everything
            for domain in frame.domains
        )
        found.append((wide, table.rows[row].outcome))
    unanswered = without([frame.everything], [box for box, _ in found])
    return [*found, *((box, None) for box in unanswered)]
