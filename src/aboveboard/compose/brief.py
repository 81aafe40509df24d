"""Brief-making: what one message may say, as numbered items; first what many messages share, then the facts of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

from aboveboard.domain.brief import Brief, Item, ItemKind
from aboveboard.domain.fact import JSON, Fact
from aboveboard.domain.offer import Offer, Price
from aboveboard.domain.reason import Reason
from aboveboard.domain.sender import Sender

SUBJECT_LIMIT = 55


AGREED: Final = "agreed_address"
"""In place of an act: the business typed the address itself, and confirmed on that day that it may be written to."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where the row came from: the register or list, its day, and the act by which it came to us (domain.basis)."""

    register: str | None
    as_of: date | None
    acquisition: str | None


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a privacy notice has to say; `person` is true where it is owed to a person."""

    person: bool
    basis: Literal["consent", "contract", "legitimate_interest"]
    keep_days: int


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """All of a Brief but its row and the facts of that row; made once for many messages."""

    language: str
    channel: str
    offer: str
    angle: str
    general: bool
    items: tuple[Item, ...]
    must_include: tuple[str, ...]
    word_limit: int


def lay_ground(
    offer: Offer,
    sender: Sender,
    *,
    angle: str,
    channel: str,
    general: bool,
    reasons: Iterable[Reason],
    source: Source,
    notice: Notice,
    must_include: tuple[str, ...] = (),
    word_limit: int = 130,
    language: str = "en",
) -> Ground:
    """What the briefs of one offer, angle and channel share: items numbered from 1, none about one business."""
    named: list[tuple[ItemKind, str, JSON]] = [
        *_offer_terms(offer, angle),
        *(("reason", reason.id, _reason(reason)) for reason in reasons),
        *_sender_fields(sender, language),
        *_elements(source, notice, must_include),
    ]
    items = tuple(Item(number, kind, name, value, name) for number, (kind, name, value) in enumerate(named, 1))
    return Ground(
        language=language,
        channel=channel,
        offer=offer.id,
        angle=angle,
        general=general,
        items=items,
        must_include=must_include,
        word_limit=word_limit,
    )


def build_brief(row: str, ground: Ground, *, name: str | None = None, facts: Iterable[Fact] = ()) -> Brief:
    """The brief of one row: the ground's items, then the trading name and the facts, unless the message is general.

    A fact of a level above `entity` is left out: a writer MUST NOT see it.
    """
    items = ground.items
    if not ground.general:
        items = (*items, *_row_items(len(items) + 1, name, facts))
    return Brief(
        row=row,
        language=ground.language,
        channel=ground.channel,
        offer=ground.offer,
        angle=ground.angle,
        general=ground.general,
        items=items,
        must_include=ground.must_include,
        word_limit=ground.word_limit,
        subject_limit=SUBJECT_LIMIT,
    )


def _row_items(number: int, name: str | None, facts: Iterable[Fact]) -> list[Item]:
    items = [Item(number, "fact", "business.name", name, "business.name")] if name else []
    for fact in facts:
        if fact.level == "entity":
            items.append(Item(number + len(items), "fact", fact.attribute, _fact_value(fact), fact.id))
    return items


def _fact_value(fact: Fact) -> JSON:
    """The payload with the day on which it was seen and the address; a payload that is not a record stays as it is."""
    if not isinstance(fact.value, dict):
        return fact.value
    found = {**fact.value, "as_of": fact.as_of.isoformat()}
    if fact.url:
        found["url"] = fact.url
        if "path" not in found:
            found["path"] = urlsplit(fact.url).path or "/"
    return found


def _offer_terms(offer: Offer, angle: str) -> list[tuple[ItemKind, str, JSON]]:
    terms: list[tuple[ItemKind, str, JSON]] = [
        ("offer", "name", offer.name),
        ("offer", "summary", offer.summary),
        ("offer", "price", _price(offer.price)),
        ("offer", "first_year_total", _total(offer)),
        ("offer", "term_months", offer.term_months),
        ("offer", "notice_days", offer.notice_days),
        ("offer", "renewal", offer.renewal),
    ]
    if offer.setup is not None:
        terms.append(("offer", "setup", _price(offer.setup)))
    if angle in offer.does_by_angle:
        terms.append(("offer", "does", offer.does_by_angle[angle]))
    if offer.owner_keeps:
        terms.append(("offer", "owner_keeps", list(offer.owner_keeps)))
    terms += [("offer", f"does_not.{number}", text) for number, text in enumerate(offer.does_not, 1)]
    return terms


def _price(price: Price) -> dict[str, str | int | bool | list[str] | None]:
    return {
        "amount": str(price.paid),
        "currency": price.currency,
        "per": price.per,
        "tax_rate": str(price.tax_rate),
    }


def _total(offer: Offer) -> dict[str, str | int | bool | list[str] | None]:
    return {"amount": str(offer.first_year_total), "currency": offer.price.currency}


def _reason(reason: Reason) -> dict[str, str | int | bool | list[str] | None]:
    return {"statement": reason.statement, "source": reason.source, "url": reason.url}


def _sender_fields(sender: Sender, language: str) -> list[tuple[ItemKind, str, JSON]]:
    fields = {
        "name": sender.name,
        "person": sender.person,
        "email": sender.email,
        "phone": sender.phone,
        "postal_address": sender.address_in(language),
        "website": sender.website,
        "country": sender.country,
        "registered": sender.registered,
        "on_behalf_of": sender.on_behalf_of,
    }
    return [("sender", name, value) for name, value in fields.items() if value]


def _elements(source: Source, notice: Notice, must_include: tuple[str, ...]) -> list[tuple[ItemKind, str, JSON]]:
    came: dict[str, str | int | bool | list[str] | None] = {"acquisition": source.acquisition or "unknown"}
    if source.register:
        came["register"] = source.register
    if source.as_of:
        came["as_of"] = source.as_of.isoformat()
    told: JSON = {"person": notice.person, "basis": notice.basis, "keep_days": notice.keep_days}
    others = [name for name in must_include if name not in ("source_of_data", "privacy_notice")]
    known: list[tuple[ItemKind, str, JSON]] = [("element", "source_of_data", came), ("element", "privacy_notice", told)]
    return [*known, *(("element", name, True) for name in others)]
