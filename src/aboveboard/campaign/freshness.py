"""Freshness: facts that a message rests on are read again before it goes out; one that changed withholds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

import msgspec
import polars as pl

from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import decode_draft
from aboveboard.domain.fact import Fact, by_id, decode_facts
from aboveboard.facts.seen import derive
from aboveboard.observe.live import LivePages
from aboveboard.observe.sources import Page, Refusal
from aboveboard.observe.stage import read_site

FRESH: Final[Mapping[str, timedelta]] = {
    "email": timedelta(hours=24),
    "voice_live": timedelta(hours=24),
    "post": timedelta(hours=72),
}
"""How old what was read of a page may be when a message goes out; a letter is printed before it is posted."""
_READ: Final = frozenset({"page", "markup", "derived"})
_ENCODER: Final = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True)
class Grounded:
    """A message that is about to go out: the facts it cites, and all that was observed of its business."""

    row: str
    channel: str
    country: str | None
    cited: Sequence[Fact]
    observed: Sequence[Fact]

    def stale(self, now: datetime) -> list[Fact]:
        """The cited facts of pages that are too old for the channel; a day counts from its beginning."""
        oldest = now - FRESH[self.channel]
        return [f for f in self.cited if f.source in _READ and datetime.combine(f.as_of, time(), UTC) < oldest]

    def pages(self, now: datetime) -> set[str]:
        """The pages on which these facts rest."""
        stale = self.stale(now)
        grounds = {name for fact in stale for name in fact.from_facts}
        return {f.url for f in stale if f.url} | {f.url for f in self.observed if f.url and f.id in grounds}


def grounded(frame: pl.DataFrame) -> Iterator[Grounded]:
    """The messages of the rows that are queued, each with the facts that its sentences cite."""
    columns = ["row", "channel", "country", "facts", "observed", "brief", "draft"]
    for row, channel, country, facts, observed, brief, draft in (
        frame.filter(pl.col("state") == "queued").select(columns).iter_rows()
    ):
        text = decode_draft(draft)
        cited = set(text.subject_items).union(*(sentence.items for sentence in text.sentences))
        items = msgspec.json.decode(brief, type=Brief).items
        known = by_id(decode_facts(facts))
        rests_on = [known[item.ref] for item in items if item.ref in known and item.number in cited]
        yield Grounded(row, channel, country, rests_on, decode_facts(observed))


def fact_changed(messages: Iterable[Grounded], reader: LivePages, *, now: datetime) -> set[str]:
    """The rows whose messages have to be withheld as `fact_changed`: a fact they cite cannot be seen any more.

    A page that refuses, or does not answer, counts as changed. Only the pages that stale facts rest on are read.
    """
    all_messages = list(messages)
    pages = reader.read_again(sorted(set().union(*(message.pages(now) for message in all_messages))))
    return {message.row for message in all_messages if not _holds(message, pages, now)}


def _holds(message: Grounded, pages: Mapping[str, Page | Refusal], now: datetime) -> bool:
    again = message.pages(now)
    fresh = [fact for url in sorted(again) for fact in _facts(pages[url], message.country)]
    known = [fact for fact in message.observed if fact.url not in again] + fresh
    stated = {_statement(fact) for fact in [*known, *derive(known, now.date())]}
    return all(_statement(fact) in stated for fact in message.stale(now))


def _facts(page: Page | Refusal, country: str | None) -> list[Fact]:
    if isinstance(page, Refusal) or page.status >= 400:
        return []
    return decode_facts(read_site([page], country)[0])


def _statement(fact: Fact) -> bytes:
    return _ENCODER.encode((fact.attribute, fact.value))
