"""Days on an axis of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matplotlib import rcParams
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.lines import Line2D

from b12regimen.plots.sheet import small, width_of

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.axes import Axes

_TICKS_AN_INCH: Final = 1.4
_FEWEST: Final = 5  # with fewer, some spans have no interval that fits


def number(day: date) -> float:
    """Give the place of a day on the axis."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


def date_axis(ax: Axes) -> None:
    """Write days on the axis, as many as its width has room for."""
    locator = AutoDateLocator(minticks=2, maxticks=max(_FEWEST, int(width_of(ax) * _TICKS_AN_INCH)))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    ax.xaxis.get_offset_text().set_fontsize(small())


def line_at(ax: Axes, day: date, gid: str) -> None:
    """Draw a day as a line through all rows."""
    ax.axvline(number(day), linestyle=":", linewidth=1, color=rcParams["text.color"], zorder=0, gid=gid)


def day_line() -> Line2D:
    """Draw such a line for the key."""
    return Line2D([8, 8], [0, 8], linestyle=":", linewidth=1, color=rcParams["text.color"])
