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
