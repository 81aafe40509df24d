"""Tokens for links: a payload that nobody can alter, and that serves one purpose only."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Final

MIN_KEY_BYTES: Final = 16


def sign(key: bytes, purpose: str, payload: str) -> str:
    """A URL-safe token of `payload`, which `read` gives back under the same key and purpose alone.

    The payload is signed, not hidden: it MUST NOT be personal data. The signature is the whole HMAC-SHA256.
    """
    if len(key) < MIN_KEY_BYTES:
        raise ValueError(f"a key of tokens has at least {MIN_KEY_BYTES} bytes")
    word, data = purpose.encode(), payload.encode()
    mac = hmac.digest(key, len(word).to_bytes(4, "big") + word + data, "sha256")
    return f"{_text(data)}.{_text(mac)}"


def read(key: bytes, purpose: str, token: str) -> str | None:
    """The payload of a token signed for this purpose; None for any other text. Compares in constant time.

    The token is signed anew and compared whole, so that no payload has two tokens.
    """
    try:
        head = token.partition(".")[0].encode("ascii")
        payload = base64.b64decode(head + b"=" * (-len(head) % 4), altchars=b"-_", validate=True).decode()
        given = token.encode("ascii")
    except (binascii.Error, UnicodeError):
        return None
    return payload if hmac.compare_digest(sign(key, purpose, payload).encode(), given) else None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
