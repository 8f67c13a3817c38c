"""Reads tokens of the notation from left to right: words, numbers, durations, and refusals with their place."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from b12regimen.errors import NotationError, QuantityError, RegimenError, listed
from b12regimen.regimens.dosing import WEEKDAYS, Weekday
from b12regimen.regimens.spellings import Token, tokens
from b12regimen.values.durations import TIME_UNITS, Duration, TimeUnit
from b12regimen.values.quantities import Quantity
from b12regimen.values.ranges import Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12regimen.regimens.ends import End

T = TypeVar("T")

_UNITS: Final[dict[str, TimeUnit]] = {word: unit for unit in TIME_UNITS for word in (unit, f"{unit}s")}
_WEEKDAYS: Final[dict[str, Weekday]] = {f"{day.lower()}{s}": day for day in WEEKDAYS for s in ("", "s")}
_NO_MASS: Final = "is a volume, and a dose is a mass; write mcg or mg, as much as is in that volume"
_OTHER_UNITS: Final = {
    **dict.fromkeys(("g", "gram", "grams"), "is not read in a dose; write mg, for 1 g is 1000 mg"),
    **dict.fromkeys(("hundred", "thousand", "million"), "is not read; write the number in digits, such as 1000 mcg"),
    **dict.fromkeys(("ng", "kg"), "is not read in a dose; write mcg or mg"),
    **dict.fromkeys(("ml", "l", "litre", "litres", "millilitre", "millilitres", "cc"), _NO_MASS),
}
_RUN_ON: Final = re.compile("mcg|mg")
_MISSPELT: Final = {
    **dict.fromkeys(("mgs", "mgm", "milligramme", "milligrammes"), "mg"),
    **dict.fromkeys(("mcgs", "mcgm", "mikrogram", "microgramme", "microgrammes"), "mcg"),
}
_SAID_OTHERWISE: Final = {"quarterly": "every 3 months", "annually": "yearly"}


class NotationReader:
    """Reads tokens from left to right and never goes back."""

    _one_day: int | None = None  # where a day of the week stands in the singular

    def __init__(self, text: str, found: list[Token] | None = None) -> None:
        """Split the text into tokens, unless that is done.

        Raises:
            NotationError: A spelling that has two readings, or a character that is not of the notation.
        """
        self._text = text
        self._tokens = tokens(text) if found is None else found
        self._next = 0

    # Looking ahead and moving on

    def _word(self, ahead: int = 0) -> str:
        position = self._next + ahead
        return self._tokens[position].word if position < len(self._tokens) else ""

    def _starts(self, *words: str) -> bool:
        return all(self._word(ahead) == word for ahead, word in enumerate(words))

    def _accept(self, *words: str) -> bool:
        if not self._starts(*words):
            return False
        self._next += len(words)
        return True

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _place(self) -> int:
        return self._tokens[self._next].start if self._next < len(self._tokens) else len(self._text)

    def _seen(self) -> str:
        return f'"{self._tokens[self._next].text}"' if self._next < len(self._tokens) else "the end of the text"

    def _refusal(self, reason: str, place: int | None = None) -> NotationError:
        return NotationError(self._text, self._place() if place is None else place, reason)

    def _no_timing(self) -> NotationError:
        """Say that how often is expected here, and how what is said here is written."""
        meant = _SAID_OTHERWISE.get(self._word())
        if meant is not None:
            return self._refusal(f'{self._seen()} is not read; write "{meant}"')
        return self._refusal(f'expected how often, for instance "daily" or "every 3 months"; found {self._seen()}')

    def expect_phase(self, label: str) -> None:
        """Pass over the label of a phase.

        Raises:
            NotationError: The text goes on otherwise.
        """
        is_first = label == "repletion"  # whatever goes on behind the drug stands in the place of the phases
        if self._starts(";") or self._next == len(self._tokens) or is_first:
            self._accept(";")
            if self._accept(label, ":"):
                return
            missing = "the phases are missing: " if is_first else ""
            raise self._refusal(
                f'{missing}expected "; {label}: ..." ("none" and "not stated" are phases too), found {self._seen()}'
            )
        raise self._refusal(self._why_stopped())

    def expect_end(self) -> None:
        """See that all was read.

        Raises:
            NotationError: The text goes on.
        """
        if self._next < len(self._tokens):
            raise self._refusal(self._why_stopped())

    def _why_stopped(self) -> str:
        if (
            self._word() in ("or", "and")
            and self._word(1).replace(".", "").isdigit()
            and self._word(2) in ("mcg", "mg")
        ):
            return 'another dose is another step: write ", or" with a comma before it, and its route'
        if self._word() == "then":
            return 'the next step follows ", then", with a comma'
        return f"{self._seen()} does not continue the regimen; a step is a dose, a route, how often, and how it ends"

    def _build(self, place: int, make: Callable[[], T]) -> T:
        try:
            return make()
        except (RegimenError, QuantityError) as error:
            raise self._refusal(str(error), place) from None

    # Days of the week

    def _weekday(self) -> Weekday:
        if self._word() not in _WEEKDAYS:
            raise self._refusal(
                f'expected a day of the week, or "alternate days", or "days 1, 3 and 7"; found {self._seen()}'
            )
        if not self._word().endswith("s"):
            self._one_day = self._next
        return _WEEKDAYS[self._take().word]

    def _check_one_day(self, end: End | None) -> None:
        """Refuse a day of the week in the singular, in a step whose end does not tell that it comes again."""
        if self._one_day is not None and end is None:
            day = self._tokens[self._one_day]
            reason = (
                f'"{day.text}" may be one day or each of that name; write "{day.text}s" if each is meant, else "once"'
            )
            raise self._refusal(reason, day.start)
        self._one_day = None

    # Numbers

    def duration(self) -> Duration:
        """Read a length of time.

        Raises:
            NotationError: There is none.
        """
        return self._duration(self._count())

    def _duration(self, count: Range[int]) -> Duration:
        place = self._place()
        unit = self._unit()
        return self._build(place, lambda: Duration(count, unit))

    def _unit(self) -> TimeUnit:
        if self._word() not in _UNITS:
            raise self._refusal(f"expected {listed(_UNITS)}, found {self._seen()}")
        return _UNITS[self._take().word]

    def _count(self) -> Range[int]:
        place = self._place()
        if self._accept("up", "to"):
            return Range(None, self._whole_number())
        if self._accept("at", "least"):
            return Range(self._whole_number(), None)
        low = self._whole_number()
        if self._accept("-") or self._accept("to"):
            high = self._whole_number()
        elif self._word() == "or" and self._word(1).isdigit() and self._word(2) not in ("mcg", "mg"):
            high = self._neighbour(low)
        else:
            high = low
        return self._build(place, lambda: Range(low, high))

    def _neighbour(self, low: int) -> int:
        self._next += 1
        place = self._place()
        high = self._whole_number()
        if high != low + 1:
            raise self._refusal(
                f'"{low} or {high}" are two values and no range; write "{low}-{high}" if all between are meant', place
            )
        return high

    def _whole_number(self) -> int:
        if not self._word().isdigit():
            raise self._refusal(f"expected a whole number, found {self._seen()}")
        return int(self._take().text)

    def _masses(self, missing: str) -> Range[Quantity]:
        place = self._place()
        low_is_open = self._accept("up", "to")
        high_is_open = not low_is_open and self._accept("at", "least")
        low, unit = self._number(missing)
        high, low_unit = low, unit
        if not (low_is_open or high_is_open) and (self._accept("-") or self._accept("to")):
            high, unit = self._number("a range needs its upper bound")
            low_unit = low_unit or unit
        if not unit or not low_unit:
            other = self._word()
            if other in _OTHER_UNITS:
                raise self._refusal(f"{self._seen()} {_OTHER_UNITS[other]}")
            meant = _MISSPELT.get(self._seen().strip('"'))  # case matters in units
            if meant is not None:
                raise self._refusal(f"{self._seen()} is no unit; did you mean {meant}?")
            if run_on := _RUN_ON.match(other):
                raise self._refusal(f"{self._seen()} is no unit; write {run_on[0]}, and a space behind it")
            raise self._refusal(f'"{low}" has no unit; write the unit that is meant, mcg or mg', place)
        return self._build(
            place,
            lambda: Range(
                None if low_is_open else Quantity(low, low_unit),
                None if high_is_open else Quantity(high, unit),
            ),
        )

    def _number(self, missing: str) -> tuple[Decimal, str]:
        if not self._word()[:1].isdigit():
            raise self._refusal(f"{missing}; found {self._seen()}")
        number = Decimal(self._take().text)
        unit = self._tokens[self._next].text if self._next < len(self._tokens) else ""
        if unit.lower() in ("mcg", "mg") and unit not in ("mcg", "mg"):
            raise self._refusal(f'"{unit}" is not read, because case matters in units; write {unit.lower()}')
        if unit not in ("mcg", "mg"):
            return number, ""
        self._next += 1
        return number, unit
