"""The axis of a level: from zero, or by factors where a result so high would press the cut-offs into a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import attrs
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

BY_FACTORS: Final = "the axis is logarithmic: equal steps are equal factors"
_PRESSED: Final = 4  # how many times the highest cut-off a result is, where the axis goes by factors
_ROOM: Final = 1.15  # above the highest of what is drawn
_STEPS: Final = (1, 2, 5)


@attrs.frozen
class Levels:
    """From where to where an axis goes.

    Attributes:
        bottom: Its lowest value.
        top: Its highest value.
        is_by_factors: It is logarithmic.
    """

    bottom: float
    top: float
    is_by_factors: bool

    @classmethod
    def of(cls, values: Sequence[float], cut_offs: Sequence[float]) -> Self:
        """Choose an axis on which results and the cut-offs that are above zero can both be read."""
        highest = max([*values, *cut_offs], default=1)
        if not cut_offs or min(values, default=0) <= 0 or max(values) <= max(cut_offs) * _PRESSED:
            return cls(0, highest * _ROOM, is_by_factors=False)
        return cls(min([*values, *cut_offs]) / 2, highest * _ROOM**2, is_by_factors=True)

    def set_on(self, ax: Axes) -> None:
        """Give axes these limits, and numbers that are written out."""
        if self.is_by_factors:
            ax.set_yscale("log")
            ax.yaxis.set_major_locator(LogLocator(subs=_STEPS))
            ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.10g}"))
            ax.yaxis.set_minor_locator(NullLocator())
        ax.set_ylim(self.bottom, self.top)
