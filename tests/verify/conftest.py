"""Letters as the grammar writes them, over offers, angles, channels and kinds of business."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import pytest

from aboveboard.compose.brief import Notice, Source, build_brief, lay_ground
from aboveboard.compose.grammar import Grammar
from aboveboard.compose.phrasebook import load_phrasebook
from aboveboard.domain.attributes import ANGLES
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import Draft
from aboveboard.domain.fact import JSON, Fact
from aboveboard.domain.offer import Offer
from aboveboard.domain.sender import Sender

PAYLOADS: dict[str, list[dict[str, str | int | bool | list[str] | None]]] = {
    "hours_conflict": [
        {"day": "we", "page": "closed", "markup": "09:00-12:00, 13:00-17:30", "path": "/"},
        {"day": "mo", "page": "08:00-12:00", "markup": "closed", "path": "/contact.html"},
        {"day": "sa", "page": "08:00-12:00", "markup": "09:00-13:30", "path": "/"},
    ],
    "telephone_conflict": [{"page": "01632 960123", "markup": "+44 1632 960 124", "path": "/"}],
    "address_conflict": [{"page": "HP39 1DX", "markup": "HP39 1DZ", "path": "/contact.html"}],
    "broken_link": [{"target": "/menu.html", "status": 404, "path": "/"}],
    "heavy_page": [{"kilobytes": 2310, "path": "/"}, {"kilobytes": 11_045, "path": "/old/page3.html"}],
    "images_without_alt": [
        {"count": 3, "images": 7, "path": "/contact.html"},
        {"count": 1, "images": 12, "path": "/"},
        {"count": 5, "images": 5, "path": "/gallery/"},
        {"count": 1, "images": 1, "path": "/old/page3.html"},
    ],
    "no_tel_link": [{"printed": "01632 960 123", "path": "/"}],
    "old_copyright": [{"year": 2014, "path": "/"}],
    "links_without_text": [{"count": 2, "path": "/shop"}, {"count": 1, "path": "/"}],
    "trackers": [{"count": 4, "path": "/"}, {"count": 1, "path": "/contact.html"}],
}
VOICES = tomllib.loads((Path(__file__).parent / "voices.toml").read_text(encoding="utf-8"))
"""Of each language: who writes, to whom, from which register, and what is offered."""
NAMES = tuple(VOICES["en"]["names"])
REQUIRED = (
    "sender_identity", "opt_out_notice", "unsubscribe", "postal_address", "ad_identification", "source_of_data",
    "right_to_object_notice", "truthful_subject", "claims_substantiated", "contact", "working_reply_or_optout_address",
    "free_single_step_unsubscribe", "recognisable_as_commercial", "second_contact_phone_email_or_web",
)  # fmt: skip


def an_offer(per: str, *, setup: bool, language: str = "en") -> Offer:
    """An offer with every term, paid so often, in the words of the language."""
    voice = VOICES[language]
    tax = {"currency": voice["currency"], "tax_included": True, "tax_rate": voice["tax_rate"]}
    terms = {
        "price": {"amount": "29.50", "per": per, **tax},
        "term_months": 12,
        "notice_days": 30,
        "renewal": "rolling",
    }
    once = {"setup": {"amount": "120", "per": "once", **tax}} if setup else {}
    kept = {"id": "care", "fits": "true", "never": "false", "answers": ANGLES}
    return msgspec.convert(voice["offer"] | terms | once | kept, Offer, strict=False)


def some_facts(angle: str, number: int) -> list[Fact]:
    """The one finding of an angle, seen on a day that depends on the number."""
    payloads = PAYLOADS.get(angle, [{"path": "/"}, {"path": "/old/page3.html"}, {"path": "/contact.html"}])
    payload: JSON = payloads[number % len(payloads)]
    seen = date(2026, 11, 1 + number % 20)
    fact = Fact(
        attribute=f"seen.{angle}", value=payload, url="https://shop.example/", as_of=seen, expires=date(2027, 2, 1)
    )
    return [fact]


def written(count: int, language: str = "en") -> Iterator[tuple[Brief, Draft]]:
    """So many letters in a language, no two of the same row."""
    book = load_phrasebook(language)
    grammar, voice = Grammar(book), VOICES[language]
    sender = msgspec.convert(voice["sender"], Sender)
    kinds = list(
        product(ANGLES, ("email", "post", "voice_live"), ("month", "once", "year"), (True, False), (False, True))
    )
    for number in range(count):
        angle, channel, per, setup, person = kinds[number * 7 % len(kinds)]
        general = number % 11 == 0
        ground = lay_ground(
            an_offer(per, setup=setup, language=language),
            sender,
            angle=angle,
            channel=channel,
            general=general,
            reasons=[book.reasons[r] for r in dict.fromkeys(book.angle_reasons[angle] + book.mend_reasons[angle])],
            source=Source(register=voice["register"], as_of=date(2026, 10, 1), acquisition="public_register"),
            notice=Notice(person=person, basis="legitimate_interest", keep_days=30),
            word_limit=book.plans[channel, general].words,
            must_include=REQUIRED
            + (("visible_unsubscribe_link",) if channel == "email" else ())
            + (("privacy_notice",) if person else ()),
            language=language,
        )
        name = voice["names"][number % len(voice["names"])]
        brief = build_brief(
            f"spring:{number}:1", ground, name=name, facts=some_facts(angle, number // len(kinds) + number)
        )
        draft = grammar.write([brief], [None])[0]
        if draft is not None:
            yield brief, draft


@pytest.fixture(scope="session")
def letters() -> list[tuple[Brief, Draft]]:
    """Four hundred letters of the grammar with their briefs."""
    return list(written(400))


@cache
def _letters_in(language: str) -> tuple[tuple[Brief, Draft], ...]:
    return tuple(written(600, language))


@pytest.fixture(scope="session", params=sorted(VOICES))
def language(request: pytest.FixtureRequest) -> str:
    """Each language that is written."""
    return str(request.param)


@pytest.fixture(scope="session")
def spoken(language: str) -> tuple[tuple[Brief, Draft], ...]:
    """Six hundred letters in the language."""
    return _letters_in(language)


@pytest.fixture(scope="session")
def voice(language: str) -> dict[str, Any]:
    """Who writes in the language, to whom, and how a good letter can be changed."""
    found: dict[str, Any] = VOICES[language]
    return found
