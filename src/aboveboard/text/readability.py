"""Readability: how long and how hard a text is, by measures that need no dictionary and hold for many languages."""

from __future__ import annotations

import re
from typing import Final

PLAIN: Final = 40.0
"""LIX from which a text is no longer plain: Björnsson puts fiction at 30 to 40 and news at 40 to 50."""
_LONG: Final = 7
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,:]*")
_ADDRESS: Final = re.compile(r"\S*(?:@|://|\[\[)\S*")
_HELD: Final = re.compile(r"(?<![^\W\d_])[\u00a0\u202f]|[\u00a0\u202f](?![^\W\d_])")
"""A no-break space beside what is no letter: "17 h 30", "29,50 €", and before a colon in French."""
_END: Final = re.compile(r"[.!?:;](?=\s|$|[”»\"])")


def lix(text: str) -> float:
    """The läsbarhetsindex: words a sentence, and the percentage of words of seven letters or more.

    Colons and semicolons end a sentence as full stops do; addresses are left out. 0.0 for a text without words.
    C. H. Björnsson, Läsbarhet (1968); compared for eleven languages in Reading Research Quarterly 18 (1983) 480-497.
    """
    bare = _ADDRESS.sub(" ", text).strip()
    words = _WORD.findall(bare)
    if not words:
        return 0.0
    ends = len(_END.findall(bare)) + (not _END.search(bare[-2:]))
    long = sum(len(word) >= _LONG for word in words)
    return len(words) / ends + 100 * long / len(words)


def count_words(text: str) -> int:
    """How many words a reader counts: what a no-break space holds to a number or a mark is one word with it."""
    words = len(text.split())
    return words if text.isascii() else words - len(_HELD.findall(text))
