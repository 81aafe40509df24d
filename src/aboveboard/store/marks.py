"""Marks: the keyed hashes by which a refusal or an erasure recognises a business, whatever list it comes back in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from aboveboard.store.entries import RegisterRow
from aboveboard.store.keys import Keyring
from aboveboard.text.email import domain_forms, mailbox, normalise
from aboveboard.text.mailboxes import shared_domains
from aboveboard.text.register_numbers import register_key
from aboveboard.text.websites import registrable_domain

# kind -> what the hash is over. `address` and `place` say that two entries are the same subject; a `mailbox` is an
# address without its plus part, and `above` a domain above the host's own, hashed as what a refusal would name.
# `line` is the whole number, by which a do-not-call register is asked; `listing` tells the same entry of two lists.
KINDS: Final = (
    "person", "address", "mailbox", "phone", "domain", "above", "company", "place", "line", "listing",
)  # fmt: skip
SAME_SUBJECT: Final = ("person", "address", "place")
_HASHED_AS: Final = {"mailbox": "address", "above": "domain"}
_NUMBER: Final = re.compile(r"[+(\d][\d\s()/.-]{6,24}")
Found: TypeAlias = list[tuple[str, str]]


def of_row(row: RegisterRow, email: str | None) -> Found:
    """The kinds and normalised values of a business; `email` is its normalised address."""
    found = [("person", row.id)]
    if email is not None:
        found += _of_address(email) + _of_host(email.rpartition("@")[2])
    if row.telephone and (digits := _digits(row.telephone)):
        found.append(("phone", digits))
        if (number := line(row.telephone, row.country)) is not None:
            found.append(("line", number))
    if row.website and (host := _host(row.website)):
        found += _of_host(host)
    if row.register_number:
        found += _of_company(row.country, row.register_number)
    if row.postcode:
        found.append(("place", _plain(row.name) + "|" + _plain(row.postcode)))
    if (place := _listing(row)) is not None:
        found.append(("listing", place))
    return list(dict.fromkeys(found))


def of_suppression(scope: str, value: str) -> Found:
    """The kinds and normalised values that a refusal covers; empty if its value is not readable."""
    value = value.strip()
    if scope == "person":
        return [("person", value)] if value else []
    if scope == "domain":
        return _of_domain(value)
    if scope == "company":
        return _of_company(*value.split(":", 1)) if ":" in value else _of_domain(value) or [("person", value)]
    if "@" in value:
        email = address(value)
        return _of_address(email) if email is not None else []
    phone = [("phone", digits)] if (digits := _digits(value)) else []
    return phone if scope == "address" else _of_anything(value, phone)


def _of_anything(value: str, phone: Found) -> Found:
    """What a value without an @ may stand for where the scope does not say: it is refused as each of these."""
    if ":" in value and "//" not in value:
        return _of_company(*value.split(":", 1))
    person = [("person", value)] if value else []
    return person + (phone if _NUMBER.fullmatch(value) else []) + ([] if " " in value else _of_domain(value))


def of_question(value: str) -> Found:
    """All by which a refusal may cover a value that somebody asks about; empty if it is not readable."""
    value = value.strip()
    if "@" in value:
        email = address(value)
        return [] if email is None else _of_address(email) + _of_host(email.rpartition("@")[2])
    if ":" in value and "//" not in value:
        return _of_company(*value.split(":", 1))
    if "." in (host := _host(value)) and not host.replace(".", "").isdigit():
        return _of_host(host)
    return [("phone", digits)] if (digits := _digits(value)) else []


def _of_address(email: str) -> Found:
    """The address, and the mailbox behind it: who refused a+news@ refused a@ too, and the other way round."""
    box = mailbox(email)
    return [("address", email)] + ([("mailbox", box)] if box != email else [])


def _of_domain(value: str) -> Found:
    host = _host(value)
    return [("domain", form) for form in domain_forms(host)] if "." in host else []


def _of_host(host: str) -> Found:
    """The domain of a host, and those above it up to the one that somebody registered: a refusal may name either."""
    forms = domain_forms(host)
    found = [("domain", form) for form in forms]
    own = registrable_domain(forms[0]) if forms[0].count(".") > 1 else None
    if own is not None:
        parts = forms[0].split(".")
        above = (".".join(parts[start:]) for start in range(1, len(parts)))
        found += [("above", name) for name in above if name == own or name.endswith("." + own)]
    return found


def _of_company(country: str, number: str) -> Found:
    """The number as it is written, and as every spelling of it has it: a spreadsheet takes away leading noughts."""
    code = country.strip().upper()
    plain = re.sub(r"[^0-9A-Z]", "", number.upper())
    key = register_key(number, code)
    numbers = dict.fromkeys(one for one in (plain, key) if one)
    return [("company", f"{code}:{one}") for one in numbers]


def hashed(keys: Keyring, found: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Kind, keyed hash and key version of each value, under every version that is kept.

    With businesses hashed under all versions, a new key never hides an old refusal.
    """
    versions = sorted(keys.suppression)
    return [
        (kind, keys.mark(version, _HASHED_AS.get(kind, kind), value), version)
        for kind, value in found
        for version in versions
    ]


@lru_cache(maxsize=8)
def _shared_of(versions: tuple[tuple[int, bytes], ...]) -> frozenset[str]:
    keys = Keyring(b"", b"", dict(versions))
    return frozenset(mark for _, mark, _ in hashed(keys, [("domain", name) for name in shared_domains()]))


def shared_marks(keys: Keyring) -> frozenset[str]:
    """The hashes of the domains of mail services and platforms: who shares these is no company; remembered."""
    return _shared_of(tuple(sorted(keys.suppression.items())))


def address(text: str) -> str | None:
    """The normalised form of an e-mail address; None for anything else."""
    return normalise(text)


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
    try:
        host = urlsplit(text if "//" in text else "//" + text).hostname or ""
    except ValueError:  # a bracket that opens no address of a machine
        return ""
    return host.removeprefix("www.").rstrip(".")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if c.isalnum())
