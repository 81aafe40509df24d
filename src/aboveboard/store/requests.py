"""Requests: what subjects asked for, and what was done, under their pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import select

from aboveboard.store.entries import Request
from aboveboard.store.schema import REQUESTS
from aboveboard.store.session import Session, utc

_JSON: Final = msgspec.json.Encoder(order="deterministic")
_DONE: Final = msgspec.json.Decoder(dict[str, str | int | bool])


def add_request(
    session: Session, subject: str, kind: str, *, at: datetime, done: Mapping[str, str | int | bool]
) -> None:
    """The request is on record; `done` MUST NOT hold personal data."""
    session.add(
        REQUESTS, [{"subject": subject, "kind": kind, "at": utc(at), "done": _JSON.encode(dict(done)).decode()}]
    )


def requests(session: Session, subject: str) -> list[Request]:
    """The requests of a subject, oldest first."""
    found = session.connection.execute(select(REQUESTS).where(REQUESTS.c.subject == subject).order_by(REQUESTS.c.id))
    return [Request(kind=r.kind, at=utc(r.at).isoformat(), done=_DONE.decode(r.done)) for r in found]
