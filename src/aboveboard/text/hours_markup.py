"""Reads opening hours from OpenStreetMap's notation and from schema.org markup."""

import re
from collections.abc import Mapping
from typing import Final

from aboveboard.text.week import DAY_OF, DAYS, Entry, Week, closed_entry, day_range, minutes_of, open_entry

_TIME: Final = r"T?\d{1,2}(?:[:.]\d\d)?(?::\d\d)?(?:\s*[AaPp]\.?[Mm]\.?)?"
_SPAN: Final = rf"{_TIME}\s*[-–—]\s*{_TIME}"
_DAY: Final = r"[^\W\d_]{2,12}\.?"
_DAY_LIST: Final = rf"{_DAY}(?:\s*[-–—]\s*{_DAY})?(?:(?:\s*,\s*|\s+){_DAY}(?:\s*[-–—]\s*{_DAY})?)*"
_RULE: Final = re.compile(
    rf"(?:(?P<days>{_DAY_LIST})\s*:?\s*)?(?:(?P<spans>{_SPAN}(?:\s*[,;/]?\s*{_SPAN})*)|(?P<closed>off|"
    rf"closed)|(?P<always>24/7|24 ?hours))$"
)
# A comma before a day begins a further rule: "Mo-Fr 08:00-12:00, We 14:00-18:00".
_RULE_ENDS: Final = re.compile(r"\s*(?:;|\|\||,(?=\s*[A-Z][a-z]\b[^,;]*\d)(?<=\d,))\s*")
_HOLIDAYS: Final = re.compile(r"^(?:PH|SH|easter)\b[^;]*$|\bPublicHolidays?\b")
_OPENS_ONLY: Final = re.compile(r"\s+open$|\s*\"[^\"]*\"$")


def from_osm(text: str) -> Week:
    """The week of an `opening_hours` value of OpenStreetMap; empty when any rule but one on holidays is not understood.

    Later rules replace earlier ones for the days they name (OpenStreetMap wiki, Key:opening_hours/specification).
    """
    known: dict[str, list[tuple[int, int]]] = {}
    for rule in _RULE_ENDS.split(text.strip().rstrip(";").strip()):
        rule = (
            _OPENS_ONLY.sub("", re.sub(r",?\s*\b[PS]H\b(?=[\s,])|\b[PS]H,\s*", "", rule))
            if not _HOLIDAYS.search(rule)
            else ""
        )
        if not rule:
            continue
        read = _rule(rule.strip())
        if read is None:
            return ()
        days, spans = read
        additional = bool(spans) and f", {rule}" in text and all(day in known for day in days)
        for day in days:
            known[day] = known.get(day, []) + spans if additional else spans
    return _collected(known)


def from_schema(value: object) -> Week:
    """The week of schema.org `openingHours` strings or `openingHoursSpecification` objects, alone or in a list.

    Entries for one season or holiday (`validFrom`, `validThrough`) and values that cannot be read are left out;
    opening and closing at the same minute means closed, as search engines read it.
    """
    if isinstance(value, list | tuple):
        return tuple(entry for item in value for entry in from_schema(item))
    if isinstance(value, str):
        return from_osm(value.strip())
    return _specification(value) if isinstance(value, Mapping) else ()


def _rule(rule: str) -> tuple[list[str], list[tuple[int, int]]] | None:
    match = _RULE.match(rule)
    days = _days(match["days"]) if match else None
    if match is None or days is None:
        return None
    if match["closed"]:
        return days, []
    if match["always"]:
        return days, [(0, 1440)]
    spans = [_span(part) for part in re.findall(_SPAN, match["spans"])]
    whole = [span for span in spans if span is not None]
    return (days, whole) if len(whole) == len(spans) else None


def _days(text: str | None) -> list[str] | None:
    """The days of "Mo-Fr,Su" or of nothing, which is every day; None when a word is no day."""
    if not text:
        return list(DAYS)
    days: list[str] = []
    for part in re.split(r"\s*,\s*|(?<![-–—])\s+(?![-–—])", text.strip()):
        ends = [DAY_OF.get(word.strip(" .").lower()) for word in re.split(r"[-–—]", part)]
        if None in ends or len(ends) > 2:
            return None
        days += day_range(str(ends[0]), str(ends[-1]))
    return days


def _span(text: str) -> tuple[int, int] | None:
    opens, closes = (minutes_of(part) for part in re.split(r"\s*[-–—]\s*", text, maxsplit=1))
    return None if opens is None or closes is None else (opens, closes)


def _collected(known: Mapping[str, list[tuple[int, int]]]) -> Week:
    """Days with the same hours in one entry, in the order in which their hours are first met in the week."""
    grouped: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for day in DAYS:
        if day in known:
            grouped.setdefault(tuple(sorted(set(known[day]))), []).append(day)
    entries: list[Entry] = []
    for spans, days in grouped.items():
        entries += [open_entry(days, *span) for span in spans] or [closed_entry(days)]
    return tuple(entries)


def _specification(value: Mapping[str, object]) -> Week:
    if value.get("validFrom") or value.get("validThrough"):
        return ()
    days = _named_days(value.get("dayOfWeek"))
    opens, closes = (minutes_of(str(value.get(key) or "")) for key in ("opens", "closes"))
    if not days or opens is None or closes is None:
        return ()
    return (closed_entry(days),) if opens == closes else (open_entry(days, opens, closes),)


def _named_days(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [day for item in value for day in _named_days(item)]
    if isinstance(value, Mapping):
        return _named_days(value.get("name") or value.get("@id"))
    if not isinstance(value, str):
        return []
    return [day for word in re.split(r"[,\s]+", value) if (day := DAY_OF.get(re.split(r"[/#]", word)[-1].lower()))]
