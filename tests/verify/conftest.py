"""Letters as the grammar writes them, over offers, angles, channels and kinds of business."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from aboveboard.compose.brief import Notice, Source, build_brief, lay_ground
from aboveboard.compose.grammar import Grammar
from aboveboard.compose.phrasebook import load_phrasebook
from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import Draft
from aboveboard.domain.fact import JSON, Fact
from aboveboard.domain.offer import Offer, Price
from aboveboard.domain.sender import Sender

SENDER = Sender(
    name="Lantern Web Works",
    person="Robin Example",
    email="hello@lantern.example",
    phone="+44 1632 960 188",
    street="4 Quay Street",
    locality="Leith",
    postcode="EH6 6XX",
    country="GB",
    website="https://lantern.example",
    registered="Registered in Scotland, number SC000000",
)
PAYLOADS: dict[str, dict[str, str | int | bool | list[str] | None]] = {
    "hours_conflict": {"day": "we", "page": "closed", "markup": "09:00-12:00, 13:00-17:30", "path": "/"},
    "images_without_alt": {"count": 3, "images": 7, "path": "/contact.html"},
    "no_tel_link": {"printed": "01632 960 123", "path": "/"},
    "old_copyright": {"year": 2014, "path": "/"},
    "links_without_text": {"count": 2, "path": "/shop"},
}
NAMES = ("Harbour Bakery", "Thistle & Sons Plumbing", "The Tooth House", "Brae Cycles", "Last Chance Saloon")
REQUIRED = (
    "sender_identity", "opt_out_notice", "unsubscribe", "postal_address", "ad_identification", "source_of_data",
    "right_to_object_notice", "truthful_subject", "claims_substantiated", "contact", "working_reply_or_optout_address",
    "free_single_step_unsubscribe", "recognisable_as_commercial", "second_contact_phone_email_or_web",
)  # fmt: skip


def an_offer(per: str, *, setup: bool) -> Offer:
    """An offer with every term, paid so often."""
    price = Price(amount=Decimal("29.50"), currency="GBP", tax_included=True, tax_rate=Decimal("0.2"), per=per)
    once = Price(amount=Decimal(120), currency="GBP", tax_included=True, tax_rate=Decimal("0.2"), per="once")
    return Offer(
        id="care",
        name="Website Care plan",
        summary="We mend what is named above.",
        price=price,
        setup=once if setup else None,
        term_months=12,
        notice_days=30,
        renewal="rolling",
        owner_keeps=("the domain", "the texts", "all accounts"),
        does=("mends what is found",),
        does_not=("It does not include new photographs.", "It does not move you up in search results."),
        answers=ANGLES,
        fits="true",
        never="false",
    )


def some_facts(angle: str, number: int) -> list[Fact]:
    """The one finding of an angle, seen on a day that depends on the number."""
    payload: JSON = PAYLOADS.get(angle, {"path": "/"})
    seen = date(2026, 11, 1 + number % 20)
    fact = Fact(
        attribute=f"seen.{angle}", value=payload, url="https://shop.example/", as_of=seen, expires=date(2027, 2, 1)
    )
    return [fact]


def written(count: int) -> Iterator[tuple[Brief, Draft]]:
    """So many letters, no two of the same row."""
    grammar, book = Grammar(), load_phrasebook("en")
    kinds = list(
        product(ANGLES, ("email", "post", "voice_live"), ("month", "once", "year"), (True, False), (False, True))
    )
    for number in range(count):
        angle, channel, per, setup, person = kinds[number * 7 % len(kinds)]
        general = number % 11 == 0
        ground = lay_ground(
            an_offer(per, setup=setup),
            SENDER,
            angle=angle,
            channel=channel,
            general=general,
            reasons=[book.reasons[r] for r in dict.fromkeys(book.angle_reasons[angle] + book.mend_reasons[angle])],
            source=Source(register="Register of Shops", as_of=date(2026, 10, 1), acquisition="public_register"),
            notice=Notice(person=person, basis="legitimate_interest", keep_days=30),
            word_limit=book.plans[channel, general].words,
            must_include=REQUIRED
            + (("visible_unsubscribe_link",) if channel == "email" else ())
            + (("privacy_notice",) if person else ()),
        )
        name = NAMES[number % len(NAMES)]
        brief = build_brief(f"spring:{number}:1", ground, name=name, facts=some_facts(angle, number))
        draft = grammar.write([brief], [None])[0]
        if draft is not None:
            yield brief, draft


@pytest.fixture(scope="session")
def letters() -> list[tuple[Brief, Draft]]:
    """Four hundred letters of the grammar with their briefs."""
    return list(written(400))
