"""How much a caller may ask for at once."""

from __future__ import annotations

import attrs

from b12regimen.errors import CdsHooksError, Finding
from b12regimen.fhir.reading import items, table


@attrs.frozen(kw_only=True)
class Limits:
    """How much a caller may ask for at once.

    Attributes:
        largest_body: The largest body [bytes].
        body_seconds: In what time a body must come [seconds].
        answer_seconds: In what time an answer must be found [seconds].
        at_once: How many answers are worked out at once; others wait. One that took too long counts until it ends, though
            nobody waits for it.
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
        context, prefetch = table(table(body).get("context")), table(table(body).get("prefetch"))
        given = {
            "prefetch": (sum(len(items(table(one).get("entry"))) for one in prefetch.values()), self.most_entries),
            "context.draftOrders": (len(items(table(context.get("draftOrders")).get("entry"))), self.most_items),
            "context.selections": (len(items(context.get("selections"))), self.most_items),
            "feedback": (len(items(table(body).get("feedback"))), self.most_items),
        }
        findings = [
            Finding(path, f"it holds {held}, and at most {most} are read in one call")
            for path, (held, most) in given.items()
            if held > most
        ]
        if findings:
            raise CdsHooksError(413, findings)
