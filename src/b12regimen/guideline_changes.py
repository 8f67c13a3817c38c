"""What changed between two versions of a guideline, in sentences for the person who signs the update off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from b12regimen.guideline import Guideline
from b12regimen.guideline_loader import load_guideline
from b12regimen.table_changes import diff
from b12regimen.table_parts import Value, show

if TYPE_CHECKING:
    from pathlib import Path


@attrs.frozen
class GuidelineChange:
    """Patients for whom the answer changed.

    Attributes:
        where: Who they are, in words.
        example: One of them, in the guideline's own words.
        old: What the old version says; ``None`` where it has no rule.
        new: What the new version says; ``None`` where it has no rule.
    """

    where: str
    example: Mapping[str, Value]
    old: str | None
    new: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {"where": self.where, "example": dict(self.example), "old": self.old, "new": self.new}

    def __repr__(self) -> str:
        """Show it in a line."""
        return f"<GuidelineChange {self}>"

    def __str__(self) -> str:
        """Write it as a sentence."""
        example = ", ".join(f"{name} {show(value)}" for name, value in self.example.items())
        return f"{self.where}: was {self.old or 'no answer'}; is {self.new or 'no answer'} (for instance: {example})"


def diff_guidelines(old: Guideline | str | Path, new: Guideline | str | Path) -> list[GuidelineChange]:
    """List the patients for whom two versions of a guideline give different answers, grouped.

    Args:
        old: The old version: a guideline, an id or the path of a file.
        new: The new version.

    Raises:
        GuidelineError: A file has errors.
        UnknownGuidelineError: There is neither such an id nor such a file.
    """
    before, after = (one if isinstance(one, Guideline) else load_guideline(one) for one in (old, new))
    said = {rule.outcome: str(rule) for guideline in (before, after) for rule in guideline.rules.values()}
    return [
        GuidelineChange(
            change.where,
            change.example,
            None if change.old is None else said[change.old],
            None if change.new is None else said[change.new],
        )
        for change in diff(before.table, after.table)
    ]
