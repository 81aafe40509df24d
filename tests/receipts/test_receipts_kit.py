"""Tests of the kit for ledgers: the log passes it, and each planted fault fails it."""

import pytest

from aboveboard.checks.ledger import check_ledger
from aboveboard.domain.errors import WiringError
from aboveboard.receipts.log import TileLog
from aboveboard.receipts.note import SigningKey

KEY = SigningKey("example.com/receipts", b"\x07" * 32)


def test_the_log_of_receipts_keeps_the_promises_of_a_ledger(tmp_path):
    """The kit finds nothing against the log on disk."""
    check_ledger(lambda: TileLog(tmp_path, key=KEY), lambda log: log.close())


class Reversing(TileLog):
    """Keeps the entries in another order."""

    def append(self, entries):
        return super().append(entries[::-1])


class Miscounting(TileLog):
    """Gives indexes that are one too high."""

    def append(self, entries):
        found = super().append(entries)
        return range(found.start + 1, found.stop + 1)


class Lagging(TileLog):
    """Leaves the checkpoint as it was."""

    def checkpoint(self):
        path = self.folder / "checkpoint"
        return path.read_text() if path.exists() else super().checkpoint()


class Guessing(TileLog):
    """Gives some proof for anything."""

    def prove(self, index):
        return []


@pytest.mark.parametrize("faulty", [Reversing, Miscounting, Lagging, Guessing])
def test_a_faulty_ledger_fails_the_kit(tmp_path, faulty):
    """Each planted fault raises WiringError."""
    with pytest.raises(WiringError):
        check_ledger(lambda: faulty(tmp_path, key=KEY), lambda log: log.close())


def test_a_ledger_that_forgets_fails_the_kit(tmp_path_factory):
    """A ledger that is empty again when reopened raises WiringError."""
    with pytest.raises(WiringError):
        check_ledger(lambda: TileLog(tmp_path_factory.mktemp("log"), key=KEY), lambda log: log.close())
