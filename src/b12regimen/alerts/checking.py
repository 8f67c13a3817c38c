"""Whether an alert stands for a patient, and which facts are missing where that cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from b12regimen.errors import listed
from b12regimen.patients.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from b12regimen.alerts.alerts import Alert, Combination
    from b12regimen.cases.case import Case

AlertStatus = Literal["standing", "silent", "not-checked"]

_NAME_LISTS: Final = ("allergies", "medicines")


def status_of(alert: Alert, case: Case) -> AlertStatus:
    """Tell whether an alert stands for a patient, is silent, or cannot be checked because a fact is not known."""
    statuses = [_status_by(facts, alert, case) for facts in alert.when]
    if "standing" in statuses:
        return "standing"
    return "not-checked" if "not-checked" in statuses else "silent"


def _status_by(facts: Combination, alert: Alert, case: Case) -> AlertStatus:
    conditions = [*_by_age(alert, case), *(case.is_among(name, values) for name, values in facts.items())]
    if False in conditions:
        return "silent"
    return "not-checked" if None in conditions else "standing"


def _by_age(alert: Alert, case: Case) -> Iterable[bool | None]:
    age = case.patient.age
    if alert.age_from is not None:
        is_below = None if age is None else age.is_below(alert.age_from)
        yield None if is_below is None else not is_below
    if alert.age_below is not None:
        yield None if age is None else age.is_below(alert.age_below)


def missing_for(alert: Alert, case: Case) -> tuple[str, ...]:
    """Name the attributes of ``Patient`` that are not known, or not well enough, to check an alert."""
    open_ones = [facts for facts in alert.when if _status_by(facts, alert, case) == "not-checked"]
    names = [name for facts in open_ones for name, values in facts.items() if case.is_among(name, values) is None]
    ages = ["age"] if None in _by_age(alert, case) else []
    return tuple(dict.fromkeys([*ages, *(_what_is_missing(name, case) for name in names)]))


def by_what_is_missing(alerts: Iterable[Alert], case: Case) -> list[str]:
    """Say in a line for each what is missing, and which alerts could not be checked without it."""
    found: dict[str, list[str]] = {}
    for alert in alerts:
        found.setdefault(listed(missing_for(alert, case), "and"), []).append(f"{alert.id} ({alert.severity})")
    return [f"{missing}: {', '.join(dict.fromkeys(unchecked))}" for missing, unchecked in found.items()]


def _what_is_missing(name: str, case: Case) -> str:
    path = FACTS[name].path
    names = getattr(case.patient, path) if path in _NAME_LISTS else None
    if not names:
        return path
    remedy = '; add "other" if none is' if path == "allergies" else ""
    return f"{path}, for {listed(names)} may be one{remedy}"
