"""Forgetting is exact, and anyone can check what is left."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from aboveboard.campaign.artefacts import RunFolder
from aboveboard.campaign.errands import forget
from aboveboard.campaign.files import read_register
from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.report import render_report
from aboveboard.campaign.run import RunResult, open_store, run_campaign
from aboveboard.domain.legal_form import is_subject

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def files_with(folder: Path, words: list[bytes]) -> list[str]:
    """The files below a folder whose bytes, or whose names, have one of the words."""
    return [
        f"{path.relative_to(folder)}: {word.decode()}"
        for path in sorted(folder.rglob("*"))
        for word in words
        if word in path.name.encode() or (path.is_file() and word in path.read_bytes())
    ]


def test_after_an_erasure_no_byte_names_a_subject(
    example: Path, tmp_path: Path, signed: Callable[[Home], Home]
) -> None:
    """A sole trader who was written to and is erased is in no file: store, outbox, report, ledger or log."""
    material = read_material(example)
    home = signed(Home(tmp_path / "home"))
    result = run_campaign(material, home, now=NOW, send=True)
    RunFolder(home.runs).write(result.run_id, render_report(result), {"run": result.run_id})
    register = {row["id"]: row for row in read_register(example.parent / material.settings.data.register_file)}
    queued = result.frame.filter(result.frame["state"] == "queued")
    business = next(
        row["business"]
        for row in queued.iter_rows(named=True)
        if is_subject(register[row["business"]]["legal_form"]) and row["channel"] == "email"
    )
    entry = register[business]
    own = [entry[key] for key in ("name", "email", "street", "website", "telephone", "register_number") if entry[key]]
    words = [str(word).encode() for word in own] + [f'"{business}"'.encode(), f"--b:{business}-".encode()]
    before = files_with(home.folder, words)
    forget(example, home.folder, business)

    assert before, "the test has to find something before it can find nothing"
    assert [] == files_with(home.folder, words)
    with pytest.raises(Exception, match="no such business"):
        forget(example, home.folder, business)


def test_an_erased_subject_does_not_come_back(example: Path, tmp_path: Path) -> None:
    """A subject that was erased is refused at the next import of the same register, and no row or message is made."""
    material = read_material(example)
    home = Home(tmp_path / "home")
    first = run_campaign(material, home, now=NOW)
    register = read_register(example.parent / material.settings.data.register_file)
    business = next(str(row["id"]) for row in register if row["legal_form"] == "sole_trader" and row["email"])
    forget(example, home.folder, business)
    second = run_campaign(material, home, now=NOW)

    assert business in first.frame["business"].to_list()
    assert business not in second.frame["business"].to_list()


# Promise 10, by a verifier that shares no code with the project: hashes, the tree of RFC 9162, the signed note.


def leaf(data: bytes) -> bytes:
    """RFC 9162, section 2.1.1: the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def included(index: int, size: int, proof: list[bytes], start: bytes, root: bytes) -> bool:
    """RFC 9162, section 2.1.3.2: the inclusion proof leads from the leaf's hash to the root."""
    fn, sn, found = index, size - 1, start
    for step in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = hashlib.sha256(b"\x01" + step + found).digest()
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + step).digest()
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def signed(note: str, vkey: str) -> bool:
    """C2SP signed-note: the text is signed with Ed25519 by the key."""
    text, _, signatures = note.rpartition("\n\n")
    name, _, rest = vkey.partition("+")
    key = base64.b64decode(rest.partition("+")[2])[1:]
    for line in signatures.strip().splitlines():
        _, signer, signature = line.split(" ")
        if signer == name:
            try:
                Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(signature)[4:], f"{text}\n".encode())
            except InvalidSignature:
                return False
            return True
    return False


def test_anyone_can_check_a_receipt(example_run: RunResult, example_home: Home) -> None:
    """Each receipt of the run, with its salt and proof, leads to the signed checkpoint; a changed one does not."""
    from aboveboard.receipts.published import PublishedLog

    log = PublishedLog.read(example_home.ledger)
    lines = example_run.checkpoint.splitlines()
    size, root = int(lines[1]), base64.b64decode(lines[2])
    with open_store(example_home, existing=True) as store:
        kept = {row: store.receipt(row) for row in example_run.frame["row"]}
    for receipt in kept.values():
        assert receipt is not None
        entry = b"\x01" + hmac.digest(receipt.salt, receipt.body, "sha256")
        proof = log.prove(receipt.index)
        other = b"\x01" + hmac.digest(receipt.salt, receipt.body.replace(b"withheld", b"queued  "), "sha256")

        assert included(receipt.index, size, proof, leaf(entry), root)
        assert entry == other or not included(receipt.index, size, proof, leaf(other), root)
    assert signed(example_run.checkpoint, example_run.vkey)
    assert not signed(example_run.checkpoint.replace(f"\n{size}\n", f"\n{size + 1}\n"), example_run.vkey)


def test_a_receipt_names_nobody(example_run: RunResult) -> None:
    """A receipt's body has a pseudonym and no business's name, id or website."""
    for row in example_run.frame.iter_rows(named=True):
        body = row["receipt"].decode()

        assert row["name"] not in body
        assert f'"{row["business"]}"' not in body
        assert "://" not in body
        assert json.loads(body)["who"] == row["subject"]
