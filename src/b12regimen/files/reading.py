"""What every part of a file is read with: its entries, its sources, and the findings on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from b12regimen.errors import NotationError, PatientError, did_you_mean
from b12regimen.files.entries import Cited, SourceEntry
from b12regimen.regimens.notation import parse_duration
from b12regimen.values.age import Age
from b12regimen.values.jurisdictions import no_jurisdiction
from b12regimen.values.sources import Citation, Source

if TYPE_CHECKING:
    from b12regimen.errors import FindingsError
    from b12regimen.files.entry_file import EntryFile
    from b12regimen.values.durations import Duration

H = TypeVar("H")

_URL: Final = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?")


class Reading(Generic[H]):
    """One file being read.

    Attributes:
        file: The entries.
        findings: Everything that is wrong so far.
        sources: The documents that entries may cite, by key.
        is_proved: Whether all of a table was there to be proved, so that its gaps were looked for.
    """

    def __init__(self, file: EntryFile[H]) -> None:
        """Start with what does not fit the shape, and read the sources."""
        self.file = file
        self.findings = [file.whole.finding(path, reason) for path, reason in file.misfits]
        self.sources: dict[str, Source] = {}
        self.is_proved = False
        self._cited: set[str] = set()
        self._misfits = {path for path, _ in file.misfits}
        self._misread = {place for path, _ in file.misfits if (place := _place_in_table(path))}
        for path, entry in file.of("source", SourceEntry):
            self._read_source(path, entry)

    def _read_source(self, path: str, entry: SourceEntry) -> None:
        if entry.key in self.sources:
            self.found(f"{path}.key", f'the source "{entry.key}" is given twice')
        if entry.url is not None and not _URL.fullmatch(entry.url):
            self.found(f"{path}.url", f'"{entry.url}" is no web address; it starts with https:// or http://')
        self.sources[entry.key] = Source(
            key=entry.key, title=entry.title, url=entry.url, evidence=entry.evidence, note=entry.note
        )

    def found(self, path: str, reason: str) -> None:
        """Note what is wrong at a path, unless it is known that nothing fits there."""
        if path in self._misfits:
            return
        self.findings.append(self.file.whole.finding(path, reason))
        if place := _place_in_table(path):
            self._misread.add(place)

    def refusal(self, error: type[FindingsError], name: str, remark: str = "") -> FindingsError:
        """Make an error of all that was found, in the order of the lines."""
        found = sorted(self.findings, key=lambda finding: (finding.file or "", finding.line or 0))
        return error(name, found, remark)

    def unused_sources(self) -> list[tuple[str, str]]:
        """Give the path and the key of each source of the file itself that nothing cites, once all is read.

        Where an entry cites what is not there, it may have meant any of them, so none is named.
        """
        entries = [entry for kind in self.file.entries.values() for entry in kind if isinstance(entry, Cited)]
        cited = self._cited.union(*map(_keys, entries))
        return [
            (path, entry.key)
            for path, entry in self.file.of("source", SourceEntry)
            if cited <= self.sources.keys() and entry.key not in cited and self.file.whole.is_own(path)
        ]

    def each_cited(self) -> None:
        """Note sources that nothing cites, once all is read."""
        for path, key in self.unused_sources():
            self.found(path, f'nothing cites "{key}"')

    def each_once(self, kind: str, ids: list[str]) -> None:
        """Note ids that are given twice."""
        for number, one in enumerate(ids):
            if one in ids[:number]:
                self.found(f"{kind}[{number}].id", f'the {kind} "{one}" is given twice')

    def is_misread(self, places: set[str]) -> bool:
        """Tell whether findings stand in the facts or in any of some rules, so that a proof would speak of them."""
        return bool(self._misread & {"facts", *places})

    def is_whole(self) -> bool:
        """Tell whether the facts, every rule and every exclusion were read, so that what is missing is a gap."""
        return self.file.head is not None and not self._misread

    def citations(self, path: str, entry: Cited) -> tuple[Citation, ...]:
        """Read what an entry cites."""
        keys = _keys(entry)
        if not keys:
            self.found(f"{path}.source", "name at least one source")
        for key in keys:
            if key not in self.sources:
                self.found(f"{path}.source", f'there is no source "{key}"{did_you_mean(key, self.sources)}')
        self._cited |= set(keys)
        return tuple(Citation(self.sources[key], entry.section) for key in keys if key in self.sources)

    def age(self, path: str, given: str | None) -> Age | None:
        """Read an age; ``None`` where none is given, or what is given is none."""
        if given is None:
            return None
        try:
            return Age.parse(given)
        except PatientError as error:
            self.found(path, error.findings[0].reason)
            return None

    def duration(self, path: str, given: str | None) -> Duration | None:
        """Read a length of time; ``None`` where none is given, or what is given is none."""
        if given is None:
            return None
        try:
            return parse_duration(given)
        except NotationError as error:
            self.found(path, f'"{given}" is no length of time, such as "7-10 days": {error.reason}')
            return None

    def jurisdiction(self, path: str, given: str) -> str:
        """Read where a source speaks, which decides what holds for whom."""
        if (reason := no_jurisdiction(given)) is not None:
            self.found(path, reason)
        return given

    def jurisdictions(self, path: str, given: list[str]) -> tuple[str, ...]:
        """Read several of them."""
        return tuple(self.jurisdiction(f"{path}[{number}]", one) for number, one in enumerate(given))


def _keys(entry: Cited) -> list[str]:
    return [entry.source] if isinstance(entry.source, str) else entry.source


def _place_in_table(path: str) -> str | None:
    """Name what a finding keeps from being proved: the facts, or one rule or exclusion; ``None`` for neither."""
    if path.split(".", maxsplit=1)[0] in ("facts", "groups") or path.startswith("age_edge"):
        return "facts"
    match = re.match(r"(?:rule|impossible)\[\d+\](?=$|\.when|\.id)", path)
    return match[0] if match else None
