"""The words of written orders: which say what the notation says, which are easily misread, which have two readings."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

import attrs

from b12regimen.errors import NotationError
from b12regimen.regimens.spellings import NUMBER_WORDS, PERIODS, SYNONYMS, TWO_READINGS, Token, checked, refusals


@attrs.frozen
class OrderWord:
    """What stands in an order, and what it was read as.

    Attributes:
        text: What stands there.
        position: Where, counted in characters from 0.
        means: The words of the notation; empty for words that were passed over because they say nothing of their own.
        misread: Why it is easily misread; ``None`` if it is not.
    """

    text: str
    position: int
    means: str
    misread: str | None = None

    def to_dict(self) -> dict[str, str | int | None]:
        """Give it as plain values."""
        return {"text": self.text, "position": self.position, "means": self.means, "misread": self.misread}

    def __str__(self) -> str:
        """Say what it was read as."""
        return f'"{self.text}": {self.means or "passed over"}'


# Drugs by the brands of their labels, and the guideline that cites the label.
BRANDS: Final = {
    "neo-cytamen": ("hydroxocobalamin", "uk-neo-cytamen-hydroxocobalamin"),
    "cobalin-h": ("hydroxocobalamin", "uk-cobalin-h-hydroxocobalamin"),
    "cytamen": ("cyanocobalamin", "ie-cytamen-cyanocobalamin"),
}

_TIMES_SIGN: Final = "\N{MULTIPLICATION SIGN}"
_MICRO_SIGN: Final = "\N{MICRO SIGN}"
_MU: Final = "\N{GREEK SMALL LETTER MU}"
_COUNTED: Final = r"days?|wks?|weeks?|mths?|months?|yrs?|years?|doses?|injections?|/|per\b|an?\b"
_REFUSED: Final = (
    *TWO_READINGS,
    *refusals(
        (
            r"\bo\.?d\b\.?",
            '"{0}" is once daily to some and the right eye, or an overdose, to others; write "daily"',
        ),
        (r"\b[bt]\.?d\.?s?\b\.?|\bq\.?[di]\.?[sd]\b\.?|\bt\.?i\.?w\b\.?", '"{0}" is easily misread; write it out'),
        (r"\bq\s?\d+\s?[a-z]\b", '"{0}" is easily misread; write it out, for instance "every 4 weeks"'),
        (r"\b\d+\s?/\s?\d+\b", '"{0}" may be days, weeks, months or a part; write for instance "2 weeks"'),
        (
            r"(?:[\d.]+\s?)?(?:m?c?g|micrograms?|milligrams?)?\s?/\s?ml\b",
            '"{0}" is a concentration; write the dose that is given each time, in mcg or mg',
        ),
        (
            r"[\d.]+\s?ml\b",
            '"{0}" is a volume, and how much is in it depends on the vial; write the dose, in mcg or mg',
        ),
        (r"[\d.]+\s?u\b", '"{0}" is no unit of vitamin B12, which is measured by mass; write mcg or mg'),
        (
            r"\bq\s?(?:\d+\s?mos?|(?:day|wk|week|mo|mth|month|yr|year)s?)\b|\bq\s+[dhmwy]\b",
            '"{0}" does not continue the regimen, for q is misread; write for instance "every 3 months" or "weekly"',
        ),
        (
            r"(?<![a-z.])(?:m\.c\.?g|mc\.g|[mu]\.g)\b\.?",
            '"{0}" is easily misread, and a point may belong to the number before it; write mcg or mg',
        ),
        (
            r"(?<!\d)(?<!\binj)(?<!\bi\.m)(?<!\bs\.c)(?<!\bp\.o)\.\s+\d[\d.]*",
            'the point in "{0}" may be part of the number; write the number that is meant, without a space',
        ),
        (
            r"(?<=[a-z])\.\d[\d.]*",
            'the point in "{0}" may end the word before it or be part of the number; write a space before the number',
        ),
        (
            r"\b\d+\s*\.(?!\d)(?=\s*\S)",
            '"{0}" may have lost what stands behind its point; write the number that is meant',
        ),
        (
            rf"(?:\bx|{_TIMES_SIGN})\s?\d+(?:\s?-\s?\d+)?\b(?!\s*(?:{_COUNTED}))",
            '"{0}" may count doses, days or times; write it out: "for 10 doses", "for 10 days", "3 times a week"',
        ),
    ),
)

_MARK: Final = "[-,;:/()]"
_WORD: Final = re.compile(
    r"(?:neo-cytamen|cobalin-h|b12)\b|(?:[a-z]\.){2,}|[a-z](?:\.[a-z])+\b|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
    rf"|[a-z{_MICRO_SIGN}{_MU}]+|{_TIMES_SIGN}|\.|{_MARK}",
    re.IGNORECASE,
)

_OTHER_WORDS: Final = {
    **NUMBER_WORDS,
    **{brand: drug for brand, (drug, _) in BRANDS.items()},
    **dict.fromkeys(("wk", "wks"), "week"),
    **dict.fromkeys(("mth", "mths"), "month"),
    **dict.fromkeys(("yr", "yrs"), "year"),
    _TIMES_SIGN: "x",
    "mcgs": "mcg",
    "po": "orally",
    "alt": "alternate",
    "injections": "doses",
    "im": "IM",
    "sc": "SC",
    "subq": "SC",
}

_MICRO: Final = "it is easily read as mg, a thousand times as much; write mcg"
_MISREAD: Final = {
    f"{_MICRO_SIGN}g": ("mcg", _MICRO),
    f"{_MU}g": ("mcg", _MICRO),
    "ug": ("mcg", _MICRO),
    "qd": ("daily", 'it is easily read as another interval; write "daily"'),
    "sq": ("SC", "it is easily misread; write SC"),
}
_TRAILING_ZERO: Final = "it is easily read ten times too high; leave out the trailing zero"
_NAKED_POINT: Final = "it is easily read without its point; write a zero before it"
_EVERY_Q: Final = 'q is easily misread; write "every"'

_UNITS: Final = ("day", "week", "month", "year")
_PER: Final = ("a", "an", "per", "/", "each", "every")

_COLON: Final = ("", " :")
_REPLETION: Final = ("repletion", "loading", "loading dose", "loading doses", "initially")
_MAINTENANCE: Final = ("maintenance", "maintenance dose", "maintenance doses")
_BEFORE_MAINTENANCE: Final = ("", "then ", ", then ", "and then ", "followed by ", ", followed by ", ", ")

# Matched word by word, the longest first; "#" stands for a number; what means nothing is passed over.
_PHRASES: Final[dict[tuple[str, ...], tuple[str, ...]]] = SYNONYMS | {
    tuple(said.split()): tuple(meant.split())
    for said, meant in (
        ("to a total of", "to a total of"),
        ("by mouth", "orally"),
        ("stat", "once"),
        ("single dose", "once"),
        ("as a single dose", "once"),
        ("each day", "daily"),
        ("alternate day", "on alternate days"),
        ("on alternate day", "on alternate days"),
        ("vit b12", "vitamin b12"),
        *((said, ", then") for said in ("then", ", then", "and then", ", and then", "followed by", ", followed by")),
        *((said, ", then") for said in ("thereafter", ", thereafter", "then thereafter", "after that", ", after that")),
        *((f"{said}{colon}", "; repletion :") for said, colon in product(_REPLETION, _COLON)),
        *(
            (f"{then}{said}{colon}", "; maintenance :")
            for then, said, colon in product(_BEFORE_MAINTENANCE, _MAINTENANCE, _COLON)
        ),
        *((f"x # {unit}{s}", f"for # {unit}{s}") for unit, s in product((*_UNITS, "dose"), ("", "s"))),
        *((f"x # - # {unit}s", f"for # - # {unit}s") for unit in (*_UNITS, "dose")),
        *((f"x # {per} {unit}", f"# times a {unit}") for per, unit in product(_PER, _UNITS)),
        *((f"x {per} {unit}", f"times a {unit}") for per, unit in product(_PER, _UNITS)),
        *((f"times {per} {unit}", f"times a {unit}") for per, unit in product(_PER, _UNITS)),
        *((f"x {period}", f"times a {unit}") for period, unit in PERIODS),
        *((f"times {period}", f"times a {unit}") for period, unit in PERIODS),
        *((f"# / {unit}", f"# times a {unit}") for unit in _UNITS),
        *((f"thrice {period}", f"3 times a {unit}") for period, unit in PERIODS),
        *((f"thrice {per} {unit}", f"3 times a {unit}") for per, unit in product(_PER, _UNITS)),
        *((f"twice {per} {unit}", f"twice a {unit}") for per, unit in product(_PER, _UNITS)),
        *((f"once {per} {unit}", period) for per, (period, unit) in product(_PER, PERIODS)),
        *((f"q # {unit}{s}", f"every # {unit}{s}") for unit, s in product(_UNITS, ("", "s"))),
        *((word, "") for word in ("give", "given", "inject", "administer", "injection", "inj", "by", "of", ".")),
    )
}
_LONGEST: Final = max(map(len, _PHRASES))


def order_words(text: str) -> tuple[list[OrderWord], list[Token]]:
    """Split an order into words with their readings, and the tokens of the notation that they stand for.

    Raises:
        NotationError: A spelling that has two readings, or a character that is not read.
    """
    plain = checked(text, _REFUSED)
    found: list[OrderWord] = []
    position = 0
    while position < len(plain):
        if plain[position].isspace():
            position += 1
            continue
        match = _WORD.match(plain, position)
        if match is None:
            raise NotationError(text, position, f'"{plain[position]}" is not read in an order')
        found.append(_in_one_word(match[0], position))
        position = match.end()
    words = list(_in_phrases(found, plain))
    return words, [Token(meant, word.position) for word in words for meant in word.means.split()]


def _in_one_word(text: str, position: int) -> OrderWord:
    if text[0].isdigit() or (text[0] == "." and len(text) > 1):
        return _number(text, position)
    word = text.lower().replace(".", "") or text
    if word in _MISREAD:
        return OrderWord(text, position, *_MISREAD[word])
    spelt = None if word == "mcgs" != text else _OTHER_WORDS.get(word)
    # Case matters in units, so what is no other spelling stays as it stands.
    return OrderWord(text, position, spelt or (word if "." in text and text != "." else text))


def _number(text: str, position: int) -> OrderWord:
    if text.startswith("."):
        return OrderWord(text, position, f"0{text}".rstrip("0"), _NAKED_POINT)
    if "." in text and text.endswith("0"):
        return OrderWord(text, position, text.rstrip("0").rstrip("."), _TRAILING_ZERO)
    return OrderWord(text, position, text)


def _in_phrases(found: list[OrderWord], plain: str) -> list[OrderWord]:
    words: list[OrderWord] = []
    position = 0
    while position < len(found):
        for length in range(min(_LONGEST, len(found) - position), 0, -1):
            said = found[position : position + length]
            meant = _PHRASES.get(tuple("#" if word.means.isdigit() else word.means.lower() for word in said))
            if meant is not None:
                words.append(_together(said, meant, plain))
                position += length
                break
        else:
            words.append(found[position])
            position += 1
    return words


def _together(said: list[OrderWord], meant: tuple[str, ...], plain: str) -> OrderWord:
    numbers = iter(word.means for word in said if word.means.isdigit())
    start, last = said[0].position, said[-1]
    reasons = [word.misread for word in said if word.misread]
    if said[0].means.lower() == "q":
        reasons.append(_EVERY_Q)
    return OrderWord(
        plain[start : last.position + len(last.text)],
        start,
        " ".join(next(numbers) if word == "#" else word for word in meant),
        "; ".join(reasons) or None,
    )
