"""Is the treatment working? Two panels of results, before treatment and under it, read by the published time line."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.display.shown import Shown
from b12regimen.errors import PatientError, listed
from b12regimen.patients.labs import LabPanel, LabPanelLike
from b12regimen.responses.elapsed import Elapsed
from b12regimen.responses.loader import ResponseFinding, Symptoms, response_rules
from b12regimen.responses.markers import Judge
from b12regimen.responses.pairs import MarkerResponse
from b12regimen.responses.reading import ONE_DOSE, ResponseReading
from b12regimen.responses.statements import Panels, Statement
from b12regimen.values.sources import Citation, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.responses.loader import Said
    from b12regimen.values.calendar_days import DayLike
    from b12regimen.values.durations import Duration

_HEADLINES: Final[dict[ResponseFinding, str]] = {
    "responded": "it works, as far as these results show",
    "too-early": "too early to tell",
    "partial": "on the way; not all that is expected in the end",
    "none": "no response where one was expected",
    "not-decided": "these results do not decide it",
}
_NOT_BETTER: Final = ("not-improved", "worse")
_RULE: Final = (
    'this library\'s rule: too early after one injection; else "none" if any marker says so; else partial if any '
    "marker says so, or if the blood responds and the symptoms do not; responded if a marker says so, none may say "
    "otherwise, and nothing became abnormal under treatment, or may have; what was measured in one of the two panels "
    "only may say anything"
)


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Response(Shown):
    """What two panels say of the response to treatment.

    Attributes:
        baseline: The results before treatment.
        follow_up: The results under treatment.
        markers: What each marker says; those that are no markers of response are among them, and say so.
        not_measured: Markers of response that neither panel holds.
        symptoms: What the patient reports, as told; ``None`` if it was not told.
        doses_given: How many injections were given; ``None`` if it was not told.
        elapsed: How long after the first dose the last of the follow-up was taken.
    """

    baseline: LabPanel
    follow_up: LabPanel
    markers: Mapping[str, MarkerResponse] = attrs.field(converter=MappingProxyType[str, MarkerResponse])
    not_measured: tuple[str, ...]
    symptoms: Symptoms | None
    doses_given: int | None
    elapsed: Elapsed

    def __getstate__(self) -> dict[str, Any]:
        """Give what is pickled or copied; a view of a dictionary cannot be."""
        return {**self.__dict__, "markers": dict(self.markers)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take it back."""
        self.__dict__.update(state, markers=MappingProxyType(state["markers"]))

    @property
    def finding(self) -> ResponseFinding:
        """What the markers together say, which is responded, too-early, partial, none or not-decided.

        The rule is this library's, and stands in the answer.
        """
        said = {one.finding for one in self.markers.values()}
        if self.doses_given == ONE_DOSE:
            return "too-early"
        if "none" in said:
            return "none"
        if "partial" in said:
            return "partial"
        may_be = {
            one for marker in self.markers.values() if marker.finding == "not-comparable" for one in marker.may_be
        }
        if "responded" in said:
            if self.may_say_otherwise or self.worse or self.may_be_worse:
                return "not-decided"
            return "partial" if self.symptoms in _NOT_BETTER else "responded"
        return "too-early" if "too-early" in said and "none" not in may_be else "not-decided"

    @property
    def may_say_otherwise(self) -> tuple[str, ...]:
        """The markers that may say that there is no response, or not all of it."""
        return tuple(name for name, one in self.markers.items() if {"none", "partial"} & set(one.may_be))

    @property
    def worse(self) -> tuple[str, ...]:
        """What became abnormal under treatment, or fell further."""
        return tuple(name for name, one in self.markers.items() if one.worse)

    @property
    def may_be_worse(self) -> tuple[str, ...]:
        """What may have become abnormal under treatment."""
        return tuple(name for name, one in self.markers.items() if one.may_be_worse)

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
        if self.doses_given == ONE_DOSE:
            one_dose = f"one injection was given, and {self._principles[-1].text}"
            parts = [one_dose, f"by its time alone it would read {said}"] if said else [one_dose, *parts]
        parts += [
            f"{name}: {words}" for name, one in self.markers.items() for words in (one.worse, one.turned_back) if words
        ]
        parts += self._left_open()
        if self.symptoms is not None:
            parts.append(f"symptoms: {self.symptoms}")
        return "; ".join(parts)

    def _left_open(self) -> Iterator[str]:
        """Say what may be worse than the answer."""
        finding = self.finding
        others = ((name, self.markers[name]) for name in self.may_say_otherwise)
        yield from (
            f"{name} may say otherwise (it may be {listed(one.may_be)})"
            for name, one in others
            if finding == "not-decided" or (finding == "partial" and one.finding != "partial" and "none" in one.may_be)
        )
        if finding == "not-decided":
            yield from (
                f"{name}: {self.markers[name].may_be_worse}"
                for name in self.may_be_worse
                if name not in self.may_say_otherwise
            )

    @property
    def _panels(self) -> Panels:
        return Panels(before=self.baseline, after=self.follow_up)

    @property
    def meanings(self) -> tuple[Statement, ...]:
        """What it may mean, by the sources, that there is no response, or that it is late; empty for other findings."""
        if self.finding != "none" and not self.is_late:
            return ()
        return tuple(map(self._panels.statement, response_rules().meanings))

    @property
    def next(self) -> tuple[Statement, ...]:
        """What the sources say to do next; this library changes no regimen."""
        return tuple(
            self._panels.statement(said)
            for said in response_rules().next
            if (self.finding in said.findings or self.symptoms in said.symptoms or (said.late and self.is_late))
            and self._is_its_time(said)
            and not self._panels.excused_by(said.unless)
        )

    def _is_its_time(self, said: Said) -> bool:
        reached = self.elapsed.has_reached
        if said.not_before and (self.doses_given == ONE_DOSE or reached(said.not_before) is False):
            return False
        if said.after and reached(said.after, beyond=True) is not True:
            return False
        return not (said.until and reached(said.until, beyond=True))

    @property
    def watch(self) -> tuple[Statement, ...]:
        """What the panels show beside the response, and its warning or information; what became worse comes first."""
        worse = [
            Statement(
                id=f"{name}-{kind}",
                text=f"{name}: {words}; no source that was read calls that a response",
                severity="warning",
                results=() if one.follow_up is None else (one.follow_up,),
                citations=(),
            )
            for name, one in self.markers.items()
            for kind, words in (("worse", one.worse), ("turned-back", one.turned_back))
            if words
        ]
        return (*worse, *filter(None, map(self._panels.watched, response_rules().watch)))

    @property
    def _principles(self) -> tuple[Said, ...]:
        principles = response_rules().principles
        one = (principles["one-injection"],) if self.doses_given == ONE_DOSE else ()
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
            "after": str(self.elapsed),
            "markers": {name: one.to_dict() for name, one in self.markers.items()},
            "principles": [said.text for said in self._principles],
            "not_measured": list(self.not_measured),
            "watch": [one.to_dict() for one in self.watch],
            "meanings": [one.to_dict() for one in self.meanings],
            "next": [one.to_dict() for one in self.next],
            "citations": [citation.to_dict() for citation in self.citations],
            "decision_support": DECISION_SUPPORT,
        }

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

    def __repr__(self) -> str:
        """Show the answer in a line."""
        return f"<Response {self.finding}: {self.reason}>"


def assess_response(
    baseline: LabPanelLike,
    follow_up: LabPanelLike,
    *,
    since_start: Duration | str | None = None,
    start: DayLike | None = None,
    symptoms: Symptoms | str | None = None,
    doses_given: int | None = None,
) -> Response:
    """Say whether treatment works, from results before treatment and under it.

    Args:
        baseline: The results before treatment: a panel, or a list of results.
        follow_up: The results under treatment.
        since_start: How long after the first dose the follow-up was taken, such as ``"9 days"``, or ``"0 days"`` on
            its day; where its results are of several days, it is told of the last. ``None`` if the days tell it, or it
            is not known.
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
    reading = ResponseReading()
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
        elapsed=judge.elapsed,
    )


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
