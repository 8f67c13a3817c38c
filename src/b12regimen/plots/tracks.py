"""Rows on a time axis: each a label and below it a track, where doses lie on their days or in their bands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs
from matplotlib import rcParams
from matplotlib.collections import LineCollection, PolyCollection

from b12regimen.plots.sheet import BAND, LABEL, POINTS, KeyEntry, Sheet, small, swatch
from b12regimen.plots.styles import Style

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_GAP: Final = 0.7  # between rows, in lines
_LANE: Final = 0.45  # the height of a lane where there are several, in lines
_FEWEST, _MOST = 1.0, 3.5  # the height of a track, in lines
_POINT: Final = 7  # how broad a point is [points]
_MOST_LANES: Final = 7
_TIP: Final = 0.015  # the tip of an open band, as a part of the axis


@attrs.frozen
class Mark:
    """A dose on the time axis.

    Attributes:
        style: What kind of dose it is.
        first: Its first day.
        last: Its last day; ``None`` where the source sets none.
    """

    style: Style
    first: float
    last: float | None

    @property
    def is_band(self) -> bool:
        """It may fall on several days."""
        return self.first != self.last

    def meets(self, span: tuple[float, float]) -> bool:
        """Tell whether some of it lies between two days."""
        return self.first <= span[1] and (self.last is None or self.last >= span[0])

    @classmethod
    def on(cls, style: Style, day: float) -> Mark:
        """Mark one day."""
        return cls(style, day, day)


@attrs.frozen
class Row:
    """A label, and the doses below it.

    Attributes:
        label: What they are.
        marks: The doses; none leaves the label alone.
        is_open: No date ends them, so they go on beyond the axis.
    """

    label: str
    marks: Sequence[Mark] = ()
    is_open: bool = False


@attrs.frozen
class _Placed:
    """A row on the sheet, in lines from the top."""

    row: Row
    label: list[str]
    lanes: list[list[Mark]]
    top: float

    @property
    def track(self) -> float:
        """Where its track begins."""
        return self.top + len(self.label)

    @property
    def height(self) -> float:
        """How high its track is."""
        return min(_MOST, max(_FEWEST, len(self.lanes) * _LANE)) if self.row.marks else 0

    @property
    def bottom(self) -> float:
        """Where the next row begins."""
        return self.track + self.height + _GAP


def in_lanes(marks: Iterable[Mark], room: float = 0) -> list[list[Mark]]:
    """Put marks into lanes that keep those that overlap apart: what is on one day first, so that it keeps its lane.

    Args:
        marks: The marks.
        room: How much of the axis a point takes [days].
    """
    lanes: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda one: (one.is_band, one.first)):
        free = (lane for lane in lanes if lane[-1].last is not None and lane[-1].last + room < mark.first)
        lane = next(free, None)
        if lane is None:
            lanes.append([mark])
        else:
            lane.append(mark)
    return lanes


def draw_rows(
    ax: Axes | None,
    rows: Sequence[Row],
    *,
    span: tuple[float, float],
    title: str,
    footer: Sequence[str],
    key: Sequence[KeyEntry] = (),
    line: tuple[float, str] | None = None,
) -> Axes:
    """Draw rows below one another on one time axis.

    Args:
        ax: The axes; ``None`` makes a figure that is high enough.
        rows: The rows, from the top.
        span: The first and the last day of the axis.
        title: The title.
        footer: What is said below; the last of it is that a clinician decides.
        key: What else the key explains.
        line: A day that is drawn through all tracks, and through no label, with its name; ``None`` for none.
    """
    sheet = Sheet(ax)
    rows = [attrs.evolve(row, marks=[mark for mark in row.marks if mark.meets(span)]) for row in rows]
    room = (span[1] - span[0]) * _POINT / (sheet.width * POINTS)
    placed: list[_Placed] = []
    for row in rows:
        top = placed[-1].bottom if placed else _GAP / 2
        placed.append(_Placed(row, sheet.lines(row.label), _apart(row.marks, room), top))
    lines = placed[-1].bottom
    ax = sheet.ax
    for one in placed:
        _draw(ax, one, span)
        if line is not None and one.height:
            _draw_line(ax, line[0], one, line[1])
    ax.set_xlim(*span)
    ax.set_ylim(lines, 0)
    ax.set_yticks([])
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    return sheet.finish(title, [*explained(rows), *key], footer, lines=lines)


def _apart(marks: Sequence[Mark], room: float) -> list[list[Mark]]:
    """Keep points apart, too, unless that takes more lanes than a track has room for."""
    lanes = in_lanes(marks, room if any(mark.style.shape == "point" for mark in marks) else 0)
    return lanes if len(lanes) <= _MOST_LANES else in_lanes(marks)


def explained(rows: Sequence[Row]) -> list[KeyEntry]:
    """Say in the key what is drawn, and nothing else."""
    marks = [mark for row in rows for mark in row.marks]
    entries: list[KeyEntry] = []
    for style in dict.fromkeys(mark.style for mark in marks):
        kinds = [mark.is_band for mark in marks if mark.style == style]
        entries.append((swatch(style, kinds), style.says))
    if any(mark.is_band for mark in marks):
        entries.append(([_words()], "a band: any day from its first to its last; with a tip: no last day is printed"))
    if any(row.is_open for row in rows):
        entries.append(([_words("--")], "no date ends it"))
    return entries


def _words(line: Literal["none", "--"] = "none") -> Artist:
    from matplotlib.lines import Line2D

    return Line2D([0, 16], [4, 4], linestyle=line, linewidth=0.8, color=rcParams["text.color"])


def _draw(ax: Axes, one: _Placed, span: tuple[float, float]) -> None:
    across = ax.get_yaxis_transform()
    label = "\n".join(one.label)
    ax.text(0, one.top, label, transform=across, va="top", size=small(), gid=LABEL, parse_math=False)
    if not one.row.marks:
        return
    height = one.height / len(one.lanes)
    if one.row.is_open:
        begins, middle = min(mark.first for mark in one.row.marks), one.track + one.height + _GAP / 3
        line: dict[str, Any] = {"color": rcParams["text.color"], "linewidth": 0.8, "clip_on": False}
        ax.plot([begins, span[1]], [middle, middle], linestyle="--", gid="open end", **line)
        ax.plot([span[1]], [middle], marker=">", markersize=4, gid="open end", **line)
    for style in dict.fromkeys(mark.style for mark in one.row.marks):
        days: list[tuple[float, float]] = []
        bands: list[list[tuple[float, float]]] = []
        for number, lane in enumerate(one.lanes):
            top = one.track + number * height
            for mark in lane:
                if mark.style != style:
                    continue
                if mark.is_band:
                    bands.append(_outline(mark, top, height * 0.85, span))
                else:
                    days.append((mark.first, top))
        if bands:
            _draw_bands(ax, bands, style)
        if days:
            _draw_days(ax, days, height * 0.85, style)


def _draw_line(ax: Axes, day: float, one: _Placed, gid: str) -> None:
    look: dict[str, Any] = {"linestyle": ":", "linewidth": 1, "color": rcParams["text.color"], "zorder": 0}
    ax.plot([day, day], [one.track, one.bottom - _GAP / 3], gid=gid, **look)


def _outline(mark: Mark, top: float, height: float, span: tuple[float, float]) -> list[tuple[float, float]]:
    bottom, middle = top + height, top + height / 2
    if mark.last is not None:
        return [(mark.first, top), (mark.last, top), (mark.last, bottom), (mark.first, bottom)]
    shoulder = max(mark.first, span[1] - _TIP * (span[1] - span[0]))
    return [(mark.first, top), (shoulder, top), (span[1], middle), (shoulder, bottom), (mark.first, bottom)]


def _draw_bands(ax: Axes, bands: list[list[tuple[float, float]]], style: Style) -> None:
    colour = style.colour or rcParams["text.color"]
    face = (colour, BAND) if style.is_filled else "none"
    drawn = PolyCollection(bands, facecolors=[face], edgecolors=[colour], linewidths=0.8, hatch=style.hatch)
    drawn.set_gid(f"bands: {style.says}")
    ax.add_collection(drawn)


def _draw_days(ax: Axes, days: list[tuple[float, float]], height: float, style: Style) -> None:
    colour, gid = style.colour or rcParams["text.color"], f"days: {style.says}"
    if style.shape == "point":
        face = colour if style.is_filled else "none"
        across, down = zip(*((day, top + height / 2) for day, top in days), strict=True)
        marks: dict[str, Any] = {
            "marker": style.point,
            "markerfacecolor": face,
            "markeredgecolor": colour,
            "markersize": 5,
        }
        ax.plot(across, down, linestyle="none", clip_on=False, gid=gid, **marks)
        return
    short = 0 if style.is_filled else height * 0.3
    ticks = [[(day, top + short), (day, top + height - short)] for day, top in days]
    thick = 1.6 if style.is_filled else 0.8
    ax.add_collection(LineCollection(ticks, colors=[colour], linewidths=thick, linestyles=style.dashes, gid=gid))
