"""Rows, offers and facts to write letters from."""

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import polars as pl
import pytest

from aboveboard.compose.grammar import Grammar
from aboveboard.compose.stage import Compose
from aboveboard.domain.brief import Brief
from aboveboard.domain.draft import Draft, decode_draft
from aboveboard.domain.fact import JSON, Fact, encode_facts
from aboveboard.domain.moment import Moment
from aboveboard.domain.offer import Offer
from aboveboard.domain.sender import Sender
from aboveboard.domain.verdict import Cell, Verdict, encode_cells

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "high-street"
SEEN_ON = date(2026, 11, 20)
PATHS = ("/", "/contact.html", "/old/page3.html", "/menu/")
NAMES = ("Merrow & Daughter Bakery", "Hobb Lane Plumbing", "Café Lindquell", "The Tin Whistle", "Oakbarrow Dental Ltd")
PAYLOADS: dict[str, list[dict[str, str | int]]] = {
    "hours_conflict": [
        {"day": "mo", "page": "closed", "markup": "09:00-17:00"},
        {"day": "we", "page": "09:00-12:00, 13:30-17:00", "markup": "09:00-17:30"},
        {"day": "sa", "page": "08:00-12:00", "markup": "closed"},
    ],
    "telephone_conflict": [
        {"page": "01632 960123", "markup": "+44 1632 960 124"},
        {"page": "(555) 010-0199", "markup": "555-010-0198"},
    ],
    "address_conflict": [
        {"page": "HP39 1DX", "markup": "HP39 1DZ"},
        {"page": "12 High Street", "markup": "21 High St"},
        {"page": "Hauptstraße 5", "markup": "Hauptstr. 15"},
    ],
    "broken_link": [{"target": "/menu.html", "status": 404}, {"target": "/angebote/2019/", "status": 410}],
    "heavy_page": [{"kilobytes": 2310}, {"kilobytes": 11_045}],
    "trackers": [{"count": 1}, {"count": 4}],
    "images_without_alt": [
        {"count": 3, "images": 7},
        {"count": 1, "images": 12},
        {"count": 5, "images": 5},
        {"count": 1, "images": 1},
    ],
    "no_tel_link": [{"printed": "01632 960 123"}, {"printed": "+44 1632 960987"}],
    "old_copyright": [{"year": 2014}, {"year": 2021}],
    "links_without_text": [{"count": 2}, {"count": 1}, {"count": 14}],
}


def seen(angle: str, variant: int) -> Fact:
    """What was seen on an invented site."""
    payloads = PAYLOADS.get(angle, [{}])
    path = PATHS[variant % len(PATHS)]
    return Fact(
        attribute=f"seen.{angle}",
        value={**payloads[variant % len(payloads)], "path": path},
        source="derived",
        url=f"https://merrow.example{path}",
        as_of=SEEN_ON,
        expires=SEEN_ON + timedelta(days=90),
    )


def other(attribute: str, value: JSON) -> Fact:
    """A fact that no letter quotes."""
    return Fact(attribute=attribute, value=value, as_of=SEEN_ON, expires=SEEN_ON + timedelta(days=90))


@pytest.fixture(scope="session")
def offers() -> dict[str, Offer]:
    """The offers of the example."""
    table = tomllib.loads((EXAMPLE / "offers.toml").read_text(encoding="utf-8"))
    return {offer.id: offer for offer in msgspec.convert(table["offer"], list[Offer], strict=False)}


@pytest.fixture(scope="session")
def sender() -> Sender:
    """The sender of the example."""
    table = tomllib.loads((EXAMPLE / "campaign.toml").read_text(encoding="utf-8"))
    return msgspec.convert(table["sender"], Sender)


@pytest.fixture(scope="session")
def moment() -> Moment:
    """The day after the facts were read."""
    return Moment(now=datetime(2026, 11, 23, 9, tzinfo=UTC), seed="s", campaign="high-street", rules="r")


Rows = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def rows(offers: dict[str, Offer]) -> Rows:
    """Makes rows for a channel: each offer with each angle it answers, names, pages and legal forms in turn."""

    def make(channel: str = "email", count: int = 120) -> pl.DataFrame:
        pairs = [(offer, angle) for offer in offers.values() for angle in offer.answers]
        table = [_row(number, channel, *pairs[number % len(pairs)], number // len(pairs)) for number in range(count)]
        return pl.DataFrame(table, schema=Compose.takes)

    return make


def _row(number: int, channel: str, offer: Offer, angle: str, variant: int) -> dict[str, object]:
    must = ("one_click_unsubscribe_headers", "sender_identity", "source_of_data", "unsubscribe")
    cell = Cell(offer=offer.id, channel=channel, verdict=Verdict(verdict="allow", must_include=must))
    name = NAMES[number % len(NAMES)]
    facts = [seen(angle, variant), other("page.title", 'A "quoted" title'), other("page.images", 7)]
    facts.append(other("business.name", name))
    return {
        "row": f"high-street:hs-{number:03}:1",
        "name": name,
        "register": "Directory of High Street Businesses",
        "register_as_of": date(2026, 11, 18),
        "acquisition": ["public_register", "own_website", "directory", "filled_form"][number % 4],
        "personalisation": number % 7 != 5,
        "consented_channels": [channel] if number % 4 == 0 else [],
        "agreed_on": None,
        "facts": encode_facts(facts),
        "legal_form": ["corporate", "sole_trader", "unknown"][number % 3],
        "cells": encode_cells((cell,)),
        "offer": offer.id,
        "angle": angle,
        "channel": channel,
        "language": "en",
    }


@pytest.fixture(scope="session")
def stage(offers: dict[str, Offer], sender: Sender) -> Compose:
    """The stage with the grammar."""
    return Compose(Grammar(), offers, sender, keep_days=30)


@pytest.fixture(scope="session")
def written(rows: Rows, stage: Compose, moment: Moment) -> Callable[..., list[tuple[Brief, Draft]]]:
    """Writes rows and gives each brief with its draft."""

    def write(channel: str = "email", count: int = 120) -> list[tuple[Brief, Draft]]:
        given = stage(rows(channel, count), moment)
        pairs = zip(given["brief"], given["draft"], strict=True)
        return [(msgspec.json.decode(brief, type=Brief), decode_draft(draft)) for brief, draft in pairs]

    return write
