"""The rulebook: sign-offs are only ever added, and businesses are found by where they are."""

from __future__ import annotations

from datetime import date

from aboveboard.domain.sign_off import SignOff
from aboveboard.store.store import Store

DAY = date(2026, 11, 23)


def test_sign_offs_stay_in_their_order(store: Store) -> None:
    """What was signed, signed again and withdrawn comes back as it was, the oldest first; the same twice is twice."""
    first = SignOff(pack="gb", digest="d1", by="A", on=DAY, until=date(2027, 1, 1))
    events = [first, first, SignOff(pack="gb", digest="d2", by="B", on=DAY)]
    store.rulebook.sign(events[:1])
    store.rulebook.sign(events[1:])

    assert events == store.rulebook.sign_offs()


def test_nothing_is_in_reach_before_a_run(store: Store) -> None:
    """Without a run there is no campaign, and of an unknown one there are no businesses."""
    assert [] == store.rulebook.campaigns()
    assert [] == store.rulebook.businesses("none")
