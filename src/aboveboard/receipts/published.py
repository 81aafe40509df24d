"""A log as its readers have it: the published files, no key and no lock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aboveboard.domain.errors import InputError, LedgerError
from aboveboard.receipts.checkpoint import Checkpoint
from aboveboard.receipts.log import CHECKPOINT, VKEY
from aboveboard.receipts.note import Note
from aboveboard.receipts.tiles import WIDTH, Tiles


@dataclass(frozen=True, slots=True)
class PublishedLog:
    """One checkpoint of a log and the tiles it covers; stays what it is while the log grows."""

    note: str
    size: int
    vkey: str
    _tiles: Tiles

    @classmethod
    def read(cls, folder: Path) -> PublishedLog:
        """The log as last published, its signature not checked; raises LedgerError if nothing readable is."""
        try:
            note = (folder / CHECKPOINT).read_text()
            vkey = (folder / VKEY).read_text().strip()
            return cls(note, Checkpoint.of(Note.parse(note)).size, vkey, Tiles(folder))
        except FileNotFoundError as error:
            raise LedgerError(f"the log {folder.name} has published nothing yet") from error
        except (InputError, UnicodeDecodeError) as error:
            raise LedgerError(f"the published checkpoint cannot be read: {error}") from error

    def entry(self, index: int) -> bytes:
        """The entry at `index`."""
        bundle, offset = divmod(self._checked(index), WIDTH)
        return self._tiles.bundle(bundle, min(WIDTH, self.size - bundle * WIDTH))[offset]

    def prove(self, index: int) -> list[bytes]:
        """The inclusion proof of the entry at `index`, for this checkpoint."""
        return self._tiles.proof(self._checked(index), index + 1, self.size)

    def consistency(self, old: int) -> list[bytes]:
        """What proves that this log begins with the log of `old` entries."""
        if not 0 < old <= self.size:
            raise InputError(f"a log of {self.size} entries cannot begin with one of {old}")
        return self._tiles.proof(0, old, self.size)

    def _checked(self, index: int) -> int:
        if not 0 <= index < self.size:
            raise InputError(f"the published log has {self.size} entries, and none numbered {index}")
        return index
