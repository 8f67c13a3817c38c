"""Says what was likely meant where neither an id nor a file has the name that was given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from b12regimen.errors import closest_ids

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearby(given: str | Path, ids: Iterable[str], where: str, folder: Path = Path()) -> str:
    """Name the file of that name with its ending, or else the ids that resemble it.

    Args:
        given: The name.
        ids: The ids that there are.
        where: What lists them.
        folder: Where the file would lie.

    Returns:
        Text to put behind a message, such as ``; did you mean the file "our-hospital.toml"?``.
    """
    name = f"{given}.toml"
    try:
        is_file = (folder / name).is_file()
    except (OSError, ValueError):  # a name that no file can have
        is_file = False
    return f'; did you mean the file "{name}"?' if is_file else closest_ids(str(given), ids, where)
