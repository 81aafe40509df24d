"""The log of receipts: appended to by one process, published as static files, continued after any crash."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.receipts.checkpoint import Checkpoint
from aboveboard.receipts.disk import FolderLock, put, put_all
from aboveboard.receipts.edge import Edge
from aboveboard.receipts.note import Note, SigningKey
from aboveboard.receipts.tiles import MAX_ENTRY, Tiles

CHECKPOINT: Final = "checkpoint"
VKEY: Final = "VKEY.txt"
_STATE: Final = ".state/size"
_LOCK: Final = ".state/lock"


class TileLog:
    """A log in C2SP tlog-tiles form below one folder, whose files may be served as they are (`.state` apart).

    `append` returns when its entries would survive a power cut; a crash before that leaves the log as it was, and what
    was half written is written anew. What was appended stays when no checkpoint covers it yet. One process writes at a
    time. Memory: the right edge alone.
    """

    def __init__(self, folder: Path, *, key: SigningKey) -> None:
        self.folder, self._key = folder, key
        self._lock = FolderLock(folder / _LOCK)
        try:
            self._tiles = Tiles(folder)
            self._edge, self._published = self._open()
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> TileLog:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return self._edge.size

    @property
    def vkey(self) -> str:
        """The public key by which anyone checks this log's checkpoints."""
        return str(self._key.verifier)

    def close(self) -> None:
        """Another process may write; what was appended is durable already."""
        self._lock.release()

    def append(self, entries: Sequence[bytes]) -> range:
        """The indexes of `entries`, which are durable when this returns; all of them stand in the log, or none does."""
        if any(len(entry) > MAX_ENTRY for entry in entries):
            raise InputError(f"an entry of the log has at most {MAX_ENTRY} bytes")
        before, edge = self._edge, self._edge.copy()
        if entries:
            old = before.partials()
            full = put_all(self.folder, edge.add(entries))
            put_all(self.folder, [(path, data) for path, data in edge.partials().items() if path not in old])
            self._put_state(edge)
            self._edge = edge
            self._drop_partials(full)
        return range(before.size, edge.size)

    def checkpoint(self) -> str:
        """A signed note over all entries, published before this returns."""
        present = Checkpoint(self._key.name, self._edge.size, self._edge.root)
        note = self._key.sign(present.text)
        if present != self._published:
            put(self.folder / CHECKPOINT, note.encode())
            self._published = present
        return note

    def prove(self, index: int) -> list[bytes]:
        """The inclusion proof of entry `index` in the tree of the last checkpoint."""
        size = self._published.size if self._published else 0
        if not 0 <= index < size:
            raise InputError(
                f"the last checkpoint covers {size} entries, not number {index}", remedy="checkpoint first"
            )
        return self._tiles.proof(index, index + 1, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """What proves that the log of `new` entries begins with the log of `old`."""
        if not 0 < old <= new <= len(self):
            raise InputError(f"sizes {old} and {new} do not lie in order between 1 and {len(self)}")
        return self._tiles.proof(0, old, new)

    def _open(self) -> tuple[Edge, Checkpoint | None]:
        """The edge as it was left, and what was published of it; raises LedgerError if these do not fit together."""
        state, vkey = self.folder / _STATE, self.folder / VKEY
        if vkey.exists() and vkey.read_text().strip() != str(self._key.verifier):
            raise LedgerError(f"the log was begun with another key than {self._key.name}; its own key has to sign it")
        if not state.exists():
            if (self.folder / CHECKPOINT).exists():
                raise LedgerError(f"{_STATE} is missing beside a published checkpoint; restore the whole folder")
            put(vkey, f"{self._key.verifier}\n".encode())
            return Edge(), None
        size, root = _read_state(state)
        edge = Edge.read(self._tiles, size)
        if edge.root != root:
            raise LedgerError(f"the tiles are damaged: {size} entries have another root than when they were written")
        return edge, self._read_published(edge)

    def _read_published(self, edge: Edge) -> Checkpoint | None:
        """The last checkpoint, which the entries have to bear out."""
        try:
            note = Note.parse((self.folder / CHECKPOINT).read_text())
            published = Checkpoint.of(note)
        except FileNotFoundError:
            return None
        except (InputError, UnicodeDecodeError) as error:
            raise LedgerError(f"the published checkpoint cannot be read: {error}") from error
        if not note.is_signed_by(self._key.verifier) or published.origin != self._key.name:
            raise LedgerError("the published checkpoint is not signed by this log's key")
        if published.size > edge.size:
            raise LedgerError(
                f"the log has {edge.size} entries, but published {published.size}: an old copy must not go on"
            )
        if self._tiles.root(published.size) != published.root:
            raise LedgerError(f"the tiles do not have the root that was published for {published.size} entries")
        return published

    def _put_state(self, edge: Edge) -> None:
        """From here on, the entries of `edge` are the log's."""
        put(self.folder / _STATE, json.dumps({"size": edge.size, "root": edge.root.hex()}).encode())

    def _drop_partials(self, full: Iterable[str]) -> None:
        """The partial forms of full tiles are gone; readers of an older checkpoint take the full one instead."""
        for path in full:
            partial = self.folder / f"{path}.p"
            if partial.exists():
                shutil.rmtree(partial)


def _read_state(path: Path) -> tuple[int, bytes]:
    """Size and root as they were left."""
    try:
        state = json.loads(path.read_text())
        return int(state["size"]), bytes.fromhex(state["root"])
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerError(f"{_STATE} is damaged; restore the whole folder") from error
