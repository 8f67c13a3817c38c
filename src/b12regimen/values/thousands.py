"""A point between digits that may group thousands: refused with both readings, or written so that it has one."""

from __future__ import annotations

import re
from typing import Final

from b12regimen.errors import QuantityError

# German, Dutch, Spanish, Italian and French group thousands with a point, which a leading zero excludes.
MAY_GROUP_THOUSANDS: Final = re.compile(r"(?<![0-9.,])([1-9][0-9]{0,2})\.([0-9]{3})(?![0-9])")
# The same for numbers below a hundred thousand, in an expression that every engine of frames reads.
MAY_GROUP_FEW_THOUSANDS: Final = "(^|[^0-9.,])[1-9][0-9]?[.][0-9]{3}([^0-9]|$)"

_FEW: Final = 2
_MANY: Final = 3


def check_point(text: str, *, digits: int = _MANY, is_dose: bool = False) -> None:
    """Refuse the text of a quantity whose point may group thousands.

    Args:
        text: The text.
        digits: As many digits before the point may be thousands.
        is_dose: Whether it is a dose, which is not written with a zero at its end.

    Raises:
        QuantityError: It may; the message names both readings, and what would do.
    """
    for point in MAY_GROUP_THOUSANDS.finditer(text):
        if len(point[1]) > digits:
            continue
        decimal, grouped = point[0].rstrip("0").rstrip("."), f"{point[1]}{point[2]}"
        if is_dose and decimal == point[0]:
            remedy = f"write {grouped} if that is meant, and {decimal} in another unit, for 1 mg is 1000 mcg"
        else:
            remedy = f"write {with_one_reading(decimal)} or {grouped}, whichever is meant"
        raise QuantityError(
            f'"{text.strip()}" is not read: the point may be a decimal point ({decimal}) or group thousands '
            f"({grouped}); {remedy}"
        )


def check_few_thousands(text: object) -> None:
    """Refuse the text of what a laboratory reports up to some thousands, where its point may group them.

    More than two digits before the point would be a hundred thousand, which nobody reports. What is no text is left.

    Raises:
        QuantityError: It may; the message names both readings, and what would do.
    """
    if isinstance(text, str):
        check_point(text, digits=_FEW)


def with_one_reading(text: str) -> str:
    """Write a zero behind each number whose point may group thousands, so that ``check_point`` passes it."""
    return MAY_GROUP_THOUSANDS.sub(r"\g<0>0", text)
