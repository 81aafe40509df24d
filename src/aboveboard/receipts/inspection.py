"""A walk over a whole log that hashes everything anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aboveboard.domain.errors import LedgerError
from aboveboard.kernel.merkle import leaf_hash
from aboveboard.receipts.checkpoint import Checkpoint
from aboveboard.receipts.tiles import ENTRIES, WIDTH, Tiles, subtree_root, tile_path


class Inspection:
    """What a walk over the log of a checkpoint found; `entries` are those that fit their tiles and `problem` the first
    thing wrong, with its path, or None.
    """

    def __init__(self, tiles: Tiles, checkpoint: Checkpoint) -> None:
        self._tiles, self._size = tiles, checkpoint.size
        self.entries = 0
        self.problem: str | None = None
        try:
            self._walk()
            if tiles.root(checkpoint.size) != checkpoint.root:
                self.problem = f"the {checkpoint.size} entries do not have the root of the checkpoint"
        except LedgerError as error:
            self.problem = str(error)

    def _walk(self) -> None:
        """Raises LedgerError unless every entry is in its tile, and every tile in the one above."""
        level, hashes = 1, self._check_entries()
        while hashes:
            level, hashes = level + 1, self._check_level(level, hashes)

    def _check_entries(self) -> list[bytes]:
        """The roots of all full tiles of leaves."""
        above: list[bytes] = []
        for index, width in _widths(self._size):
            hashes = tuple(map(leaf_hash, self._tiles.bundle(index, width)))
            stored = self._tiles.hashes(0, index, width)
            if hashes != stored:
                which = next(n for n in range(width) if hashes[n] != stored[n])
                path = tile_path(ENTRIES, index, width)
                raise LedgerError(f"{path}: entry {index * WIDTH + which} is not the one that its tile holds")
            self.entries += width
            above += [subtree_root(hashes)] if width == WIDTH else []
        return above

    def _check_level(self, level: int, hashes: Sequence[bytes]) -> list[bytes]:
        """The roots of all full tiles of a level."""
        above: list[bytes] = []
        for index, width in _widths(len(hashes)):
            found = tuple(hashes[index * WIDTH : index * WIDTH + width])
            if found != self._tiles.hashes(level, index, width):
                raise LedgerError(f"{tile_path(level, index, width)} does not hold the roots of the tiles below it")
            above += [subtree_root(found)] if width == WIDTH else []
        return above


def _widths(count: int) -> Iterator[tuple[int, int]]:
    """Number and width of each tile that `count` hashes lie in."""
    full, rest = divmod(count, WIDTH)
    for index in range(full):
        yield index, WIDTH
    if rest:
        yield full, rest
