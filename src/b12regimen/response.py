"""Is the treatment working? Two panels of results, before treatment and under it, read by the published time line."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import fill
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.durations import Duration, days_in
from b12regimen.elapsed import Elapsed
from b12regimen.errors import Finding, NotationError, PatientError, RegimenError, listed
from b12regimen.labs import LabPanel, LabPanelLike, LabResult, to_panel
from b12regimen.placement import own_verdicts
from b12regimen.plain_values import ClosedList
from b12regimen.recommendation import DECISION_SUPPORT
from b12regimen.response_loader import ResponseFinding, Symptoms, response_rules, to_duration
from b12regimen.response_markers import Judge, MarkerResponse
from b12regimen.sources import Citation, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from b12regimen.response_loader import Said

_SYMPTOMS: Final = ClosedList[Symptoms]("symptoms", ("improved", "not-improved", "worse"))
_WIDTH: Final = 100
_HEADLINES: Final[dict[ResponseFinding, str]] = {
    "responded": "it works, as far as these results show",
    "too-early": "too early to tell",
    "partial": "on the way; not all that is expected in the end",
    "none": "no response where one was expected",
    "not-decided": "these results do not decide it",
}
_NOT_BETTER: Final = ("not-improved", "worse")
_ONE_DOSE: Final = 1
_RULE: Final = (
    'this library\'s rule: "none" if any marker says so; else too early after one injection; else partial if any '
    "marker says so, or if the blood responds and the symptoms do not; responded if a marker says so and none that was "
    "measured both times may say otherwise"
)


@attrs.frozen(kw_only=True)
class Statement:
    """Something that sources say of the answer.

    Attributes:
        id: Its name.
        text: What they say.
        severity: Warning or information.
        results: The results of the panels that speak to it; empty where none does.
        citations: Who says so.
    """

    id: str
    text: str
    severity: str
    results: tuple[LabResult, ...]
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "text": self.text,
            "severity": self.severity,
            "results": [result.to_dict() for result in self.results],
            "citations": [citation.to_dict() for citation in self.citations],
        }

    def __str__(self) -> str:
        """Write it for people."""
        speaks = f" (these results speak to it: {listed(self.results, 'and')})" if self.results else ""
        return f"{self.text}{speaks}"


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Response:
    """What two panels say of the response to treatment.

    Attributes:
        baseline: The results before treatment.
        follow_up: The results under treatment.
        markers: What each marker says; those that are no markers of response are among them, and say so.
        not_measured: Markers of response that neither panel holds.
        symptoms: What the patient reports, as told; ``None`` if it was not told.
        doses_given: How many injections were given; ``None`` if it was not told.
    """

    baseline: LabPanel
    follow_up: LabPanel
    markers: Mapping[str, MarkerResponse] = attrs.field(converter=MappingProxyType[str, MarkerResponse])
    not_measured: tuple[str, ...]
    symptoms: Symptoms | None
    doses_given: int | None

    @property
    def finding(self) -> ResponseFinding:
        """What the markers together say, which is responded, too-early, partial, none or not-decided.

        The rule is this library's, and stands in the answer.
        """
        said = {one.finding for one in self.markers.values()}
        if "none" in said:
            return "none"
        if self.doses_given == _ONE_DOSE:
            return "too-early"
        if "partial" in said:
            return "partial"
        if "responded" in said:
            if self.may_say_otherwise:
                return "not-decided"
            return "partial" if self.symptoms in _NOT_BETTER else "responded"
        return "too-early" if "too-early" in said else "not-decided"

    @property
    def may_say_otherwise(self) -> tuple[str, ...]:
        """The markers that were measured both times, could not be compared, and may say "none" or "partial"."""
        return tuple(name for name, one in self.markers.items() if {"none", "partial"} & set(one.may_be))

    @property
    def is_late(self) -> bool:
        """The finding is partial, and more was expected of a marker by now; no time for symptoms is read here."""
        return self.finding == "partial" and any(one.is_late for one in self.markers.values())

    @property
    def reason(self) -> str:
        """Why they say that."""
        by_finding: dict[str, list[str]] = {}
        for name, one in self.markers.items():
            if one.finding != "not-comparable":
                by_finding.setdefault(one.finding, []).append(name)
        said = "; ".join(f"{listed(names, 'and')}: {found}" for found, names in by_finding.items())
        parts = [said or "no marker of response could be judged"]
        if self.doses_given == _ONE_DOSE and self.finding == "too-early":
            parts.append(f"one injection was given, and {self._principles[-1].text}")
        if self.may_say_otherwise and self.finding == "not-decided":
            parts.append(f"{listed(self.may_say_otherwise, 'and')} may say otherwise")
        if self.symptoms is not None:
            parts.append(f"symptoms: {self.symptoms}")
        return "; ".join(parts)

    @property
    def meanings(self) -> tuple[Statement, ...]:
        """What it may mean, by the sources, that there is no response, or that it is late; empty for other findings."""
        if self.finding != "none" and not self.is_late:
            return ()
        return tuple(map(self._statement, response_rules().meanings))

    @property
    def next(self) -> tuple[Statement, ...]:
        """What the sources say to do next; this library changes no regimen."""
        return tuple(
            self._statement(said)
            for said in response_rules().next
            if self.finding in said.findings or self.symptoms in said.symptoms or (said.late and self.is_late)
        )

    @property
    def watch(self) -> tuple[Statement, ...]:
        """What the follow-up shows beside the response, and its warning or information."""
        found = ((said, self._speaking(said, self.follow_up)) for said in response_rules().watch)
        return tuple(_made(said, results) for said, results in found if results)

    def _statement(self, said: Said) -> Statement:
        return _made(said, (*self._speaking(said, self.baseline), *self._speaking(said, self.follow_up)))

    @staticmethod
    def _speaking(said: Said, panel: LabPanel) -> tuple[LabResult, ...]:
        return tuple(result for result in panel.results if said.flagged.get(result.analyte) in own_verdicts(result))

    @property
    def _principles(self) -> tuple[Said, ...]:
        principles = response_rules().principles
        one = (principles["one-injection"],) if self.doses_given == _ONE_DOSE else ()
        return (principles["time-lines"], *one)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Who says so, each once."""
        every: tuple[MarkerResponse | Statement | Said, ...] = (
            *self.watch,
            *self.markers.values(),
            *self._principles,
            *self.meanings,
            *self.next,
        )
        return tuple(dict.fromkeys(citation for one in every for citation in one.citations))

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            "finding": self.finding,
            "is_late": self.is_late,
            "reason": self.reason,
            "rule": _RULE,
            "symptoms": self.symptoms,
            "doses_given": self.doses_given,
            "markers": {name: one.to_dict() for name, one in self.markers.items()},
            "principles": [said.text for said in self._principles],
            "not_measured": list(self.not_measured),
            "watch": [one.to_dict() for one in self.watch],
            "meanings": [one.to_dict() for one in self.meanings],
            "next": [one.to_dict() for one in self.next],
            "citations": [citation.to_dict() for citation in self.citations],
            "decision_support": DECISION_SUPPORT,
        }

    def to_json(self) -> str:
        """Give the same as JSON text."""
        import json  # 8 ms that only a reader of JSON should pay

        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        for one in self.watch:
            yield one.severity, [str(one), *map(_cited, one.citations)]
        yield "answer", [f"{self.finding}: {_HEADLINES[self.finding]}", self.reason, _RULE]
        yield "markers", [_after(one) for one in self.markers.values()] or ["none was measured"]
        if self.not_measured:
            yield "not measured", list(self.not_measured)
        yield "symptoms", [self.symptoms or "not told", *(said.text for said in self._principles)]
        if self.meanings:
            yield "what no response may mean", list(map(str, self.meanings))
        if self.next:
            yield "what the sources say to do", list(map(str, self.next))
        yield "sources", _each_once(self.citations)
        yield "decision support", [DECISION_SUPPORT]

    def __str__(self) -> str:
        """Write it for a person."""
        return "\n\n".join(
            "\n".join([heading.upper(), *(_wrapped(line) for line in lines)]) for heading, lines in self._sections()
        )

    def __repr__(self) -> str:
        """Show the answer in a line."""
        return f"<Response {self.finding}: {self.reason}>"

    def _repr_html_(self) -> str:
        from html import escape  # 5 ms that only a notebook should pay

        parts = []
        for heading, lines in self._sections():
            items = "".join(f"<li>{escape(line)}</li>" for line in lines)
            parts.append(f"<section><h4>{escape(heading)}</h4><ul>{items}</ul></section>")
        return f'<article class="b12regimen-response">{"".join(parts)}</article>'


def assess_response(
    baseline: LabPanelLike,
    follow_up: LabPanelLike,
    *,
    since_start: Duration | str | None = None,
    start: date | str | None = None,
    symptoms: Symptoms | str | None = None,
    doses_given: int | None = None,
) -> Response:
    """Say whether treatment works, from results before treatment and under it.

    Args:
        baseline: The results before treatment: a panel, or a list of results.
        follow_up: The results under treatment.
        since_start: How long after the first dose the follow-up was taken, such as ``"9 days"``; where its results
            are of several days, it is told of the last. ``None`` if the days tell it, or it is not known.
        start: The day of the first dose, from which the days to each dated result are counted; ``None``: that of a
            panel's ``treated_since``, if it is known.
        symptoms: What the patient reports: improved, not-improved or worse; ``None`` if it is not known. They are
            shown, and never make a response alone.
        doses_given: How many injections were given; ``None`` if it is not known.

    Raises:
        PatientError: Something cannot be read, or what is said of the time disagrees: all of it, each with its place.

    References:
        ``response.toml``, which holds each time and statement with its source.
    """
    reading = _Reading()
    before = reading.panel("baseline", baseline)
    after = reading.panel("follow_up", follow_up)
    since = reading.since(since_start)
    first = reading.start(start, before, after)
    told = reading.symptoms(symptoms)
    reading.doses(doses_given)
    if since is not None and first is not None and after is not None:
        reading.times_agree(since, first, after)
    if reading.findings or before is None or after is None:
        raise PatientError("response", reading.findings)
    judge = Judge(response_rules(), before, after, since=since, start=first)
    return Response(
        baseline=before,
        follow_up=after,
        markers={one.marker: one for one in judge.responses()},
        not_measured=judge.not_measured(),
        symptoms=told,
        doses_given=doses_given,
    )


class _Reading:
    """Reads what is given, and keeps every reason why something cannot be read."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def panel(self, path: str, given: LabPanelLike) -> LabPanel | None:
        try:
            return to_panel(given)
        except PatientError as error:
            self.findings += [finding.under(path) for finding in error.findings]
            return None

    def since(self, given: Duration | str | None) -> Duration | None:
        if given is None or isinstance(given, Duration):
            return given
        try:
            return to_duration(given)
        except (NotationError, RegimenError, TypeError) as error:
            reason = error.reason if isinstance(error, NotationError) else str(error)
            reason = f'{given!r} is no length of time ({reason}); write for instance "9 days" or "8 weeks"'
            self.findings.append(Finding("since_start", reason))
            return None

    def start(self, given: date | str | None, *panels: LabPanel | None) -> date | None:
        days = {panel.treated_since for panel in panels if panel is not None} - {None}
        try:
            days |= {LabPanel([], treated_since=given).treated_since} - {None}
        except PatientError as error:
            self.findings += [finding.under("start") for finding in error.findings]
        if len(days) > 1:
            reason = f"the day of the first dose is given as {listed(sorted(map(str, days)), 'and')}; give one"
            self.findings.append(Finding("start", reason))
        return next(iter(days), None)

    def symptoms(self, given: str | None) -> Symptoms | None:
        try:
            return _SYMPTOMS[given]
        except PatientError as error:
            self.findings += [finding.under("symptoms") for finding in error.findings]
        except TypeError:  # a list or a table where a word belongs
            self.findings.append(Finding("symptoms", f"{given!r} is not one of its values"))
        return None

    def doses(self, given: int | None) -> None:
        if given is not None and (isinstance(given, bool) or not isinstance(given, int) or given < _ONE_DOSE):
            reason = f"{given!r} is no number of injections; give a whole number from {_ONE_DOSE}, or leave it out"
            self.findings.append(Finding("doses_given", reason))

    def times_agree(self, since: Duration, start: date, follow_up: LabPanel) -> None:
        """Hold what is said of the time against the days; a length of time may be in completed units."""
        low, high = since.count.low, since.count.high
        least = 0 if low is None else days_in(low, since.unit)[0]
        most = None if high is None else days_in(high + 1, since.unit)[1]
        last = max((result.taken for result in follow_up.results if result.taken is not None), default=None)
        days = Elapsed(None, start, last).days
        if days is not None and (days < least or (most is not None and days >= most)):
            reason = f"{since} since the first dose, and by the days {days} ({start} to {last}); give one"
            self.findings.append(Finding("since_start", reason))


def _made(said: Said, results: tuple[LabResult, ...]) -> Statement:
    return Statement(id=said.id, text=said.text, severity=said.severity, results=results, citations=said.citations)


def _cited(citation: Citation) -> str:
    note = f" ({citation.source.note})" if citation.source.note else ""
    return f"{citation.source.key}: {citation}{note}"


def _after(one: MarkerResponse) -> str:
    return str(one) if one.after == "not known" else f"{one} (after {one.after})"


def _each_once(citations: tuple[Citation, ...]) -> list[str]:
    """Write each source once, with the sections that are cited."""
    sections: dict[Source, list[str]] = {}
    for citation in citations:
        sections.setdefault(citation.source, []).extend([citation.section] if citation.section else [])
    return [_cited(Citation(source, "; ".join(places) or None)) for source, places in sections.items()]


def _wrapped(line: str) -> str:
    return fill(
        line, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
