"""Reviews: what a person decided about one very message."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from aboveboard.domain.errors import InputError
from aboveboard.store.entries import Review
from aboveboard.store.schema import MESSAGES, REVIEWS
from aboveboard.store.session import Session


def add_review(session: Session, entry: Review) -> None:
    """The answer holds for this text of this row alone; another text is another question. A later answer wins."""
    found = select(MESSAGES.c.business).where(MESSAGES.c.row == entry.row, MESSAGES.c.message == entry.message)
    business = session.connection.execute(found.limit(1)).scalar_one_or_none()
    if business is None:
        raise InputError("no such message is kept for this row", remedy="review what the latest run wrote")
    session.put(REVIEWS, [{"business": business, **msgspec.structs.asdict(entry)}])


def reviews(session: Session) -> list[Review]:
    """All answers, in the order of rows and messages."""
    found = session.connection.execute(select(REVIEWS))
    entries = [Review(row=r.row, message=r.message, by=r.by, approved=r.approved, on=r.on) for r in found]
    return sorted(entries, key=lambda r: (r.row, r.message))
