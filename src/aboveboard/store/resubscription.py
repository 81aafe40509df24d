"""Resubscription: a person's own act, which takes the effect from that person's own refusals and from nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from aboveboard.store.schema import RESUBSCRIPTIONS, SUPPRESSIONS
from aboveboard.store.session import Session, Value

# What the software itself saw the person do. A reply, a complaint and whatever an operator or a list says was told to
# us by others: it stands.
OWN_SOURCES: Final = frozenset(["page", "one_click"])
OWN_SCOPES: Final = frozenset(["person", "address", "channel", "purpose"])
_LATER: Final = and_(RESUBSCRIPTIONS.c.subject == SUPPRESSIONS.c.act, RESUBSCRIPTIONS.c.number > SUPPRESSIONS.c.round)
IN_FORCE: Final = or_(SUPPRESSIONS.c.act == "", ~exists().where(_LATER))
"""True for a refusal that nobody took back; one that is nobody's own act is never taken back."""


def is_own(source: str, scope: str) -> bool:
    """True if a refusal from this source at this scope is the person's own to take back: never a domain's, a firm's."""
    return source in OWN_SOURCES and scope in OWN_SCOPES


def in_force(on: date) -> ColumnElement[bool]:
    """True for a refusal that had been said, and was not taken back, by the end of that day (UTC)."""
    end = datetime.combine(on + timedelta(days=1), time(), UTC)
    taken_back = exists().where(_LATER, RESUBSCRIPTIONS.c.at < end)
    return and_(SUPPRESSIONS.c.on <= on, or_(SUPPRESSIONS.c.act == "", ~taken_back))


def times(session: Session, subject: str) -> int:
    """How often this subject resubscribed so far."""
    found = select(func.count()).select_from(RESUBSCRIPTIONS).where(RESUBSCRIPTIONS.c.subject == subject)
    return session.connection.execute(found).scalar_one()


def resubscribe(session: Session, business: str, *, at: datetime) -> int:
    """The person's own refusals up to now have no effect any more; how many hashes. With none, nothing is kept."""
    subject = session.keys.pseudonym(business)
    before = times(session, subject)
    own = select(func.count()).where(SUPPRESSIONS.c.act == subject, SUPPRESSIONS.c.round == before)
    undone = session.connection.execute(own).scalar_one()
    if undone:
        event: dict[str, Value] = {"subject": subject, "number": before + 1, "at": at.astimezone(UTC)}
        session.add(RESUBSCRIPTIONS, [event])
    return undone
