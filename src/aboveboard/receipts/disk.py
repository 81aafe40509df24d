"""Files that are whole or absent after a crash, and the lock that keeps a log to one writer."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from aboveboard.domain.errors import LedgerError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def put(path: Path, data: bytes) -> None:
    """`path` holds exactly `data`, on the disk itself; a crash on the way leaves what was there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".tmp")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def sync_folder(folder: Path) -> None:
    """The names within a folder are on the disk itself; Windows does this by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class FolderLock:
    """Held by one process at a time, and let go by the system when that process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+b")
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise LedgerError(
                f"another process writes the log {path.parent.parent.name}; wait for it to end, or stop it"
            ) from error

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    def release(self) -> None:
        """Another process may take the lock; releasing twice is no error."""
        self._file.close()
