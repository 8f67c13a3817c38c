"""Alerts as data: which facts raise one, what can go wrong, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from b12regimen.files.entries import ALERT_SEVERITIES, AlertSeverity
from b12regimen.patients.facts import FACTS
from b12regimen.tables.parts import Value, show
from b12regimen.values.age import Age
from b12regimen.values.sources import Citation

Combination: TypeAlias = Mapping[str, tuple[Value, ...]]


def _unchangeable(when: Iterable[Combination]) -> tuple[Combination, ...]:
    return tuple(map(MappingProxyType, when))


@attrs.frozen(kw_only=True)
class Alert:
    """What to be careful about, and the facts that raise it.

    Attributes:
        id: Its name.
        severity: A contraindication blocks; a warning, a caution and an information do not.
        when: Combinations of facts and the values that raise it, in the library's own words; one of them is enough, and
            all of its facts are needed.
        age_from: The first age at which it is raised; ``None`` for no such limit.
        age_below: The first age at which it no longer is; ``None`` for no such limit.
        text: What can go wrong.
        advice: What the source says to do; ``None`` where it says nothing.
        citations: Who says so.
    """

    id: str
    severity: AlertSeverity
    when: tuple[Combination, ...] = attrs.field(converter=_unchangeable)
    age_from: Age | None = None
    age_below: Age | None = None
    text: str
    advice: str | None
    citations: tuple[Citation, ...]

    @property
    def blocks(self) -> bool:
        """It is a contraindication: what the source prints is shown, and nothing is planned or drafted from it."""
        return self.severity == "contraindication"

    def covers(self, other: Alert) -> bool:
        """Tell whether it is raised wherever another is, as far as single combinations show."""
        from_as_early = self.age_from is None or (
            other.age_from is not None and other.age_from.is_below(self.age_from) is False
        )
        below_as_late = self.age_below is None or (
            other.age_below is not None and self.age_below.is_below(other.age_below) is False
        )
        return (
            from_as_early
            and below_as_late
            and all(any(_is_wider(own, theirs) for own in self.when) for theirs in other.when)
        )

    def is_as_severe_as(self, other: Alert) -> bool:
        """Tell whether it is of the severity of another, or of a graver one."""
        return ALERT_SEVERITIES.index(self.severity) <= ALERT_SEVERITIES.index(other.severity)

    @property
    def raised_by(self) -> str:
        """Which facts raise it, in words; empty for one that stands for everybody."""
        ages = [("from", self.age_from), ("below", self.age_below)]
        limits = [f"{word} {age}" for word, age in ages if age is not None]
        some = [" and ".join(_restriction(name, values) for name, values in facts.items()) for facts in self.when]
        of_age = [f"age {' and '.join(limits)}"] if limits else []
        return ", ".join([*of_age, *([", or ".join(some)] if any(some) else [])])

    def __str__(self) -> str:
        """Say what can go wrong and what to do."""
        return f"{self.text} ({self.severity}){f'; {self.advice}' if self.advice else ''}"

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Alert {self.id}: {self}>"

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return self.said() | {
            "when": [{name: list(values) for name, values in facts.items()} for facts in self.when],
            "age_from": None if self.age_from is None else str(self.age_from),
            "age_below": None if self.age_below is None else str(self.age_below),
        }

    def said(self) -> dict[str, Any]:
        """Give what it says where it stands, as plain values; for whom it is was known then."""
        return {
            "id": self.id,
            "severity": self.severity,
            "text": self.text,
            "advice": self.advice,
            "citations": [citation.to_dict() for citation in self.citations],
        }


def _restriction(name: str, values: Iterable[Value]) -> str:
    return f"{name.replace('_', ' ')} {' or '.join(map(show, values))}"


def by_severity(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    """Put alerts in order, contraindications first."""
    return tuple(sorted(alerts, key=lambda alert: ALERT_SEVERITIES.index(alert.severity)))


def _is_wider(own: Combination, theirs: Combination) -> bool:
    return all(set(theirs.get(name, FACTS[name].values)) <= set(values) for name, values in own.items())
