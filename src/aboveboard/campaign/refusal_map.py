"""The map of another product's export: which columns say that somebody refused, why, and on which channel."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

import msgspec

from aboveboard.campaign.company_map import word_key
from aboveboard.campaign.tables import AGAIN
from aboveboard.domain.errors import InputError

VENDORS: Final = ("hubspot", "listmonk", "mailchimp", "mautic")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Columns of which one cell says a refusal. A name that ends in * stands for all that begin so.

    `only` are the words that say it; without them every word does but those in `unless` and nothing at all: a word that
    nobody knows counts as a refusal. With `every` the column itself says it, for each line. `where` are columns of
    which the file must have one.
    """

    columns: list[str]
    reason: str
    channel: str | None = None
    only: list[str] = []
    unless: list[str] = []
    every: bool = False
    where: list[str] = []
    besides: list[str] = []
    day: list[str] = []


class RefusalMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An export: the columns that tell it, where the address is, and what says a refusal."""

    tells: list[list[str]]
    address: list[str]
    refusal: list[Sign]
    also: list[str] = []
    silent: list[str] = []


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says: that it refuses, why, on which channel, and since when, where the line has it."""

    reason: str
    channel: str | None
    day: date | None


@dataclass(frozen=True, slots=True)
class _Reader:
    sign: Sign
    columns: tuple[str, ...]
    days: tuple[str, ...]
    only: frozenset[str]
    unless: frozenset[str]

    def told(self, record: Mapping[str, object]) -> Told | None:
        """What the line says by this sign, if it does."""
        if not any(self._refuses(str(record.get(column) or "")) for column in self.columns):
            return None
        days = (read_day(str(record.get(column) or "")) for column in self.days)
        return Told(self.sign.reason, self.sign.channel, next((day for day in days if day), None))

    def _refuses(self, cell: str) -> bool:
        if self.sign.every:
            return True
        word = cell.strip().casefold()
        return word in self.only if self.only else bool(word) and word not in self.unless


@dataclass(frozen=True, slots=True)
class FittedMap:
    """A map on the columns of one file."""

    address: tuple[str, ...]
    also: tuple[str, ...]
    _readers: tuple[_Reader, ...]

    def addresses(self, record: Mapping[str, object]) -> list[str]:
        """The first address of the line, and further ones of the same person."""
        first = next((cell for name in self.address if (cell := str(record.get(name) or "").strip())), None)
        more = [one.strip() for name in self.also for one in re.split("[;,]", str(record.get(name) or ""))]
        return list(dict.fromkeys(one for one in [first, *more] if one))

    def told(self, record: Mapping[str, object]) -> list[Told]:
        """All that the line says against writing."""
        return list(dict.fromkeys(told for reader in self._readers if (told := reader.told(record))))


@cache
def maps() -> Mapping[str, RefusalMap]:
    """The packaged maps, by product."""
    folder = resources.files("aboveboard.campaign.refusal_maps")
    return {
        name: msgspec.convert(tomllib.loads(folder.joinpath(f"{name}.toml").read_text("utf-8")), RefusalMap)
        for name in VENDORS
    }


def vendors_of(columns: Sequence[str]) -> list[str]:
    """The products whose export has these columns."""
    return [
        name for name, known in maps().items() if any(all(_named(one, columns) for one in told) for told in known.tells)
    ]


def fitted(vendor: str, columns: Sequence[str], place: str, *, every_line: bool = False) -> FittedMap:
    """The map of a product on a file's columns; InputError where none of them says who refused, unless all did."""
    known = maps()[vendor]
    address = tuple(name for one in known.address for name in _named(one, columns))
    if not address:
        remedy = f"it has: {', '.join(columns)}"
        raise InputError(f"{vendor}: there is no column {known.address[0]!r}", place=place, remedy=remedy)
    readers = tuple(_readers(known, columns))
    if not readers and not every_line and not any(_named(one, columns) for one in known.silent):
        wanted = ", ".join(dict.fromkeys(name for sign in known.refusal for name in sign.columns))
        problem = f"{vendor}: no column says who refused"
        raise InputError(problem, place=place, remedy=f"it would be one of: {wanted}; or --every-line, if all did")
    also = tuple(name for one in known.also for name in _named(one, columns))
    return FittedMap(address, also, readers)


def _readers(known: RefusalMap, columns: Sequence[str]) -> Iterator[_Reader]:
    for sign in known.refusal:
        if sign.where and not any(_named(one, columns) for one in sign.where):
            continue
        apart = {name for one in [*sign.besides, *known.address] for name in _named(one, columns)}
        read = [name for one in sign.columns for name in _named(one, columns) if name not in apart]
        if read:
            days = tuple(name for one in sign.day for name in _named(one, columns))
            words = frozenset(map(str.casefold, sign.only)), frozenset(map(str.casefold, sign.unless))
            yield _Reader(sign, tuple(dict.fromkeys(read)), days, *words)


def _named(wanted: str, columns: Sequence[str]) -> list[str]:
    """The columns of that name, whatever their case and signs; with a * at its end, those that begin so."""
    key = word_key(wanted)
    if wanted.endswith("*"):
        return [name for name in columns if word_key(name).startswith(key)]
    return [name for name in columns if word_key(name.partition(AGAIN)[0]) == key]


def read_day(cell: str) -> date | None:
    """The day of a time such as "2026-05-14 08:30:00"; None for what is no such day."""
    found = _DAY.match(cell.strip())
    if found is None:
        return None
    try:
        return date.fromisoformat(found[0])
    except ValueError:
        return None
