"""Tests of the room's doors."""

import json
import shutil

import pytest

from aboveboard.domain.errors import InputError
from aboveboard.receipts.door import check, verify_log
from aboveboard.receipts.note import SigningKey


@pytest.mark.shared
@pytest.mark.parametrize("name", ["inclusion.jsonl", "consistency.jsonl"])
def test_published_vectors_agree_at_the_door(shared, name):
    """Each published vector, given as the door takes it, is answered as its authors say."""
    rows = [
        json.loads(line) for line in (shared / "data" / "merkle_vectors" / "public" / name).read_text().splitlines()
    ]
    assert len(rows) > 50
    for number, row in enumerate(rows):
        record = {key: value for key, value in row.items() if key not in ("desc", "wantErr", "file")}
        assert {"id": str(number), "ok": not row["wantErr"]} == check(record | {"id": str(number)})


@pytest.mark.parametrize(
    "value", [None, "", "AAA", "not base64!", 7, -1, 1.5, True, 2**64, [], {}, ["AA=="], [None], [[]]]
)
def test_malformed_values_answer_no(value):
    """Null, empty, oversized or foreign values in any place are no error and no proof."""
    leaf = "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="
    inclusion = {"id": "a", "leafIdx": 0, "treeSize": 1, "root": leaf, "leafHash": leaf, "proof": []}
    consistency = {"id": "a", "size1": 1, "size2": 1, "root1": leaf, "root2": leaf, "proof": []}
    for sound in (inclusion, consistency):
        assert check(sound)["ok"]
        for key in sound.keys() - {"id"}:
            same = value == sound[key] and type(value) is type(sound[key])
            empty = key == "proof" and value in (None, [])
            assert (same or empty) == check(sound | {key: value})["ok"], key


def test_unknown_and_missing_keys_are_refused():
    """A misspelt key is named with the nearest one, and a missing one is named."""
    with pytest.raises(InputError, match="did you mean 'leafHash'"):
        check({"id": "a", "leafIdx": 0, "treeSize": 1, "root": "", "leafhash": "", "proof": []})
    with pytest.raises(InputError, match="'root2' is missing"):
        check({"id": "a", "size1": 0, "size2": 1, "root1": "", "proof": []})
    with pytest.raises(InputError, match="id"):
        check({"id": 7})


@pytest.mark.shared
def test_a_log_that_others_wrote_verifies(shared, tmp_path):
    """The published example log verifies with its key, fails with another, and fails once an entry is changed."""
    folder = tmp_path / "log"
    shutil.copytree(shared / "data" / "merkle_vectors" / "tlog_tiles_example", folder, copy_function=shutil.copyfile)
    report = verify_log(folder, (folder / "VKEY.txt").read_text())
    assert {
        "size": 15,
        "root": "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=",
        "signatures": [{"key": "example.com/log/testdata+33d7b496", "ok": True}],
        "entries_checked": 15,
        "ok": True,
        "problem": None,
    } == report
    assert not verify_log(folder, str(SigningKey.generate("example.com/log/testdata").verifier))["ok"]
    for path in (folder / "tile").rglob("*"):
        path.chmod(0o755)
    bundle = folder / "tile/entries/000.p/15"
    bundle.write_bytes(bundle.read_bytes().replace(b"three", b"throe"))
    report = verify_log(folder)
    assert (False, 0) == (report["ok"], report["entries_checked"])
    assert "tile/entries/000.p/15: entry 2 is not the one that its tile holds" == report["problem"]


@pytest.mark.shared
def test_every_state_of_the_published_log_verifies(shared, tmp_path):
    """Each of its sixteen checkpoints, from no entry to fifteen, verifies over the same tiles."""
    source = shared / "data" / "merkle_vectors" / "tlog_tiles_example"
    for size in range(16):
        folder = tmp_path / str(size)
        folder.mkdir()
        (folder / "tile").symlink_to(source / "tile")
        shutil.copyfile(source / f"checkpoint.{size}", folder / "checkpoint")
        report = verify_log(folder, (source / "VKEY.txt").read_text())
        assert (True, size) == (report["ok"], report["entries_checked"])


def test_what_is_no_log_is_refused_and_what_is_no_checkpoint_reported(tmp_path):
    """A folder without checkpoint or a malformed key raises InputError; an unreadable checkpoint is a finding."""
    with pytest.raises(InputError, match="no checkpoint"):
        verify_log(tmp_path)
    (tmp_path / "checkpoint").write_bytes(b"\xff")
    assert "cannot be read" in verify_log(tmp_path)["problem"]
    with pytest.raises(InputError, match="base64"):
        verify_log(tmp_path, "a+00000000+!")


def test_without_any_key_signatures_are_not_judged(tmp_path):
    """With no key at hand a signature is neither sound nor broken, and the tree alone is judged."""
    key = SigningKey.generate("example.com/a")
    (tmp_path / "checkpoint").write_text(key.sign("example.com/a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"))
    report = verify_log(tmp_path)
    assert [{"key": f"example.com/a+{key.verifier.id.hex()}", "ok": None}] == report["signatures"]
    assert report["ok"]
