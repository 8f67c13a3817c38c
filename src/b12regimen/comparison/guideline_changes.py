"""What changed between two versions of a guideline, in sentences for the person who signs the update off."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from b12regimen.errors import listed
from b12regimen.files.entries import ALERT_SEVERITIES
from b12regimen.guidelines.guideline import Guideline
from b12regimen.guidelines.loader import load_guideline
from b12regimen.patients.facts import FACTS
from b12regimen.patients.patient import CAUSE_KINDS
from b12regimen.tables.boxes import intersection, merged, values_of, without
from b12regimen.tables.changes import diff
from b12regimen.tables.parts import Domain, Value, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from b12regimen.alerts.alerts import Alert
    from b12regimen.cases.fact_reading import FactReader
    from b12regimen.tables.boxes import Box
    from b12regimen.values.age import Age

ChangeKind = Literal["answer", "alert", "fact", "head", "note"]

NO_CHANGE: Final = (
    "the two give every patient the same answer, with the same alerts and notes; "
    "not compared: sources, and the schedules under printed"
)
_HEAD: Final = ("about", "drug", "routes", "jurisdiction", "scope", "superseded_by")


@attrs.frozen
class GuidelineChange:
    """Patients for whom the answer changed, or something else that a guideline says.

    Attributes:
        where: Who they are, in words; what it is that changed, where that is for all.
        example: One of them: for an answer in the guideline's own words, for an alert in the library's; empty where the
            change is for all.
        old: What the old version says; ``None`` where it says nothing.
        new: What the new version says; ``None`` where it says nothing.
        kind: What changed: the answer; an alert; how a fact is read; the head; a note, or a reason of a rule.
        alert: The id of the alert; ``None`` for other kinds.
    """

    where: str
    example: Mapping[str, Value]
    old: str | None
    new: str | None
    kind: ChangeKind = "answer"
    alert: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return attrs.asdict(self) | {"example": dict(self.example)}

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<GuidelineChange {self}>"

    def __str__(self) -> str:
        """Write it as a sentence."""
        nothing = {"answer": "no answer", "alert": "not raised"}.get(self.kind, "nothing")
        what = f"alert {self.alert}, {self.where}" if self.alert else self.where
        example = ", ".join(f"{name} {show(value)}" for name, value in self.example.items())
        said = f"{what}: was {self.old or nothing}; is {self.new or nothing}"
        return f"{said} (for instance: {example})" if example else said


def diff_guidelines(old: Guideline | str | Path, new: Guideline | str | Path) -> list[GuidelineChange]:
    """List what two versions of a guideline say differently, grouped.

    The answers come first, then the alerts, those of the library that hold beside the guideline's own included,
    contraindications first; then how facts are read, the head, and notes. Sources, and the schedules under ``printed``,
    are not compared.

    Args:
        old: The old version: a guideline, an id or the path of a file.
        new: The new version.

    Raises:
        GuidelineError: A file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file.
    """
    before, after = (one if isinstance(one, Guideline) else load_guideline(one) for one in (old, new))
    return [
        *_answers(before, after),
        *_alerts(before, after),
        *_facts(before, after),
        *_head(before, after),
        *_notes(before, after),
    ]


def _answers(before: Guideline, after: Guideline) -> Iterable[GuidelineChange]:
    said = {rule.outcome: str(rule) for guideline in (before, after) for rule in guideline.rules.values()}
    for change in diff(before.table, after.table):
        was, becomes = (None if outcome is None else said[outcome] for outcome in (change.old, change.new))
        yield GuidelineChange(change.where, change.example, was, becomes)


def _alerts(before: Guideline, after: Guideline) -> Iterable[GuidelineChange]:
    olds, news = map(_standing, (before, after))
    ids = dict.fromkeys(alert.id for alert in (*before.every_alert, *after.every_alert))
    pairs = [pair for name in ids for pair in _pairs(olds.get(name, {}), news.get(name, {}))]
    pairs.sort(key=lambda pair: min(ALERT_SEVERITIES.index(alert.severity) for alert in pair if alert is not None))
    yield from (change for old, new in pairs for change in _of_one_alert(old, new))
    yield from _beside_advice(before, after)


def _standing(guideline: Guideline) -> dict[str, dict[bool, Alert]]:
    """Give the alerts by id: the guideline's own, that of the library, or both where neither replaces the other."""
    found: dict[str, dict[bool, Alert]] = {}
    for alert in guideline.every_alert:
        found.setdefault(alert.id, {})[alert in guideline.alerts] = alert
    return found


def _pairs(olds: dict[bool, Alert], news: dict[bool, Alert]) -> Iterable[tuple[Alert | None, Alert | None]]:
    if len(olds) == len(news) == 1:
        return zip(olds.values(), news.values(), strict=True)
    return [(olds.get(own), news.get(own)) for own in (False, True) if own in olds or own in news]


def _beside_advice(before: Guideline, after: Guideline) -> Iterable[GuidelineChange]:
    """Compare the alerts that an answer raises by the drug that its advice names."""
    olds, news = map(_by_answer, (before, after))
    for answer in dict.fromkeys([*olds, *news]):
        old, new = olds.get(answer, {}), news.get(answer, {})
        for name in dict.fromkeys([*old, *new]):
            if old.get(name) != new.get(name):
                yield GuidelineChange(f'with "{answer}"', {}, old.get(name), new.get(name), "alert", name)


def _by_answer(guideline: Guideline) -> dict[str, dict[str, str]]:
    return {
        str(rule): {
            alert.id: str(alert) for alert in guideline.alerts_for([rule]) if alert not in guideline.every_alert
        }
        for rule in guideline.rules.values()
        if rule.advice_drug
    }


def _of_one_alert(old: Alert | None, new: Alert | None) -> Iterable[GuidelineChange]:
    versions = [alert for alert in (old, new) if alert is not None]
    edges = _rising(age for alert in versions for age in (alert.age_from, alert.age_below) if age is not None)
    names = dict.fromkeys(name for alert in versions for facts in alert.when for name in facts)
    domains = [Domain("age", _bands(edges)), *(Domain(name, FACTS[name].values) for name in names)]
    was, becomes = (_raising(alert, domains, edges) for alert in (old, new))
    both = [shared for box in was for other in becomes if (shared := intersection(box, other))]
    for boxes, before, after in (
        (both, old, new),
        (without(was, becomes), old, None),
        (without(becomes, was), None, new),
    ):
        said, says = (None if alert is None else str(alert) for alert in (before, after))
        if boxes and said != says:
            whole = merged(boxes)
            where = "; or ".join(", ".join(_restrictions(box, domains)) for box in whole)
            example = {
                domain.name: domain.values[next(values_of(side))]
                for domain, side in zip(domains, whole[0], strict=True)
                if side != domain.everything
            }
            yield GuidelineChange(where, example, said, says, "alert", versions[0].id)


def _raising(alert: Alert | None, domains: Sequence[Domain], edges: Sequence[Age]) -> list[Box]:
    """Give the patients whom an alert is for, as disjoint boxes."""
    found: list[Box] = []
    if alert is None:
        return found
    first = 0 if alert.age_from is None else _place(alert.age_from, edges) + 1
    last = len(edges) if alert.age_below is None else _place(alert.age_below, edges)
    ages = sum(1 << band for band in range(first, last + 1))
    for facts in alert.when:
        sides = [domain.side(facts.get(domain.name, domain.values)) for domain in domains[1:]]
        found += without([(ages, *sides)], found)
    return found


def _restrictions(box: Box, domains: Sequence[Domain]) -> Iterable[str]:
    for domain, side in zip(domains, box, strict=True):
        if side != domain.everything:
            yield f"{domain.name} {' or '.join(show(domain.values[number]) for number in values_of(side))}"


def _rising(ages: Iterable[Age]) -> list[Age]:
    found: list[Age] = []
    for age in sorted(ages, key=cmp_to_key(_order)):
        if not found or _order(found[-1], age):
            found.append(age)
    return found


def _order(age: Age, other: Age) -> int:
    return (other.is_below(age) is True) - (age.is_below(other) is True)


def _place(age: Age, edges: Sequence[Age]) -> int:
    return next(place for place, edge in enumerate(edges) if _order(edge, age) == 0)


def _bands(edges: Sequence[Age]) -> tuple[str, ...]:
    low = ["", *(f"from {edge}" for edge in edges)]
    high = [*(f"below {edge}" for edge in edges), ""]
    return tuple(" and ".join(filter(None, ends)) or "any" for ends in zip(low, high, strict=True))


def _facts(before: Guideline, after: Guideline) -> Iterable[GuidelineChange]:
    olds, news = ({reader.fact.name: reader for reader in guideline.readers} for guideline in (before, after))
    for name in olds:
        if name in news:
            yield from _of_one_fact(olds[name], news[name])


def _of_one_fact(old: FactReader, new: FactReader) -> Iterable[GuidelineChange]:
    name = old.fact.name
    if name == "age":
        yield from _one_change("fact", "age", *map(_shown_bands, (old, new)))
    moved: dict[tuple[str, str], list[Value]] = {}
    for value, group in old.groups.items():
        if group != new.groups[value]:
            moved.setdefault((show(group), show(new.groups[value])), []).append(value)
    for (was, becomes), values in moved.items():
        where = f"{name} {listed(map(show, values), 'and')}, read as"
        yield GuidelineChange(where, {name: values[0]}, was, becomes, "fact")
    first, then = (" before ".join(map(show, reader.order)) or None for reader in (old, new))
    yield from _one_change("fact", f"{name}, where there are several", first, then)
    for kind in CAUSE_KINDS:
        words = {True: "it can resolve", False: "it cannot resolve", None: None}
        was_stated, is_stated = (words[reader.stated.get(kind)] for reader in (old, new))
        yield from _one_change("fact", f"{kind}, as the source states it", was_stated, is_stated)


def _shown_bands(reader: FactReader) -> str:
    return ", ".join(f"{band} {reader.members(band)[0]}" for band in reader.domain.values)


def _head(before: Guideline, after: Guideline) -> Iterable[GuidelineChange]:
    for key in _HEAD:
        yield from _one_change("head", key, *(_shown_key(guideline, key) for guideline in (before, after)))
    if _cut_offs(before) != _cut_offs(after):
        yield GuidelineChange("thresholds", {}, before.thresholds_id, after.thresholds_id, "head")


def _shown_key(guideline: Guideline, key: str) -> str | None:
    found = getattr(guideline, key)
    return listed(found) if isinstance(found, tuple) else found


def _cut_offs(guideline: Guideline) -> dict[str, Any] | None:
    if guideline.thresholds_id is None:
        return None
    from b12regimen.interpretation.threshold_loader import load_thresholds  # 12 ms that only cut-offs should cost

    return load_thresholds(guideline.thresholds_id).to_dict()


def _notes(before: Guideline, after: Guideline) -> Iterable[GuidelineChange]:
    olds, news = map(_said_beside, (before, after))
    for where, text in [one for one in olds if one not in news]:
        yield GuidelineChange(where, {}, text, None, "note")
    for where, text in [one for one in news if one not in olds]:
        yield GuidelineChange(where, {}, None, text, "note")


def _said_beside(guideline: Guideline) -> list[tuple[str, str]]:
    return [
        *(("note of all rules", note.text) for note in guideline.notes),
        *((f"note of rule {rule.id}", text) for rule in guideline.rules.values() for text in rule.notes),
        *((f"reason of rule {rule.id}", rule.why) for rule in guideline.rules.values() if rule.why),
    ]


def _one_change(kind: ChangeKind, where: str, old: str | None, new: str | None) -> Iterable[GuidelineChange]:
    if old != new:
        yield GuidelineChange(where, {}, old, new, kind)
