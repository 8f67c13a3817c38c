"""What the commands of ``b12regimen`` share: how an answer comes out, the exit codes, the words of their help."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

if TYPE_CHECKING:
    from b12regimen.errors import B12RegimenError

try:
    from cyclopts import App, CycloptsError, Parameter
    from rich.console import Console
    from rich.text import Text
except ModuleNotFoundError as missing:  # pragma: no cover  (the tests install the extra)
    raise SystemExit(f'the command line needs {missing.name}: pip install "b12regimen[cli]"') from None

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
    "OutputError",
    "Parameter",
    "complain",
    "show",
]

ANSWERED: Final = 0
ODD: Final = 1
BAD_INPUT: Final = 2
FACTS_MISSING: Final = 3
NO_REGIMEN: Final = 4
NOT_WRITTEN: Final = 5

PATIENT_HELP: Final = "A TOML or JSON file with what is known, or - for standard input."
GUIDELINE_HELP: Final = "The id of a guideline (see b12regimen guidelines), or a file."
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON instead of text.")]


class OutputError(Exception):
    """What was to be printed did not get through."""


def show(content: str | dict[str, Any] | list[dict[str, Any]]) -> None:
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
        else:
            sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()
    except (OSError, UnicodeError, SystemExit) as error:
        sys.stdout = None  # so that nothing is tried again on the way out
        raise OutputError(str(error)) from None


def complain(error: B12RegimenError | OSError | str) -> None:
    """Say on standard error what is wrong."""
    reason = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error)
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(reason, "red"))
