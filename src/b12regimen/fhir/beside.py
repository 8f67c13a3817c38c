"""Gathers every text of a resource outside its code, and holds what was read against it: the one place for both."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.errors import listed
from b12regimen.fhir.doubt import (
    why_a_finding_is_turned,
    why_a_medicine_is_turned,
    why_a_result_is_turned,
    why_an_act_is_turned,
)
from b12regimen.fhir.named_facts import facts_named_beside, names_an_allergy, says_b12_is_given
from b12regimen.fhir.reading import every_word, items, shown, table, text
from b12regimen.fhir.said import Said, ignored
from b12regimen.patients.facts import is_allergy_to_the_drug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from b12regimen.fhir.bundle import Entry
    from b12regimen.fhir.codes import Codes

# Where a resource of R4 has words outside its code that may turn what it says.
_FIELDS: Final = {
    "Condition": (
        *("note", "severity", "bodySite", "stage.summary", "stage.type", "evidence.code", "evidence.detail"),
        "onsetString",
    ),
    "Observation": ("note", "specimen", "bodySite", "method", "component.method"),
    "Procedure": ("note", "outcome", "statusReason", "bodySite", "complication", "followUp"),
    "MedicationAdministration": ("note", "statusReason", "dosage.site", "dosage.method"),
    "MedicationStatement": ("note", "statusReason"),
    "MedicationRequest": ("note", "statusReason"),
    "AllergyIntolerance": ("note", "reaction.description", "reaction.note", "reaction.manifestation"),
}
_TURNED: Final[dict[str, Callable[[str], str | None]]] = {
    "Condition": why_a_finding_is_turned,
    "Observation": why_a_result_is_turned,
    "Procedure": why_an_act_is_turned,
    "MedicationAdministration": why_an_act_is_turned,
    "MedicationStatement": why_a_medicine_is_turned,
    "MedicationRequest": why_a_medicine_is_turned,
}
# What these say is known by their code: of a code that names no fact, nothing is left open.
_OF_A_CODE: Final = ("Condition", "Procedure")
_MANIFESTATION: Final = "reaction.manifestation"
_NARRATIVE: Final = "narrative"
_EXTENSION: Final = "extension"
_VALUES_IN_WORDS: Final = ("valueString", "valueMarkdown", "valueCode", "text", "display")
# By these states of R4 a narrative says nothing that the fields do not say.
_FROM_THE_FIELDS: Final = ("generated", "extensions")
# No note is as long; what is longer is not read, so that nobody waits for it.
_LONGEST: Final = 20_000
_BLOOD: Final = re.compile(r"(?:venous )?(?:blood|serum|plasma)(?: (?:sample|specimen))?", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]*>")
_WORD: Final = re.compile(r"[^\W\d_]+")


@attrs.frozen
class TextBeside:
    """A text of a resource outside its code.

    Attributes:
        field: Where it stands: "note".
        line: What it says; ``None`` where it cannot be read.
    """

    field: str
    line: str | None


def texts_beside(resource: dict[str, Any]) -> list[TextBeside]:
    """List every text of a resource outside its code; of a narrative, what its fields do not say."""
    kind = text(resource.get("resourceType")) or ""
    found = [(path, one) for path in _FIELDS.get(kind, ()) for leaf in _at(resource, path) for one in _texts(leaf)]
    if kind == "Observation":
        samples = [one for one in map(table, items(resource.get("contained"))) if one.get("resourceType") == "Specimen"]
        found += [("specimen", one) for sample in samples for key in ("type", "note") for one in _in(sample.get(key))]
    found += [(_EXTENSION, one) for one in _values(resource.get("extension"))]
    narrative = table(resource.get("text")).get("div")
    read = [TextBeside(path, _line(one)) for path, one in found if not _is_blank(one) and not _is_blood(path, one)]
    return [*read, *([] if narrative is None else _of_narrative(resource, narrative))]


def with_what_stands_beside(entry: Entry, said: Said, codes: Codes) -> Said:
    """Hold what a resource says against the texts outside its code.

    Words that deny or doubt it, or speak of another person, leave it unread. Others are named. What they may say of
    allergies to vitamin B12, of its being given, or of another fact keeps that fact open.
    """
    texts = texts_beside(entry.resource)
    if unreadable := list(dict.fromkeys(one.field for one in texts if one.line is None)):
        because = f"what stands under {listed(unreadable, 'and')} cannot be read"
        return attrs.evolve(_turned(entry, said, codes, because), is_read=False)
    lines = [(one.field, one.line) for one in texts if one.line is not None]
    if entry.kind == "AllergyIntolerance":
        return _beside_an_allergy(entry.resource, said, lines)
    is_used = said.outcome == "used" or said.is_b12_otherwise or said.is_b12_order
    if is_used and (why := _why_turned(entry.kind, lines)):
        return _opened(_turned(entry, said, codes, why), _spoken_of(entry, said, lines, codes))
    named = _named(entry.resource, lines) if is_used else []
    return _opened(_with_remarks(said, named), _spoken_of(entry, said, lines, codes))


def _with_remarks(said: Said, remarks: list[str]) -> Said:
    return attrs.evolve(said, remark="; ".join([said.remark, *remarks])) if remarks else said


def _at(value: object, path: str) -> list[Any]:
    """Give what stands at a path, of each item of a list on the way."""
    found = [value]
    for key in path.split("."):
        found = [one for each in found for one in _each(table(each).get(key))]
    return found


def _each(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _in(value: object) -> Iterator[object]:
    return (one for leaf in _each(value) for one in _texts(leaf))


def _texts(leaf: object) -> Iterator[object]:
    """Give the texts of a note, a concept, a reference or a text, as they are."""
    if not isinstance(leaf, dict):
        yield leaf
        return
    codings = leaf.get("coding")
    each = [leaf.get("text"), leaf.get("display"), *(table(one).get("display") for one in items(codings))]
    yield from (one for one in each if one is not None)


def _values(extension: object) -> Iterator[object]:
    """Give the texts among the values of extensions, however deep."""
    left = [extension]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += one
        for key, value in table(one).items():
            if isinstance(value, dict | list):
                left.append(value)
            elif isinstance(value, str) and key in _VALUES_IN_WORDS:
                yield value


def _is_blank(given: object) -> bool:
    return isinstance(given, str) and not given.split()


def _is_blood(path: str, given: object) -> bool:
    """Tell whether a text says what each code of a result that is read says, or does not contradict."""
    return path == "specimen" and isinstance(given, str) and _BLOOD.fullmatch(given) is not None


def _line(given: object) -> str | None:
    if not isinstance(given, str) or len(given) > _LONGEST:
        return None
    line = " ".join(given.split())
    return line if line.isprintable() else None


def _is_generated(resource: dict[str, Any]) -> bool:
    return table(resource.get("text")).get("status") in _FROM_THE_FIELDS


def _of_narrative(resource: dict[str, Any], narrative: object) -> list[TextBeside]:
    """Give a narrative, if it has words that stand nowhere else in its resource, without what turns others there."""
    line = _line(unescape(_TAG.sub(" ", narrative))) if isinstance(narrative, str) else None
    if line is None:
        return [TextBeside(_NARRATIVE, None)]
    elsewhere = {word for key, value in resource.items() if key != "text" for word in _words_of({key: value})}
    words = {word.casefold() for word in _WORD.findall(line)}
    if words <= elsewhere:
        return []
    why_turned = _TURNED.get(text(resource.get("resourceType")) or "", why_a_finding_is_turned)
    repeated = {word for word in words & elsewhere if why_turned(word)}
    left = _WORD.sub(lambda word: " " if word[0].casefold() in repeated else word[0], line)
    return [TextBeside(_NARRATIVE, " ".join(left.split()))]


def _words_of(value: object) -> Iterator[str]:
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += [*one, *one.values()]
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str):
            yield from (word.casefold() for word in _WORD.findall(one))


def _why_turned(kind: str, lines: list[tuple[str, str]]) -> str | None:
    for field, line in lines:
        if word := _TURNED[kind](line):
            return f'its {field}, "{shown(line)}", may say that it is not so ("{word}")'
    return None


def _turned(entry: Entry, said: Said, codes: Codes, reason: str) -> Said:
    """Leave out what a resource says, but for the names of medicines and allergies: they stay, with others open."""
    keeps = bool(said.medicine or said.allergy or said.is_b12_order)
    concepts = [entry.resource.get("code"), *(table(one).get("code") for one in items(entry.resource.get("component")))]
    paths = dict.fromkeys(path for concept in concepts for path in codes.paths(concept))
    if said.outcome == "used" and entry.kind in _OF_A_CODE and not paths:
        return ignored(reason)
    return attrs.evolve(
        said,
        outcome=said.outcome if keeps else "unreadable",
        remark=f"{said.remark}; {reason}" if keeps else reason,
        facts=(),
        may_be=said.may_be if keeps else (),
        results=(),
        doses=(),
        b12=None,
        is_read=False,
        is_b12_otherwise=said.is_b12_otherwise or said.b12 not in (None, "orally"),
        keeps_open=tuple(paths),
    )


def _named(resource: dict[str, Any], lines: list[tuple[str, str]]) -> list[str]:
    """Name the texts that were not compared, and that there is an extension."""
    by_fields = (_EXTENSION, *([_NARRATIVE] if _is_generated(resource) else []))
    said = [f'its {field}, "{shown(line)}"' for field, line in lines if field not in by_fields]
    return [
        *([f"not compared: {listed(said, 'and')}"] if said else []),
        *(["it has an extension, which was not read"] if resource.get("extension") else []),
    ]


def _beside_an_allergy(resource: dict[str, Any], said: Said, lines: list[tuple[str, str]]) -> Said:
    """Keep the allergies open for a text that may name another; how somebody reacted is named, and names none."""
    by_fields = (_MANIFESTATION, *([_NARRATIVE] if _is_generated(resource) else []))
    is_counted = said.outcome == "used"
    may_name = [
        field for field, line in lines if is_allergy_to_the_drug(line) or (is_counted and field not in by_fields)
    ]
    where = listed(dict.fromkeys(may_name), "and")
    return _opened(_with_remarks(said, _named(resource, lines)), {"allergies": where} if may_name else {})


def _spoken_of(entry: Entry, said: Said, lines: list[tuple[str, str]], codes: Codes) -> dict[str, str]:
    """Give the facts of which words beside the code speak, each with the field in which they stand."""
    concept = entry.resource.get("code")
    is_used = said.outcome == "used"
    own = {*codes.paths(concept), *(fact.path for fact in said.facts)}
    if said.doses or said.b12 is not None or said.is_b12_order or said.is_b12_otherwise:
        own.add("b12_treatment")
    if is_used:
        lines = [*lines, *(("code", line) for line in every_word(concept))]
    allergic = next((field for field, line in lines if field != "code" and names_an_allergy(line)), None)
    found = {} if allergic is None else {"allergies": allergic}
    is_finding = is_used and entry.kind == "Condition"
    for field, line in lines:
        named = facts_named_beside(line) if is_finding else ["b12_treatment"] if says_b12_is_given(line) else []
        found |= {path: field for path in named if path not in own}
    return found


def _opened(said: Said, facts: dict[str, str]) -> Said:
    """Keep facts open of which words beside the code speak."""
    opened = [path for path in facts if path not in said.keeps_open]
    if not opened or (not said.is_read and not said.keeps_open):
        return said
    because = [f"its {facts[path]} may speak of {path}" for path in opened]
    return attrs.evolve(_with_remarks(said, because), is_read=False, keeps_open=(*said.keeps_open, *opened))
