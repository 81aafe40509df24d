"""A site as it was observed: its pages, each with its facts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from aboveboard.domain.fact import Fact

_PLAIN: Final = re.compile(r"https?://[a-z0-9.-]+(/[A-Za-z0-9_./-]*)?")  # most URLs; urlsplit takes ten times as long
Facts = dict[str, list[Fact]]


@dataclass(frozen=True, slots=True)
class ObservedPage:
    """The observed facts of one page, by attribute."""

    url: str
    path: str
    facts: Facts

    def first(self, attribute: str) -> Fact | None:
        """The first fact of an attribute on this page."""
        found = self.facts.get(attribute)
        return found[0] if found else None

    def number(self, attribute: str) -> int:
        """The value of a count, 0 where it was not observed."""
        found = self.facts.get(attribute)
        return value if found is not None and isinstance(value := found[0].value, int) else 0

    def says(self, attribute: str, value: bool) -> bool:
        """True if the page was observed and its yes/no attribute has this value."""
        found = self.facts.get(attribute)
        return found is not None and found[0].value is value


@dataclass(frozen=True, slots=True)
class Site:
    """The pages that answered as pages do, the home page first, then by URL; and what was seen at any address."""

    pages: list[ObservedPage]
    addresses: dict[str, Facts]
    attributes: frozenset[str]

    def on_pages(self, attribute: str, source: str) -> Iterator[Fact]:
        """The facts of an attribute that one source gives on the pages."""
        for page in self.pages:
            for fact in page.facts.get(attribute, ()):
                if fact.source == source:
                    yield fact

    def anywhere(self, attribute: str) -> Iterator[Fact]:
        """The facts of an attribute, wherever they were seen."""
        for facts in self.addresses.values():
            yield from facts.get(attribute, ())

    def most(self, attribute: str) -> tuple[ObservedPage, int]:
        """The first page with the highest count of something, and that count."""
        best, highest = self.pages[0], self.pages[0].number(attribute)
        for page in self.pages[1:]:
            if (number := page.number(attribute)) > highest:
                best, highest = page, number
        return best, highest

    def page_at(self, path: object) -> ObservedPage:
        """The page with this path, else the first."""
        if len(self.pages) == 1:
            return self.pages[0]
        return next((page for page in self.pages if page.path == path), self.pages[0])


def observed_site(facts: Iterable[Fact], today: date) -> Site:
    """The site as its facts in force show it.

    That an address answered with an error is remembered after the fact has expired: what its page said is no ground.
    """
    by_url: defaultdict[str, Facts] = defaultdict(partial(defaultdict, list))
    gone: set[str] = set()
    for fact in facts:
        if fact.attribute == "page.status" and fact.value != 200:
            gone.add(fact.url)
        if fact.expires > today:
            by_url[fact.url][fact.attribute].append(fact)
    pages = [
        ObservedPage(url, path_of(url), found)
        for url, found in by_url.items()
        # Of a page that was cut off nobody knows what stands in its rest.
        if "page.bytes" in found and "page.cut_off" not in found and url not in gone
    ]
    pages.sort(key=lambda page: (page.path != "/", page.url))
    return Site(pages, by_url, frozenset().union(*by_url.values()))


def path_of(url: str) -> str:
    """The path part of a URL, "/" for the home page."""
    plain = _PLAIN.fullmatch(url)
    return (plain[1] if plain else urlsplit(url).path) or "/"
