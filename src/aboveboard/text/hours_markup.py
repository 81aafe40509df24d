"""Reads opening hours from OpenStreetMap's notation and from schema.org's specifications."""

import re
from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from aboveboard.text.week import DAY_OF, DAYS, Minutes, Week, closed_entry, day_range, entries, minutes_of, open_entry

_TIME: Final = r"T?\d{1,2}(?:[:.]?\d\d)?(?::\d\d)?(?:\s*[AaPp]\.?[Mm]\.?)?"
_SPAN: Final = rf"{_TIME}\s*[-–—]\s*{_TIME}(?!\s*\+)"
_DAY: Final = r"[^\W\d_]{2,12}\.?"
_DAYS: Final = rf"{_DAY}(?:\s*[-–—]\s*{_DAY})?"
_RULE: Final = re.compile(
    rf"(?:(?P<days>{_DAYS}(?:(?:\s*,\s*|\s+)(?!off|closed|open|unknown){_DAYS})*)\s*[:,]?\s*)??"
    rf"(?:(?P<spans>{_SPAN}(?:\s*[,;/]?\s*{_SPAN})*)|(?P<always>24/7|24 ?hours))?\s*"
    r"(?P<state>(?i:off|closed|open|unknown))?\s*(?P<comment>\")?\s*"
)
# A comma before a day begins a further rule, which adds to those before it: "Mo-Fr 08:00-12:00, We 14:00-18:00".
_RULE_ENDS: Final = re.compile(r"\s*(;|\|\||(?<=\d)\s*,(?=\s*[A-Za-z]{2})|(?<=off)\s*,|(?<=osed)\s*,)\s*")
_COMMENT: Final = re.compile(r'"[^"]*"')
_OF_HOLIDAYS: Final = re.compile(
    r"(?:PH|SH|easter)\b(?!\s*,)|(?:PH|SH)\s*,\s*(?:PH|SH)\b(?!\s*,)|PublicHolidays?\b|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d(?:[-,]\d\d)?:? (?:off|closed)$"
)
_HOLIDAY: Final = re.compile(r"\b[PS]H\s*,\s*|,?\s*\b[PS]H\b")
_LATE: Final = re.compile(r"(2[4-9]|3\d|4[0-8]):([0-5]\d)")  # the hours of the next day, as OpenStreetMap counts them
_LONGEST: Final = 1000


class _Rule(msgspec.Struct, frozen=True):
    days: list[str]
    state: Literal["open", "closed", "unknown"]
    spans: list[Minutes]


def from_osm(text: str) -> Week:
    """The week of an `opening_hours` value of OpenStreetMap; empty when any rule but one on holidays is not understood.

    Later rules replace earlier ones for the days they name, rules behind a comma add to them, and what is open with a
    mere comment ("by appointment") is not known (OpenStreetMap wiki, Key:opening_hours/specification).
    """
    known: dict[str, list[Minutes]] = {}
    pieces = _RULE_ENDS.split(_COMMENT.sub('"', text[:_LONGEST].strip()))
    for mark, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        if not piece or _OF_HOLIDAYS.match(piece):
            continue
        rule = _rule(_HOLIDAY.sub("", piece).strip())
        if rule is None or (mark == "||" and rule.state == "open"):
            return ()
        for day in rule.days if mark != "||" else ():
            if rule.state == "unknown":
                known.pop(day, None)
            else:
                known[day] = [*(known.get(day, []) if mark == "," else []), *rule.spans]
    return entries(known)


def from_specification(value: Mapping[str, object]) -> Week:
    """The week of a schema.org OpeningHoursSpecification; empty for one season or holiday and where it cannot be read.

    Opening and closing at the same minute means closed (Google Search Central, "Local business").
    """
    if value.get("validFrom") or value.get("validThrough"):
        return ()
    days = _named_days(value.get("dayOfWeek"))
    opens, closes = (minutes_of(str(value.get(key) or "")) for key in ("opens", "closes"))
    if not days or opens is None or closes is None:
        return ()
    return (closed_entry(days),) if opens == closes else (open_entry(days, opens, closes),)


def _rule(text: str) -> _Rule | None:
    match = _RULE.fullmatch(text)
    days = _days(match["days"]) if match else None
    if match is None or days is None:
        return None
    state, told = (match["state"] or "").lower(), match["spans"] or match["always"]
    if state in ("off", "closed"):
        return _Rule(days, "closed", []) if not told else None
    if state == "unknown" or (match["comment"] and not state):
        return _Rule(days, "unknown", [])
    if match["always"]:
        return _Rule(days, "open", [(0, 1440)])
    spans = [_span(part) for part in re.findall(_SPAN, match["spans"] or "")]
    whole = [span for span in spans if span is not None]
    return _Rule(days, "open", whole) if whole and len(whole) == len(spans) else None


def _days(text: str | None) -> list[str] | None:
    """The days of "Mo-Fr,Su" or of nothing, which is every day; None when a word is no day."""
    if not text:
        return list(DAYS)
    days: list[str] = []
    for part in re.split(r"\s*,\s*|(?<![-–—\s])\s+(?![-–—\s])", text.strip()):
        ends = [DAY_OF.get(word.strip(" .").lower()) for word in re.split(r"[-–—]", part)]
        if None in ends or len(ends) > 2:
            return None
        days += day_range(str(ends[0]), str(ends[-1]))
    return days


def _span(text: str) -> Minutes | None:
    first, last = re.split(r"\s*[-–—]\s*", text, maxsplit=1)
    opens, closes = minutes_of(first), minutes_of(last)
    late = _LATE.fullmatch(last) if closes is None else None
    if late:
        closes = int(late[1]) * 60 + int(late[2]) - 1440
    return None if opens is None or closes is None else (opens, closes)


def _named_days(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [day for item in value for day in _named_days(item)]
    if isinstance(value, Mapping):
        return _named_days(value.get("name") or value.get("@id"))
    if not isinstance(value, str):
        return []
    return [day for word in re.split(r"[,\s]+", value) if (day := DAY_OF.get(re.split(r"[/#]", word)[-1].lower()))]
