"""What a guideline says: the answer, what it rests on, what is missing, and what a clinician confirms."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from b12regimen.alerts.alerts import by_severity
from b12regimen.alerts.checking import by_what_is_missing, missing_for, status_of
from b12regimen.alerts.safety import RECORD_REMARKS, safety
from b12regimen.display.decision_support import DECISION_SUPPORT
from b12regimen.display.shown import Shown, ShownText, as_json
from b12regimen.errors import RegimenError, listed
from b12regimen.recommendations.checklist import checklist
from b12regimen.recommendations.questions import of_each_cause, questions_of, with_answers_that_settle
from b12regimen.tables.parts import Value, show
from b12regimen.values.copying import Copier, copier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.alerts.alerts import Alert
    from b12regimen.alerts.safety import ClinicianChange
    from b12regimen.cases.case import Case
    from b12regimen.cases.fact_reading import FactReader
    from b12regimen.display.sections import Section
    from b12regimen.files.entries import Because
    from b12regimen.guidelines.guideline import Guideline, Note, Rule
    from b12regimen.interpretation.lab_findings import Interpretation
    from b12regimen.recommendations.checklist import ChecklistItem
    from b12regimen.recommendations.verdict import Alternative, Question, RecommendedAction, Verdict
    from b12regimen.regimens.regimen import Regimen
    from b12regimen.tables.parts import RuledOut
    from b12regimen.values.sources import Citation


@attrs.frozen
class FactUsed:
    """A fact that the guideline looks at.

    Attributes:
        fact: The fact.
        path: The attribute of ``Patient`` that tells it.
        known: What is known of it; ``None`` if nothing.
        read_as: The guideline's words that it may fall under; empty if nothing is known.
        origin: Where it comes from, and what other facts rule out.
    """

    fact: str
    path: str
    known: str | None
    read_as: tuple[Value, ...]
    origin: str


class Recommendation(Shown):
    """What a guideline says for everyone of whom the same is known.

    It does not change, so patients in whom all that bears on the answer is equal share one.

    Attributes:
        guideline: The guideline that was asked.
        case: What is known and bears on the answer, which is the same for all who share it.
    """

    def __init__(self, guideline: Guideline, case: Case, verdict: Verdict) -> None:
        """Keep what was asked and what the table says; ``select_regimen`` makes recommendations."""
        vars(self).update(guideline=guideline, case=case, _verdict=verdict)

    guideline: Guideline
    case: Case
    _verdict: Verdict

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it pass between processes, without what was worked out on request."""
        return Recommendation, (self.guideline, self.case, self._verdict)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: others share this recommendation."""
        msg = f"a recommendation does not change; {name} cannot be set"
        raise AttributeError(msg)

    def __delattr__(self, name: str) -> None:
        """Refuse: others share this recommendation."""
        msg = f"a recommendation does not change; {name} cannot be deleted"
        raise AttributeError(msg)

    @property
    def action(self) -> RecommendedAction:
        """The kind of answer, which is the rule's, "ask", or "out-of-scope" where facts contradict each other."""
        return self._verdict.action

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that apply; where the action is "ask", those that may."""
        return self._verdict.rules

    @property
    def regimens(self) -> tuple[Regimen, ...]:
        """The regimens, in the source's order of preference; none unless the source gives one on these facts."""
        return self._verdict.regimens

    @property
    def blocked(self) -> bool:
        """A contraindication stands, so what the source prints is shown and no order is drafted from it."""
        return bool(self.contraindications)

    @cached_property
    def contraindications(self) -> tuple[Alert, ...]:
        """Those of the alerts that stand and block."""
        return tuple(alert for alert in self.alerts if alert.blocks)

    def regimen(self, which: int | None = None) -> Regimen:
        """Give the regimen that a clinician chose of those that the source gives.

        Args:
            which: Its number, from 1, by the source's preference; ``None`` takes the only one of an answer to inject,
                and no other: between several, or where oral replacement would do, nothing is chosen in silence.

        Raises:
            RegimenError: There is none, no such one, or it is not said which; the message lists them.
        """
        regimens = self.regimens
        if not regimens:
            raise RegimenError(f"the answer is {self.action}, and holds no regimen")
        if which is None and len(regimens) == 1 and self.action == "inject":
            return regimens[0]
        if type(which) is int and 1 <= which <= len(regimens):
            return regimens[which - 1]
        asked = "say which regimen a clinician chose" if which is None else f"{which!r} is no regimen of it; it holds"
        options = "; ".join(f"{number}: {regimen}" for number, regimen in enumerate(regimens, 1))
        raise RegimenError(f"the answer is {self.action}; {asked}: {options}")

    @cached_property
    def alerts(self) -> tuple[Alert, ...]:
        """The alerts that stand, contraindications first."""
        every = (*self._verdict.every_alert, *RECORD_REMARKS)
        return by_severity(alert for alert in every if status_of(alert, self.case) == "standing")

    @cached_property
    def alerts_not_checked(self) -> tuple[Alert, ...]:
        """The alerts that could not be checked because a fact is not known, contraindications first."""
        return by_severity(alert for alert in self._verdict.every_alert if status_of(alert, self.case) == "not-checked")

    @property
    def remarks(self) -> tuple[Alert, ...]:
        """Those of the alerts that are this library's remarks on a file of one's own: on its days and its doses."""
        return (*self.guideline.remarks, *(remark for rule in self.rules for remark in rule.remarks))

    @property
    def needs_a_clinician(self) -> tuple[ClinicianChange, ...]:
        """The changes of a running treatment that need a clinician, each with the reason."""
        return safety().changes_for(self.guideline.jurisdiction)

    def missing(self, alert: Alert) -> tuple[str, ...]:
        """Name the attributes of ``Patient`` that are not known, or not well enough, to check an alert."""
        return missing_for(alert, self.case)

    @property
    def advice(self) -> str | None:
        """What the source says instead of, or beside, a regimen; ``None`` for nothing."""
        rule = self._verdict.rule
        return rule.advice if rule else None

    @property
    def because(self) -> Because | None:
        """Whether the source prints nothing or that part was not read, where nothing is stated; else ``None``."""
        rule = self._verdict.rule
        return rule.because if rule else None

    @property
    def why(self) -> tuple[str, ...]:
        """Why the source does not cover or treat, what it does not state, or what contradicts; else empty."""
        return self._verdict.why

    @property
    def see(self) -> str | None:
        """The guideline that the source refers to, which is not followed; ``None`` for none."""
        rule = self._verdict.rule
        return rule.see if rule else None

    @property
    def printed(self) -> tuple[str, ...]:
        """The source's schedule restated, for comparing; empty where it prints none."""
        return self._verdict.printed

    @property
    def notes(self) -> tuple[Note, ...]:
        """What belongs to the answer and is no dose, each with who says so."""
        return self._verdict.notes

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is missing where the action is "ask", most decisive first."""
        partly = [reader.fact.name for reader in self.guideline.readers if reader.seen(self.case) is not None]
        causes = self.case.patient.causes
        questions = questions_of(self._verdict, self.guideline, partly, has_cause=bool(causes))
        if len(causes) > 1:
            questions = of_each_cause(questions, self.guideline, causes, self.rules)
        return with_answers_that_settle(questions, self.case)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The single known facts that, changed, would change the answer."""
        return self._verdict.alternatives

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Who says so, and how it was read."""
        return self._verdict.citations

    @property
    def labs(self) -> Interpretation | None:
        """What the laboratory results say by the cut-offs that the guideline names; ``None`` if there are none."""
        return self.case.interpretation

    @cached_property
    def facts(self) -> tuple[FactUsed, ...]:
        """The facts that the guideline looks at, what is known of each, and where that comes from."""
        ruled_out = self._verdict.ruled_out
        return tuple(
            _fact_used(reader, self.case, ruled_out.get(reader.fact.name)) for reader in self.guideline.readers
        )

    @cached_property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        """What a clinician confirms before treatment starts or changes, with what is known filled in."""
        return tuple(checklist(self.case, self.guideline, self.regimens))

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values; each call gives a fresh copy, which is the caller's to change."""
        return self._copy()

    @cached_property
    def _copy(self) -> Copier:
        return copier(self._plain)

    @cached_property
    def _plain(self) -> dict[str, Any]:
        own = {
            "blocked": self.blocked,
            "questions": [question.to_dict() for question in self.questions],
            "alerts": [alert.said() for alert in self.alerts],
            "alerts_not_checked": by_what_is_missing(self.alerts_not_checked, self.case),
            "needs_a_clinician": list(map(str, self.needs_a_clinician)),
            "facts": {
                used.fact: {
                    "path": used.path,
                    "known": used.known,
                    "read_as": " or ".join(map(show, used.read_as)) or None,
                    "origin": used.origin,
                }
                for used in self.facts
            },
            "checklist": {item.item: item.known for item in self.checklist},
            "labs": self.case.labs_to_dict(),
            "decision_support": DECISION_SUPPORT,
        }
        return self._verdict.plain | own

    def to_json(self) -> str:
        """Give the same as JSON text."""
        return as_json(self._plain)  # what is written at once needs no copy

    def _sections(self) -> Iterable[Section]:
        from b12regimen.recommendations.report import sections  # 1 ms that only a reader should pay

        return sections(self._plain)

    def brief(self) -> str:
        """Write it for a person in brief.

        Everything that stands is said: alerts, the answer, what is asked, and which contraindications and warnings
        could not be checked. What only ``str()`` says is named at the end. A notebook shows it as HTML.
        """
        return ShownText("recommendation in brief", self._brief_sections())

    def to_html(self, *, brief: bool = False) -> str:
        """Write it as one HTML article: with its style, without scripts, everything escaped; a notebook shows it.

        Args:
            brief: Say what :meth:`brief` says; else all that ``str()`` says.
        """
        from b12regimen.display.html import as_html  # only a reader should pay for it

        return as_html("recommendation", self._brief_sections() if brief else self._sections())

    def _brief_sections(self) -> Iterable[Section]:
        from b12regimen.recommendations.brief import brief_sections

        not_checked = [(alert, listed(self.missing(alert), "and")) for alert in self.alerts_not_checked]
        return brief_sections(self._plain, self.alerts, not_checked)

    def __repr__(self) -> str:
        """Show the answer in a line."""
        return f"<Recommendation {self.action} by {self.guideline.id}: {', '.join(rule.id for rule in self.rules)}>"


def _fact_used(reader: FactReader, case: Case, ruled_out: RuledOut | None) -> FactUsed:
    name, path = reader.fact.name, reader.fact.path
    seen = reader.seen(case)
    known = None if seen is None else _known(reader, case, seen)
    origin = _origin(reader, case)
    if ruled_out is not None:
        left = tuple(value for value in seen or reader.domain.values if value not in ruled_out.values)
        reasons = "; ".join(exclusion.reason for exclusion in ruled_out.exclusions)
        origin = f"{origin}, and of what is possible only {listed(map(show, left))} is left: {reasons}"
        return FactUsed(name, path, known, left, origin)
    return FactUsed(name, path, known, seen or (), origin)


def _known(reader: FactReader, case: Case, seen: tuple[Value, ...]) -> str:
    if reader.fact.name == "age":
        return str(case.patient.age)
    return ", ".join(map(show, case.seen(reader.fact.name) or seen))


def _origin(reader: FactReader, case: Case) -> str:
    if reader.fact.name == "cause" and len(reader.grouped(case.seen("cause") or ())) > 1:
        return ", and ".join(
            [case.origin("cause"), *(f"{cause.kind} decides" for cause in case.patient.causes if cause.decides)]
        )
    if reader.fact.name != "reversible":
        return case.origin(reader.fact.name)
    origins: list[str] = []
    for cause in case.patient.causes:
        stated = reader.stated.get(cause.kind)
        places = " and ".join(
            f"{citation.source.key}, {citation.section}" if citation.section else citation.source.key
            for citation in reader.stated_in.get(cause.kind, ())
        )
        if cause.reversible is None:
            origins += [f"what the source states for {cause.kind} ({places})"] if places else []
        elif stated is None or stated is cause.reversible:
            origins.append(f"the patient's record of {cause.kind}")
        else:
            origins.append(f"the patient's record of {cause.kind}, where the source states the opposite ({places})")
    return "; ".join(origins) if reader.seen(case) is not None else "not known"
