"""How much a caller may ask for at once."""

from __future__ import annotations

import attrs

from b12regimen.errors import CdsHooksError, Finding


@attrs.frozen(kw_only=True)
class Limits:
    """How much a caller may ask for at once.

    Attributes:
        largest_body: The largest body [bytes].
        body_seconds: In what time a body must come [seconds].
        answer_seconds: In what time an answer must be found [seconds].
        at_once: How many answers are worked out at once; others wait. One that took too long counts until it ends.
        most_entries: The most entries that ``prefetch`` may hold.
        most_items: The most draft orders, and the most selections, of a call, and the most items of feedback.
    """

    largest_body: int = attrs.field(default=2_000_000, validator=attrs.validators.gt(0))
    body_seconds: float = attrs.field(default=10, validator=attrs.validators.gt(0))
    answer_seconds: float = attrs.field(default=10, validator=attrs.validators.gt(0))
    at_once: int = attrs.field(default=4, validator=attrs.validators.gt(0))
    most_entries: int = attrs.field(default=5_000, validator=attrs.validators.gt(0))
    most_items: int = attrs.field(default=500, validator=attrs.validators.gt(0))

    def check(self, body: object) -> None:
        """Refuse a body that holds more than may be asked for at once; whatever else is wrong with it is not looked at.

        Raises:
            CdsHooksError: It holds more (413).
        """
        context, prefetch = _part(body, "context"), _part(body, "prefetch")
        bundles = prefetch.values() if isinstance(prefetch, dict) else ()
        given = {
            "prefetch": (sum(_length(_part(one, "entry")) for one in bundles), self.most_entries),
            "context.draftOrders": (_length(_part(_part(context, "draftOrders"), "entry")), self.most_items),
            "context.selections": (_length(_part(context, "selections")), self.most_items),
            "feedback": (_length(_part(body, "feedback")), self.most_items),
        }
        findings = [
            Finding(path, f"it holds {held}, and at most {most} are read in one call")
            for path, (held, most) in given.items()
            if held > most
        ]
        if findings:
            raise CdsHooksError(413, findings)


def _part(given: object, name: str) -> object:
    return given.get(name) if isinstance(given, dict) else None


def _length(given: object) -> int:
    return len(given) if isinstance(given, list) else 0
