"""How one guideline looks at one fact: its own groups and bands, several causes, and what its source states."""

from __future__ import annotations

import copyreg
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from b12regimen.patients.facts import FACTS, Fact, reversible
from b12regimen.patients.patient import CauseKind
from b12regimen.tables.parts import Domain, Value
from b12regimen.values.age import Age
from b12regimen.values.pickling import by_values
from b12regimen.values.sources import Citation

if TYPE_CHECKING:
    from b12regimen.cases.case import Case
    from b12regimen.patients.facts import Seen


def _by_name(fact: Fact) -> tuple[Any, ...]:
    return _named, (fact.name,)


def _named(name: str) -> Fact:
    return FACTS[name]


copyreg.pickle(Fact, _by_name)


@attrs.frozen(kw_only=True)
class FactReader:
    """Reads a fact of a patient in the words of one guideline.

    Attributes:
        fact: The fact.
        domain: The guideline's own values for it.
        groups: Each value of the library's list and the guideline's value that it belongs to; empty for the age.
        edges: The ages at which one band ends and the next begins, rising; empty for other facts.
        order: Which of the guideline's values goes first where a patient has several; empty: none does.
        stated: For each kind of cause, whether the source states that it can resolve.
        stated_in: Where it states that.
    """

    fact: Fact
    domain: Domain
    groups: Mapping[Value, Value] = attrs.field(factory=dict, converter=MappingProxyType[Value, Value])
    edges: tuple[Age, ...] = ()
    order: tuple[Value, ...] = ()
    stated: Mapping[CauseKind, bool] = attrs.field(factory=dict, converter=MappingProxyType[CauseKind, bool])
    stated_in: Mapping[CauseKind, tuple[Citation, ...]] = attrs.Factory(dict)

    __reduce__ = by_values

    def seen(self, case: Case) -> Seen:
        """Give the guideline's values that the fact may have; ``None`` if nothing is known."""
        if self.fact.name == "age":
            return None if case.patient.age is None else self._bands(case.patient.age)
        if self.fact.name == "reversible":
            return reversible(case.patient, self.stated)
        values = case.seen(self.fact.name)
        if values is None:
            return None
        grouped = self.grouped(values)
        if len(grouped) > 1 and self.fact.name == "cause":
            return self.grouped(cause.kind for cause in case.patient.causes if cause.decides) or grouped
        return grouped

    def grouped(self, values: Iterable[Value]) -> tuple[Value, ...]:
        """Give the guideline's values for some of the library's, of which one may go first; not for the age."""
        grouped = tuple(dict.fromkeys(self.groups[value] for value in values))
        return next(((value,) for value in self.order if value in grouped), grouped)

    def _bands(self, age: Age) -> tuple[Value, ...]:
        below = [age.is_below(edge) for edge in self.edges]
        return tuple(
            band
            for place, band in enumerate(self.domain.values)
            if below[place - 1 : place] != [True] and below[place : place + 1] != [False]
        )

    def side(self, case: Case) -> int:
        """Give the same as a side of the decision table; all values if nothing is known."""
        seen = self.seen(case)
        return self.domain.everything if seen is None else self.domain.side(seen)

    def members(self, value: Value) -> tuple[Value, ...]:
        """Give the library's values that the guideline takes together under one of its own."""
        if self.fact.name != "age":
            return tuple(member for member, group in self.groups.items() if group == value)
        place = self.domain.index(value)
        low = [f"from {edge}" for edge in self.edges[place - 1 : place]]
        high = [f"below {edge}" for edge in self.edges[place : place + 1]]
        return (" and ".join(low + high),)
