"""Says in a few words why the fields of an order are not read, with what each reason is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from b12regimen.errors import listed
from b12regimen.fhir.dosage import NO_DOSE, NO_ROUTE, NO_TIMING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.errors import Finding

NO_DOSAGE: Final = "there is none"
# The fields of a dosage, and what each says.
_PARTS: Final = {"doseAndRate": "dose", "route": "route", "timing": "timing"}
_SAYS_NOTHING: Final = (NO_DOSE, NO_ROUTE, NO_TIMING)
_IN_A_DOSAGE: Final = re.compile(r"dosageInstruction\[[0-9]+\]\.?")


def in_short(refusals: Iterable[Finding]) -> str:
    """Give the first reason that is more than something that is lacking; else name all that is lacking."""
    lacking: list[str] = []
    for finding in refusals:
        place, found = _IN_A_DOSAGE.subn("", finding.path)
        part = _PARTS.get(place)
        if part is None:
            return _with_its_place(place if found else "", finding)
        if not finding.reason.startswith(_SAYS_NOTHING):
            return f"its {part} is not read: {finding.reason}"
        lacking.append(part)
    return f"no {listed(part for part in _PARTS.values() if part in lacking)} that is read in its fields"


def _with_its_place(place: str, finding: Finding) -> str:
    if finding.path == "dosageInstruction" and finding.reason == NO_DOSAGE:
        return "it has no dosage"
    return f"{place} {finding.reason[3:]}" if place and finding.reason.startswith("it ") else finding.reason
