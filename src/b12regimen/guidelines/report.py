"""Writes a guideline for people: in short, and in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from b12regimen.guidelines.guideline import Guideline


def in_short(guideline: Guideline) -> str:
    """Say which it is, and whom it covers."""
    drug = guideline.drug or "drug not stated"
    about = guideline.about if guideline.about != "treatment" else drug
    return (
        f"{guideline.id}\n  {guideline.publisher} ({guideline.jurisdiction}), {guideline.version}: {about}\n"
        f"  {guideline.scope}"
    )


def in_full(guideline: Guideline) -> str:
    """Write its rules, its alerts and its notes, and who says so."""
    lines = [
        f"{guideline.title} ({guideline.id})",
        f"  by {guideline.publisher}, {guideline.jurisdiction}, {guideline.version}",
        f"  drug: {guideline.drug or 'not stated'}",
        f"  about: {guideline.about}",
        f"  covers: {guideline.scope}",
        "",
        "RULES",
    ]
    for rule in guideline.rules.values():
        lines += [f"  {rule.id}: {rule}", *(f"    when {where}" for where in guideline.applies_to(rule.id))]
        lines += [f"    printed: {rule.printed}"] if rule.printed else []
        lines += [f"    {remark.severity}: {remark.text}" for remark in rule.remarks]
        lines += [f"    {citation}" for citation in rule.citations]
    if guideline.table.exclusions:
        lines += ["", "CANNOT BE"]
        for found in guideline.table.exclusions:
            where = ", ".join(guideline.table.restrictions(guideline.table.box(found.when)))
            lines.append(f"  {where}: {found.reason}")
    for heading, said in (("ALERTS", guideline.alerts), ("NOTES", guideline.notes)):
        lines += ["", heading, *([] if said else ["  none"])]
        for one in said:
            lines += [f"  {one}", *(f"    {citation}" for citation in one.citations)]
    lines += ["", "SOURCES"]
    for source in guideline.sources.values():
        lines.append(f"  {source.key} [{source.evidence}]: {source.title}")
        lines += [f"    {source.note}"] if source.note else []
    return "\n".join(lines)
