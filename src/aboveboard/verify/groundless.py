"""Groundless: clauses whose words the facts do not have, though they state no number, name or yes-and-no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.verify.ground import WORD
from aboveboard.verify.lexicon import Wording, load
from aboveboard.verify.record import Record

RICH: Final = 100
"""Words from which a record knows the vocabulary of its subject, so that a clause of other words states something else.

Of a smaller record, a text has to have at least THIN words that are strange to it: people say little in many ways.
"""
THIN: Final = 3
STRANGE: Final = 0.34
"""The share of a clause's telling words that must be strange; below, they only connect what the facts say."""
LONGEST: Final = 60
_BREAK: Final = re.compile(
    r"[,;:()\n]|[.!?](?=\s|$)|\s(?:and|but|or|which|that|who|while|with|as\swell\sas|making|providing|offering|featuring|for|where)(?=\s)"
)
_ENDINGS: Final = ("ing", "ed", "es", "s", "ly", "ian", "an", "ese", "ish", "er", "or")
_PLAIN: Final = frozenset(load("wording", Wording).plain.split())


def find(text: str, record: Record) -> list[Finding]:
    """Each clause that says mostly what the facts have no word for, from its first strange word to its last."""
    known = _Known(record)
    strange = [words for start, end in _clauses(text) if (words := known.strange(text, start, end))]
    if sum(map(len, strange)) < (1 if len(record.words) >= RICH else THIN):
        return []
    reason = "the facts say nothing of this"
    return [
        Finding("claims", "unsupported", start, end, text[start:end], reason)
        for words in strange
        for start, end in _pieces(words)
    ]


class _Known:
    """The words of a record, also by their stems and beginnings."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._stems = {_stem(word) for word in record.words}
        self._beginnings = {word[:4] for word in record.words}

    def strange(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """The places of the clause's strange words; none where those that the record has outweigh them."""
        found, known = [], 0
        for match in WORD.finditer(text, start, end):
            word = match.group().casefold().replace("’", "'").removesuffix("'s")
            if len(word) < 3 or word in _PLAIN or word[0].isdigit():
                continue
            if self._has(word):
                known += 1
            else:
                found.append(match.span())
        return found if len(found) >= STRANGE * (len(found) + known) else []

    def _has(self, word: str) -> bool:
        near = word in self._record.words or _stem(word) in self._stems
        return near or (len(word) > 4 and word[:4] in self._beginnings) or self._record.has_kin(word)


def _stem(word: str) -> str:
    return next((word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 4), word)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in _BREAK.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _pieces(words: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """From the first word to the last, in pieces that are no longer than a finding should be."""
    start, end = words[0]
    for begin, last in words[1:]:
        if last - start > LONGEST:
            yield start, end
            start = begin
        end = last
    yield start, end
