"""Bases folded to a day: what was given holds until it is withdrawn or expires, and never longer."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.basis import Basis, BasisAct, BasisKind
from aboveboard.guard.bases import BasisState, state

START = date(2026, 1, 1)
days = st.integers(0, 30).map(lambda n: START + timedelta(days=n))
kinds: st.SearchStrategy[BasisKind] = st.sampled_from(["consent", "contract", "legitimate_interest"])
acts: st.SearchStrategy[BasisAct] = st.sampled_from(["given", "withdrawn"])


def basis(
    act: BasisAct = "given",
    *,
    on: date = START,
    kind: BasisKind = "consent",
    channel: str = "email",
    purpose: str = "marketing",
    expires: date | None = None,
    written: bool = False,
) -> Basis:
    return Basis(
        business="b1",
        kind=kind,
        act=act,
        purpose=purpose,
        channel=channel,
        on=on,
        how="form",
        by="owner",
        notice="n1",
        evidence="e1",
        expires=expires,
        written=written,
    )


events = st.lists(
    st.builds(
        basis,
        acts,
        on=days,
        kind=kinds,
        channel=st.sampled_from(["email", "post"]),
        purpose=st.sampled_from(["marketing", "transactional"]),
        expires=st.none() | days,
        written=st.booleans(),
    ),
    max_size=8,
)


@given(events, days)
def test_the_order_of_events_does_not_matter(given_events: list[Basis], on: date) -> None:
    """The same events in any order come to the same state."""
    assert state(given_events, on=on) == state(sorted(given_events, key=repr), on=on)


@given(events, days, st.sampled_from(["email", "post"]))
def test_no_beats_yes(given_events: list[Basis], on: date, channel: str) -> None:
    """A withdrawal today ends every consent for its channel given until today, whatever else is on record."""
    after = state([*given_events, basis("withdrawn", on=on, channel=channel)], on=on)
    assert "none" == after.consent(channel)


@given(events, days)
def test_a_withdrawal_never_adds(given_events: list[Basis], on: date) -> None:
    """Without its withdrawals a record never comes to less."""
    whole, only_given = state(given_events, on=on), state([e for e in given_events if e.act == "given"], on=on)
    assert whole.consented <= only_given.consented
    assert whole.written <= whole.consented


@given(events, days)
def test_what_comes_later_or_is_for_something_else_counts_for_nothing(given_events: list[Basis], on: date) -> None:
    """Only consents to marketing, until today and not expired, can be in force."""
    meant = [e for e in given_events if e.kind == "consent" and e.purpose == "marketing" and e.on <= on]
    counting = [e for e in meant if e.act == "withdrawn" or e.expires is None or e.expires > on]
    assert state(counting, on=on) == state(given_events, on=on)


def test_a_consent_lives_from_its_day_to_the_day_before_it_expires() -> None:
    """Given on the 1st and expiring on the 10th, it holds on the 1st and the 9th only between."""
    events = [basis(on=START, expires=START + timedelta(days=9), written=True)]
    words = [state(events, on=START + timedelta(days=n)).consent("email") for n in (-1, 0, 8, 9)]
    assert ["none", "express_written", "express_written", "none"] == words


def test_consent_may_be_given_again() -> None:
    """A consent after a withdrawal counts; one on the very day of it does not."""
    events = [basis("withdrawn", on=START), basis(on=START), basis(on=START + timedelta(days=1))]
    assert BasisState(frozenset(), frozenset()) == state(events[:2], on=START + timedelta(days=5))
    assert "express" == state(events, on=START + timedelta(days=5)).consent("email")
