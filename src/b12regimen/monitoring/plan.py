"""What to measure or review beside injections, when, why and who says so; and what sources say not to measure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import attrs

from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.display.shown import Shown
from b12regimen.errors import Finding, MonitoringError, listed
from b12regimen.monitoring.loader import Anchor, MonitoringEntry, monitoring_entries
from b12regimen.patients.facts import FACTS
from b12regimen.recommendations.recommendation import Recommendation
from b12regimen.regimens.dosing import FORM_OF
from b12regimen.tables.parts import show
from b12regimen.values.calendar_days import later, to_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from b12regimen.cases.case import Case
    from b12regimen.tables.parts import Value
    from b12regimen.values.calendar_days import DayLike
    from b12regimen.values.sources import Citation, Evidence

_ORDER: Final[tuple[Anchor, ...]] = ("before-first-dose", "start", "end-of-repletion", "none")


@attrs.frozen(kw_only=True)
class MonitoringItem:
    """Something to measure or review, or not to measure, for one patient.

    Attributes:
        entry: What the source says, for all patients.
        earliest: The first day for it; ``None`` where the source gives none, or what it counts from is not known.
        latest: The last day for it; ``None`` for the same reasons.
        is_here: The source speaks in the guideline's country, or in none above others.
        remark: Why it could not be decided, or was left out; ``None`` where it applies.
    """

    entry: MonitoringEntry
    earliest: date | None
    latest: date | None
    is_here: bool
    remark: str | None

    @property
    def what(self) -> str:
        """What is measured or reviewed, with "do not measure" before what is not."""
        words = {"test": "", "review": "review: ", "do-not-measure": "do not measure: "}
        return f"{words[self.entry.kind]}{listed(self.entry.measures, 'and')}"

    @property
    def when(self) -> str:
        """The time in the source's words, repeats and end included."""
        return self.entry.time

    @property
    def because(self) -> str:
        """Why, in the source's words."""
        return self.entry.why or "the reason was not read"

    @property
    def source(self) -> str:
        """Who says so, and how it was read."""
        return "; ".join(map(str, self.entry.citations))

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The places in the sources."""
        return self.entry.citations

    @property
    def evidence(self) -> Evidence:
        """The weakest way in which one of its sources was read."""
        weak = any(citation.source.evidence == "secondary" for citation in self.citations)
        return "secondary" if weak else "primary"

    @property
    def where(self) -> str:
        """Where the source speaks, as seen from the guideline's country."""
        if not self.entry.jurisdictions:
            return "no country is named"
        return "here" if self.is_here else f"from {listed(self.entry.jurisdictions, 'and')}"

    @property
    def days(self) -> str:
        """Its days, or why it has none."""
        if self.earliest and self.latest:
            return str(self.earliest) if self.earliest == self.latest else f"{self.earliest} to {self.latest}"
        if self.earliest:
            return f"from {self.earliest}"
        return f"by {self.latest}" if self.latest else "no date"

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.entry.id,
            "kind": self.entry.kind,
            "measures": list(self.entry.measures),
            "what": self.what,
            "when": self.when,
            "anchor": self.entry.anchor,
            "after": None if self.entry.after is None else str(self.entry.after),
            "earliest": None if self.earliest is None else self.earliest.isoformat(),
            "latest": None if self.latest is None else self.latest.isoformat(),
            "because": self.because,
            "topic": self.entry.topic,
            "jurisdictions": list(self.entry.jurisdictions),
            "is_here": self.is_here,
            "remark": self.remark,
            "evidence": self.evidence,
            "citations": [citation.to_dict() for citation in self.citations],
        }

    def __str__(self) -> str:
        """Write it in a line, with its source."""
        remark = f" ({self.remark})" if self.remark else ""
        return f"{self.days}: {self.what}, {self.when}{remark}; why: {self.because} | {self.where} | {self.source}"


@attrs.frozen
class MonitoringDisagreement:
    """Where sources contradict each other on what to measure.

    Attributes:
        topic: On what.
        measured: Who has it measured.
        not_measured: Who has it not measured.
    """

    topic: str
    measured: tuple[MonitoringItem, ...]
    not_measured: tuple[MonitoringItem, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values, the items by their ids."""
        return {
            "topic": self.topic,
            "measured": [item.entry.id for item in self.measured],
            "not_measured": [item.entry.id for item in self.not_measured],
        }


@attrs.frozen(kw_only=True)
class MonitoringPlan(Shown):
    """What sources say to measure or review beside a guideline's injections.

    Attributes:
        recommendation: What the guideline says.
        start: The day of the first dose; ``None`` if it was not given.
        end_of_repletion: The last day of repletion; ``None`` if it was not given.
        items: What applies, in time order, undated items last.
        not_decided: What may apply: each item's remark says what is not known.
        left_out: What does not apply: each item's remark says which known fact speaks against it.
    """

    recommendation: Recommendation
    start: date | None
    end_of_repletion: date | None
    items: tuple[MonitoringItem, ...]
    not_decided: tuple[MonitoringItem, ...]
    left_out: tuple[MonitoringItem, ...]

    @property
    def disagreements(self) -> tuple[MonitoringDisagreement, ...]:
        """Where sources whose items apply contradict each other; which is right is not this library's to say."""
        found = []
        for topic in dict.fromkeys(item.entry.topic for item in self.items if item.entry.topic):
            on_it = [item for item in self.items if item.entry.topic == topic]
            measured = tuple(item for item in on_it if item.entry.kind != "do-not-measure")
            not_measured = tuple(item for item in on_it if item.entry.kind == "do-not-measure")
            found.append(MonitoringDisagreement(topic, measured, not_measured))
        return tuple(one for one in found if one.measured and one.not_measured)

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            "guideline": self.recommendation.guideline.id,
            "jurisdiction": self.recommendation.guideline.jurisdiction,
            "action": self.recommendation.action,
            "blocked": self.recommendation.blocked,
            "start": None if self.start is None else self.start.isoformat(),
            "end_of_repletion": None if self.end_of_repletion is None else self.end_of_repletion.isoformat(),
            "items": [item.to_dict() for item in self.items],
            "disagreements": [one.to_dict() for one in self.disagreements],
            "not_decided": [item.to_dict() for item in self.not_decided],
            "left_out": [item.to_dict() for item in self.left_out],
            "decision_support": DECISION_SUPPORT,
        }

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        counted = "no first dose was given, so nothing is dated" if self.start is None else f"first dose {self.start}"
        ended = [] if self.end_of_repletion is None else [f"end of repletion {self.end_of_repletion}"]
        beside = f"beside {self.recommendation.guideline.id} ({self.recommendation.action}), if injections are given"
        blocks = [f"blocked: {alert}" for alert in self.recommendation.contraindications]
        yield "monitoring", [*blocks, beside, "; ".join([counted, *ended])]
        disputed = [id(item) for one in self.disagreements for item in (*one.measured, *one.not_measured)]
        yield "what to measure or review", _lines(item for item in self.items if id(item) not in disputed)
        for one in self.disagreements:
            yield f"sources disagree on {one.topic}", _lines((*one.measured, *one.not_measured))
        if self.not_decided:
            yield "could not be decided", _lines(self.not_decided)
        yield "decision support", [DECISION_SUPPORT]


def _lines(items: Iterable[MonitoringItem]) -> list[str]:
    return [str(item) for item in items]


def monitoring_plan(
    recommendation: Recommendation,
    *,
    start: DayLike | None = None,
    end_of_repletion: DayLike | None = None,
) -> MonitoringPlan:
    """Say what sources measure or review beside the injections of a recommendation.

    Args:
        recommendation: What a guideline says for a patient.
        start: The day of the first dose; ``None`` leaves what counts from it undated.
        end_of_repletion: The last day of repletion; ``None`` leaves what counts from it undated.

    Raises:
        MonitoringError: It is no ``Recommendation``, a day is no date, or repletion ends before it starts.
    """
    if not isinstance(recommendation, Recommendation):
        reason = f"{recommendation!r} is no Recommendation; give what select_regimen returns"
        raise MonitoringError("monitoring", [Finding("recommendation", reason)])
    days = _days(start, end_of_repletion)
    guideline = recommendation.guideline
    items: list[MonitoringItem] = []
    not_decided: list[MonitoringItem] = []
    left_out: list[MonitoringItem] = []
    for entry in monitoring_entries():
        missing, against = _fit(entry, recommendation)
        remark = against or (f"not known: {listed(missing, 'and')}" if missing else None)
        earliest, latest = _dated(entry, days)
        is_here = not entry.jurisdictions or guideline.jurisdiction in entry.jurisdictions
        item = MonitoringItem(entry=entry, earliest=earliest, latest=latest, is_here=is_here, remark=remark)
        (left_out if against else not_decided if missing else items).append(item)
    return MonitoringPlan(
        recommendation=recommendation,
        start=days.get("start"),
        end_of_repletion=days.get("end-of-repletion"),
        items=_in_order(items),
        not_decided=_in_order(not_decided),
        left_out=_in_order(left_out),
    )


def _fit(entry: MonitoringEntry, recommendation: Recommendation) -> tuple[list[str], str]:
    """Give what is not known and would decide, and what speaks against an entry; empty for none."""
    guideline, case = recommendation.guideline, recommendation.case
    if entry.guidelines and not {guideline.id, *guideline.lineage} & set(entry.guidelines):
        return [], f"for {listed(entry.guidelines)} only"
    if entry.drugs and guideline.drug is not None and FORM_OF.get(guideline.drug, guideline.drug) not in entry.drugs:
        return [], f"for {listed(entry.drugs)}, and the guideline gives {guideline.drug}"
    missing, against = _fit_rules(entry, recommendation)
    if against:
        return [], against
    missing += ["the drug"] if entry.drugs and guideline.drug is None else []
    each = [_fit_facts(facts, case) for facts in entry.facts]
    if each and all(against for _, against in each):
        return [], listed(dict.fromkeys(against for _, against in each))
    open_ones = [unknown for unknown, against in each if not against]
    if all(open_ones):
        missing += dict.fromkeys(name for unknown in open_ones for name in unknown)
    if entry.youngest is not None:
        age = case.patient.age
        below = None if age is None else age.is_below(entry.youngest)
        if below:
            return [], f"from {entry.youngest}"
        if below is None:
            missing.append("age")
    return missing, ""


def _fit_rules(entry: MonitoringEntry, recommendation: Recommendation) -> tuple[list[str], str]:
    """Hold what a step of a regimen needs against the rules that answer: a step is that of the rule that prints it."""
    if not entry.rules:
        return [], ""
    printed_in = [(rule.id, rule.taken_from or recommendation.guideline.id) for rule in recommendation.rules]
    fitting = [rule in entry.rules and guideline in entry.guidelines for rule, guideline in printed_in]
    if not any(fitting):
        return [], f"for what {listed(entry.guidelines)} prints under {listed(entry.rules)}"
    return [] if all(fitting) else [question.path for question in recommendation.questions], ""


def _fit_facts(facts: Mapping[str, tuple[Value, ...]], case: Case) -> tuple[list[str], str]:
    missing = []
    for name, values in facts.items():
        fits = case.is_among(name, values)
        if fits is None:
            missing.append(FACTS[name].path)
        elif not fits:
            return [], f"for {FACTS[name].path} {listed(map(show, values))}"
    return missing, ""


def _days(start: DayLike | None, end_of_repletion: DayLike | None) -> dict[Anchor, date]:
    days: dict[Anchor, date] = {}
    given: tuple[tuple[str, Anchor, DayLike | None], ...] = (
        ("start", "start", start),
        ("end_of_repletion", "end-of-repletion", end_of_repletion),
    )
    findings: list[Finding] = []
    for name, anchor, day in given:
        if day is None:
            continue
        try:
            days[anchor] = to_day(day, name, MonitoringError)
        except MonitoringError as error:
            findings += error.findings
    if findings:
        raise MonitoringError("monitoring", findings)
    first, last = days.get("start"), days.get("end-of-repletion")
    if first is not None and last is not None and last < first:
        reason = f"repletion cannot end on {last}, before its first dose on {first}"
        raise MonitoringError("monitoring", [Finding("end_of_repletion", reason)])
    return days


def _dated(entry: MonitoringEntry, days: dict[Anchor, date]) -> tuple[date | None, date | None]:
    """Give the first and the last day that follow from what the source prints."""
    if entry.anchor == "before-first-dose":
        return None, days.get("start")
    day = days.get(entry.anchor)
    if day is None or entry.after is None:
        return None, None
    count, unit = entry.after.count, entry.after.unit
    earliest = day if count.low is None else later(day, count.low, unit)
    return earliest, None if count.high is None else later(day, count.high, unit)


def _in_order(items: Iterable[MonitoringItem]) -> tuple[MonitoringItem, ...]:
    return tuple(sorted(items, key=_place))


def _place(item: MonitoringItem) -> tuple[bool, date, int, bool, int]:
    """Give its place in time: by its first day where it has one, then by what it is counted from and how long after."""
    day, after = item.earliest or item.latest, item.entry.after
    lasting = 0 if after is None else after.days.low or 0
    return day is None, day or date.min, _ORDER.index(item.entry.anchor), after is None, lasting
