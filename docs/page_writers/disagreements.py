"""Writes the page on where the shipped guidelines disagree.

python docs/page_writers/disagreements.py > docs/disagreements.md
"""

from __future__ import annotations

from typing import Any

from b12regimen import Comparison, Patient, compare_guidelines

ADULT: dict[str, Any] = {
    "age": 46,
    "purpose": "treatment",
    "optic_disease": "none",
    "oral_suitable": False,
    "severity": {"neurological": False, "anaemia": "present", "critically_ill": False},
    "pregnancy": "not-pregnant",
}
NERVES = {"severity": ADULT["severity"] | {"neurological": True}}
LASTING = {"cause": {"kind": "pernicious-anaemia", "reversible": False}}
TOPICS: dict[str, tuple[str, dict[str, Any]]] = {
    "How much, how often and for how long": (
        (
            "A 46-year-old with pernicious anaemia, anaemic, without neurological involvement; oral replacement is not "
            "suitable. Three times a week for two weeks is not the same as alternate days for two weeks: each is as "
            "printed."
        ),
        ADULT | LASTING,
    ),
    "When nerves are involved": (
        "The same patient with neurological involvement: until nothing improves, for a stated time, or no own line.",
        ADULT | LASTING | NERVES,
    ),
    "Tobacco amblyopia": (
        "The same patient with tobacco amblyopia and no other neurological sign.",
        ADULT | LASTING | {"optic_disease": "tobacco-amblyopia"},
    ),
    "By mouth or by injection": (
        "A 46-year-old on a vegan diet, anaemic, for whom oral replacement is suitable.",
        ADULT | {"cause": {"kind": "dietary-vegan", "reversible": True}, "oral_suitable": True},
    ),
    "Prophylaxis": (
        "A 46-year-old after total gastrectomy, not deficient.",
        ADULT
        | {"cause": {"kind": "total-gastrectomy", "reversible": False}, "purpose": "prophylaxis"}
        | {"severity": {"neurological": False, "anaemia": "none", "critically_ill": False}},
    ),
    "Children": (
        "A 6-year-old with pernicious anaemia, anaemic, without neurological involvement.",
        ADULT | LASTING | {"age": 6},
    ),
}
ALERTS: dict[str, dict[str, Any]] = {
    "pregnant": {"pregnancy": "pregnant"},
    "with renal impairment": {"conditions": {"renal_impairment": True}},
    "allergic to cobalt": {"allergies": ["cobalt"]},
}
HEAD = """# Where they disagree

The same patient, asked of every shipped guideline. Which is right is not this library's to say: each line restates a
source, and a clinician decides. *Read as* says whether the source was read itself (primary) or restated by another
(secondary); the page of each guideline names it. The drug is in the guideline's name, or beside it. A phase that is not
stated is not counted: what is known then is how many injections there are at least.
[Cut-offs](cut-offs.md) disagree as well.

% docs/page_writers/disagreements.py writes this page; change that."""
ANSWERED = ("inject", "either", "oral", "test", "no-treatment")


def link(name: str) -> str:
    """Name a guideline with its page."""
    return f"[`{name}`](guidelines/{name}.md)"


def table(found: Comparison) -> list[str]:
    """Give one line for each regimen, and a sentence on those that give none."""
    lines = [
        "| guideline | repletion | maintenance | injections in the first year | read as |",
        "| --- " * 5 + "|",
    ]
    none: dict[str, list[str]] = {}
    for row in found.to_dict()["rows"]:
        name, drug = link(row["guideline"]), row["drug"] or "drug not stated"
        named = name if drug in row["guideline"] else f"{name}, {drug}"
        if row["action"] not in ANSWERED:
            none.setdefault(row["action"], []).append(name)
        elif not row["regimens"]:
            lines.append(f"| {named} | {row['action']}: {row['says']} | | | {row['evidence']} |")
        for regimen in row["regimens"]:
            said = "" if row["action"] == "inject" else f"{row['action']}: "
            cells = (f"{said}{regimen['repletion']}", regimen["maintenance"], regimen["injections_in_first_year"])
            lines.append(f"| {named} | {' | '.join(cells)} | {row['evidence']} |")
    return [*lines, "", *(f"* {action}: {', '.join(names)}" for action, names in none.items())]


def alerts(deviation: dict[str, Any]) -> list[str]:
    """Give one line for each text of an alert, with the guidelines that have it."""
    found: dict[str, list[str]] = {}
    for row, without in zip(ask(ADULT | deviation).rows, ask(ADULT).rows, strict=True):
        for alert in row.recommendation.alerts:
            if alert not in without.recommendation.alerts:
                name = link(row.recommendation.guideline.id)
                found.setdefault(f"{alert.severity}: {alert.text}", []).append(name)
    return [f"* {said} ({', '.join(names)})" for said, names in sorted(found.items())]


def ask(known: dict[str, Any]) -> Comparison:
    """Ask every shipped guideline."""
    return compare_guidelines(Patient.from_dict(known))


def page() -> str:
    """Give the whole page."""
    lines = [HEAD]
    for title, (text, known) in TOPICS.items():
        lines += ["", f"## {title}", "", text, "", *table(ask(known))]
    lines += ["", "## What is warned of", ""]
    for who, deviation in ALERTS.items():
        lines += [f"A 46-year-old under treatment, {who}:", "", *alerts(deviation), ""]
    return "\n".join(lines).rstrip()


if __name__ == "__main__":
    print(page())
