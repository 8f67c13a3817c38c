"""Whom the rules of two guidelines answer, in one frame: what one takes over from the other may answer nobody else."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import attrs

from b12regimen.errors import listed
from b12regimen.patients.facts import FACTS
from b12regimen.tables.boxes import intersection, values_of, without
from b12regimen.tables.parts import show
from b12regimen.values.age_cells import AgeCell, age_cells

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from b12regimen.cases.fact_reading import FactReader
    from b12regimen.guidelines.guideline import Guideline, Rule
    from b12regimen.tables.boxes import Box
    from b12regimen.tables.decision_table import DecisionTable
    from b12regimen.tables.parts import Value

_SAYS_NOTHING = ("out-of-scope", "not-stated")


@attrs.frozen
class Stray:
    """Patients whom rules that are taken over would answer, and did not where they come from.

    Attributes:
        rules: The rules.
        example: One of the patients, in words.
        there: What the guideline that they come from says for that patient.
        path: The key by which the two guidelines read that patient differently; ``None`` where they do not.
    """

    rules: tuple[str, ...]
    example: str
    there: str
    path: str | None


@attrs.frozen(eq=False)
class _Fact:
    """A fact, cut so finely that both guidelines read each element as a whole.

    Attributes:
        name: The fact.
        elements: The elements, in words.
        views: For each of the two guidelines, which of its values each element may be read as, as a side.
    """

    name: str
    elements: tuple[str, ...]
    views: tuple[tuple[int, ...], tuple[int, ...]]

    def touching(self, whose: int, side: int) -> int:
        """Give the elements that one of the guidelines may read as one of its values."""
        return sum(1 << number for number, view in enumerate(self.views[whose]) if view & side)


def strays(
    readers: Mapping[str, FactReader], table: DecisionTable, taken: Iterable[Rule], base: Guideline
) -> Iterable[Stray]:
    """List where rules that are taken over would answer, and the guideline that they come from says something else.

    Args:
        readers: How the file that takes them over reads facts.
        table: Its table.
        taken: The rules that it takes over from the guideline.
        base: The guideline.
    """
    facts = _facts(readers, {reader.fact.name: reader for reader in base.readers})
    outcomes: dict[Hashable, list[str]] = {}
    for rule in taken:
        if rule.action not in _SAYS_NOTHING:
            outcomes.setdefault(rule.outcome, []).append(rule.id)
    for outcome, names in outcomes.items():
        here = _answered(facts, 0, table, [box for box, row in table.boxes if table.rows[row].id in names])
        same = [box for box, row in base.table.boxes if base.table.rows[row].outcome == outcome]
        elsewhere = _reached(facts, 1, base.table, without([base.table.everything], same))
        outside = next((both for box in here for other in elsewhere if (both := intersection(box, other))), None)
        if outside is not None:
            cell = [next(values_of(side)) for side in outside]
            own, its = (_region(facts, whose, each, cell) for whose, each in enumerate((table, base.table)))
            yield Stray(
                rules=tuple(row for row in table.look_up(own).rows if row in names),
                example="; ".join(f"{fact.name} {fact.elements[n]}" for fact, n in zip(facts, cell, strict=True)),
                there=_said(base, its),
                path=next(
                    filter(None, (_path(fact, n, readers, base) for fact, n in zip(facts, cell, strict=True))), None
                ),
            )


def _facts(own: Mapping[str, FactReader], base: Mapping[str, FactReader]) -> list[_Fact]:
    found = []
    for name in dict.fromkeys([*own, *base]):
        both = (own.get(name), base.get(name))
        if name == "age":
            cells = age_cells(edge for reader in both if reader is not None for edge in reader.edges)
            found.append(_Fact(name, tuple(map(str, cells)), _of_both(both, cells)))
        else:
            groups: list[tuple[Value, ...]] = [(value,) for value in FACTS[name].values]
            if any(reader is not None and reader.order for reader in both):  # which of two goes first is read, too
                groups += combinations(FACTS[name].values, 2)
            found.append(
                _Fact(name, tuple(listed(map(show, group), "and") for group in groups), _of_both(both, groups))
            )
    return found


def _of_both(
    readers: Sequence[FactReader | None], elements: Sequence[AgeCell | tuple[Value, ...]]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    own, base = (tuple(1 if reader is None else _view(reader, each) for each in elements) for reader in readers)
    return own, base


def _view(reader: FactReader, element: AgeCell | tuple[Value, ...]) -> int:
    if isinstance(element, AgeCell):
        return 1 << sum(element.has_reached(edge) for edge in reader.edges)
    return reader.domain.side(reader.grouped(element))


def _reached(facts: Sequence[_Fact], whose: int, table: DecisionTable, boxes: Iterable[Box]) -> list[Box]:
    """Give the patients of the frame whom a guideline may read into some boxes of its table."""
    places = {domain.name: place for place, domain in enumerate(table.domains)}
    return [
        tuple(fact.touching(whose, box[places[fact.name]] if fact.name in places else 1) for fact in facts)
        for box in boxes
    ]


def _answered(facts: Sequence[_Fact], whose: int, table: DecisionTable, boxes: Iterable[Box]) -> list[Box]:
    """Give the patients of the frame whom a guideline reads into some boxes of its table and into nothing else."""
    everybody = [tuple((1 << len(fact.elements)) - 1 for fact in facts)]
    return without(everybody, _reached(facts, whose, table, without([table.everything], boxes)))


def _region(facts: Sequence[_Fact], whose: int, table: DecisionTable, cell: Sequence[int]) -> Box:
    views = {fact.name: fact.views[whose][number] for fact, number in zip(facts, cell, strict=True)}
    return tuple(views[domain.name] for domain in table.domains)


def _said(guideline: Guideline, region: Box) -> str:
    found = guideline.table.look_up(region)
    if not found.rows:
        return "these facts contradict each other"
    if len(found.outcomes) > 1:
        return f"what it says is open between {listed(found.rows, 'and')}"
    return f'it answers "{found.rows[0]}" ({guideline.rules[found.rows[0]].action})'


def _path(fact: _Fact, element: int, readers: Mapping[str, FactReader], base: Guideline) -> str | None:
    """Name the key by which the two guidelines read an element differently; ``None`` where they do not."""
    reader, its_reader = readers.get(fact.name), next((one for one in base.readers if one.fact.name == fact.name), None)
    if reader is None:
        return "facts"
    own = [reader.domain.values[number] for number in values_of(fact.views[0][element])]
    if its_reader is None or own == [its_reader.domain.values[number] for number in values_of(fact.views[1][element])]:
        return None
    if fact.name == "age":
        return "age_edge[0]"
    return f"groups.{fact.name}" if element < len(FACTS[fact.name].values) else "cause_order"
