"""Likeness: the form of a value in which ways of writing do not count, so that only what differs in fact differs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from aboveboard.domain.fact import JSON
from aboveboard.text.business_names import core, fold

_NO_LETTER: Final = re.compile(r"[^\w]+|_")
_COUNTRY_PREFIX: Final = re.compile(r"^[A-Z]{2}(?=\d)")
_ZEROS: Final = re.compile(r"^([A-Z]*)0+(?=\d)")
_POSTCODE: Final = re.compile(r"^[A-Z]{0,2}(\d{4,5})$|^(\d{5})\d{4}$")  # D-10117; 90403-1234
# How streets are shortened, in the languages that we read; a suite or a floor behind them is left out.
_STREET_WORDS: Final = {
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue", "avda": "avenida", "ln": "lane",
    "dr": "drive", "blvd": "boulevard", "bd": "boulevard", "bld": "boulevard", "ct": "court", "pl": "place",
    "sq": "square", "tce": "terrace", "ter": "terrace", "cres": "crescent", "gdns": "gardens", "pkwy": "parkway",
    "hwy": "highway", "cir": "circle", "trl": "trail", "rte": "route", "strasse": "street", "straße": "street",
    "n": "north", "s": "south", "e": "east", "w": "west", "pza": "plaza", "ctra": "carretera",
}  # fmt: skip
_ROOM: Final = re.compile(r"[,\s]+(?:suite|ste|unit|floor|apt|room|rm|bldg|building|#).*$", re.IGNORECASE)
_GLUED_STREET: Final = re.compile(r"(?<=[a-zäöü])(?:strasse|straße|str)\b", re.IGNORECASE)


def of(attribute: str, value: JSON) -> str:
    """The form in which two values of an attribute are compared; equal forms say the same."""
    if isinstance(value, dict) and isinstance(value.get("value"), str):
        return str(value["value"])  # a telephone number, whichever way it is printed
    if not isinstance(value, str):
        return repr(value)
    return _FORMS.get(attribute, str)(value)


def number_and_street(street: str) -> tuple[str, str]:
    """The house number and the words of a street line in one form; "" for what it does not have."""
    line = _GLUED_STREET.sub(" street", _ROOM.sub("", street))
    words = [_STREET_WORDS.get(word, word) for word in _NO_LETTER.sub(" ", line.casefold()).split()]
    numbers = [word for word in words if word[0].isdigit()]
    return " ".join(numbers), " ".join(word for word in words if not word[0].isdigit())


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).upper()


def _postcode(text: str) -> str:
    bare = _letters(text)
    found = _POSTCODE.match(bare)
    return (found[1] or found[2]) if found else bare


def _number(text: str) -> str:
    """A register's number: "01234567" and "1234567" are one, "SC 012345" and "SC12345" too."""
    return _ZEROS.sub(r"\1", _letters(text))


def _vat(text: str) -> str:
    return _COUNTRY_PREFIX.sub("", _letters(text))


_FORMS: Final[dict[str, Callable[[str], str]]] = {
    "business.name": core,
    "business.registered_name": fold,
    "business.locality": fold,
    "business.region": fold,
    "business.street": lambda text: " ".join(number_and_street(text)),
    "business.postcode": _postcode,
    "business.register_number": _number,
    "business.vat_number": _vat,
}
