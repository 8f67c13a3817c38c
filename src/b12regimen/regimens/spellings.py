"""Spellings of the notation: what is read as something else, and what is refused because it has two readings."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

import attrs

from b12regimen.errors import NotationError
from b12regimen.values.thousands import MAY_GROUP_THOUSANDS


@attrs.frozen
class Token:
    """A word, a number or a mark, and where it stands in the text."""

    text: str
    start: int

    @property
    def word(self) -> str:
        """The token in lower case, for comparing words."""
        return self.text.lower()


_TOKEN: Final = re.compile(r"(?P<token>[A-Za-z]+[0-9]*|[0-9]+(?:\.[0-9]+)?|[-,;:/])")
_DASHES: Final = str.maketrans({"\N{EN DASH}": "-", "\N{NON-BREAKING HYPHEN}": "-", "\N{NO-BREAK SPACE}": " "})

_MOST_DIGITS: Final = 16
_LONGEST_TEXT: Final = 10_000
NUMBER_WORDS: Final[dict[str, str]] = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
        map(str, range(1, 13)),
        strict=True,
    )
)
PERIODS: Final = (("daily", "day"), ("weekly", "week"), ("monthly", "month"), ("yearly", "year"))

# Matched token by token, the longest first; "#" stands for a whole number and is carried over.
SYNONYMS: Final[dict[tuple[str, ...], tuple[str, ...]]] = {
    tuple(said.split()): tuple(meant.split())
    for said, meant in (
        ("microgram", "mcg"),
        ("micrograms", "mcg"),
        ("milligram", "mg"),
        ("milligrams", "mg"),
        ("intramuscular", "IM"),
        ("intramuscularly", "IM"),
        ("subcutaneous", "SC"),
        ("subcutaneously", "SC"),
        ("subcut", "SC"),
        ("methylcobalamin", "mecobalamin"),
        ("every other day", "on alternate days"),
        ("every second day", "on alternate days"),
        ("on alternate days", "on alternate days"),
        ("alternate days", "on alternate days"),
        ("fortnightly", "every 2 weeks"),
        ("every fortnight", "every 2 weeks"),
        ("every other week", "every 2 weeks"),
        ("every second week", "every 2 weeks"),
        ("every other month", "every 2 months"),
        ("every second month", "every 2 months"),
        ("once every", "every"),
        ("indefinitely", "for life"),
        ("lifelong", "for life"),
        ("while improving", "until no further improvement"),
        ("as long as improvement is occurring", "until no further improvement"),
        ("loading :", "repletion :"),
        *((f"every {unit}", period) for period, unit in PERIODS),
        *((f"once {period}", period) for period, _ in PERIODS),
        *((f"once a {unit}", period) for period, unit in PERIODS),
        *((f"twice {period}", f"twice a {unit}") for period, unit in PERIODS),
        *((f"# times {period}", f"# times a {unit}") for period, unit in PERIODS),
        *((f"once or twice {period}", f"1 - 2 times a {unit}") for period, unit in PERIODS),
        *((f"once or twice a {unit}", f"1 - 2 times a {unit}") for _, unit in PERIODS),
    )
}
_LONGEST: Final = max(map(len, SYNONYMS))

_TWO_READINGS: Final = (
    '"{{0}}" is an interval to some and a number to others; write "every {{1}} {period}s" or "{{1}} times a {period}", '
    "whichever is meant"
)
_MISREAD: Final = '"{0}" is easily misread; write it out, for instance "daily", "on alternate days" or "every 2 weeks"'
Refusals: TypeAlias = "tuple[tuple[re.Pattern[str], str], ...]"


def refusals(*spellings: tuple[str, str]) -> Refusals:
    """Make a list of what is refused: each a pattern, and the reason, in which ``{0}`` stands for what was found."""
    return tuple((re.compile(pattern, re.IGNORECASE), reason) for pattern, reason in spellings)


# Two readings, or none, wherever a regimen is written.
TWO_READINGS: Final = refusals(
    *(
        (r"\bbi-?weekly\b", '"{0}" is twice a week to some and every 2 weeks to others; write whichever is meant'),
        (r"\bbi-?monthly\b", '"{0}" is twice a month to some and every 2 months to others; write whichever is meant'),
        *(
            (
                rf"\b(\d+|{'|'.join(NUMBER_WORDS)})\s*-?\s*{period}\b",
                _TWO_READINGS.format(period=unit),
            )
            for period, unit in PERIODS
        ),
        (r"\b(?:q\.?o\.?d|q\.?a\.?d|e\.?o\.?d|b\.?i\.?d|t\.?i\.?d)\b\.?", _MISREAD),
        (
            r"\bp\.?r\.?n\b\.?",
            '"{0}" says when and not how often; write a timing first, for instance "every 3 months or as required"',
        ),
        (
            r"\b\d+,\d+",
            'the comma in "{0}" may group thousands or be a decimal point; write for instance 1000 mcg, 1 mg or 1.5 mg',
        ),
        (
            MAY_GROUP_THOUSANDS.pattern,
            '"{0}" has two readings, {1}{2} and {1} point {2}: write {1}{2}, or the other one in another unit',
        ),
        (r"\b\d{1,3} \d{3}\b", 'the space in "{0}" may separate two numbers; write for instance 1000 mcg or 1 mg'),
        (
            r"(?<![\d.])0\d[\d.]*",
            '"{0}" starts with a zero that nothing needs, and may have lost its point; write the number that is meant',
        ),
        (rf"\d{{{_MOST_DIGITS},}}", "no published number is that long"),
        (
            r"\bI\.?U\b\.?|\bunits?\b",
            '"{0}" is no unit of vitamin B12, which is measured by mass; write mcg or mg',
        ),
        (
            r"\bIV\b|\bintravenous(?:ly)?\b",
            "{0} is recognised only to be refused: no regimen here is given intravenously; write IM, SC or deep SC",
        ),
        (
            r"\b(?:intra)?nasal(?:ly)?\b|\bsublingual(?:ly)?\b",
            "{0} is recognised only to be refused: it is no injection; write IM, SC or deep SC",
        ),
    )
)
# One reading, and easily misread: a guideline's file writes them out.
_EASILY_MISREAD: Final = refusals(
    (r"\b(?:q\.?d|q\d+[a-z]*)\b\.?", _MISREAD),
    (
        r"\bx\s?\d+\b|\N{MULTIPLICATION SIGN}\s?\d+|\b\d+\s?(?:x\b|\N{MULTIPLICATION SIGN})",
        '"{0}" may count doses, days or times; write it out: "for 10 doses", "for 10 days", "3 times a week"',
    ),
    *(
        (rf"\b{one}\.\s?{other}\b\.?", f'"{{0}}" is read without points; write {one}{other}')
        for one, other in (("I", "M"), ("S", "C"))
    ),
    (r"(?<![\d.])\.\d+", '"{0}" is easily read without its point; write a zero before it: 0{0}'),
    (
        r"\b\d+\.(?:\d*0)?(?![\d])",
        '"{0}" is easily read ten times too high; leave out the trailing zero or point',
    ),
    (r"[\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}]g\b|\bug\b", '"{0}" is easily read as mg; write mcg'),
)


def tokens(text: str) -> list[Token]:
    """Split a regimen text into tokens, in the notation's own spelling.

    Raises:
        NotationError: A spelling that has two readings, or a character that is not of the notation.
    """
    plain = checked(text, (*TWO_READINGS, *_EASILY_MISREAD))
    found: list[Token] = []
    position = 0
    while position < len(plain):
        if plain[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(plain, position)
        if match is None:
            raise NotationError(text, position, f'"{plain[position]}" is not part of the notation')
        found.append(Token(match[0], position))
        position = match.end()
    return _in_own_spelling(found)


def checked(text: str, refused: Refusals) -> str:
    """Give a text with its dashes and spaces made plain; every character keeps its place.

    Raises:
        NotationError: It is no text, is too long, or holds something that is refused.
    """
    if not isinstance(text, str):
        raise NotationError(repr(text), 0, "a regimen is written as text")
    if len(text) > _LONGEST_TEXT:
        raise NotationError(text[:80], 0, f"a regimen has at most {_LONGEST_TEXT} characters; this text has more")
    plain = text.translate(_DASHES)
    found = [
        (match.start(), reason.format(match[0], *match.groups()))
        for pattern, reason in refused
        if (match := pattern.search(plain))
    ]
    if found:
        position, reason = min(found)
        raise NotationError(text, position, reason)
    return plain


def _in_own_spelling(found: list[Token]) -> list[Token]:
    found = [attrs.evolve(token, text=NUMBER_WORDS.get(token.word, token.text)) for token in found]
    spelt: list[Token] = []
    position = 0
    while position < len(found):
        for length in range(min(_LONGEST, len(found) - position), 0, -1):
            said = found[position : position + length]
            meant = SYNONYMS.get(tuple("#" if token.text.isdigit() else token.word for token in said))
            if meant is not None:
                numbers = iter(token.text for token in said if token.text.isdigit())
                start = said[0].start
                spelt += [Token(next(numbers) if word == "#" else word, start) for word in meant]
                position += length
                break
        else:
            spelt.append(found[position])
            position += 1
    return spelt
