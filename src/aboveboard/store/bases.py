"""Bases and stated legal forms: what a business agreed to or said of itself, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from sqlalchemy import or_, select, update

from aboveboard.domain.basis import Basis, ConsentSource
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.legal_form import LEGAL_FORMS, is_subject
from aboveboard.store.events import Event, add_events
from aboveboard.store.register import Particulars, business_values, open_particulars
from aboveboard.store.schema import BASES, BUSINESSES
from aboveboard.store.sealing import DataKey
from aboveboard.store.session import Session
from aboveboard.store.suppression import bump

SEALED_PROOF: Final = "bases|sealed"
_JSON: Final = msgspec.json.Encoder(order="deterministic")


class _Proof(msgspec.Struct, frozen=True, kw_only=True):
    how: str
    by: str
    notice: str
    evidence: str
    source: ConsentSource = "direct"
    notice_sha256: str = ""


def add_bases(session: Session, events: Sequence[Basis], *, entered: date) -> int:
    """The events are kept beside all earlier ones, each once; how many were new. Unknown businesses are refused."""
    return add_events(session, BASES, [_event(e, entered) for e in events], what="basis", place=SEALED_PROOF)


def _event(event: Basis, entered: date) -> Event:
    names = ("kind", "act", "purpose", "channel", "on", "expires", "written")
    proof = _Proof(
        how=event.how,
        by=event.by,
        notice=event.notice,
        evidence=event.evidence,
        source=event.source,
        notice_sha256=event.notice_sha256,
    )
    clear = {name: getattr(event, name) for name in names} | {"entered": entered}
    return Event(event.business, _whole(event), clear, _JSON.encode(proof))


def _whole(event: Basis) -> bytes:
    """The event as bytes; a usual source is left out, so that an event kept by an earlier version is known again."""
    whole = msgspec.to_builtins(event)
    if event.source == "direct":
        del whole["source"]
    return msgspec.json.encode(whole)


def bases(session: Session, *, on: date, known: date | None = None) -> dict[str, list[Basis]]:
    """For each business its events up to and on that day, oldest first, for whoever folds them.

    With `known`, of these only what had been entered by that day; what an earlier version kept counts as entered.
    """
    wanted = select(BASES).where(BASES.c.on <= on)
    if known is not None:
        wanted = wanted.where(or_(BASES.c.entered.is_(None), BASES.c.entered <= known))
    found = session.connection.execute(wanted).all()
    keys = session.data_keys(b.business for b in found)
    events: dict[str, list[Basis]] = {}
    for b in sorted(found, key=lambda b: (b.business, b.on, b.digest)):
        proof = msgspec.json.decode(keys[b.business].open(SEALED_PROOF, b.sealed), type=_Proof)
        names = ("business", "kind", "act", "purpose", "channel", "on", "expires", "written")
        told = {name: getattr(proof, name) for name in ("how", "by", "notice", "evidence", "source")}
        event = Basis(**{name: getattr(b, name) for name in names}, **told)
        events.setdefault(b.business, []).append(event)
    return events


def set_legal_form(session: Session, business: str, legal_form: str) -> None:
    """The form that the business itself states outranks every register's, now and after each import.

    One that is a person for the rules is sealed from now on.
    """
    if legal_form not in LEGAL_FORMS:
        raise InputError(f"no such legal form: {legal_form!r}", remedy=did_you_mean(legal_form, LEGAL_FORMS))
    key = key_of(session, business)
    found = session.connection.execute(select(BUSINESSES).where(BUSINESSES.c.business == business)).one()
    if found.stated_form == legal_form:
        return
    names = (
        Particulars(**{name: getattr(found, name) for name in Particulars.__struct_fields__})
        if found.sealed is None
        else open_particulars(key, found.sealed)
    )
    # `unknown` stated by the business itself still counts as a person: is_subject says so.
    values = business_values(key, names, sealed=is_subject(legal_form))
    session.count(update(BUSINESSES).where(BUSINESSES.c.business == business).values(stated_form=legal_form, **values))
    session.erased = True
    bump(session, [business])


def key_of(session: Session, business: str) -> DataKey:
    """The data key of a business that is kept; a company whose contact was erased lost its key, and gets a new one."""
    kept = select(BUSINESSES.c.business).where(BUSINESSES.c.business == business)
    if session.connection.execute(kept).first() is None:
        raise InputError("no such business is kept", remedy="it was never imported, or it was erased")
    return session.data_keys([business], create=True)[business]
