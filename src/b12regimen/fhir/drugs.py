"""Tells which medicine a resource is about: its name, whether it is vitamin B12, and which drug."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

import attrs

from b12regimen.errors import listed
from b12regimen.fhir.bundle import Entry, why_not_to_process
from b12regimen.fhir.codes import with_own
from b12regimen.fhir.doubt import NOT
from b12regimen.fhir.reading import codings, every_word, is_spoilt, items, shown, table, text, words
from b12regimen.patients.facts import names_vitamin_b12
from b12regimen.patients.medicine_names import letters_and_digits, medicines_in
from b12regimen.preparation.product_loader import load_product, product_ids
from b12regimen.regimens.dosing import DRUGS, Drug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from b12regimen.fhir.codes import Codes

_WORDS: Final = re.compile(r"[^\W_]+")
_B12: Final = re.compile(r"(?:\bvit(?:amin[ae]?)?[\s.-]*|^\W*)b[\s-]*12\b|\bcobalamin\b", re.IGNORECASE)
_TURNED: Final = re.compile(
    r"\b(?:no|not|never|no longer|stop(?:ped)?|ceased|discontinued|declined|refused"
    rf"|denies|previous(?:ly)?|former(?:ly)?|past|on hold|withheld|family|allerg\w+|{NOT})\b",
    re.IGNORECASE,
)
_INJECT: Final = re.compile(r"inject|\b(?:im|sc|i\.m\.|s\.c\.)(?!\w)", re.IGNORECASE)
_MARK: Final = "Bxii"
_NAME: Final = re.compile(r"[^\W\d_][\w-]*")
_WORD: Final = re.compile(r"[^\W\d_]\w*")
_JOINED: Final = re.compile(r"[/+&;,|]|\b(?:and|with|plus)\b", re.IGNORECASE)
_MASS: Final = r"(?:ng|mcg|[u\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}]g|micrograms?|mg|milligrams?|g)"
# No strength has more digits; without a bound a long row of them would be searched from each.
_DIGITS: Final = "[0-9][0-9.,]{0,20}"
_STRENGTH: Final = re.compile(rf"\b{_DIGITS} ?{_MASS}\b", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\([^()]*\)")
# Forms, amounts, routes and what holds a medicine: no medicine of their own.
_HARMLESS: Final = re.compile(
    rf"(?<!\w){_DIGITS} ?(?:{_MASS}|ml|l)?\b(?: ?(?:/|per|in) ?[0-9.,]{{0,20}} ?(?:ml|l|dose|ampoule|vial|tablet)\b)?"
    r"|\b(?:solution|injections?|injectable|for|ampoules?|ampules?|vials?|amps?|pre-?filled|syringes?|tablets?|capsules?"
    r"|oral|nasal|spray|drops|lozenges?|liquid|sublingual|im|sc|iv|i\.v|intramuscular|subcutaneous|intravenous|infusion"
    r"|use|inj|soln?|vitamin|vit"
    r"|acetate|chloride|hydrochloride|sulphate|sulfate|ml|depot|product|substance|medicinal|containing|only|in|of|the)\b",
    re.IGNORECASE,
)


@attrs.frozen(kw_only=True)
class Medicine:
    """A medicine, as a resource names it.

    Attributes:
        name: Its name; ``None`` if it has none.
        drug: Which of the library's drugs it is; ``None`` if it is none, or not told.
        is_b12: It is vitamin B12.
        problem: Why it cannot be told; ``None`` where it can.
        beside: What else is in it, or what of its names was not understood; empty for nothing.
        is_combined: It holds something else beside vitamin B12.
        codes: Its codes with their systems, where it has no name and none of them is read; empty otherwise.
        is_another: It has no name, and its codes say that it is another medicine than vitamin B12.
        names: Its names, and what else is written of the product: its form, its strength; each once.
    """

    name: str | None = None
    drug: Drug | None = None
    is_b12: bool = False
    problem: str | None = None
    beside: str = ""
    is_combined: bool = False
    codes: tuple[str, ...] = ()
    is_another: bool = False
    names: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, Drug], re.Pattern[str]]:
    """Give the names of drugs, and the brands of the products that the library ships, with what finds them."""
    products = map(load_product, product_ids())
    # "Vitamin B12 Depot" may be written of any depot.
    brands: dict[str, Drug] = {
        one.name: one.drug for one in products if one.name and not one.name.startswith("Vitamin")
    }
    names: dict[str, Drug] = {**brands, **{drug: drug for drug in DRUGS}, "methylcobalamin": "mecobalamin"}
    # "Neo Cytamen" is no Cytamen: the longer name is found however its parts are joined.
    spelt = (r"[\W_]{0,3}".join(_WORDS.findall(name)) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w-])({'|'.join(spelt)})(?![\w-])", re.IGNORECASE)
    return {letters_and_digits(name): drug for name, drug in names.items()}, pattern


def drugs_in(line: str) -> set[Drug]:
    """Name the drugs that a text names, by name or by brand."""
    names, pattern = _names()
    found: set[Drug] = set()
    for match in pattern.findall(line):
        drug = names.get(letters_and_digits(match))
        if drug is not None:
            found.add(drug)
    return found


def medicine_of(resource: dict[str, Any], codes: Codes) -> Medicine:
    """Tell which medicine a resource is about; a medication that it refers to stands in the resource.

    Args:
        resource: The resource.
        codes: What codes mean.
    """
    lines: list[str] = []
    coded: list[str] = []
    name: str | None = None
    by_code_alone: list[object] = []
    is_readable = True
    for concept in _concepts(resource):
        is_readable = is_readable and concept is not None and not is_spoilt(concept)
        lines += every_word(concept)
        coded += codes.meant(concept, "drug")
        name = name or words(concept)
        by_code_alone += [concept] if codings(concept) else []
    named: set[Drug] = {drug for line in lines for drug in drugs_in(line)}
    from_codes: set[Drug] = {drug for drug in DRUGS if drug in coded}
    said = named | from_codes
    is_b12 = bool(coded or named or any(map(names_vitamin_b12, lines)))
    if not is_readable:
        return Medicine(is_b12=is_b12, problem="a medicine that it names or refers to cannot be read")
    if len(said) > 1:
        return Medicine(is_b12=True, problem=f"it names {listed(sorted(said), 'and')}, which are different drugs")
    if not is_b12:
        return Medicine(name=name) if name else _by_code_alone(by_code_alone, codes)
    rest = [words_beside(line) for line in lines]
    if turned := next((word for line in lines if (word := _TURNED.search(line))), None):
        return Medicine(is_b12=True, problem=f'its name says "{turned[0]}", so whether it is given cannot be told')
    beside = "; ".join(dict.fromkeys(one for one, _ in rest if one))
    is_combined = any(is_another for _, is_another in rest)
    return Medicine(
        name=name,
        drug=said.pop() if said else None,
        is_b12=True,
        beside=beside,
        is_combined=is_combined,
        names=tuple(dict.fromkeys([*lines, *_of_the_product(resource)])),
    )


def _by_code_alone(concepts: list[object], codes: Codes) -> Medicine:
    unread = [f"{shown(code)} of {shown(system or 'no system')}" for one in concepts for system, code in codings(one)]
    is_another = bool(concepts) and all(map(codes.names_another_medicine, concepts))
    return Medicine(codes=tuple(dict.fromkeys(unread)), is_another=is_another)


def gives_vitamin_b12(resource: dict[str, Any], own: Mapping[str, str] | None) -> bool:
    """Tell whether a resource that is no order of a medicine asks for vitamin B12 to be given, by its code or words.

    Args:
        resource: The resource: a ServiceRequest of an injection, for instance.
        own: Codes of the caller's own.
    """
    codes, concept = with_own(own), resource.get("code")
    if codes.of(concept):
        return bool(codes.meant(concept, "b12-given"))
    injections = (line for line in every_word(concept) if _INJECT.search(line))
    return any(map(names_vitamin_b12, injections)) or medicine_of(resource, codes).is_b12


def _concepts(resource: dict[str, Any]) -> Iterator[Any]:
    """Give every concept that says which medicine it is: its own, of the one it refers to, and of what is in that.

    One that is not to be read is ``None``.
    """
    own = resource.get("medicationCodeableConcept")
    if own is not None:
        yield own
    pointer = table(resource.get("medicationReference"))
    medication = _contained(resource)
    if medication is not None:
        if why_not_to_process(Entry("", medication)) or text(medication.get("status")) == "entered-in-error":
            yield None
        yield medication.get("code") or {}
        for one in map(table, items(medication.get("ingredient"))):
            yield one.get("itemCodeableConcept") or {}
            yield {"text": table(one.get("itemReference")).get("display")}
    yield {"text": pointer.get("display")}


def words_beside(line: str) -> tuple[str, bool]:
    """Give the words of a name that are neither vitamin B12 nor a form, and whether they are another medicine."""
    marked = _B12.sub(f" {_MARK} ", _names()[1].sub(f" {_MARK} ", normalize("NFKC", line)))
    rest = _HARMLESS.sub(" ", _NAME.sub(lambda word: _MARK if names_vitamin_b12(word[0]) else word[0], marked))
    left = " ".join(word for word in _WORD.findall(rest) if word != _MARK)
    joined = any(_WORD.search(part) and _MARK not in part for part in _JOINED.split(rest))
    others, _ = medicines_in(left)
    has_two_strengths = len(_STRENGTH.findall(_BRACKETS.sub(" ", line))) > 1
    return left, bool(left) and (bool(others) or joined or has_two_strengths)


def _of_the_product(resource: dict[str, Any]) -> Iterator[str]:
    """Write what a medication says of its product beside names: its form, how much of it each part holds."""
    medication = _contained(resource) or {}
    yield from every_word(medication.get("form"))
    for ingredient in map(table, items(medication.get("ingredient"))):
        strength = table(ingredient.get("strength"))
        parts = [table(strength.get(part)) for part in ("numerator", "denominator")]
        said = [f"{shown(part.get('value'))} {shown(part.get('unit') or part.get('code'))}" for part in parts if part]
        if said:
            yield "/".join(said)


def _contained(resource: dict[str, Any]) -> dict[str, Any] | None:
    """Find the medication that a resource refers to, where it holds it."""
    reference = text(table(resource.get("medicationReference")).get("reference"))
    inside = (table(one) for one in items(resource.get("contained")))
    named = ((text(one.get("id")), one) for one in inside)
    return next((one for name, one in named if name is not None and reference == f"#{name}"), None)
