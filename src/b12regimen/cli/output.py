"""What the commands of ``b12regimen`` share: how an answer comes out, the exit codes, the words of their help."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from b12regimen.errors import extra_needed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from b12regimen.errors import B12RegimenError

try:
    from cyclopts import App, CycloptsError, Parameter
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
    "BAD_INPUT",
    "FACTS_MISSING",
    "GUIDELINE_HELP",
    "NOT_WRITTEN",
    "NO_REGIMEN",
    "ODD",
    "PATIENT_HELP",
    "App",
    "CycloptsError",
    "Json",
    "Number",
    "OutputError",
    "Parameter",
    "complain",
    "show",
    "show_rows",
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
_MANY: Final = 8  # files; fewer take no time

PATIENT_HELP: Final = "A TOML or JSON file with what is known, or - for standard input."
GUIDELINE_HELP: Final = "The id of a guideline (see b12regimen guidelines), or a file."
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON instead of text.")]


class OutputError(Exception):
    """What was to be printed did not get through."""


def show(content: str | Table | dict[str, Any] | list[dict[str, Any]]) -> None:
    """Print an answer.

    Raises:
        OutputError: It did not get through.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    try:
        if isinstance(content, str):
            text = Text(content)
            text.highlight_regex(r"(?m)^[A-Z][A-Z0-9 ,]+$", "bold")
            Console(highlight=False, soft_wrap=True).print(text)
        elif isinstance(content, Table):
            Console(highlight=False).print(content)
        else:
            sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()
    except (OSError, UnicodeError, SystemExit) as error:
        sys.stdout = None  # so that nothing is tried again on the way out
        raise OutputError(str(error)) from None


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
    console = Console(highlight=False)
    needs = Measurement.get(console, console.options.update(max_width=_WIDEST), table).maximum
    show(table if console.is_terminal and needs <= console.width else otherwise)


def with_progress(items: Sequence[T], what: str) -> Iterable[T]:
    """Go through items, and show on a terminal how far it is."""
    console = Console(stderr=True)
    return track(items, what, console=console, transient=True, disable=len(items) < _MANY or not console.is_terminal)


def complain(error: B12RegimenError | OSError | str) -> None:
    """Say on standard error what is wrong."""
    reason = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(reason, "red"))
