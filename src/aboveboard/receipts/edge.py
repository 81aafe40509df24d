"""The right edge of a log: all a writer has to remember to go on, whatever the log's size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from aboveboard.domain.errors import LedgerError
from aboveboard.kernel.merkle import leaf_hash, range_root
from aboveboard.receipts.tiles import ENTRIES, HEIGHT, WIDTH, Tiles, encode_bundle, subtree_root, tile_path


@dataclass(slots=True)
class Edge:
    """What stands in the unfinished bundle, and in the unfinished tile of each level."""

    size: int = 0
    bundle: list[bytes] = field(default_factory=list)
    levels: list[list[bytes]] = field(default_factory=lambda: [[]])

    @classmethod
    def read(cls, tiles: Tiles, size: int) -> Edge:
        """The edge of the first `size` entries; raises LedgerError where entries and tile disagree."""
        index, width = divmod(size, WIDTH)
        edge = cls(size, tiles.bundle(index, width) if width else [], [])
        while size or not edge.levels:
            index, width = divmod(size, WIDTH)
            edge.levels.append(list(tiles.hashes(len(edge.levels), index, width)) if width else [])
            size = index
        if [leaf_hash(entry) for entry in edge.bundle] != edge.levels[0]:
            raise LedgerError(f"{edge.bundle_path} is damaged: its entries are not those of its tile")
        return edge

    def copy(self) -> Edge:
        """An edge that grows apart from this one."""
        return Edge(self.size, self.bundle.copy(), [level.copy() for level in self.levels])

    def add(self, entries: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
        """Adds the entries, giving path and bytes of each tile and bundle they fill."""
        rest = iter(entries)
        while chunk := list(islice(rest, WIDTH - len(self.bundle))):
            index = self.size // WIDTH
            self.bundle += chunk
            self.size += len(chunk)
            if len(self.bundle) == WIDTH:
                yield tile_path(ENTRIES, index), encode_bundle(self.bundle)
                self.bundle = []
            yield from self._raise(0, index, list(map(leaf_hash, chunk)))

    def _raise(self, level: int, index: int, hashes: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
        if level == len(self.levels):
            self.levels.append([])
        tile = self.levels[level]
        tile += hashes
        if len(tile) == WIDTH:
            self.levels[level] = []
            yield tile_path(level, index), b"".join(tile)
            yield from self._raise(level + 1, index // WIDTH, [subtree_root(tile)])

    def partials(self) -> dict[str, bytes]:
        """Path and bytes of each unfinished tile and of the unfinished bundle."""
        found = {self.bundle_path: encode_bundle(self.bundle)} if self.bundle else {}
        for level, tile in enumerate(self.levels):
            if tile:
                found[tile_path(level, self.size >> (HEIGHT * (level + 1)), len(tile))] = b"".join(tile)
        return found

    @property
    def bundle_path(self) -> str:
        """Where the unfinished bundle lies."""
        return tile_path(ENTRIES, self.size // WIDTH, len(self.bundle))

    @property
    def root(self) -> bytes:
        """The root of all entries."""
        return range_root(0, self.size, self._node)

    def _node(self, level: int, index: int) -> bytes:
        """The hash of a whole subtree on the way to the root; all of them stand in unfinished tiles."""
        tile_level, height = divmod(level, HEIGHT)
        offset = (index << height) % WIDTH
        return subtree_root(self.levels[tile_level][offset : offset + (1 << height)])
