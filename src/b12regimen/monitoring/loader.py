"""What to measure or review and when, as data with sources; and what sources say not to measure."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, Literal

import attrs

from b12regimen.alerts.alerts import Combination
from b12regimen.errors import ShippedFileError, did_you_mean
from b12regimen.files.entries import Cited, NoHead, SourceEntry, When
from b12regimen.files.entry_file import read_entry_file
from b12regimen.files.reading import Reading
from b12regimen.guidelines.loader import guideline_ids
from b12regimen.patients.analytes import AnalyteName
from b12regimen.patients.entry_facts import combinations_of
from b12regimen.published import PUBLISHED
from b12regimen.regimens.dosing import Drug
from b12regimen.values.age import Age
from b12regimen.values.durations import Duration
from b12regimen.values.pickling import by_values
from b12regimen.values.sources import Citation

Measure = Literal[
    AnalyteName,
    "reticulocytes",
    "blood-count",
    "vitamin-b12",
    "iron",
    "diagnostic-blood-tests",
    "haematological-state",
    "neurological-state",
    "diagnosis-and-treatment",
    "response",
    "gastric-cancer",
]
MonitoringKind = Literal["test", "review", "do-not-measure"]
Anchor = Literal["before-first-dose", "start", "end-of-repletion", "none"]

_COUNTED_FROM: Final[tuple[Anchor, ...]] = ("start", "end-of-repletion")
_SHIPPED: Final = PUBLISHED / "monitoring.toml"
_NO_AGE: Final = 'write the youngest age that the source covers, as youngest = "16 years"'


@attrs.frozen(kw_only=True)
class MonitoringEntry:
    """What a source says to measure, to review, or not to measure.

    Attributes:
        id: Its name.
        measures: What is measured or reviewed.
        kind: A test, a review, or what is not to be measured.
        when: The time in the source's words.
        anchor: What that time is counted from; "none" where the source counts from nothing that is dated here.
        after: How long after that; ``None`` where the source gives no number.
        every: How often it is repeated; ``None`` where the source names no repeats.
        until: Until when it is repeated; ``None`` where the source names no end.
        facts: Combinations of facts of the patient and their values; one of them is enough, and all of its facts are
            needed; empty: all patients.
        youngest: The youngest age that the source covers; ``None`` for all ages.
        drugs: The drugs for which the source says it; empty: for any.
        jurisdictions: The countries in which the source speaks; empty: in none above others.
        guidelines: The guidelines whose regimens need it; empty: all.
        rules: The rules of these guidelines whose regimens need it; empty: all.
        topic: What the source and others contradict each other on; ``None`` for nothing.
        why: Why, in the source's words; ``None`` where no reason was read.
        citations: Who says so.
    """

    id: str
    measures: tuple[Measure, ...]
    kind: MonitoringKind
    when: str
    anchor: Anchor
    after: Duration | None
    every: str | None
    until: str | None
    facts: tuple[Combination, ...]
    youngest: Age | None
    drugs: tuple[Drug, ...]
    jurisdictions: tuple[str, ...]
    guidelines: tuple[str, ...]
    rules: tuple[str, ...]
    topic: str | None
    why: str | None
    citations: tuple[Citation, ...]

    __reduce__ = by_values

    @property
    def time(self) -> str:
        """The time in the source's words, repeats and end included."""
        every = [self.every] if self.every and self.every not in self.when else []
        until = [f"until {self.until}"] if self.until else []
        numberless = self.after is None and self.anchor in _COUNTED_FROM
        return "; ".join([self.when, *every, *until, *(["the source gives no number"] if numberless else [])])


@attrs.frozen(kw_only=True, eq=False)
class _Entry(Cited):
    """One item, as written."""

    id: str
    measure: list[Measure]
    kind: MonitoringKind
    when: str
    anchor: Anchor
    after: str | None = None
    every: str | None = None
    until: str | None = None
    facts: When | list[When] = attrs.Factory(list)
    youngest: str | None = None
    drug: list[Drug] = attrs.Factory(list)
    jurisdiction: list[str] = attrs.Factory(list)
    guideline: list[str] = attrs.Factory(list)
    rule: list[str] = attrs.Factory(list)
    topic: str | None = None
    why: str | None = None


_KINDS: Final[dict[str, type[Any]]] = {"source": SourceEntry, "item": _Entry}


@lru_cache(maxsize=1)
def monitoring_entries() -> tuple[MonitoringEntry, ...]:
    """Give the items that the library knows."""
    return parse_monitoring(_SHIPPED.read_text("utf-8"), _SHIPPED.name)


def parse_monitoring(text: str, name: str = "monitoring") -> tuple[MonitoringEntry, ...]:
    """Read items from the text of a file.

    Raises:
        ShippedFileError: The text has errors: all of them, each with its path and line.
    """
    reading = Reading(read_entry_file(text, NoHead, _KINDS))
    found = [_read(reading, path, entry) for path, entry in reading.file.of("item", _Entry)]
    reading.each_once("item", [one.id for one in found])
    for number, one in enumerate(found):
        if one.topic and len({other.kind for other in found if other.topic == one.topic}) == 1:
            reading.found(f"item[{number}].topic", f'nothing contradicts it on "{one.topic}"')
    reading.each_cited()
    if reading.findings:
        raise reading.refusal(ShippedFileError, name)
    return tuple(found)


def _read(reading: Reading[NoHead], path: str, entry: _Entry) -> MonitoringEntry:
    if not entry.measure:
        reading.found(f"{path}.measure", "name what is measured or reviewed")
    for guideline in entry.guideline:
        if guideline not in guideline_ids():
            hint = did_you_mean(guideline, guideline_ids())
            reading.found(f"{path}.guideline", f'there is no guideline "{guideline}"{hint}')
    if entry.rule and not entry.guideline:
        reading.found(f"{path}.rule", "name the guideline whose rules they are, as guideline = [...]")
    return MonitoringEntry(
        id=entry.id,
        measures=tuple(entry.measure),
        kind=entry.kind,
        when=entry.when,
        anchor=entry.anchor,
        after=_after(reading, path, entry),
        every=entry.every,
        until=entry.until,
        facts=combinations_of(reading, f"{path}.facts", entry.facts, instead_of_age=_NO_AGE),
        youngest=reading.age(f"{path}.youngest", entry.youngest),
        drugs=tuple(entry.drug),
        jurisdictions=reading.jurisdictions(f"{path}.jurisdiction", entry.jurisdiction),
        guidelines=tuple(entry.guideline),
        rules=tuple(entry.rule),
        topic=entry.topic,
        why=entry.why,
        citations=reading.citations(path, entry),
    )


def _after(reading: Reading[NoHead], path: str, entry: _Entry) -> Duration | None:
    if entry.after is not None and entry.anchor not in _COUNTED_FROM:
        reading.found(f"{path}.after", f'nothing is counted from "{entry.anchor}"; leave it out, or change the anchor')
    return reading.duration(f"{path}.after", entry.after)
