"""What people write in the place of an allergy where none is known; no allergy has such a name."""

from __future__ import annotations

from typing import Final

from b12regimen.patients.medicine_names import letters_and_digits

NONE_KNOWN: Final = frozenset(
    letters_and_digits(said)
    for said in (
        *("none", "nil", "none known", "nil known", "no allergy", "no allergies", "nka"),
        *("no known allergy", "no known allergies"),
    )
)
# An allergy to cobalt is none to a drug, so these leave it open.
_NONE_TO_DRUGS: Final = frozenset(
    letters_and_digits(said)
    for said in ("nkda", "no known drug allergy", "no known drug allergies", "no drug allergies")
)


def of_an_allergy(names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Leave out what names no allergy; ``None`` where nothing is left, and none is known to drugs only."""
    said = {letters_and_digits(name) for name in names}
    if said and said <= NONE_KNOWN | _NONE_TO_DRUGS:
        return () if said & NONE_KNOWN else None
    return tuple(name for name in names if letters_and_digits(name) not in NONE_KNOWN | _NONE_TO_DRUGS)
