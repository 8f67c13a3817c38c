"""Patients whom a guideline answers with a given action, drawn from the combinations of its own table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from b12regimen.errors import PatientError, listed
from b12regimen.patients.facts import FACTS
from b12regimen.patients.patient import CAUSE_KINDS
from b12regimen.recommendations.selection import select_regimen
from b12regimen.values.age import Age, to_age

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hypothesis.strategies import SearchStrategy

    from b12regimen.alerts.alerts import Combination
    from b12regimen.cases.fact_reading import FactReader
    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.patients.patient import Patient
    from b12regimen.recommendations.verdict import RecommendedAction
    from b12regimen.tables.parts import Value

_NEWBORN: Final = Age(0, "day")


def answered_with(
    action: RecommendedAction, guideline: Guideline, anybody: SearchStrategy[Patient], ages: SearchStrategy[Any]
) -> SearchStrategy[Patient]:
    """Draw patients whom a guideline answers with an action.

    Args:
        action: The action.
        guideline: The guideline.
        anybody: Draws what the guideline does not look at.
        ages: Draws ages; one outside a wanted band gives way to the youngest inside.

    Raises:
        PatientError: The guideline never answers so.
    """

    def is_answered_so(patient: Patient) -> bool:
        return select_regimen(patient, guideline=guideline).action == action

    if action == "ask":
        return anybody.filter(is_answered_so)
    cells = [cell for cell in guideline.table.cells() if _action(guideline, cell) == action]
    if not cells:
        given = dict.fromkeys(_action(guideline, cell) for cell in guideline.table.cells())
        raise PatientError.of(
            "action", f'{guideline.id} never answers "{action}"; it answers {listed(("ask", *given))}'
        )

    @st.composite
    def answered(draw: st.DrawFn) -> Patient:
        cell = draw(st.sampled_from(cells))
        patient = draw(anybody).with_answers(_attributes(draw, guideline.readers, cell, ages))
        if not is_answered_so(patient):  # laboratory results speak against what the record says
            patient = attrs.evolve(patient, labs=None)
        assume(is_answered_so(patient))
        if draw(st.booleans()):
            endangered = _endangered(draw, patient, _contraindications(guideline, cell))
            return endangered if is_answered_so(endangered) else patient
        return patient

    return answered()


def _contraindications(guideline: Guideline, cell: Mapping[str, Any]) -> list[Combination]:
    """List the combinations of facts that stand against what is answered."""
    rules = [] if cell["row"] is None else [guideline.rules[cell["row"]]]
    alerts = (alert for alert in guideline.alerts_for(rules) if alert.blocks)
    return [facts for alert in alerts for facts in alert.when]


def _endangered(draw: st.DrawFn, patient: Patient, against: list[Combination]) -> Patient:
    """Let one contraindication stand, where there is one."""
    found: dict[str, Any] = {}
    for name, values in (draw(st.sampled_from(against)) if against else {}).items():
        fact = FACTS[name]
        if fact.parts:
            found[fact.path] = [*(getattr(patient, fact.path) or ()), *(fact.parts[:1] if True in values else ())]
        else:
            found[fact.path] = draw(st.sampled_from(values))
    return patient.with_answers(found)


def _action(guideline: Guideline, cell: Mapping[str, Any]) -> str:
    return "out-of-scope" if cell["row"] is None else guideline.rules[cell["row"]].action


def _attributes(
    draw: st.DrawFn, readers: Iterable[FactReader], cell: Mapping[str, Any], ages: SearchStrategy[Any]
) -> dict[str, Any]:
    """Draw the attributes of a combination of facts, by their paths."""
    found: dict[str, Any] = {}
    for reader in readers:
        fact, value = reader.fact, cell[reader.fact.name]
        if fact.name == "age":
            found["age"] = _age(to_age(draw(ages)) or _NEWBORN, reader, value)
        elif fact.name in ("cause", "reversible"):
            continue
        elif fact.parts:
            names = found.setdefault(fact.path, [])
            names += fact.parts[:1] if value is True else []
        else:
            found[fact.path] = draw(st.sampled_from(reader.members(value)))
    causes = [reader for reader in readers if reader.fact.name == "cause"]
    kinds = causes[0].members(cell["cause"]) if causes else CAUSE_KINDS
    if causes or "reversible" in cell:
        found["cause"] = _causes(draw, kinds, cell.get("reversible"))
    return found


def _age(given: Age, reader: FactReader, band: Value) -> Age:
    place = reader.domain.index(band)
    below, above = reader.edges[place - 1 : place] if place else (), reader.edges[place : place + 1]
    fits = all(given.is_below(edge) is False for edge in below) and all(given.is_below(edge) for edge in above)
    return given if fits else next(iter(below), _NEWBORN)


def _causes(draw: st.DrawFn, kinds: Iterable[Value], can_resolve: Value | None) -> list[dict[str, Any]]:
    """Draw causes that together can resolve or not; each unknown where it does not matter."""
    chosen = draw(st.lists(st.sampled_from(tuple(kinds)), min_size=1, max_size=3, unique=True))
    known = st.none() | st.booleans() if can_resolve is None else st.just(can_resolve)
    return [{"kind": kind, "reversible": draw(known)} for kind in chosen]
