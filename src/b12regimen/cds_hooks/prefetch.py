"""Takes what was prefetched apart: what was given, what there is none of, what was not sent, and what is of another.

A key that is given has a resource or a bundle. A key that is ``null`` was looked for, and the record holds none. A key
that is missing was not looked for, or may not be seen: what it would hold is not known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import attrs

from b12regimen.cds_hooks.services import KEYS, NEEDED
from b12regimen.errors import CdsHooksError, Finding, listed
from b12regimen.fhir import not_given, why_passed_over

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENT: Final = re.compile(
    r"(?:(?P<base>https?://(?:(?!/Patient/)[^\s?#])+)/)?Patient/(?P<id>[A-Za-z0-9.-]{1,64})"
    r"(?:/_history/[A-Za-z0-9.-]{1,64})?"
)
# What is of somebody, and says of whom.
OF_SOMEBODY: Final = (
    *("Condition", "Observation", "Procedure", "AllergyIntolerance"),
    *("MedicationRequest", "MedicationStatement", "MedicationAdministration"),
)
_NOT_SENT: Final = 412
_OUTCOME: Final = "OperationOutcome"
_FAILED: Final = "it is needed, and the server answered with an error in its place"


class Sent(NamedTuple):
    """An entry, and where it stood: ``results.entry[3]``."""

    place: str
    entry: dict[str, Any]

    @property
    def key(self) -> str:
        """The key of the prefetch under which it stood."""
        return self.place.partition(".")[0]


@attrs.frozen(kw_only=True)
class Prefetched:
    """What was prefetched for one patient.

    Attributes:
        entries: What was given, the patient first.
        none_on_record: The keys of which the record holds none.
        not_sent: The keys that were not sent.
        left_out: What was left out, or is not whole, and why.
        in_part: The keys of which the record holds, or may hold, more than was given.
    """

    entries: tuple[Sent, ...]
    none_on_record: tuple[str, ...]
    not_sent: tuple[str, ...]
    left_out: tuple[str, ...]
    in_part: tuple[str, ...]


def prefetched(given: dict[str, Any], patient_id: str, server: str | None = None) -> Prefetched:
    """Take apart what was prefetched.

    Args:
        given: ``prefetch`` of the call.
        patient_id: ``context.patientId``.
        server: ``fhirServer``: a reference with the address of any other is of nobody known.

    Raises:
        CdsHooksError: What is needed was not sent, or is not of this patient: status 412.
    """
    failed = {key for key in KEYS if _kind(given.get(key)) == _OUTCOME}
    not_sent = tuple(key for key in KEYS if key not in given or key in failed)
    _check(given, patient_id, not_sent, failed)
    left_out = [f"{key}: the server answered with an error, so it counts as not sent" for key in sorted(failed)]
    entries = []
    in_part = set(failed)
    for key in KEYS:
        if given.get(key) is None or key in failed:
            continue
        if lacking := list(what_it_lacks(key, given[key])):
            left_out += lacking
            in_part.add(key)
        for sent in _entries(key, given[key]):
            reason, is_of_another = _why_left_out(sent.entry.get("resource"), patient_id, server)
            if reason is None:
                entries.append(sent)
                continue
            left_out.append(f"{sent.place}: {reason}")
            if not is_of_another:
                in_part.add(key)
    unknown = [key for key in given if key not in KEYS]
    if unknown:
        left_out.append(f"not asked for, and not read: {listed(unknown, 'and')}")
    return Prefetched(
        entries=tuple(entries),
        none_on_record=tuple(key for key in KEYS if key in given and given[key] is None),
        not_sent=not_sent,
        left_out=tuple(left_out),
        in_part=tuple(key for key in KEYS if key in in_part),
    )


def _check(given: dict[str, Any], patient_id: str, not_sent: tuple[str, ...], failed: set[str]) -> None:
    findings = [
        Finding(f"prefetch.{key}", _FAILED if key in failed else "it is needed, and was not sent")
        for key in NEEDED
        if key in not_sent
    ]
    if "patient" not in not_sent:
        patient = given["patient"]
        if patient is None:
            findings.append(Finding("prefetch.patient", "it is needed, and the record holds none"))
        elif _kind(patient) != "Patient":
            findings.append(Finding("prefetch.patient", "it is needed, and what was sent is no Patient"))
        elif patient.get("id") != patient_id:
            findings.append(Finding("prefetch.patient", "it is needed, and what was sent is not context.patientId"))
    if findings:
        raise CdsHooksError(_NOT_SENT, findings)


def _kind(value: object) -> object:
    return value.get("resourceType") if isinstance(value, dict) else None


def _entries(key: str, value: object) -> Iterator[Sent]:
    if _kind(value) != "Bundle" or not isinstance(value, dict):
        yield Sent(key, {"resource": value})
        return
    entries = value.get("entry")
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        place = f"{key}.entry[{number}]"
        yield Sent(place, entry if isinstance(entry, dict) else {"resource": entry})


def what_it_lacks(place: str, value: object) -> Iterator[str]:
    """Say what a bundle names and does not hold: other pages, more than its entries, entries that are no list."""
    if not isinstance(value, dict) or _kind(value) != "Bundle":
        return
    if value.get("entry") is not None and not isinstance(value["entry"], list):
        yield f"{place}: its entries are no list, so none was read"
    yield from (f"{place}: {remark}" for remark in not_given([value]))


def _why_left_out(resource: object, patient_id: str, server: str | None) -> tuple[str | None, bool]:
    """Say why a resource is left out, and whether that is because it is known to be of another patient."""
    if not isinstance(resource, dict):
        return None, False
    if why_passed_over(resource):
        return None, False
    if _kind(resource) == _OUTCOME:
        return "the server reports beside the resources that it sent not all, or not why", False
    if _kind(resource) == "Patient":
        is_meant = resource.get("id") == patient_id
        return (None, False) if is_meant else ("it is another patient", True)
    if _kind(resource) not in OF_SOMEBODY:
        return None, False
    match whose(resource, patient_id, server):
        case "the patient":
            return None, False
        case "another":
            return "it is of another patient", True
        case _:
            return "whose it is cannot be told: it does not refer to the patient by a reference that is read", False


def whose(
    resource: dict[str, Any], patient_id: str, server: str | None
) -> Literal["the patient", "another", "unknown"]:
    """Tell of whom a resource is, by its whole reference: the id alone, or behind the address of the server."""
    subject = resource.get("patient" if _kind(resource) == "AllergyIntolerance" else "subject")
    reference = subject.get("reference") if isinstance(subject, dict) else None
    found = _PATIENT.fullmatch(reference) if isinstance(reference, str) else None
    if found is None or (server and found["base"] not in (None, server.rstrip("/"))):
        return "unknown"
    if found["id"] != patient_id:
        return "another"
    return "the patient" if server or found["base"] is None else "unknown"
