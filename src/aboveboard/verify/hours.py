"""Hours: which of two places says which hours, where page and markup disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from aboveboard.domain.findings import Finding
from aboveboard.text.quantities import find as quantities
from aboveboard.verify.ground import Ground
from aboveboard.verify.lexicon import Opening, all_of, either, languages


@dataclass(frozen=True, slots=True)
class _Words:
    """How one language speaks of hours, compiled; of a language without a lexicon nothing says that a day is closed."""

    clause: re.Pattern[str]
    role: re.Pattern[str]
    closed: re.Pattern[str]


@cache
def _words(language: str) -> _Words:
    known = language in languages("hours")
    told = all_of("hours", Opening, language)
    markup, page = ("|".join(getattr(one, side) for one in told) for side in ("markup", "page"))
    return _Words(
        either(one.clause for one in told),
        re.compile(rf"(?P<markup>{markup})|(?P<page>{page})", re.IGNORECASE),
        either(one.closed for one in told if known),
    )


def find(text: str, grounds: tuple[Ground, ...], *, language: str) -> Iterator[Finding]:
    """Hours said of the page that the markup gives, or the other way round, and a closed day that is not said."""
    words = _words(language)
    for ground in grounds:
        if ground.name == "seen.hours_conflict" and isinstance(ground.value, dict):
            sides = {side: str(ground.value.get(side)) for side in ("page", "markup")}
            yield from _swapped(text, sides, words, language)
            if "closed" in sides.values() and not words.closed.search(text) and quantities(text, language=language):
                yield Finding("claims", "contradicted", 0, len(text), text, "one of the two says closed")


def _swapped(text: str, sides: dict[str, str], words: _Words, language: str) -> Iterator[Finding]:
    role: str | None = None
    for start, clause in _clauses(text, words):
        roles = [match.lastgroup for match in words.role.finditer(clause)]
        role = roles[-1] if roles else role
        if role is None:
            continue
        other = sides["markup" if role == "page" else "page"]
        for begin, end, said in _said(clause, words, language):
            if said not in _values(sides[role]) and said in _values(other):
                place = start + begin, start + end
                yield Finding("claims", "contradicted", *place, text[slice(*place)], f"the {role} does not say this")


def _said(clause: str, words: _Words, language: str) -> Iterator[tuple[int, int, object]]:
    for match in words.closed.finditer(clause):
        yield match.start(), match.end(), "closed"
    for quantity in quantities(clause, language=language):
        if quantity.kind == "time":
            yield quantity.start, quantity.end, quantity.value


def _values(hours: str) -> set[object]:
    return {"closed"} if hours == "closed" else {q.value for q in quantities(hours) if q.kind == "time"}


def _clauses(text: str, words: _Words) -> Iterator[tuple[int, str]]:
    at = 0
    for match in words.clause.finditer(text):
        yield at, text[at : match.start()]
        at = match.end()
    yield at, text[at:]
