"""Finds the town, the region and the country beside a street or a postcode."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from aboveboard.text import persons
from aboveboard.text.place_names import COUNTIES, COUNTRY_CODES, IRISH_COUNTIES, STATE_CODES, STATE_NAMES
from aboveboard.text.span import Reading, Span

_LETTER: Final = r"[A-ZÀ-ÖØ-ÞŒ]"
_WORD: Final = rf"{_LETTER}[\w'’.-]*"
_CITY: Final = rf"{_WORD}(?:[ ](?:{_WORD}|of|upon|on|by|the|in|under|and|de|la|le|sur|am|an der|den|aan|op)){{0,3}}"
_CITY_AT_END: Final = re.compile(rf"(?:[,\n\t|•·:(–]|[.!?;] |\b(?:in|at|of|near) |- )[ \xa0]*(?P<city>{_CITY}),?\Z")
_CITY_ONLY: Final = re.compile(rf"(?:{_WORD})(?:[ -](?:{_WORD}|of|upon|on|by|the|in|under|le|de)){{0,3}}")
_AFTER: Final = re.compile(
    rf"[ \t]{{1,3}}({_LETTER}[\w'’.-]*\w(?:[ -](?:{_LETTER}[\w'’.-]*\w|am|an der|im|de|la|le|sur|den|aan|op)){{0,3}})"
    r"(?=[ \t]*(?:[,|(\n]|\Z))"
)
_IRISH_COUNTY: Final = re.compile(r"C(?<!\wC)o(?:unty|\.)?[ ][A-Z][a-z]{3,11}(?!\w)")
_COUNTY_BEHIND: Final = re.compile(
    r"[ ]?[,.]?[ \n](?P<name>[A-Z][\w'-]+(?: (?:and|[A-Z][\w'-]+)){0,2})(?=\s*(?:[,.|\n]|\Z))"
)
_COUNTY_OF: Final = re.compile(r"(?:Co|County)\.? [A-Z][a-z]+")
_COUNTRY_AHEAD: Final = re.compile(r"[\s,.(|–-]{1,4}(?P<name>[A-ZÉÖ][\w.]*(?:,? [A-ZÉ][\w.]*){0,2}|The Netherlands)")
_REACH: Final = 70  # characters before a postcode in which its town and county stand
_NO_TOWNS: Final = frozenset(
    {"street", "road", "lane", "avenue", "house", "building", "floor", "unit", "suite", "office", "address", "tel"}
    | {"phone", "telephone", "fax", "email", "po", "box"}
)


class Place(msgspec.Struct, frozen=True):
    """The town and the region that were read; either may be missing."""

    locality: Span | None = None
    region: Span | None = None


def region_before(text: str, end: int, country: str) -> Span | None:
    """The state or province of `country` whose name or code ends before `end`, but for blanks and a comma."""
    codes, names = STATE_CODES[country], STATE_NAMES[country]
    stop = _before_blanks(text, end)
    begin = stop
    found: Span | None = None
    for _ in range(4):
        begin = _word_start(text, begin)
        piece = text[begin:stop]
        bare = piece.replace(".", "")
        if bare in codes or (bare.upper() in codes and text[max(0, begin - 2) : begin] == ", "):
            found = found or Span(text[begin:stop], begin, stop)
        elif bare.casefold() in names and (piece[:1].isupper() or text[max(0, begin - 2) : begin] == ", "):
            found = Span(piece, begin, stop)
        if text[begin - 1 : begin] != " ":
            break
        begin -= 1
    return found


def _before_blanks(text: str, end: int) -> int:
    stop = end
    while stop > 0 and end - stop < 4 and text[stop - 1] in " \n\t\xa0,.":
        stop -= 1
    return stop + (text[stop : stop + 1] == "." and text[stop - 2 : stop - 1] == ".")


def _word_start(text: str, end: int) -> int:
    start = end
    while start > 0 and end - start < 20 and (text[start - 1].isalnum() or text[start - 1] in ".'’-"):
        start -= 1
    return start


def before_region(text: str, region: Span, floor: int) -> Span | None:
    """The town before a state, "Portland, OR"; nothing before `floor`, the end of a street, is part of it."""
    start = max(floor, region.start - _REACH)
    edge = "\n" if start == floor else ""
    stop = region.start - (len(text[start : region.start]) - len(text[start : region.start].rstrip(" \n\t\xa0")))
    window = edge + text[start:stop]
    found = _CITY_AT_END.search(window)
    if found is None or not found["city"].strip(".,"):
        return None
    begin = start - len(edge) + found.start("city")
    beside_street = floor > 0 and not text[floor:begin].strip(" ,.\n\t\xa0")
    return _town(text, begin, begin + len(found["city"].rstrip(".,")), vouched=beside_street)


def _town(text: str, start: int, end: int, *, vouched: bool = False) -> Span | None:
    """The words as a town, unless they are a part of a street or, with no street before to vouch, a person's name."""
    name = text[start:end]
    if name[-1:] in ("", "-") or name.casefold() in COUNTRY_CODES or not _NO_TOWNS.isdisjoint(name.lower().split()):
        return None
    if not vouched and persons.find(name, strict=False):
        return None
    return Span(name, start, end)


def before_british(text: str, code: Span, floor: int) -> Place:
    """The post town and the county before a British or Irish postcode: the last of the lines that are names alone."""
    start = max(floor, code.start - _REACH)
    region: Span | None = None
    pieces = [(m.start() + start, m.end() + start) for m in re.finditer(r"[^,\n\t|•·]+", text[start : code.start])]
    for begin, end in reversed(pieces[-4:]):
        if begin == start and start != floor:
            break  # it began before the reach
        name = text[begin:end].strip(" .\xa0-–")
        begin = text.find(name, begin)
        if not name:
            continue
        if name.casefold() in COUNTIES or _COUNTY_OF.fullmatch(name):
            region = region or Span(name, begin, begin + len(name))
            continue
        name, region = _without_county(text, begin, name, region)
        town = _town(text, begin, begin + len(name)) if _CITY_ONLY.fullmatch(name) else None
        return Place(town, region)
    return Place(None, region)


def _without_county(text: str, begin: int, name: str, region: Span | None) -> tuple[str, Span | None]:
    """A town that has its county on its own line: "Sevenoaks Kent"."""
    words = name.split(" ")
    for count in (3, 2, 1):
        county = " ".join(words[-count:])
        if len(words) > count and county.casefold() in COUNTIES and region is None:
            start = begin + len(name) - len(county)
            return name[: -len(county)].rstrip(), Span(county, start, start + len(county))
    return name, region


def counties(text: str) -> list[Span]:
    """The Irish counties that a text names with "Co." or "County"; most Irish addresses of old have no postcode."""
    found = (Span(m[0], m.start(), m.end()) for m in _IRISH_COUNTY.finditer(text))
    return [span for span in found if span.text.rpartition(" ")[2].casefold() in IRISH_COUNTIES]


def county_behind(text: str, end: int) -> Span | None:
    """The British county on the line behind a postcode."""
    found = _COUNTY_BEHIND.match(text, end)
    if found is None or found["name"].casefold() not in COUNTIES:
        return None
    return Span(found["name"], found.start("name"), found.end("name"))


def behind_code(text: str, code: Span) -> Span | None:
    """The town behind a postcode that stands first: "10117 Berlin"."""
    found = _AFTER.match(text, code.end)
    return _town(text, found.start(1), found.end(1)) if found else None


_TOWN_AND_REGION: Final = re.compile(
    rf"[,.]?[ \n\t]{{1,2}}(?P<city>{_WORD}(?:[ -](?:{_WORD}|of|upon|on|le|de)){{0,3}}?)[,.]?[ \n]{{1,2}}"
    r"(?P<region>(?:Co|County)\.? [A-Z][a-z]+|[A-Z]\.[A-Z]\.|[A-Z][\w-]+(?: (?:and|&|[A-Z][a-z]+)){0,2})(?!\w)"
)


def behind_street(text: str, end: int) -> Place:
    """The town and the state or county behind a street, where they stand together: "Tullamore, Co. Offaly"."""
    found = _TOWN_AND_REGION.match(text, end)
    region = found["region"] if found else ""
    while found and region and not _is_region(region):
        region = region.rpartition(" ")[0]
    town = _town(text, found.start("city"), found.end("city")) if found and region else None
    if found is None or town is None:
        return Place()
    return Place(town, Span(region, found.start("region"), found.start("region") + len(region)))


def _is_region(name: str) -> bool:
    """True for a state, a province or a county, by its name or its code."""
    bare, folded = name.replace(".", ""), name.casefold()
    states = any(bare in STATE_CODES[country] or folded in STATE_NAMES[country] for country in STATE_CODES)
    return states or folded in COUNTIES or _COUNTY_OF.fullmatch(name) is not None


def country_behind(text: str, end: int) -> Reading | None:
    """The country named behind an address, as its code (ISO 3166-1)."""
    found = _COUNTRY_AHEAD.match(text, end)
    if found is None:
        return None
    words = found["name"].rstrip(".")
    while words:
        code = COUNTRY_CODES.get(words.casefold())
        if code and (len(words) > 2 or words.isupper()):
            start = found.start("name")
            return Reading(code, Span(words, start, start + len(words)))
        words = words.rpartition(" ")[0].rstrip(".,")
    return None
