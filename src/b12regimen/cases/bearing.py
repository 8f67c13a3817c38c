"""What of a patient bears on an answer: patients in whom all of it is equal share the answer."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable

    from b12regimen.patients.patient import Patient

_KEYED: Final = ("age", "cause", "conditions", "suspicion", "follow_up")
_PLAIN: Final = (
    *("severity.neurological", "severity.anaemia", "severity.critically_ill"),
    *("purpose", "pregnancy", "optic_disease", "deficiency", "oral_suitable", "b12_treatment", "nitrous_oxide"),
    *("sex", "medicines", "allergies", "labs"),
)
_everything: Final = attrgetter(*_KEYED, *_PLAIN)
_keys: Final = attrgetter(*(f"{name}.key" for name in _KEYED), *_PLAIN)  # compared faster


def bearing_of(patient: Patient) -> Hashable:
    """Read all of a patient that bears on an answer, once: a patient does not change.

    Raises:
        AttributeError: It is no patient.
    """
    known: dict[str, Hashable] = patient.__dict__
    try:
        return known["bearing"]
    except KeyError:
        pass
    try:
        found = _keys(patient)
    except AttributeError:  # there is no age or no single cause to read a key of
        found = _everything(patient)
    known["bearing"] = found
    return found
