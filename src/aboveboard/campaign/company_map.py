"""The map of a company register: which columns are read, and what its words for form and status mean."""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.settings import read_text
from aboveboard.domain.company import COMPANY_STATUSES
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.legal_form import LEGAL_FORMS

FIELDS: Final = (
    "number", "name", "form", "status", "postcode", "locality", "country", "court", "previous_name",
)  # fmt: skip
_NEEDED: Final = ("number", "name", "form", "status")
UNKNOWN: Final = "unknown"
_LONGEST_WORD: Final = 60
_MOST_WORDS: Final = 1_000  # of a file whose column of forms is no such column


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A map as its file states it."""

    columns: dict[str, str | list[str]]
    optional: list[str] = []
    constants: dict[str, str] = {}
    forms: dict[str, str] = {}
    forms_by_prefix: dict[str, dict[str, str]] = {}
    statuses: dict[str, str] = {}


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The packaged words: for each country those of each form, and those of each status."""

    forms: dict[str, dict[str, str | list[str]]]
    statuses: dict[str, list[str]]


class RegisterMap(msgspec.Struct, frozen=True, kw_only=True):
    """Columns and constants by field, and what words mean, folded; words that are not there are unknown.

    The columns of an `optional` field may be missing from a file.
    """

    columns: Mapping[str, tuple[str, ...]]
    optional: frozenset[str]
    constants: Mapping[str, str]
    forms: Mapping[str, str]
    prefixes: Mapping[str, Mapping[str, str]]
    statuses: Mapping[str, str]

    def form(self, word: str, number: str) -> str:
        """What the word means for an entry with this number."""
        key = word_key(word)
        for prefix, form in self.prefixes.get(key, {}).items():
            if number.startswith(prefix):
                return form
        return self.forms.get(key, UNKNOWN)

    def status(self, word: str) -> str:
        """What the word means of the firm today."""
        return self.statuses.get(word_key(word), UNKNOWN)


class UnknownWords:
    """A count of the words that have no meaning here, of as many as a register of companies may have."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def add(self, word: str) -> None:
        """The word is counted, if it is one of the first thousand."""
        short = word[:_LONGEST_WORD]
        if short in self._count or len(self._count) < _MOST_WORDS:
            self._count[short] += 1

    def most(self, number: int = 10) -> dict[str, int]:
        """The most frequent words."""
        return dict(self._count.most_common(number))


@lru_cache(maxsize=4_096)
def word_key(word: str) -> str:
    """The letters and digits of a word for a legal form or a status, without case and accents: "e. K." is "ek"."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in apart if sign.isalnum())


def companies_house() -> RegisterMap:
    """The map of the snapshot of Companies House."""
    place = "companies-house.toml"
    text = resources.files("aboveboard.campaign.company_maps").joinpath(place).read_text("utf-8")
    return _checked(_decoded(text, place), place)


def read_map(path: Path, country: str) -> RegisterMap:
    """The map that a file states, with the packaged words of the country behind its own; raises InputError."""
    place = str(path)
    own = _checked(_decoded(read_text(path), place), place)
    if country == "DE" and "court" not in (*own.columns, *own.constants):
        problem = "the column of the court is missing: a German register number means nothing without it"
        raise InputError(problem, place=place, remedy='court = "COLUMN" in [columns], or a court in [constants]')
    forms = {**_packaged_forms(country), **own.forms}
    return msgspec.structs.replace(own, forms=forms, statuses={**_packaged_statuses(), **own.statuses})


def _decoded(text: str, place: str) -> _Data:
    try:
        return msgspec.convert(tomllib.loads(text), _Data)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not TOML: {error}", place=place) from error
    except msgspec.ValidationError as error:
        known = ", ".join(f"[{name}]" for name in _Data.__struct_fields__)
        raise InputError(f"not a map of a register: {error}", place=place, remedy=f"it has {known}") from error


def _checked(data: _Data, place: str) -> RegisterMap:
    for name in (*data.columns, *data.constants, *data.optional):
        if name not in FIELDS:
            raise InputError(f"{name!r} is no field of a company", place=place, remedy=did_you_mean(name, FIELDS))
    for name in _NEEDED:
        if name not in data.columns and name not in data.constants:
            raise InputError(f"{name} is missing", place=place, remedy=f"{name} = a column's name, in [columns]")
    prefixes = {
        word_key(word): {prefix: _meaning(form, LEGAL_FORMS, place) for prefix, form in forms.items()}
        for word, forms in data.forms_by_prefix.items()
    }
    return RegisterMap(
        columns={name: (given,) if isinstance(given, str) else tuple(given) for name, given in data.columns.items()},
        optional=frozenset(data.optional),
        constants=data.constants,
        forms={word_key(word): _meaning(form, LEGAL_FORMS, place) for word, form in data.forms.items()},
        prefixes=prefixes,
        statuses={word_key(word): _meaning(status, COMPANY_STATUSES, place) for word, status in data.statuses.items()},
    )


def _meaning(word: str, known: tuple[str, ...], place: str) -> str:
    if word not in known:
        raise InputError(f"{word!r} is not known", place=place, remedy=did_you_mean(word, known))
    return word


@cache
def _words() -> _Words:
    text = resources.files("aboveboard.campaign.company_maps").joinpath("words.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Words)


def _packaged_forms(country: str) -> dict[str, str]:
    """The packaged words of a country for legal forms; none for a country that has none."""
    stated = _words().forms.get(country, {})
    return {word_key(word): form for form in LEGAL_FORMS for word in stated.get(form, ())}


def _packaged_statuses() -> dict[str, str]:
    return {word_key(word): status for status, words in _words().statuses.items() for word in words}
