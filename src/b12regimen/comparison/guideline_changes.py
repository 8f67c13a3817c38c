"""What changed between two versions of a guideline, in sentences for the person who signs the update off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from b12regimen.comparison.alert_changes import alert_changes
from b12regimen.comparison.shared_words import shared_words
from b12regimen.display.text import WIDTH, wrapped
from b12regimen.errors import listed
from b12regimen.guidelines.guideline import Guideline, Rule
from b12regimen.guidelines.loader import load_guideline
from b12regimen.patients.patient import CAUSE_KINDS
from b12regimen.tables.changes import diff
from b12regimen.tables.parts import Row, Value, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from b12regimen.cases.fact_reading import FactReader

ChangeKind = Literal["answer", "alert", "fact", "head", "note"]

NO_CHANGE: Final = (
    "the two give every patient the same answer, with the same alerts and notes; "
    "not compared: names and versions of files and rules, editions before, sources, and what stands under printed and "
    "printed_when"
)
_HEAD: Final = ("about", "drug", "routes", "jurisdiction", "scope", "superseded_by", "valid_from", "valid_to")


@attrs.frozen
class GuidelineChange:
    """Patients for whom the answer changed, or something else that a guideline says.

    Attributes:
        where: Who they are, in words; what it is that changed, where that is for all.
        example: One of them, in the library's words; empty where the change is for all.
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
        where, was, becomes, example = self.in_parts
        said = f"{where}: was {was}; is {becomes}"
        return f"{said} (for instance: {example})" if example else said

    def in_lines(self, width: int = WIDTH) -> str:
        """Write it in lines of its own for whom it is about, what was said and what is said.

        Args:
            width: The characters that a line has at most, unless one word is longer.
        """
        where, was, becomes, example = self.in_parts
        below = [f"was: {was}", f"is: {becomes}", *([f"for instance: {example}"] if example else [])]
        return "\n".join([wrapped(where, 0, width), *(wrapped(line, width=width) for line in below)])

    @property
    def in_parts(self) -> tuple[str, str, str, str]:
        """For whom it is, what was said, what is said, and one of those whom it is for, where there is one."""
        nothing = {"answer": "no answer", "alert": "not raised"}.get(self.kind, "nothing")
        where = f"alert {self.alert}, {self.where}" if self.alert else self.where
        example = ", ".join(f"{name} {show(value)}" for name, value in self.example.items())
        return where, self.old or nothing, self.new or nothing, "" if example == self.where else example


def diff_guidelines(old: Guideline | str | Path, new: Guideline | str | Path) -> list[GuidelineChange]:
    """List what two versions of a guideline say differently, grouped.

    The answers come first, then the alerts, those of the library that hold beside the guideline's own included,
    contraindications first; then how facts are read, the head, and notes. Names and versions, sources, and what stands
    under ``printed`` and ``printed_when`` are not compared.

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
    def say(guideline: Guideline) -> Callable[[Row], str]:
        return lambda row: _said(guideline.rules[row.id])

    shared = shared_words(before, after)
    for change in diff(before.table, after.table, shared, say_old=say(before), say_new=say(after)):
        was, becomes = (None if said is None else str(said) for said in (change.old, change.new))
        yield GuidelineChange(change.where, change.example, was, becomes)


def _said(rule: Rule) -> str:
    beside = [rule.because and f"it is {rule.because}", rule.see and f"see {rule.see}"]
    return "; ".join([str(rule), *filter(None, beside)])


def _alerts(before: Guideline, after: Guideline) -> Iterable[GuidelineChange]:
    for change in alert_changes(before, after):
        said, says = (None if alert is None else str(alert) for alert in (change.old, change.new))
        yield GuidelineChange(change.where, change.example, said, says, "alert", change.id)


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
    if isinstance(found, tuple):
        return listed(found)
    return None if found is None else str(found)


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
        *(("reason of what is impossible", exclusion.reason) for exclusion in guideline.table.exclusions),
    ]


def _one_change(kind: ChangeKind, where: str, old: str | None, new: str | None) -> Iterable[GuidelineChange]:
    if old != new:
        yield GuidelineChange(where, {}, old, new, kind)
