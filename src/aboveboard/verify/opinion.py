"""Opinion: praise, promises and impressions that no fact can show."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify.lexicon import NEVER, Praising, all_of, any_digit, in_small

_FIRST: Final = re.compile(r"(?<!\w)(?:#|(?:no|nr|n°|n\.º)\.?\s?)1\b", re.IGNORECASE)


def find(text: str, *, known: frozenset[str] = frozenset(), language: str = "en") -> list[Finding]:
    """Every word of praise or impression that the grounds do not themselves contain (`known`, casefolded)."""
    return [
        Finding("opinion", "not_checkable", start, end, text[start:end], "no fact can show this")
        for start, end in _places(_praise(language), in_small(any_digit(text)))
        if text[start:end].casefold() not in known
    ]


def boasts(text: str, language: str = "en") -> list[Finding]:
    """Every comparison, superlative and promise."""
    places = [*_places(_boast(language), in_small(any_digit(text))), *(match.span() for match in _FIRST.finditer(text))]
    reason = "a comparison or promise that no item makes"
    return [Finding("claims", "unsupported", start, end, text[start:end], reason) for start, end in places]


@cache
def _praise(language: str) -> re.Pattern[str]:
    lexica = all_of("opinion", Praising, language)
    words = sorted(
        {re.escape(word.lower()) for lexicon in lexica for word in lexicon.praise.split()}, key=len, reverse=True
    )
    phrases = [phrase for lexicon in lexica for phrase in lexicon.phrases]
    return re.compile(rf"\b(?:{'|'.join([*phrases, *words])})\b")


@cache
def _boast(language: str) -> re.Pattern[str]:
    """Boasts, and English superlatives: other languages list theirs."""
    lexica = all_of("opinion", Praising, language)
    no = "|".join(word for lexicon in lexica for word in lexicon.no_superlatives.split())
    superlative = rf"(?!(?:{no})\b)[a-z]{{3,}}est(?=\s[a-z])" if no else NEVER
    listed = "|".join(boast for lexicon in lexica for boast in lexicon.boasts)
    return re.compile(rf"\b(?:{listed}|{superlative})\b")


@lru_cache(maxsize=65_536)
def _places(pattern: re.Pattern[str], text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in pattern.finditer(text))
