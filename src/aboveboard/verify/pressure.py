"""Pressure: words that push, by the categories of Mathur et al. (2019), and fear."""

from __future__ import annotations

import re
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify.lexicon import Pressing, load

_LEXICON: Final = load("pressure", Pressing)
_CATEGORIES: Final = tuple(_LEXICON.categories)
_GROUPS: Final = (f"(?P<g{number}>{_LEXICON.patterns(category)})" for number, category in enumerate(_CATEGORIES))
_ALL: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_GROUPS)})", re.IGNORECASE)


def find(text: str) -> list[Finding]:
    """Every place where the text pushes, with its category."""
    found: list[Finding] = []
    for match in _ALL.finditer(text):
        category = _CATEGORIES[int((match.lastgroup or "g0")[1:])]
        shown = match.group().rstrip()
        end = match.start() + len(shown)
        found.append(Finding("pressure", category, match.start(), end, shown, f"reads as {category.lower()}"))
    return found
