"""The parts of a decision table: facts and rows that go in, answers and flaws that come out. No medicine here."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeAlias

import attrs

from b12regimen.errors import TableError, did_you_mean

Value: TypeAlias = str | bool


@attrs.frozen
class Domain:
    """A fact of a table and the closed list of its values.

    Attributes:
        name: The fact.
        values: Its values, in order; unknown is not one of them.
    """

    name: str
    values: tuple[Value, ...] = attrs.field(converter=tuple[Value, ...])

    @property
    def everything(self) -> int:
        """The side that holds every value."""
        return (1 << len(self.values)) - 1

    def side(self, values: Iterable[Value]) -> int:
        """Make the side of some values.

        Raises:
            TableError: A value is not in the list.
        """
        mask = 0
        for value in values:
            mask |= 1 << self.index(value)
        return mask

    def index(self, value: Value) -> int:
        """Give the number of a value, from 0.

        Raises:
            TableError: It is not in the list.
        """
        for number, known in enumerate(self.values):
            if known is value or (known == value and type(known) is type(value)):
                return number
        if all(isinstance(known, bool) for known in self.values):
            raise TableError(f'"{value}" is no value of {self.name}; write true or false, without quotes')
        raise TableError(f"{show(value)} is no value of {self.name}{did_you_mean(show(value), map(show, self.values))}")


@attrs.frozen
class Row:
    """A rule: where the facts that it names have the values that it names, its outcome holds.

    Attributes:
        id: Its name.
        when: Alternatives, one of which must match: facts and their values; a fact that is not named may have any.
        outcome: What follows; rows with equal outcomes give the same answer.
        printed_when: What the row matches as its author printed it, where ``when`` leaves part of that to other rows;
            ``None`` where both are the same.
    """

    id: str
    when: tuple[Mapping[str, Iterable[Value]], ...]
    outcome: Hashable
    printed_when: tuple[Mapping[str, Iterable[Value]], ...] | None = None


@attrs.frozen
class Exclusion:
    """Combinations of values that cannot be.

    Attributes:
        when: The combinations, as in a row.
        reason: Why they cannot be.
    """

    when: Mapping[str, Iterable[Value]]
    reason: str


@attrs.frozen
class Flaw:
    """Why a table is not complete and unambiguous.

    Attributes:
        kind: "gap": no row answers. "overlap": two rows do. "dead": a row that never answers.
        rows: The rows concerned; none for a gap.
        where: The combinations concerned, in words.
        example: One concrete combination; empty for a dead row.
    """

    kind: str
    rows: tuple[str, ...]
    where: str
    example: Mapping[str, Value]

    def __str__(self) -> str:
        """Say it in a sentence."""
        example = "; ".join(f"{name} {show(value)}" for name, value in self.example.items())
        if self.kind == "gap":
            return f"no rule answers {self.where}; for instance: {example}"
        if self.kind == "overlap":
            return f'rules "{self.rows[0]}" and "{self.rows[1]}" both answer {self.where}; for instance: {example}'
        return f'rule "{self.rows[0]}" can never apply: {self.where}'


@attrs.frozen
class Answer:
    """What a table says about one combination of known and unknown facts.

    Attributes:
        rows: Every row that may answer, in table order; none where the facts contradict each other.
        outcomes: Their outcomes, each once; exactly one is an answer, several are an open question.
        exclusions: The exclusions that the known facts fall into; empty unless ``rows`` is.
    """

    rows: tuple[str, ...]
    outcomes: tuple[Hashable, ...]
    exclusions: tuple[Exclusion, ...] = ()


@attrs.frozen
class Question:
    """A fact that is not known and changes the answer.

    Attributes:
        fact: The fact.
        answers: Each value that it can have, and what the table says then.
    """

    fact: str
    answers: tuple[tuple[Value, Answer], ...]


@attrs.frozen
class RuledOut:
    """Values of a fact that cannot be, because of what else is known.

    Attributes:
        fact: The fact.
        values: The values that cannot be.
        exclusions: What they would contradict.
    """

    fact: str
    values: tuple[Value, ...]
    exclusions: tuple[Exclusion, ...]


@attrs.frozen
class Alternative:
    """A known fact that, changed alone, changes the answer.

    Attributes:
        fact: The fact.
        value: Another value of it.
        answer: What the table says then.
    """

    fact: str
    value: Value
    answer: Answer


def show(value: Value) -> str:
    """Write a value: yes and no for true and false."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
