"""Message: a Draft whose every claim rests on something. Only `verify.seal` makes one.

Importable by verify, deliver and campaign alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from aboveboard.domain.draft import Draft, encode_draft
from aboveboard.domain.errors import EvidenceError


class Seal:
    """The mark that a Draft passed its checks and its verdict; its one use is in `verify.seal`."""

    __slots__ = ("findings_hash", "verdict_hash")

    def __init__(self, findings_hash: str, verdict_hash: str) -> None:
        self.findings_hash, self.verdict_hash = findings_hash, verdict_hash


@dataclass(frozen=True, slots=True)
class Message:
    """A sendable text. `hash` is SHA-256 over the sealed draft, slots unfilled; deliver fills them."""

    row: str
    channel: str
    draft: Draft
    seal: Seal

    def __post_init__(self) -> None:
        if not isinstance(self.seal, Seal):
            raise EvidenceError(
                "a Message is made by verify.seal, from a draft with passed checks and an allowing verdict"
            )

    @property
    def hash(self) -> str:
        """SHA-256 of the draft's one text form, in hexadecimal."""
        return draft_hash(self.draft)


def draft_hash(draft: Draft) -> str:
    """SHA-256 of the draft's one text form, in hexadecimal; in frames, a message is this."""
    return hashlib.sha256(encode_draft(draft).encode()).hexdigest()
