"""Says what is wrong with a command, in the words of a command line: what is missing, and what would do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from b12regimen.cli.output import CycloptsError, MissingArgumentError

if TYPE_CHECKING:
    from cyclopts.argument import Argument

    from b12regimen.errors import B12RegimenError

_FUNCTION: Final = re.compile(r'\b\w+\(\) or (?="b12regimen )')  # of Python, beside the command that does the same


def in_words(error: CycloptsError | B12RegimenError | OSError | str) -> str:
    """Say what is wrong and what would do."""
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        return _missing(error, error.argument)
    if isinstance(error, CycloptsError):
        error.verbose = False
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return _FUNCTION.sub("", str(error))


def _missing(error: MissingArgumentError, argument: Argument) -> str:
    """Name what is missing, with what its help says of it."""
    name = error.keyword or argument.name
    wanted = argument.parameter.help or ""
    command = " ".join(error.command_chain or ())
    what = "needs a value" if error.keyword else "is missing"
    return f'{name} {what}: {wanted[:1].lower()}{wanted[1:].rstrip(".")}; "b12regimen {command} --help" has examples'
