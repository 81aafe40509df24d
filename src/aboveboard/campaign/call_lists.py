"""Do-not-call registers: the numbers of a file are kept as keyed hashes, all of them or none, until their day."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from aboveboard.campaign.files import numbered
from aboveboard.campaign.headers import looks_like_telephone, telephone_column
from aboveboard.campaign.home import Home
from aboveboard.campaign.rule_versions import RuleVersions
from aboveboard.campaign.run import Tell, open_store, quiet
from aboveboard.campaign.settings import check_country
from aboveboard.campaign.tables import open_text
from aboveboard.domain.errors import InputError
from aboveboard.guard.call_registers import CallRegisters, call_registers
from aboveboard.store.entries import CallRegister
from aboveboard.text.dialling import e164_of

_LONGEST_LINE: Final = 10_000
_TOLD_EACH: Final = 10_000


def bring_call_register(
    home: Home,
    file: Path,
    *,
    name: str,
    as_of: date,
    country: str | None,
    days: int | None,
    encoding: str | None,
    today: date,
    tell: Tell = quiet,
) -> dict[str, object]:
    """The register has the numbers of the file, and no others; the answer says what is kept, and what is still needed.

    Raises InputError, and keeps nothing, where a line has no number.
    Its answers count for `days` from its own day: at most as long as the rules of the country let them, and as long as
    that where nothing is said.
    """
    rules = call_registers(RuleVersions.of(home).in_use().packs.rules)
    code = _country(name, country, rules)
    asked = rules.get(code, CallRegisters())
    name = next((known for known in asked.names if known.casefold() == name.casefold()), name)
    if as_of > today:
        raise InputError(f"{as_of} has not come yet", place="--as-of", remedy="the day the register was taken")
    until = as_of + timedelta(days=_period(days, code, asked))
    register = CallRegister(name=name, country=code, as_of=as_of, until=until)
    with open_store(home) as store:
        kept = store.replace_call_register(register, _numbers(file, code, encoding, tell))
        fresh = {r.name.casefold() for r in store.call_registers(today) if r.country == code}
    return {
        "register": name,
        "country": code,
        "numbers": kept,
        "as_of": as_of.isoformat(),
        "until": until.isoformat(),
        "still_needed": sorted(known for known in asked.names if known.casefold() not in fresh),
    }


def _country(name: str, given: str | None, rules: Mapping[str, CallRegisters]) -> str:
    if given is not None:
        check_country(given, "country", "--country")
        return given
    found = [code for code, asked in rules.items() if name.casefold() in {known.casefold() for known in asked.names}]
    if len(found) != 1:
        raise InputError(f"nobody knows whose register {name!r} is", place="--country", remedy="name its country")
    return found[0]


def _period(days: int | None, country: str, asked: CallRegisters) -> int:
    if days is not None and days > asked.days:
        problem = f"in {country} an answer counts for {asked.days} days at most"
        raise InputError(problem, place="--expires", remedy="give fewer days, or none for the longest")
    return asked.days if days is None else days


def _numbers(file: Path, country: str, encoding: str | None, tell: Tell) -> Iterator[str]:
    """The numbers of the file in E.164; InputError at the first line that has none, and where there is none at all."""
    if not file.is_file():
        raise InputError("no such file", place=str(file))
    count = 0
    for line, printed in _printed(file, encoding):
        number = e164_of(printed, country)
        if number is None:
            remedy = "nothing was kept: a number that is passed over would count as free to call"
            raise InputError(f"no telephone number of {country}", place=f"{file}:{line}", remedy=remedy)
        count += 1
        if count % _TOLD_EACH == 0:
            tell("reading numbers", count, count)
        yield number
    if not count:
        raise InputError("there are no numbers in this file", place=str(file), remedy="one a line, or a CSV column")


def _printed(file: Path, encoding: str | None) -> Iterator[tuple[int, str]]:
    """Each line with its number as it is printed.

    A file of two bare columns, area code and seven digits, is what the registry of the United States gives out.
    """
    with open_text(file, encoding) as text:
        try:
            lines = numbered(csv.reader(iter(lambda: text.readline(_LONGEST_LINE), ""), strict=True))
            first = next(((n, cells) for n, cells in lines if any(map(str.strip, cells))), None)
            if first is None:
                return
            column = None if any(map(looks_like_telephone, first[1])) or _is_split(first[1]) else _column(first, file)
            if column is None:
                yield first[0], _joined(first[1])
            for line, cells in lines:
                if any(map(str.strip, cells)):
                    yield line, _joined(cells) if column is None else (cells[column] if column < len(cells) else "")
        except UnicodeError:
            remedy = "save it as UTF-8, or name its encoding, as in --encoding cp1252"
            raise InputError("not UTF-8 text", place=str(file), remedy=remedy) from None
        except csv.Error as error:
            raise InputError(f"not readable as CSV: {error}", place=str(file)) from None


def _column(header: tuple[int, list[str]], file: Path) -> int:
    column = telephone_column(header[1])
    if column is None:
        remedy = f"call one of them `telephone`: {', '.join(header[1])}"
        raise InputError("no column looks like telephone numbers", place=f"{file}:{header[0]}", remedy=remedy)
    return column


def _is_split(cells: list[str]) -> bool:
    return [len(cell.strip()) for cell in cells[:2]] == [3, 7] and all(cell.strip().isdecimal() for cell in cells[:2])


def _joined(cells: list[str]) -> str:
    if len(cells) >= 2 and _is_split(cells):
        return cells[0].strip() + cells[1].strip()
    return next((cell.strip() for cell in cells if looks_like_telephone(cell)), "")
