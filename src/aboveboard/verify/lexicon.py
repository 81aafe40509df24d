"""Lexicon: the packaged lists of words and patterns that the checks look for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final, TypeVar

import msgspec

T = TypeVar("T")


class Pressing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The patterns of each category of pressure; `words` are lists that they name in braces."""

    words: dict[str, str]
    categories: dict[str, tuple[str, ...]]

    def patterns(self, category: str) -> str:
        """One alternation of a category's patterns, its lists filled in."""
        joined = "|".join(self.categories[category])
        for name, words in self.words.items():
            joined = joined.replace("{" + name + "}", words)
        return joined


class Telling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words by which a language says what a message has to say, and by which it takes that back."""

    words: dict[str, str]
    cased: dict[str, str]
    denials: dict[str, str]
    ordinary: str
    objecting: str
    unbarred: str


class Needing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The marks that need no words of a language, and what each element needs."""

    anywhere: dict[str, str]
    cased: dict[str, str]
    needs: dict[str, tuple[str, ...]]


class Denying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a language denies; see data/en/polarity.toml."""

    negator: str
    denial: str
    no: str
    twice: str
    general: str
    aside: str
    untaxed: str
    taxed: str
    month: str
    year: str


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a language speaks of opening hours; see data/en/hours.toml."""

    clause: str
    markup: str
    page: str
    closed: str


class Naming(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Capitals of a language that name nobody; see data/en/names.toml.

    Where every noun has a capital: `nouns` that stand alone, `heads` that end compounds too, and the `endings` of both.
    """

    starters: str
    common: str
    does: str
    nouns: str = ""
    heads: str = ""
    endings: str = ""


class Praising(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words and phrases of praise."""

    praise: str
    phrases: tuple[str, ...]
    boasts: tuple[str, ...]
    no_superlatives: str


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Groups of words that mean the same, what excludes what, capitals that are no names, words that state nothing."""

    same: tuple[str, ...]
    stating: tuple[str, ...]
    kinds: tuple[tuple[str, ...], ...]
    scales: tuple[tuple[str, ...], ...]
    capitals: str
    plain: str


NEVER: Final = "(?!)"
"""A pattern that matches nothing: what a language that nobody wrote words for is taken to say."""


def load(name: str, kind: type[T], language: str = "") -> T:
    """The packaged lexicon `data/NAME.toml`, or of a language `data/LANGUAGE/NAME.toml`."""
    file = resources.files(__package__).joinpath("data", language, f"{name}.toml")
    return msgspec.toml.decode(file.read_bytes(), type=kind)


@cache
def languages(name: str) -> tuple[str, ...]:
    """The languages that have this lexicon."""
    folders = resources.files(__package__).joinpath("data").iterdir()
    return tuple(sorted(folder.name for folder in folders if (folder / f"{name}.toml").is_file()))


def all_of(name: str, kind: type[T], language: str) -> tuple[T, ...]:
    """The lexicon of the language; of one that has none, those of all: what one of them forbids counts."""
    known = languages(name)
    return tuple(load(name, kind, one) for one in ([language] if language in known else known))


def either(patterns: Iterable[str]) -> re.Pattern[str]:
    """What one of the patterns matches, in capitals or not."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or NEVER, re.IGNORECASE)


_DIGITS: Final = {ord(digit): "0" for digit in "123456789"}


def in_small(text: str) -> str:
    """The text in small letters, each in its place: a letter whose small form is longer than one stays as it is."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def any_digit(text: str) -> str:
    """The text with every digit as 0, so that what is remembered of it holds for all numbers of that length."""
    return text.translate(_DIGITS)
