"""Relations: what was between businesses and us, kept as events beside all earlier ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec
from sqlalchemy import select

from aboveboard.domain.relation import Relation
from aboveboard.store.database import Database
from aboveboard.store.events import Event, add_events
from aboveboard.store.schema import RELATIONS

SEALED_RELATION: Final = "relations|sealed"


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    by: str
    evidence: str
    address_given: bool
    refusal_offered: bool
    similar: tuple[str, ...]


class Relations:
    """All relations of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, events: Sequence[Relation]) -> int:
        """The events are kept, each once; how many were new. Unknown businesses are refused."""
        with self._database.writing() as session:
            kept = [_event(event) for event in events]
            return add_events(session, RELATIONS, kept, what="relation", place=SEALED_RELATION)

    def all(self, on: date) -> Mapping[str, list[Relation]]:
        """For each business its events up to and on that day, oldest first, for whoever folds them."""
        with self._database.reading() as session:
            found = session.connection.execute(select(RELATIONS).where(RELATIONS.c.on <= on)).all()
            keys = session.data_keys(r.business for r in found)
            events: dict[str, list[Relation]] = {}
            for r in sorted(found, key=lambda r: (r.business, r.on, r.digest)):
                told = msgspec.json.decode(keys[r.business].open(SEALED_RELATION, r.sealed), type=_Told)
                clear = {name: getattr(r, name) for name in ("business", "kind", "act", "on", "until")}
                events.setdefault(r.business, []).append(Relation(**clear, **msgspec.structs.asdict(told)))
            return events


def _event(event: Relation) -> Event:
    told = _Told(**{name: getattr(event, name) for name in _Told.__struct_fields__})
    clear = {"kind": event.kind, "act": event.act, "on": event.on, "until": event.until}
    return Event(event.business, msgspec.json.encode(event), clear, msgspec.json.encode(told))
