"""What a page says first, so that a print can be told from others: whom and what it is about, and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from b12regimen.cli.input import present_day
from b12regimen.patients.known import known_and_not

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from b12regimen.display.sections import Section
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.interpretation.threshold_bands import Thresholds
    from b12regimen.patients.patient import Patient
    from b12regimen.preparation.product import Product

_NO_NAME: Final = "no name is kept here: write on the print whose it is"


def page_head(
    *,
    patients: Mapping[str, Patient] | None = None,
    texts: Iterable[Guideline | Thresholds | Product] = (),
    more: Iterable[str] = (),
) -> Section:
    """Say whom and what a page is about.

    Args:
        patients: Each patient, or each time of one, by what it is called; ``None`` where it is about nobody.
        texts: The guidelines, cut-offs and products that were asked.
        more: What else was given.
    """
    people = [f"{what}: {_facts(one)}" for what, one in (patients or {}).items()]
    asked = [f"asked: {_named(one)}" for one in texts]
    day = f"written on {present_day()}"
    return "about this page", [*people, *more, *asked, day, *([_NO_NAME] if people else [])]


def _facts(patient: Patient) -> str:
    known, _ = known_and_not(patient)
    said = [f"{one['attribute']} {_word(one['known'])}" for one in known]
    return "; ".join([*said, *_results(patient)]) or "nothing was given"


def _word(known: object) -> str:
    return {True: "yes", False: "no"}[known] if isinstance(known, bool) else str(known)


def _results(patient: Patient) -> Iterator[str]:
    if patient.labs is not None:
        yield from map(str, patient.labs.results)
        if patient.labs.treated_since is not None:
            yield f"first dose of vitamin B12 {patient.labs.treated_since}"


def _named(text: Guideline | Thresholds | Product) -> str:
    """Name a text so that one version of it is told from another; the library's version names those that it ships."""
    own = getattr(text, "fingerprint", None)
    return ", ".join(part for part in (text.id, text.version, own) if part)
