"""Reads allergies: each by its names; a record that says that none is known, and one that is gone, name nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import listed
from b12regimen.fhir.reading import every_word, is_spoilt, items, table
from b12regimen.fhir.record import statuses_of
from b12regimen.fhir.said import Said, ignored, left_unread
from b12regimen.patients.medicine_names import letters_and_digits
from b12regimen.patients.no_allergies import NONE_KNOWN

if TYPE_CHECKING:
    from b12regimen.fhir.bundle import Entry
    from b12regimen.fhir.codes import Codes

# The states of R4 in which an allergy is none, or is no more; in any other it counts.
_GONE: Final = ("refuted", "entered-in-error", "resolved", "inactive")


def read_allergy(entry: Entry, codes: Codes) -> Said:
    """Read an allergy; one that is not confirmed counts, for it is safer to ask than to leave it out."""
    verified, _ = statuses_of(entry, "verificationStatus")
    clinical, _ = statuses_of(entry, "clinicalStatus")
    for statuses in (verified, clinical):
        gone = [status for status in statuses if status in _GONE]
        if gone and gone != statuses:
            return left_unread(f"its statuses disagree: {listed(statuses, 'and')}", "unreadable")
        if gone:
            return ignored(f"it is {gone[0]}")
    substances = [table(one).get("substance") for one in items(entry.resource.get("reaction"))]
    concepts = [entry.resource.get("code"), *substances]
    coded = [code.as_medicine for one in concepts for code in codes.of(one)]
    names = list(dict.fromkeys([*(name for one in concepts for name in every_word(one)), *coded]))
    if not names or any(map(is_spoilt, concepts)):
        unnamed = left_unread("an allergy to what is not named in a way that is read", "unreadable")
        return attrs.evolve(unnamed, allergy=(*names, ""))
    if all(letters_and_digits(name) in NONE_KNOWN for name in names):
        return Said(
            outcome="used", remark=f"it says that no allergy is known: {listed(names, 'and')}", allergy=tuple(names)
        )
    unsure = "" if "confirmed" in verified else ", not said to be confirmed"
    return Said(outcome="used", remark=f"allergy to {listed(names, 'and')}{unsure}", allergy=tuple(names))
