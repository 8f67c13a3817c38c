"""What several guidelines give for one patient, as timelines on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from b12regimen.comparison.comparison import Comparison
from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.errors import RegimenError
from b12regimen.plots.regimens import count_days, doses_in, marked
from b12regimen.plots.tracks import Row, draw_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from b12regimen.comparison.comparison import ComparisonRow
    from b12regimen.regimens.dose_days import PhaseName

_PHASES: Final[tuple[PhaseName, ...]] = ("repletion", "maintenance")


def plot_comparison(comparison: Comparison, *, days: int = 365, ax: Axes | None = None) -> Axes:
    """Draw the doses of each guideline on one axis; a guideline without a regimen is named with its answer.

    Of a phase that is not stated nothing is drawn, and the row says so: day 0 is the first dose that is stated.

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
        missing = "".join(f"; {phase} not stated, so not drawn" for phase in regimen.phases_not_stated)
        label = f"{name}: {found.action}{blocked}, {regimen.drug or 'drug not stated'}{which}{missing}"
        doses = doses_in(regimen, days)
        stated: list[PhaseName] = [phase for phase in _PHASES if phase not in regimen.phases_not_stated]
        is_open = any(regimen.dose_count(phase).high is None for phase in stated)
        yield Row(label, list(map(marked, doses)), is_open=is_open)
