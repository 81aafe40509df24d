"""Grounds on paper: where a caller finds what a sentence says, in the sentence's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from aboveboard.deliver.card import Words, words
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.draft import Sentence
from aboveboard.domain.fact import Fact, by_id
from aboveboard.text.wording import date_long

_PRICES: Final = frozenset({"price", "setup", "first_year_total"})


@dataclass(frozen=True, slots=True)
class Grounds:
    """The items of a brief and the facts of its row, by which sentences are traced to pages, registers and terms."""

    items: Mapping[int, Item] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @classmethod
    def of(cls, brief: Brief, facts: Iterable[Fact]) -> Grounds:
        """The grounds of the messages that this brief was given for."""
        return cls({item.number: item for item in brief.items}, by_id(facts))

    def is_price(self, sentence: Sentence) -> bool:
        """True if the sentence says what the offer costs."""
        return any(item.kind == "offer" and item.name in _PRICES for item in self._items(sentence))

    def line(self, sentence: Sentence, language: str) -> str:
        """Where the sentence's items are from, each place once; empty for one that states nothing."""
        said = words(language)
        found = (self._place(item, said, language) for item in self._items(sentence))
        return "; ".join(dict.fromkeys(place for place in found if place))

    def _items(self, sentence: Sentence) -> list[Item]:
        return [self.items[number] for number in sentence.items if number in self.items]

    def _place(self, item: Item, said: Words, language: str) -> str:
        if item.kind == "offer":
            return said.our_terms
        if item.kind == "reason" and isinstance(item.value, dict):
            return str(item.value["source"])
        return self._of_fact(item, said, language) if item.kind == "fact" else ""

    def _of_fact(self, item: Item, said: Words, language: str) -> str:
        """The page or list of a fact and its day; the trading name is from the register that named the row."""
        if item.name == "business.name":
            name, listed = self._register()
            return said.as_of.format(where=name, day=_day(listed, language)) if listed else said.our_records
        fact = self.facts.get(item.ref)
        if fact is None:
            return said.our_records
        day = _day(fact.as_of, language)
        if fact.url:
            return said.seen_on.format(where=_bare(fact.url), day=day)
        where = said.counted if fact.source_kind == "survey" else fact.source.partition(":")[2] or said.our_records
        return said.as_of.format(where=where, day=day)

    def _register(self) -> tuple[str, date | None]:
        """The register or list that named the row, and its day, as the item on the source of the data has them."""
        for item in self.items.values():
            if item.name == "source_of_data" and isinstance(item.value, dict) and "register" in item.value:
                day = item.value.get("as_of")
                return str(item.value["register"]), date.fromisoformat(str(day)) if day else None
        return "", None


NO_GROUNDS: Final = Grounds()
"""For a message whose grounds are not printed."""


def _day(day: date, language: str) -> str:
    """The date in words that stay on one line."""
    return date_long(day, language).replace(" ", "\u00a0")


def _bare(url: str) -> str:
    """The address as it is printed and typed: without its scheme, and without the last slash."""
    return url.partition("://")[2].removesuffix("/")
