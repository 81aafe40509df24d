"""The rows of a run: every business once, with the store's answers, and without anybody's name or mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl
from sqlalchemy import select

from aboveboard.domain.columns import ROWS
from aboveboard.domain.outcome import Outcome
from aboveboard.domain.preference import NOTHING, encode_wishes
from aboveboard.store.call_registers import answers
from aboveboard.store.outbox import written
from aboveboard.store.outcomes import outcomes
from aboveboard.store.preferences import rests, wishes_by_business
from aboveboard.store.register import Particulars, open_particulars
from aboveboard.store.schema import BUSINESSES, OUTBOX
from aboveboard.store.session import Session
from aboveboard.store.suppression import Refusals, refusals

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
    columns["address_kind"] = [b.address_kind for b in kept]
    columns["reachable"] = [b.reachable.split(",") if b.reachable else [] for b in kept]
    columns |= _answers(session, ids, campaign, step, on) | _history(session, ids, campaign, step, on)
    agreed = [consents.get(business, ([], [])) for business in ids]
    columns["consented_channels"] = [channels for channels, _ in agreed]
    columns["written_consent_channels"] = [written for _, written in agreed]
    columns["step"] = [step] * len(ids)
    # Where no fresh register was asked the answer is missing: nobody may conclude that a number is not on it.
    listed = answers(session, on=on, needed=call_registers)
    columns["on_dnc_register"] = [listed.get(business) for business in ids]
    return pl.DataFrame([_series(name, columns[name], dtype) for name, dtype in ROWS.items()])


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
        # None is on record here: what a contract says, the campaign reads from the bases.
        "relationship": [None] * len(ids),
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
