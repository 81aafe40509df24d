"""Marks: the keyed hashes by which a refusal or an erasure recognises a business, whatever list it comes back in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from aboveboard.store.entries import RegisterRow, Suppression
from aboveboard.store.keys import Keyring

# kind -> what the hash is over. `address` and `place` say that two entries are the same subject.
# `line` is the whole number, by which a do-not-call register is asked; `listing` tells the same entry of two lists.
KINDS: Final = ("person", "address", "phone", "domain", "company", "place", "line", "listing")
SAME_SUBJECT: Final = ("person", "address", "place")


def of_row(row: RegisterRow, email: str | None) -> list[tuple[str, str]]:
    """The kinds and normalised values of a business; `email` is its normalised address."""
    found = [("person", row.id)]
    if email is not None:
        found += [("address", email), ("domain", email.rpartition("@")[2])]
    if row.telephone and (digits := _digits(row.telephone)):
        found.append(("phone", digits))
        if (number := line(row.telephone, row.country)) is not None:
            found.append(("line", number))
    if row.website and (host := _host(row.website)):
        found.append(("domain", host))
    if row.register_number:
        found.append(("company", _company(f"{row.country}:{row.register_number}")))
    if row.postcode:
        found.append(("place", _plain(row.name) + "|" + _plain(row.postcode)))
    if (place := _listing(row)) is not None:
        found.append(("listing", place))
    return list(dict.fromkeys(found))


def of_suppression(entry: Suppression) -> list[tuple[str, str]]:
    """The kinds and normalised values that a refusal covers; empty if its value is not readable."""
    value = entry.value.strip()
    if entry.scope == "person":
        return [("person", value)]
    if entry.scope == "domain":
        return [("domain", _host(value))] if "." in _host(value) else []
    if entry.scope == "company":
        return [_company_mark(value)]
    if "@" in value:
        email = address(value)
        return [("address", email)] if email is not None else []
    if entry.scope == "address":
        return [("phone", digits)] if (digits := _digits(value)) else []
    return [("person", value)]


def _company_mark(value: str) -> tuple[str, str]:
    """A register number with its country, else a domain, else the id of a business, which is then refused itself."""
    if ":" in value:
        return "company", _company(value)
    return ("domain", _host(value)) if "." in _host(value) else ("person", value)


def hashed(keys: Keyring, found: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Kind, keyed hash and key version of each value, under every version that is kept.

    With refusals and businesses hashed under all versions, a new key never hides an old refusal.
    """
    versions = sorted(keys.suppression)
    return [(kind, keys.mark(version, kind, value), version) for kind, value in found for version in versions]


def address(text: str) -> str | None:
    """The normalised form of an e-mail address; None for anything else."""
    from aboveboard.text import email

    return email.normalise(text)


def line(printed: str, country: str) -> str | None:
    """The whole number in E.164; None where it is no number of that country, which its registers cannot speak for."""
    from aboveboard.text.dialling import e164_of

    return e164_of(printed, country)


def _listing(row: RegisterRow) -> str | None:
    """Name, country, area and street in one form; None without an area, as a name alone tells nobody apart."""
    from aboveboard.text.business_names import core, fold
    from aboveboard.text.street_names import read_street

    area = _plain(row.postcode or "") or fold(row.locality or "")
    if not area:
        return None
    street = read_street(row.street or "")
    return "|".join([core(row.name), row.country, area, *street.numbers, *street.words])


def _digits(text: str) -> str:
    """The last nine digits, which a number has in common with and without its prefixes; "" for fewer than seven."""
    digits = re.sub(r"\D", "", text)
    return digits[-9:] if len(digits) >= 7 else ""


def _host(text: str) -> str:
    text = text.strip().lower()
    host = urlsplit(text if "//" in text else "//" + text).hostname or ""
    return host.removeprefix("www.").rstrip(".")


def _company(text: str) -> str:
    country, _, number = text.partition(":")
    return country.strip().upper() + ":" + re.sub(r"[^0-9A-Z]", "", number.upper())


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if c.isalnum())
