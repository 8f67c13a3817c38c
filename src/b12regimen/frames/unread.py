"""Why cells could not be read, gathered for the few rows that have such cells, and told as one column of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from numpy.typing import NDArray


class Unread:
    """What could not be read, by source: a column, or a step that says why its columns do not fit together."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._found: dict[Hashable, list[tuple[NDArray[Any], NDArray[Any]]]] = {}

    def note(self, source: Hashable, rows: NDArray[Any], codes: NDArray[Any]) -> None:
        """Keep the codes that some rows have."""
        if len(rows):
            self._found.setdefault(source, []).append((rows, codes))

    def told(
        self, size: int, sources: Sequence[tuple[Hashable, Callable[[int], str]]]
    ) -> tuple[list[str | None], NDArray[Any] | None]:
        """Give the different texts, the first of which is missing, and for each row the place of its text.

        Args:
            size: The number of rows.
            sources: Each source, in the order in which reasons are told, with what says the reason of a code.
        """
        texts: list[str | None] = [None]
        places: NDArray[Any] | None = None
        for source, reason in sources:
            if source not in self._found:
                continue
            rows, codes = (np.concatenate(parts) for parts in zip(*self._found[source], strict=True))
            places = np.zeros(size, np.uint32) if places is None else places
            pairs, which = np.unique(np.stack([places[rows], codes], axis=1), axis=0, return_inverse=True)
            new = [
                reason(code) if (before := texts[place]) is None else f"{before}; {reason(code)}"
                for place, code in pairs
            ]
            places[rows] = (len(texts) + which.ravel()).astype(np.uint32)
            texts += new
        return texts, places
