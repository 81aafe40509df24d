"""Disclosure: which required elements a text really has, seen by its words and never by its claim to have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from aboveboard.verify.lexicon import Needing, Telling, all_of, either, languages, load

_SHARED: Final = load("disclosure", Needing)
_NEEDS: Final = {element: tuple(frozenset(way.split()) for way in ways) for element, ways in _SHARED.needs.items()}
IN_TEXT: Final[frozenset[str]] = frozenset(_NEEDS)
"""The elements that words can carry; all others are headers or the sending set-up."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_TOGETHER: Final = (
    ("stop", "stop_link"),
    ("stop", "way"),
    ("stop", "web"),
    ("stop", "one_step"),
    ("artificial", "wrote"),
    ("street", "postcode"),
)


@dataclass(frozen=True, slots=True)
class _Words:
    """What one language says by, compiled; `objecting` speaks of advertising in general, not of this."""

    marks: Mapping[str, re.Pattern[str]]
    denies_advert: re.Pattern[str]
    denies_stop: re.Pattern[str]
    objecting: re.Pattern[str]
    unbarred: re.Pattern[str]


@cache
def _words(language: str) -> _Words:
    told = load("disclosure", Telling, language)
    marks = {mark: re.compile(rf"\b(?:{pattern})", re.IGNORECASE) for mark, pattern in told.words.items()}
    marks |= {mark: re.compile(pattern, re.IGNORECASE) for mark, pattern in _SHARED.anywhere.items()}
    marks |= {mark: re.compile(pattern) for mark, pattern in (_SHARED.cased | told.cased).items()}
    return _Words(
        marks,
        either([told.denials["advert"]]),
        either([told.denials["stop"]]),
        either([told.objecting]),
        either([told.unbarred]),
    )


def is_spoken(language: str) -> bool:
    """True if there are words by which a text of this language can be seen to say what it has to say."""
    return language in languages("disclosure")


def rights_denied(language: str) -> re.Pattern[str]:
    """What takes a reader's rights back; in a language without a lexicon, in the words of all."""
    return either([told.denials["rights"] for told in all_of("disclosure", Telling, language)])


def advert_denied(language: str) -> re.Pattern[str]:
    """What denies that a message is advertising; in a language without a lexicon, in the words of all."""
    return either([told.denials["advert"] for told in all_of("disclosure", Telling, language)])


@lru_cache(maxsize=65_536)
def marks_of(sentence: str, language: str) -> frozenset[str]:
    """What the words of one sentence say in the language, and ("stop+stop_link") what they say together.

    In a language that nobody wrote words for nothing counts as said.
    """
    if not is_spoken(language):
        return frozenset()
    words = _words(language)
    if not _is_in(sentence, language):
        return frozenset(mark for mark in _SHARED.anywhere if words.marks[mark].search(sentence))
    said = {mark for mark, pattern in words.marks.items() if pattern.search(sentence)}
    if "address" in said:
        said.add("way")
    if "stop_link" in said:
        said.add("one_step")
    if "advert" in said and (words.denies_advert.search(sentence) or not _labels(sentence, words)):
        said.discard("advert")
    if words.denies_stop.search(sentence):
        said -= {"stop", "object", "stop_link"}
    if "barrier" in said and not words.unbarred.search(sentence):
        said.discard("one_step")
    said.update("+".join(pair) for pair in _TOGETHER if said.issuperset(pair))
    return frozenset(said)


def _is_in(sentence: str, language: str) -> bool:
    """True if no other language has more of the sentence's words among its ordinary ones."""
    words = _WORD.findall(sentence.lower())
    own = sum(word in _ordinary(language) for word in words)
    return all(sum(word in _ordinary(other) for word in words) <= own for other in languages("disclosure"))


@cache
def _ordinary(language: str) -> frozenset[str]:
    return frozenset(load("disclosure", Telling, language).ordinary.split())


@lru_cache(maxsize=16_384)
def elements_of(marks: frozenset[str]) -> tuple[str, ...]:
    """The elements that these marks of a whole text amount to, sorted."""
    return tuple(sorted(e for e, ways in _NEEDS.items() if any(marks.issuperset(way) for way in ways)))


def _labels(sentence: str, words: _Words) -> bool:
    return words.marks["advert"].search(words.objecting.sub("", sentence)) is not None
