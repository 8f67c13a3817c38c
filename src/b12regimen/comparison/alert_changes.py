"""For whom the alerts of two guidelines differ: their own, the library's, and those that only an answer raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import attrs

from b12regimen.alerts.alerts import Alert
from b12regimen.files.entries import ALERT_SEVERITIES
from b12regimen.patients.facts import FACTS
from b12regimen.tables.boxes import intersection, merged, values_of, without
from b12regimen.tables.parts import Domain, Value, show
from b12regimen.values.age_cells import AgeCell, age_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from b12regimen.guidelines.guideline import Guideline
    from b12regimen.tables.boxes import Box


# Whether it is a guideline's own, and the how-manieth of those of its id.
_Place: TypeAlias = tuple[bool, int]


@attrs.frozen
class AlertChange:
    """Patients for whom an alert changed.

    Attributes:
        id: The alert.
        where: Who they are, in words.
        example: One of them, in the library's words; empty where an answer raises it.
        old: The alert that is raised by the old version; ``None`` for none.
        new: The alert that is raised by the new version; ``None`` for none.
        answer: The answer that raises it; ``None`` where facts of the patient do.
    """

    id: str
    where: str
    example: Mapping[str, Value]
    old: Alert | None
    new: Alert | None
    answer: str | None = None


def alert_changes(before: Guideline, after: Guideline) -> Iterable[AlertChange]:
    """List for whom alerts differ, contraindications first; those that only an answer raises come last."""
    olds, news = map(_standing, (before, after))
    ids = dict.fromkeys(alert.id for alert in (*before.every_alert, *after.every_alert))
    pairs = [pair for name in ids for pair in _pairs(olds.get(name, {}), news.get(name, {}))]
    pairs.sort(key=lambda pair: min(ALERT_SEVERITIES.index(alert.severity) for alert in pair if alert is not None))
    yield from (change for old, new in pairs for change in _of_one_alert(old, new))
    yield from _beside_advice(before, after)


def _standing(guideline: Guideline) -> dict[str, dict[_Place, Alert]]:
    """Give the alerts by id: the guideline's own, those of the library, or both where neither replaces the other."""
    found: dict[str, dict[_Place, Alert]] = {}
    for alert in guideline.every_alert:
        same = found.setdefault(alert.id, {})
        is_own = alert in guideline.alerts
        same[is_own, sum(own is is_own for own, _ in same)] = alert
    return found


def _pairs(olds: dict[_Place, Alert], news: dict[_Place, Alert]) -> Iterable[tuple[Alert | None, Alert | None]]:
    if len(olds) == len(news) == 1:
        return zip(olds.values(), news.values(), strict=True)
    return [(olds.get(place), news.get(place)) for place in sorted({*olds, *news})]


def _beside_advice(before: Guideline, after: Guideline) -> Iterable[AlertChange]:
    """Compare the alerts that an answer raises by the drug that its advice names, and what is remarked on its doses."""
    olds, news = map(_by_answer, (before, after))
    for answer in dict.fromkeys([*olds, *news]):
        old, new = olds.get(answer, {}), news.get(answer, {})
        for name in dict.fromkeys([*old, *new]):
            if _said(old.get(name)) != _said(new.get(name)):
                yield AlertChange(name, f'with "{answer}"', {}, old.get(name), new.get(name), answer)


def _by_answer(guideline: Guideline) -> dict[str, dict[str, Alert]]:
    said_of_all = (*guideline.remarks, *guideline.every_alert)
    return {
        str(rule): {alert.id: alert for alert in guideline.alerts_for([rule]) if alert not in said_of_all}
        for rule in guideline.rules.values()
        if rule.advice_drugs or rule.remarks
    }


def _of_one_alert(old: Alert | None, new: Alert | None) -> Iterable[AlertChange]:
    versions = [alert for alert in (old, new) if alert is not None]
    cells = age_cells(age for alert in versions for age in (alert.age_from, alert.age_below) if age is not None)
    names = dict.fromkeys(name for alert in versions for facts in alert.when for name in facts)
    domains = [Domain("age", tuple(map(str, cells))), *(Domain(name, FACTS[name].values) for name in names)]
    was, becomes = (_raising(alert, domains, cells) for alert in (old, new))
    both = [shared for box in was for other in becomes if (shared := intersection(box, other))]
    for boxes, before, after in (
        (both, old, new),
        (without(was, becomes), old, None),
        (without(becomes, was), None, new),
    ):
        if boxes and _said(before) != _said(after):
            whole = merged(boxes)
            where = "; or ".join(", ".join(_restrictions(box, domains)) for box in whole)
            example = {
                domain.name: domain.values[next(values_of(side))]
                for domain, side in zip(domains, whole[0], strict=True)
                if side != domain.everything
            }
            yield AlertChange(versions[0].id, where, example, before, after)


def _said(alert: Alert | None) -> str | None:
    return None if alert is None else str(alert)


def _raising(alert: Alert | None, domains: Sequence[Domain], cells: Sequence[AgeCell]) -> list[Box]:
    """Give the patients whom an alert is for, as disjoint boxes."""
    found: list[Box] = []
    if alert is None:
        return found
    ages = sum(1 << number for number, cell in enumerate(cells) if _is_of_age(alert, cell))
    for facts in alert.when:
        sides = [domain.side(facts.get(domain.name, domain.values)) for domain in domains[1:]]
        found += without([(ages, *sides)], found)
    return found


def _is_of_age(alert: Alert, cell: AgeCell) -> bool:
    has_come = alert.age_from is None or cell.has_reached(alert.age_from)
    has_gone = alert.age_below is not None and cell.has_reached(alert.age_below)
    return has_come and not has_gone


def _restrictions(box: Box, domains: Sequence[Domain]) -> Iterable[str]:
    for domain, side in zip(domains, box, strict=True):
        if side != domain.everything:
            yield f"{domain.name} {' or '.join(show(domain.values[number]) for number in values_of(side))}"
