"""Envelope: to whom one message goes, from whom, and which links fill its slots."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from aboveboard.domain.errors import InputError

# RFC 5322, section 3.2.3 (dot-atom) before the @ and RFC 1035 labels after it: what every mail server takes.
_ADDRESS: Final = re.compile(
    r"(?=.{3,254}\Z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\Z"
)
_URL: Final = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
    r"(?:[/?][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?\Z"
)
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# RFC 5322, section 2.1.1: a line has at most 998 bytes, and a header that must not be folded is one line.
_MAX_URL: Final = 998 - len("List-Unsubscribe: <>")
_MAX_NAME: Final = 200
_NO_ADDRESS: Final = "{} is not of the form name@domain in plain letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """All that a mail needs besides its message; made only if nothing in it can end a header line.

    `sender_address` and `recipient` are plain addresses, `message_id` is written without its angle brackets, `date` has
    a time zone. `unsubscribe_url` takes the one-click POST of RFC 8058 and so is https. `reply_to` None means the
    sender's address. `addressee` is the name of a person who agreed to be greeted by it, if any.
    """

    sender_name: str
    sender_address: str
    recipient: str
    date: datetime
    message_id: str
    unsubscribe_url: str
    why_link: str
    stop_link: str
    reply_to: str | None = None
    addressee: str = ""

    def __post_init__(self) -> None:
        for field in ("recipient", "message_id"):
            if not is_address(getattr(self, field)):
                raise InputError(_NO_ADDRESS.format(field))
        for field in ("unsubscribe_url", "why_link", "stop_link"):
            if not is_link(getattr(self, field)):
                raise InputError(f"{field} is not a web address of at most {_MAX_URL} plain letters")
        if not self.unsubscribe_url.startswith("https://"):
            raise InputError("unsubscribe_url has to begin with https:// (RFC 8058, section 3.1)")
        _check_sender(self.sender_name, self.sender_address, self.reply_to)
        if self.date.tzinfo is None:
            raise InputError("date has no time zone")


@lru_cache(maxsize=256)
def _check_sender(name: str, address: str, reply_to: str | None) -> None:
    """Returns if no part of the sender can end a header line; remembered, as a run has one sender."""
    for field, value in (("sender_address", address), ("reply_to", reply_to)):
        if value is not None and not is_address(value):
            raise InputError(_NO_ADDRESS.format(field))
    if _UNPRINTABLE.search(name) or len(name) > _MAX_NAME:
        raise InputError(f"sender_name has control characters, or more than {_MAX_NAME} letters")


def is_link(url: str) -> bool:
    """True if `url` is a web address that fits one header line and cannot end it."""
    return len(url) <= _MAX_URL and _URL.match(url) is not None


def is_address(text: str) -> bool:
    """True if `text` is a plain address that every mail server takes, and cannot end a header line."""
    return _ADDRESS.match(text) is not None


def is_one_line(text: str) -> bool:
    """True if `text` has no control characters, line separators or lone surrogates: it cannot end a header line."""
    return not _UNPRINTABLE.search(text)
