"""Place: a listing of a business, in the field names of Overture Maps, read once for many comparisons."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from aboveboard.kernel.similarity import bigrams
from aboveboard.text.business_names import KANA, core, fold, telling_words
from aboveboard.text.dialling import national_digits
from aboveboard.text.street_names import Street, read_street
from aboveboard.text.websites import Website, read_website

LONGEST: Final = 300
MOST: Final = 8
"""Letters of a text and members of a list that are read; what is longer is no name, and only costs time."""
_SHORTEST_NUMBER: Final = 5
_NOT_LETTERS: Final = re.compile(r"[^a-z]+")
_IN_ANY_CATEGORY: Final = frozenset(["and", "service", "services", "retail"])


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A listing as it was given. The last four fields are known and not compared."""

    name: str | None = None
    category: str | None = None
    category_alt: tuple[str, ...] | None = None
    websites: tuple[str, ...] | None = None
    phones: tuple[str, ...] | None = None
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    brand: str | None = None
    socials: tuple[str, ...] | None = None
    confidence: float | None = None
    source: tuple[str, ...] | str | None = None
    updated: str | None = None


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A place as it is compared."""

    whole: str  # the folded name without spaces and legal ending
    words: tuple[str, ...]
    bigrams: frozenset[str]
    labels: frozenset[str]  # words of the name with a digit in them
    trade: frozenset[str]  # words of its categories
    surroundings: frozenset[str]  # words of its street, town and region
    street: Street | None
    street_bigrams: frozenset[str]
    lines: tuple[str, ...]
    websites: tuple[Website, ...]
    locality: str
    postcode: str
    country: str


def read_place(place: Place) -> Listing:
    """The place as it is compared; the work is bounded whatever it holds."""
    name, street, city = _cut(place.name), _cut(place.street), _cut(place.city)
    whole = core(name.translate(KANA)).replace(" ", "")
    words = telling_words(name)
    line = read_street(street) if street else None
    country = (place.country or "").strip().upper()[:2]
    numbers = (national_digits(_cut(phone), country) for phone in _some(place.phones))
    return Listing(
        whole=whole,
        words=words,
        bigrams=bigrams(whole),
        labels=frozenset(word for word in words if any(letter.isdigit() for letter in word)),
        trade=_trade(place),
        surroundings=frozenset(fold(f"{city} {_cut(place.region)} {street}").split()),
        street=line,
        street_bigrams=bigrams("".join(line.words)) if line else frozenset(),
        lines=tuple(n for n in dict.fromkeys(numbers) if len(n) >= _SHORTEST_NUMBER),
        websites=tuple(site for url in _some(place.websites) if (site := read_website(url)) is not None),
        locality=fold(city),
        postcode=re.sub(r"\W", "", _cut(place.postcode)).casefold(),
        country=country,
    )


def _cut(text: str | None) -> str:
    return (text or "")[:LONGEST]


def _some(values: tuple[str, ...] | None) -> tuple[str, ...]:
    return (values or ())[:MOST]


def _trade(place: Place) -> frozenset[str]:
    """The words of the narrowest categories ("Dining > Restaurant > Pizzeria" is a pizzeria)."""
    narrow = (_cut(category).rpartition(">")[2] for category in (place.category or "", *_some(place.category_alt)))
    found = {word for category in narrow for word in _NOT_LETTERS.split(category.lower())}
    return frozenset(word.rstrip("s") for word in found if len(word) > 2 and word not in _IN_ANY_CATEGORY)
