"""The room's doors: proofs and logs of anyone, checked."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypedDict

from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.kernel.merkle import verify_consistency, verify_inclusion
from aboveboard.receipts.checkpoint import Checkpoint
from aboveboard.receipts.inspection import Inspection
from aboveboard.receipts.log import CHECKPOINT, VKEY
from aboveboard.receipts.note import Note, Signature, VerifierKey
from aboveboard.receipts.tiles import Tiles

_INCLUSION: Final = frozenset({"leafIdx", "treeSize", "root", "leafHash", "proof"})
_CONSISTENCY: Final = frozenset({"size1", "size2", "root1", "root2", "proof"})
_MAX_SIZE: Final = 2**63 - 1
_MAX_PROOF: Final = 128


class Checked(TypedDict):
    """The answer of `receipts check`."""

    id: str | None
    ok: bool


class SignatureReport(TypedDict):
    """One signature of a checkpoint; `ok` is None when no key was at hand to check it with."""

    key: str
    ok: bool | None


class LogReport(TypedDict):
    """The answer of `receipts verify`; `problem` says in words what is wrong, or is None."""

    size: int
    root: str
    signatures: list[SignatureReport]
    entries_checked: int
    ok: bool
    problem: str | None


class _MalformedError(Exception):
    """A value that no sound proof has."""


def check(record: Mapping[str, object]) -> Checked:
    """Whether an inclusion or a consistency proof holds; malformed values answer no, unknown keys raise InputError."""
    name = record.get("id")
    if name is not None and not isinstance(name, str):
        raise InputError("id has to be a string")
    given = record.keys() - {"id"}
    wanted = _CONSISTENCY if given & (_CONSISTENCY - _INCLUSION) else _INCLUSION
    for key in sorted(given - wanted):
        raise InputError(f"unknown key {key!r}", remedy=did_you_mean(key, wanted))
    for key in sorted(wanted - given - {"proof"}):
        raise InputError(f"the key {key!r} is missing")
    holds = _consistency_holds if wanted is _CONSISTENCY else _inclusion_holds
    try:
        return {"id": name, "ok": holds(record)}
    except _MalformedError:
        return {"id": name, "ok": False}


def _inclusion_holds(record: Mapping[str, object]) -> bool:
    index, size = _size(record["leafIdx"]), _size(record["treeSize"])
    return verify_inclusion(index, size, _bytes(record["leafHash"]), _proof(record), _bytes(record["root"]))


def _consistency_holds(record: Mapping[str, object]) -> bool:
    old, new = _size(record["size1"]), _size(record["size2"])
    return verify_consistency(old, new, _bytes(record["root1"]), _bytes(record["root2"]), _proof(record))


def _size(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_SIZE:
        return value
    raise _MalformedError


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise _MalformedError
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _MalformedError from error


def _proof(record: Mapping[str, object]) -> list[bytes]:
    """The hashes of the proof; null is an empty one."""
    value = record.get("proof")
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > _MAX_PROOF:
        raise _MalformedError
    return [_bytes(item) for item in value]


def verify_log(folder: Path, vkey: str | None = None) -> LogReport:
    """What a log on disk is worth: its checkpoint's signatures, and each entry and tile hashed anew.

    Without `vkey` the key beside the log is taken, if there is one: it tells damage, but not who signed. Raises
    InputError if there is no log or the key is malformed; a damaged log is reported, not raised.
    """
    if not (folder / CHECKPOINT).is_file():
        raise InputError("there is no checkpoint in this folder", place=folder.name)
    key = _key(folder, vkey)
    report: LogReport = {"size": 0, "root": "", "signatures": [], "entries_checked": 0, "ok": False, "problem": None}
    try:
        note = Note.parse((folder / CHECKPOINT).read_bytes().decode())
        checkpoint = Checkpoint.of(note)
    except (InputError, UnicodeDecodeError) as error:
        return {**report, "problem": f"the checkpoint cannot be read: {error}"}
    report["size"], report["root"] = checkpoint.size, base64.b64encode(checkpoint.root).decode()
    report["signatures"] = [_signature(note, one, key) for one in note.signatures]
    inspection = Inspection(Tiles(folder), checkpoint)
    report["entries_checked"] = inspection.entries
    report["problem"] = inspection.problem or _signature_problem(note, checkpoint, key)
    report["ok"] = report["problem"] is None
    return report


def _key(folder: Path, vkey: str | None) -> VerifierKey | None:
    if vkey is None and (folder / VKEY).is_file():
        vkey = (folder / VKEY).read_text()
    return None if vkey is None else VerifierKey.parse(vkey)


def _signature(note: Note, one: Signature, key: VerifierKey | None) -> SignatureReport:
    """A signature of an unknown key is not checked: it may be a witness's."""
    known = key is not None and (one.name, one.key_id) == (key.name, key.id)
    ok = key.verifies(note.text, one.value) if key is not None and known else None
    return {"key": f"{one.name}+{one.key_id.hex()}", "ok": ok}


def _signature_problem(note: Note, checkpoint: Checkpoint, key: VerifierKey | None) -> str | None:
    if key is None:
        return None
    if not note.is_signed_by(key):
        return f"the checkpoint is not signed by {key.name}"
    return None if checkpoint.origin == key.name else f"the checkpoint is of {checkpoint.origin}, not of {key.name}"
