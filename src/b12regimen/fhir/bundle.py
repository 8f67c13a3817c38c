"""Takes resources out of what was given, and tells which of them speak of the one patient."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.fhir.completeness import not_given
from b12regimen.fhir.reading import holds, is_same, items, shown, table, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PATIENT: Final = "Patient/"
# A reference to a patient: the address of the server, if it has one, and the id.
_PERSON: Final = re.compile(r"(?:(https?://(?:(?!/Patient/)[^?#])+)/)?Patient/([^/?#]+)")
_HISTORY: Final = "/_history/"


@attrs.frozen
class Entry:
    """A resource, and where it stood.

    Attributes:
        place: Where: ``entry[3]``.
        resource: The resource; empty where there is none.
        full_url: Its address in the bundle; ``None`` for none.
        problem: Why it cannot be read at all; ``None`` where it can.
    """

    place: str
    resource: dict[str, Any]
    full_url: str | None = None
    problem: str | None = None

    @property
    def kind(self) -> str:
        """Its resource type; empty where it names none."""
        return text(self.resource.get("resourceType")) or ""

    @property
    def name(self) -> str:
        """Its type and id, as much of that as it has."""
        identity = text(self.resource.get("id"))
        return f"{self.kind or 'no type'}/{identity or 'no id'}"

    @property
    def names(self) -> set[str]:
        """The references that mean it."""
        own = {self.name} if text(self.resource.get("id")) else set()
        return own | ({self.full_url} if self.full_url else set())


def gather(given: object) -> tuple[list[Entry], list[str]]:
    """List the resources of a bundle, of a list of resources or bundles, or one resource; and what is missing."""
    places = enumerate(given) if isinstance(given, list | tuple) else [(None, given)]
    found = [("" if place is None else f"[{place}]", one) for place, one in places]
    entries: list[Entry] = []
    for prefix, one in found:
        entries += _of_bundle(prefix, table(one)) if _is_bundle(one) else [_entry(prefix or "resource", one, None)]
    return entries, not_given([one for _, one in found if _is_bundle(one)])


def _is_bundle(given: object) -> bool:
    return table(given).get("resourceType") == "Bundle"


def _of_bundle(prefix: str, bundle: dict[str, Any]) -> Iterator[Entry]:
    joiner = f"{prefix}." if prefix else ""
    entries = bundle.get("entry")
    if entries is not None and not isinstance(entries, list):
        yield Entry(f"{joiner}entry", {}, None, f"a bundle has a list of entries, and this is {shown(entries)}")
    for number, entry in enumerate(items(entries)):
        place = f"{joiner}entry[{number}]"
        yield _entry(place, table(entry).get("resource"), text(table(entry).get("fullUrl")))


def _entry(place: str, resource: object, full_url: str | None) -> Entry:
    if not isinstance(resource, dict):
        return Entry(place, {}, full_url, f"there is no resource, but {shown(resource)}")
    entry = Entry(place, resource, full_url)
    if not entry.kind:
        return attrs.evolve(entry, problem="it does not say of which type it is")
    if entry.kind == "Bundle":
        return attrs.evolve(entry, problem="a bundle within a bundle is not opened; give it beside the other")
    return entry


def why_not_to_process(entry: Entry) -> str | None:
    """Say why a resource must not be processed, whatever its type; ``None`` if it may."""
    if holds(entry.resource, "modifierExtension"):
        return "it has a modifier extension, which may turn its meaning and is not read"
    if entry.resource.get("implicitRules"):
        return "it is written under rules of its own (implicitRules), which are not read"
    return None


def repeated(entries: Iterable[Entry]) -> tuple[dict[str, str], dict[str, str]]:
    """Find the resources whose id was given before, and say why they do not count.

    Returns:
        Why, by place: of those that were given before in the same words, and of those whose versions differ.
    """
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        if text(entry.resource.get("id")):
            by_name.setdefault(entry.name, []).append(entry)
    again: dict[str, str] = {}
    differing: dict[str, str] = {}
    for name, same in by_name.items():
        first, *others = same
        if all(is_same(first.resource, other.resource) for other in others):
            again |= {other.place: f"{name} was given before, at {first.place}" for other in others}
        else:
            differing |= {one.place: f"{name} is given in versions that differ; give the current one" for one in same}
    return again, differing


class Subject:
    """Tells whether a resource is of the one patient."""

    def __init__(self, entries: list[Entry]) -> None:
        """Find the patient: the only patient resource, or else the only one to whom resources refer."""
        patients = [entry for entry in entries if entry.kind == "Patient"]
        references = {reference for entry in entries if (reference := _reference_of(entry)) is not None}
        referred = {reference for reference in references if _may_be_a_patient(reference)}
        self.problem: str | None = None
        self._names: set[str] = set()
        self._linked: set[str] = set()
        self._full_url: str | None = None
        self._servers = {(whose[2], whose[1]) for one in references if (whose := _PERSON.fullmatch(one)) and whose[1]}
        if len(patients) > 1:
            self.problem = f"{len(patients)} patients were given, and which one is meant is not told"
        elif patients:
            self._names, self._full_url = patients[0].names, patients[0].full_url
            self._linked = _linked_to(patients[0].resource)
        elif len(referred) > 1:
            self.problem = f"the resources are of {len(referred)} patients, and which one is meant is not told"
        else:
            self._names = referred

    def why_not(self, entry: Entry) -> str | None:
        """Say why a resource is not known to be of the patient; ``None`` if it is."""
        if self.problem is not None:
            return self.problem
        reference = _reference_of(entry)
        if reference is None:
            return "it does not say of which patient it is"
        return None if self.is_meant(reference) else f"it is not of the patient, but of {reference}"

    def is_of_another(self, entry: Entry) -> bool:
        """Tell whether a resource is known to be of another patient: by another id, to which no link leads."""
        reference = _reference_of(entry)
        if self.problem is not None or reference is None or self.is_meant(reference):
            return False
        if reference in self._linked or _relative(reference) in map(_relative, self._linked):
            return False
        if reference.startswith("urn:"):
            return (self._full_url or "").startswith("urn:")
        known = {_relative(name) for name in self._names if _PATIENT in name}
        return bool(_PERSON.fullmatch(reference) and known) and _relative(reference) not in known

    def is_meant(self, reference: str) -> bool:
        """Tell whether a reference means the patient."""
        if reference in self._names:
            return True
        has_no_address = self._full_url is None or not self._full_url.startswith("http")
        if not (has_no_address and reference.startswith("http") and _relative(reference) in self._names):
            return False
        known = {server for identity, server in self._servers if f"{_PATIENT}{identity}" == _relative(reference)}
        return len(known) == 1


def _relative(reference: str) -> str:
    """Write a reference to a patient without the address of its server; any other stays."""
    whose = _PERSON.fullmatch(reference)
    return f"{_PATIENT}{whose[2]}" if whose else reference


def _linked_to(patient: dict[str, Any]) -> set[str]:
    """List the patients that a record names as the same person."""
    others = (table(table(link).get("other")).get("reference") for link in items(patient.get("link")))
    return {reference for reference in map(text, others) if reference is not None}


def _may_be_a_patient(reference: str) -> bool:
    return _PERSON.fullmatch(reference) is not None or reference.startswith("urn:")


def _reference_of(entry: Entry) -> str | None:
    subject = table(entry.resource.get("patient" if entry.kind == "AllergyIntolerance" else "subject"))
    reference = text(subject.get("reference"))
    return None if reference is None else reference.partition(_HISTORY)[0]
