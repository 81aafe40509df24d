"""What one page states: a value, its place, and the words around it."""

from __future__ import annotations

from typing import Final

import msgspec

from aboveboard.domain.fact import JSON, Level

MOST_VALUES: Final = 200
"""The values of one attribute read from one page at most; a page with more is no small business's, or means harm."""


class Seen(msgspec.Struct, frozen=True):
    """One value of one attribute as a page gives it; `source` is "page" or "markup", as in domain.fact."""

    attribute: str
    value: JSON
    level: Level = "entity"
    excerpt: str = ""
    where: str = "html"
    source: str = "page"


class Reading(msgspec.Struct, frozen=True):
    """All that one page states; `problem` is a reason code where it could not be read, and then there are no facts."""

    facts: tuple[Seen, ...] = ()
    persons_seen: int = 0
    problem: str | None = None
