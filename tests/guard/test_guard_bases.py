"""Bases folded to a day: what was given holds until it is withdrawn or expires, and never longer."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.basis import Basis, BasisAct, BasisKind, ConsentSource, notice_hash
from aboveboard.guard.bases import BasisState, in_force, state

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
    source: ConsentSource = "direct",
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
        source=source,
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


@given(events, days)
def test_the_consents_are_those_in_force(given_events: list[Basis], on: date) -> None:
    """What a state names is in force, and no basis of another kind or purpose is among it."""
    held = in_force(given_events, on=on)
    consents = {e.channel for e in held if e.kind == "consent" and e.purpose == "marketing"}
    assert consents == state(given_events, on=on).consented
    assert all(e.act == "given" and e.on <= on for e in held)


@given(events, days, days)
def test_a_day_in_the_past_is_as_it_was(given_events: list[Basis], on: date, later: date) -> None:
    """What is recorded of later days changes nothing about an earlier one."""
    until = [event for event in given_events if event.on <= max(on, later)]
    assert state(given_events, on=min(on, later)) == state(until, on=min(on, later))


@given(events, days, kinds)
def test_a_withdrawal_ends_its_own_kind_alone(given_events: list[Basis], on: date, kind: BasisKind) -> None:
    """Withdrawing one kind today leaves every basis of another kind in force."""
    before = [e for e in in_force(given_events, on=on) if e.kind != kind]
    after = in_force([*given_events, basis("withdrawn", on=on, kind=kind)], on=on)
    assert before == [e for e in after if e.kind != kind]


def test_the_weakest_source_speaks_for_all_consents() -> None:
    """One consent taken by somebody who did not name us makes the source of the row's consents just that."""
    named = basis(source="third_party_named")
    unnamed = basis(channel="post", source="third_party_unnamed")
    assert "direct" == state([], on=START).source == state([basis()], on=START).source
    assert "third_party_named" == state([basis(), named], on=START).source
    assert "third_party_unnamed" == state([unnamed, named], on=START).source


def test_agreeing_to_personalisation_is_no_consent_to_write() -> None:
    """A yes to the one purpose is in force for it, and says nothing on the other."""
    yes = basis(channel="web_page", purpose="personalisation")
    assert "none" == state([yes], on=START).consent("web_page")
    assert "express" == state([yes], on=START, purpose="personalisation").consent("web_page")
    assert frozenset() == state([basis()], on=START, purpose="personalisation").consented


def test_a_notice_is_known_by_its_hash() -> None:
    """The hash is SHA-256 of the very text (FIPS 180-4, example "abc"); where nothing was shown there is none."""
    assert "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" == notice_hash("abc")
    assert "" == notice_hash("")
    assert notice_hash("n1") == basis().notice_sha256
