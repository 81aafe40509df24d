"""Tiles (C2SP tlog-tiles): how a log lies on disk, and how proofs are read from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from aboveboard.domain.errors import LedgerError
from aboveboard.kernel.merkle import HASH_BYTES, parents, proof_ranges, range_root

WIDTH: Final = 256
HEIGHT: Final = 8
MAX_ENTRY: Final = 2**16 - 1
ENTRIES: Final = "entries"


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Where a tile lies: `tile/0/x001/x234/067`, a partial one of 5 hashes below `067.p/5`."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    path = f"tile/{level}/{'/'.join(reversed(groups))}"
    return path if width == WIDTH else f"{path}.p/{width}"


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """The entries, each after its length in two bytes."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def decode_bundle(data: bytes, width: int) -> list[bytes] | None:
    """The first `width` entries, or None if the data end before them."""
    entries: list[bytes] = []
    start = 0
    while len(entries) < width:
        end = start + 2 + int.from_bytes(data[start : start + 2], "big")
        if start + 2 > len(data) or end > len(data):
            return None
        entries.append(data[start + 2 : end])
        start = end
    return entries


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = parents(hashes)
    return hashes[0]


class Tiles:
    """The tiles below one folder, read and never written; one missing or cut short raises LedgerError with its path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # A proof in a log of 16 million entries touches three tiles, of 8 KiB each; the upper ones are always the same.
        self._cached = lru_cache(maxsize=64)(self._read_hashes)
        self._nodes = lru_cache(maxsize=64)(self._hash_levels)

    def hashes(self, level: int, index: int, width: int) -> tuple[bytes, ...]:
        """The first `width` hashes of a tile."""
        return self._cached(level, index, width)

    def bundle(self, index: int, width: int) -> list[bytes]:
        """The first `width` entries of a bundle."""
        data, path = self._read(ENTRIES, index, width)
        entries = decode_bundle(data, width)
        if entries is None:
            raise LedgerError(f"{path} is cut short: it does not hold {width} entries")
        return entries

    def node(self, level: int, index: int, size: int) -> bytes:
        """The hash of the whole subtree number `index` of 2**level leaves, in a tree of `size`."""
        tile_level, height = divmod(level, HEIGHT)
        tile, offset = divmod(index << height, WIDTH)
        width = min(WIDTH, (size >> (tile_level * HEIGHT)) - tile * WIDTH)
        return self._nodes(tile_level, tile, width)[height][offset >> height]

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        return range_root(0, size, lambda level, index: self.node(level, index, size))

    def proof(self, start: int, end: int, size: int) -> list[bytes]:
        """What proves that the entries [start, end) are a subtree of the first `size`."""
        ranges = proof_ranges(start, end, size)
        return [range_root(low, high, lambda level, index: self.node(level, index, size)) for low, high in ranges]

    def _hash_levels(self, level: int, index: int, width: int) -> list[Sequence[bytes]]:
        """All whole nodes within a tile, by their height."""
        levels: list[Sequence[bytes]] = [self.hashes(level, index, width)]
        while len(levels[-1]) > 1:
            levels.append(parents(levels[-1]))
        return levels

    def _read_hashes(self, level: int, index: int, width: int) -> tuple[bytes, ...]:
        data, path = self._read(level, index, width)
        if len(data) < width * HASH_BYTES:
            raise LedgerError(f"{path} is cut short: {len(data)} bytes, {width * HASH_BYTES} expected")
        return tuple(data[at : at + HASH_BYTES] for at in range(0, width * HASH_BYTES, HASH_BYTES))

    def _read(self, level: int | str, index: int, width: int) -> tuple[bytes, str]:
        """The bytes of a tile and its path; a partial one may have been replaced by the full one since."""
        wanted = tile_path(level, index, width)
        for path in dict.fromkeys((wanted, tile_path(level, index))):
            try:
                return (self.folder / path).read_bytes(), path
            except FileNotFoundError:
                continue
        raise LedgerError(f"{wanted} is missing from the log")
