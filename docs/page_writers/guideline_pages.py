"""Writes a page for each shipped guideline, and the page that lists them.

python docs/page_writers/guideline_pages.py
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from b12regimen import Guideline, Phase, guideline_ids, load_guideline
from b12regimen.tables.parts import show

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from b12regimen import Alert, Citation, Regimen

FOLDER: Final = Path(__file__).parents[1] / "guidelines"
WRITTEN_BY: Final = "`docs/page_writers/guideline_pages.py` writes this page from the file, and a test holds it to it."
DECIDES: Final = (
    "This restates a published source to support a clinician's decision; a clinician decides, for each patient."
)
WEEKS: Final = 52
LEGEND: Final = (
    "One mark is one week, counted from the first injection that the source states: `#` at least one injection falls "
    "in it, `-` one may, `.` none does. What may is what a range, a choice, a gate, a clinician's decision or the "
    "length of a month leaves open. Where a step has no printed end the next may begin early or late, so both columns "
    "are marked."
)
COUNTRIES: Final = {
    "AU": "Australia",
    "BE": "Belgium",
    "CH": "Switzerland",
    "DE": "Germany",
    "ES": "Spain",
    "FR": "France",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "IS": "Iceland",
    "IT": "Italy",
    "NL": "Netherlands",
    "NO": "Norway",
    "NZ": "New Zealand",
    "US": "United States",
    "international": "no country",
}


def text(said: str) -> str:
    """Keep Markdown from reading what is no markup."""
    for mark in "\\|<*[]":
        said = said.replace(mark, f"\\{mark}")
    return said


def facts_of(where: str) -> str:
    """Write the facts for which a rule answers."""
    return text(where.replace("_", " "))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def cited(citations: Iterable[Citation]) -> str:
    """Name sources by their keys, with the section and how each was read."""
    return "; ".join(
        f"`{one.source.key}`{', ' + text(one.section) if one.section else ''} ({one.source.evidence})"
        for one in citations
    )


def status(guideline: Guideline) -> str:
    """Say whether the text stands, as far as that is known."""
    if (newer := guideline.superseded_by) is not None:
        return f"superseded by {f'[{newer}]({newer}.md)' if newer in guideline_ids() else newer}"
    since = f", known to stand from {guideline.valid_from}" if guideline.valid_from else ""
    until = f" to {guideline.valid_to}" if guideline.valid_to else ""
    return f"no newer edition was read{since}{until}"


def head(guideline: Guideline) -> list[str]:
    """Write what the guideline is."""
    facts = {
        "publisher": guideline.publisher,
        "country": COUNTRIES[guideline.jurisdiction],
        "version": guideline.version,
        "drug": guideline.drug or "not stated",
        "routes": ", ".join(guideline.routes),
        "about": guideline.about,
        "covers": guideline.scope,
    }
    lines = [f"# {text(guideline.title)}", "", f"`{guideline.id}`", ""]
    lines += [f"* {name}: {text(said)}" for name, said in facts.items()] + [f"* status: {status(guideline)}"]
    if guideline.earlier:
        lines.append(f"* the edition before it: [{guideline.earlier}]({guideline.earlier}.md)")
    if guideline.thresholds_id:
        lines.append(
            f"* reads laboratory results by: [{guideline.thresholds_id}](../cut-offs.md#{guideline.thresholds_id})"
        )
    return [*lines, "", DECIDES, ""]


def answer(guideline: Guideline, name: str) -> str:
    """Say in the cell of a table what follows from a rule."""
    rule = guideline.rules[name]
    regimens = [
        f"repletion: {text(str(one.repletion))}<br>maintenance: {text(str(one.maintenance))}" for one in rule.regimens
    ]
    said = [*regimens, *(text(one) for one in (rule.advice, rule.why) if one)]
    referred = [f"see [{rule.see}]({rule.see}.md)"] if rule.see in guideline_ids() else []
    return "<br>".join([f"**{rule.action}**", *said, *referred])


def rules(guideline: Guideline) -> list[str]:
    """Write the rules as a table, what they overrule, and what cannot be."""
    rows = [
        (
            f"`{name}`",
            "<br>or ".join(map(facts_of, guideline.applies_to(name))),
            answer(guideline, name),
            cited(rule.citations),
        )
        for name, rule in guideline.rules.items()
    ]
    lines = ["## Rules", "", "Exactly one of these answers each patient about whom enough is known.", ""]
    lines += [*table(("rule", "for whom", "what the source says", "source"), rows), ""]
    if guideline.table.exclusions:
        lines += ["These cannot be, and a patient who has them is told so:", ""]
        for found in guideline.table.exclusions:
            where = ", ".join(guideline.table.restrictions(guideline.table.box(found.when)))
            lines.append(f"* {facts_of(where)}: {text(found.reason)}")
        lines.append("")
    return lines


def as_printed(guideline: Guideline) -> list[str]:
    """Write the source's own schedules, restated, and what belongs to them."""
    lines: list[str] = []
    for rule in guideline.rules.values():
        said = [f"* `{rule.id}`: {text(rule.printed)}"] if rule.printed else []
        if rule.notes and not said:
            said = [f"* `{rule.id}`"]
        lines += [*said, *(f"  * {text(note)}" for note in rule.notes)]
    return ["## As the source has it, restated", "", *lines, ""] if lines else []


def surely(regimen: Regimen) -> list[bool]:
    """Say of each week whether an injection falls in it under every reading of the source.

    Day 0 is the first injection that is stated, so a repletion that is not stated lies before every week.
    """
    if regimen.repletion.kind == "not-stated":
        regimen = attrs.evolve(regimen, repletion=Phase(kind="none"))
    before = [regimen.doses_before(day) for day in range(0, WEEKS * 7 + 1, 7)]
    return [(now.low or 0) > (math.inf if last.high is None else last.high) for last, now in pairwise(before)]


@cache
def weeks(regimen: Regimen) -> str:
    """Mark each week of the first year for each phase: an injection falls in it, may fall in it, or does not."""
    may: dict[str, set[int]] = {}
    for dose in regimen.dose_days(days=WEEKS * 7):
        last = WEEKS - 1 if dose.day.high is None else min(dose.day.high // 7, WEEKS - 1)
        may.setdefault(dose.phase, set()).update(range((dose.day.low or 0) // 7, last + 1))
    marks = {phase: ["-" if week in found else "." for week in range(WEEKS)] for phase, found in may.items()}
    for week, sure in enumerate(surely(regimen)):
        phases = [phase for phase, found in may.items() if week in found]
        if sure and len(phases) == 1:
            marks[phases[0]][week] = "#"
    quarter = WEEKS // 4
    lines = ["             " + "  ".join(f"{phase:{quarter}}" for phase in marks)]
    for start in range(0, WEEKS, quarter):
        rows = ("".join(row[start : start + quarter]) for row in marks.values())
        lines.append(f"weeks {start + 1:2}-{start + quarter:2}  {'  '.join(rows)}")
    return "\n".join(line.rstrip() for line in lines)


def steps(regimen: Regimen) -> list[str]:
    """Write the steps of a regimen as a table, with the day on which each begins."""
    days = regimen.dose_days(days=365)
    rows = []
    for name, phase in (("repletion", regimen.repletion), ("maintenance", regimen.maintenance)):
        if not phase.steps:
            rows.append((name, text(str(phase)), ""))
        for number, step in enumerate(phase.steps, 1):
            first = next(
                (str(dose.day) for dose in days if (dose.phase, dose.step) == (name, number)), "not in this year"
            )
            rows.append((name, text(str(step)), first))
    return table(("phase", "step", "first injection, day"), rows)


def timelines(guideline: Guideline) -> list[str]:
    """Write each different regimen on its first year."""
    found: dict[Regimen, list[str]] = {}
    for rule in guideline.rules.values():
        for regimen in rule.regimens:
            found.setdefault(regimen, []).append(f"`{rule.id}`")
    if not found:
        return []
    lines = ["## The first year", "", LEGEND, ""]
    for regimen, names in found.items():
        lines += [f"### {', '.join(names)}", "", "```text", weeks(regimen), "```", "", *steps(regimen), ""]
        lines += [f"In the first 365 days: {regimen.doses_before(365)} injections. Day 0 is the day of the first."]
        if regimen.repletion.kind == "not-stated":
            lines += [
                "",
                "How the stores are filled is not stated, so this begins with the first injection of maintenance.",
                "The injections before it are not counted.",
            ]
        if regimen.maintenance.kind == "not-stated":
            lines += ["", "What follows is not stated, so its injections are neither drawn nor counted."]
        lines.append("")
    return lines


def facts(guideline: Guideline) -> list[str]:
    """Write the facts that it looks at, with its groups and age bands."""
    rows = []
    for reader in guideline.readers:
        for value in reader.domain.values:
            members = [show(one) for one in reader.members(value)]
            same = members == [show(value)]
            rows.append((reader.fact.question, text(show(value)), "" if same else text(", ".join(members))))
    shown = [
        ("" if number and rows[number - 1][0] == row[0] else text(row[0]), *row[1:]) for number, row in enumerate(rows)
    ]
    return [
        "## Facts and ages",
        "",
        "What the file looks at, in the order in which it is asked for. Nothing else is looked at.",
        "",
        *table(("question", "its value here", "which takes together"), shown),
        "",
    ]


def alert_lines(alert: Alert) -> list[str]:
    """Write an alert."""
    advice = f" What the source says to do: {text(alert.advice)}." if alert.advice else ""
    whom = f", raised by {text(alert.raised_by)}" if alert.raised_by else ""
    return [f"* `{alert.id}` ({alert.severity}){whom}: {text(alert.text)}.{advice} {cited(alert.citations)}"]


def warnings(guideline: Guideline) -> list[str]:
    """Write its own alerts and notes."""
    lines = ["## Alerts of its own", ""]
    lines += [line for alert in guideline.alerts for line in alert_lines(alert)] or ["It has none."]
    lines += ["", "What holds whichever guideline is asked is on [the page of all alerts](../alerts.md).", ""]
    if guideline.notes:
        lines += ["## Notes", "", *(f"* {text(note.text)} {cited(note.citations)}" for note in guideline.notes), ""]
    return lines


def sources(guideline: Guideline) -> list[str]:
    """Write what was read, and how."""
    rows = [
        (
            f"`{one.key}`",
            text(one.title) + (f"<br>{text(one.note)}" if one.note else ""),
            one.evidence,
            f"<{one.url}>" if one.url else "no address known",
        )
        for one in guideline.sources.values()
    ]
    return [
        "## Sources",
        "",
        "*Primary* was read in the publisher's own text or a full copy, *secondary* in another's that restates it.",
        "",
        *table(("key", "document", "read as", "address"), rows),
        "",
    ]


def page(guideline: Guideline) -> str:
    """Give the page of one guideline."""
    parts = (head, rules, timelines, as_printed, facts, warnings, sources)
    return "\n".join([line for part in parts for line in part(guideline)] + [WRITTEN_BY, ""])


def index() -> str:
    """Give the page that lists them all."""
    guidelines = sorted(map(load_guideline, guideline_ids()), key=lambda one: (COUNTRIES[one.jurisdiction], one.id))
    rows = [
        (
            COUNTRIES[one.jurisdiction],
            f"[{text(one.title)}]({one.id}.md)<br>{text(one.publisher)}",
            one.drug or f"none; on {one.about}",
            f"{text(one.version)}; {status(one)}",
        )
        for one in guidelines
    ]
    lines = [
        "# Every guideline",
        "",
        f"{len(rows)} guidelines, a page each: rules as a table, the first year, facts, ages and alerts of its own,",
        "and every document with how it was read. [The guidelines](../guidelines.md) says how to ask them, [where they",
        "disagree](../disagreements.md) asks all of them about the same patients.",
        "",
        DECIDES,
        "",
        *table(("country", "guideline", "drug", "version and status"), rows),
        "",
        "That no newer edition was read does not say that there is none.",
        "",
        "`docs/page_writers/guideline_pages.py` writes this page and those below, and a test holds them to the files.",
        "",
        "```{toctree}",
        ":hidden:",
        ":titlesonly:",
        "",
        *(f"{one.id} <{one.id}>" for one in guidelines),
        "```",
        "",
    ]
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """Give each file of the folder by its name."""
    return {"index.md": index()} | {f"{name}.md": page(load_guideline(name)) for name in guideline_ids()}


if __name__ == "__main__":
    for name, said in pages().items():
        (FOLDER / name).write_text(said, "utf-8")
