"""References that a caller gives: of the right shape, and to a resource of the right type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from b12regimen.errors import FhirError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.fhir.types import Reference

_TYPED: Final = re.compile(
    r"(?:https?://[^\s#?]+/)?(?P<type>[A-Z][A-Za-z]+)/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?"
)
_UNTYPED: Final = re.compile(r"urn:(?:uuid|oid):[A-Za-z0-9.-]+")


def reference_to(given: str, argument: str, resource_type: str | None = None) -> Reference:
    """Write a reference.

    Args:
        given: ``Patient/p1``, the same behind an address, or ``urn:uuid:...``.
        argument: The caller's name for it.
        resource_type: The type that it has to name, where it names one; ``None`` for any.

    Raises:
        FhirError: It is no reference, or names another type.
    """
    typed = _TYPED.fullmatch(given) if isinstance(given, str) else None
    example = f"{resource_type or 'MedicationRequest'}/p1"
    if typed is None and (not isinstance(given, str) or not _UNTYPED.fullmatch(given)):
        raise FhirError.of(argument, f'{given!r} is no reference; give for instance "{example}"')
    if typed is not None and resource_type not in (None, typed["type"]):
        raise FhirError.of(argument, f'{given!r} is a {typed["type"]}, and a {resource_type} is needed: "{example}"')
    return {"reference": given}


def references_to(given: Iterable[str], argument: str) -> list[Reference]:
    """Write references to resources of any type.

    Raises:
        FhirError: One of them is no reference, or they are one text.
    """
    if isinstance(given, str):
        raise FhirError.of(argument, f"{given!r} is one text; give a list of references")
    return [reference_to(one, f"{argument}[{number}]") for number, one in enumerate(given)]
