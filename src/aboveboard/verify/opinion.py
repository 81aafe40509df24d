"""Opinion: praise, promises and impressions that no fact can show."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify.lexicon import Praising, any_digit, load

_LEXICON: Final = load("opinion", Praising)
_WORDS: Final = sorted(map(re.escape, _LEXICON.praise.split()), key=len, reverse=True)
_ALL: Final = re.compile(rf"\b(?:{'|'.join([*_LEXICON.phrases, *_WORDS])})\b", re.IGNORECASE)
_SUPERLATIVE: Final = rf"(?!(?:{'|'.join(_LEXICON.no_superlatives.split())})\b)[a-z]{{3,}}est(?=\s[a-z])"
_BOAST: Final = re.compile(rf"\b(?:{'|'.join(_LEXICON.boasts)}|{_SUPERLATIVE})\b", re.IGNORECASE)
_FIRST: Final = re.compile(r"(?<!\w)(?:#|no\.\s?)1\b", re.IGNORECASE)


def find(text: str, *, known: frozenset[str] = frozenset()) -> list[Finding]:
    """Every word of praise or impression that the grounds do not themselves contain (`known`, casefolded)."""
    return [
        Finding("opinion", "not_checkable", start, end, text[start:end], "no fact can show this")
        for start, end in _places(_ALL, any_digit(text))
        if text[start:end].casefold() not in known
    ]


def boasts(text: str) -> list[Finding]:
    """Every comparison, superlative and promise."""
    places = [*_places(_BOAST, any_digit(text)), *(match.span() for match in _FIRST.finditer(text))]
    reason = "a comparison or promise that no item makes"
    return [Finding("claims", "unsupported", start, end, text[start:end], reason) for start, end in places]


@lru_cache(maxsize=65_536)
def _places(pattern: re.Pattern[str], text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in pattern.finditer(text))
