"""A guideline: one published source, one drug, with its rules as a proved decision table."""

from __future__ import annotations

import copyreg
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import attrs

from b12regimen.alerts.alerts import Alert
from b12regimen.alerts.safety import safety
from b12regimen.cases.fact_reading import FactReader
from b12regimen.display.decision_support import OF_A_TEXT
from b12regimen.display.sections import Section, Table
from b12regimen.display.shown import Shown
from b12regimen.errors import listed
from b12regimen.files.entries import About, Action, Because
from b12regimen.guidelines.report import alert_cells, cited, fact_lines, shown_days, source_lines
from b12regimen.regimens.dosing import Drug, Route
from b12regimen.regimens.regimen import Regimen
from b12regimen.tables.boxes import Box, merged
from b12regimen.tables.decision_table import DecisionTable
from b12regimen.values.pickling import by_values
from b12regimen.values.sources import Citation, Source

copyreg.pickle(Alert, by_values)

_OF_RULES: Final = ("rule", "says", "applies", "who says so")
_OF_ALERTS: Final = ("alert", "says", "for whom", "who says so")


@attrs.frozen(kw_only=True)
class Rule:
    """What a source says for the patients that it matches.

    Attributes:
        id: Its name in the guideline.
        action: What kind of answer it is.
        regimens: The regimens, in the source's order of preference.
        advice: What the source says instead of, or beside, a regimen; ``None`` for nothing.
        advice_drugs: The drugs that the advice names, but for that of the guideline, whose alerts hold already.
        because: Why nothing is stated: not printed, or not read; ``None`` for other actions.
        why: Why the source does not cover or treat, or what is not stated; ``None`` for other actions.
        see: The guideline that the source refers to; it is never followed.
        printed: The source's schedule restated; ``None`` where it prints none.
        notes: What belongs to the regimen and is no dose.
        taken_from: The id of the guideline that it is taken over from; ``None`` for the file's own rule.
        citations: Who says so.
        remarks: What this library remarks on its doses, as alerts that stand wherever it answers; none for a rule that
            the library ships.
    """

    id: str
    action: Action
    regimens: tuple[Regimen, ...] = ()
    advice: str | None = None
    advice_drugs: tuple[Drug, ...] = ()
    because: Because | None = None
    why: str | None = None
    see: str | None = None
    printed: str | None = None
    notes: tuple[str, ...] = ()
    taken_from: str | None = None
    citations: tuple[Citation, ...]
    remarks: tuple[Alert, ...] = attrs.field(default=(), eq=False)

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "action": self.action,
            "regimens": [str(regimen) for regimen in self.regimens],
            "advice": self.advice,
            "advice_drugs": list(self.advice_drugs),
            "because": self.because,
            "why": self.why,
            "see": self.see,
            "printed": self.printed,
            "notes": list(self.notes),
            "taken_from": self.taken_from,
            "citations": [citation.to_dict() for citation in self.citations],
            "remarks": [remark.to_dict() for remark in self.remarks],
        }

    @property
    def outcome(self) -> Hashable:
        """What rules must share to give the same answer."""
        return self.action, self.regimens, self.advice, self.because, self.see

    def _cells(self, applies: list[str]) -> list[list[str]]:
        """Give its name, what it says and what is remarked, where it applies, and who says so."""
        says = [str(self), *([f"printed: {self.printed}"] if self.printed else [])]
        says += [f"{remark.severity}: {remark.text}" for remark in self.remarks]
        says += [f"note: {note}" for note in self.notes]
        says += [f"the source refers to {self.see}"] if self.see else []
        return [[self.id], says, [f"when {where}" for where in applies], cited(self.citations)]

    def __str__(self) -> str:
        """Say in one line what follows from it."""
        parts = [*map(str, self.regimens), *(text for text in (self.advice, self.why) if text)]
        return f"{self.action}: {' | '.join(parts)}" if parts else self.action

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Rule {self.id}: {self}>"


@attrs.frozen
class Note:
    """What a source says for all its rules, and is no dose.

    Attributes:
        text: What it says.
        citations: Where; empty for what this library says itself.
    """

    text: str
    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        """Give the text, and the keys of its sources."""
        keys = ", ".join(dict.fromkeys(citation.source.key for citation in self.citations))
        return f"{self.text} ({keys})" if keys else self.text

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Note {self}>"

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"text": self.text, "citations": [citation.to_dict() for citation in self.citations]}


@attrs.frozen(kw_only=True, eq=False)
class Guideline(Shown):
    """One published source, one drug, with its rules.

    Attributes:
        id: Its name.
        title: Its title.
        publisher: Who prints the regimens.
        jurisdiction: The country in two letters of ISO 3166-1, or "international".
        version: The source's own date or edition.
        drug: The drug; ``None`` where the source names none.
        routes: The routes that the source covers.
        scope: Whom it covers.
        about: What it answers: whom to test and how, how to treat, or what to do next with a treatment.
        superseded_by: What replaces it; ``None`` if it is current.
        valid_from: The first day on which the text is known to stand; ``None`` if it is undated.
        valid_to: The last day on which it is known to stand; ``None`` for no end.
        earlier: The edition before it, an id or a file; ``None`` where none was read.
        thresholds_id: The cut-offs by which laboratory results are read, an id or a file; ``None`` where it names none.
        extends: The guideline that it extends, an id or a file; ``None`` if it stands alone.
        lineage: The ids of the guideline that it extends, and of those that this one extends in its turn.
        fingerprint: The SHA-256 of the text of a file of one's own; where it extends others, of the SHA-256 of its text
            and of each of theirs, the nearest first, each on a line. ``None`` for one that the library ships, which the
            library's version names.
        sources: What was read, by key.
        readers: The facts that it looks at, in the order in which they are asked for.
        table: Its rules as a decision table, proved complete and unambiguous.
        rules: Its rules, by id.
        alerts: What it warns of.
        notes: What it says for all its rules.
        remarks: What this library remarks on its text, as alerts that stand with each of its answers: that it is not
            known to stand on the day for which it was loaded, ``today`` of ``load_guideline``.
    """

    id: str
    title: str
    publisher: str
    jurisdiction: str
    version: str
    drug: Drug | None
    routes: tuple[Route, ...]
    scope: str
    about: About
    superseded_by: str | None
    valid_from: date | None
    valid_to: date | None
    earlier: str | None
    thresholds_id: str | None
    extends: str | None
    lineage: tuple[str, ...]
    fingerprint: str | None
    sources: Mapping[str, Source] = attrs.field(converter=MappingProxyType[str, Source])
    readers: tuple[FactReader, ...]
    table: DecisionTable
    rules: Mapping[str, Rule] = attrs.field(converter=MappingProxyType[str, Rule])
    alerts: tuple[Alert, ...]
    notes: tuple[Note, ...]
    remarks: tuple[Alert, ...] = ()
    _answers: dict[Hashable, Any] = attrs.field(init=False, factory=dict, repr=False)
    _verdicts: dict[Box, Any] = attrs.field(init=False, factory=dict, repr=False)

    def __repr__(self) -> str:
        """Show in a line which it is."""
        drug = self.drug or "drug not stated"
        return f"<Guideline {self.id}: {len(self.rules)} rules, {drug}, {self.version}>"

    @property
    def label(self) -> str:
        """Who says so, in a line: the publisher, the title, the id and the version."""
        return f"{self.publisher}: {self.title} ({self.id}, {self.version})"

    @cached_property
    def every_alert(self) -> tuple[Alert, ...]:
        """Its own alerts, and those that hold for all and that it does not say itself."""
        return (*self.alerts, *(alert for alert in self.general_alerts if self.own_for(alert) is None))

    @property
    def general_alerts(self) -> tuple[Alert, ...]:
        """The alerts that hold for all guidelines of its drug, routes and country, and of what it is about."""
        if self.about == "testing":
            return safety().alerts_without_injections(self.jurisdiction)
        return safety().alerts_for(self.drug, self.routes, self.jurisdiction)

    def own_for(self, general: Alert) -> Alert | None:
        """Give its own alert in place of one that holds for all: of its id, raised in each of its cases, and as severe.

        A source that the library ships may be milder in its own words; in a file of one's own, both stand then.
        """
        is_shipped = self.fingerprint is None
        same = (own for own in self.alerts if own.id == general.id and own.covers(general))
        return next((own for own in same if is_shipped or own.is_as_severe_as(general)), None)

    def alerts_for(self, rules: Iterable[Rule]) -> tuple[Alert, ...]:
        """Give every alert that bears on rules: the guideline's, those on drugs that advice names, and remarks."""
        rules = list(rules)
        drugs: dict[Drug, None] = {drug: None for rule in rules for drug in rule.advice_drugs}
        named = [
            alert
            for drug in drugs
            for alert in safety().alerts_for_advice(
                drug,
                self.jurisdiction,
                is_first=all(rule.action == "oral" for rule in rules),
                is_treated=self.about != "testing",
            )
            if self.own_for(alert) is None
        ]
        remarks = [*self.remarks, *(remark for rule in rules for remark in rule.remarks)]
        if not (named or remarks):
            return self.every_alert
        ids = {alert.id for alert in named}
        kept = (alert for alert in self.every_alert if alert in self.alerts or alert.id not in ids)
        return (*remarks, *kept, *named)

    def applies_to(self, rule: str) -> list[str]:
        """Say in words for which facts a rule answers, rules preferred to it taken out."""
        boxes = merged(self.table.boxes_of(rule))
        return [", ".join(self.table.restrictions(box)) or "always" for box in boxes]

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values."""
        return {
            "id": self.id,
            "title": self.title,
            "publisher": self.publisher,
            "jurisdiction": self.jurisdiction,
            "version": self.version,
            "drug": self.drug,
            "routes": list(self.routes),
            "scope": self.scope,
            "about": self.about,
            "superseded_by": self.superseded_by,
            "valid_from": None if self.valid_from is None else self.valid_from.isoformat(),
            "valid_to": None if self.valid_to is None else self.valid_to.isoformat(),
            "earlier": self.earlier,
            "thresholds": self.thresholds_id,
            "extends": self.extends,
            "lineage": list(self.lineage),
            "fingerprint": self.fingerprint,
            "facts": {
                reader.fact.name: {str(value): list(reader.members(value)) for value in reader.domain.values}
                for reader in self.readers
            },
            "impossible": [
                {"when": {name: list(values) for name, values in found.when.items()}, "why": found.reason}
                for found in self.table.exclusions
            ],
            "prefer": list(self.table.prefer),
            "rules": [rule.to_dict() | {"applies_to": self.applies_to(rule.id)} for rule in self.rules.values()],
            "alerts": [alert.to_dict() for alert in self.alerts],
            "notes": [note.to_dict() for note in self.notes],
            "remarks": [remark.to_dict() for remark in self.remarks],
            "sources": [attrs.asdict(source) for source in self.sources.values()],
        }

    def _sections(self) -> Iterator[Section]:
        yield "guideline", [f"{self.title} ({self.id})", *self._head()]
        rules = [rule._cells(self.applies_to(rule.id)) for rule in self.rules.values()]  # noqa: SLF001  (parts of it)
        yield "rules", Table(_OF_RULES, rules, is_stacked=True)
        if self.table.exclusions:
            where = self.table.restrictions
            boxes = [(self.table.box(found.when), found.reason) for found in self.table.exclusions]
            yield "cannot be", [f"{', '.join(where(box))}: {reason}" for box, reason in boxes]
        yield "facts looked at", [line for reader in self.readers for line in fact_lines(reader)]
        alerts = [alert_cells(alert) for alert in self.alerts]
        yield "alerts of its own", Table(_OF_ALERTS, alerts, is_stacked=True) if alerts else ["none"]
        notes = [line for note in self.notes for line in (str(note), *(f"  {one}" for one in cited(note.citations)))]
        yield "notes", notes or ["none"]
        yield "sources", [line for source in self.sources.values() for line in source_lines(source)]
        yield "decision support", [OF_A_TEXT]

    def _head(self) -> Iterator[str]:
        yield f"by {self.publisher}, {self.jurisdiction}, {self.version}"
        if self.fingerprint is not None:
            yield self.fingerprint
        if days := shown_days(self.valid_from, self.valid_to):
            yield days
        yield from (f"{remark.severity}: {remark.text}" for remark in self.remarks)
        if self.superseded_by is not None:
            yield f"superseded by {self.superseded_by}"
        if self.earlier is not None:
            yield f"the edition before it: {self.earlier}"
        if self.extends is not None:
            yield f"extends {self.extends}"
        yield f"drug: {self.drug or 'not stated'}"
        yield f"routes: {listed(self.routes)}"
        yield f"about: {self.about}"
        yield f"covers: {self.scope}"
        if self.thresholds_id is not None:
            yield f"reads laboratory results by: {self.thresholds_id}"
        if self.table.prefer:
            yield f"of rules that overlap, the first answers: {', '.join(self.table.prefer)}"
