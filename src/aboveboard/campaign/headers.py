"""Guesses which column of somebody's own list is which, by headers in English, German or French, else by cells."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from aboveboard.campaign.context import UNKNOWN_COUNTRY
from aboveboard.campaign.files import numbered
from aboveboard.campaign.settings import read_text
from aboveboard.domain.errors import InputError
from aboveboard.guard.packs import load_packs

# Header words, folded to plain lower-case letters; a header matches a field if it is one of these or has it as a word.
_WORDS: Final[Mapping[str, str]] = {
    "id": "id nr no nummer kundennummer numero reference ref",
    "name": "name names company business firma unternehmen betrieb entreprise societe nom firm organisation "
    "organization firmenname companyname raisonsociale enseigne title",
    "trade": "trade category categories branche industry sector secteur activite gewerbe type kategorie "
    "categorie metier",
    "street": "street address address1 adresse strasse anschrift rue addressline1 freeform",
    "locality": "city town locality ort stadt ville commune suburb",
    "postcode": "postcode zip zipcode postalcode plz postleitzahl codepostal cp eircode",
    "region": "region state province county bundesland kanton departement",
    "country": "country countrycode staat land pays nation landescode",
    "legal_form": "legalform rechtsform formejuridique formelegale",
    "register_number": "registernumber companynumber registrationnumber handelsregister handelsregisternummer siren "
    "siret kvk abn acn hrb companyno crn",
    "website": "website web url site homepage webseite internet siteweb internetseite domain websites www",
    "email": "email mail courriel emailadresse adresseemail emailaddress",
    "telephone": "telephone phone tel telefon telefonnummer rufnummer mobile portable phones fon",
    "contact_name": "contact contactname person ansprechpartner kontakt interlocuteur owner inhaber firstname lastname",
}
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}\Z")
_URL: Final = re.compile(r"(https?://\S+|www\.\S+|[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?)\Z", re.IGNORECASE)
_PHONE: Final = re.compile(r"\+?[\d\s()/.-]{7,20}\Z")
_NUMBERS: Final = frozenset(["number", "numbers", "phonenumber", "telephonenumber", "nummer", "numero", "msisdn"])
_SUFFIXES: Final = {"uk": "GB", "ie": "IE", "de": "DE", "fr": "FR", "nl": "NL", "ca": "CA", "au": "AU", "us": "US",
                    "at": "AT", "ch": "CH", "be": "BE", "it": "IT", "es": "ES", "nz": "NZ"}  # fmt: skip


def read_list(path: Path) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The rows of a list under the register's column names, and which header each was taken from.

    Raises InputError where no column looks like the names of businesses, or a line does not fit the header.
    """
    text = read_text(path)
    delimiter = max(",;\t|", key=text.partition("\n")[0].count)
    placed = list(numbered(csv.reader(StringIO(text, newline=""), delimiter=delimiter)))
    lines = [cells for _, cells in placed]
    if len(lines) < 2:
        raise InputError(
            "there are no rows in this list", place=str(path), remedy="a header line, then a business a line"
        )
    header, rows = lines[0], [row for row in lines[1:] if any(cell.strip() for cell in row)]
    for number, row in placed[1:]:
        if len(row) > len(header) and any(cell.strip() for cell in row):
            raise InputError(f"{len(row)} cells under {len(header)} columns", place=f"{path}:{number}")
    columns = guess_columns(header, rows)
    if "name" not in columns:
        remedy = f"name one of them `name`: {', '.join(header)}"
        raise InputError("no column looks like the names of businesses", place=f"{path}:1", remedy=remedy)
    return [_row(row, columns) for row in rows], {field: header[place] for field, place in columns.items()}


def _row(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {
        field: cells[place].strip() for field, place in columns.items() if place < len(cells) and cells[place].strip()
    }


def guess_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """For each field found its column: whole headers first, then words in headers, then what the cells look like."""
    found: dict[str, int] = {}
    for matches in (_is_whole, _has_word):
        for place, title in enumerate(header):
            field = next((f for f in _WORDS if f not in found and matches(title, f)), None)
            if field is not None and place not in found.values():
                found[field] = place
    for field, pattern in (("email", _EMAIL), ("website", _URL), ("telephone", _PHONE)):
        if field not in found:
            looks_like = _column_of(pattern, rows, set(found.values()), len(header))
            if looks_like is not None:
                found[field] = looks_like
    return found


def looks_like_telephone(cell: str) -> bool:
    """True for digits with the marks that people put between them."""
    return _PHONE.match(cell.strip()) is not None


def telephone_column(header: Sequence[str]) -> int | None:
    """The column whose header says that it holds telephone numbers."""
    for matches in (_is_whole, _has_word):
        for place, title in enumerate(header):
            if matches(title, "telephone") or _folded(title).replace(" ", "") in _NUMBERS:
                return place
    return None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").lower())
    return "".join(c for c in plain if c.isalnum() or c in " _-./")


def _is_whole(title: str, field: str) -> bool:
    return re.sub(r"[^a-z0-9]", "", _folded(title)) in _WORDS[field].split()


def _has_word(title: str, field: str) -> bool:
    return any(word in _WORDS[field].split() for word in re.split(r"[ _./-]+", _folded(title)) if len(word) > 2)


def _column_of(pattern: re.Pattern[str], rows: Sequence[Sequence[str]], taken: set[int], width: int) -> int | None:
    for place in range(width):
        cells = [row[place].strip() for row in rows[:200] if place < len(row) and row[place].strip()]
        if place not in taken and len(cells) >= 1 and sum(bool(pattern.match(c)) for c in cells) > len(cells) / 2:
            return place
    return None


def country_of(row: Mapping[str, str]) -> str:
    """The ISO code of a row's country: as given by code or name, else by its telephone, its domain; else unknown."""
    given = row.get("country", "")
    if given:
        return country_code(given) or UNKNOWN_COUNTRY
    by_phone = _country_of_number(row.get("telephone", ""))
    host = urlsplit(with_scheme(row.get("website", ""))).hostname or ""
    return by_phone or _SUFFIXES.get(host.rpartition(".")[2], UNKNOWN_COUNTRY)


def _country_of_number(telephone: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(telephone, None)
    except phonenumbers.NumberParseException:
        return None  # a number without its country's prefix says nothing about the country
    code = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return code if len(code) == 2 and code != UNKNOWN_COUNTRY else None


def with_scheme(website: str) -> str:
    """The address with a scheme: http where none was written, as a browser would have tried it first."""
    return website if not website or "://" in website else f"http://{website}"


def country_code(name: str) -> str | None:
    """The ISO code of a country named by code, or in English, German, French or its own common short form."""
    folded = _folded(name)
    if len(name.strip()) == 2 and name.strip().isalpha():
        code = {"UK": "GB"}.get(name.strip().upper(), name.strip().upper())
        return code if code in load_packs().facts.countries else None
    return _country_names().get(folded)


@cache
def _country_names() -> dict[str, str]:
    from babel import Locale

    names: dict[str, str] = {}
    for language in ("nl", "fr", "de", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names[_folded(name)] = code
    return names | {"usa": "US", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB",
                    "holland": "NL", "republic of ireland": "IE", "gb": "GB", "brd": "DE"}  # fmt: skip


def most_common_country(rows: Iterable[Mapping[str, str]]) -> str | None:
    """The country that most rows are in, or None where none can be told."""
    found = [code for row in rows if (code := country_of(row)) != UNKNOWN_COUNTRY]
    return max(set(found), key=found.count) if found else None
