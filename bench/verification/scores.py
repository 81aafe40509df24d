"""Scores: hits, false alarms and misses, and what follows from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Score:
    """Counts of what was found and wanted, found in vain, and missed."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def add(self, wanted: bool, found: bool) -> None:
        """One more case."""
        self.hits += wanted and found
        self.false += found and not wanted
        self.missed += wanted and not found

    def add_places(self, wanted: set[int], found: set[int]) -> None:
        """One more text, each character a case."""
        self.hits += len(wanted & found)
        self.false += len(found - wanted)
        self.missed += len(wanted - found)

    @property
    def precision(self) -> float:
        """The share of what was found that was wanted."""
        return self.hits / max(1, self.hits + self.false)

    @property
    def recall(self) -> float:
        """The share of what was wanted that was found."""
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.hits / max(1, 2 * self.hits + self.false + self.missed)

    def __str__(self) -> str:
        return f"F1 {self.f1:.3f} (P {self.precision:.3f} R {self.recall:.3f})"


def halves(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """All rows, and the two halves that the hash of their key puts them in."""
    whole = list(rows)
    first = [row for row in whole if hashlib.sha256(key(row).encode()).digest()[0] < 128]
    second = [row for row in whole if hashlib.sha256(key(row).encode()).digest()[0] >= 128]
    return {"all": whole, "half A": first, "half B": second}


def spread(spans: Iterable[tuple[int, int]]) -> set[int]:
    """The places that spans cover."""
    return {at for start, end in spans for at in range(start, end)}
