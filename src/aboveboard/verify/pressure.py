"""Pressure: words that push, by the categories of Mathur et al. (2019), and fear."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify.lexicon import Pressing, all_of, any_digit, in_small

CATEGORIES: Final = (
    "Scarcity", "Urgency", "Social Proof", "Misdirection", "Obstruction", "Sneaking", "Forced Action", "Fear",
)  # fmt: skip


def find(text: str, language: str = "en") -> list[Finding]:
    """Every place where the text pushes, with its category; a language that has no words of its own has all of them."""
    return [
        Finding("pressure", category, start, end, text[start:end], f"reads as {category.lower()}")
        for category, start, end in _places(in_small(any_digit(text)), language)
    ]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """The patterns of all categories in their order, each tried from the start of a word of a text in small letters.

    Without a fold of case, alternatives that begin with another letter are passed over: 0.5 instead of 2.0 ms a letter.
    """
    lexica = all_of("pressure", Pressing, language)
    groups = (
        f"(?P<g{number}>{'|'.join(lexicon.patterns(category) for lexicon in lexica)})"
        for number, category in enumerate(CATEGORIES)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})")


@lru_cache(maxsize=65_536)
def _places(text: str, language: str) -> tuple[tuple[str, int, int], ...]:
    """Remembered for texts that differ in their digits alone: no pattern names a digit, so all match alike."""
    return tuple(
        (CATEGORIES[int((match.lastgroup or "g0")[1:])], match.start(), match.start() + len(match.group().rstrip()))
        for match in _pattern(language).finditer(text)
    )
