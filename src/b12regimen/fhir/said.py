"""What one resource says: facts, results, doses, names; or why it says nothing, and what it leaves open."""

from __future__ import annotations

import attrs

from b12regimen.fhir.codes import Meaning
from b12regimen.fhir.imported import Outcome, PossibleCause, RecordedDose
from b12regimen.patients.labs import LabResult


@attrs.frozen(kw_only=True)
class Said:
    """What one resource says.

    Attributes:
        outcome: Used, ignored or unreadable.
        remark: What it says, or why nothing.
        facts: Facts of the patient.
        may_be: Causes that a clinician may find.
        results: Laboratory results.
        doses: Doses of vitamin B12 that were given.
        medicine: A medicine that is taken; empty where it is one that is not known.
        allergy: An allergy, by each of its names; one that is empty where it has none.
        b12: How vitamin B12 is given now: by which route; empty where that is not told.
        is_read: What it says was understood, so that nothing else in it belongs to a list of the patient.
        is_b12_order: It is an order of vitamin B12 that is active.
        is_b12_otherwise: It is vitamin B12 that has ended, is on hold, is planned or is being given, not by mouth.
        keeps_open: The facts of which it may speak, where it was not read; empty where it may speak of any.
    """

    outcome: Outcome
    remark: str
    facts: tuple[Meaning, ...] = ()
    may_be: tuple[PossibleCause, ...] = ()
    results: tuple[LabResult, ...] = ()
    doses: tuple[RecordedDose, ...] = ()
    medicine: str | None = None
    allergy: tuple[str, ...] = ()
    b12: str | None = None
    is_read: bool = True
    is_b12_order: bool = False
    is_b12_otherwise: bool = False
    keeps_open: tuple[str, ...] = ()


def ignored(remark: str) -> Said:
    """Say that a resource was understood, and says nothing that is used."""
    return Said(outcome="ignored", remark=remark)


def left_unread(remark: str, outcome: Outcome = "ignored", keeps_open: tuple[str, ...] = ()) -> Said:
    """Say that a resource was left out, and what it would have said is not known."""
    return Said(outcome=outcome, remark=remark, is_read=False, keeps_open=keeps_open)
