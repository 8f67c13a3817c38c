"""A column of a frame in memory as codes: what each code means, and which codes cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from b12regimen.frames.columns import shown
from b12regimen.frames.inputs import THE_VALUE, UNREADABLE, Input
from b12regimen.frames.measured import Ages, Results

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from b12regimen.frames.columns import Cells
    from b12regimen.values.units import Unit


class Encoded:
    """A column as codes, with the number of the meaning of each code, and which codes cannot be read.

    Attributes:
        column: The column.
        codes: Gives the codes of a block.
        numbers: For each code the number of its meaning.
        unread: For each code whether it cannot be read.
    """

    def __init__(self, column: Input, cells: Cells) -> None:
        """Number the meaning of each code."""
        self.column = column
        self.codes: Callable[[slice], NDArray[Any]] = cells.codes
        self._values = cells.values
        bad: list[int] = []
        if cells.values is not None:
            numbers = [self._number(code, value, bad) for code, value in enumerate(cells.values)]
        elif isinstance(column, Results) and column.unit:
            numbers, bad = self._by_cuts(column, column.unit, cells)
        else:
            numbers, bad = self._by_years(column, cells)
        self.numbers = np.array(numbers, np.int32)
        self.unread = np.zeros(len(numbers), np.bool_)
        self.unread[bad] = True

    def reason(self, code: int) -> str:
        """Say why a code cannot be read."""
        value = None if self._values is None else self._values[code]
        said = f'"{shown(value)}" ' if isinstance(value, str) else THE_VALUE
        return f"{self.column.column}: {said}{self.column.why(value)}"

    def _number(self, code: int, value: object, bad: list[int]) -> int:
        try:
            return self.column.number(value)
        except UNREADABLE:
            bad.append(code)
            return self.column.unread()

    def _by_years(self, column: Input, cells: Cells) -> tuple[list[int], list[int]]:
        """Encode numbers as years of age; no other column takes a number. The last code is no age."""
        oldest = column.oldest("year") if isinstance(column, Ages) else -1
        unread = column.unread()
        numbers = [*(column.number(years) for years in range(oldest + 1)), 0, unread]

        def codes(rows: slice) -> NDArray[Any]:
            given = cells.codes(rows)
            if given.dtype.kind in "iu" and (not len(given) or (given.min() >= 0 and given.max() <= oldest)):
                return given
            whole = (given >= 0) & (given <= oldest) & (given == np.floor(given))
            found = np.where(whole, given, oldest + 2).astype(np.int16)
            found[np.isnan(given)] = oldest + 1
            return found

        self.codes = codes
        return numbers, [oldest + 2]

    def _by_cuts(self, column: Results, unit: Unit, cells: Cells) -> tuple[list[int], list[int]]:
        """Encode numbers as the place between cut-offs where they lie; below the first is below zero."""
        cuts = np.array(column.cuts(unit))
        numbers = [column.unread(), *(column.number_at(place, unit=unit) for place in range(len(cuts))), 0]

        def codes(rows: slice) -> NDArray[Any]:
            given = cells.codes(rows).astype(np.float64)
            found = np.searchsorted(cuts, given, side="right")
            found[np.isinf(given)] = 0
            found[np.isnan(given)] = len(cuts) + 1
            return found

        self.codes = codes
        return numbers, [0]
