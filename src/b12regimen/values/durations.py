"""Days, weeks, months and years, and how many days each can span.

A month is a calendar month: it never becomes a number of days in silence, only the fewest and the most it can last.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from operator import sub
from typing import Final, Literal, get_args

import attrs

from b12regimen.values.ranges import Range, one_of, positive

TimeUnit = Literal["day", "week", "month", "year"]
TIME_UNITS: Final[tuple[TimeUnit, ...]] = get_args(TimeUnit)

DAYS_IN: Final[dict[TimeUnit, int]] = {"day": 1, "week": 7}
MONTHS_IN: Final[dict[TimeUnit, int]] = {"month": 1, "year": 12}
_CYCLE: Final = 400 * 12  # months after which the Gregorian calendar repeats


@lru_cache(maxsize=1)
def _first_days_of_months() -> list[int]:
    """Number the first day of every month of two calendar cycles, so that every window of one cycle fits."""
    return [date(1 + month // 12, 1 + month % 12, 1).toordinal() for month in range(2 * _CYCLE)]


@lru_cache(maxsize=8192)
def days_in(count: int, unit: TimeUnit) -> tuple[int, int]:
    """Give the fewest and the most days that ``count`` units can span, from any date.

    A month ends on the same day of the next one, or on its last day where that one is shorter: 1 month from
    31 January is as long as February. So no span is shorter or longer than one between two firsts of a month.
    """
    if unit in DAYS_IN:
        days = count * DAYS_IN[unit]
        return days, days
    firsts = _first_days_of_months()
    cycles, months = divmod(count * MONTHS_IN[unit], _CYCLE)
    whole = cycles * (firsts[_CYCLE] - firsts[0])
    spans = list(map(sub, firsts[months : months + _CYCLE], firsts[:_CYCLE]))
    return whole + min(spans), whole + max(spans)


@attrs.frozen
class Duration:
    """A length of calendar time as printed, for instance "1-2 weeks" or "at least 6 months".

    Attributes:
        count: How many units.
        unit: Day, week, month or year; 12 weeks is not 3 months.

    Raises:
        RegimenError: The count is no range of whole numbers from 1, or the unit is none.
    """

    count: Range[int]
    unit: TimeUnit = attrs.field(validator=one_of(TIME_UNITS, "unit of time"))

    def __attrs_post_init__(self) -> None:
        positive(self.count, "a duration")

    @property
    def days(self) -> Range[int]:
        """The fewest and the most days that it can last [days]; a missing bound is one that is not printed."""
        low, high = self.count.low, self.count.high
        return Range(
            None if low is None else days_in(low, self.unit)[0],
            None if high is None else days_in(high, self.unit)[1],
        )

    def __str__(self) -> str:
        """Write it as the notation does."""
        return f"{self.count} {plural(self.unit, self.count)}"


def plural(word: str, count: Range[int]) -> str:
    """Write a word in the singular for exactly, up to, or at least one, else in the plural."""
    return word if (count.high or count.low) == 1 else f"{word}s"
