"""CDS Hooks 2.0: decision support that an electronic health record calls.

Pure functions from what was received to what is sent; they need no extra. The service that answers over HTTP is
``b12regimen.cds_hooks.app`` (extra ``cds``), and ``b12regimen serve`` runs it.
"""

from b12regimen.cds_hooks.deployment import EXTENSION, Deployment, ResultsWithin
from b12regimen.cds_hooks.hooks import operation_outcome, read_feedback, respond
from b12regimen.cds_hooks.services import discovery
from b12regimen.cds_hooks.types import (
    Action,
    Card,
    CardsResponse,
    Discovery,
    Feedback,
    HookRequest,
    OperationOutcome,
    Suggestion,
)
from b12regimen.errors import CdsHooksError

__all__ = [
    "EXTENSION",
    "Action",
    "Card",
    "CardsResponse",
    "CdsHooksError",
    "Deployment",
    "Discovery",
    "Feedback",
    "HookRequest",
    "OperationOutcome",
    "ResultsWithin",
    "Suggestion",
    "discovery",
    "operation_outcome",
    "read_feedback",
    "respond",
]
