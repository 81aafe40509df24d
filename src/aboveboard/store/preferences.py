"""Preferences: what businesses wish, as events; what they come to holds for every entry of the same subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Row, Select, bindparam, func, or_, select

from aboveboard.domain.preference import NOTHING, Preference, Wishes, checked, fold
from aboveboard.store.bases import key_of
from aboveboard.store.database import Database
from aboveboard.store.marks import SAME_SUBJECT
from aboveboard.store.schema import BUSINESSES, MARKS, OUTBOX, PREFERENCES, RUNS
from aboveboard.store.sealing import DataKey
from aboveboard.store.session import Session, Value, chunks
from aboveboard.store.suppression import bump

SEALED_HOW: Final = "preferences|sealed"
_PLAIN: Final = ("kind", "name", "value", "by", "on")
_OWN, _SHARING = MARKS.alias(), MARKS.alias()
# In the order in which they were said.
_SAID: Final = select(PREFERENCES.c.business, *(PREFERENCES.c[name] for name in _PLAIN)).order_by(
    PREFERENCES.c.on, PREFERENCES.c.id
)
# Asked at each settling, so it begins at the business: 43 us where nothing was said (SQLite, 2 cores, November 2026).
_THESE: Final = (
    select(_SHARING.c.business)
    .join_from(_OWN, _SHARING, _SHARING.c.mark == _OWN.c.mark)
    .where(_OWN.c.business == bindparam("business"), _OWN.c.kind.in_(SAME_SUBJECT))
)
_SAID_OF_ONE: Final = _SAID.where(PREFERENCES.c.business.in_(_THESE))
_LAST_SENT: Final = select(func.max(OUTBOX.c.sent_on)).where(OUTBOX.c.business.in_(_THESE), OUTBOX.c.state == "sent")
_COUNTRY: Final = select(BUSINESSES.c.country).where(BUSINESSES.c.business == bindparam("business"))


class Preferences:
    """The preferences of all businesses of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, said: Sequence[Preference], *, today: date | None = None) -> int:
        """The events are kept beside all earlier ones; how many were new. One that cannot be refuses all.

        What an operator noted is kept once for its day; without a day, once and for all, as of `today`. Of the
        business's own words, what it said last already is not said anew.
        """
        with self._database.writing() as session:
            return add_preferences(session, said, today=today or datetime.now(UTC).date())

    def note_signal(self, business: str, page: str, *, on: date) -> bool:
        """The browser's signal is an event, with the kind of page and the day and nothing else; true if it was new.

        The first is kept and no other, since each further one says the same: a log of them would be one of visits.
        """
        signal = Preference(business=business, kind="gpc", value=page, by="browser", how="", on=on)
        with self._database.writing() as session:
            return wishes_of(session, business).signal_on is None and add_preferences(session, [signal], today=on) == 1

    def wishes(self, business: str, *, on: date | None = None) -> Wishes:
        """What all that was said up to and on that day comes to; without a day, all that was ever said."""
        with self._database.reading() as session:
            return wishes_of(session, business, on=on)

    def all_wishes(self) -> dict[str, tuple[Wishes, date]]:
        """For each business that said anything what it comes to, and the day of the latest word."""
        with self._database.reading() as session:
            found = {of: (events[-1].on or date.min) for of, events in _events(session).items()}
            return {of: (wishes, found[of]) for of, wishes in wishes_by_business(session).items()}


def set_preference(session: Session, business: str, *, personalisation: bool, on: date) -> None:
    """The business itself turned personalisation on or off; said again it changes nothing."""
    value = "on" if personalisation else "off"
    said = Preference(business=business, kind="personalisation", value=value, by="business", how="its own word", on=on)
    add_preferences(session, [said], today=on)


def add_preferences(session: Session, said: Sequence[Preference], *, today: date) -> int:
    """The events are kept; how many were new. Whatever was queued for their subjects no longer settles."""
    for line, event in enumerate(said, start=1):
        checked(event, f"preference {line}")
    noted = [event for event in said if event.by == "operator"]
    keys = {business: key_of(session, business) for business in dict.fromkeys(event.business for event in said)}
    new = _not_kept(session, noted)
    session.add(PREFERENCES, [_row(event, keys, today) for event in new])
    for event in said:
        if event.by != "operator" and not _said_last(session, event):
            session.add(PREFERENCES, [_row(event, keys, today)])
            new.append(event)
    changed = dict.fromkeys(event.business for event in new)
    bump(session, [of for each in changed for of in session.connection.execute(_THESE, {"business": each}).scalars()])
    return len(new)


def wishes_of(session: Session, business: str, *, on: date | None = None) -> Wishes:
    """What was said under any entry of the subject comes to this."""
    events = [e for e in _events_of(session, business) if on is None or (e.on is not None and e.on <= on)]
    if not events:
        return NOTHING
    country = session.connection.execute(_COUNTRY, {"business": business}).scalar_one_or_none()
    return fold(events, country=country)


def wishes_by_business(session: Session) -> dict[str, Wishes]:
    """For each business of whose subject anything was said, what it comes to; the others wish nothing."""
    said = _events(session)
    countries: dict[str, str] = {}
    for part in chunks(sorted(said)):
        found = select(BUSINESSES.c.business, BUSINESSES.c.country).where(BUSINESSES.c.business.in_(part))
        countries |= dict(session.connection.execute(found).all())
    return {of: fold(events, country=countries.get(of)) for of, events in said.items()}


def rests(session: Session, wishes: Mapping[str, Wishes], campaign: str, step: int, on: date) -> dict[str, str | None]:
    """For each of these businesses why nothing may go out on that day; None if its wishes do not say so.

    What waits to be sent, but for this very step, counts from the day of its run; settling asks again.
    """
    slow = [business for business, wished in wishes.items() if wished.every_days]
    last = _last_messages(session, campaign, step) if slow else {}
    return {business: wished.rest(on, last.get(business)) for business, wished in wishes.items()}


def against(session: Session, business: str, channel: str, on: date) -> str | None:
    """The reason code why no message may go out on this channel and day by what was wished; None if none."""
    events = _events_of(session, business)
    if not events:
        return None
    wished = fold(events, country=None)
    if channel in wished.refused:
        return "channels_not_wanted"
    asked = session.connection.execute(_LAST_SENT, {"business": business}) if wished.every_days else None
    return wished.rest(on, asked.scalar_one() if asked is not None else None)


def _last_messages(session: Session, campaign: str, step: int) -> dict[str, date]:
    """For each business the day of the last message to its subject, sent or waiting."""
    other = or_(OUTBOX.c.campaign != campaign, OUTBOX.c.step != step)
    found = (
        select(_SHARING.c.business, func.max(OUTBOX.c.sent_on), func.max(RUNS.c.at))
        .join_from(OUTBOX, _OWN, _OWN.c.business == OUTBOX.c.business)
        .join(_SHARING, _SHARING.c.mark == _OWN.c.mark)
        .join(RUNS, RUNS.c.run == OUTBOX.c.run)
        .where(_OWN.c.kind.in_(SAME_SUBJECT), OUTBOX.c.state != "withheld")
        .where(or_(OUTBOX.c.state == "sent", other))
        .group_by(_SHARING.c.business, OUTBOX.c.state == "sent")
    )
    last: dict[str, date] = {}
    for business, sent_on, at in session.connection.execute(found):
        day = sent_on or at.date()
        last[business] = max(day, last.get(business, day))
    return last


def _events(session: Session) -> dict[str, list[Preference]]:
    """For each business what was said under any entry of its subject.

    In two steps: in one, SQLite walks all marks although nothing was said (4 us a business, November 2026).
    """
    found = session.connection.execute(_SAID).all()
    sharing: dict[str, list[str]] = {}
    for part in chunks(sorted({row.business for row in found})):
        pairs = (
            select(_OWN.c.business, _SHARING.c.business)
            .join_from(_OWN, _SHARING, _SHARING.c.mark == _OWN.c.mark)
            .where(_OWN.c.business.in_(part), _OWN.c.kind.in_(SAME_SUBJECT))
            .distinct()
        )
        for own, other in session.connection.execute(pairs):
            sharing.setdefault(own, []).append(other)
    said: dict[str, list[Preference]] = {}
    for row in found:
        for business in sharing.get(row.business, (row.business,)):
            said.setdefault(business, []).append(_event(row, business))
    return said


def _events_of(session: Session, business: str) -> list[Preference]:
    found = session.connection.execute(_SAID_OF_ONE, {"business": business})
    return [_event(row, business) for row in found]


def _event(row: Row[Any], business: str) -> Preference:
    return Preference(business=business, kind=row.kind, name=row.name, value=row.value, by=row.by, on=row.on, how="")


def _said_last(session: Session, event: Preference) -> bool:
    """True if this was the last word on it, the business's own; a signal since then asks for a new one."""
    same = [
        e
        for e in _events_of(session, event.business)
        if (e.kind, e.name) == (event.kind, event.name) or (e.kind == "gpc" and event.kind == "personalisation")
    ]
    return bool(same) and (same[-1].by, same[-1].value) == (event.by, event.value)


def _not_kept(session: Session, noted: Sequence[Preference]) -> list[Preference]:
    """Those of an operator's notes that are not kept yet, each once."""
    kept: set[tuple[str, str, str, str, str]] = set()
    for part in chunks(sorted({event.business for event in noted})):
        found = session.connection.execute(_kept(part))
        kept |= {(r.business, r.kind, r.name, r.value, r.stated) for r in found}
    new: dict[tuple[str, str, str, str, str], Preference] = {}
    for event in noted:
        key = (event.business, event.kind, event.name, event.value, _stated(event))
        if key not in kept:
            new.setdefault(key, event)
    return list(new.values())


def _kept(businesses: Iterable[str]) -> Select[tuple[str, str, str, str, str]]:
    of = PREFERENCES.c
    return select(of.business, of.kind, of.name, of.value, of.stated).where(
        of.business.in_(businesses), of.stated.is_not(None)
    )


def _stated(event: Preference) -> str:
    return event.on.isoformat() if event.on is not None else ""


def _row(event: Preference, keys: Mapping[str, DataKey], today: date) -> dict[str, Value]:
    how = msgspec.json.encode({"how": event.how})
    return {
        "business": event.business,
        "kind": event.kind,
        "name": event.name,
        "value": event.value,
        "by": event.by,
        "on": event.on or today,
        "stated": _stated(event) if event.by == "operator" else None,
        "sealed": keys[event.business].seal(SEALED_HOW, how) if event.how else None,
    }
