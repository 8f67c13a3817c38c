"""Editions: which text of a guideline stood on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen.errors import EditionError, GuidelineError
from b12regimen.values.calendar_days import to_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.values.calendar_days import DayLike


def edition_on(given: DayLike, newest: Guideline, load: Callable[[str], Guideline]) -> Guideline:
    """Find the edition that is known to have stood on a day.

    Args:
        given: The day, or its text of the form YYYY-MM-DD.
        newest: The edition to start from; the search goes back from each to the one before it.
        load: Loads the edition of an id or a file.

    Raises:
        EditionError: It cannot be told which edition stood then.
        GuidelineError: It is no day.
    """
    day = to_day(given, "as_of", GuidelineError)
    edition, passed = newest, [newest.id]
    while edition.valid_from is None or day < edition.valid_from:
        if edition.valid_from is None:
            raise EditionError(
                f'"{edition.id}" is undated ({edition.version}), so whether it stood on {day} cannot be told; '
                f"load it without as_of if it is the one that is meant{_instead(edition, newest)}"
            )
        if edition.earlier is None:
            raise EditionError(
                f'"{edition.id}" is known to stand from {edition.valid_from}; no earlier edition was read, so what '
                f"stood on {day} cannot be told"
            )
        edition = load(edition.earlier)
        if edition.id in passed:
            raise EditionError(f'the editions before "{newest.id}" lead in a circle: {", ".join(passed)}')
        passed.append(edition.id)
    if edition.valid_to is not None and day > edition.valid_to:
        after = edition.superseded_by or "nothing that is named"
        raise EditionError(
            f'"{edition.id}" is known to stand until {edition.valid_to}, and {day} is later; after it comes {after}'
        )
    if edition.valid_to is None and edition.superseded_by is not None:
        raise EditionError(
            f'"{edition.id}" is superseded by {edition.superseded_by}, and since when is not known, so whether it '
            f"stood on {day} cannot be told"
        )
    return edition


def _instead(edition: Guideline, newest: Guideline) -> str:
    return "" if edition is newest else f'; "{newest.id}" is known to stand from {newest.valid_from} only'
