"""Canonical bytes of a value, as RFC 8785 gives them, for JSON without floats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

Canonical: TypeAlias = "bool | int | str | Sequence[Canonical] | Mapping[str, Canonical] | None"

MAX_INT: Final = 2**53 - 1
"""The largest integer that every JSON reader takes exactly (RFC 7493, section 2.2)."""

# msgspec escapes strings as RFC 8785, section 3.2.2.2 asks and keeps a dict's order; keys are put in order before.
_ENCODER: Final = msgspec.json.Encoder()


def encode(value: Canonical) -> bytes:
    """The one byte string of `value` (RFC 8785): equal values give equal bytes, on any machine.

    Raises:
        TypeError: for a float, an integer beyond 2**53-1, a key that is no text, or any other type.
        ValueError: for text that is not Unicode (a lone surrogate).
    """
    return _ENCODER.encode(_ordered(value))


def _ordered(value: Canonical) -> object:
    """The same value with every object's keys in order, checked on the way."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if -MAX_INT <= value <= MAX_INT:
            return value
        raise TypeError("an integer beyond 2**53-1 has no canonical form; write it as text")
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form; use text, integers, lists and objects")


def _utf16(key: object) -> bytes:
    """What keys are ordered by: their UTF-16 code units (RFC 8785, section 3.2.3)."""
    if not isinstance(key, str):
        raise TypeError(f"a key has to be text, not {type(key).__name__}")
    return key.encode("utf-16-be")
