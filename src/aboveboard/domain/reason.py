"""Reason: a general statement a message may make, with its source and its age."""

from __future__ import annotations

from datetime import date

import msgspec


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A statement about the world, never about this business; usable from `as_of` until the day before `expires`."""

    id: str
    statement: str
    source: str
    url: str
    as_of: date
    reviewed_by: str
    expires: date
