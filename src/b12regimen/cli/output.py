"""What the commands of ``b12regimen`` share: how an answer comes out, the exit codes, the words of their help."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING, Annotated, Any, Final, Literal, Protocol, TypeVar, cast

from b12regimen.cli.writing import StandardOutput, write_new
from b12regimen.display.page import as_page
from b12regimen.display.shown import Sectioned, name_of
from b12regimen.display.text import WIDTH, as_text, fitted
from b12regimen.errors import FindingsError, extra_needed
from b12regimen.values.calendar_days import to_day
from b12regimen.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from b12regimen.display.sections import Section

try:
    from cyclopts import App, CycloptsError, MissingArgumentError, Parameter, UnknownOptionError
    from cyclopts.validators import Number
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.measure import Measurement
    from rich.progress import track
    from rich.table import Table
    from rich.text import Text
except ModuleNotFoundError as missing:  # pragma: no cover  (the tests install the extra)
    raise SystemExit(str(extra_needed("the command line needs", missing, "cli"))) from None

__all__ = [
    "ANSWERED",
    "AS_OF_HELP",
    "BAD_INPUT",
    "FACTS_MISSING",
    "GUIDELINE_HELP",
    "NOT_WRITTEN",
    "NO_REGIMEN",
    "ODD",
    "PATIENT_HELP",
    "THRESHOLDS_HELP",
    "App",
    "Console",
    "CycloptsError",
    "Day",
    "Html",
    "Json",
    "MissingArgumentError",
    "Number",
    "Parameter",
    "UnknownOptionError",
    "complain",
    "console",
    "line_width",
    "show",
    "show_answer",
    "show_rows",
    "show_sections",
    "show_whole",
    "with_progress",
]

T = TypeVar("T")

ANSWERED: Final = 0
ODD: Final = 1
BAD_INPUT: Final = 2
FACTS_MISSING: Final = 3
NO_REGIMEN: Final = 4
NOT_WRITTEN: Final = 5

_WIDEST: Final = 1000  # characters
_NARROWEST: Final = 40  # characters; no line is made to fit into less
_MANY: Final = 8  # files; fewer take no time

PATIENT_HELP: Final = "A TOML or JSON file with what is known, or - for standard input."
GUIDELINE_HELP: Final = "The id of a guideline (see b12regimen guidelines), or a file."
THRESHOLDS_HELP: Final = "Cut-offs in place of those that the guideline names."
AS_OF_HELP: Final = "Ask the edition that stood on this day."
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON instead of text.")]
Html = Annotated[str | None, Parameter(name="--html", help="Write a page to this new file, in place of the text.")]


def _to_day(_: object, tokens: Sequence[Any]) -> date:
    text = tokens[0].value
    try:
        return to_day(text, "", FindingsError)
    except FindingsError:
        raise ValueError(f'"{text}" is no day; write year, month and day like this: 2026-03-02') from None


Day = Annotated[date, Parameter(converter=_to_day)]


class Answer(Sectioned, Protocol):
    """An answer to a person or to a program."""

    def to_dict(self) -> dict[str, Any] | list[dict[str, Any]]: ...


def console() -> Console:
    """Give standard output, for text that is laid out."""
    return Console(highlight=False, file=cast("IO[str]", StandardOutput()), color_system=_colours())


def _colours() -> Literal["auto"] | None:
    """Say nothing by colour or weight where the environment has NO_COLOR."""
    return None if os.environ.get("NO_COLOR") else "auto"


def line_width(stream: IO[str] | None) -> int:
    """Give the characters of a line: on a terminal what it has, at most 100; 100 where text goes elsewhere."""
    if stream is None or not stream.isatty():
        return WIDTH
    return max(_NARROWEST, min(WIDTH, get_terminal_size((WIDTH, 0)).columns))


def show(content: str | Table | dict[str, Any] | list[dict[str, Any]]) -> None:
    """Print an answer.

    Raises:
        OutputError: It did not get through.
    """
    if isinstance(content, str):
        text = Text(_for_lines(content, sys.stdout))
        text.highlight_regex(r"(?m)^[A-Z][A-Z0-9 ,]+$", "bold")
        console().print(text, soft_wrap=True)
    elif isinstance(content, Table):
        console().print(content)
    else:
        out = StandardOutput()
        out.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        out.flush()


def show_whole(text: str) -> None:
    """Print text with each line whole, to be copied.

    Raises:
        OutputError: It did not get through.
    """
    console().print(Text(text), soft_wrap=True)


def _for_lines(text: str, stream: IO[str] | None) -> str:
    """Break what a terminal would break within words; a pipe gets each line whole."""
    return text if stream is None or not stream.isatty() else fitted(text, line_width(stream))


def show_answer(found: Answer, about: Section, *, as_json: bool, html: str | None) -> None:
    """Print an answer as text or JSON, and write its page where one is asked for.

    Args:
        found: The answer.
        about: What its page says first: whom and what it is about.
        as_json: Print JSON in place of text.
        html: The file of the page; ``None`` for none.

    Raises:
        OutputError: It did not get through.
    """
    sections = found._sections()  # noqa: SLF001  (what text and HTML are written from)
    show_sections(name_of(type(found).__name__), sections, found.to_dict, about, as_json=as_json, html=html)


def show_sections(
    name: str,
    sections: Iterable[Section],
    plain: Callable[[], dict[str, Any] | list[dict[str, Any]]],
    about: Section,
    *,
    as_json: bool,
    html: str | None,
    text: Callable[[], str] | None = None,
) -> None:
    """Print sections as text, or their plain values as JSON, and write a page where one is asked for.

    Args:
        name: What it is, in words.
        sections: What is said.
        plain: Gives the plain values.
        about: What the page says first: whom and what it is about.
        as_json: Print these in place of text.
        html: The file of the page; ``None`` for none.
        text: Gives the text; ``None`` writes it from the sections.

    Raises:
        OutputError: It did not get through.
    """
    if html is not None:
        write_new(html, as_page(name, [about, *sections], by=f"b12regimen {__version__}").encode())
    if as_json:
        show(plain())
    elif html is not None:
        show(f"written to {html}; a browser shows and prints it")
    else:
        show(as_text(sections, line_width(sys.stdout)) if text is None else text())


def show_rows(rows: Sequence[Mapping[str, str]], otherwise: str) -> None:
    """Print rows as a table on a terminal that is wide enough, and otherwise as text, which nothing cuts.

    Raises:
        OutputError: They did not get through.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in rows[0]:
        table.add_column(heading)
    for row in rows:
        table.add_row(*map(Text, row.values()))
    out = console()
    needs = Measurement.get(out, out.options.update(max_width=_WIDEST), table).maximum
    show(table if out.is_terminal and needs <= out.width else otherwise)


def with_progress(items: Sequence[T], what: str) -> Iterable[T]:
    """Go through items, and show on a terminal how far it is."""
    out = Console(stderr=True)
    return track(items, what, console=out, transient=True, disable=len(items) < _MANY or not out.is_terminal)


def complain(reason: str) -> None:
    """Say on standard error what is wrong."""
    err = Console(stderr=True, highlight=False, soft_wrap=True, color_system=_colours())
    err.print(Text(_for_lines(reason, sys.stderr), "red"))
