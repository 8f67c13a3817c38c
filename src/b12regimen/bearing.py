"""What of a patient bears on an answer: patients in whom all of it is equal share the answer."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from b12regimen.patient import Patient

_KEYED: Final = ("age", "cause", "severity", "conditions", "suspicion", "follow_up")
_PLAIN: Final = (
    *("purpose", "pregnancy", "optic_disease", "deficiency", "oral_suitable", "b12_treatment", "nitrous_oxide"),
    *("sex", "medicines", "allergies", "labs"),
)
_everything: Final = attrgetter(*_KEYED, *_PLAIN)

#: Reads it fast, of a patient whose age and one cause are known; ``AttributeError`` for others.
keys_of: Final[Callable[[Patient], Hashable]] = attrgetter(*(f"{name}.key" for name in _KEYED), *_PLAIN)


def bearing_of(patient: Patient) -> Hashable:
    """Read all of a patient that bears on an answer."""
    try:
        return keys_of(patient)
    except AttributeError:
        return _everything(patient)
