"""The outbox: each message of a campaign leaves at most once, and only after the refusals were asked again."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, func, select, update

from aboveboard.domain.errors import InputError
from aboveboard.store.entries import Lease, Settled
from aboveboard.store.marks import SAME_SUBJECT
from aboveboard.store.preferences import against
from aboveboard.store.runs import row_of_run
from aboveboard.store.schema import BUSINESSES, MARKS, OUTBOX
from aboveboard.store.session import Session, Value
from aboveboard.store.suppression import Refusals, refusals

# At most three messages in thirty days to one recipient, over all campaigns and all entries that share its address.
CAP: Final = 3
CAP_DAYS: Final = 30

# Written once, since putting the statements together anew took half of the time of each settling.
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
_IS_HELD: Final = select(OUTBOX.c.id).where(*_HELD)
_SENT: Final = update(OUTBOX).where(*_HELD).values(state="sent", sent_on=bindparam("day"), token=None)
_WITHHELD: Final = update(OUTBOX).where(*_HELD).values(state="withheld", reason=bindparam("why"), token=None)
_VERSION: Final = select(BUSINESSES.c.revision).where(BUSINESSES.c.business == bindparam("business"))
_SENT_LATELY: Final = (
    select(func.count())
    .select_from(OUTBOX)
    .where(OUTBOX.c.business.in_(_SAME_SUBJECT), OUTBOX.c.state == "sent", OUTBOX.c.sent_on > bindparam("since"))
)
_THIS: Final = (OUTBOX.c.campaign == bindparam("campaign"), OUTBOX.c.step == bindparam("step"))
_DROP_WITHHELD: Final = delete(OUTBOX).where(
    *_THIS, OUTBOX.c.business == bindparam("business"), OUTBOX.c.state == "withheld"
)
_OUT: Final = select(OUTBOX.c.id).where(*_THIS, OUTBOX.c.business.in_(_SAME_SUBJECT), OUTBOX.c.state != "withheld")


def queue(
    session: Session, run: str, row: str, message_hash: str, channel: str, *, basis_version: int | None = None
) -> bool:
    """The message waits to be sent; False, and nothing changed, if this step already waits, is under way or is sent.

    Entries that share an address, or a name and a postcode, are one recipient, and get a step once between them. A
    step that was withheld may be queued anew. `basis_version` is what the verdict rested on; by default the present.
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
    session.add(OUTBOX, [entry | told])
    return True


def lease(session: Session, n: int) -> list[Lease]:
    """Up to `n` waiting messages, the oldest first, that nobody else is given until `release`."""
    found = session.connection.execute(
        select(OUTBOX).where(OUTBOX.c.state == "queued").order_by(OUTBOX.c.id).limit(n)
    ).all()
    token = secrets.token_hex(8)
    ids = [entry.id for entry in found]
    session.count(update(OUTBOX).where(OUTBOX.c.id.in_(ids)).values(state="leased", token=token))
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
        for e in found
    ]


def release(session: Session) -> int:
    """Every lease that was not settled waits again, and its old holder can no longer settle it; how many.

    Safe at any time, since nothing goes out before `settle` says sent.
    """
    return session.count(update(OUTBOX).where(OUTBOX.c.state == "leased").values(state="queued", token=None))


def settle(session: Session, lease: Lease, *, basis_version: int, on: date) -> Settled:
    """The message is marked as sent, and may go out; or it is withheld, as somebody refused or something changed since.

    Everything is asked in the transaction that marks it. A lease that is no longer held is `lost`: it MUST NOT go out.
    """
    held = {"lease_id": lease.id, "lease_token": lease.token}
    if session.connection.execute(_IS_HELD, held).first() is None:
        return Settled(state="lost")
    reason = _against(session, lease, basis_version, on)
    if reason is not None:
        session.connection.execute(_WITHHELD, held | {"why": reason})
        return Settled(state="withheld", reason=reason)
    session.connection.execute(_SENT, held | {"day": on})
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


def _against(session: Session, lease: Lease, basis_version: int, on: date) -> str | None:
    said = refusals(session, lease.business).get(lease.business, Refusals())
    if said.erased:
        return "erased"
    if said.covers(lease.channel):
        return "objected"
    wished = against(session, lease.business, lease.channel, on)
    if wished is not None:
        return wished
    if present_version(session, lease.business) != basis_version:
        return "basis_changed"
    return "frequency_cap" if _sent_lately(session, lease.business, on) >= CAP else None


def _sent_lately(session: Session, business: str, on: date) -> int:
    """How many messages this business and those that share its marks of a subject were sent in the last days."""
    since = on - timedelta(days=CAP_DAYS)
    return session.connection.execute(_SENT_LATELY, {"business": business, "since": since}).scalar_one()
