"""What each kind of mark looks like: colours of the palette of Okabe and Ito, and never a colour alone."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import attrs

# Those of the palette that stand out from white and from black alike.
BLUE: Final = "#0072B2"
VERMILLION: Final = "#D55E00"
GREEN: Final = "#009E73"
PURPLE: Final = "#CC79A7"

Shape: TypeAlias = Literal["tick", "point"]


@attrs.frozen
class Style:
    """How one kind of mark is drawn, and what the key says of it.

    Attributes:
        says: What it means.
        colour: Its colour; ``None`` takes that of the text.
        hatch: What tells its bands from others without colour; empty for nothing.
        is_filled: Its bands and points are filled.
        shape: How a mark on one day is drawn: a tick as high as its lane, or a point.
        point: The marker of a point.
    """

    says: str
    colour: str | None
    hatch: str = ""
    is_filled: bool = True
    shape: Shape = "tick"
    point: str = "o"

    @property
    def dashes(self) -> str:
        """How a tick is drawn: broken where a band is hatched."""
        return ":" if self.hatch else "-"


REPLETION: Final = Style("repletion", BLUE)
REPLETION_IF_NEEDED: Final = Style("repletion, may not be needed", BLUE, is_filled=False)
MAINTENANCE: Final = Style("maintenance", VERMILLION, hatch="////")
MAINTENANCE_IF_NEEDED: Final = Style("maintenance, may not be needed", VERMILLION, hatch="////", is_filled=False)

GIVEN: Final = Style("given on time", BLUE, shape="point")
EARLY: Final = Style("given early", BLUE, shape="point", point="<")
LATE: Final = Style("given late", BLUE, shape="point", point=">")
UNLIKE: Final = Style("given, amount unlike the plan", VERMILLION, shape="point", point="^")
FAR_OFF: Final = Style("given, amount far off the plan, a thousandfold or more", VERMILLION, shape="point", point="*")
OUTSIDE: Final = Style("given outside the plan", BLUE, shape="point", point="s")
MISSED: Final = Style("missed", VERMILLION, hatch="xx", is_filled=False, shape="point", point="x")
DUE: Final = Style("due", GREEN, hatch="|||", shape="point", point="D")
OVERDUE: Final = Style("overdue", VERMILLION, hatch="..", shape="point", point="X")
TO_COME: Final = Style("to come", GREEN, is_filled=False, shape="point")
IF_NEEDED: Final = Style("to come, may not be needed", PURPLE, hatch="..", is_filled=False, shape="point", point="+")
DECIDED: Final = Style("decision", None, shape="point", point="|")
