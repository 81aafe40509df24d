"""One transaction's view of the store: statements, keys, and what is sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final, TypeAlias, TypeVar

from sqlalchemy import Connection, Executable, Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from aboveboard.domain.errors import InputError
from aboveboard.store.keys import Keyring
from aboveboard.store.schema import SUBJECT_KEYS
from aboveboard.store.sealing import DataKey, KeyWrap

Value: TypeAlias = str | int | bool | bytes | date | datetime | None
Item = TypeVar("Item")
CHUNK: Final = 10_000


class Session:
    """An open transaction with the keys; what is read and written in it commits or fails as one."""

    def __init__(self, connection: Connection, keys: Keyring, *, may_write: bool) -> None:
        self.connection, self.keys, self.may_write = connection, keys, may_write
        self.erased = False
        self._wrap = KeyWrap(keys.kek)
        self._open_keys: dict[str, DataKey] = {}

    def take_back(self) -> None:
        """All that was done in this transaction is undone; nothing more can be done in it."""
        transaction = self.connection.get_transaction()
        if transaction is not None:
            transaction.rollback()
        self.erased = False

    def count(self, statement: Executable) -> int:
        """How many rows a change touched."""
        return self.connection.execute(statement).rowcount

    def add(self, table: Table, rows: Sequence[Mapping[str, Value]]) -> None:
        """The rows are in the table; one that is there already is an error."""
        for part in chunks(rows):
            self.connection.execute(insert(table), part)

    def add_new(self, table: Table, rows: Sequence[Mapping[str, Value]]) -> int:
        """The rows are in the table; those whose key is there already stay as they were. How many were new."""
        before = self._size(table)
        self.add_absent(table, rows)
        return self._size(table) - before

    def add_absent(self, table: Table, rows: Sequence[Mapping[str, Value]]) -> None:
        """The rows are in the table; those whose key is there stay. For long tables: nothing is counted."""
        for part in chunks(rows):
            self.connection.execute(self._insert(table).on_conflict_do_nothing(), part)

    def add_telling(self, table: Table, rows: Sequence[Mapping[str, Value]], column: str) -> list[str]:
        """As `add_absent`; tells the value of the column for each row that was new."""
        told: list[str] = []
        for part in chunks(rows):
            statement = self._insert(table).on_conflict_do_nothing().returning(table.c[column])
            told += self.connection.execute(statement, part).scalars()
        return told

    def put(self, table: Table, rows: Sequence[Mapping[str, Value]]) -> None:
        """The rows are in the table, in place of those with the same key."""
        keys = [column.name for column in table.primary_key]
        for part in chunks(rows):
            statement = self._insert(table)
            changed = {name: statement.excluded[name] for name in part[0] if name not in keys}
            self.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), part)

    def remove(self, table: Table, column: str, values: Iterable[str]) -> int:
        """No row of the table has one of the values in the column; how many were removed."""
        wanted = list(values)
        return sum(self.count(delete(table).where(table.c[column].in_(part))) for part in chunks(wanted))

    def data_keys(self, businesses: Iterable[str], *, create: bool = False) -> Mapping[str, DataKey]:
        """The open data keys of businesses, those that have one; with `create`, of all."""
        wanted = set(businesses)
        missing = sorted(wanted - self._open_keys.keys())
        for part in chunks(missing):
            found = select(SUBJECT_KEYS.c.business, SUBJECT_KEYS.c.wrapped).where(SUBJECT_KEYS.c.business.in_(part))
            for business, wrapped in self.connection.execute(found):
                self._open_keys[business] = self._wrap.unwrap(self.keys.pseudonym(business), wrapped)
        if create:
            self._make_keys([business for business in missing if business not in self._open_keys])
        return {business: self._open_keys[business] for business in wanted if business in self._open_keys}

    def data_key(self, business: str) -> DataKey:
        """The open data key of one business; InputError if there is none."""
        key = self.data_keys([business]).get(business)
        if key is None:
            raise InputError("no such business is kept", remedy="it was never imported, or it was erased")
        return key

    def close_keys(self) -> None:
        """No data key is open in memory; each is opened again when it is asked for."""
        self._open_keys.clear()

    def drop_keys(self, businesses: Iterable[str]) -> int:
        """The data keys of the businesses are gone, here and in memory, so that nothing sealed under them opens."""
        gone = set(businesses)
        for business in gone:
            self._open_keys.pop(business, None)
        self.erased = True
        return self.remove(SUBJECT_KEYS, "business", gone)

    def _make_keys(self, businesses: Sequence[str]) -> None:
        rows: list[dict[str, Value]] = []
        for business in businesses:
            self._open_keys[business], wrapped = self._wrap.new(self.keys.pseudonym(business))
            rows.append({"business": business, "wrapped": wrapped})
        self.add(SUBJECT_KEYS, rows)

    def _insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        if self.connection.dialect.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)

    def _size(self, table: Table) -> int:
        return self.connection.execute(select(func.count()).select_from(table)).scalar_one()


def chunks(items: Sequence[Item]) -> Iterator[list[Item]]:
    """The items in lists that fit one statement of either database."""
    for start in range(0, len(items), CHUNK):
        yield list(items[start : start + CHUNK])


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; SQLite gives times back without their zone, and they were stored in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
