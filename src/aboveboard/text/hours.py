"""Finds opening hours in prose (en, de, fr, nl) and gives them the one form of a week."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

import msgspec

from aboveboard.text import clock, hours_markup, hours_places, timetable, weekdays
from aboveboard.text.timetable import Item
from aboveboard.text.week import DAYS, DayHours, Entry, Week, by_day, conflicts

__all__ = ["DayHours", "Entry", "Found", "Week", "by_day", "conflicts", "find", "from_osm", "from_schema"]

_ALWAYS: Final = (
    r"(?i:\b(?:open\s+)?(?:24\s?(?:hours|hrs|/\s?7|h(?:/|\s)?24)|round\s+the\s+clock|24\s?(?:Stunden|"
    r"heures|uur)(?:\s+geöffnet)?|rund\s+um\s+die\s+Uhr)(?:\s+(?:a|per)\s+day)?\b(?!\s+(?:notice|emergency|in\s+advance|"
    r"advance|before|prior|service|vor|vorher|turnaround|delivery|after|of|from|avant|vooraf)))"
)
_CLOSED: Final = (
    r"(?i:(?<=day)closed\b|\b(?<!kein )(?<!keinen )(?<!not )(?<!never )(?<!nicht )"
    r"(?:closed|shut|not\s+open|geschlossen|ruhetage?|schlie(?:ß|ss)tage?|fermée?s?|fermeture(?:\s+hebdomadaire)?|gesloten|"
    r"rustdag|sluitingsdag|cerrado|chiuso)\b(?!\s+(?:for|until|from\s+\w+day)\b))"
)
_EXCEPT: Final = (
    r"(?i:\b(?:except(?:\s+(?:for|on))?|excluding|excl\.|außer|ausser|sauf|hormis|behalve|uitgezonderd|excepto)\b)"
)
_BREAK: Final = (
    r"(?i:\b(?:closed\s+for\s+lunch|lunch\s?(?:break|hour|closing)|mittagspause|pause\s+(?:de\s+)?(?:déjeuner|midi)|"
    r"(?:lunch|middag)pauze|middagsluiting|mittags\s+geschlossen)\b)"
)
_MONTHS: Final = (
    "jan(?:uary|uar|uari|vier)?|jänner|feb(?:ruary|ruar|ruari)?|février|märz|march|mars|maart|apr(?:il)?|avril|may|mai|mei|"
    "june?|juni|juin|july?|juli|juillet|aug(?:ust|ustus)?|août|sept?(?:ember|embre)?|o[ck]t(?:ober|obre)?|nov(?:ember|embre)?|"
    "de[cz](?:ember)?|décembre"
)
_SEASON: Final = (
    rf"(?i:\b(?:{_MONTHS})\b\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?\s*(?:[-–—/]|\b(?:to|until|till|through|thru|and|bis|und|au|à|"
    rf"et|tot|t/m|en)\b)\s*(?:(?:the\s+|end\s+(?:of\s+)?|ende\s+|fin\s+|eind\s+)?(?:\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s*)?"
    rf"(?:of\s+)?)?(?:{_MONTHS})\b|"
    r"\b(?:summer|winter|spring|autumn|seasonal|christmas|xmas|easter|holiday|festive)\s+(?:opening\s+)?"
    r"(?:hours|times|season|months|period|opening)\b|"
    r"\b(?:im|in\s+den)\s+(?:sommer|winter)\w*|\b(?:sommer|winter)(?:saison|zeit|öffnungszeiten|halbjahr|monate\w*)\b|"
    r"\b(?:en\s+(?:été|hiver)|horaires?\s+d['’](?:été|hiver)|(?:haute|basse|hors)\s+saison)\b|"
    r"\b(?:zomer|winter)(?:periode|tijden|seizoen|openingstijden|maanden|uren)\b)"
)
_DATE: Final = re.compile(
    rf"[,.]?\s*(?:the\s+|le\s+|den\s+)?(?:\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s*(?:of\s+)?(?:{_MONTHS})\b|"
    rf"(?:{_MONTHS})\.?\s+\d{{1,2}}(?!\d|[:.h]\d|\s*[ap]\.?m)|\d{{1,2}}(?:st|nd|rd|th)\b|"
    r"\d{1,2}(?:\.(?:0?[1-9]|1[0-2])\.|(?P<mark>[./-])(?:0?[1-9]|1[0-2])(?P=mark)\d{2,4}(?!\d)))",
    re.IGNORECASE,
)
_NTH: Final = re.compile(
    r"\b(?:first|second|third|fourth|last|[1-4](?:st|nd|rd|th|\.)|every\s+(?:other|second)|alternate|"
    r"(?:jede[nrs]?\s+)?(?:ersten?|zweiten?|dritten?|letzten?)|premiers?|derniers?|eerste|laatste)\s+(?:and\s+\w+\s+)?$",
    re.IGNORECASE,
)
_EVENING: Final = re.compile(r"\b(?:dinner|evenings?|abends|soir|dîner|diner)\b[^.;\n]*$", re.IGNORECASE)
_FILLER: Final = re.compile(
    r"(?:[\s:;.,|()•·*\-–—&/=>+→]|\b(?:from|between|of|the|hours?|open|opening|opens|times?|is|are|we|re|on|and|but|"
    r"every|each|all|day|also|only|um|von|ab|geöffnet|offen|jeweils|nur|durchgehend|mornings?|afternoons?|evenings?|"
    r"und|sowie|uhr|am|pm|wir|haben|sind|ist|für|sie|de|du|le|les|et|est|ouverte?s?|ouverture|van|geopend|open|uur|"
    r"vormittags?|nachmittags?|abends|mittags|matin|après-midi|soir|sans|interruption|non|stop|"
    r"en|op|ook|zijn|is|tussen|horaires?|bank|public|holidays?|feiertags?|feiertage|hrs?|sowie|zu|"
    r"central|eastern|pacific|mountain|atlantic|standard|local|time|[ecmp][sd]?t|c\.s\.t|e\.s\.t|p\.s\.t|gmt|bst|cet|noon|daily)\b)*",
    re.IGNORECASE,
)
_LONGEST_GAP: Final = 40
_MOST_ITEMS: Final = 64  # a week of days with two spans each has 21; a longer run is no timetable
_LONGEST_STATEMENT: Final = 250
_WORD: Final = re.compile(r"[A-Za-zÀ-ž]{2,}")
_TOKEN: Final = re.compile(r"[^\W\d_]+|(?P<number>\d+)")


class Found(msgspec.Struct, frozen=True):
    """Opening hours as they are printed, where, and the week they say."""

    text: str
    start: int
    end: int
    week: tuple[Entry, ...]


@lru_cache(maxsize=8)
def _pattern(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"{weekdays.PATTERNS[language]}|(?P<season>{_SEASON})|(?P<break>{_BREAK})|(?P<closed>{_CLOSED})|"
        rf"(?P<except>{_EXCEPT})|(?P<always>{_ALWAYS})|(?P<open>{clock.SPAN})|(?P<until>{clock.UNTIL})"
    )


def find(text: str, language: str | None) -> list[Found]:
    """Every statement of opening hours in `text`, in order.

    Days and hours have to stand together, in either order. `language` (a BCP 47 tag) only settles what short names of
    days mean; words of all four languages are understood whatever it is. Hours of a season or date are no weekly rule.
    """
    printed = frozenset(_WORD.findall(text))
    windows = hours_places.windows(text, printed)
    spoken = weekdays.language_of(language, printed) if windows else ""
    found: list[Found] = []
    for begin, finish in windows:
        items = [item for match in _matches(text, begin, finish, spoken) for item in _items(match, spoken)]
        for block in _blocks(text, items):
            week = timetable.week(block)
            if week:
                start, end = _bounds(block)
                found.append(Found(text[start:end], start, end, week))
    return found


def from_osm(text: str) -> Week:
    """The week of an `opening_hours` value of OpenStreetMap, also of one in prose; empty when it is not understood."""
    return hours_markup.from_osm(text) or _written_out(text)


def from_schema(value: object) -> Week:
    """The week of schema.org `openingHours` strings or `openingHoursSpecification` objects, alone or in a list.

    Entries for one season or holiday (`validFrom`, `validThrough`) and values that cannot be read are left out.
    """
    if isinstance(value, list | tuple):
        return tuple(entry for item in value for entry in from_schema(item))
    if isinstance(value, str):
        return from_osm(value.strip())
    return hours_markup.from_specification(value) if isinstance(value, Mapping) else ()


def _written_out(text: str) -> Week:
    """The week of a short text that is nothing but one statement of opening hours."""
    found = find(text, None) if len(text) <= _LONGEST_STATEMENT else []
    if len(found) != 1 or "+" in text:
        return ()
    rest = text[: found[0].start] + " " + text[found[0].end :]
    return found[0].week if _FILLER.fullmatch(rest) else ()


def _matches(text: str, begin: int, finish: int, language: str) -> Iterator[re.Match[str]]:
    """What the pattern matches between two places; it is tried at numbers and at words that may begin something."""
    pattern = _pattern(language)
    while token := _TOKEN.search(text, begin, finish):
        begin = token.end()
        if token["number"] or token.group().casefold() in hours_places.BEGINNINGS:
            match = pattern.match(text, token.start(), finish)
            if match:
                yield match
                begin = match.end()


def _items(match: re.Match[str], language: str) -> Iterator[Item]:
    start, end = match.span()
    if match["days"]:
        text = match["days"]
        parts = tuple(days for part in re.split("[,;]", text) if (days := weekdays.read(part, language)))
        part = weekdays.part_of(match["part"])
        yield Item("days", start, end, parts=parts, part=part, date=_is_dated(match))
    elif match["open"]:
        span = clock.read(match)
        if span:
            if span.vague and span.closes <= 720 and _EVENING.search(match.string, max(0, start - 40), start):
                span = span.later()
            yield Item("open", start, end, span=span)
    elif match["until"]:
        closes = clock.read_until(match)
        if closes is not None:
            yield Item("until", start, end, span=clock.Span(0, closes))
    elif match["always"]:
        if "7" in match["always"] and match["always"].lower().startswith("open"):
            yield Item("days", start, start, parts=(DAYS,))
        yield Item("open", start, end)
    else:
        words: tuple[Literal["season", "break", "closed", "except"], ...] = ("season", "break", "closed", "except")
        yield from (Item(word, start, end) for word in words if match[word])


def _is_dated(match: re.Match[str]) -> bool:
    """True for days of a date or of some weeks only: "Monday 26 May", "every other Friday"."""
    text, start, end = match.string, match.start(), match.end()
    return bool(_DATE.match(text, end)) or bool(_NTH.search(text, max(0, start - 40), start))


def _blocks(text: str, items: Sequence[Item]) -> Iterator[list[Item]]:
    """Runs of items between which stands nothing but marks and filling words."""
    block: list[Item] = []
    for item in items:
        gap = text[block[-1].end : item.start] if block else ""
        if block and (len(block) == _MOST_ITEMS or not _is_filling(gap) or _begins_anew(block, item, gap)):
            yield block
            block, gap = [], ""
        block.append(msgspec.structs.replace(item, gap=gap))
    if block:
        yield block


def _is_filling(gap: str) -> bool:
    return len(gap) <= _LONGEST_GAP and gap.count("\n") <= 3 and _FILLER.fullmatch(gap) is not None


def _begins_anew(block: Sequence[Item], item: Item, gap: str) -> bool:
    """True for a season on a new line, and at "9 to 5 and on Wednesday": those days are not of the hours before."""
    if item.what == "season":
        return "\n" in gap
    fresh = item.what == "days" and block[-1].what == "open" and all(other.what != "days" for other in block)
    return fresh and bool(re.search(r"\b(?:and|und|et|en)\b", gap))


def _bounds(block: Sequence[Item]) -> tuple[int, int]:
    """Where the statement begins and ends, without what says nothing at its ends: days that no hours follow."""
    first, last = 0, len(block) - 1
    while first < last and block[first].what in ("until", "except", "break"):
        first += 1
    if block[first].what == "days":
        while last > first and block[last].what == "days" and block[last - 1].what not in ("closed", "except"):
            last -= 1
    return block[first].start, block[last].end
