"""How long after the first dose a result was taken, and whether a time was reached by then: yes, no, or not known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import attrs

from b12regimen.values.durations import Duration, days_in

if TYPE_CHECKING:
    from b12regimen.values.durations import TimeUnit

FirstDay = Literal["0 days"]
FIRST_DAY: Final[FirstDay] = "0 days"  # a duration is never zero, and a sample of the day of the first dose is real
_IN_DAYS: Final[dict[TimeUnit, int]] = {"day": 1, "week": 7}
_IN_MONTHS: Final[dict[TimeUnit, int]] = {"month": 1, "year": 12}


@attrs.frozen
class Elapsed:
    """The time from the first dose to a result.

    Attributes:
        said: How long it was, as told, or "0 days"; ``None`` if the two days tell it, or nothing does.
        start: The day of the first dose; ``None`` if it is not known.
        taken: The day of the result; ``None`` if it is not known.
    """

    said: Duration | FirstDay | None
    start: date | None = None
    taken: date | None = None

    @property
    def days(self) -> int | None:
        """The days between the two; ``None`` unless both are known."""
        return None if self.start is None or self.taken is None else (self.taken - self.start).days

    @property
    def is_first_day(self) -> bool | None:
        """It was taken on the day of the first dose, perhaps before it; ``None`` if what is known does not say."""
        if isinstance(self.said, Duration):
            return None if self.said.count.low is None else False
        if self.said == FIRST_DAY:
            return True
        return None if self.days is None else self.days == 0

    def latest_start(self, taken: date) -> date | None:
        """Give the last day that the first dose can have been given on, from the day up to which the time is told."""
        if self.said is None or self.said == FIRST_DAY:
            return None if self.said is None else taken
        low = self.said.count.low
        least = 0 if low is None else days_in(low, self.said.unit)[0]
        return date.fromordinal(max(1, taken.toordinal() - least))

    def has_reached(self, limit: Duration, *, beyond: bool = False) -> bool | None:
        """Tell whether a time was reached; ``None`` if what is known does not say.

        Args:
            limit: The time, of one length.
            beyond: Whether it must have passed, and not only been reached.
        """
        if self.said == FIRST_DAY:
            return False
        if self.said is not None:
            return _compare(self.said, limit, beyond=beyond)
        if self.start is None or self.taken is None:
            return None
        try:
            due = _after(self.start, limit)
        except (OverflowError, ValueError):  # it lies behind the last day that a date can be
            return False
        return self.taken > due if beyond else self.taken >= due

    def __str__(self) -> str:
        """Write it for people."""
        if self.said is not None:
            return str(self.said)
        return "not known" if self.days is None else f"{self.days} days ({self.start} to {self.taken})"


def _after(start: date, limit: Duration) -> date:
    from dateutil.relativedelta import relativedelta  # only dates should pay for it

    return start + relativedelta(**{f"{limit.unit}s": limit.count.exact})  # type: ignore[arg-type]  # days=..., weeks=...


def _compare(said: Duration, limit: Duration, *, beyond: bool) -> bool | None:
    (low, high), (first, last) = _bounds(said, limit.unit), _bounds(limit, said.unit)
    if low > last or (low == last and not beyond):
        return True
    return False if high < first or (high == first and beyond) else None


def _bounds(duration: Duration, beside: TimeUnit) -> tuple[float, float]:
    """Give the bounds of a length of time on a scale that it shares with one in another unit."""
    for scale in (_IN_DAYS, _IN_MONTHS):
        if duration.unit in scale and beside in scale:
            span, factor = duration.count, scale[duration.unit]
            break
    else:
        span, factor = duration.days, 1
    low = 0 if span.low is None else span.low * factor
    return low, float("inf") if span.high is None else span.high * factor
