"""Pace: how much may be asked of an endpoint in one run, and when next; clock and sleep are given."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

PATIENCE: Final = 120.0
"""Seconds that one request waits, all in all, where an endpoint asks for patience; then the grammar writes."""


@dataclass(slots=True)
class Budget:
    """The most requests and tokens of one run, and what was spent of them; safe to use from several threads."""

    most_requests: int
    most_tokens: int
    requests: int = 0
    tokens: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, estimate: int) -> bool:
        """True if a request of so many tokens still fits, which is then spent; else nothing is."""
        with self._lock:
            if self.requests >= self.most_requests or self.tokens + estimate > self.most_tokens:
                return False
            self.requests += 1
            self.tokens += estimate
            return True

    def settle(self, estimate: int, used: int) -> None:
        """In place of what was estimated stands what was used."""
        with self._lock:
            self.tokens += used - estimate


class Pace:
    """So many requests a minute, evenly, and none before an endpoint wants one."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._between, self._clock, self._sleep = 60.0 / per_minute, clock, sleep
        self._next = self._held = clock()
        self._lock = threading.Lock()

    def wait(self, patience: float) -> float | None:
        """How long an endpoint's wish was waited for, once it is this request's turn; None if longer than patience."""
        with self._lock:
            now = self._clock()
            held = max(0.0, self._held - now)
            if held > patience:
                return None
            turn = max(self._next, now + held)
            self._next = turn + self._between
        if turn > now:
            self._sleep(turn - now)
        return held

    def hold(self, seconds: float) -> None:
        """Nothing is asked for so long."""
        with self._lock:
            self._held = max(self._held, self._clock() + seconds)
