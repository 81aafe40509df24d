"""Outcomes: what businesses did; a no among them is a refusal at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from aboveboard.domain.outcome import Outcome
from aboveboard.store.schema import BUSINESSES, OUTCOMES
from aboveboard.store.session import Session
from aboveboard.store.suppression import bump, suppress
from aboveboard.store.volumes import count_complaints

_A_NO: Final = {"refusal": "reply", "complaint": "complaint"}
"""What a refusal comes from, by the kind of the outcome."""


def add_outcomes(session: Session, entries: Sequence[Outcome]) -> int:
    """The outcomes of businesses that are kept are recorded, once each; how many were new.

    A refusal or a complaint refuses everything, even from a business that is not kept (any more). Whatever is queued
    for a business that did something no longer settles.
    """
    kept = set(session.connection.execute(select(BUSINESSES.c.business)).scalars())
    known = [entry for entry in entries if entry.business in kept]
    for entry in entries:
        if entry.kind in _A_NO:
            suppress(
                session,
                entry.business,
                scope="address",
                channel=None,
                reason=entry.kind,
                on=entry.on,
                source=_A_NO[entry.kind],
            )
    there = select(OUTCOMES.c.business, OUTCOMES.c.campaign, OUTCOMES.c.step, OUTCOMES.c.kind)
    before = {tuple(row) for row in session.connection.execute(there)}
    acts = [e for e in known if e.kind != "none" and (e.business, e.campaign, e.step, e.kind) not in before]
    bump(session, [entry.business for entry in acts])
    count_complaints(session, {(e.business, e.campaign, e.step, e.on) for e in acts if e.kind == "complaint"})
    return session.add_new(
        OUTCOMES,
        [{"business": e.business, "campaign": e.campaign, "step": e.step, "kind": e.kind, "on": e.on} for e in known],
    )


def outcomes(session: Session) -> list[Outcome]:
    """All outcomes, in the order of business, campaign, step and kind."""
    found = session.connection.execute(select(OUTCOMES))
    entries = [Outcome(business=o.business, campaign=o.campaign, step=o.step, kind=o.kind, on=o.on) for o in found]
    return sorted(entries, key=lambda o: (o.business, o.campaign, o.step, o.kind))
