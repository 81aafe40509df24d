"""Lexicon: the packaged lists of words and patterns that the checks look for."""

from __future__ import annotations

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
    """The words by which a text says something that it has to say, and what each element needs."""

    words: dict[str, str]
    anywhere: dict[str, str]
    cased: dict[str, str]
    denials: dict[str, str]
    needs: dict[str, tuple[str, ...]]


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


@cache
def load(name: str, kind: type[T]) -> T:
    """The packaged lexicon `data/NAME.toml`."""
    data = resources.files(__package__).joinpath("data", f"{name}.toml").read_bytes()
    return msgspec.toml.decode(data, type=kind)


_DIGITS: Final = {ord(digit): "0" for digit in "123456789"}


def any_digit(text: str) -> str:
    """The text with every digit as 0, so that what is remembered of it holds for all numbers of that length."""
    return text.translate(_DIGITS)
