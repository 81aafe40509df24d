"""What structured data is made of, whatever its syntax: items with types, and values that are more than text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, TypeAlias

from aboveboard.observe.document import names

MOST_PROPERTIES: Final = 2000  # read of one page; the most on the real pages is a few hundred
DEEPEST: Final = 40  # nesting read at most; the deepest on the real pages is 9


class Link(str):
    """An address that a value gives, whole where the page says what it is relative to."""

    __slots__ = ()


Scalar: TypeAlias = str | int | float | bool | date | time
"""A value that is no item: a `Link` for an address, a `datetime` for a date with a time."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property: what it is, where it stands, and the text it was written as ("" for an item)."""

    name: str
    value: Scalar | Item
    where: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing a page describes: its types without their vocabulary, and its values in order."""

    types: tuple[str, ...]
    values: tuple[Value, ...]
    where: str
    syntax: str
    vocabulary_types: tuple[str, ...] = field(default=(), repr=False)
    identifier: str = ""

    def all(self, name: str) -> list[Value]:
        """Every value of a property."""
        return [value for value in self.values if value.name == name]

    def texts(self, name: str) -> list[Value]:
        """Every value of a property that is no item and says something."""
        return [value for value in self.all(name) if value.text.strip()]

    def items(self, name: str) -> list[Item]:
        """Every value of a property that is an item."""
        return [value.value for value in self.all(name) if isinstance(value.value, Item)]


def nested(items: list[Item]) -> Iterator[Item]:
    """These items and all that are nested in them, in order."""
    for item in items:
        yield item
        yield from nested([value.value for value in item.values if isinstance(value.value, Item)])


_LAST: Final = re.compile(r"[/#:]")


def short_type(name: str) -> str:
    """A type without its vocabulary: "Bakery" for "https://schema.org/Bakery" and for "schema:Bakery"."""
    return _LAST.split(name.strip().rstrip("/"))[-1]


# Properties whose values schema.org expects to be numbers or yes and no, though most pages write them as texts.
_NUMBERS: Final = names(
    "bestRating worstRating ratingValue ratingCount reviewCount price lowPrice highPrice minPrice maxPrice offerCount "
    "latitude longitude elevation position numberOfEmployees numberOfRooms maximumAttendeeCapacity minValue maxValue "
    "numberOfItems capacity width height"
)
_YES_NO: Final = names(
    "isAccessibleForFree publicAccess smokingAllowed petsAllowed hasDriveThroughService isFamilyFriendly "
    "isLiveBroadcast acceptsReservations"
)
_TIMES: Final = names("opens closes startTime endTime doorTime")
_NUMBER: Final = re.compile(r"-?\d{1,18}(\.\d{1,18})?")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?")
_CLOCK: Final = re.compile(r"\d\d:\d\d(:\d\d)?")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_TRUTH: Final = {"true": True, "false": False}


def typed(name: str, text: str) -> Scalar:
    """The text as what it is: a date or a moment (ISO 8601), an address, a number or yes or no; else as it stands."""
    bare = text.strip()
    if _ADDRESS.fullmatch(bare):
        truth = _TRUTH.get(short_type(bare).lower()) if name in _YES_NO else None
        return Link(bare) if truth is None else truth
    if name in _NUMBERS and _NUMBER.fullmatch(bare):
        return float(bare) if "." in bare else int(bare)
    if name in _YES_NO and bare.lower() in _TRUTH:
        return _TRUTH[bare.lower()]
    moment = as_moment(bare, clock=name in _TIMES)
    return text if moment is None else moment


def as_moment(text: str, *, clock: bool = True) -> date | time | None:
    """The date, moment or time of day that a text in the notation of ISO 8601 gives; None for any other text."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
        if clock and _CLOCK.fullmatch(text):
            return time.fromisoformat(text)
    except ValueError:  # the thirtieth of February
        return None
    return None
