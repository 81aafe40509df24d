"""The stage that lets facts in, agrees, ages and derives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

import polars as pl

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.columns import COMPANY, FACT_IDS, FACTS, OBSERVED, ROWS, only
from aboveboard.domain.company import CompanyReading, encode_company
from aboveboard.domain.fact import Fact, Written, join_facts, split_facts, write_fact
from aboveboard.domain.moment import Moment
from aboveboard.domain.never_used import usable
from aboveboard.facts.agreement import legal_form
from aboveboard.facts.register_match import Candidate, candidates, known_of, read_registers, register_facts
from aboveboard.facts.seen import derive
from aboveboard.facts.survey import NEIGHBOURS, told
from aboveboard.text.legal_forms import of_name

Place: TypeAlias = tuple[str, str, str]  # trade, locality, country
Known: TypeAlias = tuple[Fact, Written]
Count: TypeAlias = tuple[str, int, int]  # attribute, sites counted, sites that have it

_LIST_COLUMNS: Final = {
    "name": "business.name",
    "locality": "business.locality",
    "postcode": "business.postcode",
    "country": "business.country",
    "register_form": "business.legal_form",
    "register_number": "business.register_number",
}
_HELD: Final = {name: timedelta(days=ATTRIBUTES[name].days) for name in _LIST_COLUMNS.values()}


class AgreeFacts:
    """Entries of the list and observed facts become the facts that later stages see: in force, derived, counted.

    What is never used (domain.never_used) does not pass, whatever source gives it; expired facts are left out. Two
    sources that disagree are both kept; a legal form on which they disagree is unknown. Where the list gives no form,
    the ending of the listed name ("Ltd", "GmbH") tells it. Neighbour counts are added only where the Moment carries the
    survey "neighbours", entries of company registers where it carries "company_register"; a business whose entry there
    is not active has no known form now.
    """

    name = "facts"
    takes = only(ROWS, ["business", "name", "trade", "locality", "postcode", "country", "register"]) | only(
        ROWS, ["register_as_of", "register_form", "register_number"]
    ) | only(OBSERVED, ["observed"])  # fmt: skip
    gives = FACTS | FACT_IDS | COMPANY

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The columns `facts`, `legal_form`, `fact_ids` and `company`."""
        today = moment.now.date()
        counts, entries = _counts_by_place(moment), candidates(moment)
        found: list[tuple[str, str, str, str | None]] = []
        for row in rows.select(list(self.takes)).iter_rows(named=True):
            given = [one for one in zip(*split_facts(row["observed"]), strict=True) if usable(one[0])]
            read = [one for one in given if one[0].expires > today]
            known = [one for one in _listed(row) if one[0].expires > today]
            known += map(_written, _derived(given, today))
            if counts:
                place = (row["trade"], row["locality"], row["country"])
                seen = {fact.attribute for fact, _ in known}
                known += map(_written, _neighbour_facts(place, counts.get(place, []), seen, today))
            form, company = legal_form([fact for fact, _ in (*known, *read)]), None
            if registered := entries.get(row["business"]):
                company = _company(row, [fact for fact, _ in read], registered, form, today)
            if company is not None:
                known += map(_written, filter(usable, register_facts(company)))
                form = "unknown" if company.not_active else legal_form([fact for fact, _ in (*known, *read)])
            texts, ids = join_facts([one for _, one in (*read, *known)])
            found.append((texts, form, ids, None if company is None else encode_company(company)))
        columns = zip(*found, strict=True) if found else [()] * len(self.gives)
        return pl.DataFrame(dict(zip(self.gives, columns, strict=True)), schema=self.gives)


def _company(
    row: Mapping[str, str | date | None], facts: list[Fact], found: Sequence[Candidate], form: str, today: date
) -> CompanyReading | None:
    return read_registers(known_of(row, facts), found, without=form, today=today)


def _written(fact: Fact) -> Known:
    return fact, write_fact(fact)


def _derived(given: Sequence[Known], today: date) -> list[Fact]:
    """What follows from the given facts, whose ids are known."""
    ids = {id(fact): name for fact, (_, name) in given}
    return derive([fact for fact, _ in given], today, id_of=lambda fact: ids[id(fact)])


def _listed(row: Mapping[str, str | date | None]) -> list[Known]:
    """What the list states of a business, as far as it may be used."""
    as_of, register = row["register_as_of"], row["register"]
    if not isinstance(as_of, date) or not isinstance(register, str):
        return []
    stated = [
        _stated(attribute, value, register, as_of, column)
        for column, attribute in _LIST_COLUMNS.items()
        if isinstance(value := row[column], str) and value
    ]
    if row["register_form"] in (None, "", "unknown"):
        ending = of_name(str(row["name"] or ""), str(row["country"] or ""))
        if ending:
            stated.append(_stated("business.legal_form", ending.value, register, as_of, "name", ending.span.text))
    return [one for one in stated if one is not None]


@lru_cache(maxsize=16_384)
def _stated(attribute: str, value: str, register: str, as_of: date, column: str, excerpt: str = "") -> Known | None:
    """One entry of the list as a fact, None if it may not be used; remembered, as many businesses share a town."""
    fact = Fact(
        attribute=attribute,
        value=value,
        source=f"list:{register}",
        where=column,
        excerpt=excerpt,
        as_of=as_of,
        expires=as_of + _HELD[attribute],
    )
    return _written(fact) if usable(fact) else None


def _counts_by_place(moment: Moment) -> dict[Place, list[Count]]:
    table: dict[Place, list[Count]] = {}
    survey = moment.surveys.get("neighbours")
    if survey is not None:
        for trade, place, country, attribute, count, having in survey.select(list(NEIGHBOURS)).iter_rows():
            table.setdefault((trade, place, country), []).append((attribute, count, having))
    return table


def _neighbour_facts(place: Place, counts: list[Count], seen: Set[str], today: date) -> list[Fact]:
    return [
        Fact(
            attribute="survey.neighbours",
            value={"trade": place[0], "place": place[1], **told(count, having), "attribute": attribute},
            source="survey:neighbours",
            as_of=today,
            expires=today + timedelta(days=ATTRIBUTES["survey.neighbours"].days),
        )
        for attribute, count, having in counts
        if attribute in seen
    ]
