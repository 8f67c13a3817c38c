"""Reads the text of a file of one's own: whatever stands in the way is said in one way."""

from __future__ import annotations

import codecs
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from b12regimen.errors import Finding
from b12regimen.files.nearby import similar_file

if TYPE_CHECKING:
    from b12regimen.errors import FindingsError

ZIPPED: Final = "PK\x03\x04"
NO_PLAIN_TEXT: Final = "this is a document of a word processor, or a zip file; save it as plain text, in UTF-8"


def read_text(given: object, error: type[FindingsError]) -> tuple[str, str]:
    """Give the text of a file, and the name that messages call it by.

    Args:
        given: Its path.
        error: What is raised where it is no path, or where there is no file or no text.
    """
    if not isinstance(given, str | PathLike):
        raise error("path", [Finding("", f"{given!r} is not the path of a file; give it as text")])
    path = Path(given)
    name = path.name or str(path)
    try:
        return path.read_text("utf-8-sig"), name
    except FileNotFoundError:
        similar = similar_file(path)
        hint = f'; did you mean the file "{similar}"?' if similar else ""
        reason = f'there is no file "{path}"{hint}'
    except OSError as problem:
        reason = f"it cannot be read: {problem.strerror}"
    except UnicodeDecodeError as problem:
        reason = no_utf_8(problem)
    except ValueError:
        reason = f"no file can have the name {str(path)!r}"
    raise error(name, [Finding("", reason)])


def no_utf_8(error: UnicodeDecodeError) -> str:
    """Say why bytes are no text, and what would do."""
    if error.object.startswith(ZIPPED.encode()):
        return NO_PLAIN_TEXT
    is_utf_16 = error.object[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    place = f" (line {error.object.count(10, 0, error.start) + 1}, the byte 0x{error.object[error.start]:02x})"
    return f"this is not UTF-8 text{' but UTF-16' if is_utf_16 else place}; save it as UTF-8"
