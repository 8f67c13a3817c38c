"""Writes the parts of a guideline for people: its days, the facts that it looks at, its alerts and its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen.tables.parts import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from b12regimen.alerts.alerts import Alert
    from b12regimen.cases.fact_reading import FactReader
    from b12regimen.values.sources import Citation, Source


def shown_days(valid_from: date | str | None, valid_to: date | str | None) -> str:
    """Say between which days a text is known to stand; nothing where neither is known."""
    parts = [f"{word} {day}" for word, day in (("from", valid_from), ("until", valid_to)) if day is not None]
    return " ".join(["known to stand", *parts]) if parts else ""


def fact_lines(reader: FactReader) -> Iterator[str]:
    """Say in which words a fact is read, and what each of them takes together."""
    yield f"{reader.fact.name}: {reader.fact.question}"
    for value in reader.domain.values:
        members = [show(one) for one in reader.members(value)]
        is_itself = members == [show(value)]
        yield f"  {show(value)}" if is_itself else f"  {show(value)}: {', '.join(members)}"
    if reader.order:
        yield f"  of several, the first decides: {', '.join(map(show, reader.order))}"
    for kind, can_resolve in reader.stated.items():
        yield f"  stated of {kind}: it {'can' if can_resolve else 'cannot'} resolve"
        yield from (f"    {one}" for one in reader.stated_in[kind])


def alert_cells(alert: Alert) -> list[list[str]]:
    """Give its name, what it says, for whom it is, and who says so."""
    return [[alert.id], [str(alert)], [f"when {alert.raised_by}"], cited(alert.citations)]


def cited(citations: Iterable[Citation]) -> list[str]:
    """Say who says so, a line for each."""
    return [str(citation) for citation in citations]


def source_lines(source: Source) -> Iterator[str]:
    """Say what was read, how, and where it is."""
    yield f"{source.key} [{source.evidence}]: {source.title}"
    yield f"  {source.url or 'no address known'}"
    if source.note:
        yield f"  {source.note}"
