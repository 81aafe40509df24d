"""Pressure: words that push, by the categories of Mathur et al. (2019), and fear."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify.lexicon import Pressing, any_digit, load

_LEXICON: Final = load("pressure", Pressing)
_CATEGORIES: Final = tuple(_LEXICON.categories)
_GROUPS: Final = (f"(?P<g{number}>{_LEXICON.patterns(category)})" for number, category in enumerate(_CATEGORIES))
_ALL: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_GROUPS)})", re.IGNORECASE)


def find(text: str) -> list[Finding]:
    """Every place where the text pushes, with its category."""
    return [
        Finding("pressure", category, start, end, text[start:end], f"reads as {category.lower()}")
        for category, start, end in _places(any_digit(text))
    ]


@lru_cache(maxsize=65_536)
def _places(text: str) -> tuple[tuple[str, int, int], ...]:
    """Remembered for texts that differ in their digits alone: no pattern names a digit, so all match alike."""
    return tuple(
        (_CATEGORIES[int((match.lastgroup or "g0")[1:])], match.start(), match.start() + len(match.group().rstrip()))
        for match in _ALL.finditer(text)
    )
