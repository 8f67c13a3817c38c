"""What several guidelines give for one patient, as timelines on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen.comparison.comparison import Comparison
from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.errors import RegimenError
from b12regimen.plots.regimens import count_days, doses_in, marked
from b12regimen.plots.tracks import Row, draw_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from b12regimen.comparison.comparison import ComparisonRow


def plot_comparison(comparison: Comparison, *, days: int = 365, ax: Axes | None = None) -> Axes:
    """Draw the doses of each guideline on one axis; a guideline without a regimen is named with its answer.

    Args:
        comparison: What the guidelines say.
        days: How many are drawn, from the first dose on [days].
        ax: The axes to draw on; ``None`` makes a figure.

    Returns:
        The axes.

    Raises:
        RegimenError: It is no comparison, or ``days`` is no whole number of days.
    """
    if not isinstance(comparison, Comparison):
        raise RegimenError(f"{comparison!r} is no comparison; make one with compare_guidelines(patient)")
    rows = [row for one in comparison.rows for row in _rows(one, days)]
    footer = [
        "source: the guideline that each row names, with how its text was read; the comparison's text says the rest",
        DECISION_SUPPORT,
    ]
    drawn = draw_rows(
        ax, rows, span=(0, days), title="guidelines side by side: on which days a dose may fall", footer=footer
    )
    count_days(drawn, days)
    return drawn


def _rows(row: ComparisonRow, days: int) -> Iterator[Row]:
    found, guideline = row.recommendation, row.recommendation.guideline
    evidence = f", {row.evidence}" if row.evidence else ""
    name = f"{guideline.id} ({guideline.jurisdiction}{evidence})"
    blocked = ", blocked by a contraindication" if found.blocked else ""
    yield from (Row(f"{name}: {remark.severity}: {remark.text}") for remark in found.remarks)
    if not found.regimens:
        yield Row(f"{name}: {found.action}{blocked}, no regimen")
    for number, regimen in enumerate(found.regimens, 1):
        which = f", regimen {number}" if len(found.regimens) > 1 else ""
        label = f"{name}: {found.action}{blocked}, {regimen.drug or 'drug not stated'}{which}"
        doses = doses_in(regimen, days)
        counted = (regimen.dose_count("repletion"), regimen.dose_count("maintenance"))
        yield Row(label, list(map(marked, doses)), is_open=any(count.high is None for count in counted))
