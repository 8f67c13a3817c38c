"""What, how much, by which route, how often: the drug, the dose, the routes and the timings of a step."""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias, get_args

import attrs

from b12regimen.errors import QuantityError, RegimenError, listed
from b12regimen.values.durations import TIME_UNITS, TimeUnit, plural
from b12regimen.values.quantities import Quantity, QuantityLike, printed_together
from b12regimen.values.ranges import Range, one_of, positive
from b12regimen.values.thousands import MAY_GROUP_THOUSANDS, check_point

Drug = Literal["cyanocobalamin", "hydroxocobalamin", "mecobalamin", "cyanocobalamin-tannin"]
DRUGS: Final[tuple[Drug, ...]] = get_args(Drug)
# What is read on a drug holds for its forms.
FORM_OF: Final[dict[Drug, Drug]] = {"cyanocobalamin-tannin": "cyanocobalamin"}

Route = Literal["IM", "SC", "deep SC", "orally"]
ROUTES: Final[tuple[Route, ...]] = get_args(Route)
INJECTION_ROUTES: Final[tuple[Route, ...]] = ("IM", "SC", "deep SC")

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)

_MOST_DIGITS: Final = 15
_EVERY: Final[dict[TimeUnit, str]] = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
_NO_UNIT: Final = re.compile(r"\s*[0-9]+(?:\.[0-9]+)?\s*")
_IN_GRAMS: Final = re.compile(r"[0-9]\s*(?:k?g|(?:kilo)?grams?)\b")


def check_dose_text(text: str) -> None:
    """Refuse the text of a dose whose point may group thousands, or whose unit is missing, a gram or a kilogram.

    Raises:
        QuantityError: It is one of these; the message names both readings, or the units that will do.
    """
    check_unit(text, "mcg", "mg")
    check_point(text, is_dose=True)
    if _IN_GRAMS.search(text):
        msg = f'"{text.strip()}" is not read: a dose is not given in g or kg; write mg or micrograms'
        raise QuantityError(msg)


def check_unit(text: str, *units: str) -> None:
    """Refuse the text of a number without a unit.

    Args:
        text: The text.
        units: The units that would do.

    Raises:
        QuantityError: It has none; the message offers those that would do.
    """
    if _NO_UNIT.fullmatch(text):
        meant = f"write {text.strip()} {units[0]}" if len(units) == 1 else f"write which is meant, {listed(units)}"
        raise QuantityError(f'"{text.strip()}" has no unit; {meant}')


def parse_dose_text(text: str) -> Quantity:
    """Read one dose, for instance ``1 mg``, where a misread point or unit would change it a thousandfold.

    Raises:
        QuantityError: The text is no number with a unit, or is refused by ``check_dose_text``.
    """
    check_dose_text(text)
    return Quantity.parse(text)


def to_dose_quantity(given: QuantityLike) -> Quantity:
    """Take one dose: a quantity, a pint quantity, or its text as ``parse_dose_text`` reads it.

    Raises:
        QuantityError: It is none of these.
    """
    return parse_dose_text(given) if isinstance(given, str) else Quantity.of(given)


def write_dose_text(dose: Quantity) -> str:
    """Write one dose so that ``parse_dose_text`` reads it, in its own unit where that is possible."""
    texts = (str(dose.to(unit)) for unit in (dose.unit, "mcg", "mg"))
    return next(text for text in texts if not MAY_GROUP_THOUSANDS.search(text) and not _IN_GRAMS.search(text))


def check_masses(masses: Range[Quantity], what: str) -> None:
    """Refuse bounds that are no mass, that are zero, or that have more digits than a dose can have.

    Raises:
        RegimenError: Naming ``what`` and the bound.
    """
    if not isinstance(masses, Range):
        msg = f'{what} is a Range of masses, for instance Range.exactly(Quantity(1, "mg")); {masses!r} is none'
        raise RegimenError(msg)
    for bound in (masses.low, masses.high):
        if bound is None:
            continue
        if not isinstance(bound, Quantity):
            msg = f'{what} is a mass, for instance Quantity(1, "mg"); {bound!r} is none'
            raise RegimenError(msg)
        if bound.unit.dimension != "mass":
            msg = f"{what} is a mass in mcg or mg; {bound} is none"
            raise RegimenError(msg)
        if not bound.exact:
            msg = f"{what} must be more than zero; {bound} is not"
            raise RegimenError(msg)
        if len(bound.value.as_tuple().digits) > _MOST_DIGITS:
            msg = f"{what} has at most {_MOST_DIGITS} digits; {bound} has more"
            raise RegimenError(msg)


def print_masses(masses: Range[Quantity]) -> str:
    """Write a range of masses in one unit: ``1 mg``, ``250-1000 mcg``, ``up to 1 mg``."""
    low, high = masses.low, masses.high
    numbers, unit = printed_together(*(bound for bound in (low, high) if bound is not None))
    if low is None:
        return f"up to {numbers[0]} {unit}"
    if high is None:
        return f"at least {numbers[0]} {unit}"
    return f"{numbers[0]} {unit}" if low == high else f"{numbers[0]}-{numbers[1]} {unit}"


@attrs.frozen
class Dose:
    """How much is given each time.

    Attributes:
        amount: The mass as printed; a range is the source's and is never averaged.
        per_kg: The mass is for each kilogram of body weight.

    Raises:
        RegimenError: The amount is no mass, or is zero.
    """

    amount: Range[Quantity]
    per_kg: bool = False

    def __attrs_post_init__(self) -> None:
        check_masses(self.amount, "a dose")
        if not isinstance(self.per_kg, bool):
            msg = f"per_kg is true or false; {self.per_kg!r} is neither"
            raise RegimenError(msg)

    def __str__(self) -> str:
        """Write it as the notation does."""
        return print_masses(self.amount) + ("/kg" if self.per_kg else "")


@attrs.frozen
class Repeat:
    """So many times in so much time, with FHIR's words: frequency and period, each possibly a range.

    "3 times a week" is frequency 3, period 1 week; "every 2-3 months" is frequency 1, period 2-3 months; "at least
    3 days apart" is frequency 1 and a period without upper bound.

    Attributes:
        frequency: Doses in one period; without a lower bound where the source prints "up to".
        period: How many units one period lasts.
        unit: Day, week, month or year.

    Raises:
        RegimenError: Both a frequency above one and a period other than one are given, which no text can say; or the
            frequency has no upper bound.
    """

    frequency: Range[int]
    period: Range[int]
    unit: TimeUnit = attrs.field(validator=one_of(TIME_UNITS, "unit of time"))

    def __attrs_post_init__(self) -> None:
        positive(self.frequency, "a frequency")
        positive(self.period, "a period")
        if self.frequency.high is None:
            msg = f'"{self.frequency} times a {self.unit}" sets no limit to the number of doses; give an upper bound'
            raise RegimenError(msg)
        if self.frequency != Range(1, 1) and self.period != Range(1, 1):
            msg = (
                f'"{self.frequency} times every {self.period} {self.unit}s" has two readings; give the times in one '
                f"{self.unit}, or one dose every so many {self.unit}s"
            )
            raise RegimenError(msg)

    def __str__(self) -> str:
        """Write it as the notation does."""
        if self.frequency != Range(1, 1):
            times = "twice" if self.frequency == Range(2, 2) else f"{self.frequency} times"
            return f"{times} a {self.unit}"
        if self.period == Range(1, 1):
            return _EVERY[self.unit]
        if self.unit == "day" and self.period == Range(2, 2):
            return "on alternate days"
        if self.period.high is None:
            return f"{self.period} {plural(self.unit, self.period)} apart"
        return f"every {self.period} {plural(self.unit, self.period)}"


@attrs.frozen
class Once:
    """One dose; the step ends with it."""

    def __str__(self) -> str:
        """Write it as the notation does."""
        return "once"


@attrs.frozen
class OnWeekdays:
    """On named days of each week.

    Attributes:
        days: The days, from Monday on.

    Raises:
        RegimenError: No day, a day that is none, or a day twice.
    """

    days: tuple[Weekday, ...] = attrs.field(converter=tuple[Weekday, ...])

    def __attrs_post_init__(self) -> None:
        if not self.days:
            msg = "name at least one day of the week"
            raise RegimenError(msg)
        in_order = tuple(day for day in WEEKDAYS if day in self.days)
        if self.days != in_order:
            msg = f"name each day of the week once, from Monday on: {listed(in_order, 'and')}"
            raise RegimenError(msg)

    def __str__(self) -> str:
        """Write it as the notation does."""
        return f"on {listed((f'{day}s' for day in self.days), 'and')}"


@attrs.frozen
class OnDays:
    """On numbered days of the step; day 1 is its first dose.

    Attributes:
        days: The day numbers [days], rising, from 1.

    Raises:
        RegimenError: Fewer than two days, not from 1, or not rising.
    """

    days: tuple[int, ...] = attrs.field(converter=tuple[int, ...])

    def __attrs_post_init__(self) -> None:
        rising = all(a < b for a, b in zip(self.days, self.days[1:], strict=False))
        if len(self.days) < 2 or self.days[0] != 1 or not rising:  # noqa: PLR2004
            msg = f'number at least two days, from day 1 and rising (one dose is "once"); {self.days} does not'
            raise RegimenError(msg)

    def __str__(self) -> str:
        """Write it as the notation does."""
        return f"on days {listed(self.days, 'and')}"


Timing: TypeAlias = Repeat | Once | OnWeekdays | OnDays
