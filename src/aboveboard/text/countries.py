"""Tells which countries a text speaks of."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

# Names, great cities, company forms, words for telephone and domains, in small letters; the order decides between
# countries that are named equally often.
_SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "GB": ("united kingdom", "uk", "england", "scotland", "wales", "london", ".uk", "£"),
    "IE": ("ireland", "dublin", ".ie"),
    "DE": ("deutschland", "germany", "gmbh", "impressum", "telefon", ".de"),
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
    """The codes (ISO 3166-1) of the countries that the text names, the most named first, then by calling codes.

    The United States are not among them: their numbers are known by their shape.
    """
    lowered = text.lower()
    words = Counter(_WORDS.findall(lowered))
    said = {code: sum(_times(sign, words, lowered) for sign in signs) for code, signs in _SIGNS.items()}
    named = sorted((code for code, times in said.items() if times), key=lambda code: -said[code])
    return tuple(dict.fromkeys(named + _called(text)))


def _times(sign: str, words: Counter[str], lowered: str) -> int:
    """How often the sign stands in the text."""
    first, blank, _ = sign.partition(" ")
    return words[first] if not blank else min(words[first], lowered.count(sign)) if first in words else 0


def _called(text: str) -> list[str]:
    """The countries of the calling codes (ITU-T E.164) behind a plus sign."""
    import phonenumbers

    found: list[str] = []
    for digits in dict.fromkeys(_PREFIX.findall(text)[:_MOST_PREFIXES]):
        codes = (phonenumbers.region_code_for_country_code(int(digits[:length])) for length in (1, 2, 3))
        found += [code for code in codes if len(code) == 2 and code not in ("ZZ", "US")]
    return found
