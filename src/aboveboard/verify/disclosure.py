"""Disclosure: which required elements a text really has, seen by its words and never by its claim to have them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from aboveboard.verify.lexicon import Telling, load

_NOT: Final = r"\b(?:not|no|never|kein\w*|nicht|pas|niet|geen)\b"

_LEXICON: Final = load("disclosure", Telling)
_PATTERNS: Final = {
    **{mark: re.compile(rf"(?:\b|(?=\[))(?:{pattern})", re.IGNORECASE) for mark, pattern in _LEXICON.words.items()},
    **{mark: re.compile(pattern, re.IGNORECASE) for mark, pattern in _LEXICON.anywhere.items()},
    **{mark: re.compile(pattern) for mark, pattern in _LEXICON.cased.items()},
}
_DENIES_ADVERT: Final = re.compile(_LEXICON.denials["advert"], re.IGNORECASE)
_DENIES_STOP: Final = re.compile(_LEXICON.denials["stop"], re.IGNORECASE)
_NEEDS: Final = {element: tuple(frozenset(way.split()) for way in ways) for element, ways in _LEXICON.needs.items()}
IN_TEXT: Final[frozenset[str]] = frozenset(_NEEDS)
"""The elements that words can carry; all others are headers or the sending set-up."""


# "You can object to our advertising" speaks of advertising in general and does not say that this is some.
_OBJECTING: Final = re.compile(
    r"\b(?:object|opt\sout|unsubscribe)\w*\s(?:to|from|of)\s(?:\w+\s)?(?:advert\w*|marketing)", re.IGNORECASE
)


@lru_cache(maxsize=65_536)
def marks_of(sentence: str) -> frozenset[str]:
    """What the words of one sentence say, and ("stop+stop_link") what they say together."""
    said = {mark for mark, pattern in _PATTERNS.items() if pattern.search(sentence)}
    if "advert" in said and (_DENIES_ADVERT.search(sentence) or not _labels(sentence)):
        said.discard("advert")
    if _DENIES_STOP.search(sentence):
        said -= {"stop", "object", "stop_link"}
    if "barrier" in said and not re.search(
        rf"{_NOT}\s(?:\w+\s){{0,3}}(?:log|sign|password|fee|charge|account|pay)", sentence
    ):
        said.discard("one_step")
    for pair in (
        ("stop", "stop_link"),
        ("stop", "way"),
        ("stop", "web"),
        ("stop", "one_step"),
        ("artificial", "wrote"),
        ("street", "postcode"),
    ):
        if said.issuperset(pair):
            said.add("+".join(pair))
    return frozenset(said)


@lru_cache(maxsize=16_384)
def elements_of(marks: frozenset[str]) -> tuple[str, ...]:
    """The elements that these marks of a whole text amount to, sorted."""
    return tuple(sorted(e for e, ways in _NEEDS.items() if any(marks.issuperset(way) for way in ways)))


def _labels(sentence: str) -> bool:
    return _PATTERNS["advert"].search(_OBJECTING.sub("", sentence)) is not None
