"""Company registers: snapshots of public entries, found by number or by name, and what persons answered of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

import msgspec
import polars as pl
from sqlalchemy import Row, Select, Table, delete, func, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from aboveboard.domain.company import CompanyEntry
from aboveboard.domain.errors import InputError, UnavailableError
from aboveboard.store.bases import key_of
from aboveboard.store.database import Database
from aboveboard.store.schema import (
    COMPANY_ANSWERS,
    COMPANY_ENTRIES,
    COMPANY_NAMES,
    COMPANY_SNAPSHOTS,
)
from aboveboard.store.session import Session, Value, chunks, utc
from aboveboard.store.suppression import bump
from aboveboard.text.business_names import core

SEALED_ANSWER: Final = "company_answers|sealed"
BATCH: Final[dict[str, pl.DataType]] = {
    "number": pl.String(),  # text.register_numbers.register_key
    "name": pl.String(),
    "previous": pl.String(),  # former names, one a line
    "postcode": pl.String(),  # letters and digits in capitals
    "locality": pl.String(),
    "form": pl.String(),
    "status": pl.String(),
}
MOST_OF_A_NAME: Final = 20  # entries of one name: of more, none is surely the business, and nobody can be asked of all
_SWEPT: Final = 50_000


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of a business and an entry of a company register: is it the same company?"""

    register: str
    number: str
    same: bool
    by: str


class KeptRegister(msgspec.Struct, frozen=True, kw_only=True):
    """A company register of which a snapshot is in use."""

    register: str
    country: str
    as_of: date
    expires: date


class Loading:
    """A snapshot that is being taken in; after its end `kept` says how many entries it has."""

    def __init__(self, database: Database, place: int) -> None:
        self._database, self._place = database, place
        self.kept = 0

    def add(self, batch: pl.DataFrame) -> None:
        """The entries (`BATCH`) are taken in; one whose number came before is passed over."""
        with self._database.writing() as session:
            _add(session, self._place, batch)


class CompanyRegisters:
    """All company registers of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def snapshot(self, register: str, *, country: str, as_of: date, expires: date) -> Iterator[Loading]:
        """What is added is the register at the end, and what it was before is gone.

        Each batch is a transaction of its own, so that others may write in between. Until the end the former snapshot
        is in use, also after a crash or an error: then the unfinished one is emptied, at the latest by the next import.
        A day before that in use is refused.
        """
        with self._database.writing() as session:
            place = _begin(session, register, country=country, as_of=as_of, expires=expires)
        self.sweep()
        loading = Loading(self._database, place)
        try:
            yield loading
            with self._database.writing() as session:
                loading.kept = _finish(session, place, register)
        finally:
            with self._database.writing() as session:
                _leave(session, COMPANY_SNAPSHOTS.c.snapshot == place, "loading")
            self.sweep()

    def sweep(self) -> None:
        """Nothing of snapshots that are out of use is left; in steps, so that others may write in between."""
        while True:
            with self._database.writing() as session:
                if not _sweep(session):
                    return

    def kept(self) -> list[KeptRegister]:
        """The company registers in use, by name."""
        with self._database.reading() as session:
            found = session.connection.execute(_current().order_by(COMPANY_SNAPSHOTS.c.register)).all()
        return [KeptRegister(register=r.register, country=r.country, as_of=r.as_of, expires=r.expires) for r in found]

    def entries(
        self, *, numbers: Collection[str], names: Mapping[str, Collection[str]], on: date
    ) -> Sequence[CompanyEntry]:
        """The entries, not stale on that day, with one of the numbers or names; for each name its postcodes.

        A name is found whatever its legal ending, as a former name at one of its postcodes alone. Only what the keys
        lead to is read, and of one name no more than a few.
        """
        with self._database.reading() as session:
            fresh = session.connection.execute(_current().where(COMPANY_SNAPSHOTS.c.expires > on))
            kept = {row.snapshot: row for row in fresh}
            wanted: dict[int, set[str]] = {each: set(numbers) for each in kept}
            for place, number in _named(session, list(kept), names):
                wanted[place].add(number)
            return [
                _entry(kept[place], row)
                for place, found in sorted(wanted.items())
                for part in chunks(sorted(found))
                for row in session.connection.execute(_numbered(place, part))
            ]

    def add_answer(self, business: str, answer: Answer, *, at: datetime) -> None:
        """The answer is kept beside earlier ones, sealed; the latest holds, and what was queued no longer settles."""
        with self._database.writing() as session:
            sealed = key_of(session, business).seal(SEALED_ANSWER, msgspec.json.encode(answer))
            session.add(COMPANY_ANSWERS, [{"business": business, "at": utc(at), "sealed": sealed}])
            bump(session, [business])

    def answers(self) -> dict[tuple[str, str, str], bool]:
        """For each business, register and number the latest answer: is it the same company?"""
        with self._database.reading() as session:
            found = session.connection.execute(select(COMPANY_ANSWERS).order_by(COMPANY_ANSWERS.c.id)).all()
            keys = session.data_keys(row.business for row in found)
            said: dict[tuple[str, str, str], bool] = {}
            for row in found:
                answer = msgspec.json.decode(keys[row.business].open(SEALED_ANSWER, row.sealed), type=Answer)
                said[row.business, answer.register, answer.number] = answer.same
            return said


def _current() -> Select[tuple[int, str, str, date, date, str]]:
    return select(COMPANY_SNAPSHOTS).where(COMPANY_SNAPSHOTS.c.state == "current")


def _numbered(place: int, numbers: Sequence[str]) -> Select[tuple[int, str, str, str, str, str, str, str]]:
    own = COMPANY_ENTRIES.c.snapshot == place
    return select(COMPANY_ENTRIES).where(own, COMPANY_ENTRIES.c.number.in_(numbers))


def _entry(kept: Row[tuple[int, str, str, date, date, str]], row: Row[Any]) -> CompanyEntry:
    return CompanyEntry(
        register=kept.register,
        country=kept.country,
        number=row.number,
        name=row.name,
        previous=tuple(row.previous.splitlines()),
        postcode=row.postcode or None,
        locality=row.locality or None,
        form=row.form,
        status=row.status,
        as_of=kept.as_of,
        expires=kept.expires,
    )


def _begin(session: Session, register: str, *, country: str, as_of: date, expires: date) -> int:
    in_use = session.connection.execute(_current().where(COMPANY_SNAPSHOTS.c.register == register)).first()
    if in_use is not None and in_use.as_of > as_of:
        raise InputError(
            f"{register} is kept as of {in_use.as_of}, and this is of {as_of}", remedy="import the newest snapshot"
        )
    _leave(session, COMPANY_SNAPSHOTS.c.register == register, "loading")
    entry = {"register": register, "country": country, "as_of": as_of, "expires": expires, "state": "loading"}
    made = insert(COMPANY_SNAPSHOTS).values(entry).returning(COMPANY_SNAPSHOTS.c.snapshot)
    return int(session.connection.execute(made).scalar_one())


def _add(session: Session, place: int, batch: pl.DataFrame) -> None:
    _still_loading(session, place)
    entries: list[dict[str, str]] = batch.sort("number").to_dicts()
    session.add_absent(COMPANY_ENTRIES, [{"snapshot": place, **entry} for entry in entries])
    session.add_absent(COMPANY_NAMES, sorted(_names(place, entries), key=lambda name: str(name["core"])))


def _names(place: int, entries: Sequence[Mapping[str, str]]) -> Iterator[dict[str, Value]]:
    for entry in entries:
        for former, name in [(False, entry["name"]), *((True, name) for name in entry["previous"].splitlines())]:
            if found := core(name):
                yield {
                    "snapshot": place,
                    "core": found,
                    "number": entry["number"],
                    "former": former,
                    "postcode": entry["postcode"],
                }


def _still_loading(session: Session, place: int) -> None:
    state = select(COMPANY_SNAPSHOTS.c.state).where(COMPANY_SNAPSHOTS.c.snapshot == place)
    if session.connection.execute(state).scalar_one_or_none() != "loading":
        raise UnavailableError("another import of this register was begun meanwhile; wait for it, then import again")


def _finish(session: Session, place: int, register: str) -> int:
    _still_loading(session, place)
    _leave(session, COMPANY_SNAPSHOTS.c.register == register, "current")
    session.count(update(COMPANY_SNAPSHOTS).where(COMPANY_SNAPSHOTS.c.snapshot == place).values(state="current"))
    size = select(func.count()).select_from(COMPANY_ENTRIES).where(COMPANY_ENTRIES.c.snapshot == place)
    return session.connection.execute(size).scalar_one()


def _leave(session: Session, which: ColumnElement[bool], state: str) -> None:
    """Snapshots in this state are out of use."""
    session.count(update(COMPANY_SNAPSHOTS).where(which, COMPANY_SNAPSHOTS.c.state == state).values(state="gone"))


def _sweep(session: Session) -> bool:
    """One step of emptying what is out of use; False if nothing is left to do."""
    gone = select(COMPANY_SNAPSHOTS.c.snapshot).where(COMPANY_SNAPSHOTS.c.state == "gone").limit(1)
    place = session.connection.execute(gone).scalar_one_or_none()
    if place is None:
        return False
    removed = _remove(session, COMPANY_NAMES, "core", place) or _remove(session, COMPANY_ENTRIES, "number", place)
    if not removed:
        session.count(delete(COMPANY_SNAPSHOTS).where(COMPANY_SNAPSHOTS.c.snapshot == place))
    return True


def _remove(session: Session, table: Table, key: str, place: int) -> int:
    """The first few rows of a snapshot, in the order of their keys, are gone; how many."""
    own = table.c.snapshot == place
    end = session.connection.execute(
        select(table.c[key]).where(own).order_by(table.c[key]).offset(_SWEPT).limit(1)
    ).scalar_one_or_none()
    some = delete(table).where(own)
    return session.count(some if end is None else some.where(table.c[key] <= end))


def _named(session: Session, places: Sequence[int], names: Mapping[str, Collection[str]]) -> Iterator[tuple[int, str]]:
    """Snapshot and number of the entries that have a name, now or, at one of its postcodes, formerly."""
    postcodes: dict[str, set[str]] = {}
    for name, known in names.items():
        postcodes.setdefault(core(name), set()).update(known)
    count: Counter[tuple[int, str, bool]] = Counter()
    for part in chunks(sorted(postcodes)):
        found = select(COMPANY_NAMES).where(COMPANY_NAMES.c.snapshot.in_(places), COMPANY_NAMES.c.core.in_(part))
        for row in session.connection.execute(found.order_by(COMPANY_NAMES.c.core, COMPANY_NAMES.c.number)):
            here = row.postcode in postcodes[row.core]
            count[row.snapshot, row.core, here] += here or not row.former
            if (here or not row.former) and count[row.snapshot, row.core, here] <= MOST_OF_A_NAME:
                yield row.snapshot, row.number
