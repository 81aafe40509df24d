"""Salted leaves: what the log holds of a receipt, which says nothing once its salt is destroyed."""

from __future__ import annotations

import hmac
from typing import Final

VERSION: Final = b"\x01"
SALT_BYTES: Final = 32
ENTRY_BYTES: Final = 33


def commit(body: bytes, salt: bytes) -> bytes:
    """The log entry of a receipt: a version byte and HMAC-SHA256(salt, body).

    HMAC keyed with 32 random bytes is a commitment both ways: without the salt the entry is as good as random (so
    destroying the salt is erasure), and no second body or salt of this length is known to give the same entry. A plain
    hash of the body alone could be guessed, as the bodies of one campaign differ in little. The salt MUST come from
    `secrets`, one for each receipt; the version byte lets a later log change the scheme.
    """
    if len(salt) != SALT_BYTES:
        # HMAC pads short keys with zero bytes, so that salts of several lengths could stand for one another.
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return VERSION + hmac.digest(salt, body, "sha256")


def is_opened(entry: bytes, body: bytes, salt: bytes) -> bool:
    """True if `entry` is the commitment to this body under this salt."""
    return len(salt) == SALT_BYTES and hmac.compare_digest(entry, commit(body, salt))
