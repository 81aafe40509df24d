"""The import of refusals, from our own files and from other products' exports: all of a file or nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from aboveboard.campaign.arrivals import withdraw_refused
from aboveboard.campaign.home import Home
from aboveboard.campaign.refusal_files import HASHED, IMPORT, PLAIN, hashed_entries, plain_entries, sourced
from aboveboard.campaign.refusal_map import VENDORS, FittedMap, Told, fitted, vendors_of
from aboveboard.campaign.run import Tell, open_store, quiet
from aboveboard.campaign.tables import Record, Table, open_table
from aboveboard.domain.errors import InputError
from aboveboard.store.entries import Suppression
from aboveboard.store.store import Store
from aboveboard.text.email import normalise

FORMS: Final = ("plain", "hashed", *VENDORS)
_OWN: Final = {"plain": PLAIN, "hashed": HASHED}
_OWN_FILE: Final = sourced(IMPORT, "file")
_MOST_NAMED: Final = 5
_TOLD_EACH: Final = 10_000
_LEAST_DIGITS: Final = 7
_UNSUBSCRIBED: Final = "unsubscribed"
_BOUNCED: Final = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be imported, and how it is to be read; without a form, the columns tell it."""

    file: Path
    form: str | None = None
    every_line: bool = False
    encoding: str | None = None


@dataclass(slots=True)
class Tally:
    """What a file had: lines, those that refuse, what became of the others, and those that nobody can read."""

    read: int = 0
    refusing: int = 0
    passed_over: Counter[str] = field(default_factory=Counter)
    unreadable: list[int] = field(default_factory=list)


def home_of(campaign: Path | None, home: Path | None) -> tuple[Home, bool]:
    """The home that a list of refusals belongs to, and whether it has to be there already.

    A home that is only named has to be: under a misspelt name every no of the list would be lost.
    """
    named = campaign or Path("campaign.toml")
    if home is None and not named.is_file():
        remedy = "name a campaign before the file, or a home with --home"
        raise InputError("nobody can tell whose refusals these are", place=str(named), remedy=remedy)
    return Home.of(named, home), home is not None


def bring_refusals(
    home: Home, order: Order, *, existing: bool, today: date, dry: bool = False, tell: Tell = quiet
) -> dict[str, object]:
    """The refusals of the file hold from now on, all or none; what lay in the outbox for whom they cover is gone.

    A line that does not refuse brings nothing: that somebody is on a list is no consent. With `dry`, nothing is kept.
    """
    form = order.form or _form(_table(order), order)
    existing = existing or form == "hashed"  # new keys would know none of its hashes
    if not existing and not home.keys.exists():
        checked, first = Tally(), _table(order)
        first = replace(first, records=_told(first.records, checked, tell))
        count = sum(1 for _ in _entries(first, order, form, checked, today))  # before a store is made
        if dry:
            return _record(form, checked, new=count, withdrawn=0, dry=True)
    tally, table = Tally(), _table(order)
    table = replace(table, records=_told(table.records, tally, tell))
    with open_store(home, existing=existing) as store:
        new = _keep(store, table, order, form, tally, today, dry=dry)
        withdrawn = 0 if dry else withdraw_refused(home, store.suppressions.standing())
    return _record(form, tally, new=new, withdrawn=withdrawn, dry=dry)


def _record(form: str, tally: Tally, *, new: int, withdrawn: int, dry: bool) -> dict[str, object]:
    return {
        "form": form,
        "read": tally.read,
        "refusing": tally.refusing,
        "new": new,
        "passed_over": dict(sorted(tally.passed_over.items())),
        "withdrawn": withdrawn,
        "dry_run": dry,
    }


def _table(order: Order) -> Table:
    return open_table(order.file, encoding=order.encoding, twice=True)


def _form(table: Table, order: Order) -> str:
    """Our own form or the product whose columns these are; InputError where none is, or more than one."""
    for name, columns in _OWN.items():
        if columns[0] in table.columns and columns[1] in table.columns:
            return name
    found = vendors_of(table.columns)
    if len(found) != 1:
        problem = f"it may be of {' or '.join(found)}" if found else "nobody knows these columns"
        remedy = f"say whose export it is, with --from {'|'.join(VENDORS)}"
        raise InputError(problem, place=f"{order.file}:1", remedy=remedy)
    return found[0]


def _told(records: Iterator[Record], tally: Tally, tell: Tell) -> Iterator[Record]:
    for record in records:
        tally.read += 1
        if tally.read % _TOLD_EACH == 0:
            tell("reading refusals", tally.read, tally.read)
        yield record


def _keep(store: Store, table: Table, order: Order, form: str, tally: Tally, today: date, *, dry: bool) -> int:
    with store.transaction():
        if form == "hashed":
            keys = {print_of for _, print_of, _ in store.suppressions.hashing_keys()}
            new = store.suppressions.add_hashed(hashed_entries(table, order.file, keys))
            tally.refusing = tally.read
        else:
            new = store.suppressions.add(_entries(table, order, form, tally, today))
        if dry:
            store.take_back()
    return new


def _entries(table: Table, order: Order, form: str, tally: Tally, today: date) -> Iterator[Suppression]:
    """The refusals of the file; after the last line, InputError where one cannot be read."""
    if form == "plain":
        for entry in plain_entries(table, order.file, _OWN_FILE):
            tally.refusing += 1
            yield entry
        return
    reader = fitted(form, table.columns, f"{order.file}:1", every_line=order.every_line)
    source = sourced(IMPORT, form)
    for record in table.records:
        told = reader.told(record.values)
        if not told and not order.every_line:
            tally.passed_over["refuses_nothing"] += 1
            continue
        yield from _of_line(record, reader, told or [Told(_UNSUBSCRIBED, None, None)], source, tally, today)
    _check(tally, order.file)


def _of_line(
    record: Record, reader: FittedMap, told: list[Told], source: str, tally: Tally, today: date
) -> Iterator[Suppression]:
    """The refusals of a line. An address that no program can read is named, unless mail to it has failed already."""
    addresses = reader.addresses(record.values)
    readable = [found for address in addresses if (found := _readable(address)) is not None]
    bounced = all(one.reason == _BOUNCED for one in told)
    if not record.whole or (len(readable) < len(addresses) and not bounced):
        tally.unreadable.append(record.line)
        return
    if not readable:
        tally.passed_over["unreadable_and_bounced" if addresses else "without_address"] += 1
        return
    tally.refusing += 1
    for value in readable:
        for one in told:
            yield Suppression(
                scope="channel" if one.channel else "address",
                value=value,
                channel=one.channel,
                reason=one.reason,
                on=min(one.day or today, today),
                source=source,
            )


def _readable(address: str) -> str | None:
    if "@" in address:
        return normalise(address)
    return address if len(re.sub(r"\D", "", address)) >= _LEAST_DIGITS else None


def _check(tally: Tally, file: Path) -> None:
    if not tally.unreadable:
        return
    named = ", ".join(str(line) for line in tally.unreadable[:_MOST_NAMED])
    more = len(tally.unreadable) - _MOST_NAMED
    problem = "a refusal has no address that can be read" + (f"; {more} further lines as well" if more > 0 else "")
    remedy = "nothing was kept; mend the lines, or take them out"
    raise InputError(problem, place=f"{file}:{named}", remedy=remedy)
