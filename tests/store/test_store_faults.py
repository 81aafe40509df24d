"""Faults: killed, raced, unreachable; and nothing personal in an error."""

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from aboveboard.domain.errors import UnavailableError, WiringError
from aboveboard.store.entries import RegisterRow
from aboveboard.store.keys import Keyring
from aboveboard.store.schema import CONTACTS
from aboveboard.store.store import Store

Shop = Callable[..., RegisterRow]
Keep = Callable[..., None]
Save = Callable[..., list[str]]
ON = date(2026, 11, 3)

# Sends one message after the other, and says which only after the store has said that it may go out.
SENDER = """
import sys
from datetime import date
from pathlib import Path
from aboveboard.store.keys import Keyring
from aboveboard.store.store import Store

with Store.open(sys.argv[1], Keyring.open(Path(sys.argv[2]), create=False)) as store:
    store.release()
    while leases := store.lease(7):
        for lease in leases:
            if store.settle(lease, basis_version=lease.basis_version, on=date(2026, 11, 3)).state == "sent":
                print(lease.business, flush=True)
"""


def test_a_sender_that_is_killed_sends_nobody_twice(
    store: Store, url: str, tmp_path: Path, shop: Shop, keep: Keep, save: Save
) -> None:
    """Killed after 20 and after 40 messages and started again: each of 80 is sent once, or known as sent."""
    keep(*(shop(number) for number in range(80)))
    for row in save("r1"):
        store.queue("r1", row, "hash", "email")
    sent: list[str] = []
    for limit in (20, 40, 1000):
        command = [sys.executable, "-c", SENDER, url, str(tmp_path / "keys")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sender:
            assert sender.stdout is not None
            for line in sender.stdout:
                sent.append(line.strip())
                if len(sent) == limit:
                    sender.send_signal(signal.SIGKILL)
            assert sender.wait() == (-signal.SIGKILL if limit < 1000 else 0)
    assert len(set(sent)) == len(sent)
    everyone = [f"shop-{number:03d}" for number in range(80)]
    known = {name for name in everyone if store.holdings(name)["outbox"][0]["state"] == "sent"}
    assert set(everyone) == known
    # Killed between the store's word and the print, a message is known as sent and was not printed; never the reverse.
    assert set(sent) <= known
    assert len(known) - len(sent) <= 2


def test_a_new_store_may_be_opened_by_many_at_once(tmp_path: Path, keys: Keyring) -> None:
    """One of them makes the tables, the others find them."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store.open(url, keys), range(4)))
    assert [0] * 4 == [store.sent() for store in stores]
    for store in stores:
        store.close()


def test_a_store_that_cannot_be_reached_is_named_without_its_password(tmp_path: Path, keys: Keyring) -> None:
    """A missing folder, or a server that does not answer."""
    urls = [f"sqlite:///{tmp_path / 'none' / 's.db'}", f"postgresql+psycopg://tester:geheim@/x?host={tmp_path}"]
    for url in urls:
        with pytest.raises(UnavailableError, match="does not answer") as caught:
            Store.open(url, keys)
        assert "geheim" not in str(caught.value)


def test_the_files_of_a_store_can_be_read_by_their_owner_alone(tmp_path: Path, keys: Keyring) -> None:
    """The database and its journals have mode 0600."""
    with Store.open(f"sqlite:///{tmp_path / 'private.db'}", keys) as store:
        assert 0 == store.sent()
        modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.glob("private.db*")}
    assert {"private.db": "0o600", "private.db-wal": "0o600", "private.db-shm": "0o600"} == modes


def test_an_error_of_the_database_shows_no_values(store: Store, shop: Shop, keep: Keep) -> None:
    """What could not be written is not printed."""
    keep(shop(1))
    with pytest.raises(IntegrityError) as caught, store._database.writing() as session:
        session.add(CONTACTS, [{"business": "shop-001", "sealed": b"orders@quern001.example"}])
    assert "quern001" not in str(caught.value)
    assert "orders@quern001.example" == store.contact("shop-001").email


def test_nothing_is_written_inside_a_snapshot(store: Store, shop: Shop) -> None:
    """A write that would end up in a reading transaction is a programmer's error."""
    with store.snapshot(), pytest.raises(WiringError, match="reading transaction"):
        store.import_register([shop(1)], register="town", as_of=ON, acquisition="directory")
    assert 0 == store.rows("spring", 1, on=ON).height


def test_a_snapshot_does_not_move(store: Store, url: str, keys: Keyring, shop: Shop, keep: Keep) -> None:
    """What another process writes meanwhile is seen only afterwards."""
    keep(shop(1))
    with Store.open(url, keys) as other:
        with store.snapshot():
            assert 1 == store.rows("spring", 1, on=ON).height
            other.import_register([shop(2)], register="town", as_of=ON, acquisition="directory")
            assert 1 == store.rows("spring", 1, on=ON).height
        assert 2 == store.rows("spring", 1, on=ON).height


def test_a_reader_in_the_way_does_not_stop_an_erasure(
    store: Store, url: str, keys: Keyring, shop: Shop, keep: Keep
) -> None:
    """The caller is told within seconds that old pages are still in use, and the subject is gone all the same."""
    keep(shop(1))
    with Store.open(url, keys) as reader, reader.snapshot():
        assert 1 == reader.rows("spring", 1, on=ON).height
        with pytest.raises(UnavailableError, match="another process still uses"):
            store.forget("shop-001")
        assert 0 == store.rows("spring", 1, on=ON).height
    assert [] == store.forget("shop-001")
