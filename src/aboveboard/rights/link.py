"""Signed links: how a recipient is known, with no more than the message that reached them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aboveboard.kernel.token import read, sign

PURPOSE: Final = "recipient-link"


@dataclass(frozen=True, slots=True)
class Link:
    """Whose message it was: the pseudonym of the subject, the campaign and the step."""

    subject: str
    campaign: str
    step: int

    def token(self, key: bytes) -> str:
        """The same token each time; it says nothing personal and does not expire, so that old mails keep working."""
        return sign(key, PURPOSE, f"{self.subject}|{self.campaign}|{self.step}")


def read_link(key: bytes, token: str) -> Link | None:
    """The link of a token made with this key; None for anything else."""
    payload = read(key, PURPOSE, token)
    parts = payload.split("|") if payload is not None else []
    if len(parts) != 3 or not parts[2].isdecimal():
        return None
    return Link(parts[0], parts[1], int(parts[2]))
