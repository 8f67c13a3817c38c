"""Tells whether a record is of the patient and of now: what others have, what is over or to come is not read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from b12regimen.errors import listed
from b12regimen.fhir.doubt import doubted, of_another
from b12regimen.fhir.reading import day_of, every_word, items, shown, table, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

_FOCUS_CODE: Final = "observation-focusCode"
_PARTIAL: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_DECEMBER: Final = 12


def why_another_s(concept: object) -> str | None:
    """Say which word beside a code speaks of another person; ``None`` for none."""
    for line in every_word(concept):
        if word := of_another(line):
            return f'its words, "{shown(line)}", may be of another person ("{word}")'
    return None


def why_of_others(concept: object) -> str | None:
    """Say which word beside a code speaks of another person, of the past or of doubt; ``None`` for none."""
    for line in every_word(concept):
        if word := doubted(line):
            return f'its words, "{shown(line)}", do not say that it is found now ("{word}")'
    return why_another_s(concept)


def why_of_another_focus(resource: dict[str, Any], is_patient: Callable[[str], bool]) -> str | None:
    """Say what else than the patient an observation is about: a baby, a donor; ``None`` for nothing."""
    extensions = (text(table(one).get("url")) or "" for one in items(resource.get("extension")))
    if any(url.endswith(_FOCUS_CODE) for url in extensions):
        return "it is about something else than the patient (focusCode)"
    focus = resource.get("focus")
    each = focus if isinstance(focus, list) else [] if focus is None else [focus]
    references = [text(table(one).get("reference")) for one in each]
    others = [shown(one or "what is not referred to") for one in references if one is None or not is_patient(one)]
    return f"it is about {listed(others, 'and')}, and not about the patient" if others else None


def why_not_now(resource: dict[str, Any], today: date) -> str | None:
    """Say why a condition is not there now, by its dates, whatever its status; ``None`` if it may be."""
    for name, given in resource.items():
        if not name.startswith("abatement") or given is None:
            continue
        ends = table(given).get("end") if name == "abatementPeriod" else given
        day = _last_day(ends)
        if day is None or day <= today:
            return f"it is said to be active, and to have abated: {shown(ends)}"
    return why_later(resource, ("onset", "recordedDate"), today)


def why_later(resource: dict[str, Any], names: Sequence[str], today: date) -> str | None:
    """Say which of its days lies after today; ``None`` for none."""
    for name in names:
        for key in (name, f"{name}DateTime", f"{name}Period"):
            given = resource.get(key)
            day = _first_day(table(given).get("start") if key.endswith("Period") else given)
            if day is not None and day > today:
                return f"it is of {day}, after {today}"
    return None


def why_not_taken_now(resource: dict[str, Any], today: date) -> str | None:
    """Say why a medicine is not taken now, by the dates of its record; ``None`` if it may be."""
    own = resource.get("effectivePeriod")
    dosages = [table(one) for one in [*items(resource.get("dosage")), *items(resource.get("dosageInstruction"))]]
    bounds = [table(table(one.get("timing")).get("repeat")).get("boundsPeriod") for one in dosages]
    last = [_last_day(table(period).get("end")) for period in bounds]
    if own is not None and (day := _last_day(table(own).get("end"))) is not None and day < today:
        return f"it was taken until {day}, and is said to be active"
    if last and all(day is not None and day < today for day in last):
        return f"it was to be taken until {max(day for day in last if day is not None)}, and is said to be active"
    return why_later(resource, ("effective",), today)


def _first_day(given: object) -> date | None:
    part = _PARTIAL.fullmatch(given) if isinstance(given, str) else None
    return day_of(f"{part[1]}-{part[2] or '01'}-01") if part else day_of(given)


def _last_day(given: object) -> date | None:
    """Take the last day that a date may mean: of a month or a year, its last."""
    part = _PARTIAL.fullmatch(given) if isinstance(given, str) else None
    if part is None:
        return day_of(given)
    year, month = part[1], part[2] or str(_DECEMBER)
    return next((day for end in ("31", "30", "29", "28") if (day := day_of(f"{year}-{month}-{end}"))), None)
