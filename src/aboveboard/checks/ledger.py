"""`check_ledger`: does a ledger keep the promises of its socket?"""

from __future__ import annotations

import base64
from collections.abc import Callable

from aboveboard.domain.errors import AboveboardError, WiringError
from aboveboard.domain.sockets import Ledger
from aboveboard.kernel.merkle import Tree, leaf_hash, verify_inclusion

_BATCHES = (1, 0, 3, 255, 2, 300)


def check_ledger(open_ledger: Callable[[], Ledger], close: Callable[[Ledger], None]) -> None:
    """Raises WiringError unless a ledger behaves as domain.sockets.Ledger demands.

    `open_ledger` opens the same, at first empty ledger each time it is called, and `close` ends it as the end of its
    process would. Tried are: indexes in order over batches of several sizes, a checkpoint whose second and third lines
    are size and root of the plain tree of RFC 9162, a proof for entries old and new, none for an entry that no
    checkpoint covers, and all of it again after each reopening.
    """
    tree = Tree()
    written: list[bytes] = []
    for count in _BATCHES:
        ledger = open_ledger()
        try:
            entries = [b"entry %d" % number for number in range(len(written), len(written) + count)]
            _expect(ledger.append(entries) == tree.append(entries), "append does not give the next indexes")
            written += entries
            _check_uncovered(ledger, len(written), count)
            root = _checked_root(ledger.checkpoint(), tree)
            for index in sorted({0, len(written) // 2, len(written) - 1}):
                leaf = leaf_hash(written[index])
                proved = verify_inclusion(index, len(written), leaf, ledger.prove(index), root)
                _expect(proved, f"the proof of entry {index} of {len(written)} does not hold")
        finally:
            close(ledger)


def _check_uncovered(ledger: Ledger, size: int, fresh: int) -> None:
    """Entries since the last checkpoint, and such as never were, have no proof."""
    for index in [size, -1, *([size - 1] if fresh else [])]:
        try:
            ledger.prove(index)
        except AboveboardError:
            continue
        raise WiringError(f"the ledger gave a proof of entry {index}, which no checkpoint covers")


def _checked_root(note: str, tree: Tree) -> bytes:
    """The root a checkpoint states, which is that of the plain tree (C2SP tlog-checkpoint)."""
    lines = note.split("\n")
    _expect(len(lines) > 4 and lines[1] == str(len(tree)), "the checkpoint does not state the size of the log")
    _expect(lines[2] == base64.b64encode(tree.root()).decode(), "the checkpoint does not state the root of its entries")
    return tree.root()


def _expect(holds: bool, problem: str) -> None:
    if not holds:
        raise WiringError(problem)
