"""What facts refuse at their door, whatever source gives it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import get_args

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.domain.attributes import ATTRIBUTES
from aboveboard.domain.fact import JSON, Fact, Level, decode_facts, encode_facts
from aboveboard.domain.moment import Moment
from aboveboard.domain.never_used import PREFIXES, TYPES, usable
from aboveboard.facts.stage import AgreeFacts
from aboveboard.facts.survey import NEIGHBOURS, neighbours

Said = Callable[..., Fact]
SECRET = "Zibbelwurz"
TEXTS = sorted(name for name, attribute in ATTRIBUTES.items() if attribute.kind == "text")
POINTERS = [
    "/0/founder/{}",
    "/0/review/1/author/{}",
    "/1/@graph/0/employee/2/{}",
    "/0/member/{}",
    "/0/aggregateRating/{}",
]
PERSONAL = st.one_of(
    st.tuples(st.sampled_from(PREFIXES).map(lambda prefix: f"{prefix}of_somebody"), st.just("page"), st.just("")),
    st.tuples(st.text(max_size=20).filter(lambda name: name not in ATTRIBUTES), st.just("markup"), st.just("")),
    st.tuples(st.sampled_from(TEXTS), st.just("markup"), st.sampled_from(POINTERS).map(lambda at: at.format("name"))),
)


def facts_of(observed: list[Fact], surveys: dict[str, pl.DataFrame] | None = None, **row: object) -> list[Fact]:
    """The facts that later stages see of one row."""
    schema = AgreeFacts.takes
    given = {
        "business": "b-1",
        "trade": "dentist",
        "locality": "Leith",
        "country": "GB",
        "observed": encode_facts(observed),
        **row,
    }
    rows = pl.DataFrame([{name: given.get(name) for name in schema}], schema=schema)
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    moment = Moment(now=now, seed="s", campaign="c", rules="r", surveys=surveys or {})
    return decode_facts(AgreeFacts()(rows, moment)["facts"][0])


@settings(deadline=None)  # the first frame of a process takes its time
@given(PERSONAL)
def test_what_is_about_a_person_never_passes(said: Said, planted: tuple[str, str, str]) -> None:
    """Personal life, health, reviews and what else an unknown attribute may say: none reaches the column."""
    attribute, source, where = planted
    assert [] == facts_of([said(attribute, SECRET, source, where=where)])


@settings(deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from([level for level in get_args(Level) if level != "entity"]))
def test_no_level_above_the_entity_passes(said: Said, attribute: str, level: Level) -> None:
    """A fact about an individual, or a sensitive one, is left out whatever it is about: no run asks for more."""
    fact = msgspec.structs.replace(said(attribute, "corporate"), level=level)
    assert [] == facts_of([fact])


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_types_of_persons_reviews_and_ailments_are_refused(said: Said, kind: str) -> None:
    """However it is written, and whether it is a type of the page or the kind of the business."""
    for attribute in ("page.jsonld_type", "page.microdata_type", "business.category"):
        assert not usable(said(attribute, kind.upper(), "markup"))


@pytest.mark.parametrize("kind", ["Dentist", "MedicalClinic", "Physician", "Pharmacy", "Optician", "Bakery", "Church"])
def test_a_trade_is_no_ailment(said: Said, kind: str) -> None:
    """What a business does may be said, also if it heals."""
    assert usable(said("business.category", kind, "markup", where="/0"))


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("business.email", {"kind": "named"}),
        ("business.email", {}),
        ("business.legal_form", "widowed"),
        ("page.images", "4"),
        ("page.https", 1),
        ("page.title", {"person": SECRET}),
        ("business.telephone", SECRET),
    ],
)
def test_a_value_of_another_kind_is_refused(said: Said, attribute: str, value: JSON) -> None:
    """A named mailbox, a form that is none, a text for a number: it is not known what it would say."""
    assert not usable(said(attribute, value))


def test_no_attribute_is_of_the_kinds_that_are_never_used() -> None:
    """Nobody can add one by a line in the table."""
    assert [] == [name for name in ATTRIBUTES if name.startswith(PREFIXES)]


def test_a_list_cannot_bring_it_in(said: Said) -> None:
    """A list that gives something else for a legal form gives none."""
    found = facts_of([], register="List", register_as_of=date(2026, 11, 20), register_form=SECRET, name="Dental Leith")
    assert {"business.name", "business.locality", "business.country"} == {fact.attribute for fact in found}


def test_a_survey_cannot_bring_it_in(said: Said) -> None:
    """A survey that counts something else is not told, and personal facts are not counted by ours."""
    row = {"trade": "dentist", "locality": "Leith", "country": "GB", "attribute": "review.negative", "count": 40}
    planted = pl.DataFrame([{**row, "having": 39}], schema=NEIGHBOURS)
    page = [said("page.bytes", 900), said("page.title", "T"), said("review.negative", SECRET)]
    assert {"seen.no_viewport", "seen.no_meta_description", "page.bytes", "page.title"} == {
        fact.attribute for fact in facts_of(page, {"neighbours": planted})
    }
    columns = {"trade": ["dentist"] * 10, "locality": ["Leith"] * 10, "country": ["GB"] * 10}
    counted = neighbours(pl.DataFrame(columns | {"observed": [encode_facts(page)] * 10}), date(2026, 11, 23))
    assert {"seen.no_viewport", "seen.no_meta_description"} == set(counted["attribute"])
