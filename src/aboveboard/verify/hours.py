"""Hours: which of two places says which hours, where page and markup disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aboveboard.domain.findings import Finding
from aboveboard.text.quantities import find as quantities
from aboveboard.verify.ground import Ground

_CLAUSE: Final = re.compile(r"[,;:()]\s?|\s(?:but|while|and(?=\s(?:closed|the\sdata|\d))|whereas)\s")
_ROLE: Final = re.compile(r"(?P<markup>data|search\sengines?|markup)|(?P<page>page|visitors?)", re.IGNORECASE)
_CLOSED: Final = re.compile(r"\b(?:closed|shut)\b", re.IGNORECASE)


def find(text: str, grounds: tuple[Ground, ...]) -> Iterator[Finding]:
    """Hours said of the page that the markup gives, or the other way round, and a closed day that is not said."""
    for ground in grounds:
        if ground.name == "seen.hours_conflict" and isinstance(ground.value, dict):
            sides = {side: str(ground.value.get(side)) for side in ("page", "markup")}
            yield from _swapped(text, sides)
            if "closed" in sides.values() and not _CLOSED.search(text) and quantities(text):
                yield Finding("claims", "contradicted", 0, len(text), text, "one of the two says closed")


def _swapped(text: str, sides: dict[str, str]) -> Iterator[Finding]:
    role: str | None = None
    for start, clause in _clauses(text):
        roles = [match.lastgroup for match in _ROLE.finditer(clause)]
        role = roles[-1] if roles else role
        if role is None:
            continue
        other = sides["markup" if role == "page" else "page"]
        for begin, end, said in _said(clause):
            if said not in _values(sides[role]) and said in _values(other):
                place = start + begin, start + end
                yield Finding("claims", "contradicted", *place, text[slice(*place)], f"the {role} does not say this")


def _said(clause: str) -> Iterator[tuple[int, int, object]]:
    for match in _CLOSED.finditer(clause):
        yield match.start(), match.end(), "closed"
    for quantity in quantities(clause):
        if quantity.kind == "time":
            yield quantity.start, quantity.end, quantity.value


def _values(hours: str) -> set[object]:
    return {"closed"} if hours == "closed" else {q.value for q in quantities(hours) if q.kind == "time"}


def _clauses(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for match in _CLAUSE.finditer(text):
        yield at, text[at : match.start()]
        at = match.end()
    yield at, text[at:]
