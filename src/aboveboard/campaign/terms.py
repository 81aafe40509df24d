"""The offers a campaign brings: read from TOML, every term checked, every mistake named with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec

from aboveboard.campaign.settings import check_country, line_of, read_text, read_toml
from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.conditions import parse_condition
from aboveboard.domain.environment import CONDITION_ATTRIBUTES
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.offer import Offer, Price
from aboveboard.domain.preference import WRITTEN


def read_offers(path: Path) -> list[Offer]:
    """The offers of a TOML file, each with full terms; raises InputError that names file, line and remedy."""
    text = read_text(path)
    tables = read_toml(text, path, parse_float=Decimal)
    for name in tables:
        if name != "offer":
            place = f"{path}:{line_of(text, name)}"
            raise InputError(f"unknown table {name!r}", place=place, remedy="each offer begins with [[offer]]")
    given = tables.get("offer", [])
    if not isinstance(given, list) or not all(isinstance(table, dict) for table in given):
        raise InputError("`offer` is no list of tables", place=f"{path}:1", remedy="each offer begins with [[offer]]")
    if not given:
        raise InputError("no [[offer]] in this file", place=str(path), remedy="state at least one offer")
    offers = [_offer(table, _nth_table(text, number), path) for number, table in enumerate(given)]
    _check_unique([offer.id for offer in offers], path)
    return offers


def _nth_table(text: str, number: int) -> tuple[int, str]:
    """First line number and text of the n-th [[offer]]; the whole file where offers are written in another way."""
    lines = text.splitlines()
    starts = [n for n, line in enumerate(lines) if re.match(r"\s*\[\[\s*offer\s*\]\]", line)]
    if number >= len(starts):
        return 1, text
    ends = [*starts[1:], len(lines)]
    return starts[number] + 1, "\n".join(lines[starts[number] : ends[number]])


def _offer(table: Mapping[str, object], source: tuple[int, str], path: Path) -> Offer:
    start, text = source
    name = str(table.get("id", "?"))

    def place(word: str) -> str:
        return f"{path}:{start + _line_with(word, text)}"

    try:
        offer = msgspec.convert(dict(table), Offer, strict=False)
    except msgspec.ValidationError as error:
        raise _offer_error(str(error), name, place) from error
    for angle in (*offer.answers, *offer.does_by_angle):
        if angle not in ANGLES:
            remedy = did_you_mean(angle, ANGLES)
            raise InputError(f"offer {name}: unknown angle {angle!r}", place=place(angle), remedy=remedy)
    for country in offer.countries:
        check_country(country, f"offer {name}: country", place("countries"))
    for key in ("fits", "never"):
        parse_condition(getattr(offer, key), CONDITION_ATTRIBUTES, place=f"{place(key)}: offer {name}, {key}")
    _check_terms(offer, place)
    _check_translations(offer, place)
    return offer


def _check_translations(offer: Offer, place: Callable[[str], str]) -> None:
    """Each is in a language that is written, and says as much as the offer: as many limits, the same angles."""
    for language, words in offer.translated.items():
        where, name = place(f"translated.{language}"), f"offer {offer.id}, {language}"
        if language not in WRITTEN:
            raise InputError(
                f"{name}: a language that is not written", place=where, remedy=did_you_mean(language, WRITTEN)
            )
        for key in ("owner_keeps", "does", "does_not", "does_by_angle"):
            said, meant = getattr(words, key), getattr(offer, key)
            if len(said) != len(meant) or (key == "does_by_angle" and said.keys() != meant.keys()):
                problem = f"{name}: {key} has not the entries that the offer has"
                raise InputError(problem, place=where, remedy="translate each of them")


def _check_terms(offer: Offer, place: Callable[[str], str]) -> None:
    """Prices are amounts of a currency there is, terms are never negative."""
    for key, price in (("price", offer.price), ("setup", offer.setup)):
        if price is None:
            continue
        name = f"offer {offer.id}: {key}"
        if not (price.amount.is_finite() and price.amount >= 0 and 0 <= price.tax_rate < 1):
            raise InputError(
                f"{name} is no amount", place=place(key), remedy='as in amount = "120.00", tax_rate = "0.20"'
            )
        if price.currency not in currencies():
            remedy = did_you_mean(price.currency.upper(), ("GBP", "EUR", "USD", "CAD", "AUD", "CHF"))
            problem = f"{name}: {price.currency!r} is no ISO 4217 code"
            raise InputError(problem, place=place("currency"), remedy=remedy)
    for key, number in (("term_months", offer.term_months), ("notice_days", offer.notice_days)):
        if number < 0:
            raise InputError(f"offer {offer.id}: {key} is below 0", place=place(key), remedy="0 means none")


@cache
def currencies() -> frozenset[str]:
    """The codes of ISO 4217."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def _offer_error(problem: str, name: str, place: Callable[[str], str]) -> InputError:
    quoted = problem.split("`")[1] if "`" in problem else ""
    at = problem.rpartition("$.")[2].strip("`") if "$." in problem else ""
    inner = at.split(".")[0].partition("[")[0]
    known = (Price if inner in ("price", "setup") else Offer).__struct_fields__
    if "unknown field" in problem:
        remedy = did_you_mean(quoted, known)
        return InputError(f"offer {name}: unknown key {quoted!r}", place=place(quoted), remedy=remedy)
    if "missing required field" in problem:
        where = f" in {at}" if at else ""
        return InputError(f"offer {name}: {quoted!r} is missing{where}", place=place(inner), remedy="state it")
    said = problem.partition(" - at")[0]
    if "enum value" in problem:
        given = said.partition("'")[2].rstrip("'")
        remedy = did_you_mean(given, _choices(at))
        return InputError(f"offer {name}: {at} {given!r} is not known", place=place(inner), remedy=remedy)
    example = 'as in "120.00"' if "decimal" in said else None
    return InputError(f"offer {name}: {at}: {said[0].lower()}{said[1:]}", place=place(inner), remedy=example)


def _choices(at: str) -> tuple[str, ...]:
    """The words that a term with a closed list of them may be."""
    owner = Price if "." in at else Offer
    return get_args(get_type_hints(owner)[at.rpartition(".")[2]])


def _line_with(word: str, text: str) -> int:
    """How many lines below the first the word stands; a key before its `=` counts first. 0 where it stands nowhere."""
    lines = text.splitlines()
    found = [n for n, line in enumerate(lines) if word and re.search(rf"\b{re.escape(word)}\b", line)]
    keyed = [n for n in found if re.search(rf"\b{re.escape(word)}\s*=", lines[n])]
    return next(iter(keyed or found), 0)


def _check_unique(ids: Sequence[str], path: Path) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise InputError(f"two offers have the id {name!r}", place=str(path), remedy="give each its own")
