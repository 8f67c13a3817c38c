"""How much a caller may ask for at once."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Limits:
    """How much a caller may ask for at once.

    Attributes:
        largest_body: The largest body [bytes].
        body_seconds: In what time a body must come [seconds].
        answer_seconds: In what time an answer must be found [seconds].
        at_once: How many answers are worked out at once; others wait.
    """

    largest_body: int = attrs.field(default=2_000_000, validator=attrs.validators.gt(0))
    body_seconds: float = attrs.field(default=10, validator=attrs.validators.gt(0))
    answer_seconds: float = attrs.field(default=10, validator=attrs.validators.gt(0))
    at_once: int = attrs.field(default=4, validator=attrs.validators.gt(0))
