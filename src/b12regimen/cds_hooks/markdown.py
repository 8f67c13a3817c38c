"""Writes text into the markdown of a card: what comes from a record or a file is shown, and formats nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.values.sources import Citation

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~&])")
_STARTS_A_LIST: Final = re.compile(r"^([-+=]|[0-9]+(?=[.)]))")
_BECOMES_A_LINK: Final = re.compile(r"(://|www\.)", re.IGNORECASE)
# An address of mail becomes a link even where its sign is escaped, so another sign stands for it that looks like it.
_AT: Final = ("@", "\N{FULLWIDTH COMMERCIAL AT}")
_LONGEST: Final = 2000
MOST_LINES: Final = 20


def one_line(given: str) -> str:
    """Give a text as one line that can be shown: no breaks, nothing invisible, and of a bounded length."""
    line = "".join(letter if letter.isprintable() else " " for letter in given)
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def counted(number: int, what: str) -> str:
    """Write a number and what it counts."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def escaped(given: str) -> str:
    """Give a text that markdown shows letter by letter."""
    line = _SPECIAL.sub(r"\\\1", one_line(given).replace(*_AT))
    line = _BECOMES_A_LINK.sub(lambda match: f"\\{match[0]}" if match[0][0] == ":" else f"{match[0][:-1]}\\.", line)
    return _STARTS_A_LIST.sub(lambda match: f"\\{match[0]}" if match[0] in "-+=" else f"{match[0]}\\", line)


def section(heading: str, lines: Iterable[str]) -> list[str]:
    """Write a heading and its lines as a list; of a long list the last lines keep their places only."""
    every = list(lines)
    if not every:
        return []
    more = len(every) - MOST_LINES
    places = "; ".join(line.partition(": ")[0] for line in every[MOST_LINES:])
    shown = every if more <= 0 else [*every[:MOST_LINES], f"and {more} more: {places}"]
    return [f"**{heading}**", "", *(f"* {line}" for line in shown), ""]


def is_address(url: str | None) -> bool:
    """Tell whether a text is an address that a card may link to."""
    return url is not None and re.fullmatch(r"https?://[!-~]+", url) is not None


def cited(citation: Citation) -> str:
    """Write a citation, with its address where there is one."""
    source = citation.source
    where = f", {citation.section}" if citation.section else ""
    title = escaped(f"{source.title}{where} ({source.evidence})")
    if source.url is None or not is_address(source.url):
        return title
    target = re.sub(r"[()<>\\]", lambda match: f"%{ord(match[0]):02X}", source.url)
    return f"[{title}]({target})"
