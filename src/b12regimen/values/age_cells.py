"""Every age, cut at some edges; edges in months and in days cross, because a month is of 28 to 31 days."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

from b12regimen.values.age import Age, completed_months
from b12regimen.values.durations import days_in

if TYPE_CHECKING:
    from collections.abc import Iterable


@attrs.frozen
class AgeCell:
    """The ages that lie between edges which follow each other, in months and in days.

    Attributes:
        from_months: The highest edge in months that is reached; ``None`` for none.
        below_months: The lowest edge in months that is not; ``None`` for none.
        from_days: The highest edge in days or weeks that is reached; ``None`` for none.
        below_days: The lowest edge in days or weeks that is not; ``None`` for none.
    """

    from_months: Age | None
    below_months: Age | None
    from_days: Age | None
    below_days: Age | None

    def has_reached(self, edge: Age) -> bool:
        """Tell whether its ages have reached one of the edges that it was cut at."""
        if is_in_months(edge):
            return self.from_months is not None and self.from_months.months[0] >= edge.months[0]
        return self.from_days is not None and self.from_days.days[0] >= edge.days[0]

    @property
    def is_possible(self) -> bool:
        """Whether anybody can be of such an age."""
        first, last = _fewest(self.from_days), None if self.below_days is None else self.below_days.days[0] - 1
        youngest, oldest = completed_months(first)[0], None if last is None else completed_months(last)[1]
        reaches = self.from_months is None or oldest is None or self.from_months.months[0] <= oldest
        is_born = last is None or last >= 0
        return is_born and reaches and (self.below_months is None or youngest < self.below_months.months[0])

    def __str__(self) -> str:
        """Write it, without an edge that another one implies."""
        low = [f"from {edge}" for edge in self._lower]
        high = [f"below {edge}" for edge in self._upper]
        return " and ".join([*low, *high]) or "any"

    @property
    def _lower(self) -> list[Age]:
        months, days = self.from_months, self.from_days
        if months is not None and days is not None:
            if completed_months(days.days[0])[0] >= months.months[0]:
                return [days]
            if days_in(months.months[0], "month")[0] >= days.days[0]:
                return [months]
        return [edge for edge in (months, days) if edge is not None]

    @property
    def _upper(self) -> list[Age]:
        months, days = self.below_months, self.below_days
        if months is not None and days is not None:
            if completed_months(days.days[0] - 1)[1] < months.months[0]:
                return [days]
            if days_in(months.months[0], "month")[1] <= days.days[0]:
                return [months]
        return [edge for edge in (months, days) if edge is not None]


def age_cells(edges: Iterable[Age]) -> tuple[AgeCell, ...]:
    """Cut all ages at some edges: the cells in which somebody can be, from the youngest."""
    given = list(edges)
    months = {edge.months[0]: edge for edge in reversed(given) if is_in_months(edge)}
    days = {edge.days[0]: edge for edge in reversed(given) if not is_in_months(edge)}
    cells = (
        AgeCell(from_months, below_months, from_days, below_days)
        for from_days, below_days in pairwise([None, *(days[number] for number in sorted(days)), None])
        for from_months, below_months in pairwise([None, *(months[number] for number in sorted(months)), None])
    )
    return tuple(cell for cell in cells if cell.is_possible)


def is_in_months(edge: Age) -> bool:
    """Tell whether an edge is reached on a day of the calendar month, and not after a number of days."""
    return edge.unit in ("month", "year")


def _fewest(edge: Age | None) -> int:
    return 0 if edge is None else edge.days[0]
