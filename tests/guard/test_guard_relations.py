"""Relations folded to a day: what rules may read of sales, contracts and inquiries, and never more."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.relation import RELATION_ACTS, RELATION_KINDS, Relation
from aboveboard.guard.relations import RelationState, relation_state

START = date(2026, 1, 1)
days = st.integers(0, 30).map(lambda n: START + timedelta(days=n))


def relation(
    kind: str = "sale",
    act: str = "made",
    *,
    on: date = START,
    until: date | None = None,
    address: bool = False,
    refusal: bool = False,
    similar: tuple[str, ...] = (),
) -> Relation:
    fields = {"business": "b1", "kind": kind, "act": act, "on": on, "by": "the owner", "evidence": "invoice 7"}
    return Relation(**fields, until=until, address_given=address, refusal_offered=refusal, similar=similar)


events = st.lists(
    st.builds(
        relation,
        st.sampled_from(RELATION_KINDS),
        st.sampled_from(RELATION_ACTS),
        on=days,
        until=st.none() | days,
        address=st.booleans(),
        refusal=st.booleans(),
        similar=st.sets(st.sampled_from(["mend", "site"])).map(lambda found: tuple(sorted(found))),
    ),
    max_size=8,
)


def test_no_record_is_no_relation() -> None:
    """Without any event: none, no days, and nothing that a sale would open."""
    assert RelationState() == relation_state([], on=START)
    assert ("none", None, False) == (RelationState().relationship, RelationState().days_since_purchase, False)


@given(events, days)
def test_the_order_of_events_does_not_matter(given_events: list[Relation], on: date) -> None:
    """The same events in any order come to the same state."""
    assert relation_state(given_events, on=on) == relation_state(given_events[::-1], on=on)


@given(events, days)
def test_what_comes_later_counts_for_nothing(given_events: list[Relation], on: date) -> None:
    """Only events until the day speak of it."""
    assert relation_state([e for e in given_events if e.on <= on], on=on) == relation_state(given_events, on=on)


@given(events, days, st.sampled_from(RELATION_KINDS))
def test_an_end_ends_all_of_its_kind(given_events: list[Relation], on: date, kind: str) -> None:
    """With the end of a kind today, the state is that of the other kinds alone."""
    others = [event for event in given_events if event.kind != kind]
    ended = relation_state([*given_events, relation(kind, "ended", on=on)], on=on)
    assert relation_state(others, on=on) == ended


@given(events, days)
def test_the_soft_opt_in_rests_on_one_sale(given_events: list[Relation], on: date) -> None:
    """Where address, refusal and likeness all hold, one and the same sale has address and refusal together."""
    state = relation_state(given_events, on=on)
    if state.collected_in_sale and state.optout_offered_at_collection and "mend" in state.similar_offers:
        assert any(e.address_given and e.refusal_offered and e.on <= on for e in given_events)
        assert any(
            e.address_given and e.refusal_offered and "mend" in e.similar for e in given_events if e.act == "made"
        )


def test_two_sales_do_not_add_up_to_one() -> None:
    """An address from one sale and a refusal offered in another open nothing."""
    state = relation_state(
        [relation(address=True, similar=("mend",)), relation(refusal=True, similar=("mend",))], on=START
    )
    assert (True, False) == (state.collected_in_sale, state.optout_offered_at_collection)


def test_the_days_and_the_word_are_those_of_the_latest_and_the_strongest() -> None:
    """A customer who inquired is a customer; each is counted from its own latest day."""
    record = [
        relation(on=START),
        relation(on=START + timedelta(days=3)),
        relation("inquiry", on=START + timedelta(days=5)),
        relation("dealings"),
    ]
    state = relation_state(record, on=START + timedelta(days=10))
    assert ("customer", 7, 5, True) == (
        state.relationship,
        state.days_since_purchase,
        state.days_since_inquiry,
        state.org_relationship,
    )


def test_a_contract_runs_until_its_last_day() -> None:
    """On its last day it still runs; after it the relation stays, and the contract does not go on."""
    contract = relation("running_contract", until=START + timedelta(days=9))
    states = [relation_state([contract], on=START + timedelta(days=n)) for n in (0, 9, 10)]
    assert [True, True, False] == [state.ongoing_contract for state in states]
    assert ["contract"] * 3 == [state.relationship for state in states]
