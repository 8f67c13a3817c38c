"""Writes the page on the regimens of the shipped guidelines as orders, each beside all the others.

python docs/page_writers/orders_across.py > docs/orders-across.md
"""

from __future__ import annotations

from b12regimen import (
    NotationError,
    Patient,
    Recommendation,
    guideline_ids,
    load_guideline,
    read_order,
    review_order,
    select_regimen,
)

PATIENT = Patient.from_dict(
    {
        "age": 46,
        "purpose": "treatment",
        "cause": {"kind": "pernicious-anaemia", "reversible": False},
        "optic_disease": "none",
        "oral_suitable": False,
        "severity": {"neurological": False, "anaemia": "present", "critically_ill": False},
        "pregnancy": "not-pregnant",
        "allergies": [],
    }
)
HEAD = """# Each order beside every guideline

A prescription that follows one source is often a finding beside another. Here is each regimen that a shipped guideline
prints for a 46-year-old with pernicious anaemia, anaemic, without neurological involvement, oral replacement not being
suitable: written as an order and [reviewed](order-review.md) beside every guideline that prints injections for this
patient. What is found, as a caution or worse, has the name that the review gives it; *nothing* means that the two agree
as far as they can be compared. It says where two sources differ, not which of them is right: a clinician decides. Each
guideline's sources are in the [bibliography](bibliography.md).

% docs/page_writers/orders_across.py writes this page; change that."""


def answers() -> dict[str, Recommendation]:
    """Give the guidelines that print injections for the patient, with their answers."""
    found = {
        name: select_regimen(PATIENT, guideline=name)
        for name in guideline_ids()
        if load_guideline(name).about == "treatment" and load_guideline(name).superseded_by is None
    }
    return {name: one for name, one in found.items() if one.action in ("inject", "either") and one.regimens}


def orders() -> dict[str, list[str]]:
    """Give each order, with the guidelines that print it."""
    found: dict[str, list[str]] = {}
    for name, answer in answers().items():
        for regimen in answer.regimens:
            found.setdefault(str(regimen), []).append(name)
    return found


def findings(order: str, guideline: str) -> tuple[str, ...]:
    """Name what is found in an order beside a guideline, as a caution or worse."""
    review = review_order(order, PATIENT, guideline=guideline)
    return tuple(sorted({one.id for one in review.findings if one.severity != "information"}))


def link(name: str) -> str:
    """Name a guideline with its page."""
    return f"[`{name}`](guidelines/{name}.md)"


def section(order: str, of: list[str]) -> list[str]:
    """Give the part of one order."""
    first, *others = of
    also = ["", f"Printed by {link(first)} and by {', '.join(map(link, others))}."] if others else []
    head = ["", f"## {first}{f' and {len(others)} more' if others else ''}", "", f"`{order}`", *also, ""]
    try:
        read_order(order)
    except NotationError as error:
        return [*head, f"As printed this is no order: {str(error).splitlines()[0]}."]
    found = {name: findings(order, name) for name in answers()}
    everywhere = set.intersection(*map(set, found.values()))
    beside = {name: [f"`{one}`" for one in ids if one not in everywhere] for name, ids in found.items()}
    rows = [f"| {link(name)} | {', '.join(ids) or 'nothing'} |" for name, ids in beside.items()]
    of_itself = f"Beside each of them: {', '.join(f'`{one}`' for one in sorted(everywhere))}. " if everywhere else ""
    agreeing = ", ".join(link(name) for name, ids in beside.items() if not ids)
    return [
        *head,
        f"{of_itself}Nothing {'more ' if everywhere else ''}is found beside {agreeing or 'any'}.",
        "",
        f":::{{dropdown}} {'What more' if everywhere else 'What'} is found beside each of {len(found)} guidelines",
        "| guideline | what is found |",
        "| --- | --- |",
        *rows,
        ":::",
    ]


def page() -> str:
    """Give the whole page."""
    return "\n".join([HEAD, *(line for order, of in orders().items() for line in section(order, of))])


if __name__ == "__main__":
    print(page())
