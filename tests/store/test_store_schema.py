"""The tables: one schema for both databases, every one of them answered for."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.store import erasure
from aboveboard.store.database import HEAD, MIGRATIONS
from aboveboard.store.keys import Keyring
from aboveboard.store.schema import METADATA, SUBJECT_KEYS
from aboveboard.store.store import Store


def test_the_migrations_lead_to_the_schema(store: Store, url: str) -> None:
    """A store made by the migrations has exactly the tables, columns, keys and indexes that the code names."""
    engine = create_engine(url)
    with engine.connect() as connection:
        assert [] == compare_metadata(MigrationContext.configure(connection), METADATA)
    engine.dispose()


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    """HEAD names the last of the packaged migrations."""
    assert [HEAD] == ScriptDirectory(str(MIGRATIONS)).get_heads()


def test_every_table_is_answered_for(store: Store, url: str) -> None:
    """Each table is emptied of a subject by `forget`, or declared with a reason to hold nothing about one."""
    engine = create_engine(url)
    tables = set(inspect(engine).get_table_names())
    engine.dispose()
    emptied = {
        t.name
        for t in (*erasure.FORGOTTEN, *erasure.FORGOTTEN_WITH_PERSONS, *erasure.FORGOTTEN_BY_PSEUDONYM, SUBJECT_KEYS)
    }
    assert set() == emptied & erasure.ABOUT_NOBODY.keys()
    assert tables == emptied | erasure.ABOUT_NOBODY.keys()


def test_every_table_about_nobody_names_nobody() -> None:
    """No table that is declared to hold nothing about a subject has a column for one."""
    named = {t.name for t in METADATA.sorted_tables if {"business", "subject", "row"} & set(t.columns.keys())}
    assert set() == named & erasure.ABOUT_NOBODY.keys()


def test_a_store_of_a_newer_version_is_left_alone(url: str, keys: Keyring) -> None:
    """Tables that a later version wrote are not touched."""
    Store.open(url, keys).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(LedgerError, match="newer version"):
        Store.open(url, keys)


@pytest.mark.parametrize("wrong", ["mysql://host/name", "sqlite://", "sqlite:///:memory:", "no url"])
def test_a_wrong_url_is_refused_with_what_would_be_right(wrong: str, keys: Keyring) -> None:
    """Only a SQLite file or a PostgreSQL database is a store."""
    with pytest.raises(InputError, match=r"such as sqlite|use sqlite"):
        Store.open(wrong, keys)


def test_two_stores_keep_apart(tmp_path: Path, keys: Keyring) -> None:
    """Opening a second file makes a second store."""
    with Store.open(f"sqlite:///{tmp_path / 'a.db'}", keys), Store.open(f"sqlite:///{tmp_path / 'b.db'}", keys):
        assert {"a.db", "b.db"} <= {path.name for path in tmp_path.iterdir()}
