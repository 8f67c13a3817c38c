"""Orders as people write them: what each is read as, or where reading stops and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from b12regimen import NotationError, read_order

LINES = Path(__file__).with_name("written_orders.txt").read_text("utf-8").splitlines()


def table() -> dict[str, dict[str, str]]:
    """Read the table: each order, and what is expected of it by mark."""
    found: dict[str, dict[str, str]] = {}
    order = ""
    for line in LINES:
        if line.startswith("  "):
            mark, _, text = line.strip().partition(" ")
            found[order][mark] = text
        elif line and not line.startswith("#"):
            order = line
            found[order] = {}
    return found


READ = [(order, expected["="], expected.get("!", "")) for order, expected in table().items() if "=" in expected]
STOPS = [(order, expected.get("^", ""), expected[":"]) for order, expected in table().items() if ":" in expected]


def test_the_table_is_read_in_full() -> None:
    assert len(READ) + len(STOPS) == len(table())


@pytest.mark.parametrize(("text", "meaning", "findings"), READ)
def test_what_is_read(text: str, meaning: str, findings: str) -> None:
    order = read_order(text)
    assert str(order) == meaning
    assert [finding.id for finding in order.findings if finding.severity != "information"] == findings.split()
    assert all(text[word.position :].startswith(word.text) for word in order.words)


@pytest.mark.parametrize(("text", "place", "reason"), STOPS)
def test_where_reading_stops(text: str, place: str, reason: str) -> None:
    with pytest.raises(NotationError) as caught:
        read_order(text)
    assert reason in caught.value.reason
    assert text[caught.value.position :].startswith(place)


def test_nothing_is_no_order() -> None:
    with pytest.raises(NotationError, match="names its dose"):
        read_order(" ")
