"""The store: one object for all that is kept, over SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from types import TracebackType

import polars as pl
from sqlalchemy import or_, select

from aboveboard.domain.basis import Basis
from aboveboard.domain.contact import Contact
from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.domain.outcome import Outcome
from aboveboard.store import bases, outcomes, rows, runs, suppression
from aboveboard.store.database import Database
from aboveboard.store.entries import (
    Imported,
    RegisterRow,
    Scope,
    StoredMessage,
    StoredReceipt,
    Suppression,
)
from aboveboard.store.keys import Keyring
from aboveboard.store.register import import_register, open_contact
from aboveboard.store.schema import BUSINESSES, CONTACTS, KEY_CHECKS
from aboveboard.store.session import Session


class Store:
    """Everything that is remembered. Each call is one transaction; `transaction` makes several calls one."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database, self.keys = database, keys

    @classmethod
    def open(cls, url: str, keys: Keyring) -> Store:
        """An open store whose tables are up to date, and whose data these keys open.

        `url` is sqlite:///FILE or postgresql+psycopg://HOST/NAME. Keys other than those it was made with are refused.
        """
        database = Database(url, keys)
        try:
            with database.writing() as session:
                _check_keys(session, keys)
        except LedgerError:
            database.close()
            raise
        return cls(database, keys)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """All connections are closed."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All calls inside, of this thread, are kept together or not at all."""
        with self._database.writing():
            yield

    # What comes in

    def import_register(self, rows: Sequence[RegisterRow], *, register: str, as_of: date, acquisition: str) -> Imported:
        """The rows are kept, sealed and hashed; those that cannot be used or were erased are named, and not kept."""
        with self._database.writing() as session:
            return import_register(session, rows, register=register, as_of=as_of, acquisition=acquisition)

    def add_bases(self, events: Sequence[Basis]) -> int:
        """The events are kept beside all earlier ones, each once; how many were new."""
        with self._database.writing() as session:
            return bases.add_bases(session, events)

    def add_suppressions(self, entries: Sequence[Suppression]) -> int:
        """The refusals hold from now on, for whoever is kept and whoever comes; how many hashes were new."""
        with self._database.writing() as session:
            return suppression.add_suppressions(session, entries)

    def set_preference(self, business: str, personalisation: bool) -> None:
        """What the business prefers is kept, and no import changes it."""
        with self._database.writing() as session:
            bases.set_preference(session, business, personalisation=personalisation)

    def set_legal_form(self, business: str, legal_form: str) -> None:
        """The form that the business itself states outranks every register's."""
        with self._database.writing() as session:
            bases.set_legal_form(session, business, legal_form)

    def suppress(
        self, business: str, *, scope: Scope = "address", channel: str | None = None, reason: str, on: date
    ) -> int:
        """The business, and at this scope all that share its marks, are refused; how many hashes were new."""
        with self._database.writing() as session:
            return suppression.suppress(session, business, scope=scope, channel=channel, reason=reason, on=on)

    def add_outcomes(self, entries: Sequence[Outcome]) -> int:
        """The outcomes are recorded, once each; a refusal or complaint among them is a refusal of everything."""
        with self._database.writing() as session:
            return outcomes.add_outcomes(session, entries)

    # What a run reads

    def bases(self, on: date) -> Mapping[str, list[Basis]]:
        """For each business its events up to and on that day, oldest first, for whoever folds them."""
        with self._database.reading() as session:
            return bases.bases(session, on=on)

    def rows(
        self, campaign: str, step: int, *, on: date, consents: Mapping[str, tuple[list[str], list[str]]] | None = None
    ) -> pl.DataFrame:
        """Every business that is kept, as `domain.columns.ROWS`, sorted by its id.

        `consents` gives for a business the channels agreed to, and those agreed to in writing; without it, none.
        """
        with self._database.reading() as session:
            return rows.rows(session, campaign, step, on=on, consents=consents or {})

    def contact(self, subject_or_business: str) -> Contact:
        """How the business can be reached, in the clear; InputError if it is not kept."""
        with self._database.reading() as session:
            business = _business(session, subject_or_business)
            sealed = session.connection.execute(select(CONTACTS.c.sealed).where(CONTACTS.c.business == business))
            return open_contact(session.data_key(business), sealed.scalar_one())

    def outcomes(self) -> list[Outcome]:
        """All outcomes, in the order of business, campaign, step and kind."""
        with self._database.reading() as session:
            return outcomes.outcomes(session)

    # What a run leaves

    def save_run(self, run_id: str, campaign: str, frame: pl.DataFrame, *, dry: bool, now: datetime) -> None:
        """The rows of the run are kept, after those of earlier calls with the same run."""
        with self._database.writing() as session:
            runs.save_run(session, run_id, campaign, frame, dry=dry, now=now)

    def append_receipts(
        self, run_id: str, indexes: Sequence[int], bodies: Sequence[bytes], salts: Sequence[bytes]
    ) -> None:
        """Each row of the run that had no receipt has one; they MUST be in the order in which the run was saved."""
        with self._database.writing() as session:
            runs.append_receipts(session, run_id, indexes, bodies, salts)

    def receipt(self, row: str) -> StoredReceipt | None:
        """The receipt of a row's latest run; None if there is none, as after an erasure."""
        with self._database.reading() as session:
            return runs.receipt(session, row)

    def message(self, name: str) -> StoredMessage | None:
        """All that is kept of a row, named by itself or by the hash of its message; None if nothing is."""
        with self._database.reading() as session:
            return runs.message(session, name)


def _check_keys(session: Session, keys: Keyring) -> None:
    """The keys are those the store was made with; a store that has no record of keys and no data takes these."""
    kept = dict(session.connection.execute(select(KEY_CHECKS.c.name, KEY_CHECKS.c.digest)).all())
    given = keys.checks()
    if not kept and session.connection.execute(select(BUSINESSES.c.business).limit(1)).first():
        raise LedgerError("the store has lost the record of its keys; restore it from a backup")
    for name, digest in kept.items():
        if given.get(name) != digest:
            state = "is not the one" if name in given else "is missing: it is one"
            raise LedgerError(f"the key {name} {state} that this store was made with; restore it from its backup")
    session.add(KEY_CHECKS, [{"name": name, "digest": given[name]} for name in sorted(given.keys() - kept.keys())])


def _business(session: Session, name: str) -> str:
    """The id of the business that is kept under this id or pseudonym."""
    either = or_(BUSINESSES.c.business == name, BUSINESSES.c.subject == name)
    found = session.connection.execute(select(BUSINESSES.c.business).where(either)).scalar_one_or_none()
    if found is None:
        raise InputError("no such business is kept", remedy="it was never imported, or it was erased")
    return str(found)
