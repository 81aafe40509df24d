"""Registers and lists that are imported: checked row by row, kept whole but for the rows that are named, and undone."""

from __future__ import annotations

import csv
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Final

import msgspec

from aboveboard.campaign.home import Home
from aboveboard.campaign.intake import Problem, Refused, column_of, first_problems, read_row
from aboveboard.campaign.lookalikes import Lookalikes
from aboveboard.campaign.mapping import RowMap, check_columns, guess_map, missing_fields, value_at
from aboveboard.campaign.run import Tell, open_store, quiet
from aboveboard.campaign.settings import check_country
from aboveboard.campaign.tables import Record, Table, open_table
from aboveboard.domain.errors import InputError
from aboveboard.store.entries import Origin, RegisterRow, TakenIn
from aboveboard.store.store import Store

BATCH: Final = 5_000
"""Rows that are in memory at a time: 5,000 take about 20 MB."""
MOST_TOLD: Final = 5
_COLUMN: Final[Mapping[str, str]] = {"email_unreadable": "email", "id_twice": "id", "id_taken": "id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be imported, and as what."""

    file: Path
    row_map: RowMap
    register: str
    as_of: date
    act: str
    country: str | None = None
    encoding: str | None = None
    errors: Path | None = None
    lookalikes: Path | None = None

    @property
    def origin(self) -> Origin:
        """Where the rows come from, as it is kept with each."""
        return Origin(register=self.register, as_of=self.as_of, acquisition=self.act)

    @property
    def error_file(self) -> Path:
        """Where the refused lines are named: as ordered, else beside the file."""
        return self.errors or self.file.with_name(f"{self.file.name}.errors.csv")


@dataclass(slots=True)
class Brought:
    """What an import did, counted in rows; `name` undoes it, and is None where nothing is kept."""

    name: str | None = None
    read: int = 0
    new: int = 0
    changed: int = 0
    doubles: int = 0
    refused: int = 0
    lookalikes: int | None = None
    errors: Path | None = None
    first: list[Problem] = field(default_factory=list)

    @property
    def same(self) -> int:
        """Rows that were kept already, just so."""
        return self.read - self.new - self.changed - self.doubles - self.refused

    def summary(self, *, dry: bool) -> dict[str, object]:
        """The counts for a program to read."""
        return {
            "import": self.name,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "doubles": self.doubles,
            "refused": self.refused,
            "dry_run": dry,
            "errors": str(self.errors) if self.errors else None,
            "lookalikes": self.lookalikes,
        }

    def sentences(self, *, dry: bool) -> list[str]:
        """The counts and the first problems for a person to read."""
        said = [
            f"{self.read} read: {self.new} new, {self.changed} changed, {self.same} as they were, "
            f"{self.doubles} doubles, {self.refused} refused"
        ]
        said += [f"  {sentence}" for sentence in first_problems(self.first)]
        if self.errors is not None:
            said.append(f"every refused line and double, with its remedy: {self.errors}")
        if self.lookalikes is not None:
            said.append(f"{self.lookalikes} pairs of lines are likely one place")
        if dry:
            return [*said, "dry run: nothing was kept"]
        if self.name is None:
            return [*said, "nothing was kept, as no line could be used"]
        return [*said, f"kept as {self.name}; `aboveboard import register --undo {self.name}` takes it back"]

    def count(self, taken: TakenIn) -> None:
        """A batch is counted in."""
        self.new += len(taken.new)
        self.changed += len(taken.changed)
        self.doubles += len(taken.doubles)


def bring_register(home: Home, order: Order, *, now: datetime, dry: bool = False, tell: Tell = quiet) -> Brought:
    """The rows of the file are kept under the name of an import; all of them, or none, but for those it names.

    With `dry` all is done and taken back. The refused lines and the doubles are in the error file, which says where
    and why and never what stood there. It is written before anything is kept, so that a full disk loses no answer.
    """
    if order.country is not None:
        check_country(order.country, "country", "--country")
    if order.as_of > now.date():
        raise InputError(f"{order.as_of} has not come yet", place="--as-of", remedy="the day the list was taken")
    table = open_table(order.file, encoding=order.encoding)
    _check_map(order, table)
    done, name = Brought(), f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    found = Lookalikes() if order.lookalikes is not None else None
    with (
        _store_for(home, dry=dry) as store,
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as errors,
        store.transaction(),
    ):
        store.begin_import(name, order.origin, at=now)
        _take_all(store, name, order, table, errors, done, found, tell)
        done.errors = _keep_errors(errors, order.error_file, wanted=done.refused + done.doubles > 0)
        if found is not None and order.lookalikes is not None:
            done.lookalikes = found.write(order.lookalikes)
        if dry or done.refused == done.read:
            store.take_back()
        else:
            done.name = name
    return done


def undo_import(home: Home, name: str, *, on: date) -> dict[str, object]:
    """What the import added is gone, and what it changed is as before; what was used since stays, and is named."""
    with open_store(home, existing=True) as store:
        return {"undone": name, **msgspec.structs.asdict(store.undo_import(name, on=on))}


def guess(file: Path, *, encoding: str | None = None) -> RowMap:
    """The map that the headers suggest, for a person to look at."""
    table = open_table(file, encoding=encoding)
    sample = [record.values for record in islice(table.records, 200)]
    return guess_map(table.columns, sample)


@contextmanager
def _store_for(home: Home, *, dry: bool) -> Iterator[Store]:
    """The store of the home; where a trial finds none yet, one that is gone afterwards."""
    if not dry or home.keys.exists():
        with open_store(home) as store:
            yield store
        return
    with tempfile.TemporaryDirectory(prefix="aboveboard-") as folder:
        passing = Home(Path(folder) / "home")
        with open_store(passing, url=passing.own_store) as store:
            yield store


def _check_map(order: Order, table: Table) -> None:
    place = str(order.file)
    missing = [name for name in missing_fields(order.row_map) if name != "country" or order.country is None]
    if missing:
        remedy = "map it, or give one country for all lines with --country" if "country" in missing else "map it"
        raise InputError(f"nothing says where the {missing[0]} is", place=place, remedy=remedy)
    if table.says_all:
        check_columns(order.row_map, table.columns, f"{place}:1")


def _take_all(
    store: Store,
    name: str,
    order: Order,
    table: Table,
    errors: IO[str],
    done: Brought,
    found: Lookalikes | None,
    tell: Tell,
) -> None:
    writer = csv.writer(errors, lineterminator="\n")
    writer.writerow(["line", "column", "code", "remedy"])
    unseen = {column for source in order.row_map.values() for column in source.columns} if not table.says_all else set()
    for records in _batches(table.records):
        unseen = {path for path in unseen if all(value_at(record.values, path) is None for record in records)}
        kept, problems = _rows(store, order, records)
        if found is not None:
            found.add(kept)
        taken = store.take_in(name, order.origin, [row for _, row in kept])
        problems += _problems(taken, kept, order.row_map)
        done.read += len(records)
        done.count(taken)
        done.refused += sum(problem.code != "double" for problem in problems)
        done.first += sorted(problems, key=lambda p: p.line)[: MOST_TOLD - len(done.first)]
        writer.writerows((p.line, p.column, p.code, p.remedy) for p in sorted(problems, key=lambda p: p.line))
        tell("importing", done.read, done.read)
    if not done.read:
        raise InputError("there are no rows in this file", place=str(order.file))
    if unseen:
        column = min(unseen)
        raise InputError(
            f"no record has {column!r}", place=str(order.file), remedy=f"it has {', '.join(table.columns)}"
        )


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    while batch := list(islice(records, BATCH)):
        yield batch


def _rows(store: Store, order: Order, records: list[Record]) -> tuple[list[tuple[int, RegisterRow]], list[Problem]]:
    """The rows that can be used, each with its line, and the problems of the others."""
    kept: list[tuple[int, RegisterRow]] = []
    problems: list[Problem] = []
    slug = re.sub(r"[^a-z0-9]+", "-", order.register.casefold()).strip("-")[:40]

    def make_id(given: str) -> str:
        # A list's own id keeps its form; what names a business is hashed with the store's key, so that it cannot be
        # guessed back from a receipt.
        return f"{slug}.{store.list_id(given) if chr(0) in given else given}"

    for record in records:
        row = read_row(record, order.row_map, country=order.country, make_id=make_id)
        if isinstance(row, Refused):
            problems.append(Problem(record.line, column_of(row.field, order.row_map), row.code))
        else:
            kept.append((record.line, row))
    return kept, problems


def _problems(taken: TakenIn, kept: list[tuple[int, RegisterRow]], row_map: RowMap) -> list[Problem]:
    refused = [
        Problem(kept[place][0], column_of(_COLUMN[code], row_map) if code in _COLUMN else "", code)
        for place, code in taken.refused
    ]
    return refused + [Problem(kept[place][0], "", "double") for place, _ in taken.doubles]


def _keep_errors(errors: IO[str], path: Path, *, wanted: bool) -> Path | None:
    """The error file is there, whole; where nothing is to be said, one of an earlier time says nothing any more."""
    if not wanted and not path.exists():
        return None
    errors.seek(0)
    with path.open("w", encoding="utf-8", newline="") as file:
        shutil.copyfileobj(errors, file)
    return path if wanted else None
