"""Remembers which tokens were used, so that none is used twice."""

from __future__ import annotations

from heapq import heappop, heappush
from threading import Lock
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class ReplayStore(Protocol):
    """Where used tokens are remembered: one store for all processes that answer under one address."""

    def is_first_use(self, issuer: str, token_id: str, expires: int) -> bool:
        """Remember a token and say whether it was not seen before, in one step that nothing can come between.

        Args:
            issuer: Who issued it; the ids of two issuers may be equal.
            token_id: Its ``jti``.
            expires: Until when to remember it [seconds since 1970-01-01 UTC].
        """
        ...


class MemoryReplayStore:
    """Remembers used tokens in this process alone; several processes, or machines, need a store that they share."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start with none.

        Args:
            clock: Gives the time [seconds since 1970-01-01 UTC], such as ``time.time``.
        """
        self._clock = clock
        self._seen: set[tuple[str, str]] = set()
        self._by_expiry: list[tuple[int, tuple[str, str]]] = []
        self._lock = Lock()

    def __len__(self) -> int:
        """Count what is remembered."""
        return len(self._seen)

    def is_first_use(self, issuer: str, token_id: str, expires: int) -> bool:
        """Remember a token, forget those that have expired, and say whether it was not seen before."""
        key = (issuer, token_id)
        with self._lock:
            while self._by_expiry and self._by_expiry[0][0] < self._clock():
                self._seen.discard(heappop(self._by_expiry)[1])
            if key in self._seen:
                return False
            self._seen.add(key)
            heappush(self._by_expiry, (expires, key))
            return True
