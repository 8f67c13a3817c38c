"""Writes a guideline for people: in short, and in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from b12regimen.guidelines.guideline import Guideline, Rule


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
    head = [f"by {guideline.publisher}, {guideline.jurisdiction}, {guideline.version}"]
    head += [f"drug: {guideline.drug or 'not stated'}", f"about: {guideline.about}", f"covers: {guideline.scope}"]
    yield f"{guideline.title} ({guideline.id})", head
    yield "rules", [line for rule in guideline.rules.values() for line in _rule(guideline, rule)]
    if guideline.table.exclusions:
        where = guideline.table.restrictions
        boxes = [(guideline.table.box(found.when), found.reason) for found in guideline.table.exclusions]
        yield "cannot be", [f"{', '.join(where(box))}: {reason}" for box, reason in boxes]
    for heading, said in (("alerts", guideline.alerts), ("notes", guideline.notes)):
        lines = [line for one in said for line in (str(one), *(f"  {citation}" for citation in one.citations))]
        yield heading, lines or ["none"]
    sources = guideline.sources.values()
    told = [(f"{one.key} [{one.evidence}]: {one.title}", *([f"  {one.note}"] if one.note else [])) for one in sources]
    yield "sources", [line for lines in told for line in lines]


def _rule(guideline: Guideline, rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule}"
    yield from (f"  when {where}" for where in guideline.applies_to(rule.id))
    if rule.printed:
        yield f"  printed: {rule.printed}"
    yield from (f"  {remark.severity}: {remark.text}" for remark in rule.remarks)
    yield from (f"  {citation}" for citation in rule.citations)
