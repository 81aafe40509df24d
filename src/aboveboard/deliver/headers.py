"""Header fields of a mail as bytes on the wire: one line each, or folded where RFC 2047 asks for it."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from aboveboard.deliver.envelope import Envelope, is_one_line
from aboveboard.domain.errors import InputError

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_PLAIN: Final = re.compile(r"[!-~](?:[ -~]{0,898}[!-~])?\Z")
# 39 bytes are 52 letters of base64, so that a line with "=?utf-8?b??=" and a field name stays below 76 (RFC 2047, 2).
_WORD_BYTES: Final = 39


def header(envelope: Envelope, subject: str, *, source_type: str = "") -> str:
    """All fields up to MIME-Version, each ending in CRLF. Nothing tracks, and nothing says that a machine answered.

    `source_type` says in the words of IPTC that a model wrote; a text that no model wrote has no such field.
    """
    if not is_one_line(subject):
        raise InputError("the subject has control characters or line breaks")
    made = f"Digital-Source-Type: {source_type}\r\n" if source_type else ""
    return (
        f"From: {mailbox(envelope.sender_name, envelope.sender_address)}\r\n"
        f"To: {envelope.recipient}\r\n"
        f"Subject: {unstructured(subject)}\r\n"
        f"Date: {date(envelope.date)}\r\n"
        f"Message-ID: <{envelope.message_id}>\r\n"
        f"Reply-To: {envelope.reply_to or envelope.sender_address}\r\n"
        f"List-Unsubscribe: <{envelope.unsubscribe_url}>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        f"{made}"
        "MIME-Version: 1.0\r\n"
    )


@lru_cache(maxsize=256)
def mailbox(name: str, address: str) -> str:
    """`name <address>` with the name as atoms, quoted, or in encoded words, whichever is the simplest that holds it.

    Spaces in a row become one, as readers differ about them.
    """
    name = " ".join(name.split())
    if not name:
        return address
    if "=?" not in name and _ATOMS.match(name):
        return f"{name} <{address}>"
    if "=?" not in name and _PLAIN.match(name):
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{encoded_words(name)}\r\n <{address}>"


@lru_cache(maxsize=4096)
def unstructured(text: str) -> str:
    """`text` as it is if it is plain and cannot be taken for an encoded word, else in encoded words."""
    return text if not text or ("=?" not in text and _PLAIN.match(text)) else encoded_words(text)


def encoded_words(text: str) -> str:
    """`text` in base64 words of RFC 2047, one a line; no letter is cut in two."""
    words, rest = [], text.encode()
    while rest:
        end = min(_WORD_BYTES, len(rest))
        while end < len(rest) and rest[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?b?{base64.b64encode(rest[:end]).decode()}?=")
        rest = rest[end:]
    return "\r\n ".join(words)


def date(moment: datetime) -> str:
    """The date as RFC 5322, section 3.3 writes it, in English whatever the machine's language."""
    # One instant in two zones is one key, so the zone is a key of its own.
    return _date(moment, moment.utcoffset())


@lru_cache(maxsize=256)
def _date(moment: datetime, offset: timedelta | None) -> str:
    if (offset or timedelta()) % timedelta(minutes=1):
        moment = moment.astimezone(UTC)
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment.day:02d} {month} {moment.year:04d} {moment:%H:%M:%S %z}"
