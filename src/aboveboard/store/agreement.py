"""Agreements: what was asked and answered, with the typed address sealed until it is confirmed or gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

import msgspec
from sqlalchemy import delete, func, or_, select

from aboveboard.domain.agreement import CONFIRM_DAYS, GROUND, Agreement
from aboveboard.domain.basis import PERSONALISATION
from aboveboard.domain.contact import Contact
from aboveboard.domain.errors import InputError
from aboveboard.store import marks
from aboveboard.store.bases import key_of
from aboveboard.store.database import Database
from aboveboard.store.register import open_contact
from aboveboard.store.resubscription import IN_FORCE
from aboveboard.store.schema import AGREEMENTS, BASES, CONTACTS, MARKS, SUPPRESSIONS
from aboveboard.store.session import Session, Value
from aboveboard.store.suppression import bump, refusals

SEALED_AGREEMENT: Final = "agreements|sealed"
_CLEAR: Final = ("request", "business", "question", "act", "via", "on")


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    by: str
    notice: str
    evidence: str
    notice_sha256: str = ""
    address: str = ""


class Agreements:
    """All agreements of a store. Whether an event has its place is for the campaign to ask, in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, event: Agreement, *, address: str = "") -> None:
        """The event is kept, and the address that was typed is sealed with it, in its one form."""
        with self._database.writing() as session:
            told = _Told(
                by=event.by,
                notice=event.notice,
                evidence=event.evidence,
                notice_sha256=event.notice_sha256,
                address=_normalised(address) if address else "",
            )
            sealed = key_of(session, event.business).seal(SEALED_AGREEMENT, msgspec.json.encode(told))
            session.add(AGREEMENTS, [{name: getattr(event, name) for name in _CLEAR} | {"sealed": sealed}])

    def of(self, businesses: Iterable[str] | None = None) -> Mapping[str, list[Agreement]]:
        """For each business, or each of these, its events in the order in which they were kept."""
        with self._database.reading() as session:
            wanted = select(AGREEMENTS).order_by(AGREEMENTS.c.id)
            if businesses is not None:
                wanted = wanted.where(AGREEMENTS.c.business.in_(sorted(set(businesses))))
            found = session.connection.execute(wanted).all()
            keys = session.data_keys(a.business for a in found)
            events: dict[str, list[Agreement]] = {}
            for a in found:
                told = _opened(keys[a.business].open(SEALED_AGREEMENT, a.sealed))
                clear = {name: getattr(a, name) for name in _CLEAR}
                event = Agreement(**clear, by=told.by, notice=told.notice, evidence=told.evidence)
                events.setdefault(a.business, []).append(event)
            return events

    def business_of(self, request: str) -> str | None:
        """The business that an asking is of; None for one that is not kept, or no longer."""
        with self._database.reading() as session:
            found = select(AGREEMENTS.c.business).where(AGREEMENTS.c.request == request).limit(1)
            return session.connection.execute(found).scalar_one_or_none()

    def offers(self) -> Mapping[str, int]:
        """For each business how often it was asked to agree to e-mail, over all campaigns."""
        counted = select(AGREEMENTS.c.business, func.count()).where(
            AGREEMENTS.c.act == "offered", AGREEMENTS.c.question == "email"
        )
        with self._database.reading() as session:
            return dict(session.connection.execute(counted.group_by(AGREEMENTS.c.business)).all())

    def contact(self, request: str) -> Contact:
        """Where the confirmation of an asking goes: the address that was typed, and nothing else."""
        with self._database.reading() as session:
            business, address = _asked(session, request)
            return Contact(subject=session.keys.pseudonym(business), email=address)

    def address_mark(self, request: str) -> str:
        """The keyed hash of the address that was typed, which tells it from any other and names nobody."""
        with self._database.reading() as session:
            return session.keys.mark(min(session.keys.suppression), "address", _asked(session, request)[1])

    def is_refused(self, business: str, address: str) -> bool:
        """True if nothing may be sent to the address: it, its domain or the business is refused, or it is none."""
        with self._database.reading() as session:
            email = marks.address(address)
            said = refusals(session, business).get(business)
            if email is None or (said is not None and said.covers("email")):
                return True
            return _is_suppressed(session, email)

    def may_not_reach(self, request: str) -> bool:
        """True if nothing may be sent to the address of this asking, and so nothing be agreed there."""
        with self._database.reading() as session:
            business, address = _asked(session, request)
        return self.is_refused(business, address)

    def take_over(self, request: str) -> None:
        """The confirmed address is one of the business's own: refusals of it hold, and it is written to there."""
        with self._database.writing() as session:
            business, address = _asked(session, request)
            found = marks.hashed(session.keys, marks.of_question(address))
            own: list[dict[str, Value]] = [
                {"business": business, "mark": mark, "kind": kind, "key_version": version}
                for kind, mark, version in found
            ]
            session.add_absent(MARKS, own)
            bump(session, [business])

    def drop(self, requests: Iterable[str]) -> int:
        """Nothing of these askings is left, in particular no address; how many events were removed."""
        with self._database.writing() as session:
            return session.remove(AGREEMENTS, "request", requests)


def expire_agreements(session: Session, today: date) -> int:
    """What was asked and neither confirmed nor declined within its days is gone, with its address."""
    answered = select(AGREEMENTS.c.request).where(AGREEMENTS.c.act.in_(("confirmed", "declined")))
    old = select(AGREEMENTS.c.request).where(
        AGREEMENTS.c.act == "asked",
        AGREEMENTS.c.on < today - timedelta(days=CONFIRM_DAYS),
        AGREEMENTS.c.request.not_in(answered),
    )
    session.erased = True
    return session.count(delete(AGREEMENTS).where(AGREEMENTS.c.request.in_(old)))


def agreed_addresses(session: Session, business: str | None = None) -> dict[str, tuple[str, date]]:
    """For each business that confirmed an address for e-mail, and has not withdrawn since, the latest, and the day."""
    asked, confirmed = AGREEMENTS.alias(), AGREEMENTS.alias()
    yes = (
        select(asked.c.business, asked.c.sealed, confirmed.c.on)
        .join_from(asked, confirmed, asked.c.request == confirmed.c.request)
        .where(asked.c.act == "asked", confirmed.c.act == "confirmed", confirmed.c.question == "email")
        .order_by(confirmed.c.id)
    )
    found = session.connection.execute(yes if business is None else yes.where(asked.c.business == business)).all()
    if not found:
        return {}
    ended, keys = _withdrawals(session), session.data_keys(row.business for row in found)
    return {
        row.business: (_opened(keys[row.business].open(SEALED_AGREEMENT, row.sealed)).address, row.on)
        for row in found
        if row.on > ended.get(row.business, date.min)
    }


def _withdrawals(session: Session) -> dict[str, date]:
    """For each business the last day on which it took back its consent to e-mail."""
    purpose, channel = GROUND["email"]
    withdrawn = select(BASES.c.business, func.max(BASES.c.on)).where(
        BASES.c.kind == "consent", BASES.c.act == "withdrawn", BASES.c.purpose == purpose, BASES.c.channel == channel
    )
    return dict(session.connection.execute(withdrawn.group_by(BASES.c.business)).all())


def agreed_contact(session: Session, business: str) -> Contact:
    """How the business can be reached: as its register says, but by e-mail at the address it agreed to, if it did."""
    sealed = session.connection.execute(select(CONTACTS.c.sealed).where(CONTACTS.c.business == business))
    contact = open_contact(session.data_key(business), sealed.scalar_one())
    agreed = agreed_addresses(session, business).get(business)
    return msgspec.structs.replace(contact, email=agreed[0]) if agreed else contact


def _is_suppressed(session: Session, email: str) -> bool:
    found = marks.hashed(session.keys, marks.of_question(email))
    said = select(SUPPRESSIONS.c.mark).where(
        SUPPRESSIONS.c.mark.in_([mark for _, mark, _ in found]),
        IN_FORCE,
        SUPPRESSIONS.c.purpose != PERSONALISATION,
        or_(SUPPRESSIONS.c.channel == "", SUPPRESSIONS.c.channel == "email"),
    )
    return session.connection.execute(said.limit(1)).first() is not None


def _asked(session: Session, request: str) -> tuple[str, str]:
    wanted = select(AGREEMENTS).where(AGREEMENTS.c.request == request, AGREEMENTS.c.act == "asked")
    found = session.connection.execute(wanted).first()
    if found is None:
        raise InputError("no such asking is kept", remedy="it was never made, or it has lapsed")
    told = _opened(session.data_key(found.business).open(SEALED_AGREEMENT, found.sealed))
    return found.business, told.address


def _opened(data: bytes) -> _Told:
    return msgspec.json.decode(data, type=_Told)


def _normalised(address: str) -> str:
    email = marks.address(address)
    if email is None:
        raise InputError("this is no e-mail address that can be written to", remedy="such as name@shop.example")
    return email
