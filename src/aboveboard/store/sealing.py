"""Sealing: every subject has a data key of its own, so that destroying the key forgets what was sealed under it."""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aboveboard.domain.errors import LedgerError

NONCE_BYTES: Final = 12


class DataKey:
    """The open data key of one subject; seals and opens with AES-256-GCM (NIST SP 800-38D), a random nonce each time.

    The associated data is table, column and subject, so that a sealed value moved to another place does not open.
    """

    __slots__ = ("_cipher", "subject")

    def __init__(self, subject: str, key: bytes) -> None:
        self.subject, self._cipher = subject, AESGCM(key)

    def seal(self, place: str, data: bytes) -> bytes:
        """`data` sealed for `place` ("table|column")."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, f"{place}|{self.subject}".encode())

    def open(self, place: str, sealed: bytes) -> bytes:
        """What was sealed for `place`; anything else is a LedgerError."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], f"{place}|{self.subject}".encode())
        except (InvalidTag, ValueError):  # ValueError: too short to hold a nonce
            raise LedgerError(f"a sealed value of {place} does not open: it or its key was altered") from None


class KeyWrap:
    """Wraps the data keys of subjects under the key-encryption key."""

    PLACE: Final = "subject_keys|wrapped"

    def __init__(self, kek: bytes) -> None:
        self._cipher = AESGCM(kek)

    def new(self, subject: str) -> tuple[DataKey, bytes]:
        """A fresh data key and its wrapped form, which alone is kept."""
        key, nonce = os.urandom(32), os.urandom(NONCE_BYTES)
        return DataKey(subject, key), nonce + self._cipher.encrypt(nonce, key, f"{self.PLACE}|{subject}".encode())

    def unwrap(self, subject: str, wrapped: bytes) -> DataKey:
        """The data key of a wrapped form; a form of another subject or under another key is a LedgerError."""
        try:
            aad = f"{self.PLACE}|{subject}".encode()
            return DataKey(subject, self._cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], aad))
        except (InvalidTag, ValueError):
            raise LedgerError("a data key does not open under this store's key; restore the right key file") from None
