"""The import of a company register: a file of millions of lines, batch by batch, into a snapshot of the store."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from aboveboard.campaign.company_file import batches, check_parts, csv_files, day_of, table_of
from aboveboard.campaign.company_map import UNKNOWN, RegisterMap, UnknownWords, companies_house, read_map
from aboveboard.campaign.headers import country_code
from aboveboard.campaign.home import HOME_VARIABLE, Home
from aboveboard.campaign.run import Tell, open_store, quiet
from aboveboard.campaign.settings import check_country
from aboveboard.domain.errors import InputError
from aboveboard.facts.register_match import postcode_key
from aboveboard.store.company_register import BATCH, Loading
from aboveboard.text.register_numbers import register_key

COMPANIES_HOUSE: Final = "companies-house"
HOLDS_DAYS: Final = 62
"""How long a monthly snapshot may be used: until the second after it ought to be out."""
_KEPT_FORMS: Final = ("corporate", "public_body")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class Source:
    """What is imported: files, under which name, of which country and day, and for how many days it may be used."""

    files: tuple[Path, ...]
    register: str
    country: str
    as_of: date
    days: int = HOLDS_DAYS

    @property
    def expires(self) -> date:
        """The first day on which the register says nothing any more."""
        return self.as_of + timedelta(days=self.days)


@dataclass(slots=True)
class Tally:
    """What an import read: lines, lines passed over by reason, entries by form and status, words without a meaning."""

    read: int = 0
    kept: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    unknown_forms: UnknownWords = field(default_factory=UnknownWords)
    unknown_statuses: UnknownWords = field(default_factory=UnknownWords)

    def record(self, source: Source) -> dict[str, object]:
        """The tally as a line of JSON."""
        return {
            "register": source.register,
            "country": source.country,
            "as_of": source.as_of.isoformat(),
            "expires": source.expires.isoformat(),
            "read": self.read,
            "kept": self.kept,
            "passed_over": dict(sorted(self.passed_over.items())),
            "forms": dict(sorted(self.forms.items())),
            "statuses": dict(sorted(self.statuses.items())),
            "unknown_forms": self.unknown_forms.most(),
            "unknown_statuses": self.unknown_statuses.most(),
        }


def checked_source(
    files: Sequence[Path], *, register: str, country: str, as_of: date | None, days: int, today: date
) -> Source:
    """What is to be imported, checked: its day is stated or stands in the files' names, and all parts are there."""
    if not _NAME.fullmatch(register):
        remedy = "small letters, digits and hyphens, such as handelsregister"
        raise InputError(f"{register!r} is no name of a register", place="--register", remedy=remedy)
    check_country(country, "country", "--country")
    days_found = {as_of} if as_of else {day_of(path) for path in files}
    if len(days_found) != 1:
        raise InputError("the files are of different days", remedy="import the parts of one snapshot together")
    day = days_found.pop()
    if day > today:
        raise InputError(f"{day} lies in the future", place="--as-of", remedy="the day of the snapshot")
    check_parts(files)
    return Source(tuple(files), register, country, day, days)


def import_companies(source: Source, chart: RegisterMap, home: Home, *, tell: Tell = quiet) -> Tally:
    """The register is kept as of its day, in place of an earlier one; or, after any error, what was before."""
    tally = Tally()
    files = [(file, table_of(file, chart)) for file in csv_files(source.files)]
    size, done = sum(file.size for file, _ in files), 0
    with (
        open_store(home) as store,
        store.companies.snapshot(
            source.register, country=source.country, as_of=source.as_of, expires=source.expires
        ) as loading,
    ):
        for file, table in files:
            for batch, taken in batches(file, table, chart):
                _take(loading, batch, source, chart, tally)
                done += taken
                tell(source.register, tally.read, max(tally.read, round(tally.read * size / done)))
        if not sum(tally.forms.values()):
            raise InputError("no entry of a company in these files", remedy=_remedy(tally))
    tally.kept = loading.kept
    _count_twice(tally)
    return tally


def _remedy(tally: Tally) -> str:
    words = ", ".join(repr(word) for word in tally.unknown_forms.most(3))
    return f"words for the form that mean nothing here: {words}" if words else "look at the map's [columns]"


def _count_twice(tally: Tally) -> None:
    twice = sum(tally.forms.values()) - tally.kept
    if twice:
        tally.passed_over["number came before"] = twice


def _take(loading: Loading, batch: pl.DataFrame, source: Source, chart: RegisterMap, tally: Tally) -> None:
    """The entries of a batch are taken in that are companies; every other line is counted by the reason."""
    tally.read += batch.height
    entries: list[tuple[str, ...]] = []
    for row in batch.iter_rows():
        number, name, form_word, status_word, postcode, locality, country, court, previous = row
        key = register_key(number, source.country, court=court or None) or ""
        form = chart.form(form_word, key)
        reason = _unusable(key, name, form, country, source.country)
        if form == UNKNOWN:
            tally.unknown_forms.add(form_word)
        if reason is not None:
            tally.passed_over[reason] += 1
            continue
        status = chart.status(status_word)
        if status == UNKNOWN:
            tally.unknown_statuses.add(status_word)
        tally.forms[form] += 1
        tally.statuses[status] += 1
        entries.append((key, name, previous, postcode_key(postcode), locality, form, status))
    loading.add(pl.DataFrame(entries, schema=BATCH, orient="row"))


def _unusable(key: str, name: str, form: str, country: str, own: str) -> str | None:
    """Why a line is not kept: those of persons and partnerships are personal data, and an unknown word may mean one."""
    if not (key and name):
        return "no number or name that can be read"
    if country and country_code(country) != own:
        return "of another country"
    if form == UNKNOWN:
        return "of a form we do not know"
    return None if form in _KEPT_FORMS else "of persons or partnerships"


def bring_companies_house(
    files: Sequence[Path], home: Home, *, as_of: date | None, days: int, today: date, tell: Tell = quiet
) -> dict[str, object]:
    """The snapshot of Companies House is kept; the tally of its lines."""
    source = checked_source(files, register=COMPANIES_HOUSE, country="GB", as_of=as_of, days=days, today=today)
    return import_companies(source, companies_house(), home, tell=tell).record(source)


def bring_companies(
    files: Sequence[Path],
    home: Home,
    *,
    register: str,
    chart: Path,
    country: str,
    as_of: date | None,
    days: int,
    today: date,
    tell: Tell = quiet,
) -> dict[str, object]:
    """A company register is kept, read by its map; the tally of its lines."""
    source = checked_source(files, register=register, country=country, as_of=as_of, days=days, today=today)
    return import_companies(source, read_map(chart, country), home, tell=tell).record(source)


def register_home(campaign: Path | None, chosen: Path | None) -> Home:
    """The home that keeps a register: chosen, or that of the campaign; InputError where neither is named or there."""
    path = campaign or Path("campaign.toml")
    if chosen is None and HOME_VARIABLE not in os.environ and not path.is_file():
        raise InputError("there is no campaign here", place=str(path), remedy="--campaign FILE, or --home FOLDER")
    return Home.of(path, chosen)
