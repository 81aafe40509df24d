"""The way to an agreement: offered, asked, sent, confirmed; every other way leads to nothing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.agreement import ACTS, CONFIRM_DAYS, GROUND, QUESTIONS, Agreement, Standing, fold, move
from aboveboard.domain.basis import ACQUISITIONS, BASIS_ACTS, BASIS_KINDS
from aboveboard.domain.relation import RELATION_ACTS, RELATION_KINDS

START = date(2026, 3, 1)


def event(act: str, *, day: int = 0, request: str = "r1", question: str = "email") -> Agreement:
    """One event of the business, some days after the start."""
    fields = {"request": request, "business": "b1", "question": question, "act": act}
    return Agreement(**fields, on=START + timedelta(days=day), via="page", by="owner", notice="n", evidence="form")


events = st.lists(
    st.builds(
        event,
        st.sampled_from(ACTS),
        day=st.integers(0, 40),
        request=st.sampled_from(["r1", "r2"]),
        question=st.sampled_from(QUESTIONS),
    ),
    max_size=9,
)


def after(*given_events: Agreement, day: int = 0, question: str = "email") -> str:
    """The state that the events lead to."""
    return fold(given_events, question=question, on=START + timedelta(days=day)).state


def test_each_step_of_the_way_is_needed() -> None:
    """Offered, asked, sent and confirmed lead to confirmed; with any of the last three left out nothing does."""
    way = [event("offered"), event("asked"), event("sent"), event("confirmed")]

    assert ["offered", "due", "sent", "confirmed"] == [after(*way[: n + 1]) for n in range(4)]
    for left_out in range(1, 4):
        assert "confirmed" != after(*way[:left_out], *way[left_out + 1 :])
    assert "confirmed" == after(*way[1:])  # a person may ask without having been asked


@given(events, st.integers(0, 60))
def test_confirmed_is_what_was_asked_sent_and_confirmed_in_time(given_events: list[Agreement], day: int) -> None:
    """Whatever happens in whatever order: a confirmed question has all three events of one asking, in time."""
    standing = fold(given_events, question="email", on=START + timedelta(days=day))
    if standing.state == "confirmed":
        assert standing.asked is not None
        own = [e for e in given_events if e.request == standing.asked.request and e.question == "email"]
        confirmed = [e for e in own if e.act == "confirmed"]
        assert {"asked", "sent", "confirmed"} <= {e.act for e in own}
        assert any(e.on <= standing.asked.on + timedelta(days=CONFIRM_DAYS) for e in confirmed)


@given(events, st.integers(0, 60))
def test_a_yes_to_one_question_says_nothing_on_the_other(given_events: list[Agreement], day: int) -> None:
    """The state of each question is that of its own events alone."""
    for question in QUESTIONS:
        own = [e for e in given_events if e.question == question]
        on = START + timedelta(days=day)
        assert fold(own, question=question, on=on) == fold(given_events, question=question, on=on)


@given(events, st.integers(0, 30))
def test_silence_is_never_a_yes(given_events: list[Agreement], day: int) -> None:
    """Time alone never confirms: later, without a new event, a question stands as before, or has lapsed."""
    until = [e for e in given_events if e.on <= START + timedelta(days=day)]
    now = fold(until, question="email", on=START + timedelta(days=day))
    later = fold(until, question="email", on=START + timedelta(days=day + 400))
    assert later.state in (now.state, "lapsed")
    assert "lapsed" != later.state or now.state in ("due", "sent", "lapsed")


def test_a_confirmation_comes_until_its_last_day_and_once() -> None:
    """On the last day it counts, on the next it does not, and a second one changes nothing."""
    asked = [event("asked"), event("sent")]

    assert "confirmed" == after(*asked, event("confirmed", day=CONFIRM_DAYS), day=CONFIRM_DAYS)
    assert "lapsed" == after(*asked, event("confirmed", day=CONFIRM_DAYS + 1), day=CONFIRM_DAYS + 1)
    standing = fold([*asked, event("confirmed")], question="email", on=START)
    assert None is move(standing, event("confirmed"))


def test_a_confirmation_of_an_earlier_asking_is_none() -> None:
    """Who typed another address since is waited for there, and the old link makes nothing."""
    asked = [event("asked"), event("sent"), event("asked", request="r2"), event("sent", request="r2")]
    assert "sent" == after(*asked, event("confirmed"))
    assert "confirmed" == after(*asked, event("confirmed", request="r2"))


def test_once_offered_stays_offered() -> None:
    """Whatever follows, the question was put; and it is put but once."""
    standing = fold([event("offered"), event("asked"), event("declined")], question="email", on=START)
    assert ("declined", True) == (standing.state, standing.offered)
    assert None is move(Standing("offered", None, True), event("offered"))


def test_the_words_of_acquiring_agreeing_and_basing_are_apart() -> None:
    """No word says two things: how data came, what was between us, how one agrees, and what a basis is."""
    kinds = [ACQUISITIONS, RELATION_KINDS, RELATION_ACTS, ACTS, (*BASIS_KINDS, *BASIS_ACTS)]
    words = [word for kind in kinds for word in kind]

    assert len(words) == len(set(words))
    assert len(QUESTIONS) == len(set(GROUND.values()))
