"""The files a campaign brings: register, bases, suppressions, preferences, groups, offers, outcomes; all or nothing."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Final, TypeVar, get_args

import msgspec

from aboveboard.campaign.settings import read_text
from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.basis import BASIS_KINDS, Basis
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.legal_form import LEGAL_FORMS
from aboveboard.domain.offer import Offer
from aboveboard.domain.outcome import Outcome, OutcomeKind

T = TypeVar("T")
REGISTER_COLUMNS: Final = (
    "id", "name", "trade", "street", "locality", "postcode", "region", "country", "legal_form", "register_number",
    "website", "email", "telephone", "contact_name",
)  # fmt: skip
_REGISTER_REQUIRED: Final = ("id", "name", "country")
_BASIS_COLUMNS: Final = (
    "business", "kind", "act", "purpose", "channel", "on", "how", "by", "notice", "evidence", "expires", "written",
)  # fmt: skip
_SUPPRESSION_COLUMNS: Final = ("scope", "value", "channel", "purpose", "reason", "on")
_OUTCOME_KINDS: Final[tuple[OutcomeKind, ...]] = get_args(OutcomeKind)
SUPPRESSION_SCOPES: Final = ("person", "address", "domain", "company", "channel", "purpose")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table file, with the place to name in an error."""

    place: str
    values: Mapping[str, str]

    def text(self, column: str) -> str | None:
        """The trimmed text of a column, None where it is empty or the file has no such column."""
        return (self.values.get(column) or "").strip() or None

    def need(self, column: str) -> str:
        """The text of a column; raises InputError where it is empty."""
        value = self.text(column)
        if value is None:
            raise InputError(f"{column} is empty", place=self.place, remedy="fill it in, or leave the row out")
        return value

    def one_of(self, column: str, known: Sequence[str], *, empty: str | None = None) -> str:
        """The text of a column that must be one of `known`; `empty` stands in for an empty one."""
        value = self.text(column) or empty
        if value is None:
            value = self.need(column)
        if value not in known:
            raise InputError(f"{column} {value!r} is not known", place=self.place, remedy=did_you_mean(value, known))
        return value

    def day(self, column: str) -> date:
        """The date of a column, as YYYY-MM-DD."""
        return self._date(self.need(column), column)

    def day_or_none(self, column: str) -> date | None:
        """The date of a column, None where it is empty."""
        value = self.text(column)
        return self._date(value, column) if value else None

    def _date(self, value: str, column: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            problem = f"{column} {value!r} is not a date"
            raise InputError(problem, place=self.place, remedy="write YYYY-MM-DD") from error


def read_table(path: Path, columns: Sequence[str], required: Sequence[str]) -> list[Line]:
    """The rows of a CSV file whose header names only known columns and all required ones; raises InputError."""
    reader = csv.reader(StringIO(read_text(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, path, columns, required)
        return list(_lines(reader, header, path))
    except csv.Error as error:
        raise InputError(f"not readable as CSV: {error}", place=f"{path}:{reader.line_num}") from error


def _check_header(header: Sequence[str], path: Path, columns: Sequence[str], required: Sequence[str]) -> None:
    for name in header:
        if name not in columns:
            raise InputError(f"unknown column {name!r}", place=f"{path}:1", remedy=did_you_mean(name, columns))
    for name in required:
        if name not in header:
            remedy = f"it has: {', '.join(header)}"
            raise InputError(f"the column {name!r} is missing", place=f"{path}:1", remedy=remedy)


def _lines(reader: Iterator[list[str]], header: Sequence[str], path: Path) -> Iterator[Line]:
    for number, cells in enumerate(reader, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise InputError(f"{len(cells)} cells under {len(header)} columns", place=f"{path}:{number}")
        yield Line(f"{path}:{number}", dict(zip(header, cells, strict=True)))


def read_register(path: Path) -> list[dict[str, str | None]]:
    """The rows of a register, ids unique, legal forms and countries checked."""
    rows: list[dict[str, str | None]] = []
    seen: dict[str, str] = {}
    for line in read_table(path, REGISTER_COLUMNS, _REGISTER_REQUIRED):
        key = line.need("id")
        if key in seen:
            raise InputError(f"the id {key!r} stands there twice", place=line.place, remedy=f"first at {seen[key]}")
        seen[key] = line.place
        line.need("name")
        line.one_of("legal_form", LEGAL_FORMS, empty="unknown")
        country = line.need("country")
        if not (len(country) == 2 and country.isascii() and country.isupper()):
            raise InputError(f"country {country!r} is no ISO 3166-1 code", place=line.place, remedy="such as GB or DE")
        rows.append({name: line.text(name) for name in REGISTER_COLUMNS})
    return rows


def read_bases(path: Path) -> list[Basis]:
    """The basis events of a file."""
    return [_basis(line) for line in read_table(path, _BASIS_COLUMNS, _BASIS_COLUMNS[:10])]


def _basis(line: Line) -> Basis:
    act = line.one_of("act", ("given", "withdrawn"))
    proof = line.need if act == "given" else lambda column: line.text(column) or ""  # a no needs no proof
    fields = {name: line.need(name) for name in ("business", "purpose", "channel", "how", "by")}
    return msgspec.convert(
        fields
        | {
            "kind": line.one_of("kind", BASIS_KINDS),
            "act": act,
            "notice": proof("notice"),
            "evidence": proof("evidence"),
            "on": line.day("on"),
            "expires": line.day_or_none("expires"),
            "written": line.one_of("written", ("true", "false"), empty="false") == "true",
        },
        Basis,
    )


def read_suppressions(path: Path) -> list[dict[str, str | date | None]]:
    """The suppression entries of a file."""
    return [
        {
            "scope": line.one_of("scope", SUPPRESSION_SCOPES),
            "value": line.need("value"),
            "channel": line.text("channel"),
            "purpose": line.text("purpose"),
            "reason": line.need("reason"),
            "on": line.day("on"),
        }
        for line in read_table(path, _SUPPRESSION_COLUMNS, ("scope", "value", "reason", "on"))
    ]


def read_preferences(path: Path) -> dict[str, bool]:
    """For each business of the file: is personalisation on?"""
    lines = read_table(path, ("business", "personalisation"), ("business", "personalisation"))
    return {line.need("business"): line.one_of("personalisation", ("on", "off")) == "on" for line in lines}


def read_groups(path: Path) -> dict[str, dict[str, str]]:
    """For each business of the file its groups, name -> value."""
    groups: dict[str, dict[str, str]] = {}
    for line in read_table(path, ("business", "group", "value"), ("business", "group", "value")):
        groups.setdefault(line.need("business"), {})[line.need("group")] = line.need("value")
    return groups


def read_outcomes(path: Path) -> list[Outcome]:
    """The outcomes of a file; columns that only learn reads are passed over."""
    columns = ("business", "campaign", "step", "kind", "on", "offer", "angle", "channel", "probability_millionths")
    return [
        Outcome(
            business=line.need("business"),
            campaign=line.need("campaign"),
            step=_whole(line, "step"),
            kind=_outcome_kind(line),
            on=line.day("on"),
        )
        for line in read_table(path, columns, columns[:5])
    ]


def _outcome_kind(line: Line) -> OutcomeKind:
    said = line.one_of("kind", _OUTCOME_KINDS)
    return next(kind for kind in _OUTCOME_KINDS if kind == said)


def _whole(line: Line, column: str) -> int:
    text = line.need(column)
    if not text.isdecimal():
        raise InputError(f"{column} {text!r} is not a whole number", place=line.place)
    return int(text)


def read_offers(path: Path) -> list[Offer]:
    """The offers of a TOML file, each with full terms; raises InputError that names file, line and remedy."""
    text = read_text(path)
    try:
        tables = tomllib.loads(text, parse_float=Decimal).get("offer", [])
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not valid TOML: {error}", place=str(path)) from error
    if not tables:
        raise InputError("no [[offer]] in this file", place=str(path), remedy="state at least one offer")
    offers = [_offer(table, _nth_table(text, number), path) for number, table in enumerate(tables)]
    _check_unique([offer.id for offer in offers], path)
    return offers


def _nth_table(text: str, number: int) -> tuple[int, str]:
    """First line number and text of the n-th [[offer]]."""
    starts = [n for n, line in enumerate(text.splitlines()) if line.strip() == "[[offer]]"]
    ends = [*starts[1:], len(text.splitlines())]
    return starts[number] + 1, "\n".join(text.splitlines()[starts[number] : ends[number]])


def _offer(table: Mapping[str, object], source: tuple[int, str], path: Path) -> Offer:
    start, text = source
    name = str(table.get("id", "?"))

    try:
        offer = msgspec.convert(dict(table), Offer, strict=False)
    except msgspec.ValidationError as error:
        raise _offer_error(str(error), name, path, start, text) from error
    for angle in (*offer.answers, *offer.does_by_angle):
        if angle not in ANGLES:
            place = f"{path}:{start + _line_with(angle, text)}"
            raise InputError(f"offer {name}: unknown angle {angle!r}", place=place, remedy=did_you_mean(angle, ANGLES))
    return offer


def _offer_error(problem: str, name: str, path: Path, start: int, text: str) -> InputError:
    quoted = problem.split("`")[1] if "`" in problem else ""
    at = problem.rpartition("$.")[2].strip("`") if "$." in problem else ""
    if "unknown field" in problem:
        place = f"{path}:{start + _line_with(quoted, text)}"
        remedy = did_you_mean(quoted, Offer.__struct_fields__)
        return InputError(f"offer {name}: unknown key {quoted!r}", place=place, remedy=remedy)
    place = f"{path}:{start + _line_with(at.split('.')[0] or quoted, text)}"
    if "missing required field" in problem:
        where = f" in {at}" if at else ""
        return InputError(f"offer {name}: {quoted!r} is missing{where}", place=place, remedy="state it")
    return InputError(f"offer {name}: {problem}", place=place)


def _line_with(word: str, text: str) -> int:
    return next((number for number, line in enumerate(text.splitlines()) if word and word in line), 0)


def _check_unique(ids: Sequence[str], path: Path) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise InputError(f"two offers have the id {name!r}", place=str(path), remedy="give each its own")


def optional(path: Path | None, read: Callable[[Path], T], empty: T) -> T:
    """What `read` makes of the file, or `empty` where the campaign names none."""
    return read(path) if path is not None else empty
