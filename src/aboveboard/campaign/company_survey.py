"""The survey of company registers: for the rows of one run, the entries that may be them, and what persons answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

import msgspec
import polars as pl

from aboveboard.domain.company import COMPANY_SURVEY, CompanyEntry
from aboveboard.domain.fact import decode_facts
from aboveboard.facts.register_match import Known, known_of
from aboveboard.store.store import Store
from aboveboard.text.business_names import core

_COLUMNS: Final = ("business", "name", "postcode", "country", "register_number", "observed")
_MAY_LOOK_UP: Final = (pl.col("look").fill_null(False) | (pl.col("look_reason") == "no_website")) & pl.col(
    "observe_reason"
).ne_missing("refusal_file")
Index: TypeAlias = Mapping[tuple[str, str], list[CompanyEntry]]


def company_survey(seen: pl.DataFrame, store: Store, day: date) -> pl.DataFrame | None:
    """The table `COMPANY_SURVEY` of the rows; None where no company register is kept.

    Who may not be looked at, and whose site refuses outreach, is not looked up either; who has no site is. What is read
    of the registers is what the rows' own numbers and names lead to.
    """
    countries = {kept.country for kept in store.companies.kept()}
    if not countries:
        return None
    known = {
        row["business"]: known_of(row, decode_facts(row["observed"]))
        for row in seen.filter(_MAY_LOOK_UP).select(_COLUMNS).iter_rows(named=True)
        if row["country"] in countries
    }
    return _table(known, _entries(known.values(), store, day), store.companies.answers())


def _entries(known: Iterable[Known], store: Store, day: date) -> Sequence[CompanyEntry]:
    numbers: set[str] = set()
    names: dict[str, set[str]] = {}
    for business in known:
        numbers |= business.numbers
        for name in business.names:
            names.setdefault(name, set()).update(business.postcodes)
    return store.companies.entries(numbers=numbers, names=names, on=day)


def _table(
    known: Mapping[str, Known], entries: Sequence[CompanyEntry], answers: Mapping[tuple[str, str, str], bool]
) -> pl.DataFrame:
    by_number = _index((entry, [entry.number]) for entry in entries)
    by_name = _index((entry, map(core, (entry.name, *entry.previous))) for entry in entries)
    rows = [
        {
            **msgspec.structs.asdict(entry),
            "business": business,
            "same": answers.get((business, entry.register, entry.number)),
        }
        for business, one in known.items()
        for entry in _near(one, by_number, by_name)
    ]
    return pl.DataFrame(rows, schema=COMPANY_SURVEY)


def _index(found: Iterable[tuple[CompanyEntry, Iterable[str]]]) -> Index:
    index: dict[tuple[str, str], list[CompanyEntry]] = {}
    for entry, keys in found:
        for key in set(keys):
            index.setdefault((entry.country, key), []).append(entry)
    return index


def _near(business: Known, by_number: Index, by_name: Index) -> list[CompanyEntry]:
    """The entries with one of the business's numbers or names, each once, in order."""
    country = business.country or ""
    near = [entry for number in business.numbers for entry in by_number.get((country, number), ())]
    near += [entry for name in business.cores for entry in by_name.get((country, name), ())]
    return list({(entry.register, entry.number): entry for entry in sorted(near, key=_order)}.values())


def _order(entry: CompanyEntry) -> tuple[str, str]:
    return entry.register, entry.number
