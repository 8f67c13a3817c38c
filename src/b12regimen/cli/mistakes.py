"""Says what is wrong with a command, in the words of a command line: what is missing, and what would do."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from b12regimen.cli.output import CycloptsError, MissingArgumentError, UnknownOptionError

if TYPE_CHECKING:
    from cyclopts.argument import Argument

    from b12regimen.errors import B12RegimenError

_FUNCTION: Final = re.compile(r'\b\w+\(\) or (?="b12regimen )')  # of Python, beside the command that does the same


def in_words(error: CycloptsError | B12RegimenError | OSError | str) -> str:
    """Say what is wrong and what would do."""
    if isinstance(error, UnknownOptionError) and error.token.value == "-":
        command = " ".join(error.command_chain or ())
        return f'"-" is standard input, which {command} does not read; save it as a file and give its name'
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        return _missing(error, error.argument)
    if isinstance(error, CycloptsError):
        error.verbose = False
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}"
    return _FUNCTION.sub("", str(error))


def _missing(error: MissingArgumentError, argument: Argument) -> str:
    """Name what is missing, with what its help says of it, or the option that was likely meant to give it."""
    given = [token.partition("=")[0] for token in error.unused_tokens or () if token.startswith("--")]
    given = [] if error.keyword or argument.name in given else given
    if misspelt := get_close_matches(argument.name, given, n=1):
        return f"Unknown option: {misspelt[0]}. Did you mean {argument.name}?"
    name = error.keyword or argument.name
    wanted = argument.parameter.help or ""
    command = " ".join(error.command_chain or ())
    what = "needs a value" if error.keyword else "is missing"
    return f'{name} {what}: {wanted[:1].lower()}{wanted[1:].rstrip(".")}; "b12regimen {command} --help" has examples'
