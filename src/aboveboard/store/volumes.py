"""Volumes: how many e-mails went to which mailbox provider on which day, and how many complaints came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from sqlalchemy import bindparam, case, func, select, update

from aboveboard.domain.volume import RATE_DAYS, UNKNOWN_PROVIDER, Volume, complaint_rate, most_today
from aboveboard.store.schema import BUSINESSES, OUTBOX, RUNS, VOLUMES
from aboveboard.store.session import Session, utc

_TODAY: Final = case((VOLUMES.c.day == bindparam("on"), VOLUMES.c.sent), else_=0)
_LATELY: Final = (
    select(VOLUMES.c.provider, func.sum(_TODAY), func.sum(VOLUMES.c.sent), func.sum(VOLUMES.c.complaints))
    .where(VOLUMES.c.day > bindparam("since"))
    .group_by(VOLUMES.c.provider)
)
_FIRST: Final = select(func.min(VOLUMES.c.day)).where(VOLUMES.c.sent > 0)
_FULLEST: Final = select(VOLUMES.c.provider, func.max(VOLUMES.c.sent)).group_by(VOLUMES.c.provider)
_WAITING: Final = (
    select(func.coalesce(BUSINESSES.c.mailbox_provider, UNKNOWN_PROVIDER), RUNS.c.at)
    .select_from(OUTBOX)
    .join(BUSINESSES, BUSINESSES.c.business == OUTBOX.c.business)
    .join(RUNS, RUNS.c.run == OUTBOX.c.run)
    .where(OUTBOX.c.state.in_(("queued", "leased")), OUTBOX.c.channel == "email")
)
_ONE: Final = (VOLUMES.c.day == bindparam("on"), VOLUMES.c.provider == bindparam("of"))
_ONE_MORE: Final = {
    "sent": update(VOLUMES).where(*_ONE).values(sent=VOLUMES.c.sent + 1),
    "complaints": update(VOLUMES).where(*_ONE).values(complaints=VOLUMES.c.complaints + 1),
}


def volumes(session: Session, on: date) -> dict[str, Volume]:
    """What each provider got so far; what was queued on that day and waits still counts as if it went out on it."""
    found = _lately(session, on)
    for provider, most in session.connection.execute(_FULLEST):
        found[provider] = found.get(provider, Volume()) + Volume(fullest=most)
    for provider, at in session.connection.execute(_WAITING):
        if utc(at).date() == on:
            found[provider] = found.get(provider, Volume()) + Volume(today=1)
    return found


def is_full(session: Session, provider: str | None, on: date, *, bulk: bool) -> bool:
    """True if one more e-mail on that day would be over the provider's band."""
    own = provider or UNKNOWN_PROVIDER
    first = session.connection.execute(_FIRST).scalar_one_or_none()
    known = _lately(session, on)
    mine = known.get(own, Volume())
    rate = complaint_rate(mine, sum(known.values(), Volume()))
    most = most_today(own, days=(on - first).days if first else 0, rate=rate, bulk=bulk)
    return most is not None and mine.today >= most


def count_sent(session: Session, provider: str | None, on: date) -> None:
    """One more e-mail went to the provider on that day."""
    _count(session, "sent", provider, on)


def count_complaints(session: Session, complaints: Iterable[tuple[str, str, int, date]]) -> None:
    """Each complaint (business, campaign, step and day) counts for the provider of the business's mailbox."""
    for business, _, _, on in sorted(complaints):
        found = select(BUSINESSES.c.mailbox_provider).where(BUSINESSES.c.business == business)
        _count(session, "complaints", session.connection.execute(found).scalar_one_or_none(), on)


def _lately(session: Session, on: date) -> dict[str, Volume]:
    found = session.connection.execute(_LATELY, {"on": on, "since": on - timedelta(days=RATE_DAYS)})
    return {name: Volume(today=today, sent=sent, complaints=no) for name, today, sent, no in found}


def _count(session: Session, what: str, provider: str | None, on: date) -> None:
    of = provider or UNKNOWN_PROVIDER
    if session.connection.execute(_ONE_MORE[what], {"on": on, "of": of}).rowcount == 0:
        session.add(VOLUMES, [{"day": on, "provider": of, "sent": 0, "complaints": 0, what: 1}])
