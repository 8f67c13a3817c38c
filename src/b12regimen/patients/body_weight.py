"""Reads a body weight; one that no person has is a slip, a thousandfold or a thousandth of what was meant."""

from __future__ import annotations

from typing import Final

from b12regimen.errors import PatientError, QuantityError
from b12regimen.values.quantities import Quantity, QuantityLike

# No source prints these: they only tell which weights are refused as slips.
_LIGHTEST: Final = 100 * 10**6  # [mcg]
_HEAVIEST: Final = 1000 * 10**9  # [mcg]


def to_weight(given: QuantityLike | None) -> Quantity | None:
    """Take a body weight, or read its text; ``None`` is unknown.

    Raises:
        PatientError: It is no mass, or the weight of no person.
    """
    if given is None:
        return None
    try:
        weight = Quantity.of(given)
    except QuantityError:
        weight = None
    if weight is None or weight.unit.dimension != "mass" or not weight.exact:
        raise PatientError.of("weight", f'"{given}" is no body weight; write it with its unit, for instance "70 kg"')
    if not _LIGHTEST <= weight.exact <= _HEAVIEST:
        reason = f'"{given}" is the weight of no person; were g and kg, or a point and a comma, mixed up?'
        raise PatientError.of("weight", reason)
    return weight
