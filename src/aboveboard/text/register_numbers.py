"""The one form in which two spellings of a number in a company register meet."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from aboveboard.text.business_names import fold

_NO_SIGN: Final = re.compile(r"[^0-9A-Z]")
# Court and registry words that some write before the town, and some do not.
_COURT_WORDS: Final = frozenset(["amtsgericht", "ag", "registergericht", "handelsregister", "handelsregisters"])
_LONGEST: Final = 40


def register_key(printed: str, country: str, *, court: str | None = None) -> str | None:
    """The number as every spelling of it has it in that country; None for what is no number of a company there.

    "1234567" and "01234567" are one number in GB, a SIRET is its SIREN in FR, an ABN its ACN in AU. A German number
    means nothing without the court that keeps it: it has its court in it, and without a court there is no key.
    """
    plain = _NO_SIGN.sub("", printed[:_LONGEST].upper())
    if country == "DE":
        return _german(plain, court)
    known = _KEYS.get(country)
    if known is None:
        return plain.removeprefix(country) if any(sign.isdigit() for sign in plain) else None
    return known(plain)


def vat_key(printed: str, country: str) -> str | None:
    """The register number that a VAT number contains; None in countries where it contains none."""
    plain = _NO_SIGN.sub("", printed[:_LONGEST].upper()).removeprefix(country)
    if country == "FR" and len(plain) == 11:
        return _french(plain[2:])
    return _KEYS[country](plain) if country in ("BE", "ES", "IT") else None


def _british(plain: str) -> str | None:
    """Eight characters: digits with leading noughts, or one or two letters and digits (Companies House)."""
    if match := re.fullmatch(r"\d{1,8}", plain):
        return match[0].zfill(8)
    match = re.fullmatch(r"([A-Z]{1,2})(\d{1,7})(R?)", plain)
    if match is None or len(match[1] + match[2] + match[3]) > 8:
        return None
    return match[1] + match[2].zfill(8 - len(match[1]) - len(match[3])) + match[3]


def _irish(plain: str) -> str | None:
    match = re.fullmatch(r"(?:IE|CRO)?0*(\d{1,6})", plain)
    return match[1] if match else None


def _german(plain: str, court: str | None) -> str | None:
    match = re.fullmatch(r"(HRA|HRB|GNR|PR|VR|GSR)(?:NR)?0*(\d{1,7})([A-Z]{0,3})", plain)
    place = _court(court or "")
    return f"{match[1]}{match[2]}{match[3]}@{place}" if match and place else None


def _court(printed: str) -> str:
    """The words of a court's town, sorted: "Charlottenburg (Berlin)" and "AG Berlin-Charlottenburg" are one court."""
    return " ".join(sorted(set(fold(printed[:80]).split()) - _COURT_WORDS))


def _austrian(plain: str) -> str | None:
    match = re.fullmatch(r"(?:FN)?0*(\d{1,6})([A-Z])", plain)
    return match[1] + match[2] if match else None


def _french(plain: str) -> str | None:
    """The SIREN: nine digits, the first nine of a SIRET (Code de commerce, R123-221)."""
    match = re.fullmatch(r"(?:RCS|SIREN|SIRET)?(\d{9})(?:\d{5})?", plain)
    return match[1] if match else None


def _dutch(plain: str) -> str | None:
    """Eight digits; twelve with the number of the branch behind them."""
    match = re.fullmatch(r"(?:KVK)?(\d{7,8})(?:0\d{3})?", plain)
    return match[1].zfill(8) if match else None


def _belgian(plain: str) -> str | None:
    match = re.fullmatch(r"(?:BE)?([01]?\d{9})", plain)
    return match[1].zfill(10) if match else None


def _spanish(plain: str) -> str | None:
    """The NIF of a company; those that begin with a digit, X, Y or Z are persons'."""
    match = re.fullmatch(r"(?:ES)?([A-HJNP-SUVW]\d{7}[0-9A-J])", plain)
    return match[1] if match else None


def _italian(plain: str) -> str | None:
    """The codice fiscale of a company, which is its VAT number; or the REA number with its province."""
    match = re.fullmatch(r"(?:IT)?(\d{11})|(?:REA)?([A-Z]{2})0*(\d{4,7})", plain)
    return (match[1] or match[2] + match[3]) if match else None


def _australian(plain: str) -> str | None:
    """The ACN: nine digits, the last nine of a company's ABN (ABR: an ABN is two check digits and an identifier)."""
    match = re.fullmatch(r"(?:ACN|ABN)?(?:\d{2})?(\d{9})", plain)
    return match[1] if match else None


def _new_zealand(plain: str) -> str | None:
    match = re.fullmatch(r"(?:NZBN)?(\d{13})|0*(\d{1,8})", plain)
    return (match[1] or match[2]) if match else None


_KEYS: Final[Mapping[str, Callable[[str], str | None]]] = {
    "GB": _british,
    "IE": _irish,
    "AT": _austrian,
    "FR": _french,
    "NL": _dutch,
    "BE": _belgian,
    "ES": _spanish,
    "IT": _italian,
    "AU": _australian,
    "NZ": _new_zealand,
}
