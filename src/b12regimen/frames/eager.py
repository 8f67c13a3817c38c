"""Answers a frame that is held in memory: columns are read once, and each row is one sum and one look-up, in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from b12regimen.frames.added import BLOCK, Column, index_type, with_added
from b12regimen.frames.columns import cells_of
from b12regimen.frames.encoded import Encoded
from b12regimen.frames.lookups import Lookup, grouped
from b12regimen.frames.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    import narwhals as nw
    from numpy.typing import NDArray

    from b12regimen.frames.answers import Plan
    from b12regimen.frames.inputs import Input
    from b12regimen.frames.steps import Columns, Step

# A cell is smaller than this; what of a row cannot be read adds it once, so that one look at the sum finds such rows.
_UNREAD: Final = 1 << 24


class EagerFrame:
    """A frame that is held in memory, with its columns encoded."""

    def __init__(self, frame: nw.DataFrame[Any], columns: Columns) -> None:
        """Encode the columns."""
        self._frame = frame
        cells = {name: cells_of(frame[name]) for name in dict.fromkeys(one.column for one in columns.inputs)}
        self._encoded = {column: Encoded(column, cells[column.column]) for column in columns.inputs}

    def answer(self, plan: Plan, not_read: str | None, prefix: str) -> Any:
        """Add the columns of a plan, and one that says what could not be read, if it has a name."""
        size = len(self._frame)
        lookups = {tuple(steps): Lookup(steps) for steps in grouped(one.step for one in plan.outputs)}
        index = {one: np.empty(size, index_type(self._frame, len(one.meanings))) for one in lookups.values()}
        problems = {step: Lookup([step]) for _, step in plan.problems} if not_read else {}
        rows = _Rows(self._encoded, [*index, *problems.values()], is_watching=not_read is not None)
        for start in range(0, size, BLOCK):
            rows.move(slice(start, min(start + BLOCK, size)))
            for lookup, found in index.items():
                found[rows.block] = rows.cells(lookup)
            rows.look_for_problems(problems)
        of_step = {step: (lookup, place) for steps, lookup in lookups.items() for place, step in enumerate(steps)}
        added = []
        for output in plan.outputs:
            lookup, place = of_step[output.step]
            values = [output.values[number] for number in lookup.meanings[:, place]]
            places = None if len(set(values)) == 1 else index[lookup]
            added.append(Column(prefix + output.name, output.kind, values, places, size))
        if not_read:
            sources: list[tuple[Hashable, Callable[[int], str]]] = [
                (key, one.reason) for key, one in rows.watched.items()
            ]
            sources += [(step, _Problem(name, step, problems[step]).reason) for name, step in plan.problems]
            added.append(Column(prefix + not_read, "text", *rows.unread.told(size, sources), size))
        return with_added(self._frame, added)


class _Rows:
    """Works look-ups out for the rows of one block after the other, and notes what cannot be read.

    Attributes:
        block: The rows.
        watched: The columns of which some code cannot be read, by what is told once.
        unread: What was found of them.
    """

    def __init__(self, encoded: Mapping[Input, Encoded], lookups: Iterable[Lookup], *, is_watching: bool) -> None:
        self.block = slice(0, 0)
        self.unread = Unread()
        self.watched: dict[Hashable, Encoded] = {}
        if is_watching:
            for column, one in encoded.items():
                if one.unread.any():
                    self.watched.setdefault(column.told_once, one)
        self._encoded = encoded
        self._waiting = dict(self.watched)
        self._claimed: dict[Lookup, dict[Hashable, Encoded]] = {}
        self._weights: dict[Lookup, list[tuple[Encoded, NDArray[Any]]]] = {}
        for lookup in lookups:
            self._prepare(lookup)

    def _prepare(self, lookup: Lookup) -> None:
        """Sum up what the codes of each column of the frame add, so that each is taken once."""
        added: dict[str, tuple[Encoded, NDArray[Any]]] = {}
        claimed: dict[Hashable, Encoded] = {}
        for column, weights in lookup.weights.items():
            one, key = self._encoded[column], column.told_once
            total = weights[one.numbers].astype(np.int32)
            if self._waiting.get(key) is one:
                claimed[key] = self._waiting.pop(key)
                total[one.unread] += _UNREAD
            first, before = added.get(column.column, (one, np.int32(0)))
            added[column.column] = (first, before + total)
        self._claimed[lookup] = claimed
        self._weights[lookup] = [one for one in added.values() if one[1].any()]
        for part in lookup.parts:
            self._prepare(part)

    def move(self, block: slice) -> None:
        """Go on to a block, and look at the columns that no look-up needs."""
        self.block = block
        for key, one in self._waiting.items():
            self._note(key, one, slice(None))

    def cells(self, lookup: Lookup) -> NDArray[Any]:
        """Give the number of the combination of meanings in each row."""
        total = np.zeros(self.block.stop - self.block.start, np.int32)
        added = np.empty_like(total)
        for one, weights in self._weights[lookup]:
            total += weights.take(one.codes(self.block), mode="clip", out=added)
        if self._claimed[lookup] and total.max() >= _UNREAD:
            (bad,) = np.nonzero(total >= _UNREAD)
            total &= _UNREAD - 1
            for key, one in self._claimed[lookup].items():
                self._note(key, one, bad)
        for part, radix in lookup.parts.items():
            total += self.cells(part).astype(np.int32) * np.int32(radix)
        return lookup.table.take(total, mode="clip")

    def look_for_problems(self, problems: Mapping[Step, Lookup]) -> None:
        """Note the rows whose cells can be read and do not fit together."""
        for step, lookup in problems.items():
            says = np.array([step.meanings[number] is not None for number in lookup.meanings[:, 0]])
            found = self.cells(lookup)
            (bad,) = np.nonzero(says[found])
            self.unread.note(step, bad + self.block.start, found[bad])

    def _note(self, key: Hashable, one: Encoded, rows: Any) -> None:
        codes = one.codes(self.block)[rows]
        (bad,) = np.nonzero(one.unread.take(codes, mode="clip"))
        places = bad if isinstance(rows, slice) else rows[bad]
        self.unread.note(key, places + self.block.start, np.clip(codes[bad], 0, len(one.unread) - 1))


class _Problem:
    """Says why the cells of a row do not fit together."""

    def __init__(self, name: str, step: Step, lookup: Lookup) -> None:
        self._name = name
        self._step = step
        self._numbers = lookup.meanings[:, 0]

    def reason(self, combination: int) -> str:
        return f"{self._name}: {self._step.meanings[self._numbers[combination]]}"
