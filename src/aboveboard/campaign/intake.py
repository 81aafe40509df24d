"""Intake: one record of somebody's table becomes one row of a register, or is refused with a code and a remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from aboveboard.campaign.headers import country_code, with_scheme
from aboveboard.campaign.mapping import RowMap
from aboveboard.campaign.tables import Record
from aboveboard.domain.legal_form import LEGAL_FORMS
from aboveboard.guard.packs import load_packs
from aboveboard.store.entries import RegisterRow

LONGEST: Final = 500
LONGEST_ADDRESS: Final = 2000
# Marks that turn the direction of writing or join words unseen (UAX 9): dropped, as people copy them without knowing.
_UNSEEN: Final = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAK: Final = re.compile(r"[\r\n\u2028\u2029]")
_FORMULA: Final = re.compile(r"[=@\t]|[+-].*[(|!]")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_SPACES: Final = re.compile(r"\s+")

PROBLEMS: Final[Mapping[str, str]] = {
    "cells": "the line has more or fewer cells than there are columns; a cell with a comma stands in quotes",
    "name_missing": "give the name of the business, or leave the line out",
    "country_missing": "give the country, or name it for all lines with --country",
    "country_unknown": "write the country as a code such as GB, or by its name",
    "not_mapped": "add the value to `values` of this field in the map, or give `otherwise`",
    "control_character": "take out the characters that cannot be seen",
    "line_break": "write the cell in one line",
    "formula": "take out the sign at the beginning that a spreadsheet would compute",
    "too_long": f"write no more than {LONGEST} characters, {LONGEST_ADDRESS} for a website",
    "id_unusable": "an id has letters, digits, full stops, hyphens and underscores, at most 80, and is no address",
    "id_twice": "give each line an id of its own",
    "id_taken": "another register gave this id to another business; map another column to the id",
    "legal_form_unknown": f"map it to one of {', '.join(LEGAL_FORMS)}, or leave it empty",
    "website_unreadable": "write the address of the site, as in https://shop.example",
    "email_unreadable": "write one e-mail address, or leave it empty",
    "telephone_unreadable": "write one telephone number, or leave it empty",
    "erased": "this business asked to be erased; take the line out",
    "double": "the same business stands there already, in this file or in another register; nothing to do",
}
"""Every code that an error file may have, with its remedy."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line was refused; it never says what stands in the cell."""

    line: int
    column: str
    code: str

    @property
    def remedy(self) -> str:
        """What would be right."""
        return PROBLEMS[self.code]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used: the field, and the code of the problem."""

    field: str
    code: str


def read_row(
    record: Record, row_map: RowMap, *, country: str | None, make_id: Callable[[str], str]
) -> RegisterRow | Refused:
    """The row of a record, every field checked and in one line.

    `make_id` turns an id of the list, or what names the business where it has none, into the id under which it is kept.
    """
    if not record.whole:
        return Refused("", "cells")
    found: dict[str, str] = {}
    for field, source in row_map.items():
        text = source.text(record.values)
        clean = _UNSEEN.sub("", text or "").strip()
        code = "not_mapped" if text is None else _cell_problem(field, clean) or _field_problem(field, clean)
        if code is not None:
            return Refused(field, code)
        found[field] = _SPACES.sub(" ", clean)
    return _row(found, country, make_id)


def _row(found: Mapping[str, str], all_lines: str | None, make_id: Callable[[str], str]) -> RegisterRow | Refused:
    country = _code(found["country"]) if found.get("country") else all_lines
    if country is None:
        return Refused("country", "country_unknown" if found.get("country") else "country_missing")
    website = with_scheme(found.get("website", ""))
    return RegisterRow(
        id=make_id(found.get("id") or "\0".join([country, *(found.get(name, "").casefold() for name in _NAMING)])),
        name=found["name"],
        country=country,
        region=_region(found.get("region", ""), country),
        legal_form=found.get("legal_form", "").casefold() or "unknown",
        website=website or None,
        **{name: found.get(name) or None for name in _PLAIN},
    )


_NAMING: Final = ("name", "postcode", "locality", "street", "register_number", "website", "telephone", "email")
_PLAIN: Final = ("trade", "street", "locality", "postcode", "register_number", "email", "telephone", "contact_name")


def column_of(field: str, row_map: RowMap) -> str:
    """The column that a field comes from, by its header."""
    source = row_map.get(field)
    return ", ".join(source.columns) if source is not None and source.columns else field


def _cell_problem(field: str, text: str) -> str | None:
    """What is wrong with a cell whatever it means; every cell of a list is hostile."""
    if len(text) > (LONGEST_ADDRESS if field == "website" else LONGEST):
        return "too_long"
    if _CONTROL.search(text):
        return "control_character"
    if _BREAK.search(text):
        return "line_break"
    return "formula" if field != "telephone" and _FORMULA.match(text) else None


def _field_problem(field: str, text: str) -> str | None:
    """What is wrong with a cell as what it is said to be."""
    if not text:
        return "name_missing" if field == "name" else None
    check = _CHECKS.get(field)
    return check[1] if check is not None and not check[0](text) else None


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(with_scheme(text))
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in text
    except ValueError:
        return False


_CHECKS: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = {
    "id": (lambda text: _ID.fullmatch(text) is not None, "id_unusable"),
    "legal_form": (lambda text: text.casefold() in LEGAL_FORMS, "legal_form_unknown"),
    "website": (_is_address, "website_unreadable"),
    "telephone": (lambda text: sum(letter.isdigit() for letter in text) >= 5, "telephone_unreadable"),
}


@lru_cache(maxsize=1024)
def _code(given: str) -> str | None:
    return country_code(given)


@lru_cache(maxsize=4096)
def _region(given: str, country: str) -> str | None:
    """The region as ISO 3166-2; None where it is given in other words, which lifts and permits nothing."""
    facts, written = load_packs().facts, given.upper()
    codes = (written, f"{country}-{written}")
    return next((code for code in codes if code.startswith(f"{country}-") and facts.is_region(code)), None)


def first_problems(problems: Iterable[Problem], most: int = 5) -> list[str]:
    """The first problems as sentences."""
    said = []
    for problem in problems:
        column = f", {problem.column}" if problem.column else ""
        said.append(f"line {problem.line}{column}: {problem.code.replace('_', ' ')} ({problem.remedy})")
        if len(said) == most:
            break
    return said
