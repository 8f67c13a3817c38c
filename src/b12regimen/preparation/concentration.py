"""How much of a drug is in a volume, as a label prints it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import QuantityError
from b12regimen.preparation.lists import refused
from b12regimen.regimens.dosing import check_unit, parse_dose_text
from b12regimen.values.quantities import Quantity
from b12regimen.values.thousands import check_point

if TYPE_CHECKING:
    from fractions import Fraction

_STRENGTH: Final = re.compile(r"(.+?)(?:\s+in\s+|\s+per\s+|\s*/\s*)(.+)")


def check_volume(where: str, volume: Quantity) -> None:
    """See that a volume is printed in mL.

    Raises:
        ProductError: It is not.
    """
    if volume.unit.symbol != "mL":
        raise refused(
            where, f"{volume} is not read: labels state mL, and a litre is a thousand of them; write the volume in mL"
        )


def parse_volume(text: str) -> Quantity:
    """Read a volume, for instance ``1 mL``.

    Raises:
        QuantityError: The text is no number with a unit, or has a point that may group thousands.
    """
    check_unit(text, "mL")
    check_point(text)
    return Quantity.parse(text)


@attrs.frozen
class Concentration:
    """A mass in a volume, both as printed: ``1000 mcg in 2 mL``.

    Two that are printed differently are not equal; compare ``mcg_per_ml`` for that.

    Attributes:
        amount: The mass.
        volume: The volume that holds it.

    Raises:
        ProductError: One of them is no mass or no volume, or is zero.
    """

    amount: Quantity
    volume: Quantity

    def __attrs_post_init__(self) -> None:
        for part, dimension in ((self.amount, "mass"), (self.volume, "volume")):
            if part.unit.dimension != dimension or not part.exact:
                raise refused("strength", f'{part} is no {dimension} above zero; write for instance "1 mg in 1 mL"')
        check_volume("strength", self.volume)

    @classmethod
    def parse(cls, text: str) -> Concentration:
        """Read a strength such as ``1 mg in 1 mL``, ``1000 mcg/2 mL`` or ``1 mg/mL``.

        Raises:
            ProductError: The text is no mass in a volume.
        """
        match = _STRENGTH.fullmatch(text.strip()) if isinstance(text, str) else None
        if match is None:
            raise refused("strength", f'"{text}" is no strength; write a mass in a volume, for instance "1 mg in 1 mL"')
        volume = match[2] if match[2][0].isdigit() else f"1 {match[2]}"
        try:
            return cls(parse_dose_text(match[1]), parse_volume(volume))
        except QuantityError as error:
            raise refused("strength", str(error)) from None

    @property
    def mcg_per_ml(self) -> Fraction:
        """The concentration, exact [mcg/mL]."""
        return self.amount.exact / self.volume.exact

    def __str__(self) -> str:
        """Write it as printed."""
        return f"{self.amount} in {self.volume}"
