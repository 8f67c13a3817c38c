"""What a patient is allergic to, held against the product's own name and what else than the drug is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from b12regimen.errors import listed
from b12regimen.patients.facts import is_allergy_to_the_drug
from b12regimen.patients.medicine_names import letters_and_digits
from b12regimen.preparation.findings import made_finding

_SHORTEST_BRAND: Final = 4  # letters; fewer begin too many names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.alerts.alerts import Alert
    from b12regimen.patients.patient import Patient
    from b12regimen.preparation.product import Excipient, Product


def with_allergy_to_the_drug(patient: Patient, product: Product) -> Patient:
    """Take an allergy to the product by its own name for one to its drug."""
    known = patient.allergies or ()
    if not any(_is_called(name, product) for name in known):
        return patient
    return attrs.evolve(patient, allergies=[*known, product.drug])


def allergy_findings(product: Product, patient: Patient) -> Iterator[Alert]:
    """Find the excipients that an allergy names; no source says what follows, so nothing is blocked by it."""
    for excipient in product.excipients:
        named = [name for name in patient.allergies or () if _names(name, excipient)]
        if excipient.present and named:
            text = f"allergic to {listed(named, 'and')}, and {product.called} contains {excipient}"
            yield made_finding("allergy-to-an-excipient", "warning", text, excipient.citations)


def allergies_not_checked(product: Product, patient: Patient) -> Iterator[str]:
    """Say which allergies cannot be held against the product: of no label were all excipients read."""
    if patient.allergies is None:
        yield f"allergies are not known, so they are not held against what else is in {product.called}, its excipients"
        return
    left = [
        "others that are not named" if name == "other" else name
        for name in patient.allergies
        if not is_allergy_to_the_drug(name)
        and not _is_called(name, product)
        and not any(_names(name, one) for one in product.excipients)
    ]
    if left:
        yield (
            f"{listed(left, 'and')} may be in {product.called}, for not all of its excipients were read; compare them "
            "with its label"
        )


def _is_called(allergy: str, product: Product) -> bool:
    """Tell whether an allergy names the product, or the beginning of its name."""
    one, other = letters_and_digits(allergy), letters_and_digits(product.name or "")
    return bool(other) and (other in one or (len(one) >= _SHORTEST_BRAND and other.startswith(one)))


def _names(allergy: str, excipient: Excipient) -> bool:
    """Tell whether an allergy names an excipient, or a group such as "parabens" that it belongs to by its name."""
    one, other = letters_and_digits(allergy), letters_and_digits(excipient.name)
    return other in one or (bool(one) and one.removesuffix("s") in other)
