"""Addresses in the visible text: postcodes, streets, and the town, region and country that are printed beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from aboveboard.observe.document import Document, squeeze
from aboveboard.observe.seen import MOST_VALUES, Seen
from aboveboard.text import addresses, places, premises, streets
from aboveboard.text.places import Place
from aboveboard.text.span import Reading, Span, overlaps

_BEHIND_COPYRIGHT: Final = re.compile(r"(?:©|\(c\)|copyright)[\s\d–-]*\Z", re.IGNORECASE)
_REACH: Final = 120  # characters between a street line and the postcode that shows it to be an address
_STATE_FIRST: Final = ("US", "AU")
_CANADIAN: Final = re.compile(r"[A-Z]\d[A-Z][ \xa0-]?\d[A-Z]\d")


def read_addresses(page: Document, country: str | None) -> Iterator[Seen]:
    """Every postcode, street, town, region and country of the addresses in the text, each value once."""
    given = set[tuple[str, str]]()
    for fact, reading in _readings(page.visible.text, country):
        value = squeeze(reading.value)
        if (fact, value) not in given:
            given.add((fact, value))
            yield Seen(fact, value, excerpt=squeeze(reading.span.text), where=page.place_at(reading.span.start))


def _readings(text: str, country: str | None) -> Iterator[tuple[str, Reading]]:
    codes = addresses.find_postcodes(text, country)[:MOST_VALUES]
    counties = [span for span in places.counties(text)[:MOST_VALUES] if not _near(span, codes)]
    lines = _streets(text, sorted([*codes, *counties], key=lambda span: span.start), country)
    for code in codes:
        yield "business.postcode", Reading(code.text, code)
        yield from _placed(text, _place(text, code, _floor(lines, code)), code.end)
    for county in counties:
        town = places.before_british(text, county, _floor(lines, county)).locality
        yield from _placed(text, Place(town, county if town else None), county.end)
    for line in lines:
        yield "business.street", Reading(line.text, line)
        if not _near(line, codes) and not _near(line, counties):
            yield from _placed(text, places.behind_street(text, line.end), line.end)


def _floor(lines: list[Span], code: Span) -> int:
    """Where the street before a postcode ends, 0 without one."""
    return max((line.end for line in lines if 0 <= code.start - line.end <= _REACH), default=0)


def _placed(text: str, place: Place, end: int) -> Iterator[tuple[str, Reading]]:
    """The town and region, and the country behind the last of them."""
    for fact, span in (("business.locality", place.locality), ("business.region", place.region)):
        if span is not None:
            yield fact, Reading(span.text, span)
            end = max(end, span.end)
    country = places.country_behind(text, end)
    if country is not None:
        yield "business.country", country


def _place(text: str, code: Span, floor: int) -> Place:
    """What is printed beside a postcode, in the manner that its shape and its surroundings show."""
    if _is_british(code.text):
        british = places.before_british(text, code, floor)
        return Place(british.locality, british.region or places.county_behind(text, code.end))
    for country in _STATE_FIRST if code.text[:1].isdigit() else ("CA",):
        region = places.region_before(text, code.start, country)
        if region is not None and region.start >= floor:
            return Place(places.before_region(text, region, floor), region)
    return Place(places.behind_code(text, code) or places.before_region(text, code, floor))


def _is_british(code: str) -> bool:
    """True for a British or Irish postcode, or an Irish county in its place."""
    return not code[:1].isdigit() and not _CANADIAN.fullmatch(code)


def _streets(text: str, codes: list[Span], country: str | None) -> list[Span]:
    """The streets that a postcode beside them, or a word that can mean nothing else, shows to be addresses."""
    found = addresses.find_streets(text, country)[:MOST_VALUES]
    lines = [
        line for line in found if (_near(line, codes) or streets.is_certain(line.text)) and not _is_imprint(text, line)
    ]
    more = [
        line
        for code in codes
        for line in streets.before_code(text, code.start, lines, numberless=_is_british(code.text))
        if not any(overlaps(line, other) for other in codes)
    ]
    return premises.whole(text, [*lines, *more]) if more else lines


def _near(line: Span, codes: Iterable[Span]) -> bool:
    return any(abs(code.start - line.end) <= _REACH for code in codes)


def _is_imprint(text: str, line: Span) -> bool:
    """True for "© 2014 Crumb Street", a year and a name."""
    return _BEHIND_COPYRIGHT.search(text[max(0, line.start - 20) : line.start]) is not None
