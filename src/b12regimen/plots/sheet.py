"""The sheet that a figure is drawn on: axes, title, and below them the key and the words that every figure carries."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from b12regimen.errors import extra_needed

try:
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties
    from matplotlib.lines import Line2D
    from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, OffsetBox, TextArea, VPacker
    from matplotlib.patches import Rectangle
    from matplotlib.transforms import ScaledTranslation
except ModuleNotFoundError as missing:
    raise extra_needed("plots need", missing, "plots") from None

from b12regimen.display.sections import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from b12regimen.plots.styles import Style

KeyEntry: TypeAlias = "tuple[Sequence[Artist], str]"

LABEL: Final = "label"  # what tells a label of ours from a text of the caller's
POINTS: Final = 72  # of an inch
LINE: Final = 1.45  # from line to line, in sizes of type
BAND: Final = 0.35  # how opaque a filled band is
_SMALL: Final = 0.8  # of the caller's size of type
_HIGH: Final = 40  # more than any key and footer, for as long as the height is not known [inches]
_SMALLEST: Final = 4.5  # size of type on axes that are too low for all [points]
_BREADTH: Final = 0.55  # of a character, in sizes of type, a little more than most are
_SWATCH: Final = (16.0, 8.0)  # [points]
_PLAIN: Final[dict[str, Any]] = {"parse_math": False}  # a caller's dollars are no mathematics
_USED: Final = 0.96  # the part of a figure's width that a layout leaves to the axes


def small() -> float:
    """Give the size of labels, key and footer [points]."""
    return _points(rcParams["font.size"]) * _SMALL


def _points(size: float | str) -> float:
    return float(FontProperties(size=size).get_size_in_points())


class Sheet:
    """Axes, and how wide they are before anything is drawn.

    Attributes:
        ax: The axes.
        width: The width that text may take [inches].
    """

    def __init__(self, ax: Axes | None, *, indent: float = 0) -> None:
        """Take axes, or make a figure as wide as the caller's settings say.

        Args:
            ax: The axes; ``None`` makes a figure, of which the height follows from what is drawn.
            indent: What the numbers on the left take of the width [inches].
        """
        self._is_own = ax is None
        if ax is None:
            from matplotlib import pyplot as plt  # its state is the caller's, who gave no axes

            ax = plt.figure(figsize=(rcParams["figure.figsize"][0], _HIGH), layout="constrained").add_subplot()
        self.ax = ax
        self.width = width_of(ax) - indent

    @property
    def figure(self) -> Figure:
        """The figure that holds the axes."""
        figure: Any = self.ax.get_figure(root=True)
        return figure  # type: ignore[no-any-return]

    def lines(self, text: str, size: float | None = None, less: float = 0) -> list[str]:
        """Break text into lines.

        Args:
            text: The text.
            size: The size of type [points]; ``None`` for that of labels.
            less: By how much narrower a line is [inches].
        """
        most = (self.width - less) * POINTS / ((size or small()) * _BREADTH)
        return wrap(printable(text), max(12, int(most)), break_on_hyphens=False) or [""]

    def finish(self, title: str, key: Iterable[KeyEntry], footer: Iterable[str], *, lines: float) -> Axes:
        """Write title, key and footer.

        Args:
            title: The title; each of its lines begins anew.
            key: What is drawn, each with its words.
            footer: What is said below; the last of it is that a clinician decides.
            lines: How high the axes are, if they are the sheet's own [lines of labels].
        """
        size = _points(rcParams["axes.titlesize"])
        said = "\n".join(line for part in title.split("\n") for line in self.lines(part, size))
        self.ax.set_title(said, loc="left", gid="title", parse_math=False)
        self.ax.tick_params(labelsize=small())
        self.ax.xaxis.label.set_fontsize(small())
        self.ax.yaxis.label.set_fontsize(small())
        words = "\n".join(line for text in footer for line in self.lines(text))
        rows: list[Artist] = [self._entry(artists, says) for artists, says in key]
        self._write_below([*rows, TextArea(words, textprops=_PLAIN | {"size": small(), "gid": "footer"})])
        self._give_room(lines)
        return self.ax

    def _give_room(self, lines: float) -> None:
        """Make an own figure as high as it needs to be; make the labels as small as a caller's axes need them to be."""
        if self.figure.get_layout_engine() is not None:
            self.figure.draw_without_rendering()
        height = self.ax.get_window_extent().height / self.figure.dpi
        if self._is_own:
            self.figure.set_figheight(self.figure.get_figheight() + lines * small() * LINE / POINTS - height)
            return
        for label in (text for text in self.ax.texts if text.get_gid() == LABEL):
            label.set_fontsize(max(_SMALLEST, min(small(), height * POINTS / lines / LINE)))

    def _entry(self, artists: Iterable[Artist], says: str) -> OffsetBox:
        area = DrawingArea(*_SWATCH)
        for artist in artists:
            area.add_artist(artist)
        words = "\n".join(self.lines(says, less=(_SWATCH[0] + 6) / POINTS))
        text = TextArea(words, textprops=_PLAIN | {"size": small(), "gid": "key"})
        return HPacker(children=[area, text], pad=0, sep=6, align="top")

    def _write_below(self, rows: list[Artist]) -> None:
        on_the_axis = LINE * small() * 2 + rcParams["xtick.major.size"] + rcParams["xtick.major.pad"]
        down = ScaledTranslation(0, -(on_the_axis + 4) / POINTS, self.figure.dpi_scale_trans)
        box = AnchoredOffsetbox(
            loc="upper left",
            child=VPacker(children=rows, pad=0, sep=2),
            pad=0,
            borderpad=0,
            frameon=False,
            bbox_to_anchor=(0, 0),
            bbox_transform=self.ax.transAxes + down,
        )
        box.set_clip_on(False)
        self.ax.add_artist(box)


def width_of(ax: Axes) -> float:
    """Give the width of axes [inches]; a layout that comes later leaves them their part of the figure."""
    figure: Any = ax.get_figure(root=True)
    place = ax.get_subplotspec()
    if figure.get_layout_engine() is None or place is None:
        return float(ax.get_window_extent().width / figure.dpi)
    columns = place.get_gridspec().ncols
    return float(figure.get_figwidth()) * _USED * len(place.colspan) / columns


def swatch(style: Style, kinds: Iterable[bool]) -> list[Artist]:
    """Draw a mark for the key: as a band, as it is on one day, or one beside the other.

    Args:
        style: How it is drawn.
        kinds: Whether it is a band, once or for both.
    """
    width, height = _SWATCH
    every = sorted(set(kinds))
    room = width / len(every)
    return [
        band_patch(style, (width - room, 0), room, height) if is_band else _on_one_day(style, room / 2, height)
        for is_band in every
    ]


def _on_one_day(style: Style, middle: float, height: float) -> Artist:
    colour = style.colour or rcParams["text.color"]
    if style.shape == "point":
        face = colour if style.is_filled else "none"
        marks: dict[str, Any] = {"marker": style.point, "markerfacecolor": face, "markeredgecolor": colour}
        return Line2D([middle], [height / 2], linestyle="none", markersize=6, **marks)
    short, thick = (0, 1.6) if style.is_filled else (height * 0.3, 0.8)
    line: dict[str, Any] = {"color": colour, "linewidth": thick, "linestyle": style.dashes}
    return Line2D([middle, middle], [short, height - short], **line)


def band_patch(style: Style, corner: tuple[float, float], width: float, height: float) -> Rectangle:
    """Draw a band."""
    colour = style.colour or rcParams["text.color"]
    face = (colour, BAND) if style.is_filled else "none"
    return Rectangle(corner, width, height, facecolor=face, edgecolor=colour, hatch=style.hatch, linewidth=0.8)
