"""Says what was likely meant where neither an id nor a file has the name that was given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from b12regimen.errors import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

_FEW: Final = 3


def nearby(given: str | Path, ids: Iterable[str], where: str, folder: Path = Path()) -> str:
    """Name the file of that name with its ending, or one whose name resembles it, or else the ids that do.

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
    file = name if is_file else similar_file(given, folder)
    return f'; did you mean the file "{file}"?' if file else _closest_ids(str(given), ids, where)


def similar_file(given: str | Path, folder: Path = Path()) -> str | None:
    """Name a file beside one that is not there, of the same ending and nearly the same name.

    Only the folder itself is looked through, and what lies below it: elsewhere lie others' files.

    Args:
        given: The name of a file, which has an ending.
        folder: Where it would lie, by default the folder that is worked in.

    Returns:
        Its name, in the folder that was given; ``None`` where there is none, or the name leads elsewhere.
    """
    from difflib import get_close_matches  # 7 ms that only a mistake should cost

    path = Path(given)
    if not path.suffix:
        return None
    try:
        where = (folder / path).parent
        if not where.resolve().is_relative_to(folder.resolve()):
            return None
        beside = [one.stem for one in where.iterdir() if one.suffix == path.suffix and one.is_file()]
    except (OSError, ValueError):
        return None
    close = get_close_matches(path.stem, beside, n=1, cutoff=0.75)
    return str(path.with_name(f"{close[0]}{path.suffix}")) if close else None


def _closest_ids(given: str, ids: Iterable[str], where: str) -> str:
    """Name the few ids that hold or resemble what was given, and say where all are listed.

    Returns:
        Text to put behind a message, such as ``; did you mean "uk-nice-cks"? guideline_ids() lists all``.
    """
    from difflib import get_close_matches  # 7 ms that only a mistake should cost

    ids = list(ids)
    word = "-".join(given.lower().replace("_", " ").split())
    holding = [name for name in ids if word and word in name]
    few = holding if 0 < len(holding) <= _FEW else get_close_matches(word, ids, n=_FEW, cutoff=0.75)
    meant = listed(f'"{name}"' for name in few)
    return f"; did you mean {meant}? {where} lists all" if few else f"; {where} lists all"
