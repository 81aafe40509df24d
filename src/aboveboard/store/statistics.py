"""Statistics: the learner's sums, kept with their digest."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from aboveboard.store.schema import STATISTICS
from aboveboard.store.session import Session


def save_statistics(session: Session, name: str, state: bytes, *, digest: str, on: date) -> None:
    """The sums are these, in place of earlier ones of the same name."""
    session.put(STATISTICS, [{"name": name, "digest": digest, "state": state, "on": on}])


def statistics(session: Session, name: str) -> tuple[str, bytes] | None:
    """Digest and sums; None if none were kept."""
    found = select(STATISTICS.c.digest, STATISTICS.c.state).where(STATISTICS.c.name == name)
    row = session.connection.execute(found).first()
    return None if row is None else (row.digest, row.state)
