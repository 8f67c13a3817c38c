"""Finds facts of a patient that words name without a code that is read: they stay open, whatever is said of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from b12regimen.fhir.codes import shipped_codes
from b12regimen.fhir.reading import every_word
from b12regimen.patients.facts import is_allergy_to_the_drug, names_vitamin_b12
from b12regimen.patients.medicine_names import words_of

if TYPE_CHECKING:
    from b12regimen.fhir.codes import Codes

# What else the library asks for, as it is written: no code for it was seen, or the code's name says less.
_ALSO: Final = {
    "severity.neurological": ("combined degeneration", "funicular myelosis", "funikuläre Myelose", "SACD"),
    "optic_disease": ("Leber", "Lebers", "LHON", "optic neuropathy", "optic neuropathies", "tobacco amblyopia"),
    "pregnancy": (
        "pregnant",
        "pregnancy",
        "schwanger",
        "Schwangerschaft",
        "enceinte",
        "embarazada",
        "zwanger",
        "gravid",
    ),
    "nitrous_oxide": ("nitrous oxide", "laughing gas", "Lachgas"),
}
# Of these a note beside another finding may speak, too, and a "no" that is said may be wrong.
_BESIDE: Final = (*_ALSO, "b12_treatment")
_ALLERGY: Final = re.compile(r"al+[eé]rg|anaph?yla|hypersens|überempfind|intol[eé]ran", re.IGNORECASE)
# What a name says beyond the finding.
_QUALIFIED: Final = re.compile(r"\([^()]*\)|,.*| of spinal cord\b.*| in diseases classified elsewhere", re.IGNORECASE)
_VITAMIN: Final = re.compile(r" (?:vit(?:amin[ae]?)? )?b ?12 ")
_OF_THE_FAMILY: Final = re.compile(r"\W*(?:fh|fhx|family history|family hx|familienanamnese)\b", re.IGNORECASE)
_TREATED: Final = re.compile(
    r"\b(?:on|gets?|getting|receiv\w+|takes|taking|has had|had|started|been|given"
    r"|inject\w*|injektion\w*|spritzen|jabs?|shots?|weekly|monthly|loading|maintenance|erhält|bekommt)\b",
    re.IGNORECASE,
)
_ADVISED: Final = re.compile(
    r"\b(?:consider|suggest\w*|advis\w*|recommend\w*|if|should|education|review)\b", re.IGNORECASE
)


def _spelt(line: str) -> str:
    """Write a text as words in one spelling, with a space at each end: anaemia and anemia tell nothing apart."""
    return _VITAMIN.sub(" vitamin b12 ", f" {' '.join(words_of(line)).replace('ae', 'e')} ")


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give what names the facts that codes stand for, each with their paths."""
    names: dict[str, tuple[str, ...]] = {}
    for code in shipped_codes().known.values():
        paths = tuple(one.path for one in code.means if one.is_of_a_finding)
        if paths:
            names[_spelt(_QUALIFIED.sub("", code.name))] = paths
    names |= {_spelt(word): (path,) for path, words in _ALSO.items() for word in words}
    return tuple(names.items())


@lru_cache(maxsize=4096)
def facts_named(line: str) -> tuple[str, ...]:
    """Give the facts that a text names, by their paths; none where it is about the family."""
    if _OF_THE_FAMILY.match(line):
        return ()
    spelt = _spelt(line)
    named = [path for name, paths in _names() if name in spelt for path in paths]
    return tuple(dict.fromkeys([*named, *(["b12_treatment"] if says_b12_is_given(line) else [])]))


def facts_named_beside(line: str) -> tuple[str, ...]:
    """Give the facts of which words beside another finding speak, where a "no" may be said of them."""
    return tuple(path for path in facts_named(line) if path in _BESIDE)


def names_an_allergy(line: str) -> bool:
    """Tell whether words name an allergy to vitamin B12 or to cobalt."""
    return bool(_ALLERGY.search(line)) and is_allergy_to_the_drug(line)


def says_b12_is_given(line: str) -> bool:
    """Tell whether a text says that vitamin B12 is given or was, and does not only advise it."""
    return bool(_TREATED.search(line)) and not _ADVISED.search(line) and names_vitamin_b12(line)


def facts_spoken_of(concept: object, codes: Codes) -> tuple[str, ...]:
    """Give the facts of which a concept speaks: by its codes, or else by its words, or by codes of another address."""
    return codes.paths(concept) or tuple(
        dict.fromkeys(
            [*(path for line in every_word(concept) for path in facts_named(line)), *codes.paths_elsewhere(concept)]
        )
    )
