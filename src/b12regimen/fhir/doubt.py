"""Words beside a code that turn it round: a negation, a doubt, the past, another person; in the guidelines' languages.

No list of such words is whole. So what was read by its code is shown with the words beside it, for a person to compare.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from b12regimen.errors import listed
from b12regimen.fhir.reading import every_word, holds, shown
from b12regimen.patients.medicine_names import letters_and_digits

if TYPE_CHECKING:
    from collections.abc import Iterable

# German, French, Spanish, Italian, Dutch, Danish and Norwegian, Swedish, Icelandic; English stands with each use.
NOT: Final = (
    r"nicht|kein\w{0,2}|nie|ohne|pas|sans|aucune?|jamais|sin|nunca|ning[uú]n\w?|non|senza"
    r"|nessun\w?|mai|niet|geen|zonder|nooit|ikke|ingen|uden|uten|aldri\w?|inte|utan|ekki|engin\w?"
)
_DOUBT: Final = (
    r"ausschlu(?:ss|ß)|ausgeschlossen\w?|verdacht\w*|verdächtig\w*|zustand nach|anamnes\w*|fraglich\w*|möglich\w*"
    r"|vermut\w*|früher\w*|ehemal\w*|suspec\w*|soup[cç]on\w*|ant[ée]c[ée]dent\w*|exclu\w*|éliminé\w*|possib\w*|probab\w*"
    r"|descart\w*|sospe\w*|esclus\w*|pregress\w*|anamnesi|verdenking|vermoed\w*|uitgesloten|voorgeschiedenis|mogelijk\w*"
    r"|waarschijnlijk\w*|mistank\w*|mistænk\w*|missta?änk\w*|udeluk\w*|uteluk\w*|uteslut\w*|tidligere|tidigare|mulig\w*"
    r"|möjlig\w*|grunur"
)
_ANOTHER_S: Final = (
    r"mutter|vater|famili\w*|kind(?:es|er|ern)?|säugling\w*|neugeboren\w*|schwester|bruder|eltern|sohn\w*|tochter|mère|père|famille"
    r"|frère|sœur|enfant|bébé|fils|fille|madre|padre|herman[oa]|hij[oa]|niñ[oa]|fratello|sorella|figli[oa]|bambin[oa]"
    r"|moeder|vader|broer|zus|mor|far|moder|fader|familj\w*|barns|barnets|søn|sønn|dotter"
)
_NAMES: Final = re.compile(
    r"\bnot (?:elsewhere classified|otherwise specified)\b|\bnicht näher bezeichnet|\banderenorts nicht klassifiziert"
    r"|\bno (?:especificad\w|clasificad\w{1,2})|\bnon (?:specificat\w|classificat\w|précisée?|classée?s?)"
    r"|\bsans précision|\bniet gespecificeerd|\bniet elders geclassificeerd|\bnon[ -]ana?emic",
    re.IGNORECASE,
)
_OF_ANOTHER: Final = re.compile(
    r"\b(?:family|famil\w+ hx|fh|fhx|mother|maternal|father|paternal|parents?|sister|brother|siblings?|sons?|daughter"
    r"|child|bab(?:y|ies)|infant|newborn|neonat\w+|fo?et(?:us|al)|cord blood|donors?|twin|spouse|wife|husband|partner"
    rf"|aunt|uncle|cousin|grand\w+|relatives?|{_ANOTHER_S})(?:'s)?\b",
    re.IGNORECASE,
)
# Where such a word is part of a laboratory's or a hospital's name.
_PLACES: Final = re.compile(
    r"\b(?:family|partners?|sisters?|mother|father|child|baby|newborn)(?: and \w{1,20})?"
    r" (?:health\w*|medicine|medical|practice|hospital|clinic|cent(?:er|re)|lab\w*|pathology|diagnostics)\b",
    re.IGNORECASE,
)
_DOUBTED: Final = re.compile(
    r"\b(?:no|not|non|never|nil|none|without|denies|denied|negative|absent|exclude[ds]?|excluding|ruled? out|r/o"
    r"|unlikely|refuted|unconfirmed|working|impression|carrier|histor\w+|until|treated|consider|concern|evaluate|fear|worried|gone|neg|vs|ex"
    r"|history|hx|h/o|previous(?:ly)?|past|former(?:ly)?|resolved|recovered|cured|remission|inactive|old"
    r"|suspect\w*|suspicion|possibl[ey]|probabl[ey]|presum\w+|provisional|query|questionable|differential|dd|ddx"
    r"|at risk|risk of|screening|rule|likely|may have|might|could|pending|investigat\w+|prevent\w*|prophyla\w+"
    rf"|{NOT}|{_DOUBT})\b|\b[vz]\. ?[an]\.|\?",
    re.IGNORECASE,
)
_NEGATED: Final = re.compile(
    rf"\b(?:no|not|never|nil|none|nothing|refus\w+|declin\w+|withheld|omitted|missed|cancel\w+|{NOT})\b", re.IGNORECASE
)
# What a note says of the visit and of other things, and turns nothing.
_ORDINARY: Final = re.compile(
    r"\bno (?:known |other |new |further )?(?:complications?|concerns?|problems?|issues?|complaints?|changes?|action"
    r"|(?:side|adverse) (?:effects?|events?|reactions?)|reactions?|follow[ -]?up)\b(?! (?:of|with|that))"
    r"|\b[0-9]{1,3}[ -]?(?:years?|yrs?|y|months?|weeks?|days?)[ -]?(?:old|/?o)\b|\buntil (?:further notice|review\w*)"
    r"|\b(?:seen|attend\w*|came|here|accompanied|present|discussed|given|administered|injected)(?: \w{1,12}){0,2}"
    r" (?:with|by) (?:(?:her|his|their|the) )?"
    r"(?:mother|father|parents?|wife|husband|partner|spouse|daughter|son|sister|brother|family|relatives?)\b",
    re.IGNORECASE,
)
_WRONG: Final = re.compile(
    r"\b(?:(?:wrong|another|other|different) (?:patient|person)|mix(?:ed)?[ -]?up|mis-?label\w*|(?:in|by) error"
    r"|erroneous\w*|mistake\w*|verwechs\w*|irrtüml\w*|falsche\w? patient\w*|par erreur|por error|per errore"
    r"|vergissing)\b",
    re.IGNORECASE,
)
_NOT_DONE: Final = re.compile(
    r"\b(?:abandon\w*|abort\w*|attempt\w*|postpon\w*|fail\w*|unsuccessful|unable|did ?n.?t|was ?n.?t|could ?n.?t"
    r"|planned|possib\w*|probab\w*|presum\w*|unclear|uncertain|unsure|unconfirmed|suspect\w*|maybe|might|spil\w+)\b|\?",
    re.IGNORECASE,
)
_NOT_TAKEN: Final = re.compile(
    r"\b(?:never|no longer|(?:not|n.t) (?:\w{1,12} )?(?:tak\w+|start\w*|given|us\w+|needed|on|being)|stop\w*|ceas\w+"
    r"|discontinu\w+|declin\w+|refus\w+|withh\w+|(?:on|put on) hold|paus\w+|suspend\w*|ended|finish\w*|complet\w+"
    rf"|{NOT})\b",
    re.IGNORECASE,
)
_SPOILT_SAMPLE: Final = re.compile(
    r"\b(?:ha?emoly[sz]\w*|hämoly\w*|clotted|contaminat\w*|insufficient|unsuitable|invalid|unreliable|unlabel\w*"
    r"|disregard|ignore|do not use|not (?:\w{1,12} )?(?:valid|reliable|accurate|suitable|possible|reported|measured"
    r"|tested|performed|processed|received|hers|his|from)|interfer\w*|urin\w*|orina|saliva|csf|cerebrospinal|stool|fa?eces"
    r"|amniotic|cord|milk|control sample)\b",
    re.IGNORECASE,
)


def _without_what_is_ordinary(line: str) -> str:
    return _ORDINARY.sub(" ", normalize("NFC", line))


def why_a_finding_is_turned(line: str) -> str | None:
    """Find the word of a note by which a finding is denied, doubted, past, or another person's; ``None`` for none."""
    left = _without_what_is_ordinary(line)
    return _wrong(left) or doubted(left) or of_another(left)


def why_an_act_is_turned(line: str) -> str | None:
    """Find the word of a note by which something was not done, or to another person; ``None`` for none."""
    left = _without_what_is_ordinary(line)
    found = _NOT_DONE.search(left)
    return _wrong(left) or negated(left) or (found[0] if found else None) or of_another(left)


def why_a_medicine_is_turned(line: str) -> str | None:
    """Find the word of a note by which a medicine is not taken; ``None`` for none."""
    found = _NOT_TAKEN.search(_without_what_is_ordinary(line))
    return _wrong(line) or (found[0] if found else None)


def why_a_result_is_turned(line: str) -> str | None:
    """Find the word of a note by which a sample is spoilt, or of another kind or person; ``None`` for none."""
    left = _without_what_is_ordinary(line)
    found = _SPOILT_SAMPLE.search(left)
    return _wrong(left) or (found[0] if found else None) or of_another(left)


def _wrong(line: str) -> str | None:
    found = _WRONG.search(line)
    return found[0] if found else None


def of_another(line: str) -> str | None:
    """Find the word of a text that speaks of another person; ``None`` for none, or where it names a place."""
    found = _OF_ANOTHER.search(_PLACES.sub(" ", normalize("NFC", line)))
    return found[0] if found else None


def negated(line: str) -> str | None:
    """Find the word of a text that says that something was not done; ``None`` for none."""
    found = _NEGATED.search(normalize("NFC", line))
    return found[0] if found else None


def doubted(line: str) -> str | None:
    """Find the word of a text that denies or doubts what it names, or puts it in the past; ``None`` for none."""
    found = _DOUBTED.search(_NAMES.sub(" ", normalize("NFC", line)))
    return found[0] if found else None


def beside_the_code(concept: object, names: Iterable[str]) -> list[str]:
    """Say what stands beside the codes that were read, and was not compared with them: words, extensions."""
    known = {letters_and_digits(name) for name in names}
    lines = [line for line in dict.fromkeys(every_word(concept)) if letters_and_digits(line) not in known]
    said = listed([f'"{shown(line)}"' for line in lines], "and")
    return [
        *([f"it was read by its code, and not compared were the words {said}"] if lines else []),
        *(["it has an extension, which was not read"] if holds(concept, "extension") else []),
    ]
