"""Finds the medication that an order refers to, among what stands beside the order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from b12regimen.fhir.reading import is_same, table

if TYPE_CHECKING:
    from collections.abc import Iterable

_CONTAINED: Final = "b12regimen-beside"
_TYPE: Final = "Medication/"
_HISTORY: Final = "/_history/"


class Medications:
    """The medications of a bundle, looked through once."""

    def __init__(self, entries: Iterable[tuple[object, object]]) -> None:
        """List them by the references that may mean them.

        Args:
            entries: Resources of any type, each with its address; ``None`` where it has none.
        """
        self._by_name: dict[str, list[dict[str, Any]]] = {}
        for given, url in entries:
            resource = table(given)
            if resource.get("resourceType") != "Medication":
                continue
            identity = resource.get("id")
            names = {_plain(url)} if isinstance(url, str) else set()
            names |= {_relative(name) for name in names} | ({f"{_TYPE}{identity}"} if identity else set())
            for name in names:
                self._by_name.setdefault(name, []).append(resource)

    def put_into(self, order: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
        """Put the medication that an order refers to into the order; or say why which one is not told.

        A reference with another address than the medication's may yet mean it: it is looked at, never passed over.
        """
        pointer = order.get("medicationReference")
        reference = pointer.get("reference") if isinstance(pointer, dict) else None
        if not isinstance(pointer, dict) or not isinstance(reference, str):
            return order, None
        plain = _plain(reference)
        found = self._by_name.get(plain) or self._by_name.get(_relative(plain)) or []
        if not found:
            return order, None
        inside = order.get("contained")
        others = inside if isinstance(inside, list) else []
        put = {
            "contained": [{**found[0], "id": _CONTAINED}, *others],
            "medicationReference": {**pointer, "reference": f"#{_CONTAINED}"},
        }
        differ = not all(is_same(found[0], one) for one in found[1:])
        return order | put, "several medications that differ may be the one that it refers to" if differ else None


def _plain(reference: str) -> str:
    return reference.partition(_HISTORY)[0]


def _relative(reference: str) -> str:
    _, found, identity = reference.rpartition(_TYPE)
    return f"{_TYPE}{identity}" if found else reference
