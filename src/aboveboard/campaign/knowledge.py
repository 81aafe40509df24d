"""What is known of one business: what its facts say together, how far they are believed, and who says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from aboveboard.campaign.home import Home
from aboveboard.campaign.run import open_store
from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.errors import InputError
from aboveboard.domain.fact import JSON, Fact, decode_facts
from aboveboard.facts.agreement import Agreed, agree, hours_of
from aboveboard.store.entries import StoredMessage
from aboveboard.store.store import Store
from aboveboard.text.business_names import fold

MOST_NAMED: Final = 5


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """One fact as evidence: its id, what it says, and where and when that stood."""

    id: str
    value: JSON
    source: str
    url: str
    where: str
    excerpt: str
    as_of: date
    expires: date


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is held of one attribute: `value` is null where neither side wins; `in_copy` is true if it may be said."""

    business: str
    attribute: str
    day: str
    value: JSON
    confidence: int
    in_copy: bool
    as_of: date
    expires: date
    noticed_by: str
    meaning: str
    sources: tuple[str, ...]
    evidence: tuple[Saying, ...]
    disagrees: tuple[Saying, ...]


def known_of(name: str, campaign: Path | None, home: Path | None, on: date) -> list[Known]:
    """What the latest run left of a business, as it is to be believed on a day; InputError where nothing is kept.

    The store opens what is sealed, so that only who holds its keys reads of a subject.
    """
    place = Home.of(campaign or Path("campaign.toml"), home)
    with open_store(place, existing=True) as store:
        business = _business(store, name, on)
        kept = _latest(store, business)
    if kept is None:
        raise InputError("no facts are kept of this business", remedy="`aboveboard run CAMPAIGN`, then ask again")
    return [_known(business, agreed) for agreed in agree(decode_facts(kept.facts), on)]


def _business(store: Store, name: str, on: date) -> str:
    """The id of the one business with this id, pseudonym or trading name."""
    found = store.business_of(name)
    if found is not None:
        return found
    wanted = fold(name)
    named = [
        str(business)
        for business, called in store.rows("", 1, on=on).select("business", "name").iter_rows()
        if called and wanted and fold(called) == wanted
    ]
    if len(named) > 1:
        raise InputError(f"{len(named)} businesses have this name", remedy=f"such as {', '.join(named[:MOST_NAMED])}")
    if not named:
        raise InputError(
            "no such business is kept", remedy="give its id, its pseudonym or its name, as it was imported"
        )
    return named[0]


def _latest(store: Store, business: str) -> StoredMessage | None:
    """The row of the business's latest run whose facts are still kept; the ids of runs begin with their time."""
    kept = [store.message(row) for row in store.rows_named(business)]
    return max((one for one in kept if one is not None and one.facts), key=lambda one: one.run, default=None)


def _known(business: str, agreed: Agreed) -> Known:
    attribute = ATTRIBUTES[agreed.attribute]
    return Known(
        business=business,
        attribute=agreed.attribute,
        day=agreed.day,
        value=agreed.value,
        confidence=agreed.confidence,
        in_copy=agreed.usable,
        as_of=agreed.as_of,
        expires=agreed.expires,
        noticed_by=attribute.noticed_by,
        meaning=attribute.meaning,
        sources=tuple(dict.fromkeys(fact.source for fact in agreed.support)),
        evidence=tuple(_sayings(agreed.support, agreed.day)),
        disagrees=tuple(_sayings(agreed.against, agreed.day)),
    )


def _sayings(facts: tuple[Fact, ...], day: str) -> Iterator[Saying]:
    for fact in facts:
        yield Saying(
            id=fact.id,
            value=hours_of(fact, day) if day else fact.value,
            source=fact.source,
            url=fact.url,
            where=fact.where,
            excerpt=fact.excerpt,
            as_of=fact.as_of,
            expires=fact.expires,
        )
