"""Spans of clock times as people print them ("9-5", "8.30 bis 12 Uhr", "9h30 - 18h"): one pattern, and its reading."""

import re
from typing import Final, Literal, TypeAlias

import msgspec

# The half of the day: printed ("a", "p"), certain by itself ("24": "17:00", "noon"), or not said ("").
Half: TypeAlias = Literal["a", "p", "24", ""]

_CLOCK: Final = (
    r"(?:(?:(?P<hour{n}>\d{{1,2}})(?:\s?[:.hHu]\s?(?P<minute{n}>[0-5]\d)(?!\d)(?:\s?[uUh](?!\w))?|"
    r"\s?(?P<mark{n}>(?:[hu](?:eures?|rs?)?|H)(?!\w)|:(?=\s*[-–]))"
    r")?|(?P<whole{n}>[01]\d[0-5]\d|2[0-4][0-5]\d)(?!\d))"
    r"(?P<uhr{n}>\s?(?:Uhr|UHR|uhr|uur|hrs?)\b)?"
    r"(?:\s*(?P<half{n}>(?i:[ap]\.?\s?m\.?(?!\w)|[ap](?![\w.]))))?"
    r"(?P<noon{n}>\s*(?i:noon|midnight|midi|minuit)\b)?"
    r"|\b(?P<word{n}>(?i:noon|midday|midnight|mittags?|mitternacht|midi|minuit|middernacht)\b))"
)
_ZONE: Final = r"(?:\s+(?:[ECMP][SD]?T|GMT|BST)\b)?"
_BETWEEN: Final = (
    r"(?:\s*(?:[-–—‒‐‑~−]+|['’]?\b(?i:to|until|till?|bis|à|a|tot|and|et|en|und|through|thru|jusqu['’]à)\b)\s*"
    r"|(?P<apart>[ \t]{1,3}))"
)
SPAN: Final = (
    r"(?<![\d.,:/€$£+\-–])"
    + _CLOCK.format(n=1)
    + _ZONE
    + _BETWEEN
    + _CLOCK.format(n=2)
    + r"(?![\d%€$£]|[.,:–-]\d|\s?(?i:years?|yrs|people|persons|minutes?|mins?|weeks?|months?|miles|km|kg|days?|jahren?|"
    r"personen|tagen?|wochen|ans|jours|semaines|personnes|jaar|dagen|weken|°)\b)(?P<uhr>\s?(?:Uhr|uur)\b)?"
)
UNTIL: Final = r"(?i:until|till?|bis|tot|jusqu['’]à)\s+" + _CLOCK.format(n=3) + r"(?![\d%€$£]|[.,:–-]\d)"
_MIDNIGHT: Final = frozenset(("midnight", "mitternacht", "minuit", "middernacht"))
_SHORTEST: Final = 20  # minutes: what is shorter is a lesson or a departure
_EARLIEST: Final = 360  # nobody opens between 1 and 6 at night who writes no half of the day


class Span(msgspec.Struct, frozen=True):
    """Opening and closing in minutes of the day.

    `bare` is true where nothing but days beside them says that two numbers are times ("9-5"), `apart` where no word
    or mark stands between the two, `vague` where neither says which half of the day it means.
    """

    opens: int
    closes: int
    bare: bool = False
    apart: bool = False
    vague: bool = False

    def later(self) -> "Span":
        """The same span twelve hours later."""
        return Span(self.opens + 720, self.closes + 720, self.bare, self.apart)


def read(match: re.Match[str]) -> Span | None:
    """The span of a match of `SPAN`, with the halves of the day that are not printed filled in; None for no span."""
    first, last = _minute(match, 1), _minute(match, 2)
    if first is None or last is None or not _is_plausible(match):
        return None
    bare, apart = _is_bare(match), bool(match["apart"])
    vague = first[1] == last[1] == "" and not _is_round_the_clock(match)
    opens, closes = _filled(first, last, round_the_clock=_is_round_the_clock(match))
    if vague and 60 <= opens < _EARLIEST and opens < closes <= 720:
        opens, closes = opens + 720, closes + 720
    if (closes - opens) % 1440 < _SHORTEST and closes - opens != 1440:
        return None
    return Span(opens, closes, bare, apart, vague)


def read_until(match: re.Match[str]) -> int | None:
    """The minute of closing that a match of `UNTIL` names, in the afternoon where it does not say."""
    last = _minute(match, 3)
    if last is None:
        return None
    minute, half = last
    return minute + 720 if not half and 60 <= minute < 660 else minute


def _filled(first: tuple[int, Half], last: tuple[int, Half], *, round_the_clock: bool) -> tuple[int, int]:
    (opens, opens_half), (closes, closes_half) = first, last
    if closes_half in ("a", "p") and not opens_half and opens < 720:
        return _with_half_of_closing(opens, closes, closes_half), closes
    evening = closes <= opens < closes + 720 and not closes_half and closes < 720
    if evening and (opens_half != "24" or closes >= 60) and not round_the_clock:
        return opens, closes + 720
    return opens, closes


def _with_half_of_closing(opens: int, closes: int, half: Half) -> int:
    if half == "p":
        later = opens % 720 + 720
        return later if (opens < 420 and later < closes) or opens % 720 == 0 else opens
    return opens + 720 if opens >= closes % 720 and opens >= 60 and closes < 360 else opens


def _is_plausible(match: re.Match[str]) -> bool:
    """Two times side by side have to be printed alike and in full; four digits have to be so on both sides."""
    if bool(match["whole1"]) != bool(match["whole2"]):
        return False
    if not match["apart"]:
        return not match["whole1"] or match["whole1"] < "1300"
    return any(match[f"{name}1"] and match[f"{name}2"] for name in ("minute", "half"))


def _is_bare(match: re.Match[str]) -> bool:
    names = ("minute", "mark", "uhr", "half", "noon", "word")
    return not any(match[f"{name}{n}"] for name in names for n in (1, 2)) and not match["uhr"]


def _is_round_the_clock(match: re.Match[str]) -> bool:
    """True if the times are written in the manner of 24 hours: "08:00", "18 Uhr", "18h"."""
    return any(match[f"{name}{n}"] for name in ("mark", "uhr", "whole") for n in (1, 2)) or (
        match["hour2"] is not None and match["hour2"].startswith("0")
    )


def _minute(match: re.Match[str], n: int) -> tuple[int, Half] | None:
    """The minute of the day as printed, and the half of the day it is in."""
    word = (match[f"word{n}"] or match[f"noon{n}"] or "").strip().lower()
    if word:
        return (0 if n == 1 else 1440, "24") if word in _MIDNIGHT else (720, "24")
    whole = match[f"whole{n}"]
    digits = match[f"hour{n}"] or whole[:2]
    hour, minute = int(digits), int(match[f"minute{n}"] or (whole or "")[2:] or 0)
    half = (match[f"half{n}"] or "").strip().lower()[:1]
    if hour > 24 or hour * 60 + minute > 1440:
        return None
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
        return (1440 if n > 1 and hour == minute == 0 else hour * 60 + minute), "a" if half == "a" else "p"
    return hour * 60 + minute, "24" if hour > 12 or digits.startswith("0") else ""
