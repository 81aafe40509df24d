"""Names: words with a capital that name somebody or something, and that no item of the sentence has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.text.quantities import find as quantities
from aboveboard.verify.ground import Ground, words_of
from aboveboard.verify.lexicon import NEVER, Naming, languages, load

_NAME: Final = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’&-]*")
_BEGINS: Final = re.compile(r"(?:[.!?:;…]\s+|[\"“„«‘(\[¿¡]|\n)\s*$")
_ELIDED: Final = re.compile(r"[A-Z][a-z]{0,6}['’](?=[a-zß-ÿ])")
_LONGEST: Final = 45
"""Letters of a noun; what is longer is searched for none."""
_ABBREVIATIONS: Final = """
vat gst html css http https url pdf seo web internet alt gmbh ltd e-mail www localbusiness schema uk eu us
"""
_SIGNS: Final = frozenset(_ABBREVIATIONS.split())
"""Abbreviations that are no names in any of our languages."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A language's capitals that name nobody, compiled; `nouns` only where every noun has one."""

    starters: frozenset[str]
    common: frozenset[str]
    does: re.Pattern[str]
    nouns: re.Pattern[str] | None


@cache
def _words(language: str) -> _Words:
    if language not in languages("names"):
        return _Words(frozenset(), _SIGNS, re.compile(r"\s"), None)
    told = load("names", Naming, language)
    return _Words(
        frozenset(told.starters.split()),
        _SIGNS | frozenset(told.common.split()),
        re.compile(told.does or NEVER),
        _nouns(told) if told.nouns else None,
    )


def _nouns(told: Naming) -> re.Pattern[str]:
    """The nouns alone or at the end of a compound, in any case and number."""
    heads, alone = ("|".join(words.split()) for words in (told.heads, told.nouns))
    return re.compile(rf"(?:[\w-]*?(?:{heads})|(?:{alone}))(?:{told.endings})")


def find(text: str, grounds: tuple[Ground, ...], *, language: str) -> Iterator[Finding]:
    """Every name that no item of the sentence has; a lone first word is one if it does something."""
    words = _words(language)
    for match in _NAME.finditer(text):
        word = match.group()
        if "_" in word or _is_known(word, grounds, words):
            continue
        start = match.start()
        begins = not start or _BEGINS.search(text[max(0, start - 4) : start])
        if begins and not _is_name_at_start(match, text, words, language):
            continue
        if not any(q.start <= start < q.end for q in quantities(text, language=language)):
            reason = "a name that no item of the sentence has"
            yield Finding("claims", "unsupported", start, match.end(), word, reason)


def _is_known(name: str, grounds: tuple[Ground, ...], words: _Words) -> bool:
    # in a compound with a hyphen ("Flash-deel") only what has a capital can name
    capital = "-".join(part for part in name.split("-") if part[:1].isupper())
    if all(word in words.common or any(word in ground.words for ground in grounds) for word in words_of(capital)):
        return True
    return words.nouns is not None and len(name) <= _LONGEST and words.nouns.fullmatch(name.lower()) is not None


def _is_name_at_start(match: re.Match[str], text: str, words: _Words, language: str) -> bool:
    word, after = match.group(), text[match.end() : match.end() + 2]
    starts = word.lower() in words.starters or _elided(word) in words.starters
    if words.nouns is not None and starts:
        return False
    if len(after) == 2 and after[0] == " " and after[1].isupper() and text[match.end() + 1 : match.end() + 3] != "I ":
        follower = _NAME.match(text, match.end() + 1)
        return follower is not None and len(word) > 3 and not quantities(follower.group(), language=language)
    return not starts and words.does.match(text, match.end()) is not None


def _elided(word: str) -> str:
    """The "l'" of "L'année", small; nothing where a name follows it, as in "L'Oréal"."""
    match = _ELIDED.match(word)
    return match.group().lower().replace("’", "'") if match else ""
