"""Tells which medicine a resource is about: its name, whether it is vitamin B12, and which drug."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.errors import listed
from b12regimen.fhir.reading import every_word, items, table, text, words
from b12regimen.regimens.dosing import DRUGS, Drug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from b12regimen.fhir.codes import Codes

_NAMES: Final[dict[str, Drug]] = {**{drug: drug for drug in DRUGS}, "methylcobalamin": "mecobalamin"}
_DRUG: Final = re.compile(rf"(?<![\w-])({'|'.join(sorted(_NAMES, key=len, reverse=True))})(?![\w-])", re.IGNORECASE)
_B12: Final = re.compile(r"\b(vitamin[\s-]*b[\s-]*12|cobalamin)\b", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Medicine:
    """A medicine, as a resource names it.

    Attributes:
        name: Its name; ``None`` if it has none.
        drug: Which of the library's drugs it is; ``None`` if it is none, or not told.
        is_b12: It is vitamin B12.
        problem: Why it cannot be told; ``None`` where it can.
    """

    name: str | None = None
    drug: Drug | None = None
    is_b12: bool = False
    problem: str | None = None


def drugs_in(line: str) -> set[Drug]:
    """Name the drugs that a text names."""
    return {_NAMES[match.lower()] for match in _DRUG.findall(line)}


def medicine_of(resource: dict[str, Any], codes: Codes, medications: Mapping[str, dict[str, Any]]) -> Medicine:
    """Tell which medicine a resource is about.

    Args:
        resource: The resource.
        codes: What codes mean.
        medications: The medications that were given beside it, by the references that mean them.
    """
    concept = resource.get("medicationCodeableConcept")
    if concept is None:
        pointer = table(resource.get("medicationReference"))
        reference = text(pointer.get("reference"))
        medication = _contained(resource, reference) if reference else None
        medication = medication or (medications.get(reference) if reference else None)
        concept = medication.get("code") if medication else {"text": pointer.get("display")}
    coded = set(codes.meant(concept, "drug"))
    named: set[Drug] = {drug for line in every_word(concept) for drug in drugs_in(line)}
    from_codes: set[Drug] = {drug for drug in DRUGS if drug in coded}
    said = named | from_codes
    if len(said) > 1:
        return Medicine(problem=f"it names {listed(sorted(said), 'and')}, which are different drugs")
    name = words(concept)
    is_b12 = bool(coded or named) or any(_B12.search(line) for line in every_word(concept))
    return Medicine(name=name, drug=said.pop() if said else None, is_b12=is_b12)


def _contained(resource: dict[str, Any], reference: str) -> dict[str, Any] | None:
    inside = (table(one) for one in items(resource.get("contained")))
    named = ((text(one.get("id")), one) for one in inside)
    return next((one for name, one in named if name is not None and f"#{name}" == reference), None)
