"""Corrections: what a business says is not right, sealed under its key until a person has read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import select

from aboveboard.store.bases import key_of
from aboveboard.store.entries import Correction
from aboveboard.store.schema import CORRECTIONS
from aboveboard.store.session import Session, utc
from aboveboard.store.suppression import bump

SEALED_CORRECTION: Final = "corrections|sealed"


class _Said(msgspec.Struct, frozen=True):
    facts: tuple[str, ...]
    words: str


def add_correction(session: Session, business: str, facts: Sequence[str], words: str, *, at: datetime) -> None:
    """The correction waits for a person, and whatever was queued before it no longer settles."""
    said = msgspec.json.encode(_Said(tuple(facts), words))
    sealed = key_of(session, business).seal(SEALED_CORRECTION, said)
    session.add(CORRECTIONS, [{"business": business, "at": utc(at), "sealed": sealed}])
    bump(session, [business])


def corrections(session: Session) -> list[Correction]:
    """All corrections, opened, the oldest first."""
    found = session.connection.execute(select(CORRECTIONS).order_by(CORRECTIONS.c.id)).all()
    keys = session.data_keys(entry.business for entry in found)
    opened = [
        msgspec.json.decode(keys[entry.business].open(SEALED_CORRECTION, entry.sealed), type=_Said) for entry in found
    ]
    return [
        Correction(business=entry.business, at=utc(entry.at).isoformat(), facts=said.facts, words=said.words)
        for entry, said in zip(found, opened, strict=True)
    ]
