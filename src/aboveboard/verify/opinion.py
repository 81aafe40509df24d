"""Opinion: praise, promises and impressions that no fact can show."""

from __future__ import annotations

import re
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify.lexicon import Praising, load

_LEXICON: Final = load("opinion", Praising)
_WORDS: Final = sorted(map(re.escape, _LEXICON.praise.split()), key=len, reverse=True)
_ALL: Final = re.compile(rf"\b(?:{'|'.join([*_LEXICON.phrases, *_WORDS])})\b", re.IGNORECASE)


def find(text: str, *, known: frozenset[str] = frozenset()) -> list[Finding]:
    """Every word of praise or impression that the grounds do not themselves contain (`known`, casefolded)."""
    return [
        Finding("opinion", "not_checkable", m.start(), m.end(), m.group(), "no fact can show this")
        for m in _ALL.finditer(text)
        if m.group().casefold() not in known
    ]
