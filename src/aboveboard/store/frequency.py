"""Frequency: what one recipient and its company were sent lately, over all campaigns and all of their entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import Row, bindparam, or_, select

from aboveboard.domain.limits import LAST_STEP, Caps, Sent, capped, pause
from aboveboard.store.marks import SAME_SUBJECT, shared_marks
from aboveboard.store.schema import MARKS, OUTBOX, OUTCOMES, RUNS
from aboveboard.store.session import Session, chunks, utc

SAME_COMPANY: Final = ("company", "domain")
_ANSWERS: Final = ("reply", "meeting", "remedy_taken")
_COLUMNS: Final = (
    OUTBOX.c.id,
    OUTBOX.c.business,
    OUTBOX.c.campaign,
    OUTBOX.c.step,
    OUTBOX.c.channel,
    OUTBOX.c.sent_on,
    RUNS.c.at,
)
_IS_SENT: Final = (OUTBOX.c.state == "sent") & (OUTBOX.c.sent_on > bindparam("since"))
_IS_WAITING: Final = OUTBOX.c.state.in_(("queued", "leased"))
_ANOTHER: Final = or_(OUTBOX.c.campaign != bindparam("campaign"), OUTBOX.c.step != bindparam("step"))
_ENTRIES: Final = select(*_COLUMNS).outerjoin_from(OUTBOX, RUNS, RUNS.c.run == OUTBOX.c.run)
# What speaks of one business, written once: putting statements together takes longer than running them.
_COMPANY_MARKS: Final = select(MARKS.c.mark).where(
    MARKS.c.business == bindparam("business"), MARKS.c.kind.in_(SAME_COMPANY)
)
_OF_COMPANY: Final = OUTBOX.c.business.in_(
    select(MARKS.c.business).where(MARKS.c.mark.in_(bindparam("marks", expanding=True)))
)
_OF_SUBJECT: Final = OUTBOX.c.business.in_(
    select(MARKS.c.business).where(
        MARKS.c.mark.in_(
            select(MARKS.c.mark).where(MARKS.c.business == bindparam("business"), MARKS.c.kind.in_(SAME_SUBJECT))
        )
    )
)
_SENT_TO_SUBJECT: Final = _ENTRIES.where(_OF_SUBJECT, _IS_SENT)
_SENT_TO_COMPANY: Final = _ENTRIES.where(_OF_COMPANY, _IS_SENT)
_WAITS_FOR_SUBJECT: Final = _ENTRIES.where(_OF_SUBJECT, _IS_WAITING)
_WAITS_FOR_COMPANY: Final = _ENTRIES.where(_OF_COMPANY, _IS_WAITING)
Entry: TypeAlias = "Row[*tuple[Any, ...]]"


@dataclass(slots=True)
class History:
    """What counts against one more message to a business: messages to the recipient, days of those to its company."""

    sent: list[Sent] = field(default_factory=list)
    company: list[date] = field(default_factory=list)

    def against(self, caps: Caps, channel: str, on: date) -> str | None:
        """The reason code of the limit that one more message on that day would break; None if none would."""
        found = pause(caps, self.sent, self.company, on)
        return found or ("channel_cap" if capped(caps, self.sent, channel, on) else None)


def history(session: Session, business: str, caps: Caps, on: date, *, waiting: bool = False) -> History:
    """What the recipient and its company were sent lately, and with `waiting`, what waits for them as well."""
    of: dict[str, object] = {"business": business, "since": on - timedelta(days=caps.reach)}
    connection, shared = session.connection, shared_marks(session.keys)
    entries: list[Entry] = [*connection.execute(_SENT_TO_SUBJECT, of)]
    if waiting:
        entries += connection.execute(_WAITS_FOR_SUBJECT, of)
    found = History(sent=_messages(session, entries))
    of["marks"] = [mark for mark in connection.execute(_COMPANY_MARKS, of).scalars() if mark not in shared]
    if of["marks"]:
        company: list[Entry] = [*connection.execute(_SENT_TO_COMPANY, of)]
        if waiting:
            company += connection.execute(_WAITS_FOR_COMPANY, of)
        found.company = [_day(entry) for entry in company]
    return found


def histories(session: Session, campaign: str, step: int, caps: Caps, on: date) -> dict[str, History]:
    """For each business what it and its company were sent and what waits for them, but for this very step."""
    of = {"campaign": campaign, "step": step, "since": on - timedelta(days=caps.reach)}
    own, sharing = MARKS.alias(), MARKS.alias()
    pairs = (
        _ENTRIES.add_columns(sharing.c.business.label("to"))
        .join(own, own.c.business == OUTBOX.c.business)
        .join(sharing, sharing.c.mark == own.c.mark)
        .where(_ANOTHER, or_(_IS_SENT, _IS_WAITING))
        .distinct()
    )
    found: dict[str, History] = {}
    entries = session.connection.execute(pairs.where(own.c.kind.in_(SAME_SUBJECT)), of).all()
    for entry, message in zip(entries, _messages(session, entries), strict=True):
        found.setdefault(entry.to, History()).sent.append(message)
    companies = pairs.where(own.c.kind.in_(SAME_COMPANY), own.c.mark.not_in(sorted(shared_marks(session.keys))))
    for entry in session.connection.execute(companies, of):
        found.setdefault(entry.to, History()).company.append(_day(entry))
    return found


def _day(entry: Entry) -> date:
    """The day on which it was sent; what waits counts as of the day of its run, since nobody knows a later one."""
    day: date = entry.sent_on or utc(entry.at).date()
    return day


def _messages(session: Session, entries: Sequence[Entry]) -> list[Sent]:
    """The messages: each a campaign's last after three steps, or where nothing came of it, unless it was answered."""
    acts = _acts(session, sorted({entry.business for entry in entries}))
    found: list[Sent] = []
    for entry in entries:
        on, mine = _day(entry), acts.get(entry.business, [])
        answered = any(kind in _ANSWERS and day >= on for kind, _, _, day in mine)
        last = entry.step >= LAST_STEP or any(act[:3] == ("none", entry.campaign, entry.step) for act in mine)
        found.append(Sent(on, entry.channel, ended=last and not answered))
    return found


def _acts(session: Session, businesses: list[str]) -> dict[str, list[tuple[str, str, int, date]]]:
    found: dict[str, list[tuple[str, str, int, date]]] = {}
    for part in chunks(businesses):
        for act in session.connection.execute(select(OUTCOMES).where(OUTCOMES.c.business.in_(part))):
            found.setdefault(act.business, []).append((act.kind, act.campaign, act.step, act.on))
    return found
