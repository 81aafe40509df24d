"""The Merkle tree of RFC 9162: hashes, proofs, and verifiers that refuse everything malformed.

An inclusion proof of leaf i, a consistency proof of the first m leaves and a proof of any subtree are one thing: the
proof that the subtree [start, end) belongs to the tree. There is therefore one way to make and one to verify them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

NodeReader: TypeAlias = Callable[[int, int], bytes]
"""Gives the hash of the whole subtree of 2**level leaves that is number `index` of its level."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry) (RFC 9162, section 2.1.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right) (RFC 9162, section 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def parents(hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes one level up; an odd last one is left out."""
    sha256 = hashlib.sha256
    return [sha256(b"\x01" + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2], strict=False)]


def range_root(start: int, end: int, node: NodeReader) -> bytes:
    """The root of the leaves [start, end), where start is a multiple of the next power of two of their number."""
    if start == end:
        return EMPTY_ROOT
    parts: list[bytes] = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(node(level, start >> level))
        start += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def proof_ranges(start: int, end: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots prove that [start, end) is a subtree of the first `size` leaves, nearest first.

    RFC 9162, sections 2.1.3.1 (end = start + 1) and 2.1.4.1 (start = 0), in one.
    """
    if not is_subtree(start, end, size):
        raise ValueError(f"[{start}, {end}) is not a subtree of a tree of {size} leaves")
    ranges: list[tuple[int, int]] = []
    low, high, whole = 0, size, True
    while (low, high) != (start, end):
        middle = low + _largest_power_below(high - low)
        if end <= middle:
            ranges.append((middle, high))
            high = middle
        else:
            ranges.append((low, middle))
            whole = whole and middle <= start
            low, start = middle, max(start, middle)
    if not whole:
        ranges.append((low, high))
    return ranges[::-1]


class Tree:
    """An append-only tree held in memory, with every complete node."""

    __slots__ = ("_levels",)

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self.append(entries)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, entries: Iterable[bytes]) -> range:
        """The indexes at which `entries` now stand."""
        first = len(self)
        self._levels[0].extend(map(leaf_hash, entries))
        level = 0
        while len(self._levels[level]) > 1:
            if level + 1 == len(self._levels):
                self._levels.append([])
            above = self._levels[level + 1]
            above.extend(parents(self._levels[level][2 * len(above) :]))
            level += 1
        return range(first, len(self))

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, or of all."""
        return range_root(0, self._checked(size), self._node)

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """What proves that leaf `index` is in the tree of the first `size` leaves."""
        return self._proof(index, index + 1, self._checked(size))

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """What proves that the first `old` leaves are the beginning of the first `new`."""
        return self._proof(0, old, self._checked(new))

    def _proof(self, start: int, end: int, size: int) -> list[bytes]:
        return [range_root(low, high, self._node) for low, high in proof_ranges(start, end, size)]

    def _node(self, level: int, index: int) -> bytes:
        return self._levels[level][index]

    def _checked(self, size: int | None) -> int:
        if size is None:
            return len(self)
        if not 0 <= size <= len(self):
            raise ValueError(f"the tree has {len(self)} leaves, not {size}")
        return size


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """True if `leaf` is the leaf hash at `index` in the tree of `size` leaves with this root (RFC 9162, 2.1.3.2)."""
    return len(leaf) == HASH_BYTES and verify_subtree(index, index + 1, size, leaf, proof, root)


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """True if the tree of `old` leaves is the beginning of the tree of `new` (RFC 9162, 2.1.4.2).

    A tree of no leaves is the beginning of every tree, which proves nothing and is refused.
    """
    return old > 0 and verify_subtree(0, old, new, old_root, proof, new_root)


def verify_subtree(start: int, end: int, size: int, node: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """True if `node` is the root of the leaves [start, end) of the tree of `size` leaves with this root.

    Refuses ranges that are no subtree, hashes that are not 32 bytes (where the whole tree is asked for nothing is
    hashed, and equal roots will do), and proofs too short or too long. No leaves have the empty root, in any tree.
    """
    if start == end:
        return 0 <= start <= size and not proof and node == EMPTY_ROOT
    if not is_subtree(start, end, size):
        return False
    if (start, end) == (0, size):
        return not proof and node == root != b""
    return all(len(value) == HASH_BYTES for value in (node, root, *proof)) and (node, root) == _climb(
        start, end, size, node, proof
    )


def _climb(start: int, end: int, size: int, node: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of [start, end) and of the whole tree that the proof leads to, or None if it is too short or too long.

    `first` and `last` are the subtree's outer nodes and `edge` the tree's last one, all on the level that was reached.
    """
    first, last, edge = start, end - 1, size - 1
    while first != last and (last == edge or last & 1):
        first, last, edge = first >> 1, last >> 1, edge >> 1
    rest = list(proof)
    if first != last and not rest:
        return None
    below = whole = node if first == last else rest.pop(0)
    for value in rest:
        if edge == 0:
            return None
        if last & 1 or last == edge:
            below = node_hash(value, below) if first < last else below
            whole = node_hash(value, whole)
            while not last & 1:
                first, last, edge = first >> 1, last >> 1, edge >> 1
        else:
            whole = node_hash(whole, value)
        first, last, edge = first >> 1, last >> 1, edge >> 1
    return (below, whole) if edge == 0 else None


def is_subtree(start: int, end: int, size: int) -> bool:
    """True if some node of the tree stands over exactly these leaves, or over them and none that exist yet."""
    return 0 <= start < end <= size and start % (1 << (end - start - 1).bit_length()) == 0


def _largest_power_below(count: int) -> int:
    """The largest power of two below `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)
