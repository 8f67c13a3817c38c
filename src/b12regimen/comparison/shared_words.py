"""The facts of two guidelines in words of both: groups and ages, cut so that either reads each part in one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen.errors import listed
from b12regimen.tables.changes import Shared
from b12regimen.tables.parts import Domain, Value, show
from b12regimen.values.age_cells import age_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from b12regimen.cases.fact_reading import FactReader
    from b12regimen.guidelines.guideline import Guideline


def shared_words(old: Guideline, new: Guideline) -> Iterable[Shared]:
    """Give every fact that either guideline looks at, with what each reads for its parts."""
    olds, news = ({reader.fact.name: reader for reader in guideline.readers} for guideline in (old, new))
    for name in olds | news:
        readers = [found[name] for found in (olds, news) if name in found]
        parts: dict[tuple[Value, ...], list[Value]] = {}
        for member, read_as in _members(readers):
            parts.setdefault(read_as, []).append(member)
        yield Shared(
            domain=Domain(name, (_word(tuple(parts[read_as]), read_as, readers) for read_as in parts)),
            old=tuple(read_as[0] for read_as in parts) if name in olds else None,
            new=tuple(read_as[-1] for read_as in parts) if name in news else None,
            examples=tuple(members[0] for members in parts.values()),
        )


def _members(readers: Sequence[FactReader]) -> Iterable[tuple[Value, tuple[Value, ...]]]:
    """Give the library's values of a fact, or all ages, each with what the readers read it as."""
    if readers[0].fact.name != "age":
        for value in readers[0].groups:
            yield value, tuple(reader.groups[value] for reader in readers)
        return
    for cell in age_cells(edge for reader in readers for edge in reader.edges):
        reached = (sum(map(cell.has_reached, reader.edges)) for reader in readers)
        yield str(cell), tuple(reader.domain.values[place] for reader, place in zip(readers, reached, strict=True))


def _word(members: tuple[Value, ...], read_as: tuple[Value, ...], readers: Sequence[FactReader]) -> Value:
    """Give the word by which a reader reads just these, if the other means nothing else by it; else list them."""
    for word in read_as:
        if all(word not in reader.domain.values or reader.members(word) == members for reader in readers):
            return word
    return listed(map(show, members))
