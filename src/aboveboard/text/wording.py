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
_CLOCKS: Final = {
    "de": ("{hour}", "{hour}:{minute:02}", "{} Uhr", "{} bis {} Uhr"),
    "fr": ("{hour}\u00a0h", "{hour}\u00a0h\u00a0{minute:02}", "{}", "de {} à {}"),
    "es": ("{hour}:{minute:02}", "{hour}:{minute:02}", "{}", "de {} a {}"),
    "nl": ("{hour}", "{hour}.{minute:02}", "{} uur", "{} tot {} uur"),
}
"""How a language of 24 hours says a full hour, another time, a time by itself and a span of two."""
_PLAIN_CLOCK: Final = ("{hour:02}:{minute:02}", "{hour:02}:{minute:02}", "{}", "{}–{}")
_RANGE: Final = re.compile(r"\s*(\d\d?:\d\d)\s*[-–]\s*(\d\d?:\d\d)\s*")


def locale_of(language: str) -> str:
    """The Babel locale in which a language of ours is formatted."""
    return _LOCALES.get(language, language.replace("-", "_"))


@lru_cache(maxsize=4096)
def money(amount: Decimal, currency: str, language: str = "en") -> str:
    """The amount as a shop would print it: "£29.50", "29,50 €", and "£29" where it has no pence."""
    from babel import Locale
    from babel.numbers import format_currency

    locale = locale_of(language)
    if amount == amount.to_integral_value():
        pattern = str(Locale.parse(locale).currency_formats["standard"].pattern).replace(".00", "")
        said = format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
    else:
        said = format_currency(amount, currency, locale=locale)
    return said.replace("£GB", "£")  # CLDR's French sign for pounds, which no shop prints


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
    """The date with its month as a word: "20 November 2026", "1er novembre 2026"."""
    from babel.dates import format_date

    said = format_date(day, "long", locale=locale_of(language))
    return re.sub(r"^1\b", "1er", said) if language.partition("-")[0] == "fr" else said


@lru_cache(maxsize=4096)
def date_full(day: date, language: str = "en") -> str:
    """The date with its weekday: "Friday, 20 November 2026", "dimanche 1er novembre 2026"."""
    from babel.dates import format_date

    said = format_date(day, "full", locale=locale_of(language))
    return re.sub(r"\b1\b", "1er", said) if language.partition("-")[0] == "fr" else said


@lru_cache(maxsize=64)
def day_name(day: str, language: str = "en") -> str:
    """The name of a weekday given as "mo" to "su"; raises ValueError for anything else."""
    from babel.dates import get_day_names

    if day not in _DAYS:
        raise ValueError(f"not a weekday: {day!r}, known are {', '.join(_DAYS)}")
    return str(get_day_names("wide", locale=locale_of(language))[_DAYS.index(day)])


@lru_cache(maxsize=2048)
def clock(hour_and_minute: str, language: str = "en") -> str:
    """A time of day as people say it: "9 am", "5:30 pm", "12 noon", "midnight"; "17:30 Uhr", "17.30 uur", "17 h 30"."""
    if language.partition("-")[0] == "en":
        return _english_clock(*_hour_and_minute(hour_and_minute))
    return _clocks(language)[2].format(_bare_clock(hour_and_minute, language))


def _hour_and_minute(printed: str) -> tuple[int, int]:
    hour, minute = (int(part) for part in printed.split(":"))
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        raise ValueError(f"not a time of day: {printed!r}")
    return hour, minute


def _english_clock(hour: int, minute: int) -> str:
    if minute == 0 and hour in (0, 12, 24):
        return "12 noon" if hour == 12 else "midnight"
    half = "pm" if 12 <= hour < 24 else "am"
    return f"{(hour - 1) % 12 + 1}{f':{minute:02}' if minute else ''} {half}"


def _clocks(language: str) -> tuple[str, str, str, str]:
    return _CLOCKS.get(language.partition("-")[0], _PLAIN_CLOCK)


def _bare_clock(printed: str, language: str) -> str:
    hour, minute = _hour_and_minute(printed)
    return _clocks(language)[1 if minute else 0].format(hour=hour, minute=minute)


@lru_cache(maxsize=4096)
def hours_range(hours: str, language: str = "en") -> str:
    """Opening hours in words: "09:00-12:00, 13:00-17:30" is "9 am to 12 noon and 1 pm to 5:30 pm", "9 bis 12 Uhr …".

    Raises ValueError for what is not a list of ranges; "closed" is said by the sentence, not by this.
    """
    found = [_RANGE.fullmatch(part) for part in hours.split(",")]
    if not all(found):
        raise ValueError(f"not opening hours: {hours!r}")
    return join_list(tuple(_span(m[1], m[2], language) for m in found if m), language)


def _span(opens: str, closes: str, language: str) -> str:
    if language.partition("-")[0] == "en":
        return f"{clock(opens)} to {clock(closes)}"
    return _clocks(language)[3].format(_bare_clock(opens, language), _bare_clock(closes, language))


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
