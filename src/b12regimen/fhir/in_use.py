"""Tells why nothing is to be ordered by a record: the patient has died, or the record is no longer in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def why_not_in_use(patient: dict[str, Any]) -> Iterator[str]:
    """Say why nothing is to be ordered by a record, by the resource of its patient."""
    if patient.get("deceasedBoolean") or patient.get("deceasedDateTime"):
        yield "the record says that the patient has died"
    if patient.get("active") is False:
        yield "the record of the patient is not in use"
    links = patient.get("link")
    each = links if isinstance(links, list) else [links]
    if any(isinstance(link, dict) and link.get("type") == "replaced-by" for link in each):
        yield "the record of the patient is replaced by another"
