"""Addresses in the visible text: postcodes, the street near each, and the place that is printed beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from aboveboard.observe.document import Document, squeeze
from aboveboard.observe.seen import MOST_VALUES, Seen
from aboveboard.text import addresses, persons
from aboveboard.text.span import Span

_BEHIND_COPYRIGHT: Final = re.compile(r"(?:©|\(c\)|copyright)[\s\d–-]*$", re.IGNORECASE)
_REACH: Final = 120  # characters between a street line and the postcode that shows it to be an address
_WORD: Final = r"[A-ZÄÖÜÉÈÎŒ][\w'’.-]*[\w]"
# "10117 Berlin", "1234 AB Den Haag": at most three capitalised words on the postcode's line, and their small joints.
_AFTER: Final = re.compile(
    rf"[ \t]{{1,3}}({_WORD}(?:[ -](?:{_WORD}|am|an der|im|de|la|le|sur|den|aan|op)){{0,3}})(?=[ \t]*(?:[,|(\n]|$))"
)
# "Portland, OR 97201": the words between the last comma or line and the state.
_BEFORE: Final = re.compile(
    rf"(?:^|[,\n\t|•·-] *)({_WORD}(?: {_WORD}){{0,2}})[,.]?[ \n]+([A-Z]{{2,3}}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)[.,]?\s+$"
)
_POSTCODE_FIRST: Final = frozenset({"DE", "AT", "CH", "FR", "NL", "BE", "ES", "IT"})
_STATE_FIRST: Final = frozenset({"US", "CA", "AU"})


def read_addresses(page: Document, country: str | None) -> Iterator[Seen]:
    """Every postcode, street, locality and region of the text, each value once."""
    text = page.visible.text
    postcodes = addresses.find_postcodes(text, country)[:MOST_VALUES]
    given = set[tuple[str, str]]()
    for span in postcodes:
        yield from _once(page, "business.postcode", span, given)
        for fact, beside in _beside(text, span, country):
            yield from _once(page, fact, beside, given)
    for span in addresses.find_streets(text, country)[:MOST_VALUES]:
        behind_copyright = _BEHIND_COPYRIGHT.search(text[max(0, span.start - 20) : span.start])
        if not behind_copyright and any(abs(code.start - span.end) <= _REACH for code in postcodes):
            yield from _once(page, "business.street", span, given)


def _once(page: Document, fact: str, span: Span, given: set[tuple[str, str]]) -> Iterator[Seen]:
    value = squeeze(span.text)
    if (fact, value) not in given:
        given.add((fact, value))
        yield Seen(fact, value, excerpt=value, where=page.place_at(span.start))


def _beside(text: str, code: Span, country: str | None) -> Iterator[tuple[str, Span]]:
    """The locality behind a postcode, or locality and region before it, in the manner of the country."""
    if country in _POSTCODE_FIRST:
        after = _AFTER.match(text, code.end)
        if after and not persons.find(after[1], strict=False):
            yield "business.locality", Span(after[1], after.start(1), after.end(1))
    elif country in _STATE_FIRST or (country is None and code.text[:5].isdigit()):
        start = max(0, code.start - 60)
        before = _BEFORE.search(text[start : code.start])
        if before and not persons.find(before[1], strict=False):
            yield "business.locality", Span(before[1], start + before.start(1), start + before.end(1))
            yield "business.region", Span(before[2], start + before.start(2), start + before.end(2))
