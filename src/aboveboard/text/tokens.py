"""Tokens: where each word of a text begins, found once for all that look for words in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=64)
def places(text: str) -> Mapping[str, list[int]]:
    """Where each word in small letters begins; digits, marks and the parts of a compound part words."""
    found: dict[str, list[int]] = {}
    for match in _TOKEN.finditer(text):
        found.setdefault(match.group().lower(), []).append(match.start())
    return found


def starts(text: str, words: Set[str]) -> Iterable[int]:
    """Where one of the words begins, in no order."""
    found = places(text)
    return [start for word in found.keys() & words for start in found[word]]
