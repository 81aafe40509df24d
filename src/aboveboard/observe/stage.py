"""The stage that looks at each business's pages, where it is allowed to, and writes down what they state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import polars as pl

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.columns import LOOK, OBSERVED, ROWS, only
from aboveboard.domain.fact import JSON, Fact, encode_facts
from aboveboard.domain.moment import Moment
from aboveboard.observe.page import read_page
from aboveboard.observe.quotation import without_mailboxes
from aboveboard.observe.seen import Seen
from aboveboard.observe.sources import Found, Page, PageSource, Refusal
from aboveboard.observe.web_address import public_address
from aboveboard.text import persons

NOTHING: Final = encode_facts(())
_NAMES: Final = frozenset({"business.name", "business.registered_name"})
Observed = tuple[str | None, str | None, int | None]
NO_WEBSITE: Final[Observed] = (NOTHING, "no_website", 0)


class ObservePages:
    """Gives `observed`, `observe_reason` and `persons_seen`; a row that may not be looked at is not touched."""

    name = "observe"
    takes = only(ROWS, ("row", "business", "website", "country")) | only(LOOK, ("look",))
    gives = OBSERVED

    def __init__(self, source: PageSource) -> None:
        self._source = source

    def __call__(self, rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
        """Exactly the columns of `gives`, one row for each of `rows`, in their order."""
        observed: list[Observed] = [(None, None, None)] * rows.height
        asked: list[tuple[int, str, str | None]] = []
        for place, (website, country, look) in enumerate(rows.select("website", "country", "look").iter_rows()):
            if look is True and website and website.strip():
                asked.append((place, website.strip(), country))
            elif look is True:
                observed[place] = NO_WEBSITE
        sites = self._source.read([website for _, website, _ in asked])
        for found, (place, _, country) in zip(sites, asked, strict=True):
            observed[place] = _observed(found, country)
        return pl.DataFrame(observed, schema=dict(self.gives), orient="row")


def _observed(found: Found, country: str | None) -> Observed:
    return (NOTHING, found.reason, 0) if isinstance(found, Refusal) else read_site(found, country)


def read_site(pages: Sequence[Page], country: str | None) -> tuple[str, str | None, int]:
    """The facts of all pages of a site in one text, the reason where none could be read, and the names left out."""
    facts: list[Fact] = []
    names_left_out, problem = 0, None
    for page in pages:
        reading = read_page(page.html, url=page.url, status=page.status, headers=page.headers, country=country)
        names_left_out += reading.persons_seen
        problem = problem or reading.problem
        facts += [stored(seen, page) for seen in (*reading.facts, *page.seen) if not names_a_person(seen)]
    was_read = any(fact.attribute == "page.status" for fact in facts)
    return encode_facts(_once(facts)), None if was_read else problem or "page_missing", names_left_out


def names_a_person(seen: Seen) -> bool:
    """True for a mailbox named after a person, and for a trading name that is a person's own: seen, and not kept."""
    named = seen.attribute in _NAMES and bool(persons.find(str(seen.value), strict=False))
    return named or seen.level != "entity"


def stored(seen: Seen, page: Page) -> Fact:
    """The fact as it is kept: without any mailbox, dated, and expiring by its attribute's days."""
    value: JSON = seen.value
    if seen.attribute == "business.email" and isinstance(value, dict):
        value = {"kind": value["kind"]}
    elif isinstance(value, str):
        value = without_mailboxes(value)
    return Fact(
        attribute=seen.attribute,
        value=value,
        source=seen.source,
        url=public_address(page.url),
        where=seen.where,
        excerpt=without_mailboxes(seen.excerpt),
        as_of=page.read_on,
        expires=page.read_on + timedelta(days=ATTRIBUTES[seen.attribute].days),
    )


def _once(facts: list[Fact]) -> list[Fact]:
    """Facts about a page stand for each page; facts about the business once for each value and source."""
    kept: dict[tuple[str, str, str, str], Fact] = {}
    for fact in facts:
        url = fact.url if fact.attribute.startswith("page.") else ""
        kept.setdefault((fact.attribute, repr(fact.value), fact.source, url), fact)
    return list(kept.values())
