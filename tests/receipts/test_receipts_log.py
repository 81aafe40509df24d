"""Tests of the log: its files, its proofs, and what a crash or a hand on the disk does to it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.kernel.merkle import Tree, leaf_hash, verify_consistency, verify_inclusion
from aboveboard.receipts.checkpoint import Checkpoint
from aboveboard.receipts.door import verify_log
from aboveboard.receipts.keys import open_log
from aboveboard.receipts.leaf import commit
from aboveboard.receipts.log import TileLog
from aboveboard.receipts.note import Note, SigningKey
from aboveboard.receipts.published import PublishedLog
from aboveboard.receipts.receipt import verify_receipt
from aboveboard.receipts.tiles import tile_path

KEY = SigningKey("example.com/receipts", b"\x07" * 32)
VKEY = str(KEY.verifier)


def entries(start, end):
    return [b"entry %d" % number for number in range(start, end)]


def filled(folder, size):
    """A closed log of `size` entries with its checkpoint."""
    with TileLog(folder, key=KEY) as log:
        log.append(entries(0, size))
        log.checkpoint()
    return folder


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=5), st.booleans())
def test_a_log_in_any_batches_reopened_or_not_is_the_tree_of_its_entries(tmp_path_factory, batches, reopen):
    """Whatever the batches, root, proofs and files are those of the plain tree, and the whole log verifies."""
    folder = tmp_path_factory.mktemp("log")
    log, size = TileLog(folder, key=KEY), 0
    for count in batches:
        assert range(size, size + count) == log.append(entries(size, size + count))
        size += count
        if reopen:
            log.close()
            log = TileLog(folder, key=KEY)
    stated = Checkpoint.of(Note.parse(log.checkpoint()))
    tree = Tree(entries(0, size))
    assert (size, tree.root()) == (stated.size, stated.root)
    for index in {0, size // 2, size - 1} - {-1} if size else ():
        assert tree.inclusion_proof(index) == log.prove(index)
    log.close()
    report = verify_log(folder, VKEY)
    assert (True, size, size) == (report["ok"], report["size"], report["entries_checked"])


def test_a_log_of_three_levels_proves_and_verifies(tmp_path):
    """Beyond 65,536 entries a third level of tiles begins, and any entry and any beginning is still proved."""
    size = 256 * 256 + 300
    with TileLog(tmp_path, key=KEY) as log:
        log.append(entries(0, size))
        root = Checkpoint.of(Note.parse(log.checkpoint())).root
        for index in (0, 255, 256, 65_535, 65_536, size - 1):
            assert verify_inclusion(index, size, leaf_hash(b"entry %d" % index), log.prove(index), root)
        for old in (1, 255, 256, 65_536, 65_537):
            assert verify_consistency(old, size, Tree(entries(0, old)).root(), root, log.consistency(old, size))
    assert (tmp_path / "tile/2/000.p/1").stat().st_size == 32
    assert verify_log(tmp_path)["ok"]


def test_tiles_lie_where_c2sp_says():
    """Numbers are written in groups of three digits, all but the last after an x."""
    assert "tile/0/x001/x234/067" == tile_path(0, 1_234_067)
    assert "tile/entries/000.p/5" == tile_path("entries", 0, 5)
    assert "tile/63/x999/000" == tile_path(63, 999_000)


def test_a_receipt_verifies_offline_and_any_other_does_not(tmp_path):
    """Body, salt, proof and checkpoint together show a receipt; with any one of another it does not hold."""
    bodies, salts = [b"body %d" % n for n in range(9)], [bytes([n]) * 32 for n in range(9)]
    with TileLog(tmp_path, key=KEY) as log:
        log.append([commit(body, salt) for body, salt in zip(bodies, salts, strict=True)])
        note = log.checkpoint()
        proof = log.prove(4)
        other = log.prove(5)
    sound = {"index": 4, "proof": proof, "checkpoint": note, "vkey": VKEY}
    assert verify_receipt(bodies[4], salts[4], **sound)
    assert not verify_receipt(bodies[5], salts[4], **sound)
    assert not verify_receipt(bodies[4], salts[5], **sound)
    assert not verify_receipt(bodies[4], b"short", **sound)
    foreign = str(SigningKey("example.com/receipts", b"\x08" * 32).verifier)
    for change in (
        {"index": 5},
        {"proof": other},
        {"checkpoint": note.replace("9", "8", 1)},
        {"checkpoint": ""},
        {"vkey": foreign},
    ):
        assert not verify_receipt(bodies[4], salts[4], **(sound | change))


def test_two_writers_are_refused(tmp_path):
    """While one has the log open, another gets a LedgerError, in this process or in another."""
    code = (
        "import sys,pathlib;from aboveboard.receipts.log import TileLog\n"
        "from aboveboard.receipts.note import SigningKey\n"
        f"TileLog(pathlib.Path(sys.argv[1]), key=SigningKey('{KEY.name}', b'\\x07' * 32))"
    )
    with TileLog(tmp_path, key=KEY):
        with pytest.raises(LedgerError, match="another process"):
            TileLog(tmp_path, key=KEY)
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
        assert "another process writes the log" in done.stderr
    TileLog(tmp_path, key=KEY).close()


def test_the_key_is_made_once_and_never_anew(tmp_path):
    """An empty folder gets a key that only its owner reads; a log without its own key raises LedgerError."""
    folder, key_file = tmp_path / "log", tmp_path / "keys" / "log.key"
    with open_log(folder, key_file=key_file, origin="example.com/a") as log:
        log.append([b"x"])
    assert 0o600 == key_file.stat().st_mode & 0o777
    open_log(folder, key_file=key_file, origin="example.com/a").close()
    with pytest.raises(LedgerError, match="is the key of"):
        open_log(folder, key_file=key_file, origin="example.com/b")
    with pytest.raises(LedgerError, match="another key"):
        TileLog(folder, key=KEY)
    secret = key_file.read_text()
    key_file.write_text(secret[:-9])
    with pytest.raises(LedgerError, match="cannot be used"):
        open_log(folder, key_file=key_file, origin="example.com/a")
    key_file.unlink()
    with pytest.raises(LedgerError, match="no signing key"):
        open_log(folder, key_file=key_file, origin="example.com/a")
    assert not key_file.exists()
    with pytest.raises(InputError, match="published"):
        open_log(folder, key_file=folder / "key", origin="example.com/a")


def test_of_many_processes_that_make_a_key_one_makes_it(tmp_path):
    """Openers of a new log at the same instant end with one key in the file, and a log that it signs."""

    def attempt(_):
        try:
            open_log(tmp_path / "log", key_file=tmp_path / "key", origin="example.com/a").close()
        except LedgerError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert any(pool.map(attempt, range(8)))
    with open_log(tmp_path / "log", key_file=tmp_path / "key", origin="example.com/a") as log:
        log.append([b"x"])
        assert Note.parse(log.checkpoint()).is_signed_by(SigningKey.parse((tmp_path / "key").read_text()).verifier)
    assert {"key", "log"} == {path.name for path in tmp_path.iterdir()}


class Killed(BaseException):
    """The end of a process, at any instant."""


@pytest.mark.parametrize("survives", range(9))
def test_killed_at_any_write_the_log_goes_on(tmp_path, monkeypatch, survives):
    """Ended at any one of its files, a log reopens with all it promised, and the same entries can be appended."""
    filled(tmp_path, 300)
    named = []
    real = Path.replace

    def replace(self, target):
        if len(named) == survives:
            self.write_bytes(self.read_bytes()[:7])
            raise Killed
        named.append(target)
        return real(self, target)

    log = TileLog(tmp_path, key=KEY)
    promised = 300
    monkeypatch.setattr(Path, "replace", replace)
    try:
        promised = log.append(entries(300, 800)).stop
        log.checkpoint()
    except Killed:
        pass
    monkeypatch.undo()
    log.close()
    with TileLog(tmp_path, key=KEY) as again:
        assert promised <= len(again)
        assert len(again) in {300, 800}
        again.append(entries(len(again), 1000))
        assert Tree(entries(0, 1000)).root() == Checkpoint.of(Note.parse(again.checkpoint())).root
    assert verify_log(tmp_path, VKEY)["ok"]


def test_a_log_killed_for_real_goes_on(tmp_path):
    """A process killed amid appends leaves a log that holds every batch it reported, and verifies."""
    code = (
        "import sys,pathlib;from aboveboard.receipts.log import TileLog\n"
        "from aboveboard.receipts.note import SigningKey\n"
        f"log = TileLog(pathlib.Path(sys.argv[1]), key=SigningKey('{KEY.name}', b'\\x07' * 32))\n"
        "while True:\n"
        "    log.append([b'entry %d' % n for n in range(len(log), len(log) + 70)]); log.checkpoint()\n"
        "    print(len(log), flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    reported = [int(child.stdout.readline()) for _ in range(12)][-1]
    child.kill()
    child.communicate()
    with TileLog(tmp_path, key=KEY) as log:
        size = len(log)
        assert reported <= size
        assert Tree(entries(0, size)).root() == Checkpoint.of(Note.parse(log.checkpoint())).root
    assert verify_log(tmp_path, VKEY)["ok"]


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and ".state" not in path.parts)


def test_any_flipped_bit_in_a_published_file_is_found(tmp_path):
    """Wherever a bit of tile, bundle or checkpoint is flipped, the log no longer verifies, and the report says why."""
    filled(tmp_path, 600)
    needed = [path for path in files(tmp_path) if path.name != "VKEY.txt"]
    assert 8 == len(needed)
    for path in needed:
        sound = path.read_bytes()
        for place in (0, len(sound) // 2, len(sound) - 1):
            path.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
            report = verify_log(tmp_path, VKEY)
            assert not report["ok"], (path, place)
            assert report["problem"]
        path.write_bytes(sound)
    assert verify_log(tmp_path, VKEY)["ok"]


@pytest.mark.parametrize("name", ["tile/0/001", "tile/entries/000", "tile/entries/002.p/88", "tile/1/000.p/2"])
def test_a_truncated_or_missing_tile_is_named(tmp_path, name):
    """The report names the file that was cut short or is gone."""
    path = filled(tmp_path, 600) / name
    path.write_bytes(path.read_bytes()[:-1])
    assert f"{name} is cut short" in verify_log(tmp_path)["problem"]
    path.unlink()
    assert f"{name} is missing from the log" == verify_log(tmp_path)["problem"]


def test_a_damaged_log_is_not_written_on(tmp_path):
    """A writer opens no log whose edge, state or checkpoint does not fit; it raises LedgerError and changes nothing."""
    filled(tmp_path, 300)
    for name in ("tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1", ".state/size", "checkpoint"):
        path = tmp_path / name
        sound = path.read_bytes()
        path.write_bytes(sound[:20] + bytes([sound[20] ^ 1]) + sound[21:])
        with pytest.raises(LedgerError):
            TileLog(tmp_path, key=KEY)
        path.unlink()
        if name != "checkpoint":
            with pytest.raises(LedgerError):
                TileLog(tmp_path, key=KEY)
        path.write_bytes(sound)
    TileLog(tmp_path, key=KEY).close()


def test_an_old_copy_does_not_go_on_beside_a_newer_checkpoint(tmp_path):
    """A state restored from before a published checkpoint raises LedgerError: its next entries would fork the log."""
    filled(tmp_path, 300)
    old = (tmp_path / ".state/size").read_bytes()
    with TileLog(tmp_path, key=KEY) as log:
        log.append(entries(300, 310))
        log.checkpoint()
    (tmp_path / ".state/size").write_bytes(old)
    with pytest.raises(LedgerError, match="an old copy must not go on"):
        TileLog(tmp_path, key=KEY)


def test_what_is_not_covered_has_no_proof(tmp_path):
    """An entry beyond the last checkpoint, or a size that never was, raises InputError."""
    with TileLog(tmp_path, key=KEY) as log:
        log.append(entries(0, 3))
        with pytest.raises(InputError, match="checkpoint first"):
            log.prove(0)
        log.checkpoint()
        log.append(entries(3, 5))
        for ask in (
            lambda: log.prove(3),
            lambda: log.prove(-1),
            lambda: log.consistency(0, 3),
            lambda: log.consistency(4, 6),
        ):
            with pytest.raises(InputError):
                ask()
        with pytest.raises(InputError, match="65535"):
            log.append([b"", bytes(65_536)])
        assert 5 == len(log)


def test_readers_need_neither_key_nor_lock(tmp_path):
    """While the log is written, its readers get entries and proofs of what was published when they began."""
    with pytest.raises(LedgerError, match="nothing yet"):
        PublishedLog.read(tmp_path)
    with TileLog(tmp_path, key=KEY) as log:
        log.append(entries(0, 300))
        log.checkpoint()
        read = PublishedLog.read(tmp_path)
        log.append(entries(300, 600))
        log.checkpoint()
        assert (300, VKEY) == (read.size, read.vkey)
        assert [b"entry 0", b"entry 299"] == [read.entry(0), read.entry(299)]
        tree = Tree(entries(0, 600))
        assert tree.inclusion_proof(299, 300) == read.prove(299)
        assert tree.consistency_proof(7, 300) == read.consistency(7)
        assert 600 == PublishedLog.read(tmp_path).size
        for ask in (lambda: read.prove(300), lambda: read.entry(-1), lambda: read.consistency(301)):
            with pytest.raises(InputError):
                ask()
    (tmp_path / "checkpoint").write_text("x")
    with pytest.raises(LedgerError, match="cannot be read"):
        PublishedLog.read(tmp_path)


def test_a_full_tile_takes_the_place_of_its_partial_ones(tmp_path):
    """Partial tiles are gone once the full one stands; a proof at an older checkpoint is read from it."""
    with TileLog(tmp_path, key=KEY) as log:
        log.append(entries(0, 200))
        log.checkpoint()
        log.append(entries(200, 256))
        assert Tree(entries(0, 200)).inclusion_proof(7) == log.prove(7)
    assert not [path for path in files(tmp_path) if "000.p" in str(path) and "tile/1" not in str(path)]
    assert verify_log(tmp_path, VKEY)["ok"]
