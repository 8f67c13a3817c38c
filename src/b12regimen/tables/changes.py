"""What changed between two decision tables, grouped so that a person can read it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.tables.boxes import intersection, merged, without
from b12regimen.tables.decision_table import DecisionTable
from b12regimen.tables.parts import Domain, Row, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from b12regimen.tables.boxes import Box

_OUTCOME: Final[Callable[[Row], Hashable]] = attrgetter("outcome")


@attrs.frozen
class Shared:
    """A fact in words that two tables share.

    Attributes:
        domain: The words.
        old: What the old table reads for each of them; ``None`` where it does not look at the fact.
        new: What the new table reads.
        examples: For each of them what it stands for, or the first of several such.
    """

    domain: Domain
    old: tuple[Value, ...] | None
    new: tuple[Value, ...] | None
    examples: tuple[Value, ...]


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


def diff(
    old: DecisionTable,
    new: DecisionTable,
    shared: Iterable[Shared],
    *,
    say_old: Callable[[Row], Hashable] = _OUTCOME,
    say_new: Callable[[Row], Hashable] = _OUTCOME,
) -> list[Change]:
    """List the combinations whose outcome differs, grouped into boxes.

    Args:
        old: The old table.
        new: The new table.
        shared: Every fact of either, in words of both.
        say_old: Says what follows from a row of the old table.
        say_new: Says what follows from a row of the new table.
    """
    facts = list(shared)
    frame = DecisionTable([fact.domain for fact in facts], ())
    before = _rows_in(old, {fact.domain.name: fact.old for fact in facts}, frame)
    after = _rows_in(new, {fact.domain.name: fact.new for fact in facts}, frame)
    stands_for = {fact.domain.name: dict(zip(fact.domain.values, fact.examples, strict=True)) for fact in facts}
    grouped: dict[tuple[Hashable, Hashable], list[Box]] = {}
    for box, was in before:
        for other, becomes in after:
            both = intersection(box, other)
            if both and (was and was.outcome) != (becomes and becomes.outcome):
                said = was and say_old(was), becomes and say_new(becomes)
                grouped.setdefault(said, []).append(both)
    return [
        Change(frame.describe(box), {n: stands_for[n][word] for n, word in frame.example(box).items()}, was, becomes)
        for (was, becomes), boxes in grouped.items()
        for box in merged(boxes)
    ]


def _rows_in(
    table: DecisionTable, read_as: Mapping[str, tuple[Value, ...] | None], frame: DecisionTable
) -> list[tuple[Box, Row | None]]:
    """Give a table's boxes in the words of a frame; what it does not answer has no row."""
    places = {domain.name: place for place, domain in enumerate(table.domains)}

    def side(domain: Domain, box: Box) -> int:
        words = read_as[domain.name]
        if words is None:
            return domain.everything
        place = places[domain.name]
        reads = table.domains[place].index
        return sum(1 << number for number, word in enumerate(words) if box[place] >> reads(word) & 1)

    found: list[tuple[Box, Row | None]] = [
        (tuple(side(domain, box) for domain in frame.domains), table.rows[row]) for box, row in table.boxes
    ]
    unanswered = without([frame.everything], [box for box, _ in found])
    return [*found, *((box, None) for box in unanswered)]
