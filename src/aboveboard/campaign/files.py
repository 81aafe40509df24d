"""The files a campaign brings: register, bases, groups, offers, outcomes; all or nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, get_args

import msgspec

from aboveboard.campaign.settings import check_country, read_text
from aboveboard.campaign.terms import read_offers as read_offers  # with the other readers
from aboveboard.domain.basis import BASIS_ACTS, BASIS_KINDS, CONSENT_SOURCES, PERSONALISATION, Basis, notice_hash
from aboveboard.domain.errors import InputError, did_you_mean, nearest
from aboveboard.domain.legal_form import LEGAL_FORMS
from aboveboard.domain.outcome import REWARDS, Outcome, OutcomeKind
from aboveboard.guard.packs import load_packs
from aboveboard.kernel.chance import MILLION
from aboveboard.learn.rows import Round

if TYPE_CHECKING:
    from _csv import Reader as CSVReader

T = TypeVar("T")
Cells: TypeAlias = Iterator[tuple[int, list[str]]]
REGISTER_COLUMNS: Final = (
    "id", "name", "trade", "street", "locality", "postcode", "region", "country", "legal_form", "register_number",
    "website", "email", "telephone", "contact_name",
)  # fmt: skip
_REGISTER_REQUIRED: Final = ("id", "name", "country")
_BASIS_COLUMNS: Final = (
    "business", "kind", "act", "purpose", "channel", "on", "how", "by", "notice", "evidence", "expires", "written",
    "source", "notice_sha256",
)  # fmt: skip
_OUTCOME_COLUMNS: Final = ("business", "campaign", "step", "kind", "on")
_LEARNT_COLUMNS: Final = ("offer", "angle", "channel", "probability_millionths")
_OUTCOME_KINDS: Final[tuple[OutcomeKind, ...]] = get_args(OutcomeKind)


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

    def flag(self, column: str) -> bool:
        """True or false as the column says; false where it is empty."""
        return self.one_of(column, ("true", "false"), empty="false") == "true"

    def business(self, known: Collection[str] | None) -> str:
        """The id in the column `business`, which has to be one of `known` where they are given."""
        name = self.need("business")
        if known is not None and name not in known:
            near = nearest(name, known)
            remedy = f"did you mean {near!r}?" if near else "take the line out, or the business into the register"
            raise InputError(f"{name!r} is not in the register", place=self.place, remedy=remedy)
        return name

    def day(self, column: str) -> date:
        """The date of a column, as YYYY-MM-DD."""
        return self._date(self.need(column), column)

    def day_or_none(self, column: str) -> date | None:
        """The date of a column, None where it is empty."""
        value = self.text(column)
        return self._date(value, column) if value else None

    def _date(self, value: str, column: str) -> date:
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise self._no_date(value, column) from error
        if day.isoformat() != value:
            raise self._no_date(value, column)
        return day

    def _no_date(self, value: str, column: str) -> InputError:
        return InputError(f"{column} {value!r} is not a date", place=self.place, remedy="write YYYY-MM-DD")


def read_table(path: Path, columns: Sequence[str], required: Sequence[str]) -> list[Line]:
    """The rows of a CSV file whose header names only known columns and all required ones; raises InputError."""
    reader = csv.reader(StringIO(read_text(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header, path, columns, required)
        return list(_lines(numbered(reader), header, path))
    except csv.Error as error:
        raise InputError(f"not readable as CSV: {error}", place=f"{path}:{reader.line_num}") from error


def numbered(reader: CSVReader) -> Cells:
    """Each row with the line of the file on which it begins: a quoted cell may hold line breaks."""
    start = reader.line_num + 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1


def _check_header(header: Sequence[str], path: Path, columns: Sequence[str], required: Sequence[str]) -> None:
    if len(header) == 1 and ";" in header[0]:
        problem = "the columns are separated by semicolons"
        raise InputError(problem, place=f"{path}:1", remedy="separate them by commas")
    for name in header:
        if header.count(name) > 1:
            raise InputError(f"two columns are called {name!r}", place=f"{path}:1", remedy="leave one out")
        if name not in columns:
            raise InputError(f"unknown column {name!r}", place=f"{path}:1", remedy=did_you_mean(name, columns))
    for name in required:
        if name not in header:
            remedy = f"it has: {', '.join(header)}" if header else "the file is empty"
            raise InputError(f"the column {name!r} is missing", place=f"{path}:1", remedy=remedy)


def _lines(cells_of: Cells, header: Sequence[str], path: Path) -> Iterator[Line]:
    for number, cells in cells_of:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problem = f"{len(cells)} cells under {len(header)} columns"
            raise InputError(problem, place=f"{path}:{number}", remedy='a cell with a comma stands in quotes: "a, b"')
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
        check_country(line.need("country"), "country", line.place)
        region = line.text("region")
        if region is not None and not load_packs().facts.is_region(region):
            problem = f"region {region!r} is no ISO 3166-2 code"
            raise InputError(problem, place=line.place, remedy="as in US-CA; leave it empty where it is not known")
        rows.append({name: line.text(name) for name in REGISTER_COLUMNS})
    if not rows:
        raise InputError(
            "there is no business in this register", place=str(path), remedy="one a line, below the header"
        )
    return rows


def read_bases(path: Path, known: Collection[str] | None = None) -> list[Basis]:
    """The basis events of a file, each of a business that is known: a misspelt withdrawal would be a lost no."""
    return [_basis(line, known) for line in read_table(path, _BASIS_COLUMNS, _BASIS_COLUMNS[:10])]


def _basis(line: Line, known: Collection[str] | None) -> Basis:
    act = line.one_of("act", BASIS_ACTS)
    proof = line.need if act == "given" else lambda column: line.text(column) or ""  # a no needs no proof
    fields = {"business": line.business(known)} | {name: line.need(name) for name in ("how", "by")}
    return msgspec.convert(
        fields
        | {
            "kind": line.one_of("kind", BASIS_KINDS),
            "purpose": line.one_of("purpose", (*words("purpose"), PERSONALISATION)),
            "channel": line.one_of("channel", words("channel")),
            "act": act,
            "notice": _notice(line, proof("notice")),
            "evidence": proof("evidence"),
            "on": line.day("on"),
            "expires": line.day_or_none("expires"),
            "written": line.flag("written"),
            "source": line.one_of("source", CONSENT_SOURCES, empty="direct"),
        },
        Basis,
    )


def _notice(line: Line, shown: str) -> str:
    """The notice that was shown; where the file gives its hash too, they have to belong together."""
    given = line.text("notice_sha256")
    if given is not None and given.lower() != notice_hash(shown):
        remedy = "give the text that was shown, word for word, or leave the hash out"
        raise InputError("the notice has another hash", place=line.place, remedy=remedy)
    return shown


def words(fact: str) -> tuple[str, ...]:
    """The words that the rules know for one of their facts, such as their channels."""
    return load_packs().facts.facts[fact].values


def read_groups(path: Path, known: Collection[str] | None = None) -> dict[str, dict[str, str]]:
    """For each business of the file, each of them known, its groups, name -> value."""
    groups: dict[str, dict[str, str]] = {}
    for line in read_table(path, ("business", "group", "value"), ("business", "group", "value")):
        groups.setdefault(line.business(known), {})[line.need("group")] = line.need("value")
    return groups


def read_outcomes(path: Path) -> list[Outcome]:
    """The outcomes of a file; columns that only learn reads are passed over."""
    return [_outcome(line) for line in _outcome_lines(path)]


def read_rounds(path: Path) -> list[Round]:
    """The outcomes of a file as logged rounds: what was offered is the action, what came of it the reward.

    The row's id is business:campaign:step; angle and channel are what was known, and the month is the outcome's.
    """
    return [_round(line) for line in _outcome_lines(path, needed=_LEARNT_COLUMNS)]


def _outcome_lines(path: Path, needed: Sequence[str] = ()) -> list[Line]:
    return read_table(path, (*_OUTCOME_COLUMNS, *_LEARNT_COLUMNS), (*_OUTCOME_COLUMNS, *needed))


def _outcome(line: Line) -> Outcome:
    return Outcome(
        business=line.need("business"),
        campaign=line.need("campaign"),
        step=_whole(line, "step"),
        kind=_outcome_kind(line),
        on=line.day("on"),
    )


def _round(line: Line) -> Round:
    outcome = _outcome(line)
    millionths = _whole(line, "probability_millionths")
    if not 0 < millionths <= MILLION:
        problem = f"probability_millionths {millionths} is not in 1 to {MILLION}"
        raise InputError(problem, place=line.place, remedy="log the probability with which it was chosen")
    return Round(
        id=f"{outcome.business}:{outcome.campaign}:{outcome.step}",
        x={"angle": line.need("angle"), "channel": line.need("channel")},
        action=line.need("offer"),
        reward=float(REWARDS[outcome.kind]),
        propensity=millionths / MILLION,
        month=f"{outcome.on:%Y-%m}",
    )


def _outcome_kind(line: Line) -> OutcomeKind:
    said = line.one_of("kind", _OUTCOME_KINDS)
    return next(kind for kind in _OUTCOME_KINDS if kind == said)


def _whole(line: Line, column: str) -> int:
    text = line.need(column)
    if not text.isdecimal():
        raise InputError(f"{column} {text!r} is not a whole number", place=line.place)
    return int(text)


def optional(path: Path | None, read: Callable[[Path], T], empty: T) -> T:
    """What `read` makes of the file, or `empty` where the campaign names none."""
    return read(path) if path is not None else empty
