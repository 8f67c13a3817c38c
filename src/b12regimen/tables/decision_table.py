"""A finite decision table: proved complete and unambiguous, looked up with known and unknown facts.

A table has facts, each with a closed list of values, and rows, each a box of values with an outcome. It knows no
medicine: values and outcomes are whatever the caller puts in.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

from b12regimen.errors import TableError, did_you_mean
from b12regimen.tables.boxes import Box, intersection, merged, values_of, without
from b12regimen.tables.parts import (
    Alternative,
    Answer,
    Domain,
    Exclusion,
    Flaw,
    Question,
    Row,
    RuledOut,
    Value,
    show,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


__all__ = [
    "Alternative",
    "Answer",
    "Box",
    "DecisionTable",
    "Domain",
    "Exclusion",
    "Flaw",
    "Question",
    "Row",
    "RuledOut",
    "Value",
]

MOST_CELLS: Final = 100_000


class DecisionTable:
    """Rows over facts, with the exclusions and the precedence that make them disjoint.

    Attributes:
        domains: The facts, in order.
        rows: The rows, in order.
        exclusions: Combinations that cannot be.
        prefer: Ids of rows that may overlap, the first going before those after it.
    """

    def __init__(
        self,
        domains: Sequence[Domain],
        rows: Sequence[Row],
        exclusions: Sequence[Exclusion] = (),
        prefer: Sequence[str] = (),
    ) -> None:
        """Make the table; :meth:`flaws` says whether it is complete and unambiguous.

        Raises:
            TableError: A row or an exclusion names a fact or a value that is not there, or there are too many cells.
        """
        self.domains = tuple(domains)
        self.rows = tuple(rows)
        self.exclusions = tuple(exclusions)
        self.prefer = tuple(prefer)
        if self.cell_count > MOST_CELLS:
            msg = f"the table has {self.cell_count} cells, more than {MOST_CELLS}; group values, or make two tables"
            raise TableError(msg)
        self.everything: Box = tuple(domain.everything for domain in self.domains)
        self._excluded = [self.box(exclusion.when) for exclusion in self.exclusions]
        self._printed = [[self.box(when) for when in row.when] for row in self.rows]
        self.boxes = self._disjoint()

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<DecisionTable: {len(self.rows)} rows over {', '.join(domain.name for domain in self.domains)}>"

    @property
    def cell_count(self) -> int:
        """The number of combinations, unknown included."""
        return prod(len(domain.values) + 1 for domain in self.domains)

    def box(self, when: Mapping[str, Iterable[Value]]) -> Box:
        """Make the box of some facts.

        Raises:
            TableError: A fact or a value is not there.
        """
        names = [domain.name for domain in self.domains]
        for name in when:
            if name not in names:
                raise TableError(f'"{name}" is no fact of this table{did_you_mean(name, names)}')
        return tuple(
            domain.side(when[domain.name]) if domain.name in when else domain.everything for domain in self.domains
        )

    def _disjoint(self) -> tuple[tuple[Box, int], ...]:
        """Expand rows into boxes with the number of their row: exclusions and preferred rows cut out."""
        return tuple(
            (box, number)
            for number, row in enumerate(self.rows)
            for box in without(self.boxes_of(row.id), self._excluded)
        )

    def boxes_of(self, row_id: str) -> list[Box]:
        """Give the disjoint boxes that a row matches: as written, without what goes to rows preferred to it."""
        place = {row: place for place, row in enumerate(self.prefer)}
        taken = [
            box
            for other, boxes in zip(self.rows, self._printed, strict=True)
            if row_id in place and place.get(other.id, len(place)) < place[row_id]
            for box in boxes
        ]
        found: list[Box] = []
        for box in next(boxes for row, boxes in zip(self.rows, self._printed, strict=True) if row.id == row_id):
            found += without([box], [*taken, *found])
        return found

    # Proof

    def flaws(self) -> list[Flaw]:
        """Prove the table; an empty list means that every combination has exactly one row."""
        return [*self._overlaps(), *self._gaps(), *self._dead_rows()]

    def _overlaps(self) -> list[Flaw]:
        found: dict[tuple[int, int], Box] = {}
        for place, (box, row) in enumerate(self.boxes):
            for other_box, other in self.boxes[place + 1 :]:
                if row != other and (row, other) not in found and (both := intersection(box, other_box)):
                    found[row, other] = both
        return [
            Flaw("overlap", (self.rows[a].id, self.rows[b].id), self.describe(box), self.example(box))
            for (a, b), box in found.items()
        ]

    def _gaps(self) -> list[Flaw]:
        gaps = without([self.everything], [*(box for box, _ in self.boxes), *self._excluded])
        return [Flaw("gap", (), self.describe(box), self.example(box)) for box in merged(gaps)]

    def _dead_rows(self) -> list[Flaw]:
        alive = {row for _, row in self.boxes}
        return [
            Flaw("dead", (row.id,), "all that it matches is excluded or goes to rules before it", {})
            for number, row in enumerate(self.rows)
            if number not in alive
        ]

    def describe(self, box: Box) -> str:
        """Write a box in words: what is restricted first, then what may be anything."""
        anything = [
            f"any {domain.name}" for domain, side in zip(self.domains, box, strict=True) if side == domain.everything
        ]
        return ", ".join([*self.restrictions(box), *anything])

    def restrictions(self, box: Box) -> list[str]:
        """Write the facts that a box restricts, each with the values that it allows."""
        return [
            f"{domain.name} {' or '.join(show(domain.values[number]) for number in values_of(side))}"
            for domain, side in zip(self.domains, box, strict=True)
            if side != domain.everything
        ]

    def example(self, box: Box) -> dict[str, Value]:
        """Give one concrete combination of a box."""
        return {
            domain.name: domain.values[next(values_of(side))] for domain, side in zip(self.domains, box, strict=True)
        }

    def cells(self) -> list[dict[str, Value | None]]:
        """List every combination of known values, with the row that answers it.

        Each is flat and ready for a data frame: a value for each fact, and under ``row`` the id of the row; ``None``
        where an exclusion holds, or where nothing answers.
        """
        found: list[dict[str, Value | None]] = []
        for numbers in product(*(range(len(domain.values)) for domain in self.domains)):
            answering = self.look_up(tuple(1 << number for number in numbers)).rows
            values = {domain.name: domain.values[number] for domain, number in zip(self.domains, numbers, strict=True)}
            found.append({**values, "row": " and ".join(answering) or None})
        return found

    # Looking up

    def look_up(self, region: Box) -> Answer:
        """Give the answer for what is known.

        Args:
            region: The values that each fact may have: one if it is known, all if it is not, some in between.
        """
        numbers = sorted({row for box, row in self.boxes if intersection(box, region)})
        if not numbers:
            return Answer((), (), self._contradicted(region))
        rows = [self.rows[number] for number in numbers]
        return Answer(tuple(row.id for row in rows), tuple(dict.fromkeys(row.outcome for row in rows)))

    def _contradicted(self, region: Box) -> tuple[Exclusion, ...]:
        """Give the exclusions that hold a whole region, or else all that together do."""
        shared = [intersection(box, region) for box in self._excluded]
        holding = [e for e, both in zip(self.exclusions, shared, strict=True) if both == region]
        touching = [e for e, both in zip(self.exclusions, shared, strict=True) if both]
        return tuple(holding or touching)

    def ruled_out(self, region: Box) -> list[RuledOut]:
        """List the values of facts that are not known, or partly, which what else is known leaves no room for."""
        found: list[RuledOut] = []
        for place, domain in enumerate(self.domains):
            within = [(*region[:place], 1 << number, *region[place + 1 :]) for number in values_of(region[place])]
            impossible = [box for box in within if not self.look_up(box).rows]
            if impossible and len(impossible) < len(within):
                values = tuple(domain.values[next(values_of(box[place]))] for box in impossible)
                reasons = [exclusion for box in impossible for exclusion in self._contradicted(box)]
                found.append(RuledOut(domain.name, values, tuple(e for e in self.exclusions if e in reasons)))
        return found

    def overruled(self, region: Box) -> tuple[str, ...]:
        """Name the rows that match all of a region as printed and do not answer, because other rows go before them."""
        answering = self.look_up(region).rows
        return tuple(
            row.id
            for row in self.rows
            if row.id not in answering
            if any(intersection(self.box(when), region) == region for when in row.printed_when or row.when)
        )

    def region(self, facts: Mapping[str, Value | Iterable[Value] | None]) -> Box:
        """Make the region of some facts: a value, several that it may have, or ``None`` for unknown.

        Raises:
            TableError: A fact or a value is not there.
        """
        return self.box(
            {
                name: (value,) if isinstance(value, str | bool) else value
                for name, value in facts.items()
                if value is not None
            }
        )

    def questions(self, region: Box) -> list[Question]:
        """List the unknown facts that change the answer, most decisive first.

        Most decisive is the fact whose worst answer leaves the fewest outcomes; equals keep the table's order.
        """
        found = [
            Question(domain.name, tuple(self._answers(region, place)))
            for place, domain in enumerate(self.domains)
            if self._matters(region, place)
        ]
        return sorted(found, key=lambda question: max(len(answer.outcomes) for _, answer in question.answers))

    def _answers(self, region: Box, place: int) -> Iterable[tuple[Value, Answer]]:
        for number in values_of(region[place]):
            answer = self.look_up((*region[:place], 1 << number, *region[place + 1 :]))
            if answer.rows:
                yield self.domains[place].values[number], answer

    def _matters(self, region: Box, place: int) -> bool:
        """Tell whether two values of a fact, all else equal, can lead to different outcomes."""
        if region[place].bit_count() == 1:
            return False
        inside = [(both, row) for box, row in self.boxes if (both := intersection(box, region))]
        return any(
            self.rows[a].outcome != self.rows[b].outcome
            and all(x & y for side, (x, y) in enumerate(zip(box, other, strict=True)) if side != place)
            for number, (box, a) in enumerate(inside)
            for other, b in inside[number + 1 :]
        )

    def alternatives(self, region: Box) -> list[Alternative]:
        """List the single known facts that, changed, would change the outcomes."""
        now = self.look_up(region).outcomes
        return [
            Alternative(domain.name, value, answer)
            for place, domain in enumerate(self.domains)
            if region[place].bit_count() == 1
            for value, answer in self._answers((*region[:place], domain.everything, *region[place + 1 :]), place)
            if answer.outcomes != now
        ]
