"""Tests of the outbox: at most once, whole or not at all, and forgotten exactly."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from aboveboard.deliver.outbox import Outbox
from aboveboard.domain.errors import InputError
from aboveboard.domain.sockets import Erasure


def test_a_message_is_put_out_once(tmp_path):
    """The same again changes nothing, other bytes are refused, and a reopened outbox knows what was put."""
    outbox = Outbox(tmp_path)
    path = outbox.put("k7@studio.example", b"mail", subject="p-1")
    assert b"mail" == path.read_bytes()
    again = Outbox(tmp_path)
    assert "k7@studio.example" in again
    assert "k8@studio.example" not in again
    assert path == again.put("k7@studio.example", b"mail", subject="p-1")
    with pytest.raises(InputError, match="other content"):
        again.put("k7@studio.example", b"another", subject="p-1")
    assert b"mail" == path.read_bytes()


def test_an_id_has_one_form_and_one_subject(tmp_path):
    """A mail is not put out as a letter too; a refused put leaves the file to its own subject."""
    outbox = Outbox(tmp_path)
    path = outbox.put("k7@studio.example", b"mail", subject="p-1")
    with pytest.raises(InputError, match="another form"):
        outbox.put("k7@studio.example", b"letter", subject="p-1", suffix=".pdf")
    with pytest.raises(InputError, match="other content"):
        outbox.put("k7@studio.example", b"another", subject="p-2")
    assert Erasure("outbox", 0) == outbox.forget("p-2")
    assert b"mail" == path.read_bytes()
    assert Erasure("outbox", 1) == outbox.forget("p-1")


def test_of_many_writers_one_wins(tmp_path):
    """Eight at once with eight different mails of one id leave exactly one of these, and seven are refused."""

    def put(number):
        try:
            Outbox(tmp_path / "out").put("id", b"%d" % number * 5000, subject=f"p-{number}")
        except InputError:
            return None
        return number

    (tmp_path / "out").mkdir()
    with ThreadPoolExecutor(8) as pool:
        won = [number for number in pool.map(put, range(8)) if number is not None]
    assert [b"%d" % won[0] * 5000] == [path.read_bytes() for path in (tmp_path / "out/sent").iterdir()]
    assert 1 == len(won)


def test_a_crash_leaves_no_half_message(tmp_path, monkeypatch):
    """Ended before the file has its name, nothing is in the outbox, and the message can be put out then."""
    outbox = Outbox(tmp_path)

    def ended(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.hardlink_to", ended)
    with pytest.raises(KeyboardInterrupt):
        outbox.put("id", b"mail", subject="p-1")
    monkeypatch.undo()
    assert b"mail" not in contents(tmp_path)
    assert [] == list((tmp_path / "sent").iterdir())
    assert "id" not in outbox
    assert b"mail" == Outbox(tmp_path).put("id", b"mail", subject="p-1").read_bytes()


def test_what_a_crash_left_of_a_message_is_forgotten_with_its_subject(tmp_path):
    """A process killed amid writing leaves bytes of the message; forgetting its subject takes these too."""
    code = (
        "import pathlib, sys, os\n"
        "from aboveboard.deliver.outbox import Outbox\n"
        "pathlib.Path.hardlink_to = lambda *_: os._exit(9)\n"
        "Outbox(pathlib.Path(sys.argv[1])).put('id', b'to the baker', subject='baker-17')\n"
    )
    assert 9 == subprocess.run([sys.executable, "-c", code, str(tmp_path)]).returncode
    assert b"to the baker" in contents(tmp_path)
    Outbox(tmp_path).forget("baker-17")
    assert b"to the baker" not in contents(tmp_path)


def contents(folder):
    return b"".join(
        str(p.relative_to(folder)).encode() + (p.read_bytes() if p.is_file() else b"") for p in folder.rglob("*")
    )


def test_forgetting_leaves_no_byte_of_the_subject_and_nothing_comes_back(tmp_path):
    """After forgetting, no file or name has the subject or its hash; others stay; a second time removes nothing."""
    outbox = Outbox(tmp_path)
    outbox.put("baker-17.autumn.1", b"to the baker", subject="baker-17")
    outbox.put("baker-17.autumn.2", b"to the baker, as a letter", subject="baker-17", suffix=".pdf")
    other = outbox.put("b1", b"to the plumber", subject="plumber-3")
    named = {path.name for path in (tmp_path / "subjects").iterdir()}
    assert Erasure("outbox", 2) == outbox.forget("baker-17")
    assert Erasure("outbox", 0) == outbox.forget("baker-17")
    assert b"baker" not in contents(tmp_path)
    assert {"baker-17.autumn.1", "b1"} == {name for name in ("baker-17.autumn.1", "b1", "b2") if name in outbox}
    assert 1 == len(named & {path.name for path in (tmp_path / "subjects").iterdir()})
    assert b"to the plumber" == other.read_bytes()
    with pytest.raises(InputError, match="gone since"):
        outbox.put("baker-17.autumn.1", b"to the baker", subject="baker-17")


def test_what_is_older_than_its_period_expires(tmp_path):
    """Files older than the period go and do not come back; younger ones stay; half-written leftovers go too."""
    outbox, now = Outbox(tmp_path, keep=timedelta(days=30)), datetime.now(UTC)
    outbox.put("old", b"old", subject="p-1")
    young = outbox.put("young", b"young", subject="p-1")
    half = next((tmp_path / "subjects").iterdir()) / "x.tmp"
    half.write_bytes(b"half")
    long_ago = (now - timedelta(days=31)).timestamp()
    for path in (half, half.with_name("old.eml")):
        os.utime(path, (long_ago, long_ago))
    assert Erasure("outbox", 1) == outbox.expire(now)
    assert [young] == list((tmp_path / "sent").iterdir())
    assert not half.exists()
    assert "old" in outbox
    with pytest.raises(InputError, match="gone since"):
        outbox.put("old", b"old", subject="p-1")
    assert Erasure("outbox", 0) == outbox.expire(now)


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "a\\b", ".hidden", "a\n", "x" * 201, "a b"])
def test_an_id_that_is_no_plain_name_is_refused(tmp_path, name):
    """No id leads out of the folder."""
    with pytest.raises(InputError, match="message id"):
        Outbox(tmp_path).put(name, b"mail", subject="p-1")
    with pytest.raises(InputError, match="message id"):
        Outbox(tmp_path).put("a", b"mail", subject="p-1", suffix=".exe")
