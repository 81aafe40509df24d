"""How far facts are believed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.fact import Fact
from aboveboard.facts.confidence import BY_RANK, alone, derived, may_be_said, together

Said = Callable[..., Fact]
WEIGHTS = st.lists(st.sampled_from(BY_RANK), max_size=4)


def test_the_first_source_is_believed_most(said: Said, today: date) -> None:
    """For a legal form: the register the law keeps, the page, its markup, the list; others are not believed."""
    sources = ["register:companies-house", "page", "markup", "list:Directory", "rumour"]
    facts = [said("business.legal_form", "corporate", source, as_of=today) for source in sources]
    assert [95, 85, 75, 65, 0] == [alone(fact, today) for fact in facts]


def test_for_hours_page_and_markup_are_equal(said: Said, today: date) -> None:
    """Neither is believed more."""
    hours = {"days": ["mo"], "closed": True}
    page, markup = (said("business.opening_hours", hours, source) for source in ("page", "markup"))
    assert alone(page, today) == alone(markup, today) > 0


@given(st.integers(0, 120), st.integers(0, 120))
def test_age_only_takes_away(said: Said, first: int, second: int) -> None:
    """The older a fact, the less it is believed; on the day it expires not at all."""
    fact = said("page.title", "Shop")
    younger, older = sorted((first, second))
    at = [alone(fact, fact.as_of + timedelta(days=days)) for days in (younger, older)]
    assert at[0] >= at[1]
    assert (at[1] > 0) == (older < 90)


def test_a_day_before_the_fact_is_no_older_than_the_day_itself(said: Said) -> None:
    """A run that is pinned to an earlier day believes a fact as on the day it was read."""
    fact = said("page.title", "Shop")
    assert alone(fact, fact.as_of) == alone(fact, fact.as_of - timedelta(days=30)) == BY_RANK[0]


@given(WEIGHTS, WEIGHTS, st.sampled_from(BY_RANK))
def test_agreement_adds_and_contradiction_takes(support: list[int], against: list[int], more: int) -> None:
    """One more source that agrees never lowers the confidence, one more against it never raises it; 0 to 100."""
    confidence = together(support, against)
    assert 0 <= confidence <= 100
    assert together([*support, min([*support, more])], against) >= confidence
    assert together(support, [*against, more]) <= confidence
    assert together([], against) == 0


@pytest.mark.parametrize(("support", "against"), [([95], [95]), ([95], [75]), ([85], [85, 75])])
def test_a_value_that_one_source_disputes_is_below_the_floor(support: list[int], against: list[int]) -> None:
    """One source against one leaves too little for a message."""
    assert not may_be_said("business.street", together(support, against))


def test_two_sources_outweigh_one(said: Said) -> None:
    """Two that agree may be said against a third."""
    assert may_be_said("business.street", together([95, 85], [75]))


def test_what_follows_is_believed_as_the_least_of_its_grounds(said: Said, today: date) -> None:
    """A derived fact has the confidence of its weakest ground; without grounds none."""
    strong, weak = said("page.bytes", 9000), said("page.images", 4, as_of=today - timedelta(days=80))
    assert alone(weak, today) == derived([strong, weak], today) < alone(strong, today)
    assert 0 == derived([], today)


def test_an_unknown_attribute_may_not_be_said() -> None:
    """What is in no table has no floor to pass."""
    assert not may_be_said("person.age", 100)
