"""The rows of a run: every business once, with the store's answers, and without anybody's name or mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

import polars as pl
from sqlalchemy import select

from aboveboard.domain.columns import ROWS
from aboveboard.domain.limits import Caps
from aboveboard.domain.outcome import Outcome
from aboveboard.domain.preference import NOTHING, encode_wishes
from aboveboard.store.agreement import agreed_addresses
from aboveboard.store.call_registers import answers
from aboveboard.store.frequency import History, histories
from aboveboard.store.outbox import written
from aboveboard.store.outcomes import outcomes
from aboveboard.store.preferences import rests, wishes_by_business
from aboveboard.store.register import Particulars, open_particulars
from aboveboard.store.schema import BUSINESSES, OUTBOX
from aboveboard.store.session import Session
from aboveboard.store.suppression import Refusals, refusals

JOINED: Final = (
    "relationship", "days_since_purchase", "days_since_inquiry", "ongoing_contract", "org_relationship",
    "collected_in_sale", "optout_offered_at_collection", "similar_offers", "consent_source", "consent_requests_sent",
)  # fmt: skip
_DONE_SOMETHING: Final = ("reply", "meeting", "remedy_taken")
_PLAIN: Final = ("business", "subject", "trade", "locality", "region", "country", "register", "register_as_of")


def rows(
    session: Session,
    campaign: str,
    step: int,
    *,
    on: date,
    consents: Mapping[str, tuple[list[str], list[str]]],
    call_registers: Mapping[str, frozenset[str]],
    caps: Caps,
) -> pl.DataFrame:
    """Every business that is kept, as `domain.columns.ROWS`, sorted by its id in code point order."""
    kept = sorted(session.connection.execute(select(BUSINESSES)).all(), key=lambda b: str(b.business))
    keys = session.data_keys([b.business for b in kept if b.sealed is not None])
    columns: dict[str, list[object]] = {name: [getattr(b, name) for b in kept] for name in _PLAIN}
    ids = [b.business for b in kept]
    names = [
        Particulars(name=b.name, postcode=b.postcode, website=b.website, register_number=b.register_number)
        if b.sealed is None
        else open_particulars(keys[b.business], b.sealed)
        for b in kept
    ]
    for field in Particulars.__struct_fields__:
        columns[field] = [getattr(n, field) for n in names]
    columns["row"] = [f"{campaign}:{business}:{step}" for business in ids]
    columns["register_form"] = [b.stated_form or b.legal_form for b in kept]
    columns["acquisition"] = [b.acquisition for b in kept]
    agreed = _agreed(session)
    columns["address_kind"] = [agreed[b.business].kind if b.business in agreed else b.address_kind for b in kept]
    columns["mailbox_provider"] = [
        agreed[b.business].provider if b.business in agreed else b.mailbox_provider for b in kept
    ]
    columns["agreed_on"] = [agreed[business].on if business in agreed else None for business in ids]
    reachable = {b.business: _reachable(b.reachable, b.business in agreed) for b in kept}
    columns |= _limited(reachable, histories(session, campaign, step, caps, on), caps, on)
    columns |= _answers(session, ids, campaign, step, on) | _history(session, ids, campaign, step, on)
    consented = [consents.get(business, ([], [])) for business in ids]
    columns["consented_channels"] = [channels for channels, _ in consented]
    columns["written_consent_channels"] = [written for _, written in consented]
    columns["step"] = [step] * len(ids)
    # Where no fresh register was asked the answer is missing: nobody may conclude that a number is not on it.
    listed = answers(session, on=on, needed=call_registers)
    columns["on_dnc_register"] = [listed.get(business) for business in ids]
    return pl.DataFrame([_series(name, columns[name], dtype) for name, dtype in ROWS.items()])


class _Agreed(NamedTuple):
    """An address that its business confirmed for e-mail."""

    kind: str
    provider: str | None
    on: date


def _agreed(session: Session) -> dict[str, _Agreed]:
    agreed = agreed_addresses(session)
    if not agreed:
        return {}
    from aboveboard.text.email import kind
    from aboveboard.text.mailboxes import provider

    return {
        business: _Agreed(kind(address), provider(address.rpartition("@")[2]), on)
        for business, (address, on) in agreed.items()
    }


def _reachable(kept: str, agreed: bool) -> list[str]:
    known = kept.split(",") if kept else []
    return ["email", *known] if agreed and "email" not in known else known


def _limited(
    reachable: Mapping[str, list[str]], lately: Mapping[str, History], caps: Caps, on: date
) -> dict[str, list[object]]:
    """The channels that are left, and why a business is not written to on any for now.

    A channel whose own cap is met is left out; where it was the last one, that is the reason.
    """
    open_channels: list[object] = []
    pauses: list[object] = []
    for business, channels in reachable.items():
        history = lately.get(business)
        against = {c: history.against(caps, c, on) for c in channels} if history else dict.fromkeys(channels)
        left = [channel for channel, reason in against.items() if reason is None]
        stops = list(dict.fromkeys(reason for reason in against.values() if reason is not None))
        open_channels.append(left)
        pauses.append(stops[0] if stops and not left else "none")
    return {"reachable": open_channels, "pause": pauses}


def _series(name: str, values: list[object], dtype: pl.DataType) -> pl.Series:
    """The values as a column. Few distinct lists occur: each is built but once."""
    if dtype != pl.List(pl.String()):
        return pl.Series(name, values, dtype)
    lists = [tuple(value) if isinstance(value, list) else () for value in values]
    places = {value: place for place, value in enumerate(dict.fromkeys(lists))}
    return pl.Series(name, [list(value) for value in places], dtype).gather([places[value] for value in lists])


def _answers(session: Session, ids: list[str], campaign: str, step: int, on: date) -> dict[str, list[object]]:
    said, none = refusals(session), Refusals()
    wishes = wishes_by_business(session)
    rest = rests(session, wishes, campaign, step, on)
    found = [said.get(business, none) for business in ids]
    wished = [wishes.get(business, NOTHING) for business in ids]
    texts = {business: encode_wishes(each) for business, each in wishes.items()}
    nothing = encode_wishes(NOTHING)
    return {
        "erased": [r.erased for r in found],
        "objected": [r.objected for r in found],
        "objected_channels": [sorted(r.channels) for r in found],
        "personalisation": [w.personalisation and not r.impersonal for w, r in zip(wished, found, strict=True)],
        "rest": [rest.get(business) or "" for business in ids],
        "wishes": [texts.get(business, nothing) for business in ids],
        "gpc": [each.gpc for each in wished],
    }


def _history(session: Session, ids: list[str], campaign: str, step: int, on: date) -> dict[str, list[object]]:
    out = written(session, campaign, step)
    sent = set(
        session.connection.execute(select(OUTBOX.c.business).where(OUTBOX.c.state == "sent").distinct()).scalars()
    )
    last = _last_acts(outcomes(session), on)
    return {
        "written_before": [business in out for business in ids],
        "first_message": [business not in sent for business in ids],
        "months_since_last_contact": [_months(last.get(business), on) for business in ids],
        # Not for the store to answer: what the relations come to on a day, the campaign joins.
        **{name: [None] * len(ids) for name in JOINED},
    }


def _last_acts(found: list[Outcome], on: date) -> dict[str, date]:
    """When each business last did something itself; a refusal is no sign that it wants to hear from us."""
    last: dict[str, date] = {}
    for outcome in found:
        if outcome.kind in _DONE_SOMETHING and outcome.on <= on:
            last[outcome.business] = max(outcome.on, last.get(outcome.business, outcome.on))
    return last


def _months(then: date | None, on: date) -> int | None:
    """Whole months begun since then; a month counts in full, so that a limit is never overrun."""
    if then is None:
        return None
    return (on.year - then.year) * 12 + on.month - then.month + (on.day > then.day)
