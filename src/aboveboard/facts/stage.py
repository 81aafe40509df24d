"""The stage that lets facts in, agrees, ages and derives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final, TypeAlias

import polars as pl

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.columns import COMPANY, FACTS, OBSERVED, ROWS, only
from aboveboard.domain.company import CompanyReading, encode_company
from aboveboard.domain.fact import Fact, encode_fact, join_facts, split_facts
from aboveboard.domain.moment import Moment
from aboveboard.domain.never_used import usable
from aboveboard.facts.agreement import legal_form
from aboveboard.facts.register_match import Candidate, candidates, known_of, read_registers, register_facts
from aboveboard.facts.seen import derive
from aboveboard.facts.survey import NEIGHBOURS, told
from aboveboard.text.legal_forms import of_name

Place: TypeAlias = tuple[str, str, str]  # trade, locality, country
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
    gives = FACTS | COMPANY

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """The columns `facts`, `legal_form` and `company`."""
        today = moment.now.date()
        counts, entries = _counts_by_place(moment), candidates(moment)
        texts: list[str] = []
        forms: list[str] = []
        companies: list[str | None] = []
        for row in rows.select(list(self.takes)).iter_rows(named=True):
            given = [one for one in split_facts(row["observed"]) if usable(one[0])]
            read = [one for one in given if one[0].expires > today]
            facts = [fact for fact, _ in read]
            known = [fact for fact in _list_facts(row) if fact.expires > today and usable(fact)]
            known += derive([fact for fact, _ in given], today)
            if counts:
                place = (row["trade"], row["locality"], row["country"])
                known += _neighbour_facts(place, counts.get(place, []), known, today)
            form = legal_form([*known, *facts])
            company = _company(row, facts, entries.get(row["business"], ()), form, today)
            if company is not None:
                known += filter(usable, register_facts(company))
                form = "unknown" if company.not_active else legal_form([*known, *facts])
            texts.append(join_facts([*[text for _, text in read], *map(encode_fact, known)]))
            forms.append(form)
            companies.append(None if company is None else encode_company(company))
        return pl.DataFrame({"facts": texts, "legal_form": forms, "company": companies}, schema=self.gives)


def _company(
    row: Mapping[str, str | date | None], facts: list[Fact], found: Sequence[Candidate], form: str, today: date
) -> CompanyReading | None:
    return read_registers(known_of(row, facts), found, without=form, today=today) if found else None


def _list_facts(row: Mapping[str, str | date | None]) -> list[Fact]:
    as_of, register = row["register_as_of"], row["register"]
    if not isinstance(as_of, date) or not isinstance(register, str):
        return []

    def fact(attribute: str, value: str, column: str, excerpt: str = "") -> Fact:
        expires = as_of + _HELD[attribute]
        source = f"list:{register}"
        return Fact(
            attribute=attribute, value=value, source=source, where=column, excerpt=excerpt, as_of=as_of, expires=expires
        )

    facts = [
        fact(attribute, value, column)
        for column, attribute in _LIST_COLUMNS.items()
        if isinstance(value := row[column], str) and value
    ]
    if row["register_form"] not in (None, "", "unknown"):
        return facts
    ending = of_name(str(row["name"] or ""), str(row["country"] or ""))
    return [*facts, fact("business.legal_form", ending.value, "name", ending.span.text)] if ending else facts


def _counts_by_place(moment: Moment) -> dict[Place, list[Count]]:
    table: dict[Place, list[Count]] = {}
    survey = moment.surveys.get("neighbours")
    if survey is not None:
        for trade, place, country, attribute, count, having in survey.select(list(NEIGHBOURS)).iter_rows():
            table.setdefault((trade, place, country), []).append((attribute, count, having))
    return table


def _neighbour_facts(place: Place, counts: list[Count], facts: list[Fact], today: date) -> list[Fact]:
    mine = {fact.attribute for fact in facts}
    return [
        Fact(
            attribute="survey.neighbours",
            value={"trade": place[0], "place": place[1], **told(count, having), "attribute": attribute},
            source="survey:neighbours",
            as_of=today,
            expires=today + timedelta(days=ATTRIBUTES["survey.neighbours"].days),
        )
        for attribute, count, having in counts
        if attribute in mine
    ]
