"""Takes what was prefetched apart: what was given, what there is none of, what was not sent, and what is of another.

A key that is given has a resource or a bundle. A key that is ``null`` was looked for, and the record holds none. A key
that is missing was not looked for, or may not be seen: what it would hold is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from b12regimen.cds_hooks.services import KEYS, NEEDED
from b12regimen.errors import CdsHooksError, Finding, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENT: Final = "Patient/"
_NOT_SENT: Final = 412
_OUTCOME: Final = "OperationOutcome"


class Sent(NamedTuple):
    """An entry, and where it stood: ``results.entry[3]``."""

    place: str
    entry: dict[str, Any]


@attrs.frozen(kw_only=True)
class Prefetched:
    """What was prefetched for one patient.

    Attributes:
        entries: What was given, the patient first.
        none_on_record: The keys of which the record holds none.
        not_sent: The keys that were not sent.
        left_out: What was left out, or is not whole, and why.
    """

    entries: tuple[Sent, ...]
    none_on_record: tuple[str, ...]
    not_sent: tuple[str, ...]
    left_out: tuple[str, ...]


def prefetched(given: dict[str, Any], patient_id: str) -> Prefetched:
    """Take apart what was prefetched.

    Args:
        given: ``prefetch`` of the call.
        patient_id: ``context.patientId``.

    Raises:
        CdsHooksError: What is needed was not sent, or is not of this patient: status 412.
    """
    failed = {key for key in KEYS if _kind(given.get(key)) == _OUTCOME}
    not_sent = tuple(key for key in KEYS if key not in given or key in failed)
    _check(given, patient_id, not_sent)
    left_out = [f"{key}: the server answered with an error, so it counts as not sent" for key in sorted(failed)]
    entries = []
    for key in KEYS:
        if given.get(key) is None or key in failed:
            continue
        left_out += _not_whole(key, given[key])
        for sent in _entries(key, given[key]):
            reason = _why_left_out(sent.entry.get("resource"), patient_id)
            if reason is None:
                entries.append(sent)
            else:
                left_out.append(f"{sent.place}: {reason}")
    unknown = [key for key in given if key not in KEYS]
    if unknown:
        left_out.append(f"not asked for, and not read: {listed(unknown, 'and')}")
    return Prefetched(
        entries=tuple(entries),
        none_on_record=tuple(key for key in KEYS if key in given and given[key] is None),
        not_sent=not_sent,
        left_out=tuple(left_out),
    )


def _check(given: dict[str, Any], patient_id: str, not_sent: tuple[str, ...]) -> None:
    findings = [Finding(f"prefetch.{key}", "it is needed, and was not sent") for key in NEEDED if key in not_sent]
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


def _not_whole(key: str, value: object) -> Iterator[str]:
    if not isinstance(value, dict) or _kind(value) != "Bundle":
        return
    links = value.get("link")
    relations = [link.get("relation") for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    if "next" in relations:
        yield f"{key}: it goes on at a next page, which was not sent"
    if value.get("entry") is not None and not isinstance(value["entry"], list):
        yield f"{key}: its entries are no list, so none was read"


def _why_left_out(resource: object, patient_id: str) -> str | None:
    if not isinstance(resource, dict):
        return None
    if _kind(resource) == _OUTCOME:
        return "the server sent an error or a warning beside the resources"
    if _kind(resource) == "Patient":
        return None if resource.get("id") == patient_id else "it is another patient"
    identity = subject_of(resource)
    return None if identity in (None, patient_id) else "it is of another patient"


def subject_of(resource: dict[str, Any]) -> str | None:
    """Give the id of the patient whom a resource is about; ``None`` where it names none by an id."""
    for key in ("subject", "patient"):
        subject = resource.get(key)
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if isinstance(reference, str) and _PATIENT in reference:
            return reference.rpartition(_PATIENT)[2].partition("/")[0]
    return None
