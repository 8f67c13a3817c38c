"""Writes a guideline for people: in short, and in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from b12regimen.errors import listed
from b12regimen.guidelines.standing import shown_days
from b12regimen.tables.parts import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from b12regimen.alerts.alerts import Alert
    from b12regimen.cases.fact_reading import FactReader
    from b12regimen.guidelines.guideline import Guideline, Rule
    from b12regimen.values.sources import Citation, Source


def in_short(guideline: Guideline) -> str:
    """Say which it is, and whom it covers."""
    drug = guideline.drug or "drug not stated"
    about = guideline.about if guideline.about != "treatment" else drug
    return (
        f"{guideline.id}\n  {guideline.publisher} ({guideline.jurisdiction}), {guideline.version}: {about}\n"
        f"  {guideline.scope}"
    )


def in_full(guideline: Guideline) -> str:
    """Write its rules, its alerts and its notes, and who says so, each line as long as it is."""
    (title, head), *rest = full_sections(guideline)
    blocks = [(title, head), *((heading.upper(), lines) for heading, lines in rest)]
    return "\n\n".join("\n  ".join([heading, *lines]) for heading, lines in blocks)


def full_sections(guideline: Guideline) -> Iterator[tuple[str, list[str]]]:
    """Give its head, its rules, its alerts and its notes, and who says so."""
    yield f"{guideline.title} ({guideline.id})", list(_head(guideline))
    yield "rules", [line for rule in guideline.rules.values() for line in _rule(guideline, rule)]
    if guideline.table.exclusions:
        where = guideline.table.restrictions
        boxes = [(guideline.table.box(found.when), found.reason) for found in guideline.table.exclusions]
        yield "cannot be", [f"{', '.join(where(box))}: {reason}" for box, reason in boxes]
    yield "facts looked at", [line for reader in guideline.readers for line in _fact(reader)]
    yield "alerts of its own", [line for alert in guideline.alerts for line in _alert(alert)] or ["none"]
    said = [line for note in guideline.notes for line in (str(note), *_cited(note.citations))]
    yield "notes", said or ["none"]
    yield "sources", [line for source in guideline.sources.values() for line in _source(source)]


def _head(guideline: Guideline) -> Iterator[str]:
    yield f"by {guideline.publisher}, {guideline.jurisdiction}, {guideline.version}"
    if guideline.fingerprint is not None:
        yield guideline.fingerprint
    if days := shown_days(guideline.valid_from, guideline.valid_to):
        yield days
    yield from (f"{remark.severity}: {remark.text}" for remark in guideline.remarks)
    if guideline.superseded_by is not None:
        yield f"superseded by {guideline.superseded_by}"
    if guideline.earlier is not None:
        yield f"the edition before it: {guideline.earlier}"
    if guideline.extends is not None:
        yield f"extends {guideline.extends}"
    yield f"drug: {guideline.drug or 'not stated'}"
    yield f"routes: {listed(guideline.routes)}"
    yield f"about: {guideline.about}"
    yield f"covers: {guideline.scope}"
    if guideline.thresholds_id is not None:
        yield f"reads laboratory results by: {guideline.thresholds_id}"
    if guideline.table.prefer:
        yield f"of rules that overlap, the first answers: {', '.join(guideline.table.prefer)}"


def _fact(reader: FactReader) -> Iterator[str]:
    """Say in which words a fact is read, and what each of them takes together."""
    yield f"{reader.fact.name}: {reader.fact.question}"
    for value in reader.domain.values:
        members = [show(one) for one in reader.members(value)]
        is_itself = members == [show(value)]
        yield f"  {show(value)}" if is_itself else f"  {show(value)}: {', '.join(members)}"
    if reader.order:
        yield f"  of several, the first decides: {', '.join(map(show, reader.order))}"
    for kind, can_resolve in reader.stated.items():
        yield f"  stated of {kind}: it {'can' if can_resolve else 'cannot'} resolve"
        yield from (f"  {line}" for line in _cited(reader.stated_in[kind]))


def _alert(alert: Alert) -> Iterator[str]:
    yield f"{alert.id}: {alert}"
    yield f"  when {alert.raised_by}"
    yield from _cited(alert.citations)


def _cited(citations: Iterable[Citation]) -> Iterator[str]:
    yield from (f"  {citation}" for citation in citations)


def _source(source: Source) -> Iterator[str]:
    yield f"{source.key} [{source.evidence}]: {source.title}"
    yield f"  {source.url or 'no address known'}"
    if source.note:
        yield f"  {source.note}"


def _rule(guideline: Guideline, rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule}"
    yield from (f"  when {where}" for where in guideline.applies_to(rule.id))
    if rule.printed:
        yield f"  printed: {rule.printed}"
    yield from (f"  {remark.severity}: {remark.text}" for remark in rule.remarks)
    yield from (f"  note: {note}" for note in rule.notes)
    if rule.see:
        yield f"  the source refers to {rule.see}"
    yield from _cited(rule.citations)
