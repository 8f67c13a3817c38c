"""Ages in completed units, and whether one lies below an edge; too coarse an age is neither."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import PatientError
from b12regimen.values.durations import MONTHS_IN, TIME_UNITS, TimeUnit, days_in

if TYPE_CHECKING:
    from b12regimen.values.calendar_days import DayLike

_TEXT: Final = re.compile(r"([0-9]{1,6})\s*([a-z]+)(?:\s*\(([0-9]{1,6}) months, ([0-9]{1,6}) days\))?")
_UNITS: Final[dict[str, TimeUnit]] = {word: unit for unit in TIME_UNITS for word in (unit, f"{unit}s")}
_OLDEST: Final[dict[TimeUnit, int]] = {"year": 130, "month": 130 * 12, "week": 130 * 53, "day": 130 * 366}
_IN_YEARS_FROM: Final = 2


def _key(age: Age) -> str:
    return f"{age.value} {age.unit} {age.exact_months} {age.exact_days}"


@attrs.frozen(slots=False)
class Age:
    """An age in completed units: "46 years" is any day from the 46th birthday to the eve of the 47th.

    Attributes:
        value: Completed units.
        unit: Day, week, month or year.
        exact_months: Completed months, where the date of birth is known [months].
        exact_days: Completed days, where the date of birth is known [days].
        key: All of this as one text, which is compared faster.

    Raises:
        PatientError: The value is negative, no whole number, or beyond any lifetime.
    """

    value: int
    unit: TimeUnit = "year"
    exact_months: int | None = None
    exact_days: int | None = None
    key: str = attrs.field(init=False, repr=False, eq=False, default=attrs.Factory(_key, takes_self=True))

    def __attrs_post_init__(self) -> None:
        if self.unit not in TIME_UNITS:
            raise _refused(f'"{self.unit}" is no unit of age; one of: {", ".join(TIME_UNITS)}')
        oldest = _OLDEST[self.unit]
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not 0 <= self.value <= oldest:
            raise _refused(f"{self.value!r} {self.unit}s is no age; give completed units from 0 to {oldest}")
        if (self.exact_months, self.exact_days) != (None, None):
            self._check_exact(Age(self.value, self.unit))

    def _check_exact(self, coarse: Age) -> None:
        for exact, (fewest, most), what in (
            (self.exact_months, coarse.months, "months"),
            (self.exact_days, coarse.days, "days"),
        ):
            if exact is not None and (
                isinstance(exact, bool) or not isinstance(exact, int) or not fewest <= exact <= most
            ):
                raise _refused(f"{exact!r} {what} are not {self.value} {self.unit}s; that is {fewest} to {most} {what}")

    @classmethod
    def parse(cls, text: str) -> Age:
        """Read an age such as ``46 years``, ``13 months`` or ``10 days``.

        Raises:
            PatientError: The text is no age in whole units.
        """
        match = _TEXT.fullmatch(text.strip().lower()) if isinstance(text, str) else None
        if match is None or match[2] not in _UNITS:
            example = '"46 years", "13 months" or "10 days"'
            raise _refused(f'"{text}" is no age; write completed units, for instance {example}')
        return cls(int(match[1]), _UNITS[match[2]], *(int(exact) if exact else None for exact in match.group(3, 4)))

    @property
    def months(self) -> tuple[int, int]:
        """The fewest and the most completed months that it can be [months]."""
        if self.exact_months is not None:
            return self.exact_months, self.exact_months
        if self.unit in MONTHS_IN:
            first = self.value * MONTHS_IN[self.unit]
            return first, first + MONTHS_IN[self.unit] - 1
        fewest, most = self.days
        return completed_months(fewest)[0], completed_months(most)[1]

    @property
    def days(self) -> tuple[int, int]:
        """The fewest and the most completed days that it can be [days]."""
        if self.exact_days is not None:
            return self.exact_days, self.exact_days
        return days_in(self.value, self.unit)[0], days_in(self.value + 1, self.unit)[1] - 1

    def is_below(self, edge: Age) -> bool | None:
        """Tell whether an edge has not been reached yet; ``None`` where the age is too coarse to tell."""
        (fewest, most), reached = (self.months, edge.months[0]) if edge.unit in MONTHS_IN else (self.days, edge.days[0])
        if most < reached:
            return True
        return False if fewest >= reached else None

    @property
    def in_full(self) -> str:
        """Everything that is known of it in a text that is read back, such as ``17 years (215 months, 6544 days)``."""
        if self.exact_months is None or self.exact_days is None:
            return str(self)
        return f"{self} ({self.exact_months} months, {self.exact_days} days)"

    def __str__(self) -> str:
        """Write it for people."""
        return f"{self.value} {self.unit}{'' if self.value == 1 else 's'}"


def age_on(birth_date: DayLike, today: DayLike) -> Age:
    """Work out an age from a date of birth.

    Args:
        birth_date: The date of birth.
        today: The day on which the age is counted.

    Raises:
        PatientError: One of them is no day, or the date of birth lies after ``today``.
    """
    from dateutil.relativedelta import relativedelta  # 11 ms that only a birth date should cost

    from b12regimen.values.calendar_days import to_day

    birth, day = to_day(birth_date, "birth_date", PatientError), to_day(today, "today", PatientError)
    if birth > day:
        raise _refused(f"the date of birth {birth} lies after {day}")
    since = relativedelta(day, birth)
    months, days = 12 * since.years + since.months, (day - birth).days
    if since.years >= _IN_YEARS_FROM:
        return Age(since.years, "year", months, days)
    return Age(months, "month", months, days) if months else Age(days, "day", months, days)


def to_age(given: object) -> Age | None:
    """Read an age as a person would give it: an :class:`Age`, a text, or a whole number of years; ``None`` is unknown.

    Raises:
        PatientError: It is none of these.
    """
    if given is None or isinstance(given, Age):
        return given
    if isinstance(given, str):
        return Age.parse(given)
    if isinstance(given, int) and not isinstance(given, bool):
        return _in_years(given)
    raise _refused(f'{given!r} is no age; give a whole number of years, or a text such as "13 months"')


@lru_cache(maxsize=256)
def _in_years(years: int) -> Age:
    return Age(years)


def completed_months(days: int) -> tuple[int, int]:
    """Give the fewest and the most completed months that a number of days can hold."""
    fewest = most = days // 31
    while days_in(fewest + 1, "month")[1] <= days:
        fewest += 1
    while days_in(most + 1, "month")[0] <= days:
        most += 1
    return fewest, most


def _refused(reason: str) -> PatientError:
    return PatientError.of("age", reason)
