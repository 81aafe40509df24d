"""Stores for tests: a SQLite file each, and databases of one private PostgreSQL server."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import polars as pl
import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, create_engine, insert, select

from aboveboard.store.database import HEAD, MIGRATIONS, Database
from aboveboard.store.entries import RegisterRow
from aboveboard.store.keys import Keyring
from aboveboard.store.schema import METADATA
from aboveboard.store.store import Store

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
FOLDERS = [Path(p) for p in os.environ.get("PATH", "").split(os.pathsep)] + sorted(
    Path("/usr/lib/postgresql").glob("*/bin"), reverse=True
)


def _program(name: str) -> str:
    found = next((folder / name for folder in FOLDERS if (folder / name).is_file()), None)
    if found is None:
        pytest.skip(f"PostgreSQL's {name} is not installed, so nothing was tested against a real server")
    return str(found)


def _as_server_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as its own user, or as nobody."""
    if os.geteuid() != 0:
        return []
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    if shutil.which("runuser") is None:
        pytest.skip("runuser is not installed, and PostgreSQL does not run as root")
    return ["runuser", "-u", user.pw_name, "--"]


@contextmanager
def _server() -> Iterator[str]:
    initdb, control = _program("initdb"), _program("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="aboveboard-pg-"))
    try:
        run = _as_server_user(folder)
        data = str(folder / "data")
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
        subprocess.run([*run, initdb, "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"], **quiet)
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=20"
        subprocess.run([*run, control, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"], **quiet)
        try:
            yield str(folder)
        finally:
            subprocess.run([*run, control, "-D", data, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The socket folder of a private PostgreSQL server."""
    with _server() as socket:
        yield socket


@pytest.fixture
def keys(tmp_path: Path) -> Keyring:
    """New keys."""
    return Keyring.open(tmp_path / "keys", create=True)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them; copying it is faster than migrating each time."""
    folder = tmp_path_factory.mktemp("migrated")
    Database(f"sqlite:///{folder / 'store.db'}", Keyring.open(folder / "keys", create=True)).close()
    return folder / "store.db"


@pytest.fixture(scope="session")
def migrated_database(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a PostgreSQL database with all tables and nothing in them."""
    with psycopg.connect(host=postgres, user="tester", dbname="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE store")
    url = f"postgresql+psycopg://tester@/store?host={postgres}"
    Database(url, Keyring.open(tmp_path_factory.mktemp("migrated-keys"), create=True)).close()
    return url


def _empty(socket: str) -> None:
    """All tables are emptied again: a new database for each test takes ten times as long."""
    with psycopg.connect(host=socket, user="tester", dbname="store") as connection:
        for table in METADATA.sorted_tables:
            connection.execute(f'DELETE FROM "{table.name}"'.encode())
        connection.execute("UPDATE alembic_version SET version_num = %s", [HEAD])


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "store.db")
        return f"sqlite:///{tmp_path / 'store.db'}"
    url: str = request.getfixturevalue("migrated_database")
    _empty(request.getfixturevalue("postgres"))
    return url


@pytest.fixture
def as_of_revision(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Makes a store of an earlier revision of the tables, with all that the store of `url` has and it can hold."""

    def made(revision: str) -> str:
        old = f"sqlite:///{tmp_path / 'old.db'}" if url.startswith("sqlite") else _new_database(request, "old")
        source, target = create_engine(url), create_engine(old)
        with source.connect() as present, target.begin() as earlier:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = earlier
            command.upgrade(config, revision)
            _copy(present, earlier)
        source.dispose()
        target.dispose()
        return old

    return made


def _new_database(request: pytest.FixtureRequest, name: str) -> str:
    socket = request.getfixturevalue("postgres")
    with psycopg.connect(host=socket, user="tester", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}".encode())
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql+psycopg://tester@/{name}?host={socket}"


def _copy(source: Connection, target: Connection) -> None:
    now, then = MetaData(), MetaData()
    now.reflect(source)
    then.reflect(target)
    for name in then.tables.keys() & now.tables.keys() - {"alembic_version"}:
        old, new = then.tables[name], now.tables[name]
        rows = source.execute(select(*(new.c[column.name] for column in old.c if column.name in new.c))).mappings()
        if found := [dict(row) for row in rows]:
            target.execute(insert(old), found)


@pytest.fixture
def store(url: str, keys: Keyring) -> Iterator[Store]:
    """An empty store of each kind."""
    with Store.open(url, keys) as opened:
        yield opened


def _shop(number: int, legal_form: str | None = "sole_trader", **other: str | None) -> RegisterRow:
    name = f"Quern Bakery {number:03d}"
    given = RegisterRow(
        id=f"shop-{number:03d}",
        name=name,
        country="GB",
        legal_form=legal_form,
        trade="bakery",
        street=f"{number} Quern Lane",
        locality="Wickthorne",
        postcode=f"HP{number:03d} 1AB",
        region="GB-BKM",
        register_number=f"REG{number:05d}",
        website=f"https://quern{number:03d}.example/",
        email=f"orders@quern{number:03d}.example",
        telephone=f"01632 960{number:03d}",
    )
    return msgspec.structs.replace(given, **other)


@pytest.fixture
def shop() -> Callable[..., RegisterRow]:
    """Makes an invented business of which every value that names it contains its number."""
    return _shop


@pytest.fixture
def keep(store: Store) -> Callable[..., None]:
    """Imports businesses into the store."""

    def imported(*shops: RegisterRow) -> None:
        done = store.import_register(shops, register="town", as_of=date(2026, 9, 1), acquisition="public_register")
        assert [] == done.refused

    return imported


@pytest.fixture
def save(store: Store) -> Callable[..., list[str]]:
    """Saves a run over all businesses, all with a message, and gives its rows."""

    def saved(
        run: str,
        *,
        step: int = 1,
        state: str = "queued",
        dry: bool = False,
        at: datetime = NOW,
        campaign: str = "spring",
    ) -> list[str]:
        rows = store.rows(campaign, step, on=at.date())
        frame = rows.with_columns(
            pl.lit(state).alias("state"),
            pl.lit(None if state == "queued" else "nothing_fits").alias("state_reason"),
            (pl.lit('[{"attribute":"business.name","value":"') + pl.col("name") + '"}]').alias("facts"),
            (pl.lit("Dear ") + pl.col("name")).alias("draft"),
            (pl.lit("hash-") + pl.col("business")).alias("message"),
            pl.lit("mend").alias("offer"),
            pl.lit("email").alias("channel"),
            (pl.lit('{"angle":"of ') + pl.col("name") + '"}').alias("decision"),
        )
        store.save_run(run, campaign, frame, dry=dry, now=at)
        return frame["row"].to_list()

    return saved
