"""What several guidelines give for one patient, as timelines on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from b12regimen.comparison.comparison import Comparison
from b12regimen.errors import RegimenError
from b12regimen.plots.regimens import count_days, days_of, marked
from b12regimen.plots.tracks import Row, draw_rows
from b12regimen.recommendations.recommendation import DECISION_SUPPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from b12regimen.comparison.comparison import ComparisonRow
    from b12regimen.regimens.dose_days import PhaseName

_PHASES: Final[tuple[PhaseName, ...]] = ("repletion", "maintenance")


def plot_comparison(comparison: Comparison, *, until: int = 365, ax: Axes | None = None) -> Axes:
    """Draw the doses of each guideline on one axis; a guideline without a regimen is named with its answer.

    Of a phase that is not stated nothing is drawn, and the row says so: day 0 is the first dose that is stated.

    Args:
        comparison: What the guidelines say.
        until: The first day that is not drawn [days after the first dose].
        ax: The axes to draw on; ``None`` makes a figure.

    Returns:
        The axes.

    Raises:
        RegimenError: It is no comparison, or ``until`` is no whole number of days.
    """
    if not isinstance(comparison, Comparison):
        raise RegimenError(f"{comparison!r} is no comparison; make one with compare_guidelines(patient)")
    rows = [row for one in comparison.rows for row in _rows(one, until)]
    footer = [
        "source: the guideline that each row names, with how its text was read; the comparison's text says the rest",
        DECISION_SUPPORT,
    ]
    drawn = draw_rows(
        ax, rows, span=(0, until), title="guidelines side by side: on which days a dose may fall", footer=footer
    )
    count_days(drawn, until)
    return drawn


def _rows(row: ComparisonRow, until: int) -> Iterator[Row]:
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
        days = days_of(regimen, until)
        stated: list[PhaseName] = [phase for phase in _PHASES if phase not in regimen.phases_not_stated]
        is_open = any(regimen.dose_count(phase).high is None for phase in stated)
        yield Row(label, list(map(marked, days)), is_open=is_open)
