"""Signing keys on disk: made once and never replaced; that of a log beside an empty log alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.receipts.disk import sync_folder
from aboveboard.receipts.log import TileLog
from aboveboard.receipts.note import SigningKey


def open_log(folder: Path, *, key_file: Path, origin: str) -> TileLog:
    """The log below `folder`, signed with the key in `key_file`.

    A key is made only where there is neither a key nor a log: a log whose key is missing raises LedgerError, as a new
    key would let anyone pass off another log for it. `origin` names the log, such as `example.com/receipts`.
    """
    if key_file.resolve().is_relative_to(folder.resolve()):
        raise InputError("the signing key must not lie in the log's folder, which is published")
    if key_file.exists():
        return TileLog(folder, key=_own(key_file, origin))
    if folder.exists() and any(folder.iterdir()):
        raise LedgerError(f"the log {folder.name} has no signing key: restore {key_file.name}")
    return TileLog(folder, key=make_key(key_file, origin))


def make_key(key_file: Path, name: str) -> SigningKey:
    """A new key of this name, in a file that only its owner reads, on the disk itself; none is ever replaced."""
    key = SigningKey.generate(name)
    key_file.parent.mkdir(parents=True, exist_ok=True)
    part = key_file.with_name(f"{key_file.name}.{secrets.token_hex(8)}.tmp")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.text + "\n")
            file.flush()
            os.fsync(file.fileno())
        key_file.hardlink_to(part)
    except FileExistsError as error:
        raise LedgerError(f"another process made {key_file.name} at the same time; open the log again") from error
    finally:
        part.unlink(missing_ok=True)
    sync_folder(key_file.parent)
    return key


def read_key(key_file: Path) -> SigningKey:
    """The key of a file; LedgerError for one that is none or damaged."""
    try:
        return SigningKey.parse(key_file.read_text())
    except InputError as error:
        raise LedgerError(f"{key_file.name} cannot be used: {error}") from error


def _own(key_file: Path, origin: str) -> SigningKey:
    key = read_key(key_file)
    if key.name != origin:
        raise LedgerError(f"{key_file.name} is the key of {key.name}, not of {origin}")
    return key
