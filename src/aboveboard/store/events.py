"""Events that are kept beside all earlier ones: each once, its proof sealed under the key of its business."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, select

from aboveboard.domain.errors import InputError
from aboveboard.store.session import Session, Value
from aboveboard.store.suppression import bump


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `whole` tells it from any other, `clear` is kept as columns, and `proof` is sealed."""

    business: str
    whole: bytes
    clear: Mapping[str, Value]
    proof: bytes


def add_events(session: Session, table: Table, events: Sequence[Event], *, what: str, place: str) -> int:
    """The events are in the table, each once; how many were new. Unknown businesses are refused.

    Whatever was queued for a business of a new event no longer settles. `place` is where the proof is sealed for.
    """
    keys = session.data_keys(event.business for event in events)
    for line, event in enumerate(events, start=1):
        if event.business not in keys:
            problem = f"the business of this {what} is not kept"
            raise InputError(problem, place=f"{what} {line}", remedy="import its register first")
    secret = session.keys.suppression[min(session.keys.suppression)]
    kept = set(session.connection.execute(select(table.c.digest)).scalars())
    rows: list[dict[str, Value]] = []
    for event in events:
        digest = hmac.digest(secret, f"{what}\0".encode() + event.whole, "sha256").hex()
        sealed = keys[event.business].seal(place, event.proof)
        rows.append({"digest": digest, "business": event.business, **event.clear, "sealed": sealed})
    bump(session, [str(row["business"]) for row in rows if row["digest"] not in kept])
    return session.add_new(table, rows)
