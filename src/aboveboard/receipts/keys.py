"""The signing key of a log on disk: made once, beside an empty log, and never anew."""

from __future__ import annotations

import os
from pathlib import Path

from aboveboard.domain.errors import InputError, LedgerError
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
        return TileLog(folder, key=_read(key_file, origin))
    if folder.exists() and any(folder.iterdir()):
        raise LedgerError(f"the log {folder.name} has no signing key: restore {key_file.name}")
    key = SigningKey.generate(origin)
    key_file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return TileLog(folder, key=key)


def _read(key_file: Path, origin: str) -> SigningKey:
    try:
        key = SigningKey.parse(key_file.read_text())
    except InputError as error:
        raise LedgerError(f"{key_file.name} cannot be used: {error}") from error
    if key.name != origin:
        raise LedgerError(f"{key_file.name} is the key of {key.name}, not of {origin}")
    return key
