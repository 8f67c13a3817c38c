"""Says what an answer rests on: what was read of the record, what was not, and what was not sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from b12regimen.cds_hooks.cards import make_card
from b12regimen.cds_hooks.markdown import counted, escaped, section
from b12regimen.errors import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from b12regimen.cds_hooks.cards import Call
    from b12regimen.cds_hooks.record import Record
    from b12regimen.cds_hooks.types import Card

_MAY_FORBID: Final = frozenset(("allergies", "conditions", "orders", "procedures", "given"))
_NOT_KNOWN: Final = "not sent, so what it would hold is not known, and what was said with the call is not taken for all"
_NONE: Final = "none on record, which does not say that there is none"


def grounds(record: Record) -> list[str]:
    """Write what was read and what was not."""
    partly = [f"{key}: {_NOT_KNOWN}" for key in record.not_sent]
    partly += [f"{key}: {_NONE}" for key in record.none_on_record]
    return [
        *section("not read", map(escaped, record.not_read)),
        *section("results that are too old to be used here", map(escaped, record.too_old)),
        *section("the record as it was sent", partly),
        *section("read from the record", map(escaped, record.read)),
        *section("on record, and not counted", map(escaped, record.not_counted)),
    ]


def card_of_what_was_not_read(call: Call, *, also: Sequence[str] = (), is_beside_an_order: bool) -> list[Card]:
    """Make the card that says what could not be read; none where all was.

    Args:
        call: The call.
        also: The draft orders that may be of vitamin B12, and of which that cannot be told, in markdown.
        is_beside_an_order: An order of vitamin B12 is to be signed. Then what was not sent is reason enough for a card,
            and what may forbid or doubt it, and was not read, for a warning: an allergy, another order, a condition.
    """
    record = call.record
    not_sent = record.not_sent if is_beside_an_order else ()
    if not (record.not_read or also or not_sent):
        return []
    number = len(record.not_read)
    said = [
        *([f"{counted(len(also), 'draft order')} may be of it"] if also else []),
        *([f"{counted(number, 'part')} of the call could not be read"] if number else []),
        *([f"not sent: {listed(not_sent, 'and')}"] if not_sent else []),
    ]
    return [
        make_card(
            call,
            "not-read",
            summary=f"Vitamin B12: not all was read; {'; '.join(said)}",
            indicator="warning" if is_beside_an_order and _MAY_FORBID.intersection(record.in_part) else "info",
            detail=[*section("orders of which it is not known", also), *grounds(record)],
            findings=[*(["not-read"] if record.not_read or also else []), *(["not-sent"] if not_sent else [])],
        )
    ]
