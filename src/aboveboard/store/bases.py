"""Bases and stated legal forms: what a business agreed to or said of itself, and when."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
from sqlalchemy import select, update

from aboveboard.domain.basis import Basis
from aboveboard.domain.errors import InputError, did_you_mean
from aboveboard.domain.legal_form import LEGAL_FORMS, is_subject
from aboveboard.store.register import Particulars, business_values, open_particulars
from aboveboard.store.schema import BASES, BUSINESSES
from aboveboard.store.sealing import DataKey
from aboveboard.store.session import Session, Value
from aboveboard.store.suppression import bump

SEALED_PROOF: Final = "bases|sealed"
_JSON: Final = msgspec.json.Encoder(order="deterministic")


class _Proof(msgspec.Struct, frozen=True, kw_only=True):
    how: str
    by: str
    notice: str
    evidence: str


def add_bases(session: Session, events: Sequence[Basis]) -> int:
    """The events are kept beside all earlier ones, each once; how many were new. Unknown businesses are refused."""
    keys = session.data_keys(event.business for event in events)
    for line, event in enumerate(events, start=1):
        if event.business not in keys:
            raise InputError(
                "the business of this basis is not kept", place=f"basis {line}", remedy="import its register first"
            )
    secret = session.keys.suppression[min(session.keys.suppression)]
    rows: list[dict[str, Value]] = []
    for event in events:
        proof = _Proof(how=event.how, by=event.by, notice=event.notice, evidence=event.evidence)
        rows.append(
            {
                "digest": hmac.digest(secret, b"basis\0" + _JSON.encode(event), "sha256").hex(),
                "business": event.business,
                "kind": event.kind,
                "act": event.act,
                "purpose": event.purpose,
                "channel": event.channel,
                "on": event.on,
                "expires": event.expires,
                "written": event.written,
                "sealed": keys[event.business].seal(SEALED_PROOF, _JSON.encode(proof)),
            }
        )
    kept = set(session.connection.execute(select(BASES.c.digest)).scalars())
    bump(session, [event.business for event, row in zip(events, rows, strict=True) if row["digest"] not in kept])
    return session.add_new(BASES, rows)


def bases(session: Session, *, on: date) -> dict[str, list[Basis]]:
    """For each business its events up to and on that day, oldest first, for whoever folds them."""
    found = session.connection.execute(select(BASES).where(BASES.c.on <= on)).all()
    keys = session.data_keys(b.business for b in found)
    events: dict[str, list[Basis]] = {}
    for b in sorted(found, key=lambda b: (b.business, b.on, b.digest)):
        proof = msgspec.json.decode(keys[b.business].open(SEALED_PROOF, b.sealed), type=_Proof)
        plain = {name: getattr(b, name) for name in ("business", "kind", "act", "purpose", "channel", "on", "expires")}
        event = Basis(**plain, written=b.written, **msgspec.structs.asdict(proof))
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
