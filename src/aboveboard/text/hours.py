"""Finds opening hours in prose (en, de, fr, nl) and gives them the one form of a week."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal, TypeAlias

import msgspec

from aboveboard.text.hours_markup import from_osm, from_schema
from aboveboard.text.week import (
    DAY_OF,
    DAYS,
    FRENCH_DAY_OF,
    DayHours,
    Entry,
    Week,
    by_day,
    closed_entry,
    conflicts,
    day_range,
    open_entry,
)

__all__ = ["DayHours", "Entry", "Found", "Week", "by_day", "conflicts", "find", "from_osm", "from_schema"]

_LONG: Final = "|".join(sorted((name for name in DAY_OF if len(name) > 2), key=len, reverse=True))
_SHORT: Final = r"Mo|Tu|We(?=\s*[-–,:&/\d])|Th|Fr|Sa|Su|Di|Mi|Do|So|Ma|Wo|Vr|Za|Zo|Lu|Me|Je|Ve"
_DAY: Final = (
    rf"(?:(?i:{_LONG})(?![^\W\d_])|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=Closed)|(?:{_SHORT})(?!\w))\.?"
)
_DUTCH_DAY: Final = rf"(?:(?i:{_LONG}|ma|di|wo|do|vr|za|zo)(?!\w))\.?"
_TO: Final = (
    r"\s*(?:[-–—‒‐‑~/]+|\b(?i:to|through|thru|until|till?|bis(?:\s+(?:einschließlich|inkl\.?))?|au|à|"
    r"tot(?:\s+en\s+met)?|t/m|a|al)\b)\s*(?i:le\s+)?"
)
_AND: Final = r"\s*(?:[,;&+/|]|\b(?i:and|und|et|en|sowie|u\.|y|e)\b)+\s*(?i:and\s+|und\s+|le\s+)?"
_ALL_DAYS: Final = (
    r"(?i:\b(?:daily|every\s?day(?:\s+of\s+the\s+week)?|(?:7|seven)\s+days(?:\s+(?:a|per)\s+week)?|"
    r"all\s+week|täglich|jeden\s+Tag|tous\s+les\s+jours|7\s?j(?:ours)?\s?(?:/|sur)\s?7|"
    r"dagelijks|elke\s+dag|todos\s+los\s+días|tutti\s+i\s+giorni)\b)"
)
_WEEKDAYS: Final = r"(?i:\b(?:weekdays|mid-?week|wochentags|en\s+semaine|doordeweeks|(?:elke\s+)?werkdag(?:en)?)\b)"
_WEEKEND: Final = r"(?i:\b(?:week-?ends?|am\s+Wochenende|le\s+week-?end|in\s+het\s+weekend)\b)"
_INITIALS: Final = r"M\s?[-–]\s?(?:F|Th|Sat?|Su)(?!\w)"
_HALF: Final = r"(?:\s*(?P<half{n}>(?i:[ap]\.?\s?m\.?(?!\w)|[ap](?![\w.]))))?"
_CLOCK: Final = (
    r"(?:(?P<hour{n}>\d{{1,2}})(?:\s?[:.hHu]\s?(?P<minute{n}>[0-5]\d)(?!\d)(?:\s?[uUh](?!\w))?|\s?(?P<mark{n}>[hu](?:eures?|"
    r"rs?)?|H)(?![\w]))?"
    r"(?P<uhr{n}>\s?(?:Uhr|uur)\b)?" + _HALF + r"(?P<noon{n}>\s+(?i:noon|midnight|midi|minuit)\b)?"
    r"|\b(?P<word{n}>(?i:noon|midday|midnight|mittags?|mitternacht|midi|minuit|middernacht)\b))"
)
_SPAN: Final = (
    r"(?<![\d.,:/€$£+-])(?i:(?:from|between(?:\s+the\s+hours\s+of)?|von|zwischen|de|van|entre|tussen|ab)\s+)?"
    + _CLOCK.format(n=1)
    + (
        r"(?i:\s+(?:[ECMP][SD]?T|GMT|BST))?\s*(?:[-–—‒‐‑~]+|\b(?i:to|until|till?|bis|à|a|tot|and|et|en|und|"
        r"through|thru|jusqu['’]à)\b)\s*"
    )
    + _CLOCK.format(n=2)
    + r"(?![\d%€$£]|[.,:-]\d)(?P<uhr>\s?(?:Uhr|uur)\b)?"
)
_ALWAYS: Final = (
    r"(?i:\b(?:open\s+)?(?:24\s?(?:hours|hrs|/\s?7|h(?:/|\s)?24)|round\s+the\s+clock|24\s?(?:Stunden|"
    r"heures|uur)(?:\s+geöffnet)?|rund\s+um\s+die\s+Uhr)(?:\s+(?:a|per)\s+day)?\b)"
)
_CLOSED: Final = (
    r"(?i:(?<=day)closed\b|\b(?:closed|except(?:\s+on)?|excluding|außer|ausser|sauf|behalve|excepto|"
    r"geschlossen|ruhetag|fermée?s?|fermeture|gesloten|cerrado|chiuso)\b)"
)
_FILLER: Final = re.compile(
    r"(?:[\s:;.,|()•·*\-–—&/=>+]|\b(?:from|between|of|the|hours?|open|opening|times?|is|are|we|re|on|and|"
    r"every|each|all|day|also|only|um|von|ab|geöffnet|offen|jeweils|nur|durchgehend|"
    r"und|sowie|uhr|am|wir|haben|sind|für|sie|de|du|le|les|et|ouverte?s?|ouverture|van|geopend|open|uur|"
    r"en|op|horaires?|"
    r"central|eastern|pacific|mountain|atlantic|standard|local|time|[ecmp][sd]?t|gmt|bst|cet|noon|daily)\b)*",
    re.IGNORECASE,
)
_LONGEST_GAP: Final = 40


class Found(msgspec.Struct, frozen=True):
    """Opening hours as they are printed, where, and the week they say."""

    text: str
    start: int
    end: int
    week: tuple[Entry, ...]


class _Item(msgspec.Struct, frozen=True):
    """Some days, an opening span or the word "closed", and where it stands."""

    what: Literal["days", "open", "closed"]
    start: int
    end: int
    days: tuple[str, ...] = ()
    span: tuple[int, int] = (0, 0)
    bare: bool = False


_Block: TypeAlias = list[_Item]


def _pattern(day: str) -> re.Pattern[str]:
    days = (
        rf"(?P<days>(?<![^\W\d_])(?<!['’]){day}(?:(?:{_TO}|{_AND}|\s+){day})*|{_INITIALS}|{_ALL_DAYS}|"
        rf"{_WEEKDAYS}|{_WEEKEND})"
    )
    return re.compile(rf"{days}|(?P<closed>{_CLOSED})|(?P<always>{_ALWAYS})|(?P<open>{_SPAN})")


_ITEM: Final = _pattern(_DAY)
_DUTCH_ITEM: Final = _pattern(_DUTCH_DAY)


def find(text: str, language: str | None) -> list[Found]:
    """Every statement of opening hours in `text`, in order.

    Days and hours have to stand together, in either order. `language` (a BCP 47 tag) only settles what short names of
    days mean; words of all four languages are understood whatever it is.
    """
    primary = (language or "").lower().partition("-")[0]
    names = FRENCH_DAY_OF if primary == "fr" else DAY_OF
    pattern = _DUTCH_ITEM if primary == "nl" else _ITEM
    items = [item for match in pattern.finditer(text) for item in _items(match, names)]
    found: list[Found] = []
    for block in _blocks(text, items):
        week = _week(block, text)
        while block[-1].what == "days" and block[0].what == "days":
            if len(block) == 1 or block[-2].what == "closed":
                break
            block.pop()
        if week:
            start, end = block[0].start, block[-1].end
            found.append(Found(text[start:end], start, end, week))
    return found


def _items(match: re.Match[str], names: dict[str, str]) -> Iterator[_Item]:
    start, end = match.span()
    if match["days"]:
        yield _Item("days", start, end, days=_days(match["days"], names))
    elif match["closed"]:
        yield _Item("closed", start, end)
    elif match["always"]:
        if "7" in match["always"] and match["always"].lower().startswith("open"):
            yield _Item("days", start, start, days=DAYS)
        yield _Item("open", start, end, span=(0, 1440))
    else:
        span = _span(match)
        if span:
            yield _Item("open", start, end, span=span, bare=_is_bare(match))


def _days(text: str, names: dict[str, str]) -> tuple[str, ...]:
    if re.fullmatch(_ALL_DAYS, text):
        return DAYS
    if re.fullmatch(_WEEKDAYS, text):
        return DAYS[:5]
    if re.fullmatch(_WEEKEND, text):
        return DAYS[5:]
    if re.fullmatch(_INITIALS, text):
        last = text[1:].strip(" -–").lower()[:2]
        return tuple(day_range("mo", {"f": "fr"}.get(last, last)))
    days: list[str] = []
    until = 0
    for match in re.finditer(r"[^\W\d_]{2,}", text):
        day = names.get(match.group().lower())
        if day is None:
            continue
        ranged = bool(days) and re.fullmatch(_TO, text[until : match.start()].replace(".", " "))
        days += day_range(days[-1], day)[1:] if ranged else [day]
        until = match.end()
    return tuple(dict.fromkeys(days))


def _is_bare(match: re.Match[str]) -> bool:
    """True if nothing but its place beside days says that two numbers are times: "9-5"."""
    return (
        not any(match[f"{name}{n}"] for name in ("minute", "mark", "uhr", "half", "noon", "word") for n in (1, 2))
        and not match["uhr"]
    )


def _span(match: re.Match[str]) -> tuple[int, int] | None:
    """The minutes of opening and closing, with the halves of the day that are not printed filled in."""
    first, last = _minute(match, 1), _minute(match, 2)
    if first is None or last is None:
        return None
    (opens, opens_half), (closes, closes_half) = first, last
    if closes_half and not opens_half and opens < 720:
        opens = _with_half_of_closing(opens, closes, closes_half)
    elif closes <= opens and not closes_half and closes < 720 and (opens_half != "24" or closes >= 60):
        closes += 720 if opens < closes + 720 and not _is_round_the_clock(match) else 0
    return (opens, closes) if opens != closes % 1440 or closes == 1440 else None


def _with_half_of_closing(opens: int, closes: int, half: str) -> int:
    if half == "p":
        later = opens % 720 + 720
        return later if (opens < 420 and later < closes) or opens % 720 == 0 else opens
    return opens + 720 if half == "a" and opens >= closes % 720 and opens >= 60 and closes < 360 else opens


def _is_round_the_clock(match: re.Match[str]) -> bool:
    """True if the times are written in the manner of 24 hours: "08:00", "18 Uhr", "18h"."""
    return any(match[f"{name}{n}"] for name in ("mark", "uhr") for n in (1, 2)) or (
        match["hour2"] is not None and match["hour2"].startswith("0")
    )


_MIDNIGHT: Final = frozenset(("midnight", "mitternacht", "minuit", "middernacht"))


def _minute(match: re.Match[str], n: int) -> tuple[int, str] | None:
    """The minute of the day as printed, and the half of the day: "a", "p", "24" for certain, or "" for not said."""
    word = (match[f"word{n}"] or match[f"noon{n}"] or "").strip().lower()
    if word:
        return (1440 if n == 2 else 0, "24") if word in _MIDNIGHT else (720, "24")
    hour, minute = int(match[f"hour{n}"]), int(match[f"minute{n}"] or 0)
    half = (match[f"half{n}"] or "").strip().lower()[:1]
    if hour > 24 or (half and not 1 <= hour <= 12) or hour * 60 + minute > 1440:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
        return (1440 if n == 2 and hour == minute == 0 else hour * 60 + minute), half
    return hour * 60 + minute, "24" if hour > 12 or match[f"hour{n}"].startswith("0") else ""


def _blocks(text: str, items: Sequence[_Item]) -> Iterator[_Block]:
    """Runs of items between which stands nothing but marks and filling words."""
    block: _Block = []
    for item in items:
        gap = text[block[-1].end : item.start] if block else ""
        if block and (
            len(gap) > _LONGEST_GAP
            or gap.count("\n") > 3
            or not _FILLER.fullmatch(gap)
            or _begins_anew(block, item, gap)
        ):
            yield block
            block = []
        block.append(item)
    if block:
        yield block


def _begins_anew(block: _Block, item: _Item, gap: str) -> bool:
    """True at "9 to 5 and on Wednesday": what follows the "and" are not the days of the hours before."""
    fresh = item.what == "days" and block[-1].what == "open" and all(other.what != "days" for other in block)
    return fresh and bool(re.search(r"\b(?:and|und|et|en)\b", gap))


def _week(block: _Block, text: str) -> Week:
    """The entries of a run: days take the hours after them, or, where the run begins with hours, those before."""
    spoken = [
        item for i, item in enumerate(block) if i or not item.bare or any(len(other.days) > 1 for other in block[1:2])
    ]
    days_first = next((item.what == "days" for item in spoken if item.what != "closed"), True)
    entries: list[Entry] = []
    pending: list[_Item] = []
    days: tuple[str, ...] = ()
    for i, item in enumerate(spoken):
        after = spoken[i + 1].what if i + 1 < len(spoken) else None
        if item.what == "days":
            followed = spoken[i - 1].what == "days" if i else False
            days = tuple(dict.fromkeys(days + item.days)) if followed and days != DAYS else item.days
            if pending:
                entries = _without(entries, item.days) if pending[0].what == "closed" else entries
                entries += [_entry(item.days, hours) for hours in pending]
                pending, days = ([], ()) if after != "days" else (pending, ())
        elif item.what == "closed":
            if i and spoken[i - 1].what == "days" and days:
                entries = [*_without(entries, days), closed_entry(days)]
            elif after == "days" and _is_weekly(text, spoken[i + 1].end):
                pending = [item]
        elif days_first and days:
            entries.append(_entry(days, item))
        elif not days_first:
            pending = [*([h for h in pending if h.what == "open"] if i and spoken[i - 1].what == "open" else []), item]
    return tuple(entries)


def _without(entries: Sequence[Entry], days: Sequence[str]) -> list[Entry]:
    """The entries without the days that are said to be closed: "open daily, closed on Sundays"."""
    left = [
        (entry, [day for day in named if day not in days])
        for entry in entries
        if isinstance(named := entry["days"], list)
    ]
    return [{**entry, "days": [*kept]} for entry, kept in left if kept]


def _entry(days: Sequence[str], item: _Item) -> Entry:
    return open_entry(days, *item.span) if item.what == "open" else closed_entry(days)


def _is_weekly(text: str, end: int) -> bool:
    """False where a date follows the day: "closed Monday 26 May" is no weekly rule."""
    return not re.match(r",?\s*(?:the\s+)?\d{1,2}(?:st|nd|rd|th|\.)?(?!\d|[:.h]\d|\s*[ap]\.?m)", text[end:])
