"""Days on an axis of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib import rcParams
from matplotlib.dates import AutoDateLocator, date2num, num2date
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from b12regimen.plots.sheet import POINTS, small, width_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from matplotlib.axes import Axes

_TICKS_AN_INCH: Final = 1.4
_FEWEST: Final = 5  # with fewer, some spans have no interval that fits
_LETTERS: Final = 4.5  # how broad "30 Mar" is, with a gap, in sizes of type


def number(day: date) -> float:
    """Give the place of a day on the axis."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


def date_axis(ax: Axes, recorded: Sequence[float] = ()) -> None:
    """Write days on the axis, as many as its width has room for; what was recorded has ticks of its own.

    Args:
        ax: The axes, of which the limits are set.
        recorded: Days on which something was recorded: all have a tick, the first and the last one a label.
    """
    first, last = ax.get_xlim()
    locator = AutoDateLocator(minticks=2, maxticks=max(_FEWEST, int(width_of(ax) * _TICKS_AN_INCH)))  # type: ignore[no-untyped-call]
    round_days = [float(day) for day in locator.tick_values(num2date(first), num2date(last))]  # type: ignore[no-untyped-call]
    seen = [day for day in recorded if first <= day <= last]
    room = (last - first) * _LETTERS * small() / (width_of(ax) * POINTS)
    ticks: list[float] = []
    for day in [*seen[:1], *seen[-1:], *round_days]:
        if first <= day <= last and all(abs(day - other) >= room for other in ticks):
            ticks.append(day)
    ticks.sort()
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_minor_locator(FixedLocator(seen))
    ax.set_xticklabels(list(_labels(ticks)))


def _labels(ticks: Sequence[float]) -> Iterator[str]:
    """Write days, the year below the first of each."""
    days: list[Any] = [num2date(tick) for tick in ticks]  # type: ignore[no-untyped-call]
    if all((day.month, day.day) == (1, 1) for day in days):
        yield from (str(day.year) for day in days)
        return
    year = 0
    for day in days:
        said = f"{day:%b}" if day.day == 1 else f"{day.day} {day:%b}"
        yield said if day.year == year else f"{said}\n{day.year}"
        year = day.year


def line_at(ax: Axes, day: date, gid: str) -> None:
    """Draw a day as a line through all rows."""
    ax.axvline(number(day), linestyle=":", linewidth=1, color=rcParams["text.color"], zorder=0, gid=gid)


def day_line() -> Line2D:
    """Draw such a line for the key."""
    return Line2D([8, 8], [0, 8], linestyle=":", linewidth=1, color=rcParams["text.color"])
