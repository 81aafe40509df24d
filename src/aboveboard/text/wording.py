"""Values said as words: money, dates, days, hours, counts and lists, the one way in which our texts state them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

_LOCALES: Final = {"en": "en_GB"}
"""English dates are written day first with the month as a word: no reader can mistake them."""
_DAYS: Final = ("mo", "tu", "we", "th", "fr", "sa", "su")
_RANGE: Final = re.compile(r"\s*(\d\d?:\d\d)\s*[-–]\s*(\d\d?:\d\d)\s*")


def locale_of(language: str) -> str:
    """The Babel locale in which a language of ours is formatted."""
    return _LOCALES.get(language, language.replace("-", "_"))


@lru_cache(maxsize=4096)
def money(amount: Decimal, currency: str, language: str = "en") -> str:
    """The amount as a shop would print it: "£29.50", and "£29" where it has no pence."""
    from babel.numbers import format_currency

    if amount == amount.to_integral_value():
        return format_currency(amount, currency, format="¤#,##0", locale=locale_of(language), currency_digits=False)
    return format_currency(amount, currency, locale=locale_of(language))


@lru_cache(maxsize=1024)
def to_coins(amount: Decimal, currency: str) -> Decimal:
    """The amount rounded half up to the smallest coin of its currency."""
    from decimal import ROUND_HALF_UP

    from babel.numbers import get_currency_precision

    return amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_UP)


@lru_cache(maxsize=256)
def percent(rate: Decimal, language: str = "en") -> str:
    """The rate in per cent with the decimals it has: 0.2 is "20%", 0.055 is "5.5%"."""
    from babel.numbers import format_percent

    return format_percent(rate.normalize(), locale=locale_of(language), decimal_quantization=False)


@lru_cache(maxsize=4096)
def number(value: int, language: str = "en") -> str:
    """A whole number with the separators of the language: "1,200"."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale_of(language))


@lru_cache(maxsize=4096)
def date_long(day: date, language: str = "en") -> str:
    """The date with its month as a word: "20 November 2026"."""
    from babel.dates import format_date

    return format_date(day, "long", locale=locale_of(language))


@lru_cache(maxsize=64)
def day_name(day: str, language: str = "en") -> str:
    """The name of a weekday given as "mo" to "su"; raises ValueError for anything else."""
    from babel.dates import get_day_names

    if day not in _DAYS:
        raise ValueError(f"not a weekday: {day!r}, known are {', '.join(_DAYS)}")
    return str(get_day_names("wide", locale=locale_of(language))[_DAYS.index(day)])


@lru_cache(maxsize=2048)
def clock(hour_and_minute: str, language: str = "en") -> str:
    """A time of day as people say it: "9 am", "5:30 pm", "12 noon", "midnight"; other languages keep 24 hours."""
    hours, minutes = (int(part) for part in hour_and_minute.split(":"))
    if not (0 <= hours <= 24 and 0 <= minutes < 60):
        raise ValueError(f"not a time of day: {hour_and_minute!r}")
    if language.partition("-")[0] != "en":
        return f"{hours:02}:{minutes:02}"
    if minutes == 0 and hours in (0, 12, 24):
        return "12 noon" if hours == 12 else "midnight"
    half = "pm" if 12 <= hours < 24 else "am"
    return f"{(hours - 1) % 12 + 1}{f':{minutes:02}' if minutes else ''} {half}"


@lru_cache(maxsize=4096)
def hours_range(hours: str, language: str = "en") -> str:
    """Opening hours in words: "09:00-12:00, 13:00-17:30" is "9 am to 12 noon and 1 pm to 5:30 pm".

    Raises ValueError for what is not a list of ranges; "closed" is said by the sentence, not by this.
    """
    found = [_RANGE.fullmatch(part) for part in hours.split(",")]
    if not all(found):
        raise ValueError(f"not opening hours: {hours!r}")
    spans = [f"{clock(m[1], language)} to {clock(m[2], language)}" for m in found if m]
    return join_list(tuple(spans), language)


@lru_cache(maxsize=4096)
def count_noun(count: int, one: str, many: str, language: str = "en") -> str:
    """The count with its noun in agreement: "1 image", "3 images"."""
    return f"{number(count, language)} {one if count == 1 else many}"


def join_list(items: Sequence[str], language: str = "en") -> str:
    """The items as a list in words: "a, b and c"."""
    return _join_list(tuple(items), language)


@lru_cache(maxsize=4096)
def _join_list(items: tuple[str, ...], language: str) -> str:
    from babel.lists import format_list

    return format_list(items, locale=locale_of(language))


def capitalise(text: str) -> str:
    """The text with its first letter in upper case and the rest as it was."""
    return text[:1].upper() + text[1:]


_TOWN_FIRST: Final = frozenset({"GB", "IE", "US", "CA", "AU", "NZ", "ZA", "IN", "SG"})


@lru_cache(maxsize=512)
def country_name(code: str, language: str = "en") -> str:
    """The name of a country in a language, such as "United Kingdom"; the code itself where CLDR knows none."""
    from babel import Locale

    return str(Locale(language).territories.get(code, code))


def town_line(postcode: str | None, locality: str | None, country: str | None) -> str:
    """Place and postcode in the order in which their country writes them; without a country, the postcode first."""
    parts = (locality, postcode) if country in _TOWN_FIRST else (postcode, locality)
    return " ".join(part for part in parts if part)
