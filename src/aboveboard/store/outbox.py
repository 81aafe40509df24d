"""The outbox: each message of a campaign leaves at most once, and only after the refusals were asked again."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Row, bindparam, delete, func, or_, select, update

from aboveboard.domain.errors import InputError
from aboveboard.domain.limits import Limits, decode_limits, encode_limits
from aboveboard.domain.windows import Place, next_window
from aboveboard.store.entries import Lease, Settled
from aboveboard.store.frequency import history
from aboveboard.store.marks import SAME_SUBJECT
from aboveboard.store.preferences import against
from aboveboard.store.runs import row_of_run
from aboveboard.store.schema import BUSINESSES, MARKS, OUTBOX
from aboveboard.store.session import Session, Value, chunks
from aboveboard.store.suppression import Refusals, refusals
from aboveboard.store.volumes import count_sent, is_full

_SAME_SUBJECT: Final = select(MARKS.c.business).where(
    MARKS.c.mark.in_(
        select(MARKS.c.mark).where(MARKS.c.business == bindparam("business"), MARKS.c.kind.in_(SAME_SUBJECT))
    )
)
_HELD: Final = (
    OUTBOX.c.id == bindparam("lease_id"),
    OUTBOX.c.token == bindparam("lease_token"),
    OUTBOX.c.state == "leased",
)
# Written once, since putting the statements together anew took half of the time of each settling.
_HELD_ENTRY: Final = (
    select(
        OUTBOX.c.limits,
        BUSINESSES.c.revision,
        BUSINESSES.c.country,
        BUSINESSES.c.region,
        BUSINESSES.c.mailbox_provider,
    )
    .join_from(OUTBOX, BUSINESSES, BUSINESSES.c.business == OUTBOX.c.business, isouter=True)
    .where(*_HELD)
)
_SENT: Final = update(OUTBOX).where(*_HELD).values(state="sent", sent_on=bindparam("day"), token=None)
_WITHHELD: Final = update(OUTBOX).where(*_HELD).values(state="withheld", reason=bindparam("why"), token=None)
_LATER: Final = update(OUTBOX).where(*_HELD).values(state="queued", not_before=bindparam("then"), token=None)
_VERSION: Final = select(BUSINESSES.c.revision).where(BUSINESSES.c.business == bindparam("business"))
_PLACE: Final = select(BUSINESSES.c.country, BUSINESSES.c.region).where(BUSINESSES.c.business == bindparam("business"))
_THIS: Final = (OUTBOX.c.campaign == bindparam("campaign"), OUTBOX.c.step == bindparam("step"))
_DROP_WITHHELD: Final = delete(OUTBOX).where(
    *_THIS, OUTBOX.c.business == bindparam("business"), OUTBOX.c.state == "withheld"
)
_OUT: Final = select(OUTBOX.c.id).where(*_THIS, OUTBOX.c.business.in_(_SAME_SUBJECT), OUTBOX.c.state != "withheld")
_DUE: Final = (
    select(OUTBOX, BUSINESSES.c.country, BUSINESSES.c.region)
    .join_from(OUTBOX, BUSINESSES, BUSINESSES.c.business == OUTBOX.c.business, isouter=True)
    .where(OUTBOX.c.state == "queued")
    .where(or_(OUTBOX.c.not_before.is_(None), OUTBOX.c.not_before <= bindparam("at")))
    .order_by(OUTBOX.c.id)
    .limit(bindparam("most"))
)
_DAY: Final = timedelta(days=1)
# How many waiting messages are looked at together; those that are not due are put off in one statement a place.
_LOOKED_AT: Final = 1_000


def queue(
    session: Session,
    run: str,
    row: str,
    message_hash: str,
    channel: str,
    *,
    basis_version: int | None = None,
    limits: Limits | None = None,
    at: datetime | None = None,
) -> bool:
    """The message waits to be sent; False if this step already waits, is under way or is sent, or if a limit stops it.

    Entries that share an address, or a name and a postcode, are one recipient, and get a step once between them. A
    step that was withheld may be queued anew. `basis_version` is what the verdict rested on; by default the present.
    With `limits`, what was sent and what waits by the time `at` is counted here already, and a message that would be
    too many is kept as withheld. Without, it waits for no hour and for no volume, and the house's caps hold for it.
    """
    campaign, business, step = row_of_run(session, run, row)
    version = basis_version if basis_version is not None else present_version(session, business)
    if version is None:
        raise InputError("the business of this row is not kept", remedy="it was erased")
    this = {"campaign": campaign, "business": business, "step": step}
    session.connection.execute(_DROP_WITHHELD, this)
    if session.connection.execute(_OUT, this).first() is not None:
        return False
    entry: dict[str, Value] = {"run": run, "row": row, "campaign": campaign, "business": business, "step": step}
    told: dict[str, Value] = {"message": message_hash, "channel": channel, "state": "queued", "basis_version": version}
    if limits is None:
        session.add(OUTBOX, [entry | told])
        return True
    now = at or datetime.now(UTC)
    reason = history(session, business, limits.caps, now.date(), waiting=True).against(limits.caps, channel, now.date())
    told |= {"limits": encode_limits(limits), "not_before": _opening(_place(session, business), limits, now)}
    session.add(OUTBOX, [entry | told | ({"state": "withheld", "reason": reason} if reason else {})])
    return reason is None


def lease(session: Session, n: int, *, at: datetime) -> list[Lease]:
    """Up to `n` waiting messages, the oldest first, that may go out at this instant, and that nobody else is given.

    One that is not due by the clocks of its recipient is not looked at again before its next window.
    """
    taken = _due(session, n, at)
    token = secrets.token_hex(8)
    for part in chunks([entry.id for entry in taken]):
        session.count(update(OUTBOX).where(OUTBOX.c.id.in_(part)).values(state="leased", token=token))
    return [
        Lease(
            id=e.id,
            token=token,
            run=e.run,
            row=e.row,
            campaign=e.campaign,
            business=e.business,
            step=e.step,
            message=e.message,
            channel=e.channel,
            basis_version=e.basis_version,
        )
        for e in taken
    ]


def _due(session: Session, n: int, at: datetime) -> list[Row[*tuple[Any, ...]]]:
    """The first messages that are due; each round puts off those that are not, so that there is a last one."""
    while True:
        found = session.connection.execute(_DUE, {"at": at, "most": max(n, _LOOKED_AT)}).all()
        put_off: dict[datetime, list[int]] = {}
        due: list[Row[*tuple[Any, ...]]] = []
        for entry in found:
            then = _opening(Place(entry.country, entry.region), decode_limits(entry.limits), at)
            if then is None:
                due.append(entry)
            else:
                put_off.setdefault(then, []).append(entry.id)
        for then, ids in put_off.items():
            for part in chunks(ids):
                session.count(update(OUTBOX).where(OUTBOX.c.id.in_(part)).values(not_before=then))
        if len(due) >= n or not put_off:
            return due[:n]


def release(session: Session) -> int:
    """Every lease that was not settled waits again, and its old holder can no longer settle it; how many.

    Safe at any time, since nothing goes out before `settle` says sent.
    """
    return session.count(update(OUTBOX).where(OUTBOX.c.state == "leased").values(state="queued", token=None))


def settle(session: Session, lease: Lease, *, basis_version: int, on: date, at: datetime) -> Settled:
    """The message is marked as sent, and may go out; or it is withheld, as somebody refused or something changed since.

    Everything is asked in the transaction that marks it. A lease that is no longer held is `lost`: it MUST NOT go out.
    Where nothing speaks against the message but the hour, or the day's volume of its mailbox provider, it is `later`:
    it waits again, and MUST NOT go out now.
    """
    held = {"lease_id": lease.id, "lease_token": lease.token}
    entry = session.connection.execute(_HELD_ENTRY, held).first()
    if entry is None:
        return Settled(state="lost")
    limits = decode_limits(entry.limits)
    reason = _against(session, lease, limits, entry.revision == basis_version, on)
    if reason is not None:
        session.connection.execute(_WITHHELD, held | {"why": reason})
        return Settled(state="withheld", reason=reason)
    then = _later(session, lease, entry, on=on, at=at)
    if then is not None:
        session.connection.execute(_LATER, held | {"then": then})
        return Settled(state="later", until=then)
    session.connection.execute(_SENT, held | {"day": on})
    if lease.channel == "email":
        count_sent(session, entry.mailbox_provider, on)
    return Settled(state="sent")


def sent(session: Session) -> int:
    """How many messages went out, ever, over all campaigns."""
    found = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.state == "sent")
    return session.connection.execute(found).scalar_one()


def written(session: Session, campaign: str, step: int) -> set[str]:
    """The businesses to which this very step waits, is under way or was sent, under whichever of their entries."""
    sharing, own = MARKS.alias(), MARKS.alias()
    found = (
        select(sharing.c.business)
        .join_from(OUTBOX, own, own.c.business == OUTBOX.c.business)
        .join(sharing, sharing.c.mark == own.c.mark)
        .where(OUTBOX.c.campaign == campaign, OUTBOX.c.step == step, OUTBOX.c.state != "withheld")
        .where(own.c.kind.in_(SAME_SUBJECT))
    )
    return set(session.connection.execute(found.distinct()).scalars())


def present_version(session: Session, business: str) -> int | None:
    """The number of changes to what speaks for or against writing to this business; None if it is not kept."""
    return session.connection.execute(_VERSION, {"business": business}).scalar_one_or_none()


def _against(session: Session, lease: Lease, limits: Limits, unchanged: bool, on: date) -> str | None:
    said = refusals(session, lease.business).get(lease.business, Refusals())
    if said.erased:
        return "erased"
    if said.covers(lease.channel):
        return "objected"
    wished = against(session, lease.business, lease.channel, on)
    if wished is not None:
        return wished
    if not unchanged:
        return "basis_changed"
    return history(session, lease.business, limits.caps, on).against(limits.caps, lease.channel, on)


def _later(session: Session, lease: Lease, entry: Row[*tuple[Any, ...]], *, on: date, at: datetime) -> datetime | None:
    """When the message is asked again; None if it may go out now."""
    if entry.limits is None:
        return None
    place, limits = Place(entry.country, entry.region), decode_limits(entry.limits)
    then = _opening(place, limits, at)
    if then is not None or lease.channel != "email":
        return then
    if not is_full(session, entry.mailbox_provider, on, bulk=limits.bulk):
        return None
    tomorrow = datetime.combine(max(on, at.date()) + _DAY, time(), tzinfo=UTC)
    return _opening(place, limits, tomorrow) or tomorrow


def _opening(place: Place, limits: Limits, at: datetime) -> datetime | None:
    """When the next window opens; None if one is open, or if the message waits for none.

    Where none is known to open, it is asked again on the next day, and stays unsent.
    """
    if limits.hours is None:
        return None
    found = next_window(place, at, limits.hours)
    if found is None:
        return at + _DAY
    return None if at in found else found.opens


def _place(session: Session, business: str) -> Place:
    found = session.connection.execute(_PLACE, {"business": business}).one()
    return Place(found.country, found.region)
