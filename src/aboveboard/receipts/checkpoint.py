"""Checkpoints (C2SP tlog-checkpoint): the size and root of a log at one instant, in a signed note."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from aboveboard.domain.errors import InputError
from aboveboard.kernel.merkle import HASH_BYTES
from aboveboard.receipts.note import Note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log commits to: its origin, how many entries it has, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def of(cls, note: Note) -> Checkpoint:
        """The checkpoint a note states, its extension lines left aside; raises InputError if it states none."""
        lines = note.text.split("\n")
        if len(lines) < 4 or not lines[0]:
            raise InputError("a checkpoint has an origin, a size and a root, one a line")
        if not (lines[1].isascii() and lines[1].isdigit()) or str(int(lines[1])) != lines[1]:
            raise InputError("the size in the checkpoint is not a plain number")
        try:
            root = base64.b64decode(lines[2], validate=True)
        except (binascii.Error, ValueError) as error:
            raise InputError("the root in the checkpoint is not base64") from error
        if len(root) != HASH_BYTES:
            raise InputError(f"the root in the checkpoint has {len(root)} bytes, not {HASH_BYTES}")
        return cls(lines[0], int(lines[1]), root)
