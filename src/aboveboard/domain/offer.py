"""Offer: what is sold, with every term a buyer would ask for."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Literal

import msgspec

from aboveboard.text.wording import to_coins


class Price(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An amount with its currency and tax; `amount` includes tax when `tax_included`."""

    amount: Decimal
    currency: str
    tax_included: bool
    tax_rate: Decimal
    per: Literal["once", "month", "year"]

    @property
    def paid(self) -> Decimal:
        """The amount that is paid, tax included, to the smallest coin."""
        amount = self.amount if self.tax_included else self.amount * (1 + self.tax_rate)
        return to_coins(amount, self.currency)


class OfferWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The texts of an offer in another language; all numbers are the offer's own."""

    name: str
    summary: str
    owner_keeps: tuple[str, ...]
    does: tuple[str, ...]
    does_not: tuple[str, ...]
    does_by_angle: dict[str, str] = {}


class Offer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One offer with full terms; `fits` and `never` are conditions over the facts, `answers` the angles it mends.

    `topics` are the subjects it is about, as recipients may name them beside its own id when they say what they want.
    `translated` has its texts in other languages than the campaign's own.
    """

    id: str
    name: str
    summary: str
    price: Price
    setup: Price | None = None
    term_months: int
    notice_days: int
    renewal: Literal["none", "rolling", "fixed"]
    owner_keeps: tuple[str, ...]
    does: tuple[str, ...]
    does_not: tuple[str, ...]
    answers: tuple[str, ...]
    fits: str
    never: str
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    does_by_angle: dict[str, str] = {}
    translated: dict[str, OfferWords] = {}

    def is_about(self, topics: Collection[str]) -> bool:
        """True if it or one of its topics is among these."""
        return self.id in topics or any(topic in topics for topic in self.topics)

    def said_in(self, language: str) -> Offer:
        """The offer with its texts in a language it is translated into; as it is in any other."""
        words = self.translated.get(language)
        return self if words is None else msgspec.structs.replace(self, **msgspec.structs.asdict(words))

    @property
    def first_year_total(self) -> Decimal:
        """What the buyer pays in the first twelve months, tax and set-up included."""
        times = 12 if self.price.per == "month" else 1
        return self.price.paid * times + (self.setup.paid if self.setup else Decimal(0))
