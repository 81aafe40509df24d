"""Rare words that a costly pattern cannot match without: where they stand tells where to look."""

from collections.abc import Iterable, Iterator

import msgspec

MOST = 200  # places of one word that are looked at: more of them is a text made to cost time


class Searched(msgspec.Struct, frozen=True):
    """A text and its lower case, of the same length, so that a place in one is the place in the other."""

    text: str
    lower: str


def searched(text: str) -> Searched:
    """The text with its lower case; the few letters whose lower case is longer stay as they are."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return Searched(text, lower)


def places(lower: str, words: Iterable[str], begin: int = 0, end: int | None = None) -> Iterator[int]:
    """Where each of the words begins in `lower[begin:end]`, word by word: the first of them, and the last."""
    until = len(lower) if end is None else end
    for word in words:
        place = lower.find(word, begin, until)
        seen = 0
        while place >= 0 and seen < MOST:
            yield place
            seen += 1
            place = lower.find(word, place + len(word), until)
        if place >= 0:
            yield lower.rfind(word, begin, until)


def line_start(text: str, place: int, most: int) -> int:
    """Where the line that holds `place` begins, or `most` characters before it if the line is longer."""
    earliest = max(0, place - most)
    return max(text.rfind("\n", earliest, place) + 1, earliest)
