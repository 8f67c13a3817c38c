"""Checks a guideline file as a pharmacist would before it is used: every error, and what looks odd."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from b12regimen.comparison.age_remarks import age_remarks
from b12regimen.comparison.alert_changes import alert_changes
from b12regimen.comparison.schedule_remarks import schedule_remarks
from b12regimen.errors import Finding, GuidelineError, listed
from b12regimen.guidelines.loader import guideline_ids, load_extended, load_guideline, read_guideline
from b12regimen.guidelines.standing import key_outside
from b12regimen.values.calendar_days import to_day

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import date

    from b12regimen.alerts.alerts import Alert
    from b12regimen.files.entries import HeadEntry
    from b12regimen.files.reading import Reading
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.values.calendar_days import DayLike


_NEARLY: Final = 0.85


@attrs.frozen(kw_only=True)
class GuidelineCheck:
    """What a check of a guideline, of cut-offs or of a product found.

    Attributes:
        file: What was checked.
        kind: What it was checked as: a guideline, thresholds, or a product.
        errors: What keeps the file from being loaded; each with its path and line.
        remarks: What loads and looks odd: a person should look.
        rules: How many rules a guideline has; ``None`` for anything else, and where it does not load.
        cells: How many combinations of known facts can be, each with one rule; ``None`` for anything else, and where it
            does not load.
        analytes: Of how many analytes thresholds speak; ``None`` for anything else, and where they do not load.
        product: What a product is, in a line; ``None`` for anything else, and where it does not load.
        fingerprint: That of a guideline of one's own, by which a signature names it; ``None`` for anything else, and
            where it does not load.
        extended: The files of which its fingerprint tells beside its own.
    """

    file: str
    kind: Literal["guideline", "thresholds", "product"] = "guideline"
    errors: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    rules: int | None = None
    cells: int | None = None
    analytes: int | None = None
    product: str | None = None
    fingerprint: str | None = None
    extended: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "file": self.file,
            "kind": self.kind,
            "errors": [finding._asdict() for finding in self.errors],
            "remarks": [finding._asdict() for finding in self.remarks],
            "rules": self.rules,
            "cells": self.cells,
            "analytes": self.analytes,
            "product": self.product,
            "fingerprint": self.fingerprint,
            "extended": list(self.extended),
        }

    def __str__(self) -> str:
        """Write it for people."""
        lines = [f"{self.file}: {finding}" for finding in self.errors]
        lines += [f"{self.file}: look at {finding}" for finding in self.remarks]
        if not self.errors and self.kind == "thresholds":
            lines.append(f"{self.file}: cut-offs for {self.analytes} analytes; no two bands share a result")
        elif not self.errors and self.kind == "product":
            lines.append(f"{self.file}: {self.product}")
            lines.append("  not compared: what it states with its label; a person does that")
        elif not self.errors:
            proved = f"exactly one answers each of the {self.cells} combinations of facts that can be"
            lines.append(f"{self.file}: {self.rules} rules; {proved}")
            lines.append(
                "  not compared: doses with what stands under printed, but for figures, and both with the source; a "
                "person does that"
            )
            if self.fingerprint is not None:
                of = listed(["this text", *self.extended], "and")
                lines.append(f"  fingerprint, of {of}: {self.fingerprint}")
        return "\n".join(lines)


def check_guideline(guideline: str | Path, *, today: DayLike | None = None) -> GuidelineCheck:
    """Check a guideline file.

    Args:
        guideline: The path of a file, or the id of one that the library ships.
        today: The day on which it is to be followed: that the text is not known to stand on it is odd. ``None`` looks
            at no day.

    Raises:
        GuidelineError: ``today`` is no day.
        UnknownGuidelineError: There is neither such a file nor such an id.
    """
    shown, day = str(guideline), None if today is None else to_day(today, "today", GuidelineError)
    try:
        found = load_guideline(guideline, today=day)
    except GuidelineError as error:
        return GuidelineCheck(file=shown, errors=error.findings)
    possible = sum(cell["row"] is not None for cell in found.table.cells())
    if guideline in guideline_ids():
        return GuidelineCheck(file=shown, rules=len(found.rules), cells=possible)
    path = Path(guideline)
    reading, _ = read_guideline(path.read_text("utf-8-sig"), path.parent)
    return GuidelineCheck(
        file=shown,
        remarks=tuple(_remarks(reading, found, day)),
        rules=len(found.rules),
        cells=possible,
        fingerprint=found.fingerprint,
        extended=tuple(str(file.name) for file in reading.file.whole.files[1:]),
    )


def _remarks(reading: Reading[HeadEntry], guideline: Guideline, today: date | None) -> Iterator[Finding]:
    if today is not None and (key := key_outside(guideline, today)) is not None:
        yield from (reading.file.whole.finding(key, remark.text) for remark in guideline.remarks)
    for place, source in reading.unused_sources():
        yield reading.file.whole.finding(place, f'nothing cites the source "{source}"')
    remarks = list(_alert_remarks(reading, guideline))
    yield from (remark for _, remark in remarks)
    yield from _lost_alerts(reading, guideline, {name for name, _ in remarks})
    for number, reason in age_remarks(guideline):
        yield reading.file.whole.finding(f"age_edge[{number}]", reason)
    for number, rule in enumerate(guideline.rules.values()):
        if near := _meant_by(rule.see):
            reason = f'there is no guideline "{rule.see}"; did you mean {listed(near)}?'
            yield reading.file.whole.finding(f"rule[{number}].see", reason)
        for below, reason in schedule_remarks(rule):
            yield reading.file.whole.finding(f"rule[{number}]{below}", reason)


def _meant_by(see: str | None) -> list[str]:
    """Give the shipped guidelines whose ids begin nearly like what a rule refers to, and not quite."""
    from difflib import get_close_matches  # 7 ms that only a check should cost

    ids = guideline_ids()
    if see is None or see in ids:
        return []
    heads = {name: "-".join(name.split("-")[: see.count("-") + 1]) for name in ids}
    near = get_close_matches(see.lower(), set(heads.values()), n=1, cutoff=_NEARLY)
    return [name for name in ids if heads[name] in near]


def _alert_remarks(reading: Reading[HeadEntry], guideline: Guideline) -> Iterator[tuple[str, Finding]]:
    """Compare alerts with those of the same id that hold whichever guideline is asked."""
    general = {alert.id: alert for alert in guideline.general_alerts}
    for number, own in enumerate(guideline.alerts):
        path = f"alert[{number}]"
        if reading.file.whole.taken_from(path) is not None or own.id not in general:
            continue
        other = general[own.id]
        if not own.covers(other):
            reason = (
                f'it is not raised in each case of the {other.severity} "{own.id}" that holds for all, so both stand'
            )
            yield own.id, reading.file.whole.finding(f"{path}.when", reason)
        elif not own.is_as_severe_as(other):
            reason = f'it is of a lower severity than the {other.severity} "{own.id}" that holds for all, so both stand'
            yield own.id, reading.file.whole.finding(f"{path}.severity", reason)


def _lost_alerts(reading: Reading[HeadEntry], guideline: Guideline, said: Container[str]) -> Iterator[Finding]:
    """Compare alerts with those of what is extended, were it on the same drug and routes: none is lost in silence."""
    whole = reading.file.whole
    file = next((file for file in whole.files if file.guidelines and file.id is not None), None)
    if file is None:
        return
    try:
        base = load_extended(file)
    except GuidelineError as error:
        reason = f"{file.id} does not load by itself, so what it warns of was not compared: {error.findings[0]}"
        yield whole.finding("extends", reason)
        return
    before = attrs.evolve(base, drug=guideline.drug, routes=guideline.routes, about=guideline.about)
    answers = {None, *map(str, guideline.rules.values())}
    for change in alert_changes(before, guideline):
        old, new = change.old, change.new
        if old is None or change.id in said or change.answer not in answers or _is_kept(old, guideline):
            continue
        path = _where_lost(reading, guideline, change.id)
        if new is None:
            reason = (
                f'the {old.severity} "{old.id}" of {base.id} is no longer raised for {change.where or "any patient"}'
            )
            yield whole.finding(path, reason)
        elif not new.is_as_severe_as(old):
            reason = f'the {old.severity} "{old.id}" of {base.id} is of a lower severity: {new.severity}'
            yield whole.finding(path, reason)


def _is_kept(old: Alert, guideline: Guideline) -> bool:
    same = [alert for alert in guideline.every_alert if alert.id == old.id]
    return any(alert.covers(old) and alert.is_as_severe_as(old) for alert in same)


def _where_lost(reading: Reading[HeadEntry], guideline: Guideline, name: str) -> str:
    whole = reading.file.whole
    own = [n for n, alert in enumerate(guideline.alerts) if alert.id == name and whole.is_own(f"alert[{n}]")]
    if own:
        return f"alert[{own[0]}]"
    heads = [file.data for file in whole.files if not file.guidelines]
    if any(name in head.get("drop", []) for head in heads):
        return "drop"
    return "jurisdiction" if any("jurisdiction" in head for head in heads) else "extends"
