"""What an order says in words alone, and the masses that it names anywhere, whether or not it is read as a regimen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from b12regimen.errors import QuantityError
from b12regimen.fhir.free_text import masses_in
from b12regimen.fhir.quantities import quantity_of
from b12regimen.fhir.reading import items, lines_of, table, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.errors import Finding
    from b12regimen.values.quantities import Quantity

_BESIDE_A_TEXT: Final = frozenset(("id", "extension", "sequence", "text"))
_SAID_BY_FIELDS: Final = frozenset(f"dosageInstruction[0].{name}" for name in ("doseAndRate", "route", "timing"))


def said_in_words(request: dict[str, Any], refusals: list[Finding]) -> str | None:
    """Give the text of the one dosage that says all in its text; ``None`` where a field says a part of it.

    Args:
        request: The request.
        refusals: Why its fields are refused; ``None`` is given where anything but their absence is a reason.
    """
    dosages = items(request.get("dosageInstruction"))
    if len(dosages) != 1 or {finding.path for finding in refusals} != _SAID_BY_FIELDS:
        return None
    said = {name for name, value in table(dosages[0]).items() if value is not None and value is not False}
    return text(table(dosages[0]).get("text")) if said <= _BESIDE_A_TEXT else None


def masses_named(request: dict[str, Any]) -> tuple[Quantity, ...]:
    """List the masses that the dosages of a request name, in fields and in texts, each once; no strengths."""
    return tuple(
        dict.fromkeys(mass for one in map(table, items(request.get("dosageInstruction"))) for mass in _of(one))
    )


def _of(dosage: dict[str, Any]) -> Iterator[Quantity]:
    for dose in map(table, items(dosage.get("doseAndRate"))):
        bounds = table(dose.get("doseRange"))
        for given in (dose.get("doseQuantity"), bounds.get("low"), bounds.get("high")):
            try:
                quantity = quantity_of(given)
            except QuantityError:  # none, or one that is said where the fields are read
                continue
            if quantity.unit.dimension == "mass":
                yield quantity
    for name in ("text", "patientInstruction", "additionalInstruction"):
        for line in lines_of(dosage.get(name)):
            yield from masses_in(line)
