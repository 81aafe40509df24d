"""Finds postcodes of the countries whose businesses we read, and street lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from aboveboard.text.places import region_before
from aboveboard.text.span import Span
from aboveboard.text.streets import find_streets as find_streets

Place: TypeAlias = tuple[int, int]

# Patterns begin with one letter or digit, whatever must not stand before it is asked afterwards: the engine then skips
# to the digits and capitals of a text instead of trying each place.
# The areas that Royal Mail has given out, a district of digits or a digit and a letter, and the inward code.
_GB: Final = re.compile(
    r"(?:GIR|(?:A[BL]|B[ABDHLNRSTX]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|"
    r"K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|"
    r"W[ACDFNRSV]?|YO|ZE)"
    r"(?:[0-9]{1,2}|[0-9][A-Z]))[ \xa0]?[0-9][ABD-HJLNP-UW-Z]{2}(?!\w)"
)
_CA: Final = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ \xa0-]?\d[ABCEGHJ-NPRSTV-Z]\d(?!\w)")
# The routing keys that An Post has given out, and four letters or digits.
_IE: Final = re.compile(
    r"(?:A(?:4[125]|6[37]|75|8[1-6]|9[12468])|C15|D(?:0[1-9]|1\d|2[0-24]|6W)|E(?:2[15]|3[24]|4[15]|53|91)|"
    r"F(?:12|2[368]|3[15]|4[25]|5[26]|9[1-4])|H(?:1[2468]|23|5[34]|6[25]|71|91)|K(?:3[246]|45|56|67|78)|N(?:3[79]|41|91)|"
    r"P(?:1[247]|2[45]|3[126]|4[37]|5[16]|6[17]|7[25]|8[15])|R(?:14|21|3[25]|4[25]|5[16]|9[35])|T(?:12|23|34|45|56)|"
    r"V(?:1[45]|23|3[15]|42|9[2-5])|W(?:12|23|34|91)|X(?:35|42|91)|Y(?:14|2[15]|3[45]))"
    r"[ \xa0]?[0-9AC-FHKNPRTV-Y]{4}(?!\w)"
)
_LETTERED: Final = {"GB": _GB, "CA": _CA, "IE": _IE}
_CAPITALS: Final = re.compile(r"[A-Z](?<!\w[A-Z])(?:[A-Z]?[0-9]|IR|6W)")
_PREFIXED: Final = re.compile(
    r"-(?:(?<=(?<![\w-])[DAFBEIL]-)|(?<=(?<![\w-])(?:CH|NL|DE|AT)-))(?P<code>[0-9]{4,5})(?![\w-])"
)

_PLACE: Final = r"(?=[ \xa0]{1,2}(?!(?:Uhr|Euro|Jahre|ans|años|anni|jaar|EUR)\b)[A-ZÄÖÜÉÈÎ'’][\w'’.-])"
_FREE: Final = r"(?:(?<=[DAFBEI]-\d)|(?<=CH-\d)|(?<=NL-\d)|(?<![\w.,+#/-]\d)(?<!\d \d))"
_FIVE: Final = re.compile(rf"\d{_FREE}\d{{4}}{_PLACE}")
_FOUR: Final = re.compile(rf"[1-9]{_FREE}\d{{3}}{_PLACE}")
_NL: Final = re.compile(r"[1-9](?<!\w[1-9])\d{3}[ \xa0]?(?!S[ADS])[A-Z]{2}(?!\w)")
# Where no country is known, the letters of a Dutch code must be no unit, and a place has to follow.
_DUTCH: Final = re.compile(
    r"[1-9](?<![\w.,+#-].)[0-9]{3}[ \xa0]?"
    r"(?!S[ADS]|[AP]M|K[MGW]|[CM]M|[MG]B|[GM]H|HP|PS|[NS][EW]|US|UK|EU|BC|AD|ML|CC|KB|TB|CE)[A-Z]{2}"
    r"(?=[ \xa0]{1,2}[A-Z'’][\w'’-])"
)
_YEAR_IN_TEXT: Final = re.compile(r"[^\s,|][ \xa0]*\Z")
_PLAIN: Final = {"DE": _FIVE, "FR": _FIVE, "ES": _FIVE, "IT": _FIVE, "AT": _FOUR, "BE": _FOUR, "CH": _FOUR, "NL": _NL}
_HIGHEST: Final = {"FR": 98, "ES": 52}  # the highest first two digits, which are a département or a province
_AFTER_STATE: Final = re.compile(r"[0-9](?<![\w.+#-][0-9])(?:[0-9]{4}(?:-[0-9]{4})?|[0-9]{3})(?![\w-])")
_NZ_CITIES: Final = re.compile(
    r"\b(?:Auckland|Wellington|Hamilton|Christchurch|Dunedin|Tauranga|Napier|Nelson|Rotorua|Queenstown|Whangarei|"
    r"Invercargill)[.,]?\s{1,2}\Z"
)
_NZ_NAMED: Final = re.compile(r",?\s+(?:New Zealand|NZ\b|Aotearoa)")

# Codes that are mere digits, and speak only beside the name of their country.
_COUNTRY_SHAPES: Final = {
    "Singapore": r"\d{6}",
    "India": r"\d{3} ?\d{3}",
    "China": r"\d{6}",
    "Japan": r"\d{3}-\d{4}",
    "Taiwan": r"\d{3}(?:\d\d)?",
    "Korea": r"\d{3}-\d{3}|\d{5}",
    "Malaysia": r"\d{5}",
    "Brazil": r"\d{5}-\d{3}",
    "Mexico": r"\d{5}",
    "South Africa": r"\d{4}",
    "Sweden": r"\d{3} \d\d",
    "Denmark": r"\d{4}",
    "Norway": r"\d{4}",
    "Poland": r"\d\d-\d{3}",
    "Portugal": r"\d{4}-\d{3}",
    "Philippines": r"\d{4}",
    "Luxembourg": r"\d{4}",
    "Germany": r"\d{5}",
    "France": r"\d{5}",
    "Italy": r"\d{5}",
    "Spain": r"\d{5}",
    "Austria": r"\d{4}",
    "Belgium": r"\d{4}",
    "Switzerland": r"\d{4}",
}
_BESIDE: Final = {
    name: re.compile(
        rf"(?<![\w+.,/-])(?P<code>{shape})(?!\w)(?:[,.]? |,?[ ]?\n|, ?)(?:(?!\d)[\w.'-]+,?[ \n]){{0,3}}{name}\b"
        rf"|\b{name}[ -]{{1,3}}(?P<behind>{shape})(?!\w)"
    )
    for name, shape in _COUNTRY_SHAPES.items()
}
_NEAR: Final = 44  # characters between a code and the name of its country
_MOST: Final = 200  # mentions of one country that are looked at


def find_postcodes(text: str, country: str | None) -> list[Span]:
    """Every postcode of `country` in `text`, in order.

    Without a country those that speak for themselves (GB, CA, IE), stand behind a state or city (US, AU, NZ), or beside
    the name or the letter of their country ("Singapore 609930", "D-65203").
    """
    spans: list[Span] = []
    for start, end in sorted(_of(text, country.upper()) if country else _speaking(text)):
        if not spans or spans[-1].end <= start:
            spans.append(Span(text[start:end], start, end))
    return spans


def _speaking(text: str) -> Iterator[Place]:
    yield from _lettered(text, tuple(_LETTERED.values()))
    yield from _after_state(text, ("US", "AU", "NZ"))
    yield from (match.span("code") for match in _PREFIXED.finditer(text))
    yield from (match.span() for match in _DUTCH.finditer(text))
    yield from _named(text)


def _of(text: str, country: str) -> Iterator[Place]:
    if country in _LETTERED:
        return _lettered(text, (_LETTERED[country],))
    if country in ("US", "AU", "NZ"):
        return _after_state(text, (country,))
    return _plain(text, country)


def _lettered(text: str, patterns: tuple[re.Pattern[str], ...]) -> Iterator[Place]:
    for match in _CAPITALS.finditer(text):
        found = next((found for pattern in patterns if (found := pattern.match(text, match.start()))), None)
        if found:
            yield found.span()


def _after_state(text: str, countries: tuple[str, ...]) -> Iterator[Place]:
    """Four or five digits behind a state, or in New Zealand beside a city or the country's name."""
    for match in _AFTER_STATE.finditer(text):
        start, end = match.span()
        if not text[start - 1 : start].isspace() and text[start - 1 : start] != ",":
            continue
        for country in countries:
            if (match[0][4:5] == "") == (country == "US"):
                continue
            if _is_new_zealand(text, start, end) if country == "NZ" else region_before(text, start, country):
                yield start, end
                break


def _is_new_zealand(text: str, start: int, end: int) -> bool:
    return bool(_NZ_CITIES.search(text, max(0, start - 16), start) or _NZ_NAMED.match(text, end))


def _plain(text: str, country: str) -> Iterator[Place]:
    """The bare digits of a country that is known, with the name of a place behind them."""
    highest = _HIGHEST.get(country, 99)
    if country in _PLAIN:
        for match in _PLAIN[country].finditer(text):
            if int(match[0][:2]) <= highest and not _is_year(text, match):
                yield match.span()


def _is_year(text: str, match: re.Match[str]) -> bool:
    """True for the digits of "Sommer 2022 Fischerhütte": four that may be a year, in the middle of a line."""
    digits = match[0]
    may_be = len(digits) == 4 and digits[:2] in ("19", "20")
    return may_be and _YEAR_IN_TEXT.search(text, max(0, match.start() - 3), match.start()) is not None


def _named(text: str) -> Iterator[Place]:
    """Codes beside the name of their country, within a line or to the next one."""
    for name, pattern in _BESIDE.items():
        at = text.find(name)
        for _ in range(_MOST):
            if at < 0:
                break
            for match in pattern.finditer(text, max(0, at - _NEAR), at + len(name) + 12):
                yield match.span("code" if match["code"] else "behind")
            at = text.find(name, at + len(name))
