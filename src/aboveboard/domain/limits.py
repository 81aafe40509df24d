"""Limits: how often one recipient may be written to, and at which hours; a campaign may tighten them, never loosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec

LAST_STEP: Final = 3
"""A campaign writes at most three times to one business; after the third message without an answer it rests."""


class Caps(msgspec.Struct, frozen=True, kw_only=True):
    """The most messages to one recipient, to its company, and to it over each channel, in `days` days together.

    `between` is the least number of days from one message to the next; `rest` that after a campaign's last message
    without an answer. No law names these numbers; the defaults are the house's (docs/decisions/0012).
    """

    recipient: int = 3
    company: int = 4
    email: int = 3
    post: int = 2
    voice_live: int = 1
    days: int = 30
    between: int = 3
    rest: int = 90

    def of(self, channel: str) -> int:
        """The most over this channel; none over one that is not known."""
        return {"email": self.email, "post": self.post, "voice_live": self.voice_live}.get(channel, 0)

    def tightened(self, other: Caps) -> Caps:
        """The stricter of both in every respect."""
        return Caps(
            recipient=min(self.recipient, other.recipient),
            company=min(self.company, other.company),
            email=min(self.email, other.email),
            post=min(self.post, other.post),
            voice_live=min(self.voice_live, other.voice_live),
            days=max(self.days, other.days),
            between=max(self.between, other.between),
            rest=max(self.rest, other.rest),
        )

    @property
    def reach(self) -> int:
        """How many days back messages can matter."""
        return max(self.days, self.between, self.rest)


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """When a campaign writes, within the windows there are: days of the week (0 is Monday), and hours of local time."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    opens: int = 9
    closes: int = 17


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a message waits with. Without hours it may go out at any time, as a letter may.

    `bulk` is true if its verdict heeded the rules for bulk senders; without, it counts among the ordinary ones.
    """

    caps: Caps = Caps()
    hours: Hours | None = None
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that went out or is about to; `ended` if it was a campaign's last and was not answered."""

    on: date
    channel: str
    ended: bool = False


HOUSE: Final = Caps()
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


@lru_cache(maxsize=256)
def encode_limits(limits: Limits) -> str:
    """The limits as they are kept beside a message."""
    return _ENCODER.encode(limits).decode()


@lru_cache(maxsize=256)
def decode_limits(text: str | None) -> Limits:
    """The limits of a message, never looser than the house's; those of the house where none were kept."""
    if text is None:
        return Limits()
    given = msgspec.json.decode(text, type=Limits)
    return msgspec.structs.replace(given, caps=given.caps.tightened(HOUSE))


def pause(caps: Caps, sent: Sequence[Sent], to_company: Iterable[date], on: date) -> str | None:
    """The reason code why this recipient gets nothing more on that day; None if nothing of the kind stands against it.

    `sent` went to the recipient, `to_company` lists the days of messages to all that belong to its company, itself too.
    """
    since = on - timedelta(days=caps.days)
    if sum(message.on > since for message in sent) >= caps.recipient:
        return "frequency_cap"
    if sum(day > since for day in to_company) >= caps.company:
        return "company_cap"
    if any(message.ended and message.on > on - timedelta(days=caps.rest) for message in sent):
        return "resting"
    if any(message.on > on - timedelta(days=caps.between) for message in sent):
        return "cooling_off"
    return None


def capped(caps: Caps, sent: Sequence[Sent], channel: str, on: date) -> bool:
    """True if the recipient gets nothing more over this channel."""
    since = on - timedelta(days=caps.days)
    return sum(message.channel == channel and message.on > since for message in sent) >= caps.of(channel)
