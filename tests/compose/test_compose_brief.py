"""What a writer is given."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from aboveboard.compose.brief import Ground, Notice, Source, build_brief, lay_ground
from aboveboard.compose.phrasebook import load_reasons
from aboveboard.compose.selection import facts_of
from aboveboard.domain.brief import Brief, Item
from aboveboard.domain.fact import Fact, encode_facts
from aboveboard.domain.offer import Offer, Price
from aboveboard.domain.sender import Sender

DAY = date(2026, 11, 20)
TODAY = date(2026, 11, 23)


def fact(attribute: str, value: object = None, **more: object) -> Fact:
    return msgspec.convert(
        {"attribute": attribute, "value": value or {"path": "/"}, "as_of": DAY, "expires": date(2027, 2, 18), **more},
        Fact,
    )


@pytest.fixture
def ground(offers: dict[str, Offer], sender: Sender) -> Ground:
    return ground_for(offers["mend"], sender)


def ground_for(offer: Offer, sender: Sender, *, general: bool = False) -> Ground:
    return lay_ground(
        offer,
        sender,
        angle="no_viewport",
        channel="email",
        general=general,
        reasons=[load_reasons("en")["phones_shrink_pages"]],
        source=Source(register="A register", as_of=DAY, acquisition="public_register"),
        notice=Notice(person=True, basis="legitimate_interest", keep_days=30),
        must_include=("postal_address", "source_of_data"),
    )


def by_name(brief: Brief | Ground) -> dict[str, Item]:
    return {f"{item.kind}.{item.name}": item for item in brief.items}


def test_items_are_numbered_from_one_without_a_gap(ground: Ground) -> None:
    """An item's number is its place, and no name of a kind stands twice."""
    brief = build_brief("c:b:1", ground, name="Hobb Lane Plumbing", facts=[fact("seen.no_viewport")])
    assert list(range(1, len(brief.items) + 1)) == [item.number for item in brief.items]
    assert len(brief.items) == len(by_name(brief))


def test_a_fact_comes_with_its_day_its_page_and_its_id(ground: Ground) -> None:
    """What was seen is given with where and when, under the id by which a receipt knows it."""
    seen = fact("seen.no_viewport", {"path": "/a.html"}, url="https://hobb.example/a.html")
    item = build_brief("c:b:1", ground, name="Hobb", facts=[seen]).items[-1]
    expected = {"path": "/a.html", "as_of": "2026-11-20", "url": "https://hobb.example/a.html"}
    assert (expected, seen.id) == (item.value, item.ref)


def test_a_general_brief_knows_nothing_of_the_business(offers: dict[str, Offer], sender: Sender) -> None:
    """With personalisation off neither facts nor the name are given, even if they are handed in."""
    ground = ground_for(offers["mend"], sender, general=True)
    brief = build_brief("c:b:1", ground, name="Hobb", facts=[fact("seen.no_viewport")])
    assert [] == [item for item in brief.items if item.kind == "fact"]


@pytest.mark.parametrize("level", ["individual", "sensitive"])
def test_facts_about_persons_stay_out(ground: Ground, level: str) -> None:
    """Only what is known about the business reaches a writer."""
    brief = build_brief("c:b:1", ground, facts=[fact("seen.no_viewport", level=level)])
    assert brief.items == ground.items
    assert [] == facts_of(encode_facts([fact("seen.no_viewport", level=level)]), "no_viewport", TODAY)


def test_prices_are_stated_with_tax(offers: dict[str, Offer], sender: Sender) -> None:
    """A price that an offer gives without tax is given with it, and so is the total of the first year."""
    net = Price(amount=Decimal("10"), currency="GBP", tax_included=False, tax_rate=Decimal("0.2"), per="month")
    offer = msgspec.structs.replace(offers["secure_move"], price=net)
    items = by_name(ground_for(offer, sender))
    assert Decimal("12") == net.paid
    assert {"amount": "12.00", "currency": "GBP", "per": "month", "tax_rate": "0.2"} == items["offer.price"].value
    assert {"amount": "180.00", "currency": "GBP"} == items["offer.first_year_total"].value


def test_the_total_is_the_offers_own_where_tax_is_included(offers: dict[str, Offer], sender: Sender) -> None:
    """For prices with tax the first year costs what the offer itself says."""
    for offer in offers.values():
        item = by_name(ground_for(offer, sender))["offer.first_year_total"]
        assert {"amount": str(offer.first_year_total), "currency": "GBP"} == item.value


def test_only_the_angle_and_its_neighbours_are_chosen() -> None:
    """Of all facts of a row the message may state one, and the count of neighbours for the same thing."""
    counts = {"trade": "bakery", "place": "Wick", "count": 14, "having": 9, "attribute": "seen.no_viewport"}
    chosen = [fact("seen.no_viewport"), fact("survey.neighbours", counts)]
    others = [fact("seen.no_https"), fact("survey.neighbours", {**counts, "attribute": "seen.no_https"})]
    text = encode_facts([*others, *chosen, fact("page.title", 'say "attribute":"seen.no_viewport"')])
    assert chosen == facts_of(text, "no_viewport", TODAY)
    assert [] == facts_of(text, "flash", TODAY)
    assert [] == facts_of(None, "no_viewport", TODAY)


def test_other_spacing_of_the_same_json_gives_the_same_facts() -> None:
    """Facts are found whether or not the JSON is in the one text form."""
    text = encode_facts([fact("seen.no_viewport"), fact("page.title", "x")])
    loose = msgspec.json.format(text, indent=2)
    assert facts_of(text, "no_viewport", TODAY) == facts_of(loose, "no_viewport", TODAY) != []


def test_an_expired_fact_is_not_stated() -> None:
    """On the day it expires a fact is no longer used."""
    text = encode_facts([fact("seen.no_viewport")])
    assert 1 == len(facts_of(text, "no_viewport", date(2027, 2, 17)))
    assert [] == facts_of(text, "no_viewport", date(2027, 2, 18))
