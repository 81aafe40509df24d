"""Selection: the few facts of a row that its message may state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from aboveboard.domain.fact import Fact, decode_facts

_START: Final = ',{"attribute":'
_DECODER: Final = msgspec.json.Decoder(Fact)


def facts_of(text: str | None, angle: str, today: date) -> list[Fact]:
    """The fact of the angle and, where neighbours were counted for it, their counts; nothing expired or above entity.

    Without the angle's fact there is nothing to say, so the list is empty.
    """
    usable = [fact for fact in _named(text or "", f"seen.{angle}") if _is_usable(fact, today)]
    if not usable:
        return []
    for fact in _named(text or "", "survey.neighbours"):
        if _is_usable(fact, today) and _counts(fact) == angle:
            return [usable[0], fact]
    return usable[:1]


def is_named(text: str | None, name: str, today: date) -> bool:
    """True if a fact in force gives the business this name; a name from a list that is too old greets nobody."""
    return any(fact.value == name and _is_usable(fact, today) for fact in _named(text or "", "business.name"))


def _counts(fact: Fact) -> str:
    """The angle that a fact about neighbours counts."""
    return str(fact.value.get("attribute")).removeprefix("seen.") if isinstance(fact.value, dict) else ""


def _is_usable(fact: Fact, today: date) -> bool:
    return fact.level == "entity" and today < fact.expires


def _named(text: str, attribute: str) -> Iterator[Fact]:
    """The facts of one attribute, cut out of the one text form without decoding the others.

    In JSON a quotation mark inside a string is escaped, and no value is a list of records: so what is looked for can
    stand nowhere but at the start of a fact. With forty facts this takes 4 us, decoding all takes 27 (2026-11).
    """
    begin = f'{_START}"{attribute}"'
    start = 0 if text.startswith("[" + begin[1:]) else text.find(begin)
    if start < 0 and attribute in text:
        yield from (fact for fact in decode_facts(text) if fact.attribute == attribute)
    while start >= 0:
        end = text.find(_START, start + 1)
        yield _DECODER.decode(text[start + 1 : end if end >= 0 else text.rindex("]")])
        start = text.find(begin, start + 1)
