"""A regimen as a timeline, in days after its first dose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from b12regimen.display.decision_support import A_CLINICIAN_DECIDES, DECISION_SUPPORT
from b12regimen.errors import RegimenError
from b12regimen.plots import styles
from b12regimen.plots.sheet import width_of
from b12regimen.plots.tracks import Mark, Row, draw_rows
from b12regimen.recommendations.recommendation import Recommendation
from b12regimen.regimens.regimen import Regimen
from b12regimen.regimens.step_readings import readings
from b12regimen.values.ranges import hull

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from b12regimen.plots.styles import Style
    from b12regimen.regimens.dose_days import DoseDay, PhaseName
    from b12regimen.regimens.steps import Phase, Step

STYLES: Final[dict[tuple[PhaseName, bool], Style]] = {
    ("repletion", True): styles.REPLETION,
    ("repletion", False): styles.REPLETION_IF_NEEDED,
    ("maintenance", True): styles.MAINTENANCE,
    ("maintenance", False): styles.MAINTENANCE_IF_NEEDED,
}
_STEPS: Final = (1, 2, 5, 10, 20, 30, 60, 90, 180, 360, 720, 1800, 3600, 7200)
_TICKS_AN_INCH: Final = 1.6
_BLOCKED: Final = "blocked: a contraindication stands; this is not for ordering"


def plot_regimen(
    regimen: Regimen | Recommendation,
    *,
    which: int | None = None,
    days: int = 365,
    source: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw each dose of a regimen on the day, or between the days, on which it may fall.

    The contraindications of a recommendation that is blocked stand above its doses, and in the title that it is. So do
    the library's remarks on doses of a file of one's own.

    Args:
        regimen: The regimen, or a recommendation that has one and names its source.
        which: Which regimen of a recommendation, as for ``Recommendation.regimen``; several are never chosen between in
            silence.
        days: How many are drawn, from the first dose on [days].
        source: Where a regimen comes from; ``None`` takes the recommendation's, or says that none was given.
        ax: The axes to draw on; ``None`` makes a figure.

    Returns:
        The axes.

    Raises:
        RegimenError: It is neither, ``days`` is no whole number of days, or the recommendation has no such regimen or
            it is not said which.
    """
    warned: list[str] = []
    remarks: list[str] = []
    decides = A_CLINICIAN_DECIDES
    if isinstance(regimen, Recommendation):
        warned = [alert.text for alert in regimen.contraindications]
        remarks = [f"{remark.severity}: {remark.text}" for remark in regimen.remarks]
        decides = DECISION_SUPPORT
        source = source or source_of(regimen)
        regimen = regimen.regimen(which)
    if not isinstance(regimen, Regimen):
        raise RegimenError(f"{regimen!r} is no regimen; give one, or a recommendation; plot_course draws a course")
    said = [*(f"contraindication: {text}" for text in warned), *remarks]
    rows = [*map(Row, said), *rows_of(regimen, days)]
    title = f"{regimen.drug or 'drug not stated'}: on which days a dose may fall"
    if warned:
        title = f"{_BLOCKED}\n{title}"
    footer = [f"source: {source or 'not given'}", decides]
    drawn = draw_rows(ax, rows, span=(0, days), title=title, footer=footer)
    count_days(drawn, days)
    return drawn


def source_of(recommendation: Recommendation) -> str:
    """Name who says so, and how it was read."""
    tags = sorted({citation.source.evidence for citation in recommendation.citations})
    read = f", read in {' and '.join(tags)} sources" if tags else ""
    return f"{recommendation.guideline.label}{read}"


def rows_of(regimen: Regimen, days: int) -> Iterator[Row]:
    """Give a row for each step, and one for a phase without steps."""
    doses = doses_in(regimen, days)
    phases: tuple[tuple[PhaseName, Phase], ...] = (
        ("repletion", regimen.repletion),
        ("maintenance", regimen.maintenance),
    )
    for name, phase in phases:
        if not phase.steps:
            yield Row(f"{name}: {phase}")
        for number, step in enumerate(phase.steps, 1):
            marks = [marked(one) for one in doses if (one.phase, one.step) == (name, number)]
            yield Row(f"{name}: {step}", marks, is_open=bool(marks) and _is_open(step))


def doses_in(regimen: Regimen, days: int) -> list[DoseDay]:
    """List the doses of the first days.

    Raises:
        RegimenError: It is no whole number of days above zero.
    """
    doses = regimen.dose_days(days)
    if days < 1:
        raise RegimenError(f"days is a whole number from 1; {days} leaves nothing to draw")
    return doses


def marked(day: DoseDay) -> Mark:
    """Mark a dose on its day, or between its days."""
    return Mark(STYLES[day.phase, day.is_certain], day.day.low or 0, day.day.high)


def _is_open(step: Step) -> bool:
    return hull(reading.count for reading in readings(step))[1] is None


def count_days(ax: Axes, days: int) -> None:
    """Number the days on the axis, as many as its width has room for."""
    from matplotlib.ticker import MultipleLocator

    most = max(2, width_of(ax) * _TICKS_AN_INCH)
    step = next((one for one in _STEPS if days / one <= most), days)
    ax.xaxis.set_major_locator(MultipleLocator(step))
    ax.set_xlabel("days after the first dose")
