"""Is an entry of a company register this business? By number and name, by very name and postcode, or by a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice, product
from typing import Final, TypeAlias

from aboveboard.domain.company import (
    COMPANY_REGISTER,
    COMPANY_SURVEY,
    GROUNDS,
    CompanyEntry,
    CompanyReading,
    Considered,
    Ground,
)
from aboveboard.domain.fact import Fact
from aboveboard.domain.moment import Moment
from aboveboard.text.business_names import core, fold
from aboveboard.text.register_numbers import register_key, vat_key

Candidate: TypeAlias = tuple[CompanyEntry, bool | None]
_NAMES: Final = ("business.registered_name", "business.name")
_SURE: Final[tuple[Ground, ...]] = ("number_and_name", "name_and_postcode")
_ORDER: Final = {ground: place for place, ground in enumerate(GROUNDS)}
_MOST: Final = 5  # names, numbers, courts or questions: a page or a register that has more is not about one business


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a business by which a company register may know it."""

    country: str | None
    names: tuple[str, ...]
    folds: frozenset[str]
    cores: frozenset[str]  # the folded names without their legal endings
    numbers: frozenset[str]
    postcodes: tuple[str, ...]


def known_of(row: Mapping[str, object], facts: Sequence[Fact]) -> Known:
    """What a row (name, postcode, country, register_number) and the facts that its pages state tell."""
    country = _text(row["country"])
    names = tuple(dict.fromkeys([*_texts([row["name"]]), *_stated(facts, *_NAMES)]))
    postcodes = map(postcode_key, [*_texts([row["postcode"]]), *_stated(facts, "business.postcode")])
    numbers = _numbers(country, _text(row["register_number"]), facts) if country else ()
    return Known(
        country=country,
        names=names,
        folds=frozenset(filter(None, map(fold, names))),
        cores=frozenset(filter(None, map(core, names))),
        numbers=frozenset(numbers),
        postcodes=tuple(dict.fromkeys(filter(None, postcodes))),
    )


def postcode_key(printed: str) -> str:
    """The postcode's letters and digits in capitals."""
    return "".join(filter(str.isalnum, printed.upper()))


def candidates(moment: Moment) -> Mapping[str, Sequence[Candidate]]:
    """For each business the entries that the survey "company_register" has for it, with what a person answered."""
    found: dict[str, list[Candidate]] = {}
    survey = moment.surveys.get(COMPANY_REGISTER)
    if survey is not None:
        for row in survey.select(list(COMPANY_SURVEY)).iter_rows(named=True):
            business, same = row.pop("business"), row.pop("same")
            entry = CompanyEntry(**{**row, "previous": tuple(row["previous"] or ())})
            found.setdefault(business, []).append((entry, same))
    return found


def read_registers(business: Known, found: Sequence[Candidate], *, without: str, today: date) -> CompanyReading | None:
    """What the registers have of the business; None where nothing in them may be it. Stale entries say nothing."""
    near = [
        Considered(entry=entry, ground=ground, taken=False, same=same)
        for entry, same in found
        if entry.expires > today and (ground := _ground(business, entry)) is not None
    ]
    near.sort(key=lambda each: (each.entry.register, _ORDER[each.ground], each.entry.number))
    considered = [
        each for _, entries in groupby(near, key=lambda each: each.entry.register) for each in _judged(list(entries))
    ]
    if not considered:
        return None
    return CompanyReading(
        names=business.names, postcodes=business.postcodes, without=without, considered=tuple(considered)
    )


def register_facts(reading: CompanyReading) -> Iterator[Fact]:
    """Form and number of each entry that is the business, while the firm is active."""
    for entry in reading.taken:
        if entry.status == "active":
            for name, value in (("legal_form", entry.form), ("register_number", entry.number)):
                yield Fact(
                    attribute=f"business.{name}",
                    value=value,
                    source=f"register:{entry.register}",
                    where=name,
                    excerpt=f"company number {entry.number}",
                    as_of=entry.as_of,
                    expires=entry.expires,
                )


def _judged(near: Sequence[Considered]) -> Iterator[Considered]:
    """The entries of one register: the one that is the business and what a person answered; else the questions."""
    said = [each for each in near if each.same]
    sure = said or [each for each in near if each.ground in _SURE and each.same is None]
    if len(sure) == 1:
        ground: Ground = "answered" if said else sure[0].ground
        yield Considered(entry=sure[0].entry, ground=ground, taken=True, same=sure[0].same)
    for each in islice((each for each in near if each not in sure or len(sure) > 1), _MOST):
        if len(sure) != 1 or each.same is not None:
            ground = "several" if each in sure else each.ground
            yield Considered(entry=each.entry, ground=ground, taken=False, same=None if each in sure else each.same)


def _ground(business: Known, entry: CompanyEntry) -> Ground | None:
    """The surest reason why the entry may be the business; None if there is none."""
    if entry.country != business.country:
        return None
    here = postcode_key(entry.postcode or "") in business.postcodes
    alike = core(entry.name) in business.cores
    formerly = not business.cores.isdisjoint(map(core, entry.previous))
    if entry.number in business.numbers:
        return "number_and_name" if alike or formerly else "number_alone"
    if fold(entry.name) in business.folds:
        return ("other_number" if business.numbers else "name_and_postcode") if here else "name_alone"
    if not here:
        return None
    return "alike_and_postcode" if alike else "previous_and_postcode" if formerly else None


def _numbers(country: str, listed: str | None, facts: Sequence[Fact]) -> Iterator[str]:
    courts = [None, *_stated(facts, "business.register_court")]
    printed = [*_texts([listed]), *_stated(facts, "business.register_number")]
    keys = [register_key(number, country, court=court) for number, court in product(printed, courts)]
    keys += [vat_key(number, country) for number in _stated(facts, "business.vat_number")]
    return (key for key in keys if key)


def _stated(facts: Iterable[Fact], *attributes: str) -> list[str]:
    """The values of some attributes, each once, no more than a few of each."""
    return [
        value
        for attribute in attributes
        for value in islice(dict.fromkeys(_texts(f.value for f in facts if f.attribute == attribute)), _MOST)
    ]


def _texts(values: Iterable[object]) -> Iterator[str]:
    return (text for text in map(_text, values) if text)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
