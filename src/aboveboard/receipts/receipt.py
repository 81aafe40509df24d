"""A receipt checked by whoever holds it, with nothing but the log's public key."""

from __future__ import annotations

from collections.abc import Sequence

from aboveboard.domain.errors import InputError
from aboveboard.kernel.merkle import leaf_hash, verify_inclusion
from aboveboard.receipts.checkpoint import Checkpoint
from aboveboard.receipts.leaf import SALT_BYTES, commit
from aboveboard.receipts.note import Note, VerifierKey


def verify_receipt(body: bytes, salt: bytes, *, index: int, proof: Sequence[bytes], checkpoint: str, vkey: str) -> bool:
    """True if the log of this key stood, at this checkpoint, with this very receipt as entry `index`.

    What it does not show: that what the operator recorded is true. Raises InputError only for a malformed `vkey`.
    """
    key = VerifierKey.parse(vkey)
    try:
        note = Note.parse(checkpoint)
        stated = Checkpoint.of(note)
    except InputError:
        return False
    if len(salt) != SALT_BYTES or stated.origin != key.name or not note.is_signed_by(key):
        return False
    return verify_inclusion(index, stated.size, leaf_hash(commit(body, salt)), proof, stated.root)
