"""Files of refusals in our own two forms: with the values themselves, and as keyed hashes. No error shows a cell."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.files import words
from aboveboard.campaign.refusal_map import read_day
from aboveboard.campaign.tables import Record, Table, open_table
from aboveboard.domain.errors import InputError, did_you_mean, nearest
from aboveboard.store.entries import SCOPES, HashedSuppression, Suppression
from aboveboard.store.keys import MARK_HEX
from aboveboard.store.marks import of_suppression
from aboveboard.store.suppression import checked

PERSONALISATION: Final = "personalisation"
PLAIN: Final = ("scope", "value", "channel", "purpose", "reason", "source", "on")
HASHED: Final = ("mark", "key", "scope", "channel", "purpose", "reason", "source", "on")
_NEEDED: Final = {PLAIN: ("scope", "value", "reason", "on"), HASHED: ("mark", "key", "scope", "reason", "source", "on")}
IMPORT: Final = "import"
_WORD: Final = re.compile("[a-z_]{1,16}")
_MARK: Final = re.compile(f"[0-9a-f]{{{MARK_HEX}}}")


def read_suppressions(path: Path, origin: str) -> list[Suppression]:
    """The refusals of a file in plain, from this origin."""
    return list(plain_entries(open_table(path), path, origin))


def plain_entries(table: Table, path: Path, origin: str) -> Iterator[Suppression]:
    """The refusals of a file in plain; the origin stands before the source that a line names."""
    check_header(table, path, PLAIN)
    for record in table.records:
        cells = _Cells(record, path)
        given = {"value": cells.need("value"), "source": sourced(origin, cells.text("source"))}
        entry = msgspec.convert(cells.shared() | given, Suppression)
        if not of_suppression(checked(entry, cells.place).scope, entry.value):
            raise cells.error("the value is none that its scope can have", "docs/words.md says what each scope takes")
        yield entry


def hashed_entries(table: Table, path: Path, keys: Collection[str]) -> Iterator[HashedSuppression]:
    """The refusals of a file of keyed hashes, under keys of which these are the fingerprints."""
    check_header(table, path, HASHED)
    for record in table.records:
        cells = _Cells(record, path)
        given = {name: cells.need(name) for name in ("mark", "key", "source")}
        if not _MARK.fullmatch(given["mark"]):
            raise cells.error(f"mark is not {MARK_HEX} digits from 0 to f", "export it again")
        if given["key"] not in keys:
            remedy = "`aboveboard keys adopt` takes the key of the store that gave it out"
            raise cells.error("it was hashed under a key that this store does not have", remedy)
        yield msgspec.convert(cells.shared() | given, HashedSuppression)


def sourced(origin: str, source: str) -> str:
    """What a refusal came from: the origin, and the source that its file names."""
    if not source:
        return origin
    return source if source.startswith(f"{origin}:") else f"{origin}:{source}"


def check_header(table: Table, path: Path, known: Sequence[str]) -> None:
    """InputError for a column that is not known, or a needed one that is missing."""
    place = f"{path}:1"
    for name in table.columns:
        if name not in known:
            raise InputError(f"unknown column {name!r}", place=place, remedy=did_you_mean(name, known))
    for name in _NEEDED[PLAIN if "value" in known else HASHED]:
        if name not in table.columns:
            raise InputError(
                f"the column {name!r} is missing", place=place, remedy=f"it has: {', '.join(table.columns)}"
            )


class _Cells:
    """The cells of a line, none of which an error shows: a value may stand in any column by mistake."""

    def __init__(self, record: Record, path: Path) -> None:
        self._values, self.place = record.values, f"{path}:{record.line}"
        if not record.whole:
            raise self.error("it has more or fewer cells than columns", 'a cell with a comma stands in quotes: "a, b"')

    def text(self, column: str) -> str:
        """The trimmed text of a column, "" where there is none."""
        return str(self._values.get(column) or "").strip()

    def need(self, column: str) -> str:
        """The text of a column that may not be empty."""
        found = self.text(column)
        if not found:
            raise self.error(f"{column} is empty", "fill it in, or leave the row out")
        return found

    def shared(self) -> dict[str, str | date | None]:
        """What both forms have: scope, channel, purpose, reason and day."""
        self.need("scope")
        scope = self._one_of("scope", SCOPES)
        if scope in ("channel", "purpose"):
            self.need(scope)
        reason, day = self.need("reason"), read_day(self.need("on"))
        if "@" in reason:
            raise self.error("the reason holds an address", "a few words, such as objected")
        if day is None or day.isoformat() != self.text("on"):
            raise self.error("on is not a date", "write YYYY-MM-DD")
        return {
            "scope": scope,
            "channel": self._one_of("channel", words("channel")),
            "purpose": self._one_of("purpose", (*words("purpose"), PERSONALISATION)),
            "reason": reason,
            "on": day,
        }

    def _one_of(self, column: str, known: Sequence[str]) -> str | None:
        found = self.text(column)
        if found and found not in known:
            near = nearest(found, known)
            if near and _WORD.fullmatch(found):  # it is nearly a known word, and can be no address
                raise self.error(f"{column} {found!r} is not known", f"did you mean {near!r}?")
            raise self.error(f"{column} is not a known one", "known are " + ", ".join(known))
        return found or None

    def error(self, problem: str, remedy: str) -> InputError:
        """The error with the place of the line."""
        return InputError(problem, place=self.place, remedy=remedy)
