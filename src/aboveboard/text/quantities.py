"""Quantities in text: numbers, money, percentages, dates, weekdays, times and telephone digits, typed, with offsets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, TypeAlias

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


_CURRENCY: Final[dict[str, str]] = {
    "£": "GBP", "€": "EUR", "$": "$", "us$": "USD", "a$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "¥": "JPY",
    "gbp": "GBP", "eur": "EUR", "usd": "USD", "aud": "AUD", "cad": "CAD", "nzd": "NZD", "chf": "CHF", "sek": "SEK",
    "nok": "NOK", "dkk": "DKK", "pln": "PLN", "inr": "INR", "jpy": "JPY", "pound": "GBP", "pounds": "GBP",
    "quid": "GBP", "euro": "EUR", "euros": "EUR", "dollar": "$", "dollars": "$", "franken": "CHF", "francs": "CHF",
}  # fmt: skip
_MONTHS: Final[dict[str, int]] = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier januari enero",
            "february feb februar février fevrier februari febrero",
            "march mar märz mars maart marzo",
            "april apr avril abril",
            "may mai mei mayo",
            "june jun juni juin junio",
            "july jul juli juillet julio",
            "august aug août aout augustus agosto",
            "september sep sept septembre septiembre setiembre",
            "october oct oktober octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember décembre decembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS: Final[dict[str, str]] = {
    name: code
    for code, names in {
        "mo": "monday mondays mon montag montags lundi maandag lunes",
        "tu": "tuesday tuesdays tue tues dienstag dienstags mardi dinsdag martes",
        "we": "wednesday wednesdays wed mittwoch mittwochs mercredi woensdag miércoles miercoles",
        "th": "thursday thursdays thu thur thurs donnerstag donnerstags jeudi donderdag jueves",
        "fr": "friday fridays fri freitag freitags vendredi vrijdag viernes",
        "sa": "saturday saturdays sat samstag samstags sonnabend samedi zaterdag sábado sábados sabado",
        "su": "sunday sundays sun sonntag sonntags dimanche zondag domingo domingos",
    }.items()
    for name in names.split()
}
_NAMED: Final = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_NAMED_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS_DE: Final = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
_TENS_NL: Final = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_TENS_ES: Final = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_NAMED_PLACES: Final = "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_ONES: Final[dict[str, int]] = {word: number for number, word in enumerate(_NAMED.split())} | {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11,
    "zwölf": 12,
    "twee": 2, "drie": 3, "vijf": 5, "zes": 6, "zeven": 7, "negen": 9, "tien": 10, "twaalf": 12,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "dix": 10, "dozen": 12,
    "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "doce": 12,
    "twice": 2, "triple": 3, "thrice": 3,
}  # fmt: skip
_TENS: Final[dict[str, int]] = {
    word: 10 * number
    for names in (_NAMED_TENS, _TENS_DE, _TENS_NL, _TENS_ES)
    for number, word in enumerate(names.split(), start=2)
}
_ONLY_IN: Final[dict[str, dict[str, int]]] = {
    "fr": {
        "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50,
        "soixante": 60, "cent": 100,
    },
    "es": {"dos": 2, "once": 11, "quince": 15, "cien": 100, "ciento": 100},
}  # fmt: skip
"""Number words that mean something else in another of our languages."""
_NONE: Final[dict[str, int]] = {}
_SCALES: Final[dict[str, int]] = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "k": 1000}
_ORDINALS: Final[dict[str, int]] = {word: number for number, word in enumerate(_NAMED_PLACES.split(), start=3)}
_PERIOD: Final[dict[str, str]] = {
    form: unit
    for unit, forms in {
        "second": "seconds secs sec", "minute": "minute minutes mins min minuto minutos",
        "hour": "hour hours hrs hr hora horas",
        "day": "day days daily tag tage tagen dag dagen jour jours día días dia dias",
        "week": "week weeks weekly woche wochen weken semaine semaines semana semanas",
        "month": "month months monthly monat monate monaten maand maanden mois mes meses",
        "year": "year years yearly annum annually jahr jahre jahren jaar ans année années año años",
    }.items()
    for form in forms.split()
}  # fmt: skip
_MEASURE: Final[dict[str, str]] = {
    form: unit
    for unit, forms in {
        "mm": "mm millimetre millimetres millimeter millimeters", "cm": "cm centimetre centimetres centimeters",
        "m": "m metre metres meter meters", "km": "km kilometre kilometres kilometers", "mi": "mile miles",
        "in": "in inch inches", "g": "g gram grams gramme grammes", "kg": "kg kilogram kilograms kilos",
        "oz": "oz ounce ounces", "kb": "kb", "mb": "mb megabyte megabytes", "gb": "gb gigabyte gigabytes", "tb": "tb",
        "mah": "mah", "mp": "mp megapixel megapixels", "hz": "hz", "mhz": "mhz", "ghz": "ghz", "w": "w watt watts",
        "°c": "°c", "°f": "°f", "hpa": "hpa", "m/s": "m/s", "km/h": "km/h kph", "nit": "nit nits", "ppi": "ppi",
        "px": "px pixel pixels", "fps": "fps",
    }.items()
    for form in forms.split()
}  # fmt: skip


def _either(words: object) -> str:
    return "|".join(sorted(map(re.escape, list(words)), key=len, reverse=True)) if isinstance(words, dict) else ""


_NUMBER = r"\d{1,3}(?:[,.'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_MONTH = _either(_MONTHS)
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
    {*_WEEKDAYS, *_ONES, *_TENS, *_SCALES, *_ORDINALS, *_MONTHS, "noon", "midday", "midnight", "half", "double"}
) - {"mon", "sun", "sat", "wed", "mar", "mars", "an", "k", "sept", "may", "march", "mayo"}
_SHORT_DAYS: Final = frozenset({"Mon", "Sun", "Sat", "Wed"})
_HEADS: Final = frozenset({*_TRIGGERS, *_TENS, *_ONES, "may", "march", "mar", "sept", *map(str.lower, _SHORT_DAYS)})
"""The words one of which every quantity in words begins with."""
_LEADING: Final = frozenset({*_MONTHS, *(sign for sign in _CURRENCY if sign.isalpha())})
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
        for q in _worded(text, _ONLY_IN.get(language, _NONE))
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
        amount *= _SCALES[scale]
    sign = (match["sign"] or match["pc"] or "").strip().lower()
    if match["pence"]:
        amount, sign = amount / 100, "£" if match["pence"].startswith("p") else "$"
    per = _PER.match(text, match.end())
    period = (per[1] or per[2]).lower() if per else ""
    return _quantity(
        "money", amount, match, _CURRENCY.get(sign, ""), _PER_FOREIGN.get(period, _PERIOD.get(period, period))
    )


def _date(match: re.Match[str], language: str) -> Quantity | None:
    if match["iso"]:
        parts = int(match["iy"]), int(match["im"]), int(match["id"])
    elif match["dotted"]:
        parts = _dotted(match)
    elif match["dmy"]:
        parts = int(match["ey"] or 0), _MONTHS[match["em"].lower()], int(match["ed"])
    elif match["ymd"]:
        parts = int(match["wy"]), _MONTHS[match["wm"].lower()], int(match["wd"] or 0)
    elif match["mdy"]:
        parts = int(match["uy"] or 0), _MONTHS[match["um"].lower()], int(match["ud"])
    else:
        parts = int(match["mY"]), _MONTHS[match["mm"].lower()], 0
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
        value *= _SCALES[scale]
    word = (match["nu"] or "").lower()
    end = match.end("nk") if match["nk"] else match.end("nv")
    unit = _PERIOD.get(word) or _MEASURE.get(word, "")
    if word in _SCALES and word == "k":
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
        return _quantity("weekday", _WEEKDAYS[word], match), at + 1
    if word in ("may", "march", "mar", "sept") and printed[0].isupper() and _MAY.search(text[: match.start()]):
        return _quantity("date", (0, _MONTHS[word], 0), match), at + 1
    head = word.split("-", 1)[0]
    if word not in _TRIGGERS and head not in _TENS and head not in _ONES and head not in own:
        return None, at + 1
    if word in _WEEKDAYS:
        return _quantity("weekday", _WEEKDAYS[word], match), at + 1
    if word in _MONTHS:
        return (_quantity("date", (0, _MONTHS[word], 0), match) if printed[0].isupper() else None), at + 1
    if word in ("noon", "midday", "midnight"):
        return _quantity("time", 0 if word == "midnight" else 720, match), at + 1
    if word in _ORDINALS:
        return _quantity("ordinal", _ORDINALS[word], match), at + 1
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
        scale = _SCALES.get(parts[0])
        current = (current or Decimal(1)) * scale if scale else current + value
        if scale and scale >= 1000:
            total, current = total + int(current), Decimal(0)
        end = words[at].end() if _whole(parts) else words[at].start() + len(parts[0])
        last = at = at + 1
    if last == first:
        return None, first + 1
    start = words[first].start()
    unit = _PERIOD.get(words[last].group().lower(), "") if last < len(words) else ""
    value = total + current
    if words[last - 1].group().lower().endswith("k") and not value:
        return None, last
    return Quantity("number", Decimal(value), start, end, text[start:end], unit), last


def _follows(words: list[re.Match[str]], at: int, own: Mapping[str, int]) -> bool:
    if at + 1 == len(words) or words[at - 1].group().lower() not in _SCALES:
        return False
    return _value(words[at + 1].group().lower().split("-"), own) is not None


def _whole(parts: list[str]) -> bool:
    return len(parts) == 1 or (parts[0] in _TENS and parts[1] in _ONES)


def _value(parts: list[str], own: Mapping[str, int]) -> Decimal | None:
    if parts[0] in _TENS:
        return Decimal(_TENS[parts[0]] + (_ONES.get(parts[1], 0) if len(parts) > 1 else 0))
    if parts[0] == "half":
        return Decimal("0.5")
    if parts[0] == "double":
        return Decimal(2)
    known = _ONES.get(parts[0], own.get(parts[0], _SCALES.get(parts[0]) if parts[0] != "k" else None))
    return None if known is None else Decimal(known)
