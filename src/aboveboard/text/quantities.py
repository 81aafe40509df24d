"""Quantities in text: numbers, money, percentages, dates, weekdays, times and telephone digits, typed, with offsets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from aboveboard.text.number_words import (
    CURRENCY,
    MEASURE,
    MONTHS,
    ONES,
    ONLY_IN,
    ORDINALS,
    PERIOD,
    SCALES,
    TENS,
    WEEKDAYS,
)
from aboveboard.text.tokens import starts

Kind: TypeAlias = Literal["number", "money", "percent", "date", "weekday", "time", "ordinal", "digits"]
Value: TypeAlias = "Decimal | int | str | tuple[int, int, int]"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity. `value` by kind: number, money and percent Decimal; date (year, month, day) with 0 for what is not
    said; weekday two letters ("mo"); time minutes after midnight; ordinal int; digits the bare digits.

    `unit` is the currency of money, the measure or counted period of a number ("month"), else empty; `per` is the
    period of a price ("month" in "29 pounds a month").
    """

    kind: Kind
    value: Value
    start: int
    end: int
    text: str
    unit: str = ""
    per: str = ""


_NONE: Final[dict[str, int]] = {}


def _either(words: object) -> str:
    return "|".join(sorted(map(re.escape, list(words)), key=len, reverse=True)) if isinstance(words, dict) else ""


_NUMBER = r"\d{1,3}(?:[,.'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_MONTH = _either(MONTHS)
_SIGN = r"US\$|CA\$|NZ\$|[AC]\$|[£€$¥]|\b(?:GBP|EUR|USD|AUD|CAD|NZD|CHF|SEK|NOK|DKK|PLN|INR|JPY)\s?"
_AFTER = r"pounds?|quid|euros?|dollars?|francs|franken|gbp|eur|usd|aud|cad|nzd|chf|sek|nok|dkk|pln|inr|jpy"

# One pattern over whatever starts with a digit or a currency sign; words without digits go through a dictionary below.
_NUMERIC: Final = re.compile(
    rf"""
      (?P<iso>(?<![\d-])(?P<iy>\d{{4}})-(?P<im>\d\d)-(?P<id>\d\d)(?!\d))
    | (?P<dotted>(?<![\d.])(?P<dd>\d{{1,2}})(?P<ds>[./])(?P<dm>\d{{1,2}})(?P=ds)(?P<dy>\d{{4}}|\d\d)(?![\d.]*\d))
    | (?P<dmy>\b(?P<ed>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s(?:of\s|de\s)?(?P<em>{_MONTH})\b\.?
        (?:,?\s(?:del?\s)?(?P<ey>\d{{4}})\b)?)
    | (?P<mdy>\b(?P<um>{_MONTH})\b\.?\s(?P<ud>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:|\.\d)(?:,?\s(?P<uy>\d{{4}})\b)?)
    | (?P<ymd>(?<![\d-])(?P<wy>\d{{4}}),?\s(?P<wm>{_MONTH})\b(?:\s(?P<wd>\d{{1,2}})(?!\d|:))?)
    | (?P<my>\b(?P<mm>{_MONTH})\b\.?,?\s(?:of\s)?(?P<mY>\d{{4}})\b)
    | (?P<money>(?P<sign>{_SIGN})\s?(?P<ma>{_NUMBER})(?P<mk>k\b|\smillion\b|\sthousand\b)?)
    | (?P<post>(?<![\w.])(?P<pa>{_NUMBER})\s?
        (?:(?P<pc>[£€$]|(?:{_AFTER})\b)|(?P<pence>p\b|pence\b|cents?\b)))
    | (?P<percent>(?<![\w.])(?P<pv>{_NUMBER})\s?
        (?:%|per\ ?cent\b|percent\b|prozent\b|pour\ cent\b|por\ ciento\b))
    | (?P<noon>\b12\s(?P<nw>noon|midday|midnight)\b)
    | (?P<clock>(?<![\w.:])(?P<ch>\d{{1,2}})(?:(?P<cs>[:.h])(?P<cm>[0-5]\d))?\s?
        (?P<cp>a\.m\.|am\b|p\.m\.|pm\b|uhr\b|uur\b|o['’]clock)
      )
    | (?P<until>(?<![\w.:])(?P<uh>\d{{1,2}})(?:[:.](?P<ut>[0-5]\d))?
        (?=\s(?:bis|tot)\s\d{{1,2}}(?:[:.][0-5]\d)?\su(?:hr|ur)\b))
    | (?P<hhmm>(?<![\w.:])(?P<hh>[01]?\d|2[0-4])[:h](?P<hm>[0-5]\d)(?![\d:]))
    | (?P<frh>(?<![\w.:])(?P<fh>[01]?\d|2[0-4])\s?h\b(?:[\s\u202f](?P<fm>[0-5]\d)\b)?)
    | (?P<digits>(?:\+|\(?0|\(\d)[\d\s()./\u00a0-]{{5,}}\d
        | (?<!\d)\d{{3}}[\s.-]\d{{3}}[\s.-]\d{{4}}(?!\d)
        | (?<![\d.,])\d{{9,}}(?![\d]))
    | (?P<version>\b\d+(?:\.\d+){{2,}}\b)
    | (?P<ordinal>\b(?P<on>\d+)(?:st|nd|rd|th)\b)
    | (?P<number>(?<![\w])-?(?P<nv>{_NUMBER})(?P<nk>\s?(?:million|billion|thousand)\b)?
        (?:[\s-]?(?P<nu>°[CF]|m/s|km/h|[^\W\d_]{{1,12}})\b)?)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PER: Final = re.compile(
    r"\s?(?:(?:,?\s?(?:incl(?:uding|\.)?|inc\.?|excl(?:uding|\.)?|plus|with|before)\s(?:VAT|tax|GST|MwSt\.?|TVA),?)?"
    r"\s?(?:an?|per|each|every|/|pro|par|im|je|al|por|cada|chaque)\s?"
    r"(second|minute|hour|day|week|month|year|annum|monat|jahr|maand|jaar|mois|an|mes|año)\b"
    r"|\s(monthly|yearly|annually|weekly|daily)\b)",
    re.IGNORECASE,
)
_PER_FOREIGN: Final = {
    "monat": "month",
    "jahr": "year",
    "maand": "month",
    "jaar": "year",
    "mois": "month",
    "an": "year",
    "mes": "month",
    "año": "year",
    "annum": "year",
}
_DIGIT: Final = re.compile(r"\d")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_MAY: Final = re.compile(r"\b(?:in|of|since|until|by|last|this|next|from)\s$", re.IGNORECASE)
_TRIGGERS: Final = frozenset(
    {*WEEKDAYS, *ONES, *TENS, *SCALES, *ORDINALS, *MONTHS, "noon", "midday", "midnight", "half", "double"}
) - {"mon", "sun", "sat", "wed", "mar", "mars", "an", "k", "sept", "may", "march", "mayo"}
_SHORT_DAYS: Final = frozenset({"Mon", "Sun", "Sat", "Wed"})
_HEADS: Final = frozenset({*_TRIGGERS, *TENS, *ONES, "may", "march", "mar", "sept", *map(str.lower, _SHORT_DAYS)})
"""The words one of which every quantity in words begins with."""
_LEADING: Final = frozenset({*MONTHS, *(sign for sign in CURRENCY if sign.isalpha())})
"""The words that may stand before the first digit of a quantity."""
_RUN: Final = re.compile(r"[\d+(£€$¥-]\d*")
_LONGEST_SIGN: Final = len("US")  # letters before a dollar


def find(text: str, *, language: str = "en") -> tuple[Quantity, ...]:
    """Every quantity in the text, in order, none overlapping; remembered, as texts repeat."""
    return _find(text, language)


@lru_cache(maxsize=65_536)
def _find(text: str, language: str) -> tuple[Quantity, ...]:
    found = _numeric(text, language) if _DIGIT.search(text) else []
    taken = [(q.start, q.end) for q in found]
    worded = [
        q
        for q in _worded(text, ONLY_IN.get(language, _NONE))
        if not any(start < q.end and q.start < end for start, end in taken)
    ]
    return tuple(sorted([*found, *worded], key=lambda q: q.start))


def decimal(printed: str, *, language: str = "en") -> Decimal:
    """The number a printed form stands for; a lone separator before three digits follows the language."""
    bare = re.sub(r"['’\u00a0\u202f\s]", "", printed)
    last = max(bare.rfind("."), bare.rfind(","))
    if last < 0:
        return Decimal(bare)
    separator = bare[last]
    fraction = bare[last + 1 :]
    grouping = "," if language in ("en", "") else "."
    both = "." in bare and "," in bare
    if not both and (bare.count(separator) > 1 or (len(fraction) == 3 and separator == grouping)):
        return Decimal(bare.replace(separator, ""))
    return Decimal(bare[:last].replace(",", "").replace(".", "") + "." + fraction)


def _numeric(text: str, language: str) -> list[Quantity]:
    found: list[Quantity] = []
    until = 0
    for start in _starts(text):
        match = _NUMERIC.match(text, start) if start >= until else None
        if match is None:
            continue
        until = match.end()
        made = _made(match, text, language)
        if made is not None:
            found.append(_second_price(found[-1], made, text) if found else made)
    return found


def _starts(text: str) -> list[int]:
    """Every place where the pattern may match, in order: tried everywhere, it took 20 times as long."""
    found = set(starts(text, _LEADING))
    for run in _RUN.finditer(text):
        start, end = run.span()
        found.update((start, start + 1) if end - start > 1 else (start,))
        if text[start] == "$":
            found.update(range(max(0, start - _LONGEST_SIGN), start))
        zero = text.find("0", start + 1, end)  # digits that are dialled may begin within others
        while zero > 0:
            found.add(zero)
            zero = text.find("0", zero + 1, end)
    return sorted(found)


def _second_price(first: Quantity, second: Quantity, text: str) -> Quantity:
    """The end of a range of prices is a price too: "£20-25"."""
    between = text[first.end : second.start].strip()
    if first.kind == "money" and second.kind == "number" and not second.unit and between in ("-", "–", "to"):
        return Quantity("money", second.value, second.start, second.end, second.text, first.unit)
    return second


def _made(match: re.Match[str], text: str, language: str) -> Quantity | None:
    sort = match.lastgroup
    if sort in ("money", "post"):
        return _money(match, text, language)
    if sort == "percent":
        return _quantity("percent", decimal(match["pv"], language=language), match)
    if sort in ("iso", "dotted", "dmy", "mdy", "ymd", "my"):
        return _date(match, language)
    if sort in ("noon", "clock", "hhmm", "frh", "until"):
        return _time(match)
    if sort == "digits":
        return _quantity("digits", re.sub(r"\D", "", match["digits"]), match)
    if sort == "version":
        return _quantity("digits", match["version"], match)
    if sort == "ordinal":
        return _quantity("ordinal", int(match["on"]), match)
    return _number(match, language)


def _quantity(kind: Kind, value: Value, match: re.Match[str], unit: str = "", per: str = "") -> Quantity:
    text = match.group().rstrip()
    return Quantity(kind, value, match.start(), match.start() + len(text), text, unit, per)


def _money(match: re.Match[str], text: str, language: str) -> Quantity:
    amount = decimal(match["ma"] or match["pa"], language=language)
    if scale := (match["mk"] or "").strip().lower():
        amount *= SCALES[scale]
    sign = (match["sign"] or match["pc"] or "").strip().lower()
    if match["pence"]:
        amount, sign = amount / 100, "£" if match["pence"].startswith("p") else "$"
    per = _PER.match(text, match.end())
    period = (per[1] or per[2]).lower() if per else ""
    return _quantity(
        "money", amount, match, CURRENCY.get(sign, ""), _PER_FOREIGN.get(period, PERIOD.get(period, period))
    )


def _date(match: re.Match[str], language: str) -> Quantity | None:
    if match["iso"]:
        parts = int(match["iy"]), int(match["im"]), int(match["id"])
    elif match["dotted"]:
        parts = _dotted(match)
    elif match["dmy"]:
        parts = int(match["ey"] or 0), MONTHS[match["em"].lower()], int(match["ed"])
    elif match["ymd"]:
        parts = int(match["wy"]), MONTHS[match["wm"].lower()], int(match["wd"] or 0)
    elif match["mdy"]:
        parts = int(match["uy"] or 0), MONTHS[match["um"].lower()], int(match["ud"])
    else:
        parts = int(match["mY"]), MONTHS[match["mm"].lower()], 0
    return _quantity("date", parts, match) if parts[1] <= 12 else None


def _dotted(match: re.Match[str]) -> tuple[int, int, int]:
    year, month, day = int(match["dy"]), int(match["dm"]), int(match["dd"])
    if len(match["dy"]) == 2:
        year += 2000 if year < 70 else 1900
    return (year, day, month) if month > 12 >= day else (year, month, day)


def _time(match: re.Match[str]) -> Quantity:
    if match["noon"]:
        return _quantity("time", 0 if match["nw"].lower() == "midnight" else 720, match)
    if match["hhmm"]:
        return _quantity("time", int(match["hh"]) * 60 + int(match["hm"]), match)
    if match["frh"]:
        return _quantity("time", int(match["fh"]) * 60 + int(match["fm"] or 0), match)
    if match["until"]:
        return _quantity("time", int(match["uh"]) * 60 + int(match["ut"] or 0), match)
    hour, half = int(match["ch"]), match["cp"][0].lower()
    if half in "ap":
        hour = hour % 12 + (12 if half == "p" else 0)
    return _quantity("time", hour * 60 + int(match["cm"] or 0), match)


def _number(match: re.Match[str], language: str) -> Quantity:
    value = decimal(match["nv"], language=language)
    if match.group().startswith("-"):
        value = -value
    if scale := (match["nk"] or "").strip().lower():
        value *= SCALES[scale]
    word = (match["nu"] or "").lower()
    end = match.end("nk") if match["nk"] else match.end("nv")
    unit = PERIOD.get(word) or MEASURE.get(word, "")
    if word in SCALES and word == "k":
        value, end = value * 1000, match.end("nu")
    return Quantity("number", value, match.start(), end, match.string[match.start() : end], unit)


def _worded(text: str, own: Mapping[str, int]) -> list[Quantity]:
    heads = {*starts(text, _HEADS), *(starts(text, own.keys()) if own else ())}
    found: list[Quantity] = []
    words = list(_WORD.finditer(text)) if heads else []
    at = 0
    while at < len(words):
        if words[at].start() not in heads:
            at += 1
            continue
        made, at = _word(words, at, text, own)
        if made is not None:
            found.append(made)
    return found


def _word(words: list[re.Match[str]], at: int, text: str, own: Mapping[str, int]) -> tuple[Quantity | None, int]:
    match = words[at]
    printed = match.group()
    word = printed.lower()
    if printed in _SHORT_DAYS:
        return _quantity("weekday", WEEKDAYS[word], match), at + 1
    if word in ("may", "march", "mar", "sept") and printed[0].isupper() and _MAY.search(text[: match.start()]):
        return _quantity("date", (0, MONTHS[word], 0), match), at + 1
    head = word.split("-", 1)[0]
    if word not in _TRIGGERS and head not in TENS and head not in ONES and head not in own:
        return None, at + 1
    if word in WEEKDAYS:
        return _quantity("weekday", WEEKDAYS[word], match), at + 1
    if word in MONTHS:
        return (_quantity("date", (0, MONTHS[word], 0), match) if printed[0].isupper() else None), at + 1
    if word in ("noon", "midday", "midnight"):
        return _quantity("time", 0 if word == "midnight" else 720, match), at + 1
    if word in ORDINALS:
        return _quantity("ordinal", ORDINALS[word], match), at + 1
    return _cardinal(words, at, text, own)


def _cardinal(words: list[re.Match[str]], at: int, text: str, own: Mapping[str, int]) -> tuple[Quantity | None, int]:
    """Number words in a row ("one hundred and twenty-five"); a hyphenated tail that is no number is left out."""
    total, current, first, last, end = 0, Decimal(0), at, at, words[at].end()
    while at < len(words) and (at == first or text[words[at - 1].end() : words[at].start()] in (" ", "-")):
        parts = words[at].group().lower().split("-")
        value = _value(parts, own)
        if value is None:
            if parts == ["and"] and at > first and _follows(words, at, own):
                at += 1
                continue
            break
        scale = SCALES.get(parts[0])
        current = (current or Decimal(1)) * scale if scale else current + value
        if scale and scale >= 1000:
            total, current = total + int(current), Decimal(0)
        end = words[at].end() if _whole(parts) else words[at].start() + len(parts[0])
        last = at = at + 1
    if last == first:
        return None, first + 1
    start = words[first].start()
    unit = PERIOD.get(words[last].group().lower(), "") if last < len(words) else ""
    value = total + current
    if words[last - 1].group().lower().endswith("k") and not value:
        return None, last
    return Quantity("number", Decimal(value), start, end, text[start:end], unit), last


def _follows(words: list[re.Match[str]], at: int, own: Mapping[str, int]) -> bool:
    if at + 1 == len(words) or words[at - 1].group().lower() not in SCALES:
        return False
    return _value(words[at + 1].group().lower().split("-"), own) is not None


def _whole(parts: list[str]) -> bool:
    return len(parts) == 1 or (parts[0] in TENS and parts[1] in ONES)


def _value(parts: list[str], own: Mapping[str, int]) -> Decimal | None:
    if parts[0] in TENS:
        return Decimal(TENS[parts[0]] + (ONES.get(parts[1], 0) if len(parts) > 1 else 0))
    if parts[0] == "half":
        return Decimal("0.5")
    if parts[0] == "double":
        return Decimal(2)
    known = ONES.get(parts[0], own.get(parts[0], SCALES.get(parts[0]) if parts[0] != "k" else None))
    return None if known is None else Decimal(known)
