"""Writes the page on the regimens of the shipped guidelines as orders, each beside all the others.

python docs/examples/orders_across.py > docs/orders-across.md
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
patient. A line names what is found, as a caution or worse; *nothing* means that it agrees with the source as far as
the two can be compared. It says where two sources differ, not which of them is right: a clinician decides. Each
guideline's sources are in the [bibliography](bibliography.md).

`docs/examples/orders_across.py` writes this page, and a test holds it to what the library answers."""


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


def section(order: str, of: list[str]) -> list[str]:
    """Give the part of one order."""
    head = ["", f"## {', '.join(of)}", "", f"`{order}`", ""]
    try:
        read_order(order)
    except NotationError as error:
        return [*head, f"As printed this is no order: {str(error).splitlines()[0]}."]
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in answers():
        groups.setdefault(findings(order, name), []).append(f"`{name}`")
    lines = [
        f"* {', '.join(f'`{one}`' for one in found) or 'nothing'}: {', '.join(names)}"
        for found, names in sorted(groups.items(), key=lambda group: (len(group[0]), group[0]))
    ]
    return [*head, *lines]


def page() -> str:
    """Give the whole page."""
    return "\n".join([HEAD, *(line for order, of in orders().items() for line in section(order, of))])


if __name__ == "__main__":
    print(page())
