"""Results of one analyte over time, against the bands of one source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
from matplotlib import rcParams

from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.errors import QuantityError, listed
from b12regimen.interpretation.placement import placed
from b12regimen.interpretation.threshold_bands import Thresholds, expressed
from b12regimen.interpretation.threshold_loader import load_thresholds
from b12regimen.patients.analytes import to_analyte
from b12regimen.patients.labs import LabResult, to_panel
from b12regimen.plots import styles
from b12regimen.plots.dates import date_axis, day_line, line_at, number
from b12regimen.plots.levels import BY_FACTORS, Levels
from b12regimen.plots.sheet import BAND, KeyEntry, Sheet, band_patch, swatch
from b12regimen.plots.styles import Style
from b12regimen.values.intervals import Interval
from b12regimen.values.units import to_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from b12regimen.interpretation.threshold_bands import Marker
    from b12regimen.patients.analytes import Analyte
    from b12regimen.patients.labs import LabPanel, LabPanelLike
    from b12regimen.patients.patient import Deficiency
    from b12regimen.values.units import Unit

_BANDS: Final[dict[Deficiency, Style]] = {
    "confirmed": Style("confirmed", styles.VERMILLION, hatch="////"),
    "indeterminate": Style("indeterminate", styles.PURPLE, hatch=".."),
    "unlikely": Style("unlikely", styles.BLUE),
}
_RESULT: Final = Style("a result", None, shape="point")
_BELOW: Final = Style("a result somewhere below", None, is_filled=False, shape="point", point="v")
_ABOVE: Final = Style("a result somewhere above", None, is_filled=False, shape="point", point="^")
_CONVERTED: Final = Style("a result, converted from another unit", None, is_filled=False, shape="point", point="D")
_OWN: Final = Style("the laboratory's own interval for that result", styles.GREEN)
_LINES: Final = 16  # how high a figure of its own is
_NUMBERS: Final = 0.55  # on the left [inches]
_MARGIN: Final = 14  # on both sides of the days [days]


@attrs.frozen
class _Point:
    """A result that has a day and a value: where it lies on the axis."""

    day: float
    possible: Interval
    result: LabResult

    @property
    def value(self) -> float:
        """Its value, or the limit that was reported."""
        return max(_low(self.possible), _high(self.possible))

    @property
    def is_converted(self) -> bool:
        """It was reported in moles and is drawn as a mass, or the other way round."""
        drawn, reported = self.possible.unit, self.result.value
        return reported is not None and reported.unit.dimension != drawn.dimension

    @property
    def style(self) -> Style:
        if self.result.comparator is None:
            return _CONVERTED if self.is_converted else _RESULT
        return _BELOW if self.possible.low is None else _ABOVE


def plot_labs(
    panel: LabPanelLike,
    analyte: str,
    *,
    thresholds: Thresholds | str | Path,
    unit: Unit | str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the dated results of one analyte against the bands of one source.

    A censored result is drawn open, from its limit on. Where a result is so high that the cut-offs would lie in a line,
    the axis is logarithmic, and says so. What has no day or no value is named below. A result that is converted between
    mass and moles has a mark of its own, and is named below with what it was converted by and what it reads in the unit
    in which it was reported. A source's gaps between bands stay empty; where it goes by the laboratory's own interval,
    that of each result is drawn.

    Args:
        panel: The results.
        analyte: Which of them.
        thresholds: Cut-offs, the id of some that the library ships, or the path of a file. There is no default, for
            they disagree.
        unit: The unit of the axis; ``None`` takes the first that the source prints, or that was reported.
        ax: The axes to draw on; ``None`` makes a figure.

    Returns:
        The axes.

    Raises:
        PatientError: Results cannot be read.
        QuantityError: There is no such analyte, or it is not reported in that unit.
        ThresholdsError: The file of cut-offs has errors.
        UnknownThresholdsError: There are neither such cut-offs nor such a file.
    """
    results = to_panel(panel)
    measured = to_analyte(analyte)
    by = thresholds if isinstance(thresholds, Thresholds) else load_thresholds(thresholds)
    marker = by.markers.get(measured.name)
    axis = _unit(results, measured, marker, unit)
    points: list[_Point] = []
    left_out: list[str] = []
    for one in results.of(measured.name):
        point = _point(one, measured, axis)
        points += [point] if point else []
        left_out += [] if point else [str(one)]
    footer = [f"cut-offs: {by.label}"]
    footer += [f"these cut-offs are superseded by {by.superseded_by}"] if by.superseded_by else []
    if marker is None or not marker.bands:
        why = f", for they were not read: {marker.not_read}" if marker and marker.not_read else ""
        footer.append(f"these cut-offs have no bands for {measured.name}{why}")
    if converted := [one.result for one in points if one.is_converted]:
        footer.append(f"converted to {axis} by {measured.molar_mass}, which may move a result over a cut-off")
        footer.append(
            f"in the unit in which it was reported: {'; '.join(_in_its_unit(one, marker) for one in converted)}"
        )
    if left_out:
        footer.append(f"not drawn, for there is no day, or no value that fits the axis: {'; '.join(left_out)}")
    sheet = Sheet(ax, indent=_NUMBERS)
    ax = sheet.ax
    key = [*_draw_bands(ax, points, marker, axis), *_draw_points(ax, points)]
    if ax.get_yscale() == "log":
        footer.insert(0, BY_FACTORS)
    if results.treated_since is not None:
        line_at(ax, results.treated_since, "treated since")
        key.append(([day_line()], f"first dose of vitamin B12, {results.treated_since}"))
    _set_limits(ax, points, results)
    ax.set_ylabel("" if axis is None else str(axis), parse_math=False)
    for side in ("right", "top"):
        ax.spines[side].set_visible(False)
    footer.append(DECISION_SUPPORT)
    return sheet.finish(f"{measured.name} by the cut-offs of {by.id}", key, footer, lines=_LINES)


def _unit(panel: LabPanel, analyte: Analyte, marker: Marker | None, asked: Unit | str | None) -> Unit | None:
    if asked is not None:
        wanted = to_unit(asked) if isinstance(asked, str) else asked
        if not analyte.accepts(wanted):
            raise QuantityError(f"{analyte.name} is not reported in {wanted}; one of: {listed(analyte.units)}")
        return wanted
    if marker is not None and marker.units:
        return marker.units[0]
    return next((one.value.unit for one in panel.of(analyte.name) if one.value is not None), None)


def _point(result: LabResult, analyte: Analyte, axis: Unit | None) -> _Point | None:
    if result.taken is None or result.possible is None or axis is None:
        return None
    try:
        return _Point(number(result.taken), expressed(result.possible, axis, analyte.name), result)
    except QuantityError:
        return None


def _in_its_unit(result: LabResult, marker: Marker | None) -> str:
    found = placed(result, marker)
    return f"{result}: {found.finding}" if found.finding else str(result)


def _draw_bands(ax: Axes, points: Sequence[_Point], marker: Marker | None, axis: Unit | None) -> Iterator[KeyEntry]:
    if marker is None or axis is None:
        return
    if not marker.bands:
        yield from _draw_own(ax, points, axis)
        return
    place = marker.units.index(marker.unit_for(axis))
    bands = [(band, expressed(band.within[place], axis, marker.analyte)) for band in marker.bands]
    levels = Levels.of([one.value for one in points], _cut_offs(within for _, within in bands))
    levels.set_on(ax)
    for band, within in bands:
        style = _BANDS[band.finding]
        low, high = max(_low(within), levels.bottom), levels.top if within.high is None else _high(within)
        patch = band_patch(style, (0, low), 1, high - low)
        patch.set(transform=ax.get_yaxis_transform(), gid=f"band: {band.finding}", zorder=0)
        ax.add_artist(patch)
        says = "" if band.says == band.finding else f' ("{band.says}")'
        yield swatch(style, [True]), f"{band.finding}: {band.within[place]}{says}"


def _draw_own(ax: Axes, points: Sequence[_Point], axis: Unit) -> Iterator[KeyEntry]:
    own = [(one, expressed(one.result.reference, axis, one.result.analyte)) for one in points if one.result.reference]
    levels = Levels.of([one.value for one in points], _cut_offs(within for _, within in own))
    levels.set_on(ax)
    for one, within in own:
        high = levels.top if within.high is None else _high(within)
        ax.vlines(
            one.day,
            max(_low(within), levels.bottom),
            high,
            linewidth=7,
            alpha=BAND,
            colors=_OWN.colour or "",
            gid="own interval",
        )
    if own:
        yield swatch(_OWN, [True]), _OWN.says


def _draw_points(ax: Axes, points: Sequence[_Point]) -> Iterator[KeyEntry]:
    colour = rcParams["text.color"]
    for style in dict.fromkeys(one.style for one in points):
        found = [one for one in points if one.style == style]
        face = colour if style.is_filled else "none"
        days, values = [one.day for one in found], [one.value for one in found]
        ax.plot(
            days,
            values,
            linestyle="none",
            marker=style.point,
            markersize=6,
            markerfacecolor=face,
            markeredgecolor=colour,
            gid=style.says,
        )
        if style in (_BELOW, _ABOVE):
            edge = ax.get_ylim()[0 if style is _BELOW else 1]
            ax.vlines(days, values, edge, linestyles=":", colors=colour, linewidth=1.2, gid=f"open: {style.says}")
        yield swatch(style, [False]), style.says


def _set_limits(ax: Axes, points: Sequence[_Point], panel: LabPanel) -> None:
    days = [one.day for one in points] + ([number(panel.treated_since)] if panel.treated_since else [])
    if days:
        ax.set_xlim(min(days) - _MARGIN, max(days) + _MARGIN)
    date_axis(ax)


def _cut_offs(intervals: Iterable[Interval]) -> list[float]:
    """Give where intervals begin and end, above zero."""
    return [edge for one in intervals for edge in (_low(one), _high(one)) if edge > 0]


def _low(interval: Interval) -> float:
    return 0 if interval.low is None else float(interval.low.value)


def _high(interval: Interval) -> float:
    return 0 if interval.high is None else float(interval.high.value)
