"""What the cells of columns of numbers may say: ages, told apart by edges, and results, told apart by cut-offs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import inf, isfinite, nextafter
from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from b12regimen.errors import QuantityError, listed
from b12regimen.frames.inputs import Input, Meaning
from b12regimen.patients.labs import IN_THOUSANDS, LabResult
from b12regimen.values.age import Age, age_on, to_age
from b12regimen.values.calendar_days import later
from b12regimen.values.durations import TIME_UNITS, TimeUnit
from b12regimen.values.intervals import SIGNS
from b12regimen.values.quantities import Quantity
from b12regimen.values.thousands import MAY_GROUP_FEW_THOUSANDS
from b12regimen.values.units import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from b12regimen.patients.analytes import AnalyteName

_OR_A_DECIMAL_POINT: Final = "that may group thousands or be a decimal point (write whichever is meant)"
_WHYS: Final = (("[0-9],[0-9]", f"has a comma {_OR_A_DECIMAL_POINT}"),)
_WHYS_IN_THOUSANDS: Final = (*_WHYS, (MAY_GROUP_FEW_THOUSANDS, f"has a point {_OR_A_DECIMAL_POINT}"))

# The unit of a column of results, or those of which each cell names one.
Measure: TypeAlias = Unit | tuple[Unit, ...]
EndsOf: TypeAlias = "Callable[[Unit], Iterable[Fraction]]"

_BIRTH: Final = date(2000, 1, 1)


class Ages(Input):
    """A column of ages: whole years, or texts such as ``13 months``."""

    whys = (
        (
            "^[ \t]*[0-9]+([.][0-9]*)?[ \t]*$",
            'is text without a unit (write for instance "46 years", or make the column whole numbers)',
        ),
    )

    def __init__(self, path: str, column: str, edges: Iterable[Age]) -> None:
        """Tell ages apart by some edges only."""
        super().__init__(path, column, 'is no age in completed units (write for instance "46 years" or "13 months")')
        self._edges = tuple(dict.fromkeys(edges))

    def read(self, given: object) -> Meaning:
        """Read an age; a number is whole years, also where a frame keeps it as 46.0."""
        if isinstance(given, float | Decimal) and isfinite(given) and given == int(given):
            given = int(given)
        return to_age(given)

    def key(self, meaning: Age) -> Hashable:
        """Give the side of each edge on which an age lies."""
        return tuple(meaning.is_below(edge) for edge in self._edges)

    def cuts(self, unit: TimeUnit) -> list[tuple[int, int]]:
        """Give the ages in one unit from which on an age has another meaning, each with the number of the meaning."""
        return self._cuts(unit, 0, self.oldest(unit))

    def oldest(self, unit: TimeUnit) -> int:
        """Give the highest age that is read in a unit."""
        return {"year": 130, "month": 130 * 12, "week": 130 * 53, "day": 130 * 366}[unit]

    def _cuts(self, unit: TimeUnit, low: int, high: int) -> list[tuple[int, int]]:
        """Find where the meaning changes: each side of an edge is left once only, so equal ends have one between."""
        first, last = self._number_of(Age(low, unit)), self._number_of(Age(high, unit))
        if first == last:
            return [(low, first)]
        middle = (low + high) // 2
        before = self._cuts(unit, low, middle)
        after = self._cuts(unit, middle + 1, high)
        return before + (after[1:] if after[0][1] == before[-1][1] else after)

    def examples(self) -> Iterable[object]:
        """Give ages on both sides of every edge, in each unit and exact."""
        for unit in TIME_UNITS:
            yield from (Age(first, unit) for first, _ in self.cuts(unit))
        for edge in self._edges:
            day = later(_BIRTH, edge.value, edge.unit)
            yield age_on(_BIRTH, day)
            yield age_on(_BIRTH, max(_BIRTH, day - timedelta(1)))


@attrs.frozen
class Reported:
    """Where a result lies between cut-offs.

    Attributes:
        sign: The comparator of a censored result; ``None`` where it is not.
        place: The number of the place, from the lowest.
        unit: The unit in which it is reported.
    """

    sign: str | None
    place: int
    unit: Unit

    @property
    def is_zero(self) -> bool:
        """It is 0, and no limit above which it lies."""
        return self.place == 0 and self.sign not in (">", ">=")


class Results(Input):
    """A column of results of one analyte: numbers and texts in one unit, or texts that name their unit.

    Attributes:
        analyte: What was measured.
        unit: The unit that the column has; ``None`` where each cell names its own.
        units: The units that cells may have.
    """

    def __init__(self, column: str, analyte: AnalyteName, given: Measure, ends: EndsOf = lambda _: ()) -> None:
        """Tell results apart by some amounts only, in each unit."""
        named = f"is no result that names its unit, {listed(given)}" if isinstance(given, tuple) else ""
        super().__init__(analyte, column, named or f"is no result in {given}")
        self.analyte = analyte
        self.whys = _WHYS_IN_THOUSANDS if analyte in IN_THOUSANDS else _WHYS
        self.unit = None if isinstance(given, tuple) else given
        self.units = units_of(given)
        self._ends = {unit: sorted({Fraction(0), *ends(unit)}) for unit in self.units}

    def read(self, given: object) -> Meaning:
        """Read a result."""
        if isinstance(given, bool) or not isinstance(given, str | int | float | Decimal):
            raise QuantityError(f"{given!r} {self.why_not}")
        result = LabResult(self.analyte, given, unit=self.unit)
        amount = result.value or Quantity(0, self.units[0])
        if amount.unit not in self.units:
            raise QuantityError(f"{given!r} {self.why_not}")
        value, ends = Fraction(amount.value), self._ends[amount.unit]
        below = sum(value >= end for end in ends) + sum(value > end for end in ends)
        return Reported(result.comparator, below - 1, amount.unit)

    def amount(self, meaning: Reported) -> Quantity:
        """Give an amount that lies there."""
        end, beyond = divmod(meaning.place, 2)
        ends = self._ends[meaning.unit]
        low = ends[end]
        high = ends[end + 1] if end + 1 < len(ends) else low + 2
        return Quantity((low + high) / 2 if beyond else low, meaning.unit)

    def examples(self) -> Iterable[object]:
        """Give results everywhere, censored and not."""
        for unit in self.units:
            for place in range(2 * len(self._ends[unit])):
                for sign in (None, *dict.fromkeys(SIGNS.values())):
                    self._number_of(Reported(sign, place, unit))
        return ()

    def number_at(self, place: int, sign: str | None = None, *, unit: Unit) -> int:
        """Give the number of a place."""
        return self._number_of(Reported(sign, place, unit))

    def cuts(self, unit: Unit) -> list[float]:
        """Give the first float of each place: that whose shortest decimal reaches an end, or passes it."""
        return [cut for end in self._ends[unit] for cut in (_first(end, 0), _first(end, 1))]


def units_of(given: Measure) -> tuple[Unit, ...]:
    """Name the units that the cells of a column of results may have."""
    return given if isinstance(given, tuple) else (given,)


def _first(end: Fraction, beyond: int) -> float:
    """Give the first float whose shortest decimal reaches an amount, or lies beyond it."""

    def is_reached(number: float) -> bool:
        exact = Fraction(repr(number))
        return exact > end if beyond else exact >= end

    number = float(end)
    while is_reached(number):
        number = nextafter(number, -inf)
    while not is_reached(number):
        number = nextafter(number, inf)
    return number
