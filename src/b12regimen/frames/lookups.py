"""Steps as look-ups: meanings that no step tells apart are one class, and what is small together is one table.

A cell is a number for each combination of such classes, with a mixed radix; a row needs one sum and one look-up.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from b12regimen.frames.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from b12regimen.frames.inputs import Input

# A table of this many cells is made in a few milliseconds and stays in the cache of a processor.
MOST_CELLS: Final = 1 << 16


class Lookup:
    """What some steps mean together, by columns or by other look-ups.

    Attributes:
        weights: For each column, what each of its meanings adds to the cell.
        parts: Look-ups by which the cell is found instead, each with what a meaning adds to it.
        table: For each cell, the number of a combination of meanings.
        meanings: For each combination, the number of the meaning of each step.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        """Fuse steps that are small together; a single one may be of any size, and keeps its own numbers."""
        classes = _classes(steps)
        self.weights: dict[Input, NDArray[Any]] = {}
        self.parts: dict[Lookup, int] = {}
        if _size(classes) <= MOST_CELLS:
            self.table, self.meanings = self._fuse(steps, classes)
        else:
            self.table, self.meanings = self._split(steps[0])
        self.table = self.table.astype(np.min_scalar_type(len(self.meanings)))

    def _fuse(self, steps: Sequence[Step], classes: Mapping[Input, NDArray[Any]]) -> tuple[NDArray[Any], NDArray[Any]]:
        radix = 1
        for column, of in classes.items():
            self.weights[column] = of * radix
            radix *= _count(of)
        axes = {column: place for place, column in enumerate(reversed(list(classes)))}
        seen: dict[object, NDArray[Any]] = {}
        for column, of in classes.items():
            shape = [1] * len(axes)
            shape[axes[column]] = -1
            seen[column] = np.unique(of, return_index=True)[1].reshape(shape)
        together: Any = np.int64(0)
        for step in steps:
            together = together * len(step.meanings) + _spread(step, seen)
        together = np.broadcast_to(together, _shape(classes)).ravel()
        if len(steps) == 1:
            return together, _own_numbers(steps[0])
        found, table = np.unique(together, return_inverse=True)
        return table, np.stack(np.unravel_index(found, [len(step.meanings) for step in steps]), axis=1)

    def _split(self, step: Step) -> tuple[NDArray[Any], NDArray[Any]]:
        radix = 1
        for need in reversed(step.needs):
            if isinstance(need, Step):
                self.parts[Lookup([need])] = radix
            else:
                self.weights[need] = np.arange(len(need.meanings)) * radix
            radix *= len(need.meanings)
        return np.array(step.table), _own_numbers(step)


def _own_numbers(step: Step) -> NDArray[Any]:
    return np.arange(len(step.meanings))[:, None]


def grouped(steps: Iterable[Step]) -> list[list[Step]]:
    """Put steps together as long as they are small together."""
    groups: list[list[Step]] = []
    for step in dict.fromkeys(steps):
        for group in groups:
            if _size(_classes([*group, step])) <= MOST_CELLS:
                group.append(step)
                break
        else:
            groups.append([step])
    return groups


def _size(classes: Mapping[Input, NDArray[Any]]) -> int:
    return prod(_count(of) for of in classes.values())


def _shape(classes: Mapping[Input, NDArray[Any]]) -> tuple[int, ...]:
    return tuple(_count(of) for of in reversed(list(classes.values())))


def _count(of: NDArray[Any]) -> int:
    return int(of.max()) + 1


def _classes(steps: Sequence[Step]) -> dict[Input, NDArray[Any]]:
    """Give for each meaning of each column the class of meanings that all steps take for the same."""
    looks: dict[Input, list[NDArray[Any]]] = {}
    waiting, known = list(steps), set(steps)
    while waiting:
        step = waiting.pop(0)
        table = np.array(step.table).reshape([len(need.meanings) for need in step.needs])
        for place, need in enumerate(step.needs):
            if isinstance(need, Step):
                waiting += [need] if need not in known else []
                known.add(need)
            else:
                looks.setdefault(need, []).append(np.moveaxis(table, place, 0).reshape(len(need.meanings), -1))
    return {column: _alike(tables) for column, tables in looks.items()}


def _alike(tables: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Number the rows of tables beside each other; rows that are equal in all tables have one number."""
    numbers: dict[tuple[bytes, ...], int] = {}
    rows = zip(*([row.tobytes() for row in table] for table in tables), strict=True)
    return np.array([numbers.setdefault(row, len(numbers)) for row in rows])


def _spread(step: Step, seen: dict[object, NDArray[Any]]) -> NDArray[Any]:
    """Give the number of a step's meaning for every combination of classes that it depends on."""
    if step not in seen:
        cell: Any = 0
        for need in step.needs:
            numbers = _spread(need, seen) if isinstance(need, Step) else seen[need]
            cell = cell * len(need.meanings) + numbers
        seen[step] = np.array(step.table)[np.broadcast_to(cell, np.shape(cell))]
    return seen[step]
