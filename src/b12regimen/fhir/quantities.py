"""Reads quantities and lengths of time: their code and the text of their unit have to say the same."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from b12regimen.errors import QuantityError
from b12regimen.fhir.reading import is_unreadable, shown, table, text, whole
from b12regimen.values.quantities import Quantity
from b12regimen.values.units import UNITS, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from b12regimen.values.durations import TimeUnit

    T = TypeVar("T")

UCUM: Final = "http://unitsofmeasure.org"
TIME_CODES: Final[dict[str, TimeUnit]] = {"d": "day", "wk": "week", "mo": "month", "a": "year"}
_IN_WORDS: Final[dict[str, TimeUnit]] = {
    word: unit for unit in TIME_CODES.values() for word in (unit, f"{unit}s", f"{unit}(s)")
}
_TIMES: Final[dict[str, TimeUnit]] = {**TIME_CODES, **_IN_WORDS}
_IN_ANY_CASE: Final[dict[str, Unit]] = {spelling.lower(): unit for spelling, unit in UNITS.items()}
_PER_KG: Final = "/kg"
_MOST_DIGITS: Final = 30


def quantity_of(given: object, *, may_compare: bool = False) -> Quantity:
    """Read a quantity, by its code where that is of the Unified Code for Units of Measure, else by its unit.

    Args:
        given: The quantity.
        may_compare: Whether it may have a comparator, which the caller reads.

    Raises:
        QuantityError: It has no number, or no unit that is read, or its code and its unit are not known to be one.
    """
    fields = table(given)
    value = fields.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise QuantityError(f"{shown(value)} is no number" if "value" in fields else "there is no number")
    if fields.get("comparator") is not None and not may_compare:
        raise QuantityError("a quantity with a comparator is not supported here")
    quantity = Quantity(value, _agreed(fields, UNITS.get, UNITS.get, _IN_ANY_CASE))
    if quantity.value and abs(quantity.value.adjusted()) + len(quantity.value.as_tuple().digits) > _MOST_DIGITS:
        raise QuantityError(f"its number has more than {_MOST_DIGITS} digits, which nobody measures")
    return quantity


def length_of(given: object) -> tuple[int, TimeUnit]:
    """Read a length of time as a whole number of days, weeks, months or years.

    Raises:
        QuantityError: It is none, or its code and its unit are not known to be one.
    """
    fields = table(given)
    if fields.get("comparator") is not None:
        raise QuantityError("a length with a comparator is not supported")
    try:
        # A code of time without a system is of UCUM: R4 binds it so.
        unit: TimeUnit = _agreed({"system": UCUM, **fields}, TIME_CODES.get, _TIMES.get, _TIMES)
    except QuantityError as error:
        raise QuantityError(f"it is no length in days, weeks, months or years: {error}") from None
    number = whole(fields.get("value"))
    if number is None:
        said = shown(fields.get("value"))
        raise QuantityError(f"a length is {said}, which is no whole number that a schedule can have")
    return number, unit


def is_per_kg(given: object) -> bool:
    """Tell whether a quantity is for each kilogram of body weight.

    Raises:
        QuantityError: Its code and its unit do not agree on that.
    """
    fields = table(given)
    word, code = text(fields.get("unit")), text(fields.get("code"))
    said = [one for one in (word, None if code_not_read(without_kg(fields)) else code) if one is not None]
    answers = {one.endswith(_PER_KG) for one in said}
    if len(answers) > 1:
        raise QuantityError(_differ(code, word))
    return any(answers)


def without_kg(given: object) -> dict[str, Any]:
    """Take "for each kilogram" off the unit of a quantity."""
    return {
        key: value.removesuffix(_PER_KG) if key in ("code", "unit") and isinstance(value, str) else value
        for key, value in table(given).items()
    }


def code_not_read(given: object) -> str | None:
    """Name a unit's code that is of a system which is not read, so that only its text was; ``None`` for none."""
    fields = table(given)
    code, system = text(fields.get("code")), text(fields.get("system"))
    return (
        None
        if code is None or system == UCUM or code.lower() in _IN_ANY_CASE
        else f'"{code}" of {system or "no system"}'
    )


def _agreed(
    fields: dict[str, Any],
    by_code: Callable[[str], T | None],
    by_word: Callable[[str], T | None],
    in_any_case: Mapping[str, T],
) -> T:
    """Give the unit that a code and a text say; in another case than its own, a text only agrees or does not."""
    for name in ("unit", "code", "system"):
        if is_unreadable(fields.get(name)):
            raise QuantityError(f"its {name} is no text in a line")
    word, code, system = (text(fields.get(name)) for name in ("unit", "code", "system"))
    is_ucum = code is not None and system == UCUM
    coded = None if code is None else by_code(code) if is_ucum else in_any_case.get(code.lower())
    if is_ucum and coded is None:
        raise QuantityError(f'"{code}" is no unit that is read here')
    said = None if word is None else by_word(word) or (in_any_case.get(word.lower()) if is_ucum else None)
    if coded is not None and word is not None and _measure(coded) != _measure(said):
        raise QuantityError(_differ(code, word))
    found = coded if is_ucum else said
    if found is None:
        told = f'"{word}"' if word else f'the code "{code}" of {system or "no system"}' if code else "no unit"
        raise QuantityError(f"{told} is no unit that is read here")
    return found


def _differ(code: str | None, word: str | None) -> str:
    return f'the code says "{code}" and the unit says "{word}"'


def _measure(unit: object) -> object:
    """Take what a unit measures: ng/mL and mcg/L are one."""
    return (unit.dimension, unit.factor) if isinstance(unit, Unit) else unit
