"""The connection: opens SQLite or PostgreSQL, brings the tables up to date, and runs one writer at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from aboveboard.domain.errors import InputError, LedgerError, UnavailableError, WiringError
from aboveboard.store.keys import Keyring
from aboveboard.store.schema import BUSINESSES, KEY_CHECKS
from aboveboard.store.session import Session

HEAD: Final = "0011"
MIGRATIONS: Final = Path(__file__).parent / "migrations"
WRITER_LOCK: Final = 0x41B0  # any number, the same in every process

BUSY_MILLISECONDS: Final = 10_000
WIPE_MILLISECONDS: Final = 1_000
# FULL: a sent mark that a power cut could take back would let a message go out twice. Measured: 0.2 ms a settle.
PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)


class Database:
    """An open database with its keys. Writing transactions exclude each other, in all processes."""

    def __init__(self, url: str, keys: Keyring) -> None:
        self._keys = keys
        self._url = _url(url)
        # Hidden, since an error that prints what was being written would print personal data.
        self.engine = create_engine(self._url, hide_parameters=True)
        self._here = threading.local()
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        try:
            if self.is_sqlite:
                _create_private(Path(self._url.database or ""))
            with self.writing() as session:
                _migrate(session.connection)
        except OSError as error:
            self.close()
            raise UnavailableError(f"the store at {self.place} does not answer: {error.strerror}") from None
        except OperationalError as error:
            self.close()
            raise UnavailableError(f"the store at {self.place} does not answer: {_cause(error)}") from None
        except LedgerError:
            self.close()
            raise

    @property
    def is_sqlite(self) -> bool:
        """True for SQLite, false for PostgreSQL."""
        return self._url.get_backend_name() == "sqlite"

    @property
    def place(self) -> str:
        """The URL without its password."""
        return self._url.render_as_string(hide_password=True)

    def close(self) -> None:
        """All connections are closed."""
        self.engine.dispose()

    def take_keys(self, keys: Keyring) -> None:
        """From the next transaction on, these keys are used."""
        self._keys = keys

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction, committed at the end or undone by any error; inside another one it is part of that."""
        outer: Session | None = getattr(self._here, "session", None)
        if outer is not None:
            if not outer.may_write:
                raise WiringError("a write was asked for inside a reading transaction")
            yield outer
            return
        with self._begin(may_write=True) as session:
            yield session
        if session.erased:
            self._wipe()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of the store."""
        outer: Session | None = getattr(self._here, "session", None)
        if outer is not None:
            yield outer
            return
        with self._begin(may_write=False) as session:
            yield session

    @contextmanager
    def _begin(self, *, may_write: bool) -> Iterator[Session]:
        with self._connect(may_write) as connection, connection.begin():
            if may_write and not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})
            session = Session(connection, self._keys, may_write=may_write)
            self._here.session = session
            try:
                yield session
            finally:
                self._here.session = None

    def _connect(self, may_write: bool) -> Connection:
        if self.is_sqlite:
            return self.engine.connect().execution_options(writes=may_write)
        # Under the writer's lock each statement must see what the last writer committed: READ COMMITTED.
        level = "READ COMMITTED" if may_write else "REPEATABLE READ"
        return self.engine.connect().execution_options(isolation_level=level)

    def _wipe(self) -> None:
        """Afterwards what was erased is in no free page and in no journal."""
        try:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                emptied = _wipe_sqlite(connection) if self.is_sqlite else _wipe_postgresql(connection)
        except OperationalError:
            emptied = False
        if not emptied:
            raise UnavailableError(
                "the erasure is done, but another process still uses the old pages; "
                "run the same erasure again to empty them",
                retry_after=5.0,
            )


def check_keys(session: Session, keys: Keyring) -> None:
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


def _wipe_sqlite(connection: Connection) -> bool:
    """True if every page was written anew and the journal is empty.

    secure_delete clears what is deleted, but not the copies that earlier page splits left behind: measured, 2 of 100
    erased ids were still found in the file. VACUUM takes 0.5 s for 20,000 rows of 90 MB (November 2026, two cores).
    """
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {WIPE_MILLISECONDS}")
    try:
        connection.exec_driver_sql("VACUUM")
        busy: int = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    return busy == 0


def _wipe_postgresql(connection: Connection) -> bool:
    """True: the table of data keys is written anew, so that what was sealed under a dropped one opens no more."""
    connection.exec_driver_sql(f"SET lock_timeout = {WIPE_MILLISECONDS}")
    try:
        connection.exec_driver_sql("VACUUM (FULL) subject_keys")
    finally:
        connection.exec_driver_sql("RESET lock_timeout")
    return True


def _url(text_url: str) -> URL:
    try:
        url = make_url(text_url)
    except ArgumentError:
        raise InputError("the URL of the store cannot be read", remedy="such as sqlite:///aboveboard.db") from None
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise InputError(
            f"no store is known for {url.drivername!r}", remedy="use sqlite:///FILE or postgresql+psycopg://HOST/NAME"
        )
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise InputError("a store needs a file", remedy="such as sqlite:///aboveboard.db")
    return url


def _create_private(path: Path) -> None:
    """The file is there, and a new one can be read by its owner alone; its journals take after it."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare_sqlite(engine: Engine) -> None:
    """Transactions begin when we say so: the driver's own habit of beginning late would let two writers interleave."""

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", True) else "BEGIN")


def _migrate(connection: Connection) -> None:
    found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise LedgerError(f"the store was written by a newer version (tables {found}, known {HEAD}); update Aboveboard")
    # Imported here, since a store that is up to date never needs it: saves 0.1 s at each start.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def _cause(error: OperationalError) -> str:
    return str(error.orig).splitlines()[0] if error.orig is not None else "no cause given"
