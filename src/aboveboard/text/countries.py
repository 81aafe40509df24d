"""Tells which countries a text speaks of."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

# Names, great cities and company forms in small letters, as they stand in a text between two marks; the order is the
# one in which numbering plans are tried.
_SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "GB": ("united kingdom", "uk", "england", "scotland", "wales", "london", ".uk", "£"),
    "IE": ("ireland", "dublin", ".ie"),
    "DE": ("deutschland", "germany", "gmbh", "impressum", ".de"),
    "AT": ("österreich", "austria", "wien", ".at"),
    "FR": ("france", "paris", "sarl", "téléphone", ".fr"),
    "NL": ("nederland", "netherlands", "amsterdam", "telefoon", ".nl"),
    "BE": ("belgië", "belgique", "belgium", ".be"),
    "ES": ("españa", "spain", "madrid", "barcelona", "teléfono", ".es"),
    "IT": ("italia", "italy", "iva", ".it"),
    "AU": ("australia", "abn", "sydney", "melbourne", ".au"),
    "NZ": ("new zealand", "auckland", ".nz"),
    "CH": ("schweiz", "suisse", "svizzera", "switzerland", ".ch"),
    "IN": ("india", "mumbai", "new delhi", "bangalore"),
    "SG": ("singapore",),
    "HK": ("hong kong",),
    "PH": ("philippines", "manila", "quezon city", "cebu city"),
    "MY": ("malaysia", "kuala lumpur"),
    "JP": ("japan", "tokyo"),
    "ZA": ("south africa", "cape town", "johannesburg"),
    "PT": ("portugal", "lisboa", "lisbon"),
    "DK": ("danmark", "denmark"),
    "SE": ("sverige", "sweden"),
    "NO": ("norge", "norway"),
    "FI": ("suomi", "finland"),
    "PL": ("polska", "poland"),
}
_WORDS: Final = re.compile(r"\.?[^\W\d_]+|£")
_PREFIX: Final = re.compile(r"\+[ (]{0,2}(\d{1,3})")
_MOST_PREFIXES: Final = 50


def spoken_of(text: str) -> tuple[str, ...]:
    """The codes (ISO 3166-1) of the countries that the text names, then of those whose calling codes stand in it.

    The United States are not among them: their numbers are known by their shape.
    """
    lowered = text.lower()
    present = set(_WORDS.findall(lowered))
    named = [
        code
        for code, signs in _SIGNS.items()
        if any(sign.partition(" ")[0] in present and (sign in present or _stands(sign, lowered)) for sign in signs)
    ]
    return tuple(dict.fromkeys(named + _called(text)))


def _stands(sign: str, lowered: str) -> bool:
    """True if the sign of several words stands in the text with no letter or digit beside it."""
    return " " in sign and _alone(sign).search(lowered) is not None


@cache
def _alone(sign: str) -> re.Pattern[str]:
    return re.compile(rf"{sign[0]}(?<!\w.){re.escape(sign[1:])}(?!\w)")


def _called(text: str) -> list[str]:
    """The countries of the calling codes (ITU-T E.164) behind a plus sign."""
    import phonenumbers

    found: list[str] = []
    for digits in dict.fromkeys(_PREFIX.findall(text)[:_MOST_PREFIXES]):
        codes = (phonenumbers.region_code_for_country_code(int(digits[:length])) for length in (1, 2, 3))
        found += [code for code in codes if len(code) == 2 and code not in ("ZZ", "US")]
    return found
