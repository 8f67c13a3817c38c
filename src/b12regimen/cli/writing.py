"""Where the commands write: standard output, which may be closed or full, and files, of which none is written over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any


class OutputError(Exception):
    """What was to be written did not get through."""


class StandardOutput:
    """Standard output as it is at the moment, with one error for all that can keep text from it."""

    def __getattr__(self, name: str) -> Any:
        """Answer what else is asked of a file, such as its encoding."""
        return getattr(sys.stdout, name)

    def write(self, text: str) -> int:
        """Write text.

        Raises:
            OutputError: It did not get through.
        """
        return int(self._through("write", text))

    def flush(self) -> None:
        """See that what was written has arrived.

        Raises:
            OutputError: It did not get through.
        """
        self._through("flush")

    def _through(self, what: str, *given: str) -> Any:
        if sys.stdout is None:
            raise OutputError("standard output is closed")
        try:
            return getattr(sys.stdout, what)(*given)
        except (OSError, UnicodeError) as error:
            sys.stdout = None  # so that nothing is tried again on the way out
            if isinstance(error, BrokenPipeError):
                raise OutputError("standard output was closed before all of it was read") from None
            raise OutputError(f"standard output: {getattr(error, 'strerror', None) or error}") from None


def write_new(file: str, content: bytes) -> None:
    """Write a file that is not there yet.

    Raises:
        OutputError: There is such a file, which is kept, or it cannot be written.
    """
    try:
        with Path(file).open("xb") as opened:
            opened.write(content)
    except FileExistsError:
        raise OutputError(f"{file}: it is there already, and is kept; give another name, or delete it first") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise OutputError(f"{file}: {getattr(error, 'strerror', None) or error}") from None
