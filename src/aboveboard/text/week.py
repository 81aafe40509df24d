"""The one form of opening hours: a week of entries, and the comparison of two weeks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

Entry: TypeAlias = dict[str, str | int | bool | list[str] | None]
Week: TypeAlias = tuple[Entry, ...]
DayHours: TypeAlias = tuple[tuple[str, str], ...] | Literal["closed"]
Minutes: TypeAlias = tuple[int, int]

DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")

_NAMES: Final[dict[str, str]] = {
    "mo": "monday mondays mon mo montag montags lundi lundis lun maandag maandags maan maa ma lunes lunedì lunedi",
    "tu": "tuesday tuesdays tues tue tu dienstag dienstags di mardi mardis mar dinsdag dinsdags dins "
    "martes martedì martedi",
    "we": "wednesday wednesdays wednes weds wed we mittwoch mittwochs mi mercredi mercredis mer "
    "woensdag woensdags woens woe wo miércoles miercoles mercoledì mercoledi",
    "th": "thursday thursdays thurs thur thu th donnerstag donnerstags do jeudi jeudis jeu donderdag "
    "donderdags dond jueves giovedì giovedi",
    "fr": "friday fridays fri fr freitag freitags vendredi vendredis ven vrijdag vrijdags vrij vri vr "
    "viernes venerdì venerdi",
    "sa": "saturday saturdays sat sa samstag samstags sams sonnabend sonnabends sam samedi samedis zaterdag "
    "zaterdags zater zat za sábado sabado sabato",
    "su": "sunday sundays sun su sonntag sonntags sonn so dimanche dimanches dim "
    "zondag zondags zond zon zo domingo domenica",
}
DAY_OF: Final[dict[str, str]] = {name: day for day, names in _NAMES.items() for name in names.split()}
# In French two letters mean other days: "Ma" is mardi, "Di" is dimanche.
FRENCH_DAY_OF: Final[dict[str, str]] = DAY_OF | {"lu": "mo", "ma": "tu", "me": "we", "je": "th", "ve": "fr", "di": "su"}


def day_range(first: str, last: str) -> list[str]:
    """The days from `first` to `last`, over the end of the week where need be."""
    start, stop = DAYS.index(first), DAYS.index(last)
    return [DAYS[i % 7] for i in range(start, stop + 1 if stop >= start else stop + 8)]


def clock(minutes: int) -> str:
    """The time of day as "HH:MM"; midnight at the end of a day is "00:00"."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def open_entry(days: Iterable[str], opens: int, closes: int) -> Entry:
    """An entry for days that are open between two minutes of the day; round the clock is "00:00" to "23:59"."""
    if opens % 1440 == closes % 1440 == 0:
        closes = 1439
    return {"days": in_order(days), "opens": clock(opens), "closes": clock(closes)}


def closed_entry(days: Iterable[str]) -> Entry:
    """An entry for days that are closed."""
    return {"days": in_order(days), "closed": True}


def in_order(days: Iterable[str]) -> list[str]:
    """The days once each, Monday first."""
    chosen = set(days)
    return [day for day in DAYS if day in chosen]


def entries(known: Mapping[str, Sequence[Minutes]]) -> Week:
    """The week of what is known of each day (nothing is closed): days with the same hours share their entries."""
    grouped: dict[tuple[Minutes, ...], list[str]] = {}
    for day in DAYS:
        if day in known:
            grouped.setdefault(tuple(sorted(set(known[day]))), []).append(day)
    week: list[Entry] = []
    for spans, days in grouped.items():
        week += [open_entry(days, *span) for span in spans] or [closed_entry(days)]
    return tuple(week)


def by_day(week: Iterable[Entry]) -> dict[str, DayHours]:
    """What a week says of each day it speaks of: the spans in order, or "closed"; hours win over "closed"."""
    spans: dict[str, set[tuple[str, str]]] = {}
    for entry in week:
        days = entry.get("days")
        for day in days if isinstance(days, list) else []:
            known = spans.setdefault(day, set())
            if not entry.get("closed"):
                known.add((str(entry["opens"]), str(entry["closes"])))
    return {day: tuple(sorted(spans[day])) or "closed" for day in DAYS if day in spans}


def conflicts(page_week: Iterable[Entry], markup_week: Iterable[Entry]) -> list[tuple[str, DayHours, DayHours]]:
    """The days for which page and markup both speak and do not agree, with what each says.

    Closing at 23:59 and at 00:00 is the same; a day of which one source is silent is no conflict.
    """
    page, markup = by_day(page_week), by_day(markup_week)
    return [
        (day, page[day], markup[day])
        for day in DAYS
        if day in page and day in markup and _same(page[day]) != _same(markup[day])
    ]


def _same(hours: DayHours) -> DayHours:
    if hours == "closed":
        return "closed"
    return tuple((opens, "23:59" if closes == "00:00" else closes) for opens, closes in hours)


def minutes_of(text: str) -> int | None:
    """The minute of the day of "9:00", "09:00:00", "9 AM", "T17:30" or "24:00"; None for anything else."""
    match = _CLOCK.match(text.strip())
    if not match:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    total = hour * 60 + minute
    return total if total <= 1440 and minute < 60 else None


_CLOCK: Final = re.compile(
    r"T?(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?)?\s*(?P<half>[ap]\.?m\.?)?(?:Z|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE,
)
