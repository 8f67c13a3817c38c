"""What looks odd in the age bands of a file of one's own: names that fall where the ages rise."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from b12regimen.guidelines.guideline import Guideline

# Words of age in rising order; those of one entry are of about the same age.
_RISING: Final = (
    {"neonate", "neonates", "newborn", "newborns"},
    {"infant", "infants", "baby", "babies"},
    {"toddler", "toddlers"},
    {"child", "children"},
    {"adolescent", "adolescents", "teenager", "teenagers"},
    {"adult", "adults"},
    {"elderly"},
)
_YOUNGEST: Final = ("under", "below", "younger")
_OLDEST: Final = ("from", "over", "above", "older")


def age_remarks(guideline: Guideline) -> Iterator[tuple[int, str]]:
    """Remark on age edges: each with its number, and what a person should look at."""
    reader = next((one for one in guideline.readers if one.fact.name == "age"), None)
    if reader is None:
        return
    bands = list(map(str, reader.domain.values))
    for number, (edge, (below, above)) in enumerate(zip(reader.edges, pairwise(bands), strict=True)):
        if _falls(below, above, bands):
            yield number, f'"{below}" lies below {edge} and "{above}" above it: were below and above exchanged?'


def _falls(below: str, above: str, bands: Sequence[str]) -> bool:
    low, high = _rank(below), _rank(above)
    if low is not None and high is not None and low > high:
        return True
    is_oldest_first = below == bands[0] and below.startswith(_OLDEST)
    return is_oldest_first or (above == bands[-1] and above.startswith(_YOUNGEST))


def _rank(band: str) -> int | None:
    words = set(band.split("-"))
    return next((number for number, same in enumerate(_RISING) if words & same), None)
