"""What a source prints between two bounds, and in one of its words; a range is never its midpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

import attrs

from b12regimen.errors import RegimenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class _Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...
    def __le__(self, other: Any, /) -> bool: ...


T = TypeVar("T", bound=_Ordered)

_MOST: Final = 10_000


@attrs.frozen
class Range(Generic[T]):
    """A value as printed: exact, between two bounds, "up to" one, or "at least" one.

    Attributes:
        low: The lower bound; ``None`` means that the source prints none ("up to 3"): not zero, unknown.
        high: The upper bound; ``None`` means that the source prints none ("at least 3").

    Raises:
        RegimenError: No bound is given, the two are not of a kind, or the range runs backwards.
    """

    low: T | None
    high: T | None

    def __attrs_post_init__(self) -> None:
        if self.low is None and self.high is None:
            msg = "a range needs a lower or an upper bound"
            raise RegimenError(msg)
        try:
            is_backwards = self.low is not None and self.high is not None and self.high < self.low
        except (TypeError, ValueError):
            msg = f"{self.low!r} and {self.high!r} cannot be the bounds of one range; give two of a kind"
            raise RegimenError(msg) from None
        if is_backwards:
            msg = f"the range {self.low}-{self.high} runs backwards; write {self.high}-{self.low}"
            raise RegimenError(msg)

    @classmethod
    def exactly(cls, value: T) -> Range[T]:
        """Make a range of one value."""
        return cls(value, value)

    @property
    def is_exact(self) -> bool:
        """The source prints one value."""
        return self.low == self.high

    @property
    def exact(self) -> T:
        """The one value.

        Raises:
            RegimenError: The source leaves the value open.
        """
        if self.low is None or self.low != self.high:
            msg = f"{self} is a range and has no single value; settle it first"
            raise RegimenError(msg)
        return self.low

    def __contains__(self, value: T) -> bool:
        """Tell whether the source allows ``value``."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        """Write it as the notation does: ``3``, ``2-3``, ``up to 3``, ``at least 3``."""
        if self.low is None:
            return f"up to {self.high}"
        if self.high is None:
            return f"at least {self.low}"
        return f"{self.low}" if self.is_exact else f"{self.low}-{self.high}"


def one_of(words: tuple[str, ...], what: str) -> Callable[[object, object, object], None]:
    """Make a validator of one word of a closed list."""

    def check(_: object, __: object, given: object) -> None:
        if given not in words:
            msg = f"{given!r} is no {what}; one of: {', '.join(words)}"
            raise RegimenError(msg)

    return check


def positive(bounds: Range[int], what: str) -> None:
    """Refuse a range of counts with a bound below 1, or a bound that is no whole number.

    Raises:
        RegimenError: Naming ``what`` and the bound.
    """
    if not isinstance(bounds, Range):
        msg = f"{what} is a Range, for instance Range.exactly(3) or Range(2, 3); {bounds!r} is none"
        raise RegimenError(msg)
    for bound in (bounds.low, bounds.high):
        if bound is None:
            continue
        if isinstance(bound, bool) or not isinstance(bound, int):
            msg = f"{what} must be a whole number; {bound!r} is not"
            raise RegimenError(msg)
        if not 1 <= bound <= _MOST:
            msg = f"{what} must be from 1 to {_MOST}; {bound} is not"
            raise RegimenError(msg)


def hull(bounds: Iterable[tuple[T, T | None]]) -> tuple[T, T | None]:
    """Give the least of all and the most of all; ``None`` where one of them has no most."""
    every = list(bounds)
    highs = [high for _, high in every if high is not None]
    return min(low for low, _ in every), max(highs) if len(highs) == len(every) else None
