"""What is logged of a call: which rules answered, how it went and how long it took; nothing of the patient."""

from __future__ import annotations

import json
import logging
import traceback
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from b12regimen.cds_hooks.cards import OVERRIDE_REASONS
from b12regimen.cds_hooks.deployment import EXTENSION

if TYPE_CHECKING:
    from b12regimen.cds_hooks.types import CardsResponse, Feedback

LOGGER: Final = logging.getLogger("b12regimen.cds_hooks")
_LINES: Final = 5


def log(level: int, event: str, **fields: Any) -> None:
    """Log one event as a line of JSON."""
    LOGGER.log(level, "%s", json.dumps({"event": event, **fields}))


def of_cards(answer: CardsResponse) -> dict[str, Any]:
    """Say of an answer which guideline, rules and findings it rests on; each card is named by its identity."""
    ours = [card.get("extension", {})[EXTENSION] for card in answer["cards"]]
    return {
        "cards": [card.get("uuid") for card in answer["cards"]],
        "indicators": [card["indicator"] for card in answer["cards"]],
        "suggestions": sum(len(card.get("suggestions", [])) for card in answer["cards"]),
        "rules": sorted({rule for one in ours for rule in one["rules"]}),
        "findings": sorted({finding for one in ours for finding in one["findings"]}),
    }


def of_feedback(feedback: Feedback) -> dict[str, Any]:
    """Say what became of cards; what a clinician wrote, and what is no identity or reason of ours, is left out."""
    return {
        "feedback": [
            {
                "card": _identity(item["card"]),
                "outcome": item["outcome"],
                "reason": _reason(item.get("overrideReason", {}).get("reason", {}).get("code")),
            }
            for item in feedback["feedback"]
        ]
    }


def _identity(given: str) -> str | None:
    try:
        return str(UUID(given))
    except ValueError:
        return None


def _reason(given: str | None) -> str | None:
    return given if given is None or given in OVERRIDE_REASONS else "another"


def of_error(error: Exception) -> dict[str, Any]:
    """Say of an unforeseen error what kind it is and where it rose; its message may hold what was sent, and is left."""
    frames = traceback.extract_tb(error.__traceback__)[-_LINES:]
    places = [f"{frame.filename.rpartition('b12regimen/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "places": places}
