"""Intervals with ends that are in or out, as sources and laboratories print them, and where a result falls."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from b12regimen.errors import QuantityError
from b12regimen.values.quantities import Quantity, plain

if TYPE_CHECKING:
    from fractions import Fraction

    from b12regimen.values.units import Unit

Comparator = Literal["<", "<=", ">", ">="]

SIGNS: Final[dict[str, Comparator]] = {
    "<": "<",
    "<=": "<=",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    ">": ">",
    ">=": ">=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
}
_ONE_SIDED: Final = re.compile(
    r"\s*(<=|>=|[<>\N{LESS-THAN OR EQUAL TO}\N{GREATER-THAN OR EQUAL TO}])\s*(.*)", re.DOTALL
)
_TWO: Final = 2
_WITHOUT_UNIT: Final = re.compile(r"[0-9.\s]+(?:-|\N{EN DASH}|to)[0-9.\s]+")
_TWO_SIDED: Final = re.compile(r"\s*([0-9.]+)\s*(?:-|\N{EN DASH}|to)\s*([0-9.]+\s*\D.*)", re.DOTALL)


def split_comparator(text: str) -> tuple[Comparator | None, str]:
    """Take the comparator off a text such as ``<50 pmol/L``; ``None`` if there is none."""
    match = _ONE_SIDED.fullmatch(text)
    return (SIGNS[match[1]], match[2]) if match else (None, text)


@attrs.frozen
class Interval:
    """All amounts between two ends, in one unit.

    Attributes:
        low: The lower end; ``None`` if there is none.
        high: The upper end; ``None`` if there is none.
        low_is_in: Whether the lower end itself belongs to it; true where there is none.
        high_is_in: Whether the upper end itself belongs to it; true where there is none.

    Raises:
        QuantityError: There is no end, or one that is no quantity, the ends are in two units, or it runs backwards or
            holds nothing.
    """

    low: Quantity | None
    high: Quantity | None
    low_is_in: bool = True
    high_is_in: bool = True

    def __attrs_post_init__(self) -> None:
        ends = [end for end in (self.low, self.high) if end is not None]
        for end in ends:
            if not isinstance(end, Quantity):
                msg = f'the end of an interval is a quantity, for instance Quantity(400, "nmol/L"); {end!r} is none'
                raise QuantityError(msg)
        if not ends:
            msg = "an interval needs at least one end"
            raise QuantityError(msg)
        if len({end.unit for end in ends}) > 1:
            msg = f"{self.low} and {self.high} are in two units; write both ends in one"
            raise QuantityError(msg)
        if self.low is None and self.high is not None and not self.high.exact and not self.high_is_in:
            msg = f"nothing is below {self.high}"
            raise QuantityError(msg)
        if self.low is None:
            object.__setattr__(self, "low_is_in", True)
        if self.high is None:
            object.__setattr__(self, "high_is_in", True)
        if self.low is not None and self.high is not None and self._is_empty(self.low, self.high):
            msg = f"the interval from {self.low} to {self.high} holds nothing; write the lower end first"
            raise QuantityError(msg)

    def _is_empty(self, low: Quantity, high: Quantity) -> bool:
        return high < low or (high == low and not (self.low_is_in and self.high_is_in))

    @classmethod
    def parse(cls, text: str) -> Interval:
        """Read ``<400 nmol/L``, ``>=25 pmol/L``, ``73-271 nmol/L`` (both ends in).

        Raises:
            QuantityError: The text is none of these.
        """
        if not isinstance(text, str):
            msg = f'{text!r} is no interval; write for instance "73-271 nmol/L" or "<400 nmol/L"'
            raise QuantityError(msg)
        halves = text.split(" and ")
        if len(halves) == _TWO:
            return cls._between(cls.parse(halves[0]), cls.parse(halves[1]))
        comparator, rest = split_comparator(text)
        if comparator is not None:
            return cls.beyond(comparator, Quantity.parse(rest))
        if _WITHOUT_UNIT.fullmatch(text):
            msg = f'"{text}" has no unit; write it behind, for instance "73-271 nmol/L"'
            raise QuantityError(msg)
        match = _TWO_SIDED.fullmatch(text)
        if match is None:
            msg = f'"{text}" is no interval; write for instance "73-271 nmol/L" or "<400 nmol/L"'
            raise QuantityError(msg)
        high = Quantity.parse(match[2])
        return cls(Quantity.parse(f"{match[1]} {high.unit}"), high)

    @classmethod
    def _between(cls, lower: Interval, upper: Interval) -> Interval:
        if lower.high is not None or upper.low is not None:
            msg = f'"{lower} and {upper}" is no interval; write for instance ">180 ng/L and <=914 ng/L"'
            raise QuantityError(msg)
        return cls(lower.low, upper.high, lower.low_is_in, upper.high_is_in)

    @classmethod
    def beyond(cls, comparator: Comparator, end: Quantity) -> Interval:
        """Make the interval of all that a censored result may be."""
        is_in = comparator.endswith("=")
        if comparator.startswith("<"):
            return cls(None, end, high_is_in=is_in)
        return cls(end, None, low_is_in=is_in)

    @classmethod
    def exactly(cls, amount: Quantity) -> Interval:
        """Make the interval of one amount."""
        return cls(amount, amount)

    @property
    def unit(self) -> Unit:
        """The unit of its ends."""
        return next(end.unit for end in (self.low, self.high) if end is not None)

    def starts_before(self, other: Interval) -> bool:
        """Tell whether it holds amounts below all of another."""
        return _lower(self) < _lower(other)

    def ends_after(self, other: Interval) -> bool:
        """Tell whether it holds amounts above all of another."""
        return _upper(self) > _upper(other)

    def is_below(self, other: Interval) -> bool:
        """Tell whether all of it lies below all of another."""
        (top, reach), (bottom, start) = _upper(self), _lower(other)
        return top < bottom or (top == bottom and reach < start)

    def is_within(self, other: Interval) -> bool:
        """Tell whether all of it lies in another."""
        return not (self.starts_before(other) or self.ends_after(other))

    def meets(self, other: Interval) -> bool:
        """Tell whether the two share an amount."""
        return not (self.is_below(other) or other.is_below(self))

    def __str__(self) -> str:
        """Write it as it is read."""
        if self.low is None:
            return f"{'<=' if self.high_is_in else '<'}{self.high}"
        if self.high is None:
            return f"{'>=' if self.low_is_in else '>'}{self.low}"
        if self.low_is_in and self.high_is_in:
            return f"{plain(self.low.value)}-{self.high}"
        return f"{'>=' if self.low_is_in else '>'}{self.low} and {'<=' if self.high_is_in else '<'}{self.high}"


# An end as an amount and a nudge: the end itself, or just beyond it.
def _lower(interval: Interval) -> tuple[Fraction | float, int]:
    return (0, 0) if interval.low is None else (interval.low.exact, 0 if interval.low_is_in else 1)


def _upper(interval: Interval) -> tuple[Any, int]:
    return (float("inf"), 0) if interval.high is None else (interval.high.exact, 0 if interval.high_is_in else -1)


def covers(intervals: list[Interval], possible: Interval) -> bool:
    """Tell whether intervals that rise and share nothing together hold all of another, without a gap between them."""
    if not intervals or possible.starts_before(intervals[0]) or possible.ends_after(intervals[-1]):
        return False
    return all(_join(low, high) for low, high in pairwise(intervals))


def _join(low: Interval, high: Interval) -> bool:
    return low.high == high.low and low.high_is_in is not high.low_is_in
