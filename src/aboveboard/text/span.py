"""A piece of a text and where it stands."""

import msgspec


class Span(msgspec.Struct, frozen=True):
    """Some text, and its place in code points, the end exclusive: `whole[start:end] == text`."""

    text: str
    start: int
    end: int


class Reading(msgspec.Struct, frozen=True):
    """A value as it was understood, and the span it was read from."""

    value: str
    span: Span


def overlaps(one: Span, other: Span) -> bool:
    """True if the two spans share at least one code point."""
    return one.start < other.end and other.start < one.end
