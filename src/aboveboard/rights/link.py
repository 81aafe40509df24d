"""Links: signed, so that a recipient is known by the message they hold, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol, TypeAlias, get_args

from aboveboard.kernel import token

Purpose: TypeAlias = Literal["why", "stop"]
PURPOSES: Final[tuple[str, ...]] = get_args(Purpose)


class LinkKeys(Protocol):
    """What links need of a keyring."""

    @property
    def links(self) -> bytes:
        """The key that signs links."""
        ...

    def pseudonym(self, business: str) -> str:
        """The name of a business in links and receipts."""
        ...


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a link is about, by pseudonym, and which message it stood in."""

    subject: str
    campaign: str
    step: int


def make(keys: LinkKeys, business: str, *, campaign: str, step: int, purpose: Purpose = "why") -> str:
    """A token that `read` opens for the same purpose alone; it holds a pseudonym and no personal data.

    Who holds a `why` token may see, correct and erase, so a list-unsubscribe header MUST carry a `stop` token, which
    may refuse and nothing else. Tokens do not expire: a no has to work from every old message.
    """
    return token.sign(keys.links, purpose, f"{step}:{keys.pseudonym(business)}:{campaign}")


def read(keys: LinkKeys, text: str, *, purpose: Purpose = "why") -> Link | None:
    """What a token says; None for one that was altered, is of another purpose, or was signed by another key."""
    payload = token.read(keys.links, purpose, text)
    if payload is None:
        return None
    step, subject, campaign = payload.split(":", 2)
    return Link(subject, campaign, int(step))


def make_confirmation(keys: LinkKeys, request: str, *, address_mark: str) -> str:
    """A token that confirms one asking for one address, and nothing else; `address_mark` is a keyed hash of it."""
    return token.sign(keys.links, "confirm", f"{address_mark}:{request}")


def read_confirmation(keys: LinkKeys, text: str) -> tuple[str, str] | None:
    """The asking and the address mark of a token; None for one that was altered or is for anything else."""
    payload = token.read(keys.links, "confirm", text)
    if payload is None:
        return None
    mark, _, request = payload.partition(":")
    return request, mark
