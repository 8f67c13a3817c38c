"""Alerts as data: which facts raise one, what can go wrong, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import attrs

from b12regimen.errors import listed
from b12regimen.facts import FACTS
from b12regimen.guideline_entries import AlertSeverity
from b12regimen.sources import Citation
from b12regimen.table_parts import Value

if TYPE_CHECKING:
    from b12regimen.case import Case

AlertStatus = Literal["standing", "silent", "not-checked"]


@attrs.frozen(kw_only=True)
class Alert:
    """What to be careful about, and the facts that raise it.

    Attributes:
        id: Its name.
        severity: A contraindication blocks; a warning, a caution and an information do not.
        when: Facts and the values that raise it, in the library's own words; all of them are needed.
        text: What can go wrong.
        advice: What the source says to do; ``None`` where it says nothing.
        citations: Who says so.
    """

    id: str
    severity: AlertSeverity
    when: Mapping[str, tuple[Value, ...]] = attrs.field(converter=MappingProxyType[str, tuple[Value, ...]])
    text: str
    advice: str | None
    citations: tuple[Citation, ...]

    def status(self, case: Case) -> AlertStatus:
        """Tell whether it stands for a patient, is silent, or cannot be checked because a fact is not known."""
        is_known = True
        for name, raising in self.when.items():
            seen = case.said(name)
            if seen is None:
                is_known = False
            elif not set(seen) & set(raising):
                return "silent"
        return "standing" if is_known else "not-checked"

    def missing(self, case: Case) -> tuple[str, ...]:
        """Name the attributes of ``Patient`` that are not known, or not well enough."""
        return tuple(_what_is_missing(name, case) for name in self.when if case.said(name) is None)

    def __str__(self) -> str:
        """Say what can go wrong and what to do."""
        return f"{self.text} ({self.severity}){f'; {self.advice}' if self.advice else ''}"

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<Alert {self.id}: {self}>"

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "id": self.id,
            "severity": self.severity,
            "text": self.text,
            "advice": self.advice,
            "citations": [citation.to_dict() for citation in self.citations],
        }


def _what_is_missing(name: str, case: Case) -> str:
    path, names = FACTS[name].path, case.patient.allergies
    return f"{path}, for {listed(names)} may be one" if path == "allergies" and names else path
