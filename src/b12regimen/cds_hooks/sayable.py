"""What an EHR may say of a patient beside the record, and what each part of it takes."""

from __future__ import annotations

from typing import Any, Final, Literal

import attrs

from b12regimen.errors import listed
from b12regimen.patients.parts import Conditions, FollowUp, Severity, Suspicion
from b12regimen.patients.patient import CLOSED_LISTS, Cause, Patient

LISTS: Final[tuple[Literal["medicines", "allergies"], ...]] = ("medicines", "allergies")
_NESTED: Final[dict[str, Any]] = {
    "severity": Severity,
    "conditions": Conditions,
    "suspicion": Suspicion,
    "follow_up": FollowUp,
}
NESTED: Final = tuple(_NESTED)
# What a clinician or the EHR may say beside the record; who it is, the age and the results come from the record alone.
SAYABLE: Final = (
    *("purpose", "cause", "deficiency", "optic_disease", "oral_suitable", "b12_treatment", "nitrous_oxide"),
    *("pregnancy", *LISTS, *NESTED),
)

_NOT_SAYABLE: Final = (
    "it is not read here; age, sex and results come from the record, and no answer turns on the weight"
)


def why_not_read(key: str) -> tuple[str, str]:
    """Say of a key that is not sayable where it stands and why it is not read; a key that is not ours is not repeated.

    Args:
        key: Any text; the sender may have made it up.
    """
    if key in attrs.fields_dict(Patient):
        return key, _NOT_SAYABLE
    return "(another key)", f"there is no such key; one of: {', '.join(SAYABLE)}"


def what_is_expected(path: str) -> tuple[str, str]:
    """Give the place of a value that cannot be read, as far as its names are ours, and what may stand there.

    Args:
        path: Where the value stands; its first name is sayable.
    """
    name, _, rest = path.partition(".")
    name = name.partition("[")[0]
    if name in _NESTED:
        parts = _NESTED[name].names()
        if rest not in parts:
            return name, f"expected an object with the keys {listed(parts, 'and')}, or some of them"
        name = f"{name}.{rest}"
    return name, f"expected {_values(name)}"


def _values(path: str) -> str:
    if path in LISTS:
        return "a list of names, or an empty list for none"
    if path not in CLOSED_LISTS:
        return "true or false"
    values = ", ".join(dict.fromkeys(filter(None, CLOSED_LISTS[path].values())))
    if path == "cause":
        keys = listed(Cause.names(), "and")
        return f"one of: {values}; or an object with the keys {keys}, where kind is one of them; or a list of these"
    return f"one of: {values}"
