"""The outbox: finished messages as files, each put there at most once and whole."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from aboveboard.domain.errors import InputError
from aboveboard.domain.sockets import Erasure, SubjectId

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,199}\Z")
_SUFFIXES: Final = (".eml", ".pdf")


class Outbox:
    """Files below one folder, named by message id; a Keeper.

    `sent/` has the files, `subjects/` an empty file for each of them below its subject's hash, and `gone/` an empty
    file for each message that was erased or has expired, named by its id's hash, so that it is never put out again.
    Crash at any instant: a message is there whole or not at all.
    """

    name = "outbox"

    def __init__(self, folder: Path, *, keep: timedelta = timedelta(days=30)) -> None:
        self.folder, self._keep = folder, keep
        self._sent, self._subjects, self._gone = folder / "sent", folder / "subjects", folder / "gone"
        for part in (self._sent, self._subjects, self._gone):
            part.mkdir(parents=True, exist_ok=True)

    def put(self, message_id: str, data: bytes, *, subject: SubjectId, suffix: str = ".eml") -> Path:
        """The file of the message, which is on the disk. The same id with the same bytes again changes nothing.

        Raises InputError for the same id with other bytes, and for one that was erased or has expired since.
        """
        if not _ID.match(message_id) or suffix not in _SUFFIXES:
            raise InputError("a message id has letters, digits and . _ @ + - only", remedy="such as k7-x@example.com")
        path = self._sent / f"{message_id}{suffix}"
        index = self._subjects / _hashed(subject) / path.name
        part = index.with_name(f"{secrets.token_hex(8)}.tmp")  # what a crash leaves of it goes with its subject
        index.parent.mkdir(exist_ok=True)
        fresh = not index.exists()
        index.touch()
        _sync_folders(index.parent, self._subjects)
        try:
            _write_synced(part, data)
            self._place(part, path)
        except InputError:
            if fresh:
                index.unlink()
            raise
        finally:
            part.unlink(missing_ok=True)
        return path

    def _place(self, part: Path, path: Path) -> None:
        """The whole file stands under its name, unless something stood there before; two writers cannot both win."""
        others = [path.with_suffix(suffix) for suffix in _SUFFIXES if suffix != path.suffix]
        if self._mark(path.name).exists():
            raise InputError(f"the message {path.name} was put out before and is gone since; it is not put out again")
        if any(other.exists() for other in others):
            raise InputError(f"the message {path.name} was put out before, in another form")
        try:
            path.hardlink_to(part)
        except FileExistsError:
            if path.read_bytes() != part.read_bytes():
                raise InputError(f"the message {path.name} was put out before, with other content") from None
        _sync_folders(self._sent)

    def __contains__(self, message_id: str) -> bool:
        """True if a message of this id was ever put out."""
        names = [message_id + suffix for suffix in _SUFFIXES]
        return self._mark(names[0]).exists() or any((self._sent / name).exists() for name in names)

    def forget(self, subject: SubjectId) -> Erasure:
        """No file of the subject's is left, nor the hash of its name; calling it again removes nothing."""
        index = self._subjects / _hashed(subject)
        removed = sum(self._remove(entry.name) for entry in sorted(index.iterdir())) if index.exists() else 0
        if index.exists():
            shutil.rmtree(index)
        _sync_folders(self._subjects)
        return Erasure(self.name, removed)

    def take_back(self, message_id: str, *, subject: SubjectId) -> int:
        """This one message is gone, and is never put out again; 1 if it was there."""
        index = self._subjects / _hashed(subject)
        names = [message_id + suffix for suffix in _SUFFIXES]
        removed = sum(self._remove(name) for name in names)
        for name in names:
            (index / name).unlink(missing_ok=True)
        return removed

    def names(self, kind: str) -> list[str]:
        """The ids of the messages that are there whose id has `.kind-` in it, in order."""
        return sorted(path.stem for path in self._sent.glob(f"*.{kind}-*"))

    def expire(self, now: datetime) -> Erasure:
        """No file, whole or half written, is older than the period."""
        oldest = (now - self._keep).timestamp()
        removed = 0
        for entry in sorted(self._subjects.glob("*/*")):
            if entry.stat().st_mtime < oldest:
                removed += self._remove(entry.name)
                entry.unlink()
        for index in self._subjects.iterdir():
            if not any(index.iterdir()):
                index.rmdir()
        return Erasure(self.name, removed)

    def _mark(self, name: str) -> Path:
        """Where it is written that the message of this file name is gone; the id itself is not kept."""
        return self._gone / _hashed(Path(name).stem)

    def _remove(self, name: str) -> int:
        """1 if there was such a file; it is marked as gone before it goes, so that a crash cannot let it out again."""
        if not (self._sent / name).exists():
            return 0
        _write_synced(self._mark(name), b"")
        _sync_folders(self._gone)
        (self._sent / name).unlink()
        _sync_folders(self._sent)
        return 1


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folders(*folders: Path) -> None:
    """The names in the folders are on the disk itself; Windows does this by itself."""
    for folder in folders if os.name != "nt" else ():
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
