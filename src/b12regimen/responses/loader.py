"""What sources say of the response to treatment, as data: when each marker moves, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args

import attrs

from b12regimen.errors import B12RegimenError, ShippedFileError
from b12regimen.files.entries import Cited, NoHead, SourceEntry
from b12regimen.files.entry_file import read_entry_file
from b12regimen.files.reading import Reading
from b12regimen.patients.analytes import AnalyteName
from b12regimen.patients.entry_facts import flags_of
from b12regimen.patients.labs import Flag
from b12regimen.published import PUBLISHED
from b12regimen.values.durations import Duration
from b12regimen.values.quantities import Quantity
from b12regimen.values.sources import Citation

if TYPE_CHECKING:
    from collections.abc import Callable

ResponseMarkerName = Literal["reticulocytes", "haemoglobin", "haematocrit", "mcv", "mma", "homocysteine"]
MarkerKind = Literal["reticulocytes", "count", "metabolite"]
TimeName = Literal[
    "reticulocytes-rise",
    "reticulocytes-checked",
    "reticulocytes-window",
    "count-rises",
    "count-normal-early",
    "count-normal",
    "metabolites-measured",
]
ResponseFinding = Literal["responded", "too-early", "partial", "none", "not-decided"]
PrincipleName = Literal["time-lines", "one-injection"]
Symptoms = Literal["improved", "not-improved", "worse"]

_SHIPPED: Final = PUBLISHED / "response.toml"

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class ResponseTime:
    """A time by which something is expected.

    Attributes:
        at: How long after the first dose.
        says: What the sources say of it.
        citations: Who says so.
    """

    at: Duration
    says: str
    citations: tuple[Citation, ...]


@attrs.frozen(kw_only=True)
class TwiceNormal:
    """The rule that reticulocytes stay at a multiple of normal while the haematocrit is low.

    Attributes:
        haematocrit: Below this the rule holds.
        times: The multiple.
        says: The rule, restated.
        citations: Who says so.
    """

    haematocrit: Quantity
    times: Fraction
    says: str
    citations: tuple[Citation, ...]


@attrs.frozen(kw_only=True)
class MarkerOfResponse:
    """A marker that shows a response.

    Attributes:
        id: Its name.
        analytes: The analytes in which it is reported; each is compared with itself only.
        kind: How it is judged.
        improves: Whether it goes up or down in a response.
        reading: What is this library's reading and not a source's.
    """

    id: ResponseMarkerName
    analytes: tuple[AnalyteName, ...]
    kind: MarkerKind
    improves: Literal["up", "down"]
    reading: str


@attrs.frozen(kw_only=True)
class AboutAnalyte:
    """What sources say of analytes that are no markers of response.

    Attributes:
        analytes: The analytes.
        text: What they say.
        citations: Who says so.
    """

    analytes: tuple[AnalyteName, ...]
    text: str
    citations: tuple[Citation, ...]


@attrs.frozen(kw_only=True)
class Said:
    """What sources say of an answer: what it may mean, what to do next, or what to watch.

    Attributes:
        id: Its name.
        text: What they say.
        severity: How severe it is, for what to watch.
        findings: The answers to which it belongs; empty where the symptoms or the results decide.
        late: Whether it belongs to an answer in which a marker is late.
        symptoms: The symptoms to which it belongs.
        flagged: The laboratory's verdicts that speak to it, each alone.
        unless: The laboratory's verdicts under which it is not said, each alone.
        not_before: It is not said of a follow-up that is known to be earlier; ``None`` if it is always said.
        after: It is said only of a follow-up that is known to be later; ``None`` if it is always said.
        until: It is not said of a follow-up that is known to be later; ``None`` if it is always said.
        lasts: A verdict on the baseline counts until a later result is placed.
        used_up: Only a result under treatment counts, where red cells rose and it was not so before.
        citations: Who says so.
    """

    id: str
    text: str
    severity: Literal["warning", "information"] = "information"
    findings: tuple[ResponseFinding, ...] = ()
    late: bool = False
    symptoms: tuple[Symptoms, ...] = ()
    flagged: Mapping[AnalyteName, Flag] = attrs.field(factory=dict, converter=MappingProxyType[AnalyteName, Flag])
    unless: Mapping[AnalyteName, Flag] = attrs.field(factory=dict, converter=MappingProxyType[AnalyteName, Flag])
    not_before: Duration | None = None
    after: Duration | None = None
    until: Duration | None = None
    lasts: bool = False
    used_up: bool = False
    citations: tuple[Citation, ...]


@attrs.frozen(kw_only=True, eq=False)
class ResponseRules:
    """All that sources say of the response to treatment."""

    times: Mapping[TimeName, ResponseTime]
    twice_normal: TwiceNormal
    markers: tuple[MarkerOfResponse, ...]
    no_markers: tuple[AboutAnalyte, ...]
    contrary: tuple[AboutAnalyte, ...]
    principles: Mapping[str, Said]
    meanings: tuple[Said, ...]
    next: tuple[Said, ...]
    watch: tuple[Said, ...]


@attrs.frozen(kw_only=True, eq=False)
class _TimeEntry(Cited):
    id: TimeName
    at: str
    says: str


@attrs.frozen(kw_only=True, eq=False)
class _TwiceEntry(Cited):
    haematocrit: str
    times: str
    says: str


@attrs.frozen(kw_only=True, eq=False)
class _MarkerEntry:
    id: ResponseMarkerName
    analyte: list[AnalyteName]
    kind: MarkerKind
    improves: Literal["up", "down"]
    reading: str


@attrs.frozen(kw_only=True, eq=False)
class _AboutEntry(Cited):
    analyte: list[AnalyteName]
    text: str


@attrs.frozen(kw_only=True, eq=False)
class _SaidEntry(Cited):
    id: str
    text: str
    severity: Literal["warning", "information"] = "information"
    finding: list[ResponseFinding] = attrs.Factory(list)
    late: bool = False
    symptoms: list[Symptoms] = attrs.Factory(list)
    flagged: dict[str, Flag] = attrs.Factory(dict)
    unless: dict[str, Flag] = attrs.Factory(dict)
    not_before: str | None = None
    after: str | None = None
    until: str | None = None
    lasts: bool = False
    used_up: bool = False


_KINDS: Final[dict[str, type[Any]]] = {
    "source": SourceEntry,
    "time": _TimeEntry,
    "twice_normal": _TwiceEntry,
    "marker": _MarkerEntry,
    "no_marker": _AboutEntry,
    "contrary": _AboutEntry,
    "principle": _SaidEntry,
    "meaning": _SaidEntry,
    "next": _SaidEntry,
    "watch": _SaidEntry,
}


@lru_cache(maxsize=1)
def response_rules() -> ResponseRules:
    """Give what the library knows of the response to treatment."""
    return parse_response_rules(_SHIPPED.read_text("utf-8"), _SHIPPED.name)


def parse_response_rules(text: str, name: str = "response") -> ResponseRules:
    """Read what is known of the response from the text of a file.

    Raises:
        ShippedFileError: The text has errors: all of them, each with its path and line.
    """
    reading = Reading(read_entry_file(text, NoHead, _KINDS))
    read = _Reader(reading)
    times = read.times()
    twice = read.twice_normal()
    markers = read.markers()
    no_markers, contrary = read.about("no_marker"), read.about("contrary")
    principles = {said.id: said for said in read.said("principle")}
    read.all_there("principle", list(principles), get_args(PrincipleName))
    meanings, following, watch = read.said("meaning"), read.said("next"), read.said("watch")
    reading.each_cited()
    if reading.findings or twice is None:
        raise reading.refusal(ShippedFileError, name)
    return ResponseRules(
        times=MappingProxyType(times),
        twice_normal=twice,
        markers=markers,
        no_markers=no_markers,
        contrary=contrary,
        principles=MappingProxyType(principles),
        meanings=meanings,
        next=following,
        watch=watch,
    )


class _Reader:
    def __init__(self, reading: Reading[NoHead]) -> None:
        self._reading = reading

    def _value(self, path: str, read: Callable[[str], T], text: str) -> T | None:
        try:
            return read(text)
        except (B12RegimenError, ValueError, ArithmeticError) as error:
            self._reading.found(path, str(error))
            return None

    def times(self) -> dict[TimeName, ResponseTime]:
        found: dict[TimeName, ResponseTime] = {}
        entries = list(self._reading.file.of("time", _TimeEntry))
        for path, entry in entries:
            at = self._reading.duration(f"{path}.at", entry.at)
            citations = self._reading.citations(path, entry)
            if at is not None:
                found[entry.id] = ResponseTime(at=at, says=entry.says, citations=citations)
        self._reading.each_once("time", [entry.id for _, entry in entries])
        self.all_there("time", [entry.id for _, entry in entries], get_args(TimeName))
        return found

    def twice_normal(self) -> TwiceNormal | None:
        entries = list(self._reading.file.of("twice_normal", _TwiceEntry))
        if len(entries) != 1:
            self._reading.found("twice_normal", "give this entry once")
            return None
        ((path, entry),) = entries
        haematocrit = self._value(f"{path}.haematocrit", Quantity.parse, entry.haematocrit)
        times = self._value(f"{path}.times", Fraction, entry.times)
        citations = self._reading.citations(path, entry)
        if haematocrit is None or times is None:
            return None
        return TwiceNormal(haematocrit=haematocrit, times=times, says=entry.says, citations=citations)

    def markers(self) -> tuple[MarkerOfResponse, ...]:
        entries = [entry for _, entry in self._reading.file.of("marker", _MarkerEntry)]
        self._reading.each_once("marker", [entry.id for entry in entries])
        self.all_there("marker", [entry.id for entry in entries], get_args(ResponseMarkerName))
        return tuple(
            MarkerOfResponse(
                id=entry.id,
                analytes=tuple(entry.analyte),
                kind=entry.kind,
                improves=entry.improves,
                reading=entry.reading,
            )
            for entry in entries
        )

    def all_there(self, kind: str, given: list[Any], wanted: tuple[str, ...]) -> None:
        for name in wanted:
            if name not in given:
                self._reading.found(kind, f'the {kind} "{name}" is missing')

    def about(self, kind: str) -> tuple[AboutAnalyte, ...]:
        return tuple(
            AboutAnalyte(analytes=tuple(entry.analyte), text=entry.text, citations=self._reading.citations(path, entry))
            for path, entry in self._reading.file.of(kind, _AboutEntry)
        )

    def said(self, kind: str) -> tuple[Said, ...]:
        entries = list(self._reading.file.of(kind, _SaidEntry))
        self._reading.each_once(kind, [entry.id for _, entry in entries])
        return tuple(
            Said(
                id=entry.id,
                text=entry.text,
                severity=entry.severity,
                findings=tuple(entry.finding),
                late=entry.late,
                symptoms=tuple(entry.symptoms),
                flagged=flags_of(self._reading, f"{path}.flagged", entry.flagged),
                unless=flags_of(self._reading, f"{path}.unless", entry.unless),
                not_before=self._reading.duration(f"{path}.not_before", entry.not_before),
                after=self._reading.duration(f"{path}.after", entry.after),
                until=self._reading.duration(f"{path}.until", entry.until),
                lasts=entry.lasts,
                used_up=entry.used_up,
                citations=self._reading.citations(path, entry),
            )
            for path, entry in entries
        )
