"""Puts together what is known of a patient for one call: the record, what the EHR says beside it, and what was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import attrs

from b12regimen.cds_hooks.deployment import EXTENSION
from b12regimen.cds_hooks.prefetch import prefetched
from b12regimen.cds_hooks.sayable import LISTS, NESTED, SAYABLE, what_is_expected, why_not_read
from b12regimen.errors import CdsHooksError, Finding, PatientError
from b12regimen.fhir import patient_from_fhir, why_passed_over
from b12regimen.patients.labs import LabPanel
from b12regimen.patients.medicine_names import letters_and_digits
from b12regimen.patients.patient import Patient

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from b12regimen.cds_hooks.deployment import Deployment
    from b12regimen.cds_hooks.prefetch import Prefetched, Sent
    from b12regimen.cds_hooks.types import HookRequest
    from b12regimen.fhir import PatientImport, ReadResource

# Where the record holds what belongs to a list, and what says how vitamin B12 is given now.
_HELD_IN: Final = {
    "medicines": ("medicines", "orders"),
    "allergies": ("allergies",),
    "b12_treatment": ("medicines", "procedures"),
}
# How the import writes that a list may hold more than is named.
_OTHERS: Final = "others that are not known"
# The results that may speak of a deficiency; another one that cannot be read bears on no answer.
_MARKERS: Final = ("labs.total-b12", "labs.active-b12", "labs.mma", "labs.homocysteine")
_ANYTHING_ELSE: Final = "other"
_BAD_REQUEST: Final = 400


@attrs.frozen(kw_only=True)
class Record:
    """What is known of a patient for one call.

    Attributes:
        patient: What is used.
        with_old_results: The same with the results that are too old, so that what they would say can be said.
        read: What was read, one line a resource.
        not_counted: What was not used in the ordinary way of things, one line a resource: other codes, other statuses.
        not_read: What could not be read, or is of another patient, or contradicts: a clinician is told.
        too_old: The results that are too old, or undated.
        not_sent: The prefetch keys that were not sent.
        in_part: The prefetch keys under which more was given, or named, than was read.
        none_on_record: The prefetch keys of which the record holds none.
        b12_orders: The orders of vitamin B12 on record that are active.
        not_in_use: Why nothing is to be ordered: the patient has died, the record is not in use.
        no_draft: Why nothing is to be drafted: that, or vitamin B12 is ordered, injected or given already.
    """

    patient: Patient
    with_old_results: Patient
    read: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    too_old: tuple[str, ...] = ()
    not_sent: tuple[str, ...] = ()
    in_part: tuple[str, ...] = ()
    none_on_record: tuple[str, ...] = ()
    b12_orders: tuple[str, ...] = ()
    not_in_use: tuple[str, ...] = ()
    no_draft: tuple[str, ...] = ()


NOT_LOOKED_AT: Final = Record(patient=Patient(), with_old_results=Patient())


def read_record(request: HookRequest, *, deployment: Deployment, today: date) -> Record:
    """Read what a call sends of its patient.

    Raises:
        CdsHooksError: What is needed was not sent (412), or the extension cannot be read (400).
    """
    server = request.get("fhirServer")
    given = prefetched(request.get("prefetch", {}), request["context"]["patientId"], server)
    said = _said_beside(request)
    found = patient_from_fhir(
        {"resourceType": "Bundle", "entry": [_addressed(sent, server) for sent in given.entries]},
        today=today,
        codes=deployment.codes,
        whole=[name for name in LISTS if name in said],
    )
    in_part = {
        *given.in_part,
        *(sent.key for sent, one in zip(given.entries, found.resources, strict=True) if not one.is_read),
    }
    strange = [sent for sent in given.entries if _is_no_allergy(sent)]
    in_part.update(sent.key for sent in strange)
    recorded: dict[str, Any] = {name: [] for name in found.lists_read}
    merged, contradictions = _merged(
        recorded | found.patient.to_dict(),
        said,
        {*found.undecided, *_of(in_part)},
        unseen=_of(given.not_sent) - _of(in_part),
    )
    patient = Patient.from_dict(merged)
    kept, too_old = _by_age(patient, deployment.oldest(today))
    became: dict[str, list[str]] = {}
    for outcome, line in _became(found, given):
        became.setdefault(outcome, []).append(line)
    beside = [f"said with the call: {path}" for path, _ in _flat(said)]
    return Record(
        patient=attrs.evolve(patient, labs=kept),
        with_old_results=patient,
        read=(*became.get("used", ()), *beside),
        not_counted=tuple(became.get("not counted", ())),
        not_read=(
            *given.left_out,
            *became.get("not read", ()),
            *(f"{sent.place}: among the allergies, and no AllergyIntolerance, so it may name one" for sent in strange),
            *found.remarks,
            *contradictions,
        ),
        too_old=tuple(too_old),
        not_sent=given.not_sent,
        in_part=tuple(sorted(in_part)),
        none_on_record=given.none_on_record,
        b12_orders=found.b12_orders,
        not_in_use=found.not_in_use,
        no_draft=attrs.evolve(found, patient=patient).no_draft,
    )


def _is_no_allergy(sent: Sent) -> bool:
    """Tell whether something else stands among the allergies, which may tell of one in a way that is not read."""
    resource = sent.entry.get("resource")
    if sent.key != "allergies" or not isinstance(resource, dict) or why_passed_over(resource):
        return False
    return resource.get("resourceType") not in ("AllergyIntolerance", "Medication", "Patient")


def _bears_on_the_answer(one: ReadResource) -> bool:
    """Tell whether what was not read may change an answer: any fact but the results that are no marker."""
    others = [fact for fact in one.keeps_open if fact.startswith("labs.") and fact not in _MARKERS]
    return not one.keeps_open or len(others) < len(one.keeps_open)


def _became(found: PatientImport, given: Prefetched) -> Iterator[tuple[str, str]]:
    """Say of each entry what became of it: used, not counted, or not wholly read although it may say anything."""
    for sent, one in zip(given.entries, found.resources, strict=True):
        line = f"{sent.place}, {one.resource}: {one.remark}"
        if one.outcome == "used":
            yield "used", line
        is_unread = one.outcome == "unreadable" or not one.is_read
        if is_unread and _bears_on_the_answer(one):
            yield "not read", line
        elif is_unread or one.outcome == "ignored":
            yield "not counted", line


def _addressed(sent: Sent, server: str | None) -> dict[str, Any]:
    """Give an entry to read; the patient with the address at which the server keeps it."""
    if sent.place != "patient" or not server:
        return sent.entry
    return {"fullUrl": f"{server.rstrip('/')}/Patient/{sent.entry['resource']['id']}", **sent.entry}


def _said_beside(request: HookRequest) -> dict[str, Any]:
    extension = request.get("extension", {}).get(EXTENSION)
    if extension is None:
        return {}
    path = f"extension.{EXTENSION}"
    said = extension.get("patient", {}) if isinstance(extension, dict) else None
    if not isinstance(said, dict) or set(extension) - {"patient"}:
        reason = "expected an object with the object patient, and no other key"
        raise CdsHooksError(_BAD_REQUEST, [Finding(path, reason)])
    stated, problems = Patient(), [why_not_read(key) for key in said if key not in SAYABLE]
    try:
        stated = Patient.from_dict({key: value for key, value in said.items() if key in SAYABLE})
    except PatientError as error:
        problems += [what_is_expected(finding.path) for finding in error.findings]
    if problems:
        findings = [Finding(f"{path}.patient.{place}", reason) for place, reason in dict.fromkeys(problems)]
        raise CdsHooksError(_BAD_REQUEST, findings)
    return stated.to_dict()


def _flat(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if name in NESTED:
            yield from ((f"{name}.{part}", one) for part, one in value.items())
        else:
            yield name, value


def _of(keys: Collection[str]) -> set[str]:
    """Name what a record says under some of the keys of the prefetch, as far as it can be said with the call, too."""
    return {name for name, held_in in _HELD_IN.items() if not set(held_in).isdisjoint(keys)}


def _merged(
    recorded: dict[str, Any], said: dict[str, Any], is_open: set[str], *, unseen: set[str]
) -> tuple[dict[str, Any], list[str]]:
    """Add what is said beside the record; where both speak and differ, neither is used.

    Args:
        recorded: What the record says.
        said: What was said with the call.
        is_open: The facts of which the record may say more than was read, or speaks without telling which.
        unseen: The facts that stand under a key which was not sent, so that the record may say more, too.
    """
    by_record, contradictions = dict(_flat(recorded)), []
    for path, value in _flat(said):
        if path in LISTS:
            names = by_record.get(path)
            is_whole = path not in is_open | unseen
            by_record[path], doubts = _list_of(path, names if is_whole else [*(names or ()), _OTHERS], value)
            contradictions += doubts if path not in unseen else []
        elif path in unseen:
            continue
        elif path in is_open:
            reason = "the record may say otherwise, so what was said with the call is not used"
            contradictions.append(f"{path}: {reason}")
        elif by_record.setdefault(path, value) != value:
            del by_record[path]
            contradictions.append(f"{path}: the record and what was said with the call differ, so neither is used")
    merged: dict[str, Any] = {}
    for path, value in by_record.items():
        name, _, part = path.partition(".")
        if part:
            merged.setdefault(name, {})[part] = value
        else:
            merged[name] = value
    return merged, contradictions


def _list_of(name: str, recorded: list[str] | None, said: list[str]) -> tuple[list[str], list[str]]:
    """Join what is recorded and what was said; what is recorded and was not read is not overruled by what was said.

    Args:
        name: Which list.
        recorded: What is on record; ``None``, or with a last line of its own, where the record may hold more.
        said: What was said with the call; "other" in it, which says that what is named is all, holds only where all
            of the record was read.
    """
    if recorded is not None and _OTHERS not in recorded:
        return list(dict.fromkeys([*said, *recorded])), []
    names = [one for one in [*said, *(recorded or [])] if letters_and_digits(one) != _ANYTHING_ELSE and one != _OTHERS]
    doubt = f"{name}: what was said with the call is not taken for all, for the record may hold what was not read"
    return list(dict.fromkeys([*names, _OTHERS])), [doubt]


def _by_age(patient: Patient, oldest: date | None) -> tuple[LabPanel | None, list[str]]:
    if patient.labs is None or oldest is None:
        return patient.labs, []
    kept = [one for one in patient.labs.results if one.taken is not None and one.taken >= oldest]
    old = [one for one in patient.labs.results if one.taken is None or one.taken < oldest]
    lines = [f"{one}{'' if one.taken else ', of a day that is not known'}" for one in old]
    return (LabPanel(cast("Any", kept)) if kept else None), lines
