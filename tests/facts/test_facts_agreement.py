"""What several sources say together."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.fact import JSON, Fact
from aboveboard.domain.legal_form import LEGAL_FORMS
from aboveboard.facts import likeness
from aboveboard.facts.agreement import Agreed, agree, legal_form

Said = Callable[..., Fact]
SOURCES = ("page", "markup", "register:companies-house", "list:Directory")
FORM = "business.legal_form"


def only(found: list[Agreed]) -> Agreed:
    """The one thing that was agreed on."""
    (one,) = found
    return one


@pytest.mark.parametrize(
    ("attribute", "ways"),
    [
        ("business.name", ("The Crumb & Ember Bakery Ltd", "CRUMB AND EMBER BAKERY")),
        ("business.street", ("12 High St", "12, High Street", "12 High Street, Unit 4")),
        ("business.street", ("Hauptstr. 5", "Hauptstraße 5", "Haupt-Straße 5")),
        ("business.street", ("2730 Wilshire Blvd., Suite 320", "2730 Wilshire Boulevard")),
        ("business.postcode", ("EH6 7AA", "eh67aa")),
        ("business.postcode", ("D-10117", "10117")),
        ("business.postcode", ("90403-1234", "90403")),
        ("business.register_number", ("01234567", "1234567")),
        ("business.register_number", ("SC 012345", "SC12345")),
        ("business.vat_number", ("GB 123 4567 89", "123456789")),
        ("business.locality", ("Port-Amity", "port amity")),
    ],
)
def test_ways_of_writing_are_no_disagreement(said: Said, today: date, attribute: str, ways: tuple[str, ...]) -> None:
    """Values that differ only as they are written are one value, and each source supports it."""
    facts = [said(attribute, way, source) for way, source in zip(ways, SOURCES, strict=False)]
    agreed = only(agree(facts, today))
    assert () == agreed.against
    assert len(ways) == len(agreed.support)
    assert agreed.usable


@pytest.mark.parametrize(
    ("attribute", "one", "other"),
    [
        ("business.name", "Crumb & Ember", "Crumb & Amber"),
        ("business.street", "12 High Street", "21 High Street"),
        ("business.street", "12 High Street", "12 High Road"),
        ("business.postcode", "EH6 7AA", "EH6 7AB"),
        ("business.register_number", "SC012345", "NI012345"),
        ("business.vat_number", "GB123456789", "GB123456780"),
    ],
)
def test_what_differs_in_fact_stays_visible(said: Said, today: date, attribute: str, one: str, other: str) -> None:
    """Two values of what has one: the other is kept beside the one that is held, and the confidence falls."""
    held = only(agree([said(attribute, one, SOURCES[0])], today))
    both = agree([said(attribute, one, SOURCES[0]), said(attribute, other, SOURCES[3])], today)
    disputed = only(both)
    assert {one, other} == {fact.value for fact in disputed.support + disputed.against}
    assert disputed.confidence < held.confidence


def test_the_most_trusted_source_gives_the_value(said: Said, today: date) -> None:
    """A name is the list's, its street the page's, its number the register's, whoever else speaks."""
    expected = {"business.name": 3, "business.street": 0, "business.register_number": 2}
    for attribute, best in expected.items():
        values = ["7 Elm Street", "8 Oak Street", "9 Ash Street", "6 Fir Street"]
        facts = [said(attribute, value, source) for value, source in zip(values, SOURCES, strict=True)]
        if attribute == "business.street":
            facts = [fact for fact in facts if fact.source != "markup"]
        agreed = only(agree(facts, today))
        assert values[best] == agreed.value, attribute


def test_where_page_and_markup_differ_neither_wins(said: Said, today: date) -> None:
    """For a street both are equal: no value, no confidence, both visible; a third source decides."""
    page, markup = said("business.street", "12 High Street"), said("business.street", "21 High Street", "markup")
    agreed = only(agree([page, markup], today))
    assert (None, 0, False) == (agreed.value, agreed.confidence, agreed.usable)
    assert {page.id, markup.id} == {fact.id for fact in agreed.against}
    decided = only(agree([page, markup, said("business.street", "21 High St", "list:Directory")], today))
    assert ("21 High Street", (page,)) == (decided.value, decided.against)


def test_a_day_of_the_week_is_agreed_on_by_itself(said: Said, today: date) -> None:
    """The page says closed on Mondays, its markup says open: neither wins on Monday, both agree on Tuesday."""
    facts = [
        said("business.opening_hours", {"days": ["mo"], "closed": True}),
        said("business.opening_hours", {"days": ["tu"], "opens": "09:00", "closes": "00:00"}),
        said("business.opening_hours", {"days": ["mo", "tu"], "opens": "09:00", "closes": "23:59"}, "markup"),
    ]
    monday, tuesday = agree(facts, today)
    assert ("mo", None, 2) == (monday.day, monday.value, len(monday.against))
    assert ("tu", "09:00-00:00", 2, ()) == (tuesday.day, tuesday.value, len(tuesday.support), tuesday.against)
    assert tuesday.usable


def test_telephones_are_many_and_do_not_disagree(said: Said, today: date) -> None:
    """Two numbers are two numbers; the same number printed otherwise is one, with two sources."""
    facts = [
        said("business.telephone", {"value": "+441312294477", "printed": "0131 229 4477"}),
        said("business.telephone", {"value": "+441312294477", "printed": "+44 131 2294477"}, "markup"),
        said("business.telephone", {"value": "+441312294478", "printed": "0131 229 4478"}),
    ]
    agreed = agree(facts, today)
    assert [2, 1] == [len(one.support) for one in agreed]
    assert agreed[0].confidence > agreed[1].confidence


def test_an_expired_fact_neither_supports_nor_disputes(said: Said, today: date) -> None:
    """It stands alone with no confidence."""
    old = said("business.postcode", "EH6 7AB", "list:Directory", as_of=today - timedelta(days=200), days=180)
    fresh, gone = agree([old, said("business.postcode", "EH6 7AA")], today)
    assert ("EH6 7AA", ()) == (fresh.value, fresh.against)
    assert ("EH6 7AB", 0, False) == (gone.value, gone.confidence, gone.usable)


FORMS = st.lists(st.tuples(st.sampled_from(LEGAL_FORMS), st.sampled_from(SOURCES)), max_size=5)


@given(FORMS)
def test_the_form_is_the_same_in_the_column_and_in_the_show(said: Said, pairs: list[tuple[str, str]]) -> None:
    """Whatever the sources say of the legal form: who disagree leave it unknown, in a run and for whoever asks."""
    facts = [said(FORM, form, source) for form, source in pairs]
    shown = [one.value for one in agree(facts, date(2026, 11, 23))]
    expected = legal_form(facts)
    assert (
        [] if all(form == "unknown" for form, _ in pairs) else [None if expected == "unknown" else expected]
    ) == shown


@given(
    st.lists(
        st.tuples(
            st.sampled_from([name for name, a in ATTRIBUTES.items() if a.kind == "text"]),
            st.text(max_size=12),
            st.sampled_from(SOURCES),
        ),
        max_size=8,
    )
)
def test_nothing_that_was_said_is_lost(said: Said, told: list[tuple[str, str, str]]) -> None:
    """Each fact in force is among those that support or dispute a value, exactly once."""
    facts = {fact.id: fact for name, value, source in told if (fact := said(name, value, source))}
    facts = {key: fact for key, fact in facts.items() if (fact.attribute, fact.value) != (FORM, "unknown")}
    found = [fact.id for one in agree(facts.values(), date(2026, 11, 23)) for fact in one.support + one.against]
    assert sorted(facts) == sorted(found)


@pytest.mark.parametrize("value", [True, 3, None, {"value": 3}, "", "  ", "ß" * 40])
def test_any_value_has_a_form(value: JSON) -> None:
    """No value breaks a comparison."""
    for attribute in ATTRIBUTES:
        assert likeness.of(attribute, value) == likeness.of(attribute, value)
